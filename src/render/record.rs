//! A finding as the JSON formats write it. Its keys are part of the output contract.

use crate::report::{CellText, Diagnostic, Report};
use serde::{Serialize, Serializer};

/// The object of one finding.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    rule: &'a str,
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    help: &'a str,
    file: &'a str,
    line: u64,
    column: u32,
    claim_id: Option<&'a str>,
    claim_line: Option<&'a str>,
    cells: Vec<Cell<'a>>,
    #[serde(serialize_with = "hexadecimal")]
    fingerprint: u64,
    /// Why it does not count; absent where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    set_aside: Option<&'a str>,
}

#[derive(Serialize)]
struct Cell<'a> {
    field: String,
    header: &'a str,
    value: &'a str,
    /// Where it stands, if not in the file of the finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    line: u64,
    column: u32,
}

impl<'a> Record<'a> {
    pub(super) fn new(report: Report<'a>, finding: &'a Diagnostic) -> Self {
        let rule = report.rule(finding.rule);
        Self {
            rule: &rule.name,
            code: &rule.code,
            severity: finding.severity.word(),
            message: &finding.message,
            help: &finding.help,
            file: report.file(finding.file),
            line: finding.line,
            column: finding.column,
            claim_id: finding.claim_id.as_deref(),
            claim_line: finding.claim_line.as_deref(),
            cells: finding.cells.iter().map(Cell::new).collect(),
            fingerprint: finding.fingerprint,
            set_aside: report.set_aside(finding),
        }
    }
}

impl<'a> Cell<'a> {
    fn new(cell: &'a CellText) -> Self {
        Self {
            field: cell.field.to_string(),
            header: &cell.header,
            value: cell.printable(),
            file: cell.elsewhere.as_deref(),
            line: cell.line,
            column: cell.column,
        }
    }
}

/// As 16 hexadecimal digits: JSON numbers lose digits beyond 2^53 in many readers.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn hexadecimal<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{value:016x}"))
}
