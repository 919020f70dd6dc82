//! Which rules speak about a code: asked of the rules themselves and of the native checks.

use super::Severities;
use super::Source;
use crate::check::native;
use crate::rule::{Registry, Rule, RuleId, Speaks, Topic, without_claim};
use serde::Serialize;

/// A rule on one line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleLine {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How sure it is.
    #[serde(flatten)]
    pub severity: Severities,
    /// What it says; words in `<…>` stand for what is on the claim.
    pub message: String,
    /// Whether it finds something where the code is, or is silent there.
    pub speaks: Speaks,
}

/// The rules that speak about a code on the day, in the order of the rule files.
pub(super) fn about(source: Source<'_>, topic: Topic) -> Vec<RuleLine> {
    let Source { registry, book, on } = source;
    let natives: Vec<RuleId> =
        native::speaks_of(topic, book, on).iter().filter_map(|name| registry.find(name)).collect();
    let speaks = |(id, rule): (RuleId, &Rule)| {
        let native = natives.contains(&id).then_some(Speaks::Finds);
        Some(line(rule, native.or_else(|| rule.speaks_of(topic, book, on))?))
    };
    let holds = |rule: &Rule| rule.in_force.is_none_or(|period| period.holds(Some(on)));
    registry.ids().filter(|(_, rule)| holds(rule)).filter_map(speaks).collect()
}

fn line(rule: &Rule, speaks: Speaks) -> RuleLine {
    RuleLine {
        code: rule.code.clone(),
        name: rule.name.clone(),
        severity: Severities::of(rule),
        message: without_claim(&rule.message),
        speaks,
    }
}

/// The names and codes of all rules, and the names of their packs.
pub(super) fn names(registry: &Registry) -> impl Iterator<Item = &str> {
    registry.rules().iter().flat_map(|rule| [rule.name.as_str(), rule.code.as_str(), rule.pack.as_str()])
}
