//! Which column each field is found in: the ones the user names first, then those of the layout in its order.

use super::super::preset::{HeaderPattern, Preset, Target, fold};
use super::{Given, Headers};
use crate::error::Result;
use crate::field::{DxField, Field};
use std::collections::{BTreeMap, BTreeSet};

/// Which column each field was found in.
#[derive(Default)]
pub(super) struct Mapping {
    pub(super) fields: BTreeMap<Field, usize>,
    pub(super) columns: BTreeSet<usize>,
    /// The columns named under `[columns]`.
    pub(super) by_hand: BTreeSet<usize>,
}

impl Mapping {
    pub(super) fn take(&mut self, field: Field, column: usize) -> bool {
        // What names the claim in several tables may mean something by itself, too.
        // So may a code with its modifier behind it.
        let shares = match field {
            Field::JoinKey(_) => true,
            Field::Modifier(1) => self.fields.get(&Field::ProcedureCode) == Some(&column),
            _ => false,
        };
        if self.fields.contains_key(&field) || (self.columns.contains(&column) && !shares) {
            return false;
        }
        self.fields.insert(field, column);
        self.columns.insert(column) || shares
    }

    /// A place that stands in for another is that one where there is no other; a subscriber is not the patient where a file
    /// has no columns for one, unless the user has named them; another file may have them then.
    pub(super) fn take_fallbacks(&mut self, given: Given<'_>) {
        if !self.fields.contains_key(&Field::PlaceOfService)
            && let Some(column) = self.fields.remove(&Field::ClaimPlaceOfService)
        {
            self.fields.insert(Field::PlaceOfService, column);
        }
        if !self.has_any(&[Field::BirthDate, Field::Sex]) {
            for field in [Field::SubscriberBirthDate, Field::SubscriberSex] {
                let Some(column) = self.fields.remove(&field) else { continue };
                let patient = if field == Field::SubscriberSex { Field::Sex } else { Field::BirthDate };
                match given {
                    _ if !self.by_hand.contains(&column) => _ = self.columns.remove(&column),
                    Given::All(_) => _ = self.fields.insert(patient, column),
                    Given::Some(_) => _ = self.fields.insert(field, column),
                }
            }
        }
    }

    pub(super) fn has_any(&self, fields: &[Field]) -> bool {
        fields.iter().any(|field| self.fields.contains_key(field))
    }

    pub(super) fn map_by_hand(&mut self, headers: &Headers<'_>, given: Given<'_>) -> Result<()> {
        let (Given::All(columns) | Given::Some(columns)) = given;
        for (&field, wanted) in columns {
            let exact = headers.spelled.iter().position(|header| header == wanted.trim());
            let found = exact.or_else(|| headers.by_name.get(&fold(wanted)).and_then(|at| at.first().copied()));
            let Some(column) = found else {
                match given {
                    Given::All(_) => return Err(headers.not_there(field, wanted)),
                    Given::Some(_) => continue,
                }
            };
            if !self.take(field, column) {
                let other = self.fields.iter().find(|(_, at)| **at == column).map(|(field, _)| field.to_string());
                return Err(headers.problem(
                    format!(
                        "[columns] maps \"{}\" to {} and to {field}",
                        headers.spelled[column],
                        other.unwrap_or_default()
                    ),
                    "a column has one meaning: remove one of the two lines from [columns]".to_owned(),
                ));
            }
            self.by_hand.insert(column);
        }
        Ok(())
    }

    pub(super) fn map_by(&mut self, preset: &Preset, headers: &Headers<'_>) {
        for entry in preset.columns.iter().filter(|entry| !entry.beside_one_dx) {
            for pattern in &entry.headers {
                match (&entry.target, pattern) {
                    (Target::One(field), HeaderPattern::Exact(name)) => {
                        if let Some(&column) = headers.by_name.get(name).and_then(|columns| columns.first()) {
                            self.take(*field, column);
                        }
                    }
                    (target, pattern) => {
                        let series = headers.series(pattern);
                        // Where the others are numbered from 2, they have the numbers of the list.
                        let others = target.field(1) == Some(Field::Dx(DxField::Listed(2)));
                        let before = u8::from(others && series.first().is_some_and(|(number, _)| *number == 2));
                        for (number, column) in series {
                            if let Some(field) = target.field(number - before) {
                                self.take(field, column);
                            }
                        }
                    }
                }
            }
        }
    }
}
