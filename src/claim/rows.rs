//! The rows of a window, cut into the cells the layout reads.
//!
//! This is the hot path: only the columns that are read are looked at, and no byte is copied. Only a cell whose quotes are
//! doubled inside needs its text written out, into the window's arena.

use super::cells::Cleaning;
use super::header_line::HeaderLine;
use super::index::Index;
use super::marks::{Marks, cell_end, unquoted};
use super::record::{Fault, Splitter, Step, line_breaks};
use super::{Column, Layout, Slot};
use crate::field::Field;
use bumpalo::Bump;
use memchr::memchr_iter;
use std::borrow::Cow;
use std::ops::Range;

/// Where a row stands in its window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its bytes, line break not included.
    pub bytes: Range<usize>,
    /// Physical lines of the window before it.
    pub line: u64,
    /// Whether it lists the diagnoses of the row before it, to the byte.
    pub lists_the_same: bool,
}

/// One row of a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// Its cells were appended to the caller's list, one for each of [`Layout::columns`].
    Cells(Place),
    /// It is no row of this file.
    Malformed(Place, Fault),
}

/// Which columns of a file are read.
#[derive(Clone, Debug)]
pub struct Reading {
    splitter: Splitter,
    /// The columns that are read: where they stand and how their cells are cleaned.
    columns: Vec<(u32, Cleaning)>,
    /// These columns in parts that are read together.
    parts: Vec<Part>,
    /// Whether all columns of diagnoses are in parts of the claim.
    lists_in_parts: bool,
}

/// Columns that follow each other among those that are read.
#[derive(Clone, Debug)]
struct Part {
    /// Their places in the list of columns.
    columns: Range<usize>,
    /// Whether they stand together and the rows of a claim say the same in all of them, as a rule.
    of_claim: bool,
    /// The same places in runs of columns that stand side by side in the file.
    runs: Vec<Range<usize>>,
}

/// Columns between two of a part of the claim that are not read.
const BETWEEN: usize = 3;
/// Columns of a part that is worth comparing with the row before as a whole.
const WORTHWHILE: usize = 3;

impl Part {
    /// All columns as one part, not of the claim.
    fn whole(columns: &[(u32, Cleaning)]) -> Vec<Self> {
        vec![Self { columns: 0..columns.len(), of_claim: false, runs: Vec::new() }.in_runs(columns)]
    }

    fn all(fields: &[Column], columns: &[(u32, Cleaning)]) -> Vec<Self> {
        let is_next = |one: &Column, other: &Column| {
            of_claim(one.field) && of_claim(other.field) && other.index - one.index <= BETWEEN + 1
        };
        let mut parts: Vec<Self> = Vec::new();
        let mut start = 0;
        for chunk in fields.chunk_by(is_next) {
            let end = start + chunk.len();
            let of_claim = chunk.len() >= WORTHWHILE;
            match parts.last_mut() {
                Some(before) if !before.of_claim && !of_claim => before.columns.end = end,
                _ => parts.push(Self { columns: start..end, of_claim, runs: Vec::new() }),
            }
            start = end;
        }
        parts.into_iter().map(|part| part.in_runs(columns)).collect()
    }

    fn in_runs(mut self, columns: &[(u32, Cleaning)]) -> Self {
        let mut start = self.columns.start;
        for run in columns[self.columns.clone()].chunk_by(|one, other| one.0 + 1 == other.0) {
            self.runs.push(start..start + run.len());
            start += run.len();
        }
        self
    }
}

/// Whether a column says something of the whole claim, as a rule. The lines of a claim rarely name several providers.
fn of_claim(field: Field) -> bool {
    field == Field::RenderingNpi || (!field.is_of_line() && !matches!(field, Field::ClaimId | Field::PlaceOfService))
}

impl Reading {
    /// The columns of `layout`, cells cut by `marks`, in a file that begins with the line `header`.
    #[must_use]
    pub fn new(layout: &Layout, marks: Marks, header: &[u8]) -> Self {
        let of_file = layout.columns.partition_point(|column| column.index < layout.width);
        let of_file = &layout.columns[..of_file];
        let index = |column: &Column| u32::try_from(column.index).unwrap_or(u32::MAX);
        let columns: Vec<_> = of_file.iter().map(|column| (index(column), Cleaning::new(column.field))).collect();
        let splitter = Splitter { marks, width: layout.width, header: HeaderLine::new(header, marks) };
        let parts = Part::all(of_file, &columns);
        let in_part =
            |slot: Slot| parts.iter().any(|part| part.of_claim && part.columns.contains(&usize::from(slot.0)));
        let lists_in_parts = layout.diagnoses.iter().all(|dx| in_part(dx.code) && dx.version.is_none_or(in_part));
        Self { splitter, columns, parts, lists_in_parts }
    }

    /// The same, for rows whose cells are changed after they have been read: none is taken from the row before.
    #[must_use]
    pub fn cell_by_cell(self) -> Self {
        let parts = Part::whole(&self.columns);
        Self { parts, lists_in_parts: false, ..self }
    }

