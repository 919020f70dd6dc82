//! Headers nobody has listed: taken for what their name and their cells both say, and said to be guessed.
//!
//! A name alone is not enough (`Diagnosis Text` holds no code), nor are cells alone (a category of drugs can look like a
//! code). Where two columns could be meant and only one can be right, neither is taken.

use super::super::cells;
use super::super::preset::{Preset, fold};
use super::super::shape::{Shape, is_icd9_diagnosis};
use super::order;
use super::{Headers, Mapping};
use crate::claim::Procedure;
use crate::code::Code;
use crate::date::Date;
use crate::field::{DxField, Field};

/// Diagnoses of one code set that are enough to say that a file is of that code set.
const ENOUGH: usize = 8;

/// Rows from the beginning of a file, as cells.
pub type Sample = Vec<csv::ByteRecord>;

pub(super) const DIAGNOSIS: [&str; 5] = ["diag", "dx", "icd", "dgns", "condition"];
const CLAIM: [&str; 8] = ["claim", "clm", "encounter", "visit", "invoice", "acct", "account", "bill"];
const NUMBER: [&str; 7] = ["id", "no", "num", "nbr", "key", "ref", "control"];
const SERVICE: [&str; 8] = ["serv", "svc", "srvc", "dos", "visit", "encounter", "treatment", "claim"];
const DAY: [&str; 5] = ["date", "dt", "day", "dos", "from"];
const PROCEDURE: [&str; 5] = ["proc", "cpt", "hcpcs", "px", "service"];
pub(super) const NOT_SERVED: [&str; 10] =
    ["paid", "pay", "birth", "dob", "post", "entry", "entered", "create", "submit", "receiv"];

impl Mapping {
    /// Whether every diagnosis of the sample is a SNOMED CT code, and there are enough to say so of the file.
    pub(super) fn holds_snomed(&self, sample: &Sample) -> bool {
        let Some(&column) = self.fields.get(&Field::Dx(DxField::Listed(1))) else { return false };
        let mut count = 0;
        for text in texts(sample, column) {
            if Shape::of(text) != Some(Shape::Snomed) {
                return false;
            }
            count += 1;
        }
        count >= ENOUGH
    }

    /// Reads modifiers out of the cells of procedure codes, where the file has them there and nowhere else.
    pub(super) fn share_modifiers(&mut self, sample: &Sample) {
        let Some(&column) = self.fields.get(&Field::ProcedureCode) else { return };
        if self.fields.keys().any(|field| matches!(field, Field::Modifier(_))) {
            return;
        }
        let both = |cell: &[u8]| cell.len() > 5 && !Procedure::parse_with_more(cell).is_none();
        if sample.iter().filter_map(|row| row.get(column)).any(both) {
            self.take(Field::Modifier(1), column);
        }
    }

    /// Takes columns that are left for fields that are missing; those it has taken.
    pub(super) fn guess(&mut self, preset: &Preset, headers: &Headers<'_>, sample: &Sample) -> Vec<Field> {
        let mut guessed = Vec::new();
        let is_left =
            |column: &usize| !self.columns.contains(column) && preset.why_unread(&headers.folded[*column]).is_none();
        let left: Vec<usize> = (0..headers.spelled.len()).filter(is_left).collect();
        let fitting = |name: &dyn Fn(&str) -> bool, cell: &dyn Fn(&[u8]) -> bool| -> Vec<usize> {
            let fits = |column: &usize| name(&headers.folded[*column]) && says(sample, *column, cell);
            left.iter().copied().filter(fits).collect()
        };
        let has = |header: &str, words: &[&str]| words.iter().any(|word| header.contains(word));
        if !self.fields.keys().any(|field| matches!(field, Field::Dx(_) | Field::Coded)) {
            let columns = fitting(&|header| has(header, &DIAGNOSIS), &is_diagnosis);
            for (number, column) in order::numbered(&headers.spelled, columns) {
                let field = Field::Dx(DxField::Listed(number));
                guessed.extend(self.take(field, column).then_some(field));
            }
        }
        let single = [
            (Field::ClaimId, fitting(&|header| has(header, &CLAIM) && has(header, &NUMBER), &|_| true)),
            (
                Field::ServiceDate,
                fitting(&|header| has(header, &SERVICE) && has(header, &DAY) && !has(header, &NOT_SERVED), &|cell| {
                    Date::parse(cell).is_some()
                }),
            ),
            (Field::ProcedureCode, fitting(&|header| has(header, &PROCEDURE), &is_procedure)),
        ];
        for (field, columns) in single {
            let missing = match field {
                Field::ServiceDate => !self.fields.keys().any(|known| known.is_date()),
                field => !self.fields.contains_key(&field),
            };
            if let ([column], true) = (columns.as_slice(), missing) {
                guessed.extend(self.take(field, *column).then_some(field));
            }
        }
        guessed
    }
}

/// The cells of a column that are not blank.
pub(super) fn texts(sample: &Sample, column: usize) -> impl Iterator<Item = &[u8]> {
    sample.iter().filter_map(move |row| row.get(column)).map(cells::trim).filter(|text| !text.is_empty())
}

/// Whether a column has text in the sample and all of it is of a kind.
fn says(sample: &Sample, column: usize, kind: &dyn Fn(&[u8]) -> bool) -> bool {
    let mut some = false;
    for text in texts(sample, column) {
        if !kind(text) {
            return false;
        }
        some = true;
    }
    some
}

fn is_diagnosis(cell: &[u8]) -> bool {
    cells::codes(cell).all(|part| {
        let text = part.of(cell);
        Code::parse(text).is_some() || is_icd9_diagnosis(text)
    })
}

fn is_procedure(cell: &[u8]) -> bool {
    Procedure::parse(cell).system().or(Procedure::parse_with_more(cell).system()).is_some()
}

/// The lines of `claimlint.toml` that settle what was guessed.
#[must_use]
pub fn settled(columns: &[(Field, String)]) -> String {
    let line = |(field, header): &(Field, String)| format!("{field} = {}", toml::Value::from(header.as_str()));
    let lines: Vec<String> = columns.iter().filter(|(_, header)| !fold(header).is_empty()).map(line).collect();
    format!("[columns]\n{}", lines.join("\n"))
}
