//! What is known of the terminal, and how errors look on it.

use crate::error::Error;
use crate::render::escape;
use clap::ValueEnum;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use std::fmt;
use std::io::{self, IsTerminal, Write};

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum ColourChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The terminal of the process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    /// Whether to colour standard output.
    pub(super) colour: bool,
    /// Whether to colour standard error.
    pub(super) colour_errors: bool,
    /// Whether standard error is watched by someone.
    pub(super) interactive: bool,
    /// Columns.
    pub(super) width: usize,
}

/// Columns where there is no terminal to ask.
pub(super) const WIDTH: usize = 100;

impl Terminal {
    /// The terminal this process writes to.
    pub(super) fn of_process(choice: ColourChoice) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let plain = set("NO_COLOR") || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = |terminal: bool| match choice {
            ColourChoice::Always => true,
            ColourChoice::Never => false,
            ColourChoice::Auto => terminal && !plain,
        };
        let columns = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0));
        Self {
            colour: colour(io::stdout().is_terminal()),
            colour_errors: colour(io::stderr().is_terminal()),
            interactive: io::stderr().is_terminal(),
            width: columns.clamp(60, 140),
        }
    }

    /// Prints an error on standard error.
    pub(super) fn error(&self, error: &Error) {
        // Where standard error cannot be written, nobody is there to be told.
        let _ = io::stderr().write_all(self.draw(error).as_bytes());
    }

    fn draw(&self, error: &Error) -> String {
        let mut theme = if self.colour_errors { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        theme.characters.error = "error:".into();
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(self.width)
            .with_links(false)
            .without_syntax_highlighting()
            .without_cause_chain();
        let mut text = String::new();
        if handler.render_report(&mut text, &Harmless(error)).is_err() {
            text = format!("error: {}\n", Harmless(error));
        }
        text.trim_start_matches(' ').to_owned()
    }
}

/// An error whose words cannot do anything to the terminal: names of files and headers come from outside.
#[derive(Debug)]
struct Harmless<'a>(&'a Error);

impl fmt::Display for Harmless<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        harmless(f, self.0)
    }
}

fn harmless(f: &mut fmt::Formatter<'_>, words: &dyn fmt::Display) -> fmt::Result {
    let words = words.to_string();
    for (nth, line) in words.lines().enumerate() {
        if nth > 0 {
            f.write_str("\n")?;
        }
        f.write_str(&escape(line))?;
    }
    Ok(())
}

struct HarmlessHelp<'a>(Box<dyn fmt::Display + 'a>);

impl fmt::Display for HarmlessHelp<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        harmless(f, &self.0)
    }
}

impl std::error::Error for Harmless<'_> {}

impl Diagnostic for Harmless<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0.help().map(|help| Box::new(HarmlessHelp(help)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.0.labels()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn errors_say_what_to_do_and_obey_no_file_name() {
        let terminal = Terminal { colour: false, colour_errors: false, interactive: false, width: 80 };
        let error = Error::Input {
            path: "a\u{1b}[2J.csv".into(),
            problem: "no header".to_owned(),
            help: Some("the first row names the columns".to_owned()),
        };
        assert_snapshot!(terminal.draw(&error), @r#"
error: a\u{1b}[2J.csv: no header
  help: the first row names the columns
"#);
    }
}
