//! A sheet of an Excel workbook as text: one line for each of its rows, so that a line number is the row's number.

use crate::error::{Error, Result};
use calamine::{Data, Range, Reader, Xlsx};
use std::io::Cursor;
use std::path::Path;

/// Numbers from here on have more digits than a spreadsheet keeps.
const ROUNDED: f64 = 1e15;

/// Whether a file that begins so is a workbook of this kind (.xlsx).
#[must_use]
pub fn is_workbook(sample: &[u8]) -> bool {
    let names = |name: &[u8]| memchr::memmem::find(sample, name).is_some();
    sample.starts_with(b"PK\x03\x04") && (names(b"xl/") || names(b"[Content_Types].xml"))
}

/// The name and the text of the sheet that is wanted, or of the first one.
///
/// # Errors
/// When the bytes are no workbook, or it has no such sheet.
pub(super) fn text(path: &Path, bytes: Vec<u8>, wanted: Option<&str>) -> Result<(String, Vec<u8>)> {
    let unusable =
        |problem: String, help: &str| Error::Input { path: path.to_path_buf(), problem, help: Some(help.to_owned()) };
    let unreadable = |error: calamine::XlsxError| {
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
        None => names
            .first()
            .cloned()
            .ok_or_else(|| unusable("the workbook has no sheet".to_owned(), "save it with the sheet of the claims"))?,
    };
    let range = book.worksheet_range(&name).map_err(unreadable)?;
    Ok((name, rows(&range)))
}

fn rows(range: &Range<Data>) -> Vec<u8> {
    let (above, before) = range.start().unwrap_or_default();
    let mut text = vec![b'\n'; above as usize];
    for row in range.rows() {
        if row.iter().any(|cell| *cell != Data::Empty) {
            text.extend(std::iter::repeat_n(b',', before as usize));
            for (number, cell) in row.iter().enumerate() {
                if number > 0 {
                    text.push(b',');
                }
                quote(&written(cell), &mut text);
            }
        }
        text.push(b'\n');
    }
    text
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
        Data::Float(number) if number.abs() >= ROUNDED => format!("{number:.14E}").replace('E', "E+"),
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
            (Data::Float(1_234_567_890_123_456.0), "1.23456789012346E+15"),
            (Data::Int(450), "450"),
            (Data::String("E11.9".to_owned()), "E11.9"),
            (Data::Empty, ""),
        ] {
            assert_eq!(written(&cell), text);
        }
    }

    #[test]
    fn a_row_is_a_line() {
        let cell = |row, column, text: &str| calamine::Cell::new((row, column), Data::String(text.to_owned()));
        let range = Range::from_sparse(vec![cell(1, 1, "a"), cell(1, 2, "two\nlines"), cell(3, 1, "x,y")]);
        assert_eq!(String::from_utf8_lossy(&rows(&range)), "\n,a,two lines\n\n,\"x,y\",\n");
    }
}
