//! Rows and dates that could not be read. What they hold was not checked, and that must be said.

use super::RuleOf;
use crate::check::tally::Tally;
use crate::claim::{CellRef, Claim, Layout};
use crate::date::{Date, DateStyle};
use crate::rule::{Finding, Label, RuleId, Severity};

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 3] = ["row-malformed", "date-unreadable", "claim-id-rounded"];

/// Those rules; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(in crate::check) struct Reading {
    /// For rows that belong to no claim: the linter itself reports them.
    pub(in crate::check) row: Option<(RuleId, Severity)>,
    date: Option<(RuleId, Severity)>,
    claim_id: Option<(RuleId, Severity)>,
}

impl Reading {
    pub(super) fn new(rule: RuleOf<'_>) -> Self {
        let [row, date, claim_id] = NAMES.map(rule);
        Self { row, date, claim_id }
    }

    /// Reports a claim id that is no longer one.
    pub(super) fn claim_id(&self, layout: &Layout, claim: &Claim<'_>, findings: &mut Vec<Finding>) {
        if let (true, Some(slot)) = (is_rounded(claim.id), layout.slots.claim_id) {
            let words = vec![("text", crate::check::text::shortened(claim.id))];
            super::report(self.claim_id, vec![Label::blamed(CellRef::whole(0, slot))], words, findings);
        }
    }

    /// Counts the dates that are written in the other order of day and month than their column is read in.
    pub(super) fn count(layout: &Layout, claim: &Claim<'_>, tally: &mut Tally) {
        for &cell in &claim.unreadable_dates {
            let column = layout.column(cell.slot);
            if Date::parse_as(claim.text(cell), other_order(column.style)).is_some() {
                tally.in_other_order(column.field);
            }
        }
    }

    /// Reports each date cell that could not be read, once per claim and text.
    pub(super) fn judge(&self, layout: &Layout, claim: &Claim<'_>, findings: &mut Vec<Finding>) {
        let Some((rule, severity)) = self.date else { return };
        for (index, &cell) in claim.unreadable_dates.iter().enumerate() {
            let repeated = claim.unreadable_dates[..index].iter().any(|&before| claim.text(before) == claim.text(cell));
            if !repeated {
                findings.push(Finding {
                    rule,
                    case: None,
                    severity,
                    cells: vec![Label { cell, text: String::new() }],
                    words: vec![
                        ("text", crate::check::text::shortened(claim.text(cell))),
                        ("advice", advice(claim.text(cell), layout.column(cell.slot).style)),
                    ],
                });
            }
        }
    }
}

/// Whether an id is a number of the form `1.23E+15`: Excel writes the exponent with its sign.
fn is_rounded(id: &[u8]) -> bool {
    // An exponent has three digits at most.
    let near = id.len().saturating_sub(4);
    let Some(plus) = id[near..].iter().position(|&byte| byte == b'+') else { return false };
    let (number, exponent) = (&id[..near + plus], &id[near + plus + 1..]);
    let Some(digits) = number.strip_suffix(b"E") else { return false };
    let is_number = |text: &[u8], with: &[u8]| {
        !text.is_empty() && text.iter().all(|byte| byte.is_ascii_digit() || with.contains(byte))
    };
    is_number(digits, b".") && is_number(exponent, b"")
}

/// How a day is written in the other order of day and month.
const fn other_order(style: DateStyle) -> DateStyle {
    match style {
        DateStyle::DayFirst => DateStyle::MonthFirst,
        _ => DateStyle::DayFirst,
    }
}

/// What to do about a date cell.
fn advice(text: &[u8], style: DateStyle) -> String {
    match counted_day(text) {
        Some(day) => format!(
            "this is a day as spreadsheets count them ({day} if counted from 1900): give the column a date format and export \
             it again"
        ),
        None if Date::parse_as(text, other_order(style)).is_none() => {
            "write dates as YYYY-MM-DD, YYYYMMDD, MM/DD/YYYY or DD-Mon-YYYY".to_owned()
        }
        None if style == DateStyle::DayFirst => {
            "the first rows of this file are written day/month/year, and this could only be month/day/year: write all of \
             them one way, best as YYYY-MM-DD"
                .to_owned()
        }
        None => "this could only be day/month/year, and the column is read as month/day/year, for its first rows do not say \
             otherwise: write all of them one way, best as YYYY-MM-DD"
            .to_owned(),
    }
}

/// The day with this number, if it is one from 2010 to 2037.
fn counted_day(text: &[u8]) -> Option<Date> {
    let text = text.trim_ascii();
    let days: i32 = std::str::from_utf8(text).ok().filter(|_| text.len() == 5)?.parse().ok()?;
    (40_179..50_406).contains(&days).then(|| Date::of_day_count(days)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_has_done_is_named() {
        assert_eq!(counted_day(b"45965").map(|day| day.to_string()).as_deref(), Some("2025-11-04"));
        assert_eq!(counted_day(b"20251104"), None);
        assert!(is_rounded(b"1.23E+15") && is_rounded(b"4E+12"));
        for id in [&b"1E15"[..], b"E+15", b"A1E+15", b"1.2E+", b"123"] {
            assert!(!is_rounded(id), "{id:?}");
        }
    }
}
