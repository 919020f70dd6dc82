//! What the notes of the Tabular List name, held against hand-written pairs and an independent count.

#![allow(clippy::print_stdout, reason = "what the tests count is worth reading, with --nocapture")]

use claimlint::code::Code;
use claimlint::date::Date;
use claimlint::icd::references::{self, Obstacle, Reading};
use claimlint::icd::{Bearer, CodeBook, CodeSet, Node, NoteKind};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

fn code(text: &str) -> Code {
    Code::parse(text.as_bytes()).expect(text)
}

fn on(day: &str) -> CodeSet<'static> {
    CodeBook::embedded().on(Date::parse(day.as_bytes()).expect(day)).expect(day)
}

fn known(code: Code) -> bool {
    CodeBook::embedded().find(code).is_some()
}

/// `(node, from, to, kind, text)` of the notes whose codes are read.
fn notes() -> impl Iterator<Item = [&'static str; 5]> {
    let rows = include_str!("../data/icd10cm/notes.tsv").lines().skip(1);
    let rows = rows.map(|row| <[&str; 5]>::try_from(row.split('\t').collect::<Vec<_>>()).expect("five cells"));
    rows.filter(|row| ["excludes1", "code-first", "use-additional"].contains(&row[3]))
}

fn read(kind: &str, text: &str) -> Reading {
    if kind == "excludes1" { references::read_excludes(text, &known) } else { references::read(text, &known) }
}

/// Holds a table against the file that keeps it; `UPDATE_DATA=1 cargo test` writes it.
fn kept(file: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/notes").join(file);
    if std::env::var_os("UPDATE_DATA").is_some() {
        std::fs::write(&path, table).expect("the data folder can be written");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), table, "UPDATE_DATA=1 cargo test writes {file}");
}

#[test]
fn what_is_read_and_what_is_not_is_kept() {
    let releases: Vec<_> = CodeBook::embedded().releases().iter().filter(|release| release.has_tabular).collect();
    let mut counts = BTreeMap::new();
    let mut not_read = String::from("node\tfrom\tto\tkind\tobstacle\ttext\n");
    for [node, from, to, kind, text] in notes() {
        let reading = read(kind, text);
        if let Reading::NotRead(obstacle) = reading {
            writeln!(not_read, "{node}\t{from}\t{to}\t{kind}\t{}\t{text}", obstacle.words()).expect("a String");
        }
        let column = match reading {
            Reading::NoCode => 0,
            Reading::Elsewhere => 1,
            Reading::Names(_) => 2,
            Reading::NotRead(_) => 3,
        };
        let place = |name: &str| releases.iter().position(|release| release.name == name);
        let last = place(to).unwrap_or(releases.len() - 1);
        for release in &releases[place(from).expect(from)..=last] {
            counts.entry((release.from, &release.name, kind)).or_insert([0; 4])[column] += 1;
        }
    }
    let mut table = String::from("tabular\tkind\tno code\telsewhere\tread\tnot read\n");
    for ((_, release, kind), [none, elsewhere, read, not_read]) in counts {
        writeln!(table, "{release}\t{kind}\t{none}\t{elsewhere}\t{read}\t{not_read}").expect("a String");
    }
    println!("{table}\n{not_read}");
    kept("counts.tsv", &table);
    kept("not-read.tsv", &not_read);
}

/// What looks like a code, whatever it is: a letter, a digit, a character, perhaps a dot and more.
fn look_alikes(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').map(|word| word.trim_matches('.'));
    let shaped = |word: &&str| {
        let bytes = word.as_bytes();
        bytes.len() >= 3
            && bytes[0].is_ascii_uppercase()
            && bytes[1].is_ascii_digit()
            && (bytes.len() == 3 || bytes[3] == b'.')
            && !word.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    words.filter(shaped).collect()
}

/// The codes on which a note of a node bears.
fn below(set: CodeSet<'static>, node: &str) -> Vec<Code> {
    let holds = |bearer: &str| {
        let codes = set.codes().filter(|node| node.parent().is_none());
        let within = |node: &Node<'_>| match bearer.split_once(' ') {
            // A group of blocks.
            Some(("block", "V00-V99")) => node.code().character(1) == Some('V'),
            Some(("block", id)) => node.block().is_some_and(|block| block.id == id),
            Some((_, id)) => node.chapter().is_some_and(|chapter| chapter.id == id),
            None => false,
        };
        codes.filter(within).map(claimlint::icd::Node::code).collect()
    };
    if node.contains(' ') { holds(node) } else { vec![code(node)] }
}

#[test]
fn every_excludes1_of_the_newest_list_that_names_codes_is_represented() {
    let set = on("2026-11-02");
    let (mut with_codes, mut represented, mut elsewhere, mut not_read) = (0, 0, 0, 0);
    for [node, _, to, kind, text] in notes() {
        let names: Vec<_> = look_alikes(text).into_iter().filter(|text| known(code(text))).collect();
        if kind != "excludes1" || !to.is_empty() || names.is_empty() {
            continue;
        }
        with_codes += 1;
        match read(kind, text) {
            Reading::Elsewhere => elsewhere += 1,
            Reading::NotRead(_) => not_read += 1,
            _ => {
                let found = below(set, node).into_iter().flat_map(|code| set.excludes1(code)).find(|naming| {
                    let on = match naming.on {
                        Bearer::Code(code) => code.to_string(),
                        other => other.to_string(),
                    };
                    on == node && naming.text.ends_with(text)
                });
                let naming = found.unwrap_or_else(|| panic!("nothing is made of {node}: {text}"));
                let held = |name: &str| {
                    set.get(code(name)).is_none() || set.subtree(code(name)).any(|below| naming.names(below.entry()))
                };
                // "V01-V09 with 5th character 2": no code of V09 has one.
                let narrowed = text.contains(" with ") && names.iter().any(|name| held(name));
                let last = names.last().expect("a code");
                assert!(narrowed || held(last), "{node}: {text} does not hold {last}");
                represented += 1;
            }
        }
    }
    println!("{with_codes} with codes: {represented} represented, {elsewhere} send elsewhere, {not_read} not read");
    assert_eq!(represented + elsewhere + not_read, with_codes);
    assert!(represented > 5_200 && not_read <= 4, "{represented} represented, {not_read} not read");
}

