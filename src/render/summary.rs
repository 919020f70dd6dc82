//! The summary that ends a run: how much was checked, what was found, and above all what was *not* checked and why.
//!
//! It never praises: a clean file gets its figures and nothing else.

mod not_run;

pub(super) use not_run::rules_not_run;

use super::Look;
use super::remarks::{Concern, lines_on, of_interruption};
use super::text::{counted, escape, fit, grouped};
use crate::number::either;
use crate::report::{FileSummary, Report, RuleCount, Summary};
use crate::rule::Severity;
use owo_colors::Style;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Files named one by one; of more only those with something to say.
const FILES: usize = 10;

/// Writes the summary of a run.
///
/// # Errors
/// Those of `out`.
pub fn write_summary(report: Report<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let summary = report.summary;
    let paint = Paint { colour: look.colour };
    write_counts(report, paint, out)?;
    if let Some(interrupted) = of_interruption(summary) {
        writeln!(out, "{}", paint.severity(Severity::Error, &interrupted))?;
    }
    write_checked(summary, paint, out)?;
    write_files(&summary.files, out)?;
    write_unchecked(report, look, paint, out)?;
    write_set_aside(summary, paint, out)?;
    write_thresholds(summary, out)?;
    writeln!(out, "{}", totals(summary, look, paint))
}

/// The table of findings by severity and rule, the worst and then the most frequent first.
fn write_counts(report: Report<'_>, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: Vec<RuleCount> = report.summary.counts.iter().filter(|count| count.count > 0).copied().collect();
    if counts.is_empty() {
        return Ok(());
    }
    counts.sort_by_key(|count| (std::cmp::Reverse((count.severity, count.count)), count.rule));
    let figures: Vec<String> = counts.iter().map(|count| grouped(count.count)).collect();
    let wide = figures.iter().map(String::len).max().unwrap_or(0).max("findings".len());
    let codes = counts.iter().map(|count| report.rule(count.rule).code.len()).max().unwrap_or(0).max("code".len());
    writeln!(out, "{}", paint.dim(&format!("{:>wide$}  severity  {:codes$}  rule", "findings", "code")))?;
    for (count, figure) in counts.iter().zip(figures) {
        let rule = report.rule(count.rule);
        let severity = paint.severity(count.severity, &format!("{:8}", count.severity));
        writeln!(out, "{figure:>wide$}  {severity}  {:codes$}  {}", escape(&rule.code), escape(&rule.name))?;
    }
    writeln!(out)
}

fn write_checked(summary: &Summary, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let diagnoses = summary.files.iter().map(|file| file.diagnoses).sum();
    let releases: Vec<String> =
        summary.releases.iter().map(|release| format!("{} ({})", release.name, grouped(release.diagnoses))).collect();
    let (rows, unread) = (summary.rows(), summary.malformed_rows());
    let of_all = if unread > 0 { format!("{} of ", grouped(rows - unread)) } else { String::new() };
    writeln!(
        out,
        "{} {of_all}{} in {}: {}, {}",
        paint.bold("checked"),
        counted(rows, "row"),
        counted(summary.files_read(), "file"),
        counted(summary.claims(), "claim"),
        plural(diagnoses, "diagnosis", "diagnoses"),
    )?;
    if releases.is_empty() { Ok(()) } else { writeln!(out, "  judged by {}", releases.join(", ")) }
}

fn write_files(files: &[FileSummary], out: &mut dyn Write) -> io::Result<()> {
    let (left, begun): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.not_begun);
    for file in
        begun.into_iter().filter(|file| files.len() <= FILES || !file.notes.is_empty() || file.fault().is_some())
    {
        write!(out, "  {}", escape(&file.name))?;
        if !file.layout.is_empty() {
            write!(out, ": read as {}", escape(&file.layout))?;
        }
        if files.len() > 1 && file.was_read() {
            write!(out, ", {}, {}", counted(file.rows, "row"), counted(file.claims, "claim"))?;
        }
        match file.fault() {
            // Why stands in the error, which was told already.
            Some(_) if !file.was_read() => write!(out, ": not read")?,
            Some(fault) => write!(out, "\n    {}", fit(&fault, 400))?,
            None => {}
        }
        writeln!(out)?;
        for note in &file.notes {
            writeln!(out, "    {}", fit(note, 400))?;
        }
    }
    for file in left.iter().take(FILES) {
        writeln!(out, "  {}: not read: {}", escape(&file.name), file.failed.as_deref().unwrap_or_default())?;
    }
    let more = left.len().saturating_sub(FILES) as u64;
    if more > 0 {
        let them = either(more, "it", "them");
        writeln!(out, "  {} not read: the run was interrupted before {them}", counted(more, "more file"))?;
    }
    Ok(())
}

