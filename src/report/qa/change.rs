//! A run against an earlier one: what rose, fell, is new or gone, and how each group went.
//!
//! Batches differ in size, so rules are compared by findings per hundred claims.

use super::earlier::{Earlier, Ran, Rate, rates};
use super::figures::{Figures, RateFigures};
use super::share::{Share, weighed};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// The 95 % interval of the difference, where there is one: from -1 to 1.
    #[serde(default)]
    pub difference: Option<(f64, f64)>,
    /// Whether the rates differ beyond chance: they are of the same rules, and the interval of their difference leaves out 0.
    pub clear: bool,
}

impl GroupChange {
    /// By how many points of a hundred the rate changed, where there was one.
    #[must_use]
    pub fn points(&self) -> Option<f64> {
        self.before.zip(self.now).map(|(before, now)| ((now - before) * 1e4).round() / 100.0)
    }

    /// What is to be made of it, in words.
    #[must_use]
    pub fn word(&self, same_rules: bool) -> &'static str {
        match (self.before, self.now) {
            (None, None) => "nothing judged",
            (None, _) => "new",
            (_, None) => "gone",
            _ if !same_rules => "not of the same rules",
            _ if self.clear => "beyond chance",
            _ => "cannot be told from chance",
        }
    }
}

/// Everything that changed.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Changes {
    /// The rules: new ones first, then risen, fallen, gone, and those that stayed the same.
    pub rules: Vec<RuleChange>,
    /// All claims, then the groups.
    pub groups: Vec<GroupChange>,
    /// Rules that ran on every file in one of the two runs only: rates of other rules are not told apart.
    #[serde(default)]
    pub unlike: Vec<String>,
}

impl Earlier {
    /// How a run went since.
    #[must_use]
    pub fn changes(&self, now: &Figures) -> Changes {
        let claims = now.files.iter().map(|file| file.claims).sum();
        let ran = Ran::of(now);
        let counts: BTreeMap<&str, u64> = now.rules.iter().map(|rule| (rule.rule.as_str(), rule.count)).collect();
        let names: BTreeSet<&str> = counts.keys().copied().chain(self.rules.keys().map(String::as_str)).collect();
        let count = |rule: &&str| counts.get(rule).copied().unwrap_or_default();
        let mut rules: Vec<RuleChange> = names.iter().map(|rule| self.rule(rule, count(rule), claims, &ran)).collect();
        let size = |rule: &RuleChange| (rule.now_per_hundred - rule.before_per_hundred).abs();
        rules.sort_by(|a, b| {
            a.change.cmp(&b.change).then(size(b).total_cmp(&size(a))).then_with(|| a.rule.cmp(&b.rule))
        });
        let unlike = self.ran.unlike(now);
        Changes { rules, groups: self.groups(now, unlike.is_empty()), unlike }
    }

    fn rule(&self, rule: &str, now: u64, claims: u64, ran: &Ran) -> RuleChange {
        let before = self.rules.get(rule).copied().unwrap_or_default();
        let (before_per_hundred, now_per_hundred) = (per_hundred(before, self.claims), per_hundred(now, claims));
        let change = match (self.ran.has(rule), ran.has(rule)) {
            (false, true) => Change::NotRunBefore,
            (true, false) => Change::NotRunNow,
            (false, false) if before == 0 => Change::NotRunBefore,
            (false, false) if now == 0 => Change::NotRunNow,
            _ if before == 0 => Change::New,
            _ if now == 0 => Change::Gone,
            _ if now_per_hundred > before_per_hundred => Change::Risen,
            _ if now_per_hundred < before_per_hundred => Change::Fallen,
            _ => Change::Same,
        };
        RuleChange { rule: rule.to_owned(), change, before, now, before_per_hundred, now_per_hundred }
    }

