//! Chapters and blocks: the classification above the categories, from the Tabular Lists held.
//!
//! Not every release's Tabular List is held. A date is judged by the latest one not newer than its release, or the
//! earliest; a category that list does not know yet is looked up in the others, the nearest newer one first.

use super::book::{CodeBook, Release, ReleaseIndex};
use super::pack::layout::OPEN;
use super::set::CodeSet;
use crate::code::Code;

/// Places in the official order of all codes that ever existed, both ends included; compare with
/// [`Entry::rank`](super::Entry::rank).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranks {
    /// The first place.
    pub first: u32,
    /// The last place.
    pub last: u32,
}

impl Ranks {
    /// Whether a place is among these.
    #[must_use]
    pub const fn contains(self, rank: u32) -> bool {
        self.first <= rank && rank <= self.last
    }
}

/// A chapter of the Tabular List.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chapter<'a> {
    /// Its number, `1` to `22`.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The Tabular List this is taken from.
    pub tabular: &'a Release,
    pub(super) node: u32,
}

/// A block ("section") of the Tabular List.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// Its id, `Z40-Z53`, or `B20` for a block of one category.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The chapter it belongs to.
    pub chapter: Chapter<'a>,
    /// What it covers.
    pub ranks: Ranks,
    /// The Tabular List this is taken from.
    pub tabular: &'a Release,
    pub(super) node: u32,
}

/// Whether a row's releases, `first << 8 | last`, hold a release.
pub(super) fn holds(releases: u32, release: ReleaseIndex) -> bool {
    let release = u32::from(release.get());
    (releases >> 8 & OPEN) <= release && release <= (releases & OPEN)
}

impl CodeBook {
    /// The places from a code to the end of everything below another; see [`CodeSet::range`].
    #[must_use]
    pub fn range(&self, first: Code, last: Code) -> Option<Ranks> {
        let first = self.find(first)?.rank();
        let start = self.find(last)?.index();
        let end = self.keys.partition_point(|&key| key <= last.last_below());
        let last = self.links[start..end].iter().map(|link| link[0]).max()?;
        (first <= last).then_some(Ranks { first, last })
    }

    /// The release whose Tabular List is used for a release: the latest held that is not newer, or else the earliest.
    #[must_use]
    pub fn tabular_for(&self, release: ReleaseIndex) -> Option<ReleaseIndex> {
        self.tabulars.get(usize::from(release.get()))?.0
    }

    /// The block of one Tabular List that holds a place, and the groups of blocks that hold it too.
    fn blocks_at(&self, rank: u32, tabular: ReleaseIndex, groups: bool) -> impl Iterator<Item = Block<'_>> {
        let rows = self.blocks.iter().filter(move |row| {
            row[5] <= rank && rank <= row[6] && holds(row[7], tabular) && (row[7] >> 16 == 1) == groups
        });
        rows.map(move |&[id, id_len, title, title_len, chapter, first, last, _]| Block {
            id: self.text(id, id_len),
            title: self.text(title, title_len),
            chapter: self.chapter_at(chapter, tabular),
            ranks: Ranks { first, last },
            tabular: self.release(tabular),
            node: id,
        })
    }

    fn chapter_at(&self, index: u32, tabular: ReleaseIndex) -> Chapter<'_> {
        let [id, id_len, title, title_len, _] = self.chapters[index as usize];
        let tabular = self.release(tabular);
        Chapter { id: self.text(id, id_len), title: self.text(title, title_len), tabular, node: id }
    }
}

impl<'a> CodeSet<'a> {
    /// The release whose Tabular List gives the notes on this code set.
    #[must_use]
    pub fn tabular(self) -> Option<&'a Release> {
        self.book.tabular_for(self.release).map(|index| self.book.release(index))
    }

    pub(super) fn block_at(self, rank: u32) -> Option<Block<'a>> {
        let book = self.book;
        let own = book.tabular_for(self.release)?;
        let others = || book.indices().filter(move |&index| index != own && book.release(index).has_tabular);
        let newer = others().filter(move |&index| index > own);
        let older = others().rev().filter(move |&index| index < own);
        let mut tabulars = std::iter::once(own).chain(newer).chain(older);
        tabulars.find_map(|tabular| book.blocks_at(rank, tabular, false).next())
    }

    /// The groups of blocks (such as V00-V99) a place belongs to, nearest first.
    pub(super) fn groups_at(self, rank: u32) -> Vec<Block<'a>> {
        let Some(tabular) = self.book.tabular_for(self.release) else { return Vec::new() };
        let mut groups: Vec<_> = self.book.blocks_at(rank, tabular, true).collect();
        groups.sort_by_key(|group| group.ranks.last - group.ranks.first);
        groups
    }
}
