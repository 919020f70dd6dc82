//! `claimlint explain` says what the official files say: its JSON against an independent reading of the Tabular Lists, and
//! the facts coders ask for.

use claimlint::check::{Input, Settings, check_by, day_of_examples, registry};
use claimlint::code::Code;
use claimlint::date::Date;
use claimlint::explain::{Kind, Meaning, Source, meanings, sheet};
use claimlint::field::Field;
use claimlint::icd::CodeBook;
use claimlint::report::CellText;
use claimlint::rule::Registry;
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::LazyLock;

/// Random codes read of each release; those of the manual come on top.
const SAMPLE: usize = 1000;

fn date(text: &str) -> Date {
    Date::parse(text.as_bytes()).expect(text)
}

fn shipped() -> Registry {
    registry(&[], CodeBook::embedded()).expect("the shipped rules")
}

/// The first meaning of a word on a day, as JSON.
fn told(registry: &Registry, word: &str, on: &str) -> Value {
    let source = Source { book: CodeBook::embedded(), registry, on: date(on) };
    let meaning = meanings(source, word).expect(word)[0];
    serde_json::to_value(sheet(source, meaning).expect(word)).expect("JSON")
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// `Z53.0 Z53.1 …`
fn codes(value: &Value, key: &str) -> String {
    list(value, key).iter().map(|line| text(line, "code")).collect::<Vec<_>>().join(" ")
}

/// The text of a code as `tests/readings/read.py` writes it, taken from the JSON.
fn reading(sheet: &Value) -> String {
    let mut below: Vec<&str> = list(sheet, "children").iter().map(|line| text(line, "code")).collect();
    below.sort_unstable();
    let mut lines = format!("{}\n{}\nbelow {}\n", text(sheet, "code"), text(sheet, "title"), below.join(" "));
    for note in list(sheet, "notes") {
        writeln!(lines, "{}|{}|{}", text(note, "kind"), text(note, "on"), text(note, "text")).expect("text");
    }
    lines
}

#[test]
fn the_json_is_what_another_reader_finds_in_the_tabular_lists() {
    let (book, registry) = (CodeBook::embedded(), shipped());
    let rows: Vec<Vec<&str>> =
        include_str!("readings/readings.tsv").lines().skip(1).map(|row| row.split('\t').collect()).collect();
    let releases: Vec<_> = book.releases().iter().filter(|release| release.has_tabular).collect();
    assert_eq!(releases.len(), 7);
    for release in releases {
        let of_release: Vec<_> = rows.iter().filter(|row| row[0] == release.name).collect();
        assert!(of_release.len() > SAMPLE, "{}", release.name);
        for row in of_release {
            let code = row[1];
            let source = Source { book, registry: &registry, on: release.from };
            let meaning = Meaning::Code(Code::parse(code.as_bytes()).expect(code));
            let sheet = serde_json::to_value(sheet(source, meaning).expect(code)).expect("JSON");
            assert_eq!((text(&sheet, "tabular"), text(&sheet, "seen_in")), (&*release.name, &*release.name), "{code}");
            let reading = reading(&sheet);
            let digest = Sha256::digest(reading.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
                write!(hex, "{byte:02x}").expect("text");
                hex
            });
            let to_see = format!("`read.py FOLDER {} {code}` prints what it should be", release.name);
            assert_eq!(&digest[..16], row[2], "{to_see}; it is\n{reading}");
        }
    }
}

#[test]
fn z53_is_told_as_the_tabular_list_has_it() {
    let registry = shipped();
    let z53 = told(&registry, "z53", "2026-01-15");
    assert_eq!((text(&z53["chapter"], "id"), text(&z53["block"], "id")), ("21", "Z40-Z53"));
    assert_eq!(codes(&z53, "children"), "Z53.0 Z53.1 Z53.2 Z53.3 Z53.8 Z53.9");
    let headers = list(&z53, "children").iter().filter(|line| line["billable"] == false);
    assert_eq!(headers.map(|line| text(line, "code")).collect::<Vec<_>>(), ["Z53.0", "Z53.2", "Z53.3"]);
    assert_eq!((text(&z53, "status"), &z53["billable_below"]), ("header", &Value::from(12)));
    let excludes2: Vec<&Value> = list(&z53, "notes").iter().filter(|note| text(note, "kind") == "excludes2").collect();
    let [note] = excludes2[..] else { panic!("one Excludes2 note, not {excludes2:?}") };
    assert_eq!(text(note, "text"), "follow-up examination for medical surveillance after treatment (Z08-Z09)");
    assert_eq!((text(note, "on"), &note["inherited"]), ("block Z40-Z53", &Value::Bool(true)));
    assert_eq!(text(note, "tabular"), "FY2026");
}

