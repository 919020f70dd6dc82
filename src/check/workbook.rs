//! A sheet of an Excel workbook as text: one line for each of its rows, so that a line number is the row's number.
//!
//! It is read twice, cell by cell: once for how far its cells reach, once to write them. A cell far away from the claims
//! costs its own room and not that of the blank area between.

use crate::claim::marks::Marks;
use crate::error::{Error, Result};
use calamine::{Data, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::io::Cursor;
use std::path::Path;

/// What cuts the text that is written here into cells.
pub(super) const MARKS: Marks = Marks { delimiter: b',', quote: b'"' };

/// From here on a number with a fraction cannot be told from its neighbours, and not every whole number is one: 2 to the 53rd.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Most cells of the area in which a sheet's cells lie, blank ones counted.
const MOST_CELLS: u64 = 100_000_000;

/// A sheet as text.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// The names of the others.
    pub(super) others: Vec<String>,
    /// Its rows.
    pub(super) text: Vec<u8>,
    /// Formulas whose result the workbook does not hold.
    pub(super) unreckoned: u64,
}

type Book = Xlsx<Cursor<Vec<u8>>>;

/// Whether a file that begins so is a workbook of this kind (.xlsx).
#[must_use]
pub fn is_workbook(sample: &[u8]) -> bool {
    let names = |name: &[u8]| memchr::memmem::find(sample, name).is_some();
    sample.starts_with(b"PK\x03\x04") && (names(b"xl/") || names(b"[Content_Types].xml"))
}

/// The sheet that is wanted, or the first one that is not hidden.
///
/// # Errors
/// When the bytes are no workbook, it has no such sheet, or the cells of the sheet lie too far apart.
pub(super) fn sheet(path: &Path, bytes: Vec<u8>, wanted: Option<&str>) -> Result<Sheet> {
    let unusable =
        |problem: String, help: &str| Error::Input { path: path.to_path_buf(), problem, help: Some(help.to_owned()) };
    let unreadable = |error: XlsxError| {
        let help = "open it in the spreadsheet program and save the sheet as \"CSV UTF-8\", then check that file";
        unusable(format!("this Excel workbook cannot be read: {error}"), help)
    };
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names = book.sheet_names();
    let listed = || names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let name = match wanted {
        Some(wanted) => names.iter().find(|name| name.eq_ignore_ascii_case(wanted)).cloned().ok_or_else(|| {
            unusable(format!("the workbook has no sheet \"{wanted}\""), &format!("its sheets are {}", listed()))
        })?,
        None => book
            .sheets_metadata()
            .iter()
            .find(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
            .map(|sheet| sheet.name.clone())
            .or_else(|| names.first().cloned())
            .ok_or_else(|| unusable("the workbook has no sheet".to_owned(), "save it with the sheet of the claims"))?,
    };
    let (rows, columns) = area(&mut book, &name).map_err(unreadable)?;
    if u64::from(rows) * u64::from(columns) > MOST_CELLS {
        return Err(unusable(
            format!(
                "the cells of its sheet lie in an area of {rows} rows and {columns} columns, and at most {} million cells \
                 are read",
                MOST_CELLS / 1_000_000
            ),
            "delete what stands far away from the claims, or save the claims as \"CSV UTF-8\" and check that file",
        ));
    }
    let (text, unreckoned) = rows_of(&mut book, &name, columns).map_err(unreadable)?;
    let text = text.ok_or_else(|| {
        unusable(
            "the rows of its sheet do not stand in order".to_owned(),
            "open it in the spreadsheet program and save it again",
        )
    })?;
    let others = names.iter().filter(|other| **other != name).cloned().collect();
    Ok(Sheet { name, others, text, unreckoned })
}

/// The rows and columns up to the last ones with a cell that says something.
fn area(book: &mut Book, name: &str) -> Result<(u32, u32), XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    let mut area = (0, 0);
    while let Some(cell) = cells.next_cell()? {
        if *cell.get_value() != calamine::DataRef::Empty {
            let (row, column) = cell.get_position();
            area = (area.0.max(row.saturating_add(1)), area.1.max(column.saturating_add(1)));
        }
    }
    Ok(area)
}

