//! `jsonl`: one JSON object per finding and line, nothing else.

use super::Render;
use super::record::Record;
use crate::report::{Diagnostic, Report};
use std::io::{self, Write};

/// The format.
pub(super) struct Jsonl;

impl Render for Jsonl {
    fn begin(&mut self, _: Report<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn finding(&mut self, report: Report<'_>, finding: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &Record::new(report, finding))?;
        out.write_all(b"\n")
    }

    fn end(&mut self, _: Report<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
