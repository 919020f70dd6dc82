//! The rows of the claims that may have rows apart, collected in temporary files so that memory stays bounded.
//!
//! Rows are spread over partitions by claim, so that all rows of a claim are in one; a partition that is too large is spread
//! anew over smaller ones. Judging them is the work of [`super::scattered`].

use super::kept::Kept;
use super::seen::claim_key;
use super::window::Checker;
use crate::claim::record::Fault;
use crate::claim::rows;
use crate::claim::window::WindowError;
use crate::field::Field;
use bumpalo::Bump;
use std::collections::HashSet;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

/// Bytes of rows judged at a time, where they can be told apart by claim.
const PARTITION: u64 = 32 << 20;
/// Most partitions made at once: each is an open file once it has outgrown its memory.
const PARTITIONS: u64 = 256;
/// Bytes of one partition kept in memory while rows are collected.
pub(super) const IN_MEMORY: usize = 64 << 10;
/// More claim ids than this are not listed one by one: then every claim is collected.
const LISTED: usize = 1 << 20;

/// The claims that may have rows apart.
#[derive(Debug)]
pub(super) enum Candidates {
    /// These, by key.
    Some(HashSet<u64>),
    /// Too many to list.
    All,
}

impl Candidates {
    /// None yet.
    #[must_use]
    pub(super) fn none() -> Self {
        Self::Some(HashSet::new())
    }

    /// Adds keys.
    pub(super) fn extend(&mut self, keys: Vec<u64>) {
        if let Self::Some(known) = self {
            known.extend(keys);
            if known.len() > LISTED {
                *self = Self::All;
            }
        }
    }

    /// Whether there is nothing to judge again.
    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Some(keys) if keys.is_empty())
    }

    /// Whether a claim is one of them.
    pub(super) fn has(&self, key: u64) -> bool {
        match self {
            Self::Some(keys) => keys.contains(&key),
            Self::All => true,
        }
    }
}

/// Rows of some claims in a temporary file, one behind the other.
#[derive(Debug)]
pub(super) struct Partition {
    file: io::BufWriter<Kept>,
    size: u64,
    /// How many partitions the claims have been spread over so far.
    among: u64,
}

/// Rows of the candidate claims, spread over temporary files by claim.
#[derive(Debug)]
pub(super) struct Collected {
    partitions: Vec<Partition>,
    /// How many partitions the claims had been spread over before.
    among: u64,
}

/// Bytes of a [`Head`].
const HEAD: usize = 8 + 8 + 1 + 4;

/// What a row carries in a partition, before its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    pub(super) key: u64,
    /// The physical line it begins on.
    pub(super) line: u64,
    /// Whether the row before it in the file is of another claim.
    pub(super) begins_run: bool,
    /// Length of the row in bytes.
    pub(super) len: usize,
}

impl Head {
    fn read(bytes: &[u8; HEAD]) -> Self {
        let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| bytes[at + byte]));
        let len = u32::from_le_bytes(std::array::from_fn(|byte| bytes[17 + byte]));
        Self { key: number(0), line: number(8), begins_run: bytes[16] == 1, len: len as usize }
    }
}

impl Collected {
    /// Room for the rows of a file of `size` bytes.
    #[must_use]
    pub(super) fn new(size: u64) -> Self {
        Self::spread(size, 1)
    }

    fn spread(size: u64, among: u64) -> Self {
        let count = (size / (PARTITION / 4) + 1).min(PARTITIONS);
        let partition = |_| Partition { file: io::BufWriter::new(Kept::new(IN_MEMORY)), size: 0, among: among * count };
        Self { partitions: (0..count).map(partition).collect(), among }
    }

    /// Keeps what [`candidate_rows`] found in `bytes`, whose first physical line is `line`.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub(super) fn add(&mut self, bytes: &[u8], rows: &[CandidateRow], line: u64) -> io::Result<()> {
        for row in rows {
            let bytes = &bytes[row.bytes.clone()];
            let len = u32::try_from(bytes.len()).map_err(io::Error::other)?;
            let mut head = [0; HEAD];
            head[..8].copy_from_slice(&row.key.to_le_bytes());
            head[8..16].copy_from_slice(&(row.line + line).to_le_bytes());
            head[16] = u8::from(row.begins_run);
            head[17..].copy_from_slice(&len.to_le_bytes());
            self.keep(row.key, &head, bytes)?;
        }
        Ok(())
    }

    fn keep(&mut self, key: u64, head: &[u8; HEAD], row: &[u8]) -> io::Result<()> {
        let count = self.partitions.len() as u64;
        #[allow(clippy::cast_possible_truncation, reason = "there are at most PARTITIONS partitions")]
        let partition = &mut self.partitions[(key / self.among % count) as usize];
        partition.file.write_all(head)?;
        partition.file.write_all(row)?;
        partition.size += (HEAD + row.len()) as u64;
        Ok(())
    }

    /// The partitions, each to be judged by [`super::scattered::judge_partition`].
    #[must_use]
    pub(super) fn into_partitions(self) -> Vec<Partition> {
        self.partitions.into_iter().filter(|partition| partition.size > 0).collect()
    }
}

