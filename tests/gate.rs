//! claimlint as a gate: what fails a run and what does not. Baselines that survive sorting, suppressions with their
//! reasons, thresholds, settings for some files, and outputs that are written whole or not at all.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const HEADER: &str = "claim_id,service_date,payer,dx1,dx2,procedure_code";

/// Five claims: four with an error each, one clean.
const ROWS: [&str; 5] = [
    "A1,2025-11-04,ACME,M54.5,,99213",
    "A2,2025-11-04,OTHER,M54.5,,99213",
    "A3,2025-11-05,ACME,I1O,,99213",
    "A4,2025-11-05,ACME,Z53.23,I10,99213",
    "A5,2025-11-05,ACME,E11.9,,99213",
];

fn claims(rows: &[&str]) -> String {
    std::iter::once(HEADER).chain(rows.iter().copied()).fold(String::new(), |mut text, row| {
        writeln!(text, "{row}").expect("to memory");
        text
    })
}

fn folder(settings: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder, "claims.csv", &claims(&ROWS));
    write(&folder, "claimlint.toml", settings);
    folder
}

fn write(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    command.current_dir(folder).args(arguments).env_remove("CLAIMLINT_REDACT_KEY").env_remove("GITHUB_STEP_SUMMARY");
    command.stdin(Stdio::null());
    command
}

struct Run {
    exit: Option<i32>,
    out: String,
    err: String,
}

