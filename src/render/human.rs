//! `human`: each finding with an excerpt of its cells, drawn by miette, then the summary.
//!
//! ```text
//! error[ICD101]: Z53.2 is a header: a longer code is billed
//!     ╭─[claims.csv:12:8 (claim A1, line 2)]
//!  12 │ modifier1 = 53   dx2 = Z53.2
//!     ·             ─┬         ─────
//!     ·              ╰── procedure discontinued
//!     ╰────
//!   help: use Z53.20, Z53.21 or Z53.29
//!   rule: dx-header-not-billable
//!   from: ICD-10-CM Tabular List, Z53.2
//!   more: claimlint explain ICD101
//! ```

use super::excerpt::Excerpt;
use super::text::{escape, fit, grouped, linked, unbarred};
use super::{Detail, Look, Render, write_summary};
use crate::report::{Diagnostic, Report, RuleCard};
use crate::rule::{RuleId, Severity};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};
use owo_colors::Style;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::io::{self, Write};
use textwrap::{WordSeparator, WordSplitter};

/// The format.
pub(super) struct Human {
    look: Look,
    /// Findings met so far, by rule.
    met: BTreeMap<RuleId, u64>,
}

/// Columns of a message, which can quote a cell.
const SENTENCE: usize = 600;
/// Columns of a help. It can list codes or 7th characters with their meanings, and a list cut short would mislead: the
/// sixteen 7th characters of a fracture take some 1,200 columns.
const HELP: usize = 6000;
/// Columns of a claim id in the frame.
const ID: usize = 40;

impl Human {
    pub(super) const fn new(look: Look) -> Self {
        Self { look, met: BTreeMap::new() }
    }

    fn draw(&self, report: Report<'_>, finding: &Diagnostic) -> Result<String, fmt::Error> {
        let rule = report.rule(finding.rule);
        let file = escape(report.file(finding.file));
        let claim = claim(finding);
        // The frame and the line number take up to 12 columns.
        let excerpt = Excerpt::new(finding, &file, &claim, self.look.width.saturating_sub(12));
        let place = format!("{file}:{}:{}{claim}", finding.line, finding.column);
        let mut shown = Shown {
            severity: finding.severity,
            message: fit(&finding.message, SENTENCE).into_owned(),
            help: fit(finding.help.trim(), HELP).into_owned(),
            excerpt,
        };
        let theme = GraphicalTheme { characters: characters(finding.severity, rule), styles: self.styles(&shown) };
        let (place_style, dim) = (theme.styles.link, theme.styles.linum);
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(self.look.width)
            .with_context_lines(0)
            .with_word_separator(WordSeparator::AsciiSpace)
            .with_word_splitter(WordSplitter::NoHyphenation)
            .with_links(false)
            .without_primary_span_start()
            .without_syntax_highlighting()
            .without_cause_chain();
        let mut text = drawn(&handler, &shown)?;
        if shown.excerpt.is_empty() {
            // A whole row is at fault and none of it is shown: its place stands where the excerpt would, before the help.
            shown.help.clear();
            let headline = drawn(&handler, &shown)?.len();
            text.insert_str(headline, &format!("    ╰─[{}]\n", place_style.style(place)));
        }
        if let Some(why) = report.set_aside(finding) {
            writeln!(text, "{}", dim.style(self.wrapped("  set aside: ", why)))?;
        }
        for line in self.origin(rule) {
            writeln!(text, "{}", dim.style(line))?;
        }
        Ok(text)
    }

    /// The rule's name, where it comes from, and how to ask for more; an address has a line of its own, so that it can be
    /// clicked.
    fn origin(&self, rule: &RuleCard) -> Vec<String> {
        let mut lines = vec![self.wrapped("  rule: ", &rule.name)];
        if !rule.source.is_empty() {
            lines.push(self.wrapped("  from: ", &rule.source));
        }
        if let Some(url) = rule.url.as_deref().filter(|url| !url.is_empty()) {
            let address = self.wrapped("        ", url);
            // An address cut in two could not be clicked.
            let whole = self.look.links && !address.contains('\n');
            lines.push(if whole { format!("        {}", linked(url)) } else { address });
        }
        lines.push(format!("  more: claimlint explain {}", escape(&rule.code)));
        lines
    }

