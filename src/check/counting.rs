//! Claims counted by group where they are judged: a report of findings alone cannot say how many claims are clean.
//!
//! Done only where a report asks for it. Group labels come from the columns the user names, and nothing else of the row
//! is kept.

use super::tally::Tally;
use super::text::{decoded, shortened};
use crate::claim::{CellRef, Claim, Layout, Slot};
use crate::field::Field;
use crate::report::qa::sample::Drawn;
use crate::report::qa::{By, Count, Draw, Groups, Judged, Label, Month, Verdict, amount};
use crate::report::{Diagnostic, Standing};
use crate::rule::Severity;
use std::collections::HashMap;

/// What is counted of each claim of a file.
#[derive(Debug)]
pub(super) struct Counting {
    by: Vec<(By, Option<Slot>)>,
    /// Where each line has its own charge.
    of_lines: Option<Slot>,
    /// Where each line has that of the whole claim.
    of_claim: Option<Slot>,
    draw: Option<Draw>,
}

/// Whether a claim could be read with all its rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rows {
    /// All of them, as far as can be told.
    All,
    /// A malformed row has its id.
    Some,
}

/// A claim that has been judged.
pub(super) struct JudgedClaim<'j, 'b> {
    pub(super) claim: &'j Claim<'b>,
    /// The cell each finding blames.
    pub(super) blamed: &'j [Option<CellRef>],
    /// The findings, in the same order.
    pub(super) found: &'j mut [Diagnostic],
    /// What was asked before it was judged.
    pub(super) before: Before,
    pub(super) rows: Rows,
    /// Which of the run's files it stands in, and on which physical line it begins.
    pub(super) file: u32,
    pub(super) line: u64,
}

/// Revenue code 0001 is no service but the total of the claim (Medicare Claims Processing Manual, ch. 25, s. 75.4, form
/// locator 42): counted too, it would double every sum.
const TOTAL: u16 = 1;

/// How many diagnoses were not judged before a claim was.
#[derive(Clone, Copy)]
pub(super) struct Before(u64);

impl Counting {
    /// Claims of this layout, grouped so.
    pub(super) fn new(by: &[By], draw: Option<Draw>, layout: &Layout) -> Self {
        let slot = |by: &By| match by {
            By::Column(field) => layout.slot(*field),
            By::Month => None,
        };
        let (of_lines, of_claim) = (layout.slot(Field::Charge), layout.slot(Field::ClaimCharge));
        Self { by: by.iter().map(|by| (*by, slot(by))).collect(), of_lines, of_claim, draw }
    }

    /// To be asked before a claim is judged.
    pub(super) const fn before(tally: &Tally) -> Before {
        let unchecked = tally.unchecked;
        Before(unchecked.no_date + unchecked.no_release + unchecked.icd9 + unchecked.other_code_set)
    }

    /// Counts a claim that has been judged, and tells its findings which groups they are of. Findings that are set aside do
    /// not count.
    pub(super) fn count(&self, judged: JudgedClaim<'_, '_>, tally: &mut Tally) {
        let JudgedClaim { claim, blamed, found, before, rows, file, line } = judged;
        let not_judged = Self::before(tally).0 - before.0;
        let mut count = Count::default();
        let mut by_line = vec![None; claim.lines.len()];
        let mut by_cell: HashMap<CellRef, Severity> = HashMap::new();
        let mut worst = None;
        for finding in found.iter().filter(|finding| finding.standing == Standing::Open) {
            count.found(finding.rule, finding.severity);
        }
        for (cell, severity) in blamed.iter().zip(found.iter()).filter_map(open) {
            worst = worst.max(Some(severity));
            if let Some(of_line) = by_line.get_mut(cell.line as usize) {
                *of_line = severity.max(of_line.unwrap_or(severity)).into();
            }
            let of_cell = by_cell.entry(cell).or_insert(severity);
            *of_cell = severity.max(*of_cell);
        }
        let whole = |are: bool| if are { Looked::Wholly } else { Looked::InPart };
        for of_line in by_line {
            count.lines.add(verdict(of_line, whole(not_judged == 0)));
        }
        for dx in &claim.diagnoses {
            count.diagnoses.add(by_cell.get(&dx.cell).map_or(Verdict::Clean, |&severity| Verdict::Found(severity)));
        }
        count.diagnoses.unjudged(not_judged);
        let verdict = verdict(worst, whole(not_judged == 0 && rows == Rows::All));
        let month = claim.from.map(|dated| Month::from(dated.date));
        count.claim(verdict, month);
        self.charge(claim, worst, &mut count);
        let labels: Vec<Label> = self.by.iter().map(|&(by, slot)| label(claim, by, slot, month)).collect();
        for finding in found {
            finding.groups = labels.iter().map(ToString::to_string).collect();
        }
        let groups = tally.groups.get_or_insert_with(|| Box::new(self.none()));
        groups.count(&labels, &count);
        if self.draw.is_some() {
            groups.draw(labels.first(), &Drawn { file, claim_id: decoded(claim.id).into_owned(), line }, verdict);
        }
    }

