//! One ICD-10-CM code in eight bytes.
//!
//! A code is kept without its dot, upper case, left-aligned in a `u64`. So comparing two codes is comparing
//! two integers, a header sorts directly before everything below it, and the codes below it are one contiguous
//! slice of any table sorted by `Code`. Sorting this way is *not* the official order (K31.B stands after K31.1
//! there); the official order is a property of the code book, see [`crate::icd`].

use std::fmt;

/// The shape of an ICD-10-CM code: a letter, a digit, then one to five letters or digits (guideline I.A.2).
///
/// FY2026 opened QA0 (FY2027 QA1), the first category whose second character is a letter: an A there is read too, if a
/// digit follows it.
///
/// Having a `Code` says nothing about whether such a code ever existed: only [`crate::icd::CodeBook`] knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u64);

/// A one in each byte, the upper bit of each, and the digit 0 in each.
const BYTES: u64 = u64::from_ne_bytes([1; 8]);
const UPPER_BITS: u64 = BYTES << 7;
const ZEROS: u64 = u64::from_ne_bytes([b'0'; 8]);

impl Code {
    /// Longest code: seven characters, not counting the dot.
    pub const MAX_LEN: usize = 7;
    /// Length of a category.
    pub const CATEGORY_LEN: usize = 3;

    /// Reads a code with or without its dot, in any case, with blanks around it.
    ///
    /// `None` when the text does not have the shape of a code. A dot is accepted only after the third character.
    #[must_use]
    #[inline]
    pub fn parse(text: &[u8]) -> Option<Self> {
        Self::parse_usual(text).or_else(|| Self::parse_any(text))
    }

    /// A code in capitals without anything around it, its characters looked at all at once.
    #[inline]
    fn parse_usual(text: &[u8]) -> Option<Self> {
        let (key, len) = if let [a, b, c] = *text {
            (u64::from(u32::from_be_bytes([a, b, c, 0])) << 32, 3)
        } else {
            let (&head, &tail) = (text.first_chunk::<4>()?, text.last_chunk::<4>()?);
            let (head, tail) = (u64::from(u32::from_be_bytes(head)), u64::from(u32::from_be_bytes(tail)));
            // What stands behind the first four, in the upper bytes of four.
            let behind = text.len() - 4;
            if behind > 4 {
                return None;
            }
            let rest = tail << (8 * (4 - behind)) & 0xFFFF_FFFF;
            if head & 0xFF == u64::from(b'.') {
                (head >> 8 << 40 | rest << 8, 3 + behind)
            } else {
                (head << 32 | rest, 4 + behind)
            }
        };
        if len > Self::MAX_LEN || text.last() == Some(&b'.') {
            return None;
        }
        // Zeros for the characters it does not have, then the upper bit of each byte that is of a kind.
        let filled = key | ZEROS >> (8 * len);
        if filled & UPPER_BITS != 0 {
            return None;
        }
        let is_from = |first: u8| filled + BYTES * u64::from(0x80 - first);
        let digits = is_from(b'0') & !is_from(b'9' + 1);
        let capitals = is_from(b'A') & !is_from(b'Z' + 1);
        let fits = (digits | capitals) & UPPER_BITS == UPPER_BITS;
        let begins = capitals >> 63 & digits >> 55 & 1 == 1;
        (fits && begins).then_some(Self(key))
    }

    /// [`Code::parse`], one character after the other.
    fn parse_any(text: &[u8]) -> Option<Self> {
        let text = text.trim_ascii();
        let mut key = 0u64;
        let mut len = 0usize;
        for (i, &byte) in text.iter().enumerate() {
            if byte == b'.' && i == 3 {
                continue;
            }
            let fits = match len {
                0 => byte.is_ascii_alphabetic(),
                1 => byte.is_ascii_digit() || byte.eq_ignore_ascii_case(&b'A'),
                2 if key & 0x00FF_0000_0000_0000 == 0x0041_0000_0000_0000 => byte.is_ascii_digit(),
                2..Self::MAX_LEN => byte.is_ascii_alphanumeric(),
                _ => false,
            };
            if !fits {
                return None;
            }
            key |= u64::from(byte.to_ascii_uppercase()) << (56 - 8 * len);
            len += 1;
        }
        (len >= 3 && text.last() != Some(&b'.')).then_some(Self(key))
    }

