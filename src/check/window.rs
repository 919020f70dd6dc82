//! One window of a file, checked by one worker.

use super::counting::{Counting, JudgedClaim, Rows};
use super::linter::{Linter, Scratch};
use super::locate::{Counted, Source};
use super::seen::{Seen, claim_key};
use super::tally::Tally;
use crate::claim::arrangement::Arrangement;
use crate::claim::cells::clean;
use crate::claim::foreign::hole;
use crate::claim::marks::cell_text;
use crate::claim::record::{Fault, line_breaks};
use crate::claim::rows::{Place, Reading, Row};
use crate::claim::{Assembler, Claim, Layout};
use crate::field::Field;
use crate::number::counted;
use crate::report::Diagnostic;
use crate::rule::Finding;
use bumpalo::Bump;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a worker brings back. Line numbers count from the window's first line as 0; see [`Checked::shift`].
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// Findings in the order of their lines.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Rows, malformed ones included.
    pub(super) rows: u64,
    /// Malformed rows.
    pub(super) malformed: u64,
    /// Rows of which no cell says anything. They are not among the rows.
    pub(super) empty: u64,
    /// The line on which the header stands again with its columns in another order: what stands below it was not read.
    pub(super) reordered: Option<u64>,
    /// The first line on which NUL bytes stand for rows.
    pub(super) hole: Option<u64>,
    /// Rows without a claim id, in a file that has a column for it.
    pub(super) nameless: u64,
    /// The line of the first row whose claim a companion has not, by the place of the companion.
    pub(super) lacking: BTreeMap<usize, u64>,
    /// Physical lines.
    pub(super) lines: u64,
    /// Figures of the claims.
    pub(super) tally: Tally,
    /// Keys of claim ids that may have come by before.
    pub(super) repeats: Vec<u64>,
    /// Keys of the claim ids of malformed rows, those of companions too, where claims are counted.
    pub(super) torn: Vec<u64>,
    /// Malformed rows that do not say which claim they are of, where claims are counted.
    pub(super) lost: u64,
}

impl Checked {
    /// Moves the findings to where the window stands in the file.
    pub(super) fn shift(&mut self, lines: u64) {
        self.lacking.values_mut().for_each(|line| *line += lines);
        for diagnostic in &mut self.diagnostics {
            diagnostic.line += lines;
            for cell in diagnostic.cells.iter_mut().filter(|cell| cell.elsewhere.is_none()) {
                cell.line += lines;
            }
        }
        if let Some(groups) = &mut self.tally.groups {
            groups.shift(lines);
        }
    }
}

/// What every window of a file is checked with.
#[derive(Clone, Copy)]
pub(super) struct Checker<'c> {
    /// The rules, bound to the file's columns.
    pub(super) linter: &'c Linter<'c>,
    /// Which columns are read.
    pub(super) reading: &'c Reading,
    /// What its rows need before they are judged.
    pub(super) arrangement: Option<&'c Arrangement<'c>>,
    /// How places in a line are counted.
    pub(super) counted: Counted,
    /// Which of the run's files it is.
    pub(super) file: u32,
    /// What is counted of each claim, where a report asks for it.
    pub(super) counting: Option<&'c Counting>,
}

