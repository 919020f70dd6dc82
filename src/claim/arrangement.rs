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
    fallbacks: Vec<Fallback>,
    width: usize,
}

/// Slots that say something where others are blank.
#[derive(Clone, Debug)]
struct Fallback {
    /// Those that must all be blank.
    blank: Vec<usize>,
    /// Each with the one that says it instead.
    instead: Vec<(usize, usize)>,
}

impl Fallback {
    fn all(layout: &Layout) -> Vec<Self> {
        let slot = |field| layout.slot(field).map(|slot| usize::from(slot.0));
        // A patient of whom anything is said is not the subscriber.
        let groups = [&[Field::PlaceOfService][..], &[Field::BirthDate, Field::Sex]];
        let of_group = |fields: &&[Field]| {
            let instead = |field: &Field| Some((slot(*field)?, slot(field.fallback()?)?));
            let blank = fields.iter().filter_map(|field| slot(*field)).collect();
            Self { blank, instead: fields.iter().filter_map(instead).collect() }
        };
        groups.iter().map(of_group).filter(|fallback| !fallback.instead.is_empty()).collect()
    }
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
        let fallbacks = Fallback::all(layout);
        let falls_back =
            |slot: &usize| fallbacks.iter().any(|fallback| fallback.instead.iter().any(|(blank, _)| blank == slot));
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
        let needed = joined.is_some() || !taken_over.is_empty() || coded.is_some() || !fallbacks.is_empty();
        needed.then(|| Self {
            joined,
            taken_over,
            claim_id: slot(Field::ClaimId),
            listed,
            coded,
            fallbacks,
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
        for Fallback { blank, instead } in &self.fallbacks {
            if blank.iter().all(|slot| cells[row + slot].is_empty()) {
                for (slot, instead) in instead {
                    cells[row + slot] = cells[row + instead];
                }
            }
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
    fn the_subscriber_is_the_patient_where_nothing_is_said_of_one() {
        let fields = [Field::BirthDate, Field::Sex, Field::SubscriberBirthDate, Field::SubscriberSex];
        let columns = fields.iter().enumerate().map(|(index, field)| Column::new(*field, index, String::new()));
        let layout = Layout::new("", columns.collect(), Vec::new(), 4);
        let arrangement = Arrangement::new(&layout, None).expect("something is to be done");
        for (row, patient) in [
            ([&b""[..], b"", b"1990-01-01", b"M"], [&b"1990-01-01"[..], b"M"]),
            ([b"1995-01-01", b"", b"1990-01-01", b"M"], [b"1995-01-01", b""]),
            ([b"", b"F", b"1990-01-01", b"M"], [b"", b"F"]),
        ] {
            let mut cells = row.to_vec();
            arrangement.arrange(&mut cells);
            assert_eq!(cells[..2], patient);
        }
    }
}
