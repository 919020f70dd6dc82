//! What is gathered from the findings as they pass: the first of each rule, and the codes they are about.

use super::codes::{self, Codes};
use crate::report::{CellText, Diagnostic};
use crate::rule::RuleId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A finding as an example of its rule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Example {
    /// Which of the run's files.
    pub file: String,
    /// Physical line.
    pub line: u64,
    /// The claim, where it has an id.
    pub claim_id: Option<String>,
    /// What is wrong.
    pub message: String,
    /// The cells the rule read: header and value.
    pub cells: Vec<(String, String)>,
}

/// Examples and codes, in bounded memory however many findings there are.
#[derive(Debug)]
pub struct Gathered {
    per_rule: usize,
    pub(super) first: BTreeMap<RuleId, Vec<Diagnostic>>,
    pub(super) codes: Codes,
    pub(super) pairs: Codes,
}

impl Gathered {
    /// Nothing yet; of each rule the first so many findings are to be kept.
    #[must_use]
    pub fn new(per_rule: usize) -> Self {
        Self { per_rule, first: BTreeMap::new(), codes: Codes::default(), pairs: Codes::default() }
    }

    /// Takes note of a finding.
    pub fn add(&mut self, finding: &Diagnostic) {
        let first = self.first.entry(finding.rule).or_default();
        // One is kept whatever is asked for: it says how to mend the fault.
        if first.len() < self.per_rule.max(1) {
            first.push(finding.clone());
        }
        let mut codes = codes::read(finding);
        if codes.len() > 1 {
            codes.truncate(2);
            self.pairs.add(codes.clone(), finding);
        }
        if codes.is_empty() {
            return;
        }
        codes.truncate(1);
        self.codes.add(codes, finding);
    }

    /// The examples of a rule.
    pub(super) fn examples(&self, rule: RuleId, file: impl Fn(u32) -> String) -> Vec<Example> {
        let first = self.first.get(&rule).into_iter().flatten().take(self.per_rule);
        first
            .map(|finding| Example {
                file: file(finding.file),
                line: finding.line,
                claim_id: finding.claim_id.clone(),
                message: finding.message.clone(),
                cells: finding.cells.iter().map(shown).collect(),
            })
            .collect()
    }
}

fn shown(cell: &CellText) -> (String, String) {
    (cell.header.clone(), cell.printable().to_owned())
}
