//! The shipped ICD-10-CM data is what the official files say: counts, digests, tree, and the facts coders trip over.

use claimlint::code::Code;
use claimlint::date::Date;
use claimlint::icd::{Bearer, CodeBook, CodeSet, Node, NoteKind, Period, Standing};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fmt::Write;

/// Release, first day, last day, rows and billable codes, as published.
const RELEASES: [(&str, &str, &str, usize, usize); 16] = [
    ("FY2016", "2015-10-01", "2016-09-30", 91_737, 69_823),
    ("FY2017", "2016-10-01", "2017-09-30", 93_830, 71_486),
    ("FY2018", "2017-10-01", "2018-09-30", 94_127, 71_704),
    ("FY2019", "2018-10-01", "2019-09-30", 94_444, 71_932),
    ("FY2020", "2019-10-01", "2020-03-31", 94_765, 72_184),
    ("FY2020-apr", "2020-04-01", "2020-09-30", 94_768, 72_186),
    ("FY2021", "2020-10-01", "2020-12-31", 95_352, 72_616),
    ("FY2021-jan", "2021-01-01", "2021-09-30", 95_358, 72_621),
    ("FY2022", "2021-10-01", "2022-03-31", 95_524, 72_748),
    ("FY2022-apr", "2022-04-01", "2022-09-30", 95_528, 72_750),
    ("FY2023", "2022-10-01", "2023-03-31", 96_745, 73_639),
    ("FY2023-apr", "2023-04-01", "2023-09-30", 96_795, 73_674),
    ("FY2024", "2023-10-01", "2024-09-30", 97_296, 74_044),
    ("FY2025", "2024-10-01", "2025-09-30", 97_584, 74_260),
    ("FY2026", "2025-10-01", "2026-09-30", 98_186, 74_719),
    ("FY2027", "2026-10-01", "2027-09-30", 98_403, 74_879),
];

/// `<diag>` elements of each Tabular List held, and the codes it nests below the wrong header.
const TABULAR_LISTS: [(&str, usize, &[&str]); 7] = [
    ("FY2016", 43_028, &[]),
    ("FY2017", 43_910, &[]),
    ("FY2021-jan", 45_017, &["H54.512A H54.511"]),
    ("FY2023", 45_869, &["H54.512A H54.511"]),
    ("FY2025", 46_498, &[]),
    ("FY2026", 46_881, &[]),
    ("FY2027", 47_025, &[]),
];

fn code(text: &str) -> Code {
    Code::parse(text.as_bytes()).expect(text)
}

fn date(text: &str) -> Date {
    Date::parse(text.as_bytes()).expect(text)
}

fn on(day: &str) -> CodeSet<'static> {
    CodeBook::embedded().on(date(day)).expect(day)
}

fn spelled<'a>(nodes: impl IntoIterator<Item = Node<'a>>) -> String {
    nodes.into_iter().map(|node| node.code().to_string()).collect::<Vec<_>>().join(" ")
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes all");
        hex
    })
}

/// The text `key` has for a release in `SOURCES.toml`.
fn source(release: &str, key: &str) -> String {
    let text = include_str!("../data/icd10cm/SOURCES.toml");
    let sources: toml::Table = text.parse().expect("SOURCES.toml is TOML");
    let releases = sources["release"].as_array().expect("releases");
    let found = releases.iter().find(|held| held["release"].as_str() == Some(release)).expect(release);
    found[key].as_str().expect(key).to_owned()
}

/// `(code, flag, title)` of a release in the order of its file: the lines of `codes.tsv` in force on its first day.
fn lines(from: &str) -> Vec<(&'static str, &'static str, &'static str)> {
    let rows = include_str!("../data/icd10cm/codes.tsv").lines().skip(1);
    let rows = rows.map(|row| row.split('\t').collect::<Vec<_>>());
    let rows = rows.filter(|row| row[1] <= from && (row[2].is_empty() || from <= row[2]));
    rows.map(|row| (row[0], row[3], row[4])).collect()
}

