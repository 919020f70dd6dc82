//! Claims for an audit by hand: a random sample of each group, of those the rules flagged and of those they did not; and
//! the same claims found again when the auditor has looked at them.
//!
//! A claim's place in the draw is a hash of the seed, its file and its id, so that the sample is the same however the file is
//! cut, on any number of threads, and on another day. So is which groups are drawn together where there are too many.

use super::groups::OTHERS;
use super::worksheet::kept;
use super::{Label, Verdict};
use crate::rule::Severity;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Draw {
    /// Claims by lot.
    ByLot {
        /// Claims with findings and claims without, of each group.
        size: usize,
        /// Another seed, another sample.
        seed: u64,
    },
    /// The claims with these ids.
    Named(Arc<BTreeSet<String>>),
}

/// A claim that takes part in the draw.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawn {
    /// Which of the run's files it stands in.
    pub file: u32,
    /// Its id.
    pub claim_id: String,
    /// The physical line on which it begins.
    pub line: u64,
}

impl Draw {
    /// The place of a claim in the draw, where it takes part.
    fn place(&self, claim: &Drawn) -> Option<u64> {
        match self {
            Self::Named(ids) => (ids.contains(&claim.claim_id) || ids.contains(&kept(&claim.claim_id))).then_some(0),
            Self::ByLot { seed, .. } => {
                Some(hashed(&[&seed.to_le_bytes(), &claim.file.to_le_bytes(), claim.claim_id.as_bytes()]))
            }
        }
    }

    /// Most claims of a stratum.
    const fn size(&self) -> usize {
        match self {
            Self::ByLot { size, .. } => *size,
            Self::Named(_) => usize::MAX,
        }
    }

    /// More are kept while a file is read, for claims whose lines stand apart are taken back and judged again.
    const fn room(&self) -> usize {
        self.size().saturating_mul(4)
    }
}

fn hashed(parts: &[&[u8]]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// Most groups that are drawn from each for itself.
pub const STRATA: usize = 1_000;

/// Claims with findings, or without, by their place in the draw, their file and their id, each with its line.
type Lot = BTreeMap<(u64, u32, String), u64>;

/// The claims of one group: without findings, and with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Stratum {
    lots: [Lot; 2],
    /// From how many each is drawn.
    of: [u64; 2],
}

impl Stratum {
    fn join(&mut self, other: &Self, room: usize) {
        for (mine, theirs) in self.lots.iter_mut().zip(&other.lots) {
            mine.extend(theirs.iter().map(|(claim, line)| (claim.clone(), *line)));
            while mine.len() > room {
                mine.pop_last();
            }
        }
        for (mine, theirs) in self.of.iter_mut().zip(other.of) {
            *mine += theirs;
        }
    }

    fn take_back(&mut self, other: &Self) {
        for (mine, theirs) in self.lots.iter_mut().zip(&other.lots) {
            mine.retain(|claim, _| !theirs.contains_key(claim));
        }
        for (mine, theirs) in self.of.iter_mut().zip(other.of) {
            *mine = mine.saturating_sub(theirs);
        }
    }
}

/// A sample being drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sample {
    draw: Draw,
    /// By a hash of the label, which decides what is drawn together, and the label.
    strata: BTreeMap<(u64, Label), Stratum>,
    /// The claims of the groups there is no room for.
    others: Stratum,
    /// Claims without a claim id, which could not be found again.
    nameless: u64,
}

impl Sample {
    /// Nothing drawn yet.
    #[must_use]
    pub fn new(draw: Draw) -> Self {
        Self { draw, strata: BTreeMap::new(), others: Stratum::default(), nameless: 0 }
    }

    /// Lets a claim of a group take part. One that was not judged does not.
    pub fn add(&mut self, label: &Label, claim: &Drawn, verdict: Verdict) {
        let flagged = match verdict {
            Verdict::NotJudged => return,
            Verdict::Clean | Verdict::Found(Severity::Info) => 0,
            Verdict::Found(Severity::Warning | Severity::Error) => 1,
        };
        if claim.claim_id.is_empty() {
            self.nameless += 1;
            return;
        }
        let (place, room) = (self.draw.place(claim), self.draw.room());
        let stratum = self.stratum(&(hashed(&[label.to_string().as_bytes()]), label.clone()));
        stratum.of[flagged] += 1;
        let Some(place) = place else { return };
        let lot = &mut stratum.lots[flagged];
        if lot.len() < room || lot.last_key_value().is_some_and(|((last, ..), _)| place < *last) {
            lot.entry((place, claim.file, claim.claim_id.clone())).or_insert(claim.line);
            if lot.len() > room {
                lot.pop_last();
            }
        }
    }

    /// The stratum of a group, new where it has none; that of the others, where there is no room. A group that has gone there
    /// stays there: whoever goes is the last, and what is left is before it.
    fn stratum(&mut self, key: &(u64, Label)) -> &mut Stratum {
        if !self.strata.contains_key(key) {
            self.strata.insert(key.clone(), Stratum::default());
            if self.strata.len() > STRATA
                && let Some((_, last)) = self.strata.pop_last()
            {
                self.others.join(&last, self.draw.room());
            }
        }
        self.strata.get_mut(key).unwrap_or(&mut self.others)
    }

