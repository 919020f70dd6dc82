//! What the conditions of a rule say: blocks, subjects, operators and operands, each at its place.

use super::text::{Place, Source, Table, Word, text, wrong_type};
use crate::error::Result;
use toml::Spanned;
use toml::de::DeValue;

/// Conditions that hold together.
#[derive(Debug, Default)]
pub(super) struct WhenSpec {
    pub(super) line: Vec<TestSpec>,
    pub(super) dx: Option<TestSpec>,
    pub(super) claim: Vec<TestSpec>,
    pub(super) first_dx: Vec<TestSpec>,
    pub(super) has_dx: Vec<TestSpec>,
    pub(super) no_dx: Vec<TestSpec>,
    pub(super) has_line: Vec<Vec<TestSpec>>,
    pub(super) no_line: Vec<Vec<TestSpec>>,
    pub(super) another_line: Option<PartnerSpec>,
}

/// Another line of the claim, and what it shares with the judged one.
#[derive(Debug)]
pub(super) struct PartnerSpec {
    pub(super) place: Place,
    pub(super) same: Vec<Word>,
    pub(super) different: Vec<Word>,
    pub(super) tests: Vec<TestSpec>,
}

/// A subject and what is asked of it.
#[derive(Debug)]
pub(super) struct TestSpec {
    pub(super) subject: Word,
    pub(super) operators: Vec<(Word, Spanned<Operand>)>,
}

/// The right-hand side of an operator.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Operand {
    Text(String),
    Number(f64),
    List(Vec<Word>),
    Truth(bool),
}

impl WhenSpec {
    pub(super) fn read(table: &mut Table<'_>) -> Result<Self> {
        let source = table.source;
        let block = |table: Option<Table<'_>>| table.map_or_else(|| Ok(Vec::new()), tests);
        let line = block(table.table("line")?)?;
        let claim = block(table.table("claim")?)?;
        let mut dx_tests = |key: &'static str| -> Result<Vec<TestSpec>> {
            let Some(value) = table.value(key) else { return Ok(Vec::new()) };
            let place = value.span();
            match value.into_inner() {
                // A list of tables is several tests; a list of codes is one.
                DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_table()) => items
                    .into_iter()
                    .map(|item| TestSpec::read(source, Word::new(item.span(), key.to_owned()), item))
                    .collect(),
                other => {
                    let subject = Word::new(place.clone(), key.to_owned());
                    Ok(vec![TestSpec::read(source, subject, Spanned::new(place, other))?])
                }
            }
        };
        Ok(Self {
            line,
            claim,
            dx: dx_tests("dx")?.into_iter().next(),
            first_dx: dx_tests("first-dx")?,
            has_dx: dx_tests("has-dx")?,
            no_dx: dx_tests("no-dx")?,
            has_line: table.tables("has-line")?.into_iter().map(tests).collect::<Result<_>>()?,
            no_line: table.tables("no-line")?.into_iter().map(tests).collect::<Result<_>>()?,
            another_line: table.table("another-line")?.map(PartnerSpec::read).transpose()?,
        })
    }
}

impl PartnerSpec {
    fn read(mut table: Table<'_>) -> Result<Self> {
        let (same, different) = (table.texts("same")?, table.texts("different")?);
        Ok(Self { place: table.place(), same, different, tests: tests(table)? })
    }
}

fn tests(mut table: Table<'_>) -> Result<Vec<TestSpec>> {
    let source = table.source;
    table.rest().into_iter().map(|(subject, value)| TestSpec::read(source, subject, value)).collect()
}

impl TestSpec {
    fn read(source: Source<'_>, subject: Word, value: Spanned<DeValue<'_>>) -> Result<Self> {
        let place = value.span();
        let operators = match value.into_inner() {
            DeValue::Table(table) => {
                let mut operators = Vec::new();
                for (operator, value) in table {
                    let operator = Word::new(operator.span(), operator.into_inner().into_owned());
                    let operand = operand(source, operator.get_ref(), &value)?;
                    operators.push((operator, Spanned::new(value.span(), operand)));
                }
                operators.sort_by_key(|(operator, _)| operator.span().start);
                operators
            }
            // `modifier = "53"` is short for `{ is = "53" }`, a list for `{ in = [...] }`.
            other => {
                let operator = if other.is_array() { "in" } else { "is" };
                let operand = operand(source, subject.get_ref(), &Spanned::new(place.clone(), other))?;
                vec![(Word::new(place.clone(), operator.to_owned()), Spanned::new(place, operand))]
            }
        };
        Ok(Self { subject, operators })
    }
}

fn operand(source: Source<'_>, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Operand> {
    Ok(match value.get_ref() {
        DeValue::String(word) => Operand::Text(word.clone().into_owned()),
        DeValue::Boolean(truth) => Operand::Truth(*truth),
        DeValue::Datetime(date) => Operand::Text(date.to_string()),
        DeValue::Array(items) => {
            Operand::List(items.iter().map(|item| text(source, key, item)).collect::<Result<_>>()?)
        }
        DeValue::Integer(number) => Operand::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Float(number) => Operand::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Table(_) => return Err(wrong_type(source, key, value.span(), "a value", "table")),
    })
}
