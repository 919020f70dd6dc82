//! The text tables of the data folder, read line by line.
//!
//! All of them are TSV with a header line, so a release is reviewed with `git diff` and a mistake has a line number.

use crate::code::Code;
use std::fmt;
use std::path::{Path, PathBuf};

/// What is wrong with a table, and where.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The table.
    pub(crate) file: PathBuf,
    /// Its line, from 1, where one can be named.
    pub(crate) line: Option<u64>,
    /// What is wrong.
    pub(crate) problem: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file.display(), self.problem),
            None => write!(f, "{}: {}", self.file.display(), self.problem),
        }
    }
}

/// One table of the folder: its path, and its text after the header line.
pub(crate) struct Table {
    file: PathBuf,
    text: String,
}

/// One line of a table, cut at its tabs.
pub(crate) struct Row<'a, const N: usize> {
    file: &'a Path,
    line: u64,
    /// The cells, as many as the header has columns.
    pub(crate) cells: [&'a str; N],
}

impl Table {
    /// Reads `name` in `folder` and checks its header line.
    pub(crate) fn open(folder: &Path, name: &str, header: &str) -> Result<Self, Fault> {
        let file = folder.join(name);
        let fault = |line, problem: String| Fault { file: folder.join(name), line, problem };
        let bytes = std::fs::read(&file).map_err(|e| fault(None, format!("cannot be read: {e}")))?;
        let text = String::from_utf8(bytes).map_err(|e| fault(None, format!("is not UTF-8: {e}")))?;
        let Some((first, rest)) = text.split_once('\n') else {
            return Err(fault(Some(1), format!("has no header line; expected `{header}`")));
        };
        if first != header {
            return Err(fault(Some(1), format!("the header is `{first}`; expected `{header}`")));
        }
        if !rest.is_empty() && !rest.ends_with('\n') {
            let line = text.lines().count() as u64;
            return Err(fault(Some(line), "the last line does not end: the file is cut short".to_owned()));
        }
        let text = rest.to_owned();
        Ok(Self { file, text })
    }

    /// The lines after the header, each with exactly `N` cells.
    pub(crate) fn rows<const N: usize>(&self) -> impl Iterator<Item = Result<Row<'_, N>, Fault>> {
        self.text.split_terminator('\n').zip(2u64..).map(|(text, line)| {
            let mut cells = [""; N];
            let mut count = 0;
            for cell in text.split('\t') {
                if let Some(slot) = cells.get_mut(count) {
                    *slot = cell;
                }
                count += 1;
            }
            let row = Row { file: &self.file, line, cells };
            if count == N { Ok(row) } else { Err(row.fault(format!("has {count} cells, expected {N}"))) }
        })
    }

    /// A fault of the table as a whole.
    pub(crate) fn fault(&self, problem: impl Into<String>) -> Fault {
        Fault { file: self.file.clone(), line: None, problem: problem.into() }
    }
}

impl<const N: usize> Row<'_, N> {
    /// A fault of this line.
    pub(crate) fn fault(&self, problem: impl Into<String>) -> Fault {
        Fault { file: self.file.to_path_buf(), line: Some(self.line), problem: problem.into() }
    }

    /// The ICD-10-CM code in cell `index`.
    pub(crate) fn code(&self, index: usize) -> Result<Code, Fault> {
        let text = self.cells[index];
        match Code::parse(text.as_bytes()) {
            Some(code) if code.to_string() == text => Ok(code),
            _ => Err(self.fault(format!("`{text}` is not an ICD-10-CM code"))),
        }
    }

    /// The `0` or `1` in cell `index`.
    pub(crate) fn flag(&self, index: usize) -> Result<bool, Fault> {
        match self.cells[index] {
            "0" => Ok(false),
            "1" => Ok(true),
            other => Err(self.fault(format!("`{other}` is neither 0 nor 1"))),
        }
    }

    /// The date `YYYY-MM-DD` in cell `index`, as the number `YYYYMMDD`.
    pub(crate) fn date(&self, index: usize) -> Result<u32, Fault> {
        let text = self.cells[index];
        date_number(text).ok_or_else(|| self.fault(format!("`{text}` is not a date of the form 2025-10-01")))
    }
}

fn date_number(text: &str) -> Option<u32> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let number = text.replace('-', "").parse().ok()?;
    (shape && (1..=12).contains(&(number / 100 % 100)) && (1..=31).contains(&(number % 100))).then_some(number)
}