    /// The same file with one of the columns alone.
    #[must_use]
    pub fn of(&self, slot: Slot) -> Self {
        let columns = vec![self.columns[usize::from(slot.0)]];
        let parts = Part::whole(&columns);
        Self { splitter: self.splitter.clone(), columns, parts, lists_in_parts: false }
    }

    /// How records are told apart.
    #[must_use]
    pub const fn splitter(&self) -> &Splitter {
        &self.splitter
    }

    /// The rows of `bytes`, which hold whole records.
    #[must_use]
    pub fn rows<'s, 'b>(&'s self, bytes: &'b [u8], arena: &'b Bump) -> Rows<'s, 'b> {
        let before = vec![&[][..]; self.parts.len()];
        Rows { reading: self, bytes, arena, at: 0, line: 0, empty: 0, index: Index::new(&self.splitter), before }
    }
}

/// Walks the rows of a window.
#[derive(Debug)]
pub struct Rows<'s, 'b> {
    reading: &'s Reading,
    bytes: &'b [u8],
    arena: &'b Bump,
    at: usize,
    line: u64,
    empty: u64,
    index: Index,
    /// What each part of the row before says, of those that say something of the claim.
    before: Vec<&'b [u8]>,
}

impl<'b> Rows<'_, 'b> {
    /// The next row; its cells are appended to `cells`, blanks around them removed and null tokens empty. What stands
    /// there already is nothing, or ends with the cells of the row before.
    pub fn next(&mut self, cells: &mut Vec<&'b [u8]>) -> Option<Row> {
        while self.at < self.bytes.len() {
            if let Some(place) = self.indexed(cells) {
                return Some(Row::Cells(place));
            }
            let (start, line) = (self.at, self.line);
            let place = |end| Place { bytes: start..end, line, lists_the_same: false };
            match self.reading.splitter.step(self.bytes, start, true) {
                Step::Blank(next) => {
                    self.at = next;
                    self.line += 1;
                    self.empty += u64::from(!matches!(&self.bytes[start..next], b"" | b"\n" | b"\r" | b"\r\n"));
                }
                Step::Plain { end, next } => {
                    self.at = next;
                    self.line += 1;
                    let record = &self.bytes[start..end];
                    return Some(match cells_of_plain(record, &self.reading.splitter) {
                        Ok(()) => {
                            self.cells(record, cells);
                            Row::Cells(place(end))
                        }
                        Err(fault) => Row::Malformed(place(end), fault),
                    });
                }
                Step::Quoted { end, next } => {
                    self.at = next;
                    self.line += line_breaks(&self.bytes[start..end]) + 1;
                    self.cells(&self.bytes[start..end], cells);
                    return Some(Row::Cells(place(end)));
                }
                Step::Malformed { end, next, fault } => {
                    self.at = next;
                    self.line += 1;
                    return Some(Row::Malformed(place(end), fault));
                }
                Step::Incomplete => return None,
            }
        }
        None
    }

    /// Physical lines walked so far.
    #[must_use]
    pub const fn lines(&self) -> u64 {
        self.line
    }

    /// Rows walked so far of which no cell says anything. They were not handed out.
    #[must_use]
    pub const fn empty(&self) -> u64 {
        self.empty
    }

    /// The row here, where it is one of those that can be cut by the index: nearly every row of nearly every file.
    #[inline]
    fn indexed(&mut self, cells: &mut Vec<&'b [u8]>) -> Option<Place> {
        let &Reading { ref splitter, ref columns, ref parts, lists_in_parts } = self.reading;
        let record = self.index.record(self.bytes, self.at)?;
        let bytes = record.bytes();
        if record.count() != splitter.width || splitter.is_header(bytes) || splitter.is_blank(bytes) {
            return None;
        }
        let row_before = cells.len().checked_sub(columns.len());
        let mut repeats = lists_in_parts;
        for (part, before) in parts.iter().zip(&mut self.before) {
            if let (true, [(first, _), .., (last, _)]) = (part.of_claim, &columns[part.columns.clone()]) {
                let here = record.cells(*first as usize, *last as usize);
                let is_repeated = std::mem::replace(before, here) == here;
                if let Some(row) = row_before.filter(|_| is_repeated) {
                    cells.extend_from_within(row + part.columns.start..row + part.columns.end);
                    continue;
                }
                repeats = false;
            }
            for run in &part.runs {
                let run = &columns[run.clone()];
                let first = run.first().map_or(0, |column| column.0 as usize);
                let of_run = run.iter().zip(record.side_by_side(first, run.len()));
                if record.quoted {
                    let text = |ended: &'b [u8]| {
                        let cell = ended.split_last().map_or(ended, |(_, cell)| cell);
                        text(cell, splitter.marks.quote, self.arena)
                    };
                    cells.extend(of_run.map(|((_, cleaning), ended)| cleaning.clean(text(ended))));
                } else {
                    cells.extend(of_run.map(|((_, cleaning), ended)| cleaning.clean_ended(ended)));
                }
            }
        }
        let (start, line) = (self.at, self.line);
        if record.quoted {
            self.line += line_breaks(bytes);
        }
        self.line += 1;
        self.at += bytes.len() + 1;
        Some(Place { bytes: start..start + bytes.len(), line, lists_the_same: repeats })
    }

    /// Reads a record cell by cell.
    fn cells(&mut self, record: &'b [u8], cells: &mut Vec<&'b [u8]>) {
        let Reading { splitter, columns, .. } = self.reading;
        self.before.fill(&[]);
        let (mut rest, mut at) = (record, 0);
        for &(index, cleaning) in columns {
            for _ in at..index as usize {
                let end = cell_end(rest, splitter.marks);
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            at = index as usize;
            let end = cell_end(rest, splitter.marks);
            cells.push(cleaning.clean(text(&rest[..end], splitter.marks.quote, self.arena)));
        }
    }
}

