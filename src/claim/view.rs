//! One claim as its rules see it.
//!
//! Everything a rule may ask is read once per claim into these views; the cells behind them are named by [`CellRef`],
//! so that a finding can point at what it judged. A claim has all its lines, wherever in the file they stand.

use super::cells::PointersCell;
use super::{BillType, Biller, ClaimKind, Layout, MetService, Slot};
use crate::code::Code;
use crate::date::Date;
use crate::field::DxField;

pub use super::procedure::{CodeSystem, Procedure};

/// A cell of a claim, or one of the codes in a cell that holds several.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct CellRef {
    /// Index into [`Claim::lines`].
    pub line: u32,
    /// The column.
    pub slot: Slot,
    /// Where in the cell's text the part that is meant begins, in bytes.
    pub start: u16,
    /// Length of that part in bytes; 0 means the whole cell.
    pub len: u16,
}

impl CellRef {
    /// The whole cell in column `slot` of line `line`.
    #[must_use]
    pub const fn whole(line: u32, slot: Slot) -> Self {
        Self { line, slot, start: 0, len: 0 }
    }
}

/// A date and the cell that says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dated {
    /// The date.
    pub date: Date,
    /// Where it stands; `None` for a date given on the command line.
    pub cell: Option<CellRef>,
}

/// One service line.
#[derive(Clone, Debug)]
pub struct Line {
    /// Date of service; where the line has none, the claim's from date.
    pub date: Option<Dated>,
    /// Who bills it.
    pub biller: Biller,
    /// Five characters of a CPT or HCPCS code, upper case, left-aligned; blank where there is none.
    pub procedure: Procedure,
    /// Its modifiers in order, with the column of each.
    pub modifiers: Modifiers,
    /// Where its procedure with these modifiers is remembered, if it is.
    pub service: Option<MetService>,
    /// The diagnoses it points to, as a bit set over [`Claim::diagnoses`]; `None` where the file has no pointers or
    /// the form knows none.
    pub linked: Option<u64>,
    /// First diagnosis it points to, an index into [`Claim::diagnoses`].
    pub first_linked: Option<u8>,
    /// What its column of all pointers says, on a form that has pointers.
    pub pointers: PointersCell,
    /// Type of bill of the line, else of the claim.
    pub bill_type: Option<BillType>,
    /// Four digits of the revenue code; `None` where there is none.
    pub revenue_code: Option<u16>,
    /// Place of service; `None` where there is none.
    pub place_of_service: Option<u8>,
    /// Units of service; `None` where there are none or they are no number.
    pub units: Option<f64>,
}

/// A modifier as two bytes, upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Modifier(pub [u8; 2]);

/// The modifiers of one line, at most [`crate::field::MAX_MODIFIERS`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Modifiers {
    len: u8,
    items: [([u8; 2], u16); crate::field::MAX_MODIFIERS as usize],
}

impl Modifiers {
    /// Adds a modifier read from `slot`; one beyond the fifth is not kept.
    pub fn push(&mut self, modifier: Modifier, slot: Slot) {
        if let Some(item) = self.items.get_mut(usize::from(self.len)) {
            *item = (modifier.0, slot.0);
            self.len += 1;
        }
    }

    /// The modifiers in order, each with its column.
    pub fn iter(&self) -> impl Iterator<Item = (Modifier, Slot)> + '_ {
        self.items[..usize::from(self.len)].iter().map(|&(modifier, slot)| (Modifier(modifier), Slot(slot)))
    }

    /// Whether the line has no modifier.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// One diagnosis of a claim: each is kept once, at the first line that carries it.
#[derive(Clone, Copy, Debug)]
pub struct Diagnosis<'a> {
    /// Where it stands.
    pub cell: CellRef,
    /// As written, blanks around it removed.
    pub text: &'a [u8],
    /// The code, where the text has the shape of one and nothing says that it is of another code set.
    pub code: Option<Code>,
    /// Which diagnosis it is. Several codes in one cell are numbered on from the column's own number.
    pub field: DxField,
    /// Which code set the file says it is of.
    pub coding: Coding,
}

/// Which code set a diagnosis is of, as its version column or a word in its cell says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coding {
    /// Nothing says it.
    Unsaid,
    /// ICD-10-CM.
    Icd10,
    /// ICD-9-CM.
    Icd9,
    /// Another one: SNOMED CT, ICD-11, CPT.
    Other,
}

