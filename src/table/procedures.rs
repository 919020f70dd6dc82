//! A list of procedure codes: the fee schedule of CMS, or the user's own with one code a line.
//!
//! The fee schedule (PPRRVU, National Physician Fee Schedule Relative Value File) is of one year and has the codes of CPT
//! categories I and III; what it leaves out of the other categories does not say that a code is wrong. A user's own
//! list is taken at its word for every code and date.

use super::lines::Lines;
use super::{fault, file_name};
use crate::claim::{CodeSystem, Procedure};
use crate::date::Date;
use crate::error::{Error, Result};
use std::io::Read;
use std::path::Path;

/// Lines among which the header of the fee schedule has to stand.
const HEADER_WITHIN: u64 = 30;
const HELP: &str = "name the PPRRVU….csv of CMS, or a text file with one procedure code a line";

/// One file.
#[derive(Clone, Debug)]
pub struct ProcedureList {
    /// The year the fee schedule is for; `None` for a list of the user's own.
    pub year: Option<u32>,
    codes: Vec<u32>,
}

impl ProcedureList {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Data`] at the first line that is no line of such a file.
    pub fn read(path: &Path, text: Box<dyn Read + '_>) -> Result<Self> {
        let mut lines = Lines::new(path, text);
        let mut notices = Vec::new();
        while let Some((number, line)) = lines.next()? {
            let line = line.trim_ascii();
            if is_fee_schedule_header(line) {
                return fee_schedule(path, lines, &notices);
            }
            notices.push((number, line.to_vec()));
            if number >= HEADER_WITHIN {
                break;
            }
        }
        own_list(path, lines, notices)
    }

    /// Whether the list says, for codes of this shape on this day, which there are.
    #[must_use]
    pub fn covers(&self, system: CodeSystem, code: Procedure, date: Date) -> bool {
        match self.year {
            None => true,
            Some(year) => {
                let category_three = system == CodeSystem::CptLettered && code.to_string().ends_with('T');
                date.number() / 10_000 == year && (system == CodeSystem::Cpt || category_three)
            }
        }
    }

    /// Whether it has a code, by its number.
    #[must_use]
    pub fn has(&self, code: u32) -> bool {
        self.codes.binary_search(&code).is_ok()
    }

    /// Number of its codes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    fn of(path: &Path, year: Option<u32>, mut codes: Vec<u32>) -> Result<Self> {
        codes.sort_unstable();
        codes.dedup();
        if codes.is_empty() {
            return Err(fault(path, None, "there is not one procedure code in it".to_owned(), HELP));
        }
        Ok(Self { year, codes })
    }
}

/// The last of its header lines begins with `HCPCS,MOD,DESCRIPTION`.
fn is_fee_schedule_header(line: &[u8]) -> bool {
    line.get(..21).is_some_and(|start| start.eq_ignore_ascii_case(b"HCPCS,MOD,DESCRIPTION"))
}

/// Only the first column is kept: the third one is the AMA's.
fn fee_schedule(path: &Path, mut lines: Lines<'_>, notices: &[(u64, Vec<u8>)]) -> Result<ProcedureList> {
    let Some(year) = year(path, notices) else {
        let problem = "neither its name (PPRRVU2026_…) nor its first lines say which year it is for".to_owned();
        return Err(fault(path, None, problem, "keep the name CMS gave it"));
    };
    let mut codes = Vec::new();
    while let Some((number, line)) = lines.next()? {
        if line.iter().all(|byte| byte.is_ascii_whitespace() || *byte == b',') {
            continue;
        }
        let cell = line.split(|&byte| byte == b',').next().unwrap_or_default();
        codes.push(code(path, number, cell)?);
    }
    ProcedureList::of(path, Some(year), codes)
}

fn own_list(path: &Path, mut lines: Lines<'_>, begun: Vec<(u64, Vec<u8>)>) -> Result<ProcedureList> {
    let mut codes = Vec::new();
    let mut heading = true;
    let mut add = |number: u64, line: &[u8]| -> Result<()> {
        let line = line.trim_ascii();
        if line.is_empty() || line.starts_with(b"#") {
            return Ok(());
        }
        // One heading may stand above the codes.
        if std::mem::take(&mut heading) && Procedure::parse(unquoted(line)).number().is_none() && is_heading(line) {
            return Ok(());
        }
        codes.push(code(path, number, line)?);
        Ok(())
    };
    for (number, line) in begun {
        add(number, &line)?;
    }
    while let Some((number, line)) = lines.next()? {
        add(number, line)?;
    }
    ProcedureList::of(path, None, codes)
}

/// One word or two without a digit: `code`, `HCPCS Code`.
fn is_heading(line: &[u8]) -> bool {
    line.len() <= 30 && unquoted(line).iter().all(|byte| byte.is_ascii_alphabetic() || b" _/-".contains(byte))
}

fn unquoted(cell: &[u8]) -> &[u8] {
    let cell = cell.trim_ascii();
    cell.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(cell).trim_ascii()
}

fn code(path: &Path, line: u64, cell: &[u8]) -> Result<u32, Error> {
    Procedure::parse(unquoted(cell)).number().ok_or_else(|| {
        let text: String = String::from_utf8_lossy(cell).chars().take(40).collect();
        fault(path, Some(line), format!("\"{text}\" is no procedure code"), HELP)
    })
}

/// `PPRRVU2026_Jul_nonQPP.csv` or a first line that begins `2026 National Physician Fee Schedule`.
fn year(path: &Path, notices: &[(u64, Vec<u8>)]) -> Option<u32> {
    let plausible = |text: &str| text.get(..4)?.parse().ok().filter(|year| (2000..2100).contains(year));
    let name = file_name(path);
    let by_name = name.split_once("pprrvu").and_then(|(_, rest)| plausible(rest));
    by_name.or_else(|| {
        let title = |line: &[u8]| {
            let text = String::from_utf8_lossy(line).to_ascii_lowercase();
            let text = text.trim_start_matches(['"', ',', ' ']);
            text.contains("national physician fee schedule").then(|| plausible(text)).flatten()
        };
        notices.iter().find_map(|(_, line)| title(line))
    })
}
