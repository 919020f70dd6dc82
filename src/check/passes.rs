//! The passes over a file: each run of rows with one claim id, then the claims whose rows stand apart.

use super::collected::{self, CandidateRow, Candidates, Collected};
use super::plain::Plain;
use super::scattered;
use super::seen::Seen;
use super::source;
use super::tally::Tally;
use super::window::{Checked, Checker};
use super::workers::{Made, each_window};
use super::{Input, Settings};
use crate::claim::Layout;
use crate::claim::header_line;
use crate::claim::opening::Opening;
use crate::claim::window::{Window, WindowError, Windows};
use crate::error::{Error, Result};
use crate::field::Field;
use crate::report::Spool;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::io::Read;

/// What stops a pass.
pub(super) enum Failure {
    Interrupted,
    Window(WindowError),
    /// The header stands again on this line, its columns in another order: the file ends there, as far as it can be read.
    Reordered(u64),
    Io(std::io::Error),
    Error(Error),
}

impl Failure {
    pub(super) fn into_error(self, input: &Input, settings: &Settings) -> Error {
        let path = source::path(input);
        match self {
            Self::Error(error) => error,
            Self::Interrupted => Error::Interrupted { path },
            Self::Io(source) => Error::io("read", &path)(source),
            Self::Reordered(line) => header_line::reordered(&path, line),
            Self::Window(error) => error.into_error(&path, settings.cuts),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Bytes a finding takes in memory, more or less.
const OF_A_FINDING: usize = 1500;

impl Made for Checked {
    fn weight(&self) -> usize {
        self.diagnostics.len() * OF_A_FINDING
    }
}

/// The rows of candidate claims in a window.
struct Found {
    window: Window,
    rows: Vec<CandidateRow>,
    lines: u64,
    reordered: Option<u64>,
}

impl Made for Found {
    fn weight(&self) -> usize {
        self.window.buffer.len()
    }
}

/// What the passes over a file add up to.
#[derive(Debug)]
pub(super) struct Totals {
    pub(super) findings: Spool,
    pub(super) rows: u64,
    pub(super) malformed: u64,
    pub(super) nameless: u64,
    pub(super) empty: u64,
    /// The line on which the header stands again with its columns in another order, where the passes end.
    pub(super) reordered: Option<u64>,
    /// The first line on which NUL bytes stand for rows.
    pub(super) hole: Option<u64>,
    /// The line of the first row whose claim a companion has not, by the place of the companion.
    pub(super) lacking: BTreeMap<usize, u64>,
    lines: u64,
    pub(super) tally: Tally,
    pub(super) candidates: Candidates,
    /// Claims of which a row is malformed, and every claim where these are too many to list: a report counts none of them as
    /// clean.
    torn: Candidates,
    /// Malformed rows: those that say which claim they are of, and those that do not.
    named: u64,
    lost: u64,
}

impl Default for Totals {
    fn default() -> Self {
        Self {
            findings: Spool::new(),
            rows: 0,
            malformed: 0,
            nameless: 0,
            empty: 0,
            reordered: None,
            hole: None,
            lacking: BTreeMap::new(),
            lines: 0,
            tally: Tally::default(),
            candidates: Candidates::none(),
            torn: Candidates::none(),
            named: 0,
            lost: 0,
        }
    }
}

pub(super) struct Pass<'c> {
    pub(super) checker: Checker<'c>,
    pub(super) layout: &'c Layout,
    pub(super) opening: &'c Opening,
    pub(super) settings: &'c Settings,
    pub(super) totals: Totals,
}

impl Pass<'_> {
    fn windows<'s>(&self, source: &'s mut Plain) -> Windows<&'s mut Plain> {
        let id = self.layout.slot(Field::ClaimId).map(|slot| self.layout.column(slot).index);
        let splitter = self.checker.reading.splitter().clone();
        Windows::new(source, self.opening.carried.clone(), splitter, id, self.settings.cuts)
            .of_manner(&self.layout.manner)
    }

    /// Judges every run of rows with one claim id.
    pub(super) fn first(&mut self, source: &mut Plain) -> Result<(), Failure> {
        let seen = self.layout.has(Field::ClaimId).then(Seen::new);
        let checker = self.checker;
        let windows = self.windows(source);
        self.totals.lines = self.opening.lines;
        let check = |window: Window| (checker.check(window.bytes(), seen.as_ref()), window.buffer);
        let read = each_window(windows, &self.settings.stop, check, |checked| self.totals.add(checked));
        // Of what stands below it another worker may have said something before.
        if self.totals.reordered.is_some() { Ok(()) } else { read }
    }

    /// Judges the claims whose rows stand apart once more. Where that fails they stay candidates.
    pub(super) fn second(&mut self, source: &mut Plain) -> Result<(), Failure> {
        if self.totals.candidates.is_empty() {
            self.count_unread(0);
            return Ok(());
        }
        let candidates = std::mem::replace(&mut self.totals.candidates, Candidates::none());
        let judged = self.again(source, &candidates);
        if judged.is_err() {
            self.totals.candidates = candidates;
        }
        judged
    }

    /// Takes back what was said of claims that may have rows elsewhere.
    pub(super) fn take_back(&mut self) -> crate::error::Result<()> {
        let (claims, findings) = (&self.totals.candidates, std::mem::take(&mut self.totals.findings));
        let claims = match claims {
            Candidates::Some(claims) => Some(claims),
            Candidates::All => None,
        };
        self.totals.findings = scattered::merged(&[findings], claims)?;
        Ok(())
    }

    fn again(&mut self, source: &mut Plain, candidates: &Candidates) -> Result<(), Failure> {
        let mut collected = Collected::new(source.size());
        source.rewind().map_err(Failure::Io)?;
        std::io::copy(&mut source.by_ref().take(self.opening.read), &mut std::io::sink()).map_err(Failure::Io)?;
        let checker = self.checker;
        let windows = self.windows(source);
        let mut lines = self.opening.lines;
        let mut unmet = match &self.totals.torn {
            Candidates::Some(keys) => keys.clone(),
            Candidates::All => HashSet::new(),
        };
        let find = |window: Window| {
            let (rows, lines, reordered) = collected::candidate_rows(&checker, candidates, window.bytes());
            (Found { window, rows, lines, reordered }, Vec::new())
        };
        let mut is_over = false;
        let read = each_window(windows, &self.settings.stop, find, |found| {
            let Found { window, rows, lines: of_window, reordered } = found;
            for row in &rows {
                unmet.remove(&row.key);
            }
            collected.add(window.bytes(), &rows, lines + 1)?;
            lines += of_window;
            is_over = reordered.is_some();
            reordered.map_or(Ok(()), |line| Err(Failure::Reordered(line)))
        });
        if !is_over {
            read?;
        }
        self.count_unread(unmet.len() as u64);
        self.judge_again(collected, candidates)
    }

    /// Counts so many claims of which no row could be read, and the malformed rows that are of no claim that is counted: those
    /// that do not say which, and all where there are too many ids to list.
    fn count_unread(&mut self, claims: u64) {
        let Some(counting) = self.checker.counting else { return };
        let rows = self.totals.lost + if matches!(self.totals.torn, Candidates::All) { self.totals.named } else { 0 };
        if claims + rows > 0 {
            counting.unread(claims, rows, &mut self.totals.tally);
        }
    }

    fn judge_again(&mut self, collected: Collected, candidates: &Candidates) -> Result<(), Failure> {
        let all = matches!(candidates, Candidates::All);
        let torn = std::mem::replace(&mut self.totals.torn, Candidates::none());
        let wanted = scattered::Again { all, torn: &torn };
        let mut claims = HashSet::new();
        let mut findings = Spool::new();
        let mut left = collected.into_partitions();
        while !left.is_empty() {
            if self.settings.stop.is_asked() {
                return Err(Failure::Interrupted);
            }
            let mut batch = left.split_off(left.len().saturating_sub(rayon::current_num_threads()));
            let smaller = batch
                .iter_mut()
                .map(|partition| partition.smaller(self.settings.cuts.claim))
                .collect::<Result<Vec<_>, _>>();
            let (mut ready, mut again) = (Vec::new(), Vec::new());
            for (partition, smaller) in batch.into_iter().zip(smaller.map_err(Failure::Window)?) {
                match smaller {
                    Some(smaller) => again.extend(smaller),
                    None => ready.push(partition),
                }
            }
            left.extend(again);
            let judged: Vec<_> = ready
                .into_par_iter()
                .map(|partition| scattered::judge_partition(&self.checker, partition, wanted))
                .collect();
            for rejudged in judged {
                let rejudged = rejudged.map_err(Failure::Io)?;
                self.totals.tally -= &rejudged.before;
                self.totals.tally += &rejudged.after;
                claims.extend(rejudged.claims);
                for diagnostic in &rejudged.diagnostics {
                    findings.push(diagnostic)?;
                }
            }
        }
        let spools = [std::mem::take(&mut self.totals.findings), findings.sorted()?];
        self.totals.findings = scattered::merged(&spools, (!all).then_some(&claims))?;
        Ok(())
    }
}

impl Totals {
    fn add(&mut self, mut checked: Checked) -> Result<(), Failure> {
        checked.shift(self.lines + 1);
        let reordered = checked.reordered.map(|line| line + self.lines + 1);
        self.hole = self.hole.or(checked.hole.map(|line| line + self.lines + 1));
        self.lines += checked.lines;
        self.rows += checked.rows;
        self.malformed += checked.malformed;
        self.nameless += checked.nameless;
        self.empty += checked.empty;
        for (companion, line) in checked.lacking {
            self.lacking.entry(companion).or_insert(line);
        }
        self.tally += &checked.tally;
        self.candidates.extend(checked.repeats);
        self.named += checked.torn.len() as u64;
        self.lost += checked.lost;
        self.candidates.extend(checked.torn.clone());
        self.torn.extend(checked.torn);
        for diagnostic in &checked.diagnostics {
            self.findings.push(diagnostic)?;
        }
        self.reordered = reordered;
        reordered.map_or(Ok(()), |line| Err(Failure::Reordered(line)))
    }
}