    /// Adds what was drawn elsewhere.
    pub(super) fn join(&mut self, other: &Self) {
        let room = self.draw.room();
        for (key, theirs) in &other.strata {
            self.stratum(key).join(theirs, room);
        }
        self.others.join(&other.others, room);
        self.nameless += other.nameless;
    }

    /// Takes back what was drawn before.
    pub(super) fn take_back(&mut self, other: &Self) {
        for (key, theirs) in &other.strata {
            self.strata.get_mut(key).unwrap_or(&mut self.others).take_back(theirs);
        }
        self.others.take_back(&other.others);
        self.nameless = self.nameless.saturating_sub(other.nameless);
    }

    /// Moves the claims to where the piece they were found in stands in its file.
    pub(super) fn shift(&mut self, lines: u64) {
        let strata = self.strata.values_mut().chain([&mut self.others]);
        strata.flat_map(|stratum| &mut stratum.lots).flat_map(BTreeMap::values_mut).for_each(|line| *line += lines);
    }

    /// The groups by their labels, the others last.
    fn groups(&self) -> Vec<(String, &Stratum)> {
        let mut groups: Vec<_> = self.strata.iter().map(|((_, label), stratum)| (label, stratum)).collect();
        groups.sort_by_key(|(label, _)| *label);
        let groups = groups.into_iter().map(|(label, stratum)| (label.to_string(), stratum));
        groups.chain([(OTHERS.to_owned(), &self.others)]).filter(|(_, stratum)| stratum.of != [0; 2]).collect()
    }

    /// From how many claims without findings, and with, is drawn in each group.
    #[must_use]
    pub fn drawn_from(&self) -> Vec<(String, [u64; 2])> {
        self.groups().into_iter().map(|(label, stratum)| (label, stratum.of)).collect()
    }

    /// Judged claims that are not drawn from, for they have no claim id.
    #[must_use]
    pub const fn nameless(&self) -> u64 {
        self.nameless
    }

    /// Claims of groups beyond those there is room for, which are drawn together.
    #[must_use]
    pub const fn folded(&self) -> u64 {
        self.others.of[0] + self.others.of[1]
    }

    /// The claims drawn: the group, whether claims were flagged, and the claims in the order of the draw.
    #[must_use]
    pub fn drawn(&self) -> Vec<(String, bool, Vec<Drawn>)> {
        let drawn = |lot: &Lot| {
            let claims = lot.iter().take(self.draw.size());
            claims.map(|((_, file, id), &line)| Drawn { file: *file, claim_id: id.clone(), line }).collect()
        };
        let lots = |(label, stratum): (String, &Stratum)| {
            let [unflagged, flagged] = &stratum.lots;
            [(label.clone(), false, drawn(unflagged)), (label, true, drawn(flagged))]
        };
        self.groups()
            .into_iter()
            .flat_map(lots)
            .filter(|(.., claims): &(_, _, Vec<Drawn>)| !claims.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(id: u32) -> Drawn {
        Drawn { file: 0, claim_id: id.to_string(), line: u64::from(id) }
    }

    fn sample(seed: u64, ids: impl Iterator<Item = u32>) -> Sample {
        let mut sample = Sample::new(Draw::ByLot { size: 5, seed });
        for id in ids {
            sample.add(&Label::Unsaid, &claim(id), Verdict::Clean);
        }
        sample
    }

    #[test]
    fn a_sample_does_not_depend_on_the_order_of_the_claims_or_on_pieces() {
        let drawn = |sample: &Sample| sample.drawn().into_iter().flat_map(|(.., ids)| ids).collect::<Vec<_>>();
        let forward = sample(7, 0..1000);
        let mut pieces = sample(7, (500..1000).rev());
        pieces.join(&sample(7, 0..500));
        assert_eq!(drawn(&forward), drawn(&pieces));
        assert_eq!(drawn(&forward).len(), 5);
        assert_ne!(drawn(&forward), drawn(&sample(8, 0..1000)));
    }

    /// One claim of each of five thousand coders: a thousand groups and one of all others, and no claim is lost.
    #[test]
    fn groups_beyond_the_most_are_drawn_together_in_whatever_order_they_come() {
        let of = |coders: &mut dyn Iterator<Item = u32>| {
            let mut sample = Sample::new(Draw::ByLot { size: 5, seed: 1 });
            for coder in coders {
                sample.add(&Label::Said(format!("coder {coder}")), &claim(coder), Verdict::Clean);
            }
            sample
        };
        let forward = of(&mut (0..5000));
        assert_eq!(forward, of(&mut (0..5000).rev()));
        let mut pieces = of(&mut (2500..5000));
        pieces.join(&of(&mut (0..2500)));
        assert_eq!(forward, pieces);
        let from = forward.drawn_from();
        assert_eq!((from.len(), forward.folded()), (STRATA + 1, 4000));
        assert_eq!(from.iter().map(|(_, of)| of[0]).sum::<u64>(), 5000);
        assert_eq!(forward.drawn().last().map(|(group, _, claims)| (group.as_str(), claims.len())), Some((OTHERS, 5)));
    }
}
