//! The part of the page about an audit of a sample.

use super::super::{counted, escape, fit, grouped};
use super::groups::MOST;
use super::parts::{cell, number, of_groups, percent, rate, table};
use crate::report::qa::{Audit, Share};
use maud::{Markup, html};

/// Columns of the groups of which nothing was looked at.
const UNSEEN: usize = 400;

/// So many of so many, in a cell that sorts by the rate.
fn of((part, of): (u64, u64)) -> Markup {
    html! { td class="n" data-v=(Share { part, of }.rate().unwrap_or(-1.0)) { (grouped(part)) " of " (grouped(of)) } }
}

/// What the verdicts came to.
pub(super) fn section(audit: &Audit) -> Markup {
    let rules = html! {
        @for rule in &audit.precision {
            tr {
                th scope="row" { (rule.rule) }
                (number(rule.right)) (number(rule.of)) (rate(rule.rate))
                td class="n" data-v=(rule.low.unwrap_or(-1.0)) { (percent(rule.low)) " to " (percent(rule.high)) }
            }
        }
    };
    let groups = html! {
        @for group in audit.accuracy.iter().take(MOST) {
            tr {
                th scope="row" class="said" { @if group.group.is_empty() { "all claims, weighed group by group" } @else { (cell(&group.group)) } }
                (of(group.clean)) (of(group.flagged))
                td class="n" data-v=(group.rate.unwrap_or(-1.0)) { @if group.rate.is_some() { (percent(group.rate)) } @else { "cannot be told" } }
                td class="n" data-v=(group.low.unwrap_or(-1.0)) { @if group.low.is_some() { (percent(group.low)) " to " (percent(group.high)) } }
            }
        }
    };
    let rule_heads =
        [("", "rule"), ("n", "right"), ("n", "findings looked at"), ("n", "precision"), ("n", "95 % interval")];
    let group_heads = [
        ("said", "group"),
        ("n", "unflagged claims without a fault"),
        ("n", "flagged claims without a fault"),
        ("n", "accuracy"),
        ("n", "95 % interval"),
    ];
    html! {
        section id="audit" aria-labelledby="audit-head" {
            h2 id="audit-head" { "Audit of a sample" }
            (table("audit-rules", "How often each rule was right", &rule_heads, &rules))
            (table("audit-groups", "Claims coded as the auditor would", &group_heads, &groups))
            (of_groups(MOST, audit.accuracy.len(), "the first ones"))
            p { "Accuracy is reckoned from the sample: the shares of flagged and of unflagged claims without a fault, each weighed by its claims in this batch, and that of all claims weighed group by group. Where one of them was not looked at, it cannot be told." }
            @if !audit.unseen.is_empty() { p { "That of all claims cannot be told: of these, no claim was judged in full: " (escape(&fit(&audit.unseen.join(", "), UNSEEN))) } }
            ul {
                li { (counted(audit.claims_judged, "claim")) " judged in full: accuracy is of these" }
                @if audit.claims_open > 0 { li { strong class="warning" { (counted(audit.claims_open, "claim")) " not judged in full" } ": with rows left open, or changed since; in no accuracy, whatever was found on them" } }
                li { (counted(audit.verdicts, "verdict")) " counted" }
                @if audit.unmatched > 0 { li { strong class="warning" { (counted(audit.unmatched, "verdict")) " not counted" } ": on a claim or a finding this batch does not have, or has in another group" } }
                @if audit.open > 0 { li { strong class="warning" { (counted(audit.open, "row")) " without a verdict" } } }
            }
        }
    }
}
