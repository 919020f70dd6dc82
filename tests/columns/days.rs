//! Which day a cell says, in whatever order it is written, and which day judges.

use super::*;

#[test]
fn codes_of_the_time_of_icd_9_are_not_called_unheld() {
    let text = "claim_id,service_date,dx1,dx2\n1,2014-11-04,25000,V700\n2,2014-11-04,4019,E8809\n3,2025-11-04,I10,\n";
    let report = report(text);
    assert!(findings(&report).is_empty());
    let input = &report["summary"]["inputs"][0];
    assert_eq!((&input["unchecked"]["icd9"], &input["unchecked"]["no_release"]), (&4.into(), &0.into()), "{input}");
    let told = said("check", text, &[]);
    assert!(
        told.contains("taken for ICD-9-CM, which services before 2015-10-01 were coded in (45 CFR 162.1002)"),
        "{told}"
    );
    let alone = said("check", "claim_id,service_date,dx1\n1,2014-11-04,25000\n", &[]);
    assert!(alone.contains("every diagnosis is an ICD-9-CM code of a date before 2015-10-01"), "{alone}");
    // A column that says ICD-10-CM is believed.
    let told = said("check", "claim_id,service_date,icd_version,dx1\n1,2014-11-04,10,V700\n", &[]);
    assert!(told.contains("no code set is held"), "{told}");
}

#[test]
fn days_are_read_as_the_column_writes_them() {
    let header = "claim_id,service_date,dx1";
    let day_first = |number: usize| format!("{number},{:02}/09/2025,I10", number % 28 + 1);
    // M54.5 has been a header since 2021-10-01; G35 ended on 2025-09-30.
    let report = |last: &str| report(&after_many(header, day_first, last));
    let found = findings(&report("991,01/10/2025,G35\n"));
    assert_eq!(found.len(), 1, "it is the first of October: {found:?}");
    assert!(findings(&report("991,10/01/2025,G35\n")).is_empty(), "it is the tenth of January");
    let odd = findings(&report("991,09/30/2025,I10\n"));
    assert_eq!(odd, [(92, "RD102".to_owned(), "09/30/2025".to_owned())]);
    let told = said("check", &after_many(header, day_first, "991,09/30/2025,I10\n"), &[]);
    assert!(
        told.contains("could only be month/day/year") && told.contains("\"service_date\" is read as day/month/year")
    );
    let us = |number: usize| format!("{number},09/{:02}/2025,I10", number % 12 + 1);
    let told = said("check", &after_many(header, us, "991,30/09/2025,I10\n992,29/09/2025,I10\n"), &[]);
    assert!(told.contains("RD102") && told.contains("could only be day/month/year"), "{told}");
    assert!(
        told.contains("\"service_date\" was read as month/day/year; 2 dates of it could only be day/month/year"),
        "{told}"
    );
    for verb in ["check", "inspect"] {
        assert!(said(verb, &after_many(header, us, ""), &[]).contains("is read as month/day/year, a guess"), "{verb}");
    }
}

/// One who writes days first does so in all columns, also where a column happens not to show it.
#[test]
fn the_columns_of_days_of_a_file_are_written_alike() {
    let header = "claim_id,service_date,through_date,dx1";
    let rows = |rows: &str| findings(&report(&format!("{header}\n{rows}")));
    assert!(rows("1,04/03/2025,25/03/2025,I10\n").is_empty(), "4 March comes before 25 March");
    // Where another column is written month first for certain, nothing follows.
    let contrary = "claim_id,service_date,through_date,discharge_date,dx1\n1,04/03/2025,25/03/2025,03/26/2025,I10\n";
    let told = said("check", contrary, &[]);
    assert!(told.contains("\"service_date\" is read as month/day/year, a guess: other columns of this file"), "{told}");
    // One slip among many does not turn a column.
    let slip = |number: usize| format!("{number},{}/05/2025,,I10", if number == 3 { 13 } else { 10 });
    let told = said("check", &after_many(header, slip, ""), &[]);
    assert!(told.contains("\"service_date\" is read as month/day/year, though some of the first rows"), "{told}");
    assert!(told.contains("RD102"), "{told}");
}

