//! What is known of the terminal, and how errors look on it.

use crate::error::Error;
use crate::render::{escape, unbarred};
use clap::ValueEnum;
use miette::{GraphicalReportHandler, GraphicalTheme};
use std::io::{self, IsTerminal, Write};
use supports_hyperlinks::Stream;

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
#[allow(clippy::struct_excessive_bools, reason = "four things a terminal can or cannot do, each asked alone")]
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    /// Whether to colour standard output.
    pub(super) colour: bool,
    /// Whether standard output shows hyperlinks (OSC 8).
    pub(super) links: bool,
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
            links: choice != ColourChoice::Never && supports_hyperlinks::on(Stream::Stdout),
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

    /// Says something beside the output, on standard error.
    pub(super) fn note(&self, text: &str) {
        let _ = io::stderr().write_all(tame(&format!("note: {text}\n"), self.colour_errors).as_bytes());
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
        if handler.render_report(&mut text, error).is_err() {
            text = format!("error: {error}\n");
        }
        tame(&unbarred(text.trim_start_matches(' ')), self.colour_errors)
    }
}

/// The text with everything spelled out that a terminal would obey: names of files and headers come from outside. Only
/// line ends and, where they are wanted, colours are left as they are.
fn tame(text: &str, coloured: bool) -> String {
    let mut tamed = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (mut rest, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        while coloured && let Some(at) = rest.find("\u{1b}[") {
            let (before, sequence) = rest.split_at(at);
            let digits = sequence.bytes().skip(2).take_while(|b| b.is_ascii_digit() || *b == b';').count();
            let is_colour = sequence.as_bytes().get(2 + digits) == Some(&b'm');
            let (sequence, after) = sequence.split_at(if is_colour { 3 + digits } else { 2 });
            tamed.push_str(&escape(before));
            tamed.push_str(&if is_colour { sequence.into() } else { escape(sequence) });
            rest = after;
        }
        tamed.push_str(&escape(rest));
        tamed.push_str(end);
    }
    tamed
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn errors_say_what_to_do_and_obey_no_file_name() {
        let terminal = Terminal { colour: false, links: false, colour_errors: false, interactive: false, width: 80 };
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

    #[test]
    fn only_colours_are_obeyed_and_only_where_they_are_wanted() {
        let text = "\u{1b}[31mred\u{1b}[0m \u{1b}[2J \u{1b}]0;x\u{7}\nnext\u{1b}[";
        assert_eq!(tame(text, true), "\u{1b}[31mred\u{1b}[0m \\u{1b}[2J \\u{1b}]0;x\\u{7}\nnext\\u{1b}[");
        assert!(!tame(text, false).contains('\u{1b}'));
    }
}
