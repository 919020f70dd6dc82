//! Which notes on a code name another code: "Excludes1", "code first", "use additional code".
//!
//! The notes were read and resolved when the book was packed ([`references`](super::references)), so that asking is
//! walking from a code's seat up to its chapter and comparing places in the official order.

use super::book::{CodeBook, Release, ReleaseIndex};
use super::entry::Entry;
use super::notes::{Bearer, NoteKind};
use super::pack::layout::{CONDITIONAL, NAMED_NODE, NEEDED, SOFTENED, bucket};
use super::set::CodeSet;
use super::tree::holds;
use crate::code::Code;

/// The columns of a code's seats, one for each kind of note that names codes.
pub(super) const EXCLUDES1: usize = 0;
pub(super) const CODE_FIRST: usize = 1;
pub(super) const USE_ADDITIONAL: usize = 2;

/// A note of the Tabular List together with the codes it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naming<'a> {
    /// The node carrying it: the code itself or one above it.
    pub on: Bearer<'a>,
    /// Its words, after those of the heading it stands below.
    pub text: &'a str,
    /// The Tabular List it is taken from.
    pub tabular: &'a Release,
    /// Whether it applies only in some cases by its own words ("if applicable").
    pub conditional: bool,
    /// Whether a code is not whole without one of those named, as the words of the note go: the disease a "code first"
    /// calls underlying, the stage or severity a "use additional code" asks for.
    pub needed: bool,
    /// Whether a later Tabular List names the same codes at the same node in an Excludes2, though perhaps in other words:
    /// the two were never meant to bar each other.
    pub softened: bool,
    /// First and last place of the codes named, ascending.
    places: &'a [[u32; 2]],
}

impl Naming<'_> {
    /// Whether the note names a code, itself or by a header or range it is in.
    #[must_use]
    pub fn names(&self, entry: Entry<'_>) -> bool {
        among(self.places, entry.rank())
    }

    /// Whether the note names a code of the same category as this one.
    #[must_use]
    pub fn names_category_of(&self, entry: Entry<'_>) -> bool {
        let Some(whole) = entry.book.range(entry.code().category(), entry.code().category()) else { return false };
        self.places.iter().any(|&[first, last]| first <= whole.last && whole.first <= last)
    }
}

/// The notes of one kind in one release. Lives as long as a claim is judged.
#[derive(Clone, Copy, Debug)]
pub struct Namings<'a> {
    book: &'a CodeBook,
    column: usize,
    tabular: ReleaseIndex,
    /// The next Tabular List held, where that of the release itself is not.
    next: Option<ReleaseIndex>,
}

impl<'a> CodeSet<'a> {
    /// The notes of a kind that name codes: [`NoteKind::Excludes1`], [`NoteKind::CodeFirst`] or
    /// [`NoteKind::UseAdditional`].
    ///
    /// Where the Tabular List of this release is not held, only notes count on which the one before and the one after
    /// agree. `None` for other kinds, or if no Tabular List is held.
    #[must_use]
    pub fn namings(self, kind: NoteKind) -> Option<Namings<'a>> {
        let column = match kind {
            NoteKind::Excludes1 => EXCLUDES1,
            NoteKind::CodeFirst => CODE_FIRST,
            NoteKind::UseAdditional => USE_ADDITIONAL,
            _ => return None,
        };
        let (tabular, next) = *self.book.tabulars.get(usize::from(self.release.get()))?;
        Some(Namings { book: self.book, column, tabular: tabular?, next })
    }

    /// The Excludes1 notes that bear on a code and name codes: its own, then those of its headers, blocks and chapter.
    ///
    /// "A type 1 Excludes note is a pure excludes note" (guideline I.A.12.a). A note never speaks of the codes it names
    /// themselves, which it may do where a header's note names one of its own codes.
    pub fn excludes1(self, code: Code) -> impl Iterator<Item = Naming<'a>> {
        let found = self.namings(NoteKind::Excludes1).zip(self.book.find(code));
        found.into_iter().flat_map(|(namings, entry)| namings.on(entry))
    }
}

impl<'a> Namings<'a> {
    /// Whether any such note, of any release, bears on a code.
    #[must_use]
    #[inline]
    pub fn bear_on(self, entry: Entry<'_>) -> bool {
        entry.seat(self.column) != 0
    }

