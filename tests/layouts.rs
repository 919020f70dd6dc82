//! One story in many layouts: the same claims, written as each known export writes them, give the same findings.
//!
//! `fixtures/layouts/` holds the story once for each layout, with the layout's own headers. What a layout cannot tell, it must
//! say: findings are compared with those of the plain file but for the rules that are said not to have run.

use serde_json::Value;
use std::collections::BTreeSet;
use std::process::{Command, Output, Stdio};

/// The plain files the others are held against.
const PROFESSIONAL: &str = "canonical";
const INSTITUTIONAL: &str = "canonical-institutional";

/// Each telling: the file, the layout it is, the plain file, further arguments.
const TOLD: [(&str, &str, &str, &[&str]); TELLINGS] = [
    ("canonical", "canonical", PROFESSIONAL, &[]),
    ("tuva", "tuva", PROFESSIONAL, &[]),
    ("rif-carrier", "rif-carrier", PROFESSIONAL, &[]),
    ("rif-dme", "rif-dme", PROFESSIONAL, &[]),
    ("rif-outpatient", "rif-outpatient", INSTITUTIONAL, &[]),
    ("rif-hha", "rif-hha", INSTITUTIONAL, &["--select", "diagnosis"]),
    ("rif-hospice", "rif-hospice", INSTITUTIONAL, &["--select", "diagnosis"]),
    ("rif-inpatient", "rif-inpatient", INSTITUTIONAL, &["--select", "diagnosis"]),
    ("rif-snf", "rif-snf", INSTITUTIONAL, &[]),
    ("cclf5", "cclf5", PROFESSIONAL, &[]),
    ("cclf2", "cclf2", INSTITUTIONAL, &["--claims", "cclf1", "--diagnoses", "cclf4"]),
    ("cclf4", "cclf4", INSTITUTIONAL, &["--select", "diagnosis"]),
    ("idr-lines", "idr-lines", PROFESSIONAL, &["--claims", "idr-claims", "--diagnoses", "idr-diagnoses"]),
    ("837p-flat", "837p-flat", PROFESSIONAL, &[]),
    ("837p-first-row", "837p-flat", PROFESSIONAL, &[]),
    ("837i-flat", "837i-flat", INSTITUTIONAL, &[]),
    ("837-lines", "837-lines", PROFESSIONAL, &["--claims", "837-claims"]),
    ("837-claims", "837-claims", PROFESSIONAL, &[]),
    ("x12-edi-parser", "x12-edi-parser", PROFESSIONAL, &[]),
    ("hccinfhir", "hccinfhir", PROFESSIONAL, &[]),
    ("cms1500", "cms1500", PROFESSIONAL, &[]),
    ("ub04", "ub04", INSTITUTIONAL, &[]),
    ("payer", "payer", PROFESSIONAL, &["--select", "diagnosis"]),
    ("apcd-cdl", "apcd-cdl", PROFESSIONAL, &[]),
    ("apcd-mc", "apcd-mc", PROFESSIONAL, &[]),
    ("taf-ot-lines", "taf-ot-lines", PROFESSIONAL, &["--claims", "taf-ot"]),
    ("taf-ot", "taf-ot", PROFESSIONAL, &[]),
    ("taf-inpatient", "taf-inpatient", INSTITUTIONAL, &["--select", "diagnosis"]),
    ("taf-long-term", "taf-long-term", INSTITUTIONAL, &["--select", "diagnosis"]),
    ("pcornet-diagnosis", "pcornet-diagnosis", PROFESSIONAL, &[]),
    ("mimic-diagnoses", "mimic-diagnoses", PROFESSIONAL, &["--as-of", "2025-11-04"]),
    ("omop-conditions", "omop-conditions", PROFESSIONAL, &[]),
    ("hcup", "hcup", PROFESSIONAL, &["--as-of", "2025-11-04", "--select", "diagnosis"]),
    ("tebra", "tebra", PROFESSIONAL, &[]),
    ("openemr", "openemr", PROFESSIONAL, &[]),
    ("athena", "athena", PROFESSIONAL, &[]),
    ("epic-lines", "epic-lines", PROFESSIONAL, &["--diagnoses", "epic-diagnoses", "--select", "diagnosis"]),
];
const TELLINGS: usize = 37;

