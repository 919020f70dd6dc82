//! Which diagnoses were present on admission: an indicator for each, unless the code is exempt.
//!
//! The lists of exempt codes end with the newest one held. A later claim is judged by that one, and a code that is newer
//! than the list is not judged at all.

use super::{Context, RuleOf};
use crate::check::text::shortened;
use crate::claim::{CellRef, Claim, ClaimKind, Dated, Diagnosis};
use crate::date::Date;
use crate::field::{DxField, Field};
use crate::icd::{CodeBook, Entry, Traits};
use crate::rule::{Finding, Label, RuleId, Severity};

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 3] = ["poa-missing", "poa-on-exempt", "poa-invalid-value"];

/// Type of bill of the hospitals that report present on admission: inpatient, Part A.
const HOSPITAL_INPATIENT: u8 = 11;

/// Those rules; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(super) struct Admission {
    missing: Option<(RuleId, Severity)>,
    on_exempt: Option<(RuleId, Severity)>,
    invalid: Option<(RuleId, Severity)>,
}

/// What an indicator says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Indicator {
    /// Y, N, U or W.
    Given,
    /// Blank; CMS's research files write 0 for it.
    Blank,
    /// 1: the code is exempt, as written where a blank could not be sent.
    Exempt,
    /// Anything else.
    Invalid,
}

impl Indicator {
    fn read(text: &[u8]) -> Self {
        match text {
            [b'Y' | b'y' | b'N' | b'n' | b'U' | b'u' | b'W' | b'w'] => Self::Given,
            [] | [b'0'] => Self::Blank,
            [b'1'] => Self::Exempt,
            _ => Self::Invalid,
        }
    }
}

impl Admission {
    pub(super) fn new(rule: RuleOf<'_>) -> Self {
        let [missing, on_exempt, invalid] = NAMES.map(rule);
        Self { missing, on_exempt, invalid }
    }

    /// Judges the indicators of an inpatient claim, where the file has columns for them.
    pub(super) fn judge(&self, context: &Context<'_>, claim: &Claim<'_>, findings: &mut Vec<Finding>) {
        let hospital = claim.kind == ClaimKind::InstitutionalInpatient
            && claim.bill_type.is_none_or(|bill| bill.class() == HOSPITAL_INPATIENT);
        if !hospital || !context.layout.has(Field::Poa(1)) {
            return;
        }
        let dated = claim.through.or(claim.from).or(context.as_of);
        let (mut missing, mut any) = (Vec::new(), false);
        for dx in &claim.diagnoses {
            let Some((cell, text)) = indicator(context, claim, dx) else { continue };
            let said = Indicator::read(text);
            any |= said != Indicator::Blank;
            if said == Indicator::Invalid {
                report(self.invalid, dx, cell, dated, vec![("text", shortened(text))], findings);
                continue;
            }
            match (said, dated.and_then(|dated| is_exempt(context, dx, dated.date))) {
                (Indicator::Given, Some(true)) => {
                    report(self.on_exempt, dx, cell, dated, vec![("text", shortened(text))], findings);
                }
                (Indicator::Blank | Indicator::Exempt, Some(false)) => missing.push((dx, cell, said)),
                _ => {}
            }
        }
        // A claim without a single indicator is one mistake, not one for each diagnosis.
        let (shown, rest) = if any { (missing.len(), 0) } else { (1, missing.len().saturating_sub(1)) };
        for &(dx, cell, said) in missing.iter().take(shown) {
            let more = match (said, rest) {
                (Indicator::Exempt, _) => "; 1 says that it is exempt, and it is not".to_owned(),
                (_, 0) => String::new(),
                (_, rest) => format!(", and so do the {rest} others of the claim that need one"),
            };
            report(self.missing, dx, cell, dated, vec![("more", more)], findings);
        }
    }
}

/// The rule about indicators of a code: missing, or given though the code is exempt.
pub(super) fn speaks_of(book: &CodeBook, entry: Entry<'_>, date: Date) -> Option<&'static str> {
    let [missing, on_exempt, _] = NAMES;
    exempt(book, entry, date).map(|exempt| if exempt { on_exempt } else { missing })
}

/// The cell of a listed diagnosis's indicator.
fn indicator<'c>(context: &Context<'_>, claim: &Claim<'c>, dx: &Diagnosis<'_>) -> Option<(CellRef, &'c [u8])> {
    let DxField::Listed(number) = dx.field else { return None };
    claim.field(context.layout, dx.cell.line as usize, Field::Poa(number))
}

/// Whether the code is on the list of the day; `None` where no list can say, or the code is not billable.
fn is_exempt(context: &Context<'_>, dx: &Diagnosis<'_>, date: Date) -> Option<bool> {
    exempt(context.book, context.book.find(dx.code?)?, date)
}

/// Whether a code is on the list of the day; `None` as for a diagnosis.
fn exempt(book: &CodeBook, entry: Entry<'_>, date: Date) -> Option<bool> {
    let listed = book.poa_lists_until()?.min(date);
    let billable = |day| book.release_on(day).is_some_and(|release| entry.billable() & release.bit() != 0);
    (billable(date) && billable(listed)).then(|| entry.traits_on(listed).intersects(Traits::POA_EXEMPT))
}

fn report(
    rule: Option<(RuleId, Severity)>,
    dx: &Diagnosis<'_>,
    cell: CellRef,
    dated: Option<Dated>,
    mut words: Vec<(&'static str, String)>,
    findings: &mut Vec<Finding>,
) {
    let Some((rule, severity)) = rule else { return };
    words.push(("dx", dx.code.map_or_else(|| shortened(dx.text), |code| code.to_string())));
    let mut cells =
        vec![Label { cell, text: String::new() }, Label { cell: dx.cell, text: "the diagnosis".to_owned() }];
    cells.extend(
        dated.and_then(|dated| dated.cell).map(|cell| Label { cell, text: "the date that decides".to_owned() }),
    );
    findings.push(Finding { rule, case: None, severity, cells, words });
}
