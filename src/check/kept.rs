//! A temporary file, and whose fault it is where it cannot be used: not that of the claim file whose bytes it holds.

use crate::error::Aside;
use std::io::{self, Read, Seek, SeekFrom, Write};
use tempfile::SpooledTempFile;

/// Bytes kept for a while: in memory, and in an unnamed temporary file where there are many. Its errors are
/// [`Aside::Temporary`].
#[derive(Debug)]
pub(super) struct Kept(SpooledTempFile);

impl Kept {
    /// Nothing yet; so many bytes are kept in memory.
    #[must_use]
    pub(super) fn new(in_memory: usize) -> Self {
        Self(SpooledTempFile::new(in_memory))
    }
}

fn told<T>(done: io::Result<T>) -> io::Result<T> {
    done.map_err(|error| match error.kind() {
        // It is tried again by whoever reads or writes.
        io::ErrorKind::Interrupted => error,
        _ => Aside::Temporary(error).into(),
    })
}

impl Read for Kept {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        told(self.0.read(buffer))
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        told(self.0.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        told(self.0.flush())
    }
}

impl Seek for Kept {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        told(self.0.seek(to))
    }
}
