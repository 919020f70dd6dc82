//! Claims whose rows stand apart in the file are judged again, with all their rows.
//!
//! The first pass judges each run of rows with one claim id as if it were the claim, and notes the ids that may have
//! come by before. If there are any, the file is read once more: the rows of those claims are collected, in temporary
//! files sorted by claim so that memory stays bounded, and claim by claim what was said of the pieces is taken back
//! and the whole is judged instead.

use super::linter::Scratch;
use super::seen::claim_key;
use super::segment::Checker;
use super::tally::Tally;
use crate::claim::rows::Row;
use crate::claim::{Assembler, Layout};
use crate::error::Result;
use crate::field::Field;
use crate::report::{Diagnostic, Spool};
use bumpalo::Bump;
use std::collections::HashSet;
use std::io::{self, Read, Seek, SeekFrom, Write};
use tempfile::SpooledTempFile;

/// Bytes of rows judged at a time.
const PARTITION: u64 = 16 << 20;
/// Most partitions: each is an open file once it has outgrown its memory.
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

    fn has(&self, key: u64) -> bool {
        match self {
            Self::Some(keys) => keys.contains(&key),
            Self::All => true,
        }
    }
}

/// Rows of the candidate claims, spread over temporary files by claim.
#[derive(Debug)]
pub(super) struct Collected {
    partitions: Vec<SpooledTempFile>,
}

/// What a row carries in a partition, before its bytes: claim key, physical line, whether it begins a run, length.
const HEAD: usize = 8 + 8 + 1 + 4;

impl Collected {
    /// Room for the rows of a file of `size` bytes.
    #[must_use]
    pub(super) fn new(size: u64) -> Self {
        let count = size.div_ceil(PARTITION).clamp(1, PARTITIONS);
        Self { partitions: (0..count).map(|_| SpooledTempFile::new(IN_MEMORY)).collect() }
    }

    /// Keeps what [`candidate_rows`] found in a segment whose first physical line is `line`.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub(super) fn add(&mut self, rows: &[CandidateRow<'_>], line: u64) -> io::Result<()> {
        for row in rows {
            #[allow(clippy::cast_possible_truncation, reason = "there are at most PARTITIONS partitions")]
            let partition = (row.key % self.partitions.len() as u64) as usize;
            let len = u32::try_from(row.bytes.len()).map_err(io::Error::other)?;
            let file = &mut self.partitions[partition];
            let mut head = [0; HEAD];
            head[..8].copy_from_slice(&row.key.to_le_bytes());
            head[8..16].copy_from_slice(&(row.line + line).to_le_bytes());
            head[16] = u8::from(row.begins_run);
            head[17..].copy_from_slice(&len.to_le_bytes());
            file.write_all(&head)?;
            file.write_all(row.bytes)?;
        }
        Ok(())
    }

    /// The partitions, each to be judged by [`judge_partition`].
    #[must_use]
    pub(super) fn into_partitions(self) -> Vec<SpooledTempFile> {
        self.partitions
    }
}

/// A row of a claim that may have rows apart.
#[derive(Debug)]
pub(super) struct CandidateRow<'b> {
    key: u64,
    line: u64,
    begins_run: bool,
    bytes: &'b [u8],
}

/// The rows of candidate claims in a segment, and the number of physical lines of the segment.
#[must_use]
pub(super) fn candidate_rows<'b>(
    checker: &Checker<'_>,
    candidates: &Candidates,
    bytes: &'b [u8],
) -> (Vec<CandidateRow<'b>>, u64) {
    let arena = Bump::new();
    let mut found = Vec::new();
    let Some(id) = checker.linter.layout().slot(Field::ClaimId) else { return (found, 0) };
    let mut cells = Vec::new();
    let mut rows = checker.reading.rows(bytes, &arena);
    let mut before: Option<&[u8]> = None;
    while let Some(row) = rows.next(&mut cells) {
        if let Row::Cells(place) = row {
            let claim = cells[usize::from(id.0)];
            let key = claim_key(claim);
            if !claim.is_empty() && candidates.has(key) {
                let begins_run = before != Some(claim);
                found.push(CandidateRow { key, line: place.line, begins_run, bytes: &bytes[place.bytes] });
            }
            before = Some(claim);
        }
        cells.clear();
    }
    (found, rows.lines())
}

