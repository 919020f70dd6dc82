//! Companions of a claim file, as further columns of its rows.

use super::key::{key, keys_in, no_key};
use super::places::is_of_list;
use super::{Companion, Held, OfClaim};
use crate::claim::Slot;
use crate::claim::layout::{Column, Layout};
use crate::error::{Error, Result};
use crate::field::Field;
use crate::number::counted;
use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// Claims that are listed one by one, to be counted once each; of more it is only said that there are more.
const LISTED: usize = 100_000;

/// Claims of a file, each counted once, as their hashes.
#[derive(Debug, Default)]
struct Counted {
    claims: Mutex<HashSet<u64>>,
    is_full: AtomicBool,
}

impl Counted {
    fn add(&self, claim: u64) {
        if self.is_full.load(Ordering::Relaxed) {
            return;
        }
        if let Ok(mut claims) = self.claims.lock() {
            claims.insert(claim);
            self.is_full.fetch_or(claims.len() > LISTED, Ordering::Relaxed);
        }
    }

    /// `1 claim of this file is`, `more than 100000 claims of this file are`; `None` where there are none.
    fn words(&self, verbs: [&str; 2]) -> Option<String> {
        match self.claims.lock().map_or(0, |claims| claims.len()) {
            0 => None,
            1 => Some(format!("1 claim of this file {}", verbs[0])),
            claims if claims > LISTED => Some(format!("more than {LISTED} claims of this file {}", verbs[1])),
            claims => Some(format!("{claims} claims of this file {}", verbs[1])),
        }
    }
}

/// A companion and what one claim file asked of it.
#[derive(Debug)]
struct Asked<'c> {
    companion: &'c Companion,
    /// Whether the claim file lacks a column it has.
    adds: bool,
    /// Which of its claims a row was of.
    claims: Box<[AtomicBool]>,
    /// Claims of rows that it does not have.
    lacking: Counted,
    /// Claims of rows that it has by their claim id, and not by all that names them.
    contrary: Counted,
    /// Claims of which a row of it could not be read.
    torn: Counted,
}

impl<'c> Asked<'c> {
    fn new(companion: &'c Companion) -> Self {
        let claims = companion.claims.iter().map(|_| AtomicBool::new(false)).collect();
        Self {
            companion,
            adds: false,
            claims,
            lacking: Counted::default(),
            contrary: Counted::default(),
            torn: Counted::default(),
        }
    }

    /// What a reader of the report should know of it, once the claim file has been read; `lacking` is the line of the first
    /// row whose claim it has not.
    fn notes(&self, lacking: Option<u64>) -> Vec<String> {
        let name = &self.companion.name;
        let unasked = self.claims.iter().filter(|asked| !asked.load(Ordering::Relaxed)).count();
        let mut notes = self.companion.as_read();
        if !self.adds && !self.claims.is_empty() {
            notes.push(format!("{name} adds nothing to this file, which has all of its columns itself"));
        } else if unasked > 0 {
            let claims = counted(unasked as u64, "claim");
            notes.push(format!("not checked, because no row of this file is of it: {claims} of {name}"));
        }
        let without_it = |claims: String| format!("{claims} not in {name} and {} checked without it", was(&claims));
        notes.extend(self.lacking.words(["is", "are"]).map(without_it));
        let contrary = |claims: String| {
            let keys = self.companion.key_headers();
            format!("{claims} in {name} by the claim id and not by {keys}, and {} checked without it", was(&claims))
        };
        notes.extend(self.contrary.words(["is", "are"]).map(contrary));
        notes.extend(lacking.map(|line| format!("line {line} is the first row whose claim is not found in {name}")));
        let in_part = |claims: String| {
            format!("{claims} a row in {name} that could not be read, and {} checked without that row", was(&claims))
        };
        notes.extend(self.torn.words(["has", "have"]).map(in_part));
        notes.extend(self.companion.unread());
        notes
    }
}

/// The verb of claims that were counted.
fn was(claims: &str) -> &'static str {
    if claims.starts_with("1 claim ") { "was" } else { "were" }
}

/// What a row wants of the companions and does not find there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Missing {
    /// The companions that do not have its claim, a bit each; those behind the 64th are not told apart.
    lacking: u64,
    /// Whether a row of its claim could not be read in one of them.
    pub torn: bool,
}

impl Missing {
    /// The companions that do not have the claim, by their places.
    pub fn lacking(self) -> impl Iterator<Item = usize> {
        (0..u64::BITS as usize).filter(move |companion| self.lacking >> companion & 1 == 1)
    }
}

/// Companions of a claim file, as further columns of its rows.
#[derive(Debug)]
pub struct Joined<'c> {
    /// The columns, each as the companion has it, with the place of that one.
    columns: Vec<(Field, usize)>,
    asked: Vec<Asked<'c>>,
    hasher: RandomState,
    /// Slot of the first of them.
    first: usize,
    layout: Layout,
}