/// Everything that was not judged, by reason.
fn write_unchecked(report: Report<'_>, look: Look, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let files = &report.summary.files;
    let sum = |what: fn(&FileSummary) -> u64| files.iter().map(what).sum::<u64>();
    let diagnoses = |number| plural(number, "diagnosis", "diagnoses");
    let reasons = [
        (sum(|f| f.unchecked.no_date), "without a date to say which code set is in force (--as-of DATE judges them)"),
        (sum(|f| f.unchecked.no_release), "of a date for which no code set is held"),
        (sum(|f| f.unchecked.icd9), "in ICD-9"),
        (sum(|f| f.unchecked.other_code_set), "of another code set"),
    ];
    let mut lines: Vec<String> = reasons
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, why)| format!("{} {why}", diagnoses(number)))
        .collect();
    let malformed = sum(|f| f.malformed_rows);
    if malformed > 0 {
        lines.push(format!("{} that could not be read", counted(malformed, "row")));
    }
    lines.extend(not_run::lines(report, look));
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", paint.bold("not checked"))?;
    lines.iter().try_for_each(|line| writeln!(out, "  {line}"))
}

/// What was found and does not count, and suppressions that do nothing.
fn write_set_aside(summary: &Summary, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let Some(lines) = lines_on(summary, &[Concern::Aside, Concern::Stale]) else { return Ok(()) };
    writeln!(out, "{}", paint.bold("set aside"))?;
    lines.lines().try_for_each(|line| writeln!(out, "  {line}"))
}

fn write_thresholds(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let lines = lines_on(summary, &[Concern::Within, Concern::Exceeded]);
    lines.map_or(Ok(()), |lines| writeln!(out, "{lines}"))
}

fn totals(summary: &Summary, look: Look, paint: Paint) -> String {
    let figure = |severity: Severity, noun: &str| {
        let number = summary.count(severity);
        let text = counted(number, noun);
        if number == 0 { text } else { paint.severity(severity, &text) }
    };
    let mut text = format!("{}, {}", figure(Severity::Error, "error"), figure(Severity::Warning, "warning"));
    if summary.count(Severity::Info) > 0 {
        // Writing to a String cannot fail.
        let _ = write!(text, ", {}", figure(Severity::Info, "info finding"));
    }
    let hidden = |severity: &Severity| *severity < look.min_severity && summary.count(*severity) > 0;
    if let Some(mildest) = Severity::WORST_FIRST.into_iter().rfind(hidden) {
        // Writing to a String cannot fail.
        let _ = write!(text, " (shown with --min-severity {mildest})");
    }
    let at_fault = |was_read| {
        summary.files.iter().filter(|file| file.fault().is_some() && file.was_read() == was_read).count() as u64
    };
    for (files, how) in [(at_fault(false), "not read"), (at_fault(true), "not wholly checked")] {
        if files > 0 {
            let what = format!("{} {how}", counted(files, "file"));
            // Writing to a String cannot fail.
            let _ = write!(text, "; {}", paint.severity(Severity::Error, &what));
        }
    }
    let seconds = summary.elapsed.as_secs_f64();
    if seconds > 0.0 {
        let time = if seconds < 0.1 { format!("; {:.0} ms", seconds * 1e3) } else { format!("; {seconds:.2} s") };
        text += &paint.dim(&time);
        #[allow(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rate, shown in round figures"
        )]
        let rate = (summary.rows() as f64 / seconds) as u64;
        // Over so short a time a rate says how long it took to start.
        if rate > 0 && seconds >= 0.1 {
            text += &paint.dim(&format!(", {} rows per second", grouped(rate)));
        }
    }
    text
}

fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), either(number, one, many))
}

/// Colours, or none.
#[derive(Clone, Copy)]
struct Paint {
    colour: bool,
}

impl Paint {
    fn with(self, style: Style, text: &str) -> String {
        if self.colour { style.style(text).to_string() } else { text.to_owned() }
    }

    fn dim(self, text: &str) -> String {
        self.with(Style::new().dimmed(), text)
    }

    fn bold(self, text: &str) -> String {
        self.with(Style::new().bold(), text)
    }

    fn severity(self, severity: Severity, text: &str) -> String {
        let style = Style::new().bold();
        self.with(
            match severity {
                Severity::Error => style.red(),
                Severity::Warning => style.yellow(),
                Severity::Info => style.cyan(),
            },
            text,
        )
    }
}