/// What judging a partition changes.
#[derive(Debug, Default)]
pub(super) struct Rejudged {
    /// Figures to take back.
    pub(super) before: Tally,
    /// Figures to add.
    pub(super) after: Tally,
    /// Claims that were judged again, by key of the claim id as diagnostics print it.
    pub(super) claims: HashSet<u64>,
    /// The findings on them, in the order of their lines.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Judges the claims of a partition whose rows do stand apart.
///
/// # Errors
/// When the temporary file cannot be read back.
pub(super) fn judge_partition(
    checker: &Checker<'_>,
    mut partition: SpooledTempFile,
    all: bool,
) -> io::Result<Rejudged> {
    let mut bytes = Vec::new();
    partition.seek(SeekFrom::Start(0))?;
    partition.read_to_end(&mut bytes)?;
    drop(partition);
    let arena = Bump::new();
    let layout = checker.linter.layout();
    let mut rows = stored_rows(checker, layout, &bytes, &arena);
    rows.sort_by(|a, b| (a.key, a.id, a.line).cmp(&(b.key, b.id, b.line)));
    let mut rejudged = Rejudged::default();
    checker.linter.with_scratch(|scratch| {
        for same_key in rows.chunk_by(|a, b| a.key == b.key) {
            // Ids of one key read the same in a report, so what is taken back of one is taken back of the other.
            if !all && !same_key.chunk_by(|a, b| a.id == b.id).any(|claim| runs(claim) > 1) {
                continue;
            }
            rejudged.claims.insert(same_key[0].key);
            for claim in same_key.chunk_by(|a, b| a.id == b.id) {
                for run in claim.chunk_by(|_, next| !next.begins_run) {
                    judge_rows(checker, layout, run, scratch, &mut rejudged.before, &mut Vec::new());
                }
                judge_rows(checker, layout, claim, scratch, &mut rejudged.after, &mut rejudged.diagnostics);
            }
        }
    });
    rejudged.diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column, diagnostic.rule));
    Ok(rejudged)
}

/// A row read back from a partition.
struct StoredRow<'b> {
    key: u64,
    line: u64,
    begins_run: bool,
    bytes: &'b [u8],
    id: &'b [u8],
    cells: Vec<&'b [u8]>,
}

/// In how many pieces the rows of one claim stand.
fn runs(claim: &[StoredRow<'_>]) -> usize {
    claim.iter().enumerate().filter(|(index, row)| *index == 0 || row.begins_run).count()
}

fn stored_rows<'b>(checker: &Checker<'_>, layout: &Layout, mut bytes: &'b [u8], arena: &'b Bump) -> Vec<StoredRow<'b>> {
    let mut rows = Vec::new();
    let id = layout.slot(Field::ClaimId).map_or(0, |slot| usize::from(slot.0));
    while let Some((head, rest)) = bytes.split_first_chunk::<HEAD>() {
        let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| head[at + byte]));
        let len = u32::from_le_bytes(std::array::from_fn(|byte| head[17 + byte])) as usize;
        let (row, rest) = rest.split_at(len.min(rest.len()));
        bytes = rest;
        let mut cells = Vec::new();
        if let Some(Row::Cells(_)) = checker.reading.rows(row, arena).next(&mut cells) {
            let id = cells[id];
            rows.push(StoredRow { key: number(0), line: number(8), begins_run: head[16] == 1, bytes: row, id, cells });
        }
    }
    rows
}

fn judge_rows(
    checker: &Checker<'_>,
    layout: &Layout,
    rows: &[StoredRow<'_>],
    scratch: &mut Scratch,
    tally: &mut Tally,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut assembler = Assembler::new(layout);
    for row in rows {
        assembler.cells().extend(&row.cells);
        assembler.accept_row();
    }
    let Some(claim) = assembler.assemble() else { return };
    let row = |line: usize| (rows[line].bytes, rows[line].line);
    checker.judge_claim(claim, &row, scratch, tally, diagnostics);
}

/// The findings of the first pass, `spools[0]`, without those on claims that were judged again, and with what was found
/// then, the other spools.
///
/// # Errors
/// When a spool cannot be read or written.
pub(super) fn merged(spools: &[Spool], claims: &HashSet<u64>) -> Result<Spool> {
    Spool::merge(spools, |place, diagnostic| {
        place > 0 || diagnostic.claim_id.as_ref().is_none_or(|id| !claims.contains(&claim_key(id.as_bytes())))
    })
}