#[test]
fn the_history_of_a_code_is_told_for_any_day() {
    let registry = shipped();
    let before = told(&registry, "Z28.3", "2022-03-31");
    let after = told(&registry, "Z28.3", "2022-04-01");
    assert_eq!((text(&before, "status"), text(&after, "status")), ("billable", "header"));
    assert_eq!((codes(&before, "children"), codes(&after, "children")), (String::new(), "Z28.31 Z28.39".to_owned()));
    assert_eq!(before["history"], after["history"]);
    assert_eq!(codes(&before, "successors"), "Z28.310 Z28.311 Z28.39");
    // U07.1 came in the middle of a fiscal year.
    let covid = told(&registry, "u071", "2020-03-31");
    assert_eq!((text(&covid, "status"), text(&covid, "release")), ("not-in-release", "FY2020"));
    assert_eq!((text(&covid, "title"), text(&covid, "seen_in")), ("COVID-19", "FY2020-apr"));
    // Gone for good.
    let gone = told(&registry, "H40.11X1", "2026-01-15");
    assert_eq!((text(&gone, "status"), text(&gone, "seen_in")), ("not-in-release", "FY2016"));
    assert_eq!(text(&list(&gone, "history")[0], "to"), "2016-09-30");
}

#[test]
fn medicare_speaks_by_date() {
    let registry = shipped();
    let flags = |word: &str, on: &str| {
        let sheet = told(&registry, word, on);
        list(&sheet, "medicare").iter().map(|flag| text(flag, "meaning").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(flags("O80", "2019-09-30")[0], "age 12 to 55 only (edit 4)");
    assert_eq!(flags("O80", "2019-10-01")[0], "age 9 to 64 only (edit 4)");
    assert_eq!(flags("Z53.09", "2026-01-15"), ["not accepted as principal diagnosis (edit 9)"]);
    let exempt = |word: &str| told(&registry, word, "2026-01-15")["present_on_admission"]["exempt"].clone();
    // CMS list of FY2026: Z53.3x and Z28 are on it, the other codes of Z53 are not.
    assert_eq!((exempt("Z53.31"), exempt("Z28.21"), exempt("Z53.09")), (true.into(), true.into(), false.into()));
}

#[test]
fn a_word_has_all_its_meanings() {
    let registry = shipped();
    let source = Source { book: CodeBook::embedded(), registry: &registry, on: date("2026-01-15") };
    let kinds = |word: &str| {
        meanings(source, word).expect(word).into_iter().map(Meaning::kind).map(Kind::word).collect::<Vec<_>>().join(" ")
    };
    for (word, expected) in [
        ("53", "modifier place"),
        ("rt", "modifier"),
        ("11", "place diagnosis"),
        ("Z53.2", "diagnosis"),
        ("z532", "diagnosis"),
        ("z40-z53", "diagnosis"),
        ("Chapter 21", "diagnosis"),
        ("a00-b99", "diagnosis"),
        ("21", "place diagnosis"),
        ("3", "diagnosis"),
        ("1", "diagnosis indicator"),
        ("y", "indicator"),
        ("DX4", "rule"),
        ("nd", "modifier rule"),
        ("present-on-admission", "rule"),
        ("ND101", "rule"),
        ("mod-53-on-facility-claim", "rule"),
        ("H0011", "diagnosis procedure"),
        ("G0105", "procedure"),
        ("45378", "procedure"),
    ] {
        assert_eq!(kinds(word), expected, "{word}");
    }
    let not = meanings(source, "H9999").expect_err("no code");
    assert!(not.problem.contains("nor is H9999 in the list of HCPCS Level II"), "{}", not.problem);
    for (word, hint) in [
        ("Z53.00", "Z53.09"),
        ("S13.4A", "S13.4XXA"),
        ("S72.001Z", "S72.001 takes: A initial encounter for closed fracture"),
        ("mod-53-on-facility-claims", "`mod-53-on-facility-claim`"),
        ("E11.9XXA", "E11.9 Type 2 diabetes mellitus without complications is complete: it takes no 7th character"),
        ("250.00", "no crosswalk"),
        ("A00-A05", "block A00-A09 Intestinal infectious diseases"),
        ("poa", "PO701 poa-missing"),
        ("presnt-on-admission", "`present-on-admission`"),
        ("lumbago", "claimlint search \"lumbago\""),
        ("g35.", "did you mean G35"),
        ("G3.5", "did you mean G35"),
        ("S72001XA", "did you mean S72.001A"),
        ("S72.001 A", "did you mean S72.001A"),
        ("QA0-QA1", "begins on 2026-10-01: claimlint explain QA0-QA1 --on 2026-10-01"),
    ] {
        let not = meanings(source, word).expect_err(word);
        assert!(not.help.contains(hint), "{word}: {}", not.help);
    }
}

#[test]
fn a_chapter_is_named_by_its_range_and_a_pack_lists_its_rules() {
    let registry = shipped();
    // Tabular List FY2026: chapter 1 is A00-B99, chapter 21 Z00-Z99.
    for (range, chapter) in
        [("A00-B99", "chapter 1"), ("Z00-Z99", "chapter 21"), ("V00-Y99", "chapter 20"), ("S00-T88", "chapter 19")]
    {
        let sheet = told(&registry, range, "2026-01-15");
        assert_eq!((text(&sheet, "kind"), text(&sheet, "id")), ("block", chapter));
    }
    assert_eq!(told(&registry, "Z40-Z53", "2026-01-15")["chapter"]["id"], "21");
    // Sections of the Tabular List that hold others.
    for (group, title, blocks) in [
        ("T20-T32", "Burns and corrosions", "T20-T25 T26-T28 T30-T32"),
        (
            "V00-V99",
            "Transport accidents",
            "V00-V09 V10-V19 V20-V29 V30-V39 V40-V49 V50-V59 V60-V69 V70-V79 V80-V89 V90-V94 V95-V97 V98-V99",
        ),
        ("m00-m25", "Arthropathies", "M00-M02 M04 M05-M14 M15-M19 M20-M25"),
    ] {
        let sheet = told(&registry, group, "2026-01-15");
        let below: Vec<&str> = list(&sheet, "blocks").iter().map(|block| text(block, "id")).collect();
        assert_eq!((text(&sheet, "id"), text(&sheet, "title")), (&*group.to_uppercase(), title));
        assert_eq!(below.join(" "), blocks, "{group}");
        assert!(sheet["billable"].as_u64() > Some(100), "{group}");
    }
    assert_eq!(text(&told(&registry, "V00-X58", "2026-01-15"), "title"), "Accidents");
    let codes_of = |word| codes(&told(&registry, word, "2026-01-15"), "rules");
    assert_eq!(codes_of("DX4"), "DX401 DX402 DX403 DX404");
    assert_eq!(codes_of("present-on-admission"), "PO701 PO702 PO703");
    assert_eq!(codes_of("w"), "PO701 PO702 PO703");
}

#[test]
fn the_severity_of_a_rule_is_the_same_on_every_page() {
    let registry = shipped();
    for (rule, pack, on_inpatient) in
        [("DX109", "DX1", "error"), ("MC507", "MC5", "error"), ("SQ603", "SQ6", "warning")]
    {
        let page = told(&registry, rule, "2026-01-15");
        let pack = told(&registry, pack, "2026-01-15");
        let line = list(&pack, "rules").iter().find(|line| text(line, "code") == rule).expect(rule);
        for key in ["severity", "severities", "severity_on_inpatient"] {
            assert_eq!(page[key], line[key], "{rule} {key}");
        }
        assert_ne!(page["severity"], page["severity_on_inpatient"], "{rule}");
        assert_eq!(page["severity_on_inpatient"], on_inpatient, "{rule}");
    }
    // ND201 is an error in one case and a warning in the other, on inpatient claims or not.
    let page = told(&registry, "ND201", "2026-01-15");
    assert_eq!(page["severities"], serde_json::json!(["error", "warning"]));
    assert_eq!(page["severity_on_inpatient"], Value::Null);
}

#[test]
fn what_no_table_held_says_is_told_as_not_known() {
    let registry = shipped();
    // The conversion tables held end with that of FY2026; the Medicare Code Editor's with version 44.0.
    let gone = CodeBook::embedded()
        .entries()
        .find(|entry| entry.spans().next_back().is_some_and(|span| span.to == Some(date("2026-09-30"))));
    let code = gone.expect("FY2027 retired codes").code().to_string();
    assert_eq!(text(&told(&registry, &code, "2026-11-01"), "successors_unknown"), "2026-10-01");
    // H81.41 ended on 2019-09-30 and has a successor.
    assert_eq!(told(&registry, "H81.41", "2026-11-01")["successors_unknown"], Value::Null);
    assert_eq!(told(&registry, "Z53.09", "2027-03-31")["medicare_until"], Value::Null);
    assert_eq!(text(&told(&registry, "Z53.09", "2027-04-01"), "medicare_until"), "2027-03-31");
}

#[test]
fn descriptions_of_hcpcs_are_read_without_the_quotes_of_the_csv() {
    let registry = shipped();
    let means = |word: &str, key: &str| text(&told(&registry, word, "2025-06-01"), key).to_owned();
    assert_eq!(means("A4719", "description"), "\"y set\" tubing for peritoneal dialysis");
    assert_eq!(means("GJ", "means"), "\"opt out\" physician or practitioner emergency or urgent service");
    assert_eq!(means("RD", "means"), "Drug provided to beneficiary, but not administered \"incident-to\"");
}

/// What a cell of a finding means, if it is a code that exists.
fn blamed(source: Source<'_>, cell: &CellText) -> Option<Meaning> {
    let kind = match cell.field {
        Field::Dx(_) => Kind::Diagnosis,
        Field::Modifier(_) => Kind::Modifier,
        Field::ProcedureCode => Kind::Procedure,
        _ => return None,
    };
    meanings(source, &cell.value).ok()?.into_iter().find(|meaning| meaning.kind() == kind)
}

/// What a rule says of its own example, it is also said to speak about.
#[test]
fn the_rules_of_a_code_are_those_that_speak_about_it() {
    let (book, registry) = (CodeBook::embedded(), shipped());
    // These judge a code by its neighbours, its cell or a table of the user's, whatever code it is.
    let by_claim = [
        "dx-duplicate",
        "dx-malformed",
        "dx-icd9-code",
        "dx-too-many",
        "poa-invalid-value",
        "ncci-ptp",
        "mue",
        "procedure-unknown",
    ];
    let mut seen = 0;
    for (id, rule) in registry.ids().filter(|(_, rule)| !by_claim.contains(&rule.name.as_str())) {
        for example in rule.examples.iter().filter(|example| example.fires) {
            let input = Input::Text { name: "example".to_owned(), text: example.csv.trim_start().to_owned() };
            let settings = Settings { today: Some(day_of_examples()), ..Settings::default() };
            let outcome = check_by(&registry, book, &[input], &settings).expect("a run");
            // The day that judges is one of those on the claim.
            let days = example.csv.split([',', '\n', ' ']).filter(|cell| cell.len() == 10 && cell.contains('-'));
            let days: Vec<Date> = days.filter_map(|cell| Date::parse(cell.as_bytes())).collect();
            for finding in outcome.findings.iter().map(|finding| finding.expect("a finding")) {
                let Some(cell) = finding.cells.first().filter(|_| finding.rule == id) else { continue };
                let source = |on: Date| Source { book, registry: &registry, on };
                let Some(meaning) = days.first().and_then(|&day| blamed(source(day), cell)) else { continue };
                let spoken = |&on: &Date| {
                    let sheet = serde_json::to_value(sheet(source(on), meaning).expect("a sheet")).expect("JSON");
                    list(&sheet, "rules").iter().any(|line| text(line, "code") == rule.code)
                };
                let (code, name, value) = (&rule.code, &rule.name, &cell.value);
                assert!(days.iter().any(spoken), "{code} {name} blames {value} and is not among its rules");
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "only {seen} findings blame a code");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn any_word_is_explained_or_refused_on_any_day(
        word in "[A-Za-z][0-9]{1,2}[0-9A-Za-z.]{0,6}|[0-9A-Za-z]{2}|[0-9A-Za-z]{5}|(?i)chapter.{0,4}|\\PC{0,12}",
        day in 0usize..16,
    ) {
        static RULES: LazyLock<Registry> = LazyLock::new(shipped);
        let book = CodeBook::embedded();
        let source = Source { book, registry: &RULES, on: book.releases()[day].from };
        match meanings(source, &word) {
            Err(not) => prop_assert!(!not.problem.is_empty() && !not.help.is_empty()),
            Ok(found) => {
                prop_assert!(!found.is_empty());
                for meaning in found {
                    sheet(source, meaning).expect("a sheet");
                }
            }
        }
    }
}
