//! A claim whose days lie on both sides of a release, with a code that is not billable on both.

use super::{Context, Spoken, report};
use crate::claim::{Claim, ClaimKind, Dated, Diagnosis};
use crate::icd::{Entry, ReleaseIndex};
use crate::rule::{Finding, Label};

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 1] = ["dx-claim-spans-release"];

/// That rule; `None` where it is not selected.
#[derive(Clone, Debug)]
pub(super) struct Span(Spoken);

impl Span {
    pub(super) fn new(rule: super::RuleOf<'_>) -> Self {
        let [span] = NAMES.map(rule);
        Self(span)
    }

    /// Judges an outpatient claim; `one_date` says that all its lines have the same date.
    pub(super) fn judge(&self, context: &Context<'_>, claim: &Claim<'_>, one_date: bool, findings: &mut Vec<Finding>) {
        let outpatient =
            matches!(claim.kind, ClaimKind::Professional | ClaimKind::Asc | ClaimKind::InstitutionalOutpatient);
        if self.0.is_none() || (one_date && is_one_day(claim)) || !outpatient || claim.is_judged_by_through_date() {
            return;
        }
        let Some((first, last)) = days(context, claim).filter(|(first, last)| first.date < last.date) else { return };
        let release = |dated: Dated| context.book.release_on(dated.date);
        let (Some(from), Some(to)) = (release(first), release(last)) else { return };
        if from == to {
            return;
        }
        let between = || context.book.indices().filter(move |index| (from.get()..=to.get()).contains(&index.get()));
        let all = between().fold(0, |bits, index| bits | index.bit());
        for dx in &claim.diagnoses {
            let Some(entry) = dx.code.and_then(|code| context.book.find(code)) else { continue };
            let billable = entry.billable() & all;
            if billable != 0 && billable != all {
                let changes = between().find(|index| (billable & index.bit() != 0) != (billable & from.bit() != 0));
                self.speak(context, dx, (first, last), (billable & from.bit() != 0, changes), findings);
            }
        }
    }

    fn speak(
        &self,
        context: &Context<'_>,
        dx: &Diagnosis<'_>,
        (first, last): (Dated, Dated),
        (billable_at_first, changes): (bool, Option<ReleaseIndex>),
        findings: &mut Vec<Finding>,
    ) {
        let (Some(code), Some(changes)) = (dx.code, changes) else { return };
        let on = context.book.release(changes).from;
        let when = if billable_at_first { format!("until {}", on.eve()) } else { format!("from {on} on") };
        let words = vec![
            ("code", code.to_string()),
            ("when", when),
            ("from", first.date.to_string()),
            ("through", last.date.to_string()),
            ("change", on.to_string()),
            ("eve", on.eve().to_string()),
        ];
        let mut cells = vec![Label::blamed(dx.cell)];
        for (dated, text) in [(first, "first day"), (last, "last day")] {
            cells.extend(dated.cell.map(|cell| Label { cell, text: text.to_owned() }));
        }
        report(self.0, cells, words, findings);
    }
}

/// The rule, where a code is not billable in every release.
pub(super) fn speaks_of(entry: Entry<'_>) -> Option<&'static str> {
    let releases = entry.billable();
    let changes = releases != 0 && releases.count_ones() as usize != entry.book().releases().len();
    changes.then_some(NAMES[0])
}

/// Whether all dates of a claim whose lines have one date are the same, as they nearly always are.
fn is_one_day(claim: &Claim<'_>) -> bool {
    let same =
        |dated: Option<Dated>| dated.is_none() || dated.map(|dated| dated.date) == claim.from.map(|from| from.date);
    same(claim.through) && claim.lines.first().is_none_or(|line| same(line.date))
}

/// The first and the last day of service the claim names.
///
/// Admission and discharge are left out: on a professional claim they are those of a hospital stay around the service.
fn days(context: &Context<'_>, claim: &Claim<'_>) -> Option<(Dated, Dated)> {
    let slots = &context.layout.slots;
    let is_stay = |dated: &Dated| {
        dated.cell.is_some_and(|cell| [slots.admission_date, slots.discharge_date].contains(&Some(cell.slot)))
    };
    let ends = [claim.from, claim.through].into_iter().flatten();
    let days = || claim.lines.iter().filter_map(|line| line.date).chain(ends.clone()).filter(|dated| !is_stay(dated));
    Some((days().min_by_key(|dated| dated.date)?, days().max_by_key(|dated| dated.date)?))
}
