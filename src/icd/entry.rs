//! One code over all releases: when it was there, when it could be billed, what came before and after it.

use super::book::{CodeBook, ReleaseIndex};
use super::pack::layout::OPEN;
use crate::code::Code;
use crate::date::Date;
use std::fmt;

/// A code that is in at least one release held.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub(super) book: &'a CodeBook,
    pub(super) index: usize,
}

/// A time during which a code kept its title and could, or could not, be billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span<'a> {
    /// First day.
    pub from: Date,
    /// Last day; `None` if the newest release still has it so.
    pub to: Option<Date>,
    /// Whether claims may carry it: it is a leaf of the classification.
    pub billable: bool,
    /// Long title.
    pub title: &'a str,
    /// First release.
    pub first: ReleaseIndex,
    /// Last release.
    pub last: ReleaseIndex,
}

/// A time during which a code could be billed, under whatever title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day; `None` if the newest release still has it billable.
    pub to: Option<Date>,
}

/// A code that took over from another, or that another took over from (NCHS conversion table).
///
/// The older code need not be gone: a table also says which code was used before a more precise one existed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The code at the other end.
    pub code: Code,
    /// First day of the new code.
    pub effective: Date,
}

impl<'a> Entry<'a> {
    /// The code itself.
    #[must_use]
    #[inline]
    pub fn code(self) -> Code {
        Code::from_key(self.book.keys[self.index])
    }

    /// The releases that have it, one bit each, the oldest release in bit 0.
    #[must_use]
    #[inline]
    pub fn present(self) -> u64 {
        self.book.masks[self.index][0]
    }

    /// The releases in which it can be billed.
    #[must_use]
    #[inline]
    pub fn billable(self) -> u64 {
        self.book.masks[self.index][1]
    }

    /// The book it belongs to.
    #[must_use]
    pub const fn book(self) -> &'a CodeBook {
        self.book
    }

    /// Its place in the official order of all codes that ever existed.
    #[must_use]
    #[inline]
    pub fn rank(self) -> u32 {
        self.book.links[self.index][0]
    }

    /// Its place among all codes that ever existed sorted by [`Code`], for tables kept beside the book.
    #[must_use]
    #[inline]
    pub const fn index(self) -> usize {
        self.index
    }

    /// Its history, oldest first.
    #[must_use]
    pub fn spans(self) -> impl DoubleEndedIterator<Item = Span<'a>> + ExactSizeIterator {
        let book = self.book;
        let (start, end) = (book.links[self.index][1], book.links[self.index + 1][1]);
        book.spans[start as usize..end as usize].iter().map(move |&span| read_span(book, span))
    }

    /// When it could be billed, oldest first; empty for a code that has always been a header.
    #[must_use]
    pub fn billable_periods(self) -> Vec<Period> {
        let mut periods: Vec<(Period, ReleaseIndex)> = Vec::new();
        for span in self.spans().filter(|span| span.billable) {
            match periods.last_mut() {
                Some((period, last)) if last.get() + 1 == span.first.get() => {
                    period.to = span.to;
                    *last = span.last;
                }
                _ => periods.push((Period { from: span.from, to: span.to }, span.last)),
            }
        }
        periods.into_iter().map(|(period, _)| period).collect()
    }

    /// The title and flag in one release; `None` if the release does not have the code.
    pub(super) fn span_in(self, release: ReleaseIndex) -> Option<Span<'a>> {
        self.spans().find(|span| span.first <= release && release <= span.last)
    }

    /// The codes that replaced it or made it more precise, by date.
    pub fn successors(self) -> impl Iterator<Item = Replacement> + 'a {
        let (start, end) = (self.book.links[self.index][2], self.book.links[self.index + 1][2]);
        replacements(self.book, &self.book.successors[start as usize..end as usize])
    }

    /// The codes used before it, by date.
    pub fn predecessors(self) -> impl Iterator<Item = Replacement> + 'a {
        let (start, end) = (self.book.links[self.index][3], self.book.links[self.index + 1][3]);
        replacements(self.book, &self.book.predecessors[start as usize..end as usize])
    }
}

fn read_span(book: &CodeBook, [title, tail]: [u32; 2]) -> Span<'_> {
    let release = |shift: u32| (tail >> shift & OPEN).min(OPEN);
    let open = release(0) == OPEN;
    let newest = book.releases().len() - 1;
    let index = |release: u32| ReleaseIndex(u8::try_from((release as usize).min(newest)).unwrap_or(u8::MAX));
    let (first, last) = (index(release(8)), index(release(0)));
    Span {
        from: book.release(first).from,
        to: (!open).then(|| book.release(last).until),
        billable: tail >> 15 & 1 == 1,
        title: book.text(title, tail >> 16),
        first,
        last,
    }
}

fn replacements<'a>(book: &'a CodeBook, pairs: &'a [[u32; 2]]) -> impl Iterator<Item = Replacement> + 'a {
    pairs.iter().filter_map(|&[index, date]| {
        let code = Code::from_key(book.keys[index as usize]);
        Date::from_number(date).map(|effective| Replacement { code, effective })
    })
}

impl PartialEq for Entry<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Entry<'_> {}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code())
    }
}
