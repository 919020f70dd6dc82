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
