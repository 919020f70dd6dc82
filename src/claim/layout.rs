//! What the columns of one file mean.
//!
//! A layout lists only the columns claimlint reads, in file order; a [`Slot`] is a place in that list. Nothing behind
//! the layout knows column numbers or header spellings.

use super::ClaimKind;
use crate::field::{DxField, Field};

/// A mapped column: an index into [`Layout::columns`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Slot(pub u16);

/// One column of the file that claimlint reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// What it means.
    pub field: Field,
    /// Its place in the file, from 0.
    pub index: usize,
    /// Its header, as the file spells it.
    pub header: String,
}

/// A diagnosis column with the columns that qualify it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DxSlots {
    /// Which diagnosis it is.
    pub field: DxField,
    /// The code.
    pub code: Slot,
    /// The ICD version of this code, its own column or the row's.
    pub version: Option<Slot>,
    /// Its present-on-admission indicator.
    pub poa: Option<Slot>,
}

/// The columns of one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layout {
    /// Name of the layout preset the header was recognised as: "canonical", "rif-carrier", ...
    pub name: String,
    /// The columns that are read, in file order.
    pub columns: Vec<Column>,
    /// The headers that are not read, in file order.
    pub unread: Vec<String>,
    /// Number of fields of every well-formed row.
    pub width: usize,
    /// The kind every claim has where the layout itself says so (a RIF carrier file holds professional claims).
    pub claim_kind: Option<ClaimKind>,
    /// Diagnosis columns in the order they are judged.
    pub diagnoses: Vec<DxSlots>,
    /// Modifier columns in order.
    pub modifiers: Vec<Slot>,
}

impl Layout {
    /// A layout of these columns, of a file `width` fields wide.
    #[must_use]
    pub fn new(name: &str, mut columns: Vec<Column>, unread: Vec<String>, width: usize) -> Self {
        columns.sort_by_key(|column| column.index);
        let mut layout = Self {
            name: name.to_owned(),
            columns,
            unread,
            width,
            claim_kind: None,
            diagnoses: Vec::new(),
            modifiers: Vec::new(),
        };
        let mut diagnoses: Vec<DxSlots> = (0u16..)
            .zip(&layout.columns)
            .filter_map(|(slot, column)| match column.field {
                Field::Dx(field) => Some(DxSlots {
                    field,
                    code: Slot(slot),
                    version: layout.slot(Field::DxVersion(field)).or(layout.slot(Field::IcdVersion)),
                    poa: match field {
                        DxField::Listed(n) => layout.slot(Field::Poa(n)),
                        _ => None,
                    },
                }),
                _ => None,
            })
            .collect();
        diagnoses.sort_by_key(|dx| dx.field);
        let mut modifiers: Vec<(u8, Slot)> = (0u16..)
            .zip(&layout.columns)
            .filter_map(|(slot, column)| match column.field {
                Field::Modifier(n) => Some((n, Slot(slot))),
                _ => None,
            })
            .collect();
        modifiers.sort_unstable();
        layout.diagnoses = diagnoses;
        layout.modifiers = modifiers.into_iter().map(|(_, slot)| slot).collect();
        layout
    }

    /// Where a field stands, if the file has it.
    #[must_use]
    pub fn slot(&self, field: Field) -> Option<Slot> {
        (0u16..).zip(&self.columns).find(|(_, column)| column.field == field).map(|(slot, _)| Slot(slot))
    }

    /// Whether the file has the field.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        self.slot(field).is_some()
    }

    /// The column behind a slot of this layout.
    #[must_use]
    pub fn column(&self, slot: Slot) -> &Column {
        &self.columns[usize::from(slot.0)]
    }
}
