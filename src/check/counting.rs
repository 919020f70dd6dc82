//! Claims counted by group where they are judged: a report of findings alone cannot say how many claims are clean.
//!
//! Done only where a report asks for it. Group labels come from the columns the user names, and nothing else of the row
//! is kept.

use super::tally::Tally;
use super::text::{decoded, shortened};
use crate::claim::{CellRef, Claim, Layout, Slot};
use crate::field::Field;
use crate::report::qa::{By, Count, Draw, Groups, Label, Month, Verdict, amount};
use crate::report::{Diagnostic, Standing};

/// What is counted of each claim of a file.
#[derive(Debug)]
pub(super) struct Counting {
    by: Vec<(By, Option<Slot>)>,
    charge: Option<Slot>,
    draw: Option<Draw>,
}

/// What was counted before a claim was judged.
#[derive(Clone, Copy)]
pub(super) struct Before {
    diagnoses: u64,
    unchecked: u64,
}

impl Counting {
    /// Claims of this layout, grouped so.
    pub(super) fn new(by: &[By], draw: Option<Draw>, layout: &Layout) -> Self {
        let slot = |by: &By| match by {
            By::Column(field) => layout.slot(*field),
            By::Month => None,
        };
        Self { by: by.iter().map(|by| (*by, slot(by))).collect(), charge: layout.slot(Field::Charge), draw }
    }

    /// To be asked before a claim is judged.
    pub(super) const fn before(tally: &Tally) -> Before {
        let unchecked = tally.unchecked;
        Before { diagnoses: tally.diagnoses, unchecked: unchecked.no_date + unchecked.no_release + unchecked.icd9 }
    }

    /// Counts a claim that has been judged; each of `found` blames the cell at the same place of `blamed`. Findings that
    /// are set aside do not count.
    pub(super) fn count(
        &self,
        claim: &Claim<'_>,
        blamed: &[Option<CellRef>],
        found: &[Diagnostic],
        before: Before,
        tally: &mut Tally,
    ) {
        let now = Self::before(tally);
        let not_judged = now.unchecked - before.unchecked;
        let mut count = Count::default();
        let worst = |of: &dyn Fn(CellRef) -> bool| {
            let open = blamed.iter().zip(found).filter(|(_, finding)| finding.standing == Standing::Open);
            let matching = open.filter(|(cell, _)| cell.is_some_and(of));
            matching.map(|(_, finding)| finding.severity).max()
        };
        let otherwise = if not_judged > 0 { Verdict::NotJudged } else { Verdict::Clean };
        for finding in found.iter().filter(|finding| finding.standing == Standing::Open) {
            count.found(finding.rule, finding.severity);
        }
        for line in 0..claim.lines.len() {
            count.lines.add(worst(&|cell| cell.line as usize == line).map_or(otherwise, Verdict::Found));
        }
        let faulty = claim.diagnoses.iter().filter_map(|dx| worst(&|cell| cell == dx.cell));
        let faulty: u64 = faulty.map(|severity| count.diagnoses.add(Verdict::Found(severity))).map(|()| 1).sum();
        let others = (now.diagnoses - before.diagnoses).saturating_sub(faulty);
        count.diagnoses.not_judged = not_judged.min(others);
        count.diagnoses.clean = others - count.diagnoses.not_judged;
        let verdict = worst(&|_| true).map_or(otherwise, Verdict::Found);
        let month = claim.from.map(|dated| Month::from(dated.date));
        count.claim(verdict, month);
        self.charge(claim, verdict, &mut count);
        let labels: Vec<Label> = self.by.iter().map(|&(by, slot)| label(claim, by, slot, month)).collect();
        let groups = tally.groups.get_or_insert_with(|| Box::new(self.none()));
        groups.count(&labels, &count);
        if self.draw.is_some() {
            groups.draw(labels.first(), &decoded(claim.id), verdict);
        }
    }

    /// No claims yet.
    fn none(&self) -> Groups {
        Groups::new(self.by.iter().map(|(by, _)| *by), self.draw.clone())
    }

    fn charge(&self, claim: &Claim<'_>, verdict: Verdict, count: &mut Count) {
        let Some(slot) = self.charge else { return };
        for line in 0..claim.lines.len() {
            let text = claim.cell(line, slot);
            match amount(text) {
                Some(hundredths) => {
                    count.charge.lines += 1;
                    count.charge.all = count.charge.all.saturating_add(hundredths);
                }
                None if text.is_empty() => {}
                None => count.charge.unread += 1,
            }
        }
        if verdict == Verdict::Found(crate::rule::Severity::Error) {
            count.charge.with_errors = count.charge.all;
        }
    }
}

/// The group of a claim: what its lines say in a column where they agree, or its month.
fn label(claim: &Claim<'_>, by: By, slot: Option<Slot>, month: Option<Month>) -> Label {
    if by == By::Month {
        return month.map_or(Label::Unsaid, Label::Month);
    }
    let Some(slot) = slot else { return Label::Unsaid };
    let mut said = (0..claim.lines.len()).map(|line| claim.cell(line, slot)).filter(|text| !text.is_empty());
    match said.next() {
        None => Label::Unsaid,
        Some(first) if said.all(|text| text == first) => Label::Said(shortened(first)),
        Some(_) => Label::Several,
    }
}
