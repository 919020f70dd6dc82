//! Where records and their cells end, for many records at once.

use super::marks::Marks;
use super::record::Splitter;
use super::scan::{BLOCK, Found, Scan};
use fearless_simd::{Level, Simd, dispatch};

/// Bytes looked at at a time: first few, as quotes may not be regular for long, then more.
pub(super) const FEW: usize = 4 << 10;
const MANY: usize = 16 << 10;

/// The records of a stretch of bytes, in room that is used again.
#[derive(Debug)]
pub(super) struct Index {
    /// The instructions this processor has.
    level: Level,
    marks: Marks,
    /// Cells of a row: behind a record with quotes that has another number, records may begin elsewhere.
    width: usize,
    /// Where the stretch begins.
    base: usize,
    /// How much of it is looked at the next time.
    stretch: usize,
    /// Where each cell starts, counted from `base`, and one past the last delimiter or line break; then room for more.
    starts: Vec<u32>,
    /// Where each record begins, and where one behind the last would; then room for more.
    records: Vec<Record>,
    /// How many are there.
    count: usize,
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

impl Record {
    /// The one a stretch begins with.
    const FIRST: Self = Self { cell: 0, quotes: 0 };

    /// The record behind the first of these breaks of a block that has so many cells and quotes before it.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "see Scan")]
    const fn behind(breaks: u64, found: Found, cells: u32, quotes: u32) -> Self {
        // The bits up to the break.
        let up_to = breaks ^ breaks.wrapping_sub(1);
        let ends = (up_to & (found.delimiters | found.breaks)).count_ones();
        Self { cell: cells - 1 + ends, quotes: quotes + (up_to & found.quotes).count_ones() }
    }
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
    pub(super) fn new(splitter: &Splitter) -> Self {
        Self {
            level: Level::new(),
            marks: splitter.marks,
            width: splitter.width,
            base: 0,
            stretch: FEW,
            starts: Vec::new(),
            records: Vec::new(),
            count: 0,
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
        if self.next + 1 >= self.count || self.start(self.next) != Some(at) {
            self.fill(bytes, at);
        }
        let records = &self.records[..self.count];
        let Some(&[record, behind]) = records.get(self.next..).and_then(<[_]>::first_chunk) else {
            self.stretch = FEW;
            return None;
        };
        self.next += 1;
        let starts = &self.starts[record.cell as usize..=behind.cell as usize];
        Some(Indexed { starts, stretch: &bytes[self.base..], quoted: record.quotes != behind.quotes })
    }

    fn start(&self, record: usize) -> Option<usize> {
        let record = self.records[..self.count].get(record)?;
        Some(self.base + self.starts[record.cell as usize] as usize)
    }

    #[cold]
    fn fill(&mut self, bytes: &[u8], base: usize) {
        dispatch!(self.level, simd => self.fill_by(simd, bytes, base));
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "see Scan")]
    fn fill_by<S: Simd>(&mut self, simd: S, bytes: &[u8], base: usize) {
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
        self.records.resize(self.records.len().max(1), Record::FIRST);
        self.records[0] = Record::FIRST;
        self.count = 1;
        let mut scan = Scan::new(simd, self.marks);
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
            // A record begins in some blocks and not in others without a pattern: the first that may begin here is noted in
            // any case, and counted where it does.
            if self.records.len() <= self.count + BLOCK {
                self.records.resize(2 * (self.count + BLOCK), Record::FIRST);
            }
            let met = self.count;
            let mut breaks = found.breaks;
            self.records[met] = Record::behind(breaks, found, cells, quotes);
            self.count += usize::from(breaks != 0);
            breaks &= breaks.wrapping_sub(1);
            while breaks != 0 {
                self.records[self.count] = Record::behind(breaks, found, cells, quotes);
                self.count += 1;
                breaks &= breaks - 1;
            }
            cells = note(found, at, cells, starts);
            quotes += found.quotes.count_ones();
            let is_row = |pair: &[Record]| {
                pair[0].quotes == pair[1].quotes || (pair[1].cell - pair[0].cell) as usize == self.width
            };
            if found.irregular != 0 || (quotes != 0 && !self.records[met - 1..self.count].windows(2).all(is_row)) {
                self.stretch = FEW;
                return;
            }
        }
    }
}

/// Cells whose starts are noted at a time: as many as begin in nearly any block.
const AT_ONCE: usize = 16;

/// Notes where the cells behind the ends found in a block start; how many cells there are then.
#[inline(always)]
#[allow(clippy::inline_always, reason = "see Scan")]
fn note(found: Found, at: u32, cells: u32, starts: &mut [u32]) -> u32 {
    let mut left = found.delimiters | found.breaks;
    let count = cells + left.count_ones();
    // Writing some too many is faster than asking each time whether there is one more; the next block writes over them.
    for some in starts[cells as usize..].as_chunks_mut::<AT_ONCE>().0 {
        for start in some {
            *start = at + 1 + left.trailing_zeros();
            left &= left.wrapping_sub(1);
        }
        if left == 0 {
            break;
        }
    }
    count
}

/// Where the last record of `bytes` starts, which begin with a record, as far as quotes are regular and records with
/// quotes have the cells of a row.
pub(super) fn last_start(splitter: &Splitter, bytes: &[u8]) -> usize {
    dispatch!(Level::new(), simd => last_start_by(simd, splitter, bytes))
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "see Scan")]
fn last_start_by<S: Simd>(simd: S, splitter: &Splitter, bytes: &[u8]) -> usize {
    let mut scan = Scan::new(simd, splitter.marks);
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
    pub(super) fn cells(&self, first: usize, last: usize) -> &'b [u8] {
        let (start, next) = (self.starts[first], self.starts[last + 1]);
        &self.stretch[start as usize..next as usize - 1]
    }

    /// So many cells side by side, from the one with this index on, each with the byte that ends it.
    #[inline]
    pub(super) fn side_by_side(&self, first: usize, count: usize) -> impl Iterator<Item = &'b [u8]> {
        let starts = &self.starts[first..=first + count];
        let stretch = self.stretch;
        starts.iter().zip(&starts[1..]).map(move |(&start, &next)| &stretch[start as usize..next as usize])
    }
}
