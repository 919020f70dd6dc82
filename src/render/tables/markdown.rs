//! Tables in Markdown, for an issue, a merge request or a terminal.

use super::super::csv::inert;
use super::super::text::{counted, fit, grouped};
use super::{Cell, Table};
use std::fmt::Write;

/// Rows of each table; the others are counted.
const ROWS: usize = 50;
/// Columns of a cell.
const CELL: usize = 200;

/// The tables, each under its name.
#[must_use]
pub fn markdown(tables: &[Table]) -> String {
    let mut text = String::from("# Coding quality\n");
    for table in tables.iter().filter(|table| !table.rows.is_empty()) {
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

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn right(table: &Table, column: usize) -> bool {
    let numbers = |row: &Vec<Cell>| row.get(column).is_some_and(|cell| !matches!(cell, Cell::Text(_)));
    table.rows.first().is_some_and(numbers)
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => plain(text),
        Cell::Count(count) => grouped(*count),
        Cell::Rate(rate) => rate.map_or_else(|| "–".to_owned(), |rate| format!("{:.1} %", rate * 100.0)),
        Cell::Number(number) => number.map_or_else(|| "–".to_owned(), |number| format!("{number:.2}")),
        Cell::Money(hundredths) => hundredths.map_or_else(|| "–".to_owned(), super::super::html::money),
    }
}

/// Text as Markdown shows it and does nothing else with it.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in fit(&inert(text), CELL).chars() {
        match c {
            '<' => plain.push_str("&lt;"),
            '>' => plain.push_str("&gt;"),
            '&' => plain.push_str("&amp;"),
            // Not a link, not a mention, not the end of the cell.
            '|' | '*' | '`' | '[' | ']' | '\\' | '~' | '!' | '#' => plain.extend(['\\', c]),
            '@' => plain.push_str("&#64;"),
            '_' => plain.push_str("\\_"),
            ':' => plain.push_str("&#58;"),
            c => plain.push(c),
        }
    }
    plain
}
