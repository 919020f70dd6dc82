//! Which claim ids have come by already.
//!
//! A claim whose rows stand apart must be noticed in a file of any size with bounded memory, so ids are kept in a
//! store of fixed size that may take a new id for a known one but never the reverse. What it takes for known is looked
//! at again in a second pass over the file; see [`super::scattered`].
//!
//! Claims are mostly numbered one after the other. An id that ends in three digits is therefore noted as one bit of its
//! thousand; any other id, and those the thousands have no room for, as a few bits of a filter.

use super::text::decoded;
use super::thousands::{self, Thousands};
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};

/// Size of the filter: 32 MiB, of which only the pages that are used take memory. At 20 million claims about one new
/// id in a hundred is taken for a known one.
const WORDS: usize = 4 << 20;
/// Words of the filter in a page of memory, as a number of bits; and the bits that choose a page.
const WORD_BITS: u32 = 9;
const PAGE_BITS: u32 = WORDS.ilog2() - WORD_BITS;
/// Bits set for one id, all in one word: only so can setting them and asking for them be one step. The word takes 22
/// bits of the key and each of these six.
const BITS: u32 = 7;
/// The bit of a key that says that it is the key of a numbered id.
const NUMBERED: u32 = u64::BITS - 1;
/// Bits of the key of a numbered id that are its last three digits.
const DIGIT_BITS: u32 = 10;

/// A hash of a text as a report prints it, the same in every run of the program.
#[must_use]
pub(super) fn text_key(text: &[u8]) -> u64 {
    if text.is_ascii() { hash(text) } else { hash(decoded(text).as_bytes()) }
}

/// A hash of a claim id as a report prints it, the same in every run of the program.
///
/// Where the id ends in three digits, they are the lowest bits of the key and the upper ones are those of its thousand.
/// Of other ids, those that differ in the last two characters alone have the same upper bits, which say where in the
/// filter they are noted: so the claims that stand together need few pages of it.
#[must_use]
pub(super) fn claim_key(id: &[u8]) -> u64 {
    if id.is_ascii() { key(id) } else { key(decoded(id).as_bytes()) }
}

fn key(id: &[u8]) -> u64 {
    if let Some((thousand, digits)) = id.split_last_chunk::<3>()
        && digits.iter().all(u8::is_ascii_digit)
    {
        let number = digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
        return 1 << NUMBERED | hash(thousand) << DIGIT_BITS & !(1 << NUMBERED) | number;
    }
    let page = hash(&id[..id.len().saturating_sub(2)]) >> (u64::BITS - PAGE_BITS);
    hash(id) >> (PAGE_BITS + 1) | page << (NUMBERED - PAGE_BITS)
}

/// The key of a numbered id as the filter takes it: on the page of its thousand, and else with no more in common with that of
/// the next number than any two keys have.
fn spread(key: u64) -> u64 {
    let page = key >> (NUMBERED - PAGE_BITS) << (NUMBERED - PAGE_BITS);
    page | hash(&key.to_le_bytes()) >> (PAGE_BITS + 1)
}

fn hash(text: &[u8]) -> u64 {
    foldhash::quality::FixedState::with_seed(0x636c_6169_6d6c_696e).hash_one(text)
}

/// The ids that have come by.
#[derive(Debug)]
pub(super) struct Seen {
    /// The filter, and behind it the thousands: one piece, and a large one, for such the system hands out as zeros. Filling
    /// them in would touch every page of every run, however small its file.
    words: Box<[AtomicU64]>,
}

impl Seen {
    /// None yet.
    #[must_use]
    pub(super) fn new() -> Self {
        Self { words: bytemuck::allocation::zeroed_slice_box(WORDS + thousands::WORDS) }
    }

    /// Notes claim ids by their keys and leaves of these the ones that may have come by before.
    ///
    /// Of two workers that note the same id at the same time, at least one is told that it is known.
    pub(super) fn note_all(&self, keys: &mut Vec<u64>) {
        keys.retain(|&key| self.note(key));
    }

    fn note(&self, mut key: u64) -> bool {
        if key >> NUMBERED == 1 {
            let (thousand, number) = (key >> DIGIT_BITS, key & ((1 << DIGIT_BITS) - 1));
            if let Some(known) = Thousands(&self.words[WORDS..]).note(thousand, number) {
                return known;
            }
            key = spread(key);
        }
        let mask = (0..BITS).fold(0, |mask, bit| mask | 1 << (key >> (WORD_BITS + 6 * bit) & 0x3f));
        // A page that is read before it is written to is made twice, and the second time every thread has to wait.
        let before = self.word(key).compare_exchange(0, mask, Ordering::AcqRel, Ordering::Relaxed);
        before.is_err() && self.word(key).fetch_or(mask, Ordering::AcqRel) & mask == mask
    }

    #[allow(clippy::cast_possible_truncation, reason = "only some bits of the hash are wanted")]
    fn word(&self, key: u64) -> &AtomicU64 {
        let (page, word) = (key >> (NUMBERED - PAGE_BITS) & ((1 << PAGE_BITS) - 1), key & ((1 << WORD_BITS) - 1));
        &self.words[(page << WORD_BITS | word) as usize]
    }
}

impl Default for Seen {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids as systems make them: numbered, numbered below a prefix, and without an order that shows.
    fn ids(of: u32) -> [String; 3] {
        let scrambled = u64::from(of).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        [of.to_string(), format!("CLM{of:09}A"), format!("{scrambled:016x}")]
    }

    #[test]
    fn a_known_id_is_always_known_and_a_new_one_nearly_always_new() {
        for manner in 0..3 {
            let seen = Seen::new();
            let key = |n: u32| claim_key(ids(n)[manner].as_bytes());
            let false_alarms = (0..200_000).filter(|&n| seen.note(key(n))).count();
            assert!(false_alarms < 5, "{false_alarms} of 200000 new ids like {} were taken for known", ids(7)[manner]);
            assert!((0..200_000).all(|n| seen.note(key(n))));
        }
    }

    /// Numbers for whose thousands there is no room are noted in the filter, and are no more alike there than other ids.
    #[test]
    fn a_number_without_a_thousand_is_nearly_always_new() {
        let seen = Seen::new();
        let thousands = (0..).map(|n: u32| claim_key(format!("{n}000").as_bytes()) >> DIGIT_BITS);
        let filled =
            thousands.take(1 << 20).filter(|&of| Thousands(&seen.words[WORDS..]).note(of, 0).is_some()).count();
        assert!(filled < 1 << 17, "{filled}");
        let keys = || (0..200_000u32).map(|n| claim_key(format!("CLM{n:09}").as_bytes()));
        let false_alarms = keys().filter(|&key| seen.note(key)).count();
        assert!(false_alarms < 100, "{false_alarms} of 200000 new numbers were taken for known");
        assert!(keys().all(|key| seen.note(key)));
    }

    #[test]
    fn of_two_who_note_an_id_at_once_one_is_told() {
        const IDS: u32 = 300_000;
        for manner in 0..3 {
            let seen = Seen::new();
            let note = || (0..IDS).map(|n| seen.note(claim_key(ids(n)[manner].as_bytes()))).collect::<Vec<bool>>();
            let (one, other) = std::thread::scope(|scope| {
                let other = scope.spawn(note);
                (note(), other.join().expect("noted"))
            });
            let missed = one.iter().zip(&other).filter(|(one, other)| !**one && !**other).count();
            assert_eq!(missed, 0, "of {IDS} ids like {}", ids(7)[manner]);
        }
    }
}
