//! The figures of a report as tables: the same ones in a workbook, as CSV files and in Markdown.

mod audit;
mod changes;
mod comma;
mod finding;
mod markdown;
mod unchecked;
mod workbook;

pub use audit::{read_worksheet, worksheet};
pub use comma::write_csv;
pub use finding::{finding_heads, finding_row};
pub use markdown::markdown;
pub use workbook::write_workbook;

use super::remarks::interrupted;
use crate::report::qa::figures::ByFigures;
use crate::report::qa::{By, Figures, GroupFigures, RateFigures};

/// A table under way to a file.
#[derive(Clone, PartialEq, Debug)]
pub struct Table<'t> {
    /// Its name: a sheet, a file, a heading.
    pub name: String,
    /// The heads of its columns.
    pub heads: Vec<&'t str>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in a cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A count.
    Count(u64),
    /// A rate, from 0 to 1; empty of nothing.
    Rate(Option<f64>),
    /// Any other number, to two decimals; empty where there is none.
    Number(Option<f64>),
    /// Money, in hundredths.
    Money(Option<i64>),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

/// Text as a spreadsheet shows it: control characters are left out, those that part words are blanks.
fn legible(text: &str) -> String {
    let blank = |c: char| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c };
    text.chars().map(blank).filter(|c| !c.is_control()).collect()
}

/// Whether a spreadsheet that reads the text from CSV would run it.
fn runs(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@'])
}

/// Text in CSV, which has no other mark for text that does not run than an apostrophe.
fn neutral(text: &str) -> String {
    let text = legible(text);
    if runs(&text) { format!("'{text}") } else { text }
}

/// All tables of a report but that of the findings.
#[must_use]
pub fn tables(figures: &Figures) -> Vec<Table<'static>> {
    let mut tables = vec![summary(figures), rules(figures)];
    tables.extend(figures.by.iter().map(groups));
    tables.push(months(figures));
    tables.push(codes(figures));
    tables.push(unchecked::not_checked(figures));
    tables.extend(figures.changes.iter().flat_map(changes::changes));
    tables.extend(figures.audit.iter().flat_map(audit::audit));
    tables
}

/// How the heads of each table begin, as nothing else's do.
const BEGINNINGS: [&str; 12] = [
    "what,judged,without errors,lint-clean rate,",
    "severity,code,rule,message,what to do,",
    "code,rule,severity,findings,claims,what it means,",
    "group,claims judged,without errors,lint-clean rate,",
    "month,claims judged,without errors,lint-clean rate,",
    "code,with,findings,errors,most often by",
    "file,number,what",
    "rule,change,before,now,per 100 claims before,",
    "group,by,before,now,points,",
    "what,number",
    "rule,right,findings looked at,precision,",
    "group,unflagged claims looked at,",
];

/// Whether a text that begins so is a table of a report as CSV, and no claims.
#[must_use]
pub fn is_table(beginning: &str) -> bool {
    let head = beginning.lines().next().unwrap_or_default();
    head.contains(",file,line,claim_id,claim_line,claimlint,rule,")
        || BEGINNINGS.iter().any(|table| if table.ends_with(',') { head.starts_with(table) } else { head == *table })
}

/// The names of all tables a report by these groups can have, that of the findings included.
pub fn names(by: &[By]) -> impl Iterator<Item = String> {
    let fixed = [
        "summary",
        "findings",
        "rules",
        "months",
        "codes",
        "not checked",
        "changes",
        "trend",
        "verdicts",
        "precision",
        "accuracy",
        "audit",
    ];
    let by: Vec<String> = by.iter().map(|by| format!("by {by}")).collect();
    fixed.into_iter().map(str::to_owned).chain(by)
}

fn summary(figures: &Figures) -> Table<'static> {
    let all = &figures.all;
    let rate = |what: &str, rate: &RateFigures| {
        vec![
            what.into(),
            rate.of.into(),
            rate.clean.into(),
            Cell::Rate(rate.rate),
            Cell::Rate(rate.low),
            Cell::Rate(rate.high),
            rate.without_warnings.into(),
            rate.not_judged.into(),
            (rate.of + rate.not_judged).into(),
        ]
    };
    let total = |what: &str, number: Cell| {
        let nothing = std::iter::repeat_n(Cell::Number(None), 7);
        [what.into()].into_iter().chain(nothing).chain([number]).collect::<Vec<Cell>>()
    };
    let mut rows =
        vec![rate("claims", &all.claims), rate("lines", &all.lines), rate("diagnosis cells", &all.diagnoses)];
    for (what, number) in [("errors", all.errors), ("warnings", all.warnings), ("infos", all.infos)] {
        rows.push(total(what, number.into()));
    }
    if let Some(charge) = &all.charge {
        rows.push(total("charged", Cell::Money(Some(charge.all))));
        rows.push(total("charged on claims with errors", Cell::Money(Some(charge.with_errors))));
        rows.push(total("charges that could not be read", charge.unread.into()));
        rows.push(total("claims with errors that have no charge", charge.without.into()));
    }
    if figures.rows_of_no_claim > 0 {
        rows.push(total("rows that could not be read, of no claim counted", figures.rows_of_no_claim.into()));
    }
    if figures.interrupted {
        // Before any figure: the sheet is the first that is seen.
        rows.insert(0, total(&interrupted(0), Cell::Number(None)));
    }
    Table {
        name: "summary".to_owned(),
        heads: vec![
            "what",
            "judged",
            "without errors",
            "lint-clean rate",
            "95 % from",
            "95 % to",
            "without errors and warnings",
            "not judged",
            "total",
        ],
        rows,
    }
}

