//! Cells that say more or less than their column: a modifier behind a code, the code set of a diagnosis, its place in the list,
//! days written in another order, what the row above or the claim says instead.
//!
//! Each was once read wrongly or not at all. What decides is the cell, or all of the column; never which row comes first.

mod days;
mod lists;

use serde_json::Value;
use std::fmt::Write as _;
use std::process::{Command, Output, Stdio};

fn claimlint(verb: &str, text: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("claims.csv"), text).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    command.current_dir(folder.path()).args([verb, "claims.csv", "--isolated"]).args(arguments);
    command.stdin(Stdio::null()).output().expect("it runs")
}

fn report(text: &str) -> Value {
    let output = claimlint("check", text, &["--format", "json"]);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Everything a run says, line breaks of the terminal taken out.
fn said(verb: &str, text: &str, arguments: &[&str]) -> String {
    let output = claimlint(verb, text, arguments);
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&all).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The findings as line, rule and blamed value.
fn findings(report: &Value) -> Vec<(u64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |one: &Value| (one["line"].as_u64().unwrap_or(0), text(&one["code"]), text(&one["cells"][0]["value"]));
    report["findings"].as_array().expect("findings").iter().map(one).collect()
}

fn not_run(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rules = report["not_run"].as_array().expect("rules");
    rules.iter().map(|rule| (text(&rule["code"]), text(&rule["reason"]))).collect()
}

/// So many rows of claims in which nothing is wrong that the beginning of the file says nothing of its end.
fn after_many(header: &str, row: impl Fn(usize) -> String, last: &str) -> String {
    let mut text = format!("{header}\n");
    for number in 1..=90 {
        writeln!(text, "{}", row(number)).expect("to memory");
    }
    text + last
}

#[test]
fn a_modifier_behind_a_code_is_read_wherever_it_stands() {
    let header = "claim_id,claim_type,service_date,procedure_code,dx1";
    let plain = |number: usize| format!("{number},professional,2025-11-04,99213,E11.9");
    let last = "991,professional,2025-11-04,45378-53,Z12.11\n992,professional,2025-11-04,99213-ZZ,E11.9\n";
    let late = report(&after_many(header, plain, last));
    let early = report(&format!("{header}\n{last}"));
    let found = |report: &Value| findings(report).into_iter().map(|(_, code, value)| (code, value)).collect::<Vec<_>>();
    assert!(found(&late).contains(&("LN811".to_owned(), "99213-ZZ".to_owned())), "{:?}", found(&late));
    assert!(found(&early).iter().all(|finding| found(&late).contains(finding)), "{:?}", found(&early));
    assert!(!found(&late).iter().any(|(code, _)| code == "LN801"), "no code is malformed: {:?}", found(&late));
    let part = |report: &Value| not_run(report).into_iter().find(|(code, _)| code == "LN811").map(|(_, reason)| reason);
    assert_eq!(part(&late).as_deref(), Some("lines without a modifier behind the procedure code"));
    let none = report(&after_many(header, plain, ""));
    assert_eq!(part(&none).as_deref(), Some(""), "where there are no modifiers the rule is not run at all");
}

#[test]
fn a_modifier_behind_a_code_counts_beside_a_column_of_modifiers() {
    let header = "claim_id,claim_type,service_date,procedure_code,modifier1,dx1";
    let found = findings(&report(&format!("{header}\n1,professional,2025-11-04,99213-ZZ,25,E11.9\n")));
    let codes: Vec<&str> = found.iter().map(|(_, code, _)| code.as_str()).collect();
    assert!(codes.contains(&"LN801") && codes.contains(&"LN811"), "{found:?}");
}

#[test]
fn the_code_set_of_a_row_is_what_its_column_says() {
    for name in ["CodeSet", "code_system", "ICD_VERSION", "dx_type", "vocabulary", "code_type"] {
        for (nine, ten) in [("ICD9CM", "ICD-10-CM"), ("9", "10"), ("09", "10"), ("ICD-9", "ICD10")] {
            let text = format!(
                "claim_id,service_date,{name},dx\n1,2025-11-04,{ten},M54.5\n2,2025-11-04,{nine},V45.1\n3,2025-11-04,SNOMED,Z99.8\n"
            );
            let report = report(&text);
            let wanted = [(2, "DX101".to_owned(), "M54.5".to_owned()), (3, "DX107".to_owned(), "V45.1".to_owned())];
            assert_eq!(findings(&report), wanted, "{name} {nine} {ten}");
            assert_eq!(report["summary"]["inputs"][0]["unchecked"]["other_code_set"], 1, "{name}");
        }
    }
}

#[test]
fn what_a_diagnosis_is_to_its_claim_is_no_code_set() {
    let text = "claim_id,service_date,dx_type,dx\n1,2025-11-04,secondary,M54.5\n1,2025-11-04,principal,E11.9\n";
    assert!(said("inspect", text, &[]).contains("dx_type dx_role"));
    let report = report(text);
    assert_eq!(findings(&report).len(), 1, "both were judged");
    assert!(report["summary"]["inputs"][0]["unchecked"]["other_code_set"].is_null());
}

/// A code of another code set is in no set of ICD-10-CM, whatever it looks like: Z99.8 of ICD-9-CM does not exist, V45.1 is
/// dialysis there and an accident here.
#[test]
fn no_rule_sees_a_code_of_another_code_set() {
    let rules = |header: &str, row: &str| -> Vec<String> {
        findings(&report(&format!("{header}\n{row}\n"))).into_iter().map(|(_, code, _)| code).collect()
    };
    // External causes are never first-listed: SQ rules speak of W19.XXXA as it stands, and of nothing else below.
    let header = "claim_id,claim_type,service_date,icd_version,dx1,dx2";
    let spoken = rules(header, "1,professional,2025-11-04,10,W19.XXXA,I10");
    assert!(spoken.iter().any(|code| code != "DX107"), "{spoken:?}");
    assert_eq!(rules(header, "1,professional,2025-11-04,9,W19.XXXA,I10"), ["DX107"]);
    assert!(rules(header, "1,professional,2025-11-04,SNOMED,W19.XXXA,I10").is_empty());
    let header = "claim_id,claim_type,service_date,dx_list";
    let spoken = rules(header, "1,professional,2025-11-04,ICD9|E880.0:ICD9|V45.1:ICD10|I10");
    assert_eq!(spoken, ["DX107"], "the words beside the codes say it");
    let spoken = rules("claim_id,claim_type,service_date,dx1,dx2", "1,professional,2025-11-04,V45.1,250.00");
    assert!(!spoken.iter().any(|code| code.starts_with("SQ")), "{spoken:?}");
}

#[test]
fn a_header_behind_a_title_is_found_and_not_guessed() {
    let text = "Claims of the month,,\nExported 4 November,,\nclaim_id,service_date,dx1\n1,2025-11-04,I10\n";
    let told = said("check", text, &[]);
    assert!(told.contains("the header seems to be on line 3") && told.contains("remove the lines above it"), "{told}");
}

/// A row without a claim id that lists diagnoses of its own is a claim of its own, once, wherever the rows around it stand.
#[test]
fn a_nameless_claim_between_scattered_rows_is_judged_once() {
    let header =
        "PatientControlNumber,TransactionType,Diag1Code,LineProcedureCode,LineServiceDateFrom,LineDiagPointer1";
    let text = format!(
        "{header}\n1,837P,E11.9,99213,2025-11-04,1\n2,837P,I10,99213,2025-11-04,1\n1,837P,E11.9,36415,2025-11-04,1\n\
         ,837P,M54.5,99213,2025-11-04,1\n1,837P,E11.9,80053,2025-11-04,1\n"
    );
    let report = report(&text);
    let nameless: Vec<_> = findings(&report).into_iter().filter(|(_, _, value)| value == "M54.5").collect();
    assert_eq!(nameless, [(5, "DX101".to_owned(), "M54.5".to_owned())]);
    assert_eq!((&report["summary"]["claims"], &report["summary"]["rows"]), (&3.into(), &5.into()));
}

#[test]
fn what_the_line_leaves_out_the_claim_says() {
    let header = "PatientControlNumber,TransactionType,PlaceOfService,SubscriberBirthDate,SubscriberGender,PatientBirthDate,\
                  PatientGender,Diag1Code,LineProcedureCode,LinePlaceOfServiceCode,LineServiceDateFrom";
    let found = |rows: &str| {
        let report = report(&format!("{header}\n{rows}"));
        let cells = |one: &Value| (one["code"].clone(), one["line"].clone(), one["cells"][0]["header"].clone());
        report["findings"].as_array().expect("findings").iter().map(cells).collect::<Vec<_>>()
    };
    // 97 is no place of service: the claim's counts where the line has none, and is placed where it stands.
    let place = |line| ("LN821".into(), line, "PlaceOfService".into());
    assert_eq!(found("1,837P,97,,,,,E11.9,99213,,2025-11-04\n"), [place(2.into())]);
    assert!(found("1,837P,97,,,,,E11.9,99213,11,2025-11-04\n").is_empty());
    assert_eq!(found("1,837P,97,,,,,E11.9,99213,11,2025-11-04\n,,,,,,,,99214,,2025-11-04\n"), [place(2.into())]);
}

/// The patient is the subscriber where nothing at all is said of the patient on the claim, and then the cell is the subscriber's.
#[test]
fn the_subscriber_is_the_patient_where_nothing_is_said_of_one() {
    let header = "claim_id,claim_type,from_date,through_date,birth_date,sex,subscriber_birth_date,subscriber_sex,dx1,procedure_code";
    // N40.0 is a diagnosis of men (MCE edit 5, until 2024-09-30).
    let sex = |rows: &[String]| {
        let report = report(&format!("{header}\n{}\n", rows.join("\n")));
        let findings = report["findings"].as_array().expect("findings").iter().filter(|one| one["code"] == "MC508");
        let is_sex = |cell: &&Value| cell["field"] == "subscriber_sex" || cell["field"] == "sex";
        let cells =
            findings.map(|one| one["cells"].as_array().expect("cells").iter().find(is_sex).expect("a sex").clone());
        cells.map(|cell| (cell["header"].clone(), cell["line"].clone(), cell["column"].clone())).collect::<Vec<_>>()
    };
    let row =
        |patient: &str| format!("1,institutional_inpatient,2024-09-01,2024-09-04,{patient},1980-01-01,F,N40.0,99213");
    let below = ",,,,,,1980-01-01,F,,99214".to_owned();
    let of_subscriber = ("subscriber_sex".into(), 2.into(), 62.into());
    for rows in [vec![row(",")], vec![row(","), below.clone()]] {
        assert_eq!(sex(&rows), std::slice::from_ref(&of_subscriber));
    }
    for patient in ["1980-01-01,M", ",M", "1980-01-01,"] {
        assert!(sex(&[row(patient)]).is_empty() && sex(&[row(patient), below.clone()]).is_empty(), "{patient}");
        // Rows that say it all on each line, and the patient on one of them only.
        assert!(sex(&[row(","), row(patient)]).is_empty(), "{patient}");
    }
}

#[test]
fn a_column_named_by_hand_is_read() {
    let text = "claim_id,claim_type,from_date,through_date,dx1,sub sex,sub dob\n\
                1,institutional_inpatient,2024-09-01,2024-09-04,N40.0,F,04/25/1960\n";
    let named = ["--config", "columns.subscriber_sex=sub sex", "--config", "columns.subscriber_birth_date=sub dob"];
    let looked_at = said("inspect", text, &named);
    assert!(looked_at.contains("sub sex sex") && looked_at.contains("sub dob birth_date"), "{looked_at}");
    assert!(said("check", text, &named).contains("MC508"));
}

#[test]
fn a_column_that_is_known_and_not_read_has_its_reason() {
    let text = "KEY_NIS,I10_DX1,I10_NDX,FEMALE,AYEAR\n1,I10,1,1,2025\n";
    let looked_at = said("inspect", text, &[]);
    assert!(looked_at.contains("\"FEMALE\" is not read: 1 is female and 0 male in it"), "{looked_at}");
    assert!(said("check", text, &["--as-of", "2025-11-04"]).contains("not read: I10_NDX, FEMALE, AYEAR"));
    let of_epic = said("check", "TX_ID,ORIG_SERVICE_DATE,DX_ONE_ID,DX_TWO_ID\n1,2025-11-04,77001,\n", &[]);
    assert!(of_epic.contains("\"DX_ONE_ID\" is not read") && of_epic.contains("numbers of Epic's own"), "{of_epic}");
}

#[test]
fn rows_without_a_claim_id_are_counted() {
    let text = "claim_id,service_date,dx1\n1,2025-11-04,I10\n,2025-11-04,M54.5\n,2025-11-04,M54.5\n2,2025-11-04,I10\n";
    let report = report(text);
    assert_eq!((findings(&report).len(), &report["summary"]["claims"]), (2, &4.into()), "each is a claim");
    let told = said("check", text, &[]);
    assert!(told.contains("2 rows have no claim id and each is taken for a claim of its own"), "{told}");
}

/// The rows that lean on a row nobody could read are said not to have been read, and are not given to the claim before.
#[test]
fn rows_below_a_malformed_first_row_are_of_no_claim() {
    let header = "PatientControlNumber,TransactionType,Diag1Code,LineProcedureCode,LineServiceDateFrom";
    let text = format!(
        "{header}\n1,837P,I10,99213,2025-11-04\n2,837P,M54.5,99213\n,,,45378-53,2025-11-04\n,,,99214,2025-11-04\n3,837P,I10,99213,2025-11-04\n"
    );
    let report = report(&text);
    let lines: Vec<_> = findings(&report).into_iter().map(|(line, code, _)| (line, code)).collect();
    assert_eq!(lines, [3, 4, 5].map(|line| (line, "RD101".to_owned())));
    assert_eq!(report["summary"]["claims"], 2);
    assert!(
        said("check", &text, &["--format", "concise"])
            .contains("the row above it that would name its claim is malformed")
    );
}

/// A header nobody has seen: each column is mapped with a guess that is said, or named as not read.
#[test]
fn no_column_of_an_unseen_header_goes_unsaid() {
    let text =
        "Colour,Kode of Diagnosis,Ward,Serviced Day,Encounter Ref Nbr,Procedure Kode\nred,M54.5,7,2025-11-04,1,99213\n";
    let told = said("check", text, &["--format", "concise"]);
    assert!(told.contains("DX101") && told.contains("4 of 6 columns read; not read: Colour, Ward"), "{told}");
    for line in ["dx1 = \"Kode of Diagnosis\"", "claim_id = \"Encounter Ref Nbr\"", "service_date = \"Serviced Day\""] {
        assert!(told.contains(line), "{line}: {told}");
    }
    // The same columns in another order mean the same.
    let shuffled =
        "Procedure Kode,Ward,Encounter Ref Nbr,Kode of Diagnosis,Colour,Serviced Day\n99213,7,1,M54.5,red,2025-11-04\n";
    let again = said("check", shuffled, &["--format", "concise"]);
    assert!(again.contains("DX101") && again.contains("4 of 6 columns read; not read: Ward, Colour"), "{again}");
}

/// One modifier behind one code says nothing of what other cells hold.
#[test]
fn what_stands_behind_a_code_is_read_cell_by_cell() {
    let header = "claim_id,claim_type,service_date,procedure_code,dx1";
    let cells = ["45378-53", "J1100x10", "99213 - OFFICE VISIT", "99213 2023", "99213.0"];
    let mut text = format!("{header}\n");
    for cell in cells {
        writeln!(text, "{cell},professional,2025-11-04,{cell},E11.9").expect("to memory");
    }
    let found = findings(&report(&text));
    assert!(found.iter().all(|(_, code, _)| code != "LN811"), "{found:?}");
    assert_eq!(found.iter().filter(|(_, code, _)| code == "LN801").count(), 4, "{found:?}");
}

#[test]
fn every_rule_that_did_not_run_is_named_where_that_is_asked_for() {
    let text = "claim_id,service_date,dx1\n1,2025-11-04,I10\n";
    assert!(said("check", text, &[]).contains("(-v names them)"));
    let told = said("check", text, &["-v"]);
    let missing = not_run(&report(text)).into_iter().find(|(code, _)| !told.contains(code.as_str()));
    assert_eq!(missing, None, "{told}");
}
