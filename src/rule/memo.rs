//! What one worker remembers between claims: the facts of the diagnoses it has met, and room to work in.
//!
//! Bounded whatever the file holds, and without a lock: every worker has its own.

use super::bound::{Bound, Calls};
use super::facts::{Asked, WORD, add};
use super::group::Kind;
use crate::claim::{Line, MetService};
use crate::icd::{Epoch, Met, Traits};

/// Scratch space and memory of one worker, for one [`Bound`]; using it with another makes no sense.
#[derive(Debug, Default)]
pub struct Memo {
    pub(super) codes: Codes,
    pub(super) services: Served,
    pub(super) room: Room,
}

/// The facts of the diagnoses met.
#[derive(Debug, Default)]
pub(super) struct Codes {
    /// For each code met, by [`Met::place`], what its facts are of.
    keys: Vec<Facts>,
    rows: Vec<u64>,
}

/// What the facts of a diagnosis are of.
#[derive(Clone, Debug)]
struct Facts {
    /// The key of the code; 0 is no code's.
    code: u64,
    traits: Traits,
    /// The first and the last of the epochs in which it is known to have these.
    epochs: [Epoch; 2],
    /// What they call for.
    calls: Calls,
}

/// The facts of the services met.
#[derive(Debug, Default)]
pub(super) struct Served {
    /// For each, by [`MetService::place`], the number of the one the facts are of, 0 being no service's, and what they call
    /// for.
    keys: Vec<(u32, Calls)>,
    rows: Vec<u64>,
    /// Room for the facts of one that is not remembered.
    afresh: Vec<u64>,
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

impl Served {
    /// What a line's procedure and modifiers call for.
    #[inline]
    pub(super) fn calls(&mut self, bound: &Bound<'_>, line: &Line) -> Calls {
        let Some(MetService { place, number }) = line.service else { return self.calls_afresh(bound, line) };
        match self.keys.get(usize::from(place)) {
            Some(&(known, calls)) if known == number => calls,
            _ => self.learn(bound, line, usize::from(place), number),
        }
    }

    /// The same of a service that cannot be remembered.
    #[cold]
    fn calls_afresh(&mut self, bound: &Bound<'_>, line: &Line) -> Calls {
        self.afresh.clear();
        self.afresh.resize(bound.questions.width(), 0);
        bound.add_service(line, &mut self.afresh);
        bound.calls(&self.afresh)
    }

    #[cold]
    fn learn(&mut self, bound: &Bound<'_>, line: &Line, place: usize, number: u32) -> Calls {
        let width = bound.questions.width();
        if place >= self.keys.len() {
            self.keys.resize(place + 1, (0, Calls::NONE));
            self.rows.resize((place + 1) * width, 0);
        }
        let facts = &mut self.rows[place * width..][..width];
        facts.fill(0);
        bound.add_service(line, facts);
        let calls = bound.calls(facts);
        self.keys[place] = (number, calls);
        calls
    }

    /// Adds the element facts of a line's procedure and modifiers to `row`.
    pub(super) fn add(&mut self, bound: &Bound<'_>, line: &Line, row: &mut [u64]) {
        let Some(MetService { place, .. }) = line.service else { return bound.add_service(line, row) };
        self.calls(bound, line);
        let width = bound.questions.width();
        add(row, &self.rows[usize::from(place) * width..][..width]);
    }
}

impl Codes {
    /// What a diagnosis calls for in an epoch.
    #[inline]
    pub(super) fn calls(&mut self, bound: &Bound<'_>, met: &Met, epoch: Option<Epoch>) -> Calls {
        match self.keys.get(met.place()) {
            Some(known) if known.holds(met, epoch) => known.calls,
            _ => self.learn(bound, met, epoch),
        }
    }

    /// The element facts a diagnosis has in an epoch.
    pub(super) fn facts(&mut self, bound: &Bound<'_>, met: &Met, epoch: Option<Epoch>) -> &[u64] {
        self.calls(bound, met, epoch);
        let width = bound.questions.width();
        &self.rows[met.place() * width..][..width]
    }

    #[cold]
    fn learn(&mut self, bound: &Bound<'_>, met: &Met, epoch: Option<Epoch>) -> Calls {
        let (code, place, width) = (met.code(), met.place(), bound.questions.width());
        if place >= self.keys.len() {
            self.keys.resize(place + 1, Facts::NONE);
            self.rows.resize((place + 1) * width, 0);
        }
        let facts = &mut self.rows[place * width..][..width];
        let known = &mut self.keys[place];
        if !bound.categories.named(code) {
            // No rule asks for what is true of it on a day.
            facts.copy_from_slice(&bound.categories.plain);
            let calls = bound.calls(facts);
            *known = Facts { code: code.key(), traits: Traits::NONE, epochs: [Epoch::FIRST, Epoch::LAST], calls };
            return calls;
        }
        // Without a date nothing is known of any epoch.
        let without_date = (Traits::NONE, [Epoch::LAST, Epoch::FIRST]);
        let (traits, epochs) = epoch.map_or(without_date, |epoch| {
            let (traits, epochs) = met.traits_around(bound.book, epoch);
            (traits, [*epochs.start(), *epochs.end()])
        });
        if known.code != code.key() || known.traits != traits {
            facts.fill(0);
            let groups = bound.questions.elements.iter().enumerate();
            for (bit, group) in groups.filter(|(_, group)| group.kind == Kind::Diagnoses) {
                if group.has_diagnosis(bound.book, code, traits) {
                    facts[bit / WORD] |= 1 << (bit % WORD);
                }
            }
        }
        let calls = bound.calls(facts);
        *known = Facts { code: code.key(), traits, epochs, calls };
        calls
    }
}

impl Facts {
    /// Those of no code.
    const NONE: Self = Self { code: 0, traits: Traits::NONE, epochs: [Epoch::LAST, Epoch::FIRST], calls: Calls::NONE };

    /// Whether they are those of a code in an epoch.
    #[inline]
    fn holds(&self, met: &Met, epoch: Option<Epoch>) -> bool {
        let [first, last] = self.epochs;
        self.code == met.code().key()
            && epoch.map_or(self.traits == Traits::NONE, |epoch| first <= epoch && epoch <= last)
    }
}
