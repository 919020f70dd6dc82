//! One rule: everything a reader of its documentation, a renderer or the linter may ask of it.

use super::Severity;
use super::logic::{Ask, AskClaim, Case, ClaimTest, Conditions, Judged, LineTest, Often};
use super::vocabulary::wants;
use crate::date::Date;
use crate::field::Field;
use crate::table::TableName;

/// A rule whose logic and wording have been checked.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its code, letters of the pack and three digits; never given to another rule.
    pub code: String,
    /// Its name, which names the fault.
    pub name: String,
    /// The pack it belongs to.
    pub pack: String,
    /// How sure it is, where none of its cases says otherwise.
    pub severity: Severity,
    /// How sure it is on an inpatient claim, where that differs: the Medicare Code Editor judges those.
    pub severity_on_inpatient: Option<Severity>,
    /// What is wrong, with placeholders.
    pub message: String,
    /// What to do about it, with placeholders.
    pub help: String,
    /// Why it is a rule, in a coder's words.
    pub why: String,
    /// Where it is written, in words.
    pub source: String,
    /// Where it can be read.
    pub url: Option<String>,
    /// When it stays silent.
    pub exceptions: Vec<Exception>,
    /// What would excuse the claim but cannot be seen on it.
    pub cannot_see: Vec<String>,
    /// The dates of service it judges; all where `None`.
    pub in_force: Option<Period>,
    /// Claims it speaks on, and claims it must not speak on.
    pub examples: Vec<Example>,
    /// Name of the function that finds what no rule file can say.
    pub native: Option<String>,
    /// The user's own table it cannot do without, by its key under `[tables]`.
    pub table: Option<TableName>,
    /// Columns it cannot do without, beyond those its tests name: of each inner list, any one.
    pub needs: Vec<Vec<Field>>,
    /// Names of the words a native rule fills its message with.
    pub words: Vec<String>,
    pub(super) logic: Logic,
}

/// An exception and its reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exception {
    /// Why the rule does not apply.
    pub why: String,
}

/// First and last day, both included; an open end is `None`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// A small claim file in canonical columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    /// What it shows.
    pub about: Option<String>,
    /// Whether the rule speaks on it.
    pub fires: bool,
    /// The file.
    pub csv: String,
    /// The table the rule looks into, as text in the form it is published in.
    pub table: Option<String>,
}

/// What a declarative rule tests; a native one has no cases.
#[derive(Clone, Debug)]
pub(super) struct Logic {
    pub(super) judged: Judged,
    pub(super) often: Often,
    pub(super) cases: Vec<Case>,
    pub(super) exceptions: Vec<Conditions>,
    /// Names of rules after which this one has nothing to add.
    pub(super) gives_way_to: Vec<String>,
}

impl Period {
    /// Whether a day is in the period. A claim without a date is in no period.
    #[must_use]
    pub fn holds(self, date: Option<Date>) -> bool {
        date.is_some_and(|date| {
            self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
        })
    }
}

impl Rule {
    /// Every severity the rule can speak with, the worst first.
    #[must_use]
    pub fn severities(&self) -> Vec<Severity> {
        let cases = self.logic.cases.iter().map(|case| case.severity);
        let mut all: Vec<Severity> = cases.collect();
        if all.is_empty() {
            all.push(self.severity);
        }
        all.extend(self.severity_on_inpatient);
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.dedup();
        all
    }

    /// The message template of a finding: the case's own, else the rule's.
    pub(super) fn message_of(&self, case: Option<u8>) -> &str {
        self.case(case).and_then(|case| case.message.as_deref()).unwrap_or(&self.message)
    }

    /// The help template of a finding: the case's own, else the rule's.
    pub(super) fn help_of(&self, case: Option<u8>) -> &str {
        self.case(case).and_then(|case| case.help.as_deref()).unwrap_or(&self.help)
    }

    fn case(&self, case: Option<u8>) -> Option<&Case> {
        self.logic.cases.get(usize::from(case?))
    }

    /// Whether it reads diagnosis pointers where a claim has them and the claim's list where its form has none.
    pub(super) fn reads_links(&self) -> bool {
        let mut tests = self.logic.cases.iter().flat_map(|case| &case.when.line);
        tests.any(|test| matches!(test.ask, Ask::LinkedTo(_)))
    }

    /// Whether it asks for the first diagnosis, for what a pointer names, or for a diagnosis that is not there.
    fn reads_the_whole_list(&self, when: &Conditions) -> bool {
        let of_claim = |test: &ClaimTest| match test.ask {
            AskClaim::FirstDx(_) => true,
            AskClaim::HasDx(_) => !test.wanted,
            _ => false,
        };
        let excused = |when: &Conditions| {
            let asks = |test: &ClaimTest| matches!(test.ask, AskClaim::FirstDx(_) | AskClaim::HasDx(_));
            !when.dx.is_empty() || when.claim.iter().any(asks)
        };
        let of_line = |test: &LineTest| matches!(test.ask, Ask::PointsTo(_) | Ask::LinkedTo(_) | Ask::FirstPointer(_));
        when.claim.iter().any(of_claim) || when.line.iter().any(of_line) || self.logic.exceptions.iter().any(excused)
    }