#[test]
fn every_release_has_the_official_dates_and_counts() {
    let book = CodeBook::embedded();
    assert_eq!(book.releases().len(), RELEASES.len());
    for (index, (name, from, until, rows, billable)) in book.indices().zip(RELEASES) {
        let held = book.release(index);
        assert_eq!((held.name.as_str(), held.from, held.until), (name, date(from), date(until)));
        let mut found = (0, 0);
        for node in book.set(index).codes() {
            found = (found.0 + 1, found.1 + usize::from(node.is_billable()));
        }
        assert_eq!(found, (rows, billable), "{name}");
        for day in [from, until] {
            assert_eq!(book.release_on(date(day)), Some(index), "{day}");
        }
    }
    for day in ["2015-09-30", "2027-10-01"] {
        assert!(book.on(date(day)).is_none(), "{day}");
    }
}

#[test]
fn nothing_of_the_order_files_is_lost() {
    let book = CodeBook::embedded();
    for (index, (name, from, ..)) in book.indices().zip(RELEASES) {
        let lines = lines(from);
        let text = lines.iter().fold(String::new(), |mut text, (code, flag, title)| {
            writeln!(text, "{} {flag} {title}", code.replace('.', "")).expect("a String takes all");
            text
        });
        assert_eq!(sha256(&text), source(name, "codes_sha256"), "{name}");
        let set = book.set(index);
        for (text, flag, title) in lines {
            let node = set.get(code(text)).expect(text);
            assert_eq!((node.is_billable(), node.title()), (flag == "1", title), "{name} {text}");
        }
    }
}

#[test]
fn billable_codes_are_the_leaves_and_every_code_has_its_parent() {
    let book = CodeBook::embedded();
    for index in book.indices() {
        let set = book.set(index);
        let mut parents = HashSet::new();
        for node in set.codes() {
            let parent = node.parent();
            assert_eq!(parent.is_none(), node.code().len() == 3, "{node:?}");
            parents.extend(parent.map(Node::code));
            assert!(node.block().is_some(), "{node:?} has no block");
        }
        for node in set.codes() {
            assert_eq!(node.is_billable(), !parents.contains(&node.code()), "{node:?}");
        }
    }
}

#[test]
fn the_tree_is_that_of_the_tabular_lists() {
    let book = CodeBook::embedded();
    for (name, diags, misplaced) in TABULAR_LISTS {
        let index = book.indices().find(|&index| book.release(index).name == name).expect(name);
        let set = book.set(index);
        let mut text = String::new();
        for (spelled, ..) in lines(&set.release().from.to_string()) {
            let node = set.get(code(spelled)).expect(spelled);
            let implied = |seventh: char| {
                let meanings = set.seventh(node.code()).map(|found| found.meanings).unwrap_or_default();
                meanings.iter().any(|meaning| meaning.character == seventh)
            };
            if node.code().character(7).is_some_and(implied) {
                continue;
            }
            let parent = node.parent().map_or_else(|| "-".to_owned(), |parent| parent.code().to_string());
            let elsewhere = misplaced.iter().find_map(|pair| pair.strip_prefix(spelled)?.strip_prefix(' '));
            let block = node.block().expect(spelled);
            assert_eq!(block.tabular.name, name, "{spelled}");
            let parent = elsewhere.unwrap_or(&parent);
            writeln!(text, "{spelled} {parent} {} {}", block.id, block.chapter.id).expect("a String takes all");
        }
        assert_eq!(text.lines().count(), diags, "{name}");
        assert_eq!(sha256(&text), source(name, "tree_sha256"), "{name}");
    }
}