/// The text of a cell that may be quoted.
fn text<'b>(cell: &'b [u8], quote: u8, arena: &'b Bump) -> &'b [u8] {
    match unquoted(cell, quote) {
        Cow::Borrowed(text) => text,
        Cow::Owned(text) => arena.alloc_slice_copy(&text),
    }
}

/// Whether a record without quotes has the cells of a row.
fn cells_of_plain(record: &[u8], splitter: &Splitter) -> Result<(), Fault> {
    if super::window::plain_fits(record, splitter) {
        return Ok(());
    }
    Err(Fault::Cells(memchr_iter(splitter.marks.delimiter, record).count() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::marks::cell_text;
    use crate::field::DxField;
    use proptest::prelude::*;

    const MARKS: Marks = Marks { delimiter: b',', quote: b'"' };

    /// Each row as the bytes it has, the physical line it begins on, and its cells or what is wrong with it.
    type Walked = Vec<(Range<usize>, u64, Result<Vec<Vec<u8>>, Fault>)>;

    fn reading(width: usize) -> Reading {
        let dx = |index| Field::Dx(DxField::Listed(u8::try_from(index + 1).expect("a number")));
        let column = |index| Column::new(dx(index), index, String::new());
        let layout = Layout::new("", (0..width).map(column).collect(), Vec::new(), width);
        Reading::new(&layout, MARKS, b"aa,aa,aa")
    }

    fn walked(reading: &Reading, bytes: &[u8], keep: bool) -> Walked {
        let arena = Bump::new();
        let mut rows = reading.rows(bytes, &arena);
        let mut found = Vec::new();
        let mut cells = Vec::new();
        while let Some(row) = rows.next(&mut cells) {
            if !keep {
                cells.drain(..cells.len().saturating_sub(reading.columns.len()));
            }
            let of_row =
                cells.len().saturating_sub(if matches!(row, Row::Cells(_)) { reading.columns.len() } else { 0 });
            let cells: Vec<Vec<u8>> = cells[of_row..].iter().map(|cell| cell.to_vec()).collect();
            found.push(match row {
                Row::Cells(place) => {
                    let before = found.iter().rev().find_map(|(_, _, row): &(_, _, Result<_, _>)| row.as_ref().ok());
                    assert!(!place.lists_the_same || before == Some(&cells));
                    (place.bytes, place.line, Ok(cells))
                }
                Row::Malformed(place, fault) => (place.bytes, place.line, Err(fault)),
            });
        }
        found
    }

    /// The same, a record at a time and a cell at a time.
    fn walked_slowly(Reading { splitter, columns, .. }: &Reading, bytes: &[u8]) -> Walked {
        let (mut at, mut found) = (0, Walked::new());
        while at < bytes.len() {
            let line = line_breaks(&bytes[..at]);
            let (end, next, fault) = match splitter.step(bytes, at, true) {
                Step::Blank(next) => {
                    at = next;
                    continue;
                }
                Step::Plain { end, next } => (end, next, cells_of_plain(&bytes[at..end], splitter).err()),
                Step::Quoted { end, next } => (end, next, None),
                Step::Malformed { end, next, fault } => (end, next, Some(fault)),
                Step::Incomplete => unreachable!("the whole text was given"),
            };
            let record = &bytes[at..end];
            let cell = |&(index, cleaning): &(u32, Cleaning)| {
                cleaning
                    .clean(&cell_text(record, splitter.marks, index as usize).expect("a row has its cells"))
                    .to_vec()
            };
            found.push((at..end, line, fault.map_or_else(|| Ok(columns.iter().map(cell).collect()), Err)));
            at = next;
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn many_at_a_time_are_read_as_one_by_one(
            rows in proptest::collection::vec("(aa,aa,aa|bb,bb|bb,bb,bb,bb|a,\"a,\n\",a|\"\",\"\"\"\",a|[a,\"\n\r ]{0,12}|a{60},,|)\r?\n", 0..30),
            width in 2usize..5,
            keep in any::<bool>(),
        ) {
            let text = rows.concat();
            let reading = reading(width);
            prop_assert_eq!(walked(&reading, text.as_bytes(), keep), walked_slowly(&reading, text.as_bytes()));
        }
    }
}