impl Coding {
    /// Whether a code of this shape can be one of ICD-10-CM.
    #[must_use]
    pub const fn may_be_icd10(self) -> bool {
        matches!(self, Self::Unsaid | Self::Icd10)
    }
}

/// The patient's sex as the claim says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sex {
    /// Female: `F`, `2`, `female`.
    Female,
    /// Male: `M`, `1`, `male`.
    Male,
    /// Neither said.
    Unknown,
}

/// Most service lines of a claim: loop 2400 of the 837I repeats 999 times, that of the 837P 50 times. Rows of one claim
/// id that are more are no claim, and are not compared with each other.
pub const MOST_LINES: usize = 999;

/// One claim.
#[derive(Debug)]
pub struct Claim<'a> {
    /// The claim id as in the file; empty where the file has no such column.
    pub id: &'a [u8],
    /// The format it is sent in.
    pub kind: ClaimKind,
    /// Type of bill of the first line that has one.
    pub bill_type: Option<BillType>,
    /// Its service lines in file order; never empty.
    pub lines: Vec<Line>,
    /// Its distinct diagnoses: the list in order, then the others.
    pub diagnoses: Vec<Diagnosis<'a>>,
    /// First day of the claim: its from date, else the earliest date of service.
    pub from: Option<Dated>,
    /// Last day of the claim: discharge, else through date.
    pub through: Option<Dated>,
    /// Whether its dates say that it is a stay where neither its type nor its bill type says what it is: it has a day of
    /// discharge, and none of a service.
    pub is_stay: bool,
    /// Date cells with text that is no date.
    pub unreadable_dates: Vec<CellRef>,
    /// Age in years on the first day of the claim.
    pub age: Option<u16>,
    /// Whether no age is known although there is a birth date: it is one that cannot be read.
    pub birth_is_unread: bool,
    /// The patient's sex.
    pub sex: Sex,
    /// Whether it lists several diagnoses and nothing says which comes first.
    pub is_unordered: bool,
    /// Cells of all lines, [`Layout::columns`] wide, blanks around them removed, null tokens empty.
    pub cells: Vec<&'a [u8]>,
    /// Number of cells of a line.
    pub width: usize,
}

impl<'a> Claim<'a> {
    /// Whether it has more lines than a claim can have.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        self.lines.len() > MOST_LINES
    }

    /// Whether the discharge or through date says which code set judges its diagnoses; see
    /// [`ClaimKind::is_judged_by_through_date`].
    #[must_use]
    pub fn is_judged_by_through_date(&self) -> bool {
        self.is_stay || self.kind.is_judged_by_through_date(self.bill_type)
    }

    /// The text of a whole cell.
    #[must_use]
    pub fn cell(&self, line: usize, slot: Slot) -> &'a [u8] {
        self.cells[line * self.width + usize::from(slot.0)]
    }

    /// The text a reference names.
    #[must_use]
    pub fn text(&self, cell: CellRef) -> &'a [u8] {
        let whole = self.cell(cell.line as usize, cell.slot);
        match cell.len {
            0 => whole,
            len => &whole[usize::from(cell.start)..][..usize::from(len)],
        }
    }

    /// The cell of `field` in a line, where the layout has it.
    #[must_use]
    pub fn field(&self, layout: &Layout, line: usize, field: crate::field::Field) -> Option<(CellRef, &'a [u8])> {
        let slot = layout.slot(field)?;
        #[allow(clippy::cast_possible_truncation, reason = "a claim is cut at MAX_LINES lines, far below u32")]
        Some((CellRef::whole(line as u32, slot), self.cell(line, slot)))
    }

    /// The principal or first-listed diagnosis: the one in a principal column of its own, else the first of the list.
    /// A principal column that repeats the first of the list is not kept beside it, see [`super::Assembler`]. `None`, too,
    /// where nothing says which comes first.
    #[must_use]
    pub fn first_listed(&self) -> Option<&Diagnosis<'a>> {
        if self.is_unordered {
            return None;
        }
        let principal = self.diagnoses.iter().find(|dx| dx.field == DxField::Principal);
        let listed = self.diagnoses.iter().filter(|dx| matches!(dx.field, DxField::Listed(_)));
        principal.or_else(|| listed.min_by_key(|dx| dx.field))
    }
}
