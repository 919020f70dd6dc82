//! What goes wrong around a run while it lasts: it is interrupted, its input stalls or ends in the middle of a row, a
//! folder leads back to itself, a file among others cannot be read.
#![cfg(unix)]

use claimlint::check::{Input, Progress, Settings, check};
use claimlint::claim::window::Cuts;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

const HEADER: &str = "claim_id,service_date,dx1,procedure_code\n";
/// More than a pipe and a window hold: when it has been written, the run is under way.
const UNDER_WAY: usize = 8 << 20;

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

fn on_pipe(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = claimlint(folder, &["check", "-"]);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("claimlint runs")
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success(), "the run had ended before it was interrupted");
}

/// Rows of a thousand claims, every one with a header code on it.
fn rows(from: usize) -> String {
    let rows: Vec<String> = (from..from + 1000).map(|number| format!("A{number},2025-11-04,E11,99213\n")).collect();
    rows.concat()
}

/// Writes rows until the run is under way; how many. There are a thousand in `rows` of a number.
fn until_under_way(pipe: &mut impl Write, rows: impl Fn(usize) -> String) -> usize {
    pipe.write_all(HEADER.as_bytes()).expect("written");
    let (mut claims, mut written) = (0, 0);
    while written < UNDER_WAY {
        let rows = rows(claims);
        pipe.write_all(rows.as_bytes()).expect("written");
        written += rows.len();
        claims += 1000;
    }
    claims
}

/// The report of a run that is interrupted, and how many rows there were for it.
fn interrupted(rows: impl Fn(usize) -> String) -> (serde_json::Value, u64) {
    let folder = folder();
    let mut child = on_pipe(folder.path(), &["--format", "concise", "--output", "json=report.json"]);
    let mut pipe = child.stdin.take().expect("a pipe");
    let (mut out, mut err) = (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
    let out = std::thread::spawn(move || out.read_to_end(&mut Vec::new()));
    let err = std::thread::spawn(move || {
        let mut text = String::new();
        err.read_to_string(&mut text).map(|_| text)
    });
    let mut claims = until_under_way(&mut pipe, &rows);
    interrupt(&child);
    while pipe.write_all(rows(claims).as_bytes()).is_ok() {
        claims += 1000;
    }
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    out.join().expect("read").expect("read");
    let err = err.join().expect("read").expect("read");
    assert!(err.contains("<stdin>: interrupted, not checked to its end"), "{err}");
    let report = std::fs::read_to_string(folder.path().join("report.json")).expect("a report");
    assert!(report.contains("the run was interrupted"), "the report says that it is not whole");
    (serde_json::from_str(&report).expect("a whole document"), claims as u64)
}

#[test]
fn an_interrupted_run_reports_what_it_has_checked_and_says_that_it_is_not_all() {
    let (report, rows) = interrupted(rows);
    let checked = report["summary"]["rows"].as_u64().expect("a number");
    assert!(checked > 0 && checked < rows, "{checked} rows of {rows}");
    assert_eq!(report["summary"]["errors"].as_u64(), Some(checked), "each row that was checked has its fault");
}

#[test]
fn of_claims_that_were_not_put_together_an_interrupted_run_says_nothing() {
    // The same thousand claims over and over.
    let (report, _) = interrupted(|_| rows(0));
    assert_eq!((report["summary"]["errors"].as_u64(), report["findings"].as_array().map(Vec::len)), (Some(0), Some(0)));
    assert!(report.to_string().contains("nothing is said of claims that may have such rows (1000)"), "{report}");
}

#[test]
fn a_run_that_waits_for_its_input_ends_at_the_second_interruption_and_leaves_no_report() {
    let folder = folder();
    let mut child = on_pipe(folder.path(), &["--output", "json=report.json"]);
    let mut pipe = child.stdin.take().expect("a pipe");
    until_under_way(&mut pipe, rows);
    interrupt(&child);
    let mut err = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    err.read_line(&mut line).expect("read");
    assert!(line.starts_with("stopping:"), "{line}");
    interrupt(&child);
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "nothing is left behind");
}

#[test]
fn an_interrupted_correction_leaves_the_file_as_it_was_and_nothing_beside_it() {
    let folder = folder();
    let text = format!("{HEADER}A0,2025-11-04,e11.9,99213\n") + &rows(0).repeat(4000);
    let claims = folder.path().join("claims.csv");
    std::fs::write(&claims, &text).expect("a file");
    let names = || std::fs::read_dir(folder.path()).expect("a folder").count();
    for how in ["--in-place", "--write"] {
        let mut command = claimlint(folder.path(), &["fix", "claims.csv", how]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("claimlint runs");
        while names() == 1 {
            std::thread::yield_now();
        }
        interrupt(&child);
        assert_eq!(child.wait().expect("it ends").code(), Some(130), "{how}");
        assert_eq!(names(), 1, "{how}");
        assert!(std::fs::read(&claims).expect("a file") == text.as_bytes(), "{how}");
    }
}

#[test]
fn an_input_that_comes_in_small_pieces_is_read_as_one_that_comes_at_once() {
    let folder = folder();
    let text = format!("{HEADER}A1,2025-11-04,E11,99213\nA2,2025-11-04,\"E11.9\",99213\nA1,2025-11-04,M54.5,99213\n");
    std::fs::write(folder.path().join("claims.csv"), &text).expect("a file");
    let (whole, _) = json(folder.path(), &["check", "claims.csv"]);
    let mut child = on_pipe(folder.path(), &["--stdin-filename", "claims.csv", "--format", "json"]);
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
