//! The notes of the Tabular List that bear on a code, and the 7th characters it takes, each with the node that carries it.

use crate::code::Code;
use crate::icd::{Bearer, CodeSet, Note};
use serde::Serialize;

/// A note.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct NoteLine {
    /// `includes`, `inclusion-term`, `excludes1`, `excludes2`, `code-first`, `use-additional`, `code-also` or `note`.
    pub kind: &'static str,
    /// Its words.
    pub text: String,
    /// The node that carries it: `Z53`, `block Z40-Z53`, `chapter 21`.
    pub on: String,
    /// Whether that is another node than the one explained.
    pub inherited: bool,
    /// The Tabular List it is taken from.
    pub tabular: String,
}

/// The 7th characters.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Sevenths {
    /// The code or header that defines them.
    pub on: String,
    /// The note announcing them.
    pub instruction: Option<String>,
    /// Those that exist for the code.
    pub characters: Vec<SeventhLine>,
    /// The Tabular List they are taken from.
    pub tabular: String,
}

/// A 7th character.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SeventhLine {
    /// The character.
    pub character: char,
    /// What it means.
    pub meaning: String,
    /// What the list adds to it.
    pub includes: Vec<String>,
}

impl NoteLine {
    /// The note as a node has it.
    pub(super) fn of(note: &Note<'_>, here: Bearer<'_>) -> Self {
        Self {
            kind: note.kind.name(),
            text: note.text.to_owned(),
            on: note.on.to_string(),
            inherited: note.on != here,
            tabular: note.tabular.name.clone(),
        }
    }
}

/// The notes that bear on a code: its own, then those of its headers, its block and its chapter.
pub(super) fn notes(set: CodeSet<'_>, code: Code) -> Vec<NoteLine> {
    set.notes(code).iter().map(|note| NoteLine::of(note, Bearer::Code(code))).collect()
}

/// The 7th characters a code takes or has.
pub(super) fn sevenths(set: CodeSet<'_>, code: Code) -> Option<Sevenths> {
    let seventh = set.seventh(code)?;
    let line = |meaning: &crate::icd::Meaning<'_>| SeventhLine {
        character: meaning.character,
        meaning: meaning.text.to_owned(),
        includes: meaning.includes.iter().map(|&text| text.to_owned()).collect(),
    };
    Some(Sevenths {
        on: seventh.on.to_string(),
        instruction: seventh.instruction.map(str::to_owned),
        characters: seventh.meanings.iter().map(line).collect(),
        tabular: seventh.tabular.name.clone(),
    })
}
