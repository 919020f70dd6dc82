//! `claimlint rules`: the rules there are, as a table or as JSON.

use super::Exit;
use super::here::Here;
use super::output::print;
use crate::check::registry;
use crate::error::{Error, Result};
use crate::explain::Severities;
use crate::icd::CodeBook;
use crate::render::escape;
use crate::report::RuleCard;
use crate::rule::Selection;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::Path;

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct RulesArguments {
    /// How to list them
    #[arg(long, value_enum, default_value = "table")]
    format: Listing,

    #[command(flatten)]
    here: Here,
}

/// A rule of the list.
#[derive(Serialize)]
struct Listed {
    #[serde(flatten)]
    card: RuleCard,
    /// Its severities as the pages tell them.
    #[serde(skip)]
    severities: String,
    /// The pack it belongs to.
    pack: String,
    /// Whether it runs with the settings of this folder.
    on: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Listing {
    /// A table for reading
    Table,
    /// A JSON list of objects
    Json,
}

/// Lists the rules.
///
/// # Errors
/// When a rule file cannot be read or the list cannot be written.
pub(super) fn run(arguments: &RulesArguments) -> Result<Exit> {
    let config = arguments.here.config()?;
    let registry = registry(&config.packs, CodeBook::embedded())?;
    let selection = Selection::new(&registry, &config.select, &config.ignore).map_err(|error| config.placed(error))?;
    let listed = registry.ids().map(|(id, rule)| Listed {
        card: RuleCard::from(rule),
        severities: Severities::of(rule).to_string(),
        pack: rule.pack.clone(),
        on: selection.contains(id),
    });
    let rules: Vec<Listed> = listed.collect();
    let text = match arguments.format {
        Listing::Table => table(&rules),
        Listing::Json => {
            let text = serde_json::to_string_pretty(&rules);
            text.map_err(|error| Error::io("write", Path::new("standard output"))(error.into()))? + "\n"
        }
    };
    print(&text)?;
    Ok(Exit::Clean)
}

fn table(rules: &[Listed]) -> String {
    let code = column(rules, "code", |rule| &rule.card.code);
    let name = column(rules, "name", |rule| &rule.card.name);
    let severity = column(rules, "severity", |rule| &rule.severities);
    let mut text = format!("{:code$}  {:severity$}  here  {:name$}  what it says\n", "code", "severity", "name");
    for Listed { card, severities, on, .. } in rules {
        let (id, title, here) = (escape(&card.code), escape(&card.name), if *on { "on" } else { "off" });
        let line = format!("{id:code$}  {severities:severity$}  {here:4}  {title:name$}  {}", escape(&card.message));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn column(rules: &[Listed], head: &str, cell: impl Fn(&Listed) -> &str) -> usize {
    rules.iter().map(|rule| cell(rule).len()).chain([head.len()]).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Severity;

    #[test]
    fn rules_stand_in_columns() {
        let listed = |code: &str, name: &str, on: bool| Listed {
            card: RuleCard {
                code: code.to_owned(),
                name: name.to_owned(),
                severity: Severity::Error,
                message: "<code> is a header".to_owned(),
                summary: None,
                why: String::new(),
                help: String::new(),
                source: "manual".to_owned(),
                url: None,
            },
            severities: "error".to_owned(),
            pack: "pack".to_owned(),
            on,
        };
        let rules = [listed("ICD101", "dx-header-not-billable", true), listed("ND1", "mod-53", false)];
        insta::assert_snapshot!(table(&rules), @r#"
code    severity  here  name                    what it says
ICD101  error     on    dx-header-not-billable  <code> is a header
ND1     error     off   mod-53                  <code> is a header
"#);
    }
}
