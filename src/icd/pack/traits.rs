//! Traits: what is true of a code beside its place in the classification, as bits, by date.
//!
//! Medicare's flags and lists change on days of their own, so the days on which any trait changes cut time into epochs
//! and each code has runs of epochs with the same bits.

use super::blob::Blob;
use super::codes::Codes;
use super::layout::{Section, trait_bit};
use super::{number, sides};
use crate::code::Code;
use std::collections::{BTreeSet, HashMap};

/// A last day that has not come.
const EVER: u32 = 99_991_231;

/// Traits a code has from one day to another.
pub(crate) struct Held {
    /// The code.
    pub(crate) code: Code,
    /// First day, `YYYYMMDD`.
    pub(crate) from: u32,
    /// Last day; `None` where it is still so.
    pub(crate) to: Option<u32>,
    /// The bits.
    pub(crate) traits: u32,
}

/// What Medicare publishes about diagnosis codes.
pub(crate) struct Medicare {
    /// Who has which traits, and when.
    pub(crate) held: Vec<Held>,
    /// The last day the lists of codes exempt from present-on-admission reporting speak of.
    pub(crate) poa_until: u32,
}

impl Medicare {
    /// The days on which something changes, from the beginning of time.
    fn days(&self) -> Vec<u32> {
        let changes = self.held.iter().flat_map(|held| [Some(held.from), held.to.map(|to| to + 1)]);
        let days: BTreeSet<u32> = changes.flatten().chain([0]).collect();
        days.into_iter().collect()
    }
}

/// Writes the sections about traits.
pub(super) fn pack(medicare: &Medicare, codes: &Codes, blob: &mut Blob) {
    let days = medicare.days();
    let (mut always, triples) = sides::sides(codes, blob);
    for triple in &triples {
        blob.u32s(Section::Sides, triple);
    }
    for (traits, (code, _)) in always.iter_mut().zip(codes.titled()) {
        *traits |= episode(code);
    }
    let mut held: Vec<Vec<&Held>> = always.iter().map(|_| Vec::new()).collect();
    for one in &medicare.held {
        // A data folder may hold fewer releases than Medicare speaks of.
        if let Some(index) = codes.index(one.code) {
            held[index as usize].push(one);
        }
    }
    let mut categories: Vec<[u32; 2]> = Vec::new();
    let mut shared: HashMap<Vec<[u32; 2]>, u32> = HashMap::new();
    let mut written = 0;
    for ((index, (code, _)), (&always, held)) in (0u32..).zip(codes.titled()).zip(always.iter().zip(&held)) {
        let on = |day: u32| {
            let then = held.iter().filter(|held| held.from <= day && day <= held.to.unwrap_or(EVER));
            then.fold(always, |traits, held| traits | held.traits)
        };
        let mut runs: Vec<[u32; 2]> = Vec::new();
        for (epoch, &day) in (0u32..).zip(&days) {
            let traits = on(day);
            match runs.last_mut() {
                Some([same, epochs]) if *same == traits => *epochs = *epochs & 0xFF00 | epoch,
                _ => runs.push([traits, epoch << 8 | epoch]),
            }
        }
        runs.retain(|&[traits, _]| traits != 0);
        if code.len() == Code::CATEGORY_LEN || categories.is_empty() {
            categories.push([index, 0]);
        }
        if let Some([_, of_category]) = categories.last_mut() {
            *of_category |= runs.iter().fold(0, |all, [traits, _]| all | traits);
        }
        let count = number(runs.len());
        let first = *shared.entry(runs).or_insert_with_key(|runs| {
            blob.u32s(Section::TraitRuns, runs.as_flattened());
            written += count;
            written - count
        });
        blob.u32s(Section::TraitLinks, &[first << 8 | count]);
    }
    categories.retain(|&[_, traits]| traits != 0);
    for category in &categories {
        blob.u32s(Section::TraitCategories, category);
    }
    blob.u32s(Section::TraitDays, &days);
    blob.u32s(Section::PoaUntil, &[medicare.poa_until]);
}

/// What the 7th character says of an injury (S, T, and M for fractures that are none) or of an external cause (V to Y):
/// A, B, C for active treatment, S for a sequela, the other letters for care after that.
fn episode(code: Code) -> u32 {
    let of = match code.character(1) {
        Some('S' | 'T' | 'M') => ["injury-initial", "injury-subsequent", "injury-sequela"],
        Some('V'..='Y') => ["cause-initial", "cause-subsequent", "cause-sequela"],
        _ => return 0,
    };
    match code.character(Code::MAX_LEN) {
        Some('A'..='C') => trait_bit(of[0]),
        Some('S') => trait_bit(of[2]),
        Some('D'..='R') => trait_bit(of[1]),
        _ => 0,
    }
}
