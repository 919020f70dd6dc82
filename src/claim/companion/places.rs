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

/// What is kept of the diagnosis of a row.
#[derive(Default)]
pub(super) struct Placed {
    /// Its cells, each with the field it is kept as.
    pub(super) cells: Vec<(Field, Slot)>,
    /// Whether there is no place for it any more.
    pub(super) has_no_place: bool,
}

/// The diagnosis of a row and what qualifies it, as the next free one of its kind. Where its place is another's already, or
/// none is said, the cell that says so is kept too, as [`Field::DxSequence`]: the list has no order then.
pub(super) fn diagnosis(layout: &Layout, long: Long, row: &[&[u8]], taken: &[(Field, Held)]) -> Placed {
    let says = |dx: &&DxSlots| !row[usize::from(dx.code.0)].is_empty();
    let Some(dx) = layout.diagnoses.first().filter(says) else { return Placed::default() };
    let of = |field: Field| taken.iter().find(|(known, _)| *known == field).map(|(_, held)| held);
    let text = |slot: Option<Slot>| slot.map_or(&b""[..], |slot| row[usize::from(slot.0)]);
    let (role, sequence) = (text(long.role), cells::dx_sequence(text(long.sequence)));
    let wanted = cells::dx_role(role, sequence);
    let holder = of(Field::Dx(wanted));
    if sequence.is_some() && holder.is_some_and(|held| *held.text == *row[usize::from(dx.code.0)]) {
        return Placed::default();
    }
    let is_unnumbered = long.sequence.is_some() && sequence.is_none() && role.is_empty();
    // Where only the first is told from the others, these share a place.
    let is_disputed = holder.is_some() && (sequence.is_some() || wanted == DxField::Listed(1));
    let of_order = matches!(wanted, DxField::Listed(_) | DxField::Principal) && (is_unnumbered || is_disputed);
    let disorder = long.sequence.or(long.role).filter(|_| of_order && of(Field::DxSequence).is_none());
    let mut found: Vec<(Field, Slot)> = disorder.map(|slot| (Field::DxSequence, slot)).into_iter().collect();
    let free = alike(wanted).find(|field| of(Field::Dx(*field)).is_none());
    if let Some(field) = free {
        found.push((Field::Dx(field), dx.code));
        found.extend(dx.version.map(|slot| (Field::DxVersion(field), slot)));
        if let DxField::Listed(number) = field {
            found.extend(dx.poa.map(|slot| (Field::Poa(number), slot)));
        }
    }
    Placed { cells: found, has_no_place: free.is_none() }
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
