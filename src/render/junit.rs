//! `junit`: the XML that build servers read as the report of a test run.
//!
//! A finding is a test case: failed where it fails the run, else passed with its text as output. A rule that ran and found
//! nothing is one passed case, and one that could not run on a file is a skipped one, with the reason. A file that was not
//! checked to its end is an error, and then no rule has passed on it. What is set aside, suppressions that do nothing,
//! thresholds and lines that are no rows are told in the output of the suite.

use super::remarks::remarks;
use super::text::{escape, fit};
use super::{Look, Render};
use crate::report::{Diagnostic, Report};
use crate::rule::{RuleId, Severity};
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::writer::Writer;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Columns of a message or a help.
const SENTENCE: usize = 2000;

/// The format.
pub(super) struct Junit {
    look: Look,
}

impl Junit {
    pub(super) const fn new(look: Look) -> Self {
        Self { look }
    }
}

impl Render for Junit {
    fn begin(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let summary = report.summary;
        let count = |fails: bool| -> u64 {
            let severities = Severity::WORST_FIRST.into_iter().filter(|s| (*s >= self.look.fail_on) == fails);
            severities.map(|severity| summary.count(severity)).sum()
        };
        let set_aside = if self.look.set_aside { summary.set_aside() } else { 0 };
        let skipped = summary.not_run.len() as u64 + set_aside;
        let errors = summary.faults().count() as u64;
        let tests = count(true) + count(false) + skipped + errors + silent(report).count() as u64;
        let mut xml = Writer::new(out);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let counts = [
            ("name", "claimlint".to_owned()),
            ("tests", tests.to_string()),
            ("failures", count(true).to_string()),
            ("errors", errors.to_string()),
        ];
        let attributes = || counts.iter().map(|(key, value)| (*key, value.as_str()));
        xml.get_mut().write_all(b"\n")?;
        xml.write_event(Event::Start(BytesStart::new("testsuites").with_attributes(attributes())))?;
        let skipped = skipped.to_string();
        let suite = attributes().chain([("skipped", skipped.as_str())]);
        xml.write_event(Event::Start(BytesStart::new("testsuite").with_attributes(suite)))?;
        xml.into_inner().write_all(b"\n")
    }

    fn finding(&mut self, report: Report<'_>, finding: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
        let rule = report.rule(finding.rule);
        let file = escape(report.file(finding.file));
        let (of, line, column) = report.place(finding);
        let place = format!("{}:{line}:{column}", escape(of));
        let name = format!("{} {} {place}", rule.code, rule.name);
        let message = fit(&finding.message, SENTENCE);
        let mut text = format!("{}: {message}\n{place}", finding.severity);
        if let Some(claim) = &finding.claim_id {
            // Writing to a String cannot fail.
            let _ = write!(text, " (claim {})", escape(claim));
        }
        if !finding.help.trim().is_empty() {
            let _ = write!(text, "\nhelp: {}", fit(finding.help.trim(), SENTENCE));
        }
        let set_aside = report.set_aside(finding).map(escape);
        let outcome = match &set_aside {
            Some(why) => Outcome::Skipped(why),
            None if finding.severity >= self.look.fail_on => {
                Outcome::Failed { kind: finding.severity.word(), message: &message, text: &text }
            }
            None => Outcome::Passed(&text),
        };
        case(&name, &file, outcome, out)
    }

    fn end(&mut self, report: Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        for (file, fault) in report.summary.faults() {
            let file = escape(&file.name);
            case(&file, &file, Outcome::Broken(&format!("the file was {}", escape(&fault))), out)?;
        }
        for unrun in &report.summary.not_run {
            let rule = report.rule(unrun.rule);
            let file = escape(report.file(unrun.file));
            let name = format!("{} {} {file}", rule.code, rule.name);
            case(&name, &file, Outcome::Skipped(&format!("not run: {}", escape(&unrun.why()))), out)?;
        }
        for id in silent(report) {
            let rule = report.rule(id);
            case(&format!("{} {}", rule.code, rule.name), "claimlint", Outcome::Passed(""), out)?;
        }
        let mut xml = Writer::new(out);
        let remarks: Vec<String> = remarks(report.summary).into_iter().map(|remark| remark.text).collect();
        if !remarks.is_empty() {
            xml.write_event(Event::Start(BytesStart::new("system-out")))?;
            xml.write_event(Event::Text(BytesText::new(&lawful(&remarks.join("\n")))))?;
            xml.write_event(Event::End(BytesEnd::new("system-out")))?;
        }
        xml.write_event(Event::End(BytesEnd::new("testsuite")))?;
        xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
        xml.into_inner().write_all(b"\n")
    }
}

/// The rules that found nothing and ran to the end of every file they were selected for.
fn silent(report: Report<'_>) -> impl Iterator<Item = RuleId> {
    let summary = report.summary;
    let mut silent: BTreeSet<RuleId> = summary.files.iter().flat_map(|file| &file.selected).copied().collect();
    let cut_short = summary.faults().flat_map(|(file, _)| &file.selected).copied();
    let spoke = summary.counts.iter().map(|count| count.rule);
    for rule in cut_short.chain(spoke).chain(summary.not_run.iter().map(|unrun| unrun.rule)) {
        silent.remove(&rule);
    }
    silent.into_iter()
}

#[derive(Clone, Copy)]
enum Outcome<'a> {
    Broken(&'a str),
    Failed { kind: &'a str, message: &'a str, text: &'a str },
    Skipped(&'a str),
    Passed(&'a str),
}

fn case(name: &str, file: &str, outcome: Outcome<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (name, file) = (&lawful(name), &lawful(file));
    let mut xml = Writer::new(out);
    let head = BytesStart::new("testcase").with_attributes([("name", name.as_ref()), ("classname", file.as_ref())]);
    let (inner, text) = match outcome {
        Outcome::Passed("") => {
            xml.write_event(Event::Empty(head))?;
            return xml.into_inner().write_all(b"\n");
        }
        Outcome::Failed { kind, message, text } => {
            (BytesStart::new("failure").with_attributes([("type", kind), ("message", lawful(message).as_ref())]), text)
        }
        Outcome::Broken(why) => (BytesStart::new("error").with_attributes([("message", lawful(why).as_ref())]), ""),
        Outcome::Skipped(why) => (BytesStart::new("skipped").with_attributes([("message", lawful(why).as_ref())]), ""),
        Outcome::Passed(text) => (BytesStart::new("system-out"), text),
    };
    xml.write_event(Event::Start(head))?;
    let end = inner.to_end().into_owned();
    xml.write_event(Event::Start(inner))?;
    xml.write_event(Event::Text(BytesText::new(&lawful(text))))?;
    xml.write_event(Event::End(end))?;
    xml.write_event(Event::End(BytesEnd::new("testcase")))?;
    xml.into_inner().write_all(b"\n")
}

/// The text without the two characters that are escaped nowhere and stand in no XML document.
fn lawful(text: &str) -> Cow<'_, str> {
    let unlawful = ['\u{fffe}', '\u{ffff}'];
    if text.contains(unlawful) { Cow::Owned(text.replace(unlawful, "\u{fffd}")) } else { Cow::Borrowed(text) }
}
