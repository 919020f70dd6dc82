//! The book being written: its sections, and its strings kept once each.

use super::layout::{MAGIC, SECTIONS, Section};
use super::number;
use super::strings::{Store, append};
use std::collections::HashMap;

/// Sections in the making.
#[derive(Default)]
pub(crate) struct Blob {
    sections: [Vec<u8>; SECTIONS],
    strings: HashMap<String, u32>,
    ids: HashMap<String, u32>,
}

impl Blob {
    /// Appends numbers to a section.
    pub(crate) fn u32s(&mut self, section: Section, numbers: &[u32]) {
        self.sections[section as usize].extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
    }

    /// Appends short numbers to a section.
    pub(crate) fn u16s(&mut self, section: Section, numbers: &[u16]) {
        self.sections[section as usize].extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
    }

    /// Appends wide numbers to a section.
    pub(crate) fn u64s(&mut self, section: Section, numbers: &[u64]) {
        self.sections[section as usize].extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
    }

    /// Offset and length of `text` among the strings, where equal texts share one place.
    pub(crate) fn string(&mut self, text: &str) -> (u32, u32) {
        let len = number(text.len());
        if let Some(&at) = self.strings.get(text) {
            return (at, len);
        }
        let at = number(append(&mut self.sections[Section::Strings as usize], text));
        self.strings.insert(text.to_owned(), at);
        (at, len)
    }

    /// The string at a place [`Blob::string`] gave.
    pub(crate) fn text(&self, (at, len): (u32, u32)) -> &str {
        let bytes = self.sections[Section::Strings as usize].get(at as usize..(at + len) as usize);
        std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }

    /// A string that is the id of a chapter or block: notes may name it.
    pub(crate) fn id(&mut self, text: &str) -> (u32, u32) {
        let (at, len) = self.string(text);
        self.ids.insert(text.to_owned(), at);
        (at, len)
    }

    /// Offset of an id that is already there.
    pub(crate) fn known_id(&self, text: &str) -> Option<u32> {
        self.ids.get(text).copied()
    }

    /// The book; `None` if a section outgrew its 31-bit offsets.
    pub(crate) fn finish(mut self, store: Store) -> Option<Vec<u8>> {
        let strings = store(std::mem::take(&mut self.sections[Section::Strings as usize]));
        self.u32s(Section::StringEnds, &strings.ends);
        self.sections[Section::Strings as usize] = strings.bytes;
        let mut book = Vec::new();
        book.extend(MAGIC.to_le_bytes());
        let mut at = 8 + 16 * SECTIONS;
        for section in &self.sections {
            if section.len() >= 1 << 31 {
                return None;
            }
            book.extend((at as u64).to_le_bytes());
            book.extend((section.len() as u64).to_le_bytes());
            at += section.len().next_multiple_of(8);
        }
        for section in &self.sections {
            book.extend_from_slice(section);
            book.resize(book.len().next_multiple_of(8), 0);
        }
        Some(book)
    }
}
