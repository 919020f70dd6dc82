//! A code where it stands in one release: its title, and the way up, down and along from it.

use super::entry::Entry;
use super::set::CodeSet;
use super::tree::{Block, Chapter};
use crate::code::Code;
use std::fmt;

/// A code of a [`CodeSet`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Node<'a> {
    pub(super) set: CodeSet<'a>,
    pub(super) entry: Entry<'a>,
}

impl<'a> Node<'a> {
    /// The code itself.
    #[must_use]
    pub fn code(self) -> Code {
        self.entry.code()
    }

    /// The code over all releases.
    #[must_use]
    pub const fn entry(self) -> Entry<'a> {
        self.entry
    }

    /// The release it is seen in.
    #[must_use]
    pub const fn set(self) -> CodeSet<'a> {
        self.set
    }

    /// Long title in this release.
    #[must_use]
    pub fn title(self) -> &'a str {
        self.entry.span_in(self.set.index()).map_or("", |span| span.title)
    }

    /// Whether a claim may carry it.
    #[must_use]
    pub fn is_billable(self) -> bool {
        self.entry.billable() & self.set.index().bit() != 0
    }

    /// The header directly above it; `None` for a category.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        let code = self.code();
        (3..code.len()).rev().find_map(|len| self.set.get(code.prefix(len)))
    }

    /// The headers above it, nearest first.
    pub fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |node| node.parent())
    }

    /// The codes directly below it, in the official order.
    #[must_use]
    pub fn children(self) -> Vec<Self> {
        let mut below = self.below();
        below.retain(|node| node.parent() == Some(self));
        below
    }

    /// The billable codes below it, in the official order; for a billable code, itself.
    #[must_use]
    pub fn billable_below(self) -> Vec<Self> {
        let mut below: Vec<_> = self.set.subtree(self.code()).filter(|node| node.is_billable()).collect();
        below.sort_unstable_by_key(|node| node.entry.rank());
        below
    }

    fn below(self) -> Vec<Self> {
        let mut below: Vec<_> = self.set.subtree(self.code()).filter(|node| *node != self).collect();
        below.sort_unstable_by_key(|node| node.entry.rank());
        below
    }

    /// The code after it in the official order, header or not.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let places = self.set.book().ranked.get(self.entry.rank() as usize + 1..)?;
        places.iter().find_map(|&index| self.at(index))
    }

    /// The code before it in the official order, header or not.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        let places = self.set.book().ranked.get(..self.entry.rank() as usize)?;
        places.iter().rev().find_map(|&index| self.at(index))
    }

    fn at(self, index: u32) -> Option<Self> {
        self.set.node(Entry { book: self.set.book(), index: index as usize })
    }

    /// The block it belongs to; `None` only if no Tabular List held knows its category.
    #[must_use]
    pub fn block(self) -> Option<Block<'a>> {
        self.set.block_at(self.entry.rank())
    }

    /// The groups of blocks it belongs to, such as V00-V99, the smallest first.
    #[must_use]
    pub fn groups(self) -> Vec<Block<'a>> {
        self.set.groups_at(self.entry.rank())
    }

    /// The chapter it belongs to; `None` only if no Tabular List held knows its category.
    #[must_use]
    pub fn chapter(self) -> Option<Chapter<'a>> {
        self.block().map(|block| block.chapter)
    }
}

impl PartialEq for CodeSet<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.book, other.book) && self.release == other.release
    }
}

impl Eq for CodeSet<'_> {}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.code(), self.set.release().name)
    }
}
