//! Settings as the TOML that would settle them: what `--show-settings` prints.

use super::Config;
use crate::check::{Allow, FileSettings};
use crate::fix::Dots;
use crate::rule::Severity;
use std::fmt::{self, Write};
use std::path::Path;
use toml::Value;

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => writeln!(f, "# from {}", path.display())?,
            None => writeln!(f, "# from no file")?,
        }
        self.single(f)?;
        table(f, "columns", self.columns.iter().map(|(field, header)| (field.to_string(), text(header))))?;
        table(f, "severity", severities(&self.severity))?;
        table(f, "output", self.output.iter().map(|(format, to)| (format.word().to_owned(), path(to))))?;
        if self.dots != Dots::Keep {
            table(f, "fix", [("dots".to_owned(), text(self.dots.word()))].into_iter())?;
        }
        let tables =
            [("ncci-ptp", &self.tables.ncci_ptp), ("mue", &self.tables.mue), ("procedures", &self.tables.procedures)];
        let held = tables.into_iter().filter(|(_, files)| !files.is_empty());
        table(f, "tables", held.map(|(name, files)| (name.to_owned(), list(files.iter().map(|file| path(file))))))?;
        self.files.iter().try_for_each(|files| some_files(f, files))?;
        self.allow.iter().try_for_each(|entry| allow(f, entry))
    }
}

impl Config {
    fn single(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = |values: &[String]| list(values.iter().map(|value| text(value)));
        for (key, values) in [("select", &self.select), ("ignore", &self.ignore), ("exclude", &self.exclude)] {
            if !values.is_empty() {
                writeln!(f, "{key} = {}", texts(values))?;
            }
        }
        if let Some(layout) = &self.layout {
            writeln!(f, "layout = {}", text(layout))?;
        }
        if !self.layouts.is_empty() {
            writeln!(f, "layouts = {}", list(self.layouts.iter().map(|layout| path(layout))))?;
        }
        if !self.packs.is_empty() {
            writeln!(f, "packs = {}", list(self.packs.iter().map(|pack| path(pack))))?;
        }
        writeln!(f, "fail-on = {}", text(self.fail_on.unwrap_or(Severity::Error).word()))?;
        if let Some(most) = self.thresholds.max_errors {
            writeln!(f, "max-errors = {most}")?;
        }
        if let Some(rate) = self.thresholds.max_error_rate {
            writeln!(f, "max-error-rate = {}", text(&rate.to_string()))?;
        }
        for (key, value) in [("baseline", &self.baseline), ("data", &self.data)] {
            if let Some(value) = value {
                writeln!(f, "{key} = {}", path(value))?;
            }
        }
        Ok(())
    }
}

fn some_files(f: &mut fmt::Formatter<'_>, files: &FileSettings) -> fmt::Result {
    let texts = |values: &[String]| list(values.iter().map(|value| text(value)));
    writeln!(f, "\n[[files]]\nmatch = {}", texts(&files.globs))?;
    for (key, values) in [("select", &files.select), ("ignore", &files.ignore)] {
        if !values.is_empty() {
            writeln!(f, "{key} = {}", texts(values))?;
        }
    }
    if !files.severity.is_empty() {
        let severity: Vec<String> =
            severities(&files.severity).map(|(rule, severity)| format!("{} = {severity}", text(&rule))).collect();
        writeln!(f, "severity = {{ {} }}", severity.join(", "))?;
    }
    Ok(())
}

fn allow(f: &mut fmt::Formatter<'_>, allow: &Allow) -> fmt::Result {
    writeln!(f, "\n[[allow]] # {}\nrule = {}", allow.place, text(&allow.rule))?;
    for (key, value) in [("claim", &allow.claim), ("code", &allow.code)] {
        if let Some(value) = value {
            writeln!(f, "{key} = {}", text(value))?;
        }
    }
    if !allow.columns.is_empty() {
        let columns: Vec<String> =
            allow.columns.iter().map(|(field, value)| format!("{field} = {}", text(value))).collect();
        writeln!(f, "where = {{ {} }}", columns.join(", "))?;
    }
    writeln!(f, "reason = {}", text(&allow.reason))?;
    allow.until.map_or(Ok(()), |until| writeln!(f, "until = {until}"))
}

fn severities(of: &[(String, Severity)]) -> impl Iterator<Item = (String, String)> + '_ {
    of.iter().map(|(rule, severity)| (rule.clone(), text(severity.word())))
}

fn table(f: &mut fmt::Formatter<'_>, name: &str, lines: impl Iterator<Item = (String, String)>) -> fmt::Result {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        writeln!(f, "\n[{name}]")?;
    }
    lines.try_for_each(|(key, value)| writeln!(f, "{} = {value}", bare(&key)))
}

/// A key, quoted where it must be.
fn bare(key: &str) -> String {
    let plain = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if plain { key.to_owned() } else { text(key) }
}

fn text(value: &str) -> String {
    Value::String(value.to_owned()).to_string()
}

fn path(value: &Path) -> String {
    text(&value.display().to_string())
}

fn list(values: impl Iterator<Item = String>) -> String {
    let mut shown = String::from("[");
    for (at, value) in values.enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(shown, "{}{value}", if at == 0 { "" } else { ", " });
    }
    shown + "]"
}
