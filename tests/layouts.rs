//! One story in many layouts: the same claims, written as each known export writes them, give the same findings.
//!
//! `fixtures/layouts/` holds the story once for each layout, with the layout's own headers. What a layout cannot tell, it must
//! say: findings are compared with those of the plain file but for the rules that are said not to have run.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
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
    ("837i-lines", "837-lines", INSTITUTIONAL, &["--claims", "837i-claims"]),
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
const TELLINGS: usize = 38;

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

/// Of a telling's arguments those that say how it is read.
fn reading<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let is_reading = |pair: &&[&str]| ["--claims", "--diagnoses"].contains(&pair[0]);
    arguments.chunks(2).filter(is_reading).flatten().copied().collect()
}

fn inspected(file: &str, arguments: &[&str]) -> Value {
    let output = claimlint("inspect", file, &[reading(arguments).as_slice(), &["--format", "json"]].concat());
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

/// What is printed, without the time it took.
fn printed(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].map(String::from_utf8_lossy).concat();
    let timeless = |line: &str| match line.split_once("; ") {
        Some((figures, _)) if figures.contains(" error") && figures.contains(" warning") => figures.to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(timeless).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_each_telling_is_taken_for_and_its_report_stand_beside_it() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../fixtures/layouts");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (file, _, _, arguments) in TOLD {
        let reading = reading(arguments);
        let looked_at = printed(&claimlint("inspect", file, &reading));
        let report = printed(&claimlint("check", file, &[arguments, &["--format", "concise"]].concat()));
        settings.bind(|| insta::assert_snapshot!(file, format!("{looked_at}\n\n{report}")));
    }
}

/// The page of layouts is what the layout files say; `UPDATE=1` writes it anew.
#[test]
fn the_page_of_layouts_is_current() {
    let path = "data/layouts/README.md";
    let page = std::fs::read_to_string(path).expect("the page");
    let (head, _) = page.split_once("<!-- layouts -->").expect("a place for the layouts");
    let mut table = String::from("| layout | what it is | recognised by | to know |\n|---|---|---|---|\n");
    let mut names: Vec<_> =
        std::fs::read_dir("data/layouts").expect("the layouts").map(|entry| entry.expect("one").path()).collect();
    names.sort();
    for file in names.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml")) {
        let layout: toml::Table = std::fs::read_to_string(file).expect("a layout").parse().expect("TOML");
        let text = |key: &str| layout.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        let headers: Vec<String> = layout["requires"]
            .as_array()
            .expect("headers")
            .iter()
            .map(|header| format!("`{}`", header.as_str().unwrap_or_default()))
            .collect();
        let refused = layout.get("refused").and_then(|refused| refused["problem"].as_str());
        let know = refused.map_or_else(|| text("elsewhere").to_owned(), |problem| format!("refused: {problem}"));
        let by = if headers.is_empty() { "tried last".to_owned() } else { headers.join(", ") };
        writeln!(table, "| `{}` | {} | {by} | {know} |", text("name"), text("title")).expect("to memory");
    }
    let current = format!("{head}<!-- layouts -->\n\n{table}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, current).expect("the page can be written");
    } else {
        assert!(page == current, "{path} is stale: UPDATE=1 cargo test --test layouts");
    }
}

/// What a file is taken for is found out from its beginning, and soon.
#[test]
fn a_look_reads_the_beginning_only() {
    use std::io::Read;
    struct Counted<R>(R, usize);
    impl<R: Read> Read for Counted<R> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let read = self.0.read(buffer)?;
            self.1 += read;
            Ok(read)
        }
    }
    use claimlint::claim::{Diagnoses, Expected, Given, dialect::SAMPLE, opening};
    let columns = std::collections::BTreeMap::new();
    let expected = Expected { columns: Given::All(&columns), layout: None, own: &[], diagnoses: Diagnoses::Here };
    let text = std::fs::read(path("tuva")).expect("a file");
    let header = text.iter().position(|byte| *byte == b'\n').expect("a line") + 1;
    let long = [&text[..header], &text[header..].repeat(1000)].concat();
    let open = || {
        let mut source = Counted(long.as_slice(), 0);
        let opening = opening::open(&mut source, std::path::Path::new("long.csv"), &expected).expect("a claim file");
        assert_eq!(opening.recognised.layout.name, "tuva");
        source.1
    };
    assert!(long.len() > 20 * SAMPLE && open() <= SAMPLE);
}

