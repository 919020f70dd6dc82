//! Tables in Markdown, for an issue, a merge request or a terminal.

use super::super::csv::inert;
use super::super::html::capital;
use super::super::markdown::text as text_as_it_is;
use super::super::remarks::interrupted;
use super::super::text::{counted, fit, grouped};
use super::{Cell, Table};
use crate::report::qa::Figures;
use crate::report::qa::examples::Example;
use std::fmt::Write;

/// Rows of each table; the others are counted.
const ROWS: usize = 50;
/// Columns of a cell.
const CELL: usize = 200;

/// The tables, each under its name, and behind them some findings of each rule.
#[must_use]
pub fn markdown(tables: &[Table<'_>], figures: &Figures) -> String {
    let mut text = String::from("# Coding quality\n");
    if figures.interrupted {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n**{}.**", capital(&interrupted(0)));
    }
    for table in tables.iter().chain([&examples(figures)]).filter(|table| !table.rows.is_empty()) {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n## {}\n\n", capital(&table.name));
        let _ = writeln!(text, "| {} |", table.heads.join(" | "));
        let rules = table.heads.iter().enumerate().map(|(column, _)| if right(table, column) { "---:" } else { "---" });
        let _ = writeln!(text, "|{}|", rules.collect::<Vec<_>>().join("|"));
        for row in table.rows.iter().take(ROWS) {
            let cells: Vec<String> = row.iter().map(shown).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        if let Some(more) = table.rows.len().checked_sub(ROWS).filter(|&more| more > 0) {
            let _ = writeln!(text, "\nand {}", counted(more as u64, "more row"));
        }
    }
    text.push_str(
        "\nLint-clean is what the rules found no error in. They see the claim and not the record, so the rate is no rate of accuracy.\n",
    );
    text
}

/// Some findings of each rule.
fn examples(figures: &Figures) -> Table<'_> {
    let groups = figures.by.iter().map(|by| by.by.as_str());
    let heads = ["code"].into_iter().chain(groups).chain(["claim", "file", "line", "message", "what to do"]).collect();
    let row = |code: &str, example: &Example| {
        let groups = (0..figures.by.len()).map(|place| example.groups.get(place).map_or("", |(_, group)| group).into());
        let said = [&example.message, &example.help].map(|text| text.as_str().into());
        let place =
            [example.claim_id.as_deref().unwrap_or_default().into(), example.file.as_str().into(), example.line.into()];
        [code.into()].into_iter().chain(groups).chain(place).chain(said).collect()
    };
    let rows = figures.rules.iter().flat_map(|rule| rule.examples.iter().map(move |example| row(&rule.code, example)));
    Table { name: "some findings".to_owned(), heads, rows: rows.collect() }
}

fn right(table: &Table<'_>, column: usize) -> bool {
    let numbers = |row: &Vec<Cell>| row.get(column).is_some_and(|cell| !matches!(cell, Cell::Text(_)));
    table.rows.first().is_some_and(numbers)
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text_as_it_is(&fit(&inert(text), CELL)),
        Cell::Count(count) => grouped(*count),
        Cell::Rate(rate) => rate.map_or_else(|| "–".to_owned(), |rate| format!("{:.1} %", rate * 100.0)),
        Cell::Number(number) => number.map_or_else(|| "–".to_owned(), |number| format!("{number:.2}")),
        Cell::Money(hundredths) => hundredths.map_or_else(|| "–".to_owned(), super::super::html::money),
    }
}
