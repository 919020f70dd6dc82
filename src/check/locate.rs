//! From a finding to a diagnostic: where in the file the judged cells stand, and what is said of them.
//!
//! Only rows that are flagged come here, so nothing of this is paid for by the silent ones.

use super::text::{characters, decoded, shortened};
use crate::claim::arrangement::Arrangement;
use crate::claim::cells::clean;
use crate::claim::marks::{Marks, cell_start, cell_text};
use crate::claim::record::line_breaks;
use crate::claim::{CellRef, Claim, Layout};
use crate::field::Field;
use crate::report::{CellText, Diagnostic, Standing};
use crate::rule::{Finding, Registry};
use memchr::{memchr, memchr_iter, memrchr};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The rows of one claim as they stand in the file.
pub(super) struct Source<'s, 'b> {
    /// The bytes of each line of the claim, and the physical line on which they begin.
    pub(super) rows: &'s dyn Fn(usize) -> (&'b [u8], u64),
    /// What cuts its records into cells.
    pub(super) marks: Marks,
    /// Which of the run's files it is.
    pub(super) file: u32,
    /// What was done to the rows before they were judged.
    pub(super) arrangement: Option<&'s Arrangement<'s>>,
    /// How places in a line are counted.
    pub(super) counted: Counted,
}

/// How places in a line are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Counted {
    /// In characters.
    Characters,
    /// In cells, as in a sheet.
    Cells,
}

/// Where a cell stands.
struct Place<'s> {
    /// Which companion it stands in, if not in the claim file.
    elsewhere: Option<&'s str>,
    line: u64,
    column: u32,
}

impl Source<'_, '_> {
    /// The cell that holds what this one says: where a line or a patient has nothing of its own, that of the claim or of the
    /// subscriber.
    fn holding(&self, claim: &Claim<'_>, layout: &Layout, cell: CellRef) -> CellRef {
        let instead = layout.column(cell.slot).field.fallback().and_then(|field| layout.slot(field));
        let line = cell.line as usize;
        match instead.filter(|slot| !claim.text(cell).is_empty() && claim.cell(line, *slot) == claim.text(cell)) {
            Some(slot) if !self.is_filled(claim, layout, cell) => CellRef { slot, ..cell },
            _ => cell,
        }
    }

    /// Whether a cell has text of its own, in the claim file or in a companion.
    fn is_filled(&self, claim: &Claim<'_>, layout: &Layout, cell: CellRef) -> bool {
        let column = layout.column(cell.slot);
        let line = cell.line as usize;
        if column.index < layout.width {
            let own = cell_text((self.rows)(line).0, self.marks, column.index);
            return own.is_some_and(|text| !clean(column.field, &text).is_empty());
        }
        let row = &claim.cells[line * claim.width..][..claim.width];
        let joined = self.arrangement.and_then(Arrangement::joined);
        joined.and_then(|joined| joined.place(cell.slot, row)).is_some()
    }

    /// Physical line and character column of a cell's text.
    fn place(&self, claim: &Claim<'_>, layout: &Layout, cell: CellRef) -> Place<'_> {
        let mut line = cell.line as usize;
        let index = layout.column(cell.slot).index;
        let text = claim.cell(line, cell.slot);
        let lead = usize::from(cell.start).min(text.len());
        if index >= layout.width {
            let row = &claim.cells[line * claim.width..][..claim.width];
            let joined = self.arrangement.and_then(Arrangement::joined);
            let placed = joined.and_then(|joined| joined.place(cell.slot, row));
            let (name, line, column) = placed.unwrap_or(("", (self.rows)(line).1, 1));
            let column = column + u32::from(cell.start);
            return Place { elsewhere: Some(name).filter(|name| !name.is_empty()), line, column };
        }
        // What a row leaves blank stands in a row above it.
        let is_blank = |record: &[u8]| cell_text(record, self.marks, index).is_none_or(|text| text.is_empty());
        while layout.manner.blank_below && line > 0 && !text.is_empty() && is_blank((self.rows)(line).0) {
            line -= 1;
        }
        let (record, first_line) = (self.rows)(line);
        let start = start_of(text, record, self.marks, index).unwrap_or_else(|| cell_start(record, self.marks, index));
        let begin = (start + lead).min(record.len());
        let before = &record[..begin];
        let column = match self.counted {
            Counted::Cells => index + 1,
            Counted::Characters => characters(&before[memrchr(b'\n', before).map_or(0, |newline| newline + 1)..]) + 1,
        };
        let line = first_line + line_breaks(before);
        Place { elsewhere: None, line, column: u32::try_from(column).unwrap_or(u32::MAX) }
    }

    /// The diagnostic a finding becomes.
    #[must_use]
    pub(super) fn diagnostic(
        &self,
        mut finding: Finding,
        claim: &Claim<'_>,
        layout: &Layout,
        registry: &Registry,
    ) -> Diagnostic {
        let cells: Vec<CellText> = finding
            .cells
            .iter_mut()
            .filter(|label| !layout.column(label.cell.slot).field.is_private())
            .map(|label| {
                let cell = self.holding(claim, layout, label.cell);
                let column = layout.column(cell.slot);
                let place = self.place(claim, layout, cell);
                CellText {
                    elsewhere: place.elsewhere.map(str::to_owned),
                    field: column.field,
                    header: column.header.clone(),
                    value: shortened(claim.text(label.cell)),
                    line: place.line,
                    column: place.column,
                    label: std::mem::take(&mut label.text),
                }
            })
            .collect();
        let blamed = finding.cells.first().map_or(0, |label| label.cell.line as usize);
        let in_file = cells.first().filter(|cell| cell.elsewhere.is_none());
        let (line, column) = in_file.map_or_else(|| ((self.rows)(blamed).1, 1), |cell| (cell.line, cell.column));
        let claim_id = (!claim.id.is_empty()).then(|| decoded(claim.id).into_owned());
        let claim_line = match claim.field(layout, blamed, Field::LineNumber) {
            Some((_, number)) if !number.is_empty() => decoded(number).into_owned(),
            _ => (blamed + 1).to_string(),
        };
        let rule = registry.rule(finding.rule);
        let fingerprint = fingerprint(&rule.name, claim_id.as_deref(), &cells);
        let (message, help) = registry.words(&finding, claim, layout);
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
            groups: Vec::new(),
            standing: Standing::Open,
        }
    }
}

