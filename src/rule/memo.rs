//! What one worker remembers between claims: the facts of the diagnoses it has met, and room to work in.
//!
//! Bounded whatever the file holds, and without a lock: every worker has its own.

use super::bound::Bound;
use super::facts::WORD;
use super::group::Kind;
use crate::code::Code;
use crate::icd::Epoch;

/// Diagnoses remembered at a time; a later one takes the place of an earlier one.
const SLOTS: usize = 2048;

/// Scratch space and memory of one worker, for one [`Bound`].
#[derive(Debug)]
pub struct Memo {
    keys: Vec<u64>,
    rows: Vec<u64>,
    pub(super) room: Room,
}

/// Room for one claim's facts, reused from claim to claim.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// Element facts of all lines and diagnoses together.
    pub(super) summary: Vec<u64>,
    /// Element facts of each diagnosis.
    pub(super) diagnoses: Vec<u64>,
    /// Facts of each line.
    pub(super) lines: Vec<u64>,
    /// Facts of the claim.
    pub(super) claim: Vec<u64>,
    /// Plans worth a look.
    pub(super) plans: Vec<u32>,
}

impl Memo {
    /// A memory for claims judged by `bound`; using it with another makes no sense.
    #[must_use]
    pub fn new(bound: &Bound<'_>) -> Self {
        Self { keys: vec![0; SLOTS], rows: vec![0; SLOTS * bound.questions.width()], room: Room::default() }
    }

    /// Adds the element facts a diagnosis has in an epoch to `row`.
    pub(super) fn add(&mut self, bound: &Bound<'_>, code: Code, epoch: Option<Epoch>, row: &mut [u64]) {
        if !bound.categories.named(code) {
            super::facts::add(row, &bound.categories.plain);
            return;
        }
        let width = row.len();
        // The eighth byte of a code is free; no code is remembered under two epochs with one number.
        let key = code.key() | epoch.map_or(0xFF, |epoch| u64::from(epoch.get()));
        let slot = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 53) as usize % SLOTS;
        let facts = &mut self.rows[slot * width..][..width];
        if self.keys[slot] != key {
            self.keys[slot] = key;
            facts.fill(0);
            let traits = bound.traits(code, epoch);
            let groups = bound.questions.elements.iter().enumerate();
            for (bit, group) in groups.filter(|(_, group)| group.kind == Kind::Diagnoses) {
                if group.has_diagnosis(bound.book, code, traits) {
                    facts[bit / WORD] |= 1 << (bit % WORD);
                }
            }
        }
        super::facts::add(row, facts);
    }
}
