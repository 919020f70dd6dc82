//! Answers: whether a line is what a question asks.
//!
//! What a line does not say answers no question with yes, neither `in` nor `not-in`.

use super::bound::Bound;
use super::facts::{has, ones};
use super::logic::{Ask, Order, With, biller_bit};
use crate::claim::{Claim, ClaimKind, Line};
use crate::date::Date;
use crate::field::Field;

impl Bound<'_> {
    /// Whether the answer to a question about one line is yes.
    ///
    /// `element` is the bit of the codes the question is about; `known` are the facts of the diagnoses, one by one and
    /// together.
    pub(super) fn asks_line(
        &self,
        claim: &Claim<'_>,
        index: usize,
        ask: &Ask,
        element: Option<usize>,
        known: (&[u64], &[u64]),
    ) -> bool {
        let line = &claim.lines[index];
        let row = self.questions.width();
        let (diagnoses, all) = known;
        let is_of = |dx: usize| diagnoses.get(dx * row..).zip(element).is_some_and(|(facts, bit)| has(facts, bit));
        let linked = || line.linked.is_some_and(|linked| ones(&[linked]).any(is_of));
        match ask {
            Ask::Modifier(group) => line.modifiers.iter().any(|(modifier, _)| group.has_modifier(modifier)),
            Ask::Procedure(group) => !line.procedure.is_none() && group.has_procedure(line.procedure),
            Ask::PointsTo(_) => linked(),
            Ask::LinkedTo(_) => match line.linked {
                Some(_) => linked(),
                None => is_without_pointers(claim, line) && element.is_some_and(|bit| has(all, bit)),
            },
            Ask::FirstPointer(_) => line.first_linked.is_some_and(|dx| is_of(usize::from(dx))),
            Ask::Pointers => line.linked.is_some_and(|linked| linked != 0),
            Ask::FirstModifier(group) => {
                line.modifiers.iter().next().is_some_and(|(modifier, _)| group.has_modifier(modifier))
            }
            Ask::Behind(group, behind) => {
                let before = line.modifiers.iter().position(|(modifier, _)| behind.has_modifier(modifier));
                before.is_some_and(|at| line.modifiers.iter().skip(at + 1).any(|(last, _)| group.has_modifier(last)))
            }
            Ask::Several(group, least) => {
                let of_group =
                    || line.modifiers.iter().map(|(modifier, _)| modifier).filter(|&m| group.has_modifier(m));
                let distinct = of_group().enumerate().filter(|&(at, m)| of_group().take(at).all(|before| before != m));
                distinct.count() >= usize::from(*least)
            }
            Ask::Biller(billers) => billers & biller_bit(line.biller) != 0,
            Ask::BillType(group) => line.bill_type.is_some_and(|bill| group.has_bill_type(bill.class())),
            Ask::RevenueCode(group) => line.revenue_code.is_some_and(|code| group.has_revenue_code(code)),
            Ask::Place(group) => {
                line.place_of_service.is_some_and(|place| group.has_value(&[b'0' + place / 10, b'0' + place % 10]))
            }
            Ask::Cell(field, group) => {
                self.cell(claim, index, *field).is_some_and(|text| !text.is_empty() && group.has_value(text))
            }
            Ask::Starts(field, start) => self.cell(claim, index, *field).is_some_and(|text| {
                text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start.as_bytes()))
            }),
            Ask::Known(field) => match field {
                Field::ServiceDate => line.date.is_some(),
                Field::Age => claim.age.is_some(),
                Field::Units => line.units.is_some(),
                field => self.cell(claim, index, *field).is_some_and(|text| !text.is_empty()),
            },
            Ask::Compare(field, order, with) => self.compares(claim, index, *field, *order, *with),
        }
    }

    fn compares(&self, claim: &Claim<'_>, line: usize, field: Field, order: Order, with: With) -> bool {
        let number = |field| self.number(claim, line, field);
        let date = |field| self.date(claim, line, field);
        match with {
            With::Number(with) => number(field).is_some_and(|number| stands(&number, order, &with)),
            With::Date(with) => date(field).is_some_and(|date| stands(&date, order, &with)),
            With::Field(other) => match (date(field), date(other)) {
                (Some(date), Some(other)) => stands(&date, order, &other),
                _ => match (number(field), number(other)) {
                    (Some(number), Some(other)) => stands(&number, order, &other),
                    _ => false,
                },
            },
        }
    }

    /// The text of a column of a line.
    pub(super) fn cell<'c>(&self, claim: &Claim<'c>, line: usize, field: Field) -> Option<&'c [u8]> {
        claim.field(&self.layout, line, field).map(|(_, text)| text)
    }

    fn number(&self, claim: &Claim<'_>, line: usize, field: Field) -> Option<f64> {
        match field {
            Field::Units => claim.lines[line].units,
            Field::Age => claim.age.map(f64::from),
            field => std::str::from_utf8(self.cell(claim, line, field)?).ok()?.parse().ok(),
        }
    }

    fn date(&self, claim: &Claim<'_>, line: usize, field: Field) -> Option<Date> {
        match field {
            Field::ServiceDate => claim.lines[line].date.map(|dated| dated.date),
            Field::FromDate => claim.from.map(|dated| dated.date),
            Field::ThroughDate => claim.through.map(|dated| dated.date),
            field => {
                let (cell, text) = claim.field(&self.layout, line, field)?;
                self.layout.date(cell.slot, text)
            }
        }
    }
}

fn stands<T: PartialOrd>(left: &T, order: Order, right: &T) -> bool {
    match order {
        Order::Less => left < right,
        Order::AtMost => left <= right,
        Order::AtLeast => left >= right,
        Order::Greater => left > right,
    }
}

/// Whether the line stands on a form that has no pointers: UB-04 or 837I, also an ASC's.
fn is_without_pointers(claim: &Claim<'_>, line: &Line) -> bool {
    claim.kind.is_institutional() || (claim.kind == ClaimKind::Asc && line.bill_type.is_some())
}
