//! What was judged and what was not, counted claim by claim.
//!
//! Figures can be taken back: a claim whose rows stand apart is first judged piece by piece, then as a whole.

use crate::field::Field;
use crate::report::Unchecked;
use crate::report::qa::Groups;
use std::ops::{AddAssign, SubAssign};

/// Most releases a code book can hold, see [`crate::icd`].
pub(super) const RELEASES: usize = 64;

/// What no table can say anything of: codes of services later than the tables, claims the user's own tables do not cover.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Beyond {
    /// HCPCS Level II codes.
    Hcpcs,
    /// Modifiers.
    Modifiers,
    /// Places of service.
    Places,
    /// Claims of a kind for which there is no table of NCCI edits.
    Ncci,
    /// Claims of a kind or a day for which there is no table of medically unlikely edits.
    Mue,
}

impl Beyond {
    /// Each kind, with the rule that keeps silent about them.
    pub(super) const ALL: [(Self, &'static str); 5] = [
        (Self::Hcpcs, "hcpcs-unknown"),
        (Self::Modifiers, "modifier-unknown"),
        (Self::Places, "place-of-service-unknown"),
        (Self::Ncci, "ncci-ptp"),
        (Self::Mue, "mue"),
    ];
}

/// The columns of days that are reported where they cannot be read.
pub(super) const DAYS: [Field; 5] =
    [Field::ServiceDate, Field::FromDate, Field::ThroughDate, Field::AdmissionDate, Field::DischargeDate];

/// What speaks for a file that is in ICD-9-CM throughout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Icd9 {
    /// Diagnoses in ICD-9-CM on a day when ICD-10-CM was in force.
    pub(super) late: u64,
    /// Diagnoses that were judged as ICD-10-CM and have a shape of ICD-9-CM too.
    pub(super) perhaps: u64,
    /// Diagnoses of a day before ICD-10-CM taken for ICD-9-CM by that alone: they could be of either by their shape.
    pub(super) by_date: u64,
}

/// Counts of one or more claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    /// Claims.
    pub(super) claims: u64,
    /// Diagnosis cells with text.
    pub(super) diagnoses: u64,
    /// Of these, the ones that could not be judged.
    pub(super) unchecked: Unchecked,
    /// Diagnoses in ICD-9-CM on a day when ICD-10-CM was in force, and those that could be of either by their shape.
    pub(super) icd9: Icd9,
    /// Claims with more lines than a claim can have: these were not compared with each other.
    pub(super) too_long: u64,
    /// Claims of which nothing says which diagnosis comes first.
    pub(super) unordered: u64,
    /// Claims without a diagnosis.
    pub(super) undiagnosed: u64,
    /// Claims of which no age is known because the birth date cannot be read.
    pub(super) birth_unread: u64,
    /// Pointer cells that hold neither pointers nor codes.
    pub(super) pointers_unread: u64,
    /// Dates that only the other order of day and month would make a day, by [`DAYS`].
    pub(super) other_order: [u64; DAYS.len()],
    /// Modifiers behind procedure codes, in the cells of these, where no column was known to hold any.
    pub(super) modifiers_behind_codes: u64,
    /// Diagnosis cells judged, by the release that judged them.
    pub(super) judged: [u64; RELEASES],
    /// Codes and claims of which the tables can say nothing, by [`Beyond`].
    pub(super) beyond: [u64; Beyond::ALL.len()],
    /// The claims in groups, where a report asks for them.
    pub(super) groups: Option<Box<Groups>>,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            claims: 0,
            diagnoses: 0,
            unchecked: Unchecked::default(),
            icd9: Icd9::default(),
            too_long: 0,
            unordered: 0,
            undiagnosed: 0,
            birth_unread: 0,
            pointers_unread: 0,
            other_order: [0; DAYS.len()],
            modifiers_behind_codes: 0,
            judged: [0; RELEASES],
            beyond: [0; Beyond::ALL.len()],
            groups: None,
        }
    }
}

impl Tally {
    fn pairs<'t>(&'t mut self, other: &'t Self) -> impl Iterator<Item = (&'t mut u64, u64)> {
        let figures = [
            (&mut self.claims, other.claims),
            (&mut self.diagnoses, other.diagnoses),
            (&mut self.unchecked.no_date, other.unchecked.no_date),
            (&mut self.unchecked.no_release, other.unchecked.no_release),
            (&mut self.unchecked.icd9, other.unchecked.icd9),
            (&mut self.icd9.late, other.icd9.late),
            (&mut self.icd9.perhaps, other.icd9.perhaps),
            (&mut self.icd9.by_date, other.icd9.by_date),
            (&mut self.unordered, other.unordered),
            (&mut self.too_long, other.too_long),
            (&mut self.undiagnosed, other.undiagnosed),
            (&mut self.birth_unread, other.birth_unread),
            (&mut self.pointers_unread, other.pointers_unread),
            (&mut self.modifiers_behind_codes, other.modifiers_behind_codes),
            (&mut self.unchecked.other_code_set, other.unchecked.other_code_set),
        ];
        figures
            .into_iter()
            .chain(self.judged.iter_mut().zip(other.judged))
            .chain(self.beyond.iter_mut().zip(other.beyond))
            .chain(self.other_order.iter_mut().zip(other.other_order))
    }

    /// Counts a date of a column that could only be one of the other order of day and month.
    pub(super) fn in_other_order(&mut self, field: Field) {
        if let Some(at) = DAYS.iter().position(|day| *day == field) {
            self.other_order[at] += 1;
        }
    }

    /// Counts a code or a claim of which the tables can say nothing.
    pub(super) const fn beyond(&mut self, kind: Beyond) {
        self.beyond[kind as usize] += 1;
    }
}

impl AddAssign<&Self> for Tally {
    fn add_assign(&mut self, other: &Self) {
        for (mine, theirs) in self.pairs(other) {
            *mine += theirs;
        }
        if let Some(theirs) = &other.groups {
            match &mut self.groups {
                Some(mine) => mine.add(theirs),
                none => *none = Some(theirs.clone()),
            }
        }
    }
}

impl SubAssign<&Self> for Tally {
    /// Takes back what was added before.
    fn sub_assign(&mut self, other: &Self) {
        for (mine, theirs) in self.pairs(other) {
            *mine = mine.saturating_sub(theirs);
        }
        if let (Some(mine), Some(theirs)) = (&mut self.groups, &other.groups) {
            mine.take_back(theirs);
        }
    }
}
