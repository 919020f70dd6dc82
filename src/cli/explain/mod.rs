//! `claimlint explain`: anything claimlint says, in words: codes, modifiers, procedures, places and rules.

mod code;
mod other;
mod paper;
mod rule;

use super::Exit;
use super::here::{Book, Here};
use super::output::print;
use super::terminal::Terminal;
use crate::check::registry;
use crate::date::Date;
use crate::error::{Error, Result};
use crate::explain::{Kind, NotUnderstood, Sheet, Source, meanings, sheet};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
pub(super) use paper::Paper;
use serde::{Serialize, Serializer};
use std::path::Path;

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct ExplainArguments {
    /// A diagnosis code, block (Z40-Z53) or chapter, a modifier, a procedure code, a place of service, a present-on-admission
    /// indicator, a rule by its name or code, or several by their pack or what their codes begin with (DX4)
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,

    /// What the words are, where they could be several things: rule, diagnosis, modifier, procedure, place or indicator
    #[arg(long = "as", value_name = "KIND", value_parser = kinds(), hide_possible_values = true)]
    kind: Option<Kind>,

    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Printed,

    #[command(flatten)]
    book: Book,

    #[command(flatten)]
    here: Here,
}

/// How sheets and answers are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Printed {
    /// Pages for reading
    Human,
    /// One JSON document
    Json,
}

fn kinds() -> impl TypedValueParser<Value = Kind> {
    let kind = |word: String| Kind::ALL.into_iter().find(|kind| kind.word() == word).ok_or("no such kind");
    PossibleValuesParser::new(Kind::ALL.map(Kind::word)).try_map(kind)
}

/// The JSON document.
#[derive(Serialize)]
struct Document {
    schema_version: u32,
    explanations: Vec<Told>,
}

/// What is said of a word.
#[derive(Serialize)]
#[serde(untagged)]
enum Told {
    /// What it means.
    Known(Box<Explanation>),
    /// It means nothing.
    Unknown {
        word: String,
        error: String,
        /// What may have been meant, and what to do.
        help: String,
    },
}

/// One word.
#[derive(Serialize)]
struct Explanation {
    word: String,
    /// What else the word could be, as `--as` names it.
    #[serde(serialize_with = "words")]
    also: Vec<Kind>,
    #[serde(flatten)]
    sheet: Sheet,
}

fn words<S: Serializer>(kinds: &[Kind], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(kinds.iter().map(|kind| kind.word()))
}

/// Explains every word.
///
/// # Errors
/// When settings, rules or codes cannot be read. A word that means nothing fails the run, and the others are told.
pub(super) fn run(arguments: &ExplainArguments, terminal: &Terminal) -> Result<Exit> {
    let config = arguments.here.config()?;
    let (book, _) = arguments.book.open(&config)?;
    let registry = registry(&config.packs, &book)?;
    let source = Source { book: &book, registry: &registry, on: arguments.book.day(&book)? };
    let mut explanations = Vec::new();
    let mut pages = Vec::new();
    let mut exit = Exit::Clean;
    for word in together(&arguments.words) {
        match explanation(source, &word, arguments.kind)? {
            Ok(explanation) => {
                pages.push(page(&explanation, terminal));
                explanations.push(Told::Known(Box::new(explanation)));
            }
            Err(NotUnderstood { problem: error, help }) => {
                exit = Exit::Failed;
                terminal.error(&Error::Usage { message: error.clone(), help: Some(help.clone()) });
                explanations.push(Told::Unknown { word, error, help });
            }
        }
    }
    match arguments.format {
        Printed::Json => print(&json(&Document { schema_version: 1, explanations })?)?,
        Printed::Human if pages.is_empty() => {}
        Printed::Human => print(&(late(arguments.book.on, source.on) + &pages.join("\n\n")))?,
    }
    Ok(exit)
}

/// What is said first where nobody asked for a day and today is past the newest release.
fn late(asked: Option<Date>, on: Date) -> String {
    let today = Date::today();
    if asked.is_some() || today == on {
        return String::new();
    }
    format!("No release of ICD-10-CM is held for today, {today}; this is told for {on} (see `claimlint data`).\n\n")
}

/// The words, `chapter` together with its number.
fn together(words: &[String]) -> impl Iterator<Item = String> {
    let mut joined: Vec<String> = Vec::new();
    for word in words {
        match joined.last_mut() {
            Some(last) if last.eq_ignore_ascii_case("chapter") => *last = format!("{last} {word}"),
            _ => joined.push(word.clone()),
        }
    }
    joined.into_iter()
}

/// What a word means, or why it means nothing.
///
/// # Errors
/// When an example of a rule cannot be read.
fn explanation(source: Source<'_>, word: &str, kind: Option<Kind>) -> Result<Result<Explanation, NotUnderstood>> {
    let found = match meanings(source, word) {
        Ok(found) => found,
        Err(not) => return Ok(Err(not)),
    };
    let wanted = found.iter().copied().find(|meaning| kind.is_none_or(|kind| meaning.kind() == kind));
    let Some(meaning) = wanted else {
        let kinds: Vec<&str> = found.iter().map(|meaning| meaning.kind().noun()).collect();
        let problem = format!("`{word}` is no {}", kind.map_or("", Kind::noun));
        return Ok(Err(NotUnderstood { problem, help: format!("it is a {}", kinds.join(" and a ")) }));
    };
    let also = found.iter().filter(|other| **other != meaning).map(|other| other.kind()).collect();
    Ok(Ok(Explanation { word: word.to_owned(), also, sheet: sheet(source, meaning)? }))
}

/// A document as JSON.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn json(document: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(document);
    Ok(text.map_err(|error| Error::io("write", Path::new("standard output"))(error.into()))? + "\n")
}

fn page(explanation: &Explanation, terminal: &Terminal) -> String {
    let mut paper = Paper::new(terminal);
    match &explanation.sheet {
        Sheet::Code(sheet) => code::write(sheet, &mut paper),
        Sheet::Block(sheet) => other::block(sheet, &mut paper),
        Sheet::Modifier(sheet) => other::modifier(sheet, &mut paper),
        Sheet::Procedure(sheet) => other::procedure(sheet, &mut paper),
        Sheet::Place(sheet) => other::place(sheet, &mut paper),
        Sheet::Rule(sheet) => rule::write(sheet, &mut paper),
        Sheet::Rules(sheet) => rule::several(sheet, &mut paper),
        Sheet::Indicator(sheet) => other::indicator(sheet, &mut paper),
    }
    let word = &explanation.word;
    for kind in &explanation.also {
        paper.section("Also");
        paper.line(&format!("{word} is a {} too: claimlint explain {word} --as {}", kind.noun(), kind.word()));
    }
    paper.finish()
}