fn rules(figures: &Figures) -> Table<'static> {
    let row = |rule: &crate::report::qa::RuleFigures| {
        vec![
            rule.code.as_str().into(),
            rule.rule.as_str().into(),
            rule.severity.word().into(),
            rule.count.into(),
            rule.claims.into(),
            rule.meaning.as_str().into(),
            rule.fix.as_str().into(),
            rule.source.as_str().into(),
        ]
    };
    Table {
        name: "rules".to_owned(),
        heads: vec!["code", "rule", "severity", "findings", "claims", "what it means", "what to do", "source"],
        rows: figures.rules.iter().map(row).collect(),
    }
}

fn groups(by: &ByFigures) -> Table<'static> {
    let row = |group: &GroupFigures| {
        let faults: Vec<String> =
            group.faults.iter().map(|fault| format!("{} ({})", fault.rule, fault.claims)).collect();
        vec![
            group.label.as_str().into(),
            group.claims.of.into(),
            group.claims.clean.into(),
            Cell::Rate(group.claims.rate),
            Cell::Rate(group.claims.low),
            Cell::Rate(group.claims.high),
            group.claims.not_judged.into(),
            Cell::Rate(group.lines.rate),
            Cell::Rate(group.diagnoses.rate),
            group.errors.into(),
            group.warnings.into(),
            group.infos.into(),
            Cell::Money(group.charge.as_ref().map(|charge| charge.all)),
            Cell::Money(group.charge.as_ref().map(|charge| charge.with_errors)),
            group.charge.as_ref().map_or(0, |charge| charge.unread).into(),
            group.charge.as_ref().map_or(0, |charge| charge.without).into(),
            Cell::Text(faults.join("; ")),
        ]
    };
    Table {
        name: format!("by {}", by.by),
        heads: vec![
            "group",
            "claims judged",
            "without errors",
            "lint-clean rate",
            "95 % from",
            "95 % to",
            "not judged",
            "lines: rate",
            "diagnosis cells: rate",
            "errors",
            "warnings",
            "infos",
            "charged",
            "charged, with errors",
            "charges not read",
            "claims with errors, no charge",
            "most often found (judged claims)",
        ],
        rows: by.groups.iter().map(row).collect(),
    }
}

fn months(figures: &Figures) -> Table<'static> {
    let row = |(month, rate): &(String, RateFigures)| {
        vec![
            month.as_str().into(),
            rate.of.into(),
            rate.clean.into(),
            Cell::Rate(rate.rate),
            Cell::Rate(rate.low),
            Cell::Rate(rate.high),
            rate.not_judged.into(),
            Cell::Text(blind(figures, month)),
        ]
    };
    Table {
        name: "months".to_owned(),
        heads: vec![
            "month",
            "claims judged",
            "without errors",
            "lint-clean rate",
            "95 % from",
            "95 % to",
            "not judged",
            "rules that did not look at all of it",
        ],
        rows: figures.all.months.iter().map(row).collect(),
    }
}

/// The rules that did not look at services of a month.
fn blind(figures: &Figures, month: &str) -> String {
    let rules = figures.blind_in(month).into_iter().map(|(rule, until)| format!("{rule} (after {until})"));
    rules.collect::<Vec<_>>().join(", ")
}

fn codes(figures: &Figures) -> Table<'static> {
    let row = |code: &crate::report::qa::codes::CodeFigures| {
        vec![
            code.codes.first().map_or("", String::as_str).into(),
            code.codes.get(1).map_or("", String::as_str).into(),
            code.findings.into(),
            code.errors.into(),
            code.rule.as_str().into(),
        ]
    };
    Table {
        name: "codes".to_owned(),
        heads: vec!["code", "with", "findings", "errors", "most often by"],
        rows: figures.codes.iter().chain(&figures.pairs).map(row).collect(),
    }
}