#[test]
fn codes_change_on_their_days() {
    use Standing::{Absent, Billable, Header};
    let facts = [
        ("Z28.3", "2022-03-31", Billable),
        ("Z28.3", "2022-04-01", Header),
        ("Z28.310", "2022-03-31", Absent),
        ("Z28.310", "2022-04-01", Billable),
        ("M54.5", "2021-09-30", Billable),
        ("M54.5", "2021-10-01", Header),
        ("G35", "2025-09-30", Billable),
        ("G35", "2025-10-01", Header),
        ("Z68.1", "2026-09-30", Billable),
        ("Z68.1", "2026-10-01", Header),
        ("Z53.31", "2016-09-30", Absent),
        ("Z53.31", "2016-10-01", Billable),
        ("U07.1", "2020-03-31", Absent),
        ("U07.1", "2020-04-01", Billable),
        ("QA0.0101", "2025-09-30", Absent),
        ("QA0.0101", "2025-10-01", Billable),
        ("M86.8X1", "2026-09-30", Billable),
        ("M86.8X1", "2026-10-01", Header),
    ];
    for (text, day, standing) in facts {
        assert_eq!(on(day).standing(code(text)), standing, "{text} on {day}");
    }
    let book = CodeBook::embedded();
    let m545 = book.find(code("M54.5")).expect("M54.5");
    let next: Vec<_> = m545.successors().map(|next| format!("{} {}", next.code, next.effective)).collect();
    assert_eq!(next, ["M54.50 2021-10-01", "M54.51 2021-10-01", "M54.59 2021-10-01"]);
    let spans: Vec<_> = m545.spans().map(|span| (span.billable, span.to)).collect();
    assert_eq!(spans, [(true, Some(date("2021-09-30"))), (false, None)]);
    // Re-titled twice, billable throughout.
    let z681 = book.find(code("Z68.1")).expect("Z68.1");
    let period = Period { from: date("2015-10-01"), to: Some(date("2026-09-30")) };
    assert_eq!((z681.spans().len(), z681.billable_periods()), (4, vec![period]));
    let before = book.find(code("Z28.39")).expect("Z28.39").predecessors().next().expect("one");
    assert_eq!(before.code, code("Z28.3"));
}

#[test]
fn z53_stands_where_the_tabular_list_puts_it() {
    let z53 = on("2026-01-15").get(code("Z53")).expect("Z53");
    let block = z53.block().expect("a block");
    assert_eq!((block.id, block.chapter.id), ("Z40-Z53", "21"));
    assert_eq!(spelled(z53.children()), "Z53.0 Z53.1 Z53.2 Z53.3 Z53.8 Z53.9");
    assert_eq!(z53.billable_below().len(), 12);
    assert_eq!(spelled(z53.next()), "Z53.0");
    assert_eq!(spelled(z53.previous()), "Z52.9");
}

#[test]
fn ranges_follow_the_official_order_and_not_the_alphabet() {
    let set = on("2026-11-01");
    let holds = |first, last, text| {
        let ranks = set.range(code(first), code(last)).expect(first);
        ranks.contains(set.get(code(text)).expect(text).entry().rank())
    };
    assert!(!holds("C76", "C80", "C7A.00"));
    assert!(holds("C76", "C80", "C80.2"));
    assert!(holds("K65", "K68", "K68.9"));
    assert!(holds("S00", "T88", "S72.001A"));
    let block = |text: &str| set.get(code(text)).and_then(Node::block).map(|block| block.id);
    assert_eq!(block("C7A.00"), Some("C7A"));
    assert_eq!(block("C78.00"), Some("C76-C80"));
    assert_eq!(spelled(set.get(code("K31.B")).and_then(Node::previous)), "K31.1");
    assert_eq!(set.range(code("Z53"), code("A00")), None);
    // U07.1 came into force before any Tabular List held knew chapter 22.
    let u07 = on("2020-04-01").get(code("U07.1")).and_then(Node::block).expect("a block");
    assert_eq!((u07.id, u07.chapter.id, u07.tabular.name.as_str()), ("U00-U49", "22", "FY2021-jan"));
}

#[test]
fn notes_come_with_their_bearer_and_tabular_list() {
    let set = on("2026-01-15");
    let notes = set.notes(code("Z28.82"));
    let excludes = notes.iter().find(|note| note.kind == NoteKind::Excludes1).expect("an Excludes1 note");
    assert_eq!(excludes.on, Bearer::Code(code("Z28.82")));
    let words = "immunization not carried out because of caregiver refusal because of religious belief (Z28.1)";
    assert_eq!((excludes.text, excludes.tabular.name.as_str()), (words, "FY2026"));
    let inherited = notes.iter().find(|note| note.kind == NoteKind::CodeAlso).expect("a code also note");
    assert_eq!(inherited.on, Bearer::Code(code("Z28")));
    let excludes = |of: &str, text: &str| {
        let notes = set.notes(code(of));
        notes.iter().any(|note| note.kind == NoteKind::Excludes1 && note.text.contains(text))
    };
    assert!(excludes("E10.9", "type 2 diabetes mellitus (E11.-)"));
    assert!(excludes("E11.9", "type 1 diabetes mellitus (E10.-)"));
    let bearers: HashSet<String> = set.notes(code("V03.10XA")).iter().map(|note| note.on.to_string()).collect();
    assert!(bearers.contains("chapter 20") && bearers.contains("block V00-V99"), "{bearers:?}");
    // FY2019 has no Tabular List here: FY2017 speaks for it.
    assert_eq!(on("2019-01-15").notes(code("Z28.82"))[0].tabular.name, "FY2017");
}

