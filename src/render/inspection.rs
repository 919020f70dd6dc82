//! What `claimlint inspect` prints: a page for people, or one JSON document. Neither shows a cell of the file.

use super::Detail;
use super::summary::rules_not_run;
use super::text::{counted, escape, fit};
use crate::error::Error;
use crate::report::{InspectedColumn, Inspection, Report};
use serde::Serialize;
use std::fmt::Write as _;

/// Columns of a terminal a header takes at most.
const HEADER: usize = 48;

/// The page for people.
#[must_use]
pub fn page(inspection: &Inspection) -> String {
    let Inspection { name, layout, title, confidence, header_line, sampled, .. } = inspection;
    let word = format!("{confidence:?}").to_lowercase();
    let written = match &inspection.sheet {
        Some(sheet) => format!("Excel workbook, sheet \"{}\"", escape(sheet)),
        None => format!("{}, {}", delimiter(inspection.delimiter), inspection.encoding),
    };
    let mut text = format!(
        "{}\n  layout   {} ({}), {word}: {}\n  written  {written}, header on line {header_line}\n  sampled  {}\n",
        escape(name),
        escape(title),
        escape(layout),
        confidence.reason(),
        counted(*sampled, "row"),
    );
    for note in &inspection.notes {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  note     {}", fit(note, 400));
    }
    let (read, unread): (Vec<_>, Vec<_>) = inspection.columns.iter().partition(|column| !column.fields.is_empty());
    let header = |column: &InspectedColumn| fit(&column.header, HEADER).into_owned();
    let wide = read.iter().map(|column| super::text::width(&header(column))).max().unwrap_or(0);
    let _ = writeln!(text, "columns read");
    for column in &read {
        let number = column.number.map_or_else(|| "+".to_owned(), |number| number.to_string());
        let fields: Vec<String> = column.fields.iter().map(ToString::to_string).collect();
        let guess = if column.is_guess { "  (guessed)" } else { "" };
        let header = header(column);
        let gap = " ".repeat(wide - super::text::width(&header));
        let _ = writeln!(text, "  {number:>4}  {header}{gap}  {}{guess}", fields.join(", "));
    }
    if !unread.is_empty() {
        let _ = writeln!(text, "columns not read");
        let names: Vec<String> = unread
            .iter()
            .map(|column| if column.header.is_empty() { "(no name)".to_owned() } else { header(column) })
            .collect();
        let options = textwrap::Options::new(100).initial_indent("  ").subsequent_indent("  ").break_words(false);
        let _ = writeln!(text, "{}", textwrap::fill(&names.join(", "), options));
    }
    let _ = writeln!(text, "rules\n  {} can run", counted(inspection.rules as u64, "rule"));
    for line in rules_not_run(Report { rules: &inspection.cards, summary: &inspection.summary }, Detail::Short) {
        let _ = writeln!(text, "  not {line}");
    }
    if let Some(settings) = &inspection.settings {
        let lines: Vec<String> = settings.lines().map(|line| escape(line).into_owned()).collect();
        let lines = lines.join("\n");
        let _ = writeln!(text, "if the guesses are right, these lines in claimlint.toml settle them\n\n{lines}");
    }
    text
}

fn delimiter(mark: char) -> &'static str {
    match mark {
        ',' => "comma",
        '|' => "bar",
        ';' => "semicolon",
        '\t' => "tab",
        _ => "other delimiter",
    }
}

#[derive(Serialize)]
struct Document<'a> {
    file: &'a str,
    layout: Named<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    header_line: u64,
    sampled_rows: u64,
    columns: Vec<Column<'a>>,
    notes: &'a [String],
    rules_that_run: usize,
    not_run: Vec<Unrun<'a>>,
    settings: Option<&'a str>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    title: &'a str,
    confidence: crate::claim::Confidence,
    reason: &'static str,
}

#[derive(Serialize)]
struct Column<'a> {
    number: Option<usize>,
    header: &'a str,
    fields: Vec<String>,
    guessed: bool,
}

#[derive(Serialize)]
struct Unrun<'a> {
    code: &'a str,
    wants: Vec<Vec<String>>,
    reason: &'a str,
}

/// The JSON document.
///
/// # Errors
/// Never: every part of it can be written as JSON.
pub fn document(inspection: &Inspection) -> serde_json::Result<String> {
    let column = |column: &'_ InspectedColumn| column.fields.iter().map(ToString::to_string).collect();
    let document = Document {
        file: &inspection.name,
        layout: Named {
            name: &inspection.layout,
            title: &inspection.title,
            confidence: inspection.confidence,
            reason: inspection.confidence.reason(),
        },
        delimiter: inspection.sheet.is_none().then_some(inspection.delimiter),
        encoding: inspection.sheet.is_none().then_some(inspection.encoding.as_str()),
        sheet: inspection.sheet.as_deref(),
        header_line: inspection.header_line,
        sampled_rows: inspection.sampled,
        columns: inspection
            .columns
            .iter()
            .map(|one| Column { number: one.number, header: &one.header, fields: column(one), guessed: one.is_guess })
            .collect(),
        notes: &inspection.notes,
        rules_that_run: inspection.rules,
        not_run: inspection
            .summary
            .not_run
            .iter()
            .map(|unrun| Unrun {
                code: &inspection.cards[usize::from(unrun.rule.0)].code,
                wants: unrun.wants.iter().map(|any| any.iter().map(ToString::to_string).collect()).collect(),
                reason: &unrun.reason,
            })
            .collect(),
        settings: inspection.settings.as_deref(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

#[derive(Serialize)]
struct Refusal {
    file: String,
    refused: String,
    help: Option<String>,
}

/// The JSON document of a file that cannot be read as a claim file.
///
/// # Errors
/// Never: every part of it can be written as JSON.
pub fn refusal(file: &str, error: &Error) -> serde_json::Result<String> {
    let help = miette::Diagnostic::help(error).map(|help| help.to_string());
    let refusal = Refusal { file: file.to_owned(), refused: error.to_string(), help };
    serde_json::to_string_pretty(&refusal).map(|text| text + "\n")
}
