//! Findings within a number of results: single ones as long as there is room, then the largest groups of one rule and code
//! taken together, so that what is rare stays to be seen.

use crate::render::groups::Group;
use crate::report::{CellText, Diagnostic, Standing};
use crate::rule::{RuleId, Severity};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What is set aside last, the worst first.
type Kind = (Standing, Reverse<Severity>, RuleId);
/// A kind on one code; on all codes that are not told apart where there is none.
type Key = (Kind, Option<String>);

/// The findings of a run, of which never many more than `most` are held.
#[derive(Debug)]
pub(super) struct Fold {
    most: usize,
    groups: BTreeMap<Key, Held>,
    /// Findings that are held.
    held: usize,
    /// Kinds some of whose codes are taken together.
    mixed: BTreeSet<Kind>,
    /// The first finding of each file.
    files: BTreeMap<u32, Diagnostic>,
}

#[derive(Debug, Default)]
struct Held {
    count: u64,
    /// All of them, or the first where they are folded.
    findings: Vec<Diagnostic>,
    folded: bool,
}

/// What becomes a result.
#[derive(Debug)]
pub(super) enum Entry {
    Single(Diagnostic),
    Group(Group),
}

impl Entry {
    pub(super) const fn first(&self) -> &Diagnostic {
        match self {
            Self::Single(finding) => finding,
            Self::Group(group) => &group.first,
        }
    }

    pub(super) const fn count(&self) -> u64 {
        match self {
            Self::Single(_) => 1,
            Self::Group(group) => group.count,
        }
    }
}

impl Fold {
    pub(super) fn new(most: usize) -> Self {
        Self { most, groups: BTreeMap::new(), held: 0, mixed: BTreeSet::new(), files: BTreeMap::new() }
    }

    /// Takes a finding up.
    pub(super) fn add(&mut self, finding: &Diagnostic) {
        if self.files.len() < self.most {
            self.files.entry(finding.file).or_insert_with(|| finding.clone());
        }
        let key = self.key(finding);
        let group = self.groups.entry(key).or_default();
        group.count += 1;
        if !group.folded || group.findings.is_empty() {
            group.findings.push(finding.clone());
            self.held += 1;
            while self.held > self.most && self.fold() {}
        }
    }

    /// The rules of the findings.
    pub(super) fn rules(&self) -> BTreeSet<RuleId> {
        self.groups.keys().map(|((_, _, rule), _)| *rule).collect()
    }

    /// The results, the worst first and what is set aside last, and the groups for which there is no room.
    pub(super) fn entries(mut self) -> (Vec<Entry>, Vec<Group>) {
        let mut unnamed = self.unnamed();
        while self.held + unnamed.len() > self.most && self.fold() {
            unnamed = self.unnamed();
        }
        unnamed.truncate(self.most.saturating_sub(self.held));
        for finding in &unnamed {
            let key = self.key(finding);
            if let Some(group) = self.groups.get_mut(&key) {
                group.count -= 1;
            }
        }
        let mut entries: Vec<Entry> = unnamed.into_iter().map(Entry::Single).collect();
        for ((_, code), held) in self.groups {
            let mut findings = held.findings.into_iter();
            if held.folded {
                let group = |first| Entry::Group(Group { first, code, count: held.count });
                entries.extend(findings.next().map(group));
            } else {
                entries.extend(findings.map(Entry::Single));
            }
        }
        let place = |entry: &Entry| {
            let first = entry.first();
            (Reverse((first.standing == Standing::Open, first.severity)), first.order())
        };
        entries.sort_by_key(place);
        let beyond = entries.split_off(entries.len().min(self.most));
        let group = |entry| match entry {
            Entry::Group(group) => group,
            Entry::Single(first) => Group { first, code: None, count: 1 },
        };
        (entries, beyond.into_iter().map(group).collect())
    }

    /// The group a finding is in.
    fn key(&self, finding: &Diagnostic) -> Key {
        let kind = (finding.standing, Reverse(finding.severity), finding.rule);
        let code = finding.cells.first().map(CellText::printable).unwrap_or_default();
        let key = (kind, Some(code.to_owned()));
        if self.mixed.contains(&kind) && !self.groups.contains_key(&key) { (kind, None) } else { key }
    }

    /// The first findings of the files that no result names.
    fn unnamed(&self) -> Vec<Diagnostic> {
        let named: BTreeSet<u32> =
            self.groups.values().flat_map(|held| &held.findings).map(|finding| finding.file).collect();
        self.files.values().filter(|finding| !named.contains(&finding.file)).cloned().collect()
    }

