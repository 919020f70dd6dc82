//! claimlint as a gate: what fails a run and what does not. Baselines that survive sorting, suppressions with their
//! reasons, thresholds, settings for some files, and outputs that are written whole or not at all.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

mod baseline;
mod reports;
mod settings;

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

fn packed(text: &str) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packer, text.as_bytes()).expect("to memory");
    packer.finish().expect("to memory")
}
