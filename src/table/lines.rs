//! Lines of a table file, one at a time with their numbers, so that a file of any size takes no memory.

use super::fault;
use crate::error::{Error, Result};
use crate::text_file::without_mark;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Longest line of any table: more is no table.
const LONGEST: usize = 1 << 16;

/// Reads lines.
pub(super) struct Lines<'r> {
    path: PathBuf,
    reader: BufReader<Box<dyn Read + 'r>>,
    line: Vec<u8>,
    number: u64,
}

impl<'r> Lines<'r> {
    /// The lines of the text from `path`.
    pub(super) fn new(path: &Path, text: Box<dyn Read + 'r>) -> Self {
        Self { path: path.to_path_buf(), reader: BufReader::with_capacity(1 << 18, text), line: Vec::new(), number: 0 }
    }

    /// The next line and its number from 1, without what ends it.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &[u8])>> {
        self.line.clear();
        let read = self.reader.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut self.line);
        let read = read.map_err(Error::io("read", &self.path))?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.number == 1 && self.line.starts_with(b"PK\x03\x04") {
            let problem = "is a ZIP archive or an Excel workbook, not text".to_owned();
            return Err(fault(
                &self.path,
                None,
                problem,
                "unpack it, and name the .txt or .csv file CMS puts beside it",
            ));
        }
        if read > LONGEST {
            let problem = "this line is longer than any line of such a table".to_owned();
            return Err(fault(&self.path, Some(self.number), problem, "name the text file as CMS publishes it"));
        }
        let mut line = self.line.as_slice();
        if self.number == 1 {
            line = without_mark(line);
        }
        while let [rest @ .., b'\n' | b'\r'] = line {
            line = rest;
        }
        Ok(Some((self.number, line)))
    }
}
