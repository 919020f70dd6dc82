//! Nothing that says who a patient is reaches a report: not in any format, not where a row is broken, not where the file
//! cannot be checked at all. Every cell of a column no rule reads is marked, and no mark may be printed.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Columns of `fixtures/professional` that name people or say what nobody asked.
const PEOPLE: [&str; 4] = ["patient_name", "member_id", "birth_date", "note"];

/// All formats.
const FORMATS: [&str; 11] =
    ["human", "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "csv", "markdown", "html"];

/// A mark no report may have in it.
const MARK: &str = "CANARY";
/// A birth date no report may have in it: a mark would be no date.
const BORN: &str = "1931-01-17";

/// Everything the program prints on a file, in all formats.
fn everything_printed(text: &[u8]) -> String {
    let folder: TempDir = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("claims.csv"), text).expect("a file");
    let mut all = String::new();
    for format in FORMATS {
        let output = Command::new(env!("CARGO_BIN_EXE_claimlint"))
            .current_dir(folder.path())
            .args(["check", "claims.csv", "--isolated", "--min-severity", "info", "--format", format])
            .env_remove("GITHUB_STEP_SUMMARY")
            .stdin(Stdio::null())
            .output()
            .expect("claimlint runs");
        all.push_str(&String::from_utf8_lossy(&output.stdout));
        all.push_str(&String::from_utf8_lossy(&output.stderr));
    }
    for arguments in [
        &["--write-baseline", "known.json", "--show-suppressed", "-v"][..],
        &["--redact", "--output", "json=report.json"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_claimlint"))
            .current_dir(folder.path())
            .args([&["check", "claims.csv", "--isolated"], arguments].concat())
            .env("CLAIMLINT_REDACT_KEY", "0123456789abcdef")
            .stdin(Stdio::null())
            .output()
            .expect("claimlint runs");
        all.push_str(&String::from_utf8_lossy(&output.stdout));
        all.push_str(&String::from_utf8_lossy(&output.stderr));
    }
    for format in [&[][..], &["--format", "json"]] {
        let look = Command::new(env!("CARGO_BIN_EXE_claimlint"))
            .current_dir(folder.path())
            .args(["inspect", "claims.csv", "--isolated"])
            .args(format)
            .stdin(Stdio::null())
            .output()
            .expect("claimlint runs");
        all.push_str(&String::from_utf8_lossy(&look.stdout));
        all.push_str(&String::from_utf8_lossy(&look.stderr));
    }
    let fix = Command::new(env!("CARGO_BIN_EXE_claimlint"))
        .current_dir(folder.path())
        .args(["fix", "claims.csv", "--isolated"])
        .stdin(Stdio::null())
        .output()
        .expect("claimlint runs");
    all.push_str(&String::from_utf8_lossy(&fix.stdout));
    for file in ["known.json", "report.json"] {
        all.push_str(&std::fs::read_to_string(folder.path().join(file)).unwrap_or_default());
    }
    assert!(!all.is_empty());
    all
}

/// The professional export with a mark in every cell that may not be printed.
fn marked() -> String {
    let mut reader = csv::Reader::from_path("fixtures/professional/claims.csv").expect("the export");
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut reader_headers = reader.headers().expect("a header").clone();
    writer.write_record(&reader_headers).expect("to memory");
    let people: Vec<bool> = reader_headers.iter().map(|header| PEOPLE.contains(&header)).collect();
    assert_eq!(people.iter().filter(|person| **person).count(), PEOPLE.len(), "the columns are there");
    reader_headers.clear();
    for row in reader.records().filter_map(Result::ok) {
        let cells = row.iter().zip(&people).enumerate().map(|(at, (cell, person))| match person {
            true if cell.starts_with(['1', '2']) => BORN.to_owned(),
            true => format!("{MARK}-{at}-{}", row.position().map_or(0, csv::Position::line)),
            false => cell.to_owned(),
        });
        writer.write_record(cells).expect("to memory");
    }
    String::from_utf8(writer.into_inner().expect("to memory")).expect("UTF-8")
}

#[track_caller]
fn assert_no_mark(printed: &str) {
    for mark in [MARK, BORN, "19310117", "01/17/1931", "17-Jan-1931"] {
        if let Some(at) = printed.find(mark) {
            let from = printed[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let line: String = printed[from..].chars().take(400).collect();
            panic!("{mark} is printed: {line}");
        }
    }
}

#[test]
fn people_are_in_no_report() {
    let text = marked();
    assert!(text.contains(MARK) && text.contains(BORN));
    let printed = everything_printed(text.as_bytes());
    assert!(printed.matches("dx-header-not-billable").count() > 4, "something was found");
    assert_no_mark(&printed);
}

/// Rows that cannot be read are told by their line, never by what stands in them.
#[test]
fn people_are_in_no_report_on_broken_rows() {
    let text = marked();
    let mut broken = String::new();
    for (number, line) in text.lines().enumerate() {
        match number % 5 {
            _ if number == 0 => broken.push_str(line),
            1 => write!(broken, "{line},{MARK}").expect("to memory"),
            2 => broken.push_str(line.rsplit_once(',').map_or(line, |(start, _)| start)),
            3 => write!(broken, "\"{line}").expect("to memory"),
            4 => write!(broken, "{MARK}").expect("to memory"),
            _ => broken.push_str(line),
        }
        broken.push('\n');
    }
    let printed = everything_printed(broken.as_bytes());
    assert!(printed.matches("row-malformed").count() > 10, "rows were broken");
    assert_no_mark(&printed);
}

#[test]
fn people_are_in_no_report_on_other_encodings_and_delimiters() {
    let text = marked();
    assert_no_mark(&everything_printed(text.replace(',', "|").as_bytes()));
    assert_no_mark(&everything_printed(text.replace(MARK, &format!("{MARK}\u{1b}[31m")).as_bytes()));
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    assert_no_mark(&everything_printed(&latin));
}

/// Every way to fail to check a file: what is said of it quotes no row.
#[test]
fn people_are_in_no_message() {
    let text = marked();
    let rows: Vec<&str> = text.lines().skip(1).collect();
    let without_dates = text.replace("2025-", "x-");
    let headless = rows.join("\n");
    let carriage_returns = text.replace('\n', "\r");
    for file in
        [headless, without_dates, carriage_returns, format!("\"{text}"), text.replacen("dx1", "patient_name", 1)]
    {
        assert_no_mark(&everything_printed(file.as_bytes()));
    }
    // A first row without a single date or code looks like column names; then only what looks like one may be quoted.
    let printed = everything_printed(format!("{BORN},{MARK} {MARK}\n{BORN},{MARK}\n").as_bytes());
    assert!(!printed.contains(BORN), "{printed}");
}
