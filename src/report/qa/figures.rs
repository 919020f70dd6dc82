//! The figures of a report, ready to be drawn, written as JSON, and compared with those of another run.

use super::codes::CodeFigures;
use super::examples::Example;
use super::groups::Grouping;
use super::{Audit, Changes, Count, Gathered, Groups, Judged, Label, Month, Share};
use crate::report::{FileSummary, NotRun, ReleaseUse, Report};
use crate::rule::{RuleId, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Raised when a key changes its meaning or goes away; a new key does not raise it.
const SCHEMA_VERSION: u32 = 1;
/// Codes and pairs that are named.
const CODES: usize = 25;
/// Faults that are named of each group.
const FAULTS: usize = 3;

/// Everything a report shows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Figures {
    /// Of this shape.
    pub schema_version: u32,
    /// The files.
    pub files: Vec<FileSummary>,
    /// Code-set releases that judged diagnoses.
    pub releases: Vec<ReleaseUse>,
    /// Rules that did not run.
    pub not_run: Vec<NotRunFigures>,
    /// Rules the settings leave out, by name.
    #[serde(default)]
    pub left_out: Vec<String>,
    /// All claims.
    pub all: GroupFigures,
    /// The rules that spoke, the most frequent first.
    pub rules: Vec<RuleFigures>,
    /// The claims in groups.
    pub by: Vec<ByFigures>,
    /// The codes most findings are about.
    pub codes: Vec<CodeFigures>,
    /// The pairs of codes most findings are about.
    pub pairs: Vec<CodeFigures>,
    /// Findings on codes there was no room to count each for itself.
    pub codes_folded: u64,
    /// Against an earlier run.
    pub changes: Option<Changes>,
    /// What an audit of a sample found.
    pub audit: Option<Audit>,
}

/// Why rules did not run on files.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NotRunFigures {
    /// The rules, by name.
    pub rules: Vec<String>,
    /// Why.
    pub reason: String,
    /// The files.
    pub files: Vec<String>,
}

/// Claims, lines or cells without errors.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RateFigures {
    /// Without errors.
    pub clean: u64,
    /// Of so many judged.
    pub of: u64,
    /// Not judged, and not among them.
    pub not_judged: u64,
    /// The rate, from 0 to 1.
    pub rate: Option<f64>,
    /// The 95 % confidence interval.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// Without errors and warnings.
    pub without_warnings: u64,
}

/// What is charged, in hundredths.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChargeFigures {
    /// On all claims.
    pub all: i64,
    /// On claims with errors.
    pub with_errors: i64,
    /// Lines whose charge is no amount.
    pub unread: u64,
}

/// A group of claims, or all.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GroupFigures {
    /// What it is called.
    pub label: String,
    /// The claims.
    pub claims: RateFigures,
    /// Their lines.
    pub lines: RateFigures,
    /// Their diagnosis cells.
    pub diagnoses: RateFigures,
    /// Findings.
    pub errors: u64,
    /// Findings.
    pub warnings: u64,
    /// Findings.
    pub infos: u64,
    /// Charges, where there are any.
    pub charge: Option<ChargeFigures>,
    /// The claims by month of service.
    pub months: Vec<(String, RateFigures)>,
    /// What is found most often, against the other claims; of all claims none.
    pub faults: Vec<FaultFigures>,
}

/// How often a rule speaks in a group and elsewhere.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FaultFigures {
    /// The rule, by name.
    pub rule: String,
    /// Claims of the group on which it spoke.
    pub claims: u64,
    /// Of a hundred claims of the group.
    pub per_hundred: f64,
    /// Of a hundred other claims, where there are any.
    pub elsewhere: Option<f64>,
}

/// The groups of one kind.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ByFigures {
    /// What claims are grouped by.
    pub by: String,
    /// The groups, those with most claims first; months in order.
    pub groups: Vec<GroupFigures>,
    /// Claims of groups beyond those there is room for.
    pub folded: u64,
}

