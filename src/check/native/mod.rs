//! The checks no rule file can say. All their wording stands in the rule files.

mod diagnosis_codes;
mod known;
mod reading;
mod wording;

pub(super) use known::Known;

use super::tally::Tally;
use crate::claim::{Claim, Dated};
use crate::icd::CodeBook;
use crate::rule::{Finding, RuleId, Severity};

/// What the checks may look at besides the claim.
pub(super) struct Context<'c> {
    /// The code book.
    pub(super) book: &'c CodeBook,
    /// The date that judges what has no date of its own.
    pub(super) as_of: Option<Dated>,
}

/// Finds a selected rule by its name.
pub(super) type RuleOf<'r> = &'r dyn Fn(&'static str) -> Option<(RuleId, Severity)>;

/// The native checks, with the rules they speak for.
#[derive(Clone, Debug)]
pub(super) struct Native {
    codes: diagnosis_codes::DiagnosisCodes,
    pub(super) reading: reading::Reading,
}

impl Native {
    pub(super) fn new(rule: RuleOf<'_>) -> Self {
        Self { codes: diagnosis_codes::DiagnosisCodes::new(rule), reading: reading::Reading::new(rule) }
    }

    /// Runs every native check on a claim.
    pub(super) fn judge(
        &self,
        context: &Context<'_>,
        claim: &Claim<'_>,
        known: &mut Known,
        tally: &mut Tally,
        findings: &mut Vec<Finding>,
    ) {
        self.codes.judge(context, claim, known, tally, findings);
        self.reading.judge(claim, findings);
    }
}

/// The names of the rules that have a native check, for the test that holds them against the rule files.
pub fn names() -> impl Iterator<Item = &'static str> {
    diagnosis_codes::NAMES.into_iter().chain(reading::NAMES)
}
