//! From the files a release is published as to the tables of the data folder.
//!
//! The shipped data is made by this importer and nothing else, one release after another; a user gives it the next
//! release on the day it comes out. Every file is recognised by what is in it, checked as far as it can be, and refused
//! with its line when it is not what it should be; the folder is then left as it was.

mod agree;
mod conversion;
mod enter;
mod folder;
mod ledger;
mod official;
mod order;
mod sources;
mod tabular;

use crate::date::Date;
use crate::error::{Error, Result};
use agree::Agreement;
use folder::{Folder, Held};
use official::Official;
use order::OrderFile;
use std::collections::HashSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Which release is imported, and into which folder.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its name: `FY2028`, `FY2028-apr`.
    pub release: String,
    /// First day it is in force.
    pub effective: Date,
    /// Last day; if not given, the 30 September on which its fiscal year ends.
    pub until: Option<Date>,
    /// Anything a reader of `SOURCES.toml` must know, such as why a file is not as published.
    pub remark: Option<String>,
    /// The data folder; made if it does not exist.
    pub into: PathBuf,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Codes in the release, headers included.
    pub rows: usize,
    /// Codes a claim may carry.
    pub billable: usize,
    /// Codes the release before did not hold.
    pub new_codes: usize,
    /// Codes of the release before that are gone.
    pub retired_codes: usize,
    /// Lines of `codes.tsv` opened and closed: new, retired, re-titled, re-flagged or moved codes.
    pub code_lines: (usize, usize),
    /// Lines of `notes.tsv` opened and closed; `None` without a Tabular List.
    pub note_lines: Option<(usize, usize)>,
    /// Lines added to `successors.tsv`.
    pub successors: usize,
    /// What was found that deserves a look but is no reason to refuse.
    pub remarks: Vec<String>,
}

/// Enters a release into a data folder.
///
/// `files` are the order file (always) and, where they are at hand, the Tabular List (XML) and the conversion table,
/// unpacked but otherwise as published, under any name.
///
/// # Errors
/// [`Error::Data`] with the line for a file that is wrong or cut short, [`Error::Usage`] for files that are missing or
/// given twice or a release that is not newer than those held, [`Error::Io`]. The folder is then as it was.
pub fn import(files: &[PathBuf], plan: &Import) -> Result<ImportReport> {
    let mut folder = Folder::read(&plan.into)?;
    let until = check_plan(plan, &folder)?;
    let Official { order, tabular, conversions, files } = official::read(files)?;
    let (order_path, order) = order.ok_or_else(|| usage("no order file among the files given", ORDER_HELP))?;
    let mut report = ImportReport {
        rows: order.codes.len(),
        billable: order.codes.iter().filter(|listed| listed.billable).count(),
        ..ImportReport::default()
    };
    compare_with_held(&order_path, &order, &folder, &mut report)?;
    let agreement = match &tabular {
        Some((path, tabular)) => Some(agree::compare(path, tabular, &order)?),
        None => None,
    };
    let from = plan.effective.to_string();
    let eve = plan.effective.eve().to_string();
    if let Some(last) = folder.releases.last_mut() {
        last.until = last.until.clone().min(eve.clone());
    }
    let last_day = folder.releases.last().map_or(eve, |last| last.until.clone());
    enter::codes(&mut folder, &order, &from, &last_day, &mut report);
    if let Some((_, tabular)) = tabular {
        enter::tabular(&mut folder, tabular, &plan.release, &mut report);
    }
    enter::conversions(&mut folder, conversions, &mut report);
    folder.releases.push(Held {
        name: plan.release.clone(),
        from,
        until: until.to_string(),
        rows: report.rows,
        billable: report.billable,
        tabular: agreement.is_some(),
    });
    note_sources(&mut folder, plan, &order, agreement, files, &mut report)?;
    folder.replace(&plan.into)?;
    Ok(report)
}

const ORDER_HELP: &str =
    "the order file is published by CMS in \"Code Descriptions in Tabular Order\", as icd10cm-order-YYYY.txt";

