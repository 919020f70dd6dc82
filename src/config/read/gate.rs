//! The settings that decide whether a run passes: severities, files, suppressions, outputs.

use super::{Reader, Value};
use crate::check::{Allow, FileSettings};
use crate::config::Config;
use crate::error::Result;
use crate::field::Field;
use crate::fix::Dots;
use crate::render::Format;
use crate::rule::Severity;
use globset::Glob;
use std::ops::Range;
use std::path::Path;
use toml::de::DeTable;

const FILES: [&str; 4] = ["match", "select", "ignore", "severity"];
const ALLOW: [&str; 6] = ["rule", "claim", "code", "where", "reason", "until"];

impl Reader<'_> {
    pub(super) fn severities(&self, value: &Value<'_>) -> Result<Vec<(String, Severity)>> {
        let table = self.table(value, "write a [severity] table with one line per rule: dx-duplicate = \"info\"")?;
        let entry = |(rule, value): (&toml::Spanned<std::borrow::Cow<'_, str>>, &Value<'_>)| {
            self.named.borrow_mut().push((rule.get_ref().to_string(), rule.span()));
            Ok((rule.get_ref().to_string(), self.severity(value)?))
        };
        table.iter().map(entry).collect()
    }

    /// A list of rules.
    pub(super) fn rules(&self, value: &Value<'_>) -> Result<Vec<String>> {
        let rules = self.texts(value)?;
        if let toml::de::DeValue::Array(values) = value.get_ref() {
            let spans = values.iter().map(toml::Spanned::span);
            self.named.borrow_mut().extend(rules.iter().cloned().zip(spans));
        }
        Ok(rules)
    }

    pub(super) fn severity(&self, value: &Value<'_>) -> Result<Severity> {
        self.one_of(value, "severity", &Severity::WORST_FIRST, Severity::word)
    }

    pub(super) fn globs(&self, value: &Value<'_>) -> Result<Vec<String>> {
        let globs = self.texts(value)?;
        for glob in &globs {
            if let Err(error) = Glob::new(glob.trim_start_matches('!')) {
                let message = format!("\"{glob}\" is no pattern of files: {}", error.kind());
                return Err(self.mistake(&message, "no pattern", value.span(), None));
            }
        }
        Ok(globs)
    }

    pub(super) fn files(&self, value: &Value<'_>, folder: &Path) -> Result<Vec<FileSettings>> {
        let tables = self.tables_of(value, "write [[files]] and below it match = [\"legacy/**\"]")?;
        tables.into_iter().map(|(table, span)| self.some_files(table, span, folder)).collect()
    }

    fn some_files(&self, table: &DeTable<'_>, span: Range<usize>, folder: &Path) -> Result<FileSettings> {
        let mut files = FileSettings { base: folder.to_path_buf(), ..FileSettings::default() };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "match" => files.globs = self.globs(value)?,
                "select" => files.select = self.rules(value)?,
                "ignore" => files.ignore = self.rules(value)?,
                "severity" => files.severity = self.severities(value)?,
                unknown => return Err(self.unknown("setting", unknown, key.span(), &FILES)),
            }
        }
        if files.globs.is_empty() {
            let help = Some("say which: match = [\"legacy/**\"]".to_owned());
            return Err(self.mistake("these settings are for no file", "no match", span, help));
        }
        Ok(files)
    }

    pub(super) fn allowed(&self, value: &Value<'_>) -> Result<Vec<Allow>> {
        let tables = self.tables_of(value, "write [[allow]] and below it rule = \"…\" and reason = \"…\"")?;
        if let Some((_, span)) = tables.get(Allow::MOST) {
            let message = format!("there are {} suppressions, more than {}", tables.len(), Allow::MOST);
            let help = "let one [[allow]] stand for many findings: by rule, by code, or by where".to_owned();
            return Err(self.mistake(&message, "the first too many", span.clone(), Some(help)));
        }
        let ends: Vec<usize> = memchr::memchr_iter(b'\n', self.text.as_bytes()).collect();
        let line = |span: &Range<usize>| ends.partition_point(|end| *end < span.start) + 1;
        tables.into_iter().map(|(table, span)| self.allow(table, line(&span), span)).collect()
    }

    fn allow(&self, table: &DeTable<'_>, line: usize, span: Range<usize>) -> Result<Allow> {
        let mut allow = Allow {
            place: format!("{}:{line}", self.path.display()),
            rule: String::new(),
            claim: None,
            code: None,
            columns: Vec::new(),
            reason: String::new(),
            until: None,
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "rule" => {
                    allow.rule = self.text(value)?;
                    self.named.borrow_mut().push((allow.rule.clone(), value.span()));
                }
                "claim" => allow.claim = Some(self.text(value)?),
                "code" => allow.code = Some(self.text(value)?),
                "where" => allow.columns = self.conditions(value)?,
                "reason" => allow.reason = self.text(value)?,
                "until" => allow.until = Some(self.date(value)?),
                unknown => return Err(self.unknown("setting", unknown, key.span(), &ALLOW)),
            }
        }
        for (name, text, example) in
            [("rule", &allow.rule, "dx-duplicate"), ("reason", &allow.reason, "agreed with the payer")]
        {
            if text.trim().is_empty() {
                let help = Some(format!("add {name} = \"{example}\""));
                return Err(self.mistake(&format!("a suppression needs a {name}"), &format!("no {name}"), span, help));
            }
        }
        Ok(allow)
    }

    fn conditions(&self, value: &Value<'_>) -> Result<Vec<(Field, String)>> {
        let table = self.table(value, "write where = { payer = \"ACME\" }")?;
        let condition = |(key, value): (&toml::Spanned<std::borrow::Cow<'_, str>>, &Value<'_>)| {
            let otherwise =
                "the left side is a column as claimlint names it, such as payer, the right side the value in it";
            Ok((self.field(key, otherwise)?, self.text(value)?))
        };
        table.iter().map(condition).collect()
    }

    pub(super) fn outputs(&self, value: &Value<'_>, folder: &Path, config: &mut Config) -> Result<()> {
        let words = Format::ALL.map(Format::word);
        for (key, value) in self.table(value, "write an [output] table: sarif = \"claimlint.sarif\"")? {
            let word = key.get_ref().as_ref();
            let Some(format) = Format::ALL.into_iter().find(|format| format.word() == word) else {
                return Err(self.unknown("format", word, key.span(), &words));
            };
            config.output.retain(|(held, _)| *held != format);
            config.output.push((format, folder.join(self.text(value)?)));
        }
        Ok(())
    }

    pub(super) fn fix(&self, value: &Value<'_>, config: &mut Config) -> Result<()> {
        for (key, value) in self.table(value, "write a [fix] table: dots = \"with\"")? {
            match key.get_ref().as_ref() {
                "dots" => config.dots = self.one_of(value, "style", &Dots::ALL, Dots::word)?,
                unknown => return Err(self.unknown("setting", unknown, key.span(), &["dots"])),
            }
        }
        Ok(())
    }
}
