//! What CMS publishes freely of a service line's codes: HCPCS Level II, modifiers, places of service.
//!
//! Small tables, embedded as the reviewable text of `data/cms` and read on first use. They are as of one quarter
//! ([`UNTIL`]): what was added later is not in them, so "unknown" is only ever said of dates up to that day.
//! CPT codes (AMA) and dental codes (ADA) are not here and never called unknown by these tables.

mod codes;
mod modifiers;
mod places;
mod rows;

pub use codes::level_two;
pub use modifiers::{ModifierStanding, modifier};
pub use places::{PlaceStanding, place, place_name};

use crate::date::Date;

/// The last day the tables are complete for, as [`Date::number`]: the end of the quarter of the October 2025 files.
pub const UNTIL: u32 = 2025_12_31;

/// The first day for which a code missing from the tables can be called unknown, as [`Date::number`].
///
/// The October 2025 file still lists what ended from June 2014 on; the code sets claimlint judges by begin here.
pub const SINCE: u32 = 2015_10_01;

/// A code or modifier of the tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The day it was added.
    pub added: Date,
    /// The last day it may be used; `None` while it is in force.
    pub ended: Option<Date>,
    /// Its short description.
    pub title: &'static str,
    /// Its description in full.
    pub description: &'static str,
}

/// Whether the tables are complete for a day, and if not, on which side of them it lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coverage {
    /// Before the first day.
    Before,
    /// What is missing on this day does not exist.
    Complete,
    /// Later than the tables: codes added since are not in them.
    After,
}

impl Coverage {
    /// Where a day lies.
    #[must_use]
    pub fn of(date: Date) -> Self {
        match date.number() {
            ..SINCE => Self::Before,
            SINCE..=UNTIL => Self::Complete,
            _ => Self::After,
        }
    }
}
