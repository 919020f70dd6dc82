//! The figures of a run. They are always complete, however few findings a format shows.

use super::qa::Groups;
use crate::field::Field;
use crate::rule::{RuleId, Severity};
use serde::{Deserialize, Serialize};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

/// Everything a run counted.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Summary {
    /// The files that were read, in the order given.
    pub files: Vec<FileSummary>,
    /// Findings by rule and severity, in registry order.
    pub counts: Vec<RuleCount>,
    /// Rules that did not run on some file, with the reason.
    pub not_run: Vec<NotRun>,
    /// Code-set releases that judged at least one diagnosis, in order of date.
    pub releases: Vec<ReleaseUse>,
    /// The suppressions of the settings, in their order.
    pub allowed: Vec<AllowUse>,
    /// What the baseline made of the findings, where one was given.
    pub baseline: Option<BaselineUse>,
    /// The thresholds of the run, in place of "no error at all".
    pub thresholds: Vec<Threshold>,
    /// The claims in groups, where a report asked for them.
    pub groups: Option<Box<Groups>>,
    /// Whether the run was told to stop before its end, so that all of this is of a part.
    pub interrupted: bool,
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
    /// Lines with nothing in their cells. They are not among the rows.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub empty_rows: u64,
    /// Claims.
    pub claims: u64,
    /// Diagnosis cells with text, each claim's list counted once.
    pub diagnoses: u64,
    /// Of these, the ones that were not judged.
    pub unchecked: Unchecked,
    /// What a reader should know of how the file was read: no claim id column, columns guessed, ...
    pub notes: Vec<String>,
    /// Why it was not checked to its end, or not at all; no text of a cell is in it.
    pub failed: Option<String>,
    /// Whether the run was interrupted before anything of it was read.
    #[serde(default)]
    pub not_begun: bool,
    /// The rules that were selected for it, in registry order.
    pub selected: Vec<RuleId>,
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
    /// Codes of another code set, as their column says: SNOMED CT, ICD-11.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub other_code_set: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
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
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotRun {
    /// Which file, by its place in [`Summary::files`].
    pub file: u32,
    /// Which rule, and why: kept once for all files of which the same is to be said.
    pub unrun: Arc<Unrun>,
}

impl Deref for NotRun {
    type Target = Unrun;

    fn deref(&self) -> &Unrun {
        &self.unrun
    }
}

/// Which rule did not run, and why.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Unrun {
    /// The rule.
    pub rule: RuleId,
    /// The columns it would have needed; any one of each group would do.
    pub wants: Vec<Vec<Field>>,
    /// Why, in words, where it is not for want of a column.
    pub reason: String,
    /// Whether it ran all the same on what this is not about.
    pub in_part: bool,
    /// The last day of services it looked at, where this is about later ones.
    pub until: Option<String>,
}

impl Unrun {
    /// Why, in words: the columns it would have needed, and what else.
    #[must_use]
    pub fn why(&self) -> String {
        let any_of = |group: &Vec<Field>| group.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
        let columns = self.wants.iter().map(|group| format!("no column {}", any_of(group)));
        let reason = Some(self.reason.clone()).filter(|reason| !reason.is_empty());
        columns.chain(reason).collect::<Vec<_>>().join("; ")
    }
}

/// A release of the code set that judged diagnoses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReleaseUse {
    /// Its name: "FY2026".
    pub name: String,
    /// How many diagnosis cells it judged.
    pub diagnoses: u64,
}

/// A suppression and what it did.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AllowUse {
    /// Where it stands: `claimlint.toml:12`.
    pub place: String,
    /// The rule it is about.
    pub rule: String,
    /// Why the findings are accepted.
    pub reason: String,
    /// The last day it holds, where it has one.
    pub until: Option<String>,
    /// Whether that day is over, so that it covers nothing any more.
    pub expired: bool,
    /// Findings it covers.
    pub findings: u64,
}

/// What a baseline made of a run's findings.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct BaselineUse {
    /// The file.
    pub path: String,
    /// Findings it knows.
    pub known: u64,
    /// Findings it knows that were looked for and are found no more.
    pub fixed: u64,
    /// Findings it knows that were not found because their rule did not run on all files.
    pub not_looked_at: u64,
}

/// How much of something a run may have.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Threshold {
    /// What was found, in words: "3 errors".
    pub found: String,
    /// What is allowed, in words: "5 (--max-errors)".
    pub allowed: String,
    /// Whether more was found than is allowed.
    pub exceeded: bool,
}

impl FileSummary {
    /// Whether anything of the file could be read.
    #[must_use]
    pub const fn was_read(&self) -> bool {
        !self.layout.is_empty() || self.rows > 0
    }

    /// What kept the file from being checked to its end, in words: "not read: ...".
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let how = if self.was_read() { "not wholly checked" } else { "not read" };
        match &self.failed {
            Some(why) => Some(format!("{how}: {why}")),
            None => (!self.was_read()).then(|| how.to_owned()),
        }
    }
}

impl Summary {
    /// Findings that do not count: suppressed, or known to the baseline.
    #[must_use]
    pub fn set_aside(&self) -> u64 {
        let allowed: u64 = self.allowed.iter().map(|allow| allow.findings).sum();
        allowed + self.baseline.as_ref().map_or(0, |baseline| baseline.known)
    }

    /// The files that were not checked to their end, each with what kept it from being so.
    pub fn faults(&self) -> impl Iterator<Item = (&FileSummary, String)> {
        self.files.iter().filter_map(|file| Some((file, file.fault()?)))
    }

    /// Files the run was interrupted before.
    pub fn not_begun(&self) -> impl Iterator<Item = &FileSummary> {
        self.files.iter().filter(|file| file.not_begun)
    }

    /// Files that were read.
    #[must_use]
    pub fn files_read(&self) -> u64 {
        self.files.iter().filter(|file| file.was_read()).count() as u64
    }

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

    /// Rows of all files that could not be read.
    #[must_use]
    pub fn malformed_rows(&self) -> u64 {
        self.files.iter().map(|file| file.malformed_rows).sum()
    }

    /// Lines of all files with nothing in their cells.
    #[must_use]
    pub fn empty_rows(&self) -> u64 {
        self.files.iter().map(|file| file.empty_rows).sum()
    }

    /// Claims of all files.
    #[must_use]
    pub fn claims(&self) -> u64 {
        self.files.iter().map(|file| file.claims).sum()
    }
}
