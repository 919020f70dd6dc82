//! What the verdicts of an audit by hand say: how often each rule was right and, only then, how many claims are coded as the
//! auditor would.
//!
//! A verdict counts for a batch only where it is about a claim or a finding of that batch.

use super::share::weighed;
use super::worksheet::{About, CLEAN, Claim, REST, SheetRow, kept};
use super::{Groups, Sample, Share};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// How many claims are coded as the auditor would, reckoned from the sample.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Accuracy {
    /// The group; nothing for all claims.
    pub group: String,
    /// Claims without findings: those without a fault, of those looked at.
    pub clean: (u64, u64),
    /// Claims with findings: those without a fault, of those looked at.
    pub flagged: (u64, u64),
    /// The rate, each kind weighed by its claims in the batch; `None` where a kind was not looked at.
    pub rate: Option<f64>,
    /// Its 95 % confidence interval.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

/// What an audit found.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Audit {
    /// By rule.
    pub precision: Vec<Precision>,
    /// Of all claims, then by group.
    pub accuracy: Vec<Accuracy>,
    /// Verdicts that count.
    pub verdicts: u64,
    /// Verdicts on what this batch does not have.
    pub unmatched: u64,
    /// Rows without a verdict, those that were taken out of the worksheet among them.
    pub open: u64,
    /// Claims of which every row has a verdict: accuracy is of these.
    pub claims_judged: u64,
    /// Claims of which some row has none, or that have changed since: they are in no accuracy, whatever was found on them, for
    /// a claim with a fault is looked at to its end less often than one without.
    pub claims_open: u64,
    /// Groups with claims of a kind of which none was judged in full, with findings or without: why accuracy of all claims cannot
    /// be told.
    #[serde(default)]
    pub unseen: Vec<String>,
}

/// A row of a worksheet, and what the auditor said of it.
pub type Filled = (SheetRow, Option<Said>);

/// What was said of a claim.
#[derive(Clone, Copy, Default)]
struct Looked {
    flagged: bool,
    fault: bool,
    left_open: bool,
}

impl Audit {
    /// What the verdicts on rows of one or more worksheets come to, for a batch in which its claims have `known` rows.
    ///
    /// # Errors
    /// In words, when two rows say different things of the same.
    pub fn of(rows: &[Filled], known: &[SheetRow], groups: &Groups) -> Result<Self, String> {
        let mut audit = Self::default();
        let mut held: BTreeMap<(Claim, About), usize> = BTreeMap::new();
        for row in known {
            *held.entry((row.claim(), row.about())).or_default() += 1;
        }
        let mut said: BTreeMap<(Claim, About), Vec<&Filled>> = BTreeMap::new();
        for row in rows {
            said.entry((row.0.claim(), row.0.about())).or_default().push(row);
        }
        let mut rules: BTreeMap<&str, Share> = BTreeMap::new();
        let mut claims: BTreeMap<&Claim, Looked> = BTreeMap::new();
        for (key, rows) in &said {
            let Some((row, _)) = rows.first() else { continue };
            let looked = claims.entry(&key.0).or_default();
            looked.flagged |= row.said != CLEAN;
            let held = held.get(key).copied().unwrap_or_default();
            let verdicts = agreed(rows, held)?;
            if held == 0 {
                audit.unmatched += verdicts.len() as u64;
                audit.open += (rows.len() - verdicts.len()) as u64;
                looked.left_open = true;
                continue;
            }
            let left = held.saturating_sub(verdicts.len());
            audit.open += left as u64;
            looked.left_open |= left > 0;
            for said in verdicts {
                audit.verdicts += 1;
                let fault = said == Said::Fault;
                looked.fault |= fault;
                if row.said != CLEAN && row.said != REST {
                    rules.entry(&row.rule).or_default().count(fault);
                }
            }
        }
        for (key, held) in held.iter().filter(|(key, _)| !said.contains_key(key)) {
            if let Some(looked) = claims.get_mut(&key.0) {
                audit.open += *held as u64;
                looked.left_open = true;
            }
        }
        claims.retain(|_, looked| {
            *(if looked.left_open { &mut audit.claims_open } else { &mut audit.claims_judged }) += 1;
            !looked.left_open
        });
        audit.precision = rules.into_iter().map(|(rule, share)| precision(rule, share)).collect();
        if let Some(sample) = &groups.sample {
            (audit.accuracy, audit.unseen) = accuracy(&claims, sample);
        }
        Ok(audit)
    }
}

