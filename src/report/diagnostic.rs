//! One finding, ready to be printed in any format.
//!
//! A diagnostic owns the claim id and the cells its rule read, and nothing else of the claim: what it does not own, no
//! renderer can print.

use crate::field::Field;
use crate::rule::{RuleId, Severity};
use serde::{Deserialize, Serialize};

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The rule, by its place in the registry of the run.
    pub rule: RuleId,
    /// How sure it is.
    pub severity: Severity,
    /// What is wrong, one sentence in a coder's words.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Which of the run's files, by its place in [`super::Summary::files`].
    pub file: u32,
    /// Physical line of the blamed cell, from 1 (the header is line 1).
    pub line: u64,
    /// Character column at which the blamed cell's text begins, from 1.
    pub column: u32,
    /// The claim; `None` where the finding is about a row or a file, or the file has no claim ids.
    pub claim_id: Option<String>,
    /// Number of the service line: the `line_number` column, else counted from 1 within the claim.
    pub claim_line: Option<String>,
    /// The cells the rule read; the first is the blamed one. Empty when a whole row is at fault.
    pub cells: Vec<CellText>,
    /// Identifies the finding across runs: a hash of rule, claim and the values judged, never of the place in the
    /// file. Equal faults of one claim have equal ones.
    pub fingerprint: u64,
    /// Whether it counts.
    pub standing: Standing,
}

/// Whether a finding counts against the claims.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub enum Standing {
    /// It does.
    #[default]
    Open,
    /// A suppression of the settings covers it, named by its place in [`super::Summary::allowed`].
    Allowed(u16),
    /// The baseline knows it.
    Known,
}

impl Diagnostic {
    /// The order of a report: by file, line, column, then rule.
    #[must_use]
    pub const fn order(&self) -> (u32, u64, u32, RuleId) {
        (self.file, self.line, self.column, self.rule)
    }
}

/// A cell as a diagnostic shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CellText {
    /// What the column means.
    pub field: Field,
    /// The column's header as the file spells it.
    pub header: String,
    /// The cell's text (of a cell with several codes, the code that is meant), at most 200 characters.
    pub value: String,
    /// The file it stands in, where that is not the diagnostic's: one that completes the claims.
    pub elsewhere: Option<String>,
    /// Physical line, from 1.
    pub line: u64,
    /// Character column at which the value begins, from 1.
    pub column: u32,
    /// What the cell is in this finding; empty for the blamed one.
    pub label: String,
}

impl CellText {
    /// The value as a format may print it: that of a private column is withheld.
    #[must_use]
    pub fn printable(&self) -> &str {
        if self.field.is_private() { "(not shown)" } else { &self.value }
    }
}
