//! The diagnoses of a claim: each once, with its place in the list, from as many rows and cells as there are.

use super::{Assembler, ByCode, line_number};
use crate::claim::cells::{self, IcdVersion};
use crate::claim::view::{Coding, Diagnosis};
use crate::claim::{CellRef, DxSlots, Long, Slot};
use crate::code::Code;
use crate::field::{DxField, Field, MAX_LISTED};

/// From this many diagnoses on, repeated ones are found by hashing; the lists that columns repeat are among the first.
const MANY: usize = 48;

impl<'b> Assembler<'b, '_> {
    /// Adds the diagnoses of a line that the claim does not have yet.
    pub(super) fn read_diagnoses(&mut self, row: usize) {
        let layout = self.layout;
        if let Some(before) = row.checked_sub(1) {
            if self.lists_the_same[row] && layout.manner.long.is_none() {
                return;
            }
            let (before, now) = (self.texts(before), self.texts(row));
            let same = |slot: Slot| cells::same(before[usize::from(slot.0)], now[usize::from(slot.0)]);
            if layout.manner.long.is_none()
                && layout.diagnoses.iter().all(|dx| same(dx.code) && dx.version.is_none_or(same))
            {
                return;
            }
        }
        // A row that lists no diagnosis has those of the rows above it.
        let lists = |dx: &DxSlots| matches!(dx.field, DxField::Listed(_)) && !self.claim.cell(row, dx.code).is_empty();
        if row == 0 || layout.diagnoses.iter().any(lists) {
            self.listed = [None; MAX_LISTED as usize + 1];
            self.in_order = Some(0);
        }
        self.by_code = ByCode::default();
        for dx in &layout.diagnoses {
            let text = self.claim.cell(row, dx.code);
            if text.is_empty() {
                continue;
            }
            let dx = &DxSlots { field: self.field_in_row(row, dx.field), ..*dx };
            let coding = dx.version.map_or(Coding::Unsaid, |slot| cells::coding(self.claim.cell(row, slot)));
            let cell = CellRef::whole(line_number(row), dx.code);
            if let (true, Some(code)) = (coding.may_be_icd10(), Code::parse(text)) {
                self.add(Diagnosis { cell, text, code: Some(code), field: dx.field, coding });
            } else {
                self.add_each(cell, text, dx, coding);
            }
        }
    }

    /// Which diagnosis a column holds in a row: where each has a row of its own, the row says it.
    fn field_in_row(&self, row: usize, field: DxField) -> DxField {
        let (Some(long), DxField::Listed(_)) = (self.layout.manner.long, field) else { return field };
        if long.sequence.is_none() && long.role.is_none() {
            let listed = self.claim.diagnoses.iter().filter(|dx| matches!(dx.field, DxField::Listed(_))).count();
            return DxField::Listed(u8::try_from(listed + 1).unwrap_or(MAX_LISTED).min(MAX_LISTED));
        }
        cells::dx_role(self.cell(row, long.role), cells::dx_sequence(self.cell(row, long.sequence)))
    }

    /// Whether diagnoses stand in rows, several of them, and nothing says which comes first.
    pub(super) fn is_unordered(&self) -> bool {
        let Some(by_rows) = self.layout.manner.listed_by_rows else { return false };
        let diagnoses = &self.claim.diagnoses;
        let place = |dx: &Diagnosis<'_>| (dx.cell.line, dx.cell.slot);
        let mut listed = diagnoses.iter().filter(|dx| matches!(dx.field, DxField::Listed(_) | DxField::Principal));
        let Some(first) = listed.next() else { return false };
        if listed.all(|dx| place(dx) == place(first)) {
            return false;
        }
        if self.is_disputed() {
            return true;
        }
        if diagnoses.iter().any(|dx| dx.field == DxField::Principal) {
            return false;
        }
        let of_first = || diagnoses.iter().filter(|dx| dx.field == DxField::Listed(1));
        let says_which = by_rows.sequence.is_some() || by_rows.role.is_some();
        let several = of_first().next().is_some_and(|one| of_first().any(|other| place(other) != place(one)));
        !says_which || several || of_first().next().is_none()
    }

    /// Whether a place of the list is said of two diagnoses, or none of one: by the rows of this file, or as its companion
    /// has noted it.
    fn is_disputed(&self) -> bool {
        let beside =
            self.layout.slot(Field::DxSequence).filter(|&slot| self.layout.column(slot).index >= self.layout.width);
        if (0..self.rows).any(|row| !self.cell(row, beside).is_empty()) {
            return true;
        }
        let Some(Long { sequence: Some(sequence), role }) = self.layout.manner.long else { return false };
        let mut places = 0u64;
        self.claim.diagnoses.iter().any(|dx| {
            let DxField::Listed(number) = dx.field else { return false };
            let place = 1 << number;
            let is_taken = number < MAX_LISTED && places & place != 0;
            places |= place;
            let row = dx.cell.line as usize;
            let is_numbered = cells::dx_sequence(self.claim.cell(row, sequence)).is_some();
            is_taken || (!is_numbered && self.cell(row, role).is_empty())
        })
    }

    /// A cell that is not one code: perhaps several.
    fn add_each(&mut self, cell: CellRef, text: &'b [u8], dx: &DxSlots, of_row: Coding) {
        if text.len() > cells::LONGEST_LIST {
            self.add(Diagnosis { cell, text, code: None, field: dx.field, coding: of_row });
        }
        for (part, number) in cells::codes(text).zip((0..MAX_LISTED).chain(std::iter::repeat(MAX_LISTED))) {
            let text = part.of(text);
            let field = match dx.field {
                DxField::Listed(first) => DxField::Listed(first.saturating_add(number).min(MAX_LISTED)),
                field => field,
            };
            let coding = match part.version {
                Some(IcdVersion::Ten) => Coding::Icd10,
                Some(IcdVersion::Nine) => Coding::Icd9,
                None => of_row,
            };
            let code = if coding.may_be_icd10() { Code::parse(text) } else { None };
            self.add(Diagnosis {
                cell: CellRef { start: part.start, len: part.len, ..cell },
                text,
                code,
                field,
                coding,
            });
        }
    }

    /// Keeps a diagnosis the claim does not have yet, and notes which one the line means by its number.
    ///
    /// A principal diagnosis column repeats the first of the list, a line's own diagnosis one of it, and a first external
    /// cause column the first of the external causes: those are the same diagnosis, not a second one.
    fn add(&mut self, dx: Diagnosis<'b>) {
        let repeats = |known: &Diagnosis<'_>| match (known.field, dx.field) {
            (DxField::Listed(1), DxField::Principal)
            | (DxField::Principal, DxField::Listed(1))
            | (DxField::Listed(_), DxField::Line)
            | (DxField::Line, DxField::Listed(_))
            | (DxField::ExternalCause(_), DxField::ExternalCause(_)) => true,
            (known, field) => known == field,
        };
        let diagnoses = &mut self.claim.diagnoses;
        // Behind a list without gaps, and nothing else, its next one repeats none.
        let is_next = |listed: u8| dx.field == DxField::Listed(listed + 1) && diagnoses.len() == usize::from(listed);
        let place = if diagnoses.len() < MANY && self.in_order.is_some_and(is_next) {
            None
        } else if diagnoses.len() < MANY {
            diagnoses.iter().position(|known| cells::same(known.text, dx.text) && repeats(known))
        } else {
            if self.many.is_empty() {
                self.many.extend(diagnoses.iter().map(|known| (known.field, known.text)));
            }
            let near = diagnoses.iter().take(MANY).position(|known| known.text == dx.text && repeats(known));
            let is_new = near.is_none() && self.many.insert((dx.field, dx.text));
            let far = || diagnoses.iter().position(|known| known.text == dx.text && known.field == dx.field);
            if is_new { None } else { near.or_else(far) }
        };
        // Where the list comes after what repeats it, the place in the list is the one that counts.
        if let Some(known) = place.and_then(|place| diagnoses.get_mut(place))
            && matches!((known.field, dx.field), (DxField::Principal | DxField::Line, DxField::Listed(_)))
        {
            known.field = dx.field;
        }
        let place = place.unwrap_or_else(|| {
            diagnoses.push(dx);
            diagnoses.len() - 1
        });
        let place = u8::try_from(place).ok().filter(|&place| place < 64);
        match dx.field {
            DxField::Listed(number) => {
                self.listed[usize::from(number)] = place;
                let is_next = self.in_order.map(|listed| listed + 1) == Some(number) && place == Some(number - 1);
                self.in_order = Some(number).filter(|_| is_next);
            }
            DxField::Line => self.by_code.add(place),
            _ => {}
        }
    }
}
