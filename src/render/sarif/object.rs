//! The objects of a SARIF log that claimlint writes, each with the properties it fills (SARIF 2.1.0, section 3).

use crate::render::groups::Group;
use crate::render::markdown::text as marked;
use crate::render::text::{fit, grouped};
use crate::render::uri::uri;
use crate::report::{CellText, Diagnostic, NotRun, Report, RuleCard, Standing};
use crate::rule::{RuleId, Severity};
use serde::Serialize;
use std::fmt::Write as _;

/// Columns of a message.
const MESSAGE: usize = 1000;
/// Columns of each part of a rule's help.
const HELP: usize = 4000;
/// Places beside the blamed one; GitHub trims more than ten.
const RELATED: usize = 9;

#[derive(Serialize)]
pub(super) struct Text {
    text: String,
}

impl Text {
    fn new(text: &str) -> Self {
        Self { text: fit(text, MESSAGE).into_owned() }
    }
}

/// `toolComponent` (3.19).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<ReportingDescriptor>,
}

impl Driver {
    pub(super) const fn new(rules: Vec<ReportingDescriptor>) -> Self {
        Self { name: "claimlint", semantic_version: env!("CARGO_PKG_VERSION"), rules }
    }
}

/// `reportingDescriptor` (3.49): a rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportingDescriptor {
    id: String,
    name: String,
    short_description: Text,
    full_description: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    help: Help,
    default_configuration: Configuration,
}

/// `multiformatMessageString` (3.12).
#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

/// A text of a rule in one paragraph, or another where there is none.
fn words(text: &str, otherwise: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    fit(if text.is_empty() { otherwise } else { &text }, HELP).into_owned()
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

impl ReportingDescriptor {
    pub(super) fn new(rule: &RuleCard) -> Self {
        let why = words(&rule.why, rule.summary.as_deref().unwrap_or(&rule.name));
        let what = words(&rule.help, "look at the claim again");
        let source = words(&rule.source, "");
        let linked =
            match rule.url.as_deref().filter(|url| url.starts_with("https://") && !url.contains([')', ' ', '<'])) {
                Some(url) => format!("[{}]({url})", marked(&source)),
                None => marked(&source),
            };
        Self {
            id: rule.code.clone(),
            name: rule.name.clone(),
            short_description: Text::new(&rule.message),
            full_description: Text { text: fit(&why, HELP).into_owned() },
            help_uri: rule.url.clone(),
            help: Help {
                text: format!("Why: {why}\nHow to correct it: {what}\nFrom: {source}"),
                markdown: format!(
                    "**Why.** {}\n\n**How to correct it.** {}\n\n**From** {linked}",
                    marked(&why),
                    marked(&what)
                ),
            },
            default_configuration: Configuration { level: level(rule.severity) },
        }
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// `invocation` (3.20).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

impl Invocation {
    pub(super) const fn new(successful: bool, notifications: Vec<Notification>) -> Self {
        Self { execution_successful: successful, tool_execution_notifications: notifications }
    }
}

/// `notification` (3.58).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Notification {
    descriptor: Reference,
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    associated_rule: Option<Reference>,
}

#[derive(Serialize)]
struct Reference {
    id: String,
}

impl Notification {
    fn new(level: &'static str, id: &str, text: &str) -> Self {
        let descriptor = Reference { id: id.to_owned() };
        Self { descriptor, level, message: Text::new(text), associated_rule: None }
    }

    pub(super) fn error(id: &str, text: &str) -> Self {
        Self::new("error", id, text)
    }

    pub(super) fn warning(id: &str, text: &str) -> Self {
        Self::new("warning", id, text)
    }

    pub(super) fn note(id: &str, text: &str) -> Self {
        Self::new("note", id, text)
    }

    /// A rule that did not run on a file.
    pub(super) fn not_run(report: Report<'_>, unrun: &NotRun) -> Self {
        let rule = report.rule(unrun.rule);
        let text = format!("{} did not run on {}: {}", rule.name, report.file(unrun.file), unrun.why());
        let associated_rule = Some(Reference { id: rule.code.clone() });
        Self { associated_rule, ..Self::new("note", "rule-not-run", &text) }
    }
}

/// `result` (3.27).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultOf<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    occurrence_count: Option<u64>,
    partial_fingerprints: PartialFingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
}

#[derive(Serialize)]
struct PartialFingerprints {
    #[serde(rename = "claimlint/v1")]
    claimlint: String,
}

/// `suppression` (3.35).
#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    justification: String,
}

