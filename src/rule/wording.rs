//! From what a rule says to what it means: its words and its examples.

use super::check::Checker;
use super::logic::Case;
use super::rule::{Example, Rule};
use super::spec::RuleSpec;
use super::template::{offered, placeholders};
use super::text::{Word, did_you_mean};
use crate::error::Result;

impl Checker<'_> {
    pub(super) fn examples(self, spec: &RuleSpec) -> Result<Vec<Example>> {
        let mut examples = Vec::new();
        for example in &spec.examples {
            let about = example.about.as_ref().map(|word| word.get_ref().trim().to_owned());
            let (fires, csv) = match (&example.fires, &example.quiet) {
                (Some(csv), None) => (true, csv),
                (None, Some(csv)) => (false, csv),
                _ => {
                    let help = "one file under `fires` or under `quiet`";
                    let message = "an example shows one claim file".to_owned();
                    return Err(self.fault(example.place.clone(), message, help));
                }
            };
            let table = example.table.as_ref().map(|word| word.get_ref().trim_start().to_owned());
            if let Some(word) = example.table.as_ref().filter(|_| spec.table.is_none()) {
                let message = "this rule looks into no table".to_owned();
                return Err(self.fault(word.span(), message, "only a rule with `table = \"…\"` has examples with one"));
            }
            examples.push(Example { about, fires, csv: csv.get_ref().trim_start().to_owned(), table });
        }
        for (fires, key) in [(true, "fires"), (false, "quiet")] {
            if !examples.iter().any(|example| example.fires == fires) {
                let message = format!(
                    "`{}` has no example that {}",
                    spec.name.get_ref(),
                    if fires { "fires" } else { "is quiet" }
                );
                let help = format!("add `[[rule.example]]` with `{key} = \"\"\"…\"\"\"`");
                return Err(self.fault(spec.name.span(), message, &help));
            }
        }
        Ok(examples)
    }

    /// Every placeholder has a word: in the rule's own templates for all its cases, in a case's for that case.
    pub(super) fn templates(self, spec: &RuleSpec, rule: &Rule) -> Result<()> {
        let all: Vec<Vec<String>> = rule.logic.cases.iter().map(|case| offered(&case.when)).collect();
        let has = |words: &[Vec<String>], name: &str| {
            rule.words.iter().any(|word| word == name)
                || (!words.is_empty() && words.iter().all(|words| words.iter().any(|word| word == name)))
        };
        let check = |word: &Word, words: &[Vec<String>]| {
            let names = placeholders(word.get_ref())
                .map_err(|problem| self.fault(word.span(), problem, "a placeholder is `{word}`"))?;
            match names.into_iter().find(|name| !has(words, name)) {
                None => Ok(()),
                Some(name) => {
                    let known: Vec<&str> = words
                        .iter()
                        .flatten()
                        .chain(&rule.words)
                        .map(String::as_str)
                        .filter(|name| has(words, name))
                        .collect();
                    let start = word.span().start + self.source.text[word.span()].find(name).unwrap_or(0);
                    let message = format!("nothing fills in `{{{name}}}`");
                    let help = Some(did_you_mean(name, &known));
                    Err(self.source.error(start..start + name.len(), message, "no such word here", help))
                }
            }
        };
        // A case with its own template does not need the words of the rule's.
        let without = |own: fn(&Case) -> bool| -> Vec<Vec<String>> {
            let cases = rule.logic.cases.iter().zip(&all);
            let words: Vec<_> = cases.filter(|(case, _)| !own(case)).map(|(_, words)| words.clone()).collect();
            if words.is_empty() { all.clone() } else { words }
        };
        check(&spec.message, &without(|case| case.message.is_some()))?;
        check(&spec.help, &without(|case| case.help.is_some()))?;
        for (case, words) in spec.cases.iter().zip(&all) {
            for template in case.message.iter().chain(&case.help) {
                check(template, std::slice::from_ref(words))?;
            }
        }
        Ok(())
    }
}
