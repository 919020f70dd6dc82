//! Claims whose rows stand apart in the file are judged again, with all their rows.
//!
//! The first pass judges each run of rows with one claim id as if it were the claim, and notes the ids that may have
//! come by before. If there are any, the file is read once more: the rows of those claims are collected, in temporary
//! files ([`super::collected`]), and claim by claim what was said of the pieces is taken back
//! and the whole is judged instead.

use super::collected::{Candidates, Head, Partition, Stored, stored};
use super::counting::Rows;
use super::linter::Scratch;
use super::seen::claim_key;
use super::tally::Tally;
use super::window::Checker;
use crate::claim::Assembler;
use crate::claim::rows;
use crate::field::Field;
use crate::report::{Diagnostic, Spool};
use bumpalo::Bump;
use std::collections::HashSet;
use std::io;

/// Which claims of those collected are judged again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Again<'c> {
    /// Every one, and not only those whose rows do stand apart.
    pub(super) all: bool,
    /// Those of which a row is malformed.
    pub(super) torn: &'c Candidates,
}

impl Again<'_> {
    fn rows(self, key: u64) -> Rows {
        if self.torn.has(key) { Rows::Some } else { Rows::All }
    }
}

/// What judging a partition changes.
#[derive(Debug, Default)]
pub(super) struct Rejudged {
    /// Figures to take back.
    pub(super) before: Tally,
    /// Figures to add.
    pub(super) after: Tally,
    /// Claims that were judged again, by key of the claim id as diagnostics print it; none where all were.
    pub(super) claims: HashSet<u64>,
    /// The findings on them, in the order of their lines.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Judges the claims of a partition whose rows do stand apart or are not all there, or every one.
///
/// # Errors
/// When the temporary file cannot be read back.
pub(super) fn judge_partition(checker: &Checker<'_>, partition: Partition, again: Again<'_>) -> io::Result<Rejudged> {
    let bytes = partition.bytes()?;
    let mut stored = stored(&bytes);
    stored.sort_unstable_by_key(|row| (row.head.key, row.head.line));
    let mut rejudged = Rejudged::default();
    let mut text = Vec::new();
    checker.linter.with_scratch(|scratch| {
        for same_key in stored.chunk_by(|a, b| a.head.key == b.head.key) {
            // The rows of a claim that stands together began one run.
            // Rows without a claim id among them may have ended one run and begun another.
            let leans = checker.linter.layout().manner.blank_below;
            let runs = same_key.iter().filter(|row| row.head.begins_run).count();
            if !again.all && !leans && runs < 2 && again.rows(same_key[0].head.key) == Rows::All {
                continue;
            }
            text.clear();
            for row in same_key {
                text.extend_from_slice(&bytes[row.at..][..row.head.len]);
                text.push(b'\n');
            }
            judge_key(checker, same_key, &text, again, scratch, &mut rejudged);
        }
    });
    rejudged.diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column, diagnostic.rule));
    Ok(rejudged)
}

/// A row of a claim with its cells.
struct Row<'b> {
    line: u64,
    begins_run: bool,
    bytes: &'b [u8],
    id: &'b [u8],
    cells: &'b [&'b [u8]],
}

/// Judges the claims with one key, whose rows are the lines of `text`: one claim, but that two ids can have one key.
fn judge_key(
    checker: &Checker<'_>,
    same_key: &[Stored],
    text: &[u8],
    again: Again<'_>,
    scratch: &mut Scratch,
    rejudged: &mut Rejudged,
) {
    let arena = Bump::new();
    let layout = checker.linter.layout();
    let id = layout.slot(Field::ClaimId).map_or(0, |slot| usize::from(slot.0));
    let mut cells = Vec::new();
    let mut read = checker.reading.rows(text, &arena);
    let mut places = Vec::with_capacity(same_key.len());
    while let Some(rows::Row::Cells(place)) = read.next(&mut cells) {
        if let Some(arrangement) = checker.arrangement {
            arrangement.arrange(&mut cells);
        }
        places.push(place);
    }
    let of_row = cells.chunks_exact(layout.columns.len());
    let has_ids = layout.has(Field::ClaimId);
    let mut interrupted = false;
    let mut rows: Vec<Row<'_>> = (same_key.iter().zip(places).zip(of_row))
        .filter_map(|((stored, place), cells)| {
            let Head { line, begins_run, .. } = stored.head;
            // A row that says of no claim is one of its own, and was judged as such; the rows behind it begin a run.
            if has_ids && cells[id].is_empty() {
                interrupted = true;
                return None;
            }
            let begins_run = begins_run | std::mem::take(&mut interrupted);
            Some(Row { line, begins_run, bytes: &text[place.bytes], id: cells[id], cells })
        })
        .collect();
    rows.sort_by_key(|row| (row.id, row.line));
    let runs = |claim: &[Row<'_>]| claim.iter().skip(1).filter(|row| row.begins_run).count() + 1;
    let mut claims = rows.chunk_by(|a, b| a.id == b.id);
    // Ids of one key read the same in a report, so what is taken back of one is taken back of the other.
    let are = again.rows(same_key[0].head.key);
    if !again.all && are == Rows::All && !claims.clone().any(|claim| runs(claim) > 1) {
        return;
    }
    if !again.all {
        rejudged.claims.insert(same_key[0].head.key);
    }
    claims.by_ref().for_each(|claim| {
        for run in claim.chunk_by(|_, next| !next.begins_run) {
            judge_rows(checker, run, Rows::All, scratch, &mut rejudged.before, &mut Vec::new());
        }
        judge_rows(checker, claim, are, scratch, &mut rejudged.after, &mut rejudged.diagnostics);
    });
}

fn judge_rows(
    checker: &Checker<'_>,
    rows: &[Row<'_>],
    are: Rows,
    scratch: &mut Scratch,
    tally: &mut Tally,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut assembler = Assembler::new(checker.linter.layout(), std::mem::take(&mut scratch.services));
    for row in rows {
        assembler.cells().extend(row.cells);
        assembler.accept_row(false);
    }
    if let Some(claim) = assembler.assemble() {
        let row = |line: usize| (rows[line].bytes, rows[line].line);
        checker.judge_claim(claim, &row, are, scratch, tally, diagnostics);
    }
    scratch.services = assembler.into_services();
}

/// The findings of the first pass, `spools[0]`, without those on claims that were judged again (these, or every one),
/// and with what was found then, the other spools.
///
/// # Errors
/// When a spool cannot be read or written.
pub(super) fn merged(spools: &[Spool], claims: Option<&HashSet<u64>>) -> crate::error::Result<Spool> {
    let again = |id: &String| claims.is_none_or(|claims| claims.contains(&claim_key(id.as_bytes())));
    Spool::merge(spools, |place, diagnostic| place > 0 || !diagnostic.claim_id.as_ref().is_some_and(again))
}
