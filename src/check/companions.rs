//! What a run is told beside its inputs: layouts of the user's own, and files that complete the rows of a claim file.

use super::file::{FileOutcome, Run};
use super::linter::Linter;
use super::plain::Plain;
use super::source::Source;
use super::{Input, Settings, tally};
use crate::claim::companion::Companion;
use crate::claim::opening::{self, Opening};
use crate::claim::preset::{Preset, Presets};
use crate::claim::{Diagnoses, Expected, Given, Recognised};
use crate::error::{Error, Result};
use crate::field::Field;
use crate::report::{FileSummary, Spool};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// The layouts of a run beside those that come with claimlint.
#[derive(Clone, Debug, Default)]
pub struct Layouts {
    /// The one every file has, where the user says so.
    pub named: Option<Preset>,
    /// Those of the user's own.
    pub own: Vec<Preset>,
}

impl Layouts {
    /// Reads the layout files the settings name.
    ///
    /// # Errors
    /// When one cannot be read or is none, or no layout has the name that is asked for.
    pub fn load(settings: &Settings) -> Result<Self> {
        let own = settings.layouts.iter().map(|path| Preset::open(path)).collect::<Result<Vec<_>>>()?;
        let Some(wanted) = &settings.layout else { return Ok(Self { named: None, own }) };
        if Path::new(wanted).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
            return Ok(Self { named: Some(Preset::open(Path::new(wanted))?), own });
        }
        let shipped = Presets::shipped()?;
        let named = own.iter().chain(shipped.all()).find(|preset| preset.name == *wanted).cloned();
        let named = named.ok_or_else(|| {
            let known: Vec<&str> = own.iter().chain(shipped.all()).map(|preset| preset.name.as_str()).collect();
            let near =
                known.iter().max_by(|a, b| strsim::jaro_winkler(wanted, a).total_cmp(&strsim::jaro_winkler(wanted, b)));
            let near = near.filter(|near| strsim::jaro_winkler(wanted, near) > 0.8);
            Error::Usage {
                message: format!("no layout is called `{wanted}`"),
                help: Some(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the layouts are {}", known.join(", ")),
                }),
            }
        })?;
        Ok(Self { named: Some(named), own })
    }
}

/// The inputs of a run, and the files that complete their rows.
pub(super) struct Parted {
    /// What is checked.
    pub(super) inputs: Vec<Input>,
    /// What completes it.
    completing: Vec<Completing>,
}

/// A companion and what it completes.
struct Completing {
    companion: Companion,
    /// The inputs whose rows it completes, where it is not all of them.
    only: Option<Vec<PathBuf>>,
}

impl Parted {
    /// What completes the rows of an input.
    pub(super) fn of(&self, input: &Input) -> Vec<&Companion> {
        let completes = |completing: &&Completing| match (&completing.only, input) {
            (None, _) => true,
            (Some(only), Input::File(path)) => only.contains(path),
            (Some(_), _) => false,
        };
        self.completing.iter().filter(completes).map(|completing| &completing.companion).collect()
    }

    /// Those of the companions that have rows which could not be read, each as a file of the run behind its inputs.
    ///
    /// # Errors
    /// When a finding cannot be kept.
    pub(super) fn torn(&self, run: &Run<'_>) -> Result<Vec<FileOutcome>> {
        let companions = self.completing.iter().map(|completing| &completing.companion);
        let torn = companions.filter(|companion| !companion.torn.is_empty());
        let first = u32::try_from(self.inputs.len()).unwrap_or(u32::MAX);
        (first..).zip(torn).map(|(number, companion)| torn_rows(run, companion, number)).collect()
    }
}

/// The rows of a companion that could not be read: findings of their own, as in a file that is checked.
fn torn_rows(run: &Run<'_>, companion: &Companion, number: u32) -> Result<FileOutcome> {
    let (selection, policy) = run.policies.of_file(run.registry, run.settings, Path::new(&companion.name))?;
    let linter = Linter::new(&Run { selection: &selection, ..*run }, companion.layout(), policy);
    let mut findings = Spool::new();
    for row in &companion.torn {
        if let Some(finding) = linter.malformed_row(number, row.line, &row.bytes, row.fault) {
            findings.push(&finding)?;
        }
    }
    let summary = FileSummary {
        name: companion.name.clone(),
        layout: companion.how.clone(),
        rows: companion.rows,
        malformed_rows: companion.torn.len() as u64,
        notes: vec!["it completes the claims of other files, with which its other rows were checked".to_owned()],
        selected: selection.rules().collect(),
        ..FileSummary::default()
    };
    Ok(FileOutcome { summary, findings, not_run: Vec::new(), judged: [0; tally::RELEASES], groups: None, failed: None })
}

