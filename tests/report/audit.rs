//! An audit by hand: claims are drawn, an auditor fills in the worksheet, and what the verdicts come to is what was reckoned by
//! hand; verdicts on another batch do not count.

use super::{STORY, claimlint};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

const HEADS: [&str; 11] = [
    "group by coder",
    "file",
    "line",
    "claim_id",
    "claim_line",
    "claimlint",
    "rule",
    "message",
    "fingerprint",
    "verdict",
    "note",
];
const GROUP: usize = 0;
const FILE: usize = 1;
const LINE: usize = 2;
const CLAIM: usize = 3;
const SAID: usize = 5;
const RULE: usize = 6;
const MESSAGE: usize = 7;
const VERDICT: usize = 9;

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A folder in which claims are drawn and given back.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn at(&self, name: &str) -> String {
        self.0.path().join(name).to_string_lossy().into_owned()
    }

    /// The rows of a worksheet, without its head.
    fn drawn(&self, folder: &str, arguments: &[&str]) -> Vec<Vec<String>> {
        let tables = self.at(folder);
        let output = claimlint(&[&["report", "--csv", &tables], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", words(&output));
        let mut sheet = csv::Reader::from_path(Path::new(&tables).join("audit.csv")).expect("a worksheet");
        assert_eq!(sheet.headers().expect("heads"), HEADS.as_slice());
        sheet.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
    }

    /// A worksheet with these verdicts.
    fn filled(&self, rows: &[Vec<String>], verdict: impl Fn(&[String]) -> &'static str) -> String {
        let path = self.at("filled.csv");
        let mut filled = csv::Writer::from_path(&path).expect("a file");
        filled.write_record(HEADS).expect("a row");
        for row in rows {
            let mut cells: Vec<&str> = row.iter().map(String::as_str).collect();
            cells[VERDICT] = verdict(row);
            filled.write_record(cells).expect("a row");
        }
        filled.flush().expect("a file");
        path
    }

    /// What the audit of a file comes to.
    fn audit(&self, claims: &str, verdicts: &str) -> Value {
        let json = self.at("figures.json");
        let output = claimlint(&["report", claims, "--by", "coder", "--verdicts", verdicts, "--json", &json]);
        assert_eq!(output.status.code(), Some(0), "{}", words(&output));
        let text = std::fs::read_to_string(json).expect("JSON");
        serde_json::from_str::<Value>(&text).expect("JSON")["audit"].clone()
    }
}

/// Every finding is right but the one on E11, and nothing else is wrong.
fn all_but_e11(row: &[String]) -> &'static str {
    if row[SAID] == "clean" || row[SAID] == "the rest" || row[MESSAGE].contains("E11 ") { "ok" } else { "Fault" }
}

fn named<'j>(list: &'j Value, key: &str, name: &str) -> &'j Value {
    list.as_array().expect("a list").iter().find(|entry| entry[key] == name).expect("the entry")
}

#[test]
fn a_sample_is_drawn_of_every_coder() {
    let desk = Desk::new();
    let sample = [STORY, "--by", "coder", "--sample", "4", "--seed", "7"];
    let rows = desk.drawn("tables", &sample);
    assert_eq!(rows, desk.drawn("again", &sample), "one seed, one sample");
    assert_ne!(rows, desk.drawn("other", &[STORY, "--by", "coder", "--sample", "4", "--seed", "8"]));
    let claims = |group: &str, kind: &str| rows.iter().filter(|row| row[GROUP] == group && row[SAID] == kind).count();
    // Ana has eleven claims without findings and one with; Ben eight and four; Cleo six and two.
    assert_eq!((claims("Ana", "clean"), claims("Ana", "the rest")), (4, 1));
    assert_eq!((claims("Ben", "clean"), claims("Ben", "the rest")), (4, 4));
    assert_eq!((claims("Cleo", "clean"), claims("Cleo", "the rest")), (4, 2));
    assert!(rows.iter().all(|row| row[CLAIM] != "F305"), "a claim that was not judged is in no sample");
}

