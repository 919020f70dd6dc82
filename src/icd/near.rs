//! Real codes near one that is not: for "did you mean".

use super::set::CodeSet;
use crate::code::Code;
use std::collections::BTreeSet;

/// Farther than this is another code, not a slip of the hand.
const FARTHEST: usize = 2;

impl CodeSet<'_> {
    /// Up to `count` codes of this release that a coder may have meant by `code`: billable ones first, then by the number
    /// of slips (a character wrong, missing, added, or two swapped), swaps before others, the same chapter letter before
    /// others, then in the official order.
    #[must_use]
    pub fn nearest(self, code: Code, count: usize) -> Vec<Code> {
        let of_category = self.subtree(code.category()).map(super::Node::code);
        let mut candidates: BTreeSet<Code> = of_category.filter(|&other| may_be_near(code, other)).collect();
        candidates.extend(slips(code).filter(|&slip| self.get(slip).is_some()));
        candidates.remove(&code);
        let written = code.to_string();
        let mut ranked: Vec<_> = candidates
            .into_iter()
            .filter_map(|code| self.get(code))
            .map(|node| {
                let distance = strsim::osa_distance(&written, &node.code().to_string());
                let swapped = letters(node.code()) == letters(code);
                let same_letter = node.code().character(1) == code.character(1);
                (!node.is_billable(), distance, !swapped, !same_letter, node.entry().rank(), node.code())
            })
            .filter(|&(_, distance, ..)| distance <= FARTHEST)
            .collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(.., code)| code).take(count).collect()
    }
}

/// The characters of a code in alphabetical order.
fn letters(code: Code) -> [u8; 8] {
    let mut letters = code.key().to_be_bytes();
    letters.sort_unstable();
    letters
}

/// Whether two codes are no farther from each other than counts, as far as their characters tell without their order:
/// a slip puts in one that the other has not, leaves one out, or both.
fn may_be_near(one: Code, other: Code) -> bool {
    let mut left = other.key().to_be_bytes();
    let mut shared = 0;
    for letter in one.chars() {
        if let Some(same) = left.iter_mut().find(|left| char::from(**left) == letter) {
            *same = 0;
            shared += 1;
        }
    }
    one.len().max(other.len()) - shared <= FARTHEST
}

/// What stands one slip away whose slip is in the category or right behind it, codes or not: the others are of the same
/// category.
fn slips(code: Code) -> impl Iterator<Item = Code> {
    let key = code.key();
    (0u32..)
        .take(Code::CATEGORY_LEN)
        .flat_map(move |place| {
            let shift = u64::BITS - 8 * (place + 1);
            let character = move |at: u32| key >> at & 0xFF;
            // The characters before the place, those from it on, those behind it, and those behind the next one.
            let head = key & !(u64::MAX >> (8 * place));
            let tail = key & !head;
            let [behind, farther] = [shift, shift - 8].map(|shift| key & !(u64::MAX << shift));
            let letters = || (b'0'..=b'9').chain(b'A'..=b'Z').map(move |letter| head | u64::from(letter) << shift);
            let added = letters().map(move |begun| begun | tail >> 8);
            let changed = letters().map(move |begun| begun | behind);
            let swapped = head | character(shift - 8) << shift | character(shift) << (shift - 8) | farther;
            added.chain(changed).chain([head | behind << 8, swapped])
        })
        .map(Code::from_key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::icd::CodeBook;

    #[test]
    fn every_slip_is_one_away() {
        let characters = |code: Code| code.chars().collect::<String>();
        for text in ["I10", "Z53.09", "S72.001A"] {
            let code = Code::parse(text.as_bytes()).expect("a code");
            for slip in slips(code).filter(|slip| *slip != code) {
                assert_eq!(strsim::osa_distance(&characters(code), &characters(slip)), 1, "{code} {slip}");
            }
        }
    }

    /// The same by comparing with every code of the release.
    fn all_near(set: CodeSet<'_>, code: Code) -> BTreeSet<Code> {
        let characters = |code: Code| code.chars().collect::<String>();
        let slips = |other: Code| strsim::osa_distance(&characters(code), &characters(other));
        let distance = |other: Code| strsim::osa_distance(&code.to_string(), &other.to_string());
        let is_candidate = |other: Code| other.category() == code.category() || slips(other) == 1;
        let is_near = |other: &Code| *other != code && is_candidate(*other) && distance(*other) <= FARTHEST;
        set.codes().map(crate::icd::Node::code).filter(is_near).collect()
    }

    #[test]
    fn nothing_near_is_passed_over() {
        let book = CodeBook::embedded();
        let set = book.set(book.indices().next_back().expect("a release"));
        for wrong in
            ["Q99.99", "S72.999A", "S72.0", "Z53.9X", "M54.55", "I00", "E191", "W11", "Z99.1", "A00.11", "I10.XXXA"]
        {
            let code = Code::parse(wrong.as_bytes()).expect("in the shape of a code");
            let near: BTreeSet<Code> = set.nearest(code, usize::MAX).into_iter().collect();
            assert_eq!(near, all_near(set, code), "{wrong}");
        }
    }
}
