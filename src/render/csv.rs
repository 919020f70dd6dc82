//! `csv`: one row per finding, for a spreadsheet or a worklist.
//!
//! A file that was not checked to its end is a row without a rule. What asks for nothing to be done (what is set aside, lines
//! that are no rows) is no row of a worklist and goes to standard error. A cell that a spreadsheet would take for a formula begins with an apostrophe, so that it is text.

use super::Render;
use super::text::escape;
use crate::report::{CellText, Diagnostic, Report};
use std::borrow::Cow;
use std::io::{self, Write};

const HEADER: [&str; 16] = [
    "severity",
    "code",
    "rule",
    "message",
    "help",
    "file",
    "line",
    "column",
    "claim_id",
    "claim_line",
    "field",
    "header",
    "value",
    "read",
    "set_aside",
    "fingerprint",
];

/// The format.
pub(super) struct Csv;

impl Render for Csv {
    fn begin(&mut self, _: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        row(&HEADER.map(Cow::Borrowed), out)
    }

    fn finding(&mut self, report: Report<'_>, finding: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
        let rule = report.rule(finding.rule);
        let blamed = finding.cells.first();
        let (file, line, column) = report.place(finding);
        let read: Vec<String> =
            finding.cells.iter().skip(1).map(|cell| format!("{} = {}", cell.header, cell.printable())).collect();
        let cells = [
            Cow::Borrowed(finding.severity.word()),
            inert(&rule.code),
            inert(&rule.name),
            inert(&finding.message),
            inert(finding.help.trim()),
            inert(file),
            Cow::Owned(line.to_string()),
            Cow::Owned(column.to_string()),
            inert(finding.claim_id.as_deref().unwrap_or_default()),
            inert(finding.claim_line.as_deref().unwrap_or_default()),
            Cow::Owned(blamed.map(|cell| cell.field.to_string()).unwrap_or_default()),
            inert(blamed.map_or("", |cell| &cell.header)),
            inert(blamed.map(CellText::printable).unwrap_or_default()),
            Cow::Owned(inert(&read.join("; ")).into_owned()),
            inert(report.set_aside(finding).unwrap_or_default()),
            Cow::Owned(format!("{:016x}", finding.fingerprint)),
        ];
        row(&cells, out)
    }

    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        report.summary.faults().try_for_each(|(file, fault)| {
            let message = format!("the file was {fault}");
            let mut cells = HEADER.map(|_| Cow::Borrowed(""));
            cells[0] = Cow::Borrowed("error");
            cells[3] = inert(&message);
            cells[5] = inert(&file.name);
            row(&cells, out)
        })
    }
}

fn row(cells: &[Cow<'_, str>], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().buffer_capacity(1 << 10).from_writer(out);
    writer.write_record(cells.iter().map(|cell| cell.as_bytes()))?;
    writer.flush()
}

/// The text as a spreadsheet shows it and does not run it, and a terminal does not obey it.
pub(super) fn inert(cell: &str) -> Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let shown = escape(cell);
    if formula { Cow::Owned(format!("'{shown}")) } else { shown }
}
