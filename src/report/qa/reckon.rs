//! The figures of a report, reckoned from what was counted and gathered.

use super::count::place;
use super::examples::Example;
use super::figures::{
    ByFigures, ChargeFigures, FaultFigures, Figures, FileFigures, GroupFigures, KnownFigures, NotRunFigures,
    RateFigures, RuleFigures, SCHEMA_VERSION,
};
use super::groups::{Grouping, OTHERS};
use super::{By, Count, Gathered, Groups, Judged, Label, Month, Sample, Share};
use crate::field::Field;
use crate::report::Report;
use crate::rule::{RuleId, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Codes and pairs that are named.
const CODES: usize = 25;
/// Faults that are named of each group.
const FAULTS: usize = 3;

impl Figures {
    /// The figures of a run whose claims were counted in groups.
    #[must_use]
    pub fn new(report: Report<'_>, gathered: &Gathered) -> Self {
        let none = Groups::default();
        let groups = report.summary.groups.as_deref().unwrap_or(&none);
        let names = |rule: RuleId| report.rule(rule).name.clone();
        let found = gathered.found();
        let mut figures = Self {
            schema_version: SCHEMA_VERSION,
            interrupted: report.summary.interrupted,
            files: report.summary.files.iter().map(FileFigures::from).collect(),
            releases: report.summary.releases.clone(),
            not_run: not_run(report),
            left_out: left_out(report),
            suppressed: report.summary.allowed.iter().map(|allow| allow.findings).sum(),
            baseline: report
                .summary
                .baseline
                .as_ref()
                .map(|used| KnownFigures { path: used.path.clone(), findings: used.known }),
            ran: ran(report),
            all: GroupFigures {
                faults: Vec::new(),
                errors: found[0],
                warnings: found[1],
                infos: found[2],
                ..group("all claims".to_owned(), &groups.all, &groups.all, &names)
            },
            of_no_group: found.iter().sum::<u64>().saturating_sub(groups.all.findings.iter().sum()),
            rows_of_no_claim: groups.rows_of_no_claim,
            charges_differing: groups.all.charge.differing,
            rules: rules(report, gathered, groups),
            by: groups.by.iter().map(|grouping| by(grouping, &groups.all, &names)).collect(),
            codes: gathered.codes.top(CODES, names),
            pairs: gathered.pairs.top(CODES, names),
            codes_folded: gathered.codes.folded,
            drawn_together: groups.sample.as_ref().map_or(0, Sample::folded),
            not_drawn: groups.sample.as_ref().map_or(0, Sample::nameless),
            changes: None,
            audit: None,
        };
        if figures.charges_differing > 0 {
            figures.without_charges();
        }
        figures
    }

    /// Takes every sum of charges back.
    fn without_charges(&mut self) {
        self.all.charge = None;
        self.by.iter_mut().flat_map(|by| &mut by.groups).for_each(|group| group.charge = None);
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
    let size = |count: &Count| std::cmp::Reverse(count.claims.all());
    groups.sort_by(|(a, one), (b, other)| match (a, b) {
        (Label::Month(_), _) | (_, Label::Month(_)) => a.cmp(b),
        _ => size(one).cmp(&size(other)).then_with(|| a.cmp(b)),
    });
    let with_labels = groups.into_iter().map(|(label, count)| group(label.to_string(), count, all, names));
    let folded = grouping.rest.claims.all();
    let others = (folded > 0).then(|| group(OTHERS.to_owned(), &grouping.rest, all, names));
    ByFigures { by: grouping.by.to_string(), groups: with_labels.chain(others).collect(), folded }
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
        charge: (charge.lines + charge.unread + charge.without > 0).then_some(ChargeFigures {
            all: cents(charge.all),
            with_errors: cents(charge.with_errors),
            unread: charge.unread,
            without: charge.without,
        }),
        months: count.months.iter().filter(in_use).map(month).collect(),
        faults: faults(count, all, names),
    }
}

/// A sum as it is written: beyond what 64 bits hold, the most they do.
fn cents(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}

fn faults(count: &Count, all: &Count, names: &dyn Fn(RuleId) -> String) -> Vec<FaultFigures> {
    let per_hundred = |share: Share| share.rate().map(|rate| (rate * 1e4).round() / 100.0);
    let mine = count.claims.of();
    let mut rules: Vec<(RuleId, u64)> = count.rules.iter().map(|(rule, spoken)| (*rule, spoken.judged)).collect();
    rules.retain(|(_, claims)| *claims > 0);
    rules.sort_by_key(|&(rule, claims)| (std::cmp::Reverse(claims), rule));
    let fault = |(rule, claims): (RuleId, u64)| {
        let elsewhere = all.rules.get(&rule).map_or(0, |spoken| spoken.judged).saturating_sub(claims);
        FaultFigures {
            rule: names(rule),
            claims,
            per_hundred: per_hundred(Share { part: claims, of: mine }).unwrap_or_default(),
            elsewhere: per_hundred(Share { part: elsewhere, of: all.claims.of().saturating_sub(mine) }),
        }
    };
    rules.into_iter().take(FAULTS).map(fault).collect()
}

fn rules(report: Report<'_>, gathered: &Gathered, groups: &Groups) -> Vec<RuleFigures> {
    let kinds: Vec<By> = groups.by.iter().map(|grouping| grouping.by).collect();
    let rule = |(&id, found): (&RuleId, &[u64; 3])| {
        let worst = Severity::WORST_FIRST.into_iter().find(|severity| found[place(*severity)] > 0);
        let (count, severity) = (found.iter().sum(), worst.unwrap_or(Severity::Info));
        let card = report.rule(id);
        let examples = gathered.examples(id, report, &kinds);
        RuleFigures {
            rule: card.name.clone(),
            code: card.code.clone(),
            severity,
            count,
            claims: groups.all.rules.get(&id).map_or(0, |spoken| spoken.claims),
            meaning: card.why.trim().replace('\n', " "),
            fix: fix(&card.help, &examples),
            source: card.source.clone(),
            url: card.url.clone(),
            examples,
        }
    };
    let mut rules: Vec<RuleFigures> = gathered.counts.iter().map(rule).collect();
    rules.sort_by(|a, b| (b.severity, b.count).cmp(&(a.severity, a.count)).then_with(|| a.code.cmp(&b.code)));
    rules
}

/// What to do about a rule's findings. Where that depends on the claim, words in `<…>` stand for what is on it: each finding says
/// it in full, and one of them stands for all.
fn fix(help: &str, examples: &[Example]) -> String {
    let help = help.trim();
    if !help.contains('<') {
        return help.to_owned();
    }
    let example = examples.iter().map(|example| example.help.as_str()).find(|help| !help.is_empty());
    let example = example.map_or_else(String::new, |help| format!("; for example: {help}"));
    format!("it depends on the claim, and each finding says it{example}")
}

/// Rules that did not run on files for the same reason.
#[derive(Default)]
struct Unrun {
    rules: BTreeSet<RuleId>,
    files: BTreeSet<u32>,
}

/// What did not run, one entry for each reason.
fn not_run(report: Report<'_>) -> Vec<NotRunFigures> {
    let mut reasons: BTreeMap<(Vec<String>, String, bool, Option<String>), Unrun> = BTreeMap::new();
    let any_of = |group: &Vec<Field>| group.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
    for unrun in &report.summary.not_run {
        let wants = unrun.wants.iter().map(any_of).collect();
        let same = reasons.entry((wants, unrun.reason.clone(), unrun.in_part, unrun.until.clone())).or_default();
        same.rules.insert(unrun.rule);
        same.files.insert(unrun.file);
    }
    for rule in selected(report, |selected, files| (1..files).contains(&selected)) {
        let without = (0u32..).zip(&report.summary.files).filter(|(_, file)| !file.selected.contains(&rule));
        let same = reasons.entry((Vec::new(), BY_SETTINGS.to_owned(), false, None)).or_default();
        same.rules.insert(rule);
        same.files.extend(without.filter(|(_, file)| file.was_read()).map(|(number, _)| number));
    }
    let figures = |((wants, reason, in_part, until), Unrun { rules, files })| NotRunFigures {
        rules: rules.into_iter().map(|rule| report.rule(rule).name.clone()).collect(),
        wants,
        reason,
        in_part,
        until,
        files: files.into_iter().map(|file| report.file(file).to_owned()).collect(),
    };
    reasons.into_iter().map(figures).collect()
}

/// Why a rule did not run that another file was judged by.
const BY_SETTINGS: &str = "left out by the settings";

/// The rules that ran on every file that was read, by name.
fn ran(report: Report<'_>) -> Vec<String> {
    let unrun: BTreeSet<RuleId> = report.summary.not_run.iter().map(|unrun| unrun.rule).collect();
    let ran = selected(report, |times, files| times == files && files > 0).into_iter();
    ran.filter(|rule| !unrun.contains(rule)).map(|rule| report.rule(rule).name.clone()).collect()
}

/// What a rate says nothing about because nobody wanted it looked at.
fn left_out(report: Report<'_>) -> Vec<String> {
    let rules = selected(report, |selected, files| selected == 0 && files > 0);
    rules.into_iter().map(|rule| report.rule(rule).name.clone()).collect()
}

/// The rules that were selected for so many of so many files.
fn selected(report: Report<'_>, wanted: impl Fn(usize, usize) -> bool) -> Vec<RuleId> {
    let files: Vec<_> = report.summary.files.iter().filter(|file| file.was_read()).collect();
    let times = |rule: RuleId| files.iter().filter(|file| file.selected.contains(&rule)).count();
    let rules = (0u16..).zip(report.rules).map(|(id, _)| RuleId(id));
    rules.filter(|rule| wanted(times(*rule), files.len())).collect()
}
