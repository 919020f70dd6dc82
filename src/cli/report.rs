//! `claimlint report`: the figures of a batch for the one who manages its coding.

use super::Exit;
use super::inputs::{self, InputArguments};
use super::output::{WholeFile, print, spare_claims};
use super::progress::Bar;
use super::redact::RedactArguments;
use super::settings::SettingsArguments;
use super::terminal::Terminal;
use crate::check::{Input, Settings, check};
use crate::config::Config;
use crate::date::Date;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::render::{Format, html, tables};
use crate::report::qa::audit::{self, SheetRow};
use crate::report::qa::{Audit, By, Draw, Earlier, Figures, Gathered, Groups};
use crate::report::{Diagnostic, Report, Standing};
use clap::{Args, ValueHint};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct ReportArguments {
    #[command(flatten)]
    inputs: InputArguments,

    /// Group claims by these: coder, payer, rendering_npi, specialty, taxonomy, place_of_service, claim_type, bill_type,
    /// month
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    by: Vec<By>,

    /// Findings named of each rule on the page
    #[arg(long, value_name = "N", default_value_t = html::EXAMPLES)]
    examples: usize,

    /// Against an earlier run: the JSON of a report or of check
    #[arg(long, value_name = "OLD.json", value_hint = ValueHint::FilePath)]
    compare: Option<PathBuf>,

    /// Draw claims for an audit by hand, so many with and so many without findings of each group of the first --by (coder,
    /// where none is named): a worksheet beside the other tables, its verdict column to be filled in with fault or ok
    #[arg(long, value_name = "N", conflicts_with_all = ["redact", "verdicts"], help_heading = "Audit")]
    sample: Option<std::num::NonZeroUsize>,

    /// Another seed draws other claims
    #[arg(long, value_name = "S", default_value_t = 1, requires = "sample", help_heading = "Audit")]
    seed: u64,

    /// The worksheet filled in, as CSV or workbook: precision of each rule, and accuracy
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Audit")]
    verdicts: Option<PathBuf>,

    /// Write one page for a browser, that needs nothing else
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Where to")]
    html: Option<PathBuf>,

    /// Write a workbook: figures, findings, groups, what was not checked
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Where to")]
    xlsx: Option<PathBuf>,

    /// Write the same tables as CSV files into a folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Where to")]
    csv: Option<PathBuf>,

    /// Write the figures as JSON, for --compare and for programs
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Where to")]
    json: Option<PathBuf>,

    /// Print the tables in Markdown, as is done where nothing else is asked for
    #[arg(long, help_heading = "Where to")]
    markdown: bool,

    /// Run only these rules: names, codes, beginnings of codes or packs, separated by commas
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    select: Vec<String>,

    /// Leave these rules out, named in the same ways
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    ignore: Vec<String>,

    /// A rule file beside the built-in rules; can be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Rules")]
    pack: Vec<PathBuf>,

    /// Judge diagnoses of claims without a readable date by the code set of this date
    #[arg(long, value_name = "DATE", value_parser = super::check::date, help_heading = "Rules")]
    as_of: Option<Date>,

    #[command(flatten)]
    redact: RedactArguments,

    #[command(flatten)]
    settings: SettingsArguments,
}

/// Checks the files and writes the report. What is found is no failure: the report is there to say it.
///
/// # Errors
/// When nothing could be checked or a report could not be written.
pub(super) fn run(arguments: &ReportArguments, terminal: &Terminal) -> Result<Exit> {
    let found = inputs::find(&arguments.inputs)?;
    let config = arguments.settings.read(&found.inputs())?;
    if arguments.settings.show_settings {
        print(&config.to_string())?;
        return Ok(Exit::Clean);
    }
    let inputs = found.without(&config)?;
    let redaction = arguments.redact.read()?.of(Format::Html);
    let earlier = arguments.compare.as_deref().map(earlier).transpose()?;
    let verdicts = arguments.verdicts.as_deref().map(super::verdicts::read).transpose()?;
    let outputs = Outputs::open(arguments, &inputs)?;
    let bar = terminal.interactive.then(Bar::new);
    let outcome = check(&inputs, &settings(arguments, config, bar.as_ref()))?;
    drop(bar);
    for error in &outcome.failed {
        terminal.error(error);
    }
    let none = Groups::default();
    let report = Report { rules: &outcome.rules, summary: &outcome.summary };
    let shown = |finding: Diagnostic| match &redaction {
        Some(redaction) => redaction.apply(report.rule(finding.rule), &finding),
        None => finding,
    };
    // What is set aside counts nowhere.
    let open = |finding: &Result<Diagnostic>| finding.as_ref().map_or(true, |f| f.standing == Standing::Open);
    let findings = || outcome.findings.iter().filter(open).map(|finding| finding.map(shown));
    let groups = outcome.summary.groups.as_deref();
    let mut gathered = Gathered::new(arguments.examples).with_sample(groups);
    for finding in findings() {
        gathered.add(&finding?);
    }
    let mut figures = Figures::new(report, &gathered);
    figures.changes = earlier.map(|earlier| earlier.changes(&figures));
    let groups = groups.unwrap_or(&none);
    figures.audit = verdicts.map(|rows| Audit::of(&rows, groups));
    let worksheet = arguments.sample.map(|_| audit::worksheet(report, groups, &gathered));
    outputs.write(report, &figures, worksheet.as_deref(), &findings)?;
    Ok(if outcome.failed.is_empty() { Exit::Clean } else { Exit::Failed })
}

