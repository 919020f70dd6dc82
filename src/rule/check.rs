//! From what a rule says to what it means: tests.
//!
//! One door between `TestSpec` and `LineTest` or `ClaimTest`. Whatever cannot be meant (an operator its subject does not
//! take, a set of another kind, a code that never was) is refused here, at its place in the file.

use super::clause::{Operand, TestSpec};
use super::group::{Group, Kind};
use super::logic::{Ask, AskClaim, BILLERS, ClaimTest, KINDS, LineTest, SEXES, Shared, UNSAID};
use super::set::Sets;
use super::text::{Place, Source, Word, did_you_mean};
use super::vocabulary::{self, CLAIM_SUBJECTS, LINE_SUBJECTS, Nature};
use crate::error::{Error, Result};
use crate::field::Field;
use crate::icd::CodeBook;
use toml::Spanned;

/// Checks the tests of one file.
#[derive(Clone, Copy)]
pub(super) struct Checker<'c> {
    pub(super) source: Source<'c>,
    pub(super) sets: &'c Sets,
    pub(super) book: &'c CodeBook,
}

pub(super) type Operator = (Word, Spanned<Operand>);

impl Checker<'_> {
    /// All tests of a block about a line.
    pub(super) fn line(self, specs: &[TestSpec]) -> Result<Vec<LineTest>> {
        let tests: Result<Vec<Vec<LineTest>>> = specs.iter().map(|spec| self.line_test(spec)).collect();
        Ok(tests?.concat())
    }

    fn line_test(self, spec: &TestSpec) -> Result<Vec<LineTest>> {
        let word = spec.subject.get_ref().as_str();
        let Some(&(subject, nature)) = LINE_SUBJECTS.iter().find(|(name, _)| *name == word) else {
            return self.column(spec, &LINE_SUBJECTS);
        };
        self.operators(spec, nature)?;
        let test = |ask, wanted| Ok(vec![LineTest { subject, ask, wanted }]);
        let group = |kind| self.group(kind, &spec.operators, &spec.subject);
        match subject {
            "modifier" => self.modifiers(spec),
            "no-modifier" => test(Ask::Modifier(group(Kind::Modifiers)?), false),
            "first-modifier" => test(Ask::FirstModifier(group(Kind::Modifiers)?), true),
            "procedure" => test(Ask::Procedure(group(Kind::Procedures)?), true),
            "no-procedure" => test(Ask::Procedure(group(Kind::Procedures)?), false),
            "points-to" => test(Ask::PointsTo(group(Kind::Diagnoses)?), true),
            "points-not-to" => test(Ask::PointsTo(group(Kind::Diagnoses)?), false),
            "linked-to" => test(Ask::LinkedTo(group(Kind::Diagnoses)?), true),
            "not-linked-to" => test(Ask::LinkedTo(group(Kind::Diagnoses)?), false),
            "first-pointer" => test(Ask::FirstPointer(group(Kind::Diagnoses)?), true),
            "pointers" => test(Ask::Pointers, self.known(spec)?),
            "biller" => test(Ask::Biller(self.choice(spec, &BILLERS)?), true),
            "bill-type" => test(Ask::BillType(group(Kind::BillTypes)?), true),
            "revenue-code" => test(Ask::RevenueCode(group(Kind::RevenueCodes)?), true),
            "place-of-service" => test(Ask::Place(group(Kind::Values)?), true),
            "units" => self.comparisons(spec, subject, Field::Units),
            _ => self.comparisons(spec, subject, Field::ServiceDate),
        }
    }

    /// All tests of the block about the claim.
    pub(super) fn claim(self, specs: &[TestSpec]) -> Result<Vec<ClaimTest>> {
        let tests: Result<Vec<Vec<ClaimTest>>> = specs.iter().map(|spec| self.claim_test(spec)).collect();
        Ok(tests?.concat())
    }

    fn claim_test(self, spec: &TestSpec) -> Result<Vec<ClaimTest>> {
        let word = spec.subject.get_ref().as_str();
        let column = |tests: Vec<LineTest>| {
            tests
                .into_iter()
                .map(|test| ClaimTest { subject: test.subject, ask: AskClaim::Column(test.ask), wanted: test.wanted })
                .collect()
        };
        let Some(&(subject, nature)) = CLAIM_SUBJECTS.iter().find(|(name, _)| *name == word) else {
            return self.column(spec, &CLAIM_SUBJECTS).map(column);
        };
        self.operators(spec, nature)?;
        let test = |ask| Ok(vec![ClaimTest { subject, ask, wanted: true }]);
        match subject {
            "kind" => test(AskClaim::Kind(self.choice(spec, &KINDS)?)),
            "sex" => test(AskClaim::Sex(self.choice(spec, &SEXES)?)),
            "age" => self.comparisons(spec, subject, Field::Age).map(column),
            "from" => self.comparisons(spec, subject, Field::FromDate).map(column),
            _ => self.comparisons(spec, subject, Field::ThroughDate).map(column),
        }
    }

    /// The diagnoses a test is about.
    pub(super) fn diagnoses(self, spec: &TestSpec) -> Result<Group> {
        self.operators(spec, Nature::Member)?;
        self.group(Kind::Diagnoses, &spec.operators, &spec.subject)
    }

    /// A test of a column by its name; the error names the subjects too, for that is where typing errors end.
    fn column(self, spec: &TestSpec, subjects: &[(&'static str, Nature)]) -> Result<Vec<LineTest>> {
        let word = spec.subject.get_ref();
        let Some(field) = vocabulary::column(word) else {
            let columns = vocabulary::columns();
            let mut allowed: Vec<&str> = subjects.iter().map(|(name, _)| *name).collect();
            allowed.extend(columns.iter().map(String::as_str));
            return Err(self.source.unknown(spec.subject.span(), "field", word, &allowed));
        };
        self.operators(spec, Nature::Column)?;
        let test = |ask, wanted| LineTest { subject: "", ask, wanted };
        let mut tests = Vec::new();
        let (mut members, mut orders) = (Vec::new(), Vec::new());
        for operator in &spec.operators {
            match (operator.0.get_ref().as_str(), operator.1.get_ref()) {
                ("starts", Operand::Text(start)) => tests.push(test(Ask::Starts(field, start.clone()), true)),
                ("starts", _) => return Err(self.operand(operator, "a text")),
                ("known", _) => tests.push(test(Ask::Known(field), self.known(spec)?)),
                ("is" | "in" | "not-in", _) => members.push(operator.clone()),
                _ => orders.push(operator.clone()),
            }
        }
        if !members.is_empty() {
            tests.push(test(Ask::Cell(field, self.group(Kind::Values, &members, &spec.subject)?), true));
        }
        for operator in &orders {
            tests.push(test(self.comparison(operator, field)?, true));
        }
        Ok(tests)
    }

    /// Refuses operators the subject does not take, and a test without any.
    fn operators(self, spec: &TestSpec, nature: Nature) -> Result<()> {
        let allowed = nature.operators();
        if spec.operators.is_empty() {
            let message = format!("`{}` asks nothing", spec.subject.get_ref());
            return Err(self.source.error(
                spec.subject.span(),
                message,
                "no operator",
                Some(did_you_mean("", allowed)),
            ));
        }
        match spec.operators.iter().find(|(operator, _)| !allowed.contains(&operator.get_ref().as_str())) {
            None => Ok(()),
            Some((operator, _)) => {
                let message = format!("`{}` has no operator `{}`", spec.subject.get_ref(), operator.get_ref());
                let help = did_you_mean(operator.get_ref(), allowed);
                Err(self.source.error(operator.span(), message, "not known here", Some(help)))
            }
        }
    }

    fn modifiers(self, spec: &TestSpec) -> Result<Vec<LineTest>> {
        let (members, special): (Vec<_>, Vec<_>) = spec
            .operators
            .iter()
            .cloned()
            .partition(|(operator, _)| matches!(operator.get_ref().as_str(), "is" | "in" | "not-in"));
        let group = self.group(Kind::Modifiers, &members, &spec.subject)?;
        let test = |ask| LineTest { subject: "modifier", ask, wanted: true };
        let mut tests = vec![test(Ask::Modifier(group.clone()))];
        for operator in &special {
            let ask = match operator.0.get_ref().as_str() {
                "several" => match operator.1.get_ref() {
                    Operand::Truth(true) => Ask::Several(group.clone(), 2),
                    _ => return Err(self.operand(operator, "`true`")),
                },
                behind => {
                    let set = if behind == "behind" { "in" } else { "not-in" };
                    let renamed = (Word::new(operator.0.span(), set.to_owned()), operator.1.clone());
                    Ask::Behind(group.clone(), self.group(Kind::Modifiers, &[renamed], &spec.subject)?)
                }
            };
            tests.push(test(ask));
        }
        Ok(tests)
    }

    /// The group of `is`, `in` and `not-in`.
    fn group(self, kind: Kind, operators: &[Operator], subject: &Word) -> Result<Group> {
        let mut group = Group { kind, within: None, except: Vec::new() };
        for operator in operators {
            let words = self.words(operator)?;
            let mut members = Vec::new();
            for word in &words {
                if operator.0.get_ref() == "is" {
                    let read = kind.member(word.get_ref(), self.book);
                    members
                        .push(read.map_err(|(message, help)| self.source.error(word.span(), message, "here", help))?);
                } else {
                    members.extend(self.sets.members(self.source, kind, word, self.book)?);
                }
            }
            members.sort_unstable();
            members.dedup();
            match operator.0.get_ref().as_str() {
                "not-in" => group.except = members,
                _ => group.within = Some(members),
            }
        }
        if group.within.is_none() && group.except.is_empty() {
            let message = format!("`{}` does not say which {}", subject.get_ref(), kind.noun());
            return Err(self.source.error(subject.span(), message, "needs is, in or not-in", None));
        }
        Ok(group)
    }

    fn words(self, operator: &Operator) -> Result<Vec<Word>> {
        let place = operator.1.span();
        let words = match (operator.0.get_ref().as_str(), operator.1.get_ref()) {
            (_, Operand::Text(word)) => vec![Word::new(place.clone(), word.clone())],
            ("is", Operand::List(_)) => return Err(self.operand(operator, "one value; a list goes with `in`")),
            (_, Operand::List(words)) => words.clone(),
            (_, Operand::Number(number)) => vec![Word::new(place.clone(), number.to_string())],
            (_, Operand::Truth(_)) => return Err(self.operand(operator, "a text or a list of texts")),
        };
        if words.is_empty() {
            return Err(self.source.error(place, "this list is empty".to_owned(), "nothing in it", None));
        }
        Ok(words)
    }

    fn choice(self, spec: &TestSpec, choices: &[(&str, u8)]) -> Result<u8> {
        let mut bits = 0;
        for operator in &spec.operators {
            let mut named = 0;
            for word in self.words(operator)? {
                let Some((_, bit)) = choices.iter().find(|(name, _)| *name == word.get_ref().as_str()) else {
                    let allowed: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                    return Err(self.source.unknown(word.span(), spec.subject.get_ref(), word.get_ref(), &allowed));
                };
                named |= bit;
            }
            bits = match operator.0.get_ref().as_str() {
                "not-in" if bits == 0 => !named & !UNSAID,
                "not-in" => bits & !named,
                _ => named,
            };
        }
        Ok(bits)
    }

    pub(super) fn known(self, spec: &TestSpec) -> Result<bool> {
        match spec.operators.iter().find(|(operator, _)| operator.get_ref() == "known") {
            Some((_, value)) if matches!(value.get_ref(), Operand::Truth(_)) => {
                Ok(*value.get_ref() == Operand::Truth(true))
            }
            Some(operator) => Err(self.operand(operator, "`true` or `false`")),
            None => Ok(true),
        }
    }

    pub(super) fn operand(self, operator: &Operator, takes: &str) -> Error {
        let message = format!("`{}` takes {takes}", operator.0.get_ref());
        self.source.error(operator.1.span(), message, "this is something else", None)
    }

    /// What two lines have in common, by its words.
    pub(super) fn shared(self, words: &[Word]) -> Result<Vec<Shared>> {
        words
            .iter()
            .map(|word| match word.get_ref().as_str() {
                "date" => Ok(Shared::Date),
                "procedure" => Ok(Shared::Procedure),
                "biller" => Ok(Shared::Biller),
                other => Err(self.source.unknown(word.span(), "thing to share", other, &vocabulary::SHARED)),
            })
            .collect()
    }

    /// A mistake that is not one word's.
    pub(super) fn fault(self, place: Place, message: String, help: &str) -> Error {
        self.source.error(place, message, "here", Some(help.to_owned()))
    }
}