#[test]
fn seventh_characters_are_those_that_exist() {
    let set = on("2026-01-15");
    let characters = |text: &str| {
        let seventh = set.seventh(code(text))?;
        Some(seventh.meanings.iter().map(|meaning| meaning.character).collect::<String>())
    };
    let fracture = set.seventh(code("S72.001")).expect("7th characters");
    assert_eq!(fracture.on, code("S72"));
    assert_eq!(fracture.meanings[0].text, "initial encounter for closed fracture");
    assert_eq!(fracture.meanings[1].includes, ["initial encounter for open fracture NOS"]);
    assert_eq!(characters("S72.001").as_deref(), Some("ABCDEFGHJKMNPQRS"));
    assert_eq!(characters("W11").as_deref(), Some("ADS"));
    assert_eq!(characters("W11.XXXQ").as_deref(), Some("ADS"));
    // The Tabular List gives S06.1X7 also D and S; the order file, and so a claim, knows only A.
    assert_eq!(characters("S06.1X7").as_deref(), Some("A"));
    assert_eq!(characters("Z53.09"), None);
}

#[test]
fn near_codes_are_real_and_billable_first() {
    let set = on("2026-01-15");
    let near = |text: &str| set.nearest(code(text), 3).iter().map(Code::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!(near("Z53.093"), "Z53.09 Z53.01 Z53.29");
    assert_eq!(near("Z35.09"), "Z53.09 Z15.09 Z30.09");
}

#[test]
fn the_folder_gives_the_same_book_as_the_binary() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/icd10cm");
    let opened = CodeBook::open(folder.as_ref()).expect("the shipped folder");
    let embedded = CodeBook::embedded();
    assert_eq!(opened.releases(), embedded.releases());
    assert_eq!(opened.entries().len(), embedded.entries().len());
    for (a, b) in opened.entries().zip(embedded.entries()) {
        assert_eq!((a.code(), a.present(), a.billable()), (b.code(), b.present(), b.billable()));
        assert!(a.spans().eq(b.spans()), "{a:?}");
    }
}

#[test]
fn the_public_lists_of_a_service_line_are_whole() {
    let sources: toml::Table = include_str!("../data/cms/SOURCES-hcpcs.toml").parse().expect("SOURCES.toml is TOML");
    for (key, text) in [
        ("hcpcs", include_str!("../data/cms/hcpcs.tsv")),
        ("modifiers", include_str!("../data/cms/modifiers.tsv")),
        ("places", include_str!("../data/cms/places.tsv")),
    ] {
        let number = |name: &str| sources[key].get(name).and_then(toml::Value::as_integer);
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|row| row.split('\t').collect()).collect();
        assert_eq!(number("rows"), i64::try_from(rows.len()).ok(), "{key}");
        assert!(rows.windows(2).all(|pair| pair[0][0] < pair[1][0]), "{key}");
        let until = claimlint::date::Date::from_number(claimlint::hcpcs::UNTIL).map(|date| date.to_string());
        assert_eq!(sources[key]["until"].as_str(), until.as_deref(), "{key}");
        for row in rows {
            assert_eq!(row.len(), if key == "places" { 3 } else { 5 }, "{row:?}");
            let dates = if key == "places" { &row[1..2] } else { &row[1..3] };
            for day in dates.iter().filter(|day| !day.is_empty()) {
                assert_eq!(date(day).to_string(), **day, "{row:?}");
            }
        }
    }
}
