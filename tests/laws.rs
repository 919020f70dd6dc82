//! What must be true of every shipped rule, present and future: it has a code, a name and a source, it proves itself by
//! examples, and what it prints is finished text. A rule that breaks a law is caught here and not by a coder.

use claimlint::check::{Input, Settings, check, native, prove, registry};
use claimlint::icd::CodeBook;
use claimlint::rule::{Example, Registry, Rule};
use claimlint::table::{TableFiles, TableName};
use std::collections::{BTreeSet, HashSet};
use std::path::Path;

fn shipped() -> Registry {
    registry(&[], CodeBook::embedded()).expect("the shipped rules")
}

#[test]
fn codes_and_names_belong_to_one_rule_each() {
    let registry = shipped();
    assert!(!registry.rules().is_empty());
    let mut taken = HashSet::new();
    for rule in registry.rules() {
        assert!(taken.insert(rule.code.clone()), "{} comes twice", rule.code);
        assert!(taken.insert(rule.name.clone()), "{} comes twice", rule.name);
    }
}

#[test]
fn a_code_is_letters_and_digits_and_a_name_is_kebab_case() {
    for rule in shipped().rules() {
        let letters = rule.code.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &rule.code[letters.len()..];
        assert!(
            !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_uppercase()) && digits.len() == 3,
            "{} is no code",
            rule.code
        );
        let words: Vec<&str> = rule.name.split('-').collect();
        let plain =
            |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        // Coders call a medically unlikely edit by its three letters.
        let whole = words.len() > 1 || rule.name == "mue";
        assert!(whole && words.iter().all(plain), "{} is no name", rule.name);
    }
}

#[test]
fn the_letters_of_a_code_belong_to_one_pack() {
    let mut letters_of = std::collections::HashMap::new();
    for rule in shipped().rules() {
        let letters = rule.code.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
        let pack = letters_of.entry(letters).or_insert_with(|| rule.pack.clone());
        assert_eq!(*pack, rule.pack, "{}", rule.code);
    }
}

#[test]
fn every_rule_says_what_why_and_whence() {
    for rule in shipped().rules() {
        for (part, text) in
            [("message", &rule.message), ("help", &rule.help), ("why", &rule.why), ("source", &rule.source)]
        {
            // A native rule may leave all its advice to one word.
            assert!(text.trim().len() > 8 || *text == "{advice}", "{} has no {part}", rule.name);
            assert!(!text.contains("TODO"), "{}: {part}", rule.name);
        }
        let url = rule.url.as_deref();
        assert!(url.is_none_or(|url| url.starts_with("https://")), "{}: {url:?}", rule.name);
        assert!(rule.why.trim().ends_with('.'), "the why of {} is no sentence", rule.name);
        assert!(!rule.message.ends_with('.'), "the message of {} is a headline", rule.name);
        for exception in &rule.exceptions {
            assert!(exception.why.trim().len() > 8, "{} has an exception without a reason", rule.name);
        }
    }
}

#[test]
fn every_native_name_has_a_function_and_the_reverse() {
    let functions: BTreeSet<&str> = native::names().collect();
    assert_eq!(functions.len(), native::names().count(), "a name comes twice");
    let registry = shipped();
    let named: BTreeSet<&str> = registry.rules().iter().filter_map(|rule| rule.native.as_deref()).collect();
    assert_eq!(named, functions);
    for rule in registry.rules() {
        let native = rule.native.as_deref();
        assert!(native.is_none_or(|native| native == rule.name), "{} has the function of another rule", rule.name);
    }
}

#[test]
fn every_example_of_every_rule_holds() {
    let proof = prove(&[]).expect("the shipped rules");
    let told: Vec<String> = proof.failures.iter().map(|one| format!("{} {}", one.name, one.problem)).collect();
    assert_eq!(told, [""; 0]);
    assert_eq!(proof.rules, shipped().rules().len() as u64);
    assert!(proof.examples >= 2 * proof.rules, "a rule has one example that fires and one that is quiet");
}

/// The table an example brings, as a file of the user's own.
fn tables(folder: &Path, rule: &Rule, example: &Example) -> TableFiles {
    let mut files = TableFiles::default();
    if let Some((table, text)) = rule.table.zip(example.table.as_ref()) {
        let path = folder.join(if table == TableName::NcciPtp { "ccipra.txt" } else { "table.csv" });
        std::fs::write(&path, text).expect("a table");
        match table {
            TableName::NcciPtp => files.ncci_ptp.push(path),
            TableName::Mue => files.mue.push(path),
            TableName::Procedures => files.procedures.push(path),
        }
    }
    files
}

/// Examples are also claim files: what is printed on them is finished text, all its placeholders filled.
#[test]
fn what_is_printed_has_no_holes() {
    let mut seen = BTreeSet::new();
    let folder = tempfile::tempdir().expect("a folder");
    for rule in shipped().rules() {
        for example in &rule.examples {
            let input = Input::Text { name: "example.csv".to_owned(), text: example.csv.clone() };
            let settings = Settings { tables: tables(folder.path(), rule, example), ..Settings::default() };
            let outcome = check(&[input], &settings).expect("a run");
            for finding in &outcome.findings {
                let finding = finding.expect("a finding");
                let name = &outcome.rules[usize::from(finding.rule.0)].name;
                for text in [&finding.message, &finding.help] {
                    assert!(!text.contains(['{', '}', '\n']), "{name}: {text}");
                    for hole in ["  ", "\"\"", "()", " ,", " ;", " :", ": ;"] {
                        assert!(!text.contains(hole), "{name} leaves a hole: {text}");
                    }
                    assert!(
                        !text.is_empty() && text.trim() == text && !text.ends_with([':', ',', ';']),
                        "{name}: {text}"
                    );
                }
                assert!(name == "row-malformed" || !finding.cells.is_empty(), "{name} blames no cell");
                seen.insert(name.clone());
            }
        }
    }
    let all: BTreeSet<String> = shipped().rules().iter().map(|rule| rule.name.clone()).collect();
    assert_eq!(seen, all, "every rule speaks in some example");
}

/// People are invented: no example names a member, a birth date or a real-looking identifier beside its claim.
#[test]
fn examples_hold_no_people() {
    for rule in shipped().rules() {
        for example in &rule.examples {
            let header = example.csv.trim_start().lines().next().unwrap_or_default().to_ascii_lowercase();
            for word in ["name", "ssn", "member", "patient", "address", "phone"] {
                assert!(!header.contains(word), "{}: an example has a column {word}", rule.name);
            }
        }
    }
}
