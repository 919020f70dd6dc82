//! Another file of the same export that completes the rows of a claim file: the claims of its lines, or their diagnoses.
//!
//! What it says of a claim is added to each row of that claim as further cells, in columns behind those of the file.
//! Everything that judges a claim sees one row with all columns; only where a cell stands is asked here.

mod joined;
mod key;
mod left;
mod places;

pub use joined::{Joined, Missing};
pub use left::TornRow;

use super::Slot;
use super::arrangement::Arrangement;
use super::header_line::reordered;
use super::layout::{Layout, Long};
use super::marks::{Marks, cell_start};
use super::opening::Opening;
use super::record::{Fault, not_counted};
use super::rows::{Reading, Row};
use super::window::{Cuts, Windows};
use crate::date::DateStyle;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::number::counted;
use bumpalo::Bump;
use key::{key, key_of_torn, keys};
use left::LeftOut;
use places::{diagnosis, is_of_diagnosis, is_of_list, wide};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;
use std::path::Path;

/// A cell of a companion.
#[derive(Clone, Debug)]
struct Held {
    text: Box<[u8]>,
    line: u64,
    column: u32,
}

/// What a companion says of one claim.
#[derive(Debug)]
struct OfClaim {
    cells: Vec<(Field, Held)>,
    /// Its place among the claims of the companion.
    number: usize,
}

impl OfClaim {
    /// Whether it has this text for a field.
    fn says(&self, field: Field, text: &[u8]) -> bool {
        self.cells.iter().any(|(known, held)| *known == field && *held.text == *text)
    }
}

/// A companion, read whole.
#[derive(Debug)]
pub struct Companion {
    /// Its name, for reports.
    pub name: String,
    /// How it was recognised.
    pub how: String,
    /// Its rows.
    pub rows: u64,
    /// Its lines with nothing in their cells, which are no rows.
    empty: u64,
    /// The fields whose headers the user has given.
    pub given: Vec<Field>,
    /// The fields that were guessed, with the headers they were found under.
    pub guessed: Vec<(Field, String)>,
    /// What a reader should know of how it was recognised.
    recognised: Vec<String>,
    layout: Layout,
    keys: Vec<Field>,
    claims: HashMap<Box<[u8]>, OfClaim>,
    /// The claim ids of its rows, where they alone do not name the claim.
    ids: HashSet<Box<[u8]>>,
    /// The fields it holds, each with a header.
    fields: BTreeMap<Field, String>,
    /// Rows that could not be read.
    pub torn: Vec<TornRow>,
    /// The claims such rows are of, as far as they say so.
    torn_claims: HashSet<Box<[u8]>>,
    /// Rows of a claim that say something else than its first one.
    further: LeftOut,
    /// Diagnoses for which there is no place any more.
    beyond: LeftOut,
    /// Rows that say nothing of the claim they are of.
    without_claim: LeftOut,
}

