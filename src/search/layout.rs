//! Where what stands in the packed search index: the one description both the build script and the reader go by.
//!
//! A word leads to its postings, a posting is a *mention*: one text that names one code. Titles and inclusion terms are
//! not kept here but named by their place in the code book; only the terms of the Alphabetic Index have their text here.

/// First word of a packed index; changes with the layout.
pub(crate) const MAGIC: u64 = u64::from_le_bytes(*b"SEARCH02");

/// The sections, in file order, after the magic and `[offset, length]` of each. The comment gives one record.
#[derive(Clone, Copy)]
pub(crate) enum Section {
    /// `[text, text length, first byte of postings, number of postings]` of each word, ascending by its text, and one
    /// record past the end.
    Words,
    /// Mentions by `number << 1 | the text cannot do without the word`, ascending, as differences of seven bits to the byte, the highest bit set on all bytes but
    /// the last.
    Postings,
    /// A [`Mention`], packed.
    Mentions,
    /// `[text, text length << 20 | the term it is indented below]` of each term, [`NO_TERM`] for a main term.
    Terms,
    /// The letters of the words, UTF-8.
    Letters,
    /// Where each packed piece of the texts of the terms ends.
    TextEnds,
    /// The texts of the terms, in packed pieces.
    Texts,
}

/// Number of sections.
pub(crate) const SECTIONS: usize = Section::Texts as usize + 1;

/// Above a main term there is none.
pub(crate) const NO_TERM: u32 = (1 << BITS) - 1;

/// Steps in which the weight of a text is kept.
pub(crate) const WEIGHT_STEPS: f32 = 16.0;

/// What kind of text names the code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Text {
    /// A title; its place is that of the span of the code that bears it.
    Title,
    /// An inclusion term or "Includes" note; its place is that among the notes of the code.
    Inclusion,
    /// A term of the Alphabetic Index; its place is that in [`Section::Terms`].
    Term,
}

/// One text that names one code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Mention {
    /// Place of the code among all codes that ever existed, sorted.
    pub(crate) code: u32,
    /// The kind of text.
    pub(crate) text: Text,
    /// Which one.
    pub(crate) place: u32,
    /// What the words weigh together that the text cannot do without, in steps.
    pub(crate) weight: u32,
}

/// Bits of a number that stands beside others.
pub(crate) const BITS: u32 = 20;
const MASK: u64 = (1 << BITS) - 1;

impl Mention {
    /// The mention in eight bytes; `None` if a number has outgrown its place.
    #[allow(dead_code, reason = "the build script packs, the library only reads")]
    pub(crate) fn packed(self) -> Option<u64> {
        let numbers = [self.code, self.place];
        if numbers.iter().any(|&number| u64::from(number) > MASK) {
            return None;
        }
        let weight = u64::from(self.weight).min(MASK);
        Some(u64::from(self.code) | u64::from(self.place) << BITS | weight << (2 * BITS) | (self.text as u64) << 60)
    }

    /// The mention in the eight bytes.
    pub(crate) fn unpacked(packed: u64) -> Self {
        let number = |shift: u32| u32::try_from(packed >> shift & MASK).unwrap_or_default();
        let text = match packed >> 60 {
            0 => Text::Title,
            1 => Text::Inclusion,
            _ => Text::Term,
        };
        Self { code: number(0), place: number(BITS), weight: number(2 * BITS), text }
    }
}

/// What a word weighs that stands in `count` of `all` texts: the rarer, the more.
#[allow(clippy::cast_precision_loss, reason = "some hundred thousand texts")]
pub(crate) fn weight(count: usize, all: usize) -> f32 {
    (1.0 + all as f32 / count.max(1) as f32).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_read_again() {
        for text in [Text::Title, Text::Inclusion, Text::Term] {
            let mention = Mention { code: 100_732, text, place: 77_198, weight: 4_321 };
            assert_eq!(mention.packed().map(Mention::unpacked), Some(mention));
        }
        assert_eq!(Mention { code: 1 << 20, text: Text::Title, place: 0, weight: 0 }.packed(), None);
    }
}
