//! What the settings make of the rules and their findings: which run on which files, at which severity, and which
//! findings are accepted. The checks know nothing of it; it is applied where a finding becomes a diagnostic.

use super::{Allow, Settings};
use crate::date::Date;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::report::{AllowUse, Diagnostic, Spool, Standing};
use crate::rule::{Registry, Selection, Severity};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::{Path, PathBuf};

/// Settings for some files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileSettings {
    /// Which: globs as in `.gitignore`, from the folder `base`.
    pub globs: Vec<String>,
    /// The folder of the settings.
    pub base: PathBuf,
    /// Rules to run on them, in place of the run's; the run's where it is empty.
    pub select: Vec<String>,
    /// Rules not to run on them, beside the run's.
    pub ignore: Vec<String>,
    /// Severities on them, by rule.
    pub severity: Vec<(String, Severity)>,
}

/// The policies of a run, read once.
#[derive(Debug, Default)]
pub(super) struct Policies {
    all: Policy,
    some: Vec<(GlobSet, PathBuf, FileSettings)>,
}

/// What is made of findings in one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Policy {
    /// The severity of each rule that has another than its own.
    severity: Vec<Option<Severity>>,
    /// Suppressions that hold, with their rules and their place in the settings.
    allow: Vec<(Allow, Selection, u16)>,
}

impl Policies {
    /// Those of the settings.
    ///
    /// # Errors
    /// When a rule or a glob in them means nothing, their folder cannot be found, or there are more suppressions than
    /// can be told apart.
    pub(super) fn new(registry: &Registry, settings: &Settings, today: Date) -> Result<Self> {
        let mut all = Policy { severity: vec![None; registry.rules().len()], allow: Vec::new() };
        all.overrule(registry, &settings.severity)?;
        if settings.allow.len() > Allow::MOST {
            let message = format!("there are {} suppressions, more than {}", settings.allow.len(), Allow::MOST);
            return Err(Error::Usage { message, help: None });
        }
        for (allow, number) in settings.allow.iter().zip(0..u16::MAX) {
            let rules = Selection::new(registry, std::slice::from_ref(&allow.rule), &[])?;
            if allow.holds_on(today) {
                all.allow.push((allow.clone(), rules, number));
            }
        }
        let some = settings.files.iter().map(|files| {
            // What a rule is called is found out before a file is opened.
            all.clone().overrule(registry, &files.severity)?;
            Selection::new(registry, &files.select, &files.ignore)?;
            // The folder of `claimlint.toml` itself has an empty name.
            let base = if files.base.as_os_str().is_empty() { Path::new(".") } else { &files.base };
            let base = std::path::absolute(base).map_err(Error::io("read", base))?;
            Ok((matcher(&files.globs)?, base, files.clone()))
        });
        Ok(Self { some: some.collect::<Result<_>>()?, all })
    }

    /// Those for one file: which rules run, and what is made of their findings.
    ///
    /// # Errors
    /// None that [`Policies::new`] would not have told.
    pub(super) fn of_file(&self, registry: &Registry, settings: &Settings, path: &Path) -> Result<(Selection, Policy)> {
        let (mut select, mut ignore) = (&settings.select, settings.ignore.clone());
        let mut policy = self.all.clone();
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        for (globs, base, files) in &self.some {
            if globs.is_match(whole.strip_prefix(base).unwrap_or(path)) {
                if !files.select.is_empty() {
                    select = &files.select;
                }
                ignore.extend(files.ignore.iter().cloned());
                policy.overrule(registry, &files.severity)?;
            }
        }
        Ok((Selection::new(registry, select, &ignore)?, policy))
    }
}

impl Policy {
    fn overrule(&mut self, registry: &Registry, severities: &[(String, Severity)]) -> Result<()> {
        for (selector, severity) in severities {
            let named = Selection::new(registry, std::slice::from_ref(selector), &[])?;
            for ((id, _), of_rule) in registry.ids().zip(&mut self.severity) {
                if named.contains(id) {
                    *of_rule = Some(*severity);
                }
            }
        }
        Ok(())
    }

    /// Gives a finding its severity and its standing; `column` gives the text of the blamed line in a column.
    pub(super) fn apply<'c>(&self, finding: &mut Diagnostic, column: impl Fn(Field) -> Option<&'c [u8]>) {
        if let Some(Some(severity)) = self.severity.get(usize::from(finding.rule.0)) {
            finding.severity = *severity;
        }
        let allowed =
            self.allow.iter().find(|(allow, rules, _)| rules.contains(finding.rule) && allow.fits(finding, &column));
        if let Some((_, _, number)) = allowed {
            finding.standing = Standing::Allowed(*number);
        }
    }
}

/// What the suppressions of the settings did.
pub(super) fn uses(settings: &Settings, today: Date, findings: &Spool) -> Vec<AllowUse> {
    let used = settings.allow.iter().zip(0..u16::MAX).map(|(allow, number)| AllowUse {
        place: allow.place.clone(),
        rule: allow.rule.clone(),
        reason: allow.reason.clone(),
        until: allow.until.map(|until| until.to_string()),
        expired: !allow.holds_on(today),
        findings: findings.allowed(number),
    });
    used.collect()
}

/// Files by globs, which stand for folders too: `legacy/` is all that is in it.
fn matcher(globs: &[String]) -> Result<GlobSet> {
    let wrong = |error: globset::Error| Error::Usage {
        message: format!("\"{}\" is no pattern of files: {}", error.glob().unwrap_or_default(), error.kind()),
        help: Some("write it as in .gitignore: legacy/**, *.txt".to_owned()),
    };
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let inner = glob.trim_start_matches('/').trim_end_matches('/');
        let anywhere = !glob.trim_end_matches('/').contains('/');
        let prefix = if anywhere { "**/" } else { "" };
        for suffix in ["", "/**"] {
            let text = format!("{prefix}{inner}{suffix}");
            set.add(GlobBuilder::new(&text).literal_separator(true).build().map_err(wrong)?);
        }
    }
    set.build().map_err(wrong)
}
