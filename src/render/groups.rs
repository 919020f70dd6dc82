//! Findings of one rule on one code taken together, for formats that have room for some thousand entries and must still
//! count a hundred thousand.

use crate::report::{CellText, Diagnostic, Standing};
use crate::rule::{RuleId, Severity};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Codes of one rule that are told apart; the others are counted together, so that memory is bounded.
const CODES: usize = 250;

/// Findings of one rule on one code, or on all codes beyond those told apart.
#[derive(Debug)]
pub(super) struct Group {
    /// The first of them.
    pub(super) first: Diagnostic,
    /// What the blamed cell holds; `None` for the codes that are not told apart.
    pub(super) code: Option<String>,
    /// How many there are.
    pub(super) count: u64,
}

/// All groups of a run.
#[derive(Debug, Default)]
pub(super) struct Groups {
    rules: BTreeMap<(Standing, Reverse<Severity>, RuleId), OfRule>,
}

#[derive(Debug, Default)]
struct OfRule {
    codes: BTreeMap<String, Group>,
    others: Option<Group>,
}

impl Groups {
    /// Takes a finding up.
    pub(super) fn add(&mut self, finding: &Diagnostic) {
        let rule = self.rules.entry((finding.standing, Reverse(finding.severity), finding.rule)).or_default();
        let code = finding.cells.first().map(CellText::printable).unwrap_or_default();
        if let Some(group) = rule.codes.get_mut(code) {
            group.count += 1;
        } else if rule.codes.len() < CODES {
            let group = Group { first: finding.clone(), code: Some(code.to_owned()), count: 1 };
            rule.codes.insert(code.to_owned(), group);
        } else {
            rule.others.get_or_insert_with(|| Group { first: finding.clone(), code: None, count: 0 }).count += 1;
        }
    }

    /// The groups: the worst first, of one severity those with the most findings first, and what is set aside last.
    pub(super) fn worst_first(self) -> Vec<Group> {
        let mut groups: Vec<Group> =
            self.rules.into_values().flat_map(|rule| rule.codes.into_values().chain(rule.others)).collect();
        let counts = |group: &Group| group.first.standing == Standing::Open;
        groups.sort_by_key(|group| Reverse((counts(group), group.first.severity, group.count)));
        groups
    }
}

/// How often each fingerprint came by: equal findings get numbers, for hosts that show one of each fingerprint only.
#[derive(Debug, Default)]
pub(super) struct Fingerprints(std::collections::HashMap<u64, u32>);

impl Fingerprints {
    /// The fingerprint of a finding, different for each.
    pub(super) fn unique(&mut self, finding: &Diagnostic) -> String {
        let seen = self.0.entry(finding.fingerprint).or_default();
        *seen += 1;
        match *seen {
            1 => format!("{:016x}", finding.fingerprint),
            again => format!("{:016x}-{again}", finding.fingerprint),
        }
    }
}
