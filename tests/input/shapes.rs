//! Exports whose rows have another shape than one service line with all of its claim on it: the report of the plain file.

use super::{check, found, run};

/// A claim of two lines, with a fault on each.
const PLAIN: &str = "claim_id,line_number,service_date,place_of_service,dx1,dx2,dx_pointers,procedure_code,modifier1\n\
    A1,1,2025-11-04,11,M54.5,I10,1,99213,25\n\
    A1,2,2025-11-04,11,M54.5,I10,2,20610,RT\n\
    A2,1,2025-11-04,11,E11.9,S83.241,1,99212,\n";

#[test]
fn diagnoses_on_the_first_row_only() {
    let expected = found(PLAIN);
    assert_eq!(expected.len(), 2, "{expected:?}");
    let first_only = PLAIN.replace("A1,2,2025-11-04,11,M54.5,I10,2", "A1,2,2025-11-04,11,,,2");
    assert_ne!(first_only, PLAIN);
    assert_eq!(found(&first_only), expected);
    // The pointers of the second row are to the diagnoses of the first.
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("claims.csv"), first_only).expect("a file");
    let said = run(&folder, &["claims.csv", "--select", "pointers"]);
    assert_eq!(said.found.len(), expected.len(), "{}", said.text);
}

/// Claim fields only on the first row of a claim, its id too.
#[test]
fn blanks_below_the_first_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let header = "PatientControlNumber,PlaceOfService,ServiceDateFrom,Diag1Code,Diag2Code,LineProcedureCode,LineUnitCount,\
                  LineDiagPointer1\n";
    let full = format!(
        "{header}7,11,2025-11-04,M54.5,I10,99213,1,1\n7,11,2025-11-04,M54.5,I10,20610,1,3\n8,11,2025-11-04,E11.9,,99212,1,1\n"
    );
    let blank =
        format!("{header}7,11,2025-11-04,M54.5,I10,99213,1,1\n,,,,,20610,1,3\n8,11,2025-11-04,E11.9,,99212,1,1\n");
    std::fs::write(folder.path().join("full.csv"), full).expect("a file");
    std::fs::write(folder.path().join("blank.csv"), &blank).expect("a file");
    let (full, blanks) =
        (run(&folder, &["full.csv", "--select", "PT2"]), run(&folder, &["blank.csv", "--select", "PT2"]));
    assert_eq!(blanks.found, full.found);
    assert_eq!(blanks.text.replace("blank.csv", "full.csv").lines().next(), full.text.lines().next());
    assert!(blanks.text.contains("2 claims"), "{}", blanks.text);
    // The rest of a claim further down: its blank rows belong to it there, too.
    let apart = format!("{blank}7,11,2025-11-04,M54.5,I10,99214,1,2\n,,,,,36415,1,4\n");
    std::fs::write(folder.path().join("apart.csv"), apart).expect("a file");
    let said = run(&folder, &["apart.csv", "--select", "PT2"]);
    assert!(said.text.contains("5 rows in 1 file: 2 claims"), "{}", said.text);
    assert_eq!(said.found.iter().filter(|(rule, ..)| rule == "dx-pointer-out-of-range").count(), 2, "{}", said.text);
}

#[test]
fn head_and_tail_of_a_state_database_are_no_rows() {
    let text = std::fs::read_to_string("fixtures/layouts/apcd-cdl.csv").expect("a file");
    let said = check(&text);
    assert!(said.text.contains("8 rows in 1 file: 6 claims"), "{}", said.text);
    assert!(!said.found.iter().any(|(rule, ..)| rule == "row-malformed"), "{}", said.text);
}

#[test]
fn what_a_spreadsheet_damages_is_named() {
    let said = found("claim_id,service_date,dx1\n1.23E+15,45965,E11.9\n1.23E+15,2025-11-04,I10\n");
    let pair = |rule: &str, value: &str| (rule.to_owned(), value.to_owned());
    assert_eq!(said, [pair("claim-id-rounded", "1.23E+15"), pair("date-unreadable", "45965")]);
}

/// A sheet with a title above the header, dates as dates, numbers as numbers; the line of a finding is the row of the
/// sheet, its column the cell's.
#[test]
fn a_workbook() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::copy("fixtures/workbook/claims.xlsx", folder.path().join("claims.xlsx")).expect("a file");
    let said = run(&folder, &["claims.xlsx"]);
    let places: Vec<&str> = said.text.lines().filter(|line| line.starts_with("claims.xlsx:")).collect();
    assert!(places[0].starts_with("claims.xlsx:3:4: error DX101"), "{}", said.text);
    assert!(said.text.contains("sheet \"Claims\""), "{}", said.text);
    let said = run(&folder, &["claims.xlsx", "--sheet", "gone"]);
    assert!(said.text.contains("the workbook has no sheet \"gone\"") && said.exit == Some(2), "{}", said.text);
    let said = run(&folder, &["claims.xlsx", "--sheet", "Older"]);
    assert!(said.text.contains("sheet \"Older\"") && said.exit == Some(0), "{}", said.text);
}

/// A first sheet that nobody sees is not the one that was meant.
#[test]
fn of_a_workbook_the_first_visible_sheet_is_read_and_the_others_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, header) in [("Lists", "choice"), ("Claims", "dx1"), ("Notes", "remark")] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name").write_row(0, 0, ["claim_id", "service_date", header]).expect("a header");
        sheet.write_row(1, 0, ["A1", "2025-11-04", "M54.5"]).expect("a row").set_hidden(name == "Lists");
        if name == "Claims" {
            sheet.set_active(true);
        }
    }
    book.save(folder.path().join("claims.xlsx")).expect("a workbook");
    let said = run(&folder, &["claims.xlsx"]);
    assert!(said.text.contains("claims.xlsx:2:3: error DX101"), "{}", said.text);
    assert!(
        said.text.contains("other sheets of the workbook, read with --sheet: \"Lists\", \"Notes\""),
        "{}",
        said.text
    );
    let said = run(&folder, &["claims.xlsx", "--sheet", "Notes"]);
    let text = said.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("this is sheet \"Notes\"; --sheet reads another one: \"Lists\", \"Claims\""), "{text}");
}

/// Of a folder the files are read that end as claim files do; what may hold claims beside them is named.
#[test]
fn what_a_folder_holds_besides_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in
        [("a.csv", "claim_id,service_date,dx1\nA1,2025-11-04,I10\n"), ("b.xlsx", ""), ("c.bak", ""), ("d.md", "")]
    {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let said = run(&folder, &["."]);
    assert!(said.text.contains("passed over: b.xlsx, c.bak; of a folder the files are read"), "{}", said.text);
}
