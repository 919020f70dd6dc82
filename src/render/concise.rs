//! `concise`: one line per finding, in the shape editors and `grep` know, and one per file that was not checked to its end.

use super::text::{escape, fit};
use super::{Look, Render};
use crate::report::{Diagnostic, Report};
use std::io::{self, Write};

/// The format.
pub(super) struct Concise {
    look: Look,
}

/// Columns of a claim id; real ones have at most 38 characters (X12 CLM01).
const ID: usize = 60;
/// Columns of a message, which can quote a cell.
const MESSAGE: usize = 500;

impl Concise {
    pub(super) const fn new(look: Look) -> Self {
        Self { look }
    }
}

impl Render for Concise {
    fn begin(&mut self, _: Report<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn finding(&mut self, report: Report<'_>, finding: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
        if finding.severity < self.look.min_severity {
            return Ok(());
        }
        let rule = report.rule(finding.rule);
        let (file, line, column) = report.place(finding);
        write!(
            out,
            "{}:{}:{}: {} {} {} {}",
            escape(file),
            line,
            column,
            finding.severity,
            rule.code,
            rule.name,
            fit(&finding.message, MESSAGE),
        )?;
        if let Some(claim) = &finding.claim_id {
            write!(out, " (claim {})", fit(claim, ID))?;
        }
        if let Some(why) = report.set_aside(finding) {
            write!(out, " [set aside: {}]", fit(why, MESSAGE))?;
        }
        out.write_all(b"\n")
    }

    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        report.summary.faults().try_for_each(|(file, fault)| {
            writeln!(out, "{}:1:1: error the file was {}", escape(&file.name), fit(&fault, MESSAGE))
        })
    }
}
