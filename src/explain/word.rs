//! What a word on the command line means: a code, a block, a modifier, a procedure, a place, a rule or several.
//!
//! Codes of different code sets are spelled alike (53 is a modifier and a place of service, H0011 a diagnosis and a
//! procedure). All meanings a word has are told, the likeliest first; none is guessed away.

use super::Source;
use super::indicator::indicator;
use super::pack::several;
use super::range::{instead, range};
use super::rules::names;
use crate::claim::shape::is_icd9_diagnosis;
use crate::claim::view::Modifier;
use crate::claim::{CodeSystem, Procedure};
use crate::code::Code;
use crate::date::Date;
use crate::hcpcs::{self, ModifierStanding};
use crate::icd::Verdict;
use crate::rule::RuleId;

/// What a word can mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// A rule of claimlint.
    Rule(RuleId),
    /// An ICD-10-CM code that some release has.
    Code(Code),
    /// A block of the Tabular List, by its first category.
    Block(Code),
    /// A chapter, by its first category.
    Chapter(Code),
    /// A group of blocks, such as V00-V99, by its first and last category.
    Group(Code, Code),
    /// A modifier that exists.
    Modifier(Modifier),
    /// A procedure code that is in the list of HCPCS Level II or has the shape of another code set.
    Procedure(Procedure),
    /// A place of service that is assigned.
    Place(u8),
    /// All rules of the pack a rule belongs to.
    Pack(RuleId),
    /// The rules whose codes begin with as many letters and digits of the code of a rule.
    Series(RuleId, usize),
    /// A present-on-admission indicator.
    Indicator(char),
}

/// The kinds of meanings, as `--as` names them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A rule, a pack, or the rules whose codes begin alike.
    Rule,
    /// An ICD-10-CM code, a block or a chapter.
    Diagnosis,
    /// A modifier.
    Modifier,
    /// A procedure code.
    Procedure,
    /// A place of service.
    Place,
    /// A present-on-admission indicator.
    Indicator,
}

/// A word that means nothing here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotUnderstood {
    /// What is wrong with it.
    pub problem: String,
    /// What may have been meant.
    pub help: String,
}

impl Meaning {
    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Rule(_) | Self::Pack(_) | Self::Series(..) => Kind::Rule,
            Self::Code(_) | Self::Block(_) | Self::Chapter(_) | Self::Group(..) => Kind::Diagnosis,
            Self::Modifier(_) => Kind::Modifier,
            Self::Procedure(_) => Kind::Procedure,
            Self::Place(_) => Kind::Place,
            Self::Indicator(_) => Kind::Indicator,
        }
    }
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Rule, Self::Diagnosis, Self::Modifier, Self::Procedure, Self::Place, Self::Indicator];

    /// The kind in words.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Diagnosis => "diagnosis code",
            Self::Modifier => "modifier",
            Self::Procedure => "procedure code",
            Self::Place => "place of service",
            Self::Indicator => "present-on-admission indicator",
        }
    }

    /// Its word, as `--as` takes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Diagnosis => "diagnosis",
            Self::Modifier => "modifier",
            Self::Procedure => "procedure",
            Self::Place => "place",
            Self::Indicator => "indicator",
        }
    }
}

/// All meanings of a word, the likeliest first; never an empty list.
///
/// # Errors
/// [`NotUnderstood`] with what may have been meant.
pub fn meanings(source: Source<'_>, word: &str) -> Result<Vec<Meaning>, NotUnderstood> {
    let word = word.trim();
    let rule = source.registry.find(word).map(Meaning::Rule);
    let code = Code::parse(word.as_bytes()).filter(|&code| source.book.find(code).is_some()).map(Meaning::Code);
    let (range, rules) = (range(source, word), several(source.registry, word));
    // A number is a chapter only beside what else it is.
    let (range, chapter) = if word.bytes().all(|byte| byte.is_ascii_digit()) { (None, range) } else { (range, None) };
    let indicator = indicator(word).map(Meaning::Indicator);
    let found = [rule, code, range, modifier(word), procedure(word), place(word), chapter, rules, indicator];
    let found: Vec<Meaning> = found.into_iter().flatten().collect();
    if found.is_empty() { Err(not_understood(source, word)) } else { Ok(found) }
}

fn modifier(word: &str) -> Option<Meaning> {
    let &[first, second] = word.as_bytes() else { return None };
    let modifier = Modifier([first.to_ascii_uppercase(), second.to_ascii_uppercase()]);
    (hcpcs::modifier(modifier) != ModifierStanding::Unknown).then_some(Meaning::Modifier(modifier))
}

fn procedure(word: &str) -> Option<Meaning> {
    let code = Procedure::parse(word.as_bytes());
    let told = hcpcs::level_two(code).is_some() || code.system().is_some_and(|system| system != CodeSystem::LevelTwo);
    told.then_some(Meaning::Procedure(code))
}

fn place(word: &str) -> Option<Meaning> {
    let place = word.parse().ok().filter(|_| word.len() == 2)?;
    hcpcs::place_name(word).map(|_| Meaning::Place(place))
}

