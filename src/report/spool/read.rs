//! Findings read back from a spool.

use super::{Spool, lost};
use crate::error::Result;
use crate::report::Diagnostic;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::PoisonError;

pub(super) const READ_AHEAD: usize = 64 << 10;
/// Bytes of findings in a batch.
const BATCH: usize = 64 << 10;

/// The bytes of a spool from its first: those in the file, then those in memory.
#[derive(Debug)]
pub(super) struct Bytes<'a> {
    pub(super) spool: &'a Spool,
    pub(super) at: u64,
}

impl Read for Bytes<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let in_file = self.spool.filed.saturating_sub(self.at);
        let read = match &self.spool.file {
            Some(file) if in_file > 0 => {
                let want = usize::try_from(in_file).unwrap_or(usize::MAX).min(into.len());
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(self.at))?;
                file.read(&mut into[..want])?
            }
            _ => {
                let from = usize::try_from(self.at - self.spool.filed).unwrap_or(usize::MAX);
                self.spool.memory.get(from..).unwrap_or_default().read(into)?
            }
        };
        self.at += read as u64;
        Ok(read)
    }
}

/// Findings as the bytes they are kept as, the number of these before each.
#[derive(Debug)]
struct Records<'a> {
    bytes: BufReader<Bytes<'a>>,
    left: u64,
}

impl<'a> Records<'a> {
    fn of(spool: &'a Spool) -> Self {
        Self { bytes: BufReader::with_capacity(READ_AHEAD, Bytes { spool, at: 0 }), left: spool.len }
    }

    /// Appends the next one to `to`; `None` behind the last one.
    fn next(&mut self, to: &mut Vec<u8>) -> Option<io::Result<()>> {
        self.left = self.left.checked_sub(1)?;
        let read = self.read(to);
        if read.is_err() {
            self.left = 0;
        }
        Some(read)
    }

    fn read(&mut self, to: &mut Vec<u8>) -> io::Result<()> {
        let mut length = [0; LENGTH];
        self.bytes.read_exact(&mut length)?;
        to.extend_from_slice(&length);
        let from = to.len();
        to.resize(from + u32::from_le_bytes(length) as usize, 0);
        self.bytes.read_exact(&mut to[from..])
    }
}

/// Bytes of the number before a record.
const LENGTH: usize = 4;

fn finding(record: &[u8]) -> Result<Diagnostic> {
    postcard::from_bytes(record).map_err(|error| lost(io::Error::other(error)))
}

/// The findings of a [`Spool`], one at a time.
#[derive(Debug)]
pub struct Iter<'a> {
    records: Records<'a>,
    /// The record of the one handed out last, with its length before it.
    pub(super) record: Vec<u8>,
}

impl<'a> Iter<'a> {
    pub(super) fn of(spool: &'a Spool) -> Self {
        Self { records: Records::of(spool), record: Vec::new() }
    }
}

impl Iterator for Iter<'_> {
    type Item = Result<Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        self.record.clear();
        let read = self.records.next(&mut self.record)?.map_err(lost);
        Some(read.and_then(|()| finding(&self.record[LENGTH..])))
    }
}

impl<'a> IntoIterator for &'a Spool {
    type Item = Result<Diagnostic>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// The findings of a [`Spool`], some hundred at a time.
#[derive(Debug)]
pub struct Batches<'a> {
    records: Records<'a>,
}

impl<'a> Batches<'a> {
    pub(super) fn of(spool: &'a Spool) -> Self {
        Self { records: Records::of(spool) }
    }
}

/// Findings of a spool that follow each other, to be read back by whoever wants them.
#[derive(Debug)]
pub struct Batch(Vec<u8>);

impl Iterator for Batches<'_> {
    type Item = Result<Batch>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = Vec::with_capacity(BATCH);
        while bytes.len() < BATCH {
            match self.records.next(&mut bytes) {
                Some(Ok(())) => {}
                Some(Err(error)) => return Some(Err(lost(error))),
                None => break,
            }
        }
        (!bytes.is_empty()).then_some(Ok(Batch(bytes)))
    }
}

impl Batch {
    /// The findings, in their order.
    pub fn findings(&self) -> impl Iterator<Item = Result<Diagnostic>> + '_ {
        let mut left = self.0.as_slice();
        std::iter::from_fn(move || {
            let (length, behind) = left.split_first_chunk()?;
            let (record, behind) = behind.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            left = behind;
            Some(finding(record))
        })
    }
}
