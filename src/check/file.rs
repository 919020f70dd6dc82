//! One file, from its first byte to its figures.

use super::companions::{self, Layouts};
use super::counting::Counting;
use super::icd9;
use super::linter::Linter;
use super::locate::Counted;
use super::not_run::not_run;
use super::plain::Plain;
use super::policy::Policies;
use super::scattered::{self, Candidates, Collected};
use super::seen::Seen;
use super::segment::{Checked, Checker};
use super::source::{self, Source, Stamp};
use super::tally::{RELEASES, Tally};
use super::{Input, Settings, Stop};
use crate::claim::arrangement::Arrangement;
use crate::claim::companion::{Companion, Joined};
use crate::claim::opening::{self, Opening};
use crate::claim::rows::Reading;
use crate::claim::view::MOST_LINES;
use crate::claim::window::{Window, WindowError, Windows};
use crate::claim::{Diagnoses, Expected, Given, Layout};
use crate::date::Date;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::icd::CodeBook;
use crate::report::qa::Groups;
use crate::report::{FileSummary, NotRun, Spool};
use crate::rule::{Registry, Selection};
use crate::table::Tables;
use rayon::prelude::*;
use std::collections::HashSet;
use std::io::Read;

/// What all files of a run are checked with.
#[derive(Clone, Copy)]
pub(super) struct Run<'r> {
    pub(super) settings: &'r Settings,
    pub(super) registry: &'r Registry,
    pub(super) selection: &'r Selection,
    pub(super) policies: &'r Policies,
    pub(super) book: &'r CodeBook,
    pub(super) tables: &'r Tables,
    /// The day after which a service lies in the future.
    pub(super) today: Date,
    /// Layouts beside those that come with claimlint.
    pub(super) layouts: &'r Layouts,
    /// What completes the rows of the input.
    pub(super) companions: &'r [&'r Companion],
}

/// What a file had to tell.
#[derive(Debug)]
pub(super) struct FileOutcome {
    pub(super) summary: FileSummary,
    pub(super) findings: Spool,
    pub(super) not_run: Vec<NotRun>,
    pub(super) judged: [u64; RELEASES],
    pub(super) groups: Option<Box<Groups>>,
    /// Why the file could not be checked to its end, or not at all.
    pub(super) failed: Option<Error>,
}

/// Checks one input. It is the run's `number`-th.
///
/// # Errors
/// When the input cannot be read as a claim file at all.
pub(super) fn check(run: &Run<'_>, input: &Input, number: u32) -> Result<FileOutcome> {
    let path = source::path(input);
    if run.settings.stop.is_asked() {
        return Err(Error::Interrupted { path });
    }
    let stamp = Stamp::of(input);
    let Begun { mut source, opening, arrangement } = begin(run, input, &path)?;
    let layout = &opening.recognised.layout;
    let (selection, policy) = run.policies.of_file(run.registry, run.settings, &path)?;
    let run = &Run { selection: &selection, ..*run };
    let linter = Linter::new(run, layout, policy);
    let reading = Reading::new(layout, opening.marks, opening.header.clone());
    let arrangement = arrangement.as_ref();
    let reading = if arrangement.is_some() { reading.cell_by_cell() } else { reading };
    let counted = if source.sheet.is_some() { Counted::Cells } else { Counted::Characters };
    let counting = run.settings.groups.as_ref().map(|by| Counting::new(by, run.settings.sample.clone(), layout));
    let checker =
        Checker { linter: &linter, reading: &reading, arrangement, counted, file: number, counting: counting.as_ref() };
    let mut pass = Pass { checker, layout, opening: &opening, settings: run.settings, totals: Totals::default() };
    let failed = pass.first(&mut source).and_then(|()| pass.second(&mut source));
    let failed = failed.err().map(|failure| failure.into_error(input, run.settings));
    let failed = failed.or_else(|| source::changed(input, stamp.as_ref()));
    let Totals { findings, rows, malformed, nameless, mut tally, .. } = pass.totals;
    let findings = icd9::set_aside(findings, &mut tally, run.registry)?;
    let mut notes = opening.recognised.notes.clone();
    notes.extend(arrangement.and_then(Arrangement::joined).map(Joined::notes).unwrap_or_default());
    notes.extend(without_id(nameless));
    notes.extend(too_long(&tally));
    notes.extend(undiagnosed(&tally));
    notes.extend(birth_unread(&tally));
    let mut summary = FileSummary {
        name: source::name(input),
        layout: described(&opening, &source),
        rows,
        malformed_rows: malformed,
        claims: tally.claims,
        diagnoses: tally.diagnoses,
        unchecked: tally.unchecked,
        notes,
        failed: None,
        selected: selection.rules().collect(),
    };
    let failed = failed.or_else(|| nothing_checked(&summary, &tally, &path, run.book, layout));
    summary.failed = failed.as_ref().map(super::failed::why);
    let not_run = not_run(run, &linter, &tally, number);
    Ok(FileOutcome { summary, findings, not_run, judged: tally.judged, groups: tally.groups, failed })
}

