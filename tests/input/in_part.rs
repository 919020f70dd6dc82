//! Where some of it can be checked, the rest is named.

use super::{check, run};

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
2 errors, 0 warnings
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

checked 41 of 42 rows in 1 file: 2 claims, 2 diagnoses
  judged by FY2026 (2)
  claims.csv: read as canonical columns; 3 of 3 columns read
not checked
  1 row that could not be read
2 errors, 0 warnings
"#);
}

#[test]
fn a_file_of_which_the_end_was_not_written() {
    let rows = "A1,2025-11-04,I10\n".repeat(5000);
    let said = check(format!("claim_id,service_date,dx1\n{rows}A2,2025-{}", "\0".repeat(1000)));
    assert_eq!((said.exit, said.rows), (Some(2), 5001));
    insta::assert_snapshot!(said.text, @r#"
exit 2
claims.csv:5002:1: error RD101 row-malformed this row could not be read and was not checked: the row has 2 cells, the header has 3
claims.csv:1:1: error the file was not wholly checked: NUL bytes stand where rows should be, from line 5002 on
error: claims.csv: NUL bytes stand where rows should be, from line 5002 on
  help: export it again and let the export run to its end: a program or a disk stopped while the
        file was written
findings  severity  code   rule
       1  error     RD101  row-malformed

checked 5,000 of 5,001 rows in 1 file: 1 claim, 1 diagnosis
  judged by FY2026 (1)
  claims.csv: read as canonical columns; 3 of 3 columns read
    not wholly checked: NUL bytes stand where rows should be, from line 5002 on
    1 claim has more than 999 lines, which no form holds; they were not compared with each other
not checked
  1 row that could not be read
1 error, 0 warnings; 1 file not wholly checked
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

checked 2 of 3 rows in 1 file: 2 claims, 2 diagnoses
  judged by FY2026 (2)
  claims.csv: read as canonical columns; 3 of 3 columns read
not checked
  1 row that could not be read
2 errors, 0 warnings
"#);
}

/// Files put together by other programs: the second header is quoted, or in capitals, or both.
#[test]
fn the_header_twice_in_another_writing() {
    for header in [
        "\"claim_id\",\"service_date\",\"dx1\"",
        "CLAIM_ID,Service_Date,DX1",
        "\u{feff}\"Claim_ID\", service_date ,dx1,",
    ] {
        let said = check(format!("claim_id,service_date,dx1\nA1,2025-11-04,E11.9\n{header}\r\nA2,2025-11-04,Z53.2\n"));
        let found: Vec<_> = said.found.iter().map(|(rule, line, _)| (rule.as_str(), *line)).collect();
        assert_eq!(found, [("row-malformed", 3), ("dx-header-not-billable", 4)], "{}", said.text);
        assert!(said.text.contains("the row is the header once more\n"), "{}", said.text);
        assert_eq!((said.exit, said.rows), (Some(1), 3));
    }
}

/// Rows below a header of another order would be read under the wrong columns: of them nothing is said.
#[test]
fn the_header_twice_in_another_order() {
    let rows = "A3,2025-11-04,Z53.2\n".repeat(20);
    let said = check(format!(
        "claim_id,service_date,dx1\nA1,2025-11-04,Z53.2\nA2,2025-11-04,I10\nA1,2025-11-04,Z53.2\nDX1,claim_id,service_date\n\
         Z53.2,A1,2025-11-04\nA1,2025-11-04,Z53.2\n{rows}"
    ));
    assert_eq!((said.exit, said.rows), (Some(2), 4));
    let found: Vec<_> = said.found.iter().map(|(rule, line, _)| (rule.as_str(), *line)).collect();
    assert_eq!(found, [("dx-header-not-billable", 2), ("row-malformed", 5)], "{}", said.text);
    insta::assert_snapshot!(said.text, @r#"
exit 2
claims.csv:2:15: error DX101 dx-header-not-billable Z53.2 is a header on 2025-11-04, not a billable code: Procedure and treatment not carried out because of patient's decision for other and unspecified reasons (claim A1)
claims.csv:5:1: error RD101 row-malformed this row could not be read and was not checked: the row is the header once more, with its columns in another order
claims.csv:1:1: error the file was not wholly checked: the header stands again on line 5, with its columns in another order
error: claims.csv: the header stands again on line 5, with its columns in another order
  help: what stands below it would be read under the wrong columns: cut the file in two above that
        line, so that each part has its own header, and give both
findings  severity  code   rule
       1  error     RD101  row-malformed
       1  error     DX101  dx-header-not-billable

checked 3 of 4 rows in 1 file: 2 claims, 2 diagnoses
  judged by FY2026 (2)
  claims.csv: read as canonical columns; 3 of 3 columns read
    not wholly checked: the header stands again on line 5, with its columns in another order
not checked
  1 row that could not be read
2 errors, 0 warnings; 1 file not wholly checked
"#);
}

/// What was written to `report.json` as the help of each finding.
fn helps(text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("claims.csv"), text).expect("a file");
    run(&folder, &["claims.csv"]);
    let json = std::fs::read(folder.path().join("report.json")).expect("a report");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    let findings = json["findings"].as_array().cloned().unwrap_or_default();
    findings.iter().map(|finding| finding["help"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Where all rows have the same wrong number of cells, it is the header that is looked at first.
#[test]
fn all_rows_of_another_width() {
    for (header, row, words) in [
        ("claim_id,service_date,dx1", "A1,2025-11-04,E11.9,I10", "the header lacks the name of a column"),
        (
            "claim_id,service_date,dx1,",
            "A1,2025-11-04,E11.9",
            "the header has a column too many (or a delimiter at its end)",
        ),
    ] {
        let helps = helps(&format!("{header}\n{}A9,2025-11-04\n", format!("{row}\n").repeat(12)));
        assert_eq!(helps.len(), 13);
        assert!(helps[..12].iter().all(|help| help.contains(words)), "{helps:?}");
        assert!(helps[12].contains("has cut the row in two"), "{helps:?}");
    }
    // One row of four has a cell more: that is the row's.
    let row = "A1,2025-11-04,E11.9\n".repeat(3);
    let helps = helps(&format!("claim_id,service_date,dx1\n{row}A9,2025-11-04,E11.9,I10\n"));
    assert!(helps.len() == 1 && helps[0].contains("a delimiter inside a cell is the usual cause"), "{helps:?}");
}

/// No-break spaces, and the rule that SQL tools print below a header, say nothing of a claim.
#[test]
fn rows_of_no_break_spaces_and_of_dashes_are_no_rows() {
    let text = "claim_id,service_date,dx1\n--------,------------,-----\nA1,2025-11-04,E11.9\n\u{a0},\u{a0},\u{a0}\n";
    let said = check(text);
    assert_eq!((said.exit, said.rows, said.found.len()), (Some(0), 1, 0), "{}", said.text);
    assert!(
        said.text.contains("2 rows have nothing in their cells, or only dashes, and are not counted"),
        "{}",
        said.text
    );
    // A bar between cells: the rule of psql is one cell.
    let said =
        check(" claim_id | service_date | dx1\n----------+--------------+-------\n A1       | 2025-11-04   | E11.9\n");
    assert_eq!((said.exit, said.rows, said.found.len()), (Some(0), 1, 0), "{}", said.text);
}

/// Lines that are no rows are told in every format that has room for it, and beside one that has none.
#[test]
fn empty_rows_are_told_in_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "claim_id,service_date,dx1\nA1,2025-11-04,E11.9\n,,\n, ,\n";
    std::fs::write(folder.path().join("claims.csv"), text).expect("a file");
    let told = |format: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_claimlint"))
            .current_dir(folder.path())
            .args(["check", "--isolated", "--format", format, "claims.csv"])
            .output()
            .expect("claimlint runs");
        let words = "2 rows have nothing in their cells, or only dashes, and are not counted";
        let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
        (stdout.matches(words).count(), stderr.matches(words).count())
    };
    for format in ["human", "json", "html", "markdown", "junit", "sarif", "github"] {
        assert_eq!(told(format), (1, 0), "{format}");
    }
    for format in ["concise", "csv", "jsonl", "gitlab"] {
        assert_eq!(told(format), (0, 1), "{format}");
    }
}

#[test]
fn rows_of_another_width() {
    let said = check("claim_id,service_date,dx1\nA1,2025-11-04\nA2,2025-11-04,E11.9,I10\nA3,2025-11-04,E11.9,,\n,\n");
    assert_eq!((said.exit, said.rows), (Some(1), 3));
    insta::assert_snapshot!(said.text, @r#"
exit 1
claims.csv:2:1: error RD101 row-malformed this row could not be read and was not checked: the row has 2 cells, the header has 3
claims.csv:3:1: error RD101 row-malformed this row could not be read and was not checked: the row has 4 cells, the header has 3
findings  severity  code   rule
       2  error     RD101  row-malformed

checked 1 of 3 rows in 1 file: 1 claim, 1 diagnosis
  judged by FY2026 (1)
  claims.csv: read as canonical columns; 3 of 3 columns read
    1 row has nothing in its cells, or only dashes, and is not counted
not checked
  2 rows that could not be read
2 errors, 0 warnings
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

checked 1 of 2 rows in 1 file: 1 claim, 1 diagnosis
  judged by FY2026 (1)
  claims.csv: read as canonical columns; 3 of 4 columns read; not read: note
not checked
  1 row that could not be read
2 errors, 0 warnings
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
3 errors, 0 warnings
"#);
}

#[test]
fn a_cell_too_long_to_be_a_list() {
    let cell = "E11.9;".repeat(11_000);
    let said = check(format!("claim_id,service_date,dx1,dx2\nA1,2025-11-04,{cell},Z53.2\n"));
    let rules: Vec<&str> = said.found.iter().map(|(rule, ..)| rule.as_str()).collect();
    assert_eq!((said.exit, rules), (Some(1), vec!["dx-malformed", "dx-header-not-billable"]));
    assert!(said.text.contains("is no ICD-10-CM code: more than 65,535 bytes, which were not read"), "{}", said.text);
}

/// A cell may list more diagnoses than a claim can have; each is judged.
#[test]
fn three_hundred_codes_in_one_cell() {
    let cell = format!("{}Z53.2", "E11.9;".repeat(299));
    let said = check(format!("claim_id,service_date,dx1\nA1,2025-11-04,{cell}\n"));
    assert!(said.found.contains(&("dx-header-not-billable".to_owned(), 2, "Z53.2".to_owned())), "{}", said.text);
}

#[test]
fn diagnosis_columns_beyond_the_fiftieth_are_named() {
    let header: Vec<String> = (1..=100).map(|number| format!("dx{number}")).collect();
    let header = header.join(",");
    let said = check(format!("claim_id,service_date,{header}\nA1,2025-11-04,E11.9{}\n", ",Z53.2".repeat(99)));
    let note = "not read: \"dx51\" and 49 more; of a claim's diagnoses the first 50 are read";
    assert!(said.text.contains(note), "{}", said.text);
}

#[test]
fn more_lines_than_a_claim_can_have() {
    let line = |n: usize| format!("A1,{n},professional,2025-11-{:02},45378,{},K62.5\n", 1 + n % 20, ["53", ""][n % 2]);
    let lines: String = (0..20_000).map(line).collect();
    let header = "claim_id,line_number,claim_type,service_date,procedure_code,modifier1,dx1\n";
    let said = check(format!("{header}{lines}"));
    assert_eq!(said.rows, 20_000);
    let note = "1 claim has more than 999 lines, which no form holds; they were not compared with each other";
    assert!(said.text.contains(note), "{}", said.text);
    let of_999: String = (0..999).map(line).collect();
    assert!(!check(format!("{header}{of_999}")).text.contains("which no form holds"));
}