impl Companion {
    /// Reads the file that begins with `opening`.
    ///
    /// # Errors
    /// When it cannot be read to its end, or has no column that names the claim.
    pub fn read(name: &str, path: &Path, opening: Opening, source: &mut impl Read) -> Result<Self> {
        let Opening { recognised, marks, header, carried, lines, .. } = opening;
        let mut layout = recognised.layout;
        // One column of diagnoses is a list in rows, also where nothing numbers them.
        if layout.diagnoses.len() == 1 {
            layout.manner.long.get_or_insert(Long { sequence: None, role: None });
        }
        let keys = keys(&layout).ok_or_else(|| Error::Input {
            path: path.to_path_buf(),
            problem: "it has no claim id, so nothing says which claims it completes".to_owned(),
            help: Some(
                "name the column as claim_id under [columns] in claimlint.toml, or describe the file in a layout file of your \
                 own, named under `layouts`"
                    .to_owned(),
            ),
        })?;
        let mut companion = Self {
            name: name.to_owned(),
            how: recognised.how,
            rows: 0,
            empty: 0,
            given: recognised.given,
            guessed: recognised.guessed,
            recognised: recognised.notes,
            keys,
            claims: HashMap::new(),
            ids: HashSet::new(),
            fields: BTreeMap::new(),
            torn: Vec::new(),
            torn_claims: HashSet::new(),
            further: LeftOut::default(),
            beyond: LeftOut::default(),
            without_claim: LeftOut::default(),
            layout,
        };
        let reading = Reading::new(&companion.layout, marks, &header).cell_by_cell();
        let manner = companion.layout.manner.clone();
        let arrangement = Arrangement::new(&companion.layout, None);
        // A row without a claim id stays with the row above it.
        let id = companion.layout.slot(Field::ClaimId).filter(|_| manner.blank_below);
        let id = id.map(|slot| companion.layout.column(slot).index);
        let mut windows = Windows::new(source, carried, reading.splitter().clone(), id, Cuts::default());
        windows = windows.of_manner(&manner);
        let mut line = lines + 1;
        let mut spare = Vec::new();
        while let Some(window) = windows.next(spare).map_err(|error| error.into_error(path, Cuts::default()))? {
            line += companion
                .add((&reading, arrangement.as_ref()), marks, window.bytes(), line)
                .map_err(|line| reordered(path, line))?;
            spare = window.buffer;
        }
        companion.leave_room_for_the_patient();
        Ok(companion)
    }