/// Tells the files that are checked from those that complete them: the ones the settings name, else the inputs whose
/// layout completes that of another input, where there is one of each.
///
/// # Errors
/// When a companion cannot be read or says nothing of claims.
pub(super) fn part(inputs: &[Input], settings: &Settings, layouts: &Layouts) -> Result<Parted> {
    let mut inputs = inputs.to_vec();
    let mut paths: Vec<(PathBuf, Option<Vec<PathBuf>>)> =
        settings.companions.iter().map(|path| (path.clone(), None)).collect();
    if paths.is_empty() && inputs.len() > 1 {
        paths = among(&inputs, settings, layouts);
        inputs.retain(|input| !matches!(input, Input::File(path) if paths.iter().any(|(known, _)| known == path)));
    }
    let read = |(path, only): (PathBuf, _)| Ok(Completing { companion: read(&path, settings, layouts)?, only });
    let completing = paths.into_iter().map(read).collect::<Result<_>>()?;
    Ok(Parted { inputs, completing })
}

/// Sees to it that every header the user has given is in the file at `path` or in one that completes it.
///
/// # Errors
/// When one is in none of them.
pub(super) fn all_found(
    path: &Path,
    columns: &BTreeMap<Field, String>,
    recognised: &Recognised,
    companions: &[&Companion],
) -> Result<()> {
    let is_found = |field: &Field| {
        recognised.given.contains(field) || companions.iter().any(|companion| companion.given.contains(field))
    };
    let Some((field, header)) = columns.iter().find(|(field, _)| !is_found(field)) else { return Ok(()) };
    let others: Vec<&str> = companions.iter().map(|companion| companion.name.as_str()).collect();
    Err(Error::Input {
        path: path.to_path_buf(),
        problem: format!(
            "[columns] maps {field} to \"{header}\", and neither this file nor {} has such a column",
            others.join(" or ")
        ),
        help: Some("`claimlint inspect` shows the columns of a file".to_owned()),
    })
}

/// What an input was recognised as: of a hundred thousand no more is kept.
struct Begun<'i> {
    path: &'i PathBuf,
    layout: String,
    completes: Vec<String>,
}

/// Inputs that complete another one, each with that one. What is read only once, a pipe, is not looked into.
fn among(inputs: &[Input], settings: &Settings, layouts: &Layouts) -> Vec<(PathBuf, Option<Vec<PathBuf>>)> {
    let begun = inputs.par_iter().filter_map(|input| match input {
        Input::File(path) if path.is_file() => {
            let Recognised { layout, completes, .. } = begin(path, settings, layouts).ok()?.1.recognised;
            Some(Begun { path, layout: layout.name, completes })
        }
        Input::File(_) | Input::Stdin { .. } | Input::Text { .. } => None,
    });
    let begun: Vec<Begun<'_>> = begun.collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for begun in &begun {
        *counts.entry(&begun.layout).or_default() += 1;
    }
    let is_one = |layout: &str| counts.get(layout) == Some(&1);
    let completed = |of: &Begun<'_>| -> Vec<PathBuf> {
        let wanted: Vec<&String> = of.completes.iter().filter(|layout| is_one(&of.layout) && is_one(layout)).collect();
        let is_completed = |other: &&Begun<'_>| wanted.contains(&&other.layout);
        if wanted.is_empty() {
            Vec::new()
        } else {
            begun.iter().filter(is_completed).map(|other| other.path.clone()).collect()
        }
    };
    let each = begun.iter().map(|begun| (begun.path.clone(), completed(begun)));
    each.filter(|(_, completed)| !completed.is_empty()).map(|(path, completed)| (path, Some(completed))).collect()
}

fn begin(path: &Path, settings: &Settings, layouts: &Layouts) -> Result<(Plain, Opening)> {
    let mut source = Plain::new(Source::open(&Input::File(path.to_path_buf()), None, &settings.stop)?, path, None)?;
    let columns = &settings.columns;
    let expected =
        Expected { columns: Given::Some(columns), layout: None, own: &layouts.own, diagnoses: Diagnoses::Elsewhere };
    let marks = source.marks;
    let mut opening = opening::open_cut_by(&mut source, path, marks, &expected)?;
    opening.recognised.notes.append(&mut source.notes);
    Ok((source, opening))
}

fn read(path: &Path, settings: &Settings, layouts: &Layouts) -> Result<Companion> {
    let (mut source, opening) = begin(path, settings, layouts)?;
    let companion = Companion::read(&path.display().to_string(), path, opening, &mut source)?;
    source.watched.as_ref().and_then(|watched| watched.changed(path)).map_or(Ok(companion), Err)
}