impl Partition {
    /// The claims spread over smaller partitions, where there are too many rows to be judged at a time; `None` where
    /// there are not, or where the rows are those of one claim.
    ///
    /// # Errors
    /// When a temporary file cannot be read or written, or the rows of one claim take more than `claim` bytes.
    pub(super) fn smaller(&mut self, claim: usize) -> Result<Option<Vec<Self>>, WindowError> {
        if self.size <= PARTITION {
            return Ok(None);
        }
        // Keys are spread evenly: what is still together after so many partitions is one claim.
        if self.among > u64::from(u32::MAX) {
            return if self.size > claim as u64 { Err(WindowError::ClaimTooLong) } else { Ok(None) };
        }
        self.spread().map_err(WindowError::Io)
    }

    fn spread(&mut self) -> io::Result<Option<Vec<Self>>> {
        let mut smaller = Collected::spread(self.size, self.among);
        self.file.seek(SeekFrom::Start(0))?;
        let mut stored = io::BufReader::with_capacity(IN_MEMORY, self.file.get_mut());
        let (mut left, mut head, mut row) = (self.size, [0; HEAD], Vec::new());
        while left > 0 {
            stored.read_exact(&mut head)?;
            row.resize(Head::read(&head).len, 0);
            stored.read_exact(&mut row)?;
            smaller.keep(Head::read(&head).key, &head, &row)?;
            left = left.saturating_sub((HEAD + row.len()) as u64);
        }
        Ok(Some(smaller.into_partitions()))
    }

    /// All of its rows, as [`stored`] tells them apart.
    ///
    /// # Errors
    /// When the temporary file cannot be read back.
    pub(super) fn bytes(mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(usize::try_from(self.size).map_err(io::Error::other)?);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.get_mut().read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// A row of a claim that may have rows apart.
#[derive(Debug)]
pub(super) struct CandidateRow {
    pub(super) key: u64,
    line: u64,
    begins_run: bool,
    bytes: Range<usize>,
}

/// The rows of candidate claims in a window, the number of its physical lines, and the one of them on which the header stands
/// again with its columns in another order: what is below it is not read.
#[must_use]
pub(super) fn candidate_rows(
    checker: &Checker<'_>,
    candidates: &Candidates,
    bytes: &[u8],
) -> (Vec<CandidateRow>, u64, Option<u64>) {
    let arena = Bump::new();
    let mut found = Vec::new();
    let Some(id) = checker.linter.layout().slot(Field::ClaimId) else { return (found, 0, None) };
    let mut cells = Vec::new();
    let ids = checker.reading.of(id);
    let mut rows = ids.rows(bytes, &arena);
    let mut before: Option<&[u8]> = None;
    let mut orphaned = false;
    while let Some(row) = rows.next(&mut cells) {
        match row {
            // Malformed, as the first pass says.
            rows::Row::Cells(_) if orphaned && cells[0].is_empty() => {}
            rows::Row::Cells(place) => {
                orphaned = false;
                let mut claim = cells[0];
                if claim.is_empty() && checker.linter.layout().manner.blank_below {
                    claim = before.unwrap_or_default();
                }
                let key = claim_key(claim);
                if !claim.is_empty() && candidates.has(key) {
                    let begins_run = before != Some(claim);
                    found.push(CandidateRow { key, line: place.line, begins_run, bytes: place.bytes });
                }
                before = Some(claim);
            }
            rows::Row::Malformed(place, Fault::HeaderReordered) => return (found, rows.lines(), Some(place.line)),
            rows::Row::Malformed(place, fault) => orphaned |= checker.orphans(&bytes[place.bytes], fault),
        }
        cells.clear();
    }
    (found, rows.lines(), None)
}

/// A row in the bytes of a partition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stored {
    pub(super) head: Head,
    /// Where the row itself begins.
    pub(super) at: usize,
}

/// The rows in the bytes of a partition.
pub(super) fn stored(bytes: &[u8]) -> Vec<Stored> {
    let (mut rows, mut at) = (Vec::new(), 0);
    while let Some(head) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let head = Head::read(head);
        rows.push(Stored { head, at: at + HEAD });
        at += HEAD + head.len;
    }
    rows
}
