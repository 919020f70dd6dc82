//! Tables as CSV.

use super::{Cell, neutral};
use crate::error::{Error, Result};
use std::io::{self, Write};

/// Writes a table.
///
/// # Errors
/// When `out` cannot be written, which is told by `failed`, and those of the rows.
pub fn write_csv(
    heads: &[&str],
    rows: impl IntoIterator<Item = Result<Vec<Cell>>>,
    out: impl Write,
    failed: &dyn Fn(io::Error) -> Error,
) -> Result<()> {
    let broken = |error: csv::Error| failed(error.into());
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(heads).map_err(broken)?;
    for row in rows {
        writer.write_record(row?.iter().map(text)).map_err(broken)?;
    }
    writer.flush().map_err(failed)
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => neutral(text),
        Cell::Count(count) => count.to_string(),
        Cell::Rate(rate) => rate.map_or_else(String::new, |rate| format!("{rate:.4}")),
        Cell::Number(number) => number.map_or_else(String::new, |number| format!("{number:.2}")),
        Cell::Money(hundredths) => hundredths.map_or_else(String::new, |hundredths| {
            let sign = if hundredths < 0 { "-" } else { "" };
            let all = hundredths.unsigned_abs();
            format!("{sign}{}.{:02}", all / 100, all % 100)
        }),
    }
}