    /// No claims yet.
    fn none(&self) -> Groups {
        Groups::new(self.by.iter().map(|(by, _)| *by), self.draw.clone())
    }

    /// Counts claims of which no row could be read, so that nothing is known of them but that they are there, and rows that
    /// are of no claim that is counted.
    pub(super) fn unread(&self, claims: u64, rows: u64, tally: &mut Tally) {
        let groups = tally.groups.get_or_insert_with(|| Box::new(self.none()));
        groups.rows_of_no_claim += rows;
        if claims > 0 {
            let judged = Judged { not_judged: claims, ..Judged::default() };
            let labels = vec![Label::Unsaid; self.by.len()];
            groups.count(&labels, &Count { claims: judged, ..Count::default() });
        }
    }

    /// What is charged: on the lines or, where none of them says anything, on the claim.
    fn charge(&self, claim: &Claim<'_>, worst: Option<Severity>, count: &mut Count) {
        if self.of_lines.or(self.of_claim).is_none() {
            return;
        }
        if let Some(slot) = self.of_lines {
            let services = claim.lines.iter().enumerate().filter(|(_, line)| line.revenue_code != Some(TOTAL));
            services.for_each(|(line, _)| count.charge.add(claim.cell(line, slot)));
        }
        let nothing = |count: &Count| count.charge.lines + count.charge.unread == 0;
        if let Some(slot) = self.of_claim.filter(|_| nothing(count)) {
            let mut said = (0..claim.lines.len()).map(|line| claim.cell(line, slot)).filter(|text| !text.is_empty());
            let first = said.next().unwrap_or_default();
            let differs = said.any(|text| text != first && amount(text) != amount(first));
            // Beside a column of the lines' own charges, that of the claim is known to be one.
            if !differs || self.of_lines.is_none() {
                count.charge.add(first);
                count.charge.differing = u64::from(differs);
            }
        }
        if worst == Some(Severity::Error) {
            count.charge.with_errors = count.charge.all;
            count.charge.without = u64::from(nothing(count));
        }
    }
}

/// The cell a finding blames and how badly, of those that count.
fn open((cell, finding): (&Option<CellRef>, &Diagnostic)) -> Option<(CellRef, Severity)> {
    let cell = cell.filter(|_| finding.standing == Standing::Open)?;
    Some((cell, finding.severity))
}

/// How much of something was looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looked {
    Wholly,
    InPart,
}

/// What was not looked at in full is not judged, whatever was found: were it counted where an error is found and left out
/// where none is, the rate of those who leave out dates would be that of their errors alone.
fn verdict(worst: Option<Severity>, looked: Looked) -> Verdict {
    match looked {
        Looked::InPart => Verdict::NotJudged,
        Looked::Wholly => worst.map_or(Verdict::Clean, Verdict::Found),
    }
}

/// The group of a claim: what those of its lines that say anything in a column say, where they agree; or its month.
fn label(claim: &Claim<'_>, by: By, slot: Option<Slot>, month: Option<Month>) -> Label {
    if by == By::Month {
        return month.map_or(Label::Unsaid, Label::Month);
    }
    let Some(slot) = slot else { return Label::Unsaid };
    let mut said = (0..claim.lines.len()).map(|line| claim.cell(line, slot)).filter(|text| !text.is_empty());
    match said.next() {
        None => Label::Unsaid,
        Some(first) if said.all(|text| text == first) => Label::Said(shortened(first)),
        Some(_) => Label::Several,
    }
}