/// What is to be said of rows that do not say which claim they are of.
fn without_id(rows: u64) -> Option<String> {
    let rows = match rows {
        0 => return None,
        1 => "1 row has no claim id and is".to_owned(),
        rows => format!("{rows} rows have no claim id and each is"),
    };
    Some(format!("{rows} taken for a claim of its own; fill in the claim id where it belongs to another row"))
}

/// What is to be said of claims that have more lines than a claim can have.
fn too_long(tally: &Tally) -> Option<String> {
    let claims = match tally.too_long {
        0 => return None,
        1 => "1 claim has".to_owned(),
        claims => format!("{claims} claims have"),
    };
    Some(format!("{claims} more than {MOST_LINES} lines, which no form holds; they were not compared with each other"))
}

/// What is to be said of claims without a diagnosis, where others have some.
fn undiagnosed(tally: &Tally) -> Option<String> {
    match tally.undiagnosed {
        0 => None,
        all if all == tally.claims => None,
        1 => Some("1 claim has no diagnosis".to_owned()),
        claims => Some(format!("{claims} claims have no diagnosis")),
    }
}

/// What is to be said of birth dates that cannot be read. They are never shown.
fn birth_unread(tally: &Tally) -> Option<String> {
    let claims = match tally.birth_unread {
        0 => return None,
        1 => "1 claim".to_owned(),
        claims => format!("{claims} claims"),
    };
    Some(format!("the age is not known on {claims}, because the birth date could not be read"))
}

/// An input that has been begun.
pub(super) struct Begun<'r> {
    pub(super) source: Plain,
    pub(super) opening: Opening,
    pub(super) arrangement: Option<Arrangement<'r>>,
}

/// Reads the beginning of an input, and sees what its rows need.
///
/// # Errors
/// When it cannot be read as a claim file.
pub(super) fn begin<'r>(run: &Run<'r>, input: &Input, path: &std::path::Path) -> Result<Begun<'r>> {
    let settings = run.settings;
    let source = Source::open(input, settings.progress.clone())?;
    let mut source = Plain::new(source, path, settings.sheet.as_deref())?;
    let marks = source.marks;
    let with_diagnoses = run.companions.iter().any(|companion| companion.has_diagnoses());
    let expected = Expected {
        columns: match run.companions {
            [] => Given::All(&settings.columns),
            _ => Given::Some(&settings.columns),
        },
        layout: run.layouts.named.as_ref(),
        own: &run.layouts.own,
        diagnoses: if with_diagnoses { Diagnoses::Elsewhere } else { Diagnoses::Here },
    };
    let mut opening = opening::open_cut_by(&mut source, path, marks, &expected)?;
    opening.recognised.notes.append(&mut source.notes);
    let mut joined = None;
    if !run.companions.is_empty() {
        companions::all_found(path, &settings.columns, &opening.recognised, run.companions)?;
        opening
            .recognised
            .notes
            .extend(run.companions.iter().filter_map(|companion| companion.passed_over(&opening.recognised.layout)));
        let (join, layout) = Joined::new(path, opening.recognised.layout.clone(), run.companions)?;
        opening.recognised.layout = layout;
        joined = Some(join);
    }
    let arrangement = Arrangement::new(&opening.recognised.layout, joined);
    Ok(Begun { source, opening, arrangement })
}

/// What a file was read as, for one line of the summary.
pub(super) fn described(opening: &Opening, source: &Plain) -> String {
    let how = &opening.recognised.how;
    match (&source.sheet, source.encoding) {
        (Some(sheet), _) => format!("{how}; sheet \"{sheet}\""),
        (None, encoding) if encoding.is_wide() => format!("{how}; {encoding}"),
        _ => how.clone(),
    }
}

