//! NCCI procedure-to-procedure edits: the pairs of codes of which the second is not paid beside the first.
//!
//! CMS publishes some four million rows a quarter. Each becomes eight bytes in one sorted array: 20 bits for either code
//! ([`Procedure::number`]), 11 for each date by its place in a list of the few hundred that occur, 2 for the modifier
//! indicator. Layout: "PTP Coding Edits" files, tab-separated (NCCI, CMS).

use super::lines::Lines;
use super::{Service, fault, file_name};
use crate::claim::Procedure;
use crate::date::Date;
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

/// Lines before which the header has to stand.
const HEADER_WITHIN: u64 = 40;
/// Bits of the number of a date.
const DATE_BITS: u32 = 11;
/// Most dates that can be told apart; 0 is "none".
const DATES: usize = 1 << DATE_BITS;
const CODE_BITS: u32 = 20;
const OF_CODES: u32 = 2 * DATE_BITS + 2;
const HELP: &str = "name the tab-separated text file as CMS publishes it: ccipra-…-f1.txt, ccioph-…-f1.txt";

/// Edits, sorted by their codes once [`Ptp::finish`] has run.
#[derive(Clone, Debug, Default)]
pub struct Ptp {
    rows: Vec<u64>,
    dates: Vec<u32>,
    number_of: HashMap<u32, u64>,
}

/// An edit in force on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PtpEdit {
    /// Whether a modifier of [`is_bypass`] sets it aside (indicator 1; 0 where none does).
    pub modifier_allowed: bool,
    /// The day it began.
    pub from: Date,
}

/// Whose edits a file has: CMS says it in the file's name only.
pub(super) fn service(path: &Path) -> Result<Service> {
    let name = file_name(path);
    if name.contains("ccioph") || name.contains("hospital") {
        Ok(Service::Hospital)
    } else if name.contains("ccipra") || name.contains("practitioner") {
        Ok(Service::Practitioner)
    } else {
        let problem = "its name does not say whether its edits are for practitioners or for hospitals".to_owned();
        Err(fault(path, None, problem, "keep the name CMS gave it, which begins with ccipra or ccioph"))
    }
}

/// Whether a modifier sets aside an edit of indicator 1 (NCCI Policy Manual 2026, chapter I, part E, "NCCI
/// PTP-associated modifiers").
#[must_use]
pub fn is_bypass(modifier: [u8; 2]) -> bool {
    const BYPASS: [&[u8; 2]; 44] = [
        b"E1", b"E2", b"E3", b"E4", b"FA", b"F1", b"F2", b"F3", b"F4", b"F5", b"F6", b"F7", b"F8", b"F9", b"TA", b"T1",
        b"T2", b"T3", b"T4", b"T5", b"T6", b"T7", b"T8", b"T9", b"LT", b"RT", b"LC", b"LD", b"RC", b"LM", b"RI", b"24",
        b"25", b"57", b"58", b"78", b"79", b"27", b"59", b"91", b"XE", b"XS", b"XP", b"XU",
    ];
    BYPASS.contains(&&modifier)
}

impl Ptp {
    /// Adds the edits of a file.
    ///
    /// # Errors
    /// [`Error::Data`] at the first line that is no line of such a file.
    pub fn read(&mut self, path: &Path, text: Box<dyn Read + '_>) -> Result<()> {
        let mut lines = Lines::new(path, text);
        let mut header = false;
        let mut edits = 0u64;
        while let Some((number, line)) = lines.next()? {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let mut cells = line.split(|&byte| byte == b'\t').map(<[u8]>::trim_ascii);
            let first = cells.next().unwrap_or_default();
            if !header {
                header = first.eq_ignore_ascii_case(b"Column 1")
                    && cells.next().is_some_and(|second| second.eq_ignore_ascii_case(b"Column 2"));
                if !header && number >= HEADER_WITHIN {
                    break;
                }
                continue;
            }
            let code = Procedure::parse(first).number();
            let Some(code) = code else {
                // The header goes on over three more lines, whose first cells are empty.
                if edits == 0 && first.is_empty() {
                    continue;
                }
                return Err(wrong(path, number, &format!("\"{}\" is no procedure code", shown(first))));
            };
            let row = self.row(code, cells).map_err(|problem| wrong(path, number, &problem))?;
            edits += 1;
            // An edit of indicator 9 never was in force.
            self.rows.extend(row);
        }
        match (header, edits) {
            (false, _) => Err(wrong_file(
                path,
                "no line begins with \"Column 1\" and \"Column 2\", as the header of NCCI edits does",
            )),
            (true, 0) => Err(wrong_file(path, "there is a header but not one edit")),
            (true, _) => Ok(()),
        }
    }

