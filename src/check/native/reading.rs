//! Rows and dates that could not be read. What they hold was not checked, and that must be said.

use super::RuleOf;
use crate::claim::Claim;
use crate::rule::{Finding, Label, RuleId, Severity};

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 2] = ["row-malformed", "date-unreadable"];

/// Those rules; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(in crate::check) struct Reading {
    /// For rows that belong to no claim: the linter itself reports them.
    pub(in crate::check) row: Option<(RuleId, Severity)>,
    date: Option<(RuleId, Severity)>,
}

impl Reading {
    pub(super) fn new(rule: RuleOf<'_>) -> Self {
        let [row, date] = NAMES.map(rule);
        Self { row, date }
    }

    /// Reports each date cell that could not be read, once per claim and text.
    pub(super) fn judge(&self, claim: &Claim<'_>, findings: &mut Vec<Finding>) {
        let Some((rule, severity)) = self.date else { return };
        for (index, &cell) in claim.unreadable_dates.iter().enumerate() {
            let repeated = claim.unreadable_dates[..index].iter().any(|&before| claim.text(before) == claim.text(cell));
            if !repeated {
                findings.push(Finding {
                    rule,
                    case: None,
                    severity,
                    cells: vec![Label { cell, text: String::new() }],
                    words: vec![("text", crate::check::text::shortened(claim.text(cell)))],
                });
            }
        }
    }
}
