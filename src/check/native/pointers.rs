//! Diagnosis pointers and how many diagnoses a claim form holds.
//!
//! Pointers exist on the professional form only. A line of a research file that names its diagnosis by code has a
//! pointer, and a missing one there is a gap of the export; so a line is only said to lack its pointer where the file has
//! pointer columns, and on a claim of unknown form only where another line of it points.

use super::{Spoken, report};
use crate::check::tally::Tally;
use crate::check::text::shortened;
use crate::claim::cells::{self, PointersCell};
use crate::claim::shape::is_icd9_diagnosis;
use crate::claim::{CellRef, Claim, ClaimKind, Layout, Line, Slot};
use crate::code::Code;
use crate::date::Date;
use crate::field::{DxField, MAX_POINTERS};
use crate::rule::{Finding, Label, Severity};

/// The names of the rules this check speaks for.
pub(in crate::check) const NAMES: [&str; 4] =
    ["dx-pointer-missing", "dx-pointer-out-of-range", "dx-pointer-too-many", "dx-too-many"];

/// Most diagnoses of a professional claim: 837P HI01 to HI12, CMS-1500 item 21 A to L.
const PROFESSIONAL: u32 = 12;
/// Most diagnoses of an institutional claim: a principal and 24 others, UB-04 form locator 67 and 67A to Q and on.
const INSTITUTIONAL: u32 = 25;
/// Columns from which on an export may have cut a longer list off: the CMS-1500 of 2005 had room for four.
const PERHAPS_CUT_OFF: usize = 4;

/// Those rules; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(super) struct Pointers {
    missing: Spoken,
    out_of_range: Spoken,
    too_many: Spoken,
    dx_too_many: Spoken,
    /// Columns that list the claim's diagnoses.
    listed_columns: usize,
    line_dx: Option<Slot>,
}

impl Pointers {
    pub(super) fn new(rule: super::RuleOf<'_>, layout: &Layout) -> Self {
        let [missing, out_of_range, too_many, dx_too_many] = NAMES.map(rule);
        let of = |wanted: fn(DxField) -> bool| layout.diagnoses.iter().filter(move |dx| wanted(dx.field));
        Self {
            missing,
            out_of_range,
            too_many,
            dx_too_many,
            listed_columns: of(|field| matches!(field, DxField::Listed(_))).count(),
            line_dx: of(|field| field == DxField::Line).map(|dx| dx.code).next(),
        }
    }

    /// Whether the lines of a claim are asked for their pointers.
    pub(super) fn of_claim(&self, layout: &Layout, claim: &Claim<'_>) -> bool {
        let has_columns = layout.slots.dx_pointers.is_some() || !layout.pointers.is_empty();
        self.listed_columns > 0 && has_columns && !claim.kind.is_institutional()
    }

    /// Whether something may be said of the pointers of a line with these cells.
    #[inline]
    pub(super) fn may_speak(layout: &Layout, line: &Line, cells: &[&[u8]], listed: Listed) -> bool {
        let is_named = |read: &PointersCell| matches!(read, PointersCell::To(pointers) if listed.holds(pointers));
        let mut columns = layout.pointers.iter().map(|slot| cells::pointer(cells[usize::from(slot.0)]));
        let points = if layout.slots.dx_pointers.is_some() {
            is_named(&line.pointers)
        } else {
            columns.next().is_some_and(|read| is_named(&read))
        };
        !points || columns.any(|read| read != PointersCell::Blank && !is_named(&read))
    }

    /// Whether a claim lists more diagnoses than its form holds.
    pub(super) fn are_too_many(&self, claim: &Claim<'_>, listed: Listed) -> bool {
        self.listed_columns > 0 && listed.count() > form_of(claim).0
    }

