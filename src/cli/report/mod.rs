//! `claimlint report`: the figures of a batch for the one who manages its coding.

mod outputs;

use super::Exit;
use super::inputs::{self, InputArguments};
use super::interrupt::stop_while_checking;
use super::output::print;
use super::progress::Bar;
use super::reading::ReadingArguments;
use super::redact::RedactArguments;
use super::selection::SelectionArguments;
use super::settings::SettingsArguments;
use super::terminal::Terminal;
use crate::check::{Outcome, Settings, Stop, check};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::render::{Format, html};
use crate::report::qa::{Audit, By, Draw, Earlier, Figures, Filled, Gathered, Groups, head, of_these_files, worksheet};
use crate::report::{Baseline, BaselineUse, Diagnostic, Looked, Marked, Naming, Report, Standing};
use clap::{Args, ValueHint};
use outputs::Outputs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct ReportArguments {
    #[command(flatten)]
    inputs: InputArguments,

    #[command(flatten)]
    reading: ReadingArguments,

    // Not a doc comment, which would want backticks that the terminal then shows.
    #[arg(
        long,
        value_name = "COLUMN",
        value_delimiter = ',',
        help = "Group claims by these: coder, payer, rendering_npi, specialty, taxonomy, place_of_service, claim_type, bill_type, month"
    )]
    by: Vec<By>,

    /// Findings named of each rule on the page
    #[arg(long, value_name = "N", default_value_t = html::EXAMPLES)]
    examples: usize,

    /// Against an earlier run: the JSON of a report or of check
    #[arg(long, value_name = "OLD.json", value_hint = ValueHint::FilePath)]
    compare: Option<PathBuf>,

    /// Draw claims for an audit by hand, so many with and so many without findings of each group of the first --by (coder,
    /// where none is named): the worksheet "audit" of --xlsx or --csv, its verdict column to be filled in with fault or ok. Not
    /// with --redact, for who looks at a claim has to find it
    #[arg(long, value_name = "N", value_parser = size, conflicts_with = "verdicts", help_heading = "Audit")]
    sample: Option<usize>,

    /// Another seed draws other claims
    #[arg(long, value_name = "S", value_parser = seed, default_value_t = 1, requires = "sample", help_heading = "Audit")]
    seed: u64,

    /// The worksheet filled in, as CSV or workbook: precision of each rule, and accuracy where it can be told; several
    /// times for several worksheets of one sample
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Audit")]
    verdicts: Vec<PathBuf>,

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

    #[command(flatten)]
    selection: SelectionArguments,

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
    found.passed_over().for_each(|copy| terminal.note(&copy));
    let inputs = found.without(&config)?;
    if arguments.sample.is_some() && arguments.redact.is_asked() {
        return Err(Error::Usage {
            message: "--sample does not go with --redact: who looks at a claim has to find it by its id".to_owned(),
            help: Some("draw without --redact and keep the worksheet where the claims are; --verdicts and --redact go together".to_owned()),
        });
    }
    let redact = arguments.redact.read()?;
    let redaction = redact.of(Format::Html);
    let earlier = arguments.compare.as_deref().map(earlier).transpose()?;
    let mut verdicts = filled(arguments)?;
    // From here on there are files that are not whole.
    let stop = stop_while_checking();
    let outputs = Outputs::open(arguments, &inputs)?;
    let bar = terminal.interactive.then(Bar::new);
    let draw = draw(arguments, &verdicts);
    let named = config.clone();
    let settings = settings(arguments, config, draw, (bar.as_ref(), stop));
    let mut outcome = check(&inputs, &settings).map_err(|error| named.placed(error))?;
    drop(bar);
    if let Some(path) = &named.baseline {
        let naming = Naming { key: redact.key.clone(), shows_ids: false };
        match known(path, &outcome, &naming) {
            Ok(known) => outcome.summary.baseline = Some(known),
            Err(error) => terminal.note(&format!("what the baseline knows is not said: {error}")),
        }
    }
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
    let findings = || outcome.findings.iter().filter(open);
    let groups = outcome.summary.groups.as_deref();
    let mut gathered = Gathered::new(arguments.examples).with_sample(groups);
    for finding in findings() {
        let finding = finding?;
        gathered.keep(&finding);
        gathered.add(&shown(finding));
    }
    let mut figures = Figures::new(report, &gathered);
    figures.changes = earlier.map(|earlier| earlier.changes(&figures));
    let groups = groups.unwrap_or(&none);
    let drawn = worksheet(report, groups, &gathered);
    if arguments.sample.is_some() && drawn.is_empty() {
        terminal.note("no claim was drawn: there is none that was judged and has a claim id");
    }
    if let Some(path) = arguments.verdicts.first() {
        of_these_files(&mut verdicts, outcome.summary.files.iter().map(|file| file.name.as_str()));
        let audit = Audit::of(&verdicts, &drawn, groups).map_err(|problem| Error::Input {
            path: path.clone(),
            problem,
            help: Some("leave one of them, or make them say the same".to_owned()),
        })?;
        about_this_batch(&audit, path, terminal)?;
        figures.audit = Some(audit);
    }
    for hint in figures.hints() {
        terminal.note(&hint);
    }
    let worksheet = arguments.sample.map(|_| drawn.as_slice());
    let findings = || findings().map(|finding| finding.map(shown));
    outputs.write(report, &figures, worksheet, &findings, terminal)?;
    Ok(match outcome.failed.as_slice() {
        _ if outcome.is_interrupted() => Exit::Interrupted,
        [] => Exit::Clean,
        _ => Exit::Failed,
    })
}