#[test]
fn verdicts_yield_precision_and_then_accuracy() {
    let desk = Desk::new();
    let rows = desk.drawn("tables", &[STORY, "--by", "coder", "--sample", "4"]);
    let audit = desk.audit(STORY, &desk.filled(&rows, all_but_e11));
    assert_eq!((audit["unmatched"].as_u64(), audit["open"].as_u64()), (Some(0), Some(0)));
    let header = named(&audit["precision"], "rule", "dx-header-not-billable");
    assert_eq!((header["right"].as_u64(), header["of"].as_u64()), (Some(3), Some(4)));
    let ben = named(&audit["accuracy"], "group", "Ben");
    // Eight claims of which all are right and four of which a quarter is: nine of twelve.
    assert!((ben["rate"].as_f64().expect("a rate") - 0.75).abs() < 1e-9);
    let (low, high) = (ben["low"].as_f64().expect("an end"), ben["high"].as_f64().expect("an end"));
    // Wilson's interval of 4 of 4 is 0.5101 to 1, that of 1 of 4 is 0.0456 to 0.6994, with weights of 2/3 and 1/3.
    assert!((low - (0.75 - 0.3336)).abs() < 1e-3 && (high - (0.75 + 0.1498)).abs() < 1e-3, "{low} to {high}");
    // Of 33 claims judged the seven with a finding, less the one on E11, are wrong.
    let all = named(&audit["accuracy"], "group", "");
    assert!((all["rate"].as_f64().expect("a rate") - 27.0 / 33.0).abs() < 1e-9);
}

#[test]
fn accuracy_needs_both_kinds_of_claims_and_each_of_them_in_full() {
    let desk = Desk::new();
    let rows = desk.drawn("tables", &[STORY, "--by", "coder", "--sample", "4"]);
    let findings_only = |row: &[String]| if row[RULE].is_empty() { "" } else { all_but_e11(row) };
    let audit = desk.audit(STORY, &desk.filled(&rows, findings_only));
    assert_eq!(named(&audit["precision"], "rule", "dx-header-not-billable")["of"].as_u64(), Some(4));
    // Nobody has looked at claims without findings, nor at what else is wrong with those that have some: that three of Ben's have
    // a fault says nothing of those nobody has looked at to the end.
    assert_eq!((audit["claims_judged"].as_u64(), audit["claims_open"].as_u64()), (Some(0), Some(7 + 12 + 1)));
    let all = named(&audit["accuracy"], "group", "");
    assert!(all["rate"].is_null() && all["flagged"] == serde_json::json!([0, 0]), "{all}");
    // A row that is taken out of the worksheet is one nobody has filled in.
    let without_rest: Vec<_> = rows.iter().filter(|row| row[SAID] != "the rest").cloned().collect();
    let audit = desk.audit(STORY, &desk.filled(&without_rest, all_but_e11));
    assert_eq!((audit["claims_judged"].as_u64(), audit["claims_open"].as_u64()), (Some(13), Some(7)));
    assert!(named(&audit["accuracy"], "group", "")["rate"].is_null(), "no flagged claim was judged in full");
}

#[test]
fn verdicts_count_for_what_the_batch_has() {
    let desk = Desk::new();
    let rows = desk.drawn("tables", &[STORY, "--by", "coder", "--sample", "4"]);
    let filled = desk.filled(&rows, all_but_e11);
    // Ben has corrected M54.5, which was on three of his claims: three findings and what else those claims say.
    std::fs::create_dir(desk.at("corrected")).expect("a folder");
    let corrected = desk.at("corrected/claims.csv");
    let story = std::fs::read_to_string(STORY).expect("claims");
    std::fs::write(&corrected, story.replace("M54.5,", "M54.50,")).expect("a file");
    let audit = desk.audit(&corrected, &filled);
    assert_eq!(audit["unmatched"].as_u64(), Some(6));
    let header = named(&audit["precision"], "rule", "dx-header-not-billable");
    assert_eq!((header["right"].as_u64(), header["of"].as_u64()), (Some(0), Some(1)));

    let output = claimlint(&["report", STORY, "--by", "payer", "--verdicts", &filled]);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output).contains("it was drawn by coder, and this run groups by payer"), "{}", words(&output));
    // A row that is there twice counts once.
    let twice: Vec<_> = rows.iter().chain(&rows).cloned().collect();
    let audit = desk.audit(STORY, &desk.filled(&twice, all_but_e11));
    assert_eq!((audit["verdicts"].as_u64(), audit["unmatched"].as_u64()), (Some(rows.len() as u64), Some(0)));
    // A blank beside a verdict says nothing; two that contradict each other are an error that names them.
    let blank = std::cell::Cell::new(0);
    let second_blank = |row: &[String]| {
        blank.set(blank.get() + 1);
        if blank.get() > rows.len() { "" } else { all_but_e11(row) }
    };
    assert_eq!(desk.audit(STORY, &desk.filled(&twice, second_blank)), audit);
    let turned = std::cell::Cell::new(0);
    let second_fault = |row: &[String]| {
        turned.set(turned.get() + 1);
        if turned.get() > rows.len() && row[SAID] == "clean" { "fault" } else { all_but_e11(row) }
    };
    let contradiction = desk.filled(&twice, second_fault);
    let output = claimlint(&["report", STORY, "--by", "coder", "--verdicts", &contradiction]);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output).contains("contradict each other"), "{}", words(&output));
}

