//! The part of the page about an audit of a sample.

use super::super::{counted, grouped};
use super::parts::{cell, percent, table};
use crate::report::qa::Audit;
use maud::{Markup, html};

/// What the verdicts came to.
pub(super) fn section(audit: &Audit) -> Markup {
    let rules = html! {
        @for rule in &audit.precision {
            tr {
                th scope="row" { (rule.rule) }
                td class="n" { (grouped(rule.right)) } td class="n" { (grouped(rule.of)) }
                td class="n" data-v=(rule.rate.unwrap_or(-1.0)) { (percent(rule.rate)) }
                td class="n" data-v=(rule.low.unwrap_or(-1.0)) { (percent(rule.low)) " to " (percent(rule.high)) }
            }
        }
    };
    let groups = html! {
        @for group in audit.accuracy.iter().take(super::groups::MOST) {
            tr {
                th scope="row" class="said" { @if group.group.is_empty() { "all claims" } @else { (cell(&group.group)) } }
                td class="n" { (grouped(group.clean.0)) " of " (grouped(group.clean.1)) }
                td class="n" { (grouped(group.flagged.0)) " of " (grouped(group.flagged.1)) }
                td class="n" data-v=(group.rate.unwrap_or(-1.0)) { @if group.rate.is_some() { (percent(group.rate)) } @else { "cannot be told" } }
                td class="n" data-v=(group.low.unwrap_or(-1.0)) { @if group.low.is_some() { (percent(group.low)) " to " (percent(group.high)) } }
            }
        }
    };
    let rule_heads =
        [("", "rule"), ("n", "right"), ("n", "findings looked at"), ("n", "precision"), ("n", "95 % interval")];
    let group_heads = [
        ("said", "group"),
        ("", "unflagged claims without a fault"),
        ("", "flagged claims without a fault"),
        ("n", "accuracy"),
        ("n", "95 % interval"),
    ];
    html! {
        section id="audit" aria-labelledby="audit-head" {
            h2 id="audit-head" { "Audit of a sample" }
            (table("audit-rules", "How often each rule was right", &rule_heads, &rules))
            (table("audit-groups", "Claims coded as the auditor would", &group_heads, &groups))
            p { "Accuracy is reckoned from the sample: the shares of flagged and of unflagged claims without a fault, each weighed by its claims in this batch. Where one of them was not looked at, it cannot be told." }
            ul {
                li { (counted(audit.verdicts, "verdict")) " counted" }
                @if audit.unmatched > 0 { li { strong class="warning" { (counted(audit.unmatched, "verdict")) " not counted" } ": on a claim or a finding this batch does not have, or has in another group" } }
                @if audit.open > 0 { li { strong class="warning" { (counted(audit.open, "row")) " without a verdict" } } }
            }
        }
    }
}