impl<'c> Joined<'c> {
    /// The layout of a claim file with what its companions add, where it has not the column itself; and how to add it.
    ///
    /// # Errors
    /// When the claim file has no column that names the claim.
    pub fn new(path: &Path, layout: Layout, companions: &[&'c Companion]) -> Result<(Self, Layout)> {
        let mut columns: Vec<(Field, usize)> = Vec::new();
        let mut asked: Vec<Asked<'_>> = companions.iter().map(|companion| Asked::new(companion)).collect();
        let mut added = Vec::new();
        let mut kind = layout.claim_kind;
        let of_patient = [Field::BirthDate, Field::Sex];
        let tells_of_patient = of_patient
            .iter()
            .any(|field| layout.has(*field) || companions.iter().any(|companion| companion.fields.contains_key(field)));
        for (number, companion) in companions.iter().enumerate() {
            if keys_in(&layout, &companion.keys).is_none() {
                return Err(no_key(path, companion));
            }
            kind = kind.or(companion.layout.claim_kind);
            let lists_again = companion.lists_again(&layout);
            if lists_again && companion.layout.manner.long.is_some() {
                return Err(Error::Input {
                    path: path.to_path_buf(),
                    problem: format!("it lists diagnoses itself, and {} lists them too", companion.name),
                    help: Some(
                        "leave one of the two lists out; a diagnosis that is of the line alone is line_dx under [columns] in \
                         claimlint.toml"
                            .to_owned(),
                    ),
                });
            }
            for (&field, header) in companion.fields.iter().filter(|(field, _)| !lists_again || !is_of_list(**field)) {
                // What the file says of its lines goes before what this one says of their claim.
                let instead = field.fallback().filter(|_| layout.has(field));
                let means = instead.or(patient(field).filter(|_| !tells_of_patient)).unwrap_or(field);
                if !layout.has(means) && !added.iter().any(|known: &Column| known.field == means) {
                    let index = layout.width + columns.len();
                    asked[number].adds = true;
                    added.push(Column { field: means, index, header: header.clone(), style: companion.style(field) });
                    columns.push((field, number));
                }
            }
        }
        let first = layout.columns.len();
        let mut whole =
            Layout::new(&layout.name, [layout.columns.clone(), added].concat(), layout.unread.clone(), layout.width);
        whole.claim_kind = kind;
        whole.rows_have = layout.rows_have;
        whole.manner = layout.manner.clone();
        let adds_list = |(field, _): &&(Field, usize)| is_of_list(*field);
        if let Some(&(_, number)) = columns.iter().find(adds_list) {
            whole.manner.listed_by_rows = companions[number].layout.manner.long;
        }
        Ok((Self { columns, asked, hasher: RandomState::new(), first, layout }, whole))
    }

    /// Adds the cells of the companions to the row that ends `cells`; what it does not find there.
    pub fn complete<'b>(&self, cells: &mut Vec<&'b [u8]>) -> Missing
    where
        'c: 'b,
    {
        let row = cells.len() - self.first;
        let mut last: Option<(usize, Option<&'c OfClaim>)> = None;
        let mut missing = Missing::default();
        for &(field, companion) in &self.columns {
            let claim = match last {
                Some((known, claim)) if known == companion => claim,
                _ => self.asked_of(companion, &cells[row..], &mut missing),
            };
            last = Some((companion, claim));
            let text = claim.and_then(|claim| cell(claim, field));
            cells.push(text.map_or(b"", |held| &held.text));
        }
        missing
    }

    /// What a companion says of the claim of a row, noted as asked for.
    fn asked_of(&self, companion: usize, row: &[&[u8]], missing: &mut Missing) -> Option<&'c OfClaim> {
        let asked = &self.asked[companion];
        let key = key(&self.layout, &asked.companion.keys, row)?;
        let is_torn = !asked.companion.torn_claims.is_empty() && asked.companion.torn_claims.contains(key.as_ref());
        if is_torn {
            missing.torn = true;
            asked.torn.add(self.hasher.hash_one(key.as_ref()));
        }
        let claim = asked.companion.claims.get(key.as_ref());
        match claim {
            Some(claim) => asked.claims[claim.number].store(true, Ordering::Relaxed),
            None if is_torn => {}
            None => {
                missing.lacking |= 1u64.checked_shl(companion.try_into().unwrap_or(u32::MAX)).unwrap_or(0);
                let id = self.layout.slots.claim_id.map_or(&b""[..], |slot| row[usize::from(slot.0)]);
                let counted = if asked.companion.ids.contains(id) { &asked.contrary } else { &asked.lacking };
                counted.add(self.hasher.hash_one(key.as_ref()));
            }
        }
        claim
    }

    fn of_claim(&self, companion: usize, row: &[&[u8]]) -> Option<&'c OfClaim> {
        let companion = self.asked[companion].companion;
        companion.claims.get(key(&self.layout, &companion.keys, row)?.as_ref())
    }

    /// What a reader of the report should know of the companions, once the claim file has been read; `lacking` is the line
    /// of the first row whose claim a companion has not, by its place.
    #[must_use]
    pub fn notes(&self, lacking: &BTreeMap<usize, u64>) -> Vec<String> {
        let asked = self.asked.iter().enumerate();
        asked.flat_map(|(companion, asked)| asked.notes(lacking.get(&companion).copied())).collect()
    }

    /// Where a cell of a column behind those of the file stands: in which companion, on which line, at which character.
    #[must_use]
    pub fn place(&self, slot: Slot, row: &[&[u8]]) -> Option<(&'c str, u64, u32)> {
        let &(field, companion) = self.columns.get(usize::from(slot.0).checked_sub(self.first)?)?;
        let held = cell(self.of_claim(companion, row)?, field)?;
        Some((&self.asked[companion].companion.name, held.line, held.column))
    }

    /// How many cells the companions add to a row.
    #[must_use]
    pub const fn added(&self) -> usize {
        self.columns.len()
    }
}

/// What a column says of the patient that was named for the subscriber, where there is none for the patient.
const fn patient(field: Field) -> Option<Field> {
    match field {
        Field::SubscriberBirthDate => Some(Field::BirthDate),
        Field::SubscriberSex => Some(Field::Sex),
        _ => None,
    }
}

fn cell(claim: &OfClaim, field: Field) -> Option<&Held> {
    claim.cells.iter().find(|(known, _)| *known == field).map(|(_, held)| held)
}
