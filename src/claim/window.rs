//! A file as windows of whole claims.
//!
//! A file is read window by window, so that memory does not grow with it, and windows can be checked side by side. A
//! cut is made only where a record ends and the next one has another claim id, so a claim whose rows stand together is
//! never split, and the report does not depend on where the cuts fall.

use super::index::{FEW, last_start};
use super::marks::cell_text;
use super::record::{MAX_RECORD, Splitter, Step};
use super::{Manner, cells};
use crate::error::Error;
use crate::field::Field;
use memchr::{memchr, memchr_iter, memrchr};
use std::borrow::Cow;
use std::io::{self, Read};
use std::path::Path;

/// How large the pieces are. The defaults suit files of any size; tests cut smaller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cuts {
    /// Bytes read, and checked by one worker, at a time.
    pub window: usize,
    /// Most bytes the rows of one claim may take together.
    pub claim: usize,
}

impl Default for Cuts {
    fn default() -> Self {
        // Few enough to stay in a core's own cache from the reading to the last rule.
        Self { window: 256 << 10, claim: 64 << 20 }
    }
}

/// Bytes of a file that hold whole claims.
#[derive(Debug)]
pub struct Window {
    /// The bytes, and behind them some that are not of this window.
    pub buffer: Vec<u8>,
    /// How many are.
    pub len: usize,
}

impl Window {
    /// The rows of its claims.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.len]
    }
}

/// Why no window could be had.
#[derive(Debug)]
pub enum WindowError {
    /// The source could not be read.
    Io(io::Error),
    /// The rows of one claim, standing together, exceed [`Cuts::claim`]: the claim id column is not one.
    ClaimTooLong,
    /// One row alone does.
    RowTooLong,
}

impl WindowError {
    /// What is said of the file at `path`, cut by `cuts`.
    #[must_use]
    pub fn into_error(self, path: &Path, cuts: Cuts) -> Error {
        let most = cuts.claim >> 20;
        let (problem, help) = match self {
            Self::Io(source) => return Error::io("read", path)(source),
            Self::ClaimTooLong => (
                format!("more than {most} MiB of rows have one claim id"),
                "the claim id column is not one: name the right one as claim_id under [columns] in claimlint.toml",
            ),
            Self::RowTooLong => (
                format!("a row is longer than {most} MiB"),
                "no service line is that long: see that the export ran to its end, and that each row ends with a line break",
            ),
        };
        Error::Input { path: path.to_path_buf(), problem, help: Some(help.to_owned()) }
    }
}

/// Bytes in which the last claim of a window is looked for first, then four times as many, and so on.
const NEAR: usize = 4 << 10;

/// Reads a source, positioned behind the header, window by window.
#[derive(Debug)]
pub struct Windows<R> {
    source: R,
    splitter: Splitter,
    /// Column of the claim id in the file; without one every row is a claim.
    id: Option<usize>,
    cuts: Cuts,
    /// Whether a row without a claim id belongs to the claim above it.
    blank_below: bool,
    /// Bytes already read that belong to the next window.
    carried: Vec<u8>,
    done: bool,
}

impl<R: Read> Windows<R> {
    /// Windows over `carried` (bytes already read) followed by `source`.
    pub fn new(source: R, carried: Vec<u8>, splitter: Splitter, id: Option<usize>, cuts: Cuts) -> Self {
        Self { source, splitter, id, cuts, blank_below: false, carried, done: false }
    }

    /// Windows in which rows without a claim id may belong to the claim above them, if the layout says so.
    #[must_use]
    pub fn of_manner(self, manner: &Manner) -> Self {
        Self { blank_below: manner.blank_below, ..self }
    }

    /// The next window, in a buffer that is no longer needed; `None` behind the last one.
    ///
    /// # Errors
    /// When the source cannot be read, or one claim's rows do not fit in memory's bounds.
    pub fn next(&mut self, mut bytes: Vec<u8>) -> Result<Option<Window>, WindowError> {
        if self.done {
            return Ok(None);
        }
        // The buffer is not emptied but written over, so that its bytes are made ready only once.
        let mut filled = self.carried.len();
        bytes.resize(bytes.len().max(filled), 0);
        bytes[..filled].copy_from_slice(&self.carried);
        self.carried.clear();
        loop {
            let want = self.cuts.window.max((2 * filled).min(self.cuts.claim + 1));
            filled = fill(&mut self.source, &mut bytes, filled, want).map_err(WindowError::Io)?;
            let last = filled < want;
            let end = if last { Some(filled).filter(|&end| end > 0) } else { self.last_cut(&bytes[..filled]) };
            if let Some(end) = end {
                self.carried.extend_from_slice(&bytes[end..filled]);
                self.done = last;
                return Ok(Some(Window { buffer: bytes, len: end }));
            }
            if last {
                self.done = true;
                return Ok(None);
            }
            if filled > self.cuts.claim {
                let row = memrchr(b'\n', &bytes[..filled]).map_or(0, |newline| newline + 1);
                let is_row = filled - row > MAX_RECORD;
                return Err(if is_row { WindowError::RowTooLong } else { WindowError::ClaimTooLong });
            }
        }
    }

