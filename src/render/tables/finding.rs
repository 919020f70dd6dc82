//! A finding as a row of a table.

use super::Cell;
use crate::report::{CellText, Diagnostic, Report};

/// The heads of the table of findings.
pub const FINDING_HEADS: [&str; 12] = [
    "severity",
    "code",
    "rule",
    "message",
    "what to do",
    "claim_id",
    "claim_line",
    "file",
    "line",
    "header",
    "value",
    "fingerprint",
];

/// A finding under [`FINDING_HEADS`].
#[must_use]
pub fn finding_row(report: Report<'_>, finding: &Diagnostic) -> Vec<Cell> {
    let rule = report.rule(finding.rule);
    let blamed = finding.cells.first();
    let (file, line, _) = report.place(finding);
    vec![
        finding.severity.word().into(),
        rule.code.as_str().into(),
        rule.name.as_str().into(),
        finding.message.as_str().into(),
        finding.help.trim().into(),
        finding.claim_id.as_deref().unwrap_or_default().into(),
        finding.claim_line.as_deref().unwrap_or_default().into(),
        file.into(),
        line.into(),
        blamed.map_or("", |cell| &cell.header).into(),
        blamed.map(CellText::printable).unwrap_or_default().into(),
        Cell::Text(format!("{:016x}", finding.fingerprint)),
    ]
}
