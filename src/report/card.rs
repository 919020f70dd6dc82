//! What a report needs to know of a rule: filled from the registry of the run, so that renderers need no registry.

use super::{CellText, Diagnostic, Standing, Summary};
use crate::rule::{Rule, RuleId, Severity, without_claim};
use serde::Serialize;

/// One rule, as a report names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleCard {
    /// Its short, permanent code: `ICD101`.
    pub code: String,
    /// Its kebab-case name, which says the fault.
    pub name: String,
    /// Its severity, before anything in the run changed it.
    pub severity: Severity,
    /// What it finds, in one line; words in `<…>` stand for what is on the claim.
    pub message: String,
    /// Why, in one sentence.
    pub summary: Option<String>,
    /// Why it is a rule, in a coder's words.
    #[serde(skip)]
    pub why: String,
    /// What to do about it, in one line; words in `<…>` stand for what is on the claim.
    #[serde(skip)]
    pub help: String,
    /// Where the rule comes from: guideline section, manual chapter, file.
    pub source: String,
    /// Where that can be read.
    pub url: Option<String>,
}

impl From<&Rule> for RuleCard {
    fn from(rule: &Rule) -> Self {
        Self {
            code: rule.code.clone(),
            name: rule.name.clone(),
            severity: rule.severity,
            message: without_claim(&rule.message),
            summary: rule.why.split_inclusive(". ").next().map(|first| first.trim().replace('\n', " ")),
            why: rule.why.clone(),
            help: without_claim(&rule.help),
            source: rule.source.clone(),
            url: rule.url.clone(),
        }
    }
}

/// What every format is given: the rules of the run and its figures. The findings come one at a time.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The rules, each at the place its [`RuleId`] says.
    pub rules: &'a [RuleCard],
    /// The figures.
    pub summary: &'a Summary,
}

impl<'a> Report<'a> {
    /// The card of a rule.
    #[must_use]
    pub fn rule(&self, id: RuleId) -> &'a RuleCard {
        static UNNAMED: RuleCard = RuleCard {
            code: String::new(),
            name: String::new(),
            severity: Severity::Info,
            message: String::new(),
            summary: None,
            why: String::new(),
            help: String::new(),
            source: String::new(),
            url: None,
        };
        self.rules.get(usize::from(id.0)).unwrap_or(&UNNAMED)
    }

    /// The rules that the settings select for every file that was read; `None` where none was.
    #[must_use]
    pub fn selected(&self) -> Option<Vec<&'a RuleCard>> {
        let mut read = self.summary.files.iter().filter(|file| file.was_read());
        let first = read.next()?;
        let others: Vec<_> = read.collect();
        let everywhere = first.selected.iter().filter(|rule| others.iter().all(|file| file.selected.contains(rule)));
        Some(everywhere.map(|rule| self.rule(*rule)).collect())
    }

    /// Why a finding does not count: the reason of the suppression, or that the baseline knows it.
    #[must_use]
    pub fn set_aside(&self, finding: &Diagnostic) -> Option<&'a str> {
        match finding.standing {
            Standing::Open => None,
            Standing::Known => Some("known to the baseline"),
            Standing::Allowed(by) => {
                Some(self.summary.allowed.get(usize::from(by)).map_or("allowed", |allow| &allow.reason))
            }
        }
    }

    /// Where the blamed cell of a finding stands: the file, which may be one that completes the claims, the line and the
    /// column.
    #[must_use]
    pub fn place<'f>(&self, finding: &'f Diagnostic) -> (&'f str, u64, u32)
    where
        'a: 'f,
    {
        match finding.cells.first() {
            Some(CellText { elsewhere: Some(file), line, column, .. }) => (file, *line, *column),
            _ => (self.file(finding.file), finding.line, finding.column),
        }
    }

    /// The name of a file of the run, as it was given.
    #[must_use]
    pub fn file(&self, index: u32) -> &'a str {
        usize::try_from(index).ok().and_then(|index| self.summary.files.get(index)).map_or("", |file| &file.name)
    }
}
