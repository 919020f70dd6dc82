//! Finding a code by words: the titles, inclusion terms and the Alphabetic Index, ranked.
//!
//! The index was made when the program was built (`build/search.rs`); asking is reading the postings of a few words.
//! Whatever a text says, an answer is a code of the release in force on the date asked for: a code that is no longer there
//! leads to what replaced it, and the answer says so.

mod index;
mod layout;
mod lead;
mod meant;
mod near;
mod rank;
mod words;

use crate::code::Code;
use crate::date::Date;
use crate::icd::CodeBook;
use serde::Serialize;

pub use meant::Synonym;

/// The fiscal year of the Alphabetic Index.
pub const INDEX_YEAR: &str = "FY2017";

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Question<'q> {
    /// The words.
    pub words: &'q str,
    /// The day on which the codes are to be in force.
    pub on: Date,
    /// Which of them.
    pub which: Which,
    /// Most answers.
    pub limit: usize,
}

/// Which codes are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// Headers too.
    All,
    /// Only such as a claim may carry; a header leads to those below it.
    Billable,
}

/// The answers.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Answers<'b> {
    /// Words of the question that were ignored: no text has them, also not with a typing mistake, or none of those found
    /// has them beside the others.
    pub unknown_words: Vec<String>,
    /// Words of the question that were also read as others.
    pub synonyms: Vec<Synonym>,
    /// The codes, the best first.
    pub answers: Vec<Answer<'b>>,
}

/// A code that the words may mean.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Answer<'b> {
    /// The code.
    pub code: String,
    /// Whether a claim may carry it on that day.
    pub billable: bool,
    /// Its title on that day.
    pub title: &'b str,
    /// The text that has the words.
    pub term: Term<'b>,
    /// The code that text names, where the answer is another: what replaced it, or a billable code below it.
    pub led_from: Option<String>,
}

/// A text that names a code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Term<'b> {
    /// What kind of text.
    pub kind: TermKind,
    /// Its words; a term of the Alphabetic Index with those it is indented below.
    pub text: String,
    /// The release it is taken from; of a title, one that has it.
    pub release: &'b str,
}

/// What kind of text names a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermKind {
    /// The title of the code.
    Title,
    /// An inclusion term or an "Includes" note of the Tabular List.
    Inclusion,
    /// A term of the Alphabetic Index.
    AlphabeticIndex,
    /// No words: the code itself was asked for, or one it belongs to.
    Code,
}

/// The codes that the words may mean; none where no release is held for the day.
#[must_use]
pub fn search(question: &Question<'_>) -> Answers<'static> {
    let none = Answers { unknown_words: Vec::new(), synonyms: Vec::new(), answers: Vec::new() };
    let Some(set) = CodeBook::embedded().on(question.on) else { return none };
    let code = Code::parse(question.words.trim().as_bytes()).and_then(|code| CodeBook::embedded().find(code));
    if let Some(entry) = code {
        return Answers { answers: lead::of_code(set, entry, question), ..none };
    }
    let index = index::Index::embedded();
    let ranked = rank::rank(index, question.words);
    let (answers, missed) = lead::answers(index, set, &ranked, question);
    let mut unknown_words = ranked.unknown;
    unknown_words.extend(missed.into_iter().filter(|word| !unknown_words.contains(word)).collect::<Vec<_>>());
    Answers { unknown_words, synonyms: ranked.synonyms, answers }
}

#[cfg(test)]
mod essential;
