//! The layout that was found, and what is said of how it was.

use super::super::layout::{Column, Layout};
use super::super::preset::Preset;
use super::{Confidence, Diagnoses, Headers, Mapping, Recognised, shorten};
use crate::field::{DxField, Field, MAX_LISTED};

/// Unread headers named in a summary; more are counted.
const NAMED: usize = 8;

impl Headers<'_> {
    pub(super) fn recognised(
        &self,
        mapping: &Mapping,
        preset: &Preset,
        confidence: Confidence,
        diagnoses: Diagnoses,
    ) -> Recognised {
        // The code of a row that is a service or a diagnosis is read as either.
        let either = [Field::ProcedureCode, Field::Dx(DxField::Listed(1))];
        let column = |(&field, &index): (&Field, &usize)| {
            let meanings = match field {
                Field::Coded if !mapping.has_any(&either) => either.to_vec(),
                field => vec![field],
            };
            meanings.into_iter().map(move |field| Column::new(field, index, self.spelled[index].clone()))
        };
        let read: Vec<Column> = mapping.fields.iter().flat_map(column).collect();
        let unread: Vec<usize> = (0..self.spelled.len()).filter(|column| !mapping.columns.contains(column)).collect();
        let mut how = preset.title.clone();
        match confidence {
            Confidence::Told => how.push_str(", as you have said"),
            Confidence::Certain => how.push_str(", recognised by their header"),
            Confidence::Likely | Confidence::Guessed => {}
        }
        how = format!("{how}; {} of {} columns read", mapping.columns.len(), self.spelled.len());
        if !mapping.by_hand.is_empty() {
            how = format!("{how}, {} of them named in [columns]", mapping.by_hand.len());
        }
        if !unread.is_empty() {
            let names: Vec<&str> = unread.iter().take(NAMED).map(|&column| self.spelled[column].as_str()).collect();
            let more = match unread.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            how = format!("{how}; not read: {}{more}", names.join(", "));
        }
        let notes = match diagnoses {
            Diagnoses::Here => self.notes(mapping, preset, &unread),
            Diagnoses::Elsewhere => Vec::new(),
        };
        let because = |column: &usize| {
            let why = preset.why_unread(&self.folded[*column])?;
            Some(format!("\"{}\" is not read: {why}", shorten(&self.spelled[*column])))
        };
        let asides = unread.iter().filter_map(because).collect();
        let unread = unread.into_iter().map(|column| self.spelled[column].clone()).collect();
        let mut layout = Layout::new(&preset.name, read, unread, self.spelled.len());
        layout.claim_kind = preset.claim_kind;
        layout.manner.blank_below = preset.blank_below && layout.has(Field::ClaimId);
        layout.manner.trailer = preset.trailer.as_ref().map(|trailer| trailer.clone().into_bytes());
        Recognised {
            layout,
            how,
            notes,
            confidence,
            given: mapping
                .fields
                .iter()
                .filter(|(_, at)| mapping.by_hand.contains(at))
                .flat_map(|(field, _)| [Some(*field), field.fallback()])
                .flatten()
                .collect(),
            guessed: Vec::new(),
            title: preset.title.clone(),
            completes: preset.completes.clone(),
            asides,
        }
    }

    fn notes(&self, mapping: &Mapping, preset: &Preset, unread: &[usize]) -> Vec<String> {
        let mut notes: Vec<String> = preset.elsewhere.iter().cloned().collect();
        let has_first = [DxField::Listed(1), DxField::Principal]
            .map(Field::Dx)
            .iter()
            .any(|field| mapping.fields.contains_key(field));
        if !has_first && mapping.fields.keys().any(|field| matches!(field, Field::Dx(DxField::Listed(_)))) {
            notes.push(
                "the list of diagnoses has no first one: no column is known to hold dx1 or the principal diagnosis; rules on \
                 the order of diagnoses, on pointers and on what another diagnosis would excuse are not run"
                    .to_owned(),
            );
        }
        if !mapping.fields.contains_key(&Field::ClaimId) {
            notes.push("no column holds a claim id: each row is taken for a claim of its own".to_owned());
        }
        let is_diagnosis = |column: &&usize| {
            preset.columns.iter().any(|entry| {
                let dx = matches!(entry.target.field(1), Some(Field::Dx(DxField::Listed(_) | DxField::Principal)));
                dx && entry.headers.iter().any(|pattern| pattern.fits(&self.folded[**column]))
            })
        };
        let quoted = |column: &usize| format!("\"{}\"", shorten(&self.spelled[*column]));
        let is_beyond = |column: &usize| preset.columns.iter().any(|entry| entry.is_beyond(&self.folded[*column]));
        let (beyond, unread): (Vec<usize>, Vec<usize>) = unread.iter().copied().partition(is_beyond);
        if let [first, ..] = beyond.as_slice() {
            let more = if let 1 = beyond.len() { String::new() } else { format!(" and {} more", beyond.len() - 1) };
            notes.push(format!(
                "not read: {}{more}; of a claim's diagnoses the first {MAX_LISTED} are read, and a claim form holds no more \
                 than 25",
                quoted(first)
            ));
        }
        let missed: Vec<String> = unread.iter().filter(is_diagnosis).map(quoted).collect();
        if !missed.is_empty() {
            notes.push(format!(
                "not read, because other columns hold the same places of the list of diagnoses: {}; map them under [columns] to \
                 have them checked",
                missed.join(", ")
            ));
        }
        notes
    }
}
