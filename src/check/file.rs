//! One file, from its first byte to its figures.

use super::companions::{self, Layouts};
use super::counting::Counting;
use super::linter::Linter;
use super::locate::Counted;
use super::not_run::not_run;
use super::passes::{Pass, Totals};
use super::plain::Plain;
use super::policy::Policies;
use super::source::{self, Source};
use super::tally::RELEASES;
use super::window::Checker;
use super::{Input, Settings, icd9, told};
use crate::claim::arrangement::Arrangement;
use crate::claim::companion::{Companion, Joined};
use crate::claim::header_line;
use crate::claim::opening::{self, Opening};
use crate::claim::record::not_counted;
use crate::claim::rows::Reading;
use crate::claim::{Diagnoses, Expected, Given};
use crate::date::Date;
use crate::error::{Error, Result};
use crate::icd::CodeBook;
use crate::report::qa::Groups;
use crate::report::{FileSummary, Spool, Unrun};
use crate::rule::{Registry, Selection};
use crate::table::Tables;

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
    pub(super) not_run: Vec<Unrun>,
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
    let Begun { mut source, opening, arrangement } = begin(run, input, &path)?;
    let layout = &opening.recognised.layout;
    let (selection, policy) = run.policies.of_file(run.registry, run.settings, &path)?;
    let run = &Run { selection: &selection, ..*run };
    let linter = Linter::new(run, layout, policy);
    let reading = Reading::new(layout, opening.marks, &opening.header);
    let arrangement = arrangement.as_ref();
    let reading = if arrangement.is_some() { reading.cell_by_cell() } else { reading };
    let counted = if source.sheet.is_some() { Counted::Cells } else { Counted::Characters };
    let counting = run.settings.groups.as_ref().map(|by| Counting::new(by, run.settings.sample.clone(), layout));
    let checker =
        Checker { linter: &linter, reading: &reading, arrangement, counted, file: number, counting: counting.as_ref() };
    let mut pass = Pass { checker, layout, opening: &opening, settings: run.settings, totals: Totals::default() };
    let failed = pass.first(&mut source).and_then(|()| pass.second(&mut source));
    if failed.is_err() && !pass.totals.candidates.is_empty() {
        pass.take_back()?;
    }
    let failed = failed.err().map(|failure| failure.into_error(input, run.settings));
    let failed = failed.or_else(|| source.watched.as_ref().and_then(|watched| watched.changed(&path)));
    let Totals { findings, rows, malformed, nameless, empty, reordered, hole, lacking, candidates, mut tally, .. } =
        pass.totals;
    let failed = failed.or_else(|| reordered.map(|line| header_line::reordered(&path, line)));
    let failed = failed.or_else(|| hole.map(|line| told::hole(line, &path)));
    let findings = icd9::set_aside(findings, &mut tally, run.registry)?;
    let mut notes = opening.recognised.notes.clone();
    let joined = arrangement.and_then(Arrangement::joined);
    notes.extend(joined.map(|joined| joined.notes(&lacking)).unwrap_or_default());
    notes.extend(told::without_id(nameless));
    notes.extend(not_counted(empty));
    notes.extend(told::apart(&candidates));
    notes.extend(told::too_long(&tally));
    notes.extend(told::undiagnosed(&tally));
    notes.extend(icd9::by_date(&tally));
    notes.extend(told::birth_unread(&tally));
    notes.extend(told::in_other_order(&tally, layout));
    notes.extend(told::pointers_unread(&tally));
    let mut summary = FileSummary {
        name: source::name(input),
        layout: described(&opening, &source),
        rows,
        malformed_rows: malformed,
        empty_rows: empty,
        claims: tally.claims,
        diagnoses: tally.diagnoses,
        unchecked: tally.unchecked,
        notes,
        failed: None,
        not_begun: false,
        selected: selection.rules().collect(),
    };
    let failed = failed.or_else(|| told::nothing_checked(&summary, &tally, &path, run.book, layout));
    summary.failed = failed.as_ref().map(super::failed::why);
    let not_run = not_run(run, &linter, &tally);
    Ok(FileOutcome { summary, findings, not_run, judged: tally.judged, groups: tally.groups, failed })
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
    let source = Source::open(input, settings.progress.clone(), &settings.stop)?;
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
    let opening = opening::open_cut_by(&mut source, path, marks, &expected);
    let mut opening = opening.map_err(|error| source.refused(error))?;
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
