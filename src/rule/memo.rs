//! What one worker remembers between claims: the facts of the diagnoses it has met, and room to work in.
//!
//! Bounded whatever the file holds, and without a lock: every worker has its own.

use super::bound::Bound;
use super::facts::{Asked, WORD, add};
use super::group::Kind;
use crate::claim::{Line, MetService};
use crate::icd::{Epoch, Met, Traits};
use std::ops::RangeInclusive;

/// Scratch space and memory of one worker, for one [`Bound`]; using it with another makes no sense.
#[derive(Debug, Default)]
pub struct Memo {
    /// For each code met, by [`Met::place`], what its facts are of.
    keys: Vec<Facts>,
    rows: Vec<u64>,
    /// The same for each service met: the number of the one its facts are of; 0 is no service's.
    services: Vec<u32>,
    service_rows: Vec<u64>,
    pub(super) room: Room,
}

/// What the facts of a diagnosis are of.
#[derive(Clone, Debug)]
struct Facts {
    /// The key of the code; 0 is no code's.
    code: u64,
    traits: Traits,
    /// The epochs in which it is known to have these.
    epochs: RangeInclusive<Epoch>,
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
    /// The questions they ask.
    pub(super) asked: Asked,
}

impl Memo {
    /// Adds the element facts of a line's procedure and modifiers to `row`.
    #[inline]
    pub(super) fn add_service(&mut self, bound: &Bound<'_>, line: &Line, row: &mut [u64]) {
        let Some(MetService { place, number }) = line.service else { return bound.add_service(line, row) };
        let width = bound.questions.width();
        let place = usize::from(place);
        if place >= self.services.len() {
            self.services.resize(place + 1, 0);
            self.service_rows.resize((place + 1) * width, 0);
        }
        let facts = &mut self.service_rows[place * width..][..width];
        let known = &mut self.services[place];
        if *known != number {
            *known = number;
            facts.fill(0);
            bound.add_service(line, facts);
        }
        add(row, facts);
    }

    /// The element facts a diagnosis has in an epoch.
    pub(super) fn facts<'m>(&'m mut self, bound: &'m Bound<'_>, met: &Met, epoch: Option<Epoch>) -> &'m [u64] {
        let code = met.code();
        if !bound.categories.named(code) {
            return &bound.categories.plain;
        }
        let width = bound.questions.width();
        let place = met.place();
        if place >= self.keys.len() {
            self.keys.resize(place + 1, Facts { code: 0, traits: Traits::NONE, epochs: Epoch::FIRST..=Epoch::FIRST });
            self.rows.resize((place + 1) * width, 0);
        }
        let facts = &mut self.rows[place * width..][..width];
        let known = &mut self.keys[place];
        let holds = |epoch: Epoch| known.epochs.contains(&epoch);
        if known.code == code.key() && epoch.map_or(known.traits == Traits::NONE, holds) {
            return facts;
        }
        // Without a date nothing is known of any epoch.
        let without_date = (Traits::NONE, Epoch::LAST..=Epoch::FIRST);
        let (traits, epochs) = epoch.map_or(without_date, |epoch| met.traits_around(bound.book, epoch));
        let is_known = known.code == code.key() && known.traits == traits;
        *known = Facts { code: code.key(), traits, epochs };
        if !is_known {
            facts.fill(0);
            let groups = bound.questions.elements.iter().enumerate();
            for (bit, group) in groups.filter(|(_, group)| group.kind == Kind::Diagnoses) {
                if group.has_diagnosis(bound.book, code, traits) {
                    facts[bit / WORD] |= 1 << (bit % WORD);
                }
            }
        }
        facts
    }
}
