//! `json`: one document of findings, figures, and what was not checked. Its keys are part of the output contract.
//!
//! The time a run took is not in it, so that equal runs make equal documents.

use super::Render;
use super::record::Record;
use crate::report::qa::earlier::CHECK_VERSION;
use crate::report::{
    AllowUse, BaselineUse, Diagnostic, FileSummary, NotRun, ReleaseUse, Report, RuleCount, Threshold, Unchecked,
};
use crate::rule::Severity;
use serde::Serialize;
use std::io::{self, Write};

/// The format.
#[derive(Default)]
pub(super) struct Json {
    written: u64,
    /// Room for one finding: many small writes are dearer than one.
    finding: Vec<u8>,
}

impl Render for Json {
    fn begin(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let interrupted = report.summary.interrupted;
        write!(out, "{{\"schema_version\":{CHECK_VERSION},\"interrupted\":{interrupted},\"findings\":[")
    }

    fn finding(&mut self, report: Report<'_>, finding: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
        self.finding.clear();
        self.finding.extend_from_slice(if self.written == 0 { b"\n" } else { b",\n" });
        self.written += 1;
        serde_json::to_writer(&mut self.finding, &Record::new(report, finding))?;
        out.write_all(&self.finding)
    }

    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.written == 0 { b"],\n\"summary\":" } else { b"\n],\n\"summary\":" })?;
        serde_json::to_writer(&mut *out, &Figures::new(report))?;
        out.write_all(b",\n\"not_run\":")?;
        let not_run: Vec<_> = report.summary.not_run.iter().map(|rule| Unrun::new(report, rule)).collect();
        serde_json::to_writer(&mut *out, &not_run)?;
        out.write_all(b"}\n")
    }
}

#[derive(Serialize)]
struct Figures<'a> {
    files: u64,
    files_not_read: u64,
    rows: u64,
    claims: u64,
    errors: u64,
    warnings: u64,
    infos: u64,
    rules: Vec<Spoken<'a>>,
    /// Rules the settings select for every file, where one was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    selected: Option<Vec<&'a str>>,
    releases: &'a [ReleaseUse],
    inputs: Vec<Input<'a>>,
    allowed: &'a [AllowUse],
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'a BaselineUse>,
    thresholds: &'a [Threshold],
}

#[derive(Serialize)]
struct Spoken<'a> {
    rule: &'a str,
    code: &'a str,
    severity: &'static str,
    count: u64,
}

#[derive(Serialize)]
struct Input<'a> {
    file: &'a str,
    layout: &'a str,
    rows: u64,
    malformed_rows: u64,
    claims: u64,
    diagnoses: u64,
    unchecked: Unchecked,
    notes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
}

#[derive(Serialize)]
struct Unrun<'a> {
    rule: &'a str,
    code: &'a str,
    file: &'a str,
    wants: Vec<Vec<String>>,
    reason: &'a str,
    /// Whether it ran all the same on what this is not about.
    in_part: bool,
}

impl<'a> Figures<'a> {
    fn new(report: Report<'a>) -> Self {
        let summary = report.summary;
        Self {
            files: summary.files_read(),
            files_not_read: summary.files.len() as u64 - summary.files_read(),
            rows: summary.rows(),
            claims: summary.claims(),
            errors: summary.count(Severity::Error),
            warnings: summary.count(Severity::Warning),
            infos: summary.count(Severity::Info),
            rules: summary.counts.iter().map(|count| Spoken::new(report, count)).collect(),
            selected: report.selected().map(|rules| rules.into_iter().map(|rule| rule.name.as_str()).collect()),
            releases: &summary.releases,
            inputs: summary.files.iter().map(Input::new).collect(),
            allowed: &summary.allowed,
            baseline: summary.baseline.as_ref(),
            thresholds: &summary.thresholds,
        }
    }
}

impl<'a> Spoken<'a> {
    fn new(report: Report<'a>, count: &RuleCount) -> Self {
        let rule = report.rule(count.rule);
        Self { rule: &rule.name, code: &rule.code, severity: count.severity.word(), count: count.count }
    }
}

impl<'a> Input<'a> {
    fn new(file: &'a FileSummary) -> Self {
        Self {
            file: &file.name,
            layout: &file.layout,
            rows: file.rows,
            malformed_rows: file.malformed_rows,
            claims: file.claims,
            diagnoses: file.diagnoses,
            unchecked: file.unchecked,
            notes: &file.notes,
            failed: file.fault(),
        }
    }
}

impl<'a> Unrun<'a> {
    fn new(report: Report<'a>, unrun: &'a NotRun) -> Self {
        let rule = report.rule(unrun.rule);
        let names = |group: &Vec<_>| group.iter().map(ToString::to_string).collect();
        Self {
            rule: &rule.name,
            code: &rule.code,
            file: report.file(unrun.file),
            wants: unrun.wants.iter().map(names).collect(),
            reason: &unrun.reason,
            in_part: unrun.in_part,
        }
    }
}
