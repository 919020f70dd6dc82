//! The baseline: findings a team knows of and has not yet corrected, so that a run fails on new ones only.
//!
//! A finding is known by its fingerprint, which is made of rule, claim and the values judged; the number of a line and the
//! place of a row in the file are no part of it. Equal findings are counted: of two known ones a third is new. Claim ids are
//! in the file as hashes only, unless they are asked for.

use super::{Diagnostic, Key, RuleCard, Spool, Standing, Summary};
use crate::error::{Error, Result};
use crate::rule::RuleId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const SCHEMA_VERSION: u32 = 1;

/// What a baseline is held against: the rules of a run, each at the place its id says, and what the run looked at.
#[derive(Clone, Debug, Default)]
pub struct Looked<'a> {
    rules: &'a [RuleCard],
    /// The rules that ran on every file to its end.
    wholly: BTreeSet<&'a str>,
}

impl<'a> Looked<'a> {
    /// What a run has looked at: a rule that was not selected for one of its files, or did not run on all of it, may have
    /// missed what it would have found.
    #[must_use]
    pub fn of(rules: &'a [RuleCard], summary: &Summary) -> Self {
        let unrun: BTreeSet<_> = summary.not_run.iter().map(|unrun| unrun.rule).collect();
        let whole = summary.faults().next().is_none();
        let ran = |number: usize| {
            let mut files = summary.files.iter();
            u16::try_from(number).is_ok_and(|number| {
                let id = RuleId(number);
                whole && !unrun.contains(&id) && files.all(|file| file.selected.contains(&id))
            })
        };
        let wholly = rules.iter().enumerate().filter(|(number, _)| ran(*number)).map(|(_, rule)| rule.name.as_str());
        Self { rules, wholly: wholly.collect() }
    }

    fn name(&self, finding: &Diagnostic) -> String {
        self.rules.get(usize::from(finding.rule.0)).map_or_else(String::new, |rule| rule.name.clone())
    }
}

/// What a run made of a baseline.
#[derive(Debug)]
pub struct Marked {
    /// The findings, those the baseline knows marked as known.
    pub findings: Spool,
    /// Of what it knows, that which was looked for and is found no more.
    pub fixed: Baseline,
    /// Of what it knows, that which was not found and not looked for either: its rule did not run on all files.
    pub unseen: Baseline,
}

/// Known findings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Baseline {
    path: PathBuf,
    findings: BTreeMap<(String, String), Entry>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Entry {
    count: u64,
    claim: Option<String>,
}

/// How claims and findings are named in a baseline.
#[derive(Clone, Debug, Default)]
pub struct Naming {
    /// Hashes them, where there is one; a baseline made with a key is read with the same.
    pub key: Option<Key>,
    /// Whether claim ids stand beside the fingerprints as they are.
    pub shows_ids: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    schema_version: u32,
    /// Says whether the fingerprints were made with a key, and with which.
    key: Option<String>,
    findings: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    rule: String,
    fingerprint: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim: Option<String>,
}

const fn one() -> u64 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_one(count: &u64) -> bool {
    *count == 1
}

impl Naming {
    fn fingerprint(&self, plain: u64) -> String {
        format!("{:016x}", self.key.as_ref().map_or(plain, |key| key.fingerprint(plain)))
    }

    fn claim(&self, id: Option<&str>) -> Option<String> {
        let id = id?;
        if self.shows_ids { Some(id.to_owned()) } else { self.key.as_ref().map(|key| key.pseudonym(id)) }
    }

    /// Tells one key from another without saying it.
    fn mark(&self) -> Option<String> {
        self.key.as_ref().map(|key| format!("{:016x}", key.fingerprint(0)))
    }
}