    /// The last place where one claim ends and another begins; where there is none, the end of the last row that is of no
    /// claim, as claims whose rows stand apart are judged once more.
    fn last_cut(&self, bytes: &[u8]) -> Option<usize> {
        let mut near = NEAR;
        while near < bytes.len() {
            let from = self.record_at(bytes, 0, bytes.len() - near);
            let cut = from.and_then(|from| self.boundaries(bytes, from).last());
            if cut.is_some() {
                return cut;
            }
            near *= 4;
        }
        self.boundaries(bytes, 0).last().or_else(|| self.behind_malformed(bytes))
    }

    /// Where the last row ends that is no row of the file, unless rows below it may be of a claim it names.
    fn behind_malformed(&self, bytes: &[u8]) -> Option<usize> {
        let (mut at, mut behind) = (0, None);
        while at < bytes.len() && !self.blank_below {
            at = match self.splitter.step(bytes, at, false) {
                Step::Blank(next) | Step::Quoted { next, .. } => next,
                Step::Plain { end, next } => {
                    if !plain_fits(&bytes[at..end], &self.splitter) {
                        behind = Some(next);
                    }
                    next
                }
                Step::Malformed { next, .. } => {
                    behind = Some(next);
                    next
                }
                Step::Incomplete => break,
            };
        }
        behind
    }

    /// The first record start at or behind `target`, found from the record start `from`.
    fn record_at(&self, bytes: &[u8], from: usize, target: usize) -> Option<usize> {
        let mut at = from;
        let mut stretch = FEW;
        while at < target {
            let before = &bytes[at..target];
            let line = match memchr(self.splitter.marks.quote, before) {
                None => memrchr(b'\n', before).map_or(at, |newline| at + newline + 1),
                Some(_) => at + last_start(&self.splitter, &before[..before.len().min(stretch)]),
            };
            stretch = if line > at { 2 * stretch } else { FEW };
            if line == target {
                return Some(line);
            }
            at = match self.splitter.step(bytes, line, false) {
                Step::Blank(next)
                | Step::Plain { next, .. }
                | Step::Quoted { next, .. }
                | Step::Malformed { next, .. } => next,
                Step::Incomplete => return None,
            };
        }
        Some(at)
    }

    /// Where, from the record start `from` on, a row has another claim id than the row before it.
    fn boundaries<'b>(&'b self, bytes: &'b [u8], from: usize) -> impl Iterator<Item = usize> + 'b {
        let mut at = from;
        let mut before: Option<Cow<'b, [u8]>> = None;
        std::iter::from_fn(move || {
            while at < bytes.len() {
                let start = at;
                let (end, quoted) = match self.splitter.step(bytes, at, false) {
                    Step::Blank(next) | Step::Malformed { next, .. } => {
                        at = next;
                        continue;
                    }
                    Step::Plain { end, next } => {
                        at = next;
                        (end, false)
                    }
                    Step::Quoted { end, next } => {
                        at = next;
                        (end, true)
                    }
                    Step::Incomplete => return None,
                };
                let record = &bytes[start..end];
                let Some(id) = self.claim_id(record, quoted) else { continue };
                if self.blank_below && id.is_empty() {
                    continue;
                }
                let cut = match &before {
                    Some(before) => id.is_empty() || *before != id,
                    None => false,
                };
                before = Some(id);
                if cut {
                    return Some(start);
                }
            }
            None
        })
    }

    /// The claim id of a row, empty where each row is its own claim; `None` for a row of another width.
    fn claim_id<'b>(&self, record: &'b [u8], quoted: bool) -> Option<Cow<'b, [u8]>> {
        if !quoted && !plain_fits(record, &self.splitter) {
            return None;
        }
        match self.id {
            Some(column) => cell_text(record, self.splitter.marks, column).map(cleaned),
            None => Some(Cow::Borrowed(b"")),
        }
    }
}

/// A claim id as the rows' reader cleans it: a null token is no id.
fn cleaned(id: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    match id {
        Cow::Borrowed(id) => Cow::Borrowed(cells::clean(Field::ClaimId, id)),
        Cow::Owned(id) => Cow::Owned(cells::clean(Field::ClaimId, &id).to_vec()),
    }
}

