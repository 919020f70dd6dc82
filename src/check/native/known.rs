//! The codes a worker has met lately.
//!
//! The code book is larger than a processor's cache, but few codes make up most of any file: those are kept close by.
//! And the codes nearest to a wrong one take a search through the book, so the answer is kept for the next time.

use super::wording::{self, Words};
use crate::code::Code;
use crate::icd::{CodeBook, CodeSet, ReleaseIndex};
use std::collections::HashMap;

/// Codes remembered at a time; a later one takes the place of an earlier one.
const SLOTS: usize = 4096;
/// Unknown codes remembered before all of them are forgotten.
const UNKNOWN: usize = 1024;

/// Codes of the book, and the releases in which each can be billed.
#[derive(Debug)]
pub(in crate::check) struct Known {
    /// The key of a code and [`Entry::billable`](crate::icd::Entry::billable).
    slots: Vec<(u64, u64)>,
    /// What is said of codes that are not in the book.
    unknown: HashMap<(Code, ReleaseIndex), Words>,
}

impl Known {
    pub(in crate::check) fn new() -> Self {
        Self { slots: vec![(0, 0); SLOTS], unknown: HashMap::new() }
    }

    /// The releases in which a code can be billed, one bit each; `None` where the book does not have it.
    pub(super) fn billable(&mut self, book: &CodeBook, code: Code) -> Option<u64> {
        let key = code.key();
        let slot = &mut self.slots[(key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 52) as usize % SLOTS];
        if slot.0 != key {
            *slot = (key, book.find(code)?.billable());
        }
        Some(slot.1)
    }

    /// What is said of a code that is not in the book, judged by `set`, the code set of `release`.
    pub(super) fn unknown(&mut self, code: Code, release: ReleaseIndex, set: CodeSet<'_>) -> Words {
        if self.unknown.len() >= UNKNOWN {
            self.unknown.clear();
        }
        self.unknown.entry((code, release)).or_insert_with(|| wording::unknown(code, set)).clone()
    }
}
