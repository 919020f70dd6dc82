//! What the formats for programs write is what their readers accept: SARIF and GitLab by their JSON schemas, `JUnit` by the
//! elements and attributes its XML schema declares. A hundred thousand faults stay below the limits of the hosts, and
//! none of them is left uncounted.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

fn claimlint(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    command.current_dir(folder).args(arguments).env_remove("GITHUB_STEP_SUMMARY").env_remove("CLAIMLINT_REDACT_KEY");
    command.stdin(Stdio::null()).output().expect("claimlint runs")
}

/// The report of a fixture in one format.
fn report(format: &str) -> String {
    let arguments = ["check", "fixtures/professional/claims.csv", "--isolated", "--format", format];
    let output = claimlint(Path::new("."), &arguments);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[track_caller]
fn assert_valid(schema: &str, document: &Value) {
    let text = std::fs::read_to_string(schema).expect("the schema");
    // The published schema of SARIF has a stray bracket in one pattern, that of a property we do not write; the crate's
    // regular expressions do not put up with it.
    let schema: Value = serde_json::from_str(&text.replace("{2}]?$", "{2}$")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let problems: Vec<String> =
        validator.iter_errors(document).take(5).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(problems, [""; 0]);
}

fn assert_sarif(document: &Value) {
    assert_valid("tests/schemas/sarif-2.1.0.json", document);
}

/// A file of `rows` claims, each with one diagnosis that is wrong: one of `codes` different ones.
fn faulty(rows: usize, codes: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = "claim_id,service_date,dx1,procedure_code\n".to_owned();
    for row in 0..rows {
        writeln!(text, "C{row},2025-11-04,J45.{:04}Q,99213", row % codes).expect("to memory");
    }
    std::fs::write(folder.path().join("claims.csv"), text).expect("a file");
    folder
}

#[test]
fn sarif_is_sarif() {
    let text = report("sarif");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert_sarif(&document);
    let run = &document["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), report("jsonl").lines().count());
    let rank = |result: &Value| ["error", "warning", "note"].iter().position(|level| result["level"] == *level);
    assert!(results.iter().is_sorted_by_key(rank), "the worst first");
    for result in results {
        let at = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("an index");
        assert_eq!(run["tool"]["driver"]["rules"][at]["id"], result["ruleId"]);
        assert!(run["tool"]["driver"]["rules"][at]["help"]["text"].as_str().expect("help").len() > 20);
    }
    let region = |rule: &str| {
        let result = results.iter().find(|result| result["ruleId"] == rule).expect("a result");
        result["locations"][0]["physicalLocation"]["region"].clone()
    };
    // Row 9 of the export: I1O is typed at column 109.
    assert_eq!(region("DX108"), serde_json::json!({"startLine": 9, "startColumn": 109, "endColumn": 112}));
    assert_eq!(region("RD101"), serde_json::json!({"startLine": 21}));
    assert!(!text.contains("C1007"), "claim ids stay at home");
}

#[test]
fn a_hundred_thousand_faults_fit_and_are_counted() {
    let folder = faulty(100_000, 1000);
    let outputs = ["--output", "sarif=a.sarif", "--output", "junit=a.xml", "--output", "gitlab=a.json"];
    let more = ["--output", "github=a.txt", "--output", "markdown=a.md", "--output", "csv=a.csv", "--quiet"];
    let arguments = [&["check", "claims.csv", "--isolated", "--format", "concise"], &outputs[..], &more[..]].concat();
    let output = claimlint(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a report");
    let found = String::from_utf8_lossy(&output.stdout).lines().count() as u64;
    assert!(found >= 100_000, "{found}");

    let sarif = read("a.sarif");
    assert!(sarif.len() < 10_000_000, "smaller than the limit even before it is gzipped: {}", sarif.len());
    let document: Value = serde_json::from_str(&sarif).expect("JSON");
    assert_sarif(&document);
    let results = document["runs"][0]["results"].as_array().expect("results");
    assert!(results.len() <= 5000);
    let counted: u64 = results.iter().map(|result| result["occurrenceCount"].as_u64().unwrap_or(1)).sum();
    assert_eq!(counted, found);
    let said = document["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(said.contains("100,000 findings are too many"), "{said}");
    let mut fingerprints: Vec<String> =
        results.iter().map(|result| result["partialFingerprints"]["claimlint/v1"].to_string()).collect();
    fingerprints.sort();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), results.len());

    let gitlab: Value = serde_json::from_str(&read("a.json")).expect("JSON");
    assert_valid("tests/schemas/gitlab-code-quality.json", &gitlab);
    assert_eq!(gitlab.as_array().map(|issues| issues.len() as u64), Some(found));
    let junit = read("a.xml");
    assert_eq!(junit.matches("<failure ").count() as u64, found);
    assert!(junit.contains(&format!("failures=\"{found}\"")));
    assert!(read("a.txt").matches("::error ").count() == 10);
    assert!(read("a.md").len() < 1 << 20, "GitHub takes a step summary of a mebibyte");
    assert_eq!(read("a.csv").lines().count() as u64, found + 1);
}

#[test]
fn gitlab_is_what_gitlab_reads() {
    let document: Value = serde_json::from_str(&report("gitlab")).expect("JSON");
    assert_valid("tests/schemas/gitlab-code-quality.json", &document);
    let issues = document.as_array().expect("a list");
    let mut fingerprints: Vec<&str> = issues.iter().filter_map(|issue| issue["fingerprint"].as_str()).collect();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), issues.len(), "GitLab shows one of each fingerprint");
}

/// Elements of the XSD with the attributes each may have.
fn declared() -> BTreeMap<String, Vec<String>> {
    let mut reader = quick_xml::Reader::from_file("tests/schemas/junit-10.xsd").expect("the schema");
    let (mut elements, mut open, mut buffer) = (BTreeMap::<String, Vec<String>>::new(), String::new(), Vec::new());
    loop {
        let event = reader.read_event_into(&mut buffer).expect("XML");
        let (quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) = &event else {
            if matches!(event, quick_xml::events::Event::Eof) {
                return elements;
            }
            continue;
        };
        let name = tag.try_get_attribute("name").expect("XML");
        let Some(name) = name.map(|name| name.value.into_owned()) else { continue };
        match tag.name().as_ref() {
            "xs:element" => {
                elements.entry(name.clone()).or_default();
                open = name;
            }
            "xs:attribute" => elements.entry(open.clone()).or_default().push(name),
            _ => {}
        }
    }
}

#[test]
fn junit_has_the_elements_and_attributes_of_its_schema() {
    let (declared, text) = (declared(), report("junit"));
    assert!(declared["testcase"].contains(&"classname".to_owned()), "{declared:?}");
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    loop {
        match reader.read_event().expect("XML") {
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                let allowed = declared.get(&name).unwrap_or_else(|| panic!("no element {name}"));
                for attribute in tag.attributes() {
                    let key = attribute.expect("XML").key.as_ref().to_owned();
                    assert!(allowed.contains(&key), "{name} has no {key}");
                }
                *seen.entry(name).or_default() += 1;
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    for (element, attribute) in [("testcase", "tests"), ("failure", "failures"), ("skipped", "skipped")] {
        let counted = format!("{attribute}=\"{}\"", seen[element]);
        assert!(text.contains(&counted), "{counted} of {element}");
    }
}

#[test]
fn github_gets_annotations_and_a_step_summary() {
    let folder = tempfile::tempdir().expect("a folder");
    let summary = folder.path().join("summary.md");
    std::fs::write(&summary, "# before\n").expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    command.args(["check", "fixtures/professional/claims.csv", "--isolated", "--format", "github"]);
    let output = command.env("GITHUB_STEP_SUMMARY", &summary).stdin(Stdio::null()).output().expect("claimlint runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let annotations: Vec<&str> = text.lines().filter(|line| line.starts_with("::")).collect();
    assert!(annotations[0].starts_with("::error file=fixtures/professional/claims.csv,line="), "{text}");
    assert!(annotations.last().expect("one").starts_with("::warning "), "the worst first: {text}");
    let summary = std::fs::read_to_string(&summary).expect("the summary");
    let errors = report("jsonl").matches("\"severity\":\"error\"").count();
    assert!(summary.starts_with(&format!("# before\n## claimlint: {errors} errors, ")), "{summary}");
    assert!(!text.contains("C1007") && !summary.contains("C1007"), "claim ids stay at home");
}

/// A cell that a spreadsheet would run is text in a report.
#[test]
fn csv_holds_no_formula() {
    let folder = tempfile::tempdir().expect("a folder");
    let text =
        "claim_id,service_date,dx1,procedure_code\n=1+1,2025-11-04,\"@SUM(A1)\",99213\nA,2025-11-04,E11.9,99213\n";
    std::fs::write(folder.path().join("claims.csv"), text).expect("a file");
    let output = claimlint(folder.path(), &["check", "claims.csv", "--isolated", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert!(!rows.is_empty());
    for cell in rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
    assert!(rows.iter().any(|row| row.iter().any(|cell| cell == "'=1+1")));
}
