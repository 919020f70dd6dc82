//! Which codes a test is about: lists, subtrees, ranges, and the members that are left out again.
//!
//! A group is plain data and compares by content, so that two rules asking the same question share one bit.

use crate::claim::view::{Modifier, Procedure};
use crate::code::Code;
use crate::icd::{CodeBook, Ranks, Traits};

/// What a group is a group of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Kind {
    Diagnoses,
    Procedures,
    Modifiers,
    RevenueCodes,
    BillTypes,
    Values,
}

/// One entry of a group.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Member {
    /// A diagnosis code and everything below it.
    Below(Code),
    /// Diagnoses from the first to everything below the last, in official order: the codes themselves, for their
    /// first letters, and their places in the code book.
    Diagnoses {
        first: Code,
        last: Code,
        ranks: (u32, u32),
    },
    /// Diagnoses that have a trait on the day that judges.
    Trait(Traits),
    /// Procedures from the first to the last, of one shape: letters stand where the first has them.
    Procedures(Procedure, Procedure),
    Modifier([u8; 2]),
    /// Revenue codes from the first to the last.
    RevenueCodes(u16, u16),
    /// The first two digits of a type of bill.
    BillType(u8),
    /// A text, compared without regard to case.
    Value(String),
}

/// Members of one kind: those `within` (all, where `None`), without those of `except`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Group {
    pub(super) kind: Kind,
    pub(super) within: Option<Vec<Member>>,
    pub(super) except: Vec<Member>,
}

impl Kind {
    /// The kind a set file calls by this key.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        Some(match key {
            "diagnoses" | "traits" => Self::Diagnoses,
            "procedures" => Self::Procedures,
            "modifiers" => Self::Modifiers,
            "revenue-codes" => Self::RevenueCodes,
            "bill-types" => Self::BillTypes,
            "values" => Self::Values,
            _ => return None,
        })
    }

    /// The kind in words.
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Diagnoses => "diagnoses",
            Self::Procedures => "procedures",
            Self::Modifiers => "modifiers",
            Self::RevenueCodes => "revenue codes",
            Self::BillTypes => "types of bill",
            Self::Values => "values",
        }
    }

    /// Reads one member; the error says in words what is wrong with it, and what would be right.
    pub(super) fn member(self, word: &str, book: &CodeBook) -> Result<Member, (String, Option<String>)> {
        match self {
            Self::Diagnoses => diagnoses(word, book),
            Self::Procedures => procedures(word),
            Self::Modifiers => match word.as_bytes() {
                &[a, b] if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() => {
                    Ok(Member::Modifier([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
                }
                _ => Err((format!("`{word}` is no modifier"), Some("a modifier has two characters: `53`".into()))),
            },
            Self::RevenueCodes => {
                let (first, last) = word.split_once('-').unwrap_or((word, word));
                match (revenue_code(first), revenue_code(last)) {
                    (Some(first), Some(last)) if first <= last => Ok(Member::RevenueCodes(first, last)),
                    (Some(_), Some(_)) => Err(empty(word)),
                    _ => Err((
                        format!("`{word}` is no revenue code"),
                        Some("write four digits, or a range: `0960-0989`".into()),
                    )),
                }
            }
            Self::BillTypes => {
                let digits = word.strip_suffix(['x', 'X']).unwrap_or(word);
                match digits.parse::<u8>() {
                    Ok(number @ 10..=99) => Ok(Member::BillType(number)),
                    _ => Err((
                        format!("`{word}` is no type of bill"),
                        Some("write its first two digits after the zero: `13x`".into()),
                    )),
                }
            }
            Self::Values => Ok(Member::Value(word.trim().to_ascii_lowercase())),
        }
    }
}

fn empty(word: &str) -> (String, Option<String>) {
    (format!("nothing stands between the ends of `{word}`"), Some("write the lower end first".into()))
}

fn diagnoses(word: &str, book: &CodeBook) -> Result<Member, (String, Option<String>)> {
    let known = |text: &str| {
        let code = Code::parse(text.as_bytes()).ok_or_else(|| {
            (
                format!("`{text}` is no diagnosis code"),
                Some("write a code, a header or a range: `Z53`, `R00-R99`".into()),
            )
        })?;
        if book.find(code).is_some() {
            return Ok(code);
        }
        let near = book.indices().next_back().map(|newest| book.set(newest).nearest(code, 8)).unwrap_or_default();
        let near = near.iter().find(|near| near.category() == code.category()).or(near.first());
        let help = near.map(|near| format!("did you mean `{near}`?"));
        Err((format!("`{code}` is in no release of ICD-10-CM"), help))
    };
    let Some((first, last)) = word.split_once('-') else { return known(word).map(Member::Below) };
    let (first, last) = (known(first)?, known(last)?);
    match book.range(first, last) {
        Some(Ranks { first: from, last: to }) => Ok(Member::Diagnoses { first, last, ranks: (from, to) }),
        None => Err(empty(word)),
    }
}

fn procedures(word: &str) -> Result<Member, (String, Option<String>)> {
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    let (first, last) = (Procedure::parse(first.as_bytes()), Procedure::parse(last.as_bytes()));
    if first.is_none() || last.is_none() {
        let help = Some("a procedure has five characters: `45378`, `G0105`, `45379-45398`".into());
        return Err((format!("`{word}` is no procedure code"), help));
    }
    if shape(first) != shape(last) {
        let help = Some("both ends need their letters in the same places: `0001A-0174A`".into());
        return Err((format!("the ends of `{word}` are codes of different kinds"), help));
    }
    if first > last { Err(empty(word)) } else { Ok(Member::Procedures(first, last)) }
}

fn revenue_code(text: &str) -> Option<u16> {
    (text.len() == 4).then(|| text.parse().ok()).flatten()
}

/// The code with every digit made 0: 45378 and 44388 have one shape, 0001A and 00100 have not.
fn shape(procedure: Procedure) -> [u8; 8] {
    procedure.0.to_be_bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte })
}