#[test]
fn a_day_of_discharge_makes_a_stay_where_nothing_else_is_said() {
    // G35 ended on 2025-09-30.
    let found = |text: &str| findings(&report(text)).into_iter().map(|(_, code, _)| code).collect::<Vec<_>>();
    assert_eq!(found("claim_id,admission_date,discharge_date,dx1\nA1,2025-09-25,2025-10-04,G35\n"), ["DX101"]);
    assert_eq!(found("claim_id,discharge_date,dx1\nA1,2025-10-04,G35\n"), ["DX101"]);
    // On a professional claim they are those of a stay around the service.
    for stay in [
        "claim_id,service_date,admission_date,discharge_date,dx1\nA1,2025-09-26,2025-09-25,2025-10-04,G35\n",
        "claim_id,from_date,cpt,discharge_date,dx1\nA1,2025-09-26,99213,2025-10-04,G35\n",
        "claim_id,claim_type,admission_date,discharge_date,dx1\nA1,professional,2025-09-25,2025-10-04,G35\n",
    ] {
        assert!(found(stay).is_empty(), "{stay}");
    }
    let told = said("check", "claim_id,through_date,dx1\nA1,2025-10-04,G35\n", &[]);
    assert!(told.contains("the last day of a claim (through_date) judges stays only"), "{told}");
}

/// Which row comes first does not decide: what differs from line to line is of the line.
#[test]
fn a_first_day_of_each_line_is_the_day_of_the_line() {
    for header in [
        "claim_id,from_date,to_date",
        "claim_id,From Date,Thru Date",
        "claim_id,start_date,end_date",
        "claim_id,FROM_DT,THRU_DT",
    ] {
        let (early, late) = ("A1,2025-09-25,2025-09-25,99213,G35", "A1,2025-10-02,2025-10-02,99214,G35");
        for rows in [[early, late], [late, early]] {
            let text = format!("{header},cpt,dx1\n{}\n{}\n", rows[0], rows[1]);
            let report = report(&text);
            let found: Vec<_> = report["findings"].as_array().expect("findings").iter().collect();
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0]["cells"][1]["value"], "2025-10-02", "{text}: {found:?}");
        }
    }
    // A line that says it no otherwise has the claim's; and one of a stay has no day of its own.
    let stay = "claim_id,bill_type,from_date,through_date,dx1\nA1,0111,2025-10-01,2025-09-28,G35\nA1,0111,2025-09-25,2025-09-28,G35\n";
    assert!(!findings(&report(stay)).iter().any(|(_, code, _)| code == "DX101"));
}

#[test]
fn days_of_the_form_and_eight_digits_are_read() {
    for (date, of_form) in
        [("11 04 25", true), ("11 04 2025", true), ("110425", true), ("11042025", false), ("20251104", false)]
    {
        let plain = report(&format!("claim_id,service_date,dx1\n1,{date},M54.5\n"));
        assert_eq!(findings(&plain).iter().any(|(_, code, _)| code == "DX101"), !of_form, "{date}");
        let text = format!("Box26,Box21_A,Box24A_From,Box24D,Box24E\n1,M54.5,{date},99213,A\n");
        assert!(findings(&report(&text)).iter().any(|(_, code, _)| code == "DX101"), "{date}");
    }
    // A column of one order, and a row of another.
    let year_first = |number: usize| format!("{number},20251104,I10");
    let odd = findings(&report(&after_many("claim_id,service_date,dx1", year_first, "991,11042025,I10\n")));
    assert_eq!(odd, [(92, "RD102".to_owned(), "11042025".to_owned())]);
}

/// Which century a patient of 20 was born in is not said.
#[test]
fn a_birth_of_two_digits_is_not_read_and_none_is_after_the_service() {
    let header = "Box26,Box21_A,Box24A_From,Box24D,Box24E,Box3";
    for (birth, unread) in [("03 04 20", true), ("03 04 65", true), ("03 04 1965", false), ("03 04 2065", true)] {
        let told = said("check", &format!("{header}\n1,I10,11 04 25,99213,A,{birth}\n"), &[]);
        assert_eq!(told.contains("the age is not known on 1 claim"), unread, "{birth}: {told}");
    }
}