/// The rows as text, `None` where they are out of order; and how many formulas have no result.
fn rows_of(book: &mut Book, name: &str, columns: u32) -> Result<(Option<Vec<u8>>, u64), XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    let mut lines = Lines { text: Vec::new(), columns, row: 0, cells: Vec::new() };
    let mut unreckoned = 0;
    while let Some(cell) = cells.next_cell_with_formula_metadata()? {
        let value = Data::from(cell.value);
        if value == Data::Empty {
            unreckoned += u64::from(cell.formula.is_some());
            continue;
        }
        let (row, column) = cell.pos;
        if row < lines.row {
            return Ok((None, unreckoned));
        }
        lines.up_to(row);
        lines.cells.push((column, written(&value)));
    }
    lines.up_to(lines.row + 1);
    Ok((Some(lines.text), unreckoned))
}

/// Rows being written.
struct Lines {
    text: Vec<u8>,
    columns: u32,
    /// The row at hand and what it holds so far.
    row: u32,
    cells: Vec<(u32, String)>,
}

impl Lines {
    /// Writes what comes before a row.
    fn up_to(&mut self, row: u32) {
        while self.row < row {
            self.cells.sort_by_key(|(column, _)| *column);
            let mut at = 0;
            for (column, cell) in &self.cells {
                self.text.extend(std::iter::repeat_n(MARKS.delimiter, column.saturating_sub(at) as usize));
                at = *column;
                quote(cell, &mut self.text);
            }
            if !self.cells.is_empty() {
                let left = self.columns.saturating_sub(at + 1);
                self.text.extend(std::iter::repeat_n(MARKS.delimiter, left as usize));
            }
            self.cells.clear();
            self.text.push(b'\n');
            self.row += 1;
        }
    }
}

fn quote(cell: &str, text: &mut Vec<u8>) {
    let plain = cell.replace(['\r', '\n'], " ");
    if plain.contains([',', '"']) {
        text.extend_from_slice(format!("\"{}\"", plain.replace('"', "\"\"")).as_bytes());
    } else {
        text.extend_from_slice(plain.as_bytes());
    }
}

/// A cell as a text file would have it.
fn written(cell: &Data) -> String {
    match cell {
        Data::Float(number) if number.abs() < EXACT && number.fract() == 0.0 => format!("{:.0}", number + 0.0),
        Data::Float(number) if number.abs() >= EXACT => format!("{number:.14E}").replace('E', "E+"),
        Data::DateTime(day) if day.is_datetime() => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        // A number without a fraction is written without a point; an empty cell as nothing.
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_written_as_text_files_have_it() {
        for (cell, text) in [
            (Data::Float(99213.0), "99213"),
            (Data::Float(1.5), "1.5"),
            (Data::Float(1_234_567_890_123_456.0), "1234567890123456"),
            (Data::Float(12_345_678_901_234_567_890.0), "1.23456789012346E+19"),
            (Data::Float(-0.0), "0"),
            (Data::Int(450), "450"),
            (Data::String("E11.9".to_owned()), "E11.9"),
            (Data::Empty, ""),
        ] {
            assert_eq!(written(&cell), text);
        }
    }

    #[test]
    fn a_row_is_a_line() {
        let mut lines = Lines { text: Vec::new(), columns: 4, row: 0, cells: Vec::new() };
        for (row, column, text) in [(1, 2, "two\nlines"), (1, 1, "a"), (3, 1, "x,y")] {
            lines.up_to(row);
            lines.cells.push((column, text.to_owned()));
        }
        lines.up_to(4);
        assert_eq!(String::from_utf8_lossy(&lines.text), "\n,a,two lines,\n\n,\"x,y\",,\n");
    }
}
