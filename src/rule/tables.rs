//! Facts by code: what is known of a modifier, a procedure or a category before any claim is read.
//!
//! Made once when rules are bound to a file and shared by all workers, so that a code on a claim costs a look and no
//! search through groups.

use super::facts::{WORD, add, set};
use super::group::{Group, Kind, Member};
use crate::claim::view::{Modifier, Procedure};
use crate::code::Code;
use crate::icd::{CodeBook, Traits};

/// Element facts of every modifier: 36 x 36 rows.
#[derive(Debug)]
pub(super) struct ModifierFacts {
    width: usize,
    rows: Vec<u64>,
}

const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

impl ModifierFacts {
    pub(super) fn new(elements: &[Group], width: usize) -> Self {
        let mut rows = vec![0; ALPHABET.len() * ALPHABET.len() * width];
        let groups: Vec<_> = elements.iter().enumerate().filter(|(_, group)| group.kind == Kind::Modifiers).collect();
        let pairs = ALPHABET.iter().flat_map(|&a| ALPHABET.iter().map(move |&b| Modifier([a, b])));
        for (pair, modifier) in pairs.enumerate() {
            for (bit, group) in &groups {
                if group.has_modifier(modifier) {
                    rows[pair * width + bit / WORD] |= 1 << (bit % WORD);
                }
            }
        }
        Self { width, rows }
    }

    /// The facts of one modifier; none for two characters that are no modifier.
    pub(super) fn of(&self, modifier: Modifier) -> &[u64] {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(usize::from(byte - b'0')),
            b'A'..=b'Z' => Some(usize::from(byte - b'A') + 10),
            _ => None,
        };
        match (digit(modifier.0[0]), digit(modifier.0[1])) {
            (Some(a), Some(b)) => &self.rows[(a * ALPHABET.len() + b) * self.width..][..self.width],
            _ => &[],
        }
    }
}

/// Element facts of procedures: between two ends of ranges they are the same for every code.
#[derive(Debug)]
pub(super) struct ProcedureFacts {
    width: usize,
    /// For each number of a procedure, which of the rows is about it.
    row_of: Vec<u16>,
    rows: Vec<u64>,
    groups: Vec<(usize, Group)>,
}

impl ProcedureFacts {
    pub(super) fn new(elements: &[Group], width: usize) -> Self {
        let groups: Vec<(usize, Group)> = elements
            .iter()
            .enumerate()
            .filter(|(_, group)| group.kind == Kind::Procedures)
            .map(|(bit, group)| (bit, group.clone()))
            .collect();
        let mut starts = vec![0];
        for member in groups.iter().flat_map(|(_, group)| group.within.iter().flatten().chain(&group.except)) {
            if let Member::Procedures(first, last) = member {
                starts.extend(first.number());
                starts.extend(last.number().map(|number| number + 1));
            }
        }
        starts.sort_unstable();
        starts.dedup();
        starts.retain(|&start| start < Procedure::NUMBERS);
        let mut facts = Self { width, row_of: Vec::new(), rows: Vec::new(), groups };
        let ends = starts.iter().skip(1).copied().chain([Procedure::NUMBERS]);
        for (number, (&start, end)) in (0..=u16::MAX).zip(starts.iter().zip(ends)) {
            facts.row_of.resize(end as usize, number);
            let mut row = vec![0; width];
            facts.answer(Procedure::of_number(start), &mut row);
            facts.rows.extend(row);
        }
        facts
    }

    fn answer(&self, procedure: Procedure, row: &mut [u64]) {
        for (bit, group) in &self.groups {
            if group.has_procedure(procedure) {
                row[bit / WORD] |= 1 << (bit % WORD);
            }
        }
    }

    /// Adds the facts of a procedure to `row`; a line without one adds nothing.
    pub(super) fn add(&self, procedure: Procedure, row: &mut [u64]) {
        match procedure.number() {
            Some(number) => match self.row_of.get(number as usize) {
                Some(&index) => add(row, &self.rows[usize::from(index) * self.width..][..self.width]),
                // More ends of ranges than a row can be numbered by.
                None => self.answer(procedure, row),
            },
            None if procedure.is_none() => {}
            None => self.answer(procedure, row),
        }
    }
}

/// Which categories of the classification any rule names; the codes of all others have no facts of their own.
#[derive(Debug)]
pub(super) struct Categories {
    named: Vec<u64>,
    /// The facts of a code no rule names: it is outside of every group that only leaves some out.
    pub(super) plain: Vec<u64>,
}

impl Categories {
    pub(super) fn new(elements: &[Group], width: usize, book: &CodeBook) -> Self {
        let mut bits = Vec::new();
        let mut plain = vec![0; width];
        let diagnoses = || elements.iter().enumerate().filter(|(_, group)| group.kind == Kind::Diagnoses);
        diagnoses().filter(|(_, group)| group.within.is_none()).for_each(|(bit, _)| set(&mut plain, bit));
        for member in diagnoses().flat_map(|(_, group)| group.within.iter().flatten().chain(&group.except)) {
            match *member {
                Member::Below(code) => set(&mut bits, index(code)),
                // The order of the classification follows the alphabet in the first letter, if not beyond it.
                Member::Diagnoses { first, last, .. } => {
                    let (first, last) = (index(first) / LETTER, index(last) / LETTER);
                    (first * LETTER..(last + 1) * LETTER).for_each(|index| set(&mut bits, index));
                }
                _ => {}
            }
        }
        let traits = diagnoses().fold(Traits::NONE, |all, (_, group)| all.and(group.traits()));
        book.categories_with(traits).for_each(|category| set(&mut bits, index(category)));
        Self { named: bits, plain }
    }

    /// Whether some rule names the category of a code.
    pub(super) fn named(&self, code: Code) -> bool {
        let index = index(code);
        self.named.get(index / WORD).is_some_and(|bits| bits >> (index % WORD) & 1 == 1)
    }
}

/// Categories under one letter: 0 to 9 and A to Z in both places.
const LETTER: usize = 36 * 36;

fn index(code: Code) -> usize {
    let [letter, second, third, ..] = code.key().to_be_bytes();
    let digit =
        |byte: u8| usize::from(if byte <= b'9' { byte.wrapping_sub(b'0') } else { byte.wrapping_sub(b'A') + 10 });
    usize::from(letter.wrapping_sub(b'A')) * LETTER + digit(second) * 36 + digit(third)
}