    /// The cells behind the first code: second code, prior to 1996, effective date, deletion date, modifier, rationale.
    fn row<'c>(&mut self, first: u32, mut cells: impl Iterator<Item = &'c [u8]>) -> Result<Option<u64>, String> {
        let mut cell = || cells.next().ok_or("the line has fewer than six columns");
        let second = cell()?;
        let second =
            Procedure::parse(second).number().ok_or_else(|| format!("\"{}\" is no procedure code", shown(second)))?;
        let _prior_to_1996 = cell()?;
        let from = day(cell()?)?;
        let deleted = match cell()? {
            b"*" | b"" => None,
            text => Some(day(text)?),
        };
        let indicator = match cell()? {
            b"0" => 0,
            b"1" => 1,
            b"9" => return Ok(None),
            other => return Err(format!("\"{}\" is no modifier indicator: 0, 1 or 9", shown(other))),
        };
        if deleted.is_some_and(|deleted| deleted < from) {
            return Err("this edit is deleted before it begins".to_owned());
        }
        let from = self.number_of(from)?;
        let deleted = deleted.map_or(Ok(0), |day| self.number_of(day))?;
        let codes = u64::from(first) << CODE_BITS | u64::from(second);
        Ok(Some(codes << OF_CODES | from << (DATE_BITS + 2) | deleted << 2 | indicator))
    }

    /// The number of a date, from 1.
    fn number_of(&mut self, day: u32) -> Result<u64, String> {
        if let Some(&number) = self.number_of.get(&day) {
            return Ok(number);
        }
        if self.dates.len() + 1 >= DATES {
            return Err(format!("more than {} different dates", DATES - 1));
        }
        self.dates.push(day);
        let number = self.dates.len() as u64;
        self.number_of.insert(day, number);
        Ok(number)
    }

    /// Makes the edits findable.
    pub fn finish(&mut self) {
        self.rows.sort_unstable();
        self.rows.dedup();
        self.rows.shrink_to_fit();
    }

    /// Whether there is no edit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Number of edits that were ever in force.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The edit of a pair of codes, by their numbers, in force on a day; of several the one no modifier sets aside.
    #[must_use]
    pub fn edit(&self, column1: u32, column2: u32, date: Date) -> Option<PtpEdit> {
        let codes = u64::from(column1) << CODE_BITS | u64::from(column2);
        let day = date.number();
        let first = self.rows.partition_point(|&row| row >> OF_CODES < codes);
        let edits = self.rows.get(first..)?.iter().take_while(|&&row| row >> OF_CODES == codes);
        let date_of =
            |number: u64| usize::try_from(number).ok()?.checked_sub(1).and_then(|at| self.dates.get(at)).copied();
        edits
            .filter_map(|&row| {
                let mask = DATES as u64 - 1;
                let from = date_of(row >> (DATE_BITS + 2) & mask)?;
                let in_force = from <= day && date_of(row >> 2 & mask).is_none_or(|deleted| day <= deleted);
                let edit = PtpEdit { modifier_allowed: row & 3 == 1, from: Date::from_number(from)? };
                in_force.then_some(edit)
            })
            .min_by_key(|edit| edit.modifier_allowed)
    }

    /// The numbers of the second codes that any edit has beside a first one, in order; a number can come several times.
    #[must_use]
    pub fn seconds(&self, column1: u32) -> impl ExactSizeIterator<Item = u32> + '_ {
        let of = |code: u64| self.rows.partition_point(|&row| row >> (OF_CODES + CODE_BITS) < code);
        let (first, last) = (of(u64::from(column1)), of(u64::from(column1) + 1));
        let mask = (1 << CODE_BITS) - 1;
        let rows = self.rows.get(first..last).unwrap_or_default();
        rows.iter().map(move |row| u32::try_from(row >> OF_CODES & mask).unwrap_or(u32::MAX))
    }
}

fn day(text: &[u8]) -> Result<u32, String> {
    let date = (text.len() == 8 && text.iter().all(u8::is_ascii_digit)).then(|| Date::parse(text)).flatten();
    date.map(Date::number).ok_or_else(|| format!("\"{}\" is no date of eight digits", shown(text)))
}

fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(text).chars().take(40).collect()
}

fn wrong(path: &Path, line: u64, problem: &str) -> Error {
    fault(path, Some(line), problem.to_owned(), HELP)
}

fn wrong_file(path: &Path, problem: &str) -> Error {
    fault(path, None, problem.to_owned(), HELP)
}
