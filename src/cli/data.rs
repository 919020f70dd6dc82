//! `claimlint data`: the code sets held, and new ones made from the official files.

use super::Exit;
use super::check::date;
use super::explain::{Paper, Printed, json};
use super::here::Book;
use super::output::print;
use super::terminal::Terminal;
use crate::config::Config;
use crate::date::Date;
use crate::error::Result;
use crate::explain::HeldSheet;
use crate::icd::{Import, ImportReport, import};
use crate::render::{counted, escape, grouped};
use clap::{Args, Subcommand, ValueHint};
use std::fmt::Write;
use std::path::PathBuf;

/// The arguments.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct DataArguments {
    #[command(subcommand)]
    verb: Option<DataVerb>,

    /// How to list what is held
    #[arg(long, value_enum, default_value = "human")]
    format: Printed,

    #[command(flatten)]
    book: Book,
}

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
pub(super) fn run(arguments: DataArguments, terminal: &Terminal) -> Result<Exit> {
    let Some(DataVerb::Import(arguments)) = arguments.verb else { return list(&arguments, terminal) };
    let ImportArguments { files, release, effective, until, remark, into } = arguments;
    let plan = Import { release, effective, until, remark, into };
    let report = import(&files, &plan)?;
    print(&told(&plan, &report))?;
    Ok(Exit::Clean)
}

fn list(arguments: &DataArguments, terminal: &Terminal) -> Result<Exit> {
    let (book, folder) = arguments.book.open(&Config::default())?;
    let sheet = HeldSheet::of(&book, folder.as_deref(), arguments.book.on.unwrap_or_else(Date::today))?;
    let text = match arguments.format {
        Printed::Json => json(&sheet)?,
        Printed::Human => listed(&sheet, terminal),
    };
    print(&text)?;
    Ok(Exit::Clean)
}

/// What is held, as a page.
fn listed(sheet: &HeldSheet, terminal: &Terminal) -> String {
    let mut paper = Paper::new(terminal);
    paper.title("ICD-10-CM", &format!("{}, seen on {}", counted(sheet.releases.len() as u64, "release"), sheet.on));
    paper.row("release", 10, "from        until         codes  billable  notes  age");
    for held in &sheet.releases {
        let (codes, billable) = (grouped(held.codes as u64), grouped(held.billable as u64));
        let notes = if held.tabular { "yes" } else { "" };
        let age = match (held.age_in_days, held.until < sheet.on) {
            (..0, _) => "to come".to_owned(),
            (days, true) => format!("{} days, ended", grouped(days.unsigned_abs().into())),
            (days, false) => format!("{} days, in force", grouped(days.unsigned_abs().into())),
        };
        let line = format!("{}  {}  {codes:>7}  {billable:>8}  {notes:5}  {age}", held.from, held.until);
        paper.row(&held.release, 10, &line);
    }
    paper.statement("claimlint data --format json names the official files of each release");
    paper.section("Other tables");
    let columns = sheet.tables.iter().map(|table| table.table.len()).max().unwrap_or(0);
    for table in &sheet.tables {
        let until = table.until.map(|until| format!(", until {until}")).unwrap_or_default();
        let lines = counted(table.rows as u64, "line");
        paper.row(table.table, columns, &format!("{lines}{until}; {}", table.official));
    }
    if !sheet.hints.is_empty() {
        paper.section("Out of date");
        for hint in &sheet.hints {
            paper.line(hint);
        }
    }
    paper.finish()
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
