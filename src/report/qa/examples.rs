//! What is gathered from the findings as they pass: the first of each rule, and the codes they are about.

use super::codes::{self, Codes};
use super::count::place;
use super::{By, Groups, Sample};
use crate::report::{CellText, Diagnostic, Report};
use crate::rule::RuleId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

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
    /// What to do about it.
    #[serde(default)]
    pub help: String,
    /// The cells the rule read: header and value.
    pub cells: Vec<(String, String)>,
    /// The groups of the claim: what they are by, and which.
    #[serde(default)]
    pub groups: Vec<(String, String)>,
}

/// Examples and codes, in bounded memory however many findings there are.
#[derive(Debug)]
pub struct Gathered {
    per_rule: usize,
    /// How often each rule spoke: errors, warnings, infos.
    pub(super) counts: BTreeMap<RuleId, [u64; 3]>,
    pub(super) first: BTreeMap<RuleId, Vec<Diagnostic>>,
    pub(super) codes: Codes,
    pub(super) pairs: Codes,
    /// The findings on the claims of a sample, by file and claim.
    of_claims: HashMap<u32, HashMap<String, Vec<Diagnostic>>>,
}

impl Gathered {
    /// Nothing yet; of each rule the first so many findings are to be kept.
    #[must_use]
    pub fn new(per_rule: usize) -> Self {
        Self {
            per_rule,
            counts: BTreeMap::new(),
            first: BTreeMap::new(),
            codes: Codes::default(),
            pairs: Codes::default(),
            of_claims: HashMap::new(),
        }
    }

    /// The same, and all findings on the claims of a sample.
    #[must_use]
    pub fn with_sample(mut self, groups: Option<&Groups>) -> Self {
        let drawn = groups.and_then(|groups| groups.sample.as_ref()).into_iter().flat_map(Sample::drawn);
        for claim in drawn.filter(|(_, flagged, _)| *flagged).flat_map(|(.., claims)| claims) {
            self.of_claims.entry(claim.file).or_default().insert(claim.claim_id, Vec::new());
        }
        self
    }

    /// Keeps a finding on a claim of the sample. It has to name the claim, so it is told before redaction.
    pub fn keep(&mut self, finding: &Diagnostic) {
        let of_file = self.of_claims.get_mut(&finding.file);
        if let Some(of_claim) = of_file.and_then(|claims| claims.get_mut(finding.claim_id.as_deref()?)) {
            of_claim.push(finding.clone());
        }
    }

    /// What was kept of a claim.
    pub(super) fn of_claim(&self, file: u32, claim_id: &str) -> &[Diagnostic] {
        self.of_claims.get(&file).and_then(|claims| claims.get(claim_id)).map_or(&[], Vec::as_slice)
    }

    /// Takes note of a finding.
    pub fn add(&mut self, finding: &Diagnostic) {
        self.counts.entry(finding.rule).or_default()[place(finding.severity)] += 1;
        let first = self.first.entry(finding.rule).or_default();
        if first.len() < self.per_rule {
            first.push(finding.clone());
        }
        let mut codes = codes::read(finding);
        if codes.len() > 1 {
            let mut pair = codes.clone();
            pair.truncate(2);
            pair.sort_unstable();
            self.pairs.add(pair, finding);
        }
        if codes.is_empty() {
            return;
        }
        codes.truncate(1);
        self.codes.add(codes, finding);
    }

    /// All findings: errors, warnings, infos.
    pub(super) fn found(&self) -> [u64; 3] {
        let mut found = [0; 3];
        for counts in self.counts.values() {
            found.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        found
    }

    /// The examples of a rule.
    pub(super) fn examples(&self, rule: RuleId, report: Report<'_>, by: &[By]) -> Vec<Example> {
        let first = self.first.get(&rule).into_iter().flatten().take(self.per_rule);
        let example = |finding: &Diagnostic| {
            let (file, line, _) = report.place(finding);
            Example {
                file: file.to_owned(),
                line,
                claim_id: finding.claim_id.clone(),
                message: finding.message.clone(),
                help: finding.help.trim().to_owned(),
                cells: finding.cells.iter().map(shown).collect(),
                groups: by.iter().map(ToString::to_string).zip(finding.groups.iter().cloned()).collect(),
            }
        };
        first.map(example).collect()
    }
}

fn shown(cell: &CellText) -> (String, String) {
    (cell.header.clone(), cell.printable().to_owned())
}