#[test]
fn a_layout_of_ones_own_and_a_layout_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("a file");
        folder.path().join(name).display().to_string()
    };
    let claims = file("claims.csv", "Nr;Tag;Kode\n1;2025-11-04;M54.5\n");
    let layout = file(
        "ours.toml",
        "name = \"ours\"\ntitle = \"our export\"\nrequires = [\"Nr\", \"Kode\"]\ncolumn = [\n{ field = \"claim_id\", is = \
         [\"Nr\"] },\n{ field = \"service_date\", is = [\"Tag\"] },\n{ field = \"dx1\", is = [\"Kode\"] },\n]\n",
    );
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
        printed(
            &command.args(["check", &claims, "--format", "concise"]).args(arguments).output().expect("claimlint runs"),
        )
    };
    assert!(run(&["--isolated"]).contains("error: "), "nobody has seen this header");
    let named = run(&["--isolated", "--layout", &layout]);
    assert!(named.contains("DX101") && named.contains("our export, as you have said; 3 of 3 columns read"), "{named}");
    file("claimlint.toml", "layouts = [\"ours.toml\"]\n");
    let found = run(&[]);
    assert!(found.contains("DX101") && found.contains("our export, recognised by their header"), "{found}");
    let wrong = run(&["--isolated", "--layout", "tuvva"]);
    assert!(wrong.contains("no layout is called `tuvva`") && wrong.contains("did you mean `tuva`?"), "{wrong}");
}

#[test]
fn files_that_complete_each_other_find_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["idr-lines", "idr-claims", "idr-diagnoses"] {
        std::fs::copy(path(name), folder.path().join(format!("{name}.csv"))).expect("a copy");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    let command = command.args(["check", "--isolated", "--format", "json"]).arg(folder.path());
    let report: Value = serde_json::from_slice(&command.output().expect("claimlint runs").stdout).expect("a report");
    let arguments = ["--claims", "idr-claims", "--diagnoses", "idr-diagnoses"];
    assert_eq!(findings(&report), findings(&checked("idr-lines", &arguments)));
    assert_eq!(report["summary"]["files"], 1);
}

/// Rows that lean on the row above, and rows completed from another file, stand where a cut can fall.
#[test]
fn no_cut_changes_what_is_said() {
    use claimlint::check::{Input, Settings, check};
    use claimlint::claim::window::Cuts;
    let companion = |name: &str| vec![std::path::PathBuf::from(path(name))];
    for (file, companions) in [
        ("837p-first-row", vec![]),
        ("837i-flat", vec![]),
        ("openemr", vec![]),
        ("cclf4", vec![]),
        ("idr-lines", companion("idr-diagnoses")),
    ] {
        let said = |window: usize| {
            let cuts = Cuts { window, ..Cuts::default() };
            let settings = Settings { companions: companions.clone(), cuts, ..Settings::default() };
            let outcome = check(&[Input::File(path(file).into())], &settings).expect("a run");
            (outcome.summary.counts, outcome.summary.files)
        };
        let whole = said(1 << 20);
        assert!(!whole.0.is_empty(), "{file}");
        for window in [1, 40, 100, 300] {
            assert_eq!(said(window), whole, "{file} cut at {window}");
        }
    }
}

