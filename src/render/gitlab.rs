//! `gitlab`: a code quality report, a JSON list of what GitLab shows beside a merge request.
//!
//! GitLab shows one finding of each fingerprint, so equal findings are numbered. Severities are GitLab's: an error is
//! `major`, a warning `minor`, a file that was not checked to its end a `blocker`. What asks for nothing to be done goes to
//! standard error.

use super::Render;
use super::groups::Fingerprints;
use super::text::fit;
use super::uri::slashes;
use crate::report::{Diagnostic, Report, Standing};
use crate::rule::Severity;
use serde::Serialize;
use std::io::{self, Write};

/// Columns of a description.
const DESCRIPTION: usize = 1000;

/// The format.
#[derive(Default)]
pub(super) struct Gitlab {
    written: u64,
    fingerprints: Fingerprints,
}

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
}

impl Render for Gitlab {
    fn begin(&mut self, _: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[")
    }

    fn finding(&mut self, report: Report<'_>, finding: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
        if finding.standing != Standing::Open {
            return Ok(());
        }
        out.write_all(if self.written == 0 { b"\n" } else { b",\n" })?;
        self.written += 1;
        let (file, line, _) = report.place(finding);
        let claim = finding.claim_id.as_deref().map(|claim| format!(" ({})", fit(claim, 60))).unwrap_or_default();
        let issue = Issue {
            description: &format!("{}{claim}", fit(&finding.message, DESCRIPTION)),
            check_name: &report.rule(finding.rule).name,
            fingerprint: self.fingerprints.unique(finding),
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: Location { path: slashes(file), lines: Lines { begin: line } },
        };
        serde_json::to_writer(out, &issue).map_err(Into::into)
    }

    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        for (file, fault) in report.summary.faults() {
            out.write_all(if self.written == 0 { b"\n" } else { b",\n" })?;
            self.written += 1;
            let path = slashes(&file.name);
            let description = format!("the file was {fault}");
            let issue = Issue {
                description: &fit(&description, DESCRIPTION),
                check_name: "not-checked",
                fingerprint: format!("not-checked/{path}"),
                severity: "blocker",
                location: Location { path, lines: Lines { begin: 1 } },
            };
            serde_json::to_writer(&mut *out, &issue)?;
        }
        out.write_all(b"\n]\n")
    }
}
