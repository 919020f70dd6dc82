//! Which cells of a companion's row are kept, and as what: all of the claim, or the next diagnosis of its list.

use super::Held;
use crate::claim::{DxSlots, Layout, Long, Slot, cells};
use crate::field::{DxField, Field, MAX_EXTERNAL_CAUSES, MAX_LISTED, MAX_VISIT_REASONS};

/// Every cell of a row that says something and does not name the claim.
pub(super) fn wide(layout: &Layout, row: &[&[u8]]) -> Vec<(Field, Slot)> {
    (0u16..)
        .zip(&layout.columns)
        .filter(|(slot, column)| {
            !row[usize::from(*slot)].is_empty() && !matches!(column.field, Field::ClaimId | Field::JoinKey(_))
        })
        .map(|(slot, column)| (column.field, Slot(slot)))
        .collect()
}

/// The diagnosis of a row and what qualifies it, as the next free one of its kind.
pub(super) fn diagnosis(layout: &Layout, long: Long, row: &[&[u8]], taken: &[(Field, Held)]) -> Vec<(Field, Slot)> {
    let says = |dx: &&DxSlots| !row[usize::from(dx.code.0)].is_empty();
    let Some(dx) = layout.diagnoses.first().filter(says) else { return Vec::new() };
    let is_free = |field: &DxField| !taken.iter().any(|(known, _)| *known == Field::Dx(*field));
    let text = |slot: Option<Slot>| slot.map_or(&b""[..], |slot| row[usize::from(slot.0)]);
    let wanted = cells::dx_role(text(long.role), cells::dx_sequence(text(long.sequence)));
    let Some(field) = alike(wanted).find(is_free) else { return Vec::new() };
    let mut found = vec![(Field::Dx(field), dx.code)];
    found.extend(dx.version.map(|slot| (Field::DxVersion(field), slot)));
    if let DxField::Listed(number) = field {
        found.extend(dx.poa.map(|slot| (Field::Poa(number), slot)));
    }
    found
}

/// Whether a field says something of the diagnosis of a row, not of the claim.
pub(super) const fn is_of_diagnosis(field: Field) -> bool {
    matches!(
        field,
        Field::Dx(_) | Field::DxVersion(_) | Field::IcdVersion | Field::Poa(_) | Field::DxSequence | Field::DxRole
    )
}

/// Whether a field is of a claim's list of diagnoses.
pub(super) const fn is_of_list(field: Field) -> bool {
    matches!(field, Field::Dx(DxField::Listed(_)) | Field::DxVersion(DxField::Listed(_)) | Field::Poa(_))
}

/// A diagnosis field and those of its kind after it.
fn alike(field: DxField) -> Box<dyn Iterator<Item = DxField>> {
    match field {
        DxField::Listed(n) => Box::new((n..=MAX_LISTED).map(DxField::Listed)),
        DxField::VisitReason(n) => Box::new((n..=MAX_VISIT_REASONS).map(DxField::VisitReason)),
        DxField::ExternalCause(n) => Box::new((n..=MAX_EXTERNAL_CAUSES).map(DxField::ExternalCause)),
        other => Box::new(std::iter::once(other)),
    }
}
