//! The table of what was not checked, and of what else a reader of the figures has to know.

use super::super::remarks::interrupted;
use super::{Cell, Table};
use crate::report::qa::Figures;
use crate::report::qa::change::NO_TREND;

/// The table.
pub(super) fn not_checked(figures: &Figures) -> Table<'static> {
    let mut rows = Vec::new();
    if figures.interrupted {
        rows.push(vec!["".into(), "".into(), Cell::Text(interrupted(0))]);
    }
    for file in &figures.files {
        for (number, what) in [
            (file.malformed_rows, "rows that could not be read: a claim that has one is not judged"),
            (file.unchecked.no_date, "diagnosis cells without a date"),
            (file.unchecked.no_release, "diagnosis cells of a day without a code set"),
            (file.unchecked.icd9, "ICD-9 codes"),
        ] {
            if number > 0 {
                rows.push(vec![file.name.as_str().into(), number.into(), what.into()]);
            }
        }
    }
    for file in &figures.files {
        rows.extend(file.fault.as_ref().map(|fault| {
            let what = Cell::Text(format!("file {fault}"));
            vec![file.name.as_str().into(), 1u64.into(), what]
        }));
    }
    if figures.rows_of_no_claim > 0 {
        let what = "rows that could not be read and are of no claim that is counted";
        rows.push(vec!["".into(), figures.rows_of_no_claim.into(), what.into()]);
    }
    if figures.of_no_group > 0 {
        let what = "findings on no claim that could be judged: they are in the totals, and in no group";
        rows.push(vec!["".into(), figures.of_no_group.into(), what.into()]);
    }
    if figures.suppressed > 0 {
        let what = "findings covered by suppressions of the settings, counted nowhere";
        rows.push(vec!["".into(), figures.suppressed.into(), what.into()]);
    }
    if !figures.left_out.is_empty() {
        let what = format!("rules left out by the settings of this run: {}", figures.left_out.join(", "));
        rows.push(vec!["".into(), (figures.left_out.len() as u64).into(), Cell::Text(what)]);
    }
    if let Some(changes) = &figures.changes {
        rows.push(vec!["".into(), changes.earlier.claims.into(), Cell::Text(changes.earlier.words())]);
        if changes.groups.is_empty() {
            rows.push(vec!["".into(), "".into(), NO_TREND.into()]);
        }
    }
    for changes in figures.changes.iter().filter(|changes| !changes.unlike.is_empty()) {
        let what = format!(
            "rules not run in both runs, so that the trend is not of the same rules: {}",
            changes.unlike.join(", ")
        );
        rows.push(vec!["".into(), (changes.unlike.len() as u64).into(), Cell::Text(what)]);
    }
    for without in figures.all.charge.iter().map(|charge| charge.without).filter(|without| *without > 0) {
        rows.push(vec!["".into(), without.into(), "claims with errors that have no charge".into()]);
    }
    for unread in figures.all.charge.iter().map(|charge| charge.unread).filter(|unread| *unread > 0) {
        rows.push(vec!["".into(), unread.into(), "charges that could not be read as an amount, in no sum".into()]);
    }
    if let Some(known) = &figures.baseline {
        let what = format!("findings known to the baseline {}, counted here: a fault that is known is one", known.path);
        rows.push(vec!["".into(), known.findings.into(), Cell::Text(what)]);
    }
    rows.extend(figures.hints().into_iter().map(|hint| vec!["".into(), "".into(), Cell::Text(hint)]));
    for by in figures.by.iter().filter(|by| by.folded > 0) {
        let what = format!("claims of the smallest groups by {}, counted together under \"(others)\"", by.by);
        rows.push(vec!["".into(), by.folded.into(), Cell::Text(what)]);
    }
    for unrun in &figures.not_run {
        for file in &unrun.files {
            let what = format!("rules {} ({}): {}", unrun.word(), unrun.why(), unrun.rules.join(", "));
            rows.push(vec![file.as_str().into(), (unrun.rules.len() as u64).into(), Cell::Text(what)]);
        }
    }
    Table { name: "not checked".to_owned(), heads: vec!["file", "number", "what"], rows }
}
