//! What has been said of codes that cannot be billed.
//!
//! The codes nearest to a wrong one take a search through the book, those below a header a list of them, and a mistake
//! is rarely made only once: so what was said is kept for the next time.

use super::Spoken;
use super::wording::Words;
use crate::code::Code;
use crate::icd::ReleaseIndex;
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// Codes remembered before all of them are forgotten.
const CODES: usize = 1024;

/// For codes of a release, which rule speaks and what it says.
#[derive(Debug, Default)]
pub(in crate::check) struct Known(HashMap<(Code, ReleaseIndex), (Spoken, Words), RandomState>);

impl Known {
    /// What is said of a code in a release: as the last time, or else as `say` says.
    pub(super) fn said(
        &mut self,
        code: Code,
        release: ReleaseIndex,
        say: impl FnOnce() -> (Spoken, Words),
    ) -> &(Spoken, Words) {
        if self.0.len() >= CODES {
            self.0.clear();
        }
        self.0.entry((code, release)).or_insert_with(say)
    }
}
