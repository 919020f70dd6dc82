//! `markdown`: the figures as tables and the findings as a list, for an issue, a merge request or a step summary.
//!
//! GitHub takes a step summary of one mebibyte, so findings of one rule on one code are one row.

use super::groups::{Group, Groups};
use super::html::capital;
use super::remarks::{Concern, remarks};
use super::text::{counted, fit, grouped};
use super::{Look, Render};
use crate::number::either;
use crate::report::{Diagnostic, Report, Standing};
use crate::rule::Severity;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Rows of the table of findings: with the widest messages some 400 kB.
const ROWS: usize = 500;
/// Columns of a message.
const MESSAGE: usize = 600;

/// The format.
pub(super) struct Markdown {
    look: Look,
    groups: Groups,
}

impl Markdown {
    pub(super) fn new(look: Look) -> Self {
        Self { look, groups: Groups::default() }
    }
}

impl Render for Markdown {
    fn begin(&mut self, _: Report<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn finding(&mut self, _: Report<'_>, finding: &Diagnostic, _: &mut dyn Write) -> io::Result<()> {
        if finding.severity >= self.look.min_severity && finding.standing == Standing::Open {
            self.groups.add(finding);
        }
        Ok(())
    }

    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let summary = report.summary;
        let count = |severity| summary.count(severity);
        writeln!(
            out,
            "## claimlint: {}, {}\n",
            counted(count(Severity::Error), "error"),
            counted(count(Severity::Warning), "warning"),
        )?;
        let (interrupted, others): (Vec<_>, Vec<_>) =
            remarks(summary).into_iter().partition(|remark| remark.concern == Concern::Interrupted);
        for remark in interrupted {
            writeln!(out, "**{}.**\n", text(&capital(&remark.text)))?;
        }
        writeln!(
            out,
            "Checked {} of {} in {}.\n",
            counted(summary.rows(), "row"),
            counted(summary.claims(), "claim"),
            counted(summary.files_read(), "file"),
        )?;
        for (file, fault) in summary.faults() {
            writeln!(out, "**{} was {}.**\n", text(&file.name), text(&fault))?;
        }
        for remark in others {
            writeln!(out, "{}.\n", text(&remark.text))?;
        }
        let groups = std::mem::take(&mut self.groups).worst_first();
        table(report, &groups, self.look, out)?;
        not_checked(report, out)
    }
}

fn table(report: Report<'_>, groups: &[Group], look: Look, out: &mut dyn Write) -> io::Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out, "| findings | severity | rule | first at | message |\n|---:|---|---|---|---|")?;
    let mut of_rule: BTreeMap<_, u64> = BTreeMap::new();
    let (mut rows, mut left_out) = (0, 0);
    for group in groups {
        let shown = of_rule.entry(group.first.rule).or_default();
        *shown += 1;
        if rows == ROWS || *shown > look.max_per_rule {
            left_out += group.count;
            continue;
        }
        rows += 1;
        let rule = report.rule(group.first.rule);
        let name = match &rule.url {
            Some(url) if url.starts_with("https://") && !url.contains([')', ' ', '|', '<']) => {
                format!("[{} {}]({url})", text(&rule.code), text(&rule.name))
            }
            _ => format!("{} {}", text(&rule.code), text(&rule.name)),
        };
        let other = if group.code.is_some() { "" } else { "on further codes, such as: " };
        writeln!(
            out,
            "| {} | {} | {name} | {}:{}:{} | {other}{} |",
            grouped(group.count),
            group.first.severity,
            text(report.file(group.first.file)),
            group.first.line,
            group.first.column,
            text(&fit(&group.first.message, MESSAGE)),
        )?;
    }
    if left_out > 0 {
        writeln!(out, "\nNot shown: {}.", counted(left_out, "more finding"))?;
    }
    writeln!(out)
}

/// What was not judged, in one paragraph.
fn not_checked(report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let summary = report.summary;
    let mut parts = Vec::new();
    let unread = summary.files.len() as u64 - summary.files_read();
    let sum = |what: fn(&crate::report::FileSummary) -> u64| summary.files.iter().map(what).sum::<u64>();
    let diagnoses = sum(|f| f.unchecked.no_date + f.unchecked.no_release + f.unchecked.icd9);
    let rules: std::collections::BTreeSet<_> = summary.not_run.iter().map(|unrun| unrun.rule).collect();
    for (number, noun) in [
        (unread, "file"),
        (sum(|f| f.malformed_rows), "row"),
        (rules.len() as u64, "rule (not run on some file, or not wholly)"),
        (summary.set_aside(), "finding set aside (suppressed or in the baseline)"),
    ] {
        if number > 0 {
            parts.push(match noun.split_once(' ') {
                Some((noun, rest)) => format!("{} {rest}", counted(number, noun)),
                None => counted(number, noun),
            });
        }
    }
    if diagnoses > 0 {
        parts.push(format!("{} {}", grouped(diagnoses), either(diagnoses, "diagnosis", "diagnoses")));
    }
    if parts.is_empty() { Ok(()) } else { writeln!(out, "Not checked, or not counted: {}.", parts.join(", ")) }
}

/// Text that Markdown and HTML show as it is.
pub(super) fn text(raw: &str) -> String {
    let mut shown = String::with_capacity(raw.len() + 8);
    let raw = super::text::escape(raw);
    let mut letters = raw.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            // An address is no link.
            ':' if letters.peek() == Some(&'/') => shown.push_str("&#58;"),
            '.' if is_www(&shown) => shown.push_str("&#46;"),
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            // A mention or a reference would reach people and issues.
            '@' => shown.push_str("&#64;"),
            '#' => shown.push_str("&#35;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                shown.push('\\');
                shown.push(c);
            }
            c => shown.push(c),
        }
    }
    shown
}

/// Whether what stands before a dot makes it part of an address.
fn is_www(before: &str) -> bool {
    before.len().checked_sub(3).and_then(|from| before.get(from..)).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}
