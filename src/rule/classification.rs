//! What the rules ask of the code book.
//!
//! A rule names diagnoses by subtree and by range, and a range follows the official order of the release that is in
//! force, not the alphabet (block C76-C80 does not hold C7A). Whoever knows that order implements this.

use crate::code::Code;
use crate::icd::CodeBook;

/// The classification as rules see it: which codes there are, and in which order they stand.
pub trait Classification: Sync {
    /// Number of releases held; a release is named by its index, from the oldest.
    fn releases(&self) -> u16;

    /// Place of a code, header or not, in the official order of a release; `None` where it is not in the release.
    fn rank(&self, release: u16, code: Code) -> Option<u32>;

    /// A real code that looks like this one, for "did you mean".
    fn nearest(&self, code: Code) -> Option<Code>;

    /// Whether any release knows the code.
    fn existed(&self, code: Code) -> bool {
        (0..self.releases()).any(|release| self.rank(release, code).is_some())
    }
}

impl Classification for CodeBook {
    fn releases(&self) -> u16 {
        u16::try_from(CodeBook::releases(self).len()).unwrap_or(u16::MAX)
    }

    fn rank(&self, release: u16, code: Code) -> Option<u32> {
        let entry = self.find(code)?;
        (1u64.checked_shl(u32::from(release)).unwrap_or(0) & entry.present() != 0).then(|| entry.rank())
    }

    fn nearest(&self, code: Code) -> Option<Code> {
        self.set(self.indices().next_back()?).nearest(code, 1).into_iter().next()
    }
}

/// Whether `code` stands in the range from `first` to `last`, everything below `last` included.
///
/// A code the release does not know is judged by the nearest header above it that the release does know.
pub(super) fn in_range(book: &dyn Classification, release: u16, first: Code, last: Code, code: Code) -> bool {
    if code.is_within(first) || code.is_within(last) {
        return true;
    }
    let Some(rank) = (3..=code.len()).rev().find_map(|len| book.rank(release, code.prefix(len))) else {
        return false;
    };
    match (book.rank(release, first), book.rank(release, last)) {
        (Some(first), Some(last)) => first <= rank && rank <= last,
        _ => false,
    }
}
