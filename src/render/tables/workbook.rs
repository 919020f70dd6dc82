//! The tables as a workbook, one sheet each, with heads that stay and columns that can be filtered.

use super::{Cell, Table, legible, runs};
use crate::error::{Error, Result};
use rust_xlsxwriter::{DataValidation, Format, Workbook, Worksheet, XlsxError};
use std::io;

/// Rows of a sheet, without its head and the last one.
const ROWS: u32 = 1_048_574;
/// Columns of sentences, where rows are not at hand to be measured.
const WIDE: [&str; 2] = ["message", "what to do"];
/// Widths of a column, in characters.
const NARROWEST: usize = 9;
const WIDEST: usize = 60;
/// Of a column of which nothing else is known.
const USUAL: usize = 18;
/// The column of a worksheet in which only the words of a verdict may stand.
const VERDICT: &str = "verdict";
/// Units of UTF-16 in a cell, which is how spreadsheets count characters.
const CELL: usize = 32_000;

/// Makes the workbook of a report: the tables, and behind the first of them the findings.
///
/// # Errors
/// When the workbook cannot be made, which is told by `failed`, and those of the findings.
pub fn write_workbook(
    tables: &[Table<'_>],
    heads: &[&str],
    findings: impl IntoIterator<Item = Result<Vec<Cell>>>,
    failed: &dyn Fn(io::Error) -> Error,
) -> Result<Vec<u8>> {
    let broken = |error: XlsxError| failed(io::Error::other(error));
    let mut workbook = Workbook::new();
    let mut findings = Some(findings);
    for table in tables {
        let rows = table.rows.iter().cloned().map(Ok);
        write_sheet(&mut workbook, &table.name, &columns(table), rows, &broken)?;
        if let Some(findings) = findings.take() {
            let usual = |head: &&'_ str| if WIDE.contains(head) { WIDEST } else { USUAL };
            let columns: Vec<_> = heads.iter().map(|head| (*head, usual(head))).collect();
            write_sheet(&mut workbook, "findings", &columns, findings, &broken)?;
        }
    }
    workbook.save_to_buffer().map_err(broken)
}

/// The heads of a table, each with the width its column needs.
fn columns<'t>(table: &Table<'t>) -> Vec<(&'t str, usize)> {
    let length = |cell: &Cell| match cell {
        Cell::Text(text) => text.chars().count(),
        _ => NARROWEST,
    };
    let longest = |column: usize| table.rows.iter().filter_map(|row| row.get(column)).map(length).max();
    // Beside a head stands the button of the filter.
    let width = |(column, head): (usize, &&'t str)| {
        let needed = longest(column).unwrap_or_default().max(head.chars().count() + 2);
        (*head, (needed + 1).clamp(NARROWEST, WIDEST))
    };
    table.heads.iter().enumerate().map(width).collect()
}

/// Writes a sheet. Rows it has no room for are counted in its last one.
fn write_sheet(
    workbook: &mut Workbook,
    name: &str,
    heads: &[(&str, usize)],
    rows: impl IntoIterator<Item = Result<Vec<Cell>>>,
    broken: &dyn Fn(XlsxError) -> Error,
) -> Result<()> {
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(broken)?;
    begin(sheet, name, heads).map_err(broken)?;
    let (mut written, mut left_out) = (0u32, 0u64);
    for row in rows {
        let row = row?;
        if written == ROWS {
            left_out += 1;
            continue;
        }
        written += 1;
        for (column, cell) in (0u16..).zip(&row) {
            write_cell(sheet, written, column, cell).map_err(broken)?;
        }
    }
    let last = u16::try_from(heads.len()).unwrap_or(u16::MAX).saturating_sub(1);
    sheet.autofilter(0, 0, written, last).map_err(broken)?;
    if let Some(column) = (0u16..).zip(heads).find_map(|(column, (head, _))| (*head == VERDICT).then_some(column)) {
        let verdicts = DataValidation::new().allow_list_strings(&["ok", "fault"]).map_err(broken)?;
        sheet.add_data_validation(1, column, written.max(1), column, &verdicts).map_err(broken)?;
    }
    if left_out > 0 {
        let words = format!("{left_out} more rows than a sheet can have: --csv writes all of them");
        sheet.write_string(written + 1, 0, words).map_err(broken)?;
    }
    Ok(())
}

/// The head, which stays on the screen and on every page, and is as wide as a page that lies on its side.
fn begin(sheet: &mut Worksheet, name: &str, heads: &[(&str, usize)]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    for (column, (head, width)) in (0u16..).zip(heads) {
        sheet.set_column_width(column, u32::try_from(*width).map_or(f64::from(u16::MAX), f64::from))?;
        sheet.write_string_with_format(0, column, *head, &bold)?;
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "a spreadsheet has no other numbers")]
fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    let number = |sheet: &mut Worksheet, number: f64, format: &str| {
        sheet.write_number_with_format(row, column, number, &Format::new().set_num_format(format)).map(drop)
    };
    match cell {
        Cell::Text(text) if text.is_empty() => Ok(()),
        Cell::Text(text) => {
            let mut room = CELL;
            let fits = |c: &char| {
                room = room.saturating_sub(c.len_utf16());
                room > 0
            };
            let text: String = legible(text).chars().filter(|c| shown(*c)).take_while(fits).collect();
            // A string is no formula; the mark keeps it one when somebody edits the cell.
            let quoted = Format::new().set_quote_prefix();
            let plain = Format::new();
            let format = if runs(&text) { &quoted } else { &plain };
            sheet.write_string_with_format(row, column, text, format).map(drop)
        }
        Cell::Count(count) => number(sheet, *count as f64, "#,##0"),
        Cell::Rate(Some(rate)) => number(sheet, *rate, "0.0%"),
        Cell::Number(Some(value)) => number(sheet, *value, "0.00"),
        Cell::Money(Some(hundredths)) => number(sheet, *hundredths as f64 / 100.0, "#,##0.00"),
        Cell::Rate(None) | Cell::Number(None) | Cell::Money(None) => Ok(()),
    }
}

/// Whether XML 1.0 can carry the character.
const fn shown(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}
