//! The codes findings are about, and the pairs of codes that do not go together, counted in bounded memory.

use crate::field::Field;
use crate::report::Diagnostic;
use crate::rule::Severity;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Most codes, or pairs, that are counted each for itself. A file of nonsense can have millions.
const MOST: usize = 20_000;

/// A code, or several that were judged together, and how often something was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CodeFigures {
    /// As written in the claims: the blamed one, or a pair in the order of the alphabet, whichever of the two was blamed.
    pub codes: Vec<String>,
    /// Findings.
    pub findings: u64,
    /// Of these, errors.
    pub errors: u64,
    /// The rule that spoke most often, by name.
    pub rule: String,
}

/// Codes, or pairs, being counted.
#[derive(Debug, Default)]
pub struct Codes {
    counts: HashMap<Vec<String>, Counted>,
    /// Findings on codes there was no room for.
    pub folded: u64,
}

#[derive(Debug, Default)]
struct Counted {
    findings: u64,
    errors: u64,
    rules: Vec<(crate::rule::RuleId, u64)>,
}

impl Codes {
    /// Counts a finding on these codes.
    pub(super) fn add(&mut self, codes: Vec<String>, finding: &Diagnostic) {
        if self.counts.len() >= MOST && !self.counts.contains_key(&codes) {
            self.folded += 1;
            return;
        }
        let counted = self.counts.entry(codes).or_default();
        counted.findings += 1;
        counted.errors += u64::from(finding.severity == Severity::Error);
        match counted.rules.iter_mut().find(|(rule, _)| *rule == finding.rule) {
            Some((_, often)) => *often += 1,
            None => counted.rules.push((finding.rule, 1)),
        }
    }

    /// The most frequent ones, the most frequent first.
    pub(super) fn top(&self, most: usize, name: impl Fn(crate::rule::RuleId) -> String) -> Vec<CodeFigures> {
        let mut all: Vec<_> = self.counts.iter().collect();
        all.sort_by(|(a, one), (b, other)| other.findings.cmp(&one.findings).then_with(|| a.cmp(b)));
        all.truncate(most);
        all.into_iter()
            .map(|(codes, counted)| CodeFigures {
                codes: codes.clone(),
                findings: counted.findings,
                errors: counted.errors,
                rule: counted
                    .rules
                    .iter()
                    .max_by_key(|(rule, often)| (*often, std::cmp::Reverse(*rule)))
                    .map_or_else(String::new, |(rule, _)| name(*rule)),
            })
            .collect()
    }
}

/// The codes a finding read, the blamed one first, each once.
pub(super) fn read(finding: &Diagnostic) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    let is_code = |field| matches!(field, Field::Dx(_) | Field::ProcedureCode);
    for cell in finding.cells.iter().filter(|cell| is_code(cell.field)) {
        if !cell.value.is_empty() && !codes.contains(&cell.value) {
            codes.push(cell.value.clone());
        }
    }
    codes
}
