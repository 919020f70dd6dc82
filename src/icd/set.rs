//! One release: what a code is on the dates it is in force.

use super::book::{CodeBook, Release, ReleaseIndex};
use super::entry::Entry;
use super::node::Node;
use super::tree::Ranks;
use crate::code::Code;
use std::fmt;

/// The codes of one release; to be had from [`CodeBook::on`] and [`CodeBook::set`].
#[derive(Clone, Copy)]
pub struct CodeSet<'a> {
    pub(super) book: &'a CodeBook,
    pub(super) release: ReleaseIndex,
}

/// What a code is in a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A claim may carry it.
    Billable,
    /// It has codes below it, one of which a claim must carry instead.
    Header,
    /// The release does not have it.
    Absent,
}

impl<'a> CodeSet<'a> {
    pub(super) const fn new(book: &'a CodeBook, release: ReleaseIndex) -> Self {
        Self { book, release }
    }

    /// The book it belongs to.
    #[must_use]
    pub const fn book(self) -> &'a CodeBook {
        self.book
    }

    /// The release.
    #[must_use]
    pub fn release(self) -> &'a Release {
        self.book.release(self.release)
    }

    /// Its index in the book.
    #[must_use]
    pub const fn index(self) -> ReleaseIndex {
        self.release
    }

    /// A code of this release.
    #[must_use]
    pub fn get(self, code: Code) -> Option<Node<'a>> {
        self.node(self.book.find(code)?)
    }

    /// What a code is in this release.
    #[must_use]
    pub fn standing(self, code: Code) -> Standing {
        match self.book.find(code) {
            Some(entry) if entry.billable() & self.release.bit() != 0 => Standing::Billable,
            Some(entry) if entry.present() & self.release.bit() != 0 => Standing::Header,
            _ => Standing::Absent,
        }
    }

    /// All codes of this release, in the official order.
    #[must_use]
    pub fn codes(self) -> impl DoubleEndedIterator<Item = Node<'a>> {
        self.book.entries().filter_map(move |entry| self.node(entry))
    }

    /// The longest beginning of a code, itself included, that is in this release.
    #[must_use]
    pub fn nearest_header(self, code: Code) -> Option<Node<'a>> {
        (3..=code.len()).rev().find_map(|len| self.get(code.prefix(len)))
    }

    /// The places from a code to the end of everything below another, in the official order of all codes ever.
    ///
    /// This is how the classification means "C76-C80". `None` if either code never existed or they are in the wrong
    /// order.
    #[must_use]
    pub fn range(self, first: Code, last: Code) -> Option<Ranks> {
        self.book.range(first, last)
    }

    /// The codes of this release at some places, in the official order.
    #[must_use]
    pub fn within(self, ranks: Ranks) -> impl DoubleEndedIterator<Item = Node<'a>> {
        let count = self.book.ranked.len();
        let end = count.min(ranks.last as usize + 1);
        let places = &self.book.ranked[(ranks.first as usize).min(end)..end];
        places.iter().filter_map(move |&index| self.node(Entry { book: self.book, index: index as usize }))
    }

    /// The codes of this release spelled like `header` and longer, itself included, sorted by [`Code`].
    #[must_use]
    pub fn subtree(self, header: Code) -> impl DoubleEndedIterator<Item = Node<'a>> {
        let keys = &self.book.keys;
        let start = keys.partition_point(|&key| key < header.key());
        let end = keys.partition_point(|&key| key <= header.last_below());
        (start..end).filter_map(move |index| self.node(Entry { book: self.book, index }))
    }

    pub(super) fn node(self, entry: Entry<'a>) -> Option<Node<'a>> {
        (entry.present() & self.release.bit() != 0).then_some(Node { set: self, entry })
    }
}

impl fmt::Debug for CodeSet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeSet({})", self.release().name)
    }
}
