//! Several diagnosis codes in one cell.
//!
//! `E11.9;I10`, `E11.9, I10`, `E119 I10`, `E11.9/I10`, `253.2, E23.0`, X12's `ABK:E11.9` and `ICD10|E11.9:ICD10|I10:` are
//! lists, and so are those that programs print with their brackets: `['E11.9', 'I10']`, `{E11.9,I10}`.
//! `Type 2 diabetes, uncomplicated`, `E11 .9` and `E11.9 - Type 2 diabetes` are not: cutting them up would make several
//! wrong cells out of one.

use super::trim;
use super::values::{IcdVersion, icd_version};
use crate::code::Code;

/// Longest cell that is read as a list, in bytes: 8,000 codes. A longer one is no list of a claim's diagnoses.
pub const LONGEST_LIST: usize = u16::MAX as usize;

/// One code of a cell: where it begins and how long it is, in bytes of the cell's text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodePart {
    /// First byte.
    pub start: u16,
    /// Number of bytes, at least 1.
    pub len: u16,
    /// The edition of ICD that a word beside it names: `BK:4019`, `ICD9|V45.1`.
    pub version: Option<IcdVersion>,
}

impl CodePart {
    /// The part of `text` that is meant.
    #[must_use]
    pub fn of(self, text: &[u8]) -> &[u8] {
        text.get(usize::from(self.start)..usize::from(self.start) + usize::from(self.len)).unwrap_or_default()
    }
}

/// The codes of a trimmed cell, in order. A cell that is no list is one part, an empty one none. Words that only name the
/// code set (`ABK`, `ICD10`, ...) are no codes: each is said of the code it stands before, or behind where a code comes first.
/// A cell longer than [`LONGEST_LIST`] has none.
pub fn codes(text: &[u8]) -> impl Iterator<Item = CodePart> + '_ {
    let text = if text.len() <= LONGEST_LIST { text } else { &[] };
    let cut = how_to_cut(text);
    let whole = (cut == Cut::Not && !text.is_empty()).then_some((0, text.len(), None));
    let listed =
        (cut != Cut::Not).then_some(Named { parts: Parts { text, at: 0, cut }, ahead: None, names_first: None });
    whole.into_iter().chain(listed.into_iter().flatten()).filter_map(|(from, to, version)| {
        Some(CodePart { start: u16::try_from(from).ok()?, len: u16::try_from(to - from).ok()?, version })
    })
}

/// The parts that are codes, each with the edition the word beside it names.
struct Named<'a> {
    parts: Parts<'a>,
    /// A part that has been looked at and not handed out.
    ahead: Option<(usize, usize)>,
    /// Whether a name stands before its code, as far as is known.
    names_first: Option<bool>,
}

impl Iterator for Named<'_> {
    type Item = (usize, usize, Option<IcdVersion>);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.parts.text;
        let mut version = None;
        loop {
            let (from, to) = self.ahead.take().or_else(|| self.parts.next())?;
            let is_name = names_code_set(&text[from..to]);
            let names_first = *self.names_first.get_or_insert(is_name);
            if is_name {
                version = icd_version(&text[from..to]);
                continue;
            }
            if !names_first {
                self.ahead = self.parts.next();
                if let Some((from, to)) = self.ahead.filter(|&(from, to)| names_code_set(&text[from..to])) {
                    version = icd_version(&text[from..to]);
                    self.ahead = None;
                }
            }
            return Some((from, to, version));
        }
    }
}

/// Which bytes end a code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// The cell is one code, or no list.
    Not,
    /// At `, ; | : ^` and line breaks.
    AtMarks,
    /// At blanks too.
    AtBlanks,
    /// At `/` and `~` too, which no code of ICD has.
    AtStrokes,
    /// At blanks, quotes and brackets too.
    InBrackets,
}

impl Cut {
    const fn ends(self, byte: u8) -> bool {
        match byte {
            b',' | b';' | b'|' | b':' | b'^' | b'\n' | b'\r' => true,
            b' ' | b'\t' => matches!(self, Self::AtBlanks | Self::InBrackets),
            b'/' | b'~' => matches!(self, Self::AtStrokes),
            b'[' | b']' | b'{' | b'}' | b'\'' | b'"' => matches!(self, Self::InBrackets),
            _ => false,
        }
    }
}

/// The parts between separators, trimmed, empty ones left out, as byte ranges.
struct Parts<'a> {
    text: &'a [u8],
    at: usize,
    cut: Cut,
}

impl Iterator for Parts<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        while self.at < self.text.len() {
            let from = self.at;
            let to = self.text[from..].iter().position(|&b| self.cut.ends(b)).map_or(self.text.len(), |n| from + n);
            self.at = to + 1;
            let part = trim(&self.text[from..to]);
            if !part.is_empty() {
                let lead = self.text[from..to].len() - trim_start(&self.text[from..to]).len();
                return Some((from + lead, from + lead + part.len()));
            }
        }
        None
    }
}

fn trim_start(mut text: &[u8]) -> &[u8] {
    loop {
        text = text.trim_ascii_start();
        match text {
            [0xC2, 0xA0, rest @ ..] => text = rest,
            _ => return text,
        }
    }
}

