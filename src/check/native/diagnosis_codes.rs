//! Is each diagnosis a code that can be billed on its date?
//!
//! One look-up decides; exactly one rule speaks for one bad cell. A list that every line repeats is judged once, except
//! where the lines lie on both sides of a release.

use super::wording;
use super::{Context, Known, RuleOf};
use crate::check::tally::Tally;
use crate::claim::shape::{Shape, could_be_icd9};
use crate::claim::{Claim, ClaimKind, Coding, Dated, Diagnosis, Layout};
use crate::code::Code;
use crate::date::Date;
use crate::field::DxField;
use crate::icd::{CodeSet, ReleaseIndex, Verdict};
use crate::rule::{Finding, Label, RuleId, Severity};

/// Services from this day on are coded in ICD-10-CM, those before in ICD-9-CM (45 CFR 162.1002(b) and (c)).
const ICD10: u32 = 2015_10_01;

/// The rules this check speaks for; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(super) struct DiagnosisCodes {
    header: Option<(RuleId, Severity)>,
    seventh_missing: Option<(RuleId, Severity)>,
    seventh_invalid: Option<(RuleId, Severity)>,
    placeholder: Option<(RuleId, Severity)>,
    other_dates: Option<(RuleId, Severity)>,
    unknown: Option<(RuleId, Severity)>,
    icd9: Option<(RuleId, Severity)>,
    malformed: Option<(RuleId, Severity)>,
    duplicate: Option<(RuleId, Severity)>,
    duplicate_of_principal: Option<(RuleId, Severity)>,
}

/// The names of those rules.
pub(super) const NAMES: [&str; 9] = [
    "dx-header-not-billable",
    "dx-missing-7th-character",
    "dx-7th-character-invalid",
    "dx-placeholder-x-missing",
    "dx-not-valid-on-dos",
    "dx-unknown-code",
    "dx-icd9-code",
    "dx-malformed",
    "dx-duplicate",
];

