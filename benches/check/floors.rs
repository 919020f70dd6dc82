//! What a check is measured beside: passes over the same file on as many threads that do less.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

/// Bytes read at a time: more makes none of them faster.
const READ_AHEAD: usize = 256 << 10;

/// A pass over what a reader gives.
#[derive(Clone, Copy)]
pub(crate) enum Floor {
    /// Every record read by the csv crate.
    Csv,
    /// Every record read by simd-csv, the fastest reader of CSV there is in Rust.
    SimdCsv,
    /// Every byte looked at once: the line ends are counted.
    Touch,
}

impl Floor {
    /// Each part of a file on a thread of its own.
    pub(crate) fn pass(self, path: &Path, delimiter: u8, parts: &[Range<u64>]) {
        std::thread::scope(|scope| {
            for part in parts {
                scope.spawn(move || {
                    let mut file = File::open(path).unwrap();
                    file.seek(SeekFrom::Start(part.start)).unwrap();
                    self.read(file.take(part.end - part.start), delimiter);
                });
            }
        });
    }

    /// All that a reader gives.
    pub(crate) fn read(self, mut source: impl Read, delimiter: u8) {
        let mut met = 0;
        match self {
            Self::Csv => {
                let mut builder = csv::ReaderBuilder::new();
                builder.delimiter(delimiter).has_headers(false).buffer_capacity(READ_AHEAD);
                let mut reader = builder.from_reader(source);
                let mut record = csv::ByteRecord::new();
                while reader.read_byte_record(&mut record).unwrap() {
                    met += record.len();
                }
            }
            Self::SimdCsv => {
                let mut builder = simd_csv::ReaderBuilder::new();
                builder.delimiter(delimiter).has_headers(false).buffer_capacity(READ_AHEAD);
                let mut reader = builder.from_reader(source);
                let mut record = simd_csv::ByteRecord::new();
                while reader.read_byte_record(&mut record).unwrap() {
                    met += record.len();
                }
            }
            Self::Touch => {
                let mut buffer = vec![0; READ_AHEAD];
                loop {
                    match source.read(&mut buffer).unwrap() {
                        0 => break,
                        count => met += memchr::memchr_iter(b'\n', &buffer[..count]).count(),
                    }
                }
            }
        }
        std::hint::black_box(met);
    }
}

/// A file cut at record ends, a part a thread.
pub(crate) fn parts(path: &Path, threads: usize) -> Vec<Range<u64>> {
    let mut file = File::open(path).unwrap();
    let size = file.metadata().unwrap().len();
    let mut start = 0;
    let ends = (1..=threads as u64).map(|part| {
        let end = size * part / threads as u64;
        let mut rest = vec![0; READ_AHEAD];
        file.seek(SeekFrom::Start(end)).unwrap();
        let count = file.read(&mut rest).unwrap();
        memchr::memchr(b'\n', &rest[..count]).map_or(size, |newline| end + newline as u64 + 1)
    });
    ends.map(|end| std::mem::replace(&mut start, end)..end).collect()
}
