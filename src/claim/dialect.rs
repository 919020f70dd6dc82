//! How a claim export is written: its delimiter, quote and line end, and where its header begins.
//!
//! Nobody who checks an export wants to be asked. The delimiter is the one that cuts the header and the lines after it
//! into the same number of fields, quotes honoured.

use super::foreign::foreign;
use super::marks::Marks;
use crate::error::{Error, Result};
use crate::text_file::without_mark;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::path::Path;

/// How much of a file [`Dialect::detect`] wants to see: its first 64 KiB, or all of a smaller one.
pub const SAMPLE: usize = 64 * 1024;

/// Lines looked at beside the header.
const LINES: usize = 64;

/// What a line begins with that stands before the header: the head record of a state claims database (APCD-CDL).
const HEAD: &[u8] = b"HD|";

/// In order of preference where nothing else decides.
const DELIMITERS: [u8; 4] = *b",|;\t";

const CHECK_EXPORT: &str = "check that the export ran to its end; a claim file begins with a line of column names";

/// What ends a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineEnd {
    /// `\n`.
    Lf,
    /// `\r\n`.
    CrLf,
    /// `\r` alone, of old Macintosh programs.
    Cr,
}

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dialect {
    /// Stands between fields.
    pub delimiter: u8,
    /// Stands around a field that holds a delimiter or a line end; doubled inside such a field.
    pub quote: u8,
    /// Ends the header, and is taken to end every line.
    pub line_end: LineEnd,
    /// Offset of the header's first byte: behind a byte order mark, blank lines, a head record, and
    /// Excel's `sep=` line.
    pub header_at: usize,
    /// Physical line the header begins in, from 1.
    pub header_line: u64,
}

impl Dialect {
    /// Finds out how a file is written from its first [`SAMPLE`] bytes (all, where it has fewer).
    ///
    /// # Errors
    /// When the file is empty, holds only blank lines, is no text (and then it says what it is), or has no end to its
    /// first line.
    pub fn detect(path: &Path, sample: &[u8]) -> Result<Self> {
        Self::find(path, sample, None)
    }

    /// The same, with what cuts the file into cells where that is known.
    pub(super) fn find(path: &Path, sample: &[u8], known: Option<Marks>) -> Result<Self> {
        let problem = |problem: &str, help: &str| Error::Input {
            path: path.to_path_buf(),
            problem: problem.to_owned(),
            help: Some(help.to_owned()),
        };
        if sample.is_empty() {
            return Err(problem("the file is empty", CHECK_EXPORT));
        }
        if let Some(foreign) = foreign(sample).filter(|_| known.is_none()) {
            return Err(problem(&format!("this is {}, not delimited text", foreign.what), foreign.help));
        }
        let start = Start::find(sample);
        let text = &sample[start.at..];
        if text.iter().all(u8::is_ascii_whitespace) {
            return Err(problem("the file holds only blank lines", CHECK_EXPORT));
        }
        let quote = known.map_or_else(|| quote(text), |marks| marks.quote);
        let whole_file = sample.len() < SAMPLE;
        let known = known.map(|marks| marks.delimiter).or(start.delimiter);
        // Those that do not occur cut alike: one of them is enough.
        let mut has_absent = false;
        let worth_trying =
            |&delimiter: &u8| memchr::memchr(delimiter, text).is_some() || !std::mem::replace(&mut has_absent, true);
        let delimiters = known.map_or_else(|| DELIMITERS.into_iter().filter(worth_trying).collect(), |one| vec![one]);
        // Of equals the last is taken: the comma.
        let cuts = delimiters.into_iter().rev().map(|delimiter| Cut::of(text, delimiter, quote, whole_file));
        let best = cuts.max_by_key(|cut| (cut.width > 1, cut.ends, cut.agreement, cut.width));
        let Some(best) = best.filter(|cut| cut.ends) else {
            return Err(if memchr::memchr2(b'\n', b'\r', text).is_some() {
                problem(
                    "a quote opened in the first line is not closed",
                    "close the quote in the header, or remove it where it belongs to a column's name",
                )
            } else {
                problem("the first line has no end within 64 KiB, which is no line of column names", CHECK_EXPORT)
            });
        };
        Ok(Self {
            delimiter: best.delimiter,
            quote,
            line_end: line_end(text, best.header_len),
            header_at: start.at,
            header_line: start.line,
        })
    }
}

