//! What the columns of one file mean.
//!
//! A layout lists only the columns claimlint reads, in file order; a [`Slot`] is a place in that list. Nothing behind
//! the layout knows column numbers or header spellings.

use super::ClaimKind;
use crate::date::{Date, DateStyle};
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
    /// How days are written in it, where it holds days.
    pub style: DateStyle,
}

impl Column {
    /// A column of this meaning, its days written as usual.
    #[must_use]
    pub const fn new(field: Field, index: usize, header: String) -> Self {
        Self { field, index, header, style: DateStyle::Usual }
    }
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

/// How rows make claims, where it is not a row for each service line with all of the claim on it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Manner {
    /// A row without a claim id belongs to the claim above it, and its blank columns say what they say there.
    pub blank_below: bool,
    /// What the last line begins with, where it is no row.
    pub trailer: Option<Vec<u8>>,
    /// Each diagnosis has a row of its own.
    pub long: Option<Long>,
    /// Rows list the diagnoses of a claim one below the other, in this file or in the one they are taken from.
    pub listed_by_rows: Option<Long>,
    /// A row is a service or a diagnosis, and this column says which by the code set of its code.
    pub code_set: Option<Slot>,
}

/// A diagnosis as a row: what says its place in the claim's list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Long {
    /// Its number; without such a column, the order of the rows.
    pub sequence: Option<Slot>,
    /// What it is to the claim: principal, admitting, ...
    pub role: Option<Slot>,
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
    /// The number of cells nearly all of the first rows have, where it is not [`Layout::width`].
    pub rows_have: Option<usize>,
    /// The kind every claim has where the layout itself says so (a RIF carrier file holds professional claims).
    pub claim_kind: Option<ClaimKind>,
    /// How its rows make claims.
    pub manner: Manner,
    /// Diagnosis columns in the order they are judged.
    pub diagnoses: Vec<DxSlots>,
    /// Modifier columns in order.
    pub modifiers: Vec<Slot>,
    /// Pointer columns in order, where each pointer has its own; all pointers in one column are in [`Layout::slots`].
    pub pointers: Vec<Slot>,
    /// Where the single fields stand.
    pub slots: Slots,
}

/// The places of the fields that are read of every row, so that reading a row never searches.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs, reason = "each is the place of the field of the same name")]
pub struct Slots {
    pub claim_id: Option<Slot>,
    pub line_number: Option<Slot>,
    pub claim_type: Option<Slot>,
    pub bill_type: Option<Slot>,
    pub facility_type: Option<Slot>,
    pub bill_classification: Option<Slot>,
    pub bill_frequency: Option<Slot>,
    pub place_of_service: Option<Slot>,
    pub specialty: Option<Slot>,
    pub taxonomy: Option<Slot>,
    pub service_date: Option<Slot>,
    pub from_date: Option<Slot>,
    pub through_date: Option<Slot>,
    pub admission_date: Option<Slot>,
    pub discharge_date: Option<Slot>,
    pub dx_pointers: Option<Slot>,
    pub procedure_code: Option<Slot>,
    pub units: Option<Slot>,
    pub revenue_code: Option<Slot>,
    pub age: Option<Slot>,
    pub birth_date: Option<Slot>,
    pub sex: Option<Slot>,
    pub subscriber_birth_date: Option<Slot>,
    pub subscriber_sex: Option<Slot>,
}

