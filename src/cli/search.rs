//! `claimlint search`: codes by words.

use super::Exit;
use super::check::date;
use super::explain::{Paper, Printed, json};
use super::here::day;
use super::output::print;
use super::terminal::Terminal;
use crate::config::Config;
use crate::date::Date;
use crate::error::{Error, Result};
use crate::icd::CodeBook;
use crate::search::{Answer, Answers, Question, TermKind, Which, search};
use clap::Args;
use serde::Serialize;
use std::path::Path;

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct SearchArguments {
    /// Words to look for in titles, inclusion terms and the Alphabetic Index; they are those built in, whatever data the
    /// settings name
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,

    /// Only codes a claim may carry
    #[arg(long)]
    billable: bool,

    /// Most codes to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,

    /// The day on which the codes are to be in force [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<Date>,

    /// How to print them
    #[arg(long, value_enum, default_value = "human")]
    format: Printed,
}

/// The JSON document.
#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    words: &'a str,
    on: Date,
    #[serde(flatten)]
    answers: &'a Answers<'a>,
}

/// Searches.
///
/// # Errors
/// When nothing is asked, or no release is held for the day.
pub(super) fn run(arguments: &SearchArguments, terminal: &Terminal) -> Result<Exit> {
    let words = arguments.words.join(" ");
    let refused = |message: &str, help: &str| Error::Usage { message: message.to_owned(), help: Some(help.to_owned()) };
    if !words.contains(char::is_alphanumeric) {
        return Err(refused("there is no word to look for", "write some, as in claimlint search low back pain"));
    }
    if arguments.limit == 0 {
        return Err(refused("--limit 0 shows no code", "write 1 or more, or leave it out for 10"));
    }
    let on = day(arguments.on, CodeBook::embedded())?;
    // Settings nobody can read are told by the verbs that need them.
    if let Some(data) = Config::nearest(Path::new(".")).ok().flatten().and_then(|config| config.data) {
        terminal.note(&format!("these are the code sets built in; those of {} are not searched", data.display()));
    }
    let which = if arguments.billable { Which::Billable } else { Which::All };
    let answers = search(&Question { words: &words, on, which, limit: arguments.limit });
    match arguments.format {
        Printed::Json => print(&json(&Document { schema_version: 1, words: &words, on, answers: &answers })?)?,
        Printed::Human => print(&page(&answers, terminal))?,
    }
    Ok(Exit::Clean)
}

fn page(answers: &Answers<'_>, terminal: &Terminal) -> String {
    let mut paper = Paper::new(terminal);
    let columns = answers.answers.iter().map(|answer| answer.code.len()).max().unwrap_or(0);
    for answer in &answers.answers {
        let kind = if answer.billable { "billable" } else { "header  " };
        paper.row(&format!("{:columns$}  {kind}", answer.code), columns + 10, answer.title);
        if let Some(term) = term(answer) {
            paper.row("", columns + 10, &term);
        }
    }
    if answers.answers.is_empty() {
        paper.statement("nothing found; try fewer or other words");
    }
    for synonym in &answers.synonyms {
        let of = synonym.source;
        paper.statement(&format!("also read: {} as {} ({of})", synonym.said, synonym.meant));
    }
    if let Some(first) = answers.answers.first().filter(|answer| answer.term.kind == TermKind::Code) {
        paper.statement(&format!("more: claimlint explain {}", first.code));
    }
    if !answers.unknown_words.is_empty() {
        paper.statement(&format!("ignored, in no text found: {}", answers.unknown_words.join(", ")));
    }
    paper.finish()
}

/// The text that has the words, where it is not the title, and how it leads to the code.
fn term(answer: &Answer<'_>) -> Option<String> {
    let term = &answer.term;
    let from = answer.led_from.as_deref().map(|from| format!(", by way of {from}")).unwrap_or_default();
    let source = match term.kind {
        TermKind::Title if term.text == answer.title => return None,
        TermKind::Title => format!("title in {}", term.release),
        TermKind::Code => return from_code(answer),
        TermKind::Inclusion => format!("Tabular List {}", term.release),
        TermKind::AlphabeticIndex => format!("Alphabetic Index {}", term.release),
    };
    Some(format!("{} ({source}{from})", term.text))
}

/// How a code that was asked for leads to another.
fn from_code(answer: &Answer<'_>) -> Option<String> {
    answer.led_from.as_deref().map(|from| format!("(by way of {from})"))
}