/// Bytes of a buffer made ready for a source that may have few.
const LEAST: usize = 64 << 10;

/// Reads on until `want` bytes are filled or the source ends; the bytes filled then.
fn fill(source: &mut impl Read, bytes: &mut Vec<u8>, mut filled: usize, want: usize) -> io::Result<usize> {
    while filled < want {
        if bytes.len() == filled {
            bytes.resize(want.min(LEAST.max(2 * filled)), 0);
        }
        let room = want.min(bytes.len());
        match source.read(&mut bytes[filled..room]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Whether a record without quotes has the cells of a row of this file.
#[must_use]
pub fn plain_fits(record: &[u8], splitter: &Splitter) -> bool {
    let mut cells = 1;
    let mut extra_from = None;
    for delimiter in memchr_iter(splitter.marks.delimiter, record) {
        if cells == splitter.width {
            extra_from = Some(delimiter);
        }
        cells += 1;
    }
    let extra = extra_from.map_or(&b""[..], |from| &record[from..]);
    splitter.fits(cells, extra.iter().all(|&b| b == splitter.marks.delimiter || b.is_ascii_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::super::header_line::HeaderLine;
    use super::super::marks::Marks;
    use super::*;
    use proptest::prelude::*;

    fn windows(text: &str, id: Option<usize>, cuts: Cuts) -> Vec<String> {
        let splitter = Splitter { marks: Marks { delimiter: b',', quote: b'"' }, width: 2, header: HeaderLine::NONE };
        let mut windows = Windows::new(text.as_bytes(), Vec::new(), splitter, id, cuts);
        let mut texts = Vec::new();
        while let Some(window) = windows.next(Vec::new()).expect("to be read") {
            texts.push(String::from_utf8_lossy(window.bytes()).into_owned());
        }
        texts
    }

    proptest! {
        /// Every byte is in exactly one window, and no run of rows with one claim id is cut.
        #[test]
        fn windows_are_the_file_cut_between_claims(
            rows in proptest::collection::vec((0u8..4, "(\"x\ny\"|z|\"q|,,)"), 0..40),
            window in 1usize..80,
        ) {
            let lines: Vec<String> = rows.iter().map(|(id, rest)| format!("{id},{rest}\n")).collect();
            let text = lines.concat();
            let windows = windows(&text, Some(0), Cuts { window, claim: 1 << 20 });
            prop_assert_eq!(windows.concat(), text);
            for pair in windows.windows(2) {
                let well_formed = |line: &&str| line.starts_with(|c: char| c.is_ascii_digit()) && line.ends_with(",z");
                let last = pair[0].lines().rfind(well_formed).map(|line| &line[..1]);
                let first = pair[1].lines().find(well_formed).map(|line| &line[..1]);
                let only = |s: &str| s.lines().all(|line| well_formed(&line));
                if only(&pair[0]) && only(&pair[1]) {
                    prop_assert_ne!(last, first);
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        /// A record start found from afar is one that is met record by record.
        #[test]
        fn record_starts_are_those_of_one_step_after_the_other(
            rows in proptest::collection::vec("(a,\"a,\n\"|\"\",\"\"\"\"|[a,\"\n\r ]{0,12}|a{60},|\"\n)\r?\n", 1..30),
            target in 0usize..200,
        ) {
            let text = rows.concat();
            let target = target.min(text.len());
            let splitter = Splitter { marks: Marks { delimiter: b',', quote: b'"' }, width: 2, header: HeaderLine::NONE };
            let mut at = Some(0);
            while let Some(from) = at.filter(|&at| at < target) {
                at = match splitter.step(text.as_bytes(), from, false) {
                    Step::Blank(next)
                    | Step::Plain { next, .. }
                    | Step::Quoted { next, .. }
                    | Step::Malformed { next, .. } => Some(next),
                    Step::Incomplete => None,
                };
            }
            let windows = Windows::new(&b""[..], Vec::new(), splitter, None, Cuts::default());
            prop_assert_eq!(windows.record_at(text.as_bytes(), 0, target), at);
        }
    }

    #[test]
    fn a_claim_larger_than_a_window_stays_whole() {
        let claims = ["1,a\n".repeat(50), "2,b\n".repeat(100)];
        let windows = windows(&claims.concat(), Some(0), Cuts { window: 16, claim: 1 << 20 });
        assert_eq!(windows, claims);
    }

    #[test]
    fn without_claim_ids_any_row_may_begin_a_window() {
        let windows = windows(&"x,a\n".repeat(9), None, Cuts { window: 8, claim: 64 });
        assert!(windows.len() > 3 && windows.concat() == "x,a\n".repeat(9), "{windows:?}");
    }
}
