//! Another file of the same export that completes the rows of a claim file: the claims of its lines, or their diagnoses.
//!
//! What it says of a claim is added to each row of that claim as further cells, in columns behind those of the file.
//! Everything that judges a claim sees one row with all columns; only where a cell stands is asked here.

use super::layout::{Column, DxSlots, Layout, Long};
use super::opening::Opening;
use super::record::{Marks, cell_start};
use super::rows::{Reading, Row};
use super::window::{Cuts, WindowError, Windows};
use super::{Slot, cells};
use crate::error::{Error, Result};
use crate::field::{DxField, Field, MAX_EXTERNAL_CAUSES, MAX_LISTED, MAX_VISIT_REASONS};
use bumpalo::Bump;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// A cell of a companion.
#[derive(Clone, Debug)]
struct Held {
    text: Box<[u8]>,
    line: u64,
    column: u32,
}

/// What a companion says of one claim.
#[derive(Debug, Default)]
struct OfClaim {
    cells: Vec<(Field, Held)>,
    /// Whether a row of the claim file has asked for it.
    asked: AtomicBool,
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
    /// The fields whose headers the user has given.
    pub given: Vec<Field>,
    /// The fields that were guessed, with the headers they were found under.
    pub guessed: Vec<(Field, String)>,
    /// What a reader should know of how it was recognised.
    recognised: Vec<String>,
    layout: Layout,
    keys: Vec<Field>,
    claims: HashMap<Box<[u8]>, OfClaim>,
    /// Whether any claim file lacks a column it has.
    adds: AtomicBool,
    /// Whether a row of a claim file is of a claim it does not have.
    lacks_some: AtomicBool,
    /// The fields it holds, each with a header.
    fields: BTreeMap<Field, String>,
    /// Rows that had no cell for each header, and rows or diagnoses of a claim beyond what is kept.
    left_out: u64,
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
            given: recognised.given,
            guessed: recognised.guessed,
            recognised: recognised.notes,
            keys,
            claims: HashMap::new(),
            adds: AtomicBool::new(false),
            lacks_some: AtomicBool::new(false),
            fields: BTreeMap::new(),
            left_out: 0,
            layout,
        };
        let reading = Reading::new(&companion.layout, marks, header);
        let mut windows = Windows::new(source, carried, reading.splitter().clone(), None, Cuts::default());
        let mut line = lines + 1;
        let mut spare = Vec::new();
        while let Some(window) = windows.next(spare).map_err(|error| unread(path, error))? {
            for segment in &window.segments {
                line += companion.add(&reading, marks, &window.bytes[segment.clone()], line);
            }
            spare = window.bytes;
        }
        Ok(companion)
    }

    /// Keeps the rows of a segment that begins on `line`; the number of lines it has.
    fn add(&mut self, reading: &Reading, marks: Marks, bytes: &[u8], line: u64) -> u64 {
        let arena = Bump::new();
        let mut rows = reading.rows(bytes, &arena);
        let mut row = Vec::new();
        while let Some(next) = rows.next(&mut row) {
            self.rows += 1;
            match next {
                Row::Cells(place) => self.keep(&row, &bytes[place.bytes], marks, line + place.line),
                Row::Malformed(..) => self.left_out += 1,
            }
            row.clear();
        }
        rows.lines()
    }

    fn keep(&mut self, row: &[&[u8]], record: &[u8], marks: Marks, line: u64) {
        let Some(key) = key(&self.layout, &self.keys, row) else { return };
        let claim = self.claims.entry(key.into_owned().into_boxed_slice()).or_default();
        let held = |slot: Slot| {
            let index = self.layout.column(slot).index;
            let column = characters(&record[..cell_start(record, marks, index)]) + 1;
            let text = row[usize::from(slot.0)].into();
            Held { text, line, column: u32::try_from(column).unwrap_or(u32::MAX) }
        };
        let mut found = if claim.cells.is_empty() { wide(&self.layout, row) } else { Vec::new() };
        if let Some(long) = self.layout.manner.long {
            found.retain(|(field, _)| !is_of_diagnosis(*field));
            found.extend(diagnosis(&self.layout, long, row, &claim.cells));
        }
        if found.is_empty() {
            let says_something = self.layout.diagnoses.iter().any(|dx| !row[usize::from(dx.code.0)].is_empty());
            self.left_out += u64::from(says_something);
        }
        for (field, slot) in found {
            self.fields.entry(field).or_insert_with(|| self.layout.column(slot).header.clone());
            claim.cells.push((field, held(slot)));
        }
    }

    /// Whether it holds a diagnosis.
    #[must_use]
    pub fn has_diagnoses(&self) -> bool {
        self.fields.keys().any(|field| matches!(field, Field::Dx(_)))
    }

    /// What it is and holds, and how it was recognised, in words.
    #[must_use]
    pub fn as_read(&self) -> Vec<String> {
        let (rows, claims) = (number(self.rows, "row"), number(self.claims.len() as u64, "claim"));
        let notes = self.recognised.iter().map(|note| format!("{}: {note}", self.name));
        std::iter::once(format!("with {}: read as {}, {rows}, {claims}", self.name, self.how)).chain(notes).collect()
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

    /// What a reader of the report should know of it, once the claim file has been read.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let unasked = self.claims.values().filter(|claim| !claim.asked.load(Ordering::Relaxed)).count();
        let mut notes = self.as_read();
        if !self.adds.load(Ordering::Relaxed) {
            notes.push(format!("{} adds nothing to this file, which has all of its columns itself", self.name));
        } else if unasked > 0 {
            let claims = number(unasked as u64, "claim");
            notes.push(format!("not checked, because no row of this file is of it: {claims} of {}", self.name));
        }
        if self.lacks_some.load(Ordering::Relaxed) {
            notes.push(format!("some claims of this file are not in {} and were checked without it", self.name));
        }
        if self.left_out > 0 {
            notes.push(format!(
                "not read: {} rows of {} (malformed, or too many of one claim)",
                self.left_out, self.name
            ));
        }
        notes
    }
}

