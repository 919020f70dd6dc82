//! From a report to bytes: one file per output format.
//!
//! A format is a [`Render`]: it is told the report once, then every finding in order, then that there are no more. It
//! writes to whatever it is given and looks at nothing else: no terminal, no environment, no clock. Several formats
//! are written in one pass over the findings.

mod channel;
mod concise;
mod csv;
mod excerpt;
mod github;
mod gitlab;
mod groups;
pub mod html;
mod human;
mod inspection;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod record;
mod redacted;
mod remarks;
mod sarif;
mod summary;
pub mod tables;
mod text;
mod uri;

pub use channel::{Channel, write_report};
pub use inspection::{document as inspection_document, page as inspection_page, refusal as inspection_refusal};
pub use redacted::redacted;
pub use remarks::{Concern, Remark, remarks};
pub use summary::write_summary;
pub use text::{counted, escape, fit, grouped, linked, unbarred};

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

    /// How one finding is written where nothing depends on those before it, so that many can be at once if all formats of
    /// a run are such; `None` where it does.
    fn alone(&self) -> Option<Alone> {
        None
    }
}

/// Appends one finding to a text.
pub type Alone = fn(Report<'_>, &Diagnostic, &mut Vec<u8>) -> io::Result<()>;

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
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// `JUnit` XML, for the test reports of build servers.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
    /// Code quality of GitLab.
    Gitlab,
    /// One row per finding, for a spreadsheet.
    Csv,
    /// For an issue, a merge request or a step summary.
    Markdown,
    /// The figures as a page for a browser.
    Html,
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
    /// The mildest severity that fails a run, which formats with passes and failures tell apart.
    pub fail_on: Severity,
    /// Whether findings that do not count are shown too, with the reason.
    pub set_aside: bool,
    /// How much the summary says.
    pub summary: Detail,
    /// Whether the terminal shows hyperlinks (OSC 8).
    pub links: bool,
}

/// How much a summary says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Detail {
    /// Nothing: there is none.
    None,
    /// What did not run is counted by reason.
    Short,
    /// Every rule that did not run is named.
    Full,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            colour: false,
            width: 100,
            max_per_rule: 100,
            min_severity: Severity::Warning,
            fail_on: Severity::Error,
            set_aside: false,
            summary: Detail::Short,
            links: false,
        }
    }
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Human,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Junit,
        Self::Github,
        Self::Gitlab,
        Self::Csv,
        Self::Markdown,
        Self::Html,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// Whether it is made to be sent to a host outside the house, so that claim ids are kept out of it.
    #[must_use]
    pub const fn leaves_the_house(self) -> bool {
        matches!(self, Self::Sarif | Self::Github | Self::Gitlab)
    }

    /// A fresh renderer of this format.
    #[must_use]
    pub fn renderer(self, look: Look) -> Box<dyn Render> {
        match self {
            Self::Human => Box::new(human::Human::new(look)),
            Self::Concise => Box::new(concise::Concise::new(look)),
            Self::Json => Box::new(json::Json::default()),
            Self::Jsonl => Box::new(jsonl::Jsonl::default()),
            Self::Sarif => Box::new(sarif::Sarif::new()),
            Self::Junit => Box::new(junit::Junit::new(look)),
            Self::Github => Box::new(github::Github::default()),
            Self::Gitlab => Box::new(gitlab::Gitlab::default()),
            Self::Csv => Box::new(csv::Csv),
            Self::Markdown => Box::new(markdown::Markdown::new(look)),
            Self::Html => Box::new(html::Html::new()),
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

#[cfg(test)]
mod tests;
