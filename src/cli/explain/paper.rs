//! A page being written for a terminal: headings, lines and rows, wrapped to its width.
//!
//! Everything that goes onto it is escaped: a rule file of the user's may hold anything.

use crate::cli::terminal::Terminal;
use crate::render::{escape, linked};
use owo_colors::Style;
use textwrap::{Options, WordSeparator, WordSplitter};

/// The page.
#[derive(Debug)]
pub(in crate::cli) struct Paper {
    text: String,
    width: usize,
    colour: bool,
    links: bool,
}

impl Paper {
    /// An empty page for a terminal.
    pub(in crate::cli) const fn new(terminal: &Terminal) -> Self {
        Self { text: String::new(), width: terminal.width, colour: terminal.colour, links: terminal.links }
    }

    /// The first line.
    pub(in crate::cli) fn title(&mut self, key: &str, words: &str) {
        let wrapped = self.wrapped(&format!("{key}  {words}"), "", &blank(key.len() + 2));
        self.styled(&wrapped, Style::new().bold());
    }

    /// A heading, with a blank line before it.
    pub(in crate::cli) fn section(&mut self, words: &str) {
        self.text.push('\n');
        let wrapped = self.wrapped(words, "", "");
        self.styled(&wrapped, Style::new().bold().cyan());
    }

    /// A line below a heading.
    pub(in crate::cli) fn line(&mut self, words: &str) {
        let wrapped = self.wrapped(words, "  ", "  ");
        self.plain(&wrapped);
    }

    /// A line at the margin.
    pub(in crate::cli) fn statement(&mut self, words: &str) {
        let wrapped = self.wrapped(words, "", "");
        self.plain(&wrapped);
    }

    /// A line below a line.
    pub(in crate::cli) fn item(&mut self, words: &str) {
        let wrapped = self.wrapped(words, "    ", "      ");
        self.plain(&wrapped);
    }

    /// A key, a column of `columns` for it, and what stands beside it.
    pub(in crate::cli) fn row(&mut self, key: &str, columns: usize, words: &str) {
        let head = format!("  {key:columns$}  ");
        let wrapped = self.wrapped(words, &escape(&head), &blank(columns + 4));
        self.plain(wrapped.trim_end());
    }

    /// Lines as they are: a claim file, a finding.
    pub(in crate::cli) fn verbatim(&mut self, text: &str) {
        for line in text.lines() {
            let line = format!("    {}", escape(line));
            self.plain(line.trim_end());
        }
    }

    /// An address; where the terminal can, one that can be clicked.
    pub(in crate::cli) fn address(&mut self, url: &str) {
        let line = if self.links { linked(url) } else { escape(url).into_owned() };
        self.plain(&format!("  {line}"));
    }

    /// The page.
    pub(in crate::cli) fn finish(self) -> String {
        self.text
    }

    fn wrapped(&self, words: &str, first: &str, others: &str) -> String {
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(others)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(&escape(words), options)
    }

    fn plain(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn styled(&mut self, text: &str, style: Style) {
        let text = if self.colour { style.style(text).to_string() } else { text.to_owned() };
        self.plain(&text);
    }
}

fn blank(columns: usize) -> String {
    " ".repeat(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(links: bool) -> Paper {
        Paper { text: String::new(), width: 40, colour: false, links }
    }

    #[test]
    fn a_page_is_wrapped_and_obeys_no_text() {
        let mut page = paper(false);
        page.title("Z53.2", "Procedure and treatment not carried out because of patient's decision");
        page.section("Notes");
        page.row("A", 3, "initial encounter for closed fracture of the bone");
        page.item("a\u{1b}[2Jb");
        page.address("https://example.org");
        insta::assert_snapshot!(page.finish(), @r"
        Z53.2  Procedure and treatment not
               carried out because of patient's
               decision

        Notes
          A    initial encounter for closed
               fracture of the bone
            a\u{1b}[2Jb
          https://example.org
        ");
    }

    #[test]
    fn only_an_address_of_plain_letters_becomes_a_link() {
        let mut page = paper(true);
        page.address("https://example.org/a");
        page.address("https://example.org/\u{1b}]8;;x");
        let text = page.finish();
        assert_eq!(text.matches("\u{1b}]8;;").count(), 2, "{text:?}");
    }
}
