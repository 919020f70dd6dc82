//! Rules prove themselves, the language does what its reference says, and the registry keeps its laws.

use claimlint::check::{Input, Settings, check, prove};
use claimlint::claim::{Column, Layout};
use claimlint::icd::CodeBook;
use claimlint::rule::{Bound, Registry, RuleId, Selection, schema};
use std::collections::HashSet;
use std::path::PathBuf;

fn shipped() -> Registry {
    Registry::shipped(CodeBook::embedded()).expect("the shipped rules load")
}

fn holds(packs: &[PathBuf]) {
    let proof = prove(packs).expect("the rules load");
    let failures: Vec<String> = proof
        .failures
        .iter()
        .map(|refuted| format!("{} {}: {}", refuted.code, refuted.name, refuted.problem))
        .collect();
    assert!(failures.is_empty(), "{} of {} examples:\n{}", failures.len(), proof.examples, failures.join("\n"));
    assert!(proof.examples > 0, "there is something to prove");
}

#[test]
fn every_shipped_example_holds() {
    holds(&[]);
}

#[test]
fn every_word_of_the_language_means_what_the_examples_say() {
    holds(&[PathBuf::from("tests/packs/language.toml")]);
}

/// Written by a reader of CONTRIBUTING.md and LANGUAGE.md.
#[test]
fn a_payers_pack_holds() {
    holds(&[PathBuf::from("tests/packs/payer.toml")]);
}

#[test]
fn every_block_of_the_reference_loads() {
    let reference = include_str!("../rules/LANGUAGE.md");
    let book = CodeBook::embedded();
    let mut blocks = 0;
    for block in reference.split("```toml\n").skip(1) {
        let block = block.split("```").next().expect("the block ends");
        // A block that is no whole file is the middle of a rule.
        let whole = block.starts_with("[pack]") || block.starts_with("[set.");
        let file = if whole { block.to_owned() } else { rule_around(block) };
        if let Err(error) = Registry::load(&[("LANGUAGE.md", &file)], book) {
            panic!("{:?}\n{file}", miette::Report::new(error));
        }
        blocks += 1;
    }
    assert!(blocks > 10, "the reference has its blocks");
}

/// A rule with everything a rule needs, and these lines in it.
fn rule_around(lines: &str) -> String {
    let mut file =
        String::from("[pack]\nname = \"p\"\nabout = \"a\"\n[[rule]]\ncode = \"ZZ101\"\nname = \"some-fault\"\n");
    let own = lines.split("[[rule").next().unwrap_or_default();
    for key in ["severity = \"error\"", "message = \"m\"", "help = \"h\"", "why = \"w\"", "source = \"s\""] {
        let name = key.split(' ').next().expect("a key");
        if !own.lines().any(|line| line.starts_with(name)) {
            file += key;
            file += "\n";
        }
    }
    file += lines;
    file + "\n[[rule.example]]\nfires = \"claim_id\"\n[[rule.example]]\nquiet = \"claim_id\"\n"
}

#[test]
fn every_rule_has_its_words_and_a_name_of_its_own() {
    let registry = shipped();
    let mut taken = HashSet::new();
    for rule in registry.rules() {
        assert!(taken.insert(rule.code.clone()) && taken.insert(rule.name.clone()), "{} is taken", rule.name);
        for (word, text) in
            [("source", &rule.source), ("why", &rule.why), ("help", &rule.help), ("message", &rule.message)]
        {
            assert!(!text.trim().is_empty(), "{} has no {word}", rule.name);
        }
        assert!(!rule.message.ends_with('.') && !rule.help.ends_with('.'), "{}: no full stop", rule.name);
        for exception in &rule.exceptions {
            assert!(!exception.why.is_empty(), "{} has an exception without a reason", rule.name);
        }
        if let Some(url) = &rule.url {
            assert!(url.starts_with("https://"), "{}: {url}", rule.name);
        }
        let quiet = rule.examples.iter().filter(|example| !example.fires).count();
        if rule.native.is_none() {
            assert!(quiet >= rule.exceptions.len(), "{} shows every exception", rule.name);
        }
    }
    assert!(registry.packs().iter().any(|pack| pack.name == "not-carried-out" && !pack.about.is_empty()));
}

/// The catalogue of services not carried out names about as many cases for each of its rules: what it speaks on, each
/// exception, each neighbour that must stay silent.
#[test]
fn rules_about_services_not_carried_out_show_six_claims_each() {
    let registry = shipped();
    let of_the_catalogue = |pack: &str| pack == "not-carried-out" || pack == "vaccines";
    let few: Vec<String> = registry
        .rules()
        .iter()
        .filter(|rule| of_the_catalogue(&rule.pack) && rule.examples.len() < 6)
        .map(|rule| format!("{} has {}", rule.code, rule.examples.len()))
        .collect();
    assert_eq!(few, [""; 0]);
}

/// Of each exception of the rules about diagnoses a claim on which that rule is silent; its id begins with the rule's code.
#[test]
fn every_exception_of_the_diagnosis_rules_is_silent() {
    let input = Input::File(PathBuf::from("fixtures/diagnoses/all-exceptions.csv"));
    let outcome = check(&[input], &Settings::default()).expect("a run");
    let code = |rule: RuleId| outcome.rules[usize::from(rule.0)].code.as_str();
    let found = outcome.findings.iter().map(|finding| finding.expect("a finding"));
    let spoken: Vec<String> = found
        .filter_map(|finding| Some(format!("{} {}", code(finding.rule), finding.claim_id?)))
        .filter(|said| said.split_once(' ').is_some_and(|(code, claim)| claim.starts_with(code)))
        .collect();
    assert_eq!(spoken, [""; 0]);
    let claims = std::fs::read_to_string("fixtures/diagnoses/all-exceptions.csv").expect("the claims");
    let asked: HashSet<&str> =
        claims.lines().skip(1).filter_map(|row| row.split_once('-').map(|(code, _)| code)).collect();
    let not_run: Vec<&str> = outcome.summary.not_run.iter().map(|unrun| code(unrun.rule)).collect();
    assert!(not_run.iter().all(|code| !asked.contains(code)), "{not_run:?}");
    for code in [
        "DX101", "DX103", "DX105", "DX106", "DX109", "DX401", "DX402", "DX403", "DX404", "MC503", "MC507", "MC508",
        "PO701", "PO702", "PT201", "PT202", "PT203", "SQ601", "SQ602", "SQ604", "SQ608", "SQ609",
    ] {
        assert!(asked.contains(code), "{code} has no exception in the file");
    }
}