fn ended(output: &Output) -> Run {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run { exit: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

fn run(folder: &TempDir, arguments: &[&str]) -> Run {
    ended(&command(folder.path(), arguments).output().expect("claimlint runs"))
}

#[track_caller]
fn check(folder: &TempDir, arguments: &[&str], exit: i32) -> Run {
    let run = run(folder, &[&["check", "claims.csv"], arguments].concat());
    assert_eq!(run.exit, Some(exit), "{}{}", run.out, run.err);
    run
}

#[test]
fn a_baseline_knows_findings_wherever_they_stand() {
    let folder = folder("");
    let said = check(&folder, &["--write-baseline", "known.json"], 0).out;
    assert!(said.contains("known to the baseline known.json"), "{said}");
    let baseline = std::fs::read_to_string(folder.path().join("known.json")).expect("the baseline");
    assert!(!baseline.contains("A1"), "claim ids are hashed: {baseline}");
    check(&folder, &["--baseline", "known.json"], 0);

    // Sorted the other way, with a column more and in another order of columns.
    let shuffled: String = std::iter::once("remark,procedure_code,dx2,dx1,payer,service_date,claim_id".to_owned())
        .chain(ROWS.iter().rev().map(|row| row.rsplit(',').fold("again".to_owned(), |line, cell| line + "," + cell)))
        .fold(String::new(), |text, row| text + &row + "\n");
    write(&folder, "claims.csv", &shuffled);
    check(&folder, &["--baseline", "known.json"], 0);

    let mut rows = vec!["A6,2025-11-05,ACME,R51,,99213"];
    rows.extend(ROWS);
    write(&folder, "claims.csv", &claims(&rows));
    let new = check(&folder, &["--baseline", "known.json", "--format", "concise"], 1);
    assert_eq!(new.out.lines().count(), 1, "{}", new.out);
    assert!(new.out.contains("R51"), "{}", new.out);

    // Equal findings are counted: of two known ones a third is new.
    for (broken, exit) in [(2, 0), (1, 0), (3, 1)] {
        write(&folder, "claims.csv", &claims(&[&ROWS[..], &vec!["A7,broken"; broken]].concat()));
        if exit == 0 && broken == 2 {
            check(&folder, &["--write-baseline", "known.json"], 0);
        }
        check(&folder, &["--baseline", "known.json"], exit);
    }
}

#[test]
fn what_is_fixed_is_counted_and_pruned() {
    let folder = folder("baseline = \"known.json\"\n");
    check(&folder, &["--write-baseline", "known.json"], 0);
    let lines = |folder: &TempDir| {
        std::fs::read_to_string(folder.path().join("known.json")).expect("the baseline").lines().count()
    };
    let before = lines(&folder);
    write(
        &folder,
        "claims.csv",
        &claims(&[&["A3,2025-11-05,ACME,I10,,99213", "A9,2025-11-05,ACME,R51,,99213"], &ROWS[3..]].concat()),
    );
    let said = check(&folder, &["--prune-baseline"], 1).out;
    assert!(said.contains("fixed since: 3"), "{said}");
    assert_eq!(lines(&folder), before - 3);
    // The new finding was not taken in.
    check(&folder, &[], 1);
    assert!(!check(&folder, &[], 1).out.contains("fixed since"));
    check(&folder, &["--no-suppressions"], 1);
    let error = run(&folder, &["check", "claims.csv", "--isolated", "--prune-baseline"]);
    assert_eq!(error.exit, Some(2));
    assert!(error.err.contains("no baseline to prune"), "{}", error.err);
}

#[test]
fn a_baseline_with_a_key_needs_the_key() {
    let folder = folder("");
    write(&folder, "key", "0123456789abcdef0123456789abcdef\n");
    check(&folder, &["--write-baseline", "known.json", "--redact-key", "key"], 0);
    check(&folder, &["--baseline", "known.json", "--redact-key", "key"], 0);
    let said = check(&folder, &["--baseline", "known.json"], 2).err;
    assert!(said.contains("made with a key, and there is none"), "{said}");
    let plain = check(&folder, &["--write-baseline", "plain.json", "--no-redact"], 0);
    assert!(plain.err.is_empty(), "{}", plain.err);
    assert!(std::fs::read_to_string(folder.path().join("plain.json")).expect("it").contains("\"claim\":\"A1\""));
    write(&folder, "broken.json", "[]");
    assert!(check(&folder, &["--baseline", "broken.json"], 2).err.contains("broken.json: this is no baseline"));
    assert!(check(&folder, &["--write-baseline", "./claims.csv"], 2).err.contains("is not written over"));
    // However much a baseline says it knows, it can be counted.
    let line = |print: u32| format!("{{\"rule\":\"x\",\"fingerprint\":\"{print}\",\"count\":{}}}", u64::MAX);
    let lines = [line(1), line(1), line(2)].join(",");
    write(&folder, "huge.json", &format!("{{\"schema_version\":1,\"key\":null,\"findings\":[{lines}]}}"));
    let huge = check(&folder, &["--baseline", "huge.json"], 1).out;
    assert!(huge.contains("fixed since: 18,446,744,073,709,551,615"), "{huge}");
    // A part of the files is no baseline.
    let part = run(&folder, &["check", "claims.csv", "gone.csv", "--write-baseline", "part.json"]);
    assert_eq!(part.exit, Some(2));
    assert!(!folder.path().join("part.json").exists());
}

#[test]
fn suppressions_have_reasons_and_ends() {
    let folder = folder(
        "[[allow]]\nrule = \"dx-header-not-billable\"\ncode = \"m545\"\nwhere = { payer = \"acme\" }\nreason = \"ACME wants it\"\n\
         [[allow]]\nrule = \"DX108\"\nclaim = \"A3\"\nreason = \"known typo\"\nuntil = 2098-12-31\n\
         [[allow]]\nrule = \"dx-unknown-code\"\nreason = \"was agreed\"\nuntil = 2024-12-31\n\
         [[allow]]\nrule = \"dx-icd9-code\"\nreason = \"old system\"\n",
    );
    let said = check(&folder, &["--format", "concise"], 1);
    let claims: Vec<&str> = said.out.lines().filter_map(|line| line.rsplit_once("(claim ")).map(|(_, id)| id).collect();
    assert!(claims.contains(&"A2)") && claims.contains(&"A4)"), "{}", said.out);
    assert!(!claims.contains(&"A1)") && !claims.contains(&"A3)"), "{}", said.out);
    for words in [
        "1 finding allowed by claimlint.toml:1: ACME wants it",
        "1 finding allowed by claimlint.toml:6 until 2098-12-31: known typo",
        "claimlint.toml:11 is over since 2024-12-31 and allows nothing any more (dx-unknown-code)",
        "claimlint.toml:15 allows dx-icd9-code, and none was found: it can be removed",
    ] {
        assert!(said.err.contains(words), "{words}: {}", said.err);
    }
    let shown = check(&folder, &["--format", "concise", "--show-suppressed", "--quiet"], 1).out;
    assert!(shown.contains("(claim A1) [set aside: ACME wants it]"), "{shown}");
    let all = check(&folder, &["--format", "concise", "--no-suppressions", "--quiet"], 1).out;
    assert!(all.contains("(claim A1)") && !all.contains("set aside"), "{all}");
    for format in ["sarif", "json", "jsonl", "csv", "junit", "human"] {
        let shown = check(&folder, &["--format", format, "--show-suppressed", "--quiet"], 1).out;
        assert!(shown.contains("ACME wants it"), "{format}: {shown}");
    }
}

#[test]
fn a_suppression_must_say_why_and_name_a_rule() {
    for (settings, words) in [
        ("[[allow]]\nrule = \"dx-duplicate\"\n", "a suppression needs a reason"),
        ("[[allow]]\nreason = \"x\"\n", "a suppression needs a rule"),
        ("[[allow]]\nrule = \"dx-duplicat\"\nreason = \"x\"\n", "claimlint.toml:1: no rule is called `dx-duplicat`"),
        ("[[allow]]\nrule = \"x\"\nreson = \"x\"\n", "did you mean \"reason\"?"),
        ("[[allow]]\nrule = \"x\"\nuntil = \"soon\"\n", "\"soon\" is not a date"),
        ("[[allow]]\nrule = \"x\"\nwhere = { payr = \"x\" }\n", "did you mean \"payer\"?"),
        ("[severity]\ndx-duplicate = \"eror\"\n", "did you mean \"error\"?"),
        ("[severity]\nno-such-rule = \"error\"\n", "no rule is called `no-such-rule`"),
        ("[[files]]\nignore = [\"DX\"]\n", "these settings are for no file"),
        ("[[files]]\nmatch = [\"a[\"]\n", "\"a[\" is no pattern of files"),
        ("[output]\nsraif = \"x\"\n", "did you mean \"sarif\"?"),
        ("max-error-rate = \"half\"\n", "\"half\" is no percentage"),
        ("max-errors = \"1\"\n", "a number is wanted here, not a text"),
        ("[fix]\ndots = \"without\"\nstyle = 1\n", "no setting is called \"style\""),
    ] {
        let folder = folder(settings);
        let said = check(&folder, &[], 2).err;
        assert!(said.contains(words), "{settings}: {said}");
    }
}

#[test]
fn thresholds_say_how_much_is_allowed() {
    let folder = folder("");
    let errors = check(&folder, &["--format", "concise", "--quiet"], 1).out.matches(": error ").count();
    assert_eq!(errors, 4);
    assert!(check(&folder, &["--max-errors", "4"], 0).out.contains("4 errors: within the 4 allowed by --max-errors"));
    assert!(
        check(&folder, &["--max-errors", "3"], 1).out.contains("4 errors: more than the 3 allowed by --max-errors")
    );
    let said = check(&folder, &["--max-error-rate", "80%"], 0).out;
    assert!(said.contains("4 claims with errors, of 5 checked: within the 80% of claims allowed"), "{said}");
    check(&folder, &["--max-error-rate", "79.9%"], 1);
    check(&folder, &["--max-errors", "4", "--max-error-rate", "79.9%"], 1);
    // Warnings are no part of it.
    write(&folder, "claims.csv", &claims(&[&ROWS[..], &["A6,2025-11-05,ACME,F32.A,F32.A,90834"]].concat()));
    check(&folder, &["--max-errors", "4"], 0);
    check(&folder, &["--max-errors", "4", "--fail-on", "warning"], 1);
    assert!(check(&folder, &["--max-error-rate", "lots"], 2).err.contains("no percentage"));
    write(&folder, "claimlint.toml", "max-errors = 4\n");
    check(&folder, &[], 0);
}

#[test]
fn some_files_have_settings_of_their_own() {
    let folder = folder(
        "[severity]\ndx-header-not-billable = \"warning\"\n[[files]]\nmatch = [\"legacy/\"]\nignore = [\"DX108\"]\n\
         severity = { dx-unknown-code = \"info\" }\n",
    );
    write(&folder, "legacy/deep/old.csv", &claims(&ROWS));
    let of = |path: &str| {
        let run = run(&folder, &["check", path, "--format", "concise", "--min-severity", "info", "--quiet"]);
        let rule =
            |line: &str| line.split(": ").nth(1).map(|words| words.split(' ').take(2).collect::<Vec<_>>().join(" "));
        let mut rules: Vec<String> = run.out.lines().filter_map(rule).filter(|rule| rule.contains("DX")).collect();
        rules.dedup();
        (run.exit, rules)
    };
    let strings = |rules: &[&str]| rules.iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>();
    assert_eq!(of("claims.csv"), (Some(1), strings(&["warning DX101", "error DX108", "error DX106"])));
    assert_eq!(of("legacy"), (Some(0), strings(&["warning DX101", "info DX106"])));
    // A path is read from the folder of the settings, wherever the file is named from.
    write(&folder, "claimlint.toml", "[[files]]\nmatch = [\"legacy/**\"]\nignore = [\"DX\"]\n");
    let whole = folder.path().join("legacy");
    for path in ["legacy", "./legacy/deep/old.csv", whole.to_str().expect("a name")] {
        assert_eq!(of(path), (Some(0), Vec::new()), "{path}");
    }
    assert_eq!(of("claims.csv").0, Some(1));
}

#[test]
fn settings_can_be_said_on_the_command_line_and_shown() {
    let folder = folder("fail-on = \"warning\"\nignore = [\"ND\"]\n[columns]\ncoder = \"Who\"\n");
    let shown = check(
        &folder,
        &["--show-settings", "--config", "max-errors=7", "--config", "columns.dx3=\"My \\\"Dx\\\"\"", "--ignore", "VX"],
        0,
    )
    .out;
    assert!(shown.starts_with("# from "), "{shown}");
    for line in
        ["ignore = [\"ND\", \"VX\"]", "fail-on = \"warning\"", "max-errors = 7", "coder = \"Who\"", "dx3 = 'My \"Dx\"'"]
    {
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }
    // What is shown can be settled, and then says the same.
    write(&folder, "again.toml", &shown);
    let again = check(&folder, &["--show-settings", "--config", "again.toml"], 0).out;
    assert_eq!(again.lines().skip(1).collect::<Vec<_>>(), shown.lines().skip(1).collect::<Vec<_>>());
    check(&folder, &["--isolated", "--config", "fail-on=info", "--select", "dx-duplicate"], 0);
    assert!(check(&folder, &["--config", "fial-on=info"], 2).err.contains("did you mean \"fail-on\"?"));
}

#[test]
fn the_settings_say_what_is_written() {
    let folder = folder("[output]\njunit = \"reports.xml\"\nsarif = \"a.sarif\"\n");
    check(&folder, &["--output", "sarif=b.sarif"], 1);
    let exists = |name: &str| folder.path().join(name).exists();
    assert!(exists("reports.xml") && exists("b.sarif") && !exists("a.sarif"));
}

#[test]
fn a_first_file_of_settings_changes_nothing() {
    let folder = folder("");
    std::fs::remove_file(folder.path().join("claimlint.toml")).expect("removed");
    let before = check(&folder, &["--format", "json"], 1).out;
    assert_eq!(run(&folder, &["init"]).out, "wrote ./claimlint.toml\n");
    assert_eq!(check(&folder, &["--format", "json"], 1).out, before);
    let second = run(&folder, &["init"]);
    assert_eq!(second.exit, Some(2));
    assert!(second.err.contains("cannot write ./claimlint.toml: entity already exists"), "{}", second.err);
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 2, "claims.csv and claimlint.toml, and nothing under way");
    // With every line taken up it is read too, but for the files it speaks of.
    let text = std::fs::read_to_string(folder.path().join("claimlint.toml")).expect("it");
    let taken_up: String =
        text.lines().skip(2).fold(String::new(), |text, line| text + line.trim_start_matches("# ") + "\n");
    write(&folder, "claimlint.toml", &taken_up);
    let shown = check(&folder, &["--show-settings"], 0).out;
    assert!(shown.contains("max-error-rate = \"0.5%\""), "{shown}");
}

#[test]
fn the_schema_of_settings_is_current_and_knows_what_is_read() {
    let folder = folder("");
    let printed = run(&folder, &["schema", "settings"]).out;
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write("claimlint.schema.json", &printed).expect("the schema");
    }
    assert_eq!(
        std::fs::read_to_string("claimlint.schema.json").expect("the schema"),
        printed,
        "UPDATE=1 prints it anew"
    );
    let schema: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let allows = |toml: &str| {
        let value: toml::Value = toml::from_str(toml).expect("TOML");
        validator.is_valid(&serde_json::to_value(value).expect("JSON"))
    };
    for text in [
        "max-errors = 1\n[output]\nsarif = \"x\"\n",
        "[[allow]]\nrule = \"x\"\nreason = \"y\"\nwhere = { payer = \"z\" }\n",
    ] {
        assert!(allows(text), "{text}");
    }
    for text in ["max-error = 1\n", "[[allow]]\nrule = \"x\"\n", "[columns]\nname = \"x\"\n", "fail-on = \"warn\"\n"] {
        assert!(!allows(text), "{text}");
    }
    let rules = run(&folder, &["schema", "rules"]).out;
    assert_eq!(rules.trim_end(), std::fs::read_to_string("rules/rules.schema.json").expect("it").trim_end());
}