/// Where the header begins.
struct Start {
    at: usize,
    line: u64,
    delimiter: Option<u8>,
}

impl Start {
    /// Passes over a byte order mark, blank lines, and the `sep=;` line by which Excel is told the delimiter.
    fn find(sample: &[u8]) -> Self {
        let mut start = Self { at: sample.len() - without_mark(sample).len(), line: 1, delimiter: None };
        while let Some(end) = memchr::memchr2(b'\n', b'\r', &sample[start.at..]) {
            let line = &sample[start.at..start.at + end];
            match line {
                _ if line.trim_ascii().is_empty() || line.starts_with(HEAD) => {}
                [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter]
                    if start.delimiter.is_none() && delimiter.is_ascii() =>
                {
                    start.delimiter = Some(*delimiter);
                }
                _ => break,
            }
            let rest = &sample[start.at + end..];
            start.at += end + if rest.starts_with(b"\r\n") { 2 } else { 1 };
            start.line += 1;
        }
        start
    }
}

/// An apostrophe quotes only where the first line begins and ends with one; else it belongs to the text (`patient's`).
fn quote(text: &[u8]) -> u8 {
    let line = &text[..memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len())];
    match line.trim_ascii() {
        [b'\'', .., b'\''] => b'\'',
        _ => b'"',
    }
}

/// How one delimiter cuts the sample.
struct Cut {
    delimiter: u8,
    /// Fields of the header.
    width: usize,
    /// Whether the header ends: an open quote would swallow the lines after it.
    ends: bool,
    /// How many of a thousand lines have as many fields as the header.
    agreement: usize,
    /// Bytes of the header with its line end.
    header_len: usize,
}

impl Cut {
    fn of(text: &[u8], delimiter: u8, quote: u8, whole_file: bool) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).quote(quote).build();
        let mut records =
            Records { reader, text, at: 0, whole_file, count: 0, fields: vec![0; 4096], ends: vec![0; 512] };
        let complete = records.next().is_some();
        // The field an open quote left unfinished is one more.
        let (width, header_len) = (records.count + usize::from(!complete), records.at);
        let swallows = header_len == text.len() && memchr::memchr2(b'\n', b'\r', text.trim_ascii()).is_some();
        let (mut lines, mut agreeing) = (0, 0);
        for fields in records.take(LINES) {
            lines += 1;
            agreeing += usize::from(fields == width);
        }
        let agreement = (agreeing * 1000).checked_div(lines).unwrap_or(1000);
        Self { delimiter, width, ends: complete && !swallows, agreement, header_len }
    }
}

/// The field counts of the complete records of a sample.
struct Records<'a> {
    reader: Reader,
    text: &'a [u8],
    at: usize,
    whole_file: bool,
    /// Fields of the record read last, complete or not.
    count: usize,
    fields: Vec<u8>,
    ends: Vec<usize>,
}

impl Iterator for Records<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.count = 0;
        loop {
            let rest = &self.text[self.at..];
            let (result, read, _, ended) = self.reader.read_record(rest, &mut self.fields, &mut self.ends);
            self.at += read;
            self.count += ended;
            match result {
                ReadRecordResult::Record => return Some(self.count),
                // Given no more bytes, the reader ends the last record of a file without a line end.
                ReadRecordResult::InputEmpty if self.whole_file => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return None,
            }
        }
    }
}

fn line_end(text: &[u8], header_len: usize) -> LineEnd {
    let (header, rest) = text.split_at(header_len);
    match (header, rest.first()) {
        ([.., b'\r', b'\n'], _) | ([.., b'\r'], Some(b'\n')) => LineEnd::CrLf,
        ([.., b'\r'], _) => LineEnd::Cr,
        _ => LineEnd::Lf,
    }
}

#[cfg(test)]
mod tests;
