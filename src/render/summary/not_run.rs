//! Which rules did not run, in few lines: by reason with their number, or by name where that is asked for.

use crate::field::Field;
use crate::number::either;
use crate::render::text::{counted, escape, fit};
use crate::render::{Detail, Look};
use crate::report::{NotRun, Report};
use std::collections::{BTreeMap, BTreeSet};

/// Rules named for want of the same columns.
const RULES: usize = 10;
/// Lines that name rules before they are folded.
const LINES: usize = 3;

/// The lines.
pub(super) fn lines(report: Report<'_>, look: Look) -> Vec<String> {
    let lines = rules_not_run(report, look.summary);
    if look.summary == Detail::Full || lines.len() <= LINES { lines } else { folded(report, look.width) }
}

/// One line for all columns that are missing, with the number of rules that want each, and one for each other reason.
fn folded(report: Report<'_>, width: usize) -> Vec<String> {
    let not_run = &report.summary.not_run;
    let all: BTreeSet<_> = not_run.iter().map(|unrun| unrun.rule).collect();
    let mut columns: BTreeMap<String, BTreeSet<_>> = BTreeMap::new();
    let mut others: BTreeMap<String, BTreeSet<_>> = BTreeMap::new();
    for unrun in not_run {
        for group in &unrun.wants {
            columns.entry(any_of(group)).or_default().insert(unrun.rule);
        }
        if unrun.wants.is_empty() {
            others.entry(fit(&unrun.reason, 400).into_owned()).or_default().insert(unrun.rule);
        }
    }
    let mut lines =
        vec![format!("{} not run on some file, or not wholly (-v names them)", counted(all.len() as u64, "rule"))];
    if !columns.is_empty() {
        let columns: Vec<String> =
            columns.into_iter().map(|(column, rules)| format!("{column} ({})", rules.len())).collect();
        let text = format!("for want of a column: {}", columns.join(", "));
        let options = textwrap::Options::new(width.saturating_sub(2)).initial_indent("  ").subsequent_indent("    ");
        lines.extend(textwrap::wrap(&text, options).into_iter().map(std::borrow::Cow::into_owned));
    }
    lines.extend(others.into_iter().map(|(why, rules)| format!("  {why} ({})", rules.len())));
    lines
}

/// One line for all rules that did not run for the same reason on the same files. A rule that wants several columns stands
/// in the line of each: what a reader can act on is the column.
pub(in crate::render) fn rules_not_run(report: Report<'_>, detail: Detail) -> Vec<String> {
    let mut files_of: BTreeMap<(String, &str), Vec<u32>> = BTreeMap::new();
    for unrun in &report.summary.not_run {
        for why in reasons(unrun) {
            files_of.entry((why, &report.rule(unrun.rule).code)).or_default().push(unrun.file);
        }
    }
    let mut rules_of: BTreeMap<(String, Vec<u32>), Vec<&str>> = BTreeMap::new();
    for ((why, code), files) in files_of {
        rules_of.entry((why, files)).or_default().push(code);
    }
    rules_of
        .into_iter()
        .map(|((why, files), rules)| {
            // "and 1 more" would be no shorter than the rule itself.
            let all = detail == Detail::Full || rules.len() == RULES + 1;
            let shown = if all { rules.len() } else { rules.len().min(RULES) };
            let more = match rules.len() - shown {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let place = match files.as_slice() {
                _ if files.len() == report.summary.files.len() => String::new(),
                [file] => format!(" in {}", escape(report.file(*file))),
                files => format!(" in {}", counted(files.len() as u64, "file")),
            };
            let noun = either(rules.len() as u64, "rule", "rules");
            format!("{noun} {}{more}{place}: {why}", rules[..shown].join(", "))
        })
        .collect()
}

/// Why a rule did not run, or which part of it did not: each column it lacks on its own.
fn reasons(unrun: &NotRun) -> Vec<String> {
    let part = fit(&unrun.reason, 400);
    if unrun.wants.is_empty() {
        return vec![part.into_owned()];
    }
    let on = if part.is_empty() { String::new() } else { format!(" (for {part})") };
    unrun.wants.iter().map(|group| format!("no column {}{on}", any_of(group))).collect()
}

fn any_of(group: &[Field]) -> String {
    group.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
}
