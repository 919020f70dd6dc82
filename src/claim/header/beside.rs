//! Columns that say what a diagnosis is which has the row to itself: its place in the list, its code set, what it is to the
//! claim.
//!
//! Their names are used for other things as well (`sequence` numbers service lines, `dx_type` may hold `ICD10` or `principal`),
//! so what else the row has and what the cells hold decides.

use super::super::cells;
use super::super::preset::Preset;
use super::guess::{Sample, texts};
use super::{Headers, Mapping};
use crate::claim::Coding;
use crate::field::{DxField, Field};

impl Mapping {
    /// Reads such columns, where the row has one diagnosis; and takes back a version that names no code set.
    pub(super) fn map_beside_one_dx(&mut self, preset: &Preset, headers: &Headers<'_>, sample: &Sample) {
        if !self.fields.contains_key(&Field::Coded) {
            self.leave(Field::CodeSet);
        }
        if let Some(column) = self.fields.get(&Field::IcdVersion).copied()
            && texts(sample, column).next().is_some()
            && !texts(sample, column).any(names_code_set)
            && self.leave(Field::IcdVersion)
            && self.lists_by_rows()
            && texts(sample, column).all(cells::names_dx_role)
        {
            self.take(Field::DxRole, column);
        }
        for entry in preset.columns.iter().filter(|entry| entry.beside_one_dx) {
            let Some(field) = entry.target.field(1) else { continue };
            let fits = |column: &usize| {
                let named = entry.headers.iter().any(|pattern| pattern.fits(&headers.folded[*column]));
                let mut cells = texts(sample, *column).peekable();
                let says = match field {
                    Field::IcdVersion => cells.peek().is_some() && cells.all(names_code_set) && self.has_one_dx(),
                    _ => self.lists_by_rows() && cells.all(numbers),
                };
                named && says && !self.columns.contains(column)
            };
            if let Some(column) = (0..headers.spelled.len()).find(fits) {
                self.take(field, column);
            }
        }
    }

    /// Takes a field back that the user has not named; whether there was one.
    fn leave(&mut self, field: Field) -> bool {
        let Some(column) = self.fields.get(&field).copied().filter(|column| !self.by_hand.contains(column)) else {
            return false;
        };
        self.fields.remove(&field);
        self.columns.remove(&column)
    }

    fn has_one_dx(&self) -> bool {
        self.fields.keys().filter(|field| matches!(field, Field::Dx(DxField::Listed(_) | DxField::Principal))).count()
            == 1
    }

    /// Whether a row is one diagnosis and no service.
    fn lists_by_rows(&self) -> bool {
        let of_service = |field: &Field| {
            matches!(
                field,
                Field::ProcedureCode | Field::Modifier(_) | Field::RevenueCode | Field::Units | Field::LineNumber
            )
        };
        self.has_one_dx() && !self.fields.keys().any(of_service)
    }
}

/// Whether a cell is a place in a list, also of one that begins with 0.
fn numbers(text: &[u8]) -> bool {
    text == b"0" || cells::dx_sequence(text).is_some()
}

/// Whether a cell names a code set of diagnoses.
fn names_code_set(text: &[u8]) -> bool {
    let begins = |word: &[u8]| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let other = [&b"SNOMED"[..], b"SCT", b"ICD", b"ICPC", b"READ"];
    cells::coding(text) != Coding::Other || other.iter().any(|word| begins(word))
}
