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
    index: u32,
    place: u16,
    /// The number of its own bit among those.
    bucket: u8,
    /// Whether some note says that it is not whole without another code: [`super::Naming::needed`].
    asks: bool,
}

/// What the codes of one claim are together: most claims need no second look at any of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Together {
    /// The releases in which every one of them can be billed, one bit each; none where a diagnosis has no code, or one the
    /// book does not have.
    pub billable: u64,
    /// Whether two may be of one category; where not, no two are the same, or differ in a single character.
    pub may_be_akin: bool,
    /// Whether a note may have something to say about them.
    pub notes_may_speak: bool,
}

/// An index no code has.
const ABSENT: u32 = u32::MAX;

impl Met {
    fn new(book: &CodeBook, code: Code, place: u16) -> Self {
        let none = Self { code, billable: 0, names: 0, bucket: 0, index: ABSENT, place, asks: false };
        let Some(entry) = book.find(code) else { return none };
        Self {
            billable: entry.billable(),
            names: entry.notes_sum(EXCLUDES1) | entry.notes_sum(CODE_FIRST),
            bucket: u8::try_from(bucket(entry.rank()).trailing_zeros()).unwrap_or(0),
            index: u32::try_from(entry.index()).unwrap_or(ABSENT),
            asks: entry.notes_ask(CODE_FIRST) || entry.notes_ask(USE_ADDITIONAL),
            ..none
        }
    }

    const fn own_bit(&self) -> u64 {
        1 << (self.bucket & 63)
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
        let entry = self.entry(book).filter(|entry| entry.traits_ever() != Traits::NONE);
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

/// One of 64 bits for the category of a code.
const fn category_bit(code: Code) -> u64 {
    1 << ((code.key() >> 40).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58)
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

    /// Looks the codes of a claim's diagnoses up, one for each, and says what they are together.
    ///
    /// Notes are asked of the first `compared`.
    pub fn together(
        &mut self,
        book: &CodeBook,
        codes: impl Iterator<Item = Option<Code>>,
        compared: usize,
        met: &mut Vec<Option<Met>>,
    ) -> Together {
        let (mut billable, mut asks) = (u64::MAX, false);
        // What any names, what any names beside the bucket it is in, and which buckets are taken, once or twice.
        let (mut names, mut names_beside, mut taken, mut taken_twice) = (0, 0, 0, 0);
        let (mut categories, mut may_be_akin) = (0, false);
        met.clear();
        met.extend(codes.map(|code| {
            let Some(code) = code else {
                billable = 0;
                return None;
            };
            let met = self.met(book, code);
            let own = met.own_bit();
            billable &= met.billable;
            asks |= met.asks;
            names |= met.names;
            names_beside |= met.names & !own;
            taken_twice |= taken & own;
            taken |= own;
            let category = category_bit(code);
            may_be_akin |= categories & category != 0;
            categories |= category;
            Some(met)
        }));
        // Most claims have no code that is anywhere near what the notes of another name.
        let near = names_beside & taken | names & taken_twice != 0;
        let notes_may_speak = asks || (near && self.any_may_name(book, &met[..met.len().min(compared)]));
        Together { billable, may_be_akin, notes_may_speak }
    }

    /// Whether an "Excludes1" or "code first" note, of any release, on one of these codes may name another. Where not, and no
    /// code asks for another, the notes have nothing to say.
    fn any_may_name(&mut self, book: &CodeBook, met: &[Option<Met>]) -> bool {
        let pairs_with = |index: usize| met.iter().flatten().skip(index + 1);
        met.iter()
            .flatten()
            .enumerate()
            .any(|(index, one)| pairs_with(index).any(|other| self.may_name(book, one, other)))
    }

    fn may_name(&mut self, book: &CodeBook, one: &Met, other: &Met) -> bool {
        if one.names & other.own_bit() == 0 && other.names & one.own_bit() == 0 {
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

    const COMPARED: usize = 64;

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
            let codes: Vec<Option<Code>> = apart.iter().map(of).collect();
            let mut met = Vec::new();
            let together = lately.together(book, codes.iter().copied(), COMPARED, &mut met);
            let asks = met.iter().flatten().any(|met| met.asks);
            prop_assert_eq!(together.notes_may_speak, asks || lately.any_may_name(book, &met));
        }

        /// Looking at all codes of a claim together, none is taken for billable that is not, and no two of one category are
        /// passed over.
        #[test]
        fn codes_are_together_what_each_is(
            near in 0usize..90_000,
            apart in proptest::collection::vec((0u8..8, 0usize..90_000), 0..6),
        ) {
            let book = CodeBook::embedded();
            let count = book.entries().len();
            let of = |&(what, at): &(u8, usize)| match what {
                0 => None,
                1 => Code::parse(format!("Q{}", at % 100_000).as_bytes()),
                2..5 => book.entry_at((near + at % 40) % count).map(Entry::code),
                _ => book.entry_at(at % count).map(Entry::code),
            };
            let codes: Vec<Option<Code>> = apart.iter().map(of).collect();
            let mut met = Vec::new();
            let together = Lately::default().together(book, codes.iter().copied(), COMPARED, &mut met);
            let billable = |code: &Option<Code>| code.and_then(|code| book.find(code)).map_or(0, Entry::billable);
            prop_assert_eq!(together.billable, codes.iter().map(billable).fold(u64::MAX, |all, one| all & one));
            let categories: Vec<Code> = codes.iter().flatten().map(|code| code.category()).collect();
            let akin = categories.iter().enumerate().any(|(at, category)| categories[..at].contains(category));
            prop_assert!(together.may_be_akin || !akin);
            prop_assert_eq!(met.iter().map(|met| met.map(|met| met.code())).collect::<Vec<_>>(), codes);
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
