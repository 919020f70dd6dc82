//! An audit by hand: claims are drawn, an auditor fills in the worksheet, and what the verdicts come to is what was reckoned by
//! hand; verdicts on another batch do not count.

use super::{STORY, claimlint};
use serde_json::Value;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

const HEADS: [&str; 8] = ["group", "claim_id", "claimlint", "rule", "message", "fingerprint", "verdict", "note"];

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
        let output = claimlint(&[&["report", STORY, "--csv", &tables], arguments].concat());
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
            cells[6] = verdict(row);
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
    if row[2] == "clean" || row[2] == "the rest" || row[4].contains("E11 ") { "ok" } else { "Fault" }
}

fn named<'j>(list: &'j Value, key: &str, name: &str) -> &'j Value {
    list.as_array().expect("a list").iter().find(|entry| entry[key] == name).expect("the entry")
}

#[test]
fn a_sample_is_drawn_of_every_coder() {
    let desk = Desk::new();
    let sample = ["--by", "coder", "--sample", "4", "--seed", "7"];
    let rows = desk.drawn("tables", &sample);
    assert_eq!(rows, desk.drawn("again", &sample), "one seed, one sample");
    assert_ne!(rows, desk.drawn("other", &["--by", "coder", "--sample", "4", "--seed", "8"]));
    let claims = |group: &str, kind: &str| rows.iter().filter(|row| row[0] == group && row[2] == kind).count();
    // Ana has eleven claims without findings and one with; Ben eight and four; Cleo six and two.
    assert_eq!((claims("Ana", "clean"), claims("Ana", "the rest")), (4, 1));
    assert_eq!((claims("Ben", "clean"), claims("Ben", "the rest")), (4, 4));
    assert_eq!((claims("Cleo", "clean"), claims("Cleo", "the rest")), (4, 2));
    assert!(rows.iter().all(|row| row[1] != "F305"), "a claim that was not judged is in no sample");
}

#[test]
fn verdicts_yield_precision_and_then_accuracy() {
    let desk = Desk::new();
    let rows = desk.drawn("tables", &["--by", "coder", "--sample", "4"]);
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
    let rows = desk.drawn("tables", &["--by", "coder", "--sample", "4"]);
    let findings_only = |row: &[String]| if row[3].is_empty() { "" } else { all_but_e11(row) };
    let audit = desk.audit(STORY, &desk.filled(&rows, findings_only));
    assert_eq!(named(&audit["precision"], "rule", "dx-header-not-billable")["of"].as_u64(), Some(4));
    let ben = named(&audit["accuracy"], "group", "Ben");
    assert!(ben["rate"].is_null(), "nobody has looked at claims without findings");
    // The claim with E11 may have another fault: it is not settled, the three others are.
    assert_eq!(ben["flagged"], serde_json::json!([0, 3]));
    assert!(named(&audit["accuracy"], "group", "")["rate"].is_null());
}

#[test]
fn verdicts_count_for_what_the_batch_has() {
    let desk = Desk::new();
    let rows = desk.drawn("tables", &["--by", "coder", "--sample", "4"]);
    let filled = desk.filled(&rows, all_but_e11);
    // Ben has corrected M54.5, which was on three of his claims: three findings and what else those claims say.
    let corrected = desk.at("corrected.csv");
    let story = std::fs::read_to_string(STORY).expect("claims");
    std::fs::write(&corrected, story.replace("M54.5,", "M54.50,")).expect("a file");
    let audit = desk.audit(&corrected, &filled);
    assert_eq!(audit["unmatched"].as_u64(), Some(6));
    let header = named(&audit["precision"], "rule", "dx-header-not-billable");
    assert_eq!((header["right"].as_u64(), header["of"].as_u64()), (Some(0), Some(1)));

    let output = claimlint(&["report", STORY, "--by", "payer", "--verdicts", &filled]);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output).contains("is about this batch"), "{}", words(&output));
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
        if turned.get() > rows.len() && row[2] == "clean" { "fault" } else { all_but_e11(row) }
    };
    let contradiction = desk.filled(&twice, second_fault);
    let output = claimlint(&["report", STORY, "--by", "coder", "--verdicts", &contradiction]);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output).contains("contradict each other"), "{}", words(&output));
}

#[test]
fn a_worksheet_is_read_as_spreadsheet_programs_write_it() {
    let desk = Desk::new();
    let rows = desk.drawn("tables", &["--by", "coder", "--sample", "2"]);
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
    let rows = desk.drawn("tables", &["--by", "coder", "--sample", "2", "--xlsx", &desk.at("drawn.xlsx")]);
    let mut drawn: calamine::Xlsx<_> = calamine::open_workbook(desk.at("drawn.xlsx")).expect("a workbook");
    let sheet = drawn.worksheet_range("audit").expect("the worksheet");
    let cells: Vec<Vec<String>> = sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert_eq!((cells[0][6].as_str(), &cells[1..]), ("verdict", rows.as_slice()));
    let expected = desk.audit(STORY, &desk.filled(&rows, all_but_e11));
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("audit").expect("a name");
    for (number, row) in (0u32..).zip(&cells) {
        for (column, cell) in (0u16..).zip(row) {
            let verdict = if number > 0 && column == 6 { all_but_e11(row) } else { cell };
            sheet.write_string(number, column, verdict).expect("a cell");
        }
    }
    book.save(desk.at("filled.xlsx")).expect("a workbook");
    assert_eq!(desk.audit(STORY, &desk.at("filled.xlsx")), expected);
}

#[test]
fn what_is_no_audit_is_refused() {
    let desk = Desk::new();
    let rows = desk.drawn("tables", &["--by", "coder", "--sample", "2"]);
    let refused = |arguments: &[&str], why: &str| {
        let output = claimlint(&[&["report", STORY], arguments].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(words(&output).contains(why), "{}", words(&output));
    };
    refused(&["--sample", "2"], "nowhere to write its worksheet");
    refused(&["--verdicts", &desk.at("none.csv")], "cannot read");
    refused(&["--verdicts", STORY], "there is no column \"verdict\"");
    refused(&["--verdicts", &desk.filled(&rows, |_| "")], "no row has a verdict");
    refused(&["--verdicts", &desk.filled(&rows, |_| "perhaps")], "row 2: \"perhaps\" is no verdict");
    let filled = desk.filled(&rows, all_but_e11);
    refused(&["--verdicts", &filled, "--json", &filled], "read or written by this run already");
}
