//! A finding as a row of a table.

use super::Cell;
use crate::report::qa::Figures;
use crate::report::{CellText, Diagnostic, Report};

/// The heads of the table of findings: behind what is said, the groups of the claim, then where it stands.
#[must_use]
pub fn finding_heads(figures: &Figures) -> Vec<&str> {
    let groups = figures.by.iter().map(|by| by.by.as_str());
    let place = ["claim_id", "claim_line", "file", "line", "header", "value", "fingerprint"];
    ["severity", "code", "rule", "message", "what to do"].into_iter().chain(groups).chain(place).collect()
}

/// A finding under [`finding_heads`]; one that is about a row, and no claim, is of no group.
#[must_use]
pub fn finding_row(report: Report<'_>, figures: &Figures, finding: &Diagnostic) -> Vec<Cell> {
    let rule = report.rule(finding.rule);
    let blamed = finding.cells.first();
    let (file, line, _) = report.place(finding);
    let said = [finding.severity.word(), &rule.code, &rule.name, &finding.message, finding.help.trim()];
    let group = |place: usize| finding.groups.get(place).map_or("", String::as_str);
    let groups = (0..figures.by.len()).map(|place| group(place).into());
    let place = [
        finding.claim_id.as_deref().unwrap_or_default().into(),
        finding.claim_line.as_deref().unwrap_or_default().into(),
        file.into(),
        line.into(),
        blamed.map_or("", |cell| &cell.header).into(),
        blamed.map(CellText::printable).unwrap_or_default().into(),
        Cell::Text(format!("{:016x}", finding.fingerprint)),
    ];
    said.into_iter().map(Cell::from).chain(groups).chain(place).collect()
}