/// The rule that speaks about every claim with a code, as the code stands in a release.
pub(super) fn speaks_of(set: CodeSet<'_>, code: Code) -> Option<&'static str> {
    let [header, seventh_missing, seventh_invalid, placeholder, other_dates, unknown, ..] = NAMES;
    match set.verdict(code) {
        Verdict::Billable => None,
        Verdict::Header(_) => Some(header),
        Verdict::SeventhMissing(..) => Some(seventh_missing),
        Verdict::SeventhInvalid(..) => Some(seventh_invalid),
        Verdict::PlaceholderMissing(_) => Some(placeholder),
        Verdict::OnOtherDates(_) => Some(other_dates),
        Verdict::Unknown => Some(unknown),
    }
}

impl DiagnosisCodes {
    pub(super) fn new(rule: RuleOf<'_>, on_inpatient: RuleOf<'_>) -> Self {
        let duplicate_of_principal = on_inpatient("dx-duplicate");
        let [header, seventh_missing, seventh_invalid, placeholder, other_dates, unknown, icd9, malformed, duplicate] =
            NAMES.map(rule);
        Self {
            header,
            seventh_missing,
            seventh_invalid,
            placeholder,
            other_dates,
            unknown,
            icd9,
            malformed,
            duplicate,
            duplicate_of_principal,
        }
    }

    /// Judges every diagnosis of the claim; `one_date` says that all its lines have the same date.
    pub(super) fn judge(
        &self,
        context: &Context<'_>,
        claim: &Claim<'_>,
        (one_date, known): (bool, &mut Known),
        tally: &mut Tally,
        findings: &mut Vec<Finding>,
    ) {
        let judged_on = JudgedOn::of(claim, one_date);
        if let Some(release) = judged_on.release_of_all(context) {
            tally.diagnoses += claim.diagnoses.len() as u64;
            tally.judged[usize::from(release.get())] += claim.diagnoses.len() as u64;
            let perhaps = |dx: &&Diagnosis<'_>| dx.code.is_some_and(begins_as_icd9) && could_be_icd9(dx.text);
            tally.icd9.perhaps += claim.diagnoses.iter().filter(perhaps).count() as u64;
        } else {
            self.one_by_one(context, claim, (judged_on, known), tally, findings);
        }
    }

    fn one_by_one(
        &self,
        context: &Context<'_>,
        claim: &Claim<'_>,
        (judged_on, known): (JudgedOn, &mut Known),
        tally: &mut Tally,
        findings: &mut Vec<Finding>,
    ) {
        let mut icd9_said = false;
        let mut release_on = in_turn(|date| context.release_on(date));
        for (index, (dx, met)) in claim.diagnoses.iter().zip(context.met).enumerate() {
            tally.diagnoses += 1;
            if dx.coding == Coding::Other {
                tally.unchecked.other_code_set += 1;
                continue;
            }
            let dated = match judged_on {
                JudgedOn::One(dated) => dated,
                JudgedOn::EachLine if claim.is_too_long() => claim.lines[dx.cell.line as usize].date.or(claim.from),
                JudgedOn::EachLine => worst_date(context, claim, index, dx),
            };
            let Some(dated) = dated.or(context.as_of) else {
                tally.unchecked.no_date += 1;
                continue;
            };
            let billable = met.and_then(|met| met.billable());
            // Some ICD-9 and HCPCS codes have the shape of an ICD-10-CM code, so the book is asked first.
            let says_icd9 = dx.coding == Coding::Icd9;
            let shape = if billable.is_some() || says_icd9 { None } else { Shape::of(dx.text) };
            let looks_icd9 = says_icd9 || matches!(shape, Some(Shape::Icd9 | Shape::Icd9Supplementary));
            let Some(release) = release_on(dated.date) else {
                // What can be ICD-9-CM is, where the law asked for nothing else: 25000, E8809.
                let by_date = dx.coding == Coding::Unsaid && dated.date.number() < ICD10 && could_be_icd9(dx.text);
                tally.icd9.by_date += u64::from(by_date && !looks_icd9);
                let icd9 = looks_icd9 || by_date;
                *(if icd9 { &mut tally.unchecked.icd9 } else { &mut tally.unchecked.no_release }) += 1;
                continue;
            };
            tally.judged[usize::from(release.get())] += 1;
            if looks_icd9 {
                tally.icd9.late += 1;
                if !std::mem::replace(&mut icd9_said, true) {
                    report(self.icd9, dx, dated, wording::icd9(dx, dated.date), findings);
                }
                continue;
            }
            tally.icd9.perhaps += u64::from(could_be_icd9(dx.text));
            if let Some(shape) = shape {
                let words = wording::malformed(dx, shape, context.book.set(release));
                report(self.malformed, dx, dated, words, findings);
            } else if billable.is_none_or(|releases| releases & release.bit() == 0) {
                self.fault(context, release, dx, dated, known, findings);
            }
        }
    }

    #[cold]
    fn fault(
        &self,
        context: &Context<'_>,
        release: ReleaseIndex,
        dx: &Diagnosis<'_>,
        dated: Dated,
        known: &mut Known,
        findings: &mut Vec<Finding>,
    ) {
        let Some(code) = dx.code else { return };
        let set = context.book.set(release);
        let (rule, said) = known.said(code, release, || match set.verdict(code) {
            Verdict::Billable => (None, Vec::new()),
            Verdict::Header(node) => (self.header, wording::header(node)),
            Verdict::SeventhMissing(node, seventh) => (self.seventh_missing, wording::seventh_missing(node, &seventh)),
            Verdict::SeventhInvalid(node, seventh) => {
                (self.seventh_invalid, wording::seventh_invalid(code, node, &seventh))
            }
            Verdict::PlaceholderMissing(node) => (self.placeholder, wording::placeholder(code, node)),
            Verdict::OnOtherDates(entry) => (self.other_dates, wording::other_dates(entry, set, dated.date)),
            Verdict::Unknown => (self.unknown, wording::unknown(code, set)),
        });
        if rule.is_none() {
            return;
        }
        let mut words = Vec::with_capacity(said.len() + 1);
        words.extend_from_slice(said);
        words.push(("date", dated.date.to_string()));
        report(*rule, dx, dated, words, findings);
    }

    /// A code that stands twice in the claim's list (guideline I.B.12; for the principal, MCE edit 3).
    pub(super) fn duplicates(&self, layout: &Layout, claim: &Claim<'_>, findings: &mut Vec<Finding>) {
        let in_numbered_rows = !claim.is_too_long() && are_numbered(layout);
        let inpatient = claim.kind == ClaimKind::InstitutionalInpatient;
        let principal = if inpatient { claim.first_listed().map(|dx| dx.cell) } else { None };
        for (index, second) in claim.diagnoses.iter().enumerate() {
            let (DxField::Listed(_), Some(code)) = (second.field, second.code) else { continue };
            // The diagnoses of a line stand together, and the numbered ones of several rows make one list.
            let of_list = |first: &&Diagnosis<'_>| in_numbered_rows || first.cell.line == second.cell.line;
            let line = claim.diagnoses[..index].iter().rev().take_while(of_list);
            let twin =
                line.filter(|first| first.code == Some(code) && matches!(first.field, DxField::Listed(_))).last();
            let rule = |first: &Diagnosis<'_>| {
                if principal == Some(first.cell) { self.duplicate_of_principal } else { self.duplicate }
            };
            if let Some((first, (rule, severity))) = twin.and_then(|first| Some((first, rule(first)?))) {
                findings.push(Finding {
                    rule,
                    case: None,
                    severity,
                    cells: vec![
                        Label { cell: second.cell, text: String::new() },
                        Label { cell: first.cell, text: "listed here already".to_owned() },
                    ],
                    words: vec![("code", code.to_string()), ("first", first.field.to_string())],
                });
            }
        }
    }
}

