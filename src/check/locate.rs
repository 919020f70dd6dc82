//! From a finding to a diagnostic: where in the file the judged cells stand, and what is said of them.
//!
//! Only rows that are flagged come here, so nothing of this is paid for by the silent ones.

use super::text::{characters, decoded, shortened};
use crate::claim::record::{Marks, cell_end, line_breaks};
use crate::claim::{CellRef, Claim, Layout};
use crate::field::Field;
use crate::report::{CellText, Diagnostic, Standing};
use crate::rule::{Finding, Registry};
use memchr::memrchr;
use sha2::{Digest, Sha256};

/// The rows of one claim as they stand in the file.
pub(super) struct Source<'s, 'b> {
    /// The bytes of each line of the claim, and the physical line on which they begin.
    pub(super) rows: &'s dyn Fn(usize) -> (&'b [u8], u64),
    /// What cuts its records into cells.
    pub(super) marks: Marks,
    /// Which of the run's files it is.
    pub(super) file: u32,
}

impl Source<'_, '_> {
    /// Physical line and character column of a cell's text.
    fn place(&self, claim: &Claim<'_>, layout: &Layout, cell: CellRef) -> (u64, u32) {
        let line = cell.line as usize;
        let (record, first_line) = (self.rows)(line);
        let mut start = 0;
        for _ in 0..layout.column(cell.slot).index {
            start += cell_end(&record[start..], self.marks) + 1;
            if start > record.len() {
                start = record.len();
                break;
            }
        }
        let raw = &record[start..][..cell_end(&record[start..], self.marks)];
        let inner = raw.strip_prefix(&[self.marks.quote]).unwrap_or(raw);
        let blanks = inner.len() - inner.trim_ascii_start().len();
        let text = claim.cell(line, cell.slot);
        let lead = usize::from(cell.start).min(text.len());
        let begin = (start + (raw.len() - inner.len()) + blanks + lead).min(record.len());
        let before = &record[..begin];
        let column = characters(&before[memrchr(b'\n', before).map_or(0, |newline| newline + 1)..]) + 1;
        (first_line + line_breaks(before), u32::try_from(column).unwrap_or(u32::MAX))
    }

    /// The diagnostic a finding becomes.
    #[must_use]
    pub(super) fn diagnostic(
        &self,
        finding: &Finding,
        claim: &Claim<'_>,
        layout: &Layout,
        registry: &Registry,
    ) -> Diagnostic {
        let cells: Vec<CellText> = finding
            .cells
            .iter()
            .filter(|label| !layout.column(label.cell.slot).field.is_private())
            .map(|label| {
                let column = layout.column(label.cell.slot);
                let (line, at) = self.place(claim, layout, label.cell);
                CellText {
                    field: column.field,
                    header: column.header.clone(),
                    value: shortened(claim.text(label.cell)),
                    line,
                    column: at,
                    label: label.text.clone(),
                }
            })
            .collect();
        let blamed = finding.cells.first().map_or(0, |label| label.cell.line as usize);
        let (line, column) = cells.first().map_or_else(|| ((self.rows)(blamed).1, 1), |cell| (cell.line, cell.column));
        let claim_id = (!claim.id.is_empty()).then(|| decoded(claim.id).into_owned());
        let claim_line = match claim.field(layout, blamed, Field::LineNumber) {
            Some((_, number)) if !number.is_empty() => decoded(number).into_owned(),
            _ => (blamed + 1).to_string(),
        };
        let rule = registry.rule(finding.rule);
        let fingerprint = fingerprint(&rule.name, claim_id.as_deref(), &cells);
        let (message, help) = registry.words(finding, claim, layout);
        Diagnostic {
            rule: finding.rule,
            severity: finding.severity,
            message,
            help,
            file: self.file,
            line,
            column,
            claim_id,
            claim_line: Some(claim_line),
            cells,
            fingerprint,
            standing: Standing::Open,
        }
    }
}

/// A number that stays the same as long as the rule, the claim and the judged values do.
///
/// Neither the row nor the number of the service line is part of it, nor the order of the values: what is said once of
/// several lines is said at the first one in the file, and a file can be sorted anew. Lines with the same fault make
/// equal fingerprints, and whoever compares runs counts them.
#[must_use]
pub(super) fn fingerprint(rule: &str, claim: Option<&str>, cells: &[CellText]) -> u64 {
    let mut values: Vec<(String, &str)> =
        cells.iter().map(|cell| (cell.field.to_string(), cell.value.as_str())).collect();
    values.sort_unstable();
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text.as_bytes());
        hash.update([0]);
    };
    add(rule);
    add(claim.unwrap_or_default());
    for (field, value) in &values {
        add(field);
        add(value);
    }
    let digest = hash.finalize();
    digest.iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}
