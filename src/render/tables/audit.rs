//! The worksheet of an audit as a table, read back when the auditor has filled it in, and what it came to.

use super::super::fit;
use super::{Cell, Table};
use crate::report::qa::audit::{Accuracy, Precision};
use crate::report::qa::worksheet::SHEET;
use crate::report::qa::{Audit, Filled, Said, SheetRow};

/// Columns of what is no verdict.
const VERDICT: usize = 40;

/// The worksheet, its last two columns left to the auditor.
#[must_use]
pub fn worksheet(rows: &[SheetRow]) -> Table<'static> {
    let row = |row: &SheetRow| {
        let place = [&row.group, &row.file, &row.line, &row.claim_id, &row.claim_line];
        let said = [&row.said, &row.rule, &row.message, &row.fingerprint];
        let said = place.into_iter().chain(said).map(|text| Cell::from(text.as_str()));
        said.chain([Cell::from(""), Cell::from("")]).collect()
    };
    Table { name: "audit".to_owned(), heads: SHEET.to_vec(), rows: rows.iter().map(row).collect() }
}

/// Reads a worksheet back, head and rows, whatever columns were added to it.
///
/// # Errors
/// In words, when a column is missing or a verdict is none.
pub fn read_worksheet(mut cells: impl Iterator<Item = Vec<String>>) -> Result<Vec<Filled>, String> {
    let heads = cells.next().unwrap_or_default();
    let place = |name: &str| {
        let place = heads.iter().position(|head| head.trim().eq_ignore_ascii_case(name));
        place.ok_or_else(|| format!("there is no column \"{name}\""))
    };
    let [group, file, line, claim_id, claim_line, said, rule, message, fingerprint, verdict, _] = SHEET.map(place);
    // A reader's columns, which may be taken out.
    let [line, message] = [line, message].map(|place| place.unwrap_or(usize::MAX));
    let (verdict, group, file, claim_id, claim_line) = (verdict?, group?, file?, claim_id?, claim_line?);
    let (said, rule, fingerprint) = (said?, rule?, fingerprint?);
    let mut rows = Vec::new();
    for (number, row) in cells.enumerate().filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty())) {
        let text = |place: usize| row.get(place).map_or("", |text| as_written(text)).trim().to_owned();
        let verdict = text(verdict);
        let heard = Said::parse(&verdict);
        if heard.is_none() && !verdict.trim().is_empty() {
            return Err(format!(
                "row {}: \"{}\" is no verdict: write fault, ok, or nothing",
                number + 2,
                fit(&verdict, VERDICT)
            ));
        }
        let row = SheetRow {
            group: text(group),
            file: text(file),
            line: text(line),
            claim_id: text(claim_id),
            claim_line: text(claim_line),
            said: text(said),
            rule: text(rule),
            message: text(message),
            fingerprint: text(fingerprint),
            row: number + 2,
        };
        rows.push((row, heard));
    }
    if rows.iter().all(|(_, said)| said.is_none()) {
        return Err("no row has a verdict".to_owned());
    }
    Ok(rows)
}

/// Text without the apostrophe that keeps a spreadsheet from running it.
fn as_written(text: &str) -> &str {
    let rest = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r']));
    rest.unwrap_or(text)
}

/// What an audit came to.
pub(super) fn audit(audit: &Audit) -> [Table<'static>; 3] {
    let precision = |rule: &Precision| {
        vec![
            rule.rule.as_str().into(),
            rule.right.into(),
            rule.of.into(),
            Cell::Rate(rule.rate),
            Cell::Rate(rule.low),
            Cell::Rate(rule.high),
        ]
    };
    let accuracy = |group: &Accuracy| {
        vec![
            if group.group.is_empty() { "all claims" } else { &group.group }.into(),
            group.clean.1.into(),
            group.clean.0.into(),
            group.flagged.1.into(),
            group.flagged.0.into(),
            Cell::Rate(group.rate),
            Cell::Rate(group.low),
            Cell::Rate(group.high),
        ]
    };
    let verdicts = [
        ("verdicts that count", audit.verdicts),
        ("verdicts on what this batch does not have", audit.unmatched),
        ("rows left open", audit.open),
        ("claims judged in full, of which accuracy is", audit.claims_judged),
        ("claims not judged in full, in no accuracy", audit.claims_open),
    ];
    [
        Table {
            name: "verdicts".to_owned(),
            heads: vec!["what", "number"],
            rows: verdicts.map(|(what, number)| vec![what.into(), number.into()]).to_vec(),
        },
        Table {
            name: "precision".to_owned(),
            heads: vec!["rule", "right", "findings looked at", "precision", "95 % from", "95 % to"],
            rows: audit.precision.iter().map(precision).collect(),
        },
        Table {
            name: "accuracy".to_owned(),
            heads: vec![
                "group",
                "unflagged claims looked at",
                "without a fault",
                "flagged claims looked at",
                "without a fault",
                "accuracy",
                "95 % from",
                "95 % to",
            ],
            rows: audit.accuracy.iter().map(accuracy).collect(),
        },
    ]
}
