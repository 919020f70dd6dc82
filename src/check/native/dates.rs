//! Dates of service that cannot be: after the end of the claim, or in the future.

use super::{Context, Spoken, report};
use crate::claim::{CellRef, Claim, Dated, Layout, Line, Slot, cells};
use crate::date::Date;
use crate::rule::{Finding, Label};

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 2] = ["service-date-after-through", "service-date-in-future"];

/// Those rules; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(super) struct Dates {
    after_through: Spoken,
    in_future: Spoken,
}

impl Dates {
    pub(super) fn new(rule: super::RuleOf<'_>) -> Self {
        let [after_through, in_future] = NAMES.map(rule);
        Self { after_through, in_future }
    }

    /// Whether something may be said of the date of a line whose cells are these.
    #[inline]
    pub(super) fn may_speak(
        context: &Context<'_>,
        claim: &Claim<'_>,
        (number, line): (u32, &Line),
        cells: &[&[u8]],
    ) -> bool {
        let Some((date, cell)) = own(line.date, number) else { return false };
        let through =
            context.layout.slots.through_date.filter(|_| context.layout.slots.service_date == Some(cell.slot));
        let is_over = |slot: Slot| {
            let through = cells[usize::from(slot.0)];
            let same = match cell.len {
                0 => cells::same(through, cells[usize::from(cell.slot.0)]),
                _ => cells::same(through, claim.text(cell)),
            };
            !same && context.layout.date(slot, through).is_none_or(|through| through < date)
        };
        date > context.today || through.is_some_and(is_over)
    }

    pub(super) fn judge(&self, context: &Context<'_>, claim: &Claim<'_>, findings: &mut Vec<Finding>) {
        let slots = &context.layout.slots;
        let mut last = None;
        for (number, line) in (0u32..).zip(&claim.lines) {
            // A line without a date of its own has the claim's, which is judged on the line it stands on.
            let Some((date, cell)) = own(line.date, number) else { continue };
            if date > context.today {
                let words = vec![("date", date.to_string()), ("today", context.today.to_string())];
                report(self.in_future, vec![Label::blamed(cell)], words, findings);
            }
            let Some(slot) = slots.through_date.filter(|_| slots.service_date == Some(cell.slot)) else { continue };
            let own = claim.cell(number as usize, slot);
            if cells::same(own, claim.text(cell)) {
                continue;
            }
            let through = match context.layout.date(slot, own) {
                Some(through) => Some((through, CellRef::whole(number, slot))),
                None => *last.get_or_insert_with(|| latest(context.layout, claim, slot)),
            };
            if let Some((through, through_cell)) = through.filter(|(through, _)| *through < date) {
                let words = vec![("date", date.to_string()), ("through", through.to_string())];
                let through_cell = Label { cell: through_cell, text: "through date".to_owned() };
                report(self.after_through, vec![Label::blamed(cell), through_cell], words, findings);
            }
        }
    }
}

fn own(dated: Option<Dated>, line: u32) -> Option<(Date, CellRef)> {
    let dated = dated?;
    let cell = dated.cell.filter(|cell| cell.line == line)?;
    Some((dated.date, cell))
}

/// The latest through date of the claim.
fn latest(layout: &Layout, claim: &Claim<'_>, slot: Slot) -> Option<(Date, CellRef)> {
    let cells = (0u32..).zip(&claim.lines).map(|(number, _)| CellRef::whole(number, slot));
    cells.filter_map(|cell| Some((layout.date(slot, claim.text(cell))?, cell))).max_by_key(|(date, _)| *date)
}
