//! The checks no rule file can say. All their wording stands in the rule files.
//!
//! Rules about every line of every claim are here too: a rule of the language waits for a code, and one that waits for
//! none would have to ask all its questions of every claim.

mod admission;
mod dates;
mod diagnosis_codes;
mod first_look;
mod known;
mod line_basics;
mod modifiers;
mod mue;
mod ncci;
mod notes;
mod pairs;
mod patient;
mod pointers;
mod procedures;
mod reading;
mod service_lines;
mod settled;
mod span;
mod wording;

pub(super) use first_look::FirstLook;
pub(super) use known::Known;
pub(super) use notes::COMPARED;
pub(super) use pointers::NAMES as OF_LISTS;
use service_lines::ServiceLines;
pub(super) use settled::Settled;

use super::tally::Tally;
use crate::claim::{Claim, ClaimKind, Dated, Layout};
use crate::date::Date;
use crate::icd::{CodeBook, Met, ReleaseIndex, Together};
use crate::rule::{Finding, Label, RuleId, Severity, Topic};
use crate::table::Tables;

/// What the checks may look at besides the claim.
pub(super) struct Context<'c> {
    /// The code book.
    pub(super) book: &'c CodeBook,
    /// The codes of the claim's diagnoses, looked up.
    pub(super) met: &'c [Option<Met>],
    /// What they are together.
    pub(super) together: Together,
    /// The day that judges the claim as a whole, if it has one, and the release in force then.
    pub(super) day: Option<(Date, Option<ReleaseIndex>)>,
    /// The user's own tables.
    pub(super) tables: &'c Tables,
    /// The columns of the file.
    pub(super) layout: &'c Layout,
    /// The date that judges what has no date of its own.
    pub(super) as_of: Option<Dated>,
    /// The day after which a service lies in the future.
    pub(super) today: Date,
}

impl Context<'_> {
    /// The release in force on a date, which is nearly always the claim's day.
    fn release_on(&self, date: Date) -> Option<ReleaseIndex> {
        match self.day {
            Some((day, release)) if day == date => release,
            _ => self.book.release_on(date),
        }
    }
}

/// The rules that go by the places of all diagnoses in the list, not only by which is the first.
pub(super) const LIST_RULES: [&str; 2] = ["dx-duplicate", "dx-code-first-order"];

