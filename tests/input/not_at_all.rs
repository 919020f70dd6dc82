//! Where nothing can be checked.

use super::{check, of_code, run};

#[test]
fn a_file_that_is_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = run(&folder, &["claims.csv"]);
    insta::assert_snapshot!(said.text, @r#"
exit 2
claims.csv:1:1: error the file was not read: cannot read it: No such file or directory (os error 2)
error: cannot read claims.csv: No such file or directory (os error 2)
  help: see that the path is spelled as on disk; one with blanks in it is put in quotes
checked 0 rows in 0 files: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings; 1 file not read
"#);
}

/// A packed file that cannot be unpacked to its end, in its first bytes and far behind them.
#[test]
fn a_packed_file_that_is_damaged() {
    use std::io::Write;
    let rows = (0..60_000).map(|number| format!("A{number},2025-11-04,E11.9\n")).collect::<Vec<_>>().concat();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(format!("claim_id,service_date,dx1\n{rows}").as_bytes()).expect("to memory");
    let packed = gz.finish().expect("to memory");
    for end in [40, packed.len() - 10] {
        let said = check(&packed[..end]);
        assert_eq!(said.exit, Some(2), "{}", said.text);
        for words in [
            "the gzip file is damaged or cut short",
            "help: fetch the file again from where it came from, or pack it again",
        ] {
            assert!(said.text.contains(words), "{}", said.text);
        }
    }
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
gone.csv:1:1: error the file was not read: cannot read it: No such file or directory (os error 2)
empty.csv:1:1: error the file was not read: the file is empty
error: cannot read gone.csv: No such file or directory (os error 2)
  help: see that the path is spelled as on disk; one with blanks in it is put in quotes
error: empty.csv: the file is empty
  help: check that the export ran to its end; a claim file begins with a line of column names
findings  severity  code   rule
       1  error     DX101  dx-header-not-billable

checked 1 row in 1 file: 1 claim, 1 diagnosis
  judged by FY2026 (1)
  gone.csv: not read
  empty.csv: not read
  good.csv: read as canonical columns; 3 of 3 columns read, 1 row, 1 claim
1 error, 0 warnings; 2 files not read
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
  help: a claim file ends in .csv, .txt, .psv, .tsv, also with .gz or .zst; name a file that ends
        otherwise
"#);
}

