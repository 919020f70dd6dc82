//! The words by which a note means only some of the codes in a range: `(T36-T50 with fifth or sixth character 6)`.

use super::{Obstacle, Reference};
use crate::code::Code;

/// Codes that have one of these texts at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Only {
    /// Where.
    pub place: Place,
    /// What stands there: `44`, `1`.
    pub texts: Vec<String>,
}

/// A place in a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// From the n-th character on, counted from 1.
    From(usize),
    /// The character that says how a drug or poison came to act: the sixth, or the fifth where X fills the sixth
    /// (T64.01XA). It is what "fifth or sixth character" means in T36-T65.
    Intent,
}

impl Only {
    /// Whether a code is one of those meant.
    #[must_use]
    pub fn holds(&self, code: Code) -> bool {
        let from = match self.place {
            Place::From(place) => place,
            Place::Intent if matches!(code.character(6), None | Some('X')) => 5,
            Place::Intent => 6,
        };
        let tail: String = code.chars().skip(from - 1).collect();
        self.texts.iter().any(|text| tail.starts_with(text.as_str()))
    }

    /// Reads what follows "with": `fifth character 2`, `.51-.52`, `final characters -23`.
    pub(super) fn read(words: &str) -> Result<Self, Obstacle> {
        Self::parse(words.trim()).ok_or(Obstacle::Narrowing)
    }

    fn seventh(characters: &str) -> Self {
        Self { place: Place::From(7), texts: characters.chars().map(String::from).collect() }
    }

    fn parse(text: &str) -> Option<Self> {
        if text == "open fracture 7th character" {
            return Some(Self::seventh(OPEN_FRACTURE));
        }
        if text.starts_with('.') {
            return Some(Self { place: Place::From(4), texts: tails(text)? });
        }
        let (which, value) = text.split_once("character").or_else(|| text.split_once("digit"))?;
        let value = value.strip_prefix('s').unwrap_or(value).trim();
        let which = which.trim_end_matches(['-', ' ']);
        if which == "final" {
            // I69.-23 is I69.023, I69.123, ...: behind the character that says which disease left the sequela.
            let value = value.strip_prefix('-').filter(|value| value.len() == 2)?;
            return Some(Self { place: Place::From(5), texts: vec![plain(value)?] });
        }
        let place = match which {
            "4th" | "fourth" => Place::From(4),
            "5th" | "fifth" | "fifth to sixth" => Place::From(5),
            "6th" | "sixth" => Place::From(6),
            "7th" | "seventh" => Place::From(7),
            "fifth or sixth" | "5th or 6th" => Place::Intent,
            _ => return None,
        };
        let value = value.strip_prefix('.').unwrap_or(value);
        let length = if which == "fifth to sixth" { 2 } else { 1 };
        let texts = value.split(" or ").map(|value| match value.split_once('-') {
            Some((first, last)) => digits(first, last),
            None => plain(value).map(|text| vec![text]),
        });
        let texts = texts.collect::<Option<Vec<_>>>()?.concat();
        texts.iter().all(|text| text.len() == length).then_some(Self { place, texts })
    }
}

/// The 7th characters of open fractures: the initial encounter by type, and the later ones. Fractures that take the short
/// list (S02, S92) have only B of these, and their D to S stand for closed and open ones alike.
const OPEN_FRACTURE: &str = "BCEFHJMNQR";

/// Narrows injuries by what the note calls them, where the code alone would say more: `open fracture of hip and thigh
/// (S72.-)`, `sequelae of traumatic intracranial injury (S06.-)`.
pub(super) fn by_words(text: &str, names: &mut [Reference]) {
    let seventh = if text.contains("open fracture") {
        OPEN_FRACTURE
    } else if text.starts_with("sequela") {
        "S"
    } else {
        return;
    };
    let injury = |code: Code| matches!(code.character(1), Some('S' | 'T'));
    for reference in names.iter_mut().filter(|reference| reference.only.is_none() && injury(reference.first)) {
        reference.only = Some(Only::seventh(seventh));
    }
}

/// Applies words behind the parentheses: `underdosing of medication (T36-T50) with fifth or sixth character 6`.
pub(super) fn after(text: &str, mut names: Vec<Reference>) -> Result<Vec<Reference>, Obstacle> {
    if let Some(words) = text.trim().strip_prefix("with ").filter(|words| words.contains("character")) {
        let [one] = names.as_mut_slice() else { return Err(Obstacle::Narrowing) };
        if one.only.is_some() {
            return Err(Obstacle::Narrowing);
        }
        one.only = Some(Only::read(words)?);
    }
    Ok(names)
}

/// `.44`, `.62-`, `.51-.52`.
fn tails(text: &str) -> Option<Vec<String>> {
    let ends = text.trim_end_matches('-').split('-');
    let ends: Vec<&str> = ends.map(|end| end.strip_prefix('.')).collect::<Option<_>>()?;
    match ends[..] {
        [one] => Some(vec![plain(one)?]),
        [first, last] if first.len() == last.len() && first.len() > 1 => {
            let (stem, first) = first.split_at_checked(first.len() - 1)?;
            let last = last.strip_prefix(stem)?;
            Some(digits(first, last)?.into_iter().map(|digit| format!("{stem}{digit}")).collect())
        }
        _ => None,
    }
}

/// The digits from one to another: `1-4`.
fn digits(first: &str, last: &str) -> Option<Vec<String>> {
    let digit = |text: &str| text.trim().parse::<u8>().ok().filter(|&digit| digit < 10);
    let (first, last) = (digit(first)?, digit(last)?);
    (first < last).then(|| (first..=last).map(|digit| digit.to_string()).collect())
}

fn plain(text: &str) -> Option<String> {
    let fits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    fits.then(|| text.to_owned())
}