fn packed(text: &str) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packer, text.as_bytes()).expect("to memory");
    packer.finish().expect("to memory")
}

#[test]
fn packed_files_folders_and_names_of_standard_input() {
    let folder = folder("exclude = [\"archive/\"]\n");
    // The rows of a claim stand apart, so the file is read twice.
    let text = claims(&[&ROWS[..], &["A1,2025-11-04,ACME,I10,,99213"]].concat());
    std::fs::create_dir_all(folder.path().join("in/archive")).expect("a folder");
    std::fs::write(folder.path().join("in/a.csv.gz"), packed(&text)).expect("a file");
    let zstd = ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    std::fs::write(folder.path().join("in/b.csv.zst"), zstd).expect("a file");
    std::fs::write(folder.path().join("in/archive/c.csv"), "nothing").expect("a file");
    write(&folder, "in/c.csv", &text);
    let concise = |path: &str| run(&folder, &["check", path, "--format", "concise", "--quiet"]);
    let all = concise("in").out;
    let findings = |name: &str| all.lines().filter_map(|line| line.strip_prefix(name)).collect::<Vec<_>>();
    assert!(!findings("in/a.csv.gz").is_empty(), "{all}");
    assert_eq!(findings("in/a.csv.gz"), findings("in/c.csv"));
    assert_eq!(findings("in/b.csv.zst"), findings("in/c.csv"));
    assert_eq!(concise("in/**/*.csv").out.lines().count(), findings("in/c.csv").len());
    let whole = packed(&text);
    std::fs::write(folder.path().join("cut.csv.gz"), &whole[..whole.len() / 2]).expect("a file");
    assert_eq!(concise("cut.csv.gz").exit, Some(2));

    let mut reading =
        command(folder.path(), &["check", "-", "--stdin-filename", "from/line.csv", "--format", "concise", "-q"]);
    let mut child = reading.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("claimlint runs");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), &whole).expect("written");
    let said = ended(&child.wait_with_output().expect("it ends"));
    assert_eq!(
        said.out,
        findings("in/c.csv").iter().fold(String::new(), |text, line| text + "from/line.csv" + line + "\n")
    );
}