    /// The integer behind the code, the sort key of every table.
    #[must_use]
    pub const fn key(self) -> u64 {
        self.0
    }

    /// The code behind a key that came from [`Code::key`].
    #[must_use]
    pub const fn from_key(key: u64) -> Self {
        Self(key)
    }

    /// Number of characters, 3 to 7.
    #[must_use]
    pub const fn len(self) -> usize {
        8 - (self.0.trailing_zeros() / 8) as usize
    }

    /// Never true: the shortest code is a category of three characters.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        false
    }

    /// The characters, upper case, without the dot.
    pub fn chars(self) -> impl Iterator<Item = char> {
        self.0.to_be_bytes().into_iter().take(self.len()).map(char::from)
    }

    /// The `index`-th character, counted from 1 as coders do ("the 7th character").
    #[must_use]
    pub fn character(self, index: usize) -> Option<char> {
        (1..=self.len()).contains(&index).then(|| char::from(self.0.to_be_bytes()[index - 1]))
    }

    /// The first `len` characters: `S72.001A` to 3 is `S72`.
    #[must_use]
    pub const fn prefix(self, len: usize) -> Self {
        if len >= self.len() { self } else { Self(self.0 & (u64::MAX << (64 - 8 * len))) }
    }

    /// The three-character category the code belongs to.
    #[must_use]
    pub const fn category(self) -> Self {
        self.prefix(Self::CATEGORY_LEN)
    }

    /// Whether this code is `header` or stands somewhere below it.
    #[must_use]
    pub const fn is_within(self, header: Self) -> bool {
        self.0 >= header.0 && self.0 <= header.last_below()
    }

    /// The greatest key any code below this one can have.
    #[must_use]
    pub const fn last_below(self) -> u64 {
        self.0 | (u64::MAX >> (8 * self.len()))
    }
}

impl fmt::Display for Code {
    /// As printed in the Tabular List, with the dot after the category.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(8);
        for (i, c) in self.chars().enumerate() {
            if i == 3 {
                text.push('.');
            }
            text.push(c);
        }
        f.pad(&text)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> Code {
        Code::parse(text.as_bytes()).expect("a code")
    }

    #[test]
    fn reads_what_coders_write() {
        for text in ["Z53.09", "z5309", " Z53.09 ", "Z5309"] {
            assert_eq!(code(text).to_string(), "Z53.09");
        }
        assert_eq!(code("C7A").to_string(), "C7A");
        assert_eq!(code("W11.XXXA").to_string(), "W11.XXXA");
        assert_eq!(code("qa0.0101").to_string(), "QA0.0101");
    }

    #[test]
    fn refuses_other_shapes() {
        for text in ["", "Z5", "250.00", "Z53.", "Z5.309", "Z53.0.9", "ZZ3", "BAD", "S72001AXX", "Z53 09", "1.23E+15"] {
            assert_eq!(Code::parse(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]
        #[test]
        fn codes_are_read_all_at_once_as_one_character_after_the_other(
            text in "([A-Z][0-9A][0-9A-Z]\\.?[0-9A-Z]{0,5}|[A-Za-z0-9. @Z\\[`{/:\u{0}\u{80}]{0,10})",
        ) {
            let bytes = text.as_bytes();
            let usual = Code::parse_usual(bytes);
            prop_assert!(usual.is_none() || usual == Code::parse_any(bytes), "{usual:?}");
            prop_assert_eq!(Code::parse(bytes), Code::parse_any(bytes));
        }
    }

    #[test]
    fn a_header_covers_what_stands_below_it() {
        assert!(code("Z53.21").is_within(code("Z53")));
        assert!(code("Z53").is_within(code("Z53")));
        assert!(!code("Z54.0").is_within(code("Z53")));
        assert!(!code("C7A.1").is_within(code("C78")));
        assert_eq!(code("S72.001A").prefix(6).to_string(), "S72.001");
        assert_eq!(code("S72.001A").character(7), Some('A'));
        assert_eq!(code("S72").character(7), None);
    }
}
