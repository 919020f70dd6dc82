//! What a release changes in each table.

use super::ImportReport;
use super::conversion::{Conversion, Previous};
use super::folder::Folder;
use super::ledger::{self, Change, Line, Row};
use super::order::OrderFile;
use super::tabular::Tabular;
use crate::code::Code;
use crate::date::Date;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Enters the codes, which hold `from` a day; what is gone ended on `last_day`.
pub(super) fn codes(folder: &mut Folder, order: &OrderFile, from: &str, last_day: &str, report: &mut ImportReport) {
    let lines = order.codes.iter().map(|listed| {
        let flag = u8::from(listed.billable);
        (listed.code.to_string(), format!("{flag}\t{}", listed.title))
    });
    let rows = std::mem::take(&mut folder.codes);
    let (rows, change) = ledger::enter(rows, lines.collect(), from, last_day);
    folder.codes = rows;
    report.code_lines = (change.opened, change.closed);
}

/// Enters what the Tabular List of a release says.
pub(super) fn tabular(folder: &mut Folder, tabular: Tabular, release: &str, report: &mut ImportReport) {
    let before = folder.releases.iter().rfind(|held| held.tabular).map_or_else(String::new, |held| held.name.clone());
    let enter = |rows: &mut Vec<Row>, lines: Vec<Line>| -> Change {
        let (entered, change) = ledger::enter(std::mem::take(rows), lines, release, &before);
        *rows = entered;
        change
    };
    let blocks = tabular.blocks.iter().map(|block| {
        let (first, last) = block.id.split_once('-').unwrap_or((&block.id, &block.id));
        let (holds, first, last) = match block.categories {
            Some((first, last)) => ("categories", first.to_string(), last.to_string()),
            None => ("blocks", first.to_owned(), last.to_owned()),
        };
        let chapter = &tabular.chapters[block.chapter].id;
        (block.id.clone(), format!("{chapter}\t{holds}\t{first}\t{last}\t{}", block.title))
    });
    enter(&mut folder.blocks, blocks.collect());
    enter(&mut folder.chapters, tabular.chapters.into_iter().map(|chapter| (chapter.id, chapter.title)).collect());
    let notes = tabular.notes.into_iter().map(|(node, kind, text)| (node, format!("{kind}\t{text}")));
    let change = enter(&mut folder.notes, notes.collect());
    report.note_lines = Some((change.opened, change.closed));
    let sevenths = tabular.sevenths.into_iter();
    let sevenths = sevenths.map(|(node, character, role, text)| (node, format!("{character}\t{role}\t{text}")));
    enter(&mut folder.seventh, sevenths.collect());
}

/// Adds what a conversion table says and is not yet held; the tables are cumulative, and no line is ever taken back.
pub(super) fn conversions(folder: &mut Folder, conversions: Vec<Conversion>, report: &mut ImportReport) {
    let known: HashSet<&str> = folder.codes.iter().map(|row| row.key.as_str()).collect();
    let held = std::mem::take(&mut folder.successors);
    let mut lines: BTreeMap<[String; 3], String> =
        held.into_iter().map(|[old, new, effective, words]| ([old, new, effective], words)).collect();
    let before = lines.len();
    let mut unknown = BTreeSet::new();
    for Conversion { new, effective, previous, words } in conversions {
        for old in previous.into_iter().flat_map(|previous| codes_of(previous, effective, &folder.codes)) {
            let line = [old, new.to_string(), effective.to_string()];
            if !line[..2].iter().all(|code| known.contains(code.as_str())) {
                unknown.insert(format!("{} to {}", line[0], line[1]));
            } else if line[0] != line[1] {
                lines.entry(line).or_insert_with(|| words.clone());
            }
        }
    }
    report.successors = lines.len() - before;
    if !unknown.is_empty() {
        let pairs = unknown.into_iter().collect::<Vec<_>>().join(", ");
        report.remarks.push(format!("conversions passed over, because no release held has one of the codes: {pairs}"));
    }
    folder.successors = lines.into_iter().map(|([old, new, effective], words)| [old, new, effective, words]).collect();
}

/// The codes a previous assignment means: of a range, those billable on the day before.
fn codes_of(previous: Previous, effective: Date, rows: &[Row]) -> Vec<String> {
    let (first, last) = match previous {
        Previous::One(code) => return vec![code.to_string()],
        Previous::Range(first, last) => (first, last),
    };
    let (category, eve) = (first.category().to_string(), effective.eve().to_string());
    let on_eve = |row: &&Row| row.from <= eve && (row.to.is_empty() || row.to >= eve);
    let rows: Vec<&Row> = rows.iter().filter(|row| row.key.starts_with(&category)).filter(on_eve).collect();
    let within = |row: &&Row, header: Code| Code::parse(row.key.as_bytes()).is_some_and(|code| code.is_within(header));
    let start = rows.iter().position(|row| within(row, first));
    let end = rows.iter().rposition(|row| within(row, last));
    let (Some(start), Some(end)) = (start, end) else { return Vec::new() };
    let range = rows.get(start..=end).unwrap_or_default();
    range.iter().filter(|row| row.rest.starts_with('1')).map(|row| row.key.clone()).collect()
}