#[test]
fn a_baseline_that_cannot_be_read_is_made_again() {
    let folder = folder("baseline = \"known.json\"\n");
    let old = "{\"schema_version\":0,\"key\":null,\"findings\":[]}";
    let keyed = "{\"schema_version\":1,\"key\":\"0123456789abcdef\",\"findings\":[]}";
    for unreadable in ["[]", old, keyed] {
        write(&folder, "known.json", unreadable);
        check(&folder, &[], 2);
        check(&folder, &["--write-baseline", "other.json"], 2);
        check(&folder, &["--write-baseline", "./known.json"], 0);
        check(&folder, &[], 0);
    }
}

#[test]
fn a_baseline_is_not_written_over_by_a_report() {
    let folder = folder("");
    let both = check(&folder, &["--write-baseline", "x.json", "--output", "json=./x.json"], 2);
    assert!(both.err.contains("x.json is the baseline or another output of this run"), "{}", both.err);
    assert!(!folder.path().join("x.json").exists());
    check(&folder, &["--write-baseline", "x.json"], 0);
    let before = std::fs::read(folder.path().join("x.json")).expect("the baseline");
    for more in [&["--prune-baseline"][..], &[]] {
        check(&folder, &[&["--baseline", "x.json", "--output", "json=x.json"], more].concat(), 2);
        assert_eq!(std::fs::read(folder.path().join("x.json")).expect("the baseline"), before);
    }
    check(&folder, &["--output", "json=y.json", "--output", "csv=y.json"], 2);
}

