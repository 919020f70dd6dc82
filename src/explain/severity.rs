//! How sure a rule is, told in one way on every page and list: `warning (error on inpatient claims)`.

use crate::rule::{Rule, Severity};
use serde::Serialize;
use std::fmt;

/// The severities a rule speaks with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Severities {
    /// The severity of the rule.
    pub severity: Severity,
    /// Those of the ways it can be broken, the worst first.
    pub severities: Vec<Severity>,
    /// The severity on inpatient claims, where it is another.
    pub severity_on_inpatient: Option<Severity>,
}

impl Severities {
    /// Those of a rule.
    #[must_use]
    pub fn of(rule: &Rule) -> Self {
        let mut severities: Vec<Severity> = rule.ways().iter().map(|way| way.severity).collect();
        severities.sort_unstable_by(|a, b| b.cmp(a));
        severities.dedup();
        Self { severity: rule.severity, severities, severity_on_inpatient: rule.severity_on_inpatient }
    }
}

impl fmt::Display for Severities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.severities.iter().map(|severity| severity.word()).collect();
        let own = words.join(" or ");
        match self.severity_on_inpatient.map(Severity::word).filter(|&word| word != own) {
            Some(word) => f.pad(&format!("{own} ({word} on inpatient claims)")),
            None => f.pad(&own),
        }
    }
}