#[test]
fn a_worksheet_is_read_as_spreadsheet_programs_write_it() {
    let desk = Desk::new();
    let rows = desk.drawn("tables", &[STORY, "--by", "coder", "--sample", "2"]);
    let plain = std::fs::read_to_string(desk.filled(&rows, all_but_e11)).expect("a worksheet");
    let expected = desk.audit(STORY, &desk.at("filled.csv"));
    let mut semicolons = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    for row in csv::ReaderBuilder::new().has_headers(false).from_reader(plain.as_bytes()).records() {
        semicolons.write_record(&row.expect("a row")).expect("a row");
    }
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for (name, bytes) in [
        ("mark.csv", [b"\xEF\xBB\xBF", plain.as_bytes()].concat()),
        ("semicolons.csv", semicolons.into_inner().expect("a text")),
        ("wide.txt", [vec![0xFF, 0xFE], wide(&plain)].concat()),
        ("lines.csv", plain.replace('\n', "\r\n").into_bytes()),
    ] {
        std::fs::write(desk.at(name), bytes).expect("a file");
        assert_eq!(desk.audit(STORY, &desk.at(name)), expected, "{name}");
    }
}

/// The sheet of the workbook claimlint writes, filled in.
#[test]
fn a_workbook_is_read_back() {
    use calamine::Reader;
    let desk = Desk::new();
    let rows = desk.drawn("tables", &[STORY, "--by", "coder", "--sample", "2", "--xlsx", &desk.at("drawn.xlsx")]);
    let mut drawn: calamine::Xlsx<_> = calamine::open_workbook(desk.at("drawn.xlsx")).expect("a workbook");
    let sheet = drawn.worksheet_range("audit").expect("the worksheet");
    let cells: Vec<Vec<String>> = sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert_eq!((cells[0][VERDICT].as_str(), &cells[1..]), ("verdict", rows.as_slice()));
    let expected = desk.audit(STORY, &desk.filled(&rows, all_but_e11));
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("audit").expect("a name");
    for (number, row) in (0u32..).zip(&cells) {
        for (column, cell) in (0u16..).zip(row) {
            let verdict = if number > 0 && usize::from(column) == VERDICT { all_but_e11(row) } else { cell };
            sheet.write_string(number, column, verdict).expect("a cell");
        }
    }
    book.save(desk.at("filled.xlsx")).expect("a workbook");
    assert_eq!(desk.audit(STORY, &desk.at("filled.xlsx")), expected);
}

