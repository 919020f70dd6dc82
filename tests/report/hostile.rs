//! Whatever stands in a cell does nothing: no markup, formula, link, escape sequence or turned reading direction of a claim file
//! reaches a browser, a spreadsheet, Markdown or a terminal as such, in whatever column it stands.

use claimlint::field::Field;
use std::fmt::Write as _;
use std::path::Path;

/// What browsers, spreadsheets, Markdown and terminals obey.
const OBEYED: [&str; 17] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\u{b}=2",
    "\u{1b}[31m=3\u{1b}]0;title\u{7}\u{9b}1m",
    "www.example.com",
    "WWW.example.com/x https://example.com [a](https://example.com) <https://example.com>",
    "![x](//example.com/x.png) [b][c]",
    "a\u{202e}b\u{200f}",
    "\u{1b}[2J\u{1b}]8;;http://x\u{7}",
    "x|y\\`*[a](javascript:alert(1))",
];

/// A claim file of every column claimlint reads. The first claim has the text in all but those that are needed to judge it, each
/// of the others in one more.
fn claims(text: &str) -> String {
    let quoted = format!("\"{}\"", text.replace('"', "\"\""));
    let fields: Vec<Field> = Field::all().collect();
    let names: Vec<String> = fields.iter().map(ToString::to_string).collect();
    let mut file = format!("{}\n", names.join(","));
    let good = |name: &str, row: usize| match name {
        "claim_id" => format!("C{row}"),
        "service_date" => "2026-01-05".to_owned(),
        "dx1" => "M54.5".to_owned(),
        _ => String::new(),
    };
    let mut add = |row: usize, is_hostile: &dyn Fn(usize) -> bool| {
        let cell = |column: usize| if is_hostile(column) { quoted.clone() } else { good(&names[column], row) };
        let _ = writeln!(file, "{}", (0..names.len()).map(cell).collect::<Vec<_>>().join(","));
    };
    add(names.len(), &|column| !fields[column].is_date() && names[column] != "dx1");
    for hostile in 0..names.len() {
        add(hostile, &|column| column == hostile);
    }
    file
}

/// Runs claimlint and hands back what it prints, on both streams.
fn printed(arguments: &[&str]) -> String {
    let output = super::claimlint(arguments);
    let words = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {words}");
    words
}

fn turns_or_escapes(text: &str) -> bool {
    text.contains(['\u{202e}', '\u{200f}', '\u{1b}', '\u{7}', '\u{9b}', '\u{b}'])
}

fn runs(cell: &str) -> bool {
    cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control()).starts_with(['=', '+', '-', '@'])
        || cell.starts_with(['\t', '\r'])
}

fn page_is_safe(text: &str, page: &str) {
    let inside = page.rsplit_once("<script>").expect("its own script").0;
    assert!(!inside.contains("<script") && !inside.contains("<img"), "{text:?} is markup in the page");
    assert!(!inside.contains("href=\"javascript"), "{text:?} is a link in the page");
    assert!(!turns_or_escapes(inside), "{text:?} turns the page");
}

fn markdown_is_safe(text: &str, markdown: &str) {
    let unescaped = markdown.replace("\\]", "").replace("\\`", "");
    let obeyed =
        ["<script", "<img", "](javascript", "| =", "\n=", "](http", "](//", "<http", "://example", "www.", "WWW."];
    for obeyed in obeyed {
        assert!(!unescaped.contains(obeyed), "{text:?} leaves {obeyed:?} in Markdown");
    }
    assert!(!turns_or_escapes(markdown), "{text:?} turns Markdown");
}

fn tables_are_safe(text: &str, folder: &str) {
    for table in std::fs::read_dir(folder).expect("tables") {
        let mut table = csv::Reader::from_path(table.expect("a table").path()).expect("CSV");
        for row in table.records() {
            assert!(!row.expect("a row").iter().any(runs), "{text:?} runs in CSV");
        }
    }
}

fn workbook_is_safe(text: &str, path: &str) {
    use calamine::{Data, Reader};
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
    for (name, sheet) in book.worksheets() {
        let texts =
            sheet.used_cells().filter_map(|(.., cell)| if let Data::String(text) = cell { Some(text) } else { None });
        // A string runs nowhere, and carries no apostrophe that would be seen.
        assert!(!texts.clone().any(|cell| cell.starts_with("'=")), "{text:?} has an apostrophe on the sheet {name}");
        assert!(book.worksheet_formula(&name).is_ok_and(|formulas| formulas.is_empty()), "{name} has a formula");
    }
}

#[test]
fn hostile_text_does_nothing_in_any_column_and_form() {
    let long = "L".repeat(10_000);
    // Two units of UTF-16 each, beyond what a cell of a spreadsheet holds, from an odd place on.
    let astral = format!("a{}", "\u{1f9ea}".repeat(20_000));
    for text in OBEYED.into_iter().chain([long.as_str(), astral.as_str()]) {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let [file, html, xlsx, csv, page] = ["claims.csv", "a.html", "a.xlsx", "tables", "page.html"].map(at);
        std::fs::write(&file, claims(text)).expect("a file");
        let by = "coder,payer,rendering_npi,specialty,taxonomy,place_of_service,claim_type,bill_type";
        let forms = ["--html", &html, "--xlsx", &xlsx, "--csv", &csv, "--sample", "3", "--markdown"];
        let markdown = printed(&[&["report", &file, "--by", by][..], &forms[..]].concat());
        markdown_is_safe(text, &markdown);
        assert!(markdown.lines().all(|line| line.chars().count() < 4000), "{text:?} makes long lines");
        page_is_safe(text, &std::fs::read_to_string(&html).expect("a page"));
        tables_are_safe(text, &csv);
        workbook_is_safe(text, &xlsx);
        let human = printed(&["check", &file, "--min-severity", "info", "--output", &format!("html={page}")]);
        assert!(!turns_or_escapes(&human), "{text:?} turns the terminal");
        assert!(!turns_or_escapes(&printed(&["check", &file, "--format", "concise"])), "{text:?} turns the terminal");
        page_is_safe(text, &std::fs::read_to_string(Path::new(&page)).expect("a page"));
    }
}