/// [`cell_start`] without a walk from cell to cell, where the text that was judged is a part of the record as it stands: it
/// begins behind a delimiter, the right one, and no quote stands before it.
fn start_of(text: &[u8], record: &[u8], Marks { delimiter, quote }: Marks, index: usize) -> Option<usize> {
    let start = text.as_ptr().addr().checked_sub(record.as_ptr().addr())?;
    let before = record.get(..start)?;
    let first = *record.get(start)?;
    let begins = first != delimiter && first != quote && !first.is_ascii_whitespace();
    let is_whole = begins && before.last().is_none_or(|last| *last == delimiter);
    let is_it = is_whole && memchr(quote, before).is_none() && memchr_iter(delimiter, before).count() == index;
    is_it.then_some(start)
}

/// A number that stays the same as long as the rule, the claim and the judged values do.
///
/// Neither the row nor the number of the service line is part of it, nor the order of the values: what is said once of
/// several lines is said at the first one in the file, and a file can be sorted anew. A value counts as what it means, in
/// whichever way this export writes it ([`CellText::compared`]). Lines with the same fault make
/// equal fingerprints, and whoever compares runs counts them.
#[must_use]
pub(super) fn fingerprint(rule: &str, claim: Option<&str>, cells: &[CellText]) -> u64 {
    // All that is hashed, each ended by a NUL: the beginning, then the values, each behind the name of its field.
    let mut text = String::with_capacity(160);
    let ended = |text: &mut String| text.push('\0');
    for word in [rule, claim.unwrap_or_default()] {
        text.push_str(word);
        ended(&mut text);
    }
    let beginning = text.len();
    let mut values = Vec::with_capacity(cells.len());
    for cell in cells {
        let from = text.len();
        _ = write!(text, "{}", cell.field);
        ended(&mut text);
        text.push_str(&cell.compared());
        ended(&mut text);
        values.push(from..text.len());
    }
    values.sort_unstable_by(|a, b| text[a.clone()].cmp(&text[b.clone()]));
    let mut hash = Sha256::new();
    hash.update(&text[..beginning]);
    for value in values {
        hash.update(&text[value]);
    }
    let digest = hash.finalize();
    digest.iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_is_found_where_its_cell_begins(record in "[ab\", ,]{0,30}", from in 0usize..30, index in 0usize..8) {
            let marks = Marks { delimiter: b',', quote: b'"' };
            let record = record.as_bytes();
            if let Some(start) = record.get(from..).and_then(|text| start_of(text, record, marks, index)) {
                prop_assert_eq!(start, from);
                prop_assert_eq!(start, cell_start(record, marks, index));
            }
        }
    }

    #[test]
    fn a_text_is_found_only_in_its_own_record_and_cell() {
        let marks = Marks { delimiter: b',', quote: b'"' };
        let rows = b"A1,M54.5,\"I10\",Z53.2\nA2,M54.5";
        let (record, other) = rows.split_at(22);
        assert_eq!(start_of(&record[3..8], record, marks, 1), Some(3));
        assert_eq!(start_of(&record[3..8], record, marks, 2), None);
        assert_eq!(start_of(&record[4..8], record, marks, 1), None);
        assert_eq!(start_of(&record[15..20], record, marks, 3), None, "behind quotes");
        assert_eq!(start_of(&other[..2], record, marks, 0), None);
        assert_eq!(start_of(&record[3..8], other, marks, 1), None);
        assert_eq!(start_of(b"", record, marks, 0), None);
    }
}