/// Two files of one export, in a folder of their own, and what a check of them with these arguments says.
fn two_files(lines: &str, claims: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("lines.csv", lines), ("claims.csv", claims)] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    let command = command.current_dir(folder.path()).args(["check", "lines.csv", "--format", "concise", "--isolated"]);
    printed(&command.args(arguments).output().expect("claimlint runs")).replace("\n  ", " ")
}

#[test]
fn columns_named_by_hand_may_be_in_either_file() {
    let (lines, claims) = ("Ref,Proc\n1,99213\n2,99213\n", "Ref,Leading,Day\n1,M54.5,2025-11-04\n2,I10,2025-11-04\n");
    let columns = ["claim_id=Ref", "dx1=Leading", "service_date=Day", "procedure_code=Proc"];
    let columns = columns.map(|column| format!("columns.{column}"));
    let mut arguments = vec!["--claims", "claims.csv"];
    arguments.extend(columns.iter().flat_map(|column| ["--config", column]));
    let said = two_files(lines, claims, &arguments);
    assert!(said.contains("claims.csv:2:3: error DX101"), "{said}");
    assert!(said.contains("2 of 2 columns read, 2 of them named in [columns]"), "{said}");
    assert!(
        said.contains("2 rows, 2 claims, read as canonical columns; 3 of 3 columns read, 3 of them named"),
        "{said}"
    );
    arguments.extend(["--config", "columns.sex=Gander"]);
    let said = two_files(lines, claims, &arguments);
    assert!(said.contains("maps sex to \"Gander\", and neither this file nor claims.csv has such a column"), "{said}");
}

#[test]
fn what_a_companion_does_not_say_is_said() {
    let (lines, claims) =
        ("claim_id,service_date,cpt\n1,2025-11-04,99213\n3,2025-11-04,99213\n", "claim_id,dx\n1,I10\n2,I10\n");
    let said = two_files(lines, claims, &["--diagnoses", "claims.csv"]);
    assert!(said.contains("1 claim of this file is not in claims.csv and was checked without it"), "{said}");
    assert!(said.contains("line 3 is the first row whose claim is not found in claims.csv"), "{said}");
    assert!(said.contains("no row of this file is of it: 1 claim of claims.csv"), "{said}");
    let said = two_files(lines, "Claim Ref No,Final Diag Used\n1,I10\n3,I10\n", &["--diagnoses", "claims.csv"]);
    assert!(said.contains("claims.csv: guessed by name and content: dx1 = \"Final Diag Used\""), "{said}");
}

/// Two lists of a claim's diagnoses do not make one.
#[test]
fn diagnoses_listed_twice_are_not_mixed() {
    let lines = "claim_id,service_date,cpt,dx1\n1,2025-11-04,99213,I10\n";
    let said = two_files(lines, "claim_id,dx,dx_seq\n1,E11.9,1\n1,I10,2\n", &["--diagnoses", "claims.csv"]);
    assert!(said.contains("it lists diagnoses itself, and claims.csv lists them too"), "{said}");
    let said = two_files(lines, "claim_id,dx1,dx2\n1,M54.5,I10\n", &["--claims", "claims.csv"]);
    assert!(said.contains("the diagnoses of claims.csv are not read, because this file lists its own"), "{said}");
    assert!(said.contains("claims.csv adds nothing to this file") && said.contains("0 errors, 0 warnings"), "{said}");
}

/// What the claim says instead of the line stands in the file of the claims, and is read as it is written there.
#[test]
fn what_a_companion_says_instead_is_read_and_placed_there() {
    let lines = "claim_id,service_date,cpt,pos,birth_date\n1,2025-11-04,99213,,\n";
    let said = two_files(lines, "claim_id,dx1,pos,birth_date\n1,I10,97,25/03/1990\n", &["--claims", "claims.csv"]);
    assert!(said.contains("claims.csv:2:7: error LN821") || said.contains("claims.csv:2:7: warning LN821"), "{said}");
    assert!(!said.contains("the age is not known"), "{said}");
}

