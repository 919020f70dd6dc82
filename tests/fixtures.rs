//! Each story of `fixtures/` as it is told in each format: the reports stand beside the claims, so that a change of
//! wording or judgement is read as a change of text. What must be said of each diagnosis of `icd-10-cm/` stands in the
//! file itself, from the official sources, and is held against the findings without a snapshot.

use std::collections::BTreeMap;
use std::process::{Command, Output, Stdio};

const FORMATS: [&str; 4] = ["human", "concise", "json", "jsonl"];

/// The rules of `icd-10-cm/`: of reading and of codes. Other packs have stories of their own.
const CODES: &str = "RD1,DX101,DX102,DX103,DX104,DX105,DX106,DX107,DX108,DX109";

fn claimlint(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    command.args(["check", "--isolated"]).args(arguments).env("NO_COLOR", "1").stdin(Stdio::null());
    command.output().expect("claimlint runs")
}

/// What a run prints, the summary of `concise` behind its findings, without the time it took.
fn printed(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].map(String::from_utf8_lossy).concat();
    let timeless = |line: &str| match line.split_once("; ") {
        Some((figures, _)) if figures.contains(" error") && figures.contains(" warning") => figures.to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(timeless).collect::<Vec<_>>().join("\n")
}

/// Holds every format's report on a file against the one beside it.
fn told(story: &str, file: &str, exit: i32, arguments: &[&str]) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../fixtures/{story}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for format in FORMATS {
        let path = format!("fixtures/{story}/{file}.csv");
        let output = claimlint(&[&[path.as_str(), "--format", format], arguments].concat());
        assert_eq!(output.status.code(), Some(exit), "{path}: {}", printed(&output));
        settings.bind(|| insta::assert_snapshot!(format!("{file}.{format}"), printed(&output)));
    }
}

#[test]
fn faults_of_diagnosis_codes() {
    for file in ["headers", "boundaries", "seventh", "unknown", "other"] {
        told("icd-10-cm", file, 1, &["--select", CODES]);
    }
}

#[test]
fn claims_that_are_right() {
    told("clean", "claims", 0, &[]);
    let human = printed(&claimlint(&["fixtures/clean/claims.csv", "--min-severity", "info"]));
    assert!(human.starts_with("checked 7 rows in 1 file: 6 claims"), "{human}");
}

#[test]
fn excerpts_of_research_files() {
    for (file, exit) in [("carrier", 0), ("outpatient", 1), ("inpatient", 1), ("snf", 0)] {
        told("rif", file, exit, &["--select", CODES]);
    }
}

#[test]
fn an_export_of_a_practice() {
    told("professional", "claims", 1, &[]);
}

/// The rules that speak on each claim of a file are those its `expect` column names.
#[test]
fn every_code_gets_the_rule_its_source_says() {
    for file in ["headers", "boundaries", "seventh", "unknown", "other"] {
        let path = format!("fixtures/icd-10-cm/{file}.csv");
        let mut reader = csv::Reader::from_path(&path).expect("a claim file");
        let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in reader.records() {
            let row = row.expect("a row");
            let rules = row[4].split_whitespace().map(str::to_owned).collect();
            assert_eq!(expected.insert(row[0].to_owned(), rules), None, "{path}: {} comes twice", &row[0]);
        }
        assert!(expected.len() > 5, "{path}");
        let output = claimlint(&[path.as_str(), "--format", "jsonl", "--select", CODES]);
        let mut said: BTreeMap<String, Vec<String>> =
            expected.keys().map(|claim| (claim.clone(), Vec::new())).collect();
        for line in String::from_utf8(output.stdout).expect("UTF-8").lines() {
            let finding: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let [claim, rule] = ["claim_id", "rule"].map(|key| finding[key].as_str().expect("a word").to_owned());
            said.get_mut(&claim).expect("a claim of the file").push(rule);
        }
        assert_eq!(said, expected, "{path}");
    }
}

#[test]
fn every_story_is_told_in_the_list_of_stories() {
    let list = std::fs::read_to_string("fixtures/README.md").expect("the list");
    for entry in std::fs::read_dir("fixtures").expect("the stories") {
        let entry = entry.expect("a story");
        let name = entry.file_name().to_string_lossy().into_owned();
        let named = list.contains(&format!("| `{name}/` |"));
        assert!(named || !entry.path().is_dir(), "fixtures/README.md does not name {name}");
    }
}