/// A rule that spoke.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RuleFigures {
    /// Its name.
    pub rule: String,
    /// Its code.
    pub code: String,
    /// The worst severity at which it spoke.
    pub severity: Severity,
    /// Findings.
    pub count: u64,
    /// Claims on which it spoke.
    pub claims: u64,
    /// What it means.
    pub meaning: String,
    /// What to do about it, as said at its first finding.
    pub fix: String,
    /// Where it is written.
    pub source: String,
    /// Where that can be read.
    pub url: Option<String>,
    /// Some of its findings.
    pub examples: Vec<Example>,
}

impl Figures {
    /// The figures of a run whose claims were counted in groups.
    #[must_use]
    pub fn new(report: Report<'_>, gathered: &Gathered) -> Self {
        let none = Groups::default();
        let groups = report.summary.groups.as_deref().unwrap_or(&none);
        let names = |rule: RuleId| report.rule(rule).name.clone();
        Self {
            schema_version: SCHEMA_VERSION,
            files: report.summary.files.clone(),
            releases: report.summary.releases.clone(),
            not_run: not_run(report),
            left_out: left_out(report),
            all: GroupFigures {
                faults: Vec::new(),
                ..group("all claims".to_owned(), &groups.all, &groups.all, &names)
            },
            rules: rules(report, gathered, &groups.all),
            by: groups.by.iter().map(|grouping| by(grouping, &groups.all, &names)).collect(),
            codes: gathered.codes.top(CODES, names),
            pairs: gathered.pairs.top(CODES, names),
            codes_folded: gathered.codes.folded,
            changes: None,
            audit: None,
        }
    }
}

impl From<&Judged> for RateFigures {
    fn from(judged: &Judged) -> Self {
        let share = judged.without_errors();
        let interval = share.interval();
        Self {
            clean: share.part,
            of: share.of,
            not_judged: judged.not_judged,
            rate: share.rate().map(short),
            low: interval.map(|(low, _)| short(low)),
            high: interval.map(|(_, high)| short(high)),
            without_warnings: judged.without_warnings().part,
        }
    }
}

/// To the millionth.
fn short(rate: f64) -> f64 {
    (rate * 1e6).round() / 1e6
}

fn by(grouping: &Grouping, all: &Count, names: &dyn Fn(RuleId) -> String) -> ByFigures {
    let mut groups: Vec<&(Label, Count)> = grouping.groups.iter().collect();
    groups.retain(|(_, count)| count.claims != Judged::default());
    let size = |count: &Count| std::cmp::Reverse(count.claims.of() + count.claims.not_judged);
    groups.sort_by(|(a, one), (b, other)| match (a, b) {
        (Label::Month(_), _) | (_, Label::Month(_)) => a.cmp(b),
        _ => size(one).cmp(&size(other)).then_with(|| a.cmp(b)),
    });
    let folded = grouping.rest.claims;
    ByFigures {
        by: grouping.by.to_string(),
        groups: groups.into_iter().map(|(label, count)| group(label.to_string(), count, all, names)).collect(),
        folded: folded.of() + folded.not_judged,
    }
}

fn group(label: String, count: &Count, all: &Count, names: &dyn Fn(RuleId) -> String) -> GroupFigures {
    let month = |(month, judged): (&Month, &Judged)| (month.to_string(), RateFigures::from(judged));
    let in_use = |(_, judged): &(&Month, &Judged)| **judged != Judged::default();
    let charge = count.charge;
    GroupFigures {
        label,
        claims: (&count.claims).into(),
        lines: (&count.lines).into(),
        diagnoses: (&count.diagnoses).into(),
        errors: count.findings[0],
        warnings: count.findings[1],
        infos: count.findings[2],
        charge: (charge.lines + charge.unread > 0).then_some(ChargeFigures {
            all: charge.all,
            with_errors: charge.with_errors,
            unread: charge.unread,
        }),
        months: count.months.iter().filter(in_use).map(month).collect(),
        faults: faults(count, all, names),
    }
}

