//! Where the report of a run goes: standard output, the files of `--output`, and the step summary of GitHub Actions.

use super::output::{Targets, WholeFile, finish_all, stdout, stdout_ended};
use super::redact::Redact;
use super::terminal::Terminal;
use crate::check::Outcome;
use crate::error::{Error, Result};
use crate::render::{Channel, Concern, Format, Look, Remark, Render, redacted, remarks, write_report, write_summary};
use crate::report::Report;
use std::fs::File;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Names the file to which a step of GitHub Actions appends its summary.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// Everything a report is written to, opened before anything is checked.
pub(super) struct Reporting {
    format: Format,
    redact: Redact,
    files: Vec<(Format, WholeFile)>,
    step_summary: Option<PathBuf>,
}

impl Reporting {
    /// Begins every file: a folder that cannot be written is said at once.
    ///
    /// # Errors
    /// When a file cannot be written, is a claim file to check, or is written by this run already.
    pub(super) fn open(
        format: Format,
        destinations: &[(Format, PathBuf)],
        redact: Redact,
        targets: &mut Targets<'_>,
    ) -> Result<Self> {
        let begin = |(to, path): &(Format, PathBuf)| Ok((*to, targets.begin(path)?));
        let files = destinations.iter().map(begin).collect::<Result<_>>()?;
        let on_github = format == Format::Github || destinations.iter().any(|(to, _)| *to == Format::Github);
        let step_summary = std::env::var_os(STEP_SUMMARY).filter(|path| on_github && !path.is_empty());
        Ok(Self { format, redact, files, step_summary: step_summary.map(PathBuf::from) })
    }

    /// Writes the report everywhere, in one pass over the findings. Standard output is drawn by `shown`, the rest by
    /// `plain`, by as many threads.
    ///
    /// # Errors
    /// When a file or standard output cannot be written; a closed pipe is none.
    pub(super) fn write(
        mut self,
        outcome: &Outcome,
        (shown, plain): (Look, Look),
        threads: Option<NonZeroUsize>,
    ) -> Result<()> {
        let report = Report { rules: &outcome.rules, summary: &outcome.summary };
        let (mut out, mut step) = (stdout(), Vec::new());
        let redact = &self.redact;
        let mut channels = vec![told(Channel::new(drawn(self.format, shown, redact), &mut out), self.format, plain)];
        channels.extend(
            self.files
                .iter_mut()
                .map(|(format, file)| told(Channel::new(drawn(*format, plain, redact), file), *format, plain)),
        );
        if self.step_summary.is_some() {
            let markdown = redacted(Format::Markdown.renderer(plain), redact.for_a_host());
            channels.push(told(Channel::new(markdown, &mut step), Format::Markdown, plain));
        }
        write_report(report, &outcome.findings, &mut channels, threads)?;
        let mut broken: Vec<Option<io::Error>> = channels.into_iter().map(Channel::into_error).collect();
        let stdout_error = broken.remove(0);
        // One that cannot be written keeps no other from being written.
        let (mut written, mut ended) = (Vec::new(), Ok(()));
        for (error, (_, file)) in broken.into_iter().zip(self.files) {
            match error {
                None => written.push(file),
                Some(error) => ended = ended.and(Err(file.failed(error))),
            }
        }
        let named = finish_all(written);
        ended.and(named).and(stdout_ended(stdout_error))?;
        self.step_summary.as_deref().map_or(Ok(()), |path| append(path, &step))
    }
}

/// A channel that is told what its format is to know. The page counts claims, and a claim with a fault the baseline knows is
/// not clean.
fn told(channel: Channel<'_>, format: Format, look: Look) -> Channel<'_> {
    if look.set_aside || format == Format::Html { channel } else { channel.of_open_findings() }
}

/// A format as it may go out.
fn drawn(format: Format, look: Look, redact: &Redact) -> Box<dyn Render> {
    let renderer = format.renderer(look);
    match redact.of(format) {
        Some(redaction) => redacted(renderer, redaction),
        None => renderer,
    }
}

fn append(path: &Path, text: &[u8]) -> Result<()> {
    let file = File::options().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(text)).map_err(Error::io("write", path))
}

/// On standard error what a format on standard output has no room for: suppressions that do nothing also where everything
/// else is silenced, because they are a fault of the settings.
pub(super) fn write_remarks_aside(outcome: &Outcome, format: Format, quiet: bool, terminal: &Terminal) {
    let (stale, others) = match format {
        Format::Human | Format::Concise => (quiet, false),
        Format::Csv | Format::Jsonl | Format::Gitlab | Format::Html => (true, !quiet),
        Format::Json | Format::Sarif | Format::Junit | Format::Github | Format::Markdown => (false, false),
    };
    for Remark { concern, text } in remarks(&outcome.summary) {
        let is_told = match concern {
            Concern::Stale => stale,
            // The page says it with the file.
            Concern::Empty => others && format != Format::Html,
            _ => others,
        };
        if is_told {
            terminal.note(&text);
        }
    }
}

/// The summary beside a format that has no room for it, on standard error.
pub(super) fn write_summary_aside(outcome: &Outcome, look: Look) {
    let report = Report { rules: &outcome.rules, summary: &outcome.summary };
    let mut summary = Vec::new();
    // Writing to memory cannot fail; where standard error cannot be written, nobody is there to be told.
    let _ = write_summary(report, look, &mut summary);
    let _ = io::stderr().write_all(&summary);
}
