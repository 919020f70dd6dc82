//! A run against an earlier one: what rose, fell, is new or gone, and how each group went.
//!
//! Batches differ in size, so rules are compared by findings per hundred claims.

use super::earlier::{Earlier, Extent, Ran, Rate, rates};
use super::figures::{Figures, RateFigures};
use super::share::{Share, weighed};
use crate::number::counted;
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
    /// More or less often, and that can be chance.
    Unclear,
    /// As often as before.
    Same,
    /// It is here now and did not run then: nothing is known of before.
    NotRunBefore,
    /// It was there and does not run now: nothing is known of now.
    NotRunNow,
    /// It is here now, and the earlier run does not say whether it ran then.
    Unknown,
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
            Self::Unclear => "cannot be told from chance",
            Self::Same => "the same",
            Self::NotRunBefore => "not run before",
            Self::NotRunNow => "not run now",
            Self::Unknown => "not known before",
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
    /// Findings then, where it ran.
    pub before: Option<u64>,
    /// Findings now, where it ran.
    pub now: Option<u64>,
    /// Findings per hundred claims then.
    pub before_per_hundred: Option<f64>,
    /// And now.
    pub now_per_hundred: Option<f64>,
    /// Whether it did not run wholly then or now: on every file, and on all of it.
    #[serde(default)]
    pub in_part: bool,
}

impl RuleChange {
    /// How it went, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let word = self.change.word();
        if self.in_part { format!("{word} (not wholly run)") } else { word.to_owned() }
    }
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
    /// The earlier run.
    #[serde(default)]
    pub earlier: EarlierRun,
    /// The rules: new ones first, then risen, fallen, gone, and those that stayed the same.
    pub rules: Vec<RuleChange>,
    /// All claims, then the groups.
    pub groups: Vec<GroupChange>,
    /// Rules that ran on every file in one of the two runs only: rates of other rules are not told apart.
    #[serde(default)]
    pub unlike: Vec<String>,
}

/// Which run it is compared with.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct EarlierRun {
    /// Its files.
    pub files: Vec<String>,
    /// Its claims.
    pub claims: u64,
    /// The first and the last month of its services, where it says so.
    pub months: Option<(String, String)>,
    /// Whether one of its files has the name of one of this run.
    pub shares_a_file: bool,
    /// Whether it was interrupted, so that its figures are of a part.
    #[serde(default)]
    pub interrupted: bool,
}

/// Files that are named.
const NAMED: usize = 5;

impl EarlierRun {
    /// Which it is, in a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let files = &self.files[..self.files.len().min(NAMED)];
        let more = if self.files.len() > NAMED { ", …" } else { "" };
        let months = self.months.as_ref().map_or_else(String::new, |(first, last)| {
            if first == last { format!(" of {first}") } else { format!(" of {first} to {last}") }
        });
        let other = if self.shares_a_file { "" } else { "; none of its files has the name of one of this run" };
        let part =
            if self.interrupted { "; it was interrupted, and is only of what was checked until then" } else { "" };
        format!(
            "the earlier run was on {}{months} in {}: {}{more}{other}{part}",
            counted(self.claims, "claim"),
            counted(self.files.len() as u64, "file"),
            files.join(", ")
        )
    }
}

/// Why there is no trend against the JSON of `check`.
pub const NO_TREND: &str = "there is no trend of groups: the JSON of check has findings, and not how many claims are without errors; \
     that of `claimlint report --json` has both";

