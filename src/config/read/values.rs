//! Values of a `claimlint.toml`, each of the kind that is wanted or an error that points at it.

use super::{Reader, Value};
use crate::date::Date;
use crate::error::{Error, Result};
use miette::NamedSource;
use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;
use toml::de::{DeTable, DeValue};

impl Reader<'_> {
    /// One of some words, `noun` saying what they are.
    pub(super) fn one_of<T: Copy>(
        &self,
        value: &Value<'_>,
        noun: &str,
        all: &[T],
        word: fn(T) -> &'static str,
    ) -> Result<T> {
        let text = self.text(value)?;
        all.iter().copied().find(|one| word(*one) == text).ok_or_else(|| {
            let words: Vec<&str> = all.iter().map(|one| word(*one)).collect();
            let message = format!("\"{text}\" is no {noun}: use {}", words.join(", "));
            let off = ["off", "none", "ignore", "never"].contains(&text.as_str()) && noun == "severity";
            let help = if off {
                Some("a rule that is not to run is named under ignore: ignore = [\"dx-duplicate\"]".to_owned())
            } else {
                meant(&text, words)
            };
            self.mistake(&message, &format!("unknown {noun}"), value.span(), help)
        })
    }

    /// A text that reads as something.
    pub(super) fn parsed<T: FromStr<Err: Display>>(&self, value: &Value<'_>, label: &str) -> Result<T> {
        let text = self.text(value)?;
        text.parse().map_err(|error: T::Err| self.mistake(&error.to_string(), label, value.span(), None))
    }

    pub(super) fn date(&self, value: &Value<'_>) -> Result<Date> {
        let text = match value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            _ => self.text(value)?,
        };
        Date::parse(text.as_bytes()).ok_or_else(|| {
            self.mistake(
                &format!("\"{text}\" is not a date"),
                "no date",
                value.span(),
                Some("write it as 2026-12-31".to_owned()),
            )
        })
    }

    pub(super) fn count(&self, value: &Value<'_>) -> Result<u64> {
        match value.get_ref() {
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix())
                .map_err(|_| self.mistake("a number from 0 is wanted here", "no such number", value.span(), None)),
            _ => Err(self.wrong_kind(value, "a number", None)),
        }
    }

    pub(super) fn table<'v, 'i>(&self, value: &'v Value<'i>, help: &str) -> Result<&'v DeTable<'i>> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(table),
            _ => Err(self.wrong_kind(value, "a table", Some(help))),
        }
    }

    /// The tables of `[[name]]`.
    pub(super) fn tables_of<'v, 'i>(
        &self,
        value: &'v Value<'i>,
        help: &str,
    ) -> Result<Vec<(&'v DeTable<'i>, Range<usize>)>> {
        let DeValue::Array(values) = value.get_ref() else {
            return Err(self.wrong_kind(value, "a list of tables", Some(help)));
        };
        values.iter().map(|value| Ok((self.table(value, help)?, value.span()))).collect()
    }

    pub(super) fn texts(&self, value: &Value<'_>) -> Result<Vec<String>> {
        match value.get_ref() {
            DeValue::Array(values) => values.iter().map(|value| self.text(value)).collect(),
            DeValue::String(text) => {
                let help = format!("write it in brackets: [\"{text}\"]");
                Err(self.wrong_kind(value, "a list of texts", Some(&help)))
            }
            _ => Err(self.wrong_kind(value, "a list of texts", None)),
        }
    }

    pub(super) fn text(&self, value: &Value<'_>) -> Result<String> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.to_string()),
            DeValue::Array(_) | DeValue::Table(_) => Err(self.wrong_kind(value, "one text", None)),
            _ => Err(self.wrong_kind(value, "a text", Some("write it in quotes"))),
        }
    }

    /// A key that nobody knows.
    pub(super) fn unknown(&self, noun: &str, name: &str, span: Range<usize>, known: &[&str]) -> Error {
        let help = meant(name, known.iter().copied()).or_else(|| Some(format!("the {noun}s are {}", known.join(", "))));
        self.mistake(&format!("no {noun} is called \"{name}\""), &format!("unknown {noun}"), span, help)
    }

    pub(super) fn wrong_kind(&self, value: &Value<'_>, wanted: &str, help: Option<&str>) -> Error {
        let found = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.mistake(&format!("{wanted} is wanted here, not {found}"), found, value.span(), help.map(str::to_owned))
    }

    pub(super) fn mistake(&self, message: &str, label: &str, span: Range<usize>, help: Option<String>) -> Error {
        Error::Toml {
            message: message.to_owned(),
            file: NamedSource::new(self.path.display().to_string(), self.text.to_owned()).into(),
            label: label.to_owned(),
            span: span.into(),
            help,
        }
    }
}

/// "did you mean": the likeliest of `names`, if one is like enough.
pub(super) fn meant<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let written = written.to_lowercase().replace(['-', ' '], "_");
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written, &name.replace('-', "_")), name))
        .min()
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .map(|(_, name)| format!("did you mean \"{name}\"?"))
}
