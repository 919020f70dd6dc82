//! The worksheet of an audit as a table, read back when the auditor has filled it in, and what it came to.

use super::super::fit;
use super::{Cell, Table};
use crate::number::either;
use crate::report::qa::audit::{Accuracy, Precision};
use crate::report::qa::worksheet::SHEET;
use crate::report::qa::{Audit, Filled, Said, SheetRow, head};

/// Columns of what is no verdict.
const VERDICT: usize = 40;

/// The worksheet, its last two columns left to the auditor.
#[must_use]
pub fn worksheet(rows: &[SheetRow]) -> Table<'_> {
    let row = |row: &SheetRow| {
        let place = [&row.group, &row.file, &row.line, &row.claim_id, &row.claim_line];
        let said = [&row.said, &row.rule, &row.message, &row.fingerprint];
        let said = place.into_iter().chain(said).map(|text| Cell::from(text.as_str()));
        said.chain([Cell::from(""), Cell::from("")]).collect()
    };
    let kind = rows.first().map_or(SHEET[0], |row| row.kind.as_str());
    let heads = [kind].into_iter().chain(SHEET.into_iter().skip(1)).collect();
    Table { name: "audit".to_owned(), heads, rows: rows.iter().map(row).collect() }
}

/// Reads a worksheet back, head and rows, whatever columns were added to it.
///
/// # Errors
/// In words, when a column is missing or a verdict is none.
pub fn read_worksheet(mut cells: impl Iterator<Item = Vec<String>>) -> Result<Vec<Filled>, String> {
    let heads: Vec<String> = cells.next().unwrap_or_default().iter().map(|head| head.trim().to_owned()).collect();
    let is_group = |name: &str| name.to_ascii_lowercase().starts_with(&head(""));
    let place = |name: &'static str| {
        let fits = |head: &String| head.eq_ignore_ascii_case(name) || name == SHEET[0] && is_group(head);
        heads.iter().position(fits).ok_or(name)
    };
    let places = SHEET.map(place);
    // A reader's columns may be taken out.
    let spare = ["line", "message", "note"];
    let missing: Vec<&str> =
        places.iter().filter_map(|place| place.err()).filter(|name| !spare.contains(name)).collect();
    if !missing.is_empty() {
        let nouns = either(missing.len() as u64, "there is no column", "there are no columns");
        return Err(format!("{nouns} {}: keep all columns of the worksheet", missing.join(", ")));
    }
    let [group, file, line, claim_id, claim_line, said, rule, message, fingerprint, verdict, _] =
        places.map(|place| place.unwrap_or(usize::MAX));
    let kind = heads.get(group).map_or_else(String::new, |head| head.to_ascii_lowercase());
    let mut rows = Vec::new();
    let is_head = |row: &[String]| row.iter().map(|cell| cell.trim()).eq(heads.iter().map(String::as_str));
    let blank = |row: &[String]| row.iter().all(|cell| cell.trim().is_empty());
    for (number, row) in cells.enumerate().filter(|(_, row)| !blank(row) && !is_head(row)) {
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
            kind: kind.clone(),
            group: text(group),
            file: text(file),
            line: text(line),
            claim_id: text(claim_id),
            claim_line: text(claim_line),
            said: text(said),
            rule: text(rule),
            message: text(message),
            fingerprint: text(fingerprint),
            row: format!("row {}", number + 2),
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
            if group.group.is_empty() { "all claims (weighed group by group)" } else { &group.group }.into(),
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
    let mut verdicts = verdicts.map(|(what, number)| vec![what.into(), number.into()]).to_vec();
    if !audit.unseen.is_empty() {
        let what = format!("groups with claims of which none was judged: {}", audit.unseen.join(", "));
        verdicts.push(vec![Cell::Text(what), (audit.unseen.len() as u64).into()]);
    }
    [
        Table { name: "verdicts".to_owned(), heads: vec!["what", "number"], rows: verdicts },
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
