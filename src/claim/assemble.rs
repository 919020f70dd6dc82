//! From the rows of one claim to the view its rules see.
//!
//! One assembler serves a whole window and keeps its buffers, so that a claim costs no allocation. Cells that a claim
//! repeats on every line, above all its diagnosis list, are compared with the line before and not read again.

mod diagnoses;

use super::biller::BillerSaid;
use super::cells::{self, PointersCell};
use super::kind::KindSaid;
use super::service::{Columns, Services};
use super::view::{Claim, Dated, Line, Sex};
use super::{BillType, Biller, CellRef, ClaimKind, Layout, Slot};
use crate::date::Date;
use crate::field::{DxField, Field, MAX_LISTED};
use std::cmp::Ordering;
use std::collections::HashSet;

/// Builds the claims of a window one after the other.
pub struct Assembler<'b, 'l> {
    layout: &'l Layout,
    claim: Claim<'b>,
    /// Rows accepted for the claim at hand.
    rows: usize,
    /// Of each, whether it lists the diagnoses of the row before it.
    lists_the_same: Vec<bool>,
    /// The claim id of the row accepted last.
    id_above: &'b [u8],
    /// Whether the rows accepted so far have been handed out as a claim.
    handed_out: bool,
    /// For each listed diagnosis number of the line at hand, its place in the claim's list.
    listed: [Option<u8>; MAX_LISTED as usize + 1],
    /// How many numbers are listed, where each of them is that of its place and none is left out.
    in_order: Option<u8>,
    /// The diagnoses the line at hand names by code.
    by_code: ByCode,
    /// The earliest day of the lines read so far.
    earliest: Option<Dated>,
    /// Whether the day each line says its claim begins on is the day of the line: they differ, and there is no other.
    dated_by_line: bool,
    /// Diagnoses of a claim that has too many to compare each with each.
    many: HashSet<(DxField, &'b [u8])>,
    /// Whether the file has a column for the type of bill, or part of it.
    says_bill_type: bool,
    /// Where the cells of a service stand.
    service_columns: Columns<'l>,
    services: Services,
}

/// Diagnoses a line names by code, as places in the claim's list.
#[derive(Clone, Copy, Default)]
struct ByCode {
    first: Option<u8>,
    all: u64,
}

impl ByCode {
    fn add(&mut self, place: Option<u8>) {
        self.first = self.first.or(place);
        self.all |= place.map_or(0, |place| 1 << place);
    }
}

impl<'b, 'l> Assembler<'b, 'l> {
    /// An assembler for rows of this layout, with what is known of services in such rows.
    #[must_use]
    pub fn new(layout: &'l Layout, services: Services) -> Self {
        let claim = Claim {
            id: b"",
            kind: ClaimKind::Unknown,
            bill_type: None,
            lines: Vec::new(),
            diagnoses: Vec::new(),
            from: None,
            through: None,
            is_stay: false,
            unreadable_dates: Vec::new(),
            age: None,
            birth_is_unread: false,
            sex: Sex::Unknown,
            is_unordered: false,
            cells: Vec::new(),
            width: layout.columns.len(),
        };
        let listed = [None; MAX_LISTED as usize + 1];
        let (by_code, many) = (ByCode::default(), HashSet::new());
        Self {
            layout,
            claim,
            rows: 0,
            lists_the_same: Vec::new(),
            id_above: b"",
            handed_out: false,
            listed,
            in_order: None,
            by_code,
            earliest: None,
            dated_by_line: false,
            many,
            says_bill_type: layout.slots.bill_type.is_some() || layout.slots.facility_type.is_some(),
            service_columns: Columns::of(layout),
            services,
        }
    }

    /// What is known of services now.
    #[must_use]
    pub fn into_services(self) -> Services {
        self.services
    }

    /// Where the cells of the next row are put, behind those of the rows before.
    pub fn cells(&mut self) -> &mut Vec<&'b [u8]> {
        &mut self.claim.cells
    }

    /// Whether the row just put behind the accepted ones belongs to another claim than they do.
    #[must_use]
    #[inline]
    pub fn row_begins_a_claim(&self) -> bool {
        let id = self.row_id();
        self.rows > 0 && (id.is_empty() || !cells::same(id, self.id_above))
    }

