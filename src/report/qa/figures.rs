//! The figures of a report, ready to be drawn, written as JSON, and compared with those of another run.

use super::codes::CodeFigures;
use super::examples::Example;
use super::groups::UNSAID;
use super::sample::STRATA;
use super::{Audit, Changes};
use crate::number::{counted, either};
use crate::report::{FileSummary, ReleaseUse, Unchecked};
use crate::rule::Severity;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Raised when a key changes its meaning or goes away; a new key does not raise it.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// Everything a report shows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Figures {
    /// Of this shape.
    pub schema_version: u32,
    /// Whether the run was interrupted, so that all of this is of a part.
    #[serde(default)]
    pub interrupted: bool,
    /// The files.
    pub files: Vec<FileFigures>,
    /// Code-set releases that judged diagnoses.
    pub releases: Vec<ReleaseUse>,
    /// Rules that did not run.
    pub not_run: Vec<NotRunFigures>,
    /// Rules the settings leave out of every file, by name.
    pub left_out: Vec<String>,
    /// Rules that ran on every file, by name.
    pub ran: Vec<String>,
    /// Findings that suppressions of the settings cover: they count nowhere.
    pub suppressed: u64,
    /// The baseline that knows some of the findings, where there is one. They count: a fault that is known is one.
    pub baseline: Option<KnownFigures>,
    /// All claims, and every finding.
    pub all: GroupFigures,
    /// Findings that are about no claim that could be judged, and so of no group: on rows that could not be read, or in a file
    /// in another code set.
    pub of_no_group: u64,
    /// Rows that could not be read and are of no claim that is counted: they do not say which they are of.
    #[serde(default)]
    pub rows_of_no_claim: u64,
    /// Claims whose lines do not agree on what is the charge of the claim: where there is one, charges are not summed.
    pub charges_differing: u64,
    /// The rules that spoke, the most frequent first.
    pub rules: Vec<RuleFigures>,
    /// The claims in groups.
    pub by: Vec<ByFigures>,
    /// The codes most findings are about.
    pub codes: Vec<CodeFigures>,
    /// The pairs of codes most findings are about.
    pub pairs: Vec<CodeFigures>,
    /// Findings on codes there was no room to count each for itself.
    pub codes_folded: u64,
    /// Claims of groups beyond those a sample is drawn from each for itself.
    pub drawn_together: u64,
    /// Claims without a claim id, which are not drawn.
    #[serde(default)]
    pub not_drawn: u64,
    /// Against an earlier run.
    pub changes: Option<Changes>,
    /// What an audit of a sample found.
    pub audit: Option<Audit>,
}

impl Figures {
    /// What a reader should know of charges and groups: that they could not be summed, that nothing says which group a claim is
    /// of, or that some differ by case alone.
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        let mut hints = Vec::new();
        if self.charges_differing > 0 {
            hints.push(format!(
                "the lines of {} do not agree on the charge of their claim, so that the column has none, and no charges are summed: name the column of the lines' charges in claimlint.toml, [columns] charge = \"NAME\"",
                claims(self.charges_differing)
            ));
        }
        if self.not_drawn > 0 {
            hints.push(format!(
                "{} without a claim id {} not drawn",
                claims(self.not_drawn),
                either(self.not_drawn, "is", "are")
            ));
        }
        if self.drawn_together > 0 {
            hints.push(format!(
                "{} are of groups beyond the {STRATA} that are drawn from each for itself: they are drawn together, under \"(others)\"",
                claims(self.drawn_together)
            ));
        }
        for by in self.by.iter().filter(|by| by.by != "month") {
            let kind = &by.by;
            if by.groups.iter().all(|group| group.label == UNSAID) && !by.groups.is_empty() {
                hints.push(format!(
                    "no claim says its {kind}: where a column has it under another name, say so in claimlint.toml, [columns] {kind} = \"NAME\""
                ));
            }
            let mut alike: BTreeMap<String, u64> = BTreeMap::new();
            for group in &by.groups {
                *alike.entry(group.label.to_lowercase()).or_default() += 1;
            }
            let alike = alike.into_values().filter(|labels| *labels > 1).sum::<u64>();
            if alike > 0 {
                hints.push(format!(
                    "{alike} groups by {kind} have names that differ in capitals only, and are counted apart"
                ));
            }
        }
        hints
    }
}

fn claims(number: u64) -> String {
    counted(number, "claim")
}

/// A file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FileFigures {
    /// The path as given.
    pub name: String,
    /// The layout it was read with.
    pub layout: String,
    /// Data rows, malformed ones included.
    pub rows: u64,
    /// Rows that could not be read as a row of this file.
    pub malformed_rows: u64,
    /// Claims.
    pub claims: u64,
    /// Diagnosis cells with text.
    pub diagnoses: u64,
    /// Of these, the ones that were not judged.
    pub unchecked: Unchecked,
    /// What a reader should know of how it was read.
    pub notes: Vec<String>,
    /// What kept it from being checked to its end, in words.
    pub fault: Option<String>,
}

