//! `sarif`: SARIF 2.1.0 for code scanning, below the limits of the hosts that read it.
//!
//! GitHub refuses a run of more than 25,000 results and shows 5,000; a file of 10 MB, gzipped, is refused too. So up to
//! [`MOST`] findings are one result each; more of them are taken together by rule and code, with their number as
//! `occurrenceCount`. Whatever is folded or left out is said in a notification, with its count.
//!
//! The objects are written out here: the crates that model all of SARIF build the whole log in memory and some need a code
//! generator when they are built. That what is written is SARIF is tested against the official schema.

mod object;

use super::groups::{Fingerprints, Group, Groups};
use super::text::{counted, fit, grouped};
use super::{Look, Render};
use crate::report::{Diagnostic, Report, Standing};
use crate::rule::{RuleId, Severity};
use object::{Driver, Invocation, Notification, ReportingDescriptor, ResultOf};
use std::cmp::Reverse;
use std::io::{self, Write};

/// Results of a log, all told: 5,000 are shown.
const MOST: usize = 4500;
/// Rules that did not run, named one by one.
const RULES: usize = 500;

/// The format.
pub(super) struct Sarif {
    look: Look,
    held: Held,
    fingerprints: Fingerprints,
}

enum Held {
    /// So few that each is a result.
    Single(Vec<Diagnostic>),
    /// Taken together; what is set aside is counted only.
    Grouped(Groups),
}

impl Sarif {
    pub(super) fn new(look: Look) -> Self {
        Self { look, held: Held::Single(Vec::new()), fingerprints: Fingerprints::default() }
    }

    /// The results and what must be said about them.
    fn results<'a>(&mut self, report: Report<'a>, rules: &[RuleId]) -> (Vec<ResultOf<'a>>, Vec<Notification>) {
        match std::mem::replace(&mut self.held, Held::Single(Vec::new())) {
            Held::Single(mut findings) => {
                findings.sort_by_key(|finding| (Reverse(finding.severity), finding.order()));
                let results = findings.iter().map(|finding| {
                    let fingerprint = self.fingerprints.unique(finding);
                    ResultOf::single(report, rules, finding, fingerprint)
                });
                (results.collect(), Vec::new())
            }
            Held::Grouped(groups) => {
                let mut groups = groups.worst_first();
                let beyond = groups.split_off(groups.len().min(MOST));
                let total: u64 = groups.iter().chain(&beyond).map(|group| group.count).sum();
                let results = groups.iter().map(|group| ResultOf::group(report, rules, group)).collect();
                let folded = Notification::warning(
                    "folded",
                    &format!(
                        "{} are too many to be shown one by one: those of one rule on one code are one result, at the \
                         first of them, with their number as occurrenceCount.{}",
                        counted(total, "finding"),
                        left_out(&beyond)
                    ),
                );
                (results, vec![folded])
            }
        }
    }
}

fn left_out(beyond: &[Group]) -> String {
    if beyond.is_empty() {
        return String::new();
    }
    let findings = beyond.iter().map(|group| group.count).sum();
    format!(
        " The mildest and rarest {} results ({}) are left out.",
        grouped(beyond.len() as u64),
        counted(findings, "finding")
    )
}

impl Render for Sarif {
    fn begin(&mut self, report: Report<'_>, _: &mut dyn Write) -> io::Result<()> {
        let open: u64 = Severity::WORST_FIRST.into_iter().map(|severity| report.summary.count(severity)).sum();
        let set_aside = if self.look.set_aside { report.summary.set_aside() } else { 0 };
        if open + set_aside > MOST as u64 {
            self.held = Held::Grouped(Groups::default());
        }
        Ok(())
    }

    fn finding(&mut self, _: Report<'_>, finding: &Diagnostic, _: &mut dyn Write) -> io::Result<()> {
        match &mut self.held {
            Held::Single(findings) => findings.push(finding.clone()),
            Held::Grouped(groups) if finding.standing == Standing::Open => groups.add(finding),
            Held::Grouped(_) => {}
        }
        Ok(())
    }

    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut rules: Vec<RuleId> = match &self.held {
            Held::Single(findings) => findings.iter().map(|finding| finding.rule).collect(),
            Held::Grouped(_) => report.summary.counts.iter().map(|count| count.rule).collect(),
        };
        rules.sort_unstable();
        rules.dedup();
        let (results, mut notifications) = self.results(report, &rules);
        let unread = report.summary.files.iter().filter(|file| !file.was_read());
        notifications.extend(
            unread.map(|file| Notification::error("unread", &format!("{} was not read", fit(&file.name, 300)))),
        );
        let not_run = &report.summary.not_run;
        notifications.extend(not_run.iter().take(RULES).map(|unrun| Notification::not_run(report, unrun)));
        if not_run.len() > RULES {
            let more = counted((not_run.len() - RULES) as u64, "more time");
            notifications.push(Notification::note("rule-not-run", &format!("rules did not run {more}")));
        }
        let driver = Driver::new(rules.iter().map(|&id| ReportingDescriptor::new(report.rule(id))).collect());
        let invocation =
            Invocation::new(report.summary.files.iter().all(crate::report::FileSummary::was_read), notifications);
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
