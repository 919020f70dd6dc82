//! A run against an earlier one: what rose, fell, is new or gone, and how each group went.
//!
//! Batches differ in size, so rules are compared by findings per hundred claims.

use super::figures::{Figures, RateFigures};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is needed of an earlier run, read from its JSON: that of a report, or that of `check`.
#[derive(Clone, PartialEq, Debug)]
pub struct Earlier {
    claims: u64,
    rules: Vec<(String, u64)>,
    /// Rules that did not run on every file.
    unrun: BTreeSet<String>,
    /// All claims and each group, by kind and label.
    groups: Vec<(String, String, RateFigures)>,
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
}

#[derive(Deserialize)]
struct Spoken {
    rule: String,
    count: u64,
}

/// How a figure went.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Not there before.
    New,
    /// More often than before.
    Risen,
    /// Less often than before.
    Fallen,
    /// No longer there.
    Gone,
    /// As often as before.
    Same,
    /// It is here now and did not run then, at least not on every file: nothing is known of before.
    NotRunBefore,
    /// It was there and does not run now, at least not on every file: nothing is known of now.
    NotRunNow,
}

impl Change {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Risen => "risen",
            Self::Fallen => "fallen",
            Self::Gone => "gone",
            Self::Same => "the same",
            Self::NotRunBefore => "not run before",
            Self::NotRunNow => "not run now",
        }
    }
}

/// A rule then and now.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RuleChange {
    /// Its name.
    pub rule: String,
    /// How it went.
    pub change: Change,
    /// Findings then.
    pub before: u64,
    /// Findings now.
    pub now: u64,
    /// Findings per hundred claims then.
    pub before_per_hundred: f64,
    /// And now.
    pub now_per_hundred: f64,
}

/// The lint-clean rate of a group's claims then and now.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GroupChange {
    /// What claims are grouped by; nothing for all claims.
    pub by: String,
    /// The group.
    pub label: String,
    /// Then, where the group was there.
    pub before: Option<f64>,
    /// Now.
    pub now: Option<f64>,
    /// Whether the intervals of the two rates lie apart, so that chance alone is no likely reason.
    pub clear: bool,
}

impl GroupChange {
    /// By how many points of a hundred the rate changed, where there was one.
    #[must_use]
    pub fn points(&self) -> Option<f64> {
        self.before.zip(self.now).map(|(before, now)| ((now - before) * 1e4).round() / 100.0)
    }
}

/// Everything that changed.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Changes {
    /// The rules: new ones first, then risen, fallen, gone, and those that stayed the same.
    pub rules: Vec<RuleChange>,
    /// All claims, then the groups.
    pub groups: Vec<GroupChange>,
}

impl Earlier {
    /// Reads the JSON of a report or of `check`; `None` when it is neither.
    #[must_use]
    pub fn read(json: &[u8]) -> Option<Self> {
        if let Ok(figures) = serde_json::from_slice::<Figures>(json) {
            return Some(Self {
                claims: figures.files.iter().map(|file| file.claims).sum(),
                unrun: unrun(&figures),
                rules: figures.rules.iter().map(|rule| (rule.rule.clone(), rule.count)).collect(),
                groups: rates(&figures),
            });
        }
        let Checked { summary, not_run } = serde_json::from_slice(json).ok()?;
        let mut rules: Vec<(String, u64)> = Vec::new();
        for Spoken { rule, count } in summary.rules {
            match rules.iter_mut().find(|(known, _)| *known == rule) {
                Some((_, sum)) => *sum += count,
                None => rules.push((rule, count)),
            }
        }
        let unrun = not_run.into_iter().map(|unrun| unrun.rule).collect();
        Some(Self { claims: summary.claims, rules, unrun, groups: Vec::new() })
    }

    /// How a run went since.
    #[must_use]
    pub fn changes(&self, now: &Figures) -> Changes {
        let claims = now.files.iter().map(|file| file.claims).sum();
        let unrun = unrun(now);
        let mut rules: Vec<RuleChange> = Vec::new();
        for rule in &now.rules {
            rules.push(self.rule(&rule.rule, rule.count, claims, &unrun));
        }
        for (rule, _) in self.rules.iter().filter(|(rule, _)| !now.rules.iter().any(|known| known.rule == *rule)) {
            rules.push(self.rule(rule, 0, claims, &unrun));
        }
        let size = |rule: &RuleChange| (rule.now_per_hundred - rule.before_per_hundred).abs();
        rules.sort_by(|a, b| {
            a.change.cmp(&b.change).then(size(b).total_cmp(&size(a))).then_with(|| a.rule.cmp(&b.rule))
        });
        Changes { rules, groups: self.groups(now) }
    }

    fn rule(&self, rule: &str, now: u64, claims: u64, unrun: &BTreeSet<String>) -> RuleChange {
        let before = self.rules.iter().find(|(known, _)| known == rule).map_or(0, |(_, count)| *count);
        let (before_per_hundred, now_per_hundred) = (per_hundred(before, self.claims), per_hundred(now, claims));
        let change = match (before, now) {
            (0, _) if self.unrun.contains(rule) => Change::NotRunBefore,
            (0, _) => Change::New,
            (_, 0) if unrun.contains(rule) => Change::NotRunNow,
            (_, 0) => Change::Gone,
            _ if now_per_hundred > before_per_hundred => Change::Risen,
            _ if now_per_hundred < before_per_hundred => Change::Fallen,
            _ => Change::Same,
        };
        RuleChange { rule: rule.to_owned(), change, before, now, before_per_hundred, now_per_hundred }
    }

    fn groups(&self, now: &Figures) -> Vec<GroupChange> {
        if self.groups.is_empty() {
            return Vec::new();
        }
        let change = |(by, label, rate): (String, String, RateFigures)| {
            let same = |(other, name, _): &&(String, String, RateFigures)| *other == by && *name == label;
            let before = self.groups.iter().find(same).map(|(_, _, rate)| rate);
            let clear = before.is_some_and(|before| {
                let below = |one: &RateFigures, other: &RateFigures| {
                    one.high.zip(other.low).is_some_and(|(high, low)| high < low)
                };
                below(before, &rate) || below(&rate, before)
            });
            GroupChange { by, label, before: before.and_then(|before| before.rate), now: rate.rate, clear }
        };
        rates(now).into_iter().map(change).collect()
    }
}

/// The rules that did not run on every file.
fn unrun(figures: &Figures) -> BTreeSet<String> {
    figures.not_run.iter().flat_map(|unrun| &unrun.rules).chain(&figures.left_out).cloned().collect()
}

/// The rates of all claims and of every group.
fn rates(figures: &Figures) -> Vec<(String, String, RateFigures)> {
    let all = (String::new(), figures.all.label.clone(), figures.all.claims.clone());
    let groups = figures
        .by
        .iter()
        .flat_map(|by| by.groups.iter().map(|group| (by.by.clone(), group.label.clone(), group.claims.clone())));
    std::iter::once(all).chain(groups).collect()
}

#[allow(clippy::cast_precision_loss, reason = "read to a hundredth")]
fn per_hundred(count: u64, claims: u64) -> f64 {
    if claims == 0 { 0.0 } else { (count as f64 / claims as f64 * 1e4).round() / 100.0 }
}