/// A file in which nothing could be judged has not been checked.
fn nothing_checked(
    summary: &FileSummary,
    tally: &Tally,
    path: &std::path::Path,
    book: &CodeBook,
    layout: &Layout,
) -> Option<Error> {
    let has_dates = layout.columns.iter().any(|column| column.field.is_date());
    let unchecked = summary.unchecked;
    let releases = held(book);
    let (problem, help) = if summary.rows == 0 {
        ("there is a header but not one row of data", "export the claims again")
    } else if summary.rows == summary.malformed_rows {
        ("not one row has the cells of the header", "see the findings for what is wrong with the rows")
    } else if summary.diagnoses == 0 {
        (
            "not one row has a diagnosis",
            "name the diagnosis columns under [columns] in claimlint.toml if they have other names, or give the file that holds \
             the diagnoses with --diagnoses or --claims",
        )
    } else if unchecked.no_date == summary.diagnoses && has_dates {
        (
            "no diagnosis has a date that could be read, and only a date says which code set is in force",
            "write dates as YYYY-MM-DD, YYYYMMDD, MM/DD/YYYY or DD-Mon-YYYY, or give one date for all with --as-of YYYY-MM-DD",
        )
    } else if unchecked.no_date == summary.diagnoses {
        (
            "no diagnosis has a date that says which code set is in force",
            "map a date column under [columns] in claimlint.toml, or give one date for all with --as-of YYYY-MM-DD",
        )
    } else if unchecked.icd9 == summary.diagnoses && tally.icd9.late > 0 {
        (
            "every diagnosis is an ICD-9-CM code, also of dates since 2015-10-01",
            "claimlint checks ICD-10-CM: export the claims with the codes that were billed",
        )
    } else if unchecked.icd9 == summary.diagnoses {
        ("every diagnosis is an ICD-9-CM code of a date before 2015-10-01", "claimlint checks ICD-10-CM")
    } else if unchecked.other_code_set == summary.diagnoses {
        (
            "every diagnosis is of another code set, as the column says that names it",
            "claimlint checks ICD-10-CM: export the claims with the codes that were billed",
        )
    } else if unchecked.no_date + unchecked.no_release + unchecked.icd9 + unchecked.other_code_set == summary.diagnoses
    {
        ("no code set is held for any of the dates", releases.as_str())
    } else {
        return None;
    };
    Some(Error::Input { path: path.to_path_buf(), problem: problem.to_owned(), help: Some(help.to_owned()) })
}

/// Which days the code sets of the run cover, for one who has claims of other days.
fn held(book: &CodeBook) -> String {
    let days = book.releases().first().zip(book.releases().last());
    let days = days.map(|(first, last)| format!("code sets are held for {} to {}; ", first.from, last.until));
    format!("{}newer ones are added with `claimlint data import`", days.unwrap_or_default())
}

/// What stops a pass.
enum Failure {
    Interrupted,
    Window(WindowError),
    Io(std::io::Error),
    Error(Error),
}