#[test]
fn what_is_set_aside_is_shown_however_much_it_is() {
    let folder = folder(
        "select = [\"DX101\"]\n[[allow]]\nrule = \"DX101\"\nwhere = { payer = \"ACME\" }\nreason = \"ACME wants it\"\n",
    );
    let payer = |row: u32| if row < 10 { "OTHER" } else { "ACME" };
    let rows: Vec<String> = (0..5000).map(|row| format!("B{row},2025-11-04,{},M54.5,,99213", payer(row))).collect();
    write(&folder, "claims.csv", &claims(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let said = check(&folder, &["--format", "sarif", "--show-suppressed"], 1).out;
    assert!(said.contains("5,000 findings are too many to be shown one by one"), "{said}");
    let log: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let shown: Vec<_> = results
        .iter()
        .map(|result| (result["occurrenceCount"].as_u64(), result["suppressions"][0]["justification"].as_str()))
        .collect();
    assert_eq!(shown, [(Some(10), None), (Some(4990), Some("ACME wants it"))]);
    assert_ne!(results[0]["partialFingerprints"], results[1]["partialFingerprints"]);
}

/// A rule that runs on no file has not passed.
#[test]
fn a_rule_ignored_for_every_file_is_no_passed_case() {
    let folder = folder("[[files]]\nmatch = [\"legacy/\"]\nignore = [\"DX109\"]\n");
    write(&folder, "legacy/old.csv", &claims(&ROWS));
    let passed = |files: &[&str]| {
        let said = run(&folder, &[&["check", "--format", "junit"], files].concat());
        assert_eq!(said.exit, Some(1), "{}", said.err);
        said.out.contains("<testcase name=\"DX109 dx-duplicate\" classname=\"claimlint\"/>")
    };
    assert!(passed(&["claims.csv"]));
    assert!(!passed(&["legacy"]));
    assert!(passed(&["legacy", "claims.csv"]));
}

/// What did not run to its end looks like it in every report: a file that ends midway, one without dates, one without a
/// header, and one that is not there.
#[test]
fn a_file_not_wholly_checked_is_no_finished_run() {
    let folder = folder("");
    let rows: Vec<String> = (0..9000).map(|row| format!("B{},2025-11-04,ACME,E11.9,,99213", row * 7919)).collect();
    let whole = packed(&claims(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    std::fs::write(folder.path().join("cut.csv.gz"), &whole[..whole.len() / 2]).expect("a file");
    write(&folder, "dateless.csv", "claim_id,dx1\nA1,E11.9\n");
    write(&folder, "headless.csv", "claim_id,SECRETNAME\nC,D\n");
    for (file, how) in [
        ("cut.csv.gz", "not wholly checked: cannot read it: "),
        ("dateless.csv", "not wholly checked: no diagnosis has a date that says which code set is in force"),
        ("headless.csv", "not read: its first row is no header that can be used"),
        ("gone.csv", "not read: cannot "),
    ] {
        let of = |format: &str| {
            let said = run(&folder, &["check", file, "--format", format]);
            assert_eq!(said.exit, Some(2), "{format}: {}", said.out);
            assert!(!said.out.contains("SECRETNAME"), "{format}: {}", said.out);
            said.out
        };
        let short = how.split_once(':').expect("a colon").0;
        assert!(of("human").contains(short), "{}", of("human"));
        for format in ["concise", "json", "sarif", "junit", "github", "gitlab", "csv", "markdown"] {
            assert!(of(format).contains(how), "{file} as {format}: {}", of(format));
        }
        let sarif: serde_json::Value = serde_json::from_str(&of("sarif")).expect("JSON");
        let invocation = &sarif["runs"][0]["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], false);
        assert_eq!(invocation["toolExecutionNotifications"][0]["level"], "error");
        let json: serde_json::Value = serde_json::from_str(&of("json")).expect("JSON");
        assert!(json["summary"]["inputs"][0]["failed"].as_str().is_some_and(|why| why.starts_with(how)));
        let junit = of("junit");
        let passed =
            |line: &&str| line.starts_with("<testcase") && line.ends_with("/>") && !line.contains("</testcase>");
        assert_eq!(junit.lines().filter(passed).count(), 0, "{junit}");
        assert!(junit.contains("errors=\"1\""), "{junit}");
    }
    assert!(!check(&folder, &["--format", "json"], 1).out.contains("\"failed\""));
}

#[test]
fn claim_ids_are_hashed_where_asked() {
    let folder = folder("");
    let key = ["--redact", "--redact-key", "key"];
    write(&folder, "key", "0123456789abcdef");
    for format in ["human", "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "csv", "markdown"] {
        let run = check(&folder, &[&["--format", format][..], &key].concat(), 1);
        for id in ["A1", "A2", "A3", "A4"] {
            let alone = |text: &str| text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == id);
            assert!(!alone(&run.out) && !alone(&run.err), "{format} names {id}: {}", run.out);
        }
    }
    let first = check(&folder, &[&["--format", "concise"][..], &key].concat(), 1).out;
    assert!(first.contains("(claim claim-"), "{first}");
    assert!(check(&folder, &["--redact"], 2).err.contains("--redact needs a key"));
    write(&folder, "key", "short");
    assert!(check(&folder, &key, 2).err.contains("has at least 16 characters"));
    assert!(check(&folder, &["--format", "github", "--no-redact"], 1).out.contains("::error"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_does_not_fit_leaves_nothing_behind() {
    let folder = folder("");
    let rows: Vec<String> = (0..400).map(|row| format!("B{row},2025-11-04,ACME,M54.5,,99213")).collect();
    write(&folder, "claims.csv", &claims(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    write(&folder, "old.json", "before");
    let before = std::fs::read(folder.path().join("claims.csv")).expect("the claims");
    // A limit on the size of a file stands for a disk that is full.
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; '{}' check claims.csv --output json=old.json --output csv=new.csv --write-baseline new.json -q",
        env!("CARGO_BIN_EXE_claimlint")
    );
    for arguments in ["", " --output sarif=/dev/full"] {
        let output = Command::new("sh").current_dir(folder.path()).args(["-c", &(script.clone() + arguments)]).output();
        let said = ended(&output.expect("sh runs"));
        assert_eq!(said.exit, Some(2), "{}", said.err);
        assert!(said.err.contains("cannot write ") && !said.err.contains(".claimlint-"), "{}", said.err);
        let mut names: Vec<_> =
            std::fs::read_dir(folder.path()).expect("it").map(|entry| entry.expect("it").file_name()).collect();
        names.sort();
        assert_eq!(names, ["claimlint.toml", "claims.csv", "old.json"]);
        assert_eq!(std::fs::read_to_string(folder.path().join("old.json")).expect("it"), "before");
        assert_eq!(std::fs::read(folder.path().join("claims.csv")).expect("the claims"), before);
    }
}

/// `claimlint check | head -1` ends quietly, in every format.
#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = folder("");
    let rows: Vec<String> = (0..5000).map(|row| format!("B{row},2025-11-04,ACME,M54.5,,99213")).collect();
    write(&folder, "claims.csv", &claims(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    for format in ["human", "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "csv", "markdown"] {
        let script = format!(
            "{{ '{}' check claims.csv --format {format} --quiet; echo \"exit $?\" >&2; }} | head -c 1",
            env!("CARGO_BIN_EXE_claimlint")
        );
        let output = Command::new("sh").current_dir(folder.path()).args(["-c", &script]).output().expect("sh runs");
        let said = ended(&output);
        assert_eq!((said.out.len(), said.err.as_str()), (1, "exit 1\n"), "{format}");
    }
}

#[test]
fn completions_and_manual_pages() {
    let folder = folder("");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = run(&folder, &["completions", shell]);
        assert_eq!(said.exit, Some(0));
        assert!(said.out.contains("fail-on"), "{shell}");
    }
    assert!(run(&folder, &["man"]).out.contains(".TH claimlint 1"));
    assert_eq!(run(&folder, &["man", "--into", "pages"]).exit, Some(0));
    assert!(
        std::fs::read_to_string(folder.path().join("pages/claimlint-check.1")).expect("a page").contains("baseline")
    );
    let pages = std::fs::read_dir(folder.path().join("pages")).expect("a folder");
    let names: Vec<String> =
        pages.map(|page| page.expect("a page").file_name().to_string_lossy().into_owned()).collect();
    assert!(names.iter().all(|name| name.starts_with("claimlint") && name.ends_with(".1")), "{names:?}");
    assert!(names.contains(&"claimlint.1".to_owned()), "{names:?}");
}
