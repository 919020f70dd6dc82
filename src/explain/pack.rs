//! The sheet of several rules: a pack by its name, or those whose codes begin alike.

use super::word::Meaning;
use super::{Severities, Source};
use crate::rule::{Registry, Rule, RuleId, without_claim};
use serde::Serialize;

/// What is known of a pack, or of the rules whose codes begin alike.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RulesSheet {
    /// The name of the pack, or what the codes begin with.
    pub id: String,
    /// What the rules of a pack are about.
    pub about: Option<String>,
    /// The rules, in the order of their file.
    pub rules: Vec<RuleOfSheet>,
}

/// A rule of such a sheet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleOfSheet {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How sure it is.
    #[serde(flatten)]
    pub severity: Severities,
    /// What it says; words in `<…>` stand for what is on the claim.
    pub message: String,
}

/// The pack of that name, or the rules whose codes begin with it: its letters at least.
pub(super) fn several(registry: &Registry, word: &str) -> Option<Meaning> {
    let is_pack = |rule: &Rule| rule.pack.eq_ignore_ascii_case(word);
    if let Some((id, _)) = registry.ids().find(|(_, rule)| is_pack(rule)) {
        return Some(Meaning::Pack(id));
    }
    let letters = |rule: &Rule| rule.code.bytes().take_while(u8::is_ascii_alphabetic).count();
    let begins = |rule: &Rule| {
        let start = rule.code.get(..word.len());
        letters(rule) <= word.len()
            && word.len() < rule.code.len()
            && start.is_some_and(|it| it.eq_ignore_ascii_case(word))
    };
    let (id, _) = registry.ids().find(|(_, rule)| begins(rule))?;
    Some(Meaning::Series(id, word.len()))
}

impl RulesSheet {
    /// The sheet of the pack a rule belongs to.
    pub(super) fn of_pack(source: Source<'_>, rule: RuleId) -> Self {
        let name = &source.registry.rule(rule).pack;
        let about = source.registry.packs().iter().find(|pack| pack.name == *name).map(|pack| pack.about.clone());
        Self { id: name.clone(), about, rules: RuleOfSheet::all(source.registry, |rule| rule.pack == *name) }
    }

    /// The sheet of the rules whose codes begin as that of a rule does.
    pub(super) fn of_series(source: Source<'_>, rule: RuleId, len: usize) -> Self {
        let begin = source.registry.rule(rule).code.get(..len).unwrap_or_default();
        let rules = RuleOfSheet::all(source.registry, |rule| rule.code.starts_with(begin));
        Self { id: begin.to_owned(), about: None, rules }
    }
}

impl RuleOfSheet {
    /// The rules that are wanted, in the order of their files.
    pub(super) fn all(registry: &Registry, wanted: impl Fn(&Rule) -> bool) -> Vec<Self> {
        let line = |rule: &Rule| Self {
            code: rule.code.clone(),
            name: rule.name.clone(),
            severity: Severities::of(rule),
            message: without_claim(&rule.message),
        };
        registry.rules().iter().filter(|rule| wanted(rule)).map(line).collect()
    }
}
