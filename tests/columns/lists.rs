//! The place of a diagnosis in the list of its claim, and what is not run where nothing says it.

use super::*;

#[test]
fn the_place_in_the_list_has_many_names() {
    for name in ["Sequence", "Dx Seq", "SEQ_NUM", "diagnosis_rank", "line_sequence", "dx_number", "condition_rank"] {
        let text = format!("claim_id,service_date,{name},dx\n1,2025-11-04,2,I10\n1,2025-11-04,1,E11.9\n");
        let looked_at = said("inspect", &text, &[]);
        assert!(looked_at.contains(&format!("{name} dx_sequence")), "{name}: {looked_at}");
        assert!(!not_run(&report(&text)).iter().any(|(_, why)| why.contains("comes first")), "{name}");
    }
    // Beside services it numbers these, and cells that are no numbers are no places.
    for (name, cell) in [("Sequence", "1"), ("rank", "high")] {
        let text = format!("claim_id,service_date,procedure_code,{name},dx\n1,2025-11-04,99213,{cell},I10\n");
        assert!(!said("inspect", &text, &[]).contains("dx_sequence"), "{name}");
    }
}

#[test]
fn where_nothing_says_which_diagnosis_is_first_no_rule_goes_by_it() {
    // An external cause may not be the first-listed diagnosis, and in the file it happens to stand first.
    let rows = [("1", "W19.XXXA"), ("1", "S72.001A"), ("2", "W19.XXXA")];
    let text = |sequence: bool| {
        let mut text =
            String::from(if sequence { "claim_id,service_date,seq,dx\n" } else { "claim_id,service_date,dx\n" });
        for (place, (claim, code)) in (1..).zip(rows) {
            let place = if claim == "2" { 1 } else { place };
            let place = if sequence { format!("{place},") } else { String::new() };
            writeln!(text, "{claim},2025-11-04,{place}{code}").expect("to memory");
        }
        text
    };
    let lines =
        |text: &str| findings(&report(text)).into_iter().filter(|(_, _, code)| code == "W19.XXXA").map(|one| one.0);
    let numbered: Vec<u64> = lines(&text(true)).collect();
    let unnumbered: Vec<u64> = lines(&text(false)).collect();
    assert_eq!((numbered.contains(&2), numbered.contains(&4)), (true, true), "{numbered:?}");
    assert_eq!(unnumbered, [4], "a claim of one diagnosis has a first one");
    let why =
        not_run(&report(&text(false))).into_iter().filter(|(_, why)| why.contains("1 claim has several diagnoses"));
    assert!(why.count() > 3);
}

#[test]
fn a_guessed_diagnosis_has_the_place_its_name_gives() {
    let text = "claim_id,service_date,cpt,Kode ICD Secondary,Kode ICD Tertiary,Kode ICD Primary\n1,2025-11-04,99213,E11.9,I10,J02.0\n";
    let told = said("check", text, &[]);
    for line in ["dx1 = \"Kode ICD Primary\"", "dx2 = \"Kode ICD Secondary\"", "dx3 = \"Kode ICD Tertiary\""] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let told = said(
        "check",
        &text.replace("Secondary", "Working").replace("Tertiary", "Other").replace("Primary", "Final"),
        &[],
    );
    assert!(told.contains("the list of diagnoses has no first one"), "{told}");
    let vacant = "claim_id,service_date,dx2,dx3,Final Dx\n1,2025-11-04,E11.9,I10,J02.0\n";
    let told = said("check", vacant, &[]);
    assert!(told.contains("write dx1 = \"Final Dx\" under [columns]"), "{told}");
}

/// The same of a list of diagnoses in a file of its own: rows that nothing numbers have no first one.
#[test]
fn a_list_in_another_file_has_an_order_or_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |diagnoses: &str| {
        let lines = "claim_id,claim_type,service_date,cpt\n1,professional,2025-11-04,99213\n";
        for (name, text) in [("lines.csv", lines), ("dx.csv", diagnoses)] {
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
        let arguments = ["check", "lines.csv", "--diagnoses", "dx.csv", "--isolated", "--format", "json"];
        let output = command.current_dir(folder.path()).args(arguments).output().expect("it runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let unordered = not_run(&report).iter().filter(|(_, why)| why.contains("1 claim has several")).count();
        (findings(&report).into_iter().map(|(_, code, _)| code).collect::<Vec<_>>(), unordered)
    };
    assert_eq!(check("claim_id,rank,dx\n1,1,W19.XXXA\n1,2,S72.001A\n"), (vec!["MC502".to_owned()], 0));
    for disputed in [
        "claim_id,dx\n1,W19.XXXA\n1,S72.001A\n",
        "claim_id,rank,dx\n1,,W19.XXXA\n1,,S72.001A\n",
        "claim_id,rank,dx\n1,1,W19.XXXA\n1,1,S72.001A\n",
        "claim_id,rank,dx\n1,,W19.XXXA\n1,2,S72.001A\n",
        "claim_id,dx_role,dx\n1,P,W19.XXXA\n1,P,S72.001A\n",
    ] {
        let (found, unordered) = check(disputed);
        assert!(found.is_empty() && unordered > 3, "{disputed}: {found:?} {unordered}");
    }
    // A row that stands there twice disputes nothing.
    assert_eq!(check("claim_id,rank,dx\n1,1,W19.XXXA\n1,1,W19.XXXA\n1,2,S72.001A\n"), (vec!["MC502".to_owned()], 0));
}

/// A table of diagnoses alone: what its numbers say is a list as much as columns are.
#[test]
fn numbered_rows_are_one_list() {
    let rows = "A1,2025-11-06,1,J06.9\nA1,2025-11-06,2,R05.1\nA1,2025-11-06,3,J06.9\nA2,2025-11-08,1,N18.30\n\
                A2,2025-11-08,2,I12.9\nA3,2025-11-08,1,I12.9\nA3,2025-11-08,2,N18.30\n";
    let found = findings(&report(&format!("claim_id,service_date,seq,dx\n{rows}")));
    let found: Vec<_> = found.iter().map(|(line, code, _)| (*line, code.as_str())).collect();
    assert_eq!(found, [(4, "DX109"), (5, "DX402")]);
    // Two of one number have no order.
    let disputed = report("claim_id,service_date,seq,dx\nA2,2025-11-08,2,N18.30\nA2,2025-11-08,2,I12.9\n");
    assert!(findings(&disputed).is_empty(), "{disputed}");
    // And rows that say no more than which comes first are said not to have been compared.
    let roles = report("claim_id,service_date,dx_role,dx\nA2,2025-11-08,P,J06.9\nA2,2025-11-08,S,N18.30\n");
    let told: Vec<_> = not_run(&roles).into_iter().filter(|(_, why)| why.contains("without their places")).collect();
    assert_eq!(told.len(), 2, "{told:?}");
}