impl Checker<'_> {
    /// Checks the claims of a window. `seen` takes note of their ids, where the file has ids.
    #[must_use]
    pub(super) fn check(&self, bytes: &[u8], seen: Option<&Seen>) -> Checked {
        let mut checked = self.linter.with_scratch(|scratch| self.check_claims(bytes, seen.is_some(), scratch));
        if let Some(seen) = seen {
            seen.note_all(&mut checked.repeats);
        }
        checked
    }

    /// Checks the claims; where ids are wanted, `repeats` holds the keys of all.
    fn check_claims(&self, bytes: &[u8], ids: bool, scratch: &mut Scratch) -> Checked {
        let arena = Bump::new();
        let mut checked = Checked::default();
        let mut rows = self.reading.rows(bytes, &arena);
        let mut claim = Assembler::new(self.linter.layout(), std::mem::take(&mut scratch.services));
        let mut places: Vec<Place> = Vec::new();
        let layout = self.linter.layout();
        let has_ids = layout.has(Field::ClaimId);
        let mut orphaned = false;
        loop {
            let held = claim.cells().len();
            let Some(row) = rows.next(claim.cells()) else { break };
            checked.rows += 1;
            match row {
                Row::Cells(place) if orphaned && !claim.row_is_named() => {
                    claim.cells().truncate(held);
                    checked.malformed += 1;
                    checked.lost += u64::from(self.counting.is_some());
                    let row = &bytes[place.bytes];
                    checked.diagnostics.extend(self.linter.malformed_row(self.file, place.line, row, Fault::Unnamed));
                }
                Row::Cells(place) => {
                    orphaned = false;
                    if let Some(arrangement) = self.arrangement {
                        let missing = arrangement.arrange(claim.cells());
                        missing
                            .lacking()
                            .for_each(|companion| _ = checked.lacking.entry(companion).or_insert(place.line));
                        let is_torn = missing.torn && claim.row_is_named() && self.counting.is_some();
                        checked.torn.extend(is_torn.then(|| claim_key(claim.row_id())));
                    }
                    checked.nameless += u64::from(has_ids && !claim.row_is_named());
                    if claim.row_begins_a_claim() {
                        self.judge(bytes, &mut claim, &mut places, scratch, ids, &mut checked);
                    }
                    claim.accept_row(place.lists_the_same);
                    places.push(place);
                }
                // The last line of an export that says how many rows there were.
                Row::Malformed(place, Fault::Cells(_)) if self.is_trailer(&bytes[place.bytes.clone()]) => {
                    checked.rows -= 1;
                }
                Row::Malformed(place, fault) => {
                    checked.malformed += 1;
                    orphaned |= self.orphans(&bytes[place.bytes.clone()], fault);
                    if self.counting.is_some() {
                        let torn = self.torn(&bytes[place.bytes.clone()], fault);
                        checked.lost += u64::from(torn.is_none() && !fault.is_header());
                        checked.torn.extend(torn);
                    }
                    checked.diagnostics.extend(self.linter.malformed_row(
                        self.file,
                        place.line,
                        &bytes[place.bytes],
                        fault,
                    ));
                    if fault == Fault::HeaderReordered {
                        checked.reordered = Some(place.line);
                        break;
                    }
                }
            }
        }
        self.judge(bytes, &mut claim, &mut places, scratch, ids, &mut checked);
        scratch.services = claim.into_services();
        (checked.lines, checked.empty) = (rows.lines(), rows.empty());
        checked.hole = hole(bytes).map(|at| line_breaks(&bytes[..at]));
        checked.diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column, diagnostic.rule));
        checked
    }

    /// Whether the rows below a malformed one that do not say which claim they are of may be of its claim: it may be the
    /// first of one, as all are but those that have no claim id where it belongs.
    pub(super) fn orphans(&self, row: &[u8], fault: Fault) -> bool {
        let layout = self.linter.layout();
        if !layout.manner.blank_below || fault.is_header() || !layout.has(Field::ClaimId) {
            return false;
        }
        self.id_of(row).is_none_or(|text| !text.trim_ascii().is_empty())
    }

    /// The key of the claim a malformed row says it is of.
    fn torn(&self, row: &[u8], fault: Fault) -> Option<u64> {
        let id = self.id_of(row).filter(|_| !fault.is_header())?;
        let id = clean(Field::ClaimId, &id);
        (!id.is_empty()).then(|| claim_key(id))
    }

    /// What a row has where the claim id belongs.
    fn id_of<'b>(&self, row: &'b [u8]) -> Option<Cow<'b, [u8]>> {
        let layout = self.linter.layout();
        let id = layout.slot(Field::ClaimId).map(|slot| layout.column(slot).index)?;
        cell_text(row, self.reading.splitter().marks, id)
    }

    fn is_trailer(&self, row: &[u8]) -> bool {
        self.linter.layout().manner.trailer.as_ref().is_some_and(|trailer| row.starts_with(trailer))
    }

    fn judge<'b>(
        &self,
        bytes: &'b [u8],
        claim: &mut Assembler<'b, '_>,
        places: &mut Vec<Place>,
        scratch: &mut Scratch,
        ids: bool,
        checked: &mut Checked,
    ) {
        let Some(claim) = claim.assemble() else { return };
        if ids && !claim.id.is_empty() {
            checked.repeats.push(claim_key(claim.id));
        }
        let row = |line: usize| (&bytes[places[line].bytes.clone()], places[line].line);
        self.judge_claim(claim, &row, Rows::All, scratch, &mut checked.tally, &mut checked.diagnostics);
        places.clear();
    }

    /// Judges one claim; `rows` are the bytes of its lines and the physical lines on which they begin, `are` whether they are
    /// all it has.
    pub(super) fn judge_claim<'b>(
        &self,
        claim: &Claim<'b>,
        rows: &dyn Fn(usize) -> (&'b [u8], u64),
        are: Rows,
        scratch: &mut Scratch,
        tally: &mut Tally,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        tally.claims += 1;
        let counted = self.counting.map(|counting| (counting, Counting::before(tally), diagnostics.len()));
        self.linter.judge(claim, scratch, tally);
        if scratch.findings.is_empty() && counted.is_none() {
            return;
        }
        let blamed: Vec<_> = counted.iter().flat_map(|_| &scratch.findings).map(Finding::blamed).collect();
        let source = Source {
            rows,
            marks: self.reading.splitter().marks,
            file: self.file,
            arrangement: self.arrangement,
            counted: self.counted,
        };
        let (layout, registry, policy) = (self.linter.layout(), self.linter.registry(), self.linter.policy());
        diagnostics.extend(scratch.findings.drain(..).map(|finding| {
            let line = finding.blamed().map_or(0, |cell| cell.line as usize);
            let mut diagnostic = source.diagnostic(finding, claim, layout, registry);
            policy.apply(&mut diagnostic, |field| claim.field(layout, line, field).map(|(_, text)| text));
            diagnostic
        }));
        if let Some((counting, before, found)) = counted {
            let found = &mut diagnostics[found..];
            let judged =
                JudgedClaim { claim, blamed: &blamed, found, before, rows: are, file: self.file, line: rows(0).1 };
            counting.count(judged, tally);
        }
    }
}

