//! Dates: none, too early, too late, unreadable; and ICD-9, which only dates tell from an error.

use super::{check, found, run};
use std::fmt::Write as _;

#[test]
fn no_dates() {
    let said = check("claim_id,dx1\nA1,E11.9\nA2,Z53.2\n");
    assert_eq!(said.rows, 2);
    insta::assert_snapshot!(said.text, @r#"
exit 2
claims.csv:1:1: error the file was not wholly checked: no diagnosis has a date that says which code set is in force
error: claims.csv: no diagnosis has a date that says which code set is in force
  help: map a date column under [columns] in claimlint.toml, or give one date for all with --as-of
        YYYY-MM-DD
checked 2 rows in 1 file: 2 claims, 2 diagnoses
  claims.csv: read as canonical columns; 2 of 2 columns read
    not wholly checked: no diagnosis has a date that says which code set is in force
not checked
  2 diagnoses without a date to say which code set is in force (--as-of DATE judges them)
  rules DX101, DX102, DX103, DX104, DX105, DX106, DX107, DX108, RD102: no column service_date or from_date or through_date or discharge_date or admission_date
0 errors, 0 warnings; 1 file not wholly checked
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
1 error, 0 warnings
"#);
}

#[test]
fn dates_before_the_first_release() {
    let said = check("claim_id,service_date,dx1\nA1,2015-09-30,E11.9\nA2,2012-01-01,Z53.2\n");
    assert_eq!(said.rows, 2);
    insta::assert_snapshot!(said.text, @r#"
exit 2
claims.csv:1:1: error the file was not wholly checked: no code set is held for any of the dates
error: claims.csv: no code set is held for any of the dates
  help: code sets are held for 2015-10-01 to 2027-09-30; older dates have no code set here, newer
        code sets are added with `claimlint data import`
checked 2 rows in 1 file: 2 claims, 2 diagnoses
  claims.csv: read as canonical columns; 3 of 3 columns read
    not wholly checked: no code set is held for any of the dates
not checked
  2 diagnoses of a date for which no code set is held
0 errors, 0 warnings; 1 file not wholly checked
"#);
}

#[test]
fn dates_after_the_last_release() {
    let said = check("claim_id,service_date,dx1\nA1,2027-10-01,E11.9\nA2,2099-01-01,NONSENSE\n");
    assert_eq!(said.rows, 2);
    insta::assert_snapshot!(said.text, @r#"
exit 2
claims.csv:1:1: error the file was not wholly checked: no code set is held for any of the dates
error: claims.csv: no code set is held for any of the dates
  help: code sets are held for 2015-10-01 to 2027-09-30; older dates have no code set here, newer
        code sets are added with `claimlint data import`
checked 2 rows in 1 file: 2 claims, 2 diagnoses
  claims.csv: read as canonical columns; 3 of 3 columns read
    not wholly checked: no code set is held for any of the dates
not checked
  2 diagnoses of a date for which no code set is held
0 errors, 0 warnings; 1 file not wholly checked
"#);
}

#[test]
fn icd_9_of_its_own_time() {
    let said = check("claim_id,service_date,dx1,dx2\nA1,2014-03-01,250.00,401.9\nA2,2015-09-30,V58.69,\n");
    assert_eq!(said.rows, 2);
    insta::assert_snapshot!(said.text, @r#"
exit 2
claims.csv:1:1: error the file was not wholly checked: every diagnosis is an ICD-9-CM code of a date before 2015-10-01
error: claims.csv: every diagnosis is an ICD-9-CM code of a date before 2015-10-01
  help: that is right for services of that time (45 CFR 162.1002); claimlint checks ICD-10-CM
checked 2 rows in 1 file: 2 claims, 3 diagnoses
  claims.csv: read as canonical columns; 4 of 4 columns read
    not wholly checked: every diagnosis is an ICD-9-CM code of a date before 2015-10-01
not checked
  3 diagnoses in ICD-9
0 errors, 0 warnings; 1 file not wholly checked
"#);
}

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
1 error, 0 warnings
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
0 errors, 6 warnings
"#);
}

/// A service that was given has a day; a stay may go on, and its lines need no days of their own.
#[test]
fn a_filler_is_no_date_of_service() {
    for filler in ["0000-00-00", "00000000", "99999999"] {
        let said = check(format!("claim_id,service_date,from_date,dx1\nA1,{filler},2025-11-04,E11.9\n"));
        assert_eq!(said.found, [("date-unreadable".to_owned(), 2, filler.to_owned())]);
        let stay = format!(
            "claim_id,bill_type,service_date,from_date,through_date,dx1\nA1,0111,{filler},2025-11-03,2025-11-04,E11.9\n"
        );
        assert_eq!(found(stay), [], "{filler}");
        let open = format!("claim_id,service_date,through_date,dx1\nA1,2025-11-04,{filler},E11.9\n");
        assert_eq!(found(open), [], "{filler}");
    }
}

#[test]
fn no_rule_says_what_a_code_is_on_a_day_without_release() {
    // V45.1, V70.0: renal dialysis status and a general examination in ICD-9-CM, collisions of cars in ICD-10-CM.
    for day in ["2010-11-04", "2027-10-06", ""] {
        let row = |id: u8, code: &str| format!("A{id},institutional_inpatient,111,{day},{day},{code}\n");
        let header = "claim_id,claim_type,bill_type,admission_date,discharge_date,dx1\n";
        let said = check(format!("{header}{}{}{}", row(1, "V45.1"), row(2, "V70.0"), row(3, "B95.61")));
        let rules: Vec<&str> = said.found.iter().map(|(rule, ..)| rule.as_str()).collect();
        assert!(rules.iter().all(|rule| rule.starts_with("dx-icd9")), "{day}: {rules:?}");
    }
}
