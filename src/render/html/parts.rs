//! The parts of the page that are about the run as a whole.

use super::super::{counted, escape, grouped};
use crate::number::either;
use crate::report::qa::codes::CodeFigures;
use crate::report::qa::figures::ChargeFigures;
use crate::report::qa::{Figures, RateFigures};
use maud::{Markup, html};

/// What was checked, in a few words.
pub(super) fn head(figures: &Figures) -> String {
    let rows = figures.files.iter().map(|file| file.rows).sum();
    let claims = figures.files.iter().map(|file| file.claims).sum();
    let files = figures.files.len() as u64;
    format!("{} on {} in {}", counted(claims, "claim"), counted(rows, "row"), counted(files, "file"))
}

/// Text from a claim: whatever would turn the direction of reading or not be seen is spelled out.
pub(super) fn cell(text: &str) -> Markup {
    html! { bdi { (escape(text)) } }
}

/// A sentence with its first letter as at its beginning.
pub(in super::super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A rate in percent.
pub(super) fn percent(rate: Option<f64>) -> String {
    rate.map_or_else(|| "–".to_owned(), |rate| format!("{:.1} %", rate * 100.0))
}

/// An amount in hundredths.
pub(in super::super) fn money(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let all = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", grouped(all / 100), all % 100)
}

/// A count, in a cell that sorts by it.
pub(super) fn number(count: u64) -> Markup {
    html! { td class="n" data-v=(count) { (grouped(count)) } }
}

/// A rate, in a cell that sorts by it; one of nothing before any other.
pub(super) fn rate(rate: Option<f64>) -> Markup {
    html! { td class="n" data-v=(rate.unwrap_or(-1.0)) { (percent(rate)) } }
}

/// What is said where not all groups are shown.
pub(super) fn of_groups(shown: usize, all: usize, which: &str) -> Markup {
    html! {
        @if all > shown { p { (shown) " of " (counted(all as u64, "group")) " are shown, " (which) "; the tables of " code { "claimlint report" } " have all of them." } }
    }
}

/// The class of a column of drawings, which has no order.
pub(super) const DRAWN: &str = "drawn";

/// The head of a column that sorts its table; `n` is the class of numbers.
pub(super) fn column(class: &str, name: &str) -> Markup {
    html! { th scope="col" class=(class) { @if class == DRAWN { (name) } @else { button type="button" { (name) } } } }
}

/// A table with its heads, that can be wider than the page.
pub(super) fn table(id: &str, caption: &str, heads: &[(&str, &str)], rows: &Markup) -> Markup {
    html! {
        div class="wide" tabindex="0" role="region" aria-label=(caption) {
            table id=(id) {
                caption { (caption) }
                thead { tr { @for (class, name) in heads { (column(class, name)) } } }
                tbody { (rows) }
            }
        }
    }
}

/// Where what is.
pub(super) fn contents(figures: &Figures) -> Markup {
    html! {
        nav aria-label="On this page" {
            ul {
                li { a href="#figures" { "Figures" } }
                li { a href="#not-checked" { "What was not checked" } }
                @if figures.audit.is_some() { li { a href="#audit" { "Audit" } } }
                @if figures.changes.is_some() { li { a href="#changes" { "Against the earlier run" } } }
                li { a href="#rules" { "By rule" } }
                @for by in &figures.by { li { a href=(format!("#by-{}", by.by)) { "By " (by.by) } } }
                li { a href="#months" { "Over time" } }
                li { a href="#codes" { "Codes" } }
                li { a href="#each-rule" { "Rules in full" } }
            }
        }
    }
}

/// A rate; `lost` are rows that are in none.
fn key(name: &str, rate: &RateFigures, lost: u64) -> Markup {
    html! {
        div {
            dt { (name) " without errors" }
            dd class="big" { (percent(rate.rate)) }
            dd { (grouped(rate.clean)) " of " (grouped(rate.of))
                @if let (Some(low), Some(high)) = (rate.low, rate.high) {
                    span class="soft" { " (95 % interval " (percent(Some(low))) " to " (percent(Some(high))) ")" }
                }
            }
            dd { (grouped(rate.without_warnings)) " without errors and warnings" }
            @if rate.not_judged > 0 { dd class="warning" { (grouped(rate.not_judged)) " not judged" } }
            @if lost == 1 { dd class="warning" { "1 row could not be read and is of no claim that is counted" } }
            @if lost > 1 { dd class="warning" { (grouped(lost)) " rows could not be read and are of no claim that is counted" } }
        }
    }
}

/// The figures of all claims.
pub(super) fn figures(figures: &Figures) -> Markup {
    let all = &figures.all;
    html! {
        section id="figures" aria-labelledby="figures-head" {
            h2 id="figures-head" { "Lint-clean rate" }
            dl class="keys" {
                (key("Claims", &all.claims, figures.rows_of_no_claim))
                (key("Lines", &all.lines, 0))
                (key("Diagnosis cells", &all.diagnoses, 0))
                @if let Some(charge) = &all.charge { (charges(charge)) }
            }
            p {
                span class="error" { (counted(all.errors, "error")) } ", "
                span class="warning" { (counted(all.warnings, "warning")) } ", "
                span class="info" { (counted(all.infos, "info")) }
                @if figures.of_no_group > 0 { "; " (counted(figures.of_no_group, "finding")) " of these on no claim that could be judged, and so in no group" }
            }
        }
    }
}

fn charges(charge: &ChargeFigures) -> Markup {
    html! {
        div {
            dt { "Charged on claims with errors" }
            dd class="big" { (money(charge.with_errors)) }
            dd { "of " (money(charge.all)) " on all claims" }
            @if charge.unread > 0 { dd class="warning" { (counted(charge.unread, "charge")) " could not be read as an amount" } }
            @if charge.without > 0 { dd class="warning" { (counted(charge.without, "claim")) " with errors " (either(charge.without, "has", "have")) " no charge" } }
        }
    }
}

/// The codes and pairs most findings are about.
pub(super) fn codes(figures: &Figures) -> Markup {
    let rows = |codes: &[CodeFigures]| {
        html! {
            @for code in codes {
                tr {
                    @for text in &code.codes { td class="said" { (cell(text)) } }
                    (number(code.findings)) (number(code.errors))
                    td { (code.rule) }
                }
            }
        }
    };
    let single = [("said", "code"), ("n", "findings"), ("n", "errors"), ("", "most often by")];
    let pairs = [("said", "code"), ("said", "with"), ("n", "findings"), ("n", "errors"), ("", "most often by")];
    html! {
        section id="codes" aria-labelledby="codes-head" {
            h2 id="codes-head" { "Codes" }
            p class="soft" { "A finding counts for the code in the cell it blames, so that a code judged on several cells counts for each; a pair counts in either order." }
            @if figures.codes.is_empty() { p { "No finding is about a code." } }
            @else { (table("top-codes", "The codes most findings are about", &single, &rows(&figures.codes))) }
            @if !figures.pairs.is_empty() { (table("top-pairs", "The pairs of codes most findings are about", &pairs, &rows(&figures.pairs))) }
            @if figures.codes_folded > 0 { p { (counted(figures.codes_folded, "finding")) " on codes there was no room to count each for itself" } }
        }
    }
}

/// How the figures are to be read.
pub(super) fn reading() -> Markup {
    html! {
        h2 { "How to read this" }
        p { "Lint-clean is what the rules found no error in. They see the claim and not the record: a lint-clean claim can still be coded wrongly, so this is no rate of accuracy." }
        p { "A fault of the claim's list of diagnoses is counted on the first line that carries it. A claim belongs to the group its lines name; a line on which the column is blank does not count, and where lines name different ones the claim is under \"(several on one claim)\". The month of a claim is that of its first day. Intervals are 95 % confidence intervals by Wilson's method." }
        p { "Made by claimlint " (env!("CARGO_PKG_VERSION")) "." }
    }
}
