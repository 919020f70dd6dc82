//! Where one record of a claim file ends.
//!
//! A record usually is a line. A quoted cell may hold line breaks, so the end of a record is found by walking its
//! quotes. A quote that was never meant to open a cell would swallow the rows behind it; therefore a record that runs
//! over several lines must have the header's number of cells and nothing between a closing quote and the delimiter, or
//! only its first line is given up as malformed and reading goes on at the next line. That makes the answer depend on nothing but the bytes from the record's start.

use super::cells::trim;
use super::header_line::{Again, HeaderLine};
use super::marks::Marks;
use crate::number::said;
use memchr::{memchr, memchr_iter, memchr2};

/// Longest record, in bytes; a longer one is malformed. Keeps memory bounded on files that are no claim files.
pub const MAX_RECORD: usize = 16 << 20;

/// Longest quoted cell, in bytes, before its opening quote is taken for a stray one.
pub const MAX_QUOTED: usize = 1 << 20;

/// How the records of one file are told apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Splitter {
    /// What cuts a record into cells.
    pub marks: Marks,
    /// Number of cells of a row.
    pub width: usize,
    /// The header line, which is no row where it stands again in the file.
    pub header: HeaderLine,
}

/// What is wrong with a row as a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It has this many cells, not as many as the header.
    Cells(usize),
    /// A quote is opened in it and not closed before the row's cells stop adding up.
    UnclosedQuote,
    /// It is longer than [`MAX_RECORD`].
    TooLong,
    /// It is the header once more, as in files glued together.
    HeaderAgain,
    /// It is the header once more, its columns in another order: what stands below it is in that order.
    HeaderReordered,
    /// It has no claim id, and the row that would name its claim is malformed.
    Unnamed,
}

impl Fault {
    /// Whether the row is the header, in whatever order.
    #[must_use]
    pub const fn is_header(self) -> bool {
        matches!(self, Self::HeaderAgain | Self::HeaderReordered)
    }
}

/// One step through the records of a buffer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// A line that says nothing, which is no row ([`Splitter::is_blank`]); the next record starts at this offset.
    Blank(usize),
    /// A record without quotes: its cells lie between the delimiters.
    Plain {
        /// Where it ends, line break not included.
        end: usize,
        /// Where the next one starts.
        next: usize,
    },
    /// A record with quotes, possibly over several lines.
    Quoted {
        /// Where it ends, last line break not included.
        end: usize,
        /// Where the next one starts.
        next: usize,
    },
    /// A line that is no row of this file.
    Malformed {
        /// Where the line ends, line break not included.
        end: usize,
        /// Where the next record starts: behind this line.
        next: usize,
        /// Why.
        fault: Fault,
    },
    /// The buffer ends before the record does, and the file goes on.
    Incomplete,
}

impl Splitter {
    /// Looks at the record that starts at `at`. `last` says that the file ends where `bytes` ends.
    ///
    /// Only a record with quotes has its cells counted here; a plain one is counted where its cells are read.
    #[must_use]
    pub fn step(&self, bytes: &[u8], at: usize, last: bool) -> Step {
        let rest = &bytes[at..];
        let line = memchr(b'\n', &rest[..rest.len().min(MAX_RECORD)]);
        let (end, next) = match line {
            Some(newline) => (newline, newline + 1),
            None if rest.len() >= MAX_RECORD => {
                return match memchr(b'\n', &rest[MAX_RECORD..]) {
                    Some(newline) => Step::Malformed {
                        end: at + MAX_RECORD + newline,
                        next: at + MAX_RECORD + newline + 1,
                        fault: Fault::TooLong,
                    },
                    None if last => Step::Malformed { end: bytes.len(), next: bytes.len(), fault: Fault::TooLong },
                    None => Step::Incomplete,
                };
            }
            None if last => (rest.len(), rest.len()),
            None => return Step::Incomplete,
        };
        let first_line = &rest[..end];
        if self.is_blank(first_line) {
            return Step::Blank(at + next);
        }
        if let Some(again) = self.header.again(first_line) {
            let fault = match again {
                Again::AsItWas => Fault::HeaderAgain,
                Again::Reordered => Fault::HeaderReordered,
            };
            return Step::Malformed { end: at + end, next: at + next, fault };
        }
        if memchr(self.marks.quote, first_line).is_none() {
            return Step::Plain { end: at + end, next: at + next };
        }
        let malformed = |fault| Step::Malformed { end: at + end, next: at + next, fault };
        match self.walk(rest, last) {
            Walk::End { end: walked, cells, extra, .. } if walked == end => {
                if self.fits(cells, extra) {
                    Step::Quoted { end: at + end, next: at + next }
                } else {
                    malformed(Fault::Cells(cells))
                }
            }
            Walk::End { end: walked, cells, extra, strict: true } if self.fits(cells, extra) => {
                Step::Quoted { end: at + walked, next: (at + walked + 1).min(bytes.len()) }
            }
            Walk::End { .. } | Walk::Unclosed => malformed(Fault::UnclosedQuote),
            Walk::Incomplete => Step::Incomplete,
        }
    }