fn settings(arguments: &ReportArguments, config: Config, bar: Option<&Bar>) -> Settings {
    let audits = arguments.sample.is_some() || arguments.verdicts.is_some();
    let mut by: Vec<By> = Vec::new();
    for &kind in &arguments.by {
        if !by.contains(&kind) {
            by.push(kind);
        }
    }
    if by.is_empty() && audits {
        by.push(By::Column(Field::Coder));
    }
    Settings {
        sample: arguments.sample.map(|size| Draw { size: size.get(), seed: arguments.seed }),
        as_of: arguments.as_of,
        columns: config.columns,
        select: if arguments.select.is_empty() { config.select } else { arguments.select.clone() },
        ignore: config.ignore.into_iter().chain(arguments.ignore.iter().cloned()).collect(),
        packs: config.packs.into_iter().chain(arguments.pack.iter().cloned()).collect(),
        severity: config.severity,
        files: config.files,
        allow: config.allow,
        data: config.data,
        tables: config.tables,
        groups: Some(by),
        progress: bar.map(Bar::progress),
        ..Settings::default()
    }
}

fn earlier(path: &Path) -> Result<Earlier> {
    let json = std::fs::read(path).map_err(Error::io("read", path))?;
    Earlier::read(&json).ok_or_else(|| Error::Input {
        path: path.to_path_buf(),
        problem: "neither the JSON of a report nor that of `claimlint check`".to_owned(),
        help: Some(
            "write one with `claimlint report FILE --json PATH` or `claimlint check FILE --output json=PATH`"
                .to_owned(),
        ),
    })
}

/// Where the report goes. Everything is begun before anything is checked.
struct Outputs {
    html: Option<WholeFile>,
    xlsx: Option<WholeFile>,
    json: Option<WholeFile>,
    csv: Option<PathBuf>,
    markdown: bool,
}

impl Outputs {
    fn open(arguments: &ReportArguments, inputs: &[Input]) -> Result<Self> {
        let ReportArguments { html, xlsx, json, csv, .. } = arguments;
        let in_folder = csv.iter().flat_map(|folder| tables::names(&arguments.by).map(|name| in_folder(folder, &name)));
        let mut taken: Vec<PathBuf> = Vec::new();
        for path in [html, xlsx, json].into_iter().flatten().cloned().chain(in_folder) {
            spare_claims(&path, inputs)?;
            let place = std::path::absolute(&path).map_err(Error::io("write", &path))?;
            if taken.contains(&place) {
                let message = format!("{} is named twice", path.display());
                return Err(Error::Usage { message, help: Some("name another file".to_owned()) });
            }
            taken.push(place);
        }
        let open = |path: &Option<PathBuf>| path.as_deref().map(WholeFile::create).transpose();
        if let Some(folder) = csv {
            std::fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
        }
        let nothing = html.is_none() && xlsx.is_none() && json.is_none() && csv.is_none();
        Ok(Self {
            html: open(html)?,
            xlsx: open(xlsx)?,
            json: open(json)?,
            csv: csv.clone(),
            markdown: arguments.markdown || nothing,
        })
    }

    fn write<F: Iterator<Item = Result<Diagnostic>>>(
        self,
        report: Report<'_>,
        figures: &Figures,
        worksheet: Option<&[SheetRow]>,
        findings: &dyn Fn() -> F,
    ) -> Result<()> {
        let row = |finding: Result<Diagnostic>| finding.map(|finding| tables::finding_row(report, &finding));
        let findings = || findings().map(row);
        if let Some(file) = self.html {
            whole(file, html::page(figures).as_bytes())?;
        }
        if let Some(mut file) = self.json {
            let written = serde_json::to_writer_pretty(&mut file, figures);
            written.map_err(|error| file.failed(error.into()))?;
            whole(file, b"\n")?;
        }
        let mut tables = tables::tables(figures);
        tables.extend(worksheet.map(tables::worksheet));
        if let Some(file) = self.xlsx {
            let failed = |source| file.failed(source);
            let bytes = tables::write_workbook(&tables, &tables::FINDING_HEADS, findings(), &failed)?;
            whole(file, &bytes)?;
        }
        if let Some(folder) = self.csv {
            for table in &tables {
                let rows = table.rows.iter().cloned().map(Ok);
                write_csv(&folder, &table.name, &table.heads, rows)?;
            }
            write_csv(&folder, "findings", &tables::FINDING_HEADS, findings())?;
        }
        if self.markdown { print(&tables::markdown(&tables)) } else { Ok(()) }
    }
}

fn whole(mut file: WholeFile, bytes: &[u8]) -> Result<()> {
    file.write_all(bytes).map_err(|error| file.failed(error))?;
    file.finish()
}

/// The file of a table.
fn in_folder(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{}.csv", name.replace(' ', "-")))
}

fn write_csv(
    folder: &Path,
    name: &str,
    heads: &[&str],
    rows: impl Iterator<Item = Result<Vec<tables::Cell>>>,
) -> Result<()> {
    let path = in_folder(folder, name);
    let mut file = WholeFile::create(&path)?;
    tables::write_csv(heads, rows, &mut file, &|source| Error::io("write", &path)(source))?;
    file.finish()
}