#[test]
fn an_empty_file() {
    insta::assert_snapshot!(check("").text, @r#"
exit 2
claims.csv:1:1: error the file was not read: the file is empty
error: claims.csv: the file is empty
  help: check that the export ran to its end; a claim file begins with a line of column names
checked 0 rows in 0 files: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings; 1 file not read
"#);
}

#[test]
fn blank_lines_only() {
    insta::assert_snapshot!(check("\n\r\n  \n").text, @r#"
exit 2
claims.csv:1:1: error the file was not read: the file holds only blank lines
error: claims.csv: the file holds only blank lines
  help: check that the export ran to its end; a claim file begins with a line of column names
checked 0 rows in 0 files: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings; 1 file not read
"#);
}

#[test]
fn a_header_and_nothing_else() {
    insta::assert_snapshot!(check("claim_id,service_date,dx1\n").text, @r#"
exit 2
claims.csv:1:1: error the file was not wholly checked: there is a header but not one row of data
error: claims.csv: there is a header but not one row of data
  help: export the claims again
checked 0 rows in 1 file: 0 claims, 0 diagnoses
  claims.csv: read as canonical columns; 3 of 3 columns read
    not wholly checked: there is a header but not one row of data
0 errors, 0 warnings; 1 file not wholly checked
"#);
}

#[test]
fn no_header() {
    insta::assert_snapshot!(check("A1,2025-11-04,E11.9\nA2,2025-11-04,I10\n").text, @r#"
exit 2
claims.csv:1:1: error the file was not read: the first row is data (column 2 holds a date), not a header
error: claims.csv: the first row is data (column 2 holds a date), not a header
  help: put a line of column names before it, for instance: claim_id,service_date,dx1,dx2
checked 0 rows in 0 files: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings; 1 file not read
"#);
}

#[test]
fn no_diagnosis_column() {
    insta::assert_snapshot!(check("claim_id,service_date,amount\nA1,2025-11-04,12.50\n").text, @r#"
exit 2
claims.csv:1:1: error the file was not read: no column is known to hold a diagnosis; the file has: "…"
error: claims.csv: no column is known to hold a diagnosis; the file has: "claim_id",
  "service_date", "amount"
  help: name it in claimlint.toml, or give the file that has them with --diagnoses:
        [columns]
        dx1 = "the header of the diagnosis column"
checked 0 rows in 0 files: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings; 1 file not read
"#);
}

#[test]
fn a_diagnosis_column_of_another_name() {
    insta::assert_snapshot!(check("claim_id,service_date,main_dx_of_visit\nA1,2025-11-04,diabetes\n").text, @r#"
exit 2
claims.csv:1:1: error the file was not read: no column is known to hold a diagnosis; the file has: "…"
error: claims.csv: no column is known to hold a diagnosis; the file has: "claim_id",
  "service_date", "main_dx_of_visit"
  help: name it in claimlint.toml, or give the file that has them with --diagnoses:
        [columns]
        dx1 = "main_dx_of_visit"
checked 0 rows in 0 files: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings; 1 file not read
"#);
}

#[test]
fn a_diagnosis_column_with_nothing_in_it() {
    let said = check("claim_id,service_date,dx1\nA1,2025-11-04,\nA2,2025-11-04,-------\n");
    assert_eq!(said.rows, 2);
    insta::assert_snapshot!(said.text, @r#"
exit 2
claims.csv:1:1: error the file was not wholly checked: not one row has a diagnosis
error: claims.csv: not one row has a diagnosis
  help: name the diagnosis columns under [columns] in claimlint.toml if they have other names, or
        give the file that holds the diagnoses with --diagnoses or --claims
checked 2 rows in 1 file: 2 claims, 0 diagnoses
  claims.csv: read as canonical columns; 3 of 3 columns read
    not wholly checked: not one row has a diagnosis
0 errors, 0 warnings; 1 file not wholly checked
"#);
}

#[test]
fn a_binary_file() {
    let bytes: Vec<u8> = (0..4096u32).map(|n| (n * n % 251) as u8).collect();
    insta::assert_snapshot!(check(bytes).text, @r#"
exit 2
claims.csv:1:1: error the file was not read: this is a binary file (it holds NUL bytes), not delimited text
error: claims.csv: this is a binary file (it holds NUL bytes), not delimited text
  help: export the claims as delimited text with a header line (CSV), then check that file
checked 0 rows in 0 files: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings; 1 file not read
"#);
}

#[test]
fn a_spreadsheet() {
    insta::assert_snapshot!(check(b"PK\x03\x04\x14\0\x06\0[Content_Types].xml\0\0\0").text, @r#"
exit 2
claims.csv:1:1: error the file was not read: this Excel workbook cannot be read: Zip error: invalid Zip archive: Could not find EOCD
error: claims.csv: this Excel workbook cannot be read: Zip error: invalid Zip archive: Could not
  find EOCD
  help: open it in the spreadsheet program and save the sheet as "CSV UTF-8", then check that file
checked 0 rows in 0 files: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings; 1 file not read
"#);
}

#[test]
fn ten_megabytes_on_one_line() {
    insta::assert_snapshot!(check("x".repeat(10 << 20)).text, @r#"
exit 2
claims.csv:1:1: error the file was not read: the first line has no end within 64 KiB, which is no line of column names
error: claims.csv: the first line has no end within 64 KiB, which is no line of column names
  help: check that the export ran to its end; a claim file begins with a line of column names
checked 0 rows in 0 files: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings; 1 file not read
"#);
}

#[test]
fn carriage_returns_alone() {
    insta::assert_snapshot!(check(of_code("E11.9").replace('\n', "\r")).text, @r#"
exit 2
claims.csv:1:1: error the file was not read: its lines end with a carriage return alone, as old Macintosh programs wrote them
error: claims.csv: its lines end with a carriage return alone, as old Macintosh programs wrote
  them
  help: save it again with Windows or Unix line ends
checked 0 rows in 0 files: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings; 1 file not read
"#);
}

#[test]
fn a_column_that_comes_twice() {
    insta::assert_snapshot!(check("claim_id,service_date,dx1,dx1\nA1,2025-11-04,E11.9,I10\n").text, @r#"
exit 2
claims.csv:1:1: error the file was not read: the header "…" comes 2 times (columns 3, 4)
error: claims.csv: the header "dx1" comes 2 times (columns 3, 4)
  help: it would be read as dx1: rename the other columns, so that one is left that means it
checked 0 rows in 0 files: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings; 1 file not read
"#);
}

#[test]
fn a_quote_in_the_header_that_is_never_closed() {
    insta::assert_snapshot!(check("claim_id,\"service_date,dx1\nA1,2025-11-04,E11.9\n").text, @r#"
exit 2
claims.csv:1:1: error the file was not read: a quote opened in the first line is not closed
error: claims.csv: a quote opened in the first line is not closed
  help: close the quote in the header, or remove it where it belongs to a column's name
checked 0 rows in 0 files: 0 claims, 0 diagnoses
  claims.csv: not read
0 errors, 0 warnings; 1 file not read
"#);
}

#[test]
fn a_first_row_that_may_be_data_is_not_printed() {
    for text in ["\"1001\",\"Doe, Jane\",\"1970-01-01\"\n1002,a,b\n", "Jane Doe;12 Elm St;Blue Cross\na;b;c\n"] {
        let said = check(text);
        assert_eq!(said.exit, Some(2));
        assert!(!said.text.contains("Jane") && !said.text.contains("Elm"), "{}", said.text);
    }
}
