//! What the rows of one claim say together, whichever of them says it.
//!
//! A type of bill that stands on one row is the claim's, before and behind that row; a principal diagnosis in a column of
//! its own is the first-listed one; a null token is no claim id.

use claimlint::check::{Input, Settings, check};
use claimlint::claim::window::Cuts;

/// The codes of the rules that speak, in the order of the file, and the number of claims.
fn said(text: &str, select: &[&str], cuts: Cuts) -> (Vec<String>, u64) {
    let select = select.iter().map(|&rule| rule.to_owned()).collect();
    let input = Input::Text { name: "claims.csv".to_owned(), text: text.to_owned() };
    let outcome = check(&[input], &Settings { select, cuts, ..Settings::default() }).expect("a run");
    assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
    let rule = |finding: claimlint::report::Diagnostic| outcome.rules[usize::from(finding.rule.0)].code.clone();
    let codes = outcome.findings.iter().map(|finding| rule(finding.expect("a finding"))).collect();
    (codes, outcome.summary.claims())
}

#[test]
fn a_type_of_bill_on_any_row_is_the_claims() {
    let header = "claim_id,bill_type,revenue_code,service_date,procedure_code,modifier1,dx1,dx2\n";
    let (stopped, with) = ("A,,0750,2025-11-04,45378,53,K62.5,Z53.09\n", "A,131,0300,2025-11-04,85025,,K62.5,Z53.09\n");
    for rows in [[stopped, with].concat(), [with, stopped].concat()] {
        let (codes, claims) = said(&format!("{header}{rows}"), &["ND101"], Cuts::default());
        assert_eq!((codes, claims), (vec!["ND101".to_owned()], 1), "{rows}");
    }
}

#[test]
fn a_principal_column_comes_before_the_list() {
    let header = "claim_id,bill_type,discharge_date,Principal Dx,Dx 1,Dx 2\n";
    for (row, speaks) in [
        ("A,111,2025-11-04,K80.20,Z53.09,\n", false),
        ("A,111,2025-11-04,Z53.09,K80.20,\n", true),
        ("A,111,2025-11-04,K80.20,K80.20,Z53.09\n", false),
        ("A,111,2025-11-04,,Z53.09,K80.20\n", true),
    ] {
        let (codes, _) = said(&format!("{header}{row}"), &["z53-first-listed"], Cuts::default());
        assert_eq!(!codes.is_empty(), speaks, "{row}");
    }
}

#[test]
fn a_null_token_is_no_claim_id_wherever_the_file_is_cut() {
    let text = format!("claim_id,service_date,dx1\n{}", "NULL,2025-11-04,E11\n".repeat(20));
    for size in [1, 30, 1 << 20] {
        let cuts = Cuts { window: size, claim: 1 << 12 };
        let (codes, claims) = said(&text, &["DX101"], cuts);
        assert_eq!((codes.len(), claims), (20, 20), "cut at {size}");
    }
}

#[test]
fn a_claim_of_very_many_rows_is_one_claim() {
    let text = format!("claim_id,service_date,dx1\n{}", "A,2025-11-04,E11\n".repeat(200_000));
    assert_eq!(said(&text, &["DX101"], Cuts::default()), (vec!["DX101".to_owned()], 1));
}