    /// Whether the row just put behind the accepted ones says which claim it is of.
    #[must_use]
    #[inline]
    pub fn row_is_named(&self) -> bool {
        !self.row_id().is_empty()
    }

    /// The claim id of the row just put behind the accepted ones.
    #[must_use]
    #[inline]
    pub fn row_id(&self) -> &'b [u8] {
        self.id(self.rows)
    }

    /// Takes the row into the claim, a new one when the claim before has been handed out. `lists_the_same` is
    /// [`super::rows::Place::lists_the_same`].
    pub fn accept_row(&mut self, lists_the_same: bool) {
        self.id_above = self.row_id();
        if std::mem::take(&mut self.handed_out) {
            self.claim.cells.drain(..self.rows * self.claim.width);
            self.rows = 0;
            self.lists_the_same.clear();
        }
        self.rows += 1;
        self.lists_the_same.push(lists_the_same);
    }

    /// The claim of the accepted rows; `None` when there are none or they have been handed out.
    pub fn assemble(&mut self) -> Option<&Claim<'b>> {
        if self.rows == 0 || self.handed_out {
            return None;
        }
        self.handed_out = true;
        self.claim.id = self.id(0);
        self.earliest = None;
        self.claim.lines.clear();
        self.claim.diagnoses.clear();
        self.claim.unreadable_dates.clear();
        self.many.clear();
        let is_subscriber = self.patient_is_the_subscriber();
        self.read_claim();
        for row in 0..self.rows {
            self.read_line(row);
        }
        self.claim.is_unordered = self.is_unordered();
        if self.claim.is_unordered {
            // What a number points to is not known then.
            self.claim.lines.iter_mut().for_each(|line| (line.linked, line.first_linked) = (None, None));
        }
        let Layout { slots, .. } = self.layout;
        self.claim.from = self.claim.from.or(self.earliest);
        let birth = if is_subscriber { slots.subscriber_birth_date } else { slots.birth_date };
        let birth = self.first(birth);
        self.claim.age = self.age(birth);
        self.claim.birth_is_unread =
            self.claim.age.is_none() && birth.is_some_and(|birth| self.birth_date(birth).is_none());
        Some(&self.claim)
    }

    /// Whether the patient is the subscriber: nothing is said of the patient on the whole claim. Of those not told apart,
    /// each row says what it says of the subscriber.
    fn patient_is_the_subscriber(&mut self) -> bool {
        let Layout { slots, .. } = self.layout;
        if slots.subscriber_sex.is_none() && slots.subscriber_birth_date.is_none() {
            return false;
        }
        let of_patient = [slots.birth_date, slots.sex];
        let says = |row: usize| of_patient.iter().any(|&slot| !self.cell(row, slot).is_empty());
        if (0..self.rows).any(says) {
            return false;
        }
        if let (Some(sex), Some(instead)) = (slots.sex, slots.subscriber_sex) {
            for row in self.claim.cells.chunks_mut(self.claim.width).take(self.rows) {
                row[usize::from(sex.0)] = row[usize::from(instead.0)];
            }
        }
        true
    }

    fn id(&self, row: usize) -> &'b [u8] {
        self.layout.slots.claim_id.map_or(b"", |slot| self.claim.cell(row, slot))
    }

    /// The cells of a row.
    fn texts(&self, row: usize) -> &[&'b [u8]] {
        &self.claim.cells[row * self.claim.width..][..self.claim.width]
    }

    fn cell(&self, row: usize, slot: Option<Slot>) -> &'b [u8] {
        slot.map_or(b"", |slot| self.claim.cell(row, slot))
    }

    /// The first line that says something in a column, and what it says.
    fn first(&self, slot: Option<Slot>) -> Option<(CellRef, &'b [u8])> {
        let slot = slot?;
        let row = (0..self.rows).find(|&row| !self.claim.cell(row, slot).is_empty())?;
        Some((CellRef::whole(line_number(row), slot), self.claim.cell(row, slot)))
    }

    /// What is said once for the whole claim.
    fn read_claim(&mut self) {
        let Layout { slots, .. } = self.layout;
        let bill_type = (0..self.rows).take_while(|_| self.says_bill_type).find_map(|row| self.bill_type(row));
        self.claim.bill_type = bill_type;
        let place = self.first(slots.place_of_service).and_then(|(_, text)| cells::place_of_service(text));
        self.claim.kind = ClaimKind::derive(&KindSaid {
            claim_type: self.first(slots.claim_type).and_then(|(_, text)| ClaimKind::parse(text)),
            bill_type,
            layout: self.layout.claim_kind,
            place_of_service: place,
        });
        let (from, differ) = self.claim_date(slots.from_date, Ordering::Less);
        self.claim.from = from.or_else(|| self.claim_date(slots.admission_date, Ordering::Less).0);
        let (discharge, _) = self.claim_date(slots.discharge_date, Ordering::Greater);
        self.claim.through = discharge.or_else(|| self.claim_date(slots.through_date, Ordering::Greater).0);
        self.claim.is_stay = discharge.is_some() && self.is_stay();
        self.dated_by_line = differ && slots.service_date.is_none() && !self.claim.is_judged_by_through_date();
        self.claim.sex = self.first(slots.sex).map_or(Sex::Unknown, |(_, text)| cells::sex(text));
    }

    /// Of the days the rows say in a column the first or the last, whichever row comes first; and whether they differ.
    fn claim_date(&mut self, slot: Option<Slot>, wanted: Ordering) -> (Option<Dated>, bool) {
        let Some((cell, mut before)) = self.first(slot) else { return (None, false) };
        let mut found = self.date(cell, before);
        let mut differ = false;
        for row in cell.line as usize + 1..self.rows {
            let text = self.claim.cell(row, cell.slot);
            if text.is_empty() || cells::same(text, before) {
                continue;
            }
            (before, differ) = (text, true);
            let dated = self.date(CellRef::whole(line_number(row), cell.slot), text);
            let is_wanted = |dated: &Dated| found.is_none_or(|found| dated.date.cmp(&found.date) == wanted);
            found = dated.filter(is_wanted).or(found);
        }
        (found, differ)
    }

    /// Whether a claim with a day of discharge is a stay, where nothing else says what it is: no day of a service is named,
    /// nor services with a first day. On a professional claim the discharge is that of a stay around the service.
    fn is_stay(&self) -> bool {
        let Layout { slots, .. } = self.layout;
        let says_nothing = |slot| self.first(slot).is_none();
        matches!(self.claim.kind, ClaimKind::Unknown | ClaimKind::Institutional)
            && self.claim.bill_type.is_none()
            && says_nothing(slots.service_date)
            && (says_nothing(slots.from_date) || says_nothing(slots.procedure_code))
    }

    fn date(&mut self, cell: CellRef, text: &[u8]) -> Option<Dated> {
        let date = self.layout.date(cell.slot, text);
        if date.is_none() {
            self.claim.unreadable_dates.push(cell);
        }
        date.map(|date| Dated { date, cell: Some(cell) })
    }

    #[inline]
    fn bill_type(&self, row: usize) -> Option<BillType> {
        let Layout { slots, .. } = self.layout;
        if slots.bill_type.is_some() {
            return BillType::parse(self.cell(row, slots.bill_type));
        }
        slots.facility_type?;
        BillType::from_parts(
            self.cell(row, slots.facility_type),
            self.cell(row, slots.bill_classification),
            self.cell(row, slots.bill_frequency),
        )
    }

    /// Age in years on the first day of the claim: as said, else from the birth date.
    fn age(&self, birth: Option<(CellRef, &[u8])>) -> Option<u16> {
        if let Some((_, text)) = self.first(self.layout.slots.age) {
            return cells::age(text);
        }
        let (birth, day) = (self.birth_date(birth?)?.number(), self.claim.from?.date.number());
        u16::try_from(day.checked_sub(birth)? / 10_000).ok()
    }

    /// The day a cell says the patient was born, if it is one: nobody is served before it.
    fn birth_date(&self, (cell, text): (CellRef, &[u8])) -> Option<Date> {
        let birth = self.layout.date(cell.slot, text)?;
        self.claim.from.is_none_or(|from| birth <= from.date).then_some(birth)
    }

    fn read_line(&mut self, row: usize) {
        let Layout { slots, .. } = self.layout;
        let bill_type = if self.says_bill_type { self.bill_type(row).or(self.claim.bill_type) } else { None };
        let texts = &self.claim.cells[row * self.claim.width..][..self.claim.width];
        let service = self.services.read(self.service_columns, texts);
        let text = |slot: Option<Slot>| slot.map_or(&b""[..], |slot| texts[usize::from(slot.0)]);
        let place_of_service = cells::place_of_service(text(slots.place_of_service));
        let revenue_code = cells::revenue_code(text(slots.revenue_code));
        let units = cells::units(text(slots.units));
        let biller = Biller::derive(&BillerSaid {
            kind: self.claim.kind,
            bill_type,
            revenue_code,
            place_of_service,
            specialty: cells::specialty(text(slots.specialty)),
            taxonomy: slots.taxonomy.map(|slot| text(Some(slot))),
        });
        let date = self.line_date(row);
        if let Some(dated) = date.filter(|date| self.earliest.is_none_or(|earliest| date.date < earliest.date)) {
            self.earliest = Some(dated);
        }
        self.read_diagnoses(row);
        let pointers = match slots.dx_pointers.filter(|_| !self.claim.kind.is_institutional()) {
            Some(slot) => cells::pointers(self.claim.cell(row, slot)),
            None => PointersCell::Blank,
        };
        let (linked, first_linked) = self.links(row, &pointers);
        self.claim.lines.push(Line {
            date,
            biller,
            procedure: service.procedure,
            modifiers: service.modifiers,
            service: service.met,
            linked,
            first_linked,
            pointers,
            bill_type,
            revenue_code,
            place_of_service,
            units,
        });
    }

    fn line_date(&mut self, row: usize) -> Option<Dated> {
        let Some(slot) = self.layout.slots.service_date else { return self.line_from(row) };
        let text = self.claim.cell(row, slot);
        if text.is_empty() {
            return self.claim.from;
        }
        // The lines of a stay need no date of their own (UB-04 form locator 45), so there a filler says nothing.
        if self.claim.kind == ClaimKind::InstitutionalInpatient && cells::is_null(Field::FromDate, text) {
            return self.claim.from;
        }
        let cell = CellRef::whole(line_number(row), slot);
        match row.checked_sub(1) {
            Some(before)
                if cells::same(self.claim.cell(before, slot), text) && self.claim.lines[before].date.is_some() =>
            {
                self.claim.lines[before].date.map(|dated| Dated { cell: Some(cell), ..dated })
            }
            _ => self.date(cell, text).or(self.claim.from),
        }
    }

    /// The day a line says its claim begins on, where that is the day of the line.
    fn line_from(&self, row: usize) -> Option<Dated> {
        let Some(slot) = self.layout.slots.from_date.filter(|_| self.dated_by_line) else { return self.claim.from };
        let text = self.claim.cell(row, slot);
        if text.is_empty() {
            return self.claim.from;
        }
        let date = self.layout.date(slot, text)?;
        Some(Dated { date, cell: Some(CellRef::whole(line_number(row), slot)) })
    }

    /// The diagnoses a line points to.
    fn links(&self, row: usize, pointers: &PointersCell) -> (Option<u64>, Option<u8>) {
        if self.claim.kind.is_institutional() {
            return (None, None);
        }
        if let (Some(listed), true, None) = (self.in_order, self.layout.pointers.is_empty(), self.by_code.first) {
            let PointersCell::To(pointers) = pointers else { return (None, None) };
            let linked = pointers.numbers() >> 1 & !(u64::MAX << listed);
            let first = pointers.as_slice().iter().find(|&&number| number <= listed);
            return (Some(linked), first.map(|number| number - 1));
        }
        let mut linked = None;
        let mut first = None;
        let mut link = |place: Option<u8>| {
            linked = Some(linked.unwrap_or(0) | place.map_or(0, |place| 1u64 << place));
            first = first.or(place);
        };
        let mut point = |cell: &PointersCell| {
            if let PointersCell::To(pointers) = cell {
                for &number in pointers.as_slice() {
                    link(self.listed.get(usize::from(number)).copied().flatten());
                }
            }
        };
        point(pointers);
        for &slot in &self.layout.pointers {
            point(&cells::pointer(self.claim.cell(row, slot)));
        }
        if let Some(place) = self.by_code.first {
            link(Some(place));
            linked = linked.map(|linked| linked | self.by_code.all);
        }
        (linked, first)
    }
}

