//! The checks no rule file can say. All their wording stands in the rule files.

mod admission;
mod diagnosis_codes;
mod pairs;
mod patient;
mod reading;
mod wording;

use super::tally::Tally;
use crate::claim::{Claim, Dated, Layout};
use crate::icd::CodeBook;
use crate::rule::{Finding, RuleId, Severity};

/// What the checks may look at besides the claim.
pub(super) struct Context<'c> {
    /// The code book.
    pub(super) book: &'c CodeBook,
    /// The columns of the file.
    pub(super) layout: &'c Layout,
    /// The date that judges what has no date of its own.
    pub(super) as_of: Option<Dated>,
}

/// Finds a selected rule by its name.
pub(super) type RuleOf<'r> = &'r dyn Fn(&'static str) -> Option<(RuleId, Severity)>;

/// The native checks, with the rules they speak for.
#[derive(Clone, Debug)]
pub(super) struct Native {
    codes: diagnosis_codes::DiagnosisCodes,
    pairs: pairs::Pairs,
    patient: patient::Patient,
    admission: admission::Admission,
    pub(super) reading: reading::Reading,
}

impl Native {
    /// Finds the rules by `rule`, and by `on_inpatient` with the severity they have on an inpatient claim.
    pub(super) fn new(rule: RuleOf<'_>, on_inpatient: RuleOf<'_>) -> Self {
        Self {
            codes: diagnosis_codes::DiagnosisCodes::new(rule, on_inpatient),
            pairs: pairs::Pairs::new(rule),
            patient: patient::Patient::new(rule),
            admission: admission::Admission::new(rule),
            reading: reading::Reading::new(rule),
        }
    }

    /// Runs every native check on a claim.
    pub(super) fn judge(
        &self,
        context: &Context<'_>,
        claim: &Claim<'_>,
        tally: &mut Tally,
        findings: &mut Vec<Finding>,
    ) {
        self.codes.judge(context, claim, tally, findings);
        self.pairs.judge(context, claim, findings);
        self.patient.judge(context, claim, findings);
        self.admission.judge(context, claim, findings);
        self.reading.judge(claim, findings);
    }
}

/// The names of the rules that have a native check, for the test that holds them against the rule files.
pub fn names() -> impl Iterator<Item = &'static str> {
    let of_diagnoses = diagnosis_codes::NAMES.into_iter().chain(pairs::NAMES).chain(admission::NAMES);
    of_diagnoses.chain(patient::NAMES).chain(reading::NAMES)
}

/// Whether a check judges diagnoses by the code set of a date, and so can do with that of `--as-of`.
pub(super) fn judges_by_date(name: &str) -> bool {
    diagnosis_codes::NAMES.contains(&name)
}
