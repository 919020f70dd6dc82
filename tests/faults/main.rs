//! What goes wrong around a run while it lasts: it is interrupted, its input stalls or ends in the middle of a row, a
//! folder leads back to itself, a file among others cannot be read.
#![cfg(unix)]

mod interrupted;

use claimlint::check::{Input, Progress, Settings, check};
use claimlint::claim::window::Cuts;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

const HEADER: &str = "claim_id,service_date,dx1,procedure_code\n";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn claimlint(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    command.current_dir(folder).args(arguments).env_remove("GITHUB_STEP_SUMMARY").stdin(Stdio::null());
    command
}

/// The document of a run with `--format json`, and its exit code.
fn json(folder: &Path, arguments: &[&str]) -> (serde_json::Value, Option<i32>) {
    let output = claimlint(folder, arguments).args(["--format", "json"]).output().expect("claimlint runs");
    (serde_json::from_slice(&output.stdout).expect("a document"), output.status.code())
}

/// A run that reads a pipe, with its other inputs and its options behind it.
fn on_pipe(folder: &Path, verb: &str, arguments: &[&str]) -> Child {
    let mut command = claimlint(folder, &[verb, "-"]);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("claimlint runs")
}

/// Rows of a thousand claims, every one with a header code on it.
fn rows(from: usize) -> String {
    let rows: Vec<String> = (from..from + 1000).map(|number| format!("A{number},2025-11-04,E11,99213\n")).collect();
    rows.concat()
}

#[test]
fn an_input_that_comes_in_small_pieces_is_read_as_one_that_comes_at_once() {
    let folder = folder();
    let text = format!("{HEADER}A1,2025-11-04,E11,99213\nA2,2025-11-04,\"E11.9\",99213\nA1,2025-11-04,M54.5,99213\n");
    std::fs::write(folder.path().join("claims.csv"), &text).expect("a file");
    let (whole, _) = json(folder.path(), &["check", "claims.csv"]);
    let mut child = on_pipe(folder.path(), "check", &["--stdin-filename", "claims.csv", "--format", "json"]);
    let mut pipe = child.stdin.take().expect("a pipe");
    for piece in text.as_bytes().chunks(3) {
        pipe.write_all(piece).and_then(|()| pipe.flush()).expect("written");
        std::thread::yield_now();
    }
    drop(pipe);
    let output = child.wait_with_output().expect("it ends");
    let pieces: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a document");
    assert_eq!(pieces["findings"], whole["findings"]);
    assert_eq!(pieces["summary"]["rows"], 3);
}

/// As a file is that is still being written, or that was cut off on its way.
#[test]
fn a_row_that_is_cut_off_is_a_finding_and_the_rows_before_it_are_checked() {
    let folder = folder();
    for (end, rule) in [("A2,2025-1", "row-malformed"), ("A2,2025-11-04,\"E11", "row-malformed")] {
        let text = format!("{HEADER}A1,2025-11-04,E11,99213\n{end}");
        std::fs::write(folder.path().join("claims.csv"), text).expect("a file");
        let (report, code) = json(folder.path(), &["check", "claims.csv"]);
        let found: Vec<_> = report["findings"].as_array().expect("a list").iter().collect();
        assert_eq!((report["summary"]["rows"].as_u64(), code), (Some(2), Some(1)), "{end}");
        assert_eq!(
            (&found[0]["rule"], found[0]["line"].as_u64()),
            (&"dx-header-not-billable".into(), Some(2)),
            "{end}"
        );
        assert_eq!((&found[1]["rule"], found[1]["line"].as_u64()), (&rule.into(), Some(3)), "{end}");
    }
}

#[test]
fn a_folder_that_leads_back_to_itself_is_walked_once() {
    let folder = folder();
    let claims = folder.path().join("claims");
    std::fs::create_dir(&claims).expect("a folder");
    std::fs::write(claims.join("a.csv"), format!("{HEADER}A1,2025-11-04,E11.9,99213\n")).expect("a file");
    std::os::unix::fs::symlink(&claims, claims.join("again")).expect("a link");
    std::os::unix::fs::symlink("round", claims.join("round")).expect("a link");
    let (report, code) = json(folder.path(), &["check", "claims"]);
    assert_eq!((report["summary"]["rows"].as_u64(), code), (Some(1), Some(0)), "{report}");
}

