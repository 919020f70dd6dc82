//! From a report to bytes: one file per output format.
//!
//! A format is a [`Render`]: it is told the report once, then every finding in order, then that there are no more. It
//! writes to whatever it is given and looks at nothing else: no terminal, no environment, no clock. Several formats
//! are written in one pass over the findings.

mod concise;
mod excerpt;
mod human;
mod inspection;
mod json;
mod jsonl;
mod record;
mod summary;
mod text;

pub use inspection::{document as inspection_document, page as inspection_page};
pub use summary::write_summary;
pub use text::{counted, escape, fit, grouped, linked, unbarred};

use crate::error::Result;
use crate::report::{Diagnostic, Report};
use crate::rule::Severity;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

/// One output format at work.
pub trait Render {
    /// Writes what stands before the findings.
    ///
    /// # Errors
    /// Those of `out`.
    fn begin(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes one finding.
    ///
    /// # Errors
    /// Those of `out`.
    fn finding(&mut self, report: Report<'_>, finding: &Diagnostic, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what stands after the findings.
    ///
    /// # Errors
    /// Those of `out`.
    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()>;
}

/// The formats there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For reading: each finding with an excerpt of its cells, then the summary.
    Human,
    /// One line per finding.
    Concise,
    /// One JSON document: findings, figures, and what was not checked.
    Json,
    /// One JSON object per finding and line.
    Jsonl,
}

/// How formats for people are to look. Formats for machines carry everything and do not ask.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// Whether to colour.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Findings shown per rule; all are counted.
    pub max_per_rule: u64,
    /// Milder findings are counted, not shown.
    pub min_severity: Severity,
    /// Whether the human format ends with the summary.
    pub summary: bool,
    /// Whether the terminal shows hyperlinks (OSC 8).
    pub links: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            colour: false,
            width: 100,
            max_per_rule: 100,
            min_severity: Severity::Warning,
            summary: true,
            links: false,
        }
    }
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Human, Self::Concise, Self::Json, Self::Jsonl];

    /// Its name on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
        }
    }

    /// A fresh renderer of this format.
    #[must_use]
    pub fn renderer(self, look: Look) -> Box<dyn Render> {
        match self {
            Self::Human => Box::new(human::Human::new(look)),
            Self::Concise => Box::new(concise::Concise::new(look)),
            Self::Json => Box::new(json::Json::default()),
            Self::Jsonl => Box::new(jsonl::Jsonl),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|format| format.word() == text)
            .ok_or_else(|| format!("\"{text}\" is no format: use {}", Self::ALL.map(Self::word).join(", ")))
    }
}

/// A format on its way to somewhere.
pub struct Channel<'a> {
    renderer: Box<dyn Render>,
    out: &'a mut dyn Write,
    broken: Option<io::Error>,
}

impl<'a> Channel<'a> {
    /// `renderer`, writing to `out`.
    pub fn new(renderer: Box<dyn Render>, out: &'a mut dyn Write) -> Self {
        Self { renderer, out, broken: None }
    }

    /// The error that ended the writing, if one did.
    #[must_use]
    pub fn into_error(self) -> Option<io::Error> {
        self.broken
    }

    fn attempt(&mut self, step: impl FnOnce(&mut dyn Render, &mut dyn Write) -> io::Result<()>) {
        if self.broken.is_none() {
            self.broken = step(self.renderer.as_mut(), self.out).err();
        }
    }
}

/// Writes a report to all channels, in one pass over its findings. A channel that breaks does not stop the others.
///
/// # Errors
/// When the findings cannot be read back.
pub fn write_report(
    report: Report<'_>,
    findings: impl IntoIterator<Item = Result<Diagnostic>>,
    channels: &mut [Channel<'_>],
) -> Result<()> {
    for channel in channels.iter_mut() {
        channel.attempt(|renderer, out| renderer.begin(report, out));
    }
    for finding in findings {
        let finding = finding?;
        for channel in channels.iter_mut() {
            channel.attempt(|renderer, out| renderer.finding(report, &finding, out));
        }
        if channels.iter().all(|channel| channel.broken.is_some()) {
            return Ok(());
        }
    }
    for channel in channels.iter_mut() {
        channel.attempt(|renderer, out| renderer.end(report, out).and_then(|()| out.flush()));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
