//! A format that never sees a claim id.

use super::Render;
use crate::report::{Diagnostic, Redaction, Report};
use std::io::{self, Write};

/// The format, told every finding without its claim id.
#[must_use]
pub fn redacted(renderer: Box<dyn Render>, redaction: Redaction) -> Box<dyn Render> {
    Box::new(Redacted { renderer, redaction })
}

struct Redacted {
    renderer: Box<dyn Render>,
    redaction: Redaction,
}

impl Render for Redacted {
    fn begin(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.renderer.begin(report, out)
    }

    fn finding(&mut self, report: Report<'_>, finding: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
        let finding = self.redaction.apply(report.rule(finding.rule), finding);
        self.renderer.finding(report, &finding, out)
    }

    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.renderer.end(report, out)
    }
}