    /// The notes that bear on a code, the nearest first.
    pub fn on(self, entry: Entry<'a>) -> impl Iterator<Item = Naming<'a>> {
        self.rows(entry, self.tabular, u64::MAX).map(move |(node, row)| self.naming(node, row)).filter(move |naming| {
            let agreed = |next| self.rows(entry, next, u64::MAX).any(|(_, row)| self.places(row) == naming.places);
            !naming.names(entry) && self.next.is_none_or(agreed)
        })
    }

    /// The notes that bear on a code which is not whole without one of those they name; see [`Naming::needed`].
    pub fn needed(self, entry: Entry<'a>) -> impl Iterator<Item = Naming<'a>> {
        let asks = self.rows(entry, self.tabular, u64::MAX).any(|(_, row)| row[2] >> 16 & NEEDED != 0);
        asks.then(|| self.on(entry)).into_iter().flatten().filter(|naming| naming.needed)
    }

    /// What the notes on a code may name, summed up in the bits of [`Namings::bits`].
    #[must_use]
    #[inline]
    pub fn sum(self, entry: Entry<'_>) -> u64 {
        entry.notes_sum(self.column)
    }

    /// The bit of a code in such a sum: where it is not set, no note names the code.
    #[must_use]
    #[inline]
    pub fn bits(entry: Entry<'_>) -> u64 {
        bucket(entry.rank())
    }

    /// The nearest note on `entry` that names `other`.
    #[must_use]
    #[inline]
    pub fn between(self, entry: Entry<'_>, other: Entry<'_>) -> Option<Naming<'a>> {
        if self.sum(entry) & Self::bits(other) == 0 { None } else { self.find(entry, other) }
    }

    fn find(self, entry: Entry<'_>, other: Entry<'_>) -> Option<Naming<'a>> {
        let find = |tabular| {
            self.rows(entry, tabular, Self::bits(other)).find(|(_, row)| {
                let places = self.places(row);
                among(places, other.rank()) && !among(places, entry.rank())
            })
        };
        let (node, row) = find(self.tabular)?;
        if let Some(next) = self.next {
            find(next)?;
        }
        Some(self.naming(node, row))
    }

    /// The notes of a Tabular List from a code's seat upwards, as long as they may name one of the codes behind the bits;
    /// each with the node that carries it.
    fn rows(self, entry: Entry<'_>, tabular: ReleaseIndex, bits: u64) -> impl Iterator<Item = (u32, &'a [u32; 5])> {
        let seats = &self.book.seats;
        let chain = above(self.book, entry.seat(self.column)).take_while(move |&seat| sum_of(&seats[seat]) & bits != 0);
        chain.flat_map(move |seat| {
            let rows = &self.book.namings[seats[seat][2] as usize..seats[seat + 1][2] as usize];
            rows.iter().filter(move |row| holds(row[2], tabular)).map(move |row| (seats[seat][0], row))
        })
    }

    fn places(self, row: &[u32; 5]) -> &'a [[u32; 2]] {
        &self.book.named_places[row[3] as usize..row[4] as usize]
    }

    fn naming(self, node: u32, row: &'a [u32; 5]) -> Naming<'a> {
        let &[text, len, tail, ..] = row;
        Naming {
            on: self.book.bearer(node),
            text: self.book.text(text, len),
            tabular: self.book.release(self.tabular),
            conditional: tail >> 16 & CONDITIONAL != 0,
            needed: tail >> 16 & NEEDED != 0,
            softened: tail >> 16 & SOFTENED != 0,
            places: self.places(row),
        }
    }
}

impl<'a> Entry<'a> {
    fn seat(self, column: usize) -> usize {
        usize::from(self.book.seats_of[self.index()][column])
    }

    /// What the notes of a column that bear on the code, in any release, may name; in the bits of [`Namings::bits`].
    pub(super) fn notes_sum(self, column: usize) -> u64 {
        sum_of(&self.book.seats[self.seat(column)])
    }

    /// Whether any of those notes names another code.
    pub(super) fn notes_name(self, column: usize, other: Entry<'_>) -> bool {
        let (book, rank) = (self.book, other.rank());
        let places = |row: &[u32; 5]| &book.named_places[row[3] as usize..row[4] as usize];
        self.notes(column).any(|row| among(places(row), rank))
    }

    /// Whether any of those notes says that the code is not whole without one of those it names.
    pub(super) fn notes_ask(self, column: usize) -> bool {
        self.notes(column).any(|row| row[2] >> 16 & NEEDED != 0)
    }

    /// The notes of a column that bear on the code, of any release.
    fn notes(self, column: usize) -> impl Iterator<Item = &'a [u32; 5]> {
        let book = self.book;
        above(book, self.seat(column))
            .flat_map(|seat| &book.namings[book.seats[seat][2] as usize..book.seats[seat + 1][2] as usize])
    }
}

/// A seat and those above it; seat 0 is that of codes without a note.
fn above(book: &CodeBook, seat: usize) -> impl Iterator<Item = usize> {
    let next = |seat: usize| Some(seat).filter(|&seat| seat != 0);
    std::iter::successors(next(seat), move |&seat| next(book.seats[seat][1] as usize))
}

impl CodeBook {
    /// The code, block or chapter behind a node's number.
    fn bearer(&self, node: u32) -> Bearer<'_> {
        if node < NAMED_NODE {
            return Bearer::Code(Code::from_key(self.keys[node as usize]));
        }
        let id = node & !NAMED_NODE;
        let block = self.blocks.iter().find(|block| block[0] == id);
        let chapter = || self.chapters.iter().find(|chapter| chapter[0] == id);
        match block {
            Some(block) => Bearer::Block(self.text(id, block[1])),
            None => Bearer::Chapter(chapter().map_or("", |chapter| self.text(id, chapter[1]))),
        }
    }
}

const fn sum_of(&[.., low, high]: &[u32; 5]) -> u64 {
    (high as u64) << 32 | low as u64
}

fn among(places: &[[u32; 2]], rank: u32) -> bool {
    let after = places.partition_point(|&[first, _]| first <= rank);
    after > 0 && rank <= places[after - 1][1]
}
