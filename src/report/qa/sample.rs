//! Claims for an audit by hand: a random sample of each group, of those the rules flagged and of those they did not; and
//! the same claims found again when the auditor has looked at them.
//!
//! A claim's place in the draw is a hash of the seed and its id, so that the sample is the same however the file is cut, on
//! any number of threads, and on another day.

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

impl Draw {
    /// The place of a claim in the draw, where it takes part.
    fn place(&self, claim_id: &str) -> Option<u64> {
        match self {
            Self::Named(ids) => (ids.contains(claim_id) || ids.contains(&kept(claim_id))).then_some(0),
            Self::ByLot { seed, .. } => {
                let mut hash = Sha256::new();
                hash.update(seed.to_le_bytes());
                hash.update(claim_id.as_bytes());
                Some(hash.finalize().iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte)))
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
}

/// More are kept while a file is read, for claims whose lines stand apart are taken back and judged again.
const SPARE: usize = 4;

/// Claims of one group with findings, or those without, by their place in the draw.
type Stratum = BTreeSet<(u64, String)>;

/// A sample being drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sample {
    draw: Draw,
    strata: BTreeMap<(Label, bool), Stratum>,
}

impl Sample {
    /// Nothing drawn yet.
    #[must_use]
    pub const fn new(draw: Draw) -> Self {
        Self { draw, strata: BTreeMap::new() }
    }

    /// Lets a claim of a group take part. One that was not judged does not.
    pub fn add(&mut self, label: &Label, claim_id: &str, verdict: Verdict) {
        let flagged = match verdict {
            Verdict::NotJudged => return,
            Verdict::Clean | Verdict::Found(Severity::Info) => false,
            Verdict::Found(Severity::Warning | Severity::Error) => true,
        };
        let Some(place) = self.draw.place(claim_id) else { return };
        let most = self.draw.size().saturating_mul(SPARE);
        let stratum = self.strata.entry((label.clone(), flagged)).or_default();
        if stratum.len() < most || stratum.last().is_some_and(|(last, _)| place < *last) {
            stratum.insert((place, claim_id.to_owned()));
            if stratum.len() > most {
                stratum.pop_last();
            }
        }
    }

    /// Adds what was drawn elsewhere.
    pub(super) fn join(&mut self, other: &Self) {
        let most = self.draw.size().saturating_mul(SPARE);
        for (key, theirs) in &other.strata {
            let stratum = self.strata.entry(key.clone()).or_default();
            stratum.extend(theirs.iter().cloned());
            while stratum.len() > most {
                stratum.pop_last();
            }
        }
    }

    /// Takes back what was drawn before.
    pub(super) fn take_back(&mut self, other: &Self) {
        for (key, theirs) in &other.strata {
            if let Some(stratum) = self.strata.get_mut(key) {
                stratum.retain(|claim| !theirs.contains(claim));
            }
        }
    }

    /// The claims drawn: the group, whether claims were flagged, and their ids in the order of the draw.
    pub fn drawn(&self) -> impl Iterator<Item = (&Label, bool, Vec<&str>)> {
        self.strata.iter().filter(|(_, stratum)| !stratum.is_empty()).map(|((label, flagged), stratum)| {
            (label, *flagged, stratum.iter().take(self.draw.size()).map(|(_, id)| id.as_str()).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(seed: u64, ids: impl Iterator<Item = u32>) -> Sample {
        let mut sample = Sample::new(Draw::ByLot { size: 5, seed });
        for id in ids {
            sample.add(&Label::Unsaid, &id.to_string(), Verdict::Clean);
        }
        sample
    }

    #[test]
    fn a_sample_does_not_depend_on_the_order_of_the_claims_or_on_pieces() {
        let drawn = |sample: &Sample| {
            sample.drawn().flat_map(|(_, _, ids)| ids.into_iter().map(str::to_owned)).collect::<Vec<_>>()
        };
        let forward = sample(7, 0..1000);
        let mut pieces = sample(7, (500..1000).rev());
        pieces.join(&sample(7, 0..500));
        assert_eq!(drawn(&forward), drawn(&pieces));
        assert_eq!(drawn(&forward).len(), 5);
        assert_ne!(drawn(&forward), drawn(&sample(8, 0..1000)));
    }
}