    fn wrapped(&self, head: &str, text: &str) -> String {
        let options = textwrap::Options::new(self.look.width.saturating_sub(2))
            .initial_indent(head)
            .subsequent_indent("        ")
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(&fit(text, SENTENCE), options)
    }

    fn styles(&self, shown: &Shown) -> ThemeStyles {
        if !self.look.colour {
            return ThemeStyles::none();
        }
        let style = Style::new();
        let (error, warning, advice) = (style.red().bold(), style.yellow().bold(), style.cyan().bold());
        let blamed = match shown.severity {
            Severity::Error => error,
            Severity::Warning => warning,
            Severity::Info => advice,
        };
        // miette deals these out to the cells in their order.
        let mut highlights: Vec<_> =
            shown.excerpt.cells().map(|(is_blamed, _)| if *is_blamed { blamed } else { style.blue().bold() }).collect();
        if highlights.is_empty() {
            highlights.push(blamed);
        }
        ThemeStyles {
            error,
            warning,
            advice,
            help: style.green().bold(),
            link: style.cyan(),
            linum: style.dimmed(),
            highlights,
        }
    }
}

/// Characters whose icon is the head of the headline: `error[ICD101]:`.
fn characters(severity: Severity, rule: &RuleCard) -> ThemeCharacters {
    let head = format!("{severity}[{}]:", escape(&rule.code));
    ThemeCharacters { error: head.clone(), warning: head.clone(), advice: head, ..ThemeCharacters::unicode() }
}

/// What miette draws, from the margin: it indents its first line by two columns, but a headline stands at the margin.
fn drawn(handler: &GraphicalReportHandler, shown: &Shown) -> Result<String, fmt::Error> {
    let mut text = String::new();
    handler.render_report(&mut text, shown)?;
    Ok(unbarred(text.trim_start_matches(' ')))
}

/// ` (claim A1, line 2)`, as much of it as is known.
fn claim(finding: &Diagnostic) -> String {
    let id = finding.claim_id.as_deref().map(|id| format!("claim {}", fit(id, ID)));
    let line = finding.claim_line.as_deref().map(|line| format!("line {}", fit(line, ID)));
    match (id, line) {
        (Some(id), Some(line)) => format!(" ({id}, {line})"),
        (Some(known), None) | (None, Some(known)) => format!(" ({known})"),
        (None, None) => String::new(),
    }
}

impl Render for Human {
    fn begin(&mut self, _: Report<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn finding(&mut self, report: Report<'_>, finding: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
        if finding.severity < self.look.min_severity {
            return Ok(());
        }
        let met = self.met.entry(finding.rule).or_default();
        *met += 1;
        if *met > self.look.max_per_rule {
            return Ok(());
        }
        writeln!(out, "{}", self.draw(report, finding).map_err(io::Error::other)?)
    }

    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut any = false;
        for (&rule, met) in &self.met {
            let more = met.saturating_sub(self.look.max_per_rule);
            if more > 0 {
                any = true;
                let rule = report.rule(rule);
                writeln!(out, "… and {} more of {} {}", grouped(more), escape(&rule.code), escape(&rule.name))?;
            }
        }
        if any {
            writeln!(out, "  (--max-per-rule N shows more of each)\n")?;
        }
        if self.look.summary == Detail::None { Ok(()) } else { write_summary(report, self.look, out) }
    }
}

/// A finding as miette takes it.
#[derive(Debug)]
struct Shown {
    severity: Severity,
    message: String,
    help: String,
    excerpt: Excerpt,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.excerpt.is_empty()).then_some(&self.excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.cells().map(|(_, span)| span.clone())))
    }
}
