//! From what a comparison says to what it means: numbers, dates, and columns compared with columns.

use super::check::{Checker, Operator};
use super::clause::{Operand, TestSpec};
use super::logic::{Ask, LineTest, Order, With};
use super::vocabulary;
use crate::date::Date;
use crate::error::Result;
use crate::field::Field;

impl Checker<'_> {
    pub(super) fn comparisons(self, spec: &TestSpec, subject: &'static str, field: Field) -> Result<Vec<LineTest>> {
        let mut tests = Vec::new();
        for operator in &spec.operators {
            match operator.0.get_ref().as_str() {
                "known" => tests.push(LineTest { subject, ask: Ask::Known(field), wanted: self.known(spec)? }),
                "is" => {
                    for order in [Order::AtLeast, Order::AtMost] {
                        let ask = Ask::Compare(field, order, self.with(operator)?);
                        tests.push(LineTest { subject, ask, wanted: true });
                    }
                }
                _ => tests.push(LineTest { subject, ask: self.comparison(operator, field)?, wanted: true }),
            }
        }
        Ok(tests)
    }

    pub(super) fn comparison(self, operator: &Operator, field: Field) -> Result<Ask> {
        let (order, of_dates) = match operator.0.get_ref().as_str() {
            "above" => (Order::Greater, false),
            "at-least" => (Order::AtLeast, false),
            "below" => (Order::Less, false),
            "at-most" => (Order::AtMost, false),
            "from" => (Order::AtLeast, true),
            "after" => (Order::Greater, true),
            "before" => (Order::Less, true),
            _ => (Order::AtMost, true),
        };
        let with = self.with(operator)?;
        match with {
            With::Number(_) if of_dates => Err(self.operand(operator, "a date or a column")),
            With::Date(_) if !of_dates => Err(self.operand(operator, "a number or a column")),
            _ => Ok(Ask::Compare(field, order, with)),
        }
    }

    fn with(self, operator: &Operator) -> Result<With> {
        match operator.1.get_ref() {
            Operand::Number(number) if number.is_finite() => Ok(With::Number(*number)),
            Operand::Text(word) => {
                if let Some(date) = Date::parse(word.as_bytes()) {
                    return Ok(With::Date(date));
                }
                vocabulary::column(word).map(With::Field).ok_or_else(|| {
                    let columns = vocabulary::columns();
                    let allowed: Vec<&str> = columns.iter().map(String::as_str).collect();
                    self.source.unknown(operator.1.span(), "date or field", word, &allowed)
                })
            }
            _ => Err(self.operand(operator, "a number, a date or a column")),
        }
    }
}
