//! Another file of the same export that completes the rows of a claim file: the claims of its lines, or their diagnoses.
//!
//! What it says of a claim is added to each row of that claim as further cells, in columns behind those of the file.
//! Everything that judges a claim sees one row with all columns; only where a cell stands is asked here.

use super::arrangement::Arrangement;
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
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io::Read;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

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
    /// The fields it holds, each with a header.
    fields: BTreeMap<Field, String>,
    /// Rows that had no cell for each header, and rows or diagnoses of a claim beyond what is kept.
    left_out: u64,
    /// Rows that say nothing of the claim they are of.
    without_claim: u64,
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
            fields: BTreeMap::new(),
            left_out: 0,
            without_claim: 0,
            layout,
        };
        let reading = Reading::new(&companion.layout, marks, header).cell_by_cell();
        let manner = companion.layout.manner.clone();
        let arrangement = Arrangement::new(&companion.layout, None);
        // A row without a claim id stays with the row above it.
        let id = companion.layout.slot(Field::ClaimId).filter(|_| manner.blank_below);
        let id = id.map(|slot| companion.layout.column(slot).index);
        let mut windows = Windows::new(source, carried, reading.splitter().clone(), id, Cuts::default());
        windows = windows.of_manner(&manner);
        let mut line = lines + 1;
        let mut spare = Vec::new();
        while let Some(window) = windows.next(spare).map_err(|error| unread(path, error))? {
            for segment in &window.segments {
                line += companion.add((&reading, arrangement.as_ref()), marks, &window.bytes[segment.clone()], line);
            }
            spare = window.bytes;
        }
        Ok(companion)
    }

    /// Keeps the rows of a segment that begins on `line`; the number of lines it has.
    fn add(
        &mut self,
        (reading, arrangement): (&Reading, Option<&Arrangement<'_>>),
        marks: Marks,
        bytes: &[u8],
        line: u64,
    ) -> u64 {
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
                Row::Malformed(..) => self.left_out += 1,
            }
        }
        rows.lines()
    }

    fn keep(&mut self, row: &[&[u8]], record: &[u8], marks: Marks, line: u64) {
        let Some(key) = key(&self.layout, &self.keys, row) else {
            self.without_claim += 1;
            return;
        };
        let number = self.claims.len();
        let new = || OfClaim { cells: Vec::new(), number };
        let claim = self.claims.entry(key.into_owned().into_boxed_slice()).or_insert_with(new);
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
        if self.layout.manner.code_set.is_some() {
            found.retain(|(field, _)| is_of_diagnosis(*field) || !field.is_of_line());
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

    /// The headers of the columns that name the claim.
    fn key_headers(&self) -> String {
        let headers = self.keys.iter().filter_map(|&field| self.layout.slot(field));
        headers.map(|slot| self.layout.column(slot).header.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// What of it was not read, in words.
    fn unread(&self) -> impl Iterator<Item = String> + '_ {
        let left_out = (self.left_out > 0).then(|| {
            let rows = number(self.left_out, "row");
            format!("not read: {rows} of {} (malformed, or too many of one claim)", self.name)
        });
        let without_claim = (self.without_claim > 0).then(|| {
            let rows = number(self.without_claim, "row");
            format!("not read: {rows} of {} whose {} is blank", self.name, self.key_headers())
        });
        left_out.into_iter().chain(without_claim)
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
    /// Claims of rows that it does not have, as their hashes.
    lacking: Mutex<HashSet<u64>>,
}

impl<'c> Asked<'c> {
    fn new(companion: &'c Companion) -> Self {
        let claims = companion.claims.iter().map(|_| AtomicBool::new(false)).collect();
        Self { companion, adds: false, claims, lacking: Mutex::default() }
    }

    /// What a reader of the report should know of it, once the claim file has been read.
    fn notes(&self) -> Vec<String> {
        let name = &self.companion.name;
        let unasked = self.claims.iter().filter(|asked| !asked.load(Ordering::Relaxed)).count();
        let mut notes = self.companion.as_read();
        if !self.adds && !self.claims.is_empty() {
            notes.push(format!("{name} adds nothing to this file, which has all of its columns itself"));
        } else if unasked > 0 {
            let claims = number(unasked as u64, "claim");
            notes.push(format!("not checked, because no row of this file is of it: {claims} of {name}"));
        }
        match self.lacking.lock().map_or(0, |lacking| lacking.len()) {
            0 => {}
            1 => notes.push(format!("1 claim of this file is not in {name} and was checked without it")),
            claims => notes.push(format!("{claims} claims of this file are not in {name} and were checked without it")),
        }
        notes.extend(self.companion.unread());
        notes
    }
}

/// Companions of a claim file, as further columns of its rows.
#[derive(Debug)]
pub struct Joined<'c> {
    /// The columns, each with the place of the companion it comes from.
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
                if !layout.has(field) && !columns.iter().any(|(known, _)| *known == field) {
                    let index = layout.width + columns.len();
                    asked[number].adds = true;
                    added.push(Column { field, index, header: header.clone() });
                    columns.push((field, number));
                }
            }
        }
        let first = layout.columns.len();
        let mut whole =
            Layout::new(&layout.name, [layout.columns.clone(), added].concat(), layout.unread.clone(), layout.width);
        whole.claim_kind = kind;
        whole.manner = layout.manner.clone();
        Ok((Self { columns, asked, hasher: RandomState::new(), first, layout }, whole))
    }

    /// Adds the cells of the companions to the row that ends `cells`.
    pub fn complete<'b>(&self, cells: &mut Vec<&'b [u8]>)
    where
        'c: 'b,
    {
        let row = cells.len() - self.first;
        let mut last: Option<(usize, Option<&'c OfClaim>)> = None;
        for &(field, companion) in &self.columns {
            let claim = match last {
                Some((known, claim)) if known == companion => claim,
                _ => self.of_claim(companion, &cells[row..]),
            };
            last = Some((companion, claim));
            let text = claim.and_then(|claim| cell(claim, field));
            cells.push(text.map_or(b"", |held| &held.text));
        }
    }

    fn of_claim(&self, companion: usize, row: &[&[u8]]) -> Option<&'c OfClaim> {
        let asked = &self.asked[companion];
        let key = key(&self.layout, &asked.companion.keys, row)?;
        let Some(claim) = asked.companion.claims.get(key.as_ref()) else {
            if let Ok(mut lacking) = asked.lacking.lock() {
                lacking.insert(self.hasher.hash_one(key.as_ref()));
            }
            return None;
        };
        asked.claims[claim.number].store(true, Ordering::Relaxed);
        Some(claim)
    }

    /// What a reader of the report should know of the companions, once the claim file has been read.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.asked.iter().flat_map(Asked::notes).collect()
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

fn no_key(path: &Path, companion: &Companion) -> Error {
    let headers = companion.key_headers();
    let (problem, help) = if companion.keys == [Field::ClaimId] {
        ("no claim id".to_owned(), "name the column as claim_id under [columns] in claimlint.toml".to_owned())
    } else {
        let columns = if companion.keys.len() == 1 { "no column" } else { "not all of the columns" };
        (
            format!("{columns} {headers}"),
            "export it with these columns, which name the claim in the other file".to_owned(),
        )
    };
    Error::Input {
        path: path.to_path_buf(),
        problem: format!("it has {problem}, by which {} could complete it", companion.name),
        help: Some(help),
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
    // What is blank in both files is no reason to take one for the other.
    let parts = parts.map(|part| part.filter(|text| !text.is_empty())).collect::<Option<Vec<_>>>()?;
    Some(Cow::Owned(parts.join(&0)))
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