fn faults(count: &Count, all: &Count, names: &dyn Fn(RuleId) -> String) -> Vec<FaultFigures> {
    let total = |claims: &Judged| claims.of() + claims.not_judged;
    let per_hundred = |share: Share| share.rate().map(|rate| (rate * 1e4).round() / 100.0);
    let mine = total(&count.claims);
    let mut rules: Vec<(RuleId, u64)> = count.rules.iter().map(|(rule, claims)| (*rule, *claims)).collect();
    rules.retain(|(_, claims)| *claims > 0);
    rules.sort_by_key(|&(rule, claims)| (std::cmp::Reverse(claims), rule));
    let fault = |(rule, claims): (RuleId, u64)| {
        let elsewhere = all.rules.get(&rule).copied().unwrap_or_default().saturating_sub(claims);
        FaultFigures {
            rule: names(rule),
            claims,
            per_hundred: per_hundred(Share { part: claims, of: mine }).unwrap_or_default(),
            elsewhere: per_hundred(Share { part: elsewhere, of: total(&all.claims).saturating_sub(mine) }),
        }
    };
    rules.into_iter().take(FAULTS).map(fault).collect()
}

fn rules(report: Report<'_>, gathered: &Gathered, all: &Count) -> Vec<RuleFigures> {
    let mut counts: BTreeMap<RuleId, (u64, Severity)> = BTreeMap::new();
    for count in &report.summary.counts {
        let (sum, worst) = counts.entry(count.rule).or_insert((0, count.severity));
        *sum += count.count;
        *worst = (*worst).max(count.severity);
    }
    let rule = |(id, (count, severity)): (RuleId, (u64, Severity))| {
        let card = report.rule(id);
        RuleFigures {
            rule: card.name.clone(),
            code: card.code.clone(),
            severity,
            count,
            claims: all.rules.get(&id).copied().unwrap_or_default(),
            meaning: card.why.trim().replace('\n', " "),
            fix: gathered.first.get(&id).and_then(|first| first.first()).map_or_else(String::new, |f| f.help.clone()),
            source: card.source.clone(),
            url: card.url.clone(),
            examples: gathered.examples(id, |file| report.file(file).to_owned()),
        }
    };
    let mut rules: Vec<RuleFigures> = counts.into_iter().map(rule).collect();
    rules.sort_by(|a, b| (b.severity, b.count).cmp(&(a.severity, a.count)).then_with(|| a.code.cmp(&b.code)));
    rules
}

/// What did not run, one entry for each reason.
fn not_run(report: Report<'_>) -> Vec<NotRunFigures> {
    let mut reasons: Vec<NotRunFigures> = Vec::new();
    for unrun in &report.summary.not_run {
        let (rule, file, reason) = (&report.rule(unrun.rule).name, report.file(unrun.file), words(unrun));
        let place = reasons.iter().position(|known| known.reason == reason).unwrap_or_else(|| {
            reasons.push(NotRunFigures { rules: Vec::new(), reason, files: Vec::new() });
            reasons.len() - 1
        });
        let NotRunFigures { rules, files, .. } = &mut reasons[place];
        for (list, word) in [(rules, rule.as_str()), (files, file)] {
            if !list.iter().any(|known| known == word) {
                list.push(word.to_owned());
            }
        }
    }
    reasons
}

/// What a rate says nothing about because nobody wanted it looked at.
fn left_out(report: Report<'_>) -> Vec<String> {
    let selected = &report.summary.selected;
    let rules = (0u16..).zip(report.rules).filter(|(id, _)| !selected.contains(&RuleId(*id)));
    rules.map(|(_, card)| card.name.clone()).collect()
}

fn words(unrun: &NotRun) -> String {
    let group = |group: &Vec<_>| group.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
    let wants: Vec<String> = unrun.wants.iter().map(group).collect();
    let wants = if wants.is_empty() { String::new() } else { format!("no column {}", wants.join(", ")) };
    match (wants.is_empty(), unrun.reason.is_empty()) {
        (true, _) => unrun.reason.clone(),
        (false, true) => wants,
        (false, false) => format!("{}: {wants}", unrun.reason),
    }
}
