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
        let mut candidates: BTreeSet<Code> = self.subtree(code.category()).map(super::Node::code).collect();
        candidates.extend(slips(code).into_iter().filter(|&slip| self.get(slip).is_some()));
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

/// Every code one slip away.
fn slips(code: Code) -> Vec<Code> {
    let written: Vec<u8> = code.key().to_be_bytes().into_iter().take(code.len()).collect();
    let alphabet = || (b'0'..=b'9').chain(b'A'..=b'Z');
    let mut slips = Vec::new();
    for place in 0..=written.len() {
        let (head, tail) = written.split_at(place);
        slips.extend(alphabet().map(|letter| [head, &[letter], tail].concat()));
        if let [_, rest @ ..] = tail {
            slips.extend(alphabet().map(|letter| [head, &[letter], rest].concat()));
            slips.push([head, rest].concat());
        }
        if let [first, second, rest @ ..] = tail {
            slips.push([head, &[*second, *first], rest].concat());
        }
    }
    slips.iter().filter_map(|slip| Code::parse(slip)).collect()
}
