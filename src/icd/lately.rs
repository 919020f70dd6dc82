//! The codes a worker has met lately, with what is asked of every one of them.
//!
//! The book is larger than a processor's cache and tells of a code in several of its tables, but few codes make up most
//! of any file. Those are kept close by, each in one place, so that a diagnosis is looked up once.

use super::book::CodeBook;
use super::entry::Entry;
use super::naming::{CODE_FIRST, EXCLUDES1, USE_ADDITIONAL};
use super::pack::layout::bucket;
use super::traits::{Epoch, Traits};
use crate::code::Code;

/// A code looked up, whether or not the book has it.
#[derive(Clone, Copy, Debug)]
pub struct Met {
    code: Code,
    billable: u64,
    excludes: u64,
    first: u64,
    bucket: u64,
    index: u32,
    place: u16,
    has_traits: bool,
    asks: bool,
}

/// An index no code has.
const ABSENT: u32 = u32::MAX;

impl Met {
    fn new(book: &CodeBook, code: Code, place: u16) -> Self {
        let none = Self {
            code,
            billable: 0,
            excludes: 0,
            first: 0,
            bucket: 0,
            index: ABSENT,
            place,
            has_traits: false,
            asks: false,
        };
        let Some(entry) = book.find(code) else { return none };
        Self {
            billable: entry.billable(),
            excludes: entry.notes_sum(EXCLUDES1),
            first: entry.notes_sum(CODE_FIRST),
            bucket: bucket(entry.rank()),
            index: u32::try_from(entry.index()).unwrap_or(ABSENT),
            has_traits: entry.traits_ever() != Traits::NONE,
            asks: entry.notes_ask(CODE_FIRST) || entry.notes_ask(USE_ADDITIONAL),
            ..none
        }
    }

    /// The code.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The code in the book it was looked up in; `None` where that does not have it.
    #[must_use]
    pub const fn entry<'b>(&self, book: &'b CodeBook) -> Option<Entry<'b>> {
        if self.index == ABSENT { None } else { Some(Entry { book, index: self.index as usize }) }
    }

    /// The releases in which it can be billed, one bit each; `None` where the book does not have it.
    #[must_use]
    pub const fn billable(&self) -> Option<u64> {
        if self.index == ABSENT { None } else { Some(self.billable) }
    }

    /// Its place among the codes met: no other code has it at the same time. Less than [`Lately::PLACES`].
    #[must_use]
    pub const fn place(&self) -> usize {
        self.place as usize
    }

    /// Its traits in an epoch of the book.
    #[must_use]
    pub fn traits_in(&self, book: &CodeBook, epoch: Epoch) -> Traits {
        if self.has_traits {
            self.entry(book).map_or(Traits::NONE, |entry| entry.traits_in(epoch))
        } else {
            Traits::NONE
        }
    }

    /// Whether some note says that it is not whole without another code: [`super::Naming::needed`].
    #[must_use]
    pub const fn asks(&self) -> bool {
        self.asks
    }

    /// What the notes on it may name, "Excludes1" and "code first" together, in the bits of [`Met::bit`].
    #[must_use]
    pub const fn names(&self) -> u64 {
        self.excludes | self.first
    }

    /// Its bit in such a sum: where it is not set, no note names it.
    #[must_use]
    pub const fn bit(&self) -> u64 {
        self.bucket
    }
}

/// The memory of one worker: bounded, and without a lock.
#[derive(Debug)]
pub struct Lately {
    places: Vec<Option<Met>>,
}

impl Default for Lately {
    fn default() -> Self {
        Self { places: vec![None; Self::PLACES] }
    }
}

impl Lately {
    /// Codes kept at a time; a later one takes the place of an earlier one.
    pub const PLACES: usize = 1 << 14;

    /// Looks a code up. One memory is for one book.
    #[inline]
    pub fn met(&mut self, book: &CodeBook, code: Code) -> Met {
        // The upper bits of the product depend on all bits of the key.
        let place = (code.key().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - Self::PLACES.ilog2())) as u16;
        match self.places[usize::from(place)] {
            Some(met) if met.code == code => met,
            _ => *self.places[usize::from(place)].insert(Met::new(book, code, place)),
        }
    }
}
