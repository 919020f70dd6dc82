//! The worksheet of a manual audit, and what its verdicts say: how often each rule was right and, only then, how many claims
//! are coded as the auditor would.

use super::examples::Gathered;
use super::{Groups, Share};
use crate::report::Report;
use crate::rule::Severity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The heads of the worksheet. The last two are the auditor's.
pub const SHEET: [&str; 7] = ["group", "claim_id", "claimlint", "rule", "message", "verdict", "note"];

/// The word for a claim without findings.
const CLEAN: &str = "clean";

/// A row of the worksheet: a claim without findings, or one finding of a claim with some.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct SheetRow {
    /// The claim's group.
    pub group: String,
    /// The claim.
    pub claim_id: String,
    /// The severity of the finding, or "clean".
    pub said: String,
    /// The rule, by name.
    pub rule: String,
    /// What it said.
    pub message: String,
}

/// What the auditor said of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Said {
    /// There is a fault: of a finding, that it is right.
    Fault,
    /// There is none.
    Fine,
}

impl Said {
    /// Reads `fault` or `ok`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "fault" => Some(Self::Fault),
            "ok" => Some(Self::Fine),
            _ => None,
        }
    }
}

/// How often a rule was right, of the findings looked at.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Precision {
    /// The rule.
    pub rule: String,
    /// Findings the auditor agreed with.
    pub right: u64,
    /// Findings looked at.
    pub of: u64,
    /// The share.
    pub rate: Option<f64>,
    /// Its 95 % confidence interval.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

/// How many claims of a group are coded as the auditor would, reckoned from the sample.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Accuracy {
    /// The group.
    pub group: String,
    /// Claims without findings that were looked at, and those of them without a fault.
    pub clean: (u64, u64),
    /// Claims with findings that were looked at, and those of them without a fault.
    pub flagged: (u64, u64),
    /// The rate, each kind weighed by its claims in the batch; `None` where a kind was not looked at.
    pub rate: Option<f64>,
}

/// What an audit found.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Audit {
    /// By rule.
    pub precision: Vec<Precision>,
    /// By group.
    pub accuracy: Vec<Accuracy>,
    /// Rows without a verdict.
    pub open: u64,
}

/// The rows of the worksheet, by group.
#[must_use]
pub fn worksheet(report: Report<'_>, groups: &Groups, gathered: &Gathered) -> Vec<SheetRow> {
    let mut rows = Vec::new();
    for (label, flagged, ids) in groups.sample.iter().flat_map(super::sample::Sample::drawn) {
        for id in ids {
            let row = |said: &str, rule: &str, message: &str| SheetRow {
                group: label.to_string(),
                claim_id: id.to_owned(),
                said: said.to_owned(),
                rule: rule.to_owned(),
                message: message.to_owned(),
            };
            if !flagged {
                rows.push(row(CLEAN, "", ""));
                continue;
            }
            let findings = gathered.of_claims.get(id).into_iter().flatten();
            rows.extend(
                findings
                    .filter(|finding| finding.severity > Severity::Info)
                    .map(|finding| row(finding.severity.word(), &report.rule(finding.rule).name, &finding.message)),
            );
        }
    }
    rows
}

impl Audit {
    /// What the verdicts on rows of the worksheet come to, for the claims of this batch.
    #[must_use]
    pub fn of(rows: &[(SheetRow, Option<Said>)], groups: &Groups) -> Self {
        let mut rules: BTreeMap<&str, Share> = BTreeMap::new();
        // Of each claim: whether it was flagged, whether all rows have a verdict, whether one names a fault.
        let mut claims: BTreeMap<(&str, &str), (bool, bool, bool)> = BTreeMap::new();
        for (row, said) in rows {
            let flagged = row.said != CLEAN;
            let claim = claims.entry((&row.group, &row.claim_id)).or_insert((flagged, true, false));
            claim.1 &= said.is_some();
            claim.2 |= *said == Some(Said::Fault);
            if let (true, Some(said)) = (flagged, said) {
                let share = rules.entry(&row.rule).or_default();
                share.of += 1;
                share.part += u64::from(*said == Said::Fault);
            }
        }
        let mut looked_at: BTreeMap<&str, [Share; 2]> = BTreeMap::new();
        for ((group, _), (flagged, whole, fault)) in claims {
            let share = &mut looked_at.entry(group).or_default()[usize::from(flagged)];
            if whole {
                share.of += 1;
                share.part += u64::from(!fault);
            }
        }
        let accuracy = |(group, [clean, flagged]): (&str, [Share; 2])| Accuracy {
            group: group.to_owned(),
            clean: (clean.part, clean.of),
            flagged: (flagged.part, flagged.of),
            rate: weighed(group, clean, flagged, groups),
        };
        Self {
            precision: rules.into_iter().map(|(rule, share)| precision(rule, share)).collect(),
            accuracy: looked_at.into_iter().map(accuracy).collect(),
            open: rows.iter().filter(|(_, said)| said.is_none()).count() as u64,
        }
    }
}

fn precision(rule: &str, share: Share) -> Precision {
    let interval = share.interval();
    Precision {
        rule: rule.to_owned(),
        right: share.part,
        of: share.of,
        rate: share.rate(),
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
    }
}

/// The rate of claims without a fault: that of each kind, weighed by how many of them the batch has.
#[allow(clippy::cast_precision_loss, reason = "a rate is read to a tenth of a percent")]
fn weighed(group: &str, clean: Share, flagged: Share, groups: &Groups) -> Option<f64> {
    let claims = groups.sampled_by(group)?;
    let kinds = [(claims.clean + claims.info, clean), (claims.warning + claims.error, flagged)];
    let all: u64 = kinds.iter().map(|(claims, _)| claims).sum();
    let mut rate = 0.0;
    for (claims, share) in kinds.into_iter().filter(|(claims, _)| *claims > 0) {
        rate += share.rate()? * claims as f64;
    }
    (all > 0).then(|| rate / all as f64)
}
