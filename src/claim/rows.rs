//! The rows of a segment, cut into the cells the layout reads.
//!
//! This is the hot path: only the columns that are read are looked at, and no byte is copied. Only a cell whose quotes are
//! doubled inside needs its text written out, into the segment's arena.

use super::Layout;
use super::cells::Cleaning;
use super::ends::Ends;
use super::record::{Fault, Marks, Splitter, Step, cell_end, line_breaks, unquoted};
use bumpalo::Bump;
use memchr::memchr;
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
    /// The columns that are read: where they stand and how their cells are cleaned.
    columns: Vec<(usize, Cleaning)>,
}

impl Reading {
    /// The columns of `layout`, cells cut by `marks`, in a file that begins with the line `header`.
    #[must_use]
    pub fn new(layout: &Layout, marks: Marks, header: Vec<u8>) -> Self {
        let columns = layout.columns.iter().map(|column| (column.index, Cleaning::new(column.field))).collect();
        Self { splitter: Splitter { marks, width: layout.width, header }, columns }
    }

    /// How records are told apart.
    #[must_use]
    pub const fn splitter(&self) -> &Splitter {
        &self.splitter
    }

    /// The rows of `bytes`, which hold whole records.
    #[must_use]
    pub fn rows<'s, 'b>(&'s self, bytes: &'b [u8], arena: &'b Bump) -> Rows<'s, 'b> {
        Rows { reading: self, bytes, arena, at: 0, line: 0, quote: 0, ends: Ends::default() }
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
    /// Where the next quote stands, as far as it has been looked for: not before this place.
    quote: usize,
    ends: Ends,
}

impl<'b> Rows<'_, 'b> {
    /// The next row; its cells are appended to `cells`, blanks around them removed and null tokens empty.
    pub fn next(&mut self, cells: &mut Vec<&'b [u8]>) -> Option<Row> {
        while self.at < self.bytes.len() {
            let (start, line) = (self.at, self.line);
            let place = |end| Place { bytes: start..end, line };
            if self.quote <= start {
                let rest = &self.bytes[start..];
                self.quote = start + memchr(self.reading.splitter.marks.quote, rest).unwrap_or(rest.len());
            }
            match self.reading.splitter.step_before(self.quote, self.bytes, start, true) {
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

    fn plain(&mut self, record: &'b [u8], cells: &mut Vec<&'b [u8]>) -> Result<(), Fault> {
        let Reading { splitter, columns } = self.reading;
        self.ends.cut(record, splitter.marks.delimiter);
        let count = self.ends.count();
        if count != splitter.width && !(count > splitter.width && super::window::plain_fits(record, splitter)) {
            return Err(Fault::Cells(count));
        }
        cells.extend(columns.iter().map(|&(index, cleaning)| cleaning.clean(self.ends.cell(record, index))));
        Ok(())
    }

    fn quoted(&self, record: &'b [u8], cells: &mut Vec<&'b [u8]>) {
        let Reading { splitter, columns } = self.reading;
        let (mut rest, mut at) = (record, 0);
        for &(index, cleaning) in columns {
            for _ in at..index {
                let end = cell_end(rest, splitter.marks);
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            at = index;
            let end = cell_end(rest, splitter.marks);
            let text: &'b [u8] = match unquoted(&rest[..end], splitter.marks.quote) {
                Cow::Borrowed(text) => text,
                Cow::Owned(text) => self.arena.alloc_slice_copy(&text),
            };
            cells.push(cleaning.clean(text));
        }
    }
}
