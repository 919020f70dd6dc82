//! The sheet of a modifier.
//!
//! HCPCS Level II modifiers have their official description. Those of CPT belong to the AMA: what is said of them is said in
//! our own words, in `data/cms/cpt-modifiers.toml`, and only where that file has it.

use super::Source;
use super::rules::{RuleLine, about};
use crate::claim::view::Modifier;
use crate::date::Date;
use crate::hcpcs::{self, ModifierStanding};
use crate::rule::Topic;
use serde::{Deserialize, Serialize};

/// Where a modifier comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModifierKind {
    /// CPT (AMA): the number only, and words of our own.
    Cpt,
    /// HCPCS Level II (CMS).
    LevelTwo,
    /// Origin and destination of an ambulance.
    Ambulance,
}

/// What is known of a modifier.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ModifierSheet {
    /// Its two characters.
    pub modifier: String,
    /// Where it comes from.
    pub set: ModifierKind,
    /// The day.
    pub on: Date,
    /// What it says of a line; none where only its number is known.
    pub means: Option<String>,
    /// The day it was added (HCPCS Level II).
    pub added: Option<Date>,
    /// The last day it may be used.
    pub ended: Option<Date>,
    /// Who may use it.
    pub users: Vec<String>,
    /// Who or what it is not for.
    pub not_for: Vec<String>,
    /// What it may not stand with.
    pub not_with: Vec<NotWith>,
    /// The rules that speak about it.
    pub rules: Vec<RuleLine>,
    /// Where it is written.
    pub sources: Vec<String>,
}

/// A modifier it may not stand with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NotWith {
    /// The other modifier.
    pub modifier: String,
    /// Why not.
    pub why: String,
}

/// The file of our own words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    modifier: Vec<Told>,
}

/// One modifier of that file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Told {
    modifier: String,
    means: String,
    users: Vec<String>,
    #[serde(default)]
    not_for: Vec<String>,
    #[serde(default)]
    not_with: Vec<NotWith>,
    sources: Vec<String>,
}

/// Of a file with a mistake nothing is told; the test reads it.
fn told(modifier: &str) -> Option<Told> {
    let words: Words = toml::from_str(include_str!("../../data/cms/cpt-modifiers.toml")).ok()?;
    words.modifier.into_iter().find(|told| told.modifier == modifier)
}

/// Where an ambulance comes from or goes to, by the manual's letters.
const AMBULANCE: [(char, &str); 11] = [
    ('D', "a diagnostic or therapeutic site other than P or H"),
    ('E', "a residential or custodial facility"),
    ('G', "a hospital-based dialysis facility"),
    ('H', "a hospital"),
    ('I', "a site of transfer between modes of transport"),
    ('J', "a dialysis facility that is not part of a hospital"),
    ('N', "a skilled nursing facility"),
    ('P', "a physician's office"),
    ('R', "a residence"),
    ('S', "the scene of an accident or acute event"),
    ('X', "a stop at a physician's office on the way to the hospital"),
];

impl ModifierSheet {
    /// The sheet of a modifier that exists.
    pub(super) fn of(source: Source<'_>, modifier: Modifier) -> Self {
        let text = String::from_utf8_lossy(&modifier.0).into_owned();
        let mut sheet = Self {
            modifier: text.clone(),
            set: ModifierKind::Cpt,
            on: source.on,
            means: None,
            added: None,
            ended: None,
            users: Vec::new(),
            not_for: Vec::new(),
            not_with: Vec::new(),
            rules: about(source, Topic::Modifier(modifier)),
            sources: Vec::new(),
        };
        match hcpcs::modifier(modifier) {
            ModifierStanding::LevelTwo(listed) => {
                sheet.set = ModifierKind::LevelTwo;
                sheet.means = Some(listed.description.to_owned());
                (sheet.added, sheet.ended) = (Some(listed.added), listed.ended);
                sheet.sources.push("Alpha-Numeric HCPCS File, October 2025 (CMS)".to_owned());
            }
            ModifierStanding::Ambulance => {
                sheet.set = ModifierKind::Ambulance;
                sheet.means = journey(&text);
                sheet.sources.push("Medicare Claims Processing Manual, chapter 15, section 30 A".to_owned());
            }
            ModifierStanding::Cpt | ModifierStanding::Unknown => {
                if let Some(told) = told(&text) {
                    sheet.means = Some(told.means);
                    (sheet.users, sheet.not_for) = (told.users, told.not_for);
                    (sheet.not_with, sheet.sources) = (told.not_with, told.sources);
                }
            }
        }
        sheet
    }
}

/// From where to where.
fn journey(modifier: &str) -> Option<String> {
    let place = |letter: char| AMBULANCE.iter().find(|(of, _)| *of == letter).map(|(_, place)| *place);
    let mut letters = modifier.chars();
    let (from, to) = (place(letters.next()?)?, place(letters.next()?)?);
    Some(format!("An ambulance took the patient from {from} to {to}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_modifier_told_is_one_of_cpt_and_sourced() {
        let text = include_str!("../../data/cms/cpt-modifiers.toml");
        let words: Words = toml::from_str(text).expect("the file is read whole");
        assert!(words.modifier.windows(2).all(|pair| pair[0].modifier < pair[1].modifier), "in order, each once");
        for told in words.modifier {
            let bytes: [u8; 2] = told.modifier.as_bytes().try_into().expect("two characters");
            assert_eq!(hcpcs::modifier(Modifier(bytes)), ModifierStanding::Cpt, "{}", told.modifier);
            assert!(!told.sources.is_empty() && !told.users.is_empty(), "{}", told.modifier);
            for other in told.not_with {
                let bytes: [u8; 2] = other.modifier.as_bytes().try_into().expect("two characters");
                assert_ne!(hcpcs::modifier(Modifier(bytes)), ModifierStanding::Unknown, "{}", other.modifier);
            }
        }
    }

    #[test]
    fn a_journey_has_two_ends() {
        let expected = "An ambulance took the patient from a residence to a hospital.";
        assert_eq!(journey("RH").as_deref(), Some(expected));
        assert_eq!(journey("R1"), None);
    }
}