impl Baseline {
    /// The baseline in a file.
    ///
    /// # Errors
    /// When it cannot be read, is no baseline, or was made with another key.
    pub fn read(path: &Path, naming: &Naming) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
        let wrong = |problem: String, help: &str| Error::Input {
            path: path.to_path_buf(),
            problem,
            help: Some(help.to_owned()),
        };
        let again = "make it again with --write-baseline";
        let head: Head =
            serde_json::from_slice(&bytes).map_err(|error| wrong(format!("this is no baseline: {error}"), again))?;
        if head.schema_version != SCHEMA_VERSION {
            return Err(wrong(format!("a baseline of another version ({})", head.schema_version), again));
        }
        if head.key != naming.mark() {
            let problem = match (&head.key, &naming.key) {
                (Some(_), None) => "it was made with a key, and there is none",
                (None, _) => "it was made without a key, and there is one",
                _ => "it was made with another key",
            };
            return Err(wrong(problem.to_owned(), "set CLAIMLINT_REDACT_KEY or --redact-key as when it was written"));
        }
        let mut findings: BTreeMap<_, Entry> = BTreeMap::new();
        for Line { rule, fingerprint, count, claim } in head.findings {
            let entry = findings.entry((rule, fingerprint)).or_default();
            entry.count = entry.count.saturating_add(count);
            entry.claim = claim;
        }
        Ok(Self { path: path.to_path_buf(), findings })
    }

    /// Everything that counts among the findings, and what a baseline knew of them already.
    ///
    /// # Errors
    /// When the findings cannot be read back.
    pub fn of(path: &Path, looked: &Looked<'_>, findings: &Spool, naming: &Naming) -> Result<Self> {
        let mut baseline = Self { path: path.to_path_buf(), findings: BTreeMap::new() };
        for finding in findings {
            let finding = finding?;
            if !matches!(finding.standing, Standing::Allowed(_)) {
                let name = (looked.name(&finding), naming.fingerprint(finding.fingerprint));
                let entry = baseline.findings.entry(name).or_default();
                entry.count += 1;
                entry.claim = naming.claim(finding.claim_id.as_deref());
            }
        }
        Ok(baseline)
    }

    /// Marks the findings it knows and tells the rest of what it knows apart. What is suppressed is still there, and so not
    /// fixed; but a finding that counts is known before one that does not.
    ///
    /// # Errors
    /// When the findings cannot be read back or written.
    pub fn mark(&self, looked: &Looked<'_>, findings: &Spool, naming: &Naming) -> Result<Marked> {
        let mut left = self.findings.clone();
        let mut take = |finding: &Diagnostic| {
            let name = (looked.name(finding), naming.fingerprint(finding.fingerprint));
            let entry = left.get_mut(&name).filter(|entry| entry.count > 0);
            entry.map(|entry| entry.count -= 1).is_some()
        };
        let mut marked = Spool::new();
        for finding in findings {
            let mut finding = finding?;
            if finding.standing == Standing::Open && take(&finding) {
                finding.standing = Standing::Known;
            }
            marked.push(&finding)?;
        }
        for finding in findings {
            let finding = finding?;
            if matches!(finding.standing, Standing::Allowed(_)) {
                take(&finding);
            }
        }
        left.retain(|_, entry| entry.count > 0);
        let (fixed, unseen) = left.into_iter().partition(|((rule, _), _)| looked.wholly.contains(rule.as_str()));
        let rest = |findings| Self { path: self.path.clone(), findings };
        Ok(Marked { findings: marked, fixed: rest(fixed), unseen: rest(unseen) })
    }

    /// What it knows without `gone`.
    #[must_use]
    pub fn without(mut self, gone: &Self) -> Self {
        for (name, entry) in &gone.findings {
            if let Some(held) = self.findings.get_mut(name) {
                held.count = held.count.saturating_sub(entry.count);
            }
        }
        self.findings.retain(|_, entry| entry.count > 0);
        self
    }

    /// How many findings it knows.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.findings.values().fold(0, |sum, entry| sum.saturating_add(entry.count))
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Its file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes it, one finding a line and always in the same order, so that two baselines can be compared.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, naming: &Naming, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"schema_version\":{SCHEMA_VERSION},\"key\":")?;
        serde_json::to_writer(&mut *out, &naming.mark())?;
        out.write_all(b",\"findings\":[")?;
        for (at, ((rule, fingerprint), Entry { count, claim })) in self.findings.iter().enumerate() {
            out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
            let line =
                Line { rule: rule.clone(), fingerprint: fingerprint.clone(), count: *count, claim: claim.clone() };
            serde_json::to_writer(&mut *out, &line)?;
        }
        out.write_all(b"\n]}\n")
    }
}