    /// Makes room: folds the largest group, or, where all are folded, takes half of the codes of one rule together. Says
    /// whether there was something to fold.
    fn fold(&mut self) -> bool {
        let open = self.groups.values_mut().filter(|held| !held.folded && held.count > 1);
        let Some(largest) = open.max_by_key(|held| held.count) else { return self.mix() };
        largest.folded = true;
        self.held -= largest.findings.len() - 1;
        largest.findings.truncate(1);
        true
    }

    fn mix(&mut self) -> bool {
        let mut codes: BTreeMap<Kind, Vec<(u64, &Option<String>)>> = BTreeMap::new();
        for ((kind, code), held) in self.groups.iter().filter(|((_, code), _)| code.is_some()) {
            codes.entry(*kind).or_default().push((held.count, code));
        }
        let Some((kind, mut of_kind)) = codes.into_iter().max_by_key(|(_, codes)| codes.len()) else { return false };
        if of_kind.len() < 2 {
            return false;
        }
        of_kind.sort_unstable();
        let rare: Vec<Option<String>> =
            of_kind.iter().take(of_kind.len().div_ceil(2)).map(|(_, code)| (*code).clone()).collect();
        let mut others = self.groups.remove(&(kind, None)).unwrap_or_default();
        self.held -= others.findings.len();
        for code in rare {
            let Some(held) = self.groups.remove(&(kind, code)) else { continue };
            self.held -= held.findings.len();
            others.count += held.count;
            others.findings.extend(held.findings);
        }
        others.findings.sort_by_key(Diagnostic::order);
        others.findings.truncate(1);
        others.folded = true;
        self.held += others.findings.len();
        self.groups.insert((kind, None), others);
        self.mixed.insert(kind);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: u16, file: u32, line: u64) -> Diagnostic {
        Diagnostic {
            rule: RuleId(rule),
            severity: Severity::Error,
            message: String::new(),
            help: String::new(),
            file,
            line,
            column: 1,
            claim_id: None,
            claim_line: None,
            cells: Vec::new(),
            fingerprint: 0,
            groups: Vec::new(),
            standing: Standing::Open,
        }
    }

    fn with_code(rule: u16, file: u32, line: u64, code: &str) -> Diagnostic {
        let cell = CellText {
            field: crate::field::Field::ProcedureCode,
            header: String::new(),
            value: code.to_owned(),
            elsewhere: None,
            line,
            column: 1,
            label: String::new(),
        };
        Diagnostic { cells: vec![cell], ..finding(rule, file, line) }
    }

    fn folded(most: usize, findings: &[Diagnostic]) -> Vec<(u16, u32, u64)> {
        let mut fold = Fold::new(most);
        for finding in findings {
            fold.add(finding);
        }
        let (entries, beyond) = fold.entries();
        assert!(entries.len() <= most && beyond.is_empty());
        assert_eq!(entries.iter().map(Entry::count).sum::<u64>(), findings.len() as u64, "all are counted");
        entries.iter().map(|entry| (entry.first().rule.0, entry.first().file, entry.count())).collect()
    }

    #[test]
    fn only_the_largest_group_is_folded_where_that_is_enough() {
        let mut findings: Vec<Diagnostic> = (2..10).map(|line| finding(0, 0, line)).collect();
        findings.extend([finding(1, 0, 10), finding(1, 0, 11)]);
        assert_eq!(folded(10, &findings).len(), 10);
        assert_eq!(folded(9, &findings), [(0, 0, 8), (1, 0, 1), (1, 0, 1)]);
    }

    #[test]
    fn every_file_is_named() {
        let findings: Vec<Diagnostic> = (0..30).map(|number| finding(0, number / 10, u64::from(number))).collect();
        let mut files: Vec<u32> = folded(5, &findings).into_iter().map(|(_, file, _)| file).collect();
        files.sort_unstable();
        assert_eq!(files, [0, 1, 2]);
    }

    #[test]
    fn the_rarest_codes_of_a_rule_are_taken_together_last() {
        let mut findings: Vec<Diagnostic> = (2..12).map(|line| with_code(0, 0, line, "99213")).collect();
        findings.extend((12..32).map(|line| with_code(0, 0, line, &format!("{line:05}"))));
        let entries = folded(8, &findings);
        assert!(entries.contains(&(0, 0, 10)), "{entries:?}");
    }
}
