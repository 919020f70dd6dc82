//! A code over time: when it was there and could be billed, what it came from, and what replaced it.

use crate::date::Date;
use crate::icd::{CodeBook, Entry, Replacement};
use serde::Serialize;

/// A time during which nothing about a code changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Change {
    /// First day.
    pub from: Date,
    /// Last day; none if the newest release still has it so.
    pub to: Option<Date>,
    /// Whether claims could carry it.
    pub billable: bool,
    /// Its title.
    pub title: String,
}

/// A code that took over from another, or that another took over from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ReplacedBy {
    /// The code at the other end.
    pub code: String,
    /// Its title in the newest release that has it.
    pub title: String,
    /// First day of the new code.
    pub effective: Date,
}

/// Every change of a code since the first release held, oldest first.
pub(super) fn changes(entry: Entry<'_>) -> Vec<Change> {
    let change = |span: crate::icd::Span<'_>| Change {
        from: span.from,
        to: span.to,
        billable: span.billable,
        title: span.title.to_owned(),
    };
    entry.spans().map(change).collect()
}

/// The day from which a code is gone that no conversion table held speaks of: nobody says there what replaced it.
pub(super) fn unconverted(book: &CodeBook, entry: Entry<'_>) -> Option<Date> {
    let last = entry.spans().next_back()?.to.filter(|_| entry.successors().next().is_none())?;
    let after = book.releases().iter().map(|release| release.from).find(|&from| from > last)?;
    let replacements = book.entries().flat_map(Entry::successors);
    let newest = replacements.map(|replacement| replacement.effective).max();
    newest.is_none_or(|newest| newest < after).then_some(after)
}

/// Replacements with their titles.
pub(super) fn replaced(book: &CodeBook, replacements: impl Iterator<Item = Replacement>) -> Vec<ReplacedBy> {
    let titled = replacements.map(|Replacement { code, effective }| {
        let newest = book.find(code).and_then(|entry| entry.spans().next_back());
        let title = newest.map_or("", |span| span.title).to_owned();
        ReplacedBy { code: code.to_string(), title, effective }
    });
    titled.collect()
}