impl Figures {
    /// What did not look at services of this month, or not at all of them: the rules, and the last day they looked at.
    #[must_use]
    pub fn blind_in(&self, month: &str) -> Vec<(&str, &str)> {
        let ended = self.not_run.iter().filter_map(|unrun| Some((unrun, unrun.until.as_deref()?)));
        let ended = ended.filter(|(_, until)| until.get(..7).is_some_and(|last| month.len() == 7 && month > last));
        ended.flat_map(|(unrun, until)| unrun.rules.iter().map(move |rule| (rule.as_str(), until))).collect()
    }

    /// The same for all months, in sentences.
    #[must_use]
    pub fn blind(&self) -> Vec<String> {
        let mut ended: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for unrun in &self.not_run {
            if let Some(until) = &unrun.until {
                ended.entry(until).or_default().extend(unrun.rules.iter().map(String::as_str));
            }
        }
        let sentence = |(until, rules): (&str, BTreeSet<&str>)| {
            let rules = rules.into_iter().collect::<Vec<_>>().join(", ");
            format!("{rules} did not look at services after {until}")
        };
        ended.into_iter().map(sentence).collect()
    }
}

/// Findings a baseline knows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KnownFigures {
    /// Its file.
    pub path: String,
    /// How many it knows.
    pub findings: u64,
}

impl NotRunFigures {
    /// That they did not run: not at all, or not on all.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        if self.in_part { "not wholly run" } else { "not run" }
    }

    /// Why, in words.
    #[must_use]
    pub fn why(&self) -> String {
        let columns = self.wants.iter().map(|column| format!("no column {column}"));
        if self.in_part && !self.wants.is_empty() {
            return format!("{} (for {})", columns.collect::<Vec<_>>().join("; "), self.reason);
        }
        columns.chain(Some(self.reason.clone()).filter(|reason| !reason.is_empty())).collect::<Vec<_>>().join("; ")
    }
}

impl From<&FileSummary> for FileFigures {
    fn from(file: &FileSummary) -> Self {
        Self {
            name: file.name.clone(),
            layout: file.layout.clone(),
            rows: file.rows,
            malformed_rows: file.malformed_rows,
            claims: file.claims,
            diagnoses: file.diagnoses,
            unchecked: file.unchecked,
            notes: file.notes.clone(),
            fault: file.fault(),
        }
    }
}

/// Why rules did not run on files.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NotRunFigures {
    /// The rules, by name.
    pub rules: Vec<String>,
    /// The columns they want and the files do not have; each can be one of several.
    pub wants: Vec<String>,
    /// What else kept them from running, in words.
    pub reason: String,
    /// Whether they ran all the same on what this is not about.
    #[serde(default)]
    pub in_part: bool,
    /// The last day of services they looked at, where this is about later ones.
    #[serde(default)]
    pub until: Option<String>,
    /// The files.
    pub files: Vec<String>,
}

/// Claims, lines or cells without errors.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RateFigures {
    /// Without errors.
    pub clean: u64,
    /// Of so many judged.
    pub of: u64,
    /// Not judged, and not among them.
    pub not_judged: u64,
    /// The rate, from 0 to 1.
    pub rate: Option<f64>,
    /// The 95 % confidence interval.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// Without errors and warnings.
    pub without_warnings: u64,
}

/// What is charged, in cents: 12000 is 120.00. Sums beyond 64 bits are written as the largest number.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChargeFigures {
    /// On all claims.
    pub all: i64,
    /// On claims with errors.
    pub with_errors: i64,
    /// Lines whose charge is no amount.
    pub unread: u64,
    /// Claims with errors that have no charge.
    #[serde(default)]
    pub without: u64,
}

/// A group of claims, or all.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GroupFigures {
    /// What it is called.
    pub label: String,
    /// The claims.
    pub claims: RateFigures,
    /// Their lines.
    pub lines: RateFigures,
    /// Their diagnosis cells.
    pub diagnoses: RateFigures,
    /// Findings.
    pub errors: u64,
    /// Findings.
    pub warnings: u64,
    /// Findings.
    pub infos: u64,
    /// Charges, where there are any.
    pub charge: Option<ChargeFigures>,
    /// The claims by month of service.
    pub months: Vec<(String, RateFigures)>,
    /// What is found most often, against the other claims; of all claims none.
    pub faults: Vec<FaultFigures>,
}

/// How often a rule speaks in a group and elsewhere.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FaultFigures {
    /// The rule, by name.
    pub rule: String,
    /// Judged claims of the group on which it spoke.
    pub claims: u64,
    /// Of a hundred judged claims of the group.
    pub per_hundred: f64,
    /// Of a hundred other judged claims, where there are any.
    pub elsewhere: Option<f64>,
}

/// The groups of one kind.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ByFigures {
    /// What claims are grouped by.
    pub by: String,
    /// The groups, those with most claims first; months in order.
    pub groups: Vec<GroupFigures>,
    /// Claims of groups beyond those there is room for: those of the last group, "(others)".
    pub folded: u64,
}

/// A rule that spoke.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RuleFigures {
    /// Its name.
    pub rule: String,
    /// Its code.
    pub code: String,
    /// The worst severity at which it spoke.
    pub severity: Severity,
    /// Findings.
    pub count: u64,
    /// Claims on which it spoke.
    pub claims: u64,
    /// What it means.
    pub meaning: String,
    /// What to do about it.
    pub fix: String,
    /// Where it is written.
    pub source: String,
    /// Where that can be read.
    pub url: Option<String>,
    /// Some of its findings.
    pub examples: Vec<Example>,
}
