//! Where records and their cells end, for many records at once.

use super::record::{Marks, Splitter};
use super::scan::{BLOCK, Found, Scan};

/// Bytes looked at at a time: first few, as quotes may not be regular for long, then more.
pub(super) const FEW: usize = 4 << 10;
const MANY: usize = 16 << 10;

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
    /// Where each cell starts, counted from `base`, and one past the last delimiter or line break; then room for more.
    starts: Vec<u32>,
    /// Where each record begins, and where one behind the last would.
    records: Vec<Record>,
    /// The record that is handed out next.
    next: usize,
}

/// Where a record begins.
#[derive(Clone, Copy, Debug)]
struct Record {
    /// Its first cell in the list of starts.
    cell: u32,
    /// Quotes before it.
    quotes: u32,
}

/// A record whose quotes, if it has any, are regular.
#[derive(Clone, Copy, Debug)]
pub(super) struct Indexed<'i, 'b> {
    /// Where its cells start in `stretch`, and one past the line break that ends the last one.
    starts: &'i [u32],
    /// Bytes from some record on that is not behind this one.
    stretch: &'b [u8],
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
            starts: Vec::new(),
            records: Vec::new(),
            next: 0,
        }
    }

    /// The record that starts at `at`, a record's start behind those asked for before; `None` where it has to be read
    /// cell by cell.
    #[inline]
    pub(super) fn record<'b>(&mut self, bytes: &'b [u8], at: usize) -> Option<Indexed<'_, 'b>> {
        while self.start(self.next).is_some_and(|start| start < at) {
            self.next += 1;
        }
        if self.next + 1 >= self.records.len() || self.start(self.next) != Some(at) {
            self.fill(bytes, at);
        }
        let Some(&[record, behind]) = self.records.get(self.next..).and_then(<[_]>::first_chunk) else {
            self.stretch = FEW;
            return None;
        };
        self.next += 1;
        let starts = &self.starts[record.cell as usize..=behind.cell as usize];
        Some(Indexed { starts, stretch: &bytes[self.base..], quoted: record.quotes != behind.quotes })
    }

    fn start(&self, record: usize) -> Option<usize> {
        let record = self.records.get(record)?;
        Some(self.base + self.starts[record.cell as usize] as usize)
    }

    #[cold]
    fn fill(&mut self, bytes: &[u8], base: usize) {
        self.base = base;
        self.next = 0;
        let stretch = &bytes[base..bytes.len().min(base + self.stretch)];
        self.stretch = MANY.min(2 * self.stretch);
        // Room for as many cells as there are bytes, and for those that are written one block too far.
        if self.starts.len() < stretch.len() + 2 * BLOCK {
            self.starts.resize(stretch.len() + 2 * BLOCK, 0);
        }
        let starts = self.starts.as_mut_slice();
        starts[0] = 0;
        self.records.clear();
        self.records.push(Record { cell: 0, quotes: 0 });
        let mut scan = Scan::new(self.marks);
        let (mut cells, mut quotes) = (1, 0);
        let (blocks, rest) = stretch.as_chunks::<BLOCK>();
        // A byte that may stand behind a closing quote and ends nothing.
        let mut last = [b'\r'; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        for (block, at) in blocks.iter().chain([&last]).zip((0..).step_by(BLOCK)) {
            let mut found = scan.block(block);
            if found.irregular != 0 {
                found = found.before_irregular();
            }
            let mut rows = true;
            let mut breaks = found.breaks;
            while breaks != 0 {
                // The bits up to the break.
                let up_to = breaks ^ (breaks - 1);
                let cell = cells - 1 + (up_to & (found.delimiters | found.breaks)).count_ones();
                let quotes = if found.quotes == 0 { quotes } else { quotes + (up_to & found.quotes).count_ones() };
                let before = self.records.last().copied().unwrap_or(Record { cell: 0, quotes: 0 });
                rows &= quotes == before.quotes || (cell - before.cell) as usize == self.width;
                self.records.push(Record { cell, quotes });
                breaks &= breaks - 1;
            }
            cells = note(found, at, cells, starts);
            if found.quotes != 0 {
                quotes += found.quotes.count_ones();
            }
            if found.irregular != 0 || !rows {
                self.stretch = FEW;
                return;
            }
        }
    }
}

/// Notes where the cells behind the ends found in a block start; how many cells there are then.
#[inline]
fn note(found: Found, at: u32, cells: u32, starts: &mut [u32]) -> u32 {
    let mut left = found.delimiters | found.breaks;
    let count = cells + left.count_ones();
    // Writing some too many is faster than knowing how many there are; the next block writes over them.
    for few in starts[cells as usize..].as_chunks_mut::<4>().0 {
        if left == 0 {
            break;
        }
        for start in few {
            *start = at + 1 + left.trailing_zeros();
            left &= left.wrapping_sub(1);
        }
    }
    count
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

impl<'b> Indexed<'_, 'b> {
    /// Its bytes, line break not included.
    #[inline]
    pub(super) fn bytes(&self) -> &'b [u8] {
        match *self.starts {
            [start, .., end] => &self.stretch[start as usize..end as usize - 1],
            _ => &[],
        }
    }

    /// Number of cells.
    pub(super) const fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// The cells from one of these indices to the other, with what stands between them.
    #[inline]
    pub(super) fn cells(&self, first: u32, last: u32) -> &'b [u8] {
        let (start, next) = (self.starts[first as usize], self.starts[last as usize + 1]);
        &self.stretch[start as usize..next as usize - 1]
    }
}
