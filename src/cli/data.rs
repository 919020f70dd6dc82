//! `claimlint data`: code sets made from the official files.

use super::Exit;
use super::check::date;
use super::output::print;
use crate::date::Date;
use crate::error::Result;
use crate::icd::{Import, ImportReport, import};
use crate::render::{counted, escape, grouped};
use clap::{Args, Subcommand, ValueHint};
use std::fmt::Write;
use std::path::PathBuf;

/// What to do with code sets.
#[derive(Subcommand, Debug)]
pub(super) enum DataVerb {
    /// Add a release to a folder of code sets, from the official files
    Import(ImportArguments),
}

/// The arguments of `data import`.
#[derive(Args, Debug)]
pub(super) struct ImportArguments {
    /// The official order file and, where they are at hand, the Tabular List (XML) and the conversion table
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,

    /// Name of the release, as in FY2028
    #[arg(long, value_name = "NAME")]
    release: String,

    /// First day it is in force
    #[arg(long, value_name = "DATE", value_parser = date)]
    effective: Date,

    /// Last day it is in force [default: the 30 September that ends its fiscal year]
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,

    /// What a reader of SOURCES.toml must know about these files
    #[arg(long, value_name = "TEXT")]
    remark: Option<String>,

    /// The folder of code sets; made if it is not there
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    into: PathBuf,
}

/// Does it.
///
/// # Errors
/// When a file is not as published or the folder cannot be written; the folder is then as it was.
pub(super) fn run(verb: DataVerb) -> Result<Exit> {
    let DataVerb::Import(ImportArguments { files, release, effective, until, remark, into }) = verb;
    let plan = Import { release, effective, until, remark, into };
    let report = import(&files, &plan)?;
    print(&told(&plan, &report))?;
    Ok(Exit::Clean)
}

fn told(plan: &Import, report: &ImportReport) -> String {
    let figure = |number: usize| grouped(number as u64);
    let mut text = format!(
        "{}, in force from {}: {}, {} of them billable; {} new, {} retired\n",
        escape(&plan.release),
        plan.effective,
        counted(report.rows as u64, "code"),
        figure(report.billable),
        figure(report.new_codes),
        figure(report.retired_codes),
    );
    let mut line = |words: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {words}");
    };
    let (opened, closed) = report.code_lines;
    line(format!("codes.tsv: {} opened, {} closed", counted(opened as u64, "line"), figure(closed)));
    match report.note_lines {
        Some((opened, closed)) => {
            line(format!("notes.tsv: {} opened, {} closed", counted(opened as u64, "line"), figure(closed)));
        }
        None => line("notes.tsv: as it was, no Tabular List was given".to_owned()),
    }
    line(format!("successors.tsv: {} added", counted(report.successors as u64, "line")));
    for remark in &report.remarks {
        line(escape(remark).into_owned());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_says_what_it_did() {
        let plan = Import {
            release: "FY2028".to_owned(),
            effective: Date::new(2027, 10, 1).expect("a day"),
            until: None,
            remark: None,
            into: "data".into(),
        };
        let report = ImportReport {
            rows: 98_000,
            billable: 75_000,
            new_codes: 487,
            retired_codes: 28,
            code_lines: (490, 30),
            note_lines: None,
            successors: 28,
            remarks: vec!["a title is in capitals".to_owned()],
        };
        insta::assert_snapshot!(told(&plan, &report), @r#"
FY2028, in force from 2027-10-01: 98,000 codes, 75,000 of them billable; 487 new, 28 retired
  codes.tsv: 490 lines opened, 30 closed
  notes.tsv: as it was, no Tabular List was given
  successors.tsv: 28 lines added
  a title is in capitals
"#);
    }
}
