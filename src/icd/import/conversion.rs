//! The NCHS conversion table: for each new code its effective date and the code or codes used for it before.
//!
//! Published as a workbook (FY2020 as CSV), cumulative since FY2017. The previous assignment is written by hand: one
//! code, several joined by commas, semicolons, `&` or "and", ranges, "None", or words that name no single code ("Code
//! from categories T36-T50"). What names codes is taken; the cell is kept as written beside it.

use super::refuse;
use crate::code::Code;
use crate::date::Date;
use crate::error::Result;
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;
use std::path::Path;

/// One line of a conversion table.
#[derive(Debug)]
pub(super) struct Conversion {
    pub(super) new: Code,
    pub(super) effective: Date,
    pub(super) previous: Vec<Previous>,
    /// The cell, where it is more than one code.
    pub(super) words: String,
}

/// What a previous assignment names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Previous {
    /// One code.
    One(Code),
    /// All codes from the first to the last.
    Range(Code, Code),
}

const HEADING: &str = "Current code assignment";

/// Whether these bytes are a workbook, or text with the heading of a conversion table.
pub(super) fn is_conversion_table(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    bytes.starts_with(b"PK\x03\x04") || start.windows(HEADING.len()).any(|window| window == HEADING.as_bytes())
}

/// Reads a conversion table.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Vec<Conversion>> {
    let rows = if bytes.starts_with(b"PK\x03\x04") { workbook(path, bytes)? } else { csv(path, bytes)? };
    let mut rows = rows.into_iter().skip_while(|(_, cells)| cells[0] != HEADING);
    if rows.next().is_none() {
        return Err(refuse(path, 1, format!("has no column `{HEADING}`: not a conversion table")));
    }
    let rows = rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    let read: Result<Vec<_>> =
        rows.map(|(line, cells)| conversion(&cells).map_err(|problem| refuse(path, line, problem))).collect();
    match read {
        Ok(read) if read.is_empty() => Err(refuse(path, 1, "holds no conversion")),
        read => read,
    }
}

fn workbook(path: &Path, bytes: &[u8]) -> Result<Vec<(usize, [String; 3])>> {
    let fault = |e: calamine::XlsxError| refuse(path, 1, format!("is not a readable workbook: {e}"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(fault)?;
    let sheet = book.worksheet_range_at(0).transpose().map_err(fault)?;
    let sheet = sheet.ok_or_else(|| refuse(path, 1, "is a workbook without sheets"))?;
    let first = sheet.start().map_or(0, |(row, _)| row as usize) + 1;
    Ok(sheet.rows().zip(first..).map(|(cells, line)| (line, [0, 1, 2].map(|i| spelled(cells.get(i))))).collect())
}

fn spelled(cell: Option<&Data>) -> String {
    match cell {
        Some(Data::DateTime(date)) => date.as_f64().to_string(),
        Some(cell) => cell.to_string().trim().to_owned(),
        None => String::new(),
    }
}

fn csv(path: &Path, bytes: &[u8]) -> Result<Vec<(usize, [String; 3])>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut rows = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(|e| refuse(path, 1, format!("is not readable CSV: {e}")))?;
        let line = record.position().map_or(1, |at| line_of(bytes, at.byte()));
        let cell = |i| String::from_utf8_lossy(record.get(i).unwrap_or_default()).trim().to_owned();
        rows.push((line, [cell(0), cell(1), cell(2)]));
    }
    Ok(rows)
}

/// The line of the record that begins at an offset, or after the line end that stands there: the reader leaves the LF of
/// a CR LF to the next record.
fn line_of(bytes: &[u8], at: u64) -> usize {
    let (before, rest) = bytes.split_at(usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len()));
    let ends = rest.iter().take_while(|b| b.is_ascii_whitespace());
    1 + before.iter().chain(ends).filter(|&&b| b == b'\n').count()
}

fn conversion([new, effective, previous]: &[String; 3]) -> Result<Conversion, String> {
    let code = Code::parse(new.as_bytes()).ok_or_else(|| format!("`{new}` is not a code"))?;
    let effective = date(effective).ok_or_else(|| format!("`{effective}` is neither a year nor a date"))?;
    let named = previous_codes(previous);
    let alone = matches!(named[..], [Previous::One(code)] if code.to_string() == *previous);
    let words = if alone { String::new() } else { previous.split_whitespace().collect::<Vec<_>>().join(" ") };
    Ok(Conversion { new: code, effective, previous: named, words })
}

/// A year stands for its 1 October; a date is the spreadsheet's count of days since 1899-12-30, or written out.
fn date(text: &str) -> Option<Date> {
    match text.parse::<u32>() {
        Ok(year @ 2000..=2199) => Date::new(i16::try_from(year).ok()?, 10, 1),
        Ok(days @ 36_526..=109_574) => {
            let origin = Date::new(1899, 12, 30)?.civil();
            let day = origin.checked_add(jiff::Span::new().days(i64::from(days))).ok()?;
            Date::new(day.year(), day.month(), day.day())
        }
        _ => Date::parse(text.as_bytes()),
    }
}

/// The codes a previous assignment names; nothing for "None", for categories as a whole and for open ends (`I63.-`).
fn previous_codes(cell: &str) -> Vec<Previous> {
    let cell = cell.replace(" and ", ",").replace(" AND ", ",");
    let parts = cell.split([',', ';', '&']).map(str::trim);
    parts
        .filter_map(|part| match part.split_once('-') {
            None => Code::parse(part.as_bytes()).map(Previous::One),
            Some((first, last)) => {
                let (first, last) = (Code::parse(first.as_bytes())?, Code::parse(last.as_bytes())?);
                (first.len() > 3 && first.category() == last.category()).then_some(Previous::Range(first, last))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        Code::parse(text.as_bytes()).expect("a code")
    }

    #[test]
    fn reads_previous_assignments_as_written() {
        let one = |text| Previous::One(code(text));
        assert_eq!(previous_codes("G56.01 and G56.02"), [one("G56.01"), one("G56.02")]);
        assert_eq!(previous_codes("M93.001 & M93.002"), [one("M93.001"), one("M93.002")]);
        let range = Previous::Range(code("H05.011"), code("H05.013"));
        assert_eq!(previous_codes("H05.011-H05.013; H05.019"), [range, one("H05.019")]);
        assert_eq!(previous_codes("I63.- and P91.88"), [one("P91.88")]);
        assert_eq!(previous_codes("K59.09 AND Code from categories T36-T50"), [one("K59.09")]);
        for none in ["None", "", "Codes in Categories T15-T19"] {
            assert_eq!(previous_codes(none), [], "{none}");
        }
    }

    #[test]
    fn reads_years_and_spreadsheet_days() {
        assert_eq!(date("2016"), Date::new(2016, 10, 1));
        assert_eq!(date("44197"), Date::new(2021, 1, 1));
        assert_eq!(date("soon"), None);
    }
}
