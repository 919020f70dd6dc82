//! All rules of a run: the shipped packs, then the user's own.
//!
//! Nothing is half loaded: one mistake in one file, and there is no registry.

use super::check::Checker;
use super::finding::{Finding, RuleId};
use super::rule::Rule;
use super::set::Sets;
use super::spec::FileSpec;
use super::template;
use super::text::{Source, Word, did_you_mean};
use crate::claim::{Claim, Layout};
use crate::error::{Error, Result};
use crate::icd::CodeBook;
use std::collections::HashMap;

/// The shipped rule files, in the order their rules are listed.
pub const SHIPPED: [(&str, &str); 11] = [
    ("rules/reading.toml", include_str!("../../rules/reading.toml")),
    ("rules/diagnosis.toml", include_str!("../../rules/diagnosis.toml")),
    ("rules/notes.toml", include_str!("../../rules/notes.toml")),
    ("rules/sets.toml", include_str!("../../rules/sets.toml")),
    ("rules/not-carried-out.toml", include_str!("../../rules/not-carried-out.toml")),
    ("rules/vaccines.toml", include_str!("../../rules/vaccines.toml")),
    ("rules/editor.toml", include_str!("../../rules/editor.toml")),
    ("rules/sequencing.toml", include_str!("../../rules/sequencing.toml")),
    ("rules/poa.toml", include_str!("../../rules/poa.toml")),
    ("rules/pointers.toml", include_str!("../../rules/pointers.toml")),
    ("rules/lines.toml", include_str!("../../rules/lines.toml")),
];

/// Most rules of a run: an id has two bytes.
const MOST_RULES: usize = 60_000;

/// The rules of a run.
#[derive(Debug)]
pub struct Registry {
    rules: Vec<Rule>,
    packs: Vec<Pack>,
}

/// A pack of rules: one rule file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pack {
    /// Its name, which selects its rules.
    pub name: String,
    /// What its rules are about.
    pub about: String,
}

/// Which rules of a registry run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection(Vec<bool>);

impl Registry {
    /// The shipped rules.
    ///
    /// # Errors
    /// [`Error::Toml`] at a mistake in a rule file; the tests see to it that the shipped ones have none.
    pub fn shipped(book: &CodeBook) -> Result<Self> {
        Self::load(&[], book)
    }

    /// The shipped rules and those of more files, each given as its name and its text. They may use the shipped sets.
    ///
    /// # Errors
    /// [`Error::Toml`] at the first mistake.
    pub fn load(extra: &[(&str, &str)], book: &CodeBook) -> Result<Self> {
        let files: Vec<(&str, &str)> = SHIPPED.iter().chain(extra).copied().collect();
        Self::from_files(&files, book)
    }

    /// The rules of these files and no others.
    ///
    /// # Errors
    /// [`Error::Toml`] at the first mistake.
    pub fn from_files(files: &[(&str, &str)], book: &CodeBook) -> Result<Self> {
        let mut sets = Sets::default();
        let mut rules: Vec<Rule> = Vec::new();
        let mut taken: HashMap<String, String> = HashMap::new();
        let mut packs = Vec::new();
        let mut yields: Vec<(Source<'_>, Word)> = Vec::new();
        for &(name, text) in files {
            let source = Source { name, text };
            let file = FileSpec::read(source)?;
            sets.add(source, &file.sets, book)?;
            let checker = Checker { source, sets: &sets, book };
            let pack = match (&file.pack, file.rules.first()) {
                (Some(pack), _) => pack.get_ref().as_str(),
                (None, None) => "",
                (None, Some(rule)) => {
                    let help = "begin the file with `[pack]`, `name = \"…\"`, `about = \"…\"`";
                    return Err(checker.fault(rule.place.clone(), "these rules belong to no pack".to_owned(), help));
                }
            };
            if let (Some(name), Some(about)) = (&file.pack, &file.about) {
                packs.push(Pack { name: name.get_ref().clone(), about: about.get_ref().trim().to_owned() });
            }
            for spec in &file.rules {
                for word in [&spec.code, &spec.name] {
                    let owner = format!("`{}` ({name})", spec.name.get_ref());
                    if let Some(first) = taken.insert(word.get_ref().to_ascii_lowercase(), owner) {
                        let message = format!("`{}` is already taken by {first}", word.get_ref());
                        return Err(checker.fault(word.span(), message, "every rule has a code and a name of its own"));
                    }
                }
                yields.extend(spec.gives_way_to.iter().map(|word| (source, word.clone())));
                if rules.len() == MOST_RULES {
                    let message = format!("there are more than {MOST_RULES} rules");
                    return Err(checker.fault(spec.place.clone(), message, "load fewer packs at a time"));
                }
                rules.push(checker.rule(pack, spec)?);
            }
        }
        let registry = Self { rules, packs };
        match yields.into_iter().find(|(_, word)| registry.find(word.get_ref()).is_none()) {
            None => Ok(registry),
            Some((source, word)) => {
                let names: Vec<&str> = registry.rules.iter().map(|rule| rule.name.as_str()).collect();
                Err(source.unknown(word.span(), "rule", word.get_ref(), &names))
            }
        }
    }

    /// All rules, in the order of their files.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The packs the rules come from, in the order of their files.
    #[must_use]
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// All rules with their ids.
    pub fn ids(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        (0u16..).map(RuleId).zip(&self.rules)
    }

    /// A rule by its id, which has to be one of this registry.
    #[must_use]
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[usize::from(id.0)]
    }