impl Earlier {
    /// How a run went since.
    #[must_use]
    pub fn changes(&self, now: &Figures) -> Changes {
        let claims = now.files.iter().map(|file| file.claims).sum();
        let ran = Ran::of(now);
        let last = |name: &str| name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let names: BTreeSet<String> = now.files.iter().map(|file| last(&file.name)).collect();
        let earlier = EarlierRun {
            files: self.files.clone(),
            claims: self.claims,
            months: self.months.clone(),
            interrupted: self.interrupted,
            shares_a_file: self.files.iter().any(|file| names.contains(&last(file))),
        };
        let counts: BTreeMap<&str, u64> = now.rules.iter().map(|rule| (rule.rule.as_str(), rule.count)).collect();
        let names: BTreeSet<&str> = counts.keys().copied().chain(self.rules.keys().map(String::as_str)).collect();
        let count = |rule: &&str| counts.get(rule).copied().unwrap_or_default();
        let mut rules: Vec<RuleChange> = names.iter().map(|rule| self.rule(rule, count(rule), claims, &ran)).collect();
        let size = |rule: &RuleChange| {
            (rule.now_per_hundred.unwrap_or_default() - rule.before_per_hundred.unwrap_or_default()).abs()
        };
        rules.sort_by(|a, b| {
            a.change.cmp(&b.change).then(size(b).total_cmp(&size(a))).then_with(|| a.rule.cmp(&b.rule))
        });
        let unlike = self.ran.unlike(now);
        Changes { earlier, rules, groups: self.groups(now, unlike.is_empty()), unlike }
    }

    fn rule(&self, rule: &str, now: u64, claims: u64, ran: &Ran) -> RuleChange {
        let before = self.rules.get(rule).copied().unwrap_or_default();
        // What has findings ran.
        let on = |extent: Extent, findings: u64| match extent {
            Extent::No | Extent::Unknown if findings > 0 => Extent::InPart,
            extent => extent,
        };
        let (then, today) = (on(self.ran.extent(rule), before), on(ran.extent(rule), now));
        let share = |findings: u64, claims: u64| per_hundred(findings, claims);
        let (before_share, now_share) = (share(before, self.claims), share(now, claims));
        let change = match (then, today) {
            (Extent::No, _) => Change::NotRunBefore,
            (_, Extent::No | Extent::Unknown) => Change::NotRunNow,
            (Extent::Unknown, _) => Change::Unknown,
            _ if before == 0 => Change::New,
            _ if now == 0 => Change::Gone,
            _ if tenths(now_share) == tenths(before_share) => Change::Same,
            _ if !beyond_chance((before, self.claims), (now, claims)) => Change::Unclear,
            _ if now_share > before_share => Change::Risen,
            _ => Change::Fallen,
        };
        let ran = |extent: Extent| matches!(extent, Extent::Wholly | Extent::InPart);
        RuleChange {
            rule: rule.to_owned(),
            change,
            before: ran(then).then_some(before),
            now: ran(today).then_some(now),
            before_per_hundred: ran(then).then_some(before_share),
            now_per_hundred: ran(today).then_some(now_share),
            in_part: then == Extent::InPart || today == Extent::InPart,
        }
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

/// As it is read.
fn tenths(per_hundred: f64) -> String {
    format!("{per_hundred:.1}")
}

/// Whether findings on so many claims differ from those on others beyond chance: of all of them, those of now are more or fewer
/// than its part of the claims, by Wilson's interval. Each finding is taken for itself.
fn beyond_chance((before, claims_before): (u64, u64), (now, claims): (u64, u64)) -> bool {
    let expected = Share { part: claims, of: claims + claims_before }.rate();
    let found = Share { part: now, of: now + before }.interval();
    expected.zip(found).is_some_and(|(expected, (low, high))| expected < low || expected > high)
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

    /// The binomial test of 20 of 60 against 1/2 has p = 0.013 (two-sided); 330 and 330 on nearly as many claims are the same.
    #[test]
    fn findings_rise_and_fall_beyond_chance_only() {
        assert!(beyond_chance((40, 1000), (20, 1000)));
        assert!(!beyond_chance((3, 16), (1, 17)));
        assert!(!beyond_chance((330, 2498), (330, 2500)));
        assert_eq!(tenths(per_hundred(330, 2498)), tenths(per_hundred(330, 2500)));
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
