//! Rows of a companion that say nothing of a claim of the file: each is counted and the first of them named by its line.
//!
//! One that is malformed is kept as it stands, for it is a finding of its own.

use super::Companion;
use crate::claim::record::Fault;
use crate::number::counted;

/// A row that is no row of the companion.
#[derive(Debug)]
pub struct TornRow {
    /// The physical line on which it begins, from 1.
    pub line: u64,
    /// Its bytes.
    pub bytes: Box<[u8]>,
    /// What is wrong with it.
    pub fault: Fault,
}

/// Rows that were left out for one reason.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LeftOut {
    rows: u64,
    /// The line of the first.
    line: u64,
}

impl LeftOut {
    /// Counts a row that stands on `line`.
    pub(super) const fn add(&mut self, line: u64) {
        if self.rows == 0 {
            self.line = line;
        }
        self.rows += 1;
    }

    /// `2 rows of d.csv` and `the first is line 3`, where there are any.
    fn words(self, name: &str) -> Option<(String, String)> {
        let line = match self.rows {
            0 => return None,
            1 => format!("line {}", self.line),
            _ => format!("the first is line {}", self.line),
        };
        Some((format!("{} of {name}", counted(self.rows, "row")), line))
    }
}

impl Companion {
    /// What of it was not read, in words.
    pub(super) fn unread(&self) -> impl Iterator<Item = String> + '_ {
        let mut torn = LeftOut::default();
        self.torn.iter().for_each(|row| torn.add(row.line));
        let torn = torn.words(&self.name).map(|(rows, line)| format!("not read: {rows}, malformed ({line})"));
        let further = self.further.words(&self.name);
        let further = further.map(|(rows, line)| {
            format!("not checked: {rows} beside another of the same claim, which is the one that is read ({line})")
        });
        let beyond = self.beyond.words(&self.name);
        let beyond =
            beyond.map(|(rows, line)| format!("not checked: {rows} beyond the diagnoses a claim can have ({line})"));
        let nameless = self.without_claim.words(&self.name);
        let nameless =
            nameless.map(|(rows, line)| format!("not read: {rows} whose {} is blank ({line})", self.key_headers()));
        [torn, further, beyond, nameless].into_iter().flatten()
    }
}
