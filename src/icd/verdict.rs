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
        if code.len() == Code::MAX_LEN
            && let Some(stem) = self.get(without_placeholders(code.prefix(Code::MAX_LEN - 1)))
            && stem.awaits_seventh()
            && let Some(seventh) = self.seventh(code)
        {
            return Verdict::SeventhInvalid(stem, seventh);
        }
        Verdict::Unknown
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
