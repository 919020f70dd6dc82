//! The page of a rule: what it finds, why, when not, what to do, where it is written, and its examples.

use super::Paper;
use crate::explain::{RuleOfSheet, RuleSheet, RulesSheet};
use crate::render::counted;

/// Writes the page.
pub(super) fn write(sheet: &RuleSheet, paper: &mut Paper) {
    paper.title(&sheet.code, &sheet.name);
    paper.statement(&format!("{}, pack {}", sheet.severity, sheet.pack));
    each(paper, "What it finds", sheet.ways.iter().map(|way| way.finds.as_str()));
    paper.section("Why");
    paper.line(&sheet.why);
    each(paper, "When it stays silent", sheet.silent_when.iter().map(String::as_str));
    each(paper, "What would excuse the claim and cannot be seen on it", sheet.cannot_see.iter().map(String::as_str));
    each(paper, "What to do", sheet.ways.iter().map(|way| way.fix.as_str()));
    paper.section("Where it is written");
    paper.line(&sheet.source);
    if let Some(url) = &sheet.url {
        paper.address(url);
    }
    let days = [("from", sheet.from), ("until", sheet.until)];
    let days: Vec<String> = days.iter().filter_map(|(word, day)| day.map(|day| format!("{word} {day}"))).collect();
    if !days.is_empty() {
        paper.section("For which dates of service");
        paper.line(&days.join(" "));
    }
    each(paper, "Which columns it needs", sheet.needs.iter().map(|any| any.join(" or ")));
    examples(sheet, paper);
}

/// Writes the page of a pack, or of rules whose codes begin alike.
pub(super) fn several(sheet: &RulesSheet, paper: &mut Paper) {
    paper.title(&sheet.id, &counted(sheet.rules.len() as u64, "rule"));
    if let Some(about) = &sheet.about {
        paper.statement(about);
    }
    list(&sheet.rules, "Rules", paper);
    if let Some(first) = sheet.rules.first() {
        paper.section("More");
        paper.line(&format!("claimlint explain {} explains one of them", first.code));
    }
}

/// Rules on a line each.
pub(super) fn list(rules: &[RuleOfSheet], heading: &str, paper: &mut Paper) {
    paper.section(heading);
    for rule in rules {
        paper.row(&rule.code, 5, &format!("{} {}: {}", rule.severity, rule.name, rule.message));
    }
}

/// A heading with a line for each text, where there is any; one said twice is told once.
fn each<T: AsRef<str> + PartialEq>(paper: &mut Paper, heading: &str, texts: impl Iterator<Item = T>) {
    let mut told: Vec<T> = Vec::new();
    for text in texts {
        if told.is_empty() {
            paper.section(heading);
        }
        if !told.contains(&text) {
            paper.line(text.as_ref());
            told.push(text);
        }
    }
}

fn examples(sheet: &RuleSheet, paper: &mut Paper) {
    for example in &sheet.examples {
        let about = example.about.as_deref().unwrap_or("a claim");
        paper.section(&format!("Example: {about}"));
        paper.verbatim(&example.claim);
        match &example.finding {
            Some(finding) => {
                paper.line("It says:");
                paper.verbatim(finding);
            }
            None => paper.line("It says nothing."),
        }
    }
}
