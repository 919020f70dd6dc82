//! The worksheet of an audit by hand: a row for each finding of the sample and for each claim without one.

use super::{Gathered, Groups, Sample};
use crate::report::Report;
use crate::rule::Severity;

/// The heads of the worksheet. The last two are the auditor's.
pub const SHEET: [&str; 8] = ["group", "claim_id", "claimlint", "rule", "message", "fingerprint", "verdict", "note"];

/// The word for a claim without findings.
pub const CLEAN: &str = "clean";
/// The word for what else a claim with findings says.
pub const REST: &str = "the rest";
const ON_CLEAN: &str = "is anything wrong with this claim?";
const ON_REST: &str = "is anything else wrong with this claim?";

/// A row of the worksheet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SheetRow {
    /// The claim's group.
    pub group: String,
    /// The claim.
    pub claim_id: String,
    /// The severity of the finding, or [`CLEAN`], or [`REST`].
    pub said: String,
    /// The rule, by name.
    pub rule: String,
    /// What it said.
    pub message: String,
    /// The finding, in hexadecimal; nothing for a claim.
    pub fingerprint: String,
    /// Where it stands in the worksheet it was read from; 0 where it was not.
    pub row: usize,
}

/// Text as a worksheet keeps it through whatever program it passes: without control characters, the blanks around it, and the
/// apostrophe before what would be a formula.
#[must_use]
pub fn kept(text: &str) -> String {
    let text: String = text.chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }).collect();
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let text = text.trim();
    let formula = text.strip_prefix('\'').map(str::trim_start).filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    formula.unwrap_or(text).to_owned()
}

impl SheetRow {
    /// What it is about: words and severity of a rule may have changed since it was written.
    pub(super) fn key(&self) -> [String; 5] {
        let kind = if self.said == CLEAN || self.said == REST { self.said.as_str() } else { "" };
        [kept(&self.group), kept(&self.claim_id), kind.to_owned(), self.rule.clone(), self.fingerprint.clone()]
    }
}

/// The rows of the claims drawn, by group.
#[must_use]
pub fn worksheet(report: Report<'_>, groups: &Groups, gathered: &Gathered) -> Vec<SheetRow> {
    let mut rows = Vec::new();
    for (label, flagged, ids) in groups.sample.iter().flat_map(Sample::drawn) {
        for id in ids {
            let row = |said: &str, rule: &str, message: &str, fingerprint: String| SheetRow {
                group: label.to_string(),
                claim_id: id.to_owned(),
                said: said.to_owned(),
                rule: rule.to_owned(),
                message: message.to_owned(),
                fingerprint,
                row: 0,
            };
            if !flagged {
                rows.push(row(CLEAN, "", ON_CLEAN, String::new()));
                continue;
            }
            let findings = gathered.of_claims.get(id).into_iter().flatten();
            rows.extend(findings.filter(|finding| finding.severity > Severity::Info).map(|finding| {
                let rule = &report.rule(finding.rule).name;
                row(finding.severity.word(), rule, &finding.message, format!("{:016x}", finding.fingerprint))
            }));
            rows.push(row(REST, "", ON_REST, String::new()));
        }
    }
    rows
}
