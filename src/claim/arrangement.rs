//! Rows brought into the one shape claims are judged in: a row for each service line with all of the claim on it.
//!
//! Most exports have that shape and nothing of this is done. Where rows leave out what the row above says, where a code
//! is a service or a diagnosis by another column, or where a companion holds the rest, the cells of a row are set right
//! as soon as it is cut. No byte is copied; where a cell stands in the file can still be said.

use super::Layout;
use super::cells::{CodedAs, coded_as};
use super::companion::{Joined, Missing};
use crate::field::{DxField, Field};

/// What is done to each row of a file.
#[derive(Debug)]
pub struct Arrangement<'c> {
    joined: Option<Joined<'c>>,
    /// Slots that a row without a claim id takes from the row above it; empty where there are no such rows.
    taken_over: Vec<usize>,
    claim_id: Option<usize>,
    /// Slots of the claim's diagnoses: a row that lists some is a claim of its own.
    listed: Vec<usize>,
    coded: Option<Coded>,
    places: Option<Places>,
    width: usize,
}

/// The slot of the place of a line, and that of its claim's, which says it where the line does not.
#[derive(Clone, Copy, Debug)]
struct Places {
    of_line: usize,
    of_claim: usize,
}

/// The slots of a code that is a service or a diagnosis.
#[derive(Clone, Copy, Debug)]
struct Coded {
    code_set: usize,
    procedure: usize,
    diagnosis: usize,
}

impl<'c> Arrangement<'c> {
    /// What the rows of this layout need, companions included; `None` where they are right as they are.
    #[must_use]
    pub fn new(layout: &Layout, joined: Option<Joined<'c>>) -> Option<Self> {
        let slot = |field| layout.slot(field).map(|slot| usize::from(slot.0));
        let of_claim = |(_, column): &(usize, &super::Column)| !column.field.is_of_line();
        let places = slot(Field::PlaceOfService).zip(slot(Field::ClaimPlaceOfService));
        let places = places.map(|(of_line, of_claim)| Places { of_line, of_claim });
        // The line above was given somewhere else, perhaps; the claim says it of all.
        let falls_back = |slot: &usize| places.is_some_and(|places| places.of_line == *slot);
        let taken_over: Vec<usize> = if layout.manner.blank_below {
            let of_claim = layout.columns.iter().enumerate().filter(of_claim).map(|(slot, _)| slot);
            of_claim.filter(|slot| !falls_back(slot)).collect()
        } else {
            Vec::new()
        };
        // Where each diagnosis has a row, every row lists one.
        let listed = layout.diagnoses.iter().filter(|dx| dx.field != DxField::Line && layout.manner.long.is_none());
        let listed = listed.map(|dx| usize::from(dx.code.0)).collect();
        let coded = layout.manner.code_set.and_then(|code_set| {
            let (procedure, diagnosis) = (slot(Field::ProcedureCode)?, slot(Field::Dx(DxField::Listed(1)))?);
            Some(Coded { code_set: usize::from(code_set.0), procedure, diagnosis })
        });
        let needed = joined.is_some() || !taken_over.is_empty() || coded.is_some() || places.is_some();
        needed.then(|| Self {
            joined,
            taken_over,
            claim_id: slot(Field::ClaimId),
            listed,
            coded,
            places,
            width: layout.columns.len(),
        })
    }

    /// The companions, if there are any.
    #[must_use]
    pub const fn joined(&self) -> Option<&Joined<'c>> {
        self.joined.as_ref()
    }

    /// Sets right the row whose cells were just put behind those of the rows before; what it does not find in
    /// the companions.
    pub fn arrange<'b>(&self, cells: &mut Vec<&'b [u8]>) -> Missing
    where
        'c: 'b,
    {
        let of_file = self.width - self.joined.as_ref().map_or(0, Joined::added);
        let row = cells.len() - of_file;
        if self.claim_id.is_some_and(|id| cells[row + id].is_empty())
            && self.listed.iter().filter(|slot| **slot < of_file).all(|slot| cells[row + slot].is_empty())
            && let Some(above) = row.checked_sub(self.width)
        {
            for &slot in self.taken_over.iter().filter(|slot| **slot < of_file) {
                if cells[row + slot].is_empty() {
                    cells[row + slot] = cells[above + slot];
                }
            }
        }
        let missing = self.joined.as_ref().map(|joined| joined.complete(cells)).unwrap_or_default();
        if let Some(Places { of_line, of_claim }) = self.places
            && cells[row + of_line].is_empty()
        {
            cells[row + of_line] = cells[row + of_claim];
        }
        if let Some(Coded { code_set, procedure, diagnosis }) = self.coded {
            match coded_as(cells[row + code_set]) {
                CodedAs::Procedure => cells[row + diagnosis] = b"",
                CodedAs::Diagnosis => cells[row + procedure] = b"",
                CodedAs::Neither => (cells[row + procedure], cells[row + diagnosis]) = (b"", b""),
            }
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Column;

    #[test]
    fn a_line_without_a_place_has_that_of_its_claim() {
        let fields = [Field::PlaceOfService, Field::ClaimPlaceOfService];
        let columns = fields.iter().enumerate().map(|(index, field)| Column::new(*field, index, String::new()));
        let layout = Layout::new("", columns.collect(), Vec::new(), 2);
        let arrangement = Arrangement::new(&layout, None).expect("something is to be done");
        for (row, place) in [([&b""[..], b"11"], &b"11"[..]), ([b"22", b"11"], b"22")] {
            let mut cells = row.to_vec();
            arrangement.arrange(&mut cells);
            assert_eq!(cells[0], place);
        }
    }
}
