//! A file looked at and not checked: what it is taken for, column by column, and which rules could run on it.

use super::companions::{self, Layouts};
use super::file::{self, Begun, Run};
use super::linter::Linter;
use super::not_run::not_run;
use super::policy::Policies;
use super::tally::Tally;
use super::{Input, Settings, registry, source};
use crate::claim::companion::Companion;
use crate::claim::dialect::SAMPLE;
use crate::claim::header::settled;
use crate::claim::rows::{Reading, Row};
use crate::claim::{Layout, opening::Opening};
use crate::date::Date;
use crate::error::Result;
use crate::field::Field;
use crate::icd::CodeBook;
use crate::report::{FileSummary, InspectedColumn, Inspection, NotRun, RuleCard, Summary, Unrun};
use crate::table::Tables;
use bumpalo::Bump;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Looks at the beginning of each file, as far as a check looks before its first row; one that completes another is looked at
/// with that one. A file that cannot be read as a claim file has an error of its own.
///
/// # Errors
/// When the settings cannot be carried out.
pub fn inspect(inputs: &[Input], settings: &Settings) -> Result<Vec<(String, Result<Inspection>)>> {
    let layouts = Layouts::load(settings)?;
    let parted = companions::part(inputs, settings, &layouts)?;
    let look = |input: &Input| (source::name(input), of(input, settings, &layouts, &parted.of(input)));
    Ok(parted.inputs.iter().map(look).collect())
}

fn of(input: &Input, settings: &Settings, layouts: &Layouts, companions: &[&Companion]) -> Result<Inspection> {
    let book = CodeBook::embedded();
    let registry = registry(&settings.packs, book)?;
    let tables = Tables::load(&settings.tables)?;
    let today = Date::today();
    let policies = Policies::new(&registry, settings, today)?;
    let (selection, policy) = policies.of_file(&registry, settings, &source::path(input))?;
    let run = Run {
        settings,
        registry: &registry,
        selection: &selection,
        policies: &policies,
        book,
        tables: &tables,
        today,
        layouts,
        companions,
    };
    let Begun { source, opening, .. } = file::begin(&run, input, &source::path(input))?;
    let recognised = &opening.recognised;
    let linter = Linter::new(&run, &recognised.layout, policy);
    let not_run = not_run(&run, &linter, &Tally::default());
    let silent = |unrun: &&Unrun| unrun.reason.is_empty() || unrun.wants.is_empty();
    let rules = registry.ids().filter(|(id, _)| selection.contains(*id)).count();
    let mut notes = [recognised.notes.as_slice(), &recognised.asides].concat();
    notes.extend(companions.iter().flat_map(|companion| companion.as_read()));
    let mut guessed = recognised.guessed.clone();
    for (field, header) in companions.iter().flat_map(|companion| &companion.guessed) {
        if !guessed.iter().any(|(known, _)| known == field) {
            guessed.push((*field, header.clone()));
        }
    }
    Ok(Inspection {
        name: source::name(input),
        layout: recognised.layout.name.clone(),
        title: recognised.title.clone(),
        confidence: recognised.confidence,
        delimiter: char::from(opening.marks.delimiter),
        encoding: source.encoding.to_string(),
        sheet: source.sheet.clone(),
        header_line: opening.header_line,
        sampled: sampled(&opening),
        columns: columns(&opening, &guessed),
        notes,
        rules: rules - not_run.iter().filter(silent).count(),
        summary: Summary {
            files: vec![FileSummary { name: source::name(input), ..FileSummary::default() }],
            not_run: not_run.into_iter().map(|unrun| NotRun { file: 0, unrun: Arc::new(unrun) }).collect(),
            ..Summary::default()
        },
        cards: registry.rules().iter().map(RuleCard::from).collect(),
        settings: (!guessed.is_empty()).then(|| settled(&guessed)),
    })
}

/// Rows in the part that was read.
fn sampled(opening: &Opening) -> u64 {
    let cut_off = opening.read >= SAMPLE as u64;
    let last = opening.carried.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let whole = if cut_off { last } else { opening.carried.len() };
    let reading = Reading::new(&opening.recognised.layout, opening.marks, &opening.header);
    let arena = Bump::new();
    let mut rows = reading.rows(&opening.carried[..whole], &arena);
    let (mut cells, mut count) = (Vec::new(), 0);
    while let Some(row) = rows.next(&mut cells) {
        count += u64::from(matches!(row, Row::Cells(_)));
        cells.clear();
    }
    count
}

fn columns(opening: &Opening, guessed: &[(Field, String)]) -> Vec<InspectedColumn> {
    let layout: &Layout = &opening.recognised.layout;
    let mut read: BTreeMap<usize, InspectedColumn> = BTreeMap::new();
    for column in &layout.columns {
        let number = (column.index < layout.width).then_some(column.index + 1);
        let inspected = read.entry(column.index).or_insert_with(|| InspectedColumn {
            number,
            header: column.header.clone(),
            fields: Vec::new(),
            is_guess: guessed.contains(&(column.field, column.header.clone())),
        });
        inspected.fields.push(column.field);
    }
    let mut unread = layout.unread.iter();
    for index in 0..layout.width {
        read.entry(index).or_insert_with(|| InspectedColumn {
            number: Some(index + 1),
            header: unread.next().cloned().unwrap_or_default(),
            fields: Vec::new(),
            is_guess: false,
        });
    }
    read.into_values().collect()
}
