//! The command line: one small file per verb, and everything that prints.
//!
//! Exit codes are the same for every verb and every format: 0 clean, 1 something was found, 2 the run could not do its
//! work, 130 it was interrupted. A reader that closes the pipe has seen enough: that is no failure.

mod check;
mod data;
mod describe;
mod explain;
mod fix;
mod gate;
mod here;
mod init;
mod inputs;
mod inspect;
mod interrupt;
mod output;
mod progress;
mod reading;
mod redact;
mod report;
mod reporting;
mod rules;
mod search;
mod selection;
mod settings;
mod terminal;
mod test;
mod verdicts;

use crate::error::Result;
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;
use terminal::{ColourChoice, Terminal};

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// Nothing was found that fails a run.
    Clean,
    /// Something was found.
    Findings,
    /// The run could not do its work, or not all of it.
    Failed,
    /// The run was interrupted.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
            Exit::Interrupted => interrupt::CODE,
        })
    }
}

/// The linter for medical claims.
#[derive(Parser, Debug)]
#[command(name = "claimlint", version, about, max_term_width = 100, subcommand_required = true)]
#[command(
    after_help = "Exit codes: 0 clean, 1 findings at or above --fail-on, 2 the run could not do its work, 130 interrupted."
)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,

    // Not a doc comment, which would want backticks that the terminal then shows.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true,
        help = "Colour the output: auto (on a terminal, unless NO_COLOR is set), always or never"
    )]
    color: ColourChoice,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Check claim files, cell by cell
    Check(Box<check::CheckArguments>),
    /// Correct what is certain and only a matter of writing: blanks, case, dots
    Fix(Box<fix::FixArguments>),
    /// Show what a claim file is taken for: its layout, its columns, the rules that can run
    Inspect(Box<inspect::InspectArguments>),
    /// Explain a code, a modifier, a rule, or anything else a finding names
    Explain(explain::ExplainArguments),
    /// Find a diagnosis code by words
    Search(search::SearchArguments),
    /// Write the figures of a batch: for a browser, as a workbook, as tables
    Report(Box<report::ReportArguments>),
    /// List the rules
    Rules(rules::RulesArguments),
    /// Run the examples of the rules
    Test(test::TestArguments),
    /// List the code sets held, or make one from the official files
    Data(data::DataArguments),
    /// Write a first claimlint.toml that shows what can be settled
    Init(init::InitArguments),
    /// Print the JSON Schema of claimlint.toml or of rule files
    Schema(describe::SchemaArguments),
    /// Print the completions of a shell
    Completions(describe::CompletionsArguments),
    /// Print the manual page, or write those of all verbs
    Man(describe::ManArguments),
}

/// The command as a whole, for completions and manual pages.
fn command() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}

/// Does what the arguments say, the first being the name of the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(message) => {
            // Help and version are clean; where they cannot be printed, nobody is there to be told.
            let _ = message.print();
            return if message.use_stderr() { Exit::Failed } else { Exit::Clean };
        }
    };
    let terminal = Terminal::of_process(arguments.color);
    carry_out(arguments.verb, &terminal).unwrap_or_else(|error| {
        terminal.error(&error);
        Exit::Failed
    })
}

fn carry_out(verb: Verb, terminal: &Terminal) -> Result<Exit> {
    match verb {
        Verb::Check(arguments) => check::run(&arguments, terminal),
        Verb::Fix(arguments) => fix::run(&arguments, terminal),
        Verb::Inspect(arguments) => inspect::run(&arguments),
        Verb::Explain(arguments) => explain::run(&arguments, terminal),
        Verb::Search(arguments) => search::run(&arguments, terminal),
        Verb::Report(arguments) => report::run(&arguments, terminal),
        Verb::Rules(arguments) => rules::run(&arguments),
        Verb::Test(arguments) => test::run(&arguments),
        Verb::Data(arguments) => data::run(arguments, terminal),
        Verb::Init(arguments) => init::run(&arguments),
        Verb::Schema(arguments) => describe::schema(&arguments),
        Verb::Completions(arguments) => describe::completions(&arguments),
        Verb::Man(arguments) => describe::man(&arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }
}