    /// Whether one of its cases speaks of lines with a modifier only: of one it names, or of any.
    pub(super) fn wants_a_modifier(&self, case: usize) -> bool {
        let of_line = |test: &LineTest| {
            let (Ask::Modifier(group) | Ask::FirstModifier(group) | Ask::Behind(group, _) | Ask::Several(group, _)) =
                &test.ask
            else {
                return false;
            };
            test.wanted && group.within.is_some()
        };
        match self.logic.cases.get(case) {
            Some(case) => case.when.line.iter().any(of_line),
            None => self.native.is_some() && self.needs.iter().any(|group| group.contains(&Field::Modifier(1))),
        }
    }

    /// Whether it is of the language and one of its cases asks for a diagnosis, or for one that is not there.
    pub(crate) fn asks_for_diagnoses(&self) -> bool {
        let of_dx = |field: &Field| matches!(field, Field::Dx(_));
        (0..self.logic.cases.len()).any(|case| self.wants(case).iter().flatten().any(of_dx))
    }

    /// Whether it goes by which diagnosis is the first, or by the places of the list.
    pub(crate) fn goes_by_order(&self) -> bool {
        let first = |when: &Conditions| when.claim.iter().any(|test| matches!(test.ask, AskClaim::FirstDx(_)));
        let pointer = |when: &Conditions| {
            when.line.iter().any(|test| matches!(test.ask, Ask::PointsTo(_) | Ask::LinkedTo(_) | Ask::FirstPointer(_)))
        };
        let whens = self.logic.cases.iter().map(|case| &case.when).chain(&self.logic.exceptions);
        let by_needs = self.needs.iter().any(|group| group.as_slice() == wants::FIRST);
        by_needs || whens.into_iter().any(|when| first(when) || pointer(when))
    }

    /// The columns one of its cases reads, in groups of which any one column will do.
    ///
    /// Exceptions ask for nothing: what cannot be seen cannot excuse.
    pub(super) fn wants(&self, case: usize) -> Vec<Vec<Field>> {
        let mut groups = self.needs.clone();
        if let Some(case) = self.logic.cases.get(case) {
            let when = &case.when;
            for test in &when.line {
                of_line(&test.ask, &mut groups);
            }
            if !when.dx.is_empty() {
                groups.push(wants::DIAGNOSIS.to_vec());
            }
            for test in &when.claim {
                of_claim(&test.ask, &mut groups);
            }
            if self.reads_the_whole_list(when) {
                groups.push(wants::FIRST.to_vec());
            }
            if let Some(partner) = &when.partner {
                for test in &partner.line {
                    of_line(&test.ask, &mut groups);
                }
                for shared in partner.same.iter().chain(&partner.different) {
                    groups.extend(match shared {
                        super::logic::Shared::Date => Some(wants::DATE.to_vec()),
                        super::logic::Shared::Procedure => Some(wants::PROCEDURE.to_vec()),
                        // Lines of one unknown biller are lines of one biller.
                        super::logic::Shared::Biller => None,
                    });
                }
            }
        }
        let mut unique: Vec<Vec<Field>> = Vec::new();
        for group in groups {
            if !unique.contains(&group) {
                unique.push(group);
            }
        }
        unique
    }
}

pub(super) fn of_line(ask: &Ask, groups: &mut Vec<Vec<Field>>) {
    let group = match ask {
        Ask::Modifier(_) | Ask::FirstModifier(_) | Ask::Behind(..) | Ask::Several(..) => wants::MODIFIER.to_vec(),
        Ask::Procedure(_) => wants::PROCEDURE.to_vec(),
        Ask::PointsTo(_) | Ask::FirstPointer(_) => {
            groups.push(wants::POINTERS.to_vec());
            wants::DIAGNOSIS.to_vec()
        }
        Ask::LinkedTo(_) => wants::DIAGNOSIS.to_vec(),
        // No pointer column means that no line has pointers.
        Ask::Pointers => return,
        Ask::Biller(_) => wants::KIND.to_vec(),
        Ask::BillType(_) => wants::BILL_TYPE.to_vec(),
        Ask::RevenueCode(_) => vec![Field::RevenueCode],
        Ask::Place(_) => vec![Field::PlaceOfService],
        Ask::Cell(field, _) | Ask::Starts(field, _) | Ask::Known(field) => of_field(*field),
        Ask::Compare(field, _, with) => {
            if let super::logic::With::Field(other) = with {
                groups.push(of_field(*other));
            }
            of_field(*field)
        }
    };
    groups.push(group);
}

fn of_field(field: Field) -> Vec<Field> {
    match field {
        Field::ServiceDate => wants::DATE.to_vec(),
        Field::Age => wants::AGE.to_vec(),
        other => vec![other],
    }
}

pub(super) fn of_claim(ask: &AskClaim, groups: &mut Vec<Vec<Field>>) {
    match ask {
        AskClaim::Kind(_) => groups.push(wants::KIND.to_vec()),
        AskClaim::Sex(_) => groups.push(vec![Field::Sex]),
        AskClaim::FirstDx(_) | AskClaim::HasDx(_) => groups.push(wants::DIAGNOSIS.to_vec()),
        AskClaim::HasLine(tests) => tests.iter().for_each(|LineTest { ask, .. }| of_line(ask, groups)),
        AskClaim::Column(ask) => of_line(ask, groups),
    }
}
