//! A worksheet an auditor has filled in, read from CSV or from a workbook.

use crate::error::{Error, Result};
use crate::render::tables::read_worksheet;
use crate::report::qa::audit::{Said, SheetRow};
use calamine::{Reader, Xlsx};
use std::path::Path;

/// The sheet of a workbook.
const SHEET: &str = "audit";

/// Reads the worksheet.
///
/// # Errors
/// When the file cannot be read, is no worksheet, or has a verdict that is none.
pub(super) fn read(path: &Path) -> Result<Vec<(SheetRow, Option<Said>)>> {
    let unfit = |problem: String| Error::Input {
        path: path.to_path_buf(),
        problem,
        help: Some("fill in the verdict column of the table \"audit\" that --sample writes".to_owned()),
    };
    let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
    if bytes.starts_with(b"PK") {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes))
            .map_err(|error: calamine::XlsxError| unfit(error.to_string()))?;
        let sheet = book.worksheet_range(SHEET).map_err(|error| unfit(error.to_string()))?;
        return read_worksheet(sheet.rows().map(|row| row.iter().map(ToString::to_string).collect())).map_err(unfit);
    }
    let mut rows = Vec::new();
    for row in csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes.as_slice()).byte_records()
    {
        let row = row.map_err(|error| unfit(error.to_string()))?;
        rows.push(row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect());
    }
    read_worksheet(rows.into_iter()).map_err(unfit)
}
