//! The rows of a segment, cut into the cells the layout reads.
//!
//! This is the hot path: a plain row is three passes of `memchr`, and no byte of it is copied. Only a cell whose
//! quotes are doubled inside needs its text written out, into the segment's arena.

use super::record::{Fault, Marks, Splitter, Step, cell_end, line_breaks, unquoted};
use super::{Layout, cells as read};
use crate::field::Field;
use bumpalo::Bump;
use memchr::memchr_iter;
use std::borrow::Cow;
use std::ops::Range;

/// Where a row stands in its segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its bytes, line break not included.
    pub bytes: Range<usize>,
    /// Physical lines of the segment before it.
    pub line: u64,
}

/// One row of a segment.
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
    /// For each column of the file up to the last one that is read: its slot and meaning.
    slots: Vec<Option<(u16, Field)>>,
    columns: usize,
}

impl Reading {
    /// The columns of `layout`, cells cut by `marks`, in a file that begins with the line `header`.
    #[must_use]
    pub fn new(layout: &Layout, marks: Marks, header: Vec<u8>) -> Self {
        let read = layout.columns.iter().map(|column| column.index + 1).max().unwrap_or(0);
        let mut slots = vec![None; read];
        for (slot, column) in (0u16..).zip(&layout.columns) {
            slots[column.index] = Some((slot, column.field));
        }
        Self { splitter: Splitter { marks, width: layout.width, header }, slots, columns: layout.columns.len() }
    }

    /// How records are told apart.
    #[must_use]
    pub const fn splitter(&self) -> &Splitter {
        &self.splitter
    }

    /// The rows of `bytes`, which hold whole records.
    #[must_use]
    pub const fn rows<'s, 'b>(&'s self, bytes: &'b [u8], arena: &'b Bump) -> Rows<'s, 'b> {
        Rows { reading: self, bytes, arena, at: 0, line: 0 }
    }
}

/// Walks the rows of a segment.
#[derive(Debug)]
pub struct Rows<'s, 'b> {
    reading: &'s Reading,
    bytes: &'b [u8],
    arena: &'b Bump,
    at: usize,
    line: u64,
}

impl<'b> Rows<'_, 'b> {
    /// The next row; its cells are appended to `cells`, blanks around them removed and null tokens empty.
    pub fn next(&mut self, cells: &mut Vec<&'b [u8]>) -> Option<Row> {
        while self.at < self.bytes.len() {
            let (start, line) = (self.at, self.line);
            let place = |end| Place { bytes: start..end, line };
            match self.reading.splitter.step(self.bytes, start, true) {
                Step::Blank(next) => {
                    self.at = next;
                    self.line += 1;
                }
                Step::Plain { end, next } => {
                    self.at = next;
                    self.line += 1;
                    return Some(match self.plain(&self.bytes[start..end], cells) {
                        Ok(()) => Row::Cells(place(end)),
                        Err(fault) => Row::Malformed(place(end), fault),
                    });
                }
                Step::Quoted { end, next } => {
                    self.at = next;
                    self.line += line_breaks(&self.bytes[start..end]) + 1;
                    self.quoted(&self.bytes[start..end], cells);
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

    fn plain(&self, record: &'b [u8], cells: &mut Vec<&'b [u8]>) -> Result<(), Fault> {
        let Reading { splitter, slots, columns } = self.reading;
        let first = cells.len();
        cells.resize(first + columns, b"");
        let mut start = 0;
        let mut delimiters = memchr_iter(splitter.marks.delimiter, record);
        let mut seen = 0;
        for column in slots {
            let delimiter = delimiters.next();
            let end = delimiter.unwrap_or(record.len());
            if let Some((slot, field)) = column {
                cells[first + usize::from(*slot)] = read::clean(*field, &record[start..end]);
            }
            seen += 1;
            start = end + 1;
            if delimiter.is_none() {
                break;
            }
        }
        let count = if start > record.len() { seen } else { seen + 1 + delimiters.count() };
        if count == splitter.width || (count > splitter.width && super::window::plain_fits(record, splitter)) {
            return Ok(());
        }
        cells.truncate(first);
        Err(Fault::Cells(count))
    }

    fn quoted(&self, record: &'b [u8], cells: &mut Vec<&'b [u8]>) {
        let Reading { splitter, slots, columns } = self.reading;
        let first = cells.len();
        cells.resize(first + columns, b"");
        let mut rest = record;
        for column in slots {
            let end = cell_end(rest, splitter.marks);
            if let Some((slot, field)) = column {
                cells[first + usize::from(*slot)] = {
                    let text: &'b [u8] = match unquoted(&rest[..end], splitter.marks.quote) {
                        Cow::Borrowed(text) => text,
                        Cow::Owned(text) => self.arena.alloc_slice_copy(&text),
                    };
                    read::clean(*field, text)
                };
            }
            rest = rest.get(end + 1..).unwrap_or_default();
        }
    }
}
