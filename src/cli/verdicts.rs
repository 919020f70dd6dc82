//! A worksheet an auditor has filled in, read from whatever a spreadsheet program makes of it.

use crate::claim::dialect::{Dialect, SAMPLE};
use crate::claim::encoding::{Encoding, Narrowed, decoded};
use crate::error::{Error, Result};
use crate::render::tables::read_worksheet;
use crate::report::qa::Filled;
use calamine::{Reader, Sheets};
use std::io::{Cursor, Read};
use std::path::Path;

/// The sheet of a workbook.
const SHEET: &str = "audit";

/// Reads the worksheet.
///
/// # Errors
/// When the file cannot be read, is no worksheet, or has a verdict that is none, or none at all.
pub(super) fn read(path: &Path) -> Result<Vec<Filled>> {
    let unfit = |problem: String| Error::Input {
        path: path.to_path_buf(),
        problem,
        help: Some("fill in the verdict column of the table \"audit\" that --sample writes".to_owned()),
    };
    let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
    let rows = if bytes.starts_with(b"PK") { of_workbook(bytes).map_err(unfit)? } else { of_text(path, bytes)? };
    read_worksheet(rows.into_iter()).map_err(unfit)
}

fn of_workbook(bytes: Vec<u8>) -> Result<Vec<Vec<String>>, String> {
    let unreadable = |error: calamine::Error| format!("this workbook cannot be read: {error}");
    let mut book: Sheets<_> = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    let sheet = book.worksheet_range(SHEET).map_err(|_| format!("the workbook has no sheet \"{SHEET}\""))?;
    Ok(sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect())
}

fn of_text(path: &Path, bytes: Vec<u8>) -> Result<Vec<Vec<String>>> {
    let encoding = Encoding::detect(&bytes);
    let mut text = bytes;
    if encoding.is_wide() {
        let mut narrow = Vec::new();
        Narrowed::new(text.as_slice(), encoding).read_to_end(&mut narrow).map_err(Error::io("read", path))?;
        text = narrow;
    }
    let dialect = Dialect::detect(path, &text[..text.len().min(SAMPLE)])?;
    let text = decoded(text.get(dialect.header_at..).unwrap_or_default()).into_owned();
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).flexible(true).delimiter(dialect.delimiter).from_reader(text.as_bytes());
    let row = |row: csv::Result<csv::StringRecord>| row.map(|row| row.iter().map(str::to_owned).collect());
    reader.records().map(row).collect::<csv::Result<_>>().map_err(|error| Error::Input {
        path: path.to_path_buf(),
        problem: error.to_string(),
        help: None,
    })
}