/// Layouts no file of which is checked: the file, and what is said.
const REFUSED: [(&str, &str); 8] = [
    ("synthea-claims", "SNOMED CT"),
    ("synthea-transactions", "SNOMED CT"),
    ("synpuf", "ICD-9-CM"),
    ("cclf2", "it holds no diagnoses"),
    ("837-lines", "it holds no diagnoses"),
    ("taf-ot-lines", "it holds no diagnoses"),
    ("epic-lines", "it holds no diagnoses"),
    ("idr-claims", "it holds no diagnoses"),
];

fn path(name: &str) -> String {
    format!("fixtures/layouts/{name}.csv")
}

fn claimlint(verb: &str, file: &str, arguments: &[&str]) -> Output {
    let is_file = |word: &str| std::path::Path::new(&path(word)).exists();
    let arguments = arguments.iter().map(|word| if is_file(word) { path(word) } else { (*word).to_owned() });
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    command.args([verb, &path(file), "--isolated"]).args(arguments).env("NO_COLOR", "1").stdin(Stdio::null());
    command.output().expect("claimlint runs")
}

fn checked(file: &str, arguments: &[&str]) -> Value {
    let output = claimlint("check", file, &[arguments, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{file}: {error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn inspected(file: &str, arguments: &[&str]) -> Value {
    let reading: Vec<&str> =
        arguments.chunks(2).filter(|pair| ["--claims", "--diagnoses"].contains(&pair[0])).flatten().copied().collect();
    let output = claimlint("inspect", file, &[reading.as_slice(), &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{file}: {error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Rule, claim and blamed value of each finding: codes without their dot, and of a code with its modifier the modifier.
fn findings(report: &Value) -> BTreeSet<(String, String, String)> {
    let all = report["findings"].as_array().expect("findings");
    all.iter().map(|one| (text(&one["code"]), text(&one["claim_id"]), value(&one["cells"][0]["value"]))).collect()
}

fn value(cell: &Value) -> String {
    text(cell).rsplit(',').next().unwrap_or_default().replace('.', "")
}

fn not_run(report: &Value) -> BTreeSet<String> {
    report["not_run"].as_array().expect("rules").iter().map(|rule| text(&rule["code"])).collect()
}

#[test]
fn the_same_claims_give_the_same_findings() {
    let mut different = Vec::new();
    for (file, layout, plain, arguments) in TOLD {
        let (said, wanted) = (checked(file, arguments), checked(plain, &[]));
        let selected = |rule: &str| !arguments.contains(&"diagnosis") || rule.starts_with("DX");
        let silent = not_run(&said);
        let expected: BTreeSet<_> =
            findings(&wanted).into_iter().filter(|(rule, ..)| !silent.contains(rule) && selected(rule)).collect();
        let quiet_there = not_run(&wanted);
        let found: BTreeSet<_> = findings(&said).into_iter().filter(|(rule, ..)| !quiet_there.contains(rule)).collect();
        let name = text(&inspected(file, arguments)["layout"]["name"]);
        if found != expected || name != layout {
            let more: Vec<_> = found.difference(&expected).collect();
            let missing: Vec<_> = expected.difference(&found).collect();
            different.push(format!("{file}, read as {name}: more {more:?}, missing {missing:?}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn every_layout_is_told_or_refused() {
    let mut told: Vec<&str> = TOLD.iter().map(|(_, layout, ..)| *layout).collect();
    told.extend(REFUSED.iter().map(|(file, _)| *file));
    let companions = TOLD.iter().flat_map(|(.., arguments)| arguments.iter().copied());
    told.extend(companions);
    for entry in std::fs::read_dir("data/layouts").expect("the layouts") {
        let file = entry.expect("a layout").file_name().to_string_lossy().into_owned();
        if let Some(layout) = file.strip_suffix(".toml") {
            assert!(told.contains(&layout), "{layout}");
        }
    }
}

#[test]
fn what_cannot_be_checked_is_said_once() {
    for (file, why) in REFUSED {
        let output = claimlint("check", file, &["--quiet"]);
        let said = String::from_utf8_lossy(&output.stderr).replace("\n  ", " ");
        assert_eq!(output.status.code(), Some(2), "{file}: {said}");
        assert!(said.matches("error:").count() == 1 && said.contains(why) && said.contains("help:"), "{file}: {said}");
        assert!(output.stdout.is_empty(), "{file}");
    }
}
