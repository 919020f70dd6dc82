//! What a run has to say of itself: that it was interrupted, what it set aside, suppressions that do nothing any more,
//! thresholds, lines that are no rows.
//!
//! Every format with room for it says this in its own way, from these words.

use super::text::{counted, escape, fit, grouped};
use crate::claim::record::not_counted;
use crate::report::{AllowUse, BaselineUse, Summary};

/// What a remark is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Concern {
    /// That the run is not whole.
    Interrupted,
    /// What was found and does not count.
    Aside,
    /// A suppression that is over or that nothing needs: the settings are to be corrected.
    Stale,
    /// A threshold that holds.
    Within,
    /// A threshold that is exceeded.
    Exceeded,
    /// Lines with nothing in their cells. A format that lists the files says this with each of them instead.
    Empty,
}

/// One remark, in words fit to be printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// What it is about.
    pub concern: Concern,
    /// The words.
    pub text: String,
}

/// The remarks of a run: that it was interrupted, on the baseline, on the suppressions in their order, on the thresholds, on
/// lines that are no rows.
#[must_use]
pub fn remarks(summary: &Summary) -> Vec<Remark> {
    let interrupted = of_interruption(summary).map(|text| Remark { concern: Concern::Interrupted, text });
    let baseline = summary.baseline.iter().map(|used| Remark { concern: Concern::Aside, text: of_baseline(used) });
    let thresholds = summary.thresholds.iter().map(|threshold| {
        let (concern, verdict) =
            if threshold.exceeded { (Concern::Exceeded, "more than") } else { (Concern::Within, "within") };
        Remark { concern, text: format!("{}: {verdict} {}", threshold.found, threshold.allowed) }
    });
    let empty = not_counted(summary.empty_rows()).map(|text| Remark { concern: Concern::Empty, text });
    interrupted
        .into_iter()
        .chain(baseline)
        .chain(summary.allowed.iter().map(of_suppression))
        .chain(thresholds)
        .chain(empty)
        .collect()
}

/// The remarks of these concerns, a line each; `None` where there are none.
#[must_use]
pub(super) fn lines_on(summary: &Summary, concerns: &[Concern]) -> Option<String> {
    let remarks = remarks(summary).into_iter().filter(|remark| concerns.contains(&remark.concern));
    let lines: Vec<String> = remarks.map(|remark| remark.text).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// That the run was interrupted, where it was.
#[must_use]
pub(super) fn of_interruption(summary: &Summary) -> Option<String> {
    summary.interrupted.then(|| interrupted(summary.not_begun().count() as u64))
}

/// That a run was interrupted, before so many files.
#[must_use]
pub(super) fn interrupted(not_begun: u64) -> String {
    let files = match not_begun {
        0 => String::new(),
        number => format!("; not begun: {}", counted(number, "file")),
    };
    format!("the run was interrupted, and this is only what was checked until then{files}")
}

fn of_baseline(used: &BaselineUse) -> String {
    let BaselineUse { path, known, fixed, not_looked_at } = used;
    let gone = match fixed {
        0 => String::new(),
        number => format!("; fixed since: {} (--prune-baseline takes that out)", grouped(*number)),
    };
    let unseen = match not_looked_at {
        0 => String::new(),
        number => format!("; not looked at, because their rule did not run on all files: {}", grouped(*number)),
    };
    format!("{} known to the baseline {}{gone}{unseen}", counted(*known, "finding"), escape(path))
}

fn of_suppression(allow: &AllowUse) -> Remark {
    let (place, rule) = (escape(&allow.place), fit(&allow.rule, 100));
    let until = allow.until.as_deref().unwrap_or_default();
    let (concern, text) = if allow.expired {
        (Concern::Stale, format!("{place} is over since {until} and allows nothing any more ({rule})"))
    } else if allow.findings == 0 {
        (Concern::Stale, format!("{place} allows {rule}, and none was found: it can be removed"))
    } else {
        let day = if until.is_empty() { String::new() } else { format!(" until {until}") };
        let findings = counted(allow.findings, "finding");
        (Concern::Aside, format!("{findings} allowed by {place}{day}: {}", fit(&allow.reason, 200)))
    };
    Remark { concern, text }
}