#[test]
fn what_is_no_audit_is_refused() {
    let desk = Desk::new();
    let rows = desk.drawn("tables", &[STORY, "--by", "coder", "--sample", "2"]);
    let refused = |arguments: &[&str], why: &str| {
        let output = claimlint(&[&["report", STORY], arguments].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(words(&output).contains(why), "{}", words(&output));
    };
    refused(&["--sample", "2"], "nowhere to write its worksheet");
    refused(&["--sample", "0"], "a whole number, 1 or more");
    refused(&["--sample", "2", "--seed", "abc"], "a seed is a whole number");
    refused(&["--sample", "2", "--redact"], "who looks at a claim has to find it");
    refused(&["--verdicts", &desk.at("none.csv")], "cannot read");
    refused(
        &["--verdicts", STORY],
        "there are no columns group, file, claim_line, claimlint, rule, fingerprint, verdict: keep all columns",
    );
    refused(&["--verdicts", &desk.filled(&rows, |_| "")], "no row has a verdict");
    refused(&["--verdicts", &desk.filled(&rows, |_| "perhaps")], "row 2: \"perhaps\" is no verdict");
    let filled = desk.filled(&rows, all_but_e11);
    refused(&["--verdicts", &filled, "--json", &filled], "read or written by this run already");
}

/// Two files have a claim 1, of which only that of the second file is wrong: each is drawn, shown and judged for itself.
#[test]
fn a_claim_is_named_by_its_file_and_its_id() {
    let desk = Desk::new();
    let file = |name: &str, code: &str| {
        let rows = (2..6).map(|id| format!("{id},2026-01-05,Ana,I10\n")).collect::<Vec<_>>().concat();
        let text = format!("claim_id,service_date,coder,dx1\n1,2026-01-05,Ana,{code}\n{rows}");
        std::fs::write(desk.at(name), text).expect("a file");
        desk.at(name)
    };
    let (one, two) = (file("january.csv", "I10"), file("february.csv", "M54.5"));
    let rows = desk.drawn("tables", &[&one, &two, "--by", "coder", "--sample", "10"]);
    let said = |name: &str| {
        let of_claim = rows.iter().filter(|row| row[CLAIM] == "1" && row[FILE].ends_with(name));
        of_claim.map(|row| (row[LINE].as_str(), row[SAID].as_str())).collect::<Vec<_>>()
    };
    assert_eq!(said("january.csv"), [("2", "clean")]);
    assert_eq!(said("february.csv"), [("2", "error"), ("2", "the rest")]);
    assert!(rows.iter().any(|row| row[CLAIM] == "5" && row[LINE] == "6"), "the line on which a claim begins");
    let json = desk.at("figures.json");
    let filled = desk.filled(&rows, |row| if row[SAID] == "error" { "fault" } else { "ok" });
    let audit = |files: &[&str]| {
        let output = claimlint(&[&["report", "--by", "coder", "--verdicts", &filled, "--json", &json], files].concat());
        assert_eq!(output.status.code(), Some(0), "{}", words(&output));
        serde_json::from_str::<Value>(&std::fs::read_to_string(&json).expect("JSON")).expect("JSON")["audit"].clone()
    };
    let both = audit(&[&one, &two]);
    assert_eq!((both["verdicts"].as_u64(), both["unmatched"].as_u64()), (Some(11), Some(0)));
    assert_eq!((both["claims_judged"].as_u64(), both["claims_open"].as_u64()), (Some(10), Some(0)));
    assert_eq!(named(&both["precision"], "rule", "dx-header-not-billable")["of"].as_u64(), Some(1));
    let first = audit(&[&one]);
    assert_eq!(
        (first["verdicts"].as_u64(), first["unmatched"].as_u64()),
        (Some(5), Some(6)),
        "those of the other file"
    );
}

/// Labels are read back from a worksheet without what a spreadsheet would make of them, and still lead to their group.
#[test]
fn a_group_is_found_again_whatever_it_is_called() {
    let desk = Desk::new();
    let claims = desk.at("claims.csv");
    let mut text = "claim_id,service_date,coder,dx1\n".to_owned();
    for (id, coder) in ["=A", "'=A", "\"a\tb\"", "-", "(others)"].iter().cycle().take(20).enumerate() {
        let _ = writeln!(text, "{id},2026-01-05,{coder},{}", if id < 10 { "I10" } else { "M54.5" });
    }
    std::fs::write(&claims, text).expect("a file");
    let rows = desk.drawn("tables", &[&claims, "--by", "coder", "--sample", "10"]);
    let audit = desk.audit(&claims, &desk.filled(&rows, all_but_e11));
    assert_eq!((audit["unmatched"].as_u64(), audit["claims_judged"].as_u64()), (Some(0), Some(20)));
    assert!((named(&audit["accuracy"], "group", "")["rate"].as_f64().expect("a rate") - 0.5).abs() < 1e-9);
    assert_eq!(
        audit["accuracy"].as_array().map(Vec::len),
        Some(5),
        "all, and four groups: =A is one with its apostrophe"
    );
}

#[test]
fn a_sample_of_very_many_groups_is_bounded_and_says_what_it_folds() {
    let desk = Desk::new();
    let claims = desk.at("claims.csv");
    let rows =
        (0..3000).map(|id| format!("{id},2026-01-05,coder {id},{}\n", if id % 2 == 0 { "I10" } else { "M54.5" }));
    std::fs::write(&claims, format!("claim_id,service_date,coder,dx1\n{}", rows.collect::<String>())).expect("a file");
    let arguments = [claims.as_str(), "--by", "coder", "--sample", "2"];
    let drawn = desk.drawn("tables", &arguments);
    let of_others = drawn.iter().filter(|row| row[GROUP] == "(others)" && row[SAID] != "error").count();
    assert_eq!(of_others, 4, "two with findings and two without, of all others together");
    let not_checked = std::fs::read_to_string(desk.at("tables/not-checked.csv")).expect("a table");
    assert!(not_checked.contains("2000 claims are of groups beyond the 1000"), "{not_checked}");
    assert_eq!(drawn, desk.drawn("again", &[&arguments[..], &["--threads", "1"]].concat()));
    let audit = desk.audit(&claims, &desk.filled(&drawn, all_but_e11));
    assert_eq!((audit["unmatched"].as_u64(), audit["claims_open"].as_u64()), (Some(0), Some(0)));
}

/// Two auditors share a sample: each gives back the half that is filled in, one with a second head inside.
#[test]
fn several_worksheets_are_read_together() {
    let desk = Desk::new();
    let rows = desk.drawn("tables", &[STORY, "--by", "coder", "--sample", "4"]);
    let expected = desk.audit(STORY, &desk.filled(&rows, all_but_e11));
    let whole = std::fs::read_to_string(desk.at("filled.csv")).expect("a worksheet");
    let (head, body) = whole.split_once('\n').expect("a head");
    let lines: Vec<&str> = body.lines().collect();
    let (one, other) = lines.split_at(lines.len() / 2);
    let [first, second] = ["first.csv", "second.csv"].map(|name| desk.at(name));
    std::fs::write(&first, format!("{head}\n{}\n", one.join("\n"))).expect("a file");
    let (two, three) = other.split_at(3);
    std::fs::write(&second, format!("{head}\n{}\n{head}\n{}\n", two.join("\n"), three.join("\n"))).expect("a file");
    let json = desk.at("both.json");
    let both = ["report", STORY, "--by", "coder", "--verdicts", &first, "--verdicts", &second, "--json", &json];
    let output = claimlint(&both);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    let figures: Value = serde_json::from_str(&std::fs::read_to_string(&json).expect("JSON")).expect("JSON");
    assert_eq!(figures["audit"], expected);
    // A contradiction names the row and its worksheet.
    std::fs::write(&second, whole.replace(",ok,", ",fault,")).expect("a file");
    let output = claimlint(&both);
    assert_eq!(output.status.code(), Some(2));
    let told = words(&output);
    assert!(told.contains("first.csv and row 7 of") && told.contains("second.csv are about the same"), "{told}");
}

/// All of Dan's claims are flagged and none of Eve's, of whom nobody has looked at any; two claims have no id.
#[test]
fn what_an_audit_has_not_seen_is_named() {
    let desk = Desk::new();
    let claims = desk.at("claims.csv");
    let rows = "1,2026-01-05,Dan,M54.5\n2,2026-01-05,Eve,I10\n3,2026-01-05,Eve,I10\n,2026-01-05,Eve,I10\n,2026-01-05,Dan,M54.5\n";
    std::fs::write(&claims, format!("claim_id,service_date,coder,dx1\n{rows}")).expect("a file");
    let output = claimlint(&["report", &claims, "--by", "coder", "--sample", "5", "--csv", &desk.at("tables")]);
    assert!(words(&output).contains("2 claims without a claim id are not drawn"), "{}", words(&output));
    let rows = desk.drawn("tables", &[&claims, "--by", "coder", "--sample", "5"]);
    let audit = desk.audit(&claims, &desk.filled(&rows, |row| if row[GROUP] == "Dan" { "ok" } else { "" }));
    assert_eq!(audit["unseen"], serde_json::json!(["Eve (without findings)"]));
    assert!(named(&audit["accuracy"], "group", "")["rate"].is_null());
    let page = desk.at("a.html");
    claimlint(&["report", &claims, "--by", "coder", "--verdicts", &desk.at("filled.csv"), "--html", &page]);
    let page = std::fs::read_to_string(page).expect("a page");
    assert!(page.contains("no claim was judged in full: Eve (without findings)"), "{page}");
}
