//! The beginning of a file: how it is written and what its columns mean.

use super::dialect::{Dialect, LineEnd, SAMPLE};
use super::header::{Confidence, Expected, Recognised, Sample, recognise};
use super::marks::Marks;
use super::record::{line_breaks, says_nothing};
use crate::error::{Error, Result};
use std::io::Read;
use std::path::Path;

/// What the beginning of a file says about the rest.
#[derive(Debug)]
pub struct Opening {
    /// What its columns mean, and how that was found.
    pub recognised: Recognised,
    /// What cuts its records into cells.
    pub marks: Marks,
    /// The header line.
    pub header: Vec<u8>,
    /// Bytes already read behind the header.
    pub carried: Vec<u8>,
    /// Physical lines up to the end of the header.
    pub lines: u64,
    /// The line the header begins on.
    pub header_line: u64,
    /// Bytes read in all, header and `carried`.
    pub read: u64,
}

/// Reads the beginning of a file.
///
/// # Errors
/// When it cannot be read, is no delimited text, or its columns hold no diagnosis where they should.
pub fn open(source: &mut impl Read, path: &Path, expected: &Expected<'_>) -> Result<Opening> {
    open_cut_by(source, path, None, expected)
}

/// The same for text of which it may be known what cuts it into cells.
///
/// # Errors
/// As those of [`open`].
pub fn open_cut_by(
    source: &mut impl Read,
    path: &Path,
    marks: Option<Marks>,
    expected: &Expected<'_>,
) -> Result<Opening> {
    let mut sample = Vec::new();
    source.take(SAMPLE as u64).read_to_end(&mut sample).map_err(Error::io("read", path))?;
    let dialect = Dialect::find(path, &sample, marks)?;
    if dialect.line_end == LineEnd::Cr {
        return Err(Error::Input {
            path: path.to_path_buf(),
            problem: "its lines end with a carriage return alone, as old Macintosh programs wrote them".to_owned(),
            help: Some("save it again with Windows or Unix line ends".to_owned()),
        });
    }
    let marks = Marks { delimiter: dialect.delimiter, quote: dialect.quote };
    let (names, end) = header(&sample[dialect.header_at..], marks);
    let carried = sample.split_off(dialect.header_at + end);
    let rows = || rows(&carried, marks);
    let mut recognised = recognise(path, &names.iter().collect::<Vec<_>>(), &rows, expected).map_err(|error| {
        let below = header_below(&carried, marks, path, expected);
        below.map_or(error, |lines| {
            behind_a_title(path, dialect.header_line + line_breaks(&sample[dialect.header_at..]) + lines)
        })
    })?;
    recognised.layout.rows_have = usual_cells(&rows(), marks, recognised.layout.width);
    Ok(Opening {
        recognised,
        marks,
        header: sample[dialect.header_at..].trim_ascii_end().to_vec(),
        lines: line_breaks(&sample),
        header_line: dialect.header_line,
        read: (sample.len() + carried.len()) as u64,
        carried,
    })
}

/// Lines below the first one in which a header is looked for.
const TITLE: usize = 9;

/// How many lines below the first one a header stands that is known as one.
fn header_below(text: &[u8], marks: Marks, path: &Path, expected: &Expected<'_>) -> Option<u64> {
    let mut at = 0;
    for _ in 0..TITLE {
        let (names, end) = header(text.get(at..).filter(|rest| !rest.is_empty())?, marks);
        let below = || rows(&text[at + end..], marks);
        let found = recognise(path, &names.iter().collect::<Vec<_>>(), &below, expected);
        if found.is_ok_and(|found| found.confidence != Confidence::Guessed) {
            return Some(line_breaks(&text[..at]));
        }
        at += end;
    }
    None
}

fn behind_a_title(path: &Path, line: u64) -> Error {
    Error::Input {
        path: path.to_path_buf(),
        problem: format!("the header seems to be on line {line}"),
        help: Some("remove the lines above it, so that the file begins with its column names".to_owned()),
    }
}

/// Rows looked at where a column has to be guessed.
const GUESSED_FROM: usize = 64;

/// The first rows of `text`, the last one left out, for it may be cut off.
fn rows(text: &[u8], marks: Marks) -> Sample {
    let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(text, |end| &text[..end]);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(marks.delimiter)
        .quote(marks.quote)
        .from_reader(whole);
    reader.byte_records().take(GUESSED_FROM).filter_map(Result::ok).collect()
}

/// The number of cells that nearly all of the first rows have, where they do not fit a header of `width` cells.
fn usual_cells(rows: &Sample, marks: Marks, width: usize) -> Option<usize> {
    let says_something = |cell: &[u8]| !says_nothing(cell, marks.quote);
    let mut counts: Vec<usize> = rows
        .iter()
        .filter(|row| row.iter().any(says_something))
        .map(|row| if row.iter().skip(width).any(says_something) { row.len() } else { row.len().min(width) })
        .collect();
    counts.sort_unstable();
    let usual = *counts.get(counts.len() / 2)?;
    let so_many = counts.iter().filter(|&&cells| cells == usual).count();
    (usual != width && so_many > 1 && so_many * 10 >= counts.len() * 9).then_some(usual)
}

/// The names in the header at the start of `text`, and where the rows behind it begin.
fn header(text: &[u8], marks: Marks) -> (csv::ByteRecord, usize) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(marks.delimiter)
        .quote(marks.quote)
        .from_reader(text);
    let mut record = csv::ByteRecord::new();
    // Reading from memory, and with rows of any width, cannot fail.
    let _ = reader.read_byte_record(&mut record);
    let end = usize::try_from(reader.position().byte()).unwrap_or(text.len()).min(text.len());
    let cut_in_two = end > 0 && text[end - 1] == b'\r' && text.get(end) == Some(&b'\n');
    (record, end + usize::from(cut_in_two))
}
