//! What is needed of an earlier run, read from its JSON: that of a report, or that of `check`.

use super::figures::{Figures, RateFigures, SCHEMA_VERSION};
use super::groups::OTHERS;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, BTreeSet};

/// The version of the JSON of `check`: raised when a key changes its meaning or goes away; a new key does not raise it.
pub const CHECK_VERSION: u32 = 1;

/// An earlier run.
#[derive(Clone, PartialEq, Debug)]
pub struct Earlier {
    pub(super) claims: u64,
    /// Findings by rule.
    pub(super) rules: BTreeMap<String, u64>,
    pub(super) ran: Ran,
    /// All claims and each group; none where the run was one of `check`.
    pub(super) groups: Vec<Rate>,
}

/// The rate of a group, with its kind and label.
pub(super) type Rate = (String, String, RateFigures);

/// Which rules ran on every file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Ran {
    /// These.
    Named(BTreeSet<String>),
    /// All but these: `check` names no others where all were selected.
    AllBut(BTreeSet<String>),
}

impl Ran {
    /// Those of a report.
    pub(super) fn of(figures: &Figures) -> Self {
        Self::Named(figures.ran.iter().cloned().collect())
    }

    pub(super) fn has(&self, rule: &str) -> bool {
        match self {
            Self::Named(these) => these.contains(rule),
            Self::AllBut(these) => !these.contains(rule),
        }
    }

    /// The rules that ran then or in the run of these figures, and not in both.
    pub(super) fn unlike(&self, now: &Figures) -> Vec<String> {
        let (Self::Named(then) | Self::AllBut(then)) = self;
        let unrun = now.not_run.iter().flat_map(|unrun| &unrun.rules).chain(&now.left_out);
        let all: BTreeSet<&String> = then.iter().chain(&now.ran).chain(unrun).collect();
        let ran = Self::of(now);
        all.into_iter().filter(|rule| self.has(rule) != ran.has(rule)).cloned().collect()
    }
}

/// What tells the two documents apart.
#[derive(Deserialize)]
struct Shape {
    schema_version: u32,
    all: Option<IgnoredAny>,
    summary: Option<IgnoredAny>,
}

/// The JSON of `check`, as far as it is needed.
#[derive(Deserialize)]
struct Checked {
    summary: Summary,
    not_run: Vec<Unrun>,
}

#[derive(Deserialize)]
struct Unrun {
    rule: String,
}

#[derive(Deserialize)]
struct Summary {
    claims: u64,
    rules: Vec<Spoken>,
    /// Where these are not all.
    selected: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Spoken {
    rule: String,
    count: u64,
}

impl Earlier {
    /// Reads the JSON of a report or of `check`.
    ///
    /// # Errors
    /// In words, when it is neither, or one of another version.
    pub fn read(json: &[u8]) -> Result<Self, String> {
        let neither = || "neither the JSON of a report nor that of `claimlint check`".to_owned();
        let shape: Shape = serde_json::from_slice(json).map_err(|_| neither())?;
        let (of, version) = match (shape.all, shape.summary) {
            (Some(_), _) => ("a report", SCHEMA_VERSION),
            (None, Some(_)) => ("`claimlint check`", CHECK_VERSION),
            (None, None) => return Err(neither()),
        };
        if shape.schema_version != version {
            let theirs = shape.schema_version;
            return Err(format!(
                "the JSON of {of} in version {theirs} of its shape, and this claimlint reads version {version}"
            ));
        }
        let unread = |error: serde_json::Error| format!("the JSON of {of}, but not whole: {error}");
        if shape.all.is_some() {
            serde_json::from_slice(json).map(|figures| Self::of_report(&figures)).map_err(unread)
        } else {
            serde_json::from_slice(json).map(Self::of_check).map_err(unread)
        }
    }

    fn of_report(figures: &Figures) -> Self {
        Self {
            claims: figures.files.iter().map(|file| file.claims).sum(),
            rules: figures.rules.iter().map(|rule| (rule.rule.clone(), rule.count)).collect(),
            ran: Ran::of(figures),
            groups: rates(figures),
        }
    }

    fn of_check(Checked { summary, not_run }: Checked) -> Self {
        let mut rules = BTreeMap::new();
        for Spoken { rule, count } in summary.rules {
            *rules.entry(rule).or_default() += count;
        }
        let unrun: BTreeSet<String> = not_run.into_iter().map(|unrun| unrun.rule).collect();
        let ran = match summary.selected {
            Some(selected) => Ran::Named(selected.into_iter().filter(|rule| !unrun.contains(rule)).collect()),
            None => Ran::AllBut(unrun),
        };
        Self { claims: summary.claims, rules, ran, groups: Vec::new() }
    }
}

/// The rates of all claims and of every group.
pub(super) fn rates(figures: &Figures) -> Vec<Rate> {
    let all = (String::new(), figures.all.label.clone(), figures.all.claims.clone());
    let groups = figures
        .by
        .iter()
        .flat_map(|by| by.groups.iter().map(|group| (by.by.clone(), group.label.clone(), group.claims.clone())))
        .filter(|(_, label, _)| label != OTHERS);
    std::iter::once(all).chain(groups).collect()
}