    /// The groups of now, then those that are gone, of the kinds both runs know.
    fn groups(&self, now: &Figures, same_rules: bool) -> Vec<GroupChange> {
        if self.groups.is_empty() {
            return Vec::new();
        }
        let today = rates(now);
        let kinds: BTreeSet<&str> = self.groups.iter().map(|(by, ..)| by.as_str()).collect();
        let then = by_name(&self.groups);
        let now = by_name(&today);
        let known = today.iter().filter(|(by, ..)| kinds.contains(by.as_str()));
        let mut changes: Vec<GroupChange> = known
            .map(|(by, label, rate)| {
                change((by, label), then.get(&(by.as_str(), label.as_str())).copied(), Some(rate), same_rules)
            })
            .collect();
        let kinds: BTreeSet<&str> = today.iter().map(|(by, ..)| by.as_str()).collect();
        let gone = self
            .groups
            .iter()
            .filter(|(by, label, _)| kinds.contains(by.as_str()) && !now.contains_key(&(by.as_str(), label.as_str())));
        changes.extend(gone.map(|(by, label, rate)| change((by, label), Some(rate), None, same_rules)));
        changes
    }
}

fn by_name(groups: &[Rate]) -> BTreeMap<(&str, &str), &RateFigures> {
    groups.iter().map(|(by, label, rate)| ((by.as_str(), label.as_str()), rate)).collect()
}

/// How a group went.
fn change(
    (by, label): (&str, &str),
    before: Option<&RateFigures>,
    now: Option<&RateFigures>,
    same_rules: bool,
) -> GroupChange {
    let difference = before.zip(now).and_then(|(before, now)| difference(before, now));
    GroupChange {
        by: by.to_owned(),
        label: label.to_owned(),
        before: before.and_then(|rate| rate.rate),
        now: now.and_then(|rate| rate.rate),
        difference,
        clear: same_rules && difference.is_some_and(|(low, high)| low > 0.0 || high < 0.0),
    }
}

/// The 95 % interval of a rate less an earlier one, by Newcombe's method 10: a rate less another is the one and the complement
/// of the other, less 1.
fn difference(before: &RateFigures, now: &RateFigures) -> Option<(f64, f64)> {
    let lost = Share { part: before.of.saturating_sub(before.clean), of: before.of };
    let kept = Share { part: now.clean, of: now.of };
    weighed(&[(1.0, kept), (1.0, lost)]).map(|(_, low, high)| (low - 1.0, high - 1.0))
}

#[allow(clippy::cast_precision_loss, reason = "read to a hundredth")]
fn per_hundred(count: u64, claims: u64) -> f64 {
    if claims == 0 { 0.0 } else { (count as f64 / claims as f64 * 1e4).round() / 100.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(clean: u64, of: u64) -> RateFigures {
        let share = Share { part: clean, of };
        RateFigures { clean, of, rate: share.rate(), ..RateFigures::default() }
    }

    /// The intervals of 78 and of 90 of a hundred overlap, and still chance is no likely reason (chi-squared 5.36, p = 0.02).
    #[test]
    fn two_rates_are_told_apart_by_the_interval_of_their_difference() {
        let went = |before: &RateFigures, now: &RateFigures, same_rules| {
            change(("coder", "Ben"), Some(before), Some(now), same_rules).word(same_rules)
        };
        assert_eq!(went(&rate(78, 100), &rate(90, 100), true), "beyond chance");
        assert_eq!(went(&rate(90, 100), &rate(78, 100), true), "beyond chance");
        assert_eq!(went(&rate(85, 100), &rate(90, 100), true), "cannot be told from chance");
        assert_eq!(went(&rate(78, 100), &rate(90, 100), false), "not of the same rules");
        assert!(!change(("coder", "Ben"), Some(&rate(78, 100)), Some(&rate(90, 100)), false).clear);
        assert_eq!(change(("coder", "Ben"), None, Some(&rate(9, 10)), true).word(true), "new");
        assert_eq!(change(("coder", "Ben"), Some(&rate(9, 10)), None, true).word(true), "gone");
    }
}
