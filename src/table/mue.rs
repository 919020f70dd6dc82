//! Medically unlikely edits: the most units of a code on one line or one day.
//!
//! CMS publishes one CSV file per kind of service and quarter. Its first record is a notice in one quoted cell, its
//! second the header, whose second cell says whose services it is for. Some edits are confidential: a code that is not
//! in the file may have a limit all the same, so nothing is ever said of it.

use super::{Service, fault, file_name};
use crate::claim::Procedure;
use crate::date::Date;
use crate::error::{Error, Result};
use std::io::Read;
use std::path::Path;

/// Records among which the header has to stand.
const HEADER_WITHIN: usize = 10;
const HELP: &str = "name the CSV file as CMS publishes it: MCR_MUE_PractitionerServices_Eff_….csv";

/// How a limit is applied: the MUE adjudication indicator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Adjudication {
    /// 1: to each line.
    Line,
    /// 2: to the day, without exception.
    DayAbsolute,
    /// 3: to the day, unless the record shows that more was needed.
    Day,
}

/// The limit of one code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MueLimit {
    /// Most units.
    pub units: u32,
    /// How it is applied.
    pub by: Adjudication,
}

/// One file.
#[derive(Clone, Debug)]
pub struct Mue {
    /// Whose services it is for.
    pub service: Service,
    /// The day it begins, from its name; any day where its name does not say.
    pub from: Option<Date>,
    limits: Vec<(u32, MueLimit)>,
}

impl Mue {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Data`] at the first record that is no record of such a file.
    pub fn read(path: &Path, text: Box<dyn Read + '_>) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let mut service = None;
        let mut limits = Vec::new();
        for (index, record) in reader.byte_records().enumerate() {
            let record = record.map_err(|problem| unreadable(path, problem))?;
            let line = record.position().map(csv::Position::line);
            let cell = |at: usize| record.get(at).unwrap_or_default().trim_ascii();
            if service.is_none() {
                if index == 0 && cell(0).starts_with(b"PK\x03\x04") {
                    return Err(fault(path, None, "is a ZIP archive or an Excel workbook, not text".to_owned(), HELP));
                }
                service = header(cell(0), cell(1));
                if service.is_none() && index + 1 >= HEADER_WITHIN {
                    break;
                }
                continue;
            }
            if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            limits.push(limit(&cell).map_err(|problem| fault(path, line, problem, HELP))?);
        }
        let Some(service) = service else {
            let problem = "no record begins with \"HCPCS/CPT Code\" and \"… Services MUE Values\", as the header of MUE files does";
            return Err(fault(path, None, problem.to_owned(), HELP));
        };
        if limits.is_empty() {
            return Err(fault(path, None, "there is a header but not one edit".to_owned(), HELP));
        }
        limits.sort_by_key(|(code, _)| *code);
        if let Some(pair) = limits.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let problem = format!("{} is listed twice", Procedure::of_number(pair[0].0));
            return Err(fault(path, None, problem, HELP));
        }
        Ok(Self { service, from: begins(path), limits })
    }

    /// The limit of a code, by its number.
    #[must_use]
    pub fn limit(&self, code: u32) -> Option<MueLimit> {
        let index = self.limits.binary_search_by_key(&code, |(code, _)| *code).ok()?;
        self.limits.get(index).map(|(_, limit)| *limit)
    }

    /// Whether it had begun on a day.
    #[must_use]
    pub fn holds(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date)
    }
}

/// Whose services the header is for.
fn header(first: &[u8], second: &[u8]) -> Option<Service> {
    let folded = |text: &[u8]| {
        let letters = text.iter().filter(|byte| !byte.is_ascii_whitespace()).map(u8::to_ascii_lowercase);
        String::from_utf8_lossy(&letters.collect::<Vec<_>>()).into_owned()
    };
    let (first, second) = (folded(first), folded(second));
    if first != "hcpcs/cptcode" || !second.ends_with("servicesmuevalues") {
        return None;
    }
    [
        ("practitioner", Service::Practitioner),
        ("outpatienthospital", Service::Hospital),
        ("dmesupplier", Service::Supplier),
    ]
    .into_iter()
    .find(|(words, _)| second.starts_with(words))
    .map(|(_, service)| service)
}

fn limit<'c>(cell: &impl Fn(usize) -> &'c [u8]) -> Result<(u32, MueLimit), String> {
    let text = |at: usize| String::from_utf8_lossy(cell(at)).chars().take(40).collect::<String>();
    let code = Procedure::parse(cell(0)).number().ok_or_else(|| format!("\"{}\" is no procedure code", text(0)))?;
    let units = text(1).parse().map_err(|_| format!("\"{}\" is no number of units", text(1)))?;
    let by = match cell(2).first() {
        Some(b'1') => Adjudication::Line,
        Some(b'2') => Adjudication::DayAbsolute,
        Some(b'3') => Adjudication::Day,
        _ => return Err(format!("\"{}\" is no adjudication indicator: it begins with 1, 2 or 3", text(2))),
    };
    Ok((code, MueLimit { units, by }))
}

/// `…_Eff_04-01-2026.csv`: 2026-04-01.
fn begins(path: &Path) -> Option<Date> {
    let name = file_name(path);
    let (_, date) = name.split_once("eff_")?;
    Date::parse(date.get(..10)?.as_bytes())
}

fn unreadable(path: &Path, problem: csv::Error) -> Error {
    let line = problem.position().map(csv::Position::line);
    match problem.into_kind() {
        csv::ErrorKind::Io(source) => Error::io("read", path)(source),
        _ => fault(path, line, "this record cannot be read".to_owned(), HELP),
    }
}