/// Companions of a claim file, as further columns of its rows.
#[derive(Debug)]
pub struct Joined<'c> {
    /// The columns, each with the companion it comes from.
    columns: Vec<(Field, &'c Companion)>,
    /// Slot of the first of them.
    first: usize,
    layout: Layout,
}

impl<'c> Joined<'c> {
    /// The layout of a claim file with what its companions add, where it has not the column itself; and how to add it.
    ///
    /// # Errors
    /// When the claim file has no column that names the claim.
    pub fn new(path: &Path, layout: Layout, companions: &'c [Companion]) -> Result<(Self, Layout)> {
        let mut columns: Vec<(Field, &Companion)> = Vec::new();
        let mut added = Vec::new();
        let mut kind = layout.claim_kind;
        for companion in companions {
            if keys_in(&layout, &companion.keys).is_none() {
                return Err(Error::Input {
                    path: path.to_path_buf(),
                    problem: format!("it has no claim id by which {} could complete it", companion.name),
                    help: Some("name the column as claim_id under [columns] in claimlint.toml".to_owned()),
                });
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
                if !layout.has(field) && !columns.iter().any(|(known, _)| *known == field) {
                    let index = layout.width + columns.len();
                    companion.adds.store(true, Ordering::Relaxed);
                    added.push(Column { field, index, header: header.clone() });
                    columns.push((field, companion));
                }
            }
        }
        let first = layout.columns.len();
        let mut whole =
            Layout::new(&layout.name, [layout.columns.clone(), added].concat(), layout.unread.clone(), layout.width);
        whole.claim_kind = kind;
        whole.manner = layout.manner.clone();
        Ok((Self { columns, first, layout }, whole))
    }

    /// Adds the cells of the companions to the row that ends `cells`.
    pub fn complete<'b>(&self, cells: &mut Vec<&'b [u8]>)
    where
        'c: 'b,
    {
        let row = cells.len() - self.first;
        for &(field, companion) in &self.columns {
            let claim = self.of_claim(companion, &cells[row..]);
            let text = claim.and_then(|claim| cell(claim, field));
            cells.push(text.map_or(b"", |held| &held.text));
        }
    }

    fn of_claim(&self, companion: &'c Companion, row: &[&[u8]]) -> Option<&'c OfClaim> {
        let key = key(&self.layout, &companion.keys, row)?;
        let Some(claim) = companion.claims.get(key.as_ref()) else {
            if !companion.lacks_some.load(Ordering::Relaxed) {
                companion.lacks_some.store(true, Ordering::Relaxed);
            }
            return None;
        };
        claim.asked.store(true, Ordering::Relaxed);
        Some(claim)
    }

    /// Where a cell of a column behind those of the file stands: in which companion, on which line, at which character.
    #[must_use]
    pub fn place(&self, slot: Slot, row: &[&[u8]]) -> Option<(&'c str, u64, u32)> {
        let &(field, companion) = self.columns.get(usize::from(slot.0).checked_sub(self.first)?)?;
        let held = cell(self.of_claim(companion, row)?, field)?;
        Some((&companion.name, held.line, held.column))
    }

    /// How many cells the companions add to a row.
    #[must_use]
    pub const fn added(&self) -> usize {
        self.columns.len()
    }
}

