//! The linter: rules bound to the columns of a file and run over its claims.

use crate::date::Date;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::report::{RuleCard, Spool, Summary};
use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

/// Told the bytes read so far, and the bytes there are in all where that is known. Called from any thread.
#[derive(Clone)]
pub struct Progress(pub Arc<dyn Fn(u64, Option<u64>) + Send + Sync>);

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

/// What a run is told.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Threads to use; as many as there are processors where it is not said.
    pub threads: Option<NonZeroUsize>,
    /// The date that judges a diagnosis no date of its own judges.
    pub as_of: Option<Date>,
    /// Headers of columns claimlint does not recognise by itself.
    pub columns: BTreeMap<Field, String>,
    /// Rules to run, by name, code or prefix of a code; all where it is empty.
    pub select: Vec<String>,
    /// Rules not to run, by name, code or prefix of a code.
    pub ignore: Vec<String>,
    /// Rule files beside the built-in ones.
    pub packs: Vec<PathBuf>,
    /// A folder made by `claimlint data import`, instead of the built-in code sets.
    pub data: Option<PathBuf>,
    /// Whom to tell how far the run is.
    pub progress: Option<Progress>,
}

/// Something to check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input, under this name.
    Stdin {
        /// The name in the report.
        name: String,
    },
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Its figures.
    pub summary: Summary,
    /// Its findings, in file order.
    pub findings: Spool,
    /// Inputs that could not be read; the others were checked.
    pub failed: Vec<Error>,
    /// The rules that took part, each at the place its id says.
    pub rules: Vec<RuleCard>,
}

/// Checks files, in the order given.
///
/// # Errors
/// When nothing can be checked: unreadable rules or code sets, an unknown rule selected.
pub fn check(_inputs: &[Input], _settings: &Settings) -> Result<Outcome> {
    Ok(Outcome::default())
}

/// The rules of a run.
///
/// # Errors
/// When a pack cannot be read.
pub fn rules(_packs: &[PathBuf]) -> Result<Vec<RuleCard>> {
    Ok(Vec::new())
}

/// What the examples of the rules showed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proof {
    /// Rules that were tried.
    pub rules: u64,
    /// Examples that were run.
    pub examples: u64,
    /// Examples that did not do what the rule file says.
    pub failures: Vec<Refuted>,
}

/// An example that did not do what the rule file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refuted {
    /// Code of the rule.
    pub code: String,
    /// Name of the rule.
    pub name: String,
    /// What was expected and what happened.
    pub problem: String,
}

/// Runs the examples of the rules in `packs`, of the built-in rules where there are none.
///
/// # Errors
/// When a pack cannot be read.
pub fn prove(_packs: &[PathBuf]) -> Result<Proof> {
    Ok(Proof::default())
}

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
/// # Errors
/// When a file is not as published.
pub fn import(_files: &[PathBuf], _plan: &Import) -> Result<ImportReport> {
    Ok(ImportReport::default())
}
