//! `claimlint check`: the arguments, the settings they make together with `claimlint.toml`, and where the report goes.

use super::output::{Destination, WholeFile, stdout, stdout_ended};
use super::progress::Bar;
use super::reading::ReadingArguments;
use super::terminal::{Terminal, WIDTH};
use super::{Exit, inputs};
use crate::check::{Input, Outcome, Settings, check};
use crate::config::Config;
use crate::date::Date;
use crate::error::{Error, Result};
use crate::render::{Channel, Format, Look, write_report, write_summary};
use crate::report::{Report, Summary};
use crate::rule::Severity;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueHint};
use std::io::{self, Write};
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

    #[command(flatten)]
    reading: ReadingArguments,

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

    /// Show findings of this severity or worse: error, warning or info; all are counted. The JSON formats hold all
    #[arg(long, value_name = "SEVERITY", default_value = "warning", value_parser = severities(), hide_possible_values = true, help_heading = "Result")]
    min_severity: Severity,

    /// Findings shown of each rule in the human format; all are counted
    #[arg(long, value_name = "N", default_value_t = 100, help_heading = "Result")]
    max_per_rule: u64,

    /// No summary and no progress bar
    #[arg(long, short, help_heading = "Result")]
    quiet: bool,

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
    let mut config = config(arguments.config.as_deref(), arguments.isolated, &inputs)?;
    let fail_on = arguments.fail_on.or(config.fail_on).unwrap_or(Severity::Error);
    let mut files = open_outputs(&arguments.output, &inputs)?;
    let bar = (terminal.interactive && !arguments.quiet).then(Bar::new);
    let reading = arguments.reading.settings(&mut config);
    let settings = Settings {
        threads: arguments.threads,
        as_of: arguments.as_of,
        // What is selected now stands for what was settled once; what is ignored comes on top of it.
        select: if arguments.select.is_empty() { config.select } else { arguments.select },
        ignore: config.ignore.into_iter().chain(arguments.ignore).collect(),
        packs: config.packs.into_iter().chain(arguments.pack).collect(),
        data: arguments.data.or(config.data),
        tables: config.tables,
        progress: bar.as_ref().map(Bar::progress),
        ..reading
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
        summary: !arguments.quiet,
        links: false,
    };
    let shown = Look { colour: terminal.colour, width: terminal.width, links: terminal.links, ..look };
    write(&outcome, arguments.format, shown, look, &mut files)?;
    for (_, file) in files {
        file.finish()?;
    }
    if arguments.format == Format::Concise && !arguments.quiet {
        write_summary_aside(&outcome, Look { colour: terminal.colour_errors, ..shown });
    }
    Ok(exit(&outcome, fail_on, arguments.exit_zero))
}

/// The settings of the file that is named, or of the one nearest to the inputs.
pub(super) fn config(named: Option<&Path>, isolated: bool, inputs: &[Input]) -> Result<Config> {
    if isolated {
        return Ok(Config::default());
    }
    if let Some(path) = named {
        return Config::read(path);
    }
    let nearest_to = match inputs.first() {
        Some(Input::File(path)) => path.as_path(),
        _ => Path::new("."),
    };
    Ok(Config::nearest(nearest_to)?.unwrap_or_default())
}

/// Begins every file of `--output` before anything is checked: a folder that cannot be written is said at once.
fn open_outputs(destinations: &[Destination], inputs: &[Input]) -> Result<Vec<(Format, WholeFile)>> {
    let mut taken: Vec<PathBuf> = Vec::new();
    let claims: Vec<PathBuf> = inputs
        .iter()
        .filter_map(|input| match input {
            Input::File(path) => path.canonicalize().ok(),
            Input::Stdin { .. } | Input::Text { .. } => None,
        })
        .collect();
    let mut files = Vec::new();
    for Destination { format, path } in destinations {
        let place = path.canonicalize().or_else(|_| std::path::absolute(path)).map_err(Error::io("write", path))?;
        let usage = |message: String| Error::Usage { message, help: Some("name another file".to_owned()) };
        if claims.contains(&place) {
            return Err(usage(format!("{} is a claim file to check: it is not written over", path.display())));
        }
        if taken.contains(&place) {
            return Err(usage(format!("{} is named by --output twice", path.display())));
        }
        taken.push(place);
        files.push((*format, WholeFile::create(path)?));
    }
    Ok(files)
}

/// Writes the report to standard output and to all files, in one pass over the findings.
fn write(outcome: &Outcome, format: Format, shown: Look, look: Look, files: &mut [(Format, WholeFile)]) -> Result<()> {
    let report = Report { rules: &outcome.rules, summary: &outcome.summary };
    let mut out = stdout();
    let mut channels = vec![Channel::new(format.renderer(shown), &mut out)];
    channels.extend(files.iter_mut().map(|(format, file)| Channel::new(format.renderer(look), file)));
    write_report(report, &outcome.findings, &mut channels)?;
    let mut broken: Vec<Option<io::Error>> = channels.into_iter().map(Channel::into_error).collect();
    let stdout_error = broken.remove(0);
    for (error, (_, file)) in broken.into_iter().zip(files) {
        if let Some(error) = error {
            return Err(file.failed(error));
        }
    }
    stdout_ended(stdout_error)
}

/// The summary beside a format that has no room for it.
fn write_summary_aside(outcome: &Outcome, look: Look) {
    let report = Report { rules: &outcome.rules, summary: &outcome.summary };
    let mut summary = Vec::new();
    // Writing to memory cannot fail; where standard error cannot be written, nobody is there to be told.
    let _ = write_summary(report, look, &mut summary);
    let _ = io::stderr().write_all(&summary);
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
