//! Rules prove themselves: every example of every rule is checked as a claim file, by all rules.

use super::file::{self, Run};
use super::policy::Policies;
use super::{Input, Layouts, Settings, registry};
use crate::date::Date;
use crate::error::Result;
use crate::icd::CodeBook;
use crate::rule::{Example, Rule, RuleId, Selection, Severity};
use crate::table::Tables;
use std::fmt::Write as _;
use std::path::PathBuf;

/// What running the examples came to.
#[derive(Debug, Default)]
pub struct Proof {
    /// Rules whose examples were run.
    pub rules: u64,
    /// Their examples.
    pub examples: u64,
    /// The examples that do not hold.
    pub failures: Vec<Refuted>,
}

/// An example that does not hold, or a rule that has too few.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refuted {
    /// The rule's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What is wrong.
    pub problem: String,
}

/// Runs the examples of the rules of `packs`, or of the shipped rules where there are none.
///
/// # Errors
/// When a rule file cannot be read or has a mistake in it.
pub fn prove(packs: &[PathBuf]) -> Result<Proof> {
    let book = CodeBook::embedded();
    let registry = registry(packs, book)?;
    let shipped = registry.rules().len() - (registry.rules().len() - super::registry(&[], book)?.rules().len());
    let settings = Settings::default();
    let selection = Selection::new(&registry, &[], &[])?;
    let tables = Tables::default();
    let today = day_of_examples();
    let layouts = Layouts::default();
    let policies = Policies::new(&registry, &settings, today)?;
    let run = Run {
        settings: &settings,
        registry: &registry,
        selection: &selection,
        policies: &policies,
        book,
        tables: &tables,
        today,
        layouts: &layouts,
        companions: &[],
    };
    let mut proof = Proof::default();
    for (id, rule) in registry.ids().skip(if packs.is_empty() { 0 } else { shipped }) {
        proof.rules += 1;
        let mut problems = Vec::new();
        for fires in [true, false] {
            if !rule.examples.iter().any(|example| example.fires == fires) {
                problems.push(format!("it has no `{}` example", if fires { "fires" } else { "quiet" }));
            }
        }
        for example in &rule.examples {
            proof.examples += 1;
            problems.extend(refuted(&run, id, rule, example)?);
        }
        let refuted = |problem| Refuted { code: rule.code.clone(), name: rule.name.clone(), problem };
        proof.failures.extend(problems.into_iter().map(refuted));
    }
    Ok(proof)
}

/// The day taken for today where examples are run: what they show does not depend on the day that is.
#[must_use]
pub fn day_of_examples() -> Date {
    Date::new(2098, 12, 31).unwrap_or_else(Date::today)
}

/// What is wrong with an example; `None` when it holds.
fn refuted(run: &Run<'_>, id: RuleId, rule: &Rule, example: &Example) -> Result<Option<String>> {
    let word = if example.fires { "fires" } else { "quiet" };
    let about = example.about.as_deref().unwrap_or("no title");
    let input = Input::Text { name: format!("example of {}", rule.name), text: example.csv.clone() };
    let given = rule.table.zip(example.table.as_deref());
    let tables = match given.map(|(table, text)| Tables::of_text(table, text)).transpose() {
        Ok(tables) => tables.unwrap_or_default(),
        Err(error) => return Ok(Some(format!("the table of the `{word}` example ({about}) cannot be read: {error}"))),
    };
    let outcome = match file::check(&Run { tables: &tables, ..*run }, &input, 0) {
        Ok(outcome) => outcome,
        Err(error) => return Ok(Some(format!("`{word}` example ({about}) cannot be read: {error}"))),
    };
    let (mut own, mut others) = (false, String::new());
    for finding in &outcome.findings {
        let finding = finding?;
        own |= finding.rule == id;
        if finding.rule != id && finding.severity == Severity::Error {
            let _ = write!(others, "; {} says: {}", run.registry.rule(finding.rule).name, finding.message);
        }
    }
    Ok(match (example.fires, own) {
        (true, false) => Some(format!("`fires` example ({about}) stays silent{others}")),
        (false, true) => Some(format!("`quiet` example ({about}) is reported{others}")),
        (false, false) if !others.is_empty() => {
            Some(format!("`quiet` example ({about}) breaks another error-level rule{others}"))
        }
        _ => None,
    })
}
