//! Rules as pages to read: an index, and for each rule what it finds, why, when it stays silent, what to do, where it is
//! written, and its examples with the findings they make.
//!
//! Everything is printed from the rule files, and every finding is what the linter says of the example today, so a page
//! cannot say anything the program does not do. `rules/README.md` is the page of the shipped rules.

mod example;
mod section;
mod text;

pub use example::finding;

use crate::error::Result;
use crate::icd::CodeBook;
use crate::rule::{Registry, Rule, RuleId, Severity};
use std::fmt::Write as _;
use text::{anchor, plain, template};

/// The page of all rules of a registry, in Markdown.
///
/// # Errors
/// When an example cannot be read as a claim file.
pub fn rules(registry: &Registry, book: &CodeBook) -> Result<String> {
    let mut page = String::from(INTRODUCTION);
    for pack in registry.packs() {
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## {}\n\n{}\n\n", pack.name, plain(&pack.about));
        page += "| code | rule | severity | what it finds |\n|---|---|---|---|\n";
        for rule in registry.rules().iter().filter(|rule| rule.pack == pack.name) {
            page += &row(rule);
        }
    }
    page += "\n---\n";
    for (id, _) in registry.ids() {
        page += "\n";
        page += &rule(registry, id, book)?;
    }
    Ok(page)
}

/// The section of one rule, in Markdown.
///
/// # Errors
/// When one of its examples cannot be read as a claim file.
pub fn rule(registry: &Registry, id: RuleId, book: &CodeBook) -> Result<String> {
    let rule = registry.rule(id);
    let mut page = section::of(rule);
    page += "\n### Examples\n";
    for example in &rule.examples {
        page += &example::of(registry, id, example, book)?;
    }
    Ok(page)
}

const INTRODUCTION: &str = "\
# The rules

Every rule claimlint has, printed from the rule files in this folder. [LANGUAGE.md](LANGUAGE.md) says how to write one.

An **error** contradicts an official rule or the definition of a code. A **warning** is likely wrong, but the record can
justify it. An **info** depends on the payer, or is a prompt to check. Codes and names are permanent: either of them goes
into `--select` and `--ignore`, and so do the name of a pack and the beginning of codes (`ND2`). Words in *italics* stand for
what is on the claim.
";

fn row(rule: &Rule) -> String {
    let title = format!("{} {}", rule.code, rule.name);
    format!(
        "| [{}](#{}) | {} | {} | {} |\n",
        rule.code,
        anchor(&title),
        rule.name,
        severities(rule),
        template(&rule.message).replace('|', "\\|")
    )
}

/// `error`, or `error or warning`.
fn severities(rule: &Rule) -> String {
    rule.severities().into_iter().map(Severity::word).collect::<Vec<_>>().join(" or ")
}
