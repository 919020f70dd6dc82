//! Which rules speak about a code: read from what the rules mean, so that nobody keeps a list.
//!
//! A rule speaks about a code if one of its tests asks for a group that has it. A test for "anything but" asks for no code
//! in particular and says nothing here.

use super::Period;
use super::group::{Group, Kind};
use super::logic::{Ask, AskClaim, Conditions, LineTest};
use super::rule::Rule;
use crate::claim::Procedure;
use crate::claim::view::Modifier;
use crate::code::Code;
use crate::date::Date;
use crate::icd::{CodeBook, Traits};
use serde::Serialize;

/// A code a rule may speak about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Topic {
    /// A diagnosis, with its traits on the day that judges.
    Diagnosis(Code, Traits),
    /// A procedure.
    Procedure(Procedure),
    /// A modifier.
    Modifier(Modifier),
}

/// How a rule speaks about a code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Speaks {
    /// The rule asks for it: where it is, the rule may find something.
    Finds,
    /// It excuses: where it is, the rule is silent.
    Excuses,
}

impl Rule {
    /// How the rule's tests speak about a code on a day of service; `None` where they do not. What a native rule's function
    /// asks is not seen here.
    #[must_use]
    pub fn speaks_of(&self, topic: Topic, book: &CodeBook, on: Date) -> Option<Speaks> {
        let has = |group: &Group| is_named(group, topic, book);
        let in_force = |periods: &[Period]| periods.iter().all(|period| period.holds(Some(on)));
        let cases = self.logic.cases.iter().filter(|case| in_force(&case.in_force));
        let mut cases = cases.map(|case| of_conditions(&case.when, &has)).peekable();
        // A rule none of whose cases is in force is silent anyway.
        cases.peek()?;
        let exceptions = self.logic.exceptions.iter().map(|when| of_conditions(when, &has).map(|_| Speaks::Excuses));
        cases.chain(exceptions).flatten().min()
    }
}

/// Whether a group names a code and does not take it out again.
fn is_named(group: &Group, topic: Topic, book: &CodeBook) -> bool {
    group.within.is_some()
        && match (group.kind, topic) {
            (Kind::Diagnoses, Topic::Diagnosis(code, traits)) => group.has_diagnosis(book, code, traits),
            (Kind::Procedures, Topic::Procedure(procedure)) => group.has_procedure(procedure),
            (Kind::Modifiers, Topic::Modifier(modifier)) => group.has_modifier(modifier),
            _ => false,
        }
}

fn of_conditions(when: &Conditions, has: &dyn Fn(&Group) -> bool) -> Option<Speaks> {
    let dx = when.dx.iter().any(has).then_some(Speaks::Finds);
    let lines = when.line.iter().chain(when.partner.iter().flat_map(|partner| &partner.line));
    let claim = when.claim.iter().filter_map(|test| turned(of_claim(&test.ask, has)?, test.wanted));
    dx.into_iter().chain(lines.filter_map(|test| of_line(test, has))).chain(claim).min()
}

fn of_line(test: &LineTest, has: &dyn Fn(&Group) -> bool) -> Option<Speaks> {
    let named = match &test.ask {
        Ask::Modifier(group)
        | Ask::FirstModifier(group)
        | Ask::Several(group, _)
        | Ask::Procedure(group)
        | Ask::PointsTo(group)
        | Ask::LinkedTo(group)
        | Ask::FirstPointer(group) => has(group),
        Ask::Behind(behind, before) => has(behind) || has(before),
        Ask::Pointers
        | Ask::Biller(_)
        | Ask::BillType(_)
        | Ask::RevenueCode(_)
        | Ask::Place(_)
        | Ask::Cell(..)
        | Ask::Starts(..)
        | Ask::Known(_)
        | Ask::Compare(..) => false,
    };
    turned(named.then_some(Speaks::Finds)?, test.wanted)
}

fn of_claim(ask: &AskClaim, has: &dyn Fn(&Group) -> bool) -> Option<Speaks> {
    match ask {
        AskClaim::FirstDx(group) | AskClaim::HasDx(group) => has(group).then_some(Speaks::Finds),
        AskClaim::HasLine(tests) => tests.iter().filter_map(|test| of_line(test, has)).min(),
        AskClaim::Kind(_) | AskClaim::Sex(_) | AskClaim::Column(_) => None,
    }
}

/// What is asked not to be there excuses where it is.
#[allow(clippy::unnecessary_wraps, reason = "both callers go on with an option")]
const fn turned(speaks: Speaks, wanted: bool) -> Option<Speaks> {
    Some(if wanted { speaks } else { Speaks::Excuses })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Registry;

    fn how(rule: &str, topic: Topic) -> Option<Speaks> {
        let book = CodeBook::embedded();
        let registry = Registry::shipped(book).expect("the shipped rules");
        let rule = registry.find(rule).expect(rule);
        registry.rule(rule).speaks_of(topic, book, Date::new(2026, 1, 15).expect("a day"))
    }

    #[test]
    fn a_rule_speaks_about_the_codes_of_its_sets() {
        let modifier = |text: &[u8; 2]| Topic::Modifier(Modifier(*text));
        let dx = |text: &str| Topic::Diagnosis(Code::parse(text.as_bytes()).expect(text), Traits::NONE);
        assert_eq!(how("mod-53-on-facility-claim", modifier(b"53")), Some(Speaks::Finds));
        assert_eq!(how("mod-53-on-facility-claim", modifier(b"73")), None);
        assert_eq!(how("discontinued-mods-conflict", modifier(b"74")), Some(Speaks::Finds));
        assert_eq!(how("z53-first-listed", dx("Z53.09")), Some(Speaks::Finds));
        assert_eq!(how("z53-first-listed", dx("Z51.11")), None);
        // A limited examination was planned after a colectomy.
        assert_eq!(how("colonoscopy-incomplete-modifier", dx("Z90.49")), Some(Speaks::Excuses));
        let colonoscopy = Topic::Procedure(Procedure::parse(b"45378"));
        assert_eq!(how("colonoscopy-incomplete-modifier", colonoscopy), Some(Speaks::Finds));
    }
}
