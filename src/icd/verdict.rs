//! Why a code can, or cannot, be billed on a date.
//!
//! Exactly one verdict is true of a code in a release. The more a verdict tells a coder, the earlier it is tried: a
//! missing placeholder is said to be that, not an unknown code.

use super::{CodeSet, Entry, Node, Seventh};
use crate::code::Code;

/// What a release says of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// A claim may carry it.
    Billable,
    /// It has codes below it, one of which must be used (guideline I.A.3, I.B.2).
    Header(Node<'a>),
    /// It is complete but for its 7th character (guideline I.A.5, I.C.19.a).
    SeventhMissing(Node<'a>, Seventh<'a>),
    /// Its 7th character is none of those the code takes.
    SeventhInvalid(Node<'a>, Seventh<'a>),
    /// It becomes this billable code when `X` fills the places before the 7th character (guideline I.A.4, I.A.5).
    PlaceholderMissing(Node<'a>),
    /// Other releases have it.
    OnOtherDates(Entry<'a>),
    /// No release held has it.
    Unknown,
}

impl<'a> CodeSet<'a> {
    /// The verdict of this release on a code.
    #[must_use]
    pub fn verdict(self, code: Code) -> Verdict<'a> {
        let Some(entry) = self.book().find(code) else {
            return self.verdict_on_unknown(code);
        };
        match self.get(code) {
            Some(node) if node.is_billable() => Verdict::Billable,
            Some(node) => match self.seventh(code) {
                Some(seventh) if node.awaits_seventh() => Verdict::SeventhMissing(node, seventh),
                _ => Verdict::Header(node),
            },
            None => Verdict::OnOtherDates(entry),
        }
    }

    fn verdict_on_unknown(self, code: Code) -> Verdict<'a> {
        if let Some(padded) = padded(code).and_then(|padded| self.get(padded)).filter(|node| node.is_billable()) {
            return Verdict::PlaceholderMissing(padded);
        }
        let stem = self.get(without_placeholders(code.prefix(Code::MAX_LEN - 1)));
        match stem.filter(|stem| stem.awaits_seventh()).zip(self.seventh(code)) {
            Some((stem, seventh)) if code.len() == Code::MAX_LEN => Verdict::SeventhInvalid(stem, seventh),
            // `S52.90X`: the placeholders are there, the 7th character is not.
            Some((stem, seventh)) => Verdict::SeventhMissing(stem, seventh),
            None => Verdict::Unknown,
        }
    }
}

impl<'a> CodeSet<'a> {
    /// The billable code that was given a 7th character, or placeholders, and takes none: `E11.9XXA` is E11.9.
    #[must_use]
    pub fn without_seventh(self, code: Code) -> Option<Node<'a>> {
        let base = if code.len() == Code::MAX_LEN { code.prefix(Code::MAX_LEN - 1) } else { code };
        let stem = without_placeholders(base);
        (stem != code).then(|| self.get(stem))?.filter(|node| node.is_billable())
    }
}

impl Node<'_> {
    /// Whether everything below the code is the code with a 7th character.
    #[must_use]
    pub fn awaits_seventh(self) -> bool {
        !self.is_billable()
            && self.set().subtree(self.code()).all(|below| {
                let code = below.code();
                below == self
                    || (code.len() == Code::MAX_LEN
                        && without_placeholders(code.prefix(Code::MAX_LEN - 1)) == without_placeholders(self.code()))
            })
    }
}

/// The code with `X` put before its last character until it has seven.
fn padded(code: Code) -> Option<Code> {
    let mut text: Vec<u8> = code.key().to_be_bytes()[..code.len()].to_vec();
    let last = text.pop()?;
    text.resize(Code::MAX_LEN - 1, b'X');
    text.push(last);
    Code::parse(&text)
}

/// The code without the `X` it ends in.
fn without_placeholders(code: Code) -> Code {
    let mut len = code.len();
    while len > 3 && code.character(len) == Some('X') {
        len -= 1;
    }
    code.prefix(len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::icd::CodeBook;

    #[test]
    fn a_code_that_takes_no_7th_character_is_complete_without() {
        let set = Date::parse(b"2025-11-04").and_then(|date| CodeBook::embedded().on(date)).expect("a release");
        for (code, stem) in [
            ("E11.9XXA", Some("E11.9")),
            ("E11.9X", Some("E11.9")),
            ("I63.511A", Some("I63.511")),
            ("M54.50XA", Some("M54.50")),
            ("E11.9", None),
            ("E11.99", None),
            // Takes one, only not this.
            ("S72.001Z", None),
        ] {
            let found = set.without_seventh(Code::parse(code.as_bytes()).expect("a code"));
            assert_eq!(found.map(|node| node.code().to_string()).as_deref(), stem, "{code}");
        }
    }

    fn verdict(code: &str, date: &str) -> String {
        let set = Date::parse(date.as_bytes()).and_then(|date| CodeBook::embedded().on(date)).expect("a release");
        match set.verdict(Code::parse(code.as_bytes()).expect("a code")) {
            Verdict::Billable => "billable".to_owned(),
            Verdict::Header(_) => "header".to_owned(),
            Verdict::SeventhMissing(stem, _) => format!("{} lacks its 7th", stem.code()),
            Verdict::SeventhInvalid(stem, _) => format!("7th of {} invalid", stem.code()),
            Verdict::PlaceholderMissing(meant) => format!("means {}", meant.code()),
            Verdict::OnOtherDates(_) => "on other dates".to_owned(),
            Verdict::Unknown => "unknown".to_owned(),
        }
    }

    #[test]
    fn each_code_has_the_verdict_that_says_most() {
        for (code, date, expected) in [
            ("Z28.3", "2022-03-31", "billable"),
            ("Z28.3", "2022-04-01", "header"),
            ("Z28.310", "2022-03-31", "on other dates"),
            ("M54.5", "2021-09-30", "billable"),
            ("M54.5", "2021-10-01", "header"),
            ("G35", "2025-09-30", "billable"),
            ("G35", "2025-10-01", "header"),
            ("Z68.1", "2026-09-30", "billable"),
            ("Z68.1", "2026-10-01", "header"),
            ("Z53.31", "2016-09-30", "on other dates"),
            ("Z53.31", "2016-10-01", "billable"),
            ("Z53.00", "2025-11-04", "unknown"),
            ("Z53.23", "2025-11-04", "unknown"),
            ("S72.001", "2025-11-04", "S72.001 lacks its 7th"),
            ("W11", "2025-11-04", "W11 lacks its 7th"),
            ("W11.XXX", "2025-11-04", "W11 lacks its 7th"),
            ("S52.90X", "2017-05-03", "S52.90 lacks its 7th"),
            ("S72.00", "2025-11-04", "header"),
            ("S72.001Z", "2025-11-04", "7th of S72.001 invalid"),
            ("S13.4XXB", "2025-11-04", "7th of S13.4 invalid"),
            ("S13.4A", "2025-11-04", "means S13.4XXA"),
            ("W11.A", "2025-11-04", "means W11.XXXA"),
            ("M54.50XA", "2025-11-04", "unknown"),
            // FY2027 splits this code: its seven characters are no 7th-character extension.
            ("M86.8X1", "2026-09-30", "billable"),
            ("M86.8X1", "2026-10-01", "header"),
        ] {
            assert_eq!(verdict(code, date), expected, "{code} on {date}");
        }
    }
}