/// The verdicts on what the batch has so often. Of more rows than that some say the same thing again, as two worksheets do: a
/// blank beside a verdict says nothing, and one verdict twice is one.
fn agreed(rows: &[&Filled], held: usize) -> Result<Vec<Said>, String> {
    let filled: Vec<(&str, Said)> = rows.iter().filter_map(|(row, said)| Some((row.row.as_str(), (*said)?))).collect();
    let again = held > 0 && rows.len() > held;
    if again
        && let Some(((one, first), (other, _))) =
            filled.first().zip(filled.iter().find(|(_, said)| *said != filled[0].1))
    {
        let (one_says, other_says) = if *first == Said::Fault { ("fault", "ok") } else { ("ok", "fault") };
        return Err(format!(
            "{one} and {other} are about the same and contradict each other: {one_says} and {other_says}"
        ));
    }
    let most = if again { held } else { usize::MAX };
    Ok(filled.into_iter().map(|(_, said)| said).take(most).collect())
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

/// Of the claims that were looked at in full; and the groups with a kind of claims of which none was.
fn accuracy(claims: &BTreeMap<&Claim, Looked>, sample: &Sample) -> (Vec<Accuracy>, Vec<String>) {
    let mut looked_at: BTreeMap<&str, [Share; 2]> = BTreeMap::new();
    for ([group, ..], looked) in claims {
        looked_at.entry(group).or_default()[usize::from(looked.flagged)].count(!looked.fault);
    }
    // Labels that a worksheet cannot tell apart are one group.
    let mut batch: BTreeMap<String, [u64; 2]> = BTreeMap::new();
    for (group, of) in sample.drawn_from() {
        let sums = batch.entry(kept(&group)).or_default();
        sums.iter_mut().zip(of).for_each(|(sum, of)| *sum += of);
    }
    let all: u64 = batch.values().flatten().sum();
    let none = [Share::default(); 2];
    let mut everywhere = (none, Vec::new());
    let (mut accuracy, mut unseen) = (Vec::new(), Vec::new());
    for (group, claims) in &batch {
        let shares = looked_at.get(group.as_str()).copied().unwrap_or(none);
        let parts = |of: u64| -> Vec<(f64, Share)> {
            let kinds = claims.iter().zip(shares).filter(|(claims, _)| **claims > 0);
            kinds.map(|(claims, share)| (part(*claims, of), share)).collect()
        };
        everywhere.1.extend(parts(all));
        let kinds = claims.iter().zip(shares).zip(["without", "with"]);
        let missing = kinds.filter(|((claims, share), _)| **claims > 0 && share.of == 0);
        unseen.extend(missing.map(|(_, kind)| format!("{group} ({kind} findings)")));
        for (sum, share) in everywhere.0.iter_mut().zip(shares) {
            sum.part += share.part;
            sum.of += share.of;
        }
        if shares != none {
            accuracy.push(reckoned(group, shares, &parts(claims.iter().sum())));
        }
    }
    accuracy.insert(0, reckoned("", everywhere.0, &everywhere.1));
    (accuracy, unseen)
}

fn reckoned(group: &str, [clean, flagged]: [Share; 2], parts: &[(f64, Share)]) -> Accuracy {
    let rate = weighed(parts);
    Accuracy {
        group: group.to_owned(),
        clean: (clean.part, clean.of),
        flagged: (flagged.part, flagged.of),
        rate: rate.map(|(rate, ..)| rate),
        low: rate.map(|(_, low, _)| low),
        high: rate.map(|(.., high)| high),
    }
}

#[allow(clippy::cast_precision_loss, reason = "a rate is read to a tenth of a percent")]
fn part(claims: u64, of: u64) -> f64 {
    claims as f64 / of as f64
}
