//! What is needed of an earlier run, read from its JSON: that of a report, or that of `check`.

use super::figures::{Figures, FileFigures, RateFigures, SCHEMA_VERSION};
use super::groups::OTHERS;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, BTreeSet};

/// The version of the JSON of `check`: raised when a key changes its meaning or goes away; a new key does not raise it.
pub const CHECK_VERSION: u32 = 1;

/// An earlier run.
#[derive(Clone, PartialEq, Debug)]
pub struct Earlier {
    pub(super) files: Vec<String>,
    pub(super) claims: u64,
    /// Whether it was interrupted.
    pub(super) interrupted: bool,
    /// The first and the last month of its services, where it says so.
    pub(super) months: Option<(String, String)>,
    /// Findings by rule.
    pub(super) rules: BTreeMap<String, u64>,
    pub(super) ran: Ran,
    /// All claims and each group; none where the run was one of `check`.
    pub(super) groups: Vec<Rate>,
}

/// The rate of a group, with its kind and label.
pub(super) type Rate = (String, String, RateFigures);

/// How far a rule ran.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Extent {
    /// On every file, and on all of it.
    Wholly,
    /// Not on every file, or not on all of one.
    InPart,
    /// Not at all.
    No,
    /// The run does not say: `check` of an earlier claimlint named no rules where all were selected.
    Unknown,
}

/// Which rules ran.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Ran {
    rules: BTreeMap<String, Extent>,
    /// All others.
    others: Extent,
}

/// That a rule did not run on so many files, or not on all of them.
struct Gap<'g> {
    rules: &'g [String],
    in_part: bool,
    files: &'g [String],
}

impl Ran {
    /// Those of a report.
    pub(super) fn of(figures: &Figures) -> Self {
        let read = |file: &&FileFigures| !file.layout.is_empty() || file.rows > 0;
        let gaps = figures.not_run.iter().map(|unrun| Gap {
            rules: &unrun.rules,
            in_part: unrun.in_part,
            files: &unrun.files,
        });
        Self::with(&figures.ran, gaps, figures.files.iter().filter(read).count(), Extent::No)
    }

    fn with<'g>(ran: &[String], gaps: impl Iterator<Item = Gap<'g>>, files: usize, others: Extent) -> Self {
        let mut rules: BTreeMap<String, Extent> = ran.iter().map(|rule| (rule.clone(), Extent::Wholly)).collect();
        let mut without: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for gap in gaps {
            for rule in gap.rules {
                rules.insert(rule.clone(), Extent::InPart);
                if !gap.in_part {
                    without.entry(rule).or_default().extend(gap.files.iter().map(String::as_str));
                }
            }
        }
        for (rule, missing) in without {
            if missing.len() >= files {
                rules.insert(rule.to_owned(), Extent::No);
            }
        }
        Self { rules, others }
    }

    pub(super) fn extent(&self, rule: &str) -> Extent {
        self.rules.get(rule).copied().unwrap_or(self.others)
    }

    /// The rules that did not run as far then as in the run of these figures.
    pub(super) fn unlike(&self, now: &Figures) -> Vec<String> {
        let ran = Self::of(now);
        let all: BTreeSet<&String> = self.rules.keys().chain(ran.rules.keys()).chain(&now.left_out).collect();
        let unlike = |rule: &&String| self.extent(rule) != Extent::Unknown && self.extent(rule) != ran.extent(rule);
        all.into_iter().filter(unlike).cloned().collect()
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
    #[serde(default)]
    interrupted: bool,
    summary: Summary,
    not_run: Vec<Unrun>,
}

#[derive(Deserialize)]
struct Unrun {
    rule: String,
    #[serde(default)]
    file: String,
    #[serde(default)]
    in_part: bool,
}

#[derive(Deserialize)]
struct Input {
    file: String,
}

#[derive(Deserialize)]
struct Summary {
    #[serde(default)]
    files: usize,
    claims: u64,
    #[serde(default)]
    inputs: Vec<Input>,
    rules: Vec<Spoken>,
    /// Every rule that was selected for every file; an earlier claimlint named them only where these were not all.
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
            files: figures.files.iter().map(|file| file.name.clone()).collect(),
            months: figures
                .all
                .months
                .first()
                .zip(figures.all.months.last())
                .map(|(first, last)| (first.0.clone(), last.0.clone())),
            claims: figures.files.iter().map(|file| file.claims).sum(),
            interrupted: figures.interrupted,
            rules: figures.rules.iter().map(|rule| (rule.rule.clone(), rule.count)).collect(),
            ran: Ran::of(figures),
            groups: rates(figures),
        }
    }

    fn of_check(Checked { interrupted, summary, not_run }: Checked) -> Self {
        let mut rules = BTreeMap::new();
        for Spoken { rule, count } in summary.rules {
            *rules.entry(rule).or_default() += count;
        }
        let others = if summary.selected.is_some() { Extent::No } else { Extent::Unknown };
        let unrun: Vec<([String; 1], bool, [String; 1])> =
            not_run.into_iter().map(|unrun| ([unrun.rule], unrun.in_part, [unrun.file])).collect();
        let gaps = unrun.iter().map(|(rules, in_part, files)| Gap { rules, in_part: *in_part, files });
        let ran = Ran::with(&summary.selected.unwrap_or_default(), gaps, summary.files, others);
        let files = summary.inputs.into_iter().map(|input| input.file).collect();
        Self { files, months: None, claims: summary.claims, interrupted, rules, ran, groups: Vec::new() }
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
