//! Where records and their cells end, for many records at once.

use super::record::{Marks, Splitter};
use super::scan::{BLOCK, Found, Scan};
use std::ops::Range;

/// Bytes looked at at a time: first few, as quotes may not be regular for long, then more.
pub(super) const FEW: usize = 4 << 10;
const MANY: usize = 64 << 10;

/// The records of a stretch of bytes, in room that is used again.
#[derive(Debug)]
pub(super) struct Index {
    marks: Marks,
    /// Cells of a row: behind a record with quotes that has another number, records may begin elsewhere.
    width: usize,
    /// Where the stretch begins.
    base: usize,
    /// How much of it is looked at the next time.
    stretch: usize,
    /// Where each cell ends, counted from `base`.
    ends: Vec<u32>,
    records: Vec<Record>,
    /// The record that is handed out next.
    next: usize,
}

/// A record behind those before it.
#[derive(Clone, Copy, Debug)]
struct Record {
    /// One past its last cell in the list of ends.
    ends: u32,
    /// Quotes up to its end.
    quotes: u32,
}

/// A record whose quotes, if it has any, are regular.
#[derive(Clone, Copy, Debug)]
pub(super) struct Indexed<'i> {
    /// Where it starts.
    pub(super) start: usize,
    /// Where its cells end, counted from `base`; the last one ends at a line break.
    ends: &'i [u32],
    base: usize,
    /// Whether it has quotes.
    pub(super) quoted: bool,
}

impl Index {
    pub(super) const fn new(splitter: &Splitter) -> Self {
        Self {
            marks: splitter.marks,
            width: splitter.width,
            base: 0,
            stretch: FEW,
            ends: Vec::new(),
            records: Vec::new(),
            next: 0,
        }
    }

    /// The record that starts at `at`, a record's start behind those asked for before; `None` where it has to be read
    /// cell by cell.
    #[inline]
    pub(super) fn record(&mut self, bytes: &[u8], at: usize) -> Option<Indexed<'_>> {
        while self.next < self.records.len() && self.start(self.next) < at {
            self.next += 1;
        }
        if self.next == self.records.len() || self.start(self.next) != at {
            self.fill(bytes, at);
        }
        let Some(&record) = self.records.get(self.next) else {
            self.stretch = FEW;
            return None;
        };
        let (start, before) = (self.start(self.next), self.before(self.next));
        self.next += 1;
        let ends = &self.ends[before.ends as usize..record.ends as usize];
        Some(Indexed { start, ends, base: self.base, quoted: record.quotes != before.quotes })
    }

    fn before(&self, record: usize) -> Record {
        record.checked_sub(1).map_or(Record { ends: 0, quotes: 0 }, |before| self.records[before])
    }

    fn start(&self, record: usize) -> usize {
        let last = self.before(record).ends.checked_sub(1);
        self.base + last.map_or(0, |last| self.ends[last as usize] as usize + 1)
    }

    #[cold]
    fn fill(&mut self, bytes: &[u8], base: usize) {
        self.base = base;
        self.next = 0;
        self.ends.clear();
        self.records.clear();
        let mut scan = Scan::new(self.marks);
        let mut quotes = 0;
        let stretch = &bytes[base..bytes.len().min(base + self.stretch)];
        let (blocks, rest) = stretch.as_chunks::<BLOCK>();
        // A byte that may stand behind a closing quote and ends nothing.
        let mut last = [b'\r'; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        self.stretch = MANY.min(2 * self.stretch);
        for (block, at) in blocks.iter().chain([&last]).zip((0..).step_by(BLOCK)) {
            let mut found = scan.block(block);
            if found.irregular != 0 {
                self.stretch = FEW;
                found = found.before_irregular();
            }
            let rows = self.note(found, at, quotes);
            quotes += found.quotes.count_ones();
            if !rows {
                self.stretch = FEW;
            }
            if found.irregular != 0 || !rows {
                return;
            }
        }
    }

    /// Notes what is found in a block; whether all records with quotes that end in it have the cells of a row.
    fn note(&mut self, found: Found, at: u32, quotes: u32) -> bool {
        let mut breaks = found.breaks;
        let mut rows = true;
        while breaks != 0 {
            // The bits up to the break.
            let up_to = breaks ^ (breaks - 1);
            let ends = (up_to & (found.delimiters | found.breaks)).count_ones();
            let ends = u32::try_from(self.ends.len()).unwrap_or(u32::MAX) + ends;
            let record = Record { ends, quotes: quotes + (up_to & found.quotes).count_ones() };
            let before = self.before(self.records.len());
            rows &= record.quotes == before.quotes || (record.ends - before.ends) as usize == self.width;
            self.records.push(record);
            breaks &= breaks - 1;
        }
        let mut ends = found.delimiters | found.breaks;
        self.ends.extend((0..ends.count_ones()).map(|_| {
            let end = at + ends.trailing_zeros();
            ends &= ends - 1;
            end
        }));
        rows
    }
}

/// Where the last record of `bytes` starts, which begin with a record, as far as quotes are regular and records with
/// quotes have the cells of a row.
pub(super) fn last_start(splitter: &Splitter, bytes: &[u8]) -> usize {
    let mut scan = Scan::new(splitter.marks);
    let (mut start, mut cells, mut quotes) = (0, 1, 0);
    for (block, at) in bytes.as_chunks::<BLOCK>().0.iter().zip((0..).step_by(BLOCK)) {
        let found = scan.block(block).before_irregular();
        let mut breaks = found.breaks;
        let mut part = u64::MAX;
        while breaks != 0 {
            let of_record = part & (breaks ^ (breaks - 1));
            cells += (found.delimiters & of_record).count_ones() as usize;
            quotes += (found.quotes & of_record).count_ones();
            if quotes > 0 && cells != splitter.width {
                return start;
            }
            start = at + breaks.trailing_zeros() as usize + 1;
            (cells, quotes) = (1, 0);
            part &= !of_record;
            breaks &= breaks - 1;
        }
        cells += (found.delimiters & part).count_ones() as usize;
        quotes += (found.quotes & part).count_ones();
        if found.irregular != 0 {
            return start;
        }
    }
    start
}

impl Indexed<'_> {
    /// Where it ends, line break not included.
    pub(super) fn end(&self) -> usize {
        self.base + self.ends.last().map_or(0, |&end| end as usize)
    }

    /// Number of cells.
    pub(super) const fn count(&self) -> usize {
        self.ends.len()
    }

    /// Where the cell with this index lies.
    #[inline]
    pub(super) fn cell(&self, index: usize) -> Range<usize> {
        let start = index.checked_sub(1).map_or(self.start, |before| self.base + self.ends[before] as usize + 1);
        start..self.base + self.ends[index] as usize
    }
}