impl Group {
    /// Whether the group asks anything at all.
    fn has(&self, is_member: impl Fn(&Member) -> bool) -> bool {
        self.within.as_ref().is_none_or(|members| members.iter().any(&is_member)) && !self.except.iter().any(is_member)
    }

    /// Whether a diagnosis belongs to it.
    ///
    /// The place of a code in the classification never changes, so no date is asked; its traits are those of the day. A
    /// code that never was stands where the nearest header above it stands.
    pub(super) fn has_diagnosis(&self, book: &CodeBook, code: Code, traits: Traits) -> bool {
        self.has(|member| match *member {
            Member::Below(header) => code.is_within(header),
            Member::Diagnoses { ranks: (first, last), .. } => {
                let known = (3..=code.len()).rev().find_map(|len| book.find(code.prefix(len)));
                known.is_some_and(|entry| (first..=last).contains(&entry.rank()))
            }
            Member::Trait(of) => traits.intersects(of),
            _ => false,
        })
    }

    /// The traits it asks about.
    pub(super) fn traits(&self) -> Traits {
        let members = self.within.iter().flatten().chain(&self.except);
        members.fold(Traits::NONE, |all, member| match *member {
            Member::Trait(of) => all.and(of),
            _ => all,
        })
    }

    /// Whether a procedure belongs to it.
    pub(super) fn has_procedure(&self, procedure: Procedure) -> bool {
        self.has(|member| match *member {
            Member::Procedures(first, last) => (first..=last).contains(&procedure) && shape(first) == shape(procedure),
            _ => false,
        })
    }

    /// Whether a modifier belongs to it.
    pub(super) fn has_modifier(&self, modifier: Modifier) -> bool {
        self.has(|member| *member == Member::Modifier(modifier.0))
    }

    /// Whether a revenue code belongs to it.
    pub(super) fn has_revenue_code(&self, code: u16) -> bool {
        self.has(|member| matches!(*member, Member::RevenueCodes(first, last) if (first..=last).contains(&code)))
    }

    /// Whether a type of bill, given by its first two digits, belongs to it.
    pub(super) fn has_bill_type(&self, bill_type: u8) -> bool {
        self.has(|member| *member == Member::BillType(bill_type))
    }

    /// Whether a text belongs to it.
    pub(super) fn has_value(&self, text: &[u8]) -> bool {
        self.has(|member| matches!(member, Member::Value(value) if value.as_bytes().eq_ignore_ascii_case(text)))
    }
}