fn not_understood(source: Source<'_>, word: &str) -> NotUnderstood {
    if let Some((problem, help)) = instead(source, word).or_else(|| icd9(word)) {
        return NotUnderstood { problem, help };
    }
    if let Some(help) = reshaped(source, word).filter(|_| Code::parse(word.as_bytes()).is_none()) {
        return NotUnderstood { problem: format!("`{word}` is not written as a code"), help };
    }
    if let Some((problem, help)) = Code::parse(word.as_bytes()).and_then(|code| unknown_code(source, code)) {
        let nine = if is_icd9_diagnosis(word.as_bytes()) { "; it has the shape of an ICD-9-CM code too" } else { "" };
        let procedure = Procedure::parse(word.as_bytes());
        let both = procedure.system() == Some(CodeSystem::LevelTwo);
        let until = if both { Date::from_number(hcpcs::UNTIL) } else { None };
        let list = until.map(|until| format!("; nor is {procedure} in the list of HCPCS Level II held, until {until}"));
        return NotUnderstood { problem: problem + nine + &list.unwrap_or_default(), help };
    }
    let written = word.to_ascii_lowercase();
    let distance = |name: &&str| strsim::osa_distance(&written, &name.to_ascii_lowercase());
    let near = names(source.registry).map(|name| (distance(&name), name)).min_by_key(|&(distance, _)| distance);
    let problem = format!("`{word}` is no code, modifier or rule claimlint knows");
    if let Some(help) = begun(source, &written) {
        return NotUnderstood { problem, help };
    }
    let help = match near.filter(|&(distance, name)| distance <= 1 + name.len() / 4) {
        Some((_, name)) => format!("did you mean `{name}`?"),
        None => format!("`claimlint search \"{word}\"` looks for the words in titles and the Alphabetic Index"),
    };
    NotUnderstood { problem, help }
}

/// A code with its dot in the wrong place or a blank in it: `G3.5`, `g35.`, `S72.001 A`.
fn reshaped(source: Source<'_>, word: &str) -> Option<String> {
    let letters: String = word.chars().filter(|c| !matches!(c, '.' | ' ' | '-' | '_' | ',')).collect();
    let title = |code: Code| {
        let span = source.book.find(code)?.spans().next_back()?;
        Some(format!("did you mean {code} {}?", span.title))
    };
    let Some(code) = Code::parse(letters.as_bytes()) else {
        // A placeholder too many: `S72001XA`.
        let places = letters.match_indices(['x', 'X']).map(|(at, _)| at);
        let shorter = places.map(|at| [&letters[..at], &letters[at + 1..]].concat());
        return shorter.filter_map(|letters| Code::parse(letters.as_bytes())).find_map(title);
    };
    title(code).or_else(|| unknown_code(source, code).map(|(problem, help)| format!("{problem}: {help}")))
}

/// A code of ICD-9-CM. V and E codes have the shape of ICD-10-CM too, and are told as such.
fn icd9(word: &str) -> Option<(String, String)> {
    let is_icd9 = Code::parse(word.as_bytes()).is_none() && is_icd9_diagnosis(word.as_bytes());
    let help = "ICD-9-CM was replaced by ICD-10-CM on 2015-10-01; claimlint holds none of its codes and no crosswalk. \
                Look the condition up by its words: claimlint search WORDS";
    is_icd9.then(|| (format!("{word} has the shape of an ICD-9-CM code"), help.to_owned()))
}

/// What the names of some rules begin with: `poa`.
fn begun(source: Source<'_>, written: &str) -> Option<String> {
    let rules = source.registry.rules().iter();
    let begun = rules.filter(|rule| rule.name.strip_prefix(written).is_some_and(|rest| rest.starts_with('-')));
    let named: Vec<String> = begun.map(|rule| format!("{} {}", rule.code, rule.name)).collect();
    (!written.is_empty() && !named.is_empty()).then(|| format!("rules whose names begin so: {}", named.join("; ")))
}

/// Something of the shape of a code: why it is none, and which are near.
fn unknown_code(source: Source<'_>, code: Code) -> Option<(String, String)> {
    let set = source.book.on(source.on)?;
    let titled = |code: Code| set.get(code).map(|node| format!("{code} {}", node.title()));
    let nearest = || {
        let near: Vec<String> = set.nearest(code, 3).into_iter().filter_map(titled).collect();
        if near.is_empty() { "no code is near it".to_owned() } else { format!("did you mean {}?", near.join("; or ")) }
    };
    Some(match set.verdict(code) {
        Verdict::PlaceholderMissing(node) => {
            let help = format!("did you mean {} {}?", node.code(), node.title());
            (format!("{code} lacks the placeholder X before its last character"), help)
        }
        Verdict::SeventhInvalid(node, seventh) => {
            let taken = seventh.meanings.iter().map(|meaning| format!("{} {}", meaning.character, meaning.text));
            let help = format!("{} takes: {}", node.code(), taken.collect::<Vec<_>>().join("; "));
            (format!("{code} has a 7th character that {} does not take", node.code()), help)
        }
        Verdict::SeventhMissing(node, _) => {
            let help = format!("`claimlint explain {}` lists its 7th characters", node.code());
            (format!("{code} lacks its 7th character"), help)
        }
        _ => {
            let problem = format!("{code} is in no release of ICD-10-CM since 2015-10-01");
            match set.without_seventh(code) {
                Some(node) => {
                    (problem, format!("{} {} is complete: it takes no 7th character", node.code(), node.title()))
                }
                None => (problem, nearest()),
            }
        }
    })
}
