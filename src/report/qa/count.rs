//! What is counted of one claim, of a group of claims, and of all.

use super::{Judged, Verdict};
use crate::date::Date;
use crate::rule::{RuleId, Severity};
use std::collections::BTreeMap;
use std::fmt;

/// A month of service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Month(u32);

impl From<Date> for Month {
    fn from(date: Date) -> Self {
        Self(date.number() / 100)
    }
}

impl fmt::Display for Month {
    /// `2025-10`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0 / 100, self.0 % 100)
    }
}

/// Most months a group has a figure of its own for: twenty years.
const MONTHS: usize = 240;

/// Charges, in hundredths.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Charge {
    /// Lines with a charge, or claims where it is the claim's.
    pub lines: u64,
    /// Those whose charge is no amount.
    pub unread: u64,
    /// Claims whose lines do not agree on the charge of the claim.
    pub differing: u64,
    /// Claims with errors that have no charge.
    pub without: u64,
    /// On all claims.
    pub all: i128,
    /// On claims with errors.
    pub with_errors: i128,
}

impl Charge {
    /// Adds what a cell says.
    pub fn add(&mut self, text: &[u8]) {
        match amount(text) {
            Some(hundredths) => {
                self.lines += 1;
                self.all = self.all.saturating_add(i128::from(hundredths));
            }
            None if text.is_empty() => {}
            None => self.unread += 1,
        }
    }
}

/// Claims on which a rule spoke.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Spoken {
    /// All of them.
    pub claims: u64,
    /// Those that a rate is of.
    pub judged: u64,
}

/// The place of a severity among counts of findings.
pub(super) const fn place(severity: Severity) -> usize {
    match severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Info => 2,
    }
}

/// Figures of one or more claims.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// The claims.
    pub claims: Judged,
    /// Their lines.
    pub lines: Judged,
    /// Their diagnosis cells.
    pub diagnoses: Judged,
    /// Findings: errors, warnings, infos.
    pub findings: [u64; 3],
    /// What is charged.
    pub charge: Charge,
    /// Claims on which each rule spoke, and how many of them were judged.
    pub rules: BTreeMap<RuleId, Spoken>,
    /// The claims by month of service.
    pub months: BTreeMap<Month, Judged>,
}

impl Count {
    /// Counts a finding.
    pub fn found(&mut self, rule: RuleId, severity: Severity) {
        self.findings[place(severity)] += 1;
        self.rules.insert(rule, Spoken { claims: 1, judged: 0 });
    }

    /// Counts the claim itself, in its month, when its findings are counted.
    pub fn claim(&mut self, verdict: Verdict, month: Option<Month>) {
        for spoken in self.rules.values_mut() {
            spoken.judged = u64::from(verdict != Verdict::NotJudged);
        }
        self.claims.add(verdict);
        if let Some(month) = month {
            self.months.entry(month).or_default().add(verdict);
        }
    }

    /// Takes back that any of the claims was judged, and what was found on them.
    pub fn unjudge(&mut self) {
        for judged in [&mut self.claims, &mut self.lines, &mut self.diagnoses] {
            judged.unjudge();
        }
        self.months.values_mut().for_each(Judged::unjudge);
        self.findings = [0; 3];
        (self.charge.with_errors, self.charge.without) = (0, 0);
        self.rules.clear();
    }

    /// Adds another's figures.
    pub fn add(&mut self, other: &Self) {
        self.each(other, u64::saturating_add, i128::saturating_add);
        for (rule, theirs) in &other.rules {
            let mine = self.rules.entry(*rule).or_default();
            mine.claims += theirs.claims;
            mine.judged += theirs.judged;
        }
        for (month, judged) in &other.months {
            self.months.entry(*month).or_default().each(judged, u64::saturating_add);
        }
        // The newest months stay.
        while self.months.len() > MONTHS {
            self.months.pop_first();
        }
    }