impl Slots {
    fn of(layout: &Layout) -> Self {
        Self {
            claim_id: layout.slot(Field::ClaimId),
            line_number: layout.slot(Field::LineNumber),
            claim_type: layout.slot(Field::ClaimType),
            bill_type: layout.slot(Field::BillType),
            facility_type: layout.slot(Field::FacilityType),
            bill_classification: layout.slot(Field::BillClassification),
            bill_frequency: layout.slot(Field::BillFrequency),
            place_of_service: layout.slot(Field::PlaceOfService),
            specialty: layout.slot(Field::Specialty),
            taxonomy: layout.slot(Field::Taxonomy),
            service_date: layout.slot(Field::ServiceDate),
            from_date: layout.slot(Field::FromDate),
            through_date: layout.slot(Field::ThroughDate),
            admission_date: layout.slot(Field::AdmissionDate),
            discharge_date: layout.slot(Field::DischargeDate),
            dx_pointers: layout.slot(Field::DxPointers),
            procedure_code: layout.slot(Field::ProcedureCode),
            units: layout.slot(Field::Units),
            revenue_code: layout.slot(Field::RevenueCode),
            age: layout.slot(Field::Age),
            birth_date: layout.slot(Field::BirthDate),
            sex: layout.slot(Field::Sex),
            subscriber_birth_date: layout.slot(Field::SubscriberBirthDate),
            subscriber_sex: layout.slot(Field::SubscriberSex),
        }
    }
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
            rows_have: None,
            claim_kind: None,
            manner: Manner::default(),
            diagnoses: Vec::new(),
            modifiers: Vec::new(),
            pointers: Vec::new(),
            slots: Slots::default(),
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
        layout.diagnoses = diagnoses;
        layout.modifiers = layout.series(|field| if let Field::Modifier(n) = field { Some(n) } else { None });
        layout.pointers = layout.series(|field| if let Field::DxPointer(n) = field { Some(n) } else { None });
        layout.slots = Slots::of(&layout);
        layout.manner.code_set = layout.slot(Field::CodeSet);
        layout.manner.long = layout.long();
        let unnumbered = layout.lists_one_a_row().then_some(Long { sequence: None, role: None });
        layout.manner.listed_by_rows = layout.manner.long.or(unnumbered);
        layout
    }

    /// How diagnoses stand in rows, where one column lists them all and another says which is which.
    fn long(&self) -> Option<Long> {
        let listed = self.diagnoses.iter().filter(|dx| matches!(dx.field, DxField::Listed(_) | DxField::Principal));
        let long = Long { sequence: self.slot(Field::DxSequence), role: self.slot(Field::DxRole) };
        let says_which = long.sequence.is_some() || long.role.is_some() || self.manner.code_set.is_some();
        (says_which && listed.count() == 1).then_some(long)
    }

    /// Whether a row has one diagnosis and nothing of a service: what has several rows lists as many diagnoses.
    fn lists_one_a_row(&self) -> bool {
        let of_service = |column: &Column| column.field.is_of_line() && !matches!(column.field, Field::ServiceDate);
        matches!(self.diagnoses.as_slice(), [DxSlots { field: DxField::Listed(1), .. }])
            && !self.columns.iter().any(of_service)
    }

    /// How diagnoses stand in the rows of the file itself, where each has a row of its own.
    #[must_use]
    pub fn own_rows_list(&self) -> Option<Long> {
        let in_file = |dx: &DxSlots| self.column(dx.code).index < self.width;
        self.manner.listed_by_rows.filter(|_| self.diagnoses.iter().all(in_file))
    }

    /// Whether the first diagnosis of the list is read, if the rest of it is.
    #[must_use]
    pub fn has_first_diagnosis(&self) -> bool {
        let is_first = |dx: &DxSlots| matches!(dx.field, DxField::Listed(1) | DxField::Principal);
        let is_listed = |dx: &DxSlots| matches!(dx.field, DxField::Listed(_));
        self.diagnoses.iter().any(is_first) || !self.diagnoses.iter().any(is_listed)
    }

    /// Whether modifiers stand behind the procedure codes, in the same cells.
    #[must_use]
    pub fn modifiers_stand_with_codes(&self) -> bool {
        let code = self.slots.procedure_code.map(|slot| self.column(slot).index);
        code.is_some() && self.modifiers.iter().any(|&slot| Some(self.column(slot).index) == code)
    }

    /// The columns of a numbered field, in the order of their numbers.
    fn series(&self, number: impl Fn(Field) -> Option<u8>) -> Vec<Slot> {
        let mut found: Vec<(u8, Slot)> = (0u16..)
            .zip(&self.columns)
            .filter_map(|(slot, column)| Some((number(column.field)?, Slot(slot))))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, slot)| slot).collect()
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

    /// The day a cell of a column names, read as days are written there.
    #[must_use]
    pub fn date(&self, slot: Slot, text: &[u8]) -> Option<Date> {
        Date::parse_as(text, self.column(slot).style)
    }

    /// The column behind a slot of this layout.
    #[must_use]
    pub fn column(&self, slot: Slot) -> &Column {
        &self.columns[usize::from(slot.0)]
    }
}
