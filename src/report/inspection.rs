//! What `claimlint inspect` has to tell of one file: what it was taken for, and what that means for its check.

use super::{RuleCard, Summary};
use crate::claim::Confidence;
use crate::field::Field;

/// One file as it would be read.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The file.
    pub name: String,
    /// Name of its layout.
    pub layout: String,
    /// What that is, for people.
    pub title: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// What stands between two cells.
    pub delimiter: char,
    /// How it is encoded, in words.
    pub encoding: String,
    /// The sheet that is read, of a workbook.
    pub sheet: Option<String>,
    /// The line the header stands on.
    pub header_line: u64,
    /// Rows that were looked at.
    pub sampled: u64,
    /// All its columns, and behind them those that companions add.
    pub columns: Vec<InspectedColumn>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Rules that can run on it.
    pub rules: usize,
    /// The file as the one file of a run, with the rules that cannot run.
    pub summary: Summary,
    /// All rules.
    pub cards: Vec<RuleCard>,
    /// Lines for `claimlint.toml` that settle what was guessed.
    pub settings: Option<String>,
}

/// One column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InspectedColumn {
    /// Its number, from 1; of a column that a companion adds, none.
    pub number: Option<usize>,
    /// Its header.
    pub header: String,
    /// What it is read as; nothing where it is not read.
    pub fields: Vec<Field>,
    /// Whether that was guessed.
    pub is_guess: bool,
}