fn cell(claim: &OfClaim, field: Field) -> Option<&Held> {
    claim.cells.iter().find(|(known, _)| *known == field).map(|(_, held)| held)
}

/// The columns that name the claim: those an export has for it, else the claim id.
fn keys(layout: &Layout) -> Option<Vec<Field>> {
    let joint: Vec<Field> = (1..=4).map(Field::JoinKey).filter(|&field| layout.has(field)).collect();
    match joint.as_slice() {
        [] => layout.has(Field::ClaimId).then(|| vec![Field::ClaimId]),
        _ => Some(joint),
    }
}

fn keys_in(layout: &Layout, keys: &[Field]) -> Option<Vec<Slot>> {
    keys.iter().map(|&field| layout.slot(field)).collect()
}

/// What names the claim of a row; `None` where nothing does.
fn key<'k>(layout: &Layout, keys: &[Field], row: &[&'k [u8]]) -> Option<Cow<'k, [u8]>> {
    let mut parts = keys.iter().map(|&field| layout.slot(field).map(|slot| row[usize::from(slot.0)]));
    if let [_] = keys {
        return parts.next()?.filter(|id| !id.is_empty()).map(Cow::Borrowed);
    }
    Some(Cow::Owned(parts.collect::<Option<Vec<_>>>()?.join(&0)))
}

/// Every cell of a row that says something and does not name the claim.
fn wide(layout: &Layout, row: &[&[u8]]) -> Vec<(Field, Slot)> {
    (0u16..)
        .zip(&layout.columns)
        .filter(|(slot, column)| {
            !row[usize::from(*slot)].is_empty() && !matches!(column.field, Field::ClaimId | Field::JoinKey(_))
        })
        .map(|(slot, column)| (column.field, Slot(slot)))
        .collect()
}

/// The diagnosis of a row and what qualifies it, as the next free one of its kind.
fn diagnosis(layout: &Layout, long: Long, row: &[&[u8]], taken: &[(Field, Held)]) -> Vec<(Field, Slot)> {
    let says = |dx: &&DxSlots| !row[usize::from(dx.code.0)].is_empty();
    let Some(dx) = layout.diagnoses.first().filter(says) else { return Vec::new() };
    let is_free = |field: &DxField| !taken.iter().any(|(known, _)| *known == Field::Dx(*field));
    let text = |slot: Option<Slot>| slot.map_or(&b""[..], |slot| row[usize::from(slot.0)]);
    let wanted = cells::dx_role(text(long.role), cells::dx_sequence(text(long.sequence)));
    let Some(field) = alike(wanted).find(is_free) else { return Vec::new() };
    let mut found = vec![(Field::Dx(field), dx.code)];
    found.extend(dx.version.map(|slot| (Field::DxVersion(field), slot)));
    if let DxField::Listed(number) = field {
        found.extend(dx.poa.map(|slot| (Field::Poa(number), slot)));
    }
    found
}

/// Whether a field says something of the diagnosis of a row, not of the claim.
const fn is_of_diagnosis(field: Field) -> bool {
    matches!(
        field,
        Field::Dx(_) | Field::DxVersion(_) | Field::IcdVersion | Field::Poa(_) | Field::DxSequence | Field::DxRole
    )
}

/// Whether a field is of a claim's list of diagnoses.
const fn is_of_list(field: Field) -> bool {
    matches!(field, Field::Dx(DxField::Listed(_)) | Field::DxVersion(DxField::Listed(_)) | Field::Poa(_))
}

/// A diagnosis field and those of its kind after it.
fn alike(field: DxField) -> Box<dyn Iterator<Item = DxField>> {
    match field {
        DxField::Listed(n) => Box::new((n..=MAX_LISTED).map(DxField::Listed)),
        DxField::VisitReason(n) => Box::new((n..=MAX_VISIT_REASONS).map(DxField::VisitReason)),
        DxField::ExternalCause(n) => Box::new((n..=MAX_EXTERNAL_CAUSES).map(DxField::ExternalCause)),
        other => Box::new(std::iter::once(other)),
    }
}

fn number(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn characters(bytes: &[u8]) -> usize {
    std::str::from_utf8(bytes).map_or(bytes.len(), |text| text.chars().count())
}

fn unread(path: &Path, error: WindowError) -> Error {
    match error {
        WindowError::Io(source) => Error::io("read", path)(source),
        WindowError::ClaimTooLong => Error::Input {
            path: path.to_path_buf(),
            problem: "a row of it is longer than 64 MiB".to_owned(),
            help: None,
        },
    }
}