/// Names of the rules that do not run on a file with these columns.
fn not_run(registry: &Registry, header: &str) -> Vec<String> {
    let names: Vec<&str> = header.split(',').collect();
    let columns = names
        .iter()
        .enumerate()
        .map(|(index, name)| Column::new(name.parse().expect("a canonical column"), index, (*name).to_owned()));
    let layout = Layout::new("canonical", columns.collect(), Vec::new(), names.len());
    let selection = Selection::new(registry, &["not-carried-out".into(), "vaccines".into()], &[]).expect("the packs");
    let bound = Bound::new(registry, &selection, &layout, CodeBook::embedded());
    bound.not_run().iter().map(|unbound| format!("{} {}", registry.rule(unbound.rule).code, unbound.part)).collect()
}

#[test]
fn rules_without_their_columns_are_listed_and_others_fall_back() {
    let registry = shipped();
    let all = "claim_id,claim_type,bill_type,revenue_code,place_of_service,specialty,service_date,procedure_code,\
               modifier1,modifier2,units,age,dx1,dx2,dx_pointers";
    assert!(not_run(&registry, all).is_empty());
    // Without pointers the rules about links speak of institutional claims only, and the vaccine rule warns.
    let without_pointers = not_run(&registry, &all.replace(",dx_pointers", ""));
    assert_eq!(without_pointers, ["ND202 ", "ND205 ", "ND206 professional claims", "ND207 professional claims"]);
    let without_modifiers = not_run(&registry, &all.replace("modifier1,modifier2,", ""));
    assert!(without_modifiers.contains(&"ND205 ".to_owned()), "no modifier is no unmodified procedure");
    assert!(without_modifiers.contains(&"ND208 ".to_owned()), "modifier 58 cannot be seen");
    let without_age = not_run(&registry, &all.replace(",age", ""));
    assert_eq!(without_age, ["VX305 "]);
    let diagnoses_only = not_run(&registry, "claim_id,service_date,dx1,dx2");
    assert!(!diagnoses_only.iter().any(|rule| rule.starts_with("ND203") || rule.starts_with("ND204")));
    assert!(diagnoses_only.contains(&"ND101 ".to_owned()));
}

#[test]
fn rules_are_selected_by_name_code_prefix_and_pack() {
    let registry = shipped();
    let count = |select: &[&str], ignore: &[&str]| {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let selection = Selection::new(&registry, &words(select), &words(ignore)).expect("known selectors");
        registry.ids().filter(|(id, _)| selection.contains(*id)).count()
    };
    assert_eq!(count(&[], &[]), registry.rules().len());
    assert_eq!(count(&["ND"], &[]), 27);
    assert_eq!(count(&["nd1"], &["ND101"]), 12);
    assert_eq!(count(&["vaccines"], &["z28-first-listed"]), 7);
    let unknown = Selection::new(&registry, &["z53-frist-listed".into()], &[]).expect_err("no such rule");
    let help = miette::Diagnostic::help(&unknown).expect("help").to_string();
    assert_eq!(help, "did you mean `z53-first-listed`?");
    assert!(Selection::new(&registry, &["QQ".into()], &[]).is_err());
}

#[test]
fn the_published_schema_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/rules.schema.json");
    let current = serde_json::to_string_pretty(&schema()).expect("a schema") + "\n";
    if std::fs::read_to_string(path).ok().as_deref() != Some(&current) {
        std::fs::write(path, current).expect("the schema can be written");
        panic!("rules/rules.schema.json was stale and has been written anew: commit it");
    }
}

#[test]
fn loading_the_rules_twice_makes_no_new_questions() {
    // Rules that ask the same share the bits of the answer, so a second pack over the same codes costs hardly anything.
    let renamed = |text: &str| {
        text.replace("code = \"", "code = \"X").replace("name = \"", "name = \"x-").replace("to = \"", "to = \"x-")
    };
    let packs = [
        ("again.toml", renamed(include_str!("../rules/not-carried-out.toml"))),
        ("vaccines-again.toml", renamed(include_str!("../rules/vaccines.toml"))),
    ];
    let packs: Vec<(&str, &str)> = packs.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let book = CodeBook::embedded();
    let (once, twice) = (shipped(), Registry::load(&packs, book).expect("the packs under other codes"));
    assert_eq!(twice.rules().len(), once.rules().len() + 35);
    let header =
        "claim_id,claim_type,bill_type,revenue_code,service_date,procedure_code,modifier1,units,dx1,dx_pointers";
    let columns = header
        .split(',')
        .enumerate()
        .map(|(index, name)| Column::new(name.parse().expect("a canonical column"), index, name.to_owned()));
    let layout = Layout::new("canonical", columns.collect(), Vec::new(), 10);
    let questions = |registry: &Registry| {
        let selection = Selection::new(registry, &[], &[]).expect("all");
        Bound::new(registry, &selection, &layout, book).questions()
    };
    assert_eq!(questions(&once), questions(&twice));
}
