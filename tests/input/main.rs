//! What bad input gets: a message that names what was found and what to do, exit code 2 where nothing could be checked,
//! never a panic, and never a row that is silently dropped. Good input in bad clothes (every delimiter, line end, date
//! and null token met in exports) gets the report of the plain file.

mod anything;
mod clothes;
mod dates;
mod in_part;
mod not_at_all;
mod shapes;

use std::process::{Command, Stdio};
use tempfile::TempDir;

/// What a run said.
struct Said {
    exit: Option<i32>,
    /// Errors and findings, then the summary, as printed.
    text: String,
    /// Rows of the summary.
    rows: u64,
    /// Rule, line and value of each finding.
    found: Vec<(String, u64, String)>,
}

/// Runs the program in a folder.
fn run(folder: &TempDir, arguments: &[&str]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_claimlint"))
        .current_dir(folder.path())
        .args(["check", "--isolated", "--format", "concise", "--output", "json=report.json"])
        // The rules of reading and of codes; what other packs say of these claims is not asked here.
        .args(["--select", "RD1,DX101,DX102,DX103,DX104,DX105,DX106,DX107,DX108,DX109"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("claimlint runs");
    let json = std::fs::read(folder.path().join("report.json")).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let findings = json["findings"].as_array().cloned().unwrap_or_default();
    let found = findings
        .iter()
        .map(|finding| {
            let line = finding["line"].as_u64().unwrap_or_default();
            (text(&finding["rule"]), line, text(&finding["cells"][0]["value"]))
        })
        .collect();
    let printed = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat();
    assert!(!printed.contains("panicked"), "{printed}");
    Said {
        exit: output.status.code(),
        text: format!("exit {}\n{}", output.status.code().unwrap_or(-1), timeless(&printed)),
        rows: json["summary"]["rows"].as_u64().unwrap_or_default(),
        found,
    }
}

/// The text without the time a run took.
fn timeless(text: &str) -> String {
    let cut = |line: &str| match line.rsplit_once("; ") {
        Some((figures, _)) if figures.contains(" error") && figures.contains(" warning") => figures.to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(cut).collect::<Vec<_>>().join("\n")
}

/// Checks one file, `claims.csv`.
fn check(bytes: impl AsRef<[u8]>) -> Said {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("claims.csv"), bytes).expect("a file");
    run(&folder, &["claims.csv"])
}

/// The findings of a file, without their lines.
fn found(bytes: impl AsRef<[u8]>) -> Vec<(String, String)> {
    check(bytes).found.into_iter().map(|(rule, _, value)| (rule, value)).collect()
}

/// A file of one diagnosis.
fn of_code(code: &str) -> String {
    format!("claim_id,service_date,dx1\nA1,2025-11-04,{code}\n")
}
