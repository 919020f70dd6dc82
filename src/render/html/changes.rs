//! The part of the page about a run against an earlier one.

use super::super::{counted, escape, fit};
use super::groups::MOST;
use super::parts::{capital, cell, number, of_groups, rate, table};
use crate::report::qa::Changes;
use crate::report::qa::change::{GroupChange, NO_TREND};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Columns of the names of files.
const WORDS: usize = 400;

/// Findings, where the rule ran; where it did not, before any other.
fn findings(findings: Option<u64>) -> Markup {
    findings.map_or_else(none, number)
}

/// Findings of a hundred claims.
fn per_hundred(findings: Option<f64>) -> Markup {
    findings.map_or_else(none, |findings| html! { td class="n" data-v=(findings) { (format!("{findings:.2}")) } })
}

/// Nothing, in a column of numbers: before any of them.
fn none() -> Markup {
    html! { td class="n" data-v=(NONE) { "–" } }
}

/// Less than any number there is in a column of changes: points of a hundred go down to -100.
const NONE: i32 = -1000;

/// What changed.
pub(super) fn section(changes: &Changes) -> Markup {
    let rules = html! {
        @for rule in &changes.rules {
            tr {
                th scope="row" { (rule.rule) }
                td { (rule.words()) }
                (findings(rule.before)) (findings(rule.now))
                (per_hundred(rule.before_per_hundred)) (per_hundred(rule.now_per_hundred))
            }
        }
    };
    let heads = [
        ("", "rule"),
        ("", "change"),
        ("n", "before"),
        ("n", "now"),
        ("n", "per 100 claims before"),
        ("n", "per 100 claims now"),
    ];
    html! {
        section id="changes" aria-labelledby="changes-head" {
            h2 id="changes-head" { "Against the earlier run" }
            p { (capital(&fit(&escape(&changes.earlier.words()), WORDS))) "." }
            (table("changes-rules", "Findings by rule, then and now", &heads, &rules))
            @if changes.groups.is_empty() {
                p { (capital(NO_TREND)) "." }
            } @else { (trend(changes)) }
            p class="soft" { "Risen and fallen: beyond chance at 95 %, each finding taken for itself. Not wholly run: not on every file, or not on all of it." }
        }
    }
}

/// The groups that are shown: of each kind the first ones, those that are gone behind them.
fn shown(changes: &Changes) -> Vec<&GroupChange> {
    let mut of_kind: BTreeMap<&str, usize> = BTreeMap::new();
    let mut shown: Vec<&GroupChange> = Vec::new();
    for group in &changes.groups {
        let number = of_kind.entry(&group.by).or_default();
        *number += 1;
        if *number <= MOST {
            shown.push(group);
        }
    }
    shown
}

fn trend(changes: &Changes) -> Markup {
    let shown = shown(changes);
    let rows = html! {
        @for group in &shown {
            tr {
                th scope="row" class="said" { (cell(&group.label)) }
                td { (group.by) }
                (rate(group.before)) (rate(group.now))
                @let change = group.points();
                @match change { Some(points) => { td class="n" data-v=(points) { (format!("{points:+.1}")) } }, None => (none()) }
                td { (group.word(changes.unlike.is_empty())) }
            }
        }
    };
    let heads = [("said", "group"), ("", "by"), ("n", "before"), ("n", "now"), ("n", "points"), ("", "of chance")];
    html! {
        @if !changes.unlike.is_empty() {
            p { strong class="warning" { (counted(changes.unlike.len() as u64, "rule")) " did not run in both runs on every file" } ", so that these rates are not of the same rules and say nothing of who coded better: " (escape(&changes.unlike.join(", "))) }
        }
        (table("changes-groups", "Lint-clean rate of claims, then and now", &heads, &rows))
        (of_groups(shown.len(), changes.groups.len(), "the first of each kind, those with most claims now"))
        p class="soft" { "Beyond chance: the 95 % interval of the difference (Newcombe, method 10) leaves out 0." }
    }
}
