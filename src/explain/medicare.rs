//! What Medicare says of a diagnosis code on a day: the flags of its Code Editor in words, and present on admission.

use crate::date::Date;
use crate::icd::{Entry, Traits};
use serde::Serialize;

/// A flag of the Medicare Code Editor.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Flag {
    /// Its name: `unacceptable`.
    pub flag: &'static str,
    /// What it says, and by which edit.
    pub meaning: &'static str,
}

/// Whether the code needs a present-on-admission indicator on an inpatient claim.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Admission {
    /// Whether it is on the list of exempt codes.
    pub exempt: bool,
    /// The day whose list says so: the day asked for, or the last day of the newest list.
    pub list_of: Date,
}

/// The flags in words; those of age and sex are for inpatient claims like all the others.
const MEANINGS: [(&str, &str); 13] = [
    ("external-cause", "an external cause, not accepted as principal diagnosis (edit 2)"),
    ("unacceptable", "not accepted as principal diagnosis (edit 9)"),
    ("requires-secondary", "accepted as principal diagnosis only beside another diagnosis (edit 9)"),
    ("manifestation", "a manifestation, not accepted as principal diagnosis (edit 6)"),
    ("questionable-admission", "as principal diagnosis seldom reason enough for an inpatient stay (edit 8)"),
    ("wrong-procedure", "says that a wrong procedure was performed (edit 18)"),
    ("unspecified", "does not say which side, where other codes do (edit 20)"),
    ("newborn", "newborns only: age 0 (edit 4)"),
    ("pediatric", "age 0 to 17 only (edit 4)"),
    ("maternity", "age 9 to 64 only (edit 4)"),
    ("adult", "age 15 to 124 only (edit 4)"),
    ("female", "female patients only (edit 5)"),
    ("male", "male patients only (edit 5)"),
];

/// Until this day, as [`Date::number`], the ages of the maternity flag were others (MCE v37).
const MATERNITY_UNTIL: u32 = 2019_09_30;
const MATERNITY_THEN: &str = "age 12 to 55 only (edit 4)";

/// The last day, as [`Date::number`], that the table of the Editor held speaks of: version 44.0 is of October 2026, and
/// the next comes in April.
const UNTIL: u32 = 2027_03_31;

/// The last day the flags are known for, where a day is later.
pub(super) fn flags_until(on: Date) -> Option<Date> {
    Date::from_number(UNTIL).filter(|&until| until < on)
}

/// The flags a code has on a day.
pub(super) fn flags(entry: Entry<'_>, on: Date) -> Vec<Flag> {
    let traits = entry.traits_on(on);
    let has = |flag: &str| Traits::named(&format!("mce-{flag}")).is_some_and(|named| traits.intersects(named));
    let flags = MEANINGS.into_iter().filter(|(flag, _)| has(flag)).map(|(flag, meaning)| {
        let earlier = flag == "maternity" && on.number() <= MATERNITY_UNTIL;
        Flag { flag, meaning: if earlier { MATERNITY_THEN } else { meaning } }
    });
    flags.collect()
}

/// Whether a code that is billable on a day is exempt; `None` where no list can say: it is newer than the newest one.
pub(super) fn admission(entry: Entry<'_>, on: Date) -> Option<Admission> {
    let book = entry.book();
    let list_of = book.poa_lists_until()?.min(on);
    let billable = |day| book.release_on(day).is_some_and(|release| entry.billable() & release.bit() != 0);
    let exempt = entry.traits_on(list_of).intersects(Traits::POA_EXEMPT);
    (billable(on) && billable(list_of)).then_some(Admission { exempt, list_of })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_of_the_editor_has_its_words() {
        let mut named: Vec<&str> = Traits::names().iter().filter_map(|name| name.strip_prefix("mce-")).collect();
        let mut told: Vec<&str> = MEANINGS.iter().map(|(flag, _)| *flag).collect();
        named.sort_unstable();
        told.sort_unstable();
        assert_eq!(named, told);
    }
}