/// How many of the findings the baseline of the settings knows. They count: a fault that is known is one.
fn known(path: &Path, outcome: &Outcome, naming: &Naming) -> Result<BaselineUse> {
    let baseline = Baseline::read(path, naming)?;
    let looked = Looked::of(&outcome.rules, &outcome.summary);
    let Marked { findings, fixed, unseen } = baseline.mark(&looked, &outcome.findings, naming)?;
    Ok(BaselineUse {
        path: path.display().to_string(),
        known: findings.known(),
        fixed: fixed.len(),
        not_looked_at: unseen.len(),
    })
}

/// The rows of all worksheets that are given back.
///
/// # Errors
/// When one cannot be read, or its groups are by something else than those of this run.
fn filled(arguments: &ReportArguments) -> Result<Vec<Filled>> {
    let by = arguments.by.first().copied().unwrap_or(By::Column(Field::Coder)).to_string();
    let mut all = Vec::new();
    for path in &arguments.verdicts {
        let mut rows = super::verdicts::read(path)?;
        let other = |kind: &&str| kind.contains(' ') && *kind != head(&by);
        if let Some(kind) = rows.first().map(|(row, _)| row.kind.as_str()).filter(other) {
            let drawn_by = kind.rsplit(' ').next().unwrap_or_default();
            return Err(Error::Input {
                path: path.clone(),
                problem: format!("it was drawn by {drawn_by}, and this run groups by {by}"),
                help: Some(format!("name {drawn_by} first: --by {drawn_by}")),
            });
        }
        if arguments.verdicts.len() > 1 {
            for (row, _) in &mut rows {
                row.row = format!("{} of {}", row.row, path.display());
            }
        }
        all.extend(rows);
    }
    Ok(all)
}

/// How many claims are drawn.
fn size(text: &str) -> std::result::Result<usize, String> {
    let size = text.trim().parse().ok().filter(|size| *size > 0);
    size.ok_or_else(|| "say how many claims are drawn of each kind and group: a whole number, 1 or more".to_owned())
}

fn seed(text: &str) -> std::result::Result<u64, String> {
    text.trim().parse().map_err(|_| "a seed is a whole number, 0 or more, such as 7".to_owned())
}

/// The claims to be drawn: by lot, or those an auditor has looked at.
fn draw(arguments: &ReportArguments, verdicts: &[Filled]) -> Option<Draw> {
    let by_lot = |size: usize| Draw::ByLot { size, seed: arguments.seed };
    let named = || Draw::Named(Arc::new(verdicts.iter().map(|(row, _)| row.claim_id.clone()).collect()));
    arguments.sample.map(by_lot).or_else(|| (!verdicts.is_empty()).then(named))
}

/// Verdicts of which not one is about the batch are those of another.
fn about_this_batch(audit: &Audit, path: &Path, terminal: &Terminal) -> Result<()> {
    if audit.verdicts > 0 {
        if audit.unmatched > 0 {
            let all = audit.verdicts + audit.unmatched;
            terminal.note(&format!(
                "{} of {all} verdicts of {} are not counted: this batch has no such file, claim, finding or group. Where the claims \
                 are the same, a spreadsheet may have changed ids and fingerprints as it saved the worksheet as CSV, 007 to 7: \
                 fill in the workbook of --xlsx, or read these columns as text",
                audit.unmatched,
                path.display()
            ));
        }
        return Ok(());
    }
    Err(Error::Input {
        path: path.to_path_buf(),
        problem: format!("not one of its verdicts ({}) is about this batch", audit.unmatched),
        help: Some("check the files it was drawn from, with the first --by it was drawn with; a spreadsheet that saves CSV changes ids such as 007".to_owned()),
    })
}

fn settings(
    arguments: &ReportArguments,
    mut config: Config,
    draw: Option<Draw>,
    (bar, stop): (Option<&Bar>, Stop),
) -> Settings {
    arguments.selection.over(&mut config);
    let mut by: Vec<By> = Vec::new();
    for &kind in &arguments.by {
        if !by.contains(&kind) {
            by.push(kind);
        }
    }
    if by.is_empty() && draw.is_some() {
        by.push(By::Column(Field::Coder));
    }
    Settings { sample: draw, groups: Some(by), ..arguments.selection.settings(config, &arguments.reading, bar, stop) }
}

fn earlier(path: &Path) -> Result<Earlier> {
    let json = std::fs::read(path).map_err(Error::io("read", path))?;
    Earlier::read(&json).map_err(|problem| Error::Input {
        path: path.to_path_buf(),
        problem,
        help: Some(
            "write one with `claimlint report FILE --json PATH` or `claimlint check FILE --output json=PATH`"
                .to_owned(),
        ),
    })
}
