//! TOML with places.
//!
//! A rule file is read by hand from the parsed tree instead of through `serde`, because every mistake in it has to be
//! answered with the place, the words that would be right, and the nearest of them. This file is the only one that
//! knows the TOML crate; [`super::spec`] says which keys there are.

use crate::error::{Error, Result};
use miette::NamedSource;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file of rules: its name and its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'t> {
    pub(super) name: &'t str,
    pub(super) text: &'t str,
}

/// A place in a file.
pub(super) type Place = Range<usize>;

/// A piece of text and where it stands.
pub(super) type Word = Spanned<String>;

impl<'t> Source<'t> {
    /// The mistake at `place`: what is wrong, the words under the place, what to write instead.
    pub(super) fn error(self, place: Place, message: String, label: &str, help: Option<String>) -> Error {
        Error::Toml {
            message,
            file: NamedSource::new(self.name, self.text.to_owned()).with_language("TOML").into(),
            label: label.to_owned(),
            span: place.into(),
            help,
        }
    }

    /// The error for a word that is not among those allowed: the nearest one is suggested, or all are listed.
    pub(super) fn unknown(self, place: Place, what: &str, word: &str, allowed: &[&str]) -> Error {
        self.error(place, format!("unknown {what} `{word}`"), "not known here", Some(did_you_mean(word, allowed)))
    }

    /// The whole file as a table.
    pub(super) fn table(self) -> Result<Table<'t>> {
        let tree = DeTable::parse(self.text).map_err(|error| {
            let place = error.span().unwrap_or(0..0);
            self.error(place, format!("this is not TOML: {}", error.message()), "here", None)
        })?;
        let place = tree.span();
        Ok(Table::new(self, "the file", place, tree.into_inner()))
    }
}

/// Words beyond this number are not listed.
const FEW: usize = 30;

/// "did you mean `x`?" where something is near enough, else "use one of: …" where they are few.
pub(super) fn did_you_mean(word: &str, allowed: &[&str]) -> String {
    let distance = |candidate: &&str| match word.len() {
        3.. if candidate.starts_with(word) => 1,
        _ => strsim::damerau_levenshtein(word, candidate),
    };
    let nearest = allowed
        .iter()
        .map(|candidate| (distance(candidate), candidate))
        .min_by_key(|&(distance, _)| distance)
        .filter(|&(distance, candidate)| distance <= 1 + candidate.len() / 4);
    match nearest {
        Some((_, candidate)) => format!("did you mean `{candidate}`?"),
        None if allowed.is_empty() => "nothing is allowed here".to_owned(),
        None if allowed.len() > FEW => format!("use one of: {}, …", allowed[..FEW].join(", ")),
        None => format!("use one of: {}", allowed.join(", ")),
    }
}

/// A table being read: keys are taken out one by one, and what is left at the end is a mistake.
#[derive(Debug)]
pub(super) struct Table<'t> {
    pub(super) source: Source<'t>,
    what: &'static str,
    place: Place,
    entries: Vec<(Word, Spanned<DeValue<'t>>)>,
    taken: Vec<&'static str>,
}

impl<'t> Table<'t> {
    fn new(source: Source<'t>, what: &'static str, place: Place, table: DeTable<'t>) -> Self {
        let mut entries: Vec<_> = table
            .into_iter()
            .map(|(key, value)| (Word::new(key.span(), key.into_inner().into_owned()), value))
            .collect();
        // The order of the file carries meaning: the first test of a line is the cell that is blamed.
        entries.sort_by_key(|(key, _)| key.span().start);
        Self { source, what, place, entries, taken: Vec::new() }
    }

    /// Where the table stands: its header, or its braces.
    pub(super) fn place(&self) -> Place {
        self.place.clone()
    }

