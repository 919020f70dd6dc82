//! Is the patient's age and sex something the Medicare Code Editor can read? (Edits 14 and 15.)

use super::{Context, RuleOf};
use crate::check::text::shortened;
use crate::claim::view::Sex;
use crate::claim::{CellRef, Claim, ClaimKind};
use crate::date::Date;
use crate::field::Field;
use crate::rule::{Finding, Label, RuleId, Severity};

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 2] = ["age-invalid", "sex-invalid"];

/// Highest age the editor takes.
const OLDEST: u16 = 124;
/// First day the editor takes a sex that is not known (MCE v42, FY2025).
const UNKNOWN_SEX_FROM: u32 = 20_241_001;
/// How a sex that is not known is written; CMS's number for it is 0.
const UNKNOWN_SEX: [&[u8]; 4] = [b"U", b"0", b"UNK", b"unknown"];

/// Those rules; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(super) struct Patient {
    age: Option<(RuleId, Severity)>,
    sex: Option<(RuleId, Severity)>,
}

impl Patient {
    pub(super) fn new(rule: RuleOf<'_>) -> Self {
        let [age, sex] = NAMES.map(rule);
        Self { age, sex }
    }

    /// Judges an inpatient claim's age and sex; a cell that says nothing is not judged.
    pub(super) fn judge(&self, context: &Context<'_>, claim: &Claim<'_>, findings: &mut Vec<Finding>) {
        if claim.kind != ClaimKind::InstitutionalInpatient {
            return;
        }
        let says = |field| claim.field(context.layout, 0, field).filter(|(_, text)| !text.is_empty());
        if let Some(rule) = self.age {
            match (says(Field::Age), claim.age) {
                (Some((cell, text)), age) if age.map_or_else(|| is_number(text), |age| age > OLDEST) => {
                    findings.push(finding(rule, cell, shortened(text)));
                }
                // A birth date is never shown: the finding stands on the claim id.
                (None, Some(age)) if age > OLDEST => {
                    if let Some((cell, _)) = says(Field::ClaimId) {
                        findings.push(finding(rule, cell, age.to_string()));
                    }
                }
                _ => {}
            }
        }
        if let (Some(rule), Sex::Unknown, Some((cell, text))) = (self.sex, claim.sex, says(Field::Sex)) {
            let dated = claim.through.or(claim.from).or(context.as_of);
            let taken = UNKNOWN_SEX.iter().any(|word| text.eq_ignore_ascii_case(word))
                && dated.is_none_or(|dated| Date::number(dated.date) >= UNKNOWN_SEX_FROM);
            if !taken {
                findings.push(finding(rule, cell, shortened(text)));
            }
        }
    }
}

/// Whether a text is a whole number, negative or not: `45Y` is an age in another notation, not an invalid one.
fn is_number(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

fn finding((rule, severity): (RuleId, Severity), cell: CellRef, text: String) -> Finding {
    let cells = vec![Label { cell, text: String::new() }];
    Finding { rule, case: None, severity, cells, words: vec![("text", text)] }
}