/// A claim's rows fit in memory many times over before their number exceeds 32 bits.
fn line_number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Column;
    use proptest::prelude::*;

    fn layout() -> Layout {
        let dx = |number| Field::Dx(DxField::Listed(number));
        let fields = [Field::ClaimId, dx(1), dx(2), dx(3), Field::DxPointers];
        let columns = fields.iter().enumerate().map(|(at, &field)| Column::new(field, at, String::new()));
        Layout::new("", columns.collect(), Vec::new(), fields.len())
    }

    proptest! {
        /// Each number of a line's pointers is the diagnosis of that number in the list of the line, or of the last line
        /// above it that has one.
        #[test]
        fn lines_point_to_the_diagnoses_of_their_list(
            rows in proptest::collection::vec(
                (["(|I10|E11.9|Z53.09)", "(|I10|E11.9)", "(|I10)"], "(|1|2|12|A|BC|321|3|63|99|ABCDE|x)"), 1..4),
        ) {
            let layout = layout();
            let mut assembler = Assembler::new(&layout, Services::default());
            for ([one, two, three], pointers) in &rows {
                assembler.cells().extend([&b"C1"[..], one.as_bytes(), two.as_bytes(), three.as_bytes(), pointers.as_bytes()]);
                assembler.accept_row(false);
            }
            let claim = assembler.assemble().expect("a claim");
            let mut list = &rows[0].0;
            for ((row, pointers), line) in rows.iter().zip(&claim.lines) {
                if row.iter().any(|text| !text.is_empty()) {
                    list = row;
                }
                let place = |number: u8| {
                    let text = list.get(usize::from(number) - 1).filter(|text| !text.is_empty())?.as_bytes();
                    claim.diagnoses.iter().position(|dx| dx.field == DxField::Listed(number) && dx.text == text)
                };
                let PointersCell::To(pointers) = cells::pointers(pointers.as_bytes()) else {
                    prop_assert_eq!((line.linked, line.first_linked), (None, None));
                    continue;
                };
                let places: Vec<usize> = pointers.as_slice().iter().filter_map(|&number| place(number)).collect();
                prop_assert_eq!(line.linked, Some(places.iter().fold(0, |all, place| all | 1 << place)));
                prop_assert_eq!(line.first_linked.map(usize::from), places.first().copied());
            }
        }
    }

    /// The list grows from row to row, past the number from which on repeated diagnoses are found by hashing.
    #[test]
    fn a_long_list_that_grows_has_each_diagnosis_once() {
        let codes: Vec<String> = (0..50).map(|number| format!("A{number:02}.0")).collect();
        let fields = std::iter::once(Field::ClaimId).chain((1..=50).map(|number| Field::Dx(DxField::Listed(number))));
        let columns: Vec<_> = fields.enumerate().map(|(at, field)| Column::new(field, at, String::new())).collect();
        let layout = Layout::new("", columns, Vec::new(), 51);
        let mut assembler = Assembler::new(&layout, Services::default());
        for listed in 48..=50 {
            let list = (0..50).map(|at| if at < listed { codes[at].as_bytes() } else { b"" });
            assembler.cells().extend(std::iter::once(&b"C1"[..]).chain(list));
            assembler.accept_row(false);
        }
        let texts: Vec<&[u8]> = assembler.assemble().expect("a claim").diagnoses.iter().map(|dx| dx.text).collect();
        assert_eq!(texts, codes.iter().map(String::as_bytes).collect::<Vec<_>>());
    }
}
