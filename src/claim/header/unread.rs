//! Columns that are not read and perhaps should be, by what their cells hold.
//!
//! A name is not shown here of a line that may be a row of data, unless the cells below it tell that it is none.

use super::super::shape::Shape;
use super::guess::{DIAGNOSIS, NOT_SERVED, Sample, texts};
use super::{Diagnoses, Headers, Mapping, looks_like_data, shorten};
use crate::code::Code;
use crate::date::Date;
use crate::field::{DxField, Field, MAX_LISTED};

impl Headers<'_> {
    /// The line of `claimlint.toml` that names a column.
    pub(super) fn line_to_add(&self, field: &str, column: usize) -> String {
        format!("{field} = \"{}\"", self.spelled[column].replace('\\', "\\\\").replace('"', "\\\""))
    }

    /// Columns most of whose cells have the shape of ICD-10-CM codes and of nothing else, with a dot or under a name that
    /// speaks of diagnoses.
    pub(super) fn with_codes(&self, sample: &Sample) -> Vec<usize> {
        let holds = |column: &usize| {
            let by_name = DIAGNOSIS.iter().any(|word| self.folded[*column].contains(word));
            let is_code = |cell: &&[u8]| {
                Code::parse(cell).is_some() && (by_name || cell.contains(&b'.')) && Shape::of(cell).is_none()
            };
            let (all, codes) = (texts(sample, *column).count(), texts(sample, *column).filter(is_code).count());
            codes * 2 > all && self.is_named(*column)
        };
        // Of columns numbered alike one may have codes without a dot only.
        let stem = |column: usize| self.folded[column].trim_end_matches(|c: char| c.is_ascii_digit());
        let found: Vec<usize> = (0..self.spelled.len()).filter(holds).collect();
        let is_code = |cell: &[u8]| Code::parse(cell).is_some() && Shape::of(cell).is_none();
        let alike = |column: &usize| {
            let numbered = stem(*column).len() < self.folded[*column].len() && !stem(*column).is_empty();
            let beside = || found.iter().any(|other| stem(*other) == stem(*column));
            numbered && beside() && texts(sample, *column).next().is_some() && texts(sample, *column).all(is_code)
        };
        (0..self.spelled.len()).filter(|column| found.contains(column) || alike(column)).collect()
    }

    fn is_named(&self, column: usize) -> bool {
        !self.folded[column].is_empty() && looks_like_data(&self.spelled[column]).is_none()
    }

    /// What is to be said of columns that look like diagnoses or, where no date is known, like dates, and are not read.
    pub(super) fn worth_reading(&self, mapping: &Mapping, sample: &Sample, diagnoses: Diagnoses) -> Vec<String> {
        if diagnoses == Diagnoses::Elsewhere {
            return Vec::new();
        }
        let unread = |column: &usize| !mapping.columns.contains(column);
        let mut notes = Vec::new();
        let codes: Vec<usize> = self.with_codes(sample).into_iter().filter(unread).collect();
        let number = |field: &Field| if let Field::Dx(DxField::Listed(number)) = field { Some(*number) } else { None };
        let last = mapping.fields.keys().filter_map(number).max().unwrap_or(0);
        let in_rows = mapping.has_any(&[Field::DxSequence, Field::DxRole, Field::Coded]);
        if !codes.is_empty() && (1..MAX_LISTED).contains(&last) && !in_rows {
            let names: Vec<String> =
                codes.iter().map(|column| format!("\"{}\"", shorten(&self.spelled[*column]))).collect();
            // The first place of the list may be the one that is vacant.
            let first = [DxField::Listed(1), DxField::Principal].map(Field::Dx);
            let vacant = (1..=1).filter(|_| !mapping.has_any(&first)).chain(last + 1..=MAX_LISTED);
            let lines: Vec<String> =
                vacant.zip(&codes).map(|(number, column)| self.line_to_add(&format!("dx{number}"), *column)).collect();
            notes.push(format!(
                "not read, and its cells look like diagnosis codes: {}; if they are diagnoses of the claim, write {} under \
                 [columns] in claimlint.toml",
                names.join(", "),
                lines.join(", ")
            ));
        }
        if !mapping.fields.keys().any(|field| field.is_date()) {
            let is_date = |cell: &[u8]| Date::parse(cell).is_some();
            let served = |column: &usize| !NOT_SERVED.iter().any(|word| self.folded[*column].contains(word));
            let holds = |column: &usize| {
                unread(column)
                    && served(column)
                    && self.is_named(*column)
                    && texts(sample, *column).next().is_some()
                    && texts(sample, *column).all(is_date)
            };
            if let Some(column) = (0..self.spelled.len()).find(holds) {
                notes.push(format!(
                    "no column is known to hold a date; by its cells it may be this: {} under [columns] in claimlint.toml",
                    self.line_to_add("service_date", column)
                ));
            }
        }
        notes
    }
}
