//! The codes a note of the Tabular List names: `type 1 diabetes mellitus (E10.-)` names E10 and all below it.
//!
//! A note is read whole or not at all. Where its words narrow the codes ("with fifth or sixth character 6") the narrowing
//! is kept exactly; where that cannot be done, the note counts as not read, and nothing is made of the part that could be.
//! The build script compiles this folder together with the packer, so it uses nothing of the crate but [`crate::code`].

mod list;
mod only;

pub use only::{Only, Place};

use crate::code::Code;

/// What a note names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// No code at all.
    NoCode,
    /// It sends the coder elsewhere ("code to condition", "see Alphabetical Index"): the codes in it are examples.
    Elsewhere,
    /// These codes.
    Names(Vec<Reference>),
    /// Codes, but not in a form that can be read without guessing.
    NotRead(Obstacle),
}

/// Codes of the classification that a note names: from one to the end of everything below another, in the official order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The first code.
    pub first: Code,
    /// The last code; the same as the first where the note names one.
    pub last: Code,
    /// Which of the codes are meant, where not all are.
    pub only: Option<Only>,
}

/// Why the codes in a note could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// The codes do not form a list: `I69.81- I69.91-`.
    List,
    /// The words that narrow the codes are not understood: `with open fracture 7th character`.
    Narrowing,
    /// Codes are taken out again: `except …`.
    Exception,
    /// A range goes on into another chapter (`A00-R94`): it says "any disease", and only the words say which.
    Chapters,
    /// A range begins or ends with a code no release held has, or all codes are such.
    UnknownCode,
}

impl Obstacle {
    /// The obstacle in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::List => "the codes do not form a list",
            Self::Narrowing => "the words narrowing the codes are not understood",
            Self::Exception => "the words take codes out again",
            Self::Chapters => "a range goes on into another chapter",
            Self::UnknownCode => "no release held has the code",
        }
    }
}

/// Reads an Excludes note; `known` says whether any release has a code.
#[must_use]
pub fn read_excludes(text: &str, known: &dyn Fn(Code) -> bool) -> Reading {
    if sends_elsewhere(text) { Reading::Elsewhere } else { read(text, known) }
}

/// Reads a "code first" or "use additional code" note; `known` says whether any release has a code.
#[must_use]
pub fn read(text: &str, known: &dyn Fn(Code) -> bool) -> Reading {
    let groups = groups(text);
    let coded = || groups.iter().filter(|group| mentions_code(group.inside, known));
    let mut names = Vec::new();
    for group in coded() {
        match list::read(group.inside, known).and_then(|listed| only::after(group.after, listed)) {
            Ok(listed) => names.extend(listed),
            Err(obstacle) => return Reading::NotRead(obstacle),
        }
    }
    let Some(first) = coded().next() else { return read_bare(text, known) };
    if takes_out(first.after) {
        return Reading::NotRead(Obstacle::Exception);
    }
    only::by_words(text, &mut names);
    Reading::Names(names)
}

/// A note whose codes stand without parentheses, at its end: `congenital torticollis Q68.0`.
fn read_bare(text: &str, known: &dyn Fn(Code) -> bool) -> Reading {
    let purpose = text.find(" to identify").or_else(|| text.find(" to further identify"));
    let text = &text[..purpose.unwrap_or(text.len())];
    let Some(at) = tokens(text).find_map(|(at, token)| spelled(token).filter(|&code| known(code)).map(|_| at)) else {
        return Reading::NoCode;
    };
    match list::read(&text[at..], known) {
        Ok(names) => Reading::Names(names),
        Err(obstacle) => Reading::NotRead(obstacle),
    }
}

/// A pair of parentheses without others in it, and what follows it.
struct Group<'t> {
    inside: &'t str,
    after: &'t str,
}

fn groups(text: &str) -> Vec<Group<'_>> {
    let mut groups = Vec::new();
    let mut open = None;
    for (at, character) in text.char_indices() {
        match character {
            '(' => open = Some(at + 1),
            ')' => {
                if let Some(start) = open.take() {
                    groups.push(Group { inside: &text[start..at], after: &text[at + 1..] });
                }
            }
            _ => {}
        }
    }
    // A few notes forget to close the last pair.
    if let Some(start) = open {
        groups.push(Group { inside: &text[start..], after: "" });
    }
    groups
}

fn mentions_code(text: &str, known: &dyn Fn(Code) -> bool) -> bool {
    tokens(text).any(|(_, token)| spelled(token).is_some_and(known))
}

/// The words of a text with their places, dots inside them kept.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    words.map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word.trim_end_matches('.')))
}

/// A code as the Tabular List prints it, upper case and with its dot; `G6PD` is none.
fn spelled(token: &str) -> Option<Code> {
    Code::parse(token.as_bytes()).filter(|code| code.to_string() == token)
}

fn sends_elsewhere(text: &str) -> bool {
    ["code to ", "code by ", "- see ", "-see ", " see Alphabetic"].iter().any(|words| text.contains(words))
}

fn takes_out(text: &str) -> bool {
    ["except", "other than", "excluding"].iter().any(|words| text.contains(words))
}

/// Whether a note applies only in some cases by its own words: "if applicable", "if known".
pub(crate) fn is_conditional(text: &str) -> bool {
    tokens(text).any(|(_, token)| token == "if")
}
