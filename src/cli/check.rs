//! `claimlint check`: the arguments, the settings they make together with `claimlint.toml`, and where the report goes.

use super::output::Destination;
use super::progress::Bar;
use super::redact::RedactArguments;
use super::reporting::{Reporting, write_summary_aside};
use super::terminal::{Terminal, WIDTH};
use super::{Exit, inputs};
use crate::check::{Input, Outcome, Settings, check};
use crate::config::Config;
use crate::date::Date;
use crate::error::Result;
use crate::render::{Format, Look};
use crate::report::Summary;
use crate::rule::Severity;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueHint};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct CheckArguments {
    /// Claim files, folders (every .csv, .txt, .psv and .tsv below them), or - for standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    files: Vec<PathBuf>,

    /// Format of the report on standard output
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = formats())]
    format: Format,

    /// Also write the report to a file, as in json=report.json; can be repeated
    #[arg(long, value_name = "FORMAT=PATH")]
    output: Vec<Destination>,

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
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "Rules")]
    as_of: Option<Date>,

    /// Use the code sets in this folder, made by `claimlint data import`
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Rules")]
    data: Option<PathBuf>,

    /// Exit with 1 on findings of this severity or worse: error, warning or info [default: error]
    #[arg(long, value_name = "SEVERITY", value_parser = severities(), hide_possible_values = true, help_heading = "Result")]
    fail_on: Option<Severity>,

    /// Exit with 0 whatever is found; still with 2 when the run could not do its work
    #[arg(long, help_heading = "Result")]
    exit_zero: bool,

    /// Show findings of this severity or worse: error, warning or info; all are counted. Formats for programs hold all
    #[arg(long, value_name = "SEVERITY", default_value = "warning", value_parser = severities(), hide_possible_values = true, help_heading = "Result")]
    min_severity: Severity,

    /// Findings shown of each rule in the human and markdown formats; all are counted
    #[arg(long, value_name = "N", default_value_t = 100, help_heading = "Result")]
    max_per_rule: u64,

    /// No summary and no progress bar
    #[arg(long, short, help_heading = "Result")]
    quiet: bool,

    /// Name every rule that did not run
    #[arg(long, short, conflicts_with = "quiet", help_heading = "Result")]
    verbose: bool,

    #[command(flatten)]
    redact: RedactArguments,

    /// Settings to use instead of those of the nearest claimlint.toml
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Run")]
    config: Option<PathBuf>,

    /// Use no claimlint.toml
    #[arg(long, conflicts_with = "config", help_heading = "Run")]
    isolated: bool,

    /// Threads to use [default: as many as there are processors]
    #[arg(long, value_name = "N", help_heading = "Run")]
    threads: Option<NonZeroUsize>,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::word)).try_map(|word| word.parse())
}

fn severities() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::WORST_FIRST.map(Severity::word)).try_map(|word| word.parse())
}

/// A date on the command line.
pub(super) fn date(text: &str) -> Result<Date, String> {
    Date::parse(text.as_bytes()).ok_or_else(|| "not a date: write it as 2025-10-01".to_owned())
}

/// Checks the files and writes the report.
///
/// # Errors
/// When nothing could be checked or the report could not be written.
pub(super) fn run(arguments: CheckArguments, terminal: &Terminal) -> Result<Exit> {
    let inputs = inputs::expand(&arguments.files)?;
    let config = config(&arguments, &inputs)?;
    let fail_on = arguments.fail_on.or(config.fail_on).unwrap_or(Severity::Error);
    let redact = arguments.redact.read()?;
    let reporting = Reporting::open(arguments.format, &arguments.output, redact, &inputs)?;
    let bar = (terminal.interactive && !arguments.quiet).then(Bar::new);
    let settings = Settings {
        threads: arguments.threads,
        as_of: arguments.as_of,
        columns: config.columns,
        // What is selected now stands for what was settled once; what is ignored comes on top of it.
        select: if arguments.select.is_empty() { config.select } else { arguments.select },
        ignore: config.ignore.into_iter().chain(arguments.ignore).collect(),
        packs: config.packs.into_iter().chain(arguments.pack).collect(),
        data: arguments.data.or(config.data),
        tables: config.tables,
        progress: bar.as_ref().map(Bar::progress),
        ..Settings::default()
    };
    let outcome = check(&inputs, &settings)?;
    drop(bar);
    for error in &outcome.failed {
        terminal.error(error);
    }
    let look = Look {
        colour: false,
        width: WIDTH,
        max_per_rule: arguments.max_per_rule,
        min_severity: arguments.min_severity,
        fail_on,
        set_aside: false,
        summary: !arguments.quiet,
        verbose: arguments.verbose,
    };
    let shown = Look { colour: terminal.colour, width: terminal.width, ..look };
    reporting.write(&outcome, shown, look)?;
    if arguments.format == Format::Concise && !arguments.quiet {
        write_summary_aside(&outcome, Look { colour: terminal.colour_errors, ..shown });
    }
    Ok(exit(&outcome, fail_on, arguments.exit_zero))
}

fn config(arguments: &CheckArguments, inputs: &[Input]) -> Result<Config> {
    if arguments.isolated {
        return Ok(Config::default());
    }
    if let Some(path) = &arguments.config {
        return Config::read(path);
    }
    let nearest_to = match inputs.first() {
        Some(Input::File(path)) => path.as_path(),
        _ => Path::new("."),
    };
    Ok(Config::nearest(nearest_to)?.unwrap_or_default())
}

fn exit(outcome: &Outcome, fail_on: Severity, exit_zero: bool) -> Exit {
    if !outcome.failed.is_empty() {
        Exit::Failed
    } else if !exit_zero && fails(&outcome.summary, fail_on) {
        Exit::Findings
    } else {
        Exit::Clean
    }
}

fn fails(summary: &Summary, fail_on: Severity) -> bool {
    Severity::WORST_FIRST
        .into_iter()
        .filter(|severity| *severity >= fail_on)
        .any(|severity| summary.count(severity) > 0)
}
