//! Notes of the Tabular List that bear on a code, and the 7th characters it takes.
//!
//! A note at a header, block or chapter applies to everything below it (guideline I.A.11 and the list's own
//! instructions), so a code's notes are its own and those of all above it, each with the node that carries it.

use super::book::{CodeBook, Release, ReleaseIndex};
use super::entry::Entry;
use super::pack::layout::{NAMED_NODE, NOTE_KINDS};
use super::set::CodeSet;
use super::tree::holds;
use crate::code::Code;
use std::collections::BTreeSet;
use std::fmt;

/// What a note says about the codes it stands with (guideline I.A.10 to I.A.17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteKind {
    /// "Includes".
    Includes,
    /// A condition the code is used for.
    InclusionTerm,
    /// "Excludes1": not coded here, never together.
    Excludes1,
    /// "Excludes2": not included here, may be coded together.
    Excludes2,
    /// "Code first".
    CodeFirst,
    /// "Use additional code".
    UseAdditional,
    /// "Code also".
    CodeAlso,
    /// Any other note.
    Note,
}

const KINDS: [NoteKind; NOTE_KINDS.len()] = [
    NoteKind::Includes,
    NoteKind::InclusionTerm,
    NoteKind::Excludes1,
    NoteKind::Excludes2,
    NoteKind::CodeFirst,
    NoteKind::UseAdditional,
    NoteKind::CodeAlso,
    NoteKind::Note,
];

impl NoteKind {
    /// The name as it stands in `notes.tsv`: `code-first`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        NOTE_KINDS[self as usize]
    }
}

/// The node of the classification that carries a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer<'a> {
    /// A code.
    Code(Code),
    /// A block, or group of blocks, by its id.
    Block(&'a str),
    /// A chapter, by its number.
    Chapter(&'a str),
}

impl fmt::Display for Bearer<'_> {
    /// `Z53`, `block Z40-Z53`, `chapter 21`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Block(id) => write!(f, "block {id}"),
            Self::Chapter(id) => write!(f, "chapter {id}"),
        }
    }
}

/// A note of the Tabular List.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// The node carrying it: the code itself or one above it.
    pub on: Bearer<'a>,
    /// What it says.
    pub kind: NoteKind,
    /// Its words.
    pub text: &'a str,
    /// The Tabular List it is taken from.
    pub tabular: &'a Release,
}

/// The 7th characters of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seventh<'a> {
    /// The code or header that defines them.
    pub on: Code,
    /// The note announcing them.
    pub instruction: Option<&'a str>,
    /// Those that exist for the code in its release, in the order of the list.
    pub meanings: Vec<Meaning<'a>>,
    /// The Tabular List they are taken from.
    pub tabular: &'a Release,
}

/// A 7th character and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning<'a> {
    /// The character.
    pub character: char,
    /// Its meaning: "initial encounter for closed fracture".
    pub text: &'a str,
    /// What the list adds to it.
    pub includes: Vec<&'a str>,
}