impl<'a> ResultOf<'a> {
    /// One finding.
    pub(super) fn single(report: Report<'a>, rules: &[RuleId], finding: &Diagnostic, fingerprint: String) -> Self {
        Self {
            related_locations: related(report, finding),
            ..Self::new(report, rules, finding, sentence(finding, ""), fingerprint)
        }
    }

    /// All findings of one rule on one code.
    pub(super) fn group(report: Report<'a>, rules: &[RuleId], group: &Group) -> Self {
        let Group { first, code, count } = group;
        let of = if code.is_some() { "this code" } else { "other codes" };
        let more = format!(" ({} findings of this rule on {of}; this is the first)", grouped(*count));
        // The claim differs from one of them to the other: rule and code are what the result is.
        let rule = report.rule(first.rule);
        let aside = match first.standing {
            Standing::Open => String::new(),
            Standing::Allowed(number) => format!("/allowed-{number}"),
            Standing::Known => "/known".to_owned(),
        };
        let fingerprint = format!("{}/{}/{}{aside}", rule.code, first.severity, code.as_deref().unwrap_or("*"));
        Self {
            occurrence_count: Some(*count),
            ..Self::new(report, rules, first, sentence(first, if *count > 1 { &more } else { "" }), fingerprint)
        }
    }

    fn new(report: Report<'a>, rules: &[RuleId], finding: &Diagnostic, text: String, fingerprint: String) -> Self {
        let location = match finding.cells.first() {
            Some(cell) => Location::of_cell(report, finding, cell),
            None => Location::of_line(uri(report.file(finding.file)), finding.line),
        };
        Self {
            rule_id: &report.rule(finding.rule).code,
            rule_index: rules.binary_search(&finding.rule).ok(),
            level: level(finding.severity),
            message: Text { text },
            locations: vec![location],
            related_locations: Vec::new(),
            occurrence_count: None,
            partial_fingerprints: PartialFingerprints { claimlint: fingerprint },
            suppressions: report
                .set_aside(finding)
                .map(|why| Suppression { kind: "external", justification: why.to_owned() })
                .into_iter()
                .collect(),
        }
    }
}

/// Message, claim and help of a finding.
fn sentence(finding: &Diagnostic, more: &str) -> String {
    let mut text = format!("{}{more}", fit(&finding.message, MESSAGE));
    if let Some(claim) = finding.claim_id.as_deref().filter(|_| more.is_empty()) {
        // Writing to a String cannot fail.
        let _ = write!(text, " (claim {})", fit(claim, 60));
    }
    if !finding.help.trim().is_empty() {
        let _ = write!(text, "\n\nHelp: {}", fit(finding.help.trim(), MESSAGE));
    }
    text
}

fn related(report: Report<'_>, finding: &Diagnostic) -> Vec<Location> {
    let cells = finding.cells.iter().skip(1).filter(|cell| !cell.field.is_private()).take(RELATED);
    let location = |cell: &CellText| {
        let label = if cell.label.is_empty() { &cell.header } else { &cell.label };
        Location {
            message: Some(Text::new(&format!("{label}: {} = {}", cell.header, cell.printable()))),
            ..Location::of_cell(report, finding, cell)
        }
    };
    cells.map(location).collect()
}

/// `location` (3.28).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

/// `region` (3.30): lines and columns count from 1, columns are characters, the end is behind the last one.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u64>,
}

impl Location {
    fn of_cell(report: Report<'_>, finding: &Diagnostic, cell: &CellText) -> Self {
        let uri = uri(cell.elsewhere.as_deref().unwrap_or(report.file(finding.file)));
        let start = u64::from(cell.column.max(1));
        // A text that was cut short does not say where its cell ends, nor does one over two lines.
        let whole = !cell.value.ends_with('…') && !cell.value.contains('\n');
        let end = whole.then(|| start + cell.value.chars().count() as u64);
        Self::new(uri, Region { start_line: cell.line.max(1), start_column: Some(start), end_column: end })
    }

    fn of_line(uri: String, line: u64) -> Self {
        Self::new(uri, Region { start_line: line.max(1), start_column: None, end_column: None })
    }

    const fn new(uri: String, region: Region) -> Self {
        let physical_location = PhysicalLocation { artifact_location: ArtifactLocation { uri }, region };
        Self { physical_location, message: None }
    }
}