/// Finds a selected rule by its name.
pub(super) type RuleOf<'r> = &'r dyn Fn(&'static str) -> Option<(RuleId, Severity)>;

/// A rule to speak for, with its severity; `None` where it is not selected.
type Spoken = Option<(RuleId, Severity)>;

/// The native checks, with the rules they speak for.
#[derive(Clone, Debug)]
pub(super) struct Native {
    codes: diagnosis_codes::DiagnosisCodes,
    pairs: pairs::Pairs,
    patient: patient::Patient,
    admission: admission::Admission,
    notes: notes::Notes,
    pub(super) reading: reading::Reading,
    pointers: pointers::Pointers,
    span: span::Span,
    procedures: procedures::Procedures,
    modifiers: modifiers::ModifierCodes,
    basics: line_basics::LineBasics,
    dates: dates::Dates,
    ncci: ncci::Ncci,
    units: mue::Units,
}

impl Native {
    /// Finds the rules by `rule`, and by `on_inpatient` with the severity they have on an inpatient claim.
    pub(super) fn new(rule: RuleOf<'_>, on_inpatient: RuleOf<'_>, layout: &Layout) -> Self {
        Self {
            codes: diagnosis_codes::DiagnosisCodes::new(rule, on_inpatient),
            notes: notes::Notes::new(rule),
            pairs: pairs::Pairs::new(rule),
            patient: patient::Patient::new(rule),
            admission: admission::Admission::new(rule),
            reading: reading::Reading::new(rule),
            pointers: pointers::Pointers::new(rule, layout),
            span: span::Span::new(rule),
            procedures: procedures::Procedures::new(rule, layout),
            modifiers: modifiers::ModifierCodes::new(rule),
            basics: line_basics::LineBasics::new(rule, layout),
            dates: dates::Dates::new(rule),
            ncci: ncci::Ncci::new(rule, layout),
            units: mue::Units::new(rule, layout),
        }
    }

    /// Runs every native check on a claim that may have something to say after the first look at it.
    pub(super) fn judge(
        &self,
        context: &Context<'_>,
        claim: &Claim<'_>,
        (look, known): (FirstLook, &mut Known),
        tally: &mut Tally,
        findings: &mut Vec<Finding>,
    ) {
        tally.undiagnosed += u64::from(claim.diagnoses.is_empty());
        tally.birth_unread += u64::from(claim.birth_is_unread);
        self.codes.judge(context, claim, (look.one_date, known), tally, findings);
        if context.together.may_be_akin {
            self.codes.duplicates(context.layout, claim, findings);
            self.pairs.judge(context, claim, findings);
        }
        if claim.kind == ClaimKind::InstitutionalInpatient {
            self.patient.judge(context, claim, findings);
            self.admission.judge(context, claim, findings);
        }
        if context.together.notes_may_speak {
            self.notes.judge(context, claim, findings);
        }
        self.reading.claim_id(context.layout, claim, findings);
        if !claim.unreadable_dates.is_empty() {
            self.reading.judge(context.layout, claim, findings);
            reading::Reading::count(context.layout, claim, tally);
        }
        if look.pointers {
            self.pointers.judge(context.layout, claim, tally, findings);
        }
        self.span.judge(context, claim, look.one_date, findings);
        let mut lines = ServiceLines { context, claim, tally, findings };
        if look.codes {
            self.procedures.judge(&mut lines);
            self.modifiers.judge(&mut lines);
        }
        if look.basics {
            self.basics.judge(&mut lines);
        }
        if look.dates {
            self.dates.judge(context, claim, findings);
        }
        self.ncci.judge(context, claim, tally, findings);
        self.units.judge(context, claim, tally, findings);
    }
}

/// Adds a finding of a rule, if it is selected; the first cell is the one that is blamed.
fn report(rule: Spoken, cells: Vec<Label>, words: Vec<(&'static str, String)>, findings: &mut Vec<Finding>) {
    if let Some((rule, severity)) = rule {
        findings.push(Finding { rule, case: None, severity, cells, words });
    }
}

/// The names of the rules that have a native check, for the test that holds them against the rule files.
pub fn names() -> impl Iterator<Item = &'static str> {
    diagnosis_codes::NAMES
        .into_iter()
        .chain(notes::NAMES)
        .chain(pairs::NAMES)
        .chain(admission::NAMES)
        .chain(patient::NAMES)
        .chain(reading::NAMES)
        .chain(pointers::NAMES)
        .chain(span::NAMES)
        .chain(procedures::NAMES)
        .chain(modifiers::NAMES)
        .chain(line_basics::NAMES)
        .chain(dates::NAMES)
        .chain(ncci::NAMES)
        .chain(mue::NAMES)
}

/// The rules whose native check can speak about a code on a day: because of what the code is, not of what the claim is.
#[must_use]
pub fn speaks_of(topic: Topic, book: &CodeBook, date: Date) -> Vec<&'static str> {
    match topic {
        Topic::Diagnosis(code, _) => {
            let Some((set, entry)) = book.on(date).zip(book.find(code)) else { return Vec::new() };
            let whole = diagnosis_codes::speaks_of(set, code);
            // What is not billable is on no list and in no pair.
            let billable = whole.is_none().then(|| {
                let alone = admission::speaks_of(book, entry, date).into_iter().chain(span::speaks_of(entry));
                notes::speaks_of(set, entry).chain(pairs::speaks_of(entry)).chain(alone).collect::<Vec<_>>()
            });
            whole.into_iter().chain(billable.unwrap_or_default()).collect()
        }
        Topic::Procedure(code) => procedures::speaks_of(code, date).into_iter().collect(),
        Topic::Modifier(modifier) => modifiers::speaks_of(modifier, date).into_iter().collect(),
    }
}

/// Whether a check judges codes by the code set of a date, and so can do with that of `--as-of`.
pub(super) fn judges_by_date(name: &str) -> bool {
    let mut names =
        diagnosis_codes::NAMES.iter().chain(&notes::NAMES).chain(&procedures::NAMES).chain(&modifiers::NAMES);
    names.any(|&judged| judged == name)
}