    pub(super) fn judge(&self, layout: &Layout, claim: &Claim<'_>, tally: &mut Tally, findings: &mut Vec<Finding>) {
        if self.listed_columns == 0 {
            return;
        }
        let listed = Listed::of(claim);
        self.diagnoses(claim, listed, findings);
        let (cell, columns) = (layout.slots.dx_pointers, layout.pointers.as_slice());
        if claim.kind.is_institutional() || (cell.is_none() && columns.is_empty()) {
            return;
        }
        let points = |line: &Line| line.linked.is_some_and(|linked| linked != 0);
        let must_point = claim.kind == ClaimKind::Professional || claim.lines.iter().any(points);
        for (number, index) in (0u32..).zip(0..claim.lines.len()) {
            let mut blank = self.line_dx.is_none_or(|slot| claim.cell(index, slot).is_empty());
            if let Some(slot) = cell {
                let read = &claim.lines[index].pointers;
                blank &= *read == PointersCell::Blank;
                let is_read = self.pointers(claim, listed, CellRef::whole(number, slot), read, findings);
                tally.pointers_unread += u64::from(!is_read);
            }
            for &slot in columns {
                let read = cells::pointer(claim.cell(index, slot));
                blank &= read == PointersCell::Blank;
                let is_read = self.pointers(claim, listed, CellRef::whole(number, slot), &read, findings);
                tally.pointers_unread += u64::from(!is_read);
            }
            let procedure = layout.slots.procedure_code;
            let is_service = procedure.is_none_or(|slot| !claim.cell(index, slot).is_empty());
            if blank && must_point && is_service {
                let slots = cell.or(columns.first().copied()).into_iter().chain(procedure);
                let cells =
                    slots.map(|slot| Label { cell: CellRef::whole(number, slot), text: "this service".to_owned() });
                report(self.missing, cells.collect(), Vec::new(), findings);
            }
        }
    }

    /// What one pointer cell names; whether anything could be said of it.
    fn pointers(
        &self,
        claim: &Claim<'_>,
        listed: Listed,
        cell: CellRef,
        read: &PointersCell,
        findings: &mut Vec<Finding>,
    ) -> bool {
        match read {
            PointersCell::To(pointers) => {
                if pointers.written() > usize::from(MAX_POINTERS) {
                    let words = vec![("count", pointers.written().to_string()), ("text", shortened(claim.text(cell)))];
                    report(self.too_many, vec![Label::blamed(cell)], words, findings);
                }
                if pointers.numbers() & !listed.0 == 0 {
                    return true;
                }
                let wrong = pointers.as_slice().iter().copied().find(|&pointer| !listed.has(pointer));
                if let (Some(pointer), true) = (wrong, listed.count() > 0) {
                    let rule = self.out_of_range.map(|(rule, severity)| (rule, self.sure(listed, pointer, severity)));
                    out_of_range(rule, cell, pointer.to_string(), listed.to_string(), findings);
                }
            }
            PointersCell::NotPointers if listed.count() > 0 => return self.no_pointers(claim, listed, cell, findings),
            PointersCell::Blank | PointersCell::NotPointers => {}
        }
        true
    }

    /// What a cell names that holds no pointers; whether anything could be said of it.
    fn no_pointers(&self, claim: &Claim<'_>, listed: Listed, cell: CellRef, findings: &mut Vec<Finding>) -> bool {
        let text = claim.text(cell);
        if let Some(code) = stranger(claim, text) {
            let rule = self.out_of_range.map(|(rule, severity)| (rule, self.sure(listed, 1, severity)));
            out_of_range(rule, cell, shortened(code), listed.to_string(), findings);
            return true;
        }
        // A diagnosis code, or a word in a column that is none of pointers, is not one out of range.
        let digits = text.iter().all(u8::is_ascii_digit);
        let short = text.len() <= 4 && text.iter().all(u8::is_ascii_graphic);
        if cells::codes(text).all(|part| Code::parse(part.of(text)).is_some()) {
            return true;
        }
        let made_a_date = is_date_of_a_spreadsheet(text);
        if made_a_date || digits || short {
            let (severity, reason) = if made_a_date {
                (Severity::Warning, "a spreadsheet has made a date of it".to_owned())
            } else {
                (Severity::Error, listed.to_string())
            };
            let rule = self.out_of_range.map(|(rule, own)| (rule, own.min(severity)));
            out_of_range(rule, cell, shortened(text), reason, findings);
            return true;
        }
        cells::codes(text).all(|part| is_icd9_diagnosis(part.of(text)))
    }

    /// A pointer beyond a list that fills all its columns may name a diagnosis the export left out.
    fn sure(&self, listed: Listed, pointer: u8, severity: Severity) -> Severity {
        let full = self.listed_columns >= PERHAPS_CUT_OFF && listed.count() as usize >= self.listed_columns;
        if full && u32::from(pointer) <= PROFESSIONAL { severity.min(Severity::Warning) } else { severity }
    }

