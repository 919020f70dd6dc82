//! Every rule proves itself: it speaks on its `fires`, is silent on its `quiet`, and no other error-level rule speaks on
//! any `quiet`.

#[test]
fn every_example_holds() {
    let proof = claimlint::check::prove(&[]).expect("the shipped rules");
    let failures: Vec<String> = proof
        .failures
        .iter()
        .map(|refuted| format!("{} {}: {}", refuted.code, refuted.name, refuted.problem))
        .collect();
    assert!(failures.is_empty(), "{} of {} examples:\n{}", failures.len(), proof.examples, failures.join("\n"));
}
