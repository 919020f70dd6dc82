//! Which claim ids have come by already.
//!
//! A claim whose rows stand apart must be noticed in a file of any size with bounded memory, so ids are kept in a
//! filter of fixed size that may take a new id for a known one but never the reverse. What it takes for known is looked
//! at again in a second pass over the file; see [`super::scattered`].

use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};

/// Size of the filter: 32 MiB, of which only the pages that are used take memory. At 20 million claims about one new
/// id in two hundred is taken for a known one.
const WORDS: usize = 4 << 20;
/// Words looked at for one id: they share a cache line.
const BLOCK: usize = 8;
/// Bits set for one id.
const BITS: u32 = 4;

/// A hash of a claim id, the same in every run of the program.
#[must_use]
pub(super) fn claim_key(id: &[u8]) -> u64 {
    foldhash::quality::FixedState::with_seed(0x636c_6169_6d6c_696e).hash_one(id)
}

/// The first word of the block of an id.
#[allow(clippy::cast_possible_truncation, reason = "only some bits of the hash are wanted")]
const fn block(key: u64) -> usize {
    (key as usize % (WORDS / BLOCK)) * BLOCK
}

/// The filter.
#[derive(Debug)]
pub(super) struct Seen {
    words: Box<[AtomicU64]>,
}

impl Seen {
    /// An empty filter.
    #[must_use]
    pub(super) fn new() -> Self {
        Self { words: (0..WORDS).map(|_| AtomicU64::new(0)).collect() }
    }

    /// Notes claim ids by their keys and leaves of these the ones that may have come by before.
    ///
    /// Of two workers that note the same id at the same time, at least one is told that it is known.
    pub(super) fn note_all(&self, keys: &mut Vec<u64>) {
        // Nearly every block is far away in memory; looking at all of them first lets the waits run side by side.
        let blocks = keys.iter().map(|&key| self.words[block(key)].load(Ordering::Relaxed));
        std::hint::black_box(blocks.fold(0, |bits, word| bits | word));
        keys.retain(|&key| self.note(key));
    }

    fn note(&self, key: u64) -> bool {
        let block = block(key);
        let mut known = true;
        for bit in 0..BITS {
            let place = key >> (28 + 9 * bit) & 0x1ff;
            #[allow(clippy::cast_possible_truncation, reason = "at most 7")]
            let word = &self.words[block + (place >> 6) as usize];
            let mask = 1 << (place & 63);
            known &= word.fetch_or(mask, Ordering::AcqRel) & mask != 0;
        }
        known
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

    #[test]
    fn a_known_id_is_always_known_and_a_new_one_nearly_always_new() {
        let seen = Seen::new();
        let key = |n: u32| claim_key(n.to_string().as_bytes());
        let false_alarms = (0..200_000).filter(|&n| seen.note(key(n))).count();
        assert!(false_alarms < 5, "{false_alarms} of 200000 new ids were taken for known");
        assert!((0..200_000).all(|n| seen.note(key(n))));
    }
}
