//! `jsonl`: one JSON object per finding and line, nothing else.

use super::record::Record;
use super::{Alone, Render};
use crate::report::{Diagnostic, Report};
use std::io::{self, Write};

/// The format.
#[derive(Default)]
pub(super) struct Jsonl {
    /// Room for one line: many small writes are dearer than one.
    line: Vec<u8>,
}

impl Render for Jsonl {
    fn begin(&mut self, _: Report<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn finding(&mut self, report: Report<'_>, finding: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
        self.line.clear();
        write(report, finding, &mut self.line)?;
        out.write_all(&self.line)
    }

    fn end(&mut self, _: Report<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn alone(&self) -> Option<Alone> {
        Some(write)
    }
}

fn write(report: Report<'_>, finding: &Diagnostic, text: &mut Vec<u8>) -> io::Result<()> {
    serde_json::to_writer(&mut *text, &Record::new(report, finding))?;
    text.push(b'\n');
    Ok(())
}
