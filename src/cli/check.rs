//! `claimlint check`: the arguments, the settings they make together with `claimlint.toml`, and how the run ends.

use super::Exit;
use super::gate::{Gate, GateArguments, fails};
use super::inputs::{self, InputArguments};
use super::interrupt::stop_while_checking;
use super::output::{Destination, Targets, print};
use super::progress::Bar;
use super::reading::ReadingArguments;
use super::redact::RedactArguments;
use super::reporting::{Reporting, write_remarks_aside, write_summary_aside};
use super::selection::SelectionArguments;
use super::settings::SettingsArguments;
use super::terminal::{Terminal, WIDTH};
use crate::check::{Outcome, Settings, check};
use crate::config::Config;
use crate::date::Date;
use crate::error::Result;
use crate::render::{Detail, Format, Look};
use crate::report::Rate;
use crate::report::qa::By;
use crate::rule::Severity;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    inputs: InputArguments,

    /// Format of the report on standard output
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = formats())]
    format: Format,

    /// Also write the report to a file, as in json=report.json; can be repeated
    #[arg(long, value_name = "FORMAT=PATH")]
    output: Vec<Destination>,

    #[command(flatten)]
    reading: ReadingArguments,

    #[command(flatten)]
    selection: SelectionArguments,

    /// Exit with 1 on findings of this severity or worse: error, warning or info [default: error]
    #[arg(long, value_name = "SEVERITY", value_parser = severities(), hide_possible_values = true, help_heading = "Result")]
    fail_on: Option<Severity>,

    /// Errors allowed before the run fails
    #[arg(long, value_name = "N", allow_negative_numbers = true, help_heading = "Result")]
    max_errors: Option<u64>,

    /// Claims with errors allowed before the run fails, of the claims checked, as in 0.5%
    #[arg(long, value_name = "RATE", help_heading = "Result")]
    max_error_rate: Option<Rate>,

    /// Exit with 0 whatever is found; still with 2 when the run could not do its work
    #[arg(long, help_heading = "Result")]
    exit_zero: bool,

    /// Show findings of this severity or worse: error, warning or info; all are counted. Formats for programs hold all
    #[arg(long, value_name = "SEVERITY", default_value = "warning", value_parser = severities(), hide_possible_values = true, help_heading = "Result")]
    min_severity: Severity,

    /// Findings shown of each rule in the human format, rows in markdown; all are counted
    #[arg(long, value_name = "N", default_value_t = 100, help_heading = "Result")]
    max_per_rule: u64,

    /// No summary and no progress bar
    #[arg(long, short, help_heading = "Result")]
    quiet: bool,

    /// Name every rule that did not run
    #[arg(long, short, conflicts_with = "quiet", help_heading = "Result")]
    verbose: bool,

    #[command(flatten)]
    gate: GateArguments,

    #[command(flatten)]
    redact: RedactArguments,

    #[command(flatten)]
    settings: SettingsArguments,
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
pub(super) fn run(arguments: &CheckArguments, terminal: &Terminal) -> Result<Exit> {
    let found = inputs::find(&arguments.inputs)?;
    let config = over(arguments.settings.read(&found.inputs())?, arguments);
    if arguments.settings.show_settings {
        print(&config.to_string())?;
        return Ok(Exit::Clean);
    }
    found.passed_over().for_each(|copy| terminal.note(&copy));
    let inputs = found.without(&config)?;
    if inputs.is_empty() {
        terminal.note("every file is excluded, and nothing was checked");
        return Ok(Exit::Clean);
    }
    let fail_on = config.fail_on.unwrap_or(Severity::Error);
    let redact = arguments.redact.read()?;
    // From here on there are files that are not whole.
    let stop = stop_while_checking();
    let mut targets = Targets::of(&inputs);
    let gate = Gate::open(&arguments.gate, config.baseline.as_deref(), config.thresholds, &redact, &mut targets)?;
    let reporting = Reporting::open(arguments.format, &config.output, redact, &mut targets)?;
    let bar = (terminal.interactive && !arguments.quiet).then(Bar::new);
    // Clean claims are counted only where a format shows how many there are.
    let counts = arguments.format == Format::Html || config.output.iter().any(|(format, _)| *format == Format::Html);
    let named = config.clone();
    let settings = Settings {
        groups: counts.then(|| vec![By::Month]),
        ..arguments.selection.settings(config, &arguments.reading, bar.as_ref(), stop)
    };
    let mut outcome = check(&inputs, &settings).map_err(|error| named.placed(error))?;
    drop(bar);
    for error in &outcome.failed {
        terminal.error(error);
    }
    gate.judge(&mut outcome)?;
    let look = Look {
        colour: false,
        width: WIDTH,
        max_per_rule: arguments.max_per_rule,
        min_severity: arguments.min_severity,
        fail_on,
        set_aside: arguments.gate.show_suppressed,
        summary: match (arguments.quiet, arguments.verbose) {
            (true, _) => Detail::None,
            (false, true) => Detail::Full,
            (false, false) => Detail::Short,
        },
        links: false,
    };
    let shown = Look { colour: terminal.colour, width: terminal.width, links: terminal.links, ..look };
    reporting.write(&outcome, (shown, look), settings.threads)?;
    if arguments.format == Format::Concise && !arguments.quiet {
        write_summary_aside(&outcome, Look { colour: terminal.colour_errors, ..shown });
    }
    write_remarks_aside(&outcome, arguments.format, arguments.quiet, terminal);
    Ok(exit(&outcome, fail_on, arguments.exit_zero))
}

/// The settings of the file, and over them what is said now.
fn over(mut config: Config, arguments: &CheckArguments) -> Config {
    arguments.selection.over(&mut config);
    config.fail_on = arguments.fail_on.or(config.fail_on);
    config.thresholds.max_errors = arguments.max_errors.or(config.thresholds.max_errors);
    config.thresholds.max_error_rate = arguments.max_error_rate.or(config.thresholds.max_error_rate);
    config.layout = arguments.reading.layout.clone().or(config.layout);
    config.baseline = arguments.gate.baseline.clone().or(config.baseline);
    config.output = destinations(arguments, &config);
    if arguments.gate.no_suppressions {
        config.allow.clear();
        config.baseline = None;
    }
    config
}

/// Where reports go: what is said now, and of what was settled once the other formats.
fn destinations(arguments: &CheckArguments, config: &Config) -> Vec<(Format, PathBuf)> {
    let said = |format: &Format| arguments.output.iter().any(|to| to.format == *format);
    let settled = config.output.iter().filter(|(format, _)| !said(format)).cloned();
    arguments.output.iter().map(|to| (to.format, to.path.clone())).chain(settled).collect()
}

fn exit(outcome: &Outcome, fail_on: Severity, exit_zero: bool) -> Exit {
    if outcome.is_interrupted() {
        Exit::Interrupted
    } else if !outcome.failed.is_empty() {
        Exit::Failed
    } else if !exit_zero && fails(&outcome.summary, fail_on) {
        Exit::Findings
    } else {
        Exit::Clean
    }
}