#[test]
fn files_that_cannot_be_read_stop_no_other_and_the_run_says_so() {
    let folder = folder();
    std::fs::write(folder.path().join("good.csv"), format!("{HEADER}A1,2025-11-04,E11,99213\n")).expect("a file");
    std::os::unix::fs::symlink("nowhere", folder.path().join("dangling.csv")).expect("a link");
    for (named, fail) in [(&["dangling.csv", "good.csv", "missing.csv"][..], 2), (&["."], 1)] {
        let (report, code) = json(folder.path(), &[&["check"], named].concat());
        assert_eq!((report["summary"]["errors"].as_u64(), code), (Some(1), Some(2)), "{report}");
        let not_read = report.to_string().matches("No such file").count();
        assert_eq!(not_read, fail, "{report}");
    }
}

/// A check of scattered claims, while which somebody does something to the file: what was said of it, and of its rows.
fn changed_meanwhile(change: impl Fn(&mut File, &Path) + Send + Sync + 'static) -> (Vec<String>, u64) {
    let folder = folder();
    let path = folder.path().join("claims.csv");
    // Every claim once more behind the others, so that the file is read twice.
    let claims: String = (0..10).map(|block| rows(1000 * block)).collect();
    std::fs::write(&path, format!("{HEADER}{claims}{claims}")).expect("a file");
    let writable = Mutex::new(Some(File::options().write(true).open(&path).expect("the file")));
    let place = path.clone();
    let progress = Progress(Arc::new(move |read, size| {
        if read > size.expect("a file has a size") / 2
            && let Some(mut file) = writable.lock().expect("not poisoned").take()
        {
            change(&mut file, &place);
        }
    }));
    let cuts = Cuts { window: 64 << 10, ..Cuts::default() };
    let settings = Settings { progress: Some(progress), cuts, ..Settings::default() };
    let outcome = check(&[Input::File(path)], &settings).expect("a run");
    let failed = outcome.failed.iter().map(ToString::to_string);
    let failed = failed.map(|said| said.split_once("claims.csv: ").map(|(_, why)| why.to_owned()));
    (failed.collect::<Option<_>>().expect("each names the file"), outcome.summary.rows())
}

#[test]
fn a_file_that_is_written_to_while_it_is_read_has_not_been_checked() {
    let why = "it was written to while it was being read";
    let (failed, rows) = changed_meanwhile(|file, _| file.set_len(100_000).expect("cut"));
    assert_eq!(failed, [why]);
    assert!(rows < 20_000, "{rows}");
    let (failed, rows) = changed_meanwhile(|file, _| {
        file.seek(SeekFrom::End(0)).and_then(|_| file.write_all(b"B1,2025-11-04,E11,99213\n")).expect("added to");
    });
    assert_eq!(failed, [why]);
    assert!(rows >= 20_000, "{rows}");
    assert_eq!(changed_meanwhile(|_, _| ()), (Vec::new(), 20_000));
    // Another file under its name: the one that was begun is read to its end.
    let replaced = changed_meanwhile(|_, path| {
        let other = path.with_extension("new");
        std::fs::write(&other, HEADER).and_then(|()| std::fs::rename(&other, path)).expect("replaced");
    });
    assert_eq!(replaced, (Vec::new(), 20_000));
}

/// What goes into temporary files: a copy of standard input, rows that stand apart, findings.
#[test]
fn where_there_is_no_folder_for_temporary_files_that_is_what_is_said() {
    let folder = folder();
    let nowhere = folder.path().join("nowhere");
    let faults: String = (0..40).map(|block| rows(1000 * block)).collect();
    let clean = faults.replace(",E11,", ",E11.9,");
    let write = |name: &str, rows: &str| {
        std::fs::write(folder.path().join(name), format!("{HEADER}{rows}")).expect("a file");
    };
    write("together.csv", &clean);
    write("apart.csv", &clean.repeat(2));
    write("faults.csv", &faults);
    for (input, from) in [("-", "together.csv"), ("apart.csv", "apart.csv"), ("faults.csv", "faults.csv")] {
        let stdin = File::open(folder.path().join(from)).expect("the file");
        let mut command = claimlint(folder.path(), &["check", input, "--format", "json"]);
        let output = command.stdin(stdin).env("TMPDIR", &nowhere).output().expect("claimlint runs");
        let err = String::from_utf8(output.stderr).expect("UTF-8");
        let said = format!("cannot use {}, the folder for temporary files: No such file", nowhere.display());
        assert!(err.replace('\n', " ").replace("  │ ", "").contains(&said), "{input}: {err}");
        assert!(err.contains("help: set TMPDIR"), "{input}: {err}");
        assert_eq!(output.status.code(), Some(2), "{input}");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a document");
        let failed = report["summary"]["inputs"][0]["failed"].as_str().expect("it failed");
        assert!(failed.contains("cannot use the folder for temporary files: No such file"), "{input}: {failed}");
    }
}