    /// Whether a line has no cell that says anything: it is empty, or has blanks (no-break spaces too) and delimiters alone, as
    /// spreadsheets write the empty rows below a table, or dashes, as SQL tools write a rule below the header.
    #[must_use]
    #[inline]
    pub fn is_blank(&self, line: &[u8]) -> bool {
        let Marks { delimiter, quote } = self.marks;
        let may_be = line.first().is_none_or(|&first| {
            first == delimiter || first == quote || first <= b' ' || matches!(first, b'-' | 0xA0 | 0xC2)
        });
        may_be
            && line
                .strip_suffix(b"\r")
                .unwrap_or(line)
                .split(|&byte| byte == delimiter)
                .all(|cell| says_nothing(cell, quote))
    }

    /// Whether a line is the header once more, in whatever order, where files were put together.
    #[must_use]
    #[inline]
    pub fn is_header(&self, line: &[u8]) -> bool {
        self.header.again(line).is_some()
    }

    /// Whether a row of `cells` cells is a row of this file: cells beyond the header's may stand there when they are
    /// empty (`extra` says whether they all are), as some exports end every row with a delimiter.
    #[must_use]
    pub const fn fits(&self, cells: usize, extra_empty: bool) -> bool {
        cells == self.width || (cells > self.width && extra_empty)
    }

    /// Walks a record with quotes to its end.
    fn walk(&self, rest: &[u8], last: bool) -> Walk {
        let Marks { delimiter, quote } = self.marks;
        let mut at = 0;
        let mut cells = 1;
        let mut extra_empty = true;
        let mut strict = true;
        loop {
            let start = at;
            if rest.get(at) == Some(&quote) {
                at += 1;
                loop {
                    let quoted = rest.get(at..rest.len().min(start + MAX_QUOTED)).unwrap_or_default();
                    match memchr(quote, quoted) {
                        Some(found) => at += found + 1,
                        None if last || start + MAX_QUOTED <= rest.len() => return Walk::Unclosed,
                        None => return Walk::Incomplete,
                    }
                    match rest.get(at) {
                        Some(&byte) if byte == quote => at += 1,
                        None if !last => return Walk::Incomplete,
                        _ => break,
                    }
                }
                let behind = rest.get(at).copied().unwrap_or(b'\n');
                strict &= behind == delimiter || matches!(behind, b'\r' | b'\n');
            }
            let stop = match memchr2(delimiter, b'\n', &rest[at..]) {
                Some(stop) => at + stop,
                None if last => rest.len(),
                None => return Walk::Incomplete,
            };
            if cells > self.width && !rest[start..stop].trim_ascii().is_empty() {
                extra_empty = false;
            }
            if rest.get(stop) == Some(&delimiter) {
                cells += 1;
                at = stop + 1;
            } else {
                return Walk::End { end: stop, cells, extra: extra_empty, strict };
            }
        }
    }
}

/// Whether a raw cell holds only blanks, or a rule: dashes alone, which stand for "nothing" in every field, or dashes with a
/// plus where columns meet.
pub(super) fn says_nothing(cell: &[u8], quote: u8) -> bool {
    let text = trim(match cell {
        [open, inner @ .., close] if *open == quote && *close == quote => inner,
        cell => cell,
    });
    text.is_empty() || (text[0] == b'-' && text.iter().all(|byte| matches!(byte, b'-' | b'+')))
}

/// What is to be said of lines that say nothing ([`Splitter::is_blank`]), where there are any but empty ones.
#[must_use]
pub fn not_counted(rows: u64) -> Option<String> {
    let (one, many) = (
        "row has nothing in its cells, or only dashes, and is",
        "rows have nothing in their cells, or only dashes, and are",
    );
    (rows > 0).then(|| format!("{} not counted", said(rows, one, many)))
}

/// How walking a record with quotes ended.
enum Walk {
    /// `strict`: every closing quote is followed by a delimiter or the end of the line.
    End {
        end: usize,
        cells: usize,
        extra: bool,
        strict: bool,
    },
    Unclosed,
    Incomplete,
}

