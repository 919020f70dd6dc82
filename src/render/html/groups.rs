//! The parts of the page about groups of claims and about months.

use super::super::{counted, grouped};
use super::months;
use super::parts::{DRAWN, cell, money, number, of_groups, percent, table};
use crate::report::qa::figures::{ByFigures, FaultFigures};
use crate::report::qa::{Figures, GroupFigures, RateFigures};
use maud::{Markup, html};

/// Groups of one kind that are shown.
pub(super) const MOST: usize = 100;
/// The rate coding audits ask for.
const THRESHOLD: f64 = 0.95;

/// Whether a rate is on one side of the threshold, beyond chance.
fn standing(rate: &RateFigures) -> Markup {
    html! {
        @match (rate.low, rate.high) {
            (_, Some(high)) if high < THRESHOLD => span class="error" { "below 95 %" },
            (Some(low), _) if low >= THRESHOLD => span class="good" { "95 % or more" },
            (Some(_), Some(_)) => span class="soft" { "cannot be told" },
            _ => span class="soft" { "cannot be told" },
        }
    }
}

/// The rate and how far the true one may lie from it, in a cell that sorts by the rate.
fn rate(rate: &RateFigures) -> Markup {
    html! {
        td class="n" data-v=(rate.rate.unwrap_or(-1.0)) {
            (percent(rate.rate))
            @if let (Some(low), Some(high)) = (rate.low, rate.high) {
                br; span class="soft" { (format!("{:.1} to {:.1} %", low * 100.0, high * 100.0)) }
            }
        }
    }
}

fn faults(faults: &[FaultFigures]) -> Markup {
    html! {
        @for (place, fault) in faults.iter().enumerate() {
            @if place > 0 { br; }
            (fault.rule) ": " (format!("{:.1} %", fault.per_hundred))
            @if let Some(elsewhere) = fault.elsewhere { span class="soft" { " (others " (format!("{elsewhere:.1} %")) ")" } }
        }
    }
}

/// The columns of a table of groups that not every one has.
#[derive(Clone, Copy)]
struct Columns {
    charges: bool,
    trend: bool,
}

fn row(group: &GroupFigures, columns: Columns, mark: &str) -> Markup {
    let claims = &group.claims;
    html! {
        tr {
            th scope="row" class="said" { (cell(&group.label)) (mark) }
            (number(claims.of)) (number(claims.clean))
            (rate(claims))
            td class="narrow" { (standing(claims)) }
            (number(claims.not_judged)) (number(group.warnings)) (number(group.errors))
            @if columns.charges {
                @let amount = group.charge.as_ref().map_or(0, |charge| charge.with_errors);
                td class="n" data-v=(amount) { (money(amount))
                    @let unread = group.charge.as_ref().map_or(0, |charge| charge.unread);
                    @if unread > 0 { br; span class="warning" { (grouped(unread)) " not read" } }
                    @let without = group.charge.as_ref().map_or(0, |charge| charge.without);
                    @if without > 0 { br; span class="warning" { (counted(without, "claim")) " without" } }
                }
            }
            @if columns.trend { td { (months::spark(group)) } }
            td class="said" { (faults(&group.faults)) }
        }
    }
}

/// The groups of one kind.
pub(super) fn section(figures: &Figures, by: &ByFigures) -> Markup {
    let columns = Columns {
        charges: by.groups.iter().any(|group| group.charge.is_some()),
        trend: by.groups.iter().any(|group| group.months.len() > 1),
    };
    let mut heads = vec![
        ("said", by.by.as_str()),
        ("n", "claims"),
        ("n", "without errors"),
        ("n", "rate (95 % interval)"),
        ("", "against 95 %"),
        ("n", "not judged"),
        ("n", "warnings"),
        ("n", "errors"),
    ];
    if columns.charges {
        heads.push(("n", "charge, with errors"));
    }
    if columns.trend {
        heads.push((DRAWN, "by month"));
    }
    heads.push(("said", "judged claims by what is found most often"));
    let (id, table_id) = (format!("by-{}", by.by), format!("table-{}", by.by));
    let (named, others) = by.groups.split_at(by.groups.len() - usize::from(by.folded > 0));
    let rows = html! { @for group in named.iter().take(MOST).chain(others) { (row(group, columns, if by.by == "month" { mark(figures, &group.label) } else { "" })) } };
    html! {
        section id=(id) aria-labelledby=(format!("{id}-head")) {
            h2 id=(format!("{id}-head")) { "By " (by.by) }
            form hidden data-table=(table_id) { label { "Show only " input name="words" type="search" autocomplete="off"; } output {} }
            (table(&table_id, &format!("Claims by {}", by.by), &heads, &rows))
            @if by.by == "month" { (blind(figures)) }
            (of_groups(MOST, named.len(), if by.by == "month" { "the earliest" } else { "those with most claims" }))
            @if by.folded > 0 { p { (counted(by.folded, "claim")) " of the smallest groups are counted together under (others). They were put there while the files were read, so that a group that came back later can have more claims than is said here." } }
        }
    }
}

/// The mark of a month of which not all rules looked at all services.
pub(super) fn mark(figures: &Figures, month: &str) -> &'static str {
    if figures.blind_in(month).is_empty() { "" } else { "*" }
}

/// What the mark means.
fn blind(figures: &Figures) -> Markup {
    let marked = figures.all.months.iter().any(|(month, _)| !mark(figures, month).is_empty());
    html! { @if marked { p { "* " (figures.blind().join("; ")) ": rates of marked months are not of the same rules as those before." } } }
}

/// The claims by month of service.
pub(super) fn months(figures: &Figures) -> Markup {
    let months = &figures.all.months;
    let rows = html! {
        @for (month, rate) in months {
            tr {
                th scope="row" { (month) (mark(figures, month)) }
                (number(rate.of)) (number(rate.clean)) (self::rate(rate)) (number(rate.not_judged))
            }
        }
    };
    let heads =
        [("", "month"), ("n", "claims"), ("n", "without errors"), ("n", "rate (95 % interval)"), ("n", "not judged")];
    html! {
        section id="months" aria-labelledby="months-head" {
            h2 id="months-head" { "Over time" }
            @if months.is_empty() { p { "No claim has a date of service." } } @else {
                figure class="wide" tabindex="0" role="group" aria-label="Lint-clean rate by month" { (months::line(figures)) }
                @if let Some(sentence) = months::not_drawn(&figures.all.months) { p { (sentence) } }
                (blind(figures))
                p class="soft" { "The thin line is 95 %. A hollow mark is a month of fewer than " (months::FEW) " claims, whose rate says little." }
                // Where claims are grouped by month, the table stands there.
                @if figures.by.iter().all(|by| by.by != "month") { (table("table-months", "Claims by month of service", &heads, &rows)) }
            }
        }
    }
}