impl<'a> CodeSet<'a> {
    /// The notes that bear on a code: its own, then those of its headers, its block and its chapter.
    ///
    /// Also for codes the Tabular List only implies by a 7th character, or that this release does not have: then the
    /// notes of the headers above.
    #[must_use]
    pub fn notes(self, code: Code) -> Vec<Note<'a>> {
        let Some(tabular) = self.book.tabular_for(self.release) else { return Vec::new() };
        let mut notes = Vec::new();
        for entry in (3..=code.len()).rev().filter_map(|len| self.book.find(code.prefix(len))) {
            let node = u32::try_from(entry.index()).unwrap_or(u32::MAX);
            notes.extend(self.book.notes_on(node, Bearer::Code(entry.code()), tabular));
        }
        let Some(category) = self.book.find(code.category()) else { return notes };
        let block = self.block_at(category.rank());
        for block in block.into_iter().chain(self.groups_at(category.rank())) {
            notes.extend(self.book.notes_on(NAMED_NODE | block.node, Bearer::Block(block.id), tabular));
        }
        if let Some(block) = block {
            let chapter = block.chapter;
            notes.extend(self.book.notes_on(NAMED_NODE | chapter.node, Bearer::Chapter(chapter.id), tabular));
        }
        notes
    }

    /// The 7th characters for a code with or without one: those its nearest header defines, as far as they exist for it
    /// in this release.
    ///
    /// A header younger than the Tabular List of its release (T07 in FY2018) has them from the next one.
    ///
    /// `None` where the classification has no 7th-character list, also where a seventh character is an ordinary one.
    #[must_use]
    pub fn seventh(self, code: Code) -> Option<Seventh<'a>> {
        let own = self.book.tabular_for(self.release)?;
        let later = self.book.indices().filter(|&release| release > own && self.book.release(release).has_tabular);
        std::iter::once(own).chain(later).find_map(|tabular| self.seventh_in(tabular, code))
    }

    fn seventh_in(self, tabular: ReleaseIndex, code: Code) -> Option<Seventh<'a>> {
        let base = self.nearest_header(code.prefix(Code::MAX_LEN - 1))?.code();
        let mut above = (3..=base.len()).rev().filter_map(|len| self.book.find(base.prefix(len)));
        let (on, lines) = above.find_map(|entry| {
            let node = u32::try_from(entry.index()).unwrap_or(u32::MAX);
            let lines = lines(&self.book.seventh_nodes, &self.book.sevenths, node);
            let lines: Vec<_> = lines.iter().filter(|line| holds(line[2], tabular)).collect();
            (!lines.is_empty()).then_some((entry.code(), lines))
        })?;
        let used: BTreeSet<char> = self.subtree(base).filter_map(|node| node.code().character(7)).collect();
        let mut seventh = Seventh { on, instruction: None, meanings: Vec::new(), tabular: self.book.release(tabular) };
        for &&[text, len, tail] in &lines {
            let (text, character) = (self.book.text(text, len), char::from(tail.to_be_bytes()[0]));
            match (tail >> 16 & 0xFF, seventh.meanings.last_mut()) {
                (0, _) => seventh.instruction = seventh.instruction.or(Some(text)),
                (1, _) => seventh.meanings.push(Meaning { character, text, includes: Vec::new() }),
                (_, Some(meaning)) => meaning.includes.push(text),
                (_, None) => {}
            }
        }
        seventh.meanings.retain(|meaning| used.contains(&meaning.character));
        (!seventh.meanings.is_empty()).then_some(seventh)
    }
}

/// A note of a code, with the releases whose Tabular List has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoteEver<'a> {
    /// What it says.
    pub kind: NoteKind,
    /// Its words.
    pub text: &'a str,
    releases: u32,
}

impl NoteEver<'_> {
    /// Whether the Tabular List of a release has it.
    #[must_use]
    pub fn is_in(&self, tabular: ReleaseIndex) -> bool {
        holds(self.releases, tabular)
    }
}

impl<'a> Entry<'a> {
    /// The code's own notes of all Tabular Lists held, in the order of `notes.tsv`; each keeps its place for good.
    pub fn notes_ever(self) -> impl Iterator<Item = NoteEver<'a>> {
        let node = u32::try_from(self.index()).unwrap_or(u32::MAX);
        lines(&self.book.note_nodes, &self.book.notes, node).iter().filter_map(move |&[text, len, tail]| {
            let kind = *KINDS.get((tail >> 16) as usize)?;
            Some(NoteEver { kind, text: self.book.text(text, len), releases: tail })
        })
    }
}

impl CodeBook {
    fn notes_on<'a>(
        &'a self,
        node: u32,
        on: Bearer<'a>,
        tabular: ReleaseIndex,
    ) -> impl Iterator<Item = Note<'a>> + use<'a> {
        let lines = lines(&self.note_nodes, &self.notes, node);
        lines.iter().filter(move |line| holds(line[2], tabular)).filter_map(move |&[text, len, tail]| {
            let kind = *KINDS.get((tail >> 16) as usize)?;
            Some(Note { on, kind, text: self.text(text, len), tabular: self.release(tabular) })
        })
    }
}

/// The lines of a node, in the order of the list; the last entry of `nodes` marks the end.
fn lines<'a>(nodes: &[[u32; 2]], lines: &'a [[u32; 3]], node: u32) -> &'a [[u32; 3]] {
    match nodes.binary_search_by_key(&node, |entry| entry[0]) {
        Ok(at) if at + 1 < nodes.len() => &lines[nodes[at][1] as usize..nodes[at + 1][1] as usize],
        _ => &[],
    }
}
