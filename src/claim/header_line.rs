//! The header line, known again where files were put together.
//!
//! A row is nearly never the header, so that it is not must be seen from its first bytes: no row is cut into cells for it
//! that does not begin as one of the header's names does.

use super::cells::trim;
use super::marks::{Marks, cell_end, unquoted};
use crate::error::Error;
use crate::text_file::without_mark;
use std::path::Path;

/// The header of a file: as it is written, and the names in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeaderLine {
    written: Vec<u8>,
    marks: Marks,
    /// What its cells say, in lower case; empty ones at its end are left out.
    names: Vec<Vec<u8>>,
    /// A bit for each way in which a line can begin that begins with one of the names ([`beginning`]).
    beginnings: [u64; BEGINNINGS / 64],
}

/// How a line is the header once more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Again {
    /// With the same columns in the same order.
    AsItWas,
    /// With the same columns in another order: what stands below it is in that order.
    Reordered,
}

/// Ways in which a line can begin, as far as they are told apart.
const BEGINNINGS: usize = 1024;

/// The way in which a line begins with these bytes, the same for letters of either case.
const fn beginning(first: u8, second: u8, third: u8) -> usize {
    let [first, second, third] = [first as usize & 31, second as usize & 31, third as usize & 31];
    (first << 5 | second) ^ third << 3
}

impl HeaderLine {
    /// No header, which no line is once more.
    pub const NONE: Self = Self {
        written: Vec::new(),
        marks: Marks { delimiter: b',', quote: b'"' },
        names: Vec::new(),
        beginnings: [0; BEGINNINGS / 64],
    };

    /// A header as it is written, its cells cut by `marks`.
    #[must_use]
    pub fn new(written: &[u8], marks: Marks) -> Self {
        let written = without_mark(written).to_vec();
        let names = names(&written, marks);
        let mut header = Self { written, marks, names, beginnings: [0; BEGINNINGS / 64] };
        let mut note = |first, second, third| {
            let at = beginning(first, second, third);
            header.beginnings[at / 64] |= 1 << (at % 64);
        };
        for name in &header.names {
            // Behind a short name anything may stand: a delimiter, a quote, a blank.
            let any = || 0..32;
            match *name.as_slice() {
                [first, second, third, ..] => note(first, second, third),
                [first, second] => any().for_each(|third| note(first, second, third)),
                [first] => any().for_each(|second| any().for_each(|third| note(first, second, third))),
                [] => {
                    let first = [marks.delimiter, marks.quote];
                    for first in first {
                        any().for_each(|second| any().for_each(|third| note(first, second, third)));
                    }
                }
            }
        }
        header
    }

    /// Whether a line is the header once more: perhaps behind a byte order mark, quoted or cased in another way, or with its
    /// columns in another order.
    #[must_use]
    #[inline]
    pub fn again(&self, line: &[u8]) -> Option<Again> {
        if self.may_begin(line) { self.compare(line) } else { None }
    }

    /// Whether a line begins as a name does.
    #[inline]
    fn may_begin(&self, line: &[u8]) -> bool {
        let is_plain = |first: u8| first > b' ' && first < 0x80 && first != self.marks.quote;
        match line.first_chunk() {
            Some(&[first, second, third]) if is_plain(first) => self.has_beginning(first, second, third),
            _ => self.may_begin_otherwise(line),
        }
    }

    /// The same for a short line, and one that begins with a quote, a blank or a byte order mark.
    fn may_begin_otherwise(&self, line: &[u8]) -> bool {
        let inside = line.strip_prefix(&[self.marks.quote]).unwrap_or(line);
        // Blanks of every kind, and a byte order mark.
        if let [b' ' | b'\t' | 0xA0 | 0xC2 | 0xEF, ..] = inside {
            return true;
        }
        let byte = |at: usize| inside.get(at).copied().unwrap_or(0);
        self.has_beginning(byte(0), byte(1), byte(2))
    }

    #[inline]
    fn has_beginning(&self, first: u8, second: u8, third: u8) -> bool {
        let at = beginning(first, second, third);
        self.beginnings[at / 64] >> (at % 64) & 1 == 1
    }