/// Whether each diagnosis has a row of the file that says its place in the list.
pub(super) fn are_numbered(layout: &Layout) -> bool {
    layout.own_rows_list().is_some_and(|rows| rows.sequence.is_some())
}

fn report(
    rule: Option<(RuleId, Severity)>,
    dx: &Diagnosis<'_>,
    dated: Dated,
    words: Vec<(&'static str, String)>,
    findings: &mut Vec<Finding>,
) {
    let Some((rule, severity)) = rule else { return };
    let mut cells = Vec::with_capacity(2);
    cells.push(Label::blamed(dx.cell));
    cells.extend(dated.cell.map(|cell| Label { cell, text: "the date that decides".to_owned() }));
    findings.push(Finding { rule, case: None, severity, cells, words });
}

/// `of`, asked anew only where the date is another than the time before.
fn in_turn<T: Copy>(of: impl Fn(Date) -> T) -> impl FnMut(Date) -> T {
    let mut before: Option<(Date, T)> = None;
    move |date| match before {
        Some((same, answer)) if same == date => answer,
        _ => before.insert((date, of(date))).1,
    }
}

/// Whether a code may have been written as one of ICD-9-CM is, see [`could_be_icd9`]: it begins with V, E8 or E9.
fn begins_as_icd9(code: Code) -> bool {
    matches!(code.key().to_be_bytes(), [b'V', ..] | [b'E', b'8' | b'9', ..])
}

/// Which date judges the diagnoses of a claim.
#[derive(Clone, Copy)]
enum JudgedOn {
    /// One date all of them, where the claim has one.
    One(Option<Dated>),
    /// The lines have several dates.
    EachLine,
}

impl JudgedOn {
    fn of(claim: &Claim<'_>, one_date: bool) -> Self {
        if claim.is_judged_by_through_date() {
            let latest = || claim.lines.iter().filter_map(|line| line.date).max_by_key(|dated| dated.date);
            return Self::One(claim.through.or(claim.from).or_else(latest));
        }
        if one_date { Self::One(claim.lines[0].date) } else { Self::EachLine }
    }

    /// The release that judges all diagnoses, where each is a code that can be billed in it.
    fn release_of_all(&self, context: &Context<'_>) -> Option<ReleaseIndex> {
        let Self::One(dated) = self else { return None };
        let release = context.release_on(dated.or(context.as_of)?.date)?;
        (context.together.billable & release.bit() != 0).then_some(release)
    }
}

/// Of the dates of the lines that carry the diagnosis, the first on which it cannot be billed, else the first.
///
/// A line that has pointers carries the diagnoses it points to; a line of a format without pointers carries its list.
fn worst_date(context: &Context<'_>, claim: &Claim<'_>, index: usize, dx: &Diagnosis<'_>) -> Option<Dated> {
    let carries = |number: usize| {
        let line = &claim.lines[number];
        match line.linked {
            Some(linked) => index < 64 && linked & (1 << index) != 0,
            None => {
                number >= dx.cell.line as usize
                    && claim.cell(number, dx.cell.slot) == claim.cell(dx.cell.line as usize, dx.cell.slot)
            }
        }
    };
    let dates =
        || (0..claim.lines.len()).filter(|&number| carries(number)).filter_map(|number| claim.lines[number].date);
    let billable = |dated: &Dated| match (context.book.release_on(dated.date), dx.code) {
        (Some(release), Some(code)) => {
            context.book.find(code).is_some_and(|entry| entry.billable() & release.bit() != 0)
        }
        _ => false,
    };
    dates().find(|dated| !billable(dated)).or_else(|| dates().next()).or(claim.from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn codes_that_could_be_of_icd9_begin_so(text in "[A-Za-z0-9][0-9A]{2}\\.?[0-9]{0,3}|[EeVv][0-9]{2,4}|[Ee][89][0-9.]{2,4}") {
            if let Some(code) = Code::parse(text.as_bytes()) {
                prop_assert!(begins_as_icd9(code) || !could_be_icd9(text.as_bytes()), "{}", text);
            }
        }
    }
}
