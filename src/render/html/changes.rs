//! The part of the page about a run against an earlier one.

use super::super::{counted, escape};
use super::groups::MOST;
use super::parts::{cell, number, of_groups, rate, table};
use crate::report::qa::Changes;
use maud::{Markup, html};

/// Findings of a hundred claims.
fn per_hundred(findings: f64) -> Markup {
    html! { td class="n" data-v=(findings) { (format!("{findings:.2}")) } }
}

/// What changed.
pub(super) fn section(changes: &Changes) -> Markup {
    let rules = html! {
        @for rule in &changes.rules {
            tr {
                th scope="row" { (rule.rule) }
                td { (rule.change.word()) }
                (number(rule.before)) (number(rule.now))
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
            (table("changes-rules", "Findings by rule, then and now", &heads, &rules))
            @if changes.groups.is_empty() {
                p { "The earlier run is known by its findings only, and not by its lint-clean claims: " code { "claimlint report --json" } " keeps those of groups too." }
            } @else { (trend(changes)) }
        }
    }
}

fn trend(changes: &Changes) -> Markup {
    let rows = html! {
        @for group in changes.groups.iter().take(MOST) {
            tr {
                th scope="row" class="said" { (cell(&group.label)) }
                td { (group.by) }
                (rate(group.before)) (rate(group.now))
                @let change = group.points();
                td class="n" data-v=(change.unwrap_or_default()) { @match change { Some(points) => (format!("{points:+.1}")), None => "–" } }
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
        (of_groups(MOST, changes.groups.len(), "those with most claims of each kind"))
        p class="soft" { "Beyond chance: the 95 % interval of the difference (Newcombe, method 10) leaves out 0." }
    }
}
