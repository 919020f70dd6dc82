//! One rule in words: what a coder asks first, first.

use super::text::{plain, template};
use crate::date::Date;
use crate::field::{DxField, Field};
use crate::rule::{Columns, Period, Rule, Severity, Way};
use std::fmt::Write as _;

/// The section of a rule, up to its examples.
pub(super) fn of(rule: &Rule) -> String {
    let ways = rule.ways();
    let mut page = format!("## {} {}\n\n{}, pack {}\n", rule.code, rule.name, super::severities(rule), rule.pack);
    head(&mut page, "What it finds");
    list(&mut page, &ways, |way| way.message);
    head(&mut page, "Why");
    paragraph(&mut page, &plain(&rule.why));
    if !rule.exceptions.is_empty() {
        head(&mut page, "When it stays silent");
        rule.exceptions.iter().for_each(|exception| item(&mut page, &plain(&exception.why)));
    }
    if !rule.cannot_see.is_empty() {
        head(&mut page, "What would excuse the claim and cannot be seen on it");
        rule.cannot_see.iter().for_each(|reason| item(&mut page, &plain(reason)));
    }
    head(&mut page, "What to do");
    list(&mut page, &ways, |way| way.help);
    head(&mut page, "Where it is written");
    paragraph(&mut page, &plain(&rule.source));
    if let Some(url) = &rule.url {
        paragraph(&mut page, &format!("<{url}>"));
    }
    dates(&mut page, rule, &ways);
    columns(&mut page, rule);
    page
}

/// Writing to a String cannot fail.
fn head(page: &mut String, words: &str) {
    let _ = write!(page, "\n### {words}\n\n");
}

fn item(page: &mut String, words: &str) {
    let _ = writeln!(page, "- {words}");
}

fn paragraph(page: &mut String, words: &str) {
    if !page.ends_with("\n\n") {
        page.push('\n');
    }
    let _ = writeln!(page, "{words}");
}

/// The words of every way, once; the severity before them where the ways differ in both.
fn list<'r>(page: &mut String, ways: &[Way<'r>], words: fn(&Way<'r>) -> &'r str) {
    let mut told: Vec<(Vec<Severity>, &'r str)> = Vec::new();
    for way in ways {
        match told.iter_mut().find(|(_, text)| *text == words(way)) {
            None => told.push((vec![way.severity], words(way))),
            Some((severities, _)) if severities.contains(&way.severity) => {}
            Some((severities, _)) => severities.push(way.severity),
        }
    }
    if let [(_, words)] = &told[..] {
        return paragraph(page, &template(words));
    }
    let mixed = told.iter().any(|(severities, _)| *severities != told[0].0);
    for (severities, words) in &told {
        let severities: Vec<&str> = severities.iter().map(|severity| severity.word()).collect();
        let severity = if mixed { format!("**{}**: ", severities.join(" or ")) } else { String::new() };
        item(page, &format!("{severity}{}", template(words)));
    }
}

fn dates(page: &mut String, rule: &Rule, ways: &[Way<'_>]) {
    let limited: Vec<&Way<'_>> = ways.iter().filter(|way| !way.in_force.is_empty()).collect();
    if limited.is_empty() {
        return;
    }
    head(page, "For which dates of service");
    match rule.in_force {
        Some(period) => paragraph(page, &span(period)),
        None => limited.iter().for_each(|way| {
            let periods: Vec<String> = way.in_force.iter().map(|period| span(*period)).collect();
            item(page, &format!("{}: {}", periods.join(", "), template(way.help)));
        }),
    }
}

/// `from 2016-10-01`, `from 2015-10-01 until 2024-09-30`.
fn span(period: Period) -> String {
    let end = |word: &str, day: Option<Date>| day.map(|day| format!("{word} {day}"));
    [end("from", period.from), end("until", period.until)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn columns(page: &mut String, rule: &Rule) {
    let Columns { needed, partly, excusing, links } = rule.columns();
    if needed.is_empty() && partly.is_empty() {
        return;
    }
    head(page, "Which columns it reads");
    if !needed.is_empty() {
        item(page, &format!("It needs {}.", all(&needed)));
    }
    if !partly.is_empty() {
        item(page, &format!("For part of it: {}.", all(&partly)));
    }
    if links {
        item(
            page,
            "Without `dx_pointers` or `line_dx` it speaks of institutional claims only, which have no pointers.",
        );
    }
    if !excusing.is_empty() {
        item(page, &format!("Its exceptions are seen by {}.", all(&excusing)));
    }
}

/// `modifier1`, and `bill_type` or `facility_type`.
fn all(groups: &[Vec<Field>]) -> String {
    let any = |group: &Vec<Field>| match group.as_slice() {
        // The principal diagnosis by itself stands for the first of the list, wherever that is.
        [Field::Dx(DxField::Principal)] => "the first diagnosis (`dx1` or `principal_dx`)".to_owned(),
        fields => fields.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(" or "),
    };
    groups.iter().map(any).collect::<Vec<_>>().join(", and ")
}