impl Failure {
    fn into_error(self, input: &Input, settings: &Settings) -> Error {
        let path = source::path(input);
        match self {
            Self::Error(error) => error,
            Self::Interrupted => Error::Interrupted { path },
            Self::Io(source) | Self::Window(WindowError::Io(source)) => Error::Io { action: "read", path, source },
            Self::Window(WindowError::ClaimTooLong) => Error::Input {
                path,
                problem: format!("more than {} MiB of rows have one claim id", settings.cuts.claim >> 20),
                help: Some(
                    "the claim id column is not one: name the right one as claim_id under [columns] in claimlint.toml"
                        .to_owned(),
                ),
            },
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// What the passes over a file add up to.
#[derive(Debug)]
struct Totals {
    findings: Spool,
    rows: u64,
    malformed: u64,
    nameless: u64,
    lines: u64,
    tally: Tally,
    candidates: Candidates,
    /// Claims of which a row is malformed, and every claim where these are too many to list: a report counts none of them as
    /// clean.
    torn: Candidates,
}

impl Default for Totals {
    fn default() -> Self {
        Self {
            findings: Spool::new(),
            rows: 0,
            malformed: 0,
            nameless: 0,
            lines: 0,
            tally: Tally::default(),
            candidates: Candidates::none(),
            torn: Candidates::none(),
        }
    }
}

struct Pass<'c> {
    checker: Checker<'c>,
    layout: &'c Layout,
    opening: &'c Opening,
    settings: &'c Settings,
    totals: Totals,
}

impl Pass<'_> {
    fn windows<'s>(&self, source: &'s mut Plain) -> Windows<&'s mut Plain> {
        let id = self.layout.slot(Field::ClaimId).map(|slot| self.layout.column(slot).index);
        let splitter = self.checker.reading.splitter().clone();
        Windows::new(source, self.opening.carried.clone(), splitter, id, self.settings.cuts)
            .of_manner(&self.layout.manner)
    }

    /// Judges every run of rows with one claim id.
    fn first(&mut self, source: &mut Plain) -> Result<(), Failure> {
        let seen = self.layout.has(Field::ClaimId).then(Seen::new);
        let checker = self.checker;
        let mut windows = self.windows(source);
        self.totals.lines = self.opening.lines;
        let check = |window: &Window| -> Vec<Checked> {
            let segments = window.segments.par_iter();
            segments.map(|segment| checker.check(&window.bytes[segment.clone()], seen.as_ref())).collect()
        };
        each_window(&mut windows, &self.settings.stop, check, |checked| self.totals.add(checked))
    }

    /// Judges the claims whose rows stand apart once more.
    fn second(&mut self, source: &mut Plain) -> Result<(), Failure> {
        if self.totals.candidates.is_empty() {
            return Ok(());
        }
        let mut collected = Collected::new(source.size());
        source.rewind().map_err(Failure::Io)?;
        std::io::copy(&mut source.by_ref().take(self.opening.read), &mut std::io::sink()).map_err(Failure::Io)?;
        let checker = self.checker;
        let candidates = std::mem::replace(&mut self.totals.candidates, Candidates::none());
        let mut windows = self.windows(source);
        let mut lines = self.opening.lines;
        let mut spare = Vec::new();
        while let Some(window) = windows.next(spare).map_err(Failure::Window)? {
            if self.settings.stop.is_asked() {
                return Err(Failure::Interrupted);
            }
            let segments = window.segments.par_iter();
            let found: Vec<_> = segments
                .map(|segment| scattered::candidate_rows(&checker, &candidates, &window.bytes[segment.clone()]))
                .collect();
            for (rows, of_segment) in found {
                collected.add(&rows, lines + 1).map_err(Failure::Io)?;
                lines += of_segment;
            }
            spare = window.bytes;
        }
        self.judge_again(collected, &candidates)
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
    fn add(&mut self, checked: Vec<Checked>) -> Result<()> {
        for mut segment in checked {
            segment.shift(self.lines + 1);
            self.lines += segment.lines;
            self.rows += segment.rows;
            self.malformed += segment.malformed;
            self.nameless += segment.nameless;
            self.tally += &segment.tally;
            self.candidates.extend(segment.repeats);
            self.candidates.extend(segment.torn.clone());
            self.torn.extend(segment.torn);
            for diagnostic in &segment.diagnostics {
                self.findings.push(diagnostic)?;
            }
        }
        Ok(())
    }
}

/// Works on each window while what became of the one before is taken in and the next one is read.
fn each_window<R: Read + Send, T: Send>(
    windows: &mut Windows<R>,
    stop: &Stop,
    work: impl Fn(&Window) -> T + Sync,
    mut done: impl FnMut(T) -> Result<()> + Send,
) -> Result<(), Failure> {
    let mut spare = Vec::new();
    let (mut before, mut failed) = (None, None);
    let mut window = windows.next(Vec::new()).map_err(Failure::Window)?;
    while let Some(current) = window {
        let (buffer, finished) = (std::mem::take(&mut spare), before.take());
        let aside = || {
            finished.map_or(Ok(()), &mut done)?;
            if stop.is_asked() { Err(Failure::Interrupted) } else { windows.next(buffer).map_err(Failure::Window) }
        };
        let (result, next) = rayon::join(|| work(&current), aside);
        spare = current.bytes;
        before = Some(result);
        window = next.unwrap_or_else(|failure| {
            failed = Some(failure);
            None
        });
    }
    before.map_or(Ok(()), done)?;
    failed.map_or(Ok(()), Err)
}
