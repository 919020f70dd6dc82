//! `claimlint rules`: the rules there are, as a table or as JSON.

use super::Exit;
use super::output::print;
use crate::check::registry;
use crate::error::{Error, Result};
use crate::icd::CodeBook;
use crate::render::escape;
use crate::report::RuleCard;
use clap::{Args, ValueEnum, ValueHint};
use std::path::{Path, PathBuf};

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct RulesArguments {
    /// How to list them
    #[arg(long, value_enum, default_value = "table")]
    format: Listing,

    /// A rule file beside the built-in rules; can be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pack: Vec<PathBuf>,
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
    let registry = registry(&arguments.pack, CodeBook::embedded())?;
    let rules: Vec<RuleCard> = registry.rules().iter().map(RuleCard::from).collect();
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

fn table(rules: &[RuleCard]) -> String {
    let code = column(rules, "code", |rule| &rule.code);
    let name = column(rules, "name", |rule| &rule.name);
    let mut text = format!("{:code$}  {:8}  {:name$}  what it says\n", "code", "severity", "name");
    for rule in rules {
        let summary = escape(rule.summary.as_deref().unwrap_or(&rule.source));
        let line =
            format!("{:code$}  {:8}  {:name$}  {summary}", escape(&rule.code), rule.severity, escape(&rule.name));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn column(rules: &[RuleCard], head: &str, cell: impl Fn(&RuleCard) -> &str) -> usize {
    rules.iter().map(|rule| cell(rule).len()).chain([head.len()]).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Severity;

    #[test]
    fn rules_stand_in_columns() {
        let card = |code: &str, name: &str, summary: Option<&str>| RuleCard {
            code: code.to_owned(),
            name: name.to_owned(),
            severity: Severity::Error,
            summary: summary.map(str::to_owned),
            source: "manual".to_owned(),
            url: None,
        };
        let rules = [card("ICD101", "dx-header-not-billable", Some("a header")), card("ND1", "mod-53", None)];
        insta::assert_snapshot!(table(&rules), @r#"
code    severity  name                    what it says
ICD101  error     dx-header-not-billable  a header
ND1     error     mod-53                  manual
"#);
    }
}