/// A cell is a list where every part of it could be a code, or where marks divide it into single words of which one is.
fn how_to_cut(text: &[u8]) -> Cut {
    let parts = |cut| Parts { text, at: 0, cut }.map(|(from, to)| &text[from..to]);
    let could_be = |part: &[u8]| names_code_set(part) || is_code_like(part);
    let all_could_be = |cut| parts(cut).any(is_code_like) && parts(cut).all(could_be);
    if matches!(text, [b'[', .., b']'] | [b'{', .., b'}']) {
        return if all_could_be(Cut::InBrackets) { Cut::InBrackets } else { Cut::Not };
    }
    if !text.iter().any(|&b| Cut::AtBlanks.ends(b)) {
        let strokes = text.iter().any(|&b| matches!(b, b'/' | b'~')) && all_could_be(Cut::AtStrokes);
        return if strokes { Cut::AtStrokes } else { Cut::Not };
    }
    if all_could_be(Cut::AtBlanks) {
        return Cut::AtBlanks;
    }
    let single_word = |part: &[u8]| part.len() >= 3 && !part.contains(&b' ');
    if parts(Cut::AtMarks).any(is_code_like)
        && parts(Cut::AtMarks).all(single_word)
        && parts(Cut::AtMarks).nth(1).is_some()
    {
        return Cut::AtMarks;
    }
    Cut::Not
}

/// Whether the text has the shape of an ICD-10-CM or an ICD-9-CM diagnosis code.
fn is_code_like(text: &[u8]) -> bool {
    Code::parse(text).is_some() || crate::claim::shape::is_icd9_diagnosis(text)
}

/// Names of code sets and X12 qualifiers (HI01-1) met before or after the code itself.
fn names_code_set(text: &[u8]) -> bool {
    const NAMES: [&[u8]; 17] = [
        b"ABK",
        b"ABF",
        b"ABJ",
        b"ABN",
        b"APR",
        b"BK",
        b"BF",
        b"BJ",
        b"BN",
        b"PR",
        b"ICD10",
        b"ICD-10",
        b"ICD10CM",
        b"ICD-10-CM",
        b"ICD9",
        b"ICD-9",
        b"ICD9CM",
    ];
    text.len() <= 9 && NAMES.iter().any(|name| text.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        let part = |part: CodePart| String::from_utf8_lossy(part.of(text.as_bytes())).into_owned();
        codes(text.as_bytes()).map(part).collect()
    }

    #[test]
    fn lists_are_cut() {
        for (text, parts) in [
            ("E11.9", vec!["E11.9"]),
            ("", vec![]),
            ("E11.9;I10", vec!["E11.9", "I10"]),
            ("E11.9, I10 ,Z53.09", vec!["E11.9", "I10", "Z53.09"]),
            ("E119 I10", vec!["E119", "I10"]),
            ("E11.9|I10", vec!["E11.9", "I10"]),
            ("E11.9:I10:", vec!["E11.9", "I10"]),
            ("E11.9^I10", vec!["E11.9", "I10"]),
            ("E11.9\nI10", vec!["E11.9", "I10"]),
            ("253.2, E23.0", vec!["253.2", "E23.0"]),
            ("ABK:E11.9", vec!["E11.9"]),
            ("ICD10|E11.9:ICD10|I10:", vec!["E11.9", "I10"]),
            ("E11.9;DIABETES", vec!["E11.9", "DIABETES"]),
            ("M54.5/E11.9", vec!["M54.5", "E11.9"]),
            ("M545~E119~", vec!["M545", "E119"]),
            ("['M545', 'E119']", vec!["M545", "E119"]),
            ("[\"M54.5\",\"E11.9\"]", vec!["M54.5", "E11.9"]),
            ("[M54.5, E11.9]", vec!["M54.5", "E11.9"]),
            ("{E11.9,I10}", vec!["E11.9", "I10"]),
            ("['I10']", vec!["I10"]),
            (";;", vec![";;"]),
        ] {
            assert_eq!(split(text), parts, "{text}");
        }
    }

    #[test]
    fn a_word_beside_a_code_names_its_edition() {
        let said = |text: &str| codes(text.as_bytes()).map(|part| part.version).collect::<Vec<_>>();
        let (nine, ten) = (Some(IcdVersion::Nine), Some(IcdVersion::Ten));
        assert_eq!(said("ICD9|V45.1:ICD10|I10:"), [nine, ten]);
        assert_eq!(said("BK:4019, BF:25000"), [nine, nine]);
        assert_eq!(said("V45.1 ICD9; I10 ICD10"), [nine, ten]);
        assert_eq!(said("E11.9;I10"), [None, None]);
        assert_eq!(said("ICD10|E11.9|I10"), [ten, None]);
    }

    #[test]
    fn what_is_no_list_stays_whole() {
        for text in [
            "Type 2 diabetes, uncomplicated",
            "E11 .9",
            "E11 9",
            "S72 001A",
            "E11,9",
            "E11.9 - Type 2 diabetes",
            "E11/9",
        ] {
            assert_eq!(split(text), [text], "{text}");
        }
        for text in ["['diabetes']", "[E11.9", "E11.9/diabetes", "and/or", "2025/11/04", "E11.9 / I10 or so", "[?]"] {
            assert_eq!(split(text), [text], "{text}");
        }
    }
}