    #[cold]
    fn compare(&self, line: &[u8]) -> Option<Again> {
        if line == self.written {
            return Some(Again::AsItWas);
        }
        let line = without_mark(line);
        let first = name(&line[..cell_end(line, self.marks)], self.marks);
        if !self.names.contains(&first) {
            return None;
        }
        let mut names = names(line, self.marks);
        if names == self.names {
            return Some(Again::AsItWas);
        }
        let mut known = self.names.clone();
        names.sort_unstable();
        known.sort_unstable();
        (names == known).then_some(Again::Reordered)
    }
}

/// What the cells of a line say, in lower case; empty ones at its end are left out.
fn names(line: &[u8], marks: Marks) -> Vec<Vec<u8>> {
    let (mut names, mut at) = (Vec::new(), 0);
    while let Some(rest) = line.get(at..) {
        let end = cell_end(rest, marks);
        names.push(name(&rest[..end], marks));
        at += end + 1;
    }
    let said = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
    names.truncate(said);
    names
}

fn name(cell: &[u8], marks: Marks) -> Vec<u8> {
    trim(&unquoted(trim(cell), marks.quote)).to_ascii_lowercase()
}

/// The columns of a file stand in another order from `line` on, so that it cannot be read any further.
#[must_use]
pub fn reordered(path: &Path, line: u64) -> Error {
    Error::Input {
        path: path.to_path_buf(),
        problem: format!("the header stands again on line {line}, with its columns in another order"),
        help: Some(
            "what stands below it would be read under the wrong columns: cut the file in two above that line, so that each \
             part has its own header, and give both"
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKS: Marks = Marks { delimiter: b',', quote: b'"' };

    fn again(header: &str, line: &str) -> Option<Again> {
        HeaderLine::new(header.as_bytes(), MARKS).again(line.as_bytes())
    }

    #[test]
    fn the_header_is_known_however_it_is_written() {
        for line in [
            "claim_id,dx1,pos",
            "\"claim_id\",\"dx1\",\"pos\"",
            "Claim_ID,DX1,Pos",
            " claim_id , dx1,pos\r",
            "\u{feff}\"CLAIM_ID\",dx1,pos,,",
            "\u{a0}claim_id,dx1\u{a0},pos",
            "\" claim_id\",dx1,\"pos \"\r",
        ] {
            assert_eq!(again("claim_id,dx1,pos", line), Some(Again::AsItWas), "{line:?}");
            assert_eq!(again("\"Claim_Id\",\"DX1\",\"pos\"", line), Some(Again::AsItWas), "{line:?}");
        }
        assert_eq!(again(",id,dx1", "\"\",\"ID\",\"DX1\""), Some(Again::AsItWas));
        assert_eq!(again("dx,id", "\"DX\",\"ID\""), Some(Again::AsItWas));
    }

    #[test]
    fn the_header_is_known_in_another_order() {
        for line in ["dx1,claim_id,pos", "POS,\"dx1\",claim_id", "\u{feff}pos,claim_id,dx1\r"] {
            assert_eq!(again("claim_id,dx1,pos", line), Some(Again::Reordered), "{line:?}");
        }
    }

    #[test]
    fn a_row_is_not_the_header() {
        for line in
            ["", "c", "claim_id", "claim_id,dx1", "claim_id,dx1,dx1", "claim_id,dx1,pos,1", "C1,dx1,pos", "1,E11.9,11"]
        {
            assert_eq!(again("claim_id,dx1,pos", line), None, "{line:?}");
        }
        assert_eq!(HeaderLine::NONE.again(b"1,E11.9"), None);
    }

    /// Ids often begin with letters: such rows are told from the header by their first bytes as well.
    #[test]
    fn most_rows_are_not_cut_into_cells() {
        let header = HeaderLine::new(b"claim_id,service_date,dx1,modifier1,pos", MARKS);
        for line in ["1001,a", "\"1001\",a", "CLM001,a", "C1,a", "A1,a", "2025-10-01,a", "E11.9,a", "H-77,a"] {
            assert!(!header.may_begin(line.as_bytes()), "{line:?}");
        }
    }
}
