//! What has been said of unknown codes.
//!
//! The codes nearest to a wrong one take a search through the book, so the answer is kept for the next time.

use super::wording::{self, Words};
use crate::code::Code;
use crate::icd::{CodeSet, ReleaseIndex};
use std::collections::HashMap;

/// Unknown codes remembered before all of them are forgotten.
const UNKNOWN: usize = 1024;

/// Codes that are not in the book, with what is said of them.
#[derive(Debug, Default)]
pub(in crate::check) struct Known(HashMap<(Code, ReleaseIndex), Words>);

impl Known {
    /// What is said of a code that is not in the book, judged by `set`, the code set of `release`.
    pub(super) fn unknown(&mut self, code: Code, release: ReleaseIndex, set: CodeSet<'_>) -> Words {
        if self.0.len() >= UNKNOWN {
            self.0.clear();
        }
        self.0.entry((code, release)).or_insert_with(|| wording::unknown(code, set)).clone()
    }
}