/// A finding on a cell of another file says where that is.
#[test]
fn a_cell_of_a_companion_has_its_place_there() {
    let report = checked("idr-lines", &["--diagnoses", "idr-diagnoses"]);
    let header = &report["findings"][0];
    assert_eq!((text(&header["code"]).as_str(), header["line"].as_u64()), ("DX101", Some(4)), "{header}");
    let cell = &header["cells"][0];
    assert_eq!(text(&cell["file"]), path("idr-diagnoses"));
    assert_eq!(
        (cell["line"].as_u64(), cell["column"].as_u64(), text(&cell["value"])),
        (Some(6), Some(1), "M545".to_owned())
    );
}

/// Whatever the format: the place of a finding is that of its cell, and no line number of one file stands beside the name of
/// another.
#[test]
fn every_format_names_the_file_the_cell_stands_in() {
    let dx = path("idr-diagnoses");
    for (format, place) in [
        ("concise", format!("{dx}:6:1: error DX101")),
        ("github", format!("::error file={dx},line=6,col=1,title=DX101")),
        ("gitlab", format!("{{\"path\":\"{dx}\",\"lines\":{{\"begin\":6}}}}")),
        ("junit", format!("DX101 dx-header-not-billable {dx}:6:1\"")),
        ("csv", format!("{dx},6,1,")),
        (
            "sarif",
            format!(
                "\"artifactLocation\":{{\"uri\":\"{dx}\"}},\"region\":{{\"startLine\":6,\"startColumn\":1,\"endColumn\":5}}"
            ),
        ),
        ("human", format!("[{dx}:6:1 (claim 7002, line 1)]")),
    ] {
        let output = claimlint("check", "idr-lines", &["--diagnoses", "idr-diagnoses", "--format", format]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains(&place), "{format}: {place} in {said}");
    }
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

/// Under headers that say nothing of the code set, and of dates when ICD-9-CM was over.
#[test]
fn a_file_in_icd_9_throughout_is_refused_once_and_a_mixed_one_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("claims.csv");
    let check = |codes: [&str; 2], last: &str| {
        let mut text = String::from("claim_id,dos,procedure_code,dx1,dx2\n");
        for day in 10..30 {
            writeln!(text, "{day},2016-01-{day},99213,{},{}", codes[0], codes[1]).expect("to memory");
        }
        std::fs::write(&path, text + last).expect("a file");
        let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
        let output =
            command.arg("check").arg(&path).args(["--isolated", "--format", "json"]).output().expect("it runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        (output.status.code(), report, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for codes in [["250.00", "V58.61"], ["25000", "4019"], ["4019", ""]] {
        let (code, report, said) = check(codes, "");
        assert_eq!((code, findings(&report).len()), (Some(2), 0), "{codes:?}: {said}");
        assert!(said.matches("every diagnosis is an ICD-9-CM code").count() == 1 && said.contains("help:"), "{said}");
        let input = &report["summary"]["inputs"][0];
        assert!(input["diagnoses"].as_u64() >= Some(20) && input["unchecked"]["icd9"] == input["diagnoses"], "{input}");
    }
    // V70.0 is an external cause in ICD-10-CM alone, and no rule that asks for its codes has anything to say.
    let (_, report, said) = check(["250.00", "V70.0"], "");
    assert_eq!(findings(&report).len(), 0, "{said}");
    let (_, report, said) = check(["V70.0", "401.9"], "");
    assert_eq!(findings(&report).len(), 0, "{said}");
    // One code that can be of no other code set than ICD-10-CM, first or last, and each claim is judged by itself.
    let (code, report, said) = check(["250.00", "401.9"], "99,2016-02-01,99213,E11.9,M54.5\n");
    assert_eq!((code, findings(&report).len()), (Some(1), 20), "{said}");
    let (code, report, _) = check(["E11.9", "401.9"], "");
    assert_eq!((code, findings(&report).len()), (Some(1), 20));
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