fn usage(message: impl Into<String>, help: &str) -> Error {
    Error::Usage { message: message.into(), help: Some(help.to_owned()) }
}

/// An official file that is not as it should be.
fn refuse(path: &Path, line: impl Into<Option<usize>>, problem: impl Into<String>) -> Error {
    let line = line.into().map(|line| line as u64);
    let help = Some("the data folder was not changed".to_owned());
    Error::Data { path: path.to_path_buf(), line, problem: problem.into(), help }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The last day of the release, if the plan fits the folder.
fn check_plan(plan: &Import, folder: &Folder) -> Result<Date> {
    let name_fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if plan.release.is_empty() || !plan.release.chars().all(name_fits) {
        let message = format!("`{}` cannot name a release", plan.release);
        return Err(usage(message, "use letters, digits and `-`, as in FY2028 or FY2028-apr"));
    }
    if let Some(held) = folder.releases.iter().find(|held| held.name == plan.release) {
        return Err(usage(format!("{} is already held, from {}", held.name, held.from), "import only newer releases"));
    }
    if let Some(last) = folder.releases.last().filter(|last| *last.from >= *plan.effective.to_string()) {
        let message = format!("{} is not newer than {}, held from {}", plan.effective, last.name, last.from);
        return Err(usage(message, "releases are imported in the order of their dates"));
    }
    let year = plan.effective.civil().year();
    let fiscal_year_end = [year, year + 1].into_iter().filter_map(|year| Date::new(year, 9, 30));
    let until = plan.until.or_else(|| fiscal_year_end.into_iter().find(|end| *end >= plan.effective));
    match until {
        Some(until) if until >= plan.effective => Ok(until),
        _ => Err(usage("the release would end before it begins", "give --until a later date")),
    }
}

/// A release that loses more than one code in twenty is not a release but a piece of one.
fn compare_with_held(path: &Path, order: &OrderFile, folder: &Folder, report: &mut ImportReport) -> Result<()> {
    let new: HashSet<String> = order.codes.iter().map(|listed| listed.code.to_string()).collect();
    let held: HashSet<&str> = folder.codes.iter().filter(|row| row.to.is_empty()).map(|row| row.key.as_str()).collect();
    report.new_codes = new.iter().filter(|code| !held.contains(code.as_str())).count();
    report.retired_codes = held.iter().filter(|&&code| !new.contains(code)).count();
    if report.retired_codes * 20 > held.len() {
        let problem =
            format!("lacks {} of the {} codes of the release before: cut short?", report.retired_codes, held.len());
        return Err(refuse(path, order.codes.len(), problem));
    }
    Ok(())
}

fn note_sources(
    folder: &mut Folder,
    plan: &Import,
    order: &OrderFile,
    agreement: Option<Agreement>,
    files: Vec<sources::File>,
    report: &mut ImportReport,
) -> Result<()> {
    if let Some(found) = &agreement {
        if found.over_generated > 0 {
            let count = found.over_generated;
            report.remarks.push(format!("the Tabular List makes {count} S06 codes that the order file leaves out"));
        }
        report.remarks.extend(found.misplaced.iter().map(|code| format!("nested below the wrong header: {code}")));
    }
    let source = sources::Source {
        release: plan.release.clone(),
        effective: plan.effective.to_string(),
        remark: plan.remark.clone(),
        rows: report.rows,
        billable: report.billable,
        codes_sha256: order.digest.clone(),
        tree_sha256: agreement.as_ref().map(|found| found.digest.clone()),
        over_generated: agreement.as_ref().map(|found| found.over_generated),
        misplaced: agreement.map(|found| found.misplaced).unwrap_or_default(),
        file: files,
    };
    if folder.sources.is_empty() {
        folder.sources.push_str(sources::OPENING);
    }
    let text =
        sources::appended(source).map_err(|e| usage(format!("SOURCES.toml cannot be written: {e}"), "report this"))?;
    folder.sources.push_str(&text);
    Ok(())
}
