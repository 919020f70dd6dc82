//! `sarif`: SARIF 2.1.0 for code scanning, below the limits of the hosts that read it.
//!
//! GitHub refuses a run of more than 25,000 results and shows 5,000; a file of 10 MB, gzipped, is refused too. So up to
//! [`MOST`] findings are one result each; of more the largest groups of one rule and code are taken together ([`Fold`]), with
//! their number as `occurrenceCount`. Whatever is folded or left out is said in a notification, with its count.
//!
//! The objects are written out here: the crates that model all of SARIF build the whole log in memory and some need a code
//! generator when they are built. That what is written is SARIF is tested against the official schema.

mod fold;
mod object;

use super::Render;
use super::groups::{Fingerprints, Group};
use super::remarks::{Concern, Remark, remarks};
use super::text::{counted, fit, grouped};
use crate::report::{Diagnostic, Report};
use crate::rule::RuleId;
use fold::{Entry, Fold};
use object::{Driver, Invocation, Notification, ReportingDescriptor, ResultOf};
use std::io::{self, Write};

/// Results of a log, all told: 5,000 are shown.
const MOST: usize = 4500;
/// Rules that did not run, named one by one.
const RULES: usize = 500;

/// The format.
pub(super) struct Sarif {
    held: Fold,
    fingerprints: Fingerprints,
}

impl Sarif {
    pub(super) fn new() -> Self {
        Self { held: Fold::new(MOST), fingerprints: Fingerprints::default() }
    }

    /// The results and what must be said about them.
    fn results<'a>(&mut self, report: Report<'a>, rules: &[RuleId]) -> (Vec<ResultOf<'a>>, Option<Notification>) {
        let (entries, beyond) = std::mem::replace(&mut self.held, Fold::new(MOST)).entries();
        let total = entries.iter().map(Entry::count).sum::<u64>() + beyond.iter().map(|group| group.count).sum::<u64>();
        let results = entries.iter().map(|entry| match entry {
            Entry::Single(finding) => ResultOf::single(report, rules, finding, self.fingerprints.unique(finding)),
            Entry::Group(group) => ResultOf::group(report, rules, group),
        });
        let results = results.collect();
        let groups =
            || entries.iter().filter_map(|entry| if let Entry::Group(group) = entry { Some(group) } else { None });
        let folded = groups().next().is_some() || !beyond.is_empty();
        let notification = folded.then(|| {
            let others = if groups().any(|group| group.code.is_none()) {
                " Of some rules the rarer codes are taken together too, as \"other codes\"."
            } else {
                ""
            };
            Notification::warning(
                "folded",
                &format!(
                    "{} are too many to be shown one by one: those of one rule on one code are one result where they are \
                     most, {} in all, each at the first of them, with their number as occurrenceCount.{others}{}",
                    counted(total, "finding"),
                    counted(groups().count() as u64, "such result"),
                    left_out(&beyond)
                ),
            )
        });
        (results, notification)
    }
}

fn left_out(beyond: &[Group]) -> String {
    if beyond.is_empty() {
        return String::new();
    }
    let findings = beyond.iter().map(|group| group.count).sum();
    format!(
        " {} results ({}) are left out: what is set aside first, then the mildest.",
        grouped(beyond.len() as u64),
        counted(findings, "finding")
    )
}

impl Render for Sarif {
    fn begin(&mut self, _: Report<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn finding(&mut self, _: Report<'_>, finding: &Diagnostic, _: &mut dyn Write) -> io::Result<()> {
        self.held.add(finding);
        Ok(())
    }

    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let rules: Vec<RuleId> = self.held.rules().into_iter().collect();
        let (results, folded) = self.results(report, &rules);
        let mut notifications: Vec<Notification> = folded.into_iter().collect();
        notifications.extend(remarks(report.summary).into_iter().take(RULES).map(|Remark { concern, text }| {
            match concern {
                Concern::Interrupted => Notification::error("interrupted", &text),
                Concern::Aside => Notification::note("set-aside", &text),
                Concern::Stale => Notification::warning("suppression", &text),
                Concern::Within => Notification::note("threshold", &text),
                Concern::Empty => Notification::note("empty-rows", &text),
                Concern::Exceeded => Notification::error("threshold", &text),
            }
        }));
        let faults = report.summary.faults();
        notifications.extend(faults.map(|(file, fault)| {
            let id = if file.was_read() { "not-wholly-checked" } else { "unread" };
            Notification::error(id, &format!("{} was {fault}", fit(&file.name, 300)))
        }));
        let not_run = &report.summary.not_run;
        notifications.extend(not_run.iter().take(RULES).map(|unrun| Notification::not_run(report, unrun)));
        if not_run.len() > RULES {
            let more = counted((not_run.len() - RULES) as u64, "more time");
            notifications.push(Notification::note("rule-not-run", &format!("rules did not run {more}")));
        }
        let driver = Driver::new(rules.iter().map(|&id| ReportingDescriptor::new(report.rule(id))).collect());
        let invocation = Invocation::new(report.summary.faults().next().is_none(), notifications);
        out.write_all(b"{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\n")?;
        out.write_all(b"\"version\":\"2.1.0\",\n\"runs\":[{\"tool\":{\"driver\":")?;
        serde_json::to_writer(&mut *out, &driver)?;
        out.write_all(b"},\n\"columnKind\":\"unicodeCodePoints\",\n\"invocations\":[")?;
        serde_json::to_writer(&mut *out, &invocation)?;
        out.write_all(b"],\n\"results\":[")?;
        for (at, result) in results.iter().enumerate() {
            out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, result)?;
        }
        out.write_all(b"\n]}]}\n")
    }
}
