//! Where the findings of a run wait to be printed.
//!
//! A file of ten million rows can have ten million findings, and memory is bounded: so findings are kept as bytes, up
//! to a limit in memory and beyond it in an unnamed temporary file, and are read back one at a time, as often as
//! formats ask for them.

mod merge;
mod read;

pub use read::{Batch, Batches, Iter};

use super::{Diagnostic, RuleCount, Standing};
use crate::error::{Error, Result};
use crate::rule::{RuleId, Severity};
use read::{Bytes, READ_AHEAD};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

/// Findings in the order they were pushed, counted by rule and severity.
#[derive(Debug)]
pub struct Spool {
    /// Bytes kept in memory before they go to the file.
    limit: usize,
    /// The oldest findings. The lock makes seeking and reading one step; nothing is ever written while it is read.
    file: Option<Mutex<File>>,
    filed: u64,
    /// The latest findings.
    memory: Vec<u8>,
    scratch: Vec<u8>,
    counts: BTreeMap<(RuleId, Severity), u64>,
    /// Of each suppression, the findings it covers.
    allowed: BTreeMap<u16, u64>,
    /// Findings the baseline knows.
    known: u64,
    len: u64,
}

/// Bytes of findings kept in memory: some thousand of them.
const IN_MEMORY: usize = 2 << 20;

impl Default for Spool {
    fn default() -> Self {
        Self::with_limit(IN_MEMORY)
    }
}

impl Spool {
    /// An empty spool that keeps 2 MiB in memory.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty spool that keeps `bytes` in memory.
    #[must_use]
    pub const fn with_limit(bytes: usize) -> Self {
        Self {
            limit: bytes,
            file: None,
            filed: 0,
            memory: Vec::new(),
            scratch: Vec::new(),
            counts: BTreeMap::new(),
            allowed: BTreeMap::new(),
            known: 0,
            len: 0,
        }
    }

    /// Appends a finding.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written.
    pub fn push(&mut self, finding: &Diagnostic) -> Result<()> {
        let mut record = std::mem::take(&mut self.scratch);
        record.clear();
        let record = postcard::to_extend(finding, record).map_err(|e| lost(io::Error::other(e)))?;
        let length = u32::try_from(record.len()).map_err(|e| lost(io::Error::other(e)))?;
        self.memory.extend_from_slice(&length.to_le_bytes());
        self.memory.extend_from_slice(&record);
        self.scratch = record;
        match finding.standing {
            Standing::Open => *self.counts.entry((finding.rule, finding.severity)).or_default() += 1,
            Standing::Allowed(by) => *self.allowed.entry(by).or_default() += 1,
            Standing::Known => self.known += 1,
        }
        self.len += 1;
        if self.memory.len() > self.limit { self.spill() } else { Ok(()) }
    }

    /// Appends all findings of another spool, in their order.
    ///
    /// # Errors
    /// When a temporary file cannot be read or written.
    pub fn append(&mut self, other: Self) -> Result<()> {
        if self.is_empty() {
            *self = Self { limit: self.limit, ..other };
            return Ok(());
        }
        let mut bytes = Bytes { spool: &other, at: 0 };
        loop {
            let room = READ_AHEAD as u64;
            if bytes.by_ref().take(room).read_to_end(&mut self.memory).map_err(lost)? == 0 {
                break;
            }
            if self.memory.len() > self.limit {
                self.spill()?;
            }
        }
        for (&rule, count) in &other.counts {
            *self.counts.entry(rule).or_default() += count;
        }
        for (&by, count) in &other.allowed {
            *self.allowed.entry(by).or_default() += count;
        }
        self.known += other.known;
        self.len += other.len;
        Ok(())
    }

    /// Moves what is in memory to the file.
    fn spill(&mut self) -> Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(Mutex::new(tempfile::tempfile().map_err(lost)?)),
        };
        let file = file.get_mut().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.filed)).map_err(lost)?;
        file.write_all(&self.memory).map_err(lost)?;
        self.filed += self.memory.len() as u64;
        self.memory.clear();
        Ok(())
    }

    /// Number of findings.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Findings that the suppression at this place covers.
    #[must_use]
    pub fn allowed(&self, by: u16) -> u64 {
        self.allowed.get(&by).copied().unwrap_or(0)
    }

    /// Findings that the baseline knows.
    #[must_use]
    pub const fn known(&self) -> u64 {
        self.known
    }

    /// How often each rule spoke at each severity, in registry order, the worst severity first. Only findings that
    /// count are counted.
    #[must_use]
    pub fn counts(&self) -> Vec<RuleCount> {
        let mut counts: Vec<_> =
            self.counts.iter().map(|(&(rule, severity), &count)| RuleCount { rule, severity, count }).collect();
        counts.sort_by_key(|count| (count.rule, std::cmp::Reverse(count.severity)));
        counts
    }

    /// The same findings, some hundred at a time.
    #[must_use]
    pub fn batches(&self) -> Batches<'_> {
        Batches::of(self)
    }

    /// The findings, in the order they were pushed; can be had any number of times, also at once.
    #[must_use]
    pub fn iter(&self) -> Iter<'_> {
        Iter::of(self)
    }
}

/// What the operating system said, of the folder the temporary file is in.
fn lost(source: io::Error) -> Error {
    Error::temporary(source)
}

#[cfg(test)]
mod tests;
