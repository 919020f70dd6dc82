//! What the findings of a run are held against before they decide its exit code: the baseline and the thresholds.

use super::output::{Targets, WholeFile, place};
use super::redact::Redact;
use crate::check::Outcome;
use crate::error::{Error, Result};
use crate::report::{Baseline, BaselineUse, Looked, Marked, Naming, Summary, Thresholds};
use crate::rule::Severity;
use clap::{Args, ValueHint};
use std::path::{Path, PathBuf};

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct GateArguments {
    /// Findings this file knows do not fail the run; it is written by --write-baseline
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Baseline and suppressions")]
    pub(super) baseline: Option<PathBuf>,

    /// Write everything found to a file, as known from now on; this run does not fail for it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Baseline and suppressions")]
    write_baseline: Option<PathBuf>,

    /// Take out of the baseline what is found no more
    #[arg(long, conflicts_with = "write_baseline", help_heading = "Baseline and suppressions")]
    prune_baseline: bool,

    /// Use neither the baseline nor the [[allow]] entries of claimlint.toml
    #[arg(long, conflicts_with_all = ["baseline", "write_baseline", "prune_baseline"], help_heading = "Baseline and suppressions")]
    pub(super) no_suppressions: bool,

    /// Show what the baseline and the [[allow]] entries set aside, marked as such, in human, concise, json, jsonl, csv, sarif
    /// and junit; the other formats only count it
    #[arg(long, help_heading = "Baseline and suppressions")]
    pub(super) show_suppressed: bool,
}

/// What the findings are held against.
pub(super) struct Gate {
    naming: Naming,
    baseline: Option<Baseline>,
    /// The file to write, and what goes into it.
    written: Option<(PathBuf, WholeFile)>,
    prunes: bool,
    thresholds: Thresholds,
}

impl Gate {
    /// Reads the baseline and begins the one to be written, before anything is checked. `settled` is the baseline of the
    /// settings.
    ///
    /// # Errors
    /// When a baseline cannot be read or written, or there is none to prune.
    pub(super) fn open(
        arguments: &GateArguments,
        settled: Option<&Path>,
        thresholds: Thresholds,
        redact: &Redact,
        targets: &mut Targets<'_>,
    ) -> Result<Self> {
        let naming = Naming { key: redact.key.clone(), shows_ids: redact.shows_ids() };
        let path = arguments.baseline.as_deref().or(settled).filter(|_| !arguments.no_suppressions);
        // The baseline that is being written need not be there yet, nor be one that can be read.
        let anew = arguments.write_baseline.as_deref().map(place).transpose()?;
        let path = match path {
            Some(path) if anew.is_some() && anew == Some(place(path)?) => None,
            path => path,
        };
        let baseline = path.map(|path| Baseline::read(path, &naming)).transpose()?;
        let target = match (&arguments.write_baseline, arguments.prune_baseline, &baseline) {
            (Some(path), ..) => Some(path.clone()),
            (None, true, Some(baseline)) => Some(baseline.path().to_path_buf()),
            (None, true, None) => {
                return Err(Error::Usage {
                    message: "there is no baseline to prune".to_owned(),
                    help: Some("name it with --baseline".to_owned()),
                });
            }
            (None, false, _) => None,
        };
        let written = target.map(|path| targets.begin(&path).map(|file| (path, file))).transpose()?;
        if let Some(path) = path {
            targets.keep(path)?;
        }
        Ok(Self { naming, baseline, written, prunes: arguments.prune_baseline, thresholds })
    }

    /// Sets known findings aside, writes the baseline, and holds what is left against the thresholds.
    ///
    /// # Errors
    /// When the findings cannot be read back, or the baseline cannot be written.
    pub(super) fn judge(mut self, outcome: &mut Outcome) -> Result<()> {
        let mut kept = None;
        if let Some(baseline) = self.baseline.take() {
            let fixed = mark(outcome, &baseline, &self.naming)?;
            kept = Some(baseline.without(&fixed));
        }
        if let Some((path, mut file)) = self.written.take().filter(|_| !outcome.is_interrupted()) {
            if !outcome.failed.is_empty() {
                return Err(Error::Usage {
                    message: format!("{} is not written: not every file could be checked", path.display()),
                    help: Some(
                        "correct the errors above first; a baseline of a part would take the rest for new".to_owned(),
                    ),
                });
            }
            let baseline = match kept {
                Some(kept) if self.prunes => kept,
                _ => {
                    let looked = Looked::of(&outcome.rules, &outcome.summary);
                    Baseline::of(&path, &looked, &outcome.findings, &self.naming)?
                }
            };
            baseline.write(&self.naming, &mut file).map_err(|error| file.failed(error))?;
            file.finish()?;
            if !self.prunes {
                mark(outcome, &baseline, &self.naming)?;
            }
        }
        outcome.summary.thresholds = self.thresholds.judge(&outcome.summary, &outcome.findings)?;
        Ok(())
    }
}

/// Marks the findings a baseline knows and gives what it knows that is fixed.
fn mark(outcome: &mut Outcome, baseline: &Baseline, naming: &Naming) -> Result<Baseline> {
    let looked = Looked::of(&outcome.rules, &outcome.summary);
    let Marked { findings, fixed, unseen } = baseline.mark(&looked, &outcome.findings, naming)?;
    let before = outcome.summary.baseline.take();
    outcome.findings = findings;
    outcome.summary.counts = outcome.findings.counts();
    outcome.summary.baseline = Some(BaselineUse {
        path: baseline.path().display().to_string(),
        known: outcome.findings.known(),
        fixed: before.as_ref().map_or(fixed.len(), |before| before.fixed),
        not_looked_at: before.map_or(unseen.len(), |before| before.not_looked_at),
    });
    Ok(fixed)
}

/// Whether what counts fails a run: findings of this severity or worse; errors only beyond the thresholds, where there
/// are any.
pub(super) fn fails(summary: &Summary, fail_on: Severity) -> bool {
    if summary.thresholds.iter().any(|threshold| threshold.exceeded) {
        return true;
    }
    let tolerated = |severity: &Severity| *severity == Severity::Error && !summary.thresholds.is_empty();
    let severities = Severity::WORST_FIRST.into_iter().filter(|severity| *severity >= fail_on && !tolerated(severity));
    severities.map(|severity| summary.count(severity)).any(|count| count > 0)
}
