//! What is true of a code beside its place in the classification: Medicare's flags, its side of the body, its episode of
//! care. One bit each, looked up with the code.

use super::book::CodeBook;
use super::entry::Entry;
use super::pack::layout::{TRAITS, trait_bit};
use super::pack::{Held, Medicare};
use crate::code::Code;
use crate::date::Date;
use std::ops::RangeInclusive;

/// A set of traits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Traits(u32);

impl Traits {
    /// No trait.
    pub const NONE: Self = Self(0);
    /// On the list of codes exempt from present-on-admission reporting (CMS, one list per fiscal year and update).
    pub const POA_EXEMPT: Self = Self(trait_bit("poa-exempt"));

    /// The trait of a name; `None` where there is no such trait.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let bit = trait_bit(name);
        (bit != 0).then_some(Self(bit))
    }

    /// The names of all traits.
    #[must_use]
    pub const fn names() -> &'static [&'static str] {
        &TRAITS
    }

    /// Whether it has any of the traits of another set.
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The traits of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A time between two changes of any code's traits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Epoch(pub(super) u8);

impl Epoch {
    /// The time before the first change.
    pub const FIRST: Self = Self(0);
    /// No book has as many changes that there were a later one.
    pub const LAST: Self = Self(u8::MAX);

    /// Its number, from 0 for the time before the first change.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl CodeBook {
    /// The epoch of a day.
    #[must_use]
    pub fn epoch(&self, date: Date) -> Epoch {
        let begun = self.trait_days.partition_point(|&day| day <= date.number());
        Epoch(u8::try_from(begun.saturating_sub(1)).unwrap_or(u8::MAX))
    }

    /// The categories any of whose codes has any of these traits at any time.
    pub fn categories_with(&self, traits: Traits) -> impl Iterator<Item = Code> {
        let with = self.trait_categories.iter().filter(move |&&[_, of]| Traits(of).intersects(traits));
        with.filter_map(|&[first, _]| self.keys.get(first as usize)).map(|&key| Code::from_key(key).category())
    }

    /// The code for both sides, where two codes name the left and the right one and differ in nothing else.
    #[must_use]
    pub fn both_sides(&self, left: Entry<'_>, right: Entry<'_>) -> Option<Entry<'_>> {
        let is = |index: u32, entry: Entry<'_>| index as usize == entry.index();
        let begin = self.sides.partition_point(|&[of, ..]| (of as usize) < left.index());
        let mut of_left = self.sides[begin..].iter().take_while(|&&[of, ..]| is(of, left));
        let triple = of_left.find(|&&[_, of, _]| is(of, right))?;
        Some(Entry { book: self, index: triple[2] as usize })
    }

    /// The last day the lists of codes exempt from present-on-admission reporting speak of.
    #[must_use]
    pub fn poa_lists_until(&self) -> Option<Date> {
        self.poa_until.first().and_then(|&day| Date::from_number(day))
    }

    /// What Medicare says of the codes of this book, for a book of other releases.
    pub(super) fn medicare(&self) -> Medicare {
        let by_date = trait_bit("left") - 1;
        let mut held = Vec::new();
        for entry in self.entries() {
            for &[traits, epochs] in entry.runs() {
                let traits = traits & by_date;
                if traits != 0 {
                    let day = |epoch: u32| self.trait_days.get(epoch as usize).copied();
                    let (first, after) = (epochs >> 8, (epochs & 0xFF) + 1);
                    let (from, to) = (day(first).unwrap_or(0), day(after).map(|day| day - 1));
                    held.push(Held { code: entry.code(), from, to, traits });
                }
            }
        }
        Medicare { held, poa_until: self.poa_until.first().copied().unwrap_or(0) }
    }
}

impl<'a> Entry<'a> {
    fn runs(self) -> &'a [[u32; 2]] {
        let link = self.book.trait_links[self.index];
        let first = (link >> 8) as usize;
        self.book.trait_runs.get(first..first + (link & 0xFF) as usize).unwrap_or_default()
    }

    /// Whether it names one side of what another code, the same but for the side, names on both.
    #[must_use]
    pub fn is_one_of_both_sides(self) -> bool {
        self.book.sides.iter().any(|&[left, right, _]| [left, right].iter().any(|&side| side as usize == self.index))
    }

    /// The code's traits on a day.
    #[must_use]
    pub fn traits_on(self, date: Date) -> Traits {
        self.traits_in(self.book.epoch(date))
    }

    /// The code's traits in an epoch of its book.
    #[must_use]
    pub fn traits_in(self, epoch: Epoch) -> Traits {
        self.traits_around(epoch).0
    }

    /// The code's traits in an epoch of its book, and epochs around it in which they are the same.
    #[must_use]
    pub fn traits_around(self, epoch: Epoch) -> (Traits, RangeInclusive<Epoch>) {
        let part = |number: u32| Epoch(u8::try_from(number).unwrap_or(u8::MAX));
        let mut runs =
            self.runs().iter().map(|&[traits, epochs]| (Traits(traits), part(epochs >> 8)..=part(epochs & 0xFF)));
        runs.find(|(_, epochs)| epochs.contains(&epoch)).unwrap_or((Traits::NONE, epoch..=epoch))
    }

    /// All traits the code has at any time.
    #[must_use]
    pub fn traits_ever(self) -> Traits {
        self.runs().iter().fold(Traits::NONE, |all, &[traits, _]| all.and(Traits(traits)))
    }
}
