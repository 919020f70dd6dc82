//! The excerpt under a finding's headline: the cells its rule read, and nothing else of the file.
//!
//! miette is never handed the file. It is handed lines written here from the cells a diagnostic owns, each already
//! knowing its line number, so an excerpt costs the same at the end of an 11 MB file as at its beginning, and no
//! other column of a claim can come to light.

use super::text::{escape, fit, width};
use crate::report::{CellText, Diagnostic};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::fmt::Write;

/// Columns of a header or a value; longer ones are cut.
const CELL: usize = 60;
/// Columns of the word under a cell.
const LABEL: usize = 80;
/// What stands between two cells.
const GAP: &str = "   ";

/// Lines of cells, for miette.
#[derive(Debug)]
pub(super) struct Excerpt {
    lines: Vec<ExcerptLine>,
    /// The cells as spans of the lines, in order; the first of each pair says whether it is the blamed one.
    cells: Vec<(bool, LabeledSpan)>,
}

/// Cells of one line of the file, as many as fit beside each other.
#[derive(Debug)]
struct ExcerptLine {
    /// What stands in the frame above it: where it is.
    place: String,
    /// Line of the file, from 0 as miette counts.
    number: usize,
    /// Where its text begins among all texts.
    offset: usize,
    text: String,
}

impl Excerpt {
    /// The excerpt of a finding's cells, the blamed line first, each line of cells at most `columns` wide where that
    /// can be had. `file` and `claim` are as they are to be shown.
    pub(super) fn new(finding: &Diagnostic, file: &str, claim: &str, columns: usize) -> Self {
        let mut cells: Vec<(usize, &CellText)> = finding.cells.iter().enumerate().collect();
        // A cell without a word under it stands after those with one, or miette draws it a line that leads nowhere.
        let wordless = |cell: &CellText| cell.label.trim().is_empty();
        let blamed = finding.cells.first().map(|cell| (cell.elsewhere.as_deref(), cell.line));
        cells.sort_by_key(|(nth, cell)| {
            let place = (cell.elsewhere.as_deref(), cell.line);
            (Some(place) != blamed, place, wordless(cell), cell.column, *nth)
        });
        let mut excerpt = Self { lines: Vec::new(), cells: Vec::new() };
        let mut line_of_file = None;
        for (nth, cell) in cells {
            let header = if cell.header.trim().is_empty() { cell.field.to_string() } else { cell.header.clone() };
            let value = if cell.value.trim().is_empty() { "(empty)" } else { cell.printable() };
            let (header, value) = (fit(&header, CELL), fit(value, CELL));
            let wide = width(&header) + width(&value) + GAP.len() + " = ".len();
            let fits = line_of_file == Some((cell.elsewhere.as_deref(), cell.line))
                && excerpt.lines.last().is_some_and(|line| width(&line.text) + wide <= columns);
            if !fits {
                let place = match &cell.elsewhere {
                    Some(name) => {
                        let claim = if excerpt.lines.is_empty() { claim } else { "" };
                        format!("{}:{}:{}{claim}", escape(name), cell.line, cell.column)
                    }
                    None if excerpt.lines.is_empty() => format!("{file}:{}:{}{claim}", finding.line, finding.column),
                    None => format!("{file}:{}:{}", cell.line, cell.column),
                };
                excerpt.open_line(place, cell.line);
                line_of_file = Some((cell.elsewhere.as_deref(), cell.line));
            }
            excerpt.add_cell(&header, &value, nth == 0, &cell.label);
        }
        excerpt
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The cells as labelled spans, in the order miette draws them.
    pub(super) fn cells(&self) -> impl Iterator<Item = &(bool, LabeledSpan)> {
        self.cells.iter()
    }

    fn open_line(&mut self, place: String, line: u64) {
        // A gap between two lines, so that no span can be taken to reach into the next.
        let offset = self.lines.last().map_or(0, |line| line.offset + line.text.len() + 16);
        let number = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX - 1);
        self.lines.push(ExcerptLine { place, number, offset, text: String::new() });
    }

    fn add_cell(&mut self, header: &str, value: &str, blamed: bool, label: &str) {
        let Some(line) = self.lines.last_mut() else { return };
        if !line.text.is_empty() {
            line.text.push_str(GAP);
        }
        // Writing to a String cannot fail.
        let _ = write!(line.text, "{header} = ");
        let start = line.offset + line.text.len();
        line.text.push_str(value);
        let label = (!label.trim().is_empty()).then(|| fit(label, LABEL).into_owned());
        self.cells.push((blamed, LabeledSpan::new(label, start, value.len())));
    }
}

impl SourceCode for Excerpt {
    /// The line a span stands in. A span over two lines is refused, so that miette draws each in a frame of its own.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let holds = |line: &&ExcerptLine| {
            line.offset <= span.offset() && span.offset() + span.len() <= line.offset + line.text.len()
        };
        let line = self.lines.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            line.place.clone(),
            line.text.as_bytes(),
            (line.offset, line.text.len()).into(),
            line.number,
            0,
            1,
        )))
    }
}