    /// A rule by its name or its code, in any case.
    #[must_use]
    pub fn find(&self, name_or_code: &str) -> Option<RuleId> {
        self.ids()
            .find(|(_, rule)| {
                rule.name.eq_ignore_ascii_case(name_or_code) || rule.code.eq_ignore_ascii_case(name_or_code)
            })
            .map(|(id, _)| id)
    }

    /// Message and help of a finding, with their placeholders filled.
    #[must_use]
    pub fn words(&self, finding: &Finding, claim: &Claim<'_>, layout: &Layout) -> (String, String) {
        let rule = self.rule(finding.rule);
        let value = |name: &str, text: &mut String| {
            if let Some((_, word)) = finding.words.iter().find(|(word, _)| *word == name) {
                text.push_str(word);
                return;
            }
            let cell = finding.cells.iter().map(|label| label.cell).find(|cell| {
                let field = layout.column(cell.slot).field;
                !field.is_private() && field.to_string() == name
            });
            if let Some(cell) = cell {
                text.push_str(&String::from_utf8_lossy(claim.text(cell)));
            }
        };
        let case = finding.case;
        (template::fill(rule.message_of(case), value), template::fill(rule.help_of(case), value))
    }

    /// Message and help of a finding about no claim, their placeholders filled from `words`.
    #[must_use]
    pub fn words_alone(&self, rule: RuleId, words: &[(&'static str, String)]) -> (String, String) {
        let rule = self.rule(rule);
        let value = |name: &str, text: &mut String| {
            text.push_str(words.iter().find(|(word, _)| *word == name).map_or("", |(_, value)| value));
        };
        (template::fill(&rule.message, value), template::fill(&rule.help, value))
    }

    /// The pairs of selected rules of which the first has nothing to add after the second has spoken.
    pub(super) fn gives_way(&self, selection: &Selection) -> Vec<(RuleId, RuleId)> {
        self.ids()
            .filter(|(id, _)| selection.contains(*id))
            .flat_map(|(id, rule)| rule.logic.gives_way_to.iter().filter_map(move |name| Some((id, self.find(name)?))))
            .collect()
    }
}

impl Selection {
    /// The rules named by `select` (all, where it is empty) without those named by `ignore`.
    ///
    /// A selector is a rule's name or code, the beginning of codes (`ND`, `ND1`), or the name of a pack.
    ///
    /// # Errors
    /// [`Error::Usage`] for a selector that names no rule.
    pub fn new(registry: &Registry, select: &[String], ignore: &[String]) -> Result<Self> {
        let mut selected = vec![select.is_empty(); registry.rules.len()];
        for (selectors, value) in [(select, true), (ignore, false)] {
            for selector in selectors {
                let mut named = false;
                for (rule, selected) in registry.rules.iter().zip(&mut selected) {
                    if names(selector, rule) {
                        *selected = value;
                        named = true;
                    }
                }
                if !named {
                    return Err(unknown_selector(registry, selector));
                }
            }
        }
        Ok(Self(selected))
    }

    /// Whether a rule runs.
    #[must_use]
    pub fn contains(&self, rule: RuleId) -> bool {
        self.0.get(usize::from(rule.0)).copied().unwrap_or(false)
    }

    /// The selected rules, in registry order.
    pub fn rules(&self) -> impl Iterator<Item = RuleId> {
        (0u16..).map(RuleId).zip(&self.0).filter_map(|(id, selected)| selected.then_some(id))
    }
}

fn names(selector: &str, rule: &Rule) -> bool {
    let selector = selector.trim();
    let begins = selector.bytes().any(|byte| byte.is_ascii_alphabetic())
        && rule.code.get(..selector.len()).is_some_and(|start| start.eq_ignore_ascii_case(selector));
    begins || rule.name.eq_ignore_ascii_case(selector) || rule.pack.eq_ignore_ascii_case(selector)
}

fn unknown_selector(registry: &Registry, selector: &str) -> Error {
    let mut known: Vec<&str> =
        registry.rules.iter().flat_map(|rule| [rule.name.as_str(), rule.code.as_str(), rule.pack.as_str()]).collect();
    known.sort_unstable();
    known.dedup();
    let suggestion = did_you_mean(&selector.to_ascii_lowercase(), &known);
    let help = if suggestion.starts_with("did you mean") {
        suggestion
    } else {
        "use the name of a rule, its code, the beginning of codes (`ND1`), or the name of a pack".to_owned()
    };
    Error::UnknownRule { selector: selector.to_owned(), help: Some(help) }
}
