//! The figures of a run. They are always complete, however few findings a format shows.

use crate::field::Field;
use crate::rule::{RuleId, Severity};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Everything a run counted.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// The files that were read, in the order given.
    pub files: Vec<FileSummary>,
    /// Findings by rule and severity, in registry order.
    pub counts: Vec<RuleCount>,
    /// Rules that did not run on some file, with the reason.
    pub not_run: Vec<NotRun>,
    /// Code-set releases that judged at least one diagnosis, in order of date.
    pub releases: Vec<ReleaseUse>,
    /// Wall time of the run.
    pub elapsed: Duration,
}

/// One file of the run.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct FileSummary {
    /// The path as given; `<stdin>` for standard input.
    pub name: String,
    /// Name of the layout it was read with, and how that was found.
    pub layout: String,
    /// Data rows, malformed ones included.
    pub rows: u64,
    /// Rows that could not be read as a row of this file.
    pub malformed_rows: u64,
    /// Claims.
    pub claims: u64,
    /// Diagnosis cells with text, each claim's list counted once.
    pub diagnoses: u64,
    /// Of these, the ones that were not judged.
    pub unchecked: Unchecked,
    /// What a reader should know of how the file was read: no claim id column, columns guessed, ...
    pub notes: Vec<String>,
}

/// Diagnosis cells that were not judged, by reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Unchecked {
    /// No date says which code set is in force.
    pub no_date: u64,
    /// No release is held for the date.
    pub no_release: u64,
    /// ICD-9 codes.
    pub icd9: u64,
}

/// How often a rule spoke at one severity.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RuleCount {
    /// The rule.
    pub rule: RuleId,
    /// At this severity.
    pub severity: Severity,
    /// This often.
    pub count: u64,
}

/// A rule that did not run on a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NotRun {
    /// The rule.
    pub rule: RuleId,
    /// Which file, by its place in [`Summary::files`].
    pub file: u32,
    /// The columns it would have needed; any one of each group would do.
    pub wants: Vec<Vec<Field>>,
    /// Why, in words, where it is not for want of a column.
    pub reason: String,
}

/// A release of the code set that judged diagnoses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReleaseUse {
    /// Its name: "FY2026".
    pub name: String,
    /// How many diagnosis cells it judged.
    pub diagnoses: u64,
}

impl Summary {
    /// Findings of one severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> u64 {
        self.counts.iter().filter(|count| count.severity == severity).map(|count| count.count).sum()
    }

    /// Data rows of all files.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// Claims of all files.
    #[must_use]
    pub fn claims(&self) -> u64 {
        self.files.iter().map(|file| file.claims).sum()
    }
}
