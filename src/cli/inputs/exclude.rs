//! Files and folders that are not to be looked into, by the settings and by the command line.

use super::{Found, Way};
use crate::check::Input;
use crate::config::Config;
use crate::error::{Error, Result};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;

impl Found<'_> {
    /// Those that are not excluded; what was named is not, unless `--force-exclude` says so, and then none may be left.
    ///
    /// # Errors
    /// When a pattern means nothing or no file is left.
    pub(in super::super) fn without(&self, config: &Config) -> Result<Vec<Input>> {
        let folder = config.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        let excludes = [patterns(folder, &config.exclude)?, patterns(Path::new(""), &self.arguments.exclude)?];
        let is_kept = |(input, way): &(Input, Way)| match input {
            Input::File(path) if *way == Way::Below || self.arguments.force_exclude => {
                !excludes.iter().any(|exclude| is_excluded(exclude, path))
            }
            _ => true,
        };
        let kept: Vec<Input> =
            self.inputs.iter().filter(|input| is_kept(input)).map(|(input, _)| input.clone()).collect();
        if kept.is_empty() && !self.arguments.force_exclude {
            let help = "see exclude in claimlint.toml and --exclude".to_owned();
            return Err(Error::Usage { message: "every claim file is excluded".to_owned(), help: Some(help) });
        }
        Ok(kept)
    }
}

fn patterns(folder: &Path, globs: &[String]) -> Result<Gitignore> {
    let wrong = |error: ignore::Error| Error::Usage { message: format!("cannot exclude: {error}"), help: None };
    let folder = std::path::absolute(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let mut builder = GitignoreBuilder::new(folder.map_err(Error::io("read", Path::new(".")))?);
    for glob in globs {
        builder.add_line(None, glob).map_err(wrong)?;
    }
    builder.build().map_err(wrong)
}

fn is_excluded(exclude: &Gitignore, path: &Path) -> bool {
    let Ok(whole) = std::path::absolute(path) else { return false };
    whole.strip_prefix(exclude.path()).is_ok_and(|inner| exclude.matched_path_or_any_parents(inner, false).is_ignore())
}
