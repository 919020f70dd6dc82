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
use std::ops::RangeInclusive;

/// A code looked up, whether or not the book has it.
#[derive(Clone, Copy, Debug)]
pub struct Met {
    code: Code,
    billable: u64,
    /// What its "Excludes1" and "code first" notes may name, in the bits of [`bucket`].
    names: u64,
    /// Its own bit among those.
    bucket: u64,
    index: u32,
    place: u16,
    has_traits: bool,
    /// Whether some note says that it is not whole without another code: [`super::Naming::needed`].
    asks: bool,
}

/// An index no code has.
const ABSENT: u32 = u32::MAX;

impl Met {
    fn new(book: &CodeBook, code: Code, place: u16) -> Self {
        let none =
            Self { code, billable: 0, names: 0, bucket: 0, index: ABSENT, place, has_traits: false, asks: false };
        let Some(entry) = book.find(code) else { return none };
        Self {
            billable: entry.billable(),
            names: entry.notes_sum(EXCLUDES1) | entry.notes_sum(CODE_FIRST),
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

    /// Its place among the codes met: no other code has it at the same time. They are counted from 0 on, and there are no
    /// more than [`Lately::PLACES`].
    #[must_use]
    pub const fn place(&self) -> usize {
        self.place as usize
    }

    /// Its traits in an epoch of the book, and epochs around it in which they are the same.
    #[must_use]
    pub fn traits_around(&self, book: &CodeBook, epoch: Epoch) -> (Traits, RangeInclusive<Epoch>) {
        let entry = self.entry(book).filter(|_| self.has_traits);
        entry.map_or((Traits::NONE, Epoch::FIRST..=Epoch::LAST), |entry| entry.traits_around(epoch))
    }
}

/// The memory of one worker: bounded, and without a lock.
#[derive(Debug)]
pub struct Lately {
    /// For each place of a key one more than that of its code among the codes met; 0 where there is none.
    places: Vec<u16>,
    met: Vec<Met>,
    /// Pairs of codes no note has a word about, by their indices; empty before the first.
    unrelated: Vec<u64>,
}

impl Default for Lately {
    fn default() -> Self {
        Self { places: vec![0; Self::PLACES], met: Vec::new(), unrelated: Vec::new() }
    }
}

/// A place for a key, by the upper bits of a product: they depend on all bits of the key.
#[allow(clippy::cast_possible_truncation, reason = "the product is shifted to few bits")]
const fn place(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - Lately::PLACES.ilog2())) as usize
}

impl Lately {
    /// Codes kept at a time; a later one takes the place of an earlier one.
    pub const PLACES: usize = 1 << 14;

    /// Looks a code up. One memory is for one book.
    #[inline]
    pub fn met(&mut self, book: &CodeBook, code: Code) -> Met {
        match self.met.get(usize::from(self.places[place(code.key())]).wrapping_sub(1)) {
            Some(met) if met.code == code => *met,
            _ => self.meet(book, code),
        }
    }

    #[cold]
    fn meet(&mut self, book: &CodeBook, code: Code) -> Met {
        let known = &mut self.places[place(code.key())];
        let place = known.checked_sub(1).map_or(self.met.len(), usize::from);
        let met = Met::new(book, code, u16::try_from(place).unwrap_or(u16::MAX));
        if let Some(before) = self.met.get_mut(place) {
            *before = met;
        } else {
            self.met.push(met);
            *known = u16::try_from(self.met.len()).unwrap_or(u16::MAX);
        }
        met
    }

    /// Whether an "Excludes1" or "code first" note, of any release, on one of these codes may name another, or any note
    /// says that one of them is not whole alone. Where not, the notes have nothing to say.
    pub fn notes_may_speak(&mut self, book: &CodeBook, met: &[Option<Met>]) -> bool {
        let (mut asks, mut taken, mut taken_twice) = (false, 0, 0);
        for met in met.iter().flatten() {
            asks |= met.asks;
            taken_twice |= taken & met.bucket;
            taken |= met.bucket;
        }
        // Most claims have no code that is anywhere near what the notes of another name.
        let near = |met: &Met| met.names & (taken & !met.bucket | taken_twice) != 0;
        asks || (met.iter().flatten().any(near) && self.any_may_name(book, met))
    }

    fn any_may_name(&mut self, book: &CodeBook, met: &[Option<Met>]) -> bool {
        let pairs_with = |index: usize| met.iter().flatten().skip(index + 1);
        met.iter()
            .flatten()
            .enumerate()
            .any(|(index, one)| pairs_with(index).any(|other| self.may_name(book, one, other)))
    }

    fn may_name(&mut self, book: &CodeBook, one: &Met, other: &Met) -> bool {
        if one.names & other.bucket == 0 && other.names & one.bucket == 0 {
            return false;
        }
        let pair = u64::from(one.index) << 32 | u64::from(other.index);
        let place = place(pair);
        if self.unrelated.get(place) == Some(&pair) {
            return false;
        }
        let (Some(a), Some(b)) = (one.entry(book), other.entry(book)) else { return false };
        let related = [EXCLUDES1, CODE_FIRST].iter().any(|&column| a.notes_name(column, b) || b.notes_name(column, a));
        if !related {
            self.unrelated.resize(Self::PLACES, 0);
            self.unrelated[place] = pair;
        }
        related
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        /// Looking at all codes of a claim together, no pair is passed over that has a note.
        #[test]
        fn notes_speak_of_the_same_pairs_at_first_sight(
            near in 0usize..90_000,
            apart in proptest::collection::vec((any::<bool>(), 0usize..90_000), 2..6),
        ) {
            let book = CodeBook::embedded();
            let count = book.entries().len();
            let of = |&(is_near, at): &(bool, usize)| {
                book.entries().nth((if is_near { near + at % 40 } else { at }) % count).map(Entry::code)
            };
            let mut lately = Lately::default();
            let met: Vec<Option<Met>> =
                apart.iter().map(|place| of(place).map(|code| lately.met(book, code))).collect();
            let asks = met.iter().flatten().any(|met| met.asks);
            let speak = lately.notes_may_speak(book, &met);
            prop_assert_eq!(speak, asks || lately.any_may_name(book, &met));
        }

        /// What is remembered of a code is what the book says.
        #[test]
        fn codes_are_met_as_the_book_has_them(at in proptest::collection::vec(0usize..90_000, 1..200)) {
            let book = CodeBook::embedded();
            let mut lately = Lately::default();
            for at in at {
                let Some(entry) = book.entry_at(at) else { continue };
                let met = lately.met(book, entry.code());
                prop_assert_eq!(met.code(), entry.code());
                prop_assert_eq!(met.billable(), Some(entry.billable()));
            }
        }
    }
}