    /// More diagnoses than the form holds.
    fn diagnoses(&self, claim: &Claim<'_>, listed: Listed, findings: &mut Vec<Finding>) {
        let (limit, form) = form_of(claim);
        if listed.count() <= limit {
            return;
        }
        let number = |dx: &&crate::claim::Diagnosis<'_>| match dx.field {
            DxField::Listed(number) => Some(number),
            _ => None,
        };
        let Some(last) = claim.diagnoses.iter().filter(|dx| number(dx).is_some()).max_by_key(number) else { return };
        let words =
            vec![("count", listed.count().to_string()), ("limit", limit.to_string()), ("form", form.to_owned())];
        report(self.dx_too_many, vec![Label::blamed(last.cell)], words, findings);
    }
}

/// How many diagnoses the form of a claim holds, and what it is called.
const fn form_of(claim: &Claim<'_>) -> (u32, &'static str) {
    match claim.kind {
        ClaimKind::Professional => (PROFESSIONAL, "a professional claim"),
        _ => (INSTITUTIONAL, "a claim"),
    }
}

fn out_of_range(rule: Spoken, cell: CellRef, pointer: String, reason: String, findings: &mut Vec<Finding>) {
    report(rule, vec![Label::blamed(cell)], vec![("pointer", pointer), ("reason", reason)], findings);
}

/// What spreadsheets make of `1-2`, `1/2` and `1:2`: `2-Jan`, `Jan-02`, `2026-01-02`, `1/2/2026`, and the time of day as a
/// fraction, `0.0430555`.
fn is_date_of_a_spreadsheet(text: &[u8]) -> bool {
    const MONTHS: [&[u8; 3]; 12] =
        [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    let is_month = |part: &[u8]| MONTHS.iter().any(|month| part.eq_ignore_ascii_case(*month));
    let is_day = |part: &[u8]| matches!(part.len(), 1 | 2) && part.iter().all(u8::is_ascii_digit);
    let is_fraction = |digits: &[u8]| digits.len() >= 3 && digits.iter().all(u8::is_ascii_digit);
    let has_marks = text.iter().any(|byte| b"-/".contains(byte));
    text.strip_prefix(b"0.").is_some_and(is_fraction)
        || (has_marks && Date::parse(text).is_some())
        || text.iter().position(|&byte| byte == b'-').is_some_and(|dash| {
            let (one, other) = (&text[..dash], &text[dash + 1..]);
            (is_day(one) && is_month(other)) || (is_month(one) && is_day(other))
        })
}

/// The first of the codes a line points by that the claim does not have; `None` where they are not all codes, or the
/// claim has a diagnosis that cannot be compared with them.
fn stranger<'t>(claim: &Claim<'_>, text: &'t [u8]) -> Option<&'t [u8]> {
    let mut stranger = None;
    for part in cells::codes(text) {
        let part = part.of(text);
        let code = Code::parse(part)?;
        if stranger.is_none() && !claim.diagnoses.iter().any(|dx| dx.code == Some(code)) {
            stranger = Some(part);
        }
    }
    stranger.filter(|_| claim.diagnoses.iter().all(|dx| dx.code.is_some()))
}

/// The numbers of the diagnoses a claim lists, on whichever of its lines.
#[derive(Clone, Copy)]
pub(super) struct Listed(u64);

impl Listed {
    pub(super) fn of(claim: &Claim<'_>) -> Self {
        Self(claim.diagnoses.iter().fold(0, |listed, dx| match dx.field {
            DxField::Listed(number) => listed | 1u64.checked_shl(u32::from(number)).unwrap_or(0),
            _ => listed,
        }))
    }

    fn has(self, number: u8) -> bool {
        self.0.checked_shr(u32::from(number)).unwrap_or(0) & 1 == 1
    }

    /// Whether pointers are no more than a line can have, and the claim lists the diagnosis of each.
    const fn holds(self, pointers: &cells::Pointers) -> bool {
        pointers.written() <= MAX_POINTERS as usize && pointers.numbers() & !self.0 == 0
    }

    const fn count(self) -> u32 {
        self.0.count_ones()
    }
}

impl std::fmt::Display for Listed {
    /// `the claim lists 1 diagnosis`, `the claim lists 3 diagnoses`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.count() {
            1 => f.write_str("the claim lists 1 diagnosis"),
            count => write!(f, "the claim lists {count} diagnoses"),
        }
    }
}