    fn find(&mut self, key: &'static str) -> Option<Spanned<DeValue<'t>>> {
        self.taken.push(key);
        let index = self.entries.iter().position(|(word, _)| word.get_ref() == key)?;
        Some(self.entries.remove(index).1)
    }

    /// A text, if the key is there.
    pub(super) fn text(&mut self, key: &'static str) -> Result<Option<Word>> {
        self.find(key).map(|value| text(self.source, key, &value)).transpose()
    }

    /// A text that has to be there and say something.
    pub(super) fn required(&mut self, key: &'static str) -> Result<Word> {
        let word = self.text(key)?.ok_or_else(|| {
            let message = format!("{} has no `{key}`", self.what);
            self.source.error(self.place(), message, "missing here", Some(format!("add `{key} = \"…\"`")))
        })?;
        if word.get_ref().trim().is_empty() {
            return Err(self.source.error(word.span(), format!("`{key}` says nothing"), "empty", None));
        }
        Ok(word)
    }

    /// A text or a list of texts; empty where the key is not there.
    pub(super) fn texts(&mut self, key: &'static str) -> Result<Vec<Word>> {
        let Some(value) = self.find(key) else { return Ok(Vec::new()) };
        let place = value.span();
        match value.into_inner() {
            DeValue::String(word) => Ok(vec![Word::new(place, word.into_owned())]),
            DeValue::Array(items) => items.iter().map(|item| text(self.source, key, item)).collect(),
            other => Err(wrong_type(self.source, key, place, "a text or a list of texts", other.type_str())),
        }
    }

    /// A table under a key.
    pub(super) fn table(&mut self, key: &'static str) -> Result<Option<Table<'t>>> {
        self.find(key).map(|value| into_table(self.source, named(key), value)).transpose()
    }

    /// One table or a list of tables; empty where the key is not there.
    pub(super) fn tables(&mut self, key: &'static str) -> Result<Vec<Table<'t>>> {
        let source = self.source;
        match self.find(key) {
            None => Ok(Vec::new()),
            Some(value) if value.get_ref().is_array() => match value.into_inner() {
                DeValue::Array(items) => items.into_iter().map(|item| into_table(source, named(key), item)).collect(),
                _ => Ok(Vec::new()),
            },
            Some(value) => Ok(vec![into_table(source, named(key), value)?]),
        }
    }

    /// A value as it stands.
    pub(super) fn value(&mut self, key: &'static str) -> Option<Spanned<DeValue<'t>>> {
        self.find(key)
    }

    /// Everything that is left, in the order of the file.
    pub(super) fn rest(&mut self) -> Vec<(Word, Spanned<DeValue<'t>>)> {
        std::mem::take(&mut self.entries)
    }

    /// Ends the reading: a key nobody took is a mistake.
    pub(super) fn finish(self) -> Result<()> {
        match self.entries.first() {
            None => Ok(()),
            Some((key, _)) => {
                let message = format!("{} has no key `{}`", self.what, key.get_ref());
                let help = did_you_mean(key.get_ref(), &self.taken);
                Err(self.source.error(key.span(), message, "not known here", Some(help)))
            }
        }
    }
}

/// What the table under a key is called in messages.
fn named(key: &'static str) -> &'static str {
    match key {
        "rule" => "this rule",
        "case" => "this case",
        "unless" => "this exception",
        "example" => "this example",
        "pack" => "the pack",
        other => other,
    }
}

/// The value as a table called `what` in messages.
pub(super) fn into_table<'t>(source: Source<'t>, what: &'static str, value: Spanned<DeValue<'t>>) -> Result<Table<'t>> {
    let place = value.span();
    match value.into_inner() {
        DeValue::Table(table) => Ok(Table::new(source, what, place, table)),
        other => Err(wrong_type(source, what, place, "a table", other.type_str())),
    }
}

/// The value as a text.
pub(super) fn text(source: Source<'_>, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Word> {
    match value.get_ref() {
        DeValue::String(word) => Ok(Word::new(value.span(), word.clone().into_owned())),
        other => Err(wrong_type(source, key, value.span(), "a text", other.type_str())),
    }
}

/// The error for a value of another type than the key takes.
pub(super) fn wrong_type(source: Source<'_>, key: &str, place: Place, wanted: &str, found: &str) -> Error {
    source.error(place, format!("`{key}` takes {wanted}"), &format!("this is of type {found}"), None)
}
