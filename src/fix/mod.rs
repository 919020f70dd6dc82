//! Corrections that are certain because they change how a code is written and never which code it is: blanks around it,
//! lower case, and the dot of a diagnosis.
//!
//! A file is copied byte by byte; only the text inside a cell that is named changes. Quotes, line ends, the order of
//! columns, rows that cannot be read and all other cells stay as they are. A different code is never written: what claims
//! should say instead is for the coder to decide, and the report suggests it.

mod cell;

pub use cell::Dots;

use crate::check::{Layouts, is_workbook};
use crate::claim::dialect::SAMPLE;
use crate::claim::encoding::Encoding;
use crate::claim::header::settled;
use crate::claim::header_line::{HeaderLine, reordered};
use crate::claim::marks::{Marks, cell_end};
use crate::claim::opening::{self, Opening};
use crate::claim::record::{Fault, MAX_RECORD, Splitter, Step, line_breaks};
use crate::claim::{Diagnoses, Expected, Given};
use crate::error::{Error, Result};
use crate::field::Field;
use crate::icd::CodeBook;
use cell::{Row, corrected};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// How to correct.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a> {
    /// The codes that are known: only they get or lose a dot.
    pub book: &'a CodeBook,
    /// How diagnosis codes are written.
    pub dots: Dots,
}

/// One corrected cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Correction {
    /// Physical line, from 1.
    pub line: u64,
    /// Character column at which the cell begins, from 1.
    pub column: u32,
    /// The column's header.
    pub header: String,
    /// What the cell held, quotes not included.
    pub before: String,
    /// What it holds now.
    pub after: String,
}

/// Bytes read at a time.
const AT_ONCE: usize = 1 << 20;

/// Bytes in which a record has to end; the first line of a longer one is no row and is copied as it stands.
const MOST_HELD: usize = 2 * MAX_RECORD;

/// Copies a claim file to `out` with every cell corrected that can be, and tells each correction. `columns` are the
/// headers the user has given to fields, `layouts` what is known beside the layouts that come with claimlint.
///
/// # Errors
/// When the file is no claim file or cannot be read, is a workbook or in UTF-16, and those of `out` and `told`.
pub fn fix(
    path: &Path,
    columns: &BTreeMap<Field, String>,
    layouts: &Layouts,
    style: Style<'_>,
    out: &mut dyn Write,
    told: &mut dyn FnMut(&Correction) -> io::Result<()>,
) -> Result<u64> {
    let reading = |source| Error::io("read", path)(source);
    let writing = |source| Error::io("write the correction of", path)(source);
    let (mut source, opening) = begin(path, columns, layouts)?;
    let header = HeaderLine::new(&opening.header, opening.marks);
    let splitter = Splitter { marks: opening.marks, width: opening.recognised.layout.width, header };
    // Everything up to the rows, as it stands.
    let head = opening.read - opening.carried.len() as u64;
    let mut beginning = File::open(path).map_err(reading)?.take(head);
    io::copy(&mut beginning, out).map_err(writing)?;
    let mut copy = Copy {
        opening: &opening,
        splitter: &splitter,
        style,
        line: opening.lines + 1,
        count: 0,
        overlong: false,
        reordered: None,
    };
    let mut bytes = opening.carried.clone();
    loop {
        let read = (&mut source).take(AT_ONCE as u64).read_to_end(&mut bytes).map_err(reading)?;
        let last = read < AT_ONCE;
        let mut done = if copy.overlong { copy.line(&bytes, out).map_err(writing)? } else { 0 };
        done += copy.records(&bytes[done..], last, out, told).map_err(writing)?;
        if let Some(line) = copy.reordered {
            return Err(reordered(path, line));
        }
        if bytes.len() - done >= MOST_HELD {
            done += copy.line(&bytes[done..], out).map_err(writing)?;
        }
        bytes.drain(..done);
        if last {
            out.write_all(&bytes).map_err(writing)?;
            return Ok(copy.count);
        }
    }
}

/// Reads the beginning of a file. One without diagnoses is corrected too, where it holds services.
fn begin(path: &Path, columns: &BTreeMap<Field, String>, layouts: &Layouts) -> Result<(File, Opening)> {
    let open = |diagnoses| {
        let mut source = File::open(path).map_err(Error::io("read", path))?;
        let expected =
            Expected { columns: Given::All(columns), layout: layouts.named.as_ref(), own: &layouts.own, diagnoses };
        let opening = opening::open(&mut source, path, &expected)?;
        Ok((source, opening))
    };
    refuse_other_forms(path)?;
    let is_corrected = |field: Field| matches!(field, Field::Dx(_) | Field::ProcedureCode | Field::Modifier(_));
    let has_any = |opening: &Opening| {
        let columns = &opening.recognised.layout.columns;
        columns.iter().any(|column| is_corrected(column.field))
    };
    let begun = open(Diagnoses::Here).or_else(|error| match open(Diagnoses::Elsewhere) {
        Ok(begun) if has_any(&begun.1) => Ok(begun),
        _ => Err(error),
    })?;
    let guessed = &begun.1.recognised.guessed;
    if guessed.iter().any(|(field, _)| is_corrected(*field)) {
        return Err(Error::Input {
            path: path.to_path_buf(),
            problem: "what its columns hold is only guessed, and a guess is not written into a file".to_owned(),
            help: Some(format!("write these lines into claimlint.toml if they are right:\n{}", settled(guessed))),
        });
    }
    Ok(begun)
}

