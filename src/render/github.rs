//! `github`: annotations of GitHub Actions, the worst first.
//!
//! GitHub shows ten errors and ten warnings of a step, so findings of one rule on one code are one annotation at the first
//! of them, with their number. The whole count is in the last line. Of suppressions, baseline, thresholds and
//! lines that are no rows there is one annotation of a kind.

use super::Render;
use super::groups::{Group, Groups};
use super::remarks::{Concern, lines_on};
use super::text::{counted, escape, fit, grouped};
use super::uri::slashes;
use crate::report::{Diagnostic, Report, Standing};
use crate::rule::Severity;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Annotations of each severity that GitHub shows of a step.
const SHOWN: usize = 10;
/// Columns of a message.
const MESSAGE: usize = 600;

/// The format.
#[derive(Default)]
pub(super) struct Github {
    groups: Groups,
}

impl Render for Github {
    fn begin(&mut self, _: Report<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn finding(&mut self, _: Report<'_>, finding: &Diagnostic, _: &mut dyn Write) -> io::Result<()> {
        if finding.standing == Standing::Open {
            self.groups.add(finding);
        }
        Ok(())
    }

    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut shown = [0; 3];
        if let Some(line) = lines_on(report.summary, &[Concern::Interrupted]) {
            shown[0] += 1;
            writeln!(out, "::error title=claimlint interrupted::{}", data(&line))?;
        }
        for (file, fault) in report.summary.faults() {
            let message = data(&fit(&format!("the file was {fault}"), MESSAGE));
            writeln!(out, "::error file={},title=not checked::{message}", property(&slashes(&file.name)))?;
        }
        for (at, command, title, concerns) in [
            (0, "error", "threshold", &[Concern::Exceeded][..]),
            (1, "warning", "settings", &[Concern::Stale]),
            (2, "notice", "set aside", &[Concern::Aside, Concern::Within]),
            (2, "notice", "not counted", &[Concern::Empty]),
        ] {
            if let Some(lines) = lines_on(report.summary, concerns) {
                shown[at] += 1;
                writeln!(out, "::{command} title=claimlint {title}::{}", data(&lines))?;
            }
        }
        let groups = std::mem::take(&mut self.groups).worst_first();
        for group in &groups {
            let (at, command) = match group.first.severity {
                Severity::Error => (0, "error"),
                Severity::Warning => (1, "warning"),
                Severity::Info => (2, "notice"),
            };
            shown[at] += 1;
            if shown[at] <= SHOWN {
                annotation(report, group, command, out)?;
            }
        }
        let count = |severity| report.summary.count(severity);
        writeln!(
            out,
            "claimlint: {}, {} in {}",
            counted(count(Severity::Error), "error"),
            counted(count(Severity::Warning), "warning"),
            counted(report.summary.rows(), "row"),
        )
    }
}

fn annotation(report: Report<'_>, group: &Group, command: &str, out: &mut dyn Write) -> io::Result<()> {
    let Group { first, count, .. } = group;
    let rule = report.rule(first.rule);
    let (file, line, column) = report.place(first);
    let mut message = fit(&first.message, MESSAGE).into_owned();
    if *count > 1 {
        let of = if group.code.is_some() { "of this rule on this code" } else { "of this rule on other codes" };
        // Writing to a String cannot fail.
        let _ = write!(message, " ({} findings {of}, this is the first)", grouped(*count));
    }
    if let Some(claim) = &first.claim_id {
        let _ = write!(message, " ({})", fit(claim, 60));
    }
    if !first.help.trim().is_empty() {
        let _ = write!(message, "\nhelp: {}", fit(first.help.trim(), MESSAGE));
    }
    writeln!(
        out,
        "::{command} file={},line={},col={},title={}::{}",
        property(&slashes(file)),
        line,
        column,
        property(&format!("{} {}", escape(&rule.code), escape(&rule.name))),
        data(&message),
    )
}

/// Text behind `::`, as the runner reads it: a line end or a percent sign would end or change it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text of a property, in which colons and commas mean something too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
