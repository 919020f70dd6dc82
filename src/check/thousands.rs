//! Claim ids that end in three digits, noted thousand by thousand.
//!
//! The ids of a thousand are those that are the same before the last three digits. A thousand is one row of bits, found
//! by a hash of what its ids share: so claims numbered one after the other take a bit each, and which of the thousand
//! came by is known exactly.

use std::sync::atomic::{AtomicU64, Ordering};

/// Words of a thousand: the last of its 1,024 bits are its tag.
const OF_ONE: usize = 16;
/// Words of all of them: 8 MiB, of which only the pages that are used take memory.
pub(super) const WORDS: usize = ROOM * OF_ONE;
/// Bits of the last word that are of ids; above them is the tag, which tells the thousand from others.
const LAST: u32 = 1000 - 15 * u64::BITS;
/// Thousands there is room for.
const ROOM: usize = 1 << 16;
/// Places a thousand may stand in.
const PLACES: u64 = 4;

/// The ids of many thousands, in as many words as [`WORDS`] says, all zero at first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thousands<'w>(pub(super) &'w [AtomicU64]);

impl<'w> Thousands<'w> {
    /// Notes the id with this number, 0 to 999, of the thousand with this hash, and says whether it came by before;
    /// `None` where there is no room for the thousand, then or ever.
    ///
    /// Of two workers that note the same id at the same time, one is told that it is known.
    #[allow(clippy::cast_possible_truncation, reason = "a number is below 1000")]
    pub(super) fn note(self, thousand: u64, number: u64) -> Option<bool> {
        let tag = (thousand | 1) << LAST;
        let place = (0..PLACES).map(|next| self.place(thousand, next)).find(|place| is_of(&place[OF_ONE - 1], tag))?;
        let bit = 1 << (number % u64::from(u64::BITS));
        Some(place[number as usize / u64::BITS as usize].fetch_or(bit, Ordering::AcqRel) & bit != 0)
    }

    #[allow(clippy::cast_possible_truncation, reason = "only some bits of the hash are wanted")]
    fn place(self, thousand: u64, next: u64) -> &'w [AtomicU64] {
        let place = (thousand / (1 << 24) + next) as usize % ROOM;
        &self.0[place * OF_ONE..][..OF_ONE]
    }
}

/// Whether a place is that of the thousand with the tag, which takes it where it is free. A place once taken stays so.
fn is_of(last: &AtomicU64, tag: u64) -> bool {
    let free_or_not = last.fetch_update(Ordering::AcqRel, Ordering::Acquire, |word| (word >> LAST == 0).then_some(tag));
    free_or_not.map_or_else(|word| word >> LAST << LAST == tag, |_| true)
}