    /// Takes figures back that were added before.
    pub fn take_back(&mut self, other: &Self) {
        self.each(other, u64::saturating_sub, i128::saturating_sub);
        for (rule, theirs) in &other.rules {
            if let Some(mine) = self.rules.get_mut(rule) {
                mine.claims = mine.claims.saturating_sub(theirs.claims);
                mine.judged = mine.judged.saturating_sub(theirs.judged);
            }
        }
        for (month, judged) in &other.months {
            if let Some(mine) = self.months.get_mut(month) {
                mine.each(judged, u64::saturating_sub);
            }
        }
    }

    fn each(&mut self, other: &Self, change: fn(u64, u64) -> u64, amounts: fn(i128, i128) -> i128) {
        self.claims.each(&other.claims, change);
        self.lines.each(&other.lines, change);
        self.diagnoses.each(&other.diagnoses, change);
        for (mine, theirs) in self.findings.iter_mut().zip(other.findings) {
            *mine = change(*mine, theirs);
        }
        let (mine, theirs) = (&mut self.charge, other.charge);
        mine.lines = change(mine.lines, theirs.lines);
        mine.unread = change(mine.unread, theirs.unread);
        mine.differing = change(mine.differing, theirs.differing);
        mine.without = change(mine.without, theirs.without);
        mine.all = amounts(mine.all, theirs.all);
        mine.with_errors = amounts(mine.with_errors, theirs.with_errors);
    }
}

/// An amount of money in hundredths: `120`, `1,250.00`, `$ 85.5`, `.5`, `-20.00`, `20.00-`, `(20.00)`; at most two decimals.
#[must_use]
pub fn amount(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let (negative, text) = signed(text);
    let text = text.strip_prefix('$').map_or(text, str::trim_start);
    let (negative, text) = if negative { (true, text) } else { signed(text) };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let in_thousands = groups.clone().count() == 0
        || (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3 && digits(group));
    let whole: String = whole.split(',').collect();
    let nothing = whole.is_empty() && part.is_empty();
    if !in_thousands || nothing || !digits(&whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let hundredths = format!("{whole}{part:0<2}").parse::<i64>().ok()?;
    Some(if negative { -hundredths } else { hundredths })
}

/// Whether an amount is written as a negative one, and the rest of it.
fn signed(text: &str) -> (bool, &str) {
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let inner = inner.or_else(|| text.strip_prefix('-')).or_else(|| text.strip_suffix('-'));
    inner.map_or((false, text), |inner| (true, inner.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_exports_write_them() {
        for (text, hundredths) in [
            ("120", 12000),
            ("0.05", 5),
            ("$85.5", 8550),
            ("1,250.00", 125_000),
            ("12,345,678.90", 1_234_567_890),
            ("(20.00)", -2000),
            ("-20", -2000),
            ("$ 75", 7500),
            (".5", 50),
            ("5-", -500),
            ("$-5.00", -500),
            ("- $5", -500),
        ] {
            assert_eq!(amount(text.as_bytes()), Some(hundredths), "{text}");
        }
        for text in [
            "",
            "-",
            "$",
            ".",
            "-5-",
            "(-5)",
            "1.234",
            "12,34",
            "1 250",
            "85.00 USD",
            "=1+1",
            "1e3",
            "99999999999999999999",
        ] {
            assert_eq!(amount(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn what_is_taken_back_was_never_there() {
        let mut one = Count::default();
        one.found(RuleId(3), Severity::Error);
        one.claim(Verdict::Found(Severity::Error), Date::new(2026, 1, 9).map(Month::from));
        one.charge = Charge { lines: 1, all: 12000, with_errors: 12000, ..Charge::default() };
        let mut all = one.clone();
        all.add(&one);
        assert_eq!((all.findings, all.claims.error, all.charge.all), ([2, 0, 0], 2, 24000));
        all.take_back(&one);
        assert_eq!(all, one);
        assert_eq!(all.months.keys().next().map(ToString::to_string).as_deref(), Some("2026-01"));
    }
}