    /// Keeps the rows of a window that begins on `line`; the number of lines it has.
    ///
    /// # Errors
    /// The line on which the header stands again with its columns in another order.
    fn add(
        &mut self,
        (reading, arrangement): (&Reading, Option<&Arrangement<'_>>),
        marks: Marks,
        bytes: &[u8],
        line: u64,
    ) -> Result<u64, u64> {
        let arena = Bump::new();
        let mut rows = reading.rows(bytes, &arena);
        let mut row = Vec::new();
        while let Some(next) = rows.next(&mut row) {
            let (Row::Cells(place) | Row::Malformed(place, _)) = &next;
            if self
                .layout
                .manner
                .trailer
                .as_ref()
                .is_some_and(|trailer| bytes[place.bytes.clone()].starts_with(trailer))
            {
                let cells = if matches!(next, Row::Cells(_)) { self.layout.columns.len() } else { 0 };
                row.truncate(row.len() - cells);
                continue;
            }
            self.rows += 1;
            match next {
                Row::Cells(place) => {
                    if let Some(arrangement) = arrangement {
                        arrangement.arrange(&mut row);
                    }
                    // Only the row above is wanted beside the row itself.
                    row.drain(..row.len() - self.layout.columns.len());
                    self.keep(&row, &bytes[place.bytes], marks, line + place.line);
                }
                Row::Malformed(place, fault) => {
                    let (line, bytes) = (line + place.line, &bytes[place.bytes]);
                    if fault == Fault::HeaderReordered {
                        return Err(line);
                    }
                    if fault != Fault::HeaderAgain {
                        self.torn_claims.extend(key_of_torn(&self.layout, &self.keys, bytes, marks));
                    }
                    self.torn.push(TornRow { line, bytes: bytes.into(), fault });
                    // What it leaves blank, the row below it does not take from the row above it.
                    row.clear();
                }
            }
        }
        self.empty += rows.empty();
        Ok(rows.lines())
    }

    fn keep(&mut self, row: &[&[u8]], record: &[u8], marks: Marks, line: u64) {
        let Some(key) = key(&self.layout, &self.keys, row) else {
            self.without_claim.add(line);
            return;
        };
        if let Some(id) = self.layout.slots.claim_id.filter(|_| self.keys != [Field::ClaimId]) {
            let id = row[usize::from(id.0)];
            if !id.is_empty() && !self.ids.contains(id) {
                self.ids.insert(id.into());
            }
        }
        let number = self.claims.len();
        let new = || OfClaim { cells: Vec::new(), number };
        let claim = self.claims.entry(key.into_owned().into_boxed_slice()).or_insert_with(new);
        let held = |field: Field, slot: Slot| {
            let index = self.layout.column(slot).index;
            let column = characters(&record[..cell_start(record, marks, index)]) + 1;
            // A place that is not said is one that is not known.
            let text = match row[usize::from(slot.0)] {
                b"" if field == Field::DxSequence => &b"?"[..],
                text => text,
            };
            let text = text.into();
            Held { text, line, column: u32::try_from(column).unwrap_or(u32::MAX) }
        };
        let mut found = wide(&self.layout, row);
        let long = self.layout.manner.long;
        if !claim.cells.is_empty() {
            let says_same = |(field, slot): &(Field, Slot)| claim.says(*field, row[usize::from(slot.0)]);
            if long.is_none() && !found.iter().all(says_same) {
                self.further.add(line);
            }
            found.clear();
        }
        if let Some(long) = long {
            found.retain(|(field, _)| !is_of_diagnosis(*field));
            let diagnosis = diagnosis(&self.layout, long, row, &claim.cells);
            if diagnosis.has_no_place {
                self.beyond.add(line);
            }
            found.extend(diagnosis.cells);
        }
        if self.layout.manner.code_set.is_some() {
            found.retain(|(field, _)| is_of_diagnosis(*field) || !field.is_of_line());
        }
        for (field, slot) in found {
            self.fields.entry(field).or_insert_with(|| self.layout.column(slot).header.clone());
            claim.cells.push((field, held(field, slot)));
        }
    }

    /// Columns for the patient that are blank throughout: the subscriber stands in for one whom the claim says nothing of.
    fn leave_room_for_the_patient(&mut self) {
        for field in [Field::BirthDate, Field::Sex] {
            let instead = field.fallback().filter(|instead| self.fields.contains_key(instead));
            if let (Some(_), Some(slot)) = (instead, self.layout.slot(field)) {
                self.fields.entry(field).or_insert_with(|| self.layout.column(slot).header.clone());
            }
        }
    }

    /// Its columns.
    #[must_use]
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// How days are written in the column of a field.
    fn style(&self, field: Field) -> DateStyle {
        self.layout.slot(field).map_or(DateStyle::Usual, |slot| self.layout.column(slot).style)
    }

    /// Whether it holds a diagnosis.
    #[must_use]
    pub fn has_diagnoses(&self) -> bool {
        self.fields.keys().any(|field| matches!(field, Field::Dx(_)))
    }

    /// What it is and holds, and how it was recognised, in words.
    #[must_use]
    pub fn as_read(&self) -> Vec<String> {
        let (rows, claims) = (counted(self.rows, "row"), counted(self.claims.len() as u64, "claim"));
        let empty = not_counted(self.empty);
        let notes = self.recognised.iter().chain(&empty).map(|note| format!("{}: {note}", self.name));
        std::iter::once(format!("with {}: {rows}, {claims}, read as {}", self.name, self.how)).chain(notes).collect()
    }

    /// Whether it has a list of diagnoses and so has a claim file of this layout: two lists do not make one.
    fn lists_again(&self, layout: &Layout) -> bool {
        self.fields.keys().any(|&field| is_of_list(field))
            && layout.columns.iter().any(|column| is_of_list(column.field))
    }

    /// What is to be said where a claim file lists diagnoses of its own, so that those of this one are not read.
    #[must_use]
    pub fn passed_over(&self, layout: &Layout) -> Option<String> {
        let said = || format!("the diagnoses of {} are not read, because this file lists its own", self.name);
        self.lists_again(layout).then(said)
    }

    /// The headers of the columns that name the claim.
    fn key_headers(&self) -> String {
        let headers = self.keys.iter().filter_map(|&field| self.layout.slot(field));
        headers.map(|slot| self.layout.column(slot).header.as_str()).collect::<Vec<_>>().join(", ")
    }
}

fn characters(bytes: &[u8]) -> usize {
    std::str::from_utf8(bytes).map_or(bytes.len(), |text| text.chars().count())
}
