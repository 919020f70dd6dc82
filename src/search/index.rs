//! The packed search index, read where it lies in the binary.

use super::layout::{BITS, MAGIC, Mention, NO_TERM, SECTIONS, Section};
use crate::icd::strings::Strings;
use bytemuck::Pod;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The bytes of the index, laid at a multiple of eight so that they can be read as numbers.
#[repr(C, align(8))]
struct Aligned<T: ?Sized>(T);

static EMBEDDED: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/icd10cm.search")));

/// The texts of the terms.
static TEXTS: LazyLock<Strings> = LazyLock::new(|| {
    let bytes = embedded();
    let ends = Cow::Borrowed(section(bytes, Section::TextEnds));
    Strings::new(ends, Cow::Borrowed(section(bytes, Section::Texts)))
});

/// The bytes of the index; none of one that is not laid out as this program reads it.
fn embedded() -> &'static [u8] {
    let bytes = &EMBEDDED.0;
    if number(bytes, 0) == Some(MAGIC) { bytes } else { &[] }
}

/// Which words stand in which texts. What a damaged index does not have is not there: nothing is found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Index {
    words: &'static [[u32; 4]],
    postings: &'static [u8],
    mentions: &'static [u64],
    terms: &'static [[u32; 2]],
    letters: &'static [u8],
    texts: &'static Strings,
}

impl Index {
    /// The index of this binary.
    pub(super) fn embedded() -> Self {
        let bytes = embedded();
        Self {
            words: section(bytes, Section::Words),
            postings: section(bytes, Section::Postings),
            mentions: section(bytes, Section::Mentions),
            terms: section(bytes, Section::Terms),
            letters: section(bytes, Section::Letters),
            texts: &TEXTS,
        }
    }

    /// Number of words.
    pub(super) const fn words(self) -> usize {
        self.words.len().saturating_sub(1)
    }

    /// Number of mentions.
    pub(super) const fn mentions(self) -> usize {
        self.mentions.len()
    }

    /// The word at a place, ascending by their letters.
    pub(super) fn word(self, at: usize) -> &'static str {
        self.words.get(at).map_or("", |&[text, len, ..]| self.letters(text, len))
    }

    /// The first place whose word is not before this one.
    pub(super) fn place(self, word: &str) -> usize {
        self.words
            .get(..self.words())
            .unwrap_or_default()
            .partition_point(|&[text, len, ..]| self.letters(text, len) < word)
    }

    /// In how many texts the word at a place stands.
    pub(super) fn count(self, at: usize) -> usize {
        self.words.get(at).map_or(0, |word| word[3] as usize)
    }

    /// The mentions in which the word at a place stands, ascending, each with whether its text cannot do without the word.
    pub(super) fn postings(self, at: usize) -> impl Iterator<Item = (usize, bool)> {
        let begin = self.words.get(at).map_or(0, |word| word[2] as usize);
        let end = self.words.get(at + 1).map_or(begin, |word| word[2] as usize);
        let bytes = self.postings.get(begin..end).unwrap_or_default();
        let read = bytes.iter().scan((0, 0u32), |(number, shift), byte| {
            *number |= usize::from(byte & 0x7F) << *shift;
            *shift += 7;
            let whole = byte & 0x80 == 0;
            Some(whole.then(|| (std::mem::take(number), std::mem::take(shift)).0))
        });
        read.flatten().scan(0, |at, difference| {
            *at += difference;
            Some((*at >> 1, *at & 1 == 1))
        })
    }

    /// A mention by its number.
    pub(super) fn mention(self, at: usize) -> Option<Mention> {
        self.mentions.get(at).copied().map(Mention::unpacked)
    }

    /// A term of the Alphabetic Index and those it is indented below, the main term first: `Pain (s) > chest`.
    pub(super) fn term(self, place: u32) -> String {
        let term = |at: u32| self.terms.get(at as usize);
        let above = |at: &u32| term(*at).map(|term| term[1] & NO_TERM).filter(|&above| above != NO_TERM);
        let path: Vec<u32> = std::iter::successors(Some(place), above).collect();
        let text = |&at: &u32| term(at).map(|&[text, tail]| self.texts.text(text, tail >> BITS));
        path.iter().rev().filter_map(text).collect::<Vec<_>>().join(" > ")
    }

    /// Whether a term is a main term, with none above it.
    pub(super) fn is_main(self, place: u32) -> bool {
        self.terms.get(place as usize).is_some_and(|term| term[1] & NO_TERM == NO_TERM)
    }

    fn letters(self, at: u32, len: u32) -> &'static str {
        let bytes = self.letters.get(at as usize..at as usize + len as usize).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

const _: () = assert!(SECTIONS == 7, "every section is read in `Index::embedded`");

fn section<T: Pod>(bytes: &'static [u8], section: Section) -> &'static [T] {
    let entry = 8 + 16 * section as usize;
    let at = number(bytes, entry).and_then(|at| usize::try_from(at).ok());
    let len = number(bytes, entry + 8).and_then(|len| usize::try_from(len).ok());
    let range = at.zip(len).and_then(|(at, len)| bytes.get(at..at.checked_add(len)?));
    range.and_then(|bytes| bytemuck::try_cast_slice(bytes).ok()).unwrap_or_default()
}

fn number(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