/// The node whose Excludes1 bars two billable codes from one claim; an info where a later list makes it an Excludes2.
fn barred(day: &str, one: &str, other: &str) -> String {
    let set = on(day);
    let entry = |text: &str| {
        let node = set.get(code(text)).filter(|node| node.is_billable());
        node.unwrap_or_else(|| panic!("{text} is not billable on {day}")).entry()
    };
    let namings = set.namings(NoteKind::Excludes1).expect("a list");
    let (one, other) = (entry(one), entry(other));
    match namings.between(one, other).or_else(|| namings.between(other, one)) {
        Some(naming) if naming.softened => format!("{} (later Excludes2)", naming.on),
        Some(naming) => naming.on.to_string(),
        None => String::new(),
    }
}

#[test]
fn pairs_are_barred_as_the_notes_say() {
    let pairs = include_str!("notes/pairs.tsv").lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
    let mut wrong = String::new();
    for pair in pairs {
        let said = barred(pair[0], pair[1], pair[2]);
        if said != pair[3] || barred(pair[0], pair[2], pair[1]).is_empty() != said.is_empty() {
            writeln!(wrong, "{pair:?}: {said}").expect("a String");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn code_first_names_the_cause_by_its_character() {
    let set = on("2025-11-04");
    let namings = set.namings(NoteKind::CodeFirst).expect("a list");
    let names = |of: &str, cause: &str| {
        let entry = |text: &str| set.get(code(text)).expect(text).entry();
        namings.between(entry(of), entry(cause)).map(|naming| naming.conditional)
    };
    // Underdosing is a sixth character 6; 5 is an adverse effect, 1 a poisoning.
    assert_eq!(names("Z91.120", "T38.3X6A"), Some(false));
    assert_eq!(names("Z91.120", "T38.3X5A"), None);
    assert_eq!(names("D64.2", "T51.0X1A"), Some(true));
    assert_eq!(names("D64.2", "T64.01XA"), Some(true));
    assert_eq!(names("D64.2", "T50.905A"), None);
    assert_eq!(names("D63.1", "N18.4"), Some(false));
    assert_eq!(names("D63.1", "N17.9"), None);
    assert_eq!(names("N13.8", "N40.1"), Some(true));
}

#[test]
fn lists_are_read_whole_or_not_at_all() {
    let names = |text: &str| match references::read(text, &known) {
        Reading::Names(names) => {
            let each = names.iter().map(|one| match (&one.only, one.first == one.last) {
                (Some(only), _) => format!("{}-{} {}", one.first, one.last, only.texts.join("")),
                (None, true) => one.first.to_string(),
                (None, false) => format!("{}-{}", one.first, one.last),
            });
            each.collect::<Vec<_>>().join(" ")
        }
        Reading::NotRead(obstacle) => format!("{obstacle:?}"),
        other => format!("{other:?}"),
    };
    for (text, expected) in [
        ("type 1 diabetes mellitus (E10.-)", "E10"),
        ("neoplasm (C76-C80, D49.-)", "C76-C80 D49"),
        ("fracture (S12.0--S12.3-)", "S12.0-S12.3"),
        ("apnea of newborn (P28.3- - P28.4-)", "P28.3-P28.4"),
        ("rheumatic fever (I01.0 -I01.9)", "I01.0-I01.9"),
        ("deficits (I69.81- I69.91-)", "List"),
        ("burn (T20.-; T21.- and T22.-)", "T20 T21 T22"),
        ("underdosing of medication (T36-T50) with fifth or sixth character 6", "T36-T50 6"),
        ("poisoning (T36-T65 with fifth or sixth character 1-4 or 6)", "T36-T65 12346"),
        ("diabetic angiopathy (E08-E13 with .51-.52)", "E08-E13 5152"),
        ("leukemia in remission C91.0-C95.9 with 5th character 1", "C91.0-C95.9 1"),
        ("open fracture of hip (S72.-)", "S72-S72 BCEFHJMNQR"),
        ("sequelae of traumatic intracranial injury (S06.-)", "S06-S06 S"),
        ("toxic agent (T51-T65 with fifth or sixth character to indicate intent)", "Narrowing"),
        ("diabetic acidosis - see categories E08-E10, E11, E13 with ketoacidosis", "Narrowing"),
        ("effects of drugs (A00-R94 and T80-T88.6, T88.8)", "Chapters"),
        ("neoplasm (C00-D49), except of skin", "Exception"),
        ("abdominal pain (R10.1-R10.4-)", "UnknownCode"),
        ("glucose-6-phosphate dehydrogenase (G6PD) deficiency (D55.0)", "D55.0"),
        ("pneumoconiosis with tuberculosis, any type in A15 (J65)", "J65"),
        ("congenital torticollis Q68.0", "Q68.0"),
        ("underlying disease, such as:", "NoCode"),
        ("", "NoCode"),
        ("((", "NoCode"),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
    assert_eq!(references::read_excludes("specified rash- code to condition (L30.9)", &known), Reading::Elsewhere);
    assert_eq!(Obstacle::List.words(), "the codes do not form a list");
}
