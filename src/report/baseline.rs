//! The baseline: findings a team knows of and has not yet corrected, so that a run fails on new ones only.
//!
//! A finding is known by its fingerprint, which is made of rule, claim, line number and the values judged; the place of a
//! row in the file is no part of it. Equal findings are counted: of two known ones a third is new. Claim ids are in the
//! file as hashes only, unless they are asked for.

use super::{Key, RuleCard, Spool, Standing};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const SCHEMA_VERSION: u32 = 1;

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
            entry.count += count;
            entry.claim = claim;
        }
        Ok(Self { path: path.to_path_buf(), findings })
    }

    /// Everything that counts among the findings, and what a baseline knew of them already.
    ///
    /// # Errors
    /// When the findings cannot be read back.
    pub fn of(path: &Path, rules: &[RuleCard], findings: &Spool, naming: &Naming) -> Result<Self> {
        let mut baseline = Self { path: path.to_path_buf(), findings: BTreeMap::new() };
        for finding in findings {
            let finding = finding?;
            if !matches!(finding.standing, Standing::Allowed(_)) {
                let rule = rules.get(usize::from(finding.rule.0)).map_or_else(String::new, |rule| rule.name.clone());
                let entry = baseline.findings.entry((rule, naming.fingerprint(finding.fingerprint))).or_default();
                entry.count += 1;
                entry.claim = naming.claim(finding.claim_id.as_deref());
            }
        }
        Ok(baseline)
    }

    /// The findings, those it knows marked as known, and of what it knows that which was not found any more.
    ///
    /// # Errors
    /// When the findings cannot be read back or written.
    pub fn mark(&self, rules: &[RuleCard], findings: &Spool, naming: &Naming) -> Result<(Spool, Self)> {
        let mut left = self.clone();
        let mut marked = Spool::new();
        for finding in findings {
            let mut finding = finding?;
            if finding.standing == Standing::Open
                && let Some(rule) = rules.get(usize::from(finding.rule.0))
            {
                let name = (rule.name.clone(), naming.fingerprint(finding.fingerprint));
                if let Some(entry) = left.findings.get_mut(&name).filter(|entry| entry.count > 0) {
                    entry.count -= 1;
                    finding.standing = Standing::Known;
                }
            }
            marked.push(&finding)?;
        }
        left.findings.retain(|_, entry| entry.count > 0);
        Ok((marked, left))
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
        self.findings.values().map(|entry| entry.count).sum()
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
