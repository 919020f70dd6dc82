//! The worksheet of an audit by hand: a row for each finding of the sample and for each claim without one.

use super::{Filled, Gathered, Groups, Sample};
use crate::report::Report;
use crate::rule::Severity;

/// The heads of the worksheet. The first says too what the groups are by, and the last two are the auditor's.
pub const SHEET: [&str; 11] = [
    "group",
    "file",
    "line",
    "claim_id",
    "claim_line",
    "claimlint",
    "rule",
    "message",
    "fingerprint",
    "verdict",
    "note",
];

/// The word for a claim without findings.
pub const CLEAN: &str = "clean";
/// The word for what else a claim with findings says.
pub const REST: &str = "the rest";
const ON_CLEAN: &str = "is anything wrong with this claim?";
const ON_REST: &str = "is anything else wrong with this claim?";

/// A row of the worksheet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SheetRow {
    /// What the groups are by: the head of their column, `group by coder`.
    pub kind: String,
    /// The claim's group.
    pub group: String,
    /// The file it stands in, as the run was given it.
    pub file: String,
    /// The physical line: of the finding, or on which the claim begins.
    pub line: String,
    /// The claim.
    pub claim_id: String,
    /// The service line of the finding; nothing for a claim.
    pub claim_line: String,
    /// The severity of the finding, or [`CLEAN`], or [`REST`].
    pub said: String,
    /// The rule, by name.
    pub rule: String,
    /// What it said.
    pub message: String,
    /// The finding, in hexadecimal; nothing for a claim.
    pub fingerprint: String,
    /// Where it stands in the worksheet it was read from, in words; empty where it was not.
    pub row: String,
}

/// The head of the column of groups.
#[must_use]
pub fn head(by: &str) -> String {
    format!("{} by {by}", SHEET[0])
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
    /// The claim: an id alone does not name it, for two files can have the same.
    pub(super) fn claim(&self) -> Claim {
        [&self.group, &self.file, &self.claim_id].map(|text| kept(text))
    }

    /// What of the claim it is about: words and severity of a rule may have changed since it was written, and so may the
    /// physical line.
    pub(super) fn about(&self) -> About {
        let kind = if self.said == CLEAN || self.said == REST { self.said.as_str() } else { "" };
        [kind.to_owned(), self.rule.clone(), self.fingerprint.clone(), kept(&self.claim_line)]
    }
}

/// A claim: its group, file and id.
pub(super) type Claim = [String; 3];
/// What a row says of a claim: that it is clean or the rest of it, or a rule, a fingerprint and a service line.
pub(super) type About = [String; 4];

/// Names the files of a worksheet as this run does, which may have been started in another folder: by the whole name or,
/// where only one file of the run has it, by the last part of it.
pub fn of_these_files<'f>(rows: &mut [Filled], files: impl IntoIterator<Item = &'f str>) {
    let files: Vec<(String, &str)> = files.into_iter().map(|file| (kept(file), file)).collect();
    let last = |name: &str| name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    for (row, _) in rows {
        let name = kept(&row.file);
        let whole = files.iter().find(|(file, _)| *file == name);
        let mut alike = files.iter().filter(|(file, _)| last(file) == last(&name));
        let found = whole.or_else(|| alike.next().filter(|_| alike.next().is_none()));
        row.file = found.map_or(name, |(_, file)| (*file).to_owned());
    }
}

/// The rows of the claims drawn, by group.
#[must_use]
pub fn worksheet(report: Report<'_>, groups: &Groups, gathered: &Gathered) -> Vec<SheetRow> {
    let mut rows = Vec::new();
    let kind = groups.by.first().map_or_else(|| SHEET[0].to_owned(), |grouping| head(&grouping.by.to_string()));
    for (group, flagged, claims) in groups.sample.iter().flat_map(Sample::drawn) {
        for claim in claims {
            let of_claim = |said: &str, message: &str| SheetRow {
                kind: kind.clone(),
                group: group.clone(),
                file: report.file(claim.file).to_owned(),
                line: claim.line.to_string(),
                claim_id: claim.claim_id.clone(),
                claim_line: String::new(),
                said: said.to_owned(),
                rule: String::new(),
                message: message.to_owned(),
                fingerprint: String::new(),
                row: String::new(),
            };
            if !flagged {
                rows.push(of_claim(CLEAN, ON_CLEAN));
                continue;
            }
            let findings = gathered.of_claim(claim.file, &claim.claim_id).iter();
            rows.extend(findings.filter(|finding| finding.severity > Severity::Info).map(|finding| SheetRow {
                line: finding.line.to_string(),
                claim_line: finding.claim_line.clone().unwrap_or_default(),
                rule: report.rule(finding.rule).name.clone(),
                fingerprint: format!("{:016x}", finding.fingerprint),
                ..of_claim(finding.severity.word(), &finding.message)
            }));
            rows.push(of_claim(REST, ON_REST));
        }
    }
    rows
}
