//! The parts of the page about rules: how often each spoke, and each in full with some of its findings.

use super::super::{counted, escape, fit};
use super::charts;
use super::parts::{cell, number, table};
use crate::report::qa::{Figures, RuleFigures};
use crate::rule::Severity;
use maud::{Markup, html};

/// Columns of a message and of a cell.
const MESSAGE: usize = 400;
const CELL: usize = 120;
/// Columns of what a rule means, in the table of all rules.
const MEANING: usize = 180;

/// How often each rule spoke.
pub(super) fn section(figures: &Figures) -> Markup {
    let rows = html! {
        @for rule in &figures.rules {
            tr data-severity=(rule.severity) {
                th scope="row" { a href=(anchor(rule, "#")) { (rule.code) } }
                td { (rule.rule) }
                td { span class=(rule.severity) { (rule.severity) } }
                (number(rule.count)) (number(rule.claims))
                td class="said" { (fit(beginning(&rule.meaning), MEANING)) }
            }
        }
    };
    let heads =
        [("", "code"), ("", "rule"), ("", "severity"), ("n", "findings"), ("n", "claims"), ("said", "what it means")];
    html! {
        section id="rules" aria-labelledby="rules-head" {
            h2 id="rules-head" { "By rule" }
            @if figures.rules.is_empty() { p class="good" { "No rule found anything." } } @else {
                figure class="wide" tabindex="0" role="group" aria-label="Findings by rule" { (charts::bars(&figures.rules)) }
                form hidden data-table="table-rules" {
                    label { "Show only " input name="words" type="search" autocomplete="off"; }
                    label { "Severity " select name="severity" {
                        option value="" { "all" }
                        @for severity in Severity::WORST_FIRST { option value=(severity) { (severity) } }
                    } }
                    output {}
                }
                (table("table-rules", "Findings by rule", &heads, &rows))
            }
        }
    }
}

/// The sentences with which a text begins, as many as fit.
fn beginning(text: &str) -> &str {
    let ends = text.match_indices(". ").map(|(at, _)| at + 1).chain([text.len()]);
    ends.take_while(|end| *end <= MEANING).last().map_or(text, |end| &text[..end])
}

fn anchor(rule: &RuleFigures, before: &str) -> String {
    format!("{before}rule-{}", rule.code)
}

/// Each rule that spoke.
pub(super) fn each(figures: &Figures) -> Markup {
    html! {
        section id="each-rule" aria-labelledby="each-rule-head" {
            h2 id="each-rule-head" { "Rules in full" }
            @if figures.rules.is_empty() { p { "No rule found anything." } }
            @for rule in &figures.rules {
                details id=(anchor(rule, "")) {
                    summary { h3 { (rule.code) " " (rule.rule) } " " span class=(rule.severity) { (rule.severity) } ", " (counted(rule.count, "finding")) }
                    dl {
                        dt { "What it means" } dd { (escape(&rule.meaning)) }
                        @if !rule.fix.is_empty() { dt { "What to do" } dd { (escape(rule.fix.trim())) } }
                        dt { "Source" } dd { (escape(&rule.source)) @if let Some(url) = web(rule) { br; a href=(url) rel="noreferrer" { (url) } } }
                    }
                    @if !rule.examples.is_empty() { (examples(rule)) }
                }
            }
        }
    }
}

/// The address of its source, where a press on it can do nothing but open a page.
fn web(rule: &RuleFigures) -> Option<&str> {
    rule.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}

fn examples(rule: &RuleFigures) -> Markup {
    html! {
        p { (rule.examples.len()) " of " (counted(rule.count, "finding")) ":" }
        ul {
            @for example in &rule.examples {
                li {
                    (cell(&example.file)) ":" (example.line)
                    @if let Some(claim) = &example.claim_id { ", claim " (cell(&fit(claim, CELL))) }
                    @for (by, group) in &example.groups { ", " (by) " " (cell(&fit(group, CELL))) }
                    ": " (cell(&fit(&example.message, MESSAGE)))
                    @if !example.help.is_empty() { br; "To do: " (cell(&fit(&example.help, MESSAGE))) }
                    @if !example.cells.is_empty() {
                        br; span class="soft" {
                            @for (place, (header, value)) in example.cells.iter().take(12).enumerate() {
                                @if place > 0 { "; " }
                                (cell(&fit(header, CELL))) " = " (cell(&fit(value, CELL)))
                            }
                        }
                    }
                }
            }
        }
    }
}
