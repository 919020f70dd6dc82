//! A run that is interrupted, once and once more: what it still says, and that it leaves nothing half done.

use super::{HEADER, claimlint, folder, json as json_of, on_pipe, rows};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// More than a pipe and a window hold: when it has been written, the run is under way.
const UNDER_WAY: usize = 8 << 20;

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success(), "the run had ended before it was interrupted");
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
    let mut child = on_pipe(folder.path(), "check", &["--format", "concise", "--output", "json=report.json"]);
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

/// The run stands still in an input that nobody will open for writing.
#[test]
fn a_second_interruption_ends_a_run_at_once_and_leaves_no_file() {
    for verb in [&["check", "--output", "json=report.json", "--output", "html=report.html"][..], &REPORTS] {
        let folder = folder();
        let made = Command::new("mkfifo").arg(folder.path().join("silent.csv")).status().expect("mkfifo runs");
        assert!(made.success());
        let names = || std::fs::read_dir(folder.path()).expect("a folder").count();
        let mut command = claimlint(folder.path(), verb);
        let mut child = command.arg("silent.csv").stderr(Stdio::piped()).spawn().expect("claimlint runs");
        while names() == 1 {
            std::thread::yield_now();
        }
        interrupt(&child);
        let mut err = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut line = String::new();
        err.read_line(&mut line).expect("read");
        assert!(line.starts_with("stopping:"), "{line}");
        interrupt(&child);
        assert_eq!(child.wait().expect("it ends").code(), Some(130), "{verb:?}");
        assert_eq!(names(), 1, "{verb:?}: nothing is left behind");
    }
}

/// Standard output, standard error and exit code of a run that is interrupted while it waits for more of standard input, and
/// before `later.csv`. Standard input stays open.
fn interrupted_while_silent(folder: &Path, verb: &str, arguments: &[&str]) -> (String, String, Option<i32>) {
    let later = format!("{HEADER}B1,2025-11-04,E11.9,99213\n");
    std::fs::write(folder.join("later.csv"), later).expect("a file");
    let mut child = on_pipe(folder, verb, &[&["later.csv"], arguments].concat());
    let mut pipe = child.stdin.take().expect("a pipe");
    // Of a thousand rows one has a fault: it is not what is written of findings that takes the time.
    until_under_way(&mut pipe, |from| rows(from).replace(",E11,", ",E11.9,").replacen(",E11.9,", ",E11,", 1));
    interrupt(&child);
    let output = child.wait_with_output().expect("it ends");
    drop(pipe);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

const SAID: &str = "he run was interrupted, and this is only what was checked until then";

#[test]
fn a_run_that_waits_for_its_input_ends_at_the_first_interruption_and_every_report_says_so() {
    let folder = folder();
    let formats = ["concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "csv", "markdown", "html"];
    let outputs: Vec<String> = formats.iter().map(|format| format!("--output={format}=report.{format}")).collect();
    let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
    let (human, err, code) = interrupted_while_silent(folder.path(), "check", &outputs);
    assert_eq!(code, Some(130), "{err}");
    assert!(err.contains("<stdin>: interrupted, not checked to its end"), "{err}");
    assert!(human.contains(SAID) && human.contains("; not begun: 1 file\n"), "{human}");
    assert!(human.contains("\n  later.csv: not read: the run was interrupted before it\n"), "{human}");
    let report = |format: &str| std::fs::read_to_string(folder.path().join(format!("report.{format}"))).expect("read");
    for format in ["sarif", "junit", "github", "markdown", "html"] {
        assert!(report(format).contains(SAID), "{format}");
    }
    for format in ["concise", "json", "sarif", "junit", "github", "gitlab", "csv", "markdown", "html"] {
        let report = report(format);
        assert!(report.contains("not wholly checked: the run was interrupted"), "{format}");
        assert!(report.contains("not read: the run was interrupted before it"), "{format}");
    }
    let markdown = report("markdown");
    assert!(markdown.lines().nth(2).is_some_and(|line| line.starts_with("**The run was interrupted")), "{markdown}");
    assert!(report("github").starts_with("::error title=claimlint interrupted::t"));
    let read = |format: &str| serde_json::from_str::<serde_json::Value>(&report(format)).expect("a document");
    let (json, sarif) = (read("json"), read("sarif"));
    assert_eq!((&json["interrupted"], &json["summary"]["files_not_read"]), (&true.into(), &1.into()));
    assert!(json["summary"]["rows"].as_u64().is_some_and(|rows| rows > 0));
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert!(invocation.to_string().contains("{\"id\":\"interrupted\"},\"level\":\"error\""), "{invocation}");
    // Its lines are findings and nothing else: standard error and the exit code say it.
    assert!(report("jsonl").lines().all(|line| line.starts_with("{\"rule\":")), "findings alone");
    let (whole, _) = json_of(folder.path(), &["check", "later.csv"]);
    assert_eq!(whole["interrupted"], false);
}

const REPORTS: [&str; 7] = ["report", "--html", "report.html", "--json", "report.json", "--xlsx", "report.xlsx"];

#[test]
fn an_interrupted_report_says_so_at_its_top_and_is_no_whole_one_to_be_compared_with() {
    let folder = folder();
    let arguments = [&REPORTS[1..], &["--markdown", "--csv", "tables"]].concat();
    let (out, err, code) = interrupted_while_silent(folder.path(), "report", &arguments);
    assert_eq!(code, Some(130), "{err}");
    assert!(out.lines().nth(2).is_some_and(|line| line.starts_with("**The run was interrupted")), "{out}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("read");
    let page = read("report.html");
    let (said, figures) = (page.find(SAID).expect("said"), page.find("id=\"figures\"").expect("figures"));
    assert!(said < figures, "before any figure");
    assert!(read("report.json").contains("\"interrupted\": true"));
    assert!(read("tables/summary.csv").lines().nth(1).is_some_and(|row| row.contains(SAID)));
    assert!(read("tables/not-checked.csv").contains(SAID));
    let compared = claimlint(folder.path(), &["report", "later.csv", "--compare", "report.json"]).output();
    let compared = String::from_utf8(compared.expect("claimlint runs").stdout).expect("UTF-8");
    assert!(compared.contains("; it was interrupted, and is only of what was checked until then"), "{compared}");
    assert!(!compared.contains(SAID), "{compared}");
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
