//! The `claimlint` command from outside: exit codes, where the report goes, and what is said when it cannot go there.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder with one clean claim file in it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let claims = "claim_id,service_date,dx1,procedure_code\nA1,2025-11-04,E11.9,99213\n";
    std::fs::write(folder.path().join("claims.csv"), claims).expect("a file");
    folder
}

fn claimlint(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    command
        .current_dir(folder)
        .args(arguments)
        .env_remove("NO_COLOR")
        .env_remove("GITHUB_STEP_SUMMARY")
        .stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    claimlint(folder, arguments).output().expect("claimlint runs")
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_clean_file_is_exit_0_in_every_format() {
    let folder = folder();
    for format in ["human", "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "csv", "markdown", "html"]
    {
        let output = run(folder.path(), &["check", "claims.csv", "--format", format]);
        assert_eq!(output.status.code(), Some(0), "{format}: {}", error(&output));
    }
    let quiet = run(folder.path(), &["check", "claims.csv", "--quiet"]);
    assert_eq!((quiet.stdout.as_slice(), quiet.stderr.as_slice()), (b"".as_slice(), b"".as_slice()));
}

#[test]
fn one_run_writes_several_files() {
    let folder = folder();
    let output =
        run(folder.path(), &["check", "claims.csv", "--output", "json=a.json", "--output", "jsonl=b.jsonl", "-q"]);
    assert_eq!(output.status.code(), Some(0), "{}", error(&output));
    let json = std::fs::read(folder.path().join("a.json")).expect("a.json");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(json["schema_version"], 1);
    assert!(folder.path().join("b.jsonl").exists());
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 3, "nothing else is left behind");
}

#[test]
fn what_cannot_be_carried_out_is_exit_2_and_says_why() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("empty")).expect("a folder");
    std::fs::write(folder.path().join("bad.toml"), "selct = []\n").expect("a file");
    for (arguments, words) in [
        (vec!["check", "empty"], "no claim file in this folder"),
        (vec!["check", "-", "-"], "standard input is given twice"),
        (vec!["check", "claims.csv", "--config", "bad.toml"], "did you mean \"select\"?"),
        (vec!["check", "claims.csv", "--config", "none.toml"], "cannot read none.toml"),
        (vec!["check", "claims.csv", "--output", "json=none/a.json"], "cannot write none/a.json"),
        (vec!["check", "claims.csv", "--output", "json=claims.csv"], "is not written over"),
        (
            vec!["check", "claims.csv", "--output", "json=a", "--output", "jsonl=./a"],
            "./a is read or written by this run already",
        ),
        (vec!["check", "claims.csv", "--output", "yaml=a"], "\"yaml\" is no format"),
        (vec!["check", "claims.csv", "--as-of", "yesterday"], "not a date"),
        (vec!["check", "claims.csv", "--fail-on", "warn"], "error, warning, info"),
        (vec!["check", "claims.csv", "--threads", "0"], "0"),
        (vec!["search", "pain", "--limit", "0"], "write 1 or more"),
        (vec!["search", " ", "?"], "there is no word to look for"),
        (vec!["check"], "<FILE>"),
        (vec!["chekc"], "check"),
    ] {
        let output = run(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(error(&output).contains(words), "{arguments:?}: {}", error(&output));
        assert!(!error(&output).contains('\u{1b}'), "{arguments:?} is coloured");
    }
}

#[test]
fn search_says_that_it_leaves_the_data_of_the_settings_alone() {
    let folder = folder();
    let search = || run(folder.path(), &["search", "low back pain", "--format", "json"]);
    let without = search();
    assert_eq!((without.status.code(), error(&without)), (Some(0), String::new()));
    std::fs::write(folder.path().join("claimlint.toml"), "data = \"codes\"\n").expect("a file");
    let with = search();
    assert_eq!((with.status.code(), &with.stdout), (Some(0), &without.stdout));
    let said = error(&with);
    assert!(said.starts_with("note: these are the code sets built in; those of ") && said.contains("codes"), "{said}");
}

#[test]
fn the_nearest_settings_are_used_unless_isolated() {
    let folder = folder();
    std::fs::write(folder.path().join("claimlint.toml"), "colour = true\n").expect("a file");
    assert_eq!(run(folder.path(), &["check", "claims.csv"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["check", "claims.csv", "--isolated"]).status.code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_exit_2() {
    let folder = folder();
    let full = std::fs::File::options().write(true).open("/dev/full").expect("a device");
    let output = claimlint(folder.path(), &["check", "claims.csv"]).stdout(full).output().expect("claimlint runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(error(&output).contains("cannot write standard output: No space left"), "{}", error(&output));
    let outputs = ["--output", "json=/dev/full", "--output", "csv=found.csv"];
    let output = run(folder.path(), &[&["check", "claims.csv"], &outputs[..]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(folder.path().join("found.csv").is_file(), "the other is written");
    assert!(error(&output).contains("cannot write /dev/full: No space left"), "{}", error(&output));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure_and_stops_no_file() {
    let folder = folder();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = claimlint(folder.path(), &["check", "claims.csv", "--output", "json=a.json"])
        .stdout(writer)
        .output()
        .expect("claimlint runs");
    assert_eq!((output.status.code(), error(&output).as_str()), (Some(0), ""));
    assert!(folder.path().join("a.json").exists());
}

#[test]
fn colour_comes_when_it_is_asked_for() {
    let folder = folder();
    let plain = run(folder.path(), &["check", "claims.csv"]);
    let coloured = run(folder.path(), &["check", "claims.csv", "--color", "always"]);
    assert!(!plain.stdout.contains(&0x1b));
    assert!(coloured.stdout.contains(&0x1b));
}