/// What is wrong with a malformed row, and what to do about it, in words.
#[must_use]
pub(super) fn fault_words(fault: Fault, layout: &Layout) -> (String, &'static str) {
    match fault {
        Fault::Cells(cells) => {
            let width = layout.width;
            let advice = if layout.rows_have == Some(cells) && cells < width {
                "nearly all of the first rows have this number of cells: the header has a column too many (or a delimiter at its end), \
                 or the rows leave a column out; correct the header, or export the file anew with a cell for each column in every row"
            } else if layout.rows_have == Some(cells) {
                "nearly all of the first rows have this number of cells: the header lacks the name of a column, or a cell of every row \
                 holds a delimiter and is not quoted (DOE, JANE); add the name where it belongs, or export the file anew with such \
                 cells quoted"
            } else if cells < width {
                "a cell or a delimiter is missing, or a line break in a cell without quotes has cut the row in two: export the file anew with such cells quoted"
            } else {
                "a delimiter inside a cell is the usual cause: export the file anew with such cells quoted"
            };
            (format!("the row has {}, the header has {width}", counted(cells as u64, "cell")), advice)
        }
        Fault::HeaderAgain => (
            "the row is the header once more".to_owned(),
            "remove it: where files are put together, only the first keeps its header",
        ),
        Fault::HeaderReordered => (
            "the row is the header once more, with its columns in another order".to_owned(),
            "the rows below it are in that order and were not read: cut the file in two above this row, so that each part has \
             its own header, and give both",
        ),
        Fault::Unnamed => (
            "the row has no claim id, and the row above it that would name its claim is malformed".to_owned(),
            "correct the row above it",
        ),
        Fault::UnclosedQuote => (
            "a quote is opened in this row and never properly closed".to_owned(),
            "close the quote, or double it where it belongs to the text of the cell",
        ),
        Fault::TooLong => (
            format!("the row is longer than {} MiB", crate::claim::record::MAX_RECORD >> 20),
            "no service line is that long: see that the export ends each row with a line break",
        ),
    }
}
