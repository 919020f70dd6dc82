//! The part of the page about what was checked and what was not. It stands before any finding: a rate says nothing about what
//! nobody looked at.

use super::super::{counted, escape, fit, grouped};
use super::parts::cell;
use crate::report::qa::Figures;
use crate::report::qa::figures::{FileFigures, NotRunFigures};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Files, notes or reasons listed at once.
const LISTED: usize = 50;
/// Columns of a note, a reason, or what kept a file from being checked.
const WORDS: usize = 400;

/// The section.
pub(super) fn section(figures: &Figures) -> Markup {
    let releases: Vec<String> =
        figures.releases.iter().map(|release| format!("{} ({})", release.name, grouped(release.diagnoses))).collect();
    html! {
        section id="not-checked" aria-labelledby="not-checked-head" {
            h2 id="not-checked-head" { "What was checked, and what was not" }
            p { "Diagnosis cells judged by code set: " @if releases.is_empty() { "none" } @else { (releases.join(", ")) } "." }
            ul { @for each in figures.files.iter().take(LISTED) { (file(each)) } }
            @if figures.files.len() > LISTED { p { "and " (counted((figures.files.len() - LISTED) as u64, "more file")) } }
            div class="not-checked" {
                h3 { "Not checked" }
                ul { (claims(figures)) (set_aside(figures)) (rules(figures)) }
                p class="soft" { "A claim that could not be looked at in full is counted as not judged, whatever was found on it: it is in no rate." }
            }
        }
    }
}

fn file(file: &FileFigures) -> Markup {
    html! {
        li { (cell(&file.name)) ": " (counted(file.rows, "row")) ", " (counted(file.claims, "claim"))
            @if !file.layout.is_empty() { "; read as " (cell(&fit(&file.layout, WORDS))) }
            @if let Some(fault) = &file.fault { br; strong class="error" { (cell(&fit(fault, WORDS))) } }
            @for note in file.notes.iter().take(LISTED) { br; span class="soft" { (cell(&fit(note, WORDS))) } }
        }
    }
}

/// Rows, cells and files.
fn claims(figures: &Figures) -> Markup {
    let sum = |of: fn(&FileFigures) -> u64| figures.files.iter().map(of).sum::<u64>();
    let gaps = [
        (
            sum(|file| u64::from(file.fault.is_some())),
            "file",
            "not checked to the end; what is missing is in no figure",
        ),
        (
            sum(|file| file.malformed_rows),
            "row",
            "could not be read as a row of its file: a claim whose id it has is not judged",
        ),
        (sum(|file| file.unchecked.no_date), "diagnosis cell", "without a date that says which code set is in force"),
        (sum(|file| file.unchecked.no_release), "diagnosis cell", "of a day for which no code set is held"),
        (sum(|file| file.unchecked.icd9), "ICD-9 code", "not judged"),
        (sum(|file| file.unchecked.other_code_set), "diagnosis cell", "of another code set, as its column says"),
    ];
    html! { @for (number, noun, why) in gaps { @if number > 0 { li { strong { (counted(number, noun)) } " " (why) } } } }
}

/// Findings that do not count as others do.
fn set_aside(figures: &Figures) -> Markup {
    html! {
        @if figures.rows_of_no_claim > 0 { li { strong { (counted(figures.rows_of_no_claim, "row")) } " could not be read and " @if figures.rows_of_no_claim == 1 { "is" } @else { "are" } " of no claim that is counted" } }
        @for hint in figures.hints() { li { (escape(&hint)) } }
        @if figures.suppressed > 0 { li { strong { (counted(figures.suppressed, "finding")) } " covered by suppressions of the settings, and counted nowhere" } }
        @if let Some(known) = figures.baseline.as_ref().filter(|known| known.findings > 0) {
            li { strong { (counted(known.findings, "finding")) } " known to the baseline " (cell(&known.path)) " and counted here: a fault that is known is one" }
        }
    }
}

/// The rules, by what kept them from running.
fn rules(figures: &Figures) -> Markup {
    let (wanting, others): (Vec<_>, Vec<_>) =
        figures.not_run.iter().partition(|unrun| !unrun.wants.is_empty() && !unrun.in_part);
    html! {
        @if !figures.left_out.is_empty() {
            li { details {
                summary { strong { (counted(figures.left_out.len() as u64, "rule")) " not run" } ": left out by the settings of this run" }
                p { (figures.left_out.join(", ")) }
            } }
        }
        @if !wanting.is_empty() { (columns(figures, &wanting)) }
        @for unrun in others.iter().take(LISTED) {
            li { details {
                summary { strong { (counted(unrun.rules.len() as u64, "rule")) " " (unrun.word()) } ": " (cell(&fit(&unrun.why(), WORDS))) (in_files(figures, unrun)) }
                p { (unrun.rules.join(", ")) }
            } }
        }
        @if others.len() > LISTED { li { "and for " (counted((others.len() - LISTED) as u64, "more reason")) } }
    }
}

/// The columns that are missing, each with how many rules want it.
fn columns(figures: &Figures, wanting: &[&NotRunFigures]) -> Markup {
    let rules: BTreeSet<&String> = wanting.iter().flat_map(|unrun| &unrun.rules).collect();
    let mut by_column: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
    for unrun in wanting {
        for column in &unrun.wants {
            by_column.entry(column).or_default().extend(&unrun.rules);
        }
    }
    let mut columns: Vec<(&str, usize)> = by_column.iter().map(|(column, rules)| (*column, rules.len())).collect();
    columns.sort_by_key(|(column, rules)| (std::cmp::Reverse(*rules), *column));
    let columns: Vec<String> = columns.into_iter().map(|(column, rules)| format!("{column} ({rules})")).collect();
    html! {
        li { details {
            summary { strong { (counted(rules.len() as u64, "rule")) " not run" } " for want of a column: " (columns.join(", ")) }
            ul {
                @for unrun in wanting.iter().take(LISTED) {
                    li { (cell(&fit(&unrun.why(), WORDS))) (in_files(figures, unrun)) ": " span class="soft" { (unrun.rules.join(", ")) } }
                }
            }
            @if wanting.len() > LISTED { p { "and for " (counted((wanting.len() - LISTED) as u64, "more reason")) } }
        } }
    }
}

fn in_files(figures: &Figures, unrun: &NotRunFigures) -> Markup {
    html! { @if figures.files.len() > 1 { " (in " (counted(unrun.files.len() as u64, "file")) ")" } }
}
