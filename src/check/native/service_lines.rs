//! What the checks of procedure codes, modifiers, places, units and provider numbers have in common: the service lines
//! they look at, and where they leave what they find or could not judge.

use super::{Context, Spoken};
use crate::check::tally::Tally;
use crate::claim::{CellRef, Claim, Dated, Line};
use crate::rule::{Finding, Label, Severity};

/// The service lines of one claim under judgement.
pub(super) struct ServiceLines<'l> {
    pub(super) context: &'l Context<'l>,
    pub(super) claim: &'l Claim<'l>,
    pub(super) tally: &'l mut Tally,
    pub(super) findings: &'l mut Vec<Finding>,
}

impl<'l> ServiceLines<'l> {
    /// The lines with their numbers.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (u32, &'l Line)> + use<'l> {
        (0u32..).zip(&self.claim.lines)
    }

    /// The date that judges a line.
    pub(super) fn date(&self, line: &Line) -> Option<Dated> {
        line.date.or(self.context.as_of)
    }

    /// Blames one cell.
    pub(super) fn blame(&mut self, rule: Spoken, cell: CellRef, words: Vec<(&'static str, String)>) {
        super::report(rule, vec![Label::blamed(cell)], words, self.findings);
    }

    /// Blames one cell and shows the date that decided.
    pub(super) fn blame_on(&mut self, rule: Spoken, cell: CellRef, dated: Dated, words: Vec<(&'static str, String)>) {
        let date = dated.cell.map(|cell| Label { cell, text: "the date that decides".to_owned() });
        super::report(rule, [Label::blamed(cell)].into_iter().chain(date).collect(), words, self.findings);
    }
}

/// A rule at no more than this severity.
pub(super) fn at_most(severity: Severity, rule: Spoken) -> Spoken {
    rule.map(|(rule, known)| (rule, known.min(severity)))
}