/// What is checked and yet not corrected, because its bytes are not those of its text.
fn refuse_other_forms(path: &Path) -> Result<()> {
    if !std::fs::metadata(path).map_err(Error::io("read", path))?.is_file() {
        return Err(Error::Input {
            path: path.to_path_buf(),
            problem: "it is no file but a pipe or a device, which is checked, but not corrected".to_owned(),
            help: Some("save what it gives into a file and correct that".to_owned()),
        });
    }
    let mut sample = Vec::new();
    let read = File::open(path).and_then(|file| file.take(SAMPLE as u64).read_to_end(&mut sample));
    read.map_err(Error::io("read", path))?;
    let (problem, help) = if is_workbook(&sample) {
        (
            "an Excel workbook is checked, but not corrected",
            "save the sheet as \"CSV UTF-8\" in the spreadsheet program and correct that file",
        )
    } else if Encoding::detect(&sample).is_wide() {
        (
            "a file in UTF-16 is checked, but not corrected",
            "save it as UTF-8, for instance with `iconv -f UTF-16 -t UTF-8`, and correct that file",
        )
    } else {
        return Ok(());
    };
    Err(Error::Input { path: path.to_path_buf(), problem: problem.to_owned(), help: Some(help.to_owned()) })
}

/// A copy under way.
struct Copy<'a> {
    opening: &'a Opening,
    splitter: &'a Splitter,
    style: Style<'a>,
    line: u64,
    count: u64,
    /// Whether it is within a line that is too long to be a row.
    overlong: bool,
    /// The line on which the header stands again with its columns in another order: what is below it is not corrected.
    reordered: Option<u64>,
}

impl Copy<'_> {
    /// Copies the whole records of `bytes` and says how far it came.
    fn records(
        &mut self,
        bytes: &[u8],
        last: bool,
        out: &mut dyn Write,
        told: &mut dyn FnMut(&Correction) -> io::Result<()>,
    ) -> io::Result<usize> {
        let mut at = 0;
        while at < bytes.len() {
            let (end, next) = match self.splitter.step(bytes, at, last) {
                Step::Plain { end, next } | Step::Quoted { end, next } => (end, next),
                Step::Malformed { fault: Fault::HeaderReordered, .. } => {
                    self.reordered = Some(self.line);
                    return Ok(at);
                }
                Step::Blank(next) | Step::Malformed { next, .. } => (at, next),
                Step::Incomplete => return Ok(at),
            };
            self.record(&bytes[at..end], out, told)?;
            out.write_all(&bytes[end..next])?;
            self.line += line_breaks(&bytes[at..next]);
            at = next;
        }
        Ok(at)
    }

    /// Copies bytes up to the end of their line as they stand and says how far it came.
    fn line(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<usize> {
        let newline = memchr::memchr(b'\n', bytes);
        let end = newline.map_or(bytes.len(), |newline| newline + 1);
        out.write_all(&bytes[..end])?;
        self.line += u64::from(newline.is_some());
        self.overlong = newline.is_none();
        Ok(end)
    }

    fn record(
        &mut self,
        record: &[u8],
        out: &mut dyn Write,
        told: &mut dyn FnMut(&Correction) -> io::Result<()>,
    ) -> io::Result<()> {
        let text = record.strip_suffix(b"\r").unwrap_or(record);
        let cells = cut(text, self.splitter.marks);
        let layout = &self.opening.recognised.layout;
        let beyond = cells.iter().skip(self.splitter.width);
        let is_trailer = layout.manner.trailer.as_ref().is_some_and(|trailer| text.starts_with(trailer));
        if is_trailer || !self.splitter.fits(cells.len(), beyond.into_iter().all(|cell| cell.trim_ascii().is_empty())) {
            return out.write_all(record);
        }
        let row = Row { layout, cells: &cells, marks: self.splitter.marks };
        let mut written = 0;
        for meanings in layout.columns.chunk_by(|one, other| one.index == other.index) {
            let column = &meanings[0];
            let fields: Vec<Field> = meanings.iter().map(|column| column.field).collect();
            let Some(inner) = row.inner(column.index) else { continue };
            let Some(after) = corrected(&row, &fields, inner, self.style) else { continue };
            let from = place(text, inner);
            told(&Correction {
                line: self.line + line_breaks(&text[..from]),
                column: u32::try_from(characters_before(text, from) + 1).unwrap_or(u32::MAX),
                header: column.header.clone(),
                before: String::from_utf8_lossy(inner).into_owned(),
                after: String::from_utf8_lossy(&after).into_owned(),
            })?;
            self.count += 1;
            out.write_all(&text[written..from])?;
            out.write_all(&after)?;
            written = from + inner.len();
        }
        out.write_all(&text[written..])?;
        out.write_all(&record[text.len()..])
    }
}

/// The raw cells of a record.
fn cut(record: &[u8], marks: Marks) -> Vec<&[u8]> {
    let mut cells = Vec::new();
    let mut rest = record;
    loop {
        let end = cell_end(rest, marks);
        cells.push(&rest[..end]);
        match rest.get(end + 1..) {
            Some(behind) => rest = behind,
            None => return cells,
        }
    }
}

/// Where a part of a text begins in it.
fn place(text: &[u8], part: &[u8]) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}

/// Characters of the physical line before a place.
fn characters_before(text: &[u8], place: usize) -> usize {
    let line = text[..place].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    crate::check::text::characters(&text[line..place])
}
