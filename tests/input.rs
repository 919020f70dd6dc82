//! What bad input gets: a message that names what was found and what to do, exit code 2 where nothing could be checked,
//! never a panic, and never a row that is silently dropped. Good input in bad clothes (every delimiter, line end, date
//! and null token met in exports) gets the report of the plain file.

use proptest::prelude::*;
use std::fmt::Write as _;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// What a run said.
struct Said {
    exit: Option<i32>,
    /// Errors and findings, then the summary, as printed.
    text: String,
    /// Rows of the summary.
    rows: u64,
    /// Rule, line and value of each finding.
    found: Vec<(String, u64, String)>,
}

/// Runs the program in a folder.
fn run(folder: &TempDir, arguments: &[&str]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_claimlint"))
        .current_dir(folder.path())
        .args(["check", "--isolated", "--format", "concise", "--output", "json=report.json"])
        // The rules of reading and of codes; what other packs say of these claims is not asked here.
        .args(["--select", "RD1,DX101,DX102,DX103,DX104,DX105,DX106,DX107,DX108,DX109"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("claimlint runs");
    let json = std::fs::read(folder.path().join("report.json")).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let findings = json["findings"].as_array().cloned().unwrap_or_default();
    let found = findings
        .iter()
        .map(|finding| {
            let line = finding["line"].as_u64().unwrap_or_default();
            (text(&finding["rule"]), line, text(&finding["cells"][0]["value"]))
        })
        .collect();
    let printed = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat();
    assert!(!printed.contains("panicked"), "{printed}");
    Said {
        exit: output.status.code(),
        text: format!("exit {}\n{}", output.status.code().unwrap_or(-1), timeless(&printed)),
        rows: json["summary"]["rows"].as_u64().unwrap_or_default(),
        found,
    }
}

/// The text without the time a run took.
fn timeless(text: &str) -> String {
    let cut = |line: &str| match line.split_once("; ") {
        Some((figures, _)) if figures.contains(" error") && figures.contains(" info") => figures.to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(cut).collect::<Vec<_>>().join("\n")
}

/// Checks one file, `claims.csv`.
fn check(bytes: impl AsRef<[u8]>) -> Said {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("claims.csv"), bytes).expect("a file");
    run(&folder, &["claims.csv"])
}

/// The findings of a file, without their lines.
fn found(bytes: impl AsRef<[u8]>) -> Vec<(String, String)> {
    check(bytes).found.into_iter().map(|(rule, _, value)| (rule, value)).collect()
}

/// A file of one diagnosis.
fn of_code(code: &str) -> String {
    format!("claim_id,service_date,dx1\nA1,2025-11-04,{code}\n")
}

// Where nothing can be checked.

#[test]
fn a_file_that_is_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = run(&folder, &["claims.csv"]);
    insta::assert_snapshot!(said.text, @r#"
exit 2
error: cannot read claims.csv: No such file or directory (os error 2)
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn the_other_files_are_checked_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("good.csv"), of_code("Z53.2")).expect("a file");
    std::fs::write(folder.path().join("empty.csv"), "").expect("a file");
    let said = run(&folder, &["gone.csv", "empty.csv", "good.csv"]);
    assert_eq!((said.exit, said.rows, said.found.len()), (Some(2), 1, 1));
    insta::assert_snapshot!(said.text, @r#"
exit 2
good.csv:2:15: error DX101 dx-header-not-billable Z53.2 is a header on 2025-11-04, not a billable code: Procedure and treatment not carried out because of patient's decision for other and unspecified reasons (claim A1)
error: cannot read gone.csv: No such file or directory (os error 2)
error: empty.csv: the file is empty
  help: check that the export ran to its end; a claim file begins with a line of column names
findings  severity  code   rule
       1  error     DX101  dx-header-not-billable

checked 1 row in 3 files: 1 claim, 1 diagnosis
  judged by FY2026 (1)
  gone.csv: not read
  empty.csv: not read
  good.csv: read as canonical columns; 3 of 3 columns read, 1 row, 1 claim
1 error, 0 warnings, 0 infos
"#);
}

#[test]
fn a_folder_without_claims() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("exports")).expect("a folder");
    std::fs::write(folder.path().join("exports/readme.md"), "nothing here").expect("a file");
    insta::assert_snapshot!(run(&folder, &["exports"]).text, @r#"
exit 2
error: exports: no claim file in this folder or below it
  help: a claim file ends in .csv, .txt, .psv, .tsv; name a file that ends otherwise
"#);
}

#[test]
fn an_empty_file() {
    insta::assert_snapshot!(check("").text, @r#"
exit 2
error: claims.csv: the file is empty
  help: check that the export ran to its end; a claim file begins with a line of column names
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn blank_lines_only() {
    insta::assert_snapshot!(check("\n\r\n  \n").text, @r#"
exit 2
error: claims.csv: the file holds only blank lines
  help: check that the export ran to its end; a claim file begins with a line of column names
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn a_header_and_nothing_else() {
    insta::assert_snapshot!(check("claim_id,service_date,dx1\n").text, @r#"
exit 2
error: claims.csv: there is a header but not one row of data
  help: export the claims again
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: read as canonical columns; 3 of 3 columns read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn no_header() {
    insta::assert_snapshot!(check("A1,2025-11-04,E11.9\nA2,2025-11-04,I10\n").text, @r#"
exit 2
error: claims.csv: the first row is data (column 2 holds a date), not a header
  help: put a line of column names before it, for instance: claim_id,service_date,dx1,dx2
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn no_diagnosis_column() {
    insta::assert_snapshot!(check("claim_id,service_date,amount\nA1,2025-11-04,12.50\n").text, @r#"
exit 2
error: claims.csv: no column is known to hold a diagnosis; the file has: "claim_id",
  "service_date", "amount"
  help: name it in claimlint.toml:
        [columns]
        dx1 = "the header of the diagnosis column"
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn a_diagnosis_column_of_another_name() {
    insta::assert_snapshot!(check("claim_id,service_date,main_dx_of_visit\nA1,2025-11-04,E11.9\n").text, @r#"
exit 2
error: claims.csv: no column is known to hold a diagnosis; the file has: "claim_id",
  "service_date", "main_dx_of_visit"
  help: name it in claimlint.toml:
        [columns]
        dx1 = "main_dx_of_visit"
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn a_diagnosis_column_with_nothing_in_it() {
    let said = check("claim_id,service_date,dx1\nA1,2025-11-04,\nA2,2025-11-04,-------\n");
    assert_eq!(said.rows, 2);
    insta::assert_snapshot!(said.text, @r#"
exit 2
error: claims.csv: not one row has a diagnosis
  help: name the diagnosis columns under [columns] in claimlint.toml if they have other names
checked 2 rows in 1 file: 2 claims, 0 diagnoses
  claims.csv: read as canonical columns; 3 of 3 columns read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn a_binary_file() {
    let bytes: Vec<u8> = (0..4096u32).map(|n| (n * n % 251) as u8).collect();
    insta::assert_snapshot!(check(bytes).text, @r#"
exit 2
error: claims.csv: this is a binary file (it holds NUL bytes), not delimited text
  help: export the claims as delimited text with a header line (CSV), then check that file
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn a_spreadsheet() {
    insta::assert_snapshot!(check(b"PK\x03\x04\x14\0\x06\0[Content_Types].xml\0\0\0").text, @r#"
exit 2
error: claims.csv: this is an Excel workbook (.xlsx), not delimited text
  help: open it in the spreadsheet program and save the sheet as "CSV UTF-8", then check that file
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn text_in_utf16() {
    let bytes: Vec<u8> = of_code("E11.9").encode_utf16().flat_map(u16::to_le_bytes).collect();
    insta::assert_snapshot!(check([b"\xFF\xFE", bytes.as_slice()].concat()).text, @r#"
exit 2
error: claims.csv: this is text in UTF-16, not delimited text
  help: save it as UTF-8, for instance with `iconv -f UTF-16 -t UTF-8`, then check that file
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn ten_megabytes_on_one_line() {
    insta::assert_snapshot!(check("x".repeat(10 << 20)).text, @r#"
exit 2
error: claims.csv: the first line has no end within 64 KiB, which is no line of column names
  help: check that the export ran to its end; a claim file begins with a line of column names
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn carriage_returns_alone() {
    insta::assert_snapshot!(check(of_code("E11.9").replace('\n', "\r")).text, @r#"
exit 2
error: claims.csv: its lines end with a carriage return alone, as old Macintosh programs wrote
  them
  help: save it again with Windows or Unix line ends
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn a_column_that_comes_twice() {
    insta::assert_snapshot!(check("claim_id,service_date,dx1,dx1\nA1,2025-11-04,E11.9,I10\n").text, @r#"
exit 2
error: claims.csv: the header "dx1" comes 2 times (columns 3, 4)
  help: it would be read as dx1: rename the other columns, so that one is left that means it
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn a_quote_in_the_header_that_is_never_closed() {
    insta::assert_snapshot!(check("claim_id,\"service_date,dx1\nA1,2025-11-04,E11.9\n").text, @r#"
exit 2
error: claims.csv: a quote opened in the first line is not closed
  help: close the quote in the header, or remove it where it belongs to a column's name
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn no_dates() {
    let said = check("claim_id,dx1\nA1,E11.9\nA2,Z53.2\n");
    assert_eq!(said.rows, 2);
    insta::assert_snapshot!(said.text, @r#"
exit 2
error: claims.csv: no diagnosis has a date that says which code set is in force
  help: map a date column under [columns] in claimlint.toml, or give one date for all with --as-of
        YYYY-MM-DD
checked 2 rows in 1 file: 2 claims, 2 diagnoses
  claims.csv: read as canonical columns; 2 of 2 columns read
not checked
  2 diagnoses without a date to say which code set is in force (--as-of DATE judges them)
  rules DX101, DX102, DX103, DX104, DX105, DX106, DX107, DX108, RD102: no column service_date or from_date or through_date or discharge_date or admission_date
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn no_dates_but_one_given_for_all() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("claims.csv"), "claim_id,dx1\nA1,E11.9\nA2,Z53.2\n").expect("a file");
    let said = run(&folder, &["claims.csv", "--as-of", "2025-11-04"]);
    assert_eq!((said.exit, said.rows), (Some(1), 2));
    insta::assert_snapshot!(said.text, @r#"
exit 1
claims.csv:3:4: error DX101 dx-header-not-billable Z53.2 is a header on 2025-11-04, not a billable code: Procedure and treatment not carried out because of patient's decision for other and unspecified reasons (claim A2)
findings  severity  code   rule
       1  error     DX101  dx-header-not-billable

checked 2 rows in 1 file: 2 claims, 2 diagnoses
  judged by FY2026 (2)
  claims.csv: read as canonical columns; 2 of 2 columns read
not checked
  rule RD102: no column service_date or from_date or through_date or discharge_date or admission_date
1 error, 0 warnings, 0 infos
"#);
}

#[test]
fn dates_before_the_first_release() {
    let said = check("claim_id,service_date,dx1\nA1,2015-09-30,E11.9\nA2,2012-01-01,Z53.2\n");
    assert_eq!(said.rows, 2);
    insta::assert_snapshot!(said.text, @r#"
exit 2
error: claims.csv: no code set is held for any of the dates
  help: code sets are held for 2015-10-01 to 2027-09-30; newer ones are added with `claimlint data
        import`
checked 2 rows in 1 file: 2 claims, 2 diagnoses
  claims.csv: read as canonical columns; 3 of 3 columns read
not checked
  2 diagnoses of a date for which no code set is held
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn dates_after_the_last_release() {
    let said = check("claim_id,service_date,dx1\nA1,2027-10-01,E11.9\nA2,2099-01-01,NONSENSE\n");
    assert_eq!(said.rows, 2);
    insta::assert_snapshot!(said.text, @r#"
exit 2
error: claims.csv: no code set is held for any of the dates
  help: code sets are held for 2015-10-01 to 2027-09-30; newer ones are added with `claimlint data
        import`
checked 2 rows in 1 file: 2 claims, 2 diagnoses
  claims.csv: read as canonical columns; 3 of 3 columns read
not checked
  2 diagnoses of a date for which no code set is held
0 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn icd_9_of_its_own_time() {
    let said = check("claim_id,service_date,dx1,dx2\nA1,2014-03-01,250.00,401.9\nA2,2015-09-30,V58.69,\n");
    assert_eq!(said.rows, 2);
    insta::assert_snapshot!(said.text, @r#"
exit 2
error: claims.csv: every diagnosis is an ICD-9-CM code of a date before 2015-10-01
  help: claimlint checks ICD-10-CM
checked 2 rows in 1 file: 2 claims, 3 diagnoses
  claims.csv: read as canonical columns; 4 of 4 columns read
not checked
  3 diagnoses in ICD-9
0 errors, 0 warnings, 0 infos
"#);
}

// Where some of it can be checked, the rest is named.

#[test]
fn icd_9_after_its_time_is_said_once_per_claim() {
    let said = check("claim_id,service_date,dx1,dx2\nA1,2025-11-04,250.00,401.9\nA2,2025-11-04,E11.9,\n");
    assert_eq!((said.exit, said.rows, said.found.len()), (Some(1), 2, 1));
    insta::assert_snapshot!(said.text, @r#"
exit 1
claims.csv:2:15: error DX107 dx-icd9-code "250.00" is an ICD-9-CM code (it has the shape of one), not in use on 2025-11-04 (claim A1)
findings  severity  code   rule
       1  error     DX107  dx-icd9-code

checked 2 rows in 1 file: 2 claims, 3 diagnoses
  judged by FY2026 (3)
  claims.csv: read as canonical columns; 4 of 4 columns read
1 error, 0 warnings, 0 infos
"#);
}

#[test]
fn no_claim_id_column() {
    let said = check("service_date,dx1\n2025-11-04,E11.9\n2025-11-04,Z53.2\n2025-11-04,Z53.2\n");
    assert_eq!((said.exit, said.rows, said.found.len()), (Some(1), 3, 2));
    insta::assert_snapshot!(said.text, @r#"
exit 1
claims.csv:3:12: error DX101 dx-header-not-billable Z53.2 is a header on 2025-11-04, not a billable code: Procedure and treatment not carried out because of patient's decision for other and unspecified reasons
claims.csv:4:12: error DX101 dx-header-not-billable Z53.2 is a header on 2025-11-04, not a billable code: Procedure and treatment not carried out because of patient's decision for other and unspecified reasons
findings  severity  code   rule
       2  error     DX101  dx-header-not-billable

checked 3 rows in 1 file: 3 claims, 3 diagnoses
  judged by FY2026 (3)
  claims.csv: read as canonical columns; 2 of 2 columns read
    no column holds a claim id: each row is taken for a claim of its own
2 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn nul_bytes_in_rows() {
    let rows = "A2,2025-11-04,I10\n".repeat(40);
    let said = check(format!("claim_id,service_date,dx1\nA1,2025-11-04,E1\01.9\n{rows}\0\n"));
    assert_eq!((said.exit, said.rows), (Some(1), 42));
    insta::assert_snapshot!(said.text, @r#"
exit 1
claims.csv:2:15: error DX108 dx-malformed "E1\u{0}1.9" is no ICD-10-CM code: bytes that are no text (claim A1)
claims.csv:43:1: error RD101 row-malformed this row could not be read and was not checked: the row has 1 cell, the header has 3
findings  severity  code   rule
       1  error     RD101  row-malformed
       1  error     DX108  dx-malformed

checked 42 rows in 1 file: 2 claims, 2 diagnoses
  judged by FY2026 (2)
  claims.csv: read as canonical columns; 3 of 3 columns read
not checked
  1 row that could not be read
2 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn the_header_twice() {
    let said =
        check("claim_id,service_date,dx1\nA1,2025-11-04,E11.9\nclaim_id,service_date,dx1\nA2,2025-11-04,Z53.2\n");
    assert_eq!((said.exit, said.rows), (Some(1), 3));
    insta::assert_snapshot!(said.text, @r#"
exit 1
claims.csv:3:1: error RD101 row-malformed this row could not be read and was not checked: the row is the header once more
claims.csv:4:15: error DX101 dx-header-not-billable Z53.2 is a header on 2025-11-04, not a billable code: Procedure and treatment not carried out because of patient's decision for other and unspecified reasons (claim A2)
findings  severity  code   rule
       1  error     RD101  row-malformed
       1  error     DX101  dx-header-not-billable

checked 3 rows in 1 file: 2 claims, 2 diagnoses
  judged by FY2026 (2)
  claims.csv: read as canonical columns; 3 of 3 columns read
not checked
  1 row that could not be read
2 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn rows_of_another_width() {
    let said = check("claim_id,service_date,dx1\nA1,2025-11-04\nA2,2025-11-04,E11.9,I10\nA3,2025-11-04,E11.9,,\n,\n");
    assert_eq!((said.exit, said.rows), (Some(1), 4));
    insta::assert_snapshot!(said.text, @r#"
exit 1
claims.csv:2:1: error RD101 row-malformed this row could not be read and was not checked: the row has 2 cells, the header has 3
claims.csv:3:1: error RD101 row-malformed this row could not be read and was not checked: the row has 4 cells, the header has 3
claims.csv:5:1: error RD101 row-malformed this row could not be read and was not checked: the row has 2 cells, the header has 3
findings  severity  code   rule
       3  error     RD101  row-malformed

checked 4 rows in 1 file: 1 claim, 1 diagnosis
  judged by FY2026 (1)
  claims.csv: read as canonical columns; 3 of 3 columns read
not checked
  3 rows that could not be read
3 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn a_row_of_ten_megabytes() {
    let text =
        format!("claim_id,service_date,dx1,note\nA1,2025-11-04,Z53.2,{}\nA2,2025-11-04,Z53.2,\n", "x".repeat(10 << 20));
    let said = check(text);
    let found: Vec<_> = said.found.iter().map(|(rule, line, _)| (rule.as_str(), *line)).collect();
    assert_eq!(found, [("dx-header-not-billable", 2), ("dx-header-not-billable", 3)]);
    assert_eq!((said.exit, said.rows), (Some(1), 2));
}

#[test]
fn a_row_without_end() {
    let text =
        format!("claim_id,service_date,dx1,note\nA1,2025-11-04,Z53.2,{}\nA2,2025-11-04,Z53.2,\n", "x".repeat(17 << 20));
    let said = check(text);
    assert_eq!((said.exit, said.rows), (Some(1), 2));
    insta::assert_snapshot!(said.text, @r#"
exit 1
claims.csv:2:1: error RD101 row-malformed this row could not be read and was not checked: the row is longer than 16 MiB
claims.csv:3:15: error DX101 dx-header-not-billable Z53.2 is a header on 2025-11-04, not a billable code: Procedure and treatment not carried out because of patient's decision for other and unspecified reasons (claim A2)
findings  severity  code   rule
       1  error     RD101  row-malformed
       1  error     DX101  dx-header-not-billable

checked 2 rows in 1 file: 1 claim, 1 diagnosis
  judged by FY2026 (1)
  claims.csv: read as canonical columns; 3 of 4 columns read; not read: note
not checked
  1 row that could not be read
2 errors, 0 warnings, 0 infos
"#);
}

#[test]
fn unreadable_dates_are_named_and_what_they_date_is_counted() {
    let mut text = "claim_id,service_date,dx1\n".to_owned();
    for (row, date) in ["2025-02-30", "13/31/2025", "1/1/25", "45931", "yesterday", "2025-1O-01"].iter().enumerate() {
        writeln!(text, "A{row},{date},Z53.2").expect("to memory");
    }
    text.push_str("B1,2025-11-04,E11.9\n");
    let said = check(text);
    assert_eq!((said.exit, said.rows), (Some(0), 7));
    insta::assert_snapshot!(said.text, @r#"
exit 0
claims.csv:2:4: warning RD102 date-unreadable "2025-02-30" is not a date that can be read (claim A0)
claims.csv:3:4: warning RD102 date-unreadable "13/31/2025" is not a date that can be read (claim A1)
claims.csv:4:4: warning RD102 date-unreadable "1/1/25" is not a date that can be read (claim A2)
claims.csv:5:4: warning RD102 date-unreadable "45931" is not a date that can be read (claim A3)
claims.csv:6:4: warning RD102 date-unreadable "yesterday" is not a date that can be read (claim A4)
claims.csv:7:4: warning RD102 date-unreadable "2025-1O-01" is not a date that can be read (claim A5)
findings  severity  code   rule
       6  warning   RD102  date-unreadable

checked 7 rows in 1 file: 7 claims, 7 diagnoses
  judged by FY2026 (1)
  claims.csv: read as canonical columns; 3 of 3 columns read
not checked
  6 diagnoses without a date to say which code set is in force (--as-of DATE judges them)
0 errors, 6 warnings, 0 infos
"#);
}

#[test]
fn cells_that_are_not_utf8() {
    let said = check(b"claim_id,service_date,dx1,dx2\nN\xE9,2025-11-04,Z53.2,E11\xA09\nB,2025-11-04,caf\xE9,I10\n");
    assert_eq!((said.exit, said.rows), (Some(1), 2));
    insta::assert_snapshot!(said.text, @r#"
exit 1
claims.csv:2:15: error DX101 dx-header-not-billable Z53.2 is a header on 2025-11-04, not a billable code: Procedure and treatment not carried out because of patient's decision for other and unspecified reasons (claim Né)
claims.csv:2:21: error DX108 dx-malformed "E11 9" is no ICD-10-CM code: bytes that are no text (claim Né)
claims.csv:3:14: error DX108 dx-malformed "café" is no ICD-10-CM code: bytes that are no text (claim B)
findings  severity  code   rule
       2  error     DX108  dx-malformed
       1  error     DX101  dx-header-not-billable

checked 2 rows in 1 file: 2 claims, 4 diagnoses
  judged by FY2026 (4)
  claims.csv: read as canonical columns; 4 of 4 columns read
3 errors, 0 warnings, 0 infos
"#);
}

// Good input in bad clothes: the report of the plain file.

const PLAIN: &str =
    "claim_id,service_date,dx1,dx2,note\nA1,2025-11-04,Z53.2,I10,plain\nA2,2025-11-04,S13.4XXB,,plain\n";

fn plain() -> Vec<(String, String)> {
    let said = found(PLAIN);
    let pair = |rule: &str, value: &str| (rule.to_owned(), value.to_owned());
    assert_eq!(said, [pair("dx-header-not-billable", "Z53.2"), pair("dx-7th-character-invalid", "S13.4XXB")]);
    said
}

#[test]
fn every_delimiter_line_end_and_beginning() {
    let expected = plain();
    for delimiter in [",", "|", ";", "\t"] {
        let cut = PLAIN.replace(',', delimiter);
        for text in [
            cut.clone(),
            cut.replace('\n', "\r\n"),
            format!("\u{feff}{cut}"),
            format!("\u{feff}{}", cut.replace('\n', "\r\n")),
            format!("\n\n{cut}\n\n"),
            cut.trim_end().to_owned(),
            cut.replace("plain", "\"plain\""),
            cut.replace("plain", &format!("\"with {delimiter} and \"\"quotes\"\"\nand lines\"")),
            format!("sep={delimiter}\r\n{}", cut.replace('\n', "\r\n")),
        ] {
            assert_eq!(found(&text), expected, "{text:?}");
        }
    }
}

#[test]
fn headers_as_exports_spell_them() {
    let expected = plain();
    for (claim, date, first, second) in [
        ("CLAIM ID", "Service Date", "DX1", "DX2"),
        ("Claim Number", "DOS", "Diagnosis Code 1", "Diagnosis Code 2"),
        ("clm_id", "svc_date", "diag_1", "diag_2"),
        ("\"Claim #\"", "\"Date of Service\"", "\"ICD-10 (1)\"", "\"ICD-10 (2)\""),
    ] {
        let header = format!("{claim},{date},{first},{second},note");
        let text = PLAIN.replace("claim_id,service_date,dx1,dx2,note", &header);
        assert_eq!(found(&text), expected, "{header}");
    }
}

#[test]
fn every_date_format() {
    let expected = plain();
    for date in [
        "20251104",
        "11/04/2025",
        "11/4/2025",
        "04-Nov-2025",
        "04-NOV-2025",
        "2025/11/04",
        "11-04-2025",
        "2025-11-04T08:15:00Z",
        "2025-11-04 00:00:00",
        " 2025-11-04 ",
    ] {
        assert_eq!(found(PLAIN.replace("2025-11-04", date)), expected, "{date}");
    }
}

#[test]
fn a_code_with_or_without_dot_in_any_case_padded_or_quoted() {
    for code in ["Z53.2", "Z532", "z53.2", "z532", " Z53.2 ", "\"Z53.2\"", "\" Z532\"", "=\"Z53.2\"", "Z53.2\u{a0}"] {
        let rules: Vec<String> = found(of_code(code)).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(rules, ["dx-header-not-billable"], "{code:?}");
    }
}

#[test]
fn a_token_that_means_nothing_is_no_diagnosis() {
    for token in
        ["", " ", "#", "-", "-------", "NULL", "null", "N/A", "na", "NaN", "None", "\\N", "#N/A", "~", "\u{a0}"]
    {
        let said = check(format!("claim_id,service_date,dx1,dx2\nA1,2025-11-04,E11.9,{token}\n"));
        assert_eq!((said.exit, said.found.len(), said.rows), (Some(0), 0, 1), "{token:?}: {}", said.text);
        assert!(said.text.contains("1 diagnosis"), "{token:?}: {}", said.text);
    }
}

#[test]
fn several_codes_in_one_cell_are_judged_one_by_one() {
    for cell in ["E11.9;Z53.2;I10", "E11.9|Z53.2", "\"E11.9, Z53.2\"", "E119 Z532 I10", "ABK:E11.9:ABF:Z53.2"] {
        let said = check(format!("claim_id,service_date,dx1,note\nA1,2025-11-04,{cell},x\n"));
        let found: Vec<_> = said.found.iter().map(|(rule, _, value)| (rule.as_str(), value.replace('.', ""))).collect();
        assert_eq!(found, [("dx-header-not-billable", "Z532".to_owned())], "{cell}");
    }
}

/// With lines on both sides of a release, the pointers say which line a diagnosis belongs to: G35 was billable until
/// 2025-09-30, and only a line that points to it may say otherwise.
#[test]
fn every_way_to_point() {
    for (first, second) in [("1", "2"), ("A", "B"), ("01", "02"), ("1", "2:2"), ("A", "\"B,B\""), ("1.0", "2.0")] {
        let header = "claim_id,service_date,dx1,dx2,dx_pointers\n";
        let right = format!("{header}A1,2025-09-30,G35,I10,{first}\nA1,2025-10-01,G35,I10,{second}\n");
        assert_eq!(found(right), [], "{first} {second}");
        let wrong = format!("{header}A1,2025-09-30,G35,I10,{second}\nA1,2025-10-01,G35,I10,{first}\n");
        let rules: Vec<String> = found(wrong).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(rules, ["dx-header-not-billable"], "{first} {second}");
    }
    for both in ["1:2", "12", "AB", "\"A,B\"", "1 2", "1-2", "1/2", "0102", "B A"] {
        let text = format!(
            "claim_id,service_date,dx1,dx2,dx_pointers\nA1,2025-09-30,G35,I10,2\nA1,2025-10-01,G35,I10,{both}\n"
        );
        let rules: Vec<String> = found(text).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(rules, ["dx-header-not-billable"], "{both}");
    }
}

// Anything at all.

/// A file in memory, checked by the library.
fn checked(bytes: &[u8]) -> claimlint::check::Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("claims.csv");
    std::fs::write(&path, bytes).expect("a file");
    let input = claimlint::check::Input::File(path);
    claimlint::check::check(&[input], &claimlint::check::Settings::default()).expect("a run")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Bytes that are no claim file end in an error or in rows that are all accounted for.
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let outcome = checked(&bytes);
        prop_assert!(!outcome.failed.is_empty() || outcome.summary.rows() > 0);
    }

    /// As above, behind a header, so that the bytes are rows.
    #[test]
    fn any_bytes_behind_a_header_are_rows(
        bytes in prop::collection::vec(prop_oneof![3 => prop::sample::select(b",\"\n\r1ZE.9-".to_vec()), 1 => 1u8..], 0..300),
    ) {
        let outcome = checked(&[b"claim_id,service_date,dx1\n", bytes.as_slice()].concat());
        let file = &outcome.summary.files[0];
        let lines = bytes.split(|&b| b == b'\n').filter(|line| !matches!(line, [] | [b'\r'])).count() as u64;
        // A quoted cell can make one row of several lines; nothing else may make rows fewer, and nothing more.
        prop_assert!(file.rows <= lines, "{} rows of {lines} lines", file.rows);
        if !bytes.contains(&b'"') {
            prop_assert_eq!(file.rows, lines);
        }
        prop_assert!(file.malformed_rows <= file.rows);
        let malformed = outcome.findings.iter().filter(|finding| {
            finding.as_ref().is_ok_and(|finding| outcome.rules[usize::from(finding.rule.0)].name == "row-malformed")
        });
        prop_assert_eq!(malformed.count() as u64, file.malformed_rows);
    }

    /// Tables written by the csv crate have as many rows here as they have for its reader.
    #[test]
    fn well_formed_rows_are_counted_as_the_csv_crate_counts_them(
        rows in prop::collection::vec(prop::collection::vec("[a-z0-9 ,;|\t\"\n.-]{0,8}", 4), 1..20),
        delimiter in prop::sample::select(b",|;\t".to_vec()),
        crlf in any::<bool>(),
    ) {
        let end = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(end).from_writer(Vec::new());
        writer.write_record(["claim_id", "service_date", "dx1", "note"]).expect("to memory");
        for row in &rows {
            writer.write_record(row).expect("to memory");
        }
        let bytes = writer.into_inner().expect("to memory");
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes.as_slice());
        let records = reader.byte_records().collect::<Result<Vec<_>, _>>().expect("well-formed");
        let expected = records.len() as u64;
        prop_assert_eq!(expected, rows.len() as u64);
        let outcome = checked(&bytes);
        let file = &outcome.summary.files[0];
        prop_assert_eq!((file.rows, file.malformed_rows), (expected, 0));
    }
}
