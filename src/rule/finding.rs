//! What a rule found on one claim, before anyone has asked where in the file that is.

use super::Severity;
use crate::claim::CellRef;
use serde::{Deserialize, Serialize};

/// A rule of the registry in use: an index into it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct RuleId(pub u16);

/// A cell the rule read, with the word it is labelled by ("53", "type of bill", ...).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The cell.
    pub cell: CellRef,
    /// What to write under it; empty for the blamed cell, whose label is the message.
    pub text: String,
}

/// One finding: which rule, which cells, and the words its message is filled with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// Which of the rule's cases, where it has several with words of their own.
    pub case: Option<u8>,
    /// Its severity on this claim.
    pub severity: Severity,
    /// The cells it read; the first one is blamed. Never empty.
    pub cells: Vec<Label>,
    /// Values for the placeholders of the message and help: `("code", "Z53.2")`.
    pub words: Vec<(&'static str, String)>,
}

impl Finding {
    /// A finding of a native rule, with no words yet.
    #[must_use]
    pub fn new(rule: RuleId, severity: Severity, cells: Vec<Label>) -> Self {
        Self { rule, case: None, severity, cells, words: Vec::new() }
    }

    /// The cell that is blamed.
    #[must_use]
    pub fn blamed(&self) -> Option<CellRef> {
        self.cells.first().map(|label| label.cell)
    }
}

impl Label {
    /// The blamed cell, whose label is the message.
    #[must_use]
    pub const fn blamed(cell: CellRef) -> Self {
        Self { cell, text: String::new() }
    }
}
