//! Pages that are printed and not written: they say what the program does now, or this fails and says how to print them.

use claimlint::check::{Input, Outcome, Settings, check, registry};
use claimlint::config::Config;
use claimlint::icd::CodeBook;
use claimlint::page;
use claimlint::render::{Channel, Format, Look, write_report};
use claimlint::report::Report;
use claimlint::rule::Severity;
use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

const STORIES: &str = "fixtures/not-carried-out";

/// Compares a page with what would be printed. `UPDATE=1` writes it.
fn current(file: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::fs::read_to_string(&path).is_ok_and(|committed| committed.replace("\r\n", "\n") == page) {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, page).expect("the page can be written");
        return;
    }
    panic!(
        "{file} is stale. `UPDATE=1 cargo test --test pages` prints it anew; read the difference before you commit it"
    );
}

#[test]
fn the_page_of_the_rules_is_current() {
    let book = CodeBook::embedded();
    let registry = registry(&[], book).expect("the shipped rules");
    current("rules/README.md", &page::rules(&registry, book).expect("a page"));
}

/// A story of the folder, checked as `claimlint check` would do it there.
fn checked(name: &str) -> Outcome {
    let config = Config::read(Path::new(&format!("{STORIES}/claimlint.toml"))).expect("the settings of the stories");
    let settings = Settings { select: config.select, ..Settings::default() };
    let input = Input::File(PathBuf::from(format!("{STORIES}/{name}")));
    let mut outcome = check(&[input], &settings).expect("a run");
    assert!(outcome.failed.is_empty(), "{name}: {:?}", outcome.failed);
    // How long it took is another thing every time.
    outcome.summary.elapsed = Duration::ZERO;
    outcome
}

/// The command and what it prints.
fn report(name: &str) -> String {
    let outcome = checked(name);
    let look = Look { min_severity: Severity::Info, ..Look::default() };
    let mut printed = Vec::new();
    let mut channels = [Channel::new(Format::Human.renderer(look), &mut printed)];
    let report = Report { rules: &outcome.rules, summary: &outcome.summary };
    write_report(report, &outcome.findings, &mut channels, NonZeroUsize::new(1)).expect("a report");
    let printed = String::from_utf8(printed).expect("text");
    format!("```console\n$ claimlint check {STORIES}/{name} --min-severity info\n{}\n```\n", printed.trim_end())
}

/// The claims of a story as a table, without the columns in which nothing stands.
fn table(name: &str) -> String {
    let text = std::fs::read_to_string(format!("{STORIES}/{name}")).expect("a story");
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let filled = |column: &usize| rows[1..].iter().any(|row| !row[*column].is_empty());
    let columns: Vec<usize> = (0..rows[0].len()).filter(filled).collect();
    let mut table = String::new();
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<&str> = columns.iter().map(|&column| row[column]).collect();
        writeln!(table, "| {} |", cells.join(" | ")).expect("text");
        if at == 0 {
            writeln!(table, "|{}", "---|".repeat(columns.len())).expect("text");
        }
    }
    format!("[`{name}`]({name})\n\n{table}")
}

/// The page with everything between its marks printed anew; what stands around them is written by hand.
fn retold(page: &str) -> String {
    let mut told = String::new();
    let mut printing = false;
    for line in page.lines() {
        if line == "<!-- end -->" {
            printing = false;
        }
        if !printing {
            told += line;
            told += "\n";
        }
        let mark = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->"));
        if let Some((what, name)) = mark.and_then(|mark| mark.split_once(": ")) {
            printing = true;
            let claims = if what == "report" { table(name) + "\n" } else { String::new() };
            write!(told, "\n{claims}{}\n", report(name)).expect("text");
        }
    }
    told
}

#[test]
fn the_stories_are_current() {
    let page = std::fs::read_to_string(format!("{STORIES}/README.md")).expect("the page of the stories");
    current(&format!("{STORIES}/README.md"), &retold(&page.replace("\r\n", "\n")));
    for file in std::fs::read_dir(STORIES).expect("the stories") {
        let path = file.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            let name = path.file_name().expect("a name").to_string_lossy();
            assert!(page.contains(&format!(": {name} -->")), "{name} is told on no page");
        }
    }
}

/// What the rules say of a story: codes and claims.
fn said(name: &str) -> Vec<String> {
    let outcome = checked(name);
    let told = outcome.findings.iter().map(|finding| {
        let finding = finding.expect("a finding");
        let code = &outcome.rules[usize::from(finding.rule.0)].code;
        format!("{code} {} {}", finding.severity, finding.claim_id.unwrap_or_default())
    });
    told.collect()
}

#[test]
fn a_claim_that_is_right_in_every_respect_prints_nothing_but_the_summary() {
    for name in ["01-physician-stops.csv", "03-surgical-center.csv", "05-critical-access.csv"] {
        let input = Input::File(PathBuf::from(format!("{STORIES}/{name}")));
        let outcome = check(&[input], &Settings::default()).expect("a run");
        assert_eq!(outcome.findings.iter().count(), 0, "{name}, by all rules");
    }
}

#[test]
fn no_exception_is_reported_at_any_severity() {
    assert_eq!(said("all-exceptions.csv"), [""; 0]);
    assert!(checked("all-exceptions.csv").summary.not_run.is_empty(), "every rule had its columns");
}

#[test]
fn the_stories_have_the_findings_they_tell_of() {
    assert_eq!(said("02-hospital-with-53.csv"), ["ND101 error 2001"]);
    assert_eq!(said("04-surgeon-with-73.csv"), ["ND102 error 4001"]);
    assert_eq!(said("06-patient-refuses.csv"), ["ND206 warning 6001"]);
    assert_eq!(said("07-converted-to-open.csv"), ["ND208 warning 7002", "ND208 warning 7003", "ND207 error 7003"]);
    assert_eq!(said("08-left-without-being-seen.csv"), ["ND209 error 8001", "ND209 warning 8002"]);
    assert_eq!(said("09-two-procedures.csv"), ["ND210 warning 9001", "ND211 warning 9002", "ND213 warning 9003"]);
    assert_eq!(said("10-z53-first.csv"), ["ND201 error 10001", "ND201 warning 10002"]);
    let vaccines = ["VX301 error 11001", "VX301 error 11001", "VX304 warning 11003", "VX305 info 11004"];
    assert_eq!(said("11-vaccine-refused.csv"), vaccines);
    assert_eq!(said("12-underimmunized.csv"), ["VX302 error 12001", "VX303 error 12002"]);
}

#[test]
fn without_columns_rules_fall_back_or_are_listed() {
    assert!(said("missing-columns.csv").contains(&"VX301 warning 4".to_owned()), "without pointers a warning");
    let outcome = checked("missing-columns.csv");
    let unrun = outcome.summary.not_run.iter();
    let unrun: Vec<&str> = unrun.map(|unrun| outcome.rules[usize::from(unrun.rule.0)].code.as_str()).collect();
    for code in ["ND101", "ND103", "ND202", "ND205", "ND206", "VX305"] {
        assert!(unrun.contains(&code), "{code} is not listed");
    }
}