/// Number of line breaks in `bytes`.
#[must_use]
pub fn line_breaks(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

#[cfg(test)]
mod tests {
    use super::super::marks::cell_text;
    use super::*;
    use proptest::prelude::*;

    const MARKS: Marks = Marks { delimiter: b',', quote: b'"' };
    const COMMA: Splitter = Splitter { marks: MARKS, width: 3, header: HeaderLine::NONE };

    fn records(text: &str) -> Vec<(String, Option<Fault>)> {
        let (mut at, mut found) = (0, Vec::new());
        while at < text.len() {
            let (end, next, fault) = match COMMA.step(text.as_bytes(), at, true) {
                Step::Blank(next) => {
                    at = next;
                    continue;
                }
                Step::Plain { end, next } | Step::Quoted { end, next } => (end, next, None),
                Step::Malformed { end, next, fault } => (end, next, Some(fault)),
                Step::Incomplete => panic!("the whole text was given"),
            };
            found.push((text[at..end].to_owned(), fault));
            at = next;
        }
        found
    }

    #[test]
    fn a_quoted_line_break_stays_in_its_record() {
        let found = records("a,\"b\nb\",c\n\nd,e,f");
        assert_eq!(found, [("a,\"b\nb\",c".into(), None), ("d,e,f".into(), None)]);
    }

    #[test]
    fn a_line_that_says_nothing_is_no_row() {
        for line in ["", "\r", " ", ",,", ", ,", ",", ",,,,,\r", "\"\",\" \",\"\"", "\t,,"] {
            assert_eq!(records(&format!("{line}\na,b,c")), [("a,b,c".into(), None)], "{line:?}");
        }
        for line in
            ["\u{a0},\u{a0},\u{a0}\r", ",\u{a0} ,", "\"\u{a0}\",,", "---,-----,--", "-----+-----", "\"--\",--,", ",,-"]
        {
            assert_eq!(records(&format!("{line}\na,b,c")), [("a,b,c".into(), None)], "{line:?}");
        }
        assert!(COMMA.is_blank(b"\xA0,\xA0 ,\xA0"), "no-break spaces of Windows-1252");
        for line in ["0,,", ",,-1", "-,+,", "--,-a,--", "\u{a1},,", "\" ,\",,", " \",\"", "\"\"\"\",,", "\",,"] {
            assert!(!COMMA.is_blank(line.as_bytes()), "{line:?}");
        }
    }

    #[test]
    fn a_stray_quote_costs_one_row_only() {
        let found = records("1,\"x,3\n4,5,6\n7,\"8\",9\n");
        assert_eq!(
            found,
            [("1,\"x,3".into(), Some(Fault::UnclosedQuote)), ("4,5,6".into(), None), ("7,\"8\",9".into(), None),]
        );
    }

    #[test]
    fn the_header_once_more_is_no_row() {
        let splitter = Splitter { header: HeaderLine::new(b"a,b,c", MARKS), ..COMMA };
        let again = Step::Malformed { end: 6, next: 7, fault: Fault::HeaderAgain };
        assert_eq!(splitter.step(b"a,b,c\r\n1,2,3", 0, true), again);
        assert!(splitter.is_header(b"\xEF\xBB\xBFa,b,c"));
    }

    #[test]
    fn a_quoted_row_is_counted_and_empty_cells_may_follow() {
        assert_eq!(records("\"1\",2\n"), [("\"1\",2".into(), Some(Fault::Cells(2)))]);
        assert_eq!(records("\"1\",2,3,, \n"), [("\"1\",2,3,, ".into(), None)]);
        assert_eq!(records("\"1\",2,3,x\n"), [("\"1\",2,3,x".into(), Some(Fault::Cells(4)))]);
    }

    proptest! {
        /// Where a record ends is decided by the bytes behind its start alone, however much of the file is at hand.
        #[test]
        fn more_bytes_never_change_an_answer(text in "[a,\"\n\r]{0,60}", cut in 0usize..60) {
            let bytes = text.as_bytes();
            let cut = cut.min(bytes.len());
            let part = COMMA.step(&bytes[..cut], 0, false);
            if part != Step::Incomplete {
                prop_assert_eq!(part, COMMA.step(bytes, 0, true));
            }
        }

        /// Well-formed tables are read as the csv crate reads them.
        #[test]
        fn agrees_with_csv(rows in proptest::collection::vec(proptest::collection::vec("[a\",\n ]{0,5}", 3), 1..6)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("to memory");
            }
            let says_something = |row: &&Vec<String>| row.iter().any(|cell| !cell.trim_matches(' ').is_empty());
            let rows: Vec<_> = rows.iter().filter(says_something).collect();
            let text = String::from_utf8(writer.into_inner().expect("to memory")).expect("UTF-8");
            let found = records(&text);
            for ((record, _), row) in found.iter().zip(&rows) {
                for (index, cell) in row.iter().enumerate() {
                    let read = cell_text(record.as_bytes(), MARKS, index).expect("a cell");
                    prop_assert_eq!(&*read, cell.as_bytes().trim_ascii());
                }
                prop_assert_eq!(cell_text(record.as_bytes(), MARKS, 3), None);
            }
            prop_assert!(found.iter().all(|(_, fault)| fault.is_none()));
            prop_assert_eq!(found.len(), rows.len());
        }
    }
}
