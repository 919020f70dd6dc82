//! A pattern of files: the folder to begin in, how deep to look, and what matches.

use crate::error::{Error, Result};
use globset::{GlobBuilder, GlobMatcher};
use std::path::{Path, PathBuf};

/// The files that are meant by a pattern.
pub(super) struct Glob {
    /// The folder to begin in.
    pub(super) from: PathBuf,
    /// How far below it they can lie, where the pattern says so.
    pub(super) depth: Option<usize>,
    pub(super) matcher: GlobMatcher,
}

/// The glob a path is; `None` for a path that is there, or is none.
pub(super) fn glob(path: &Path) -> Result<Option<Glob>> {
    let Some(text) = path.to_str().filter(|text| text.contains(['*', '?', '[', '{']) && !path.exists()) else {
        return Ok(None);
    };
    let wrong = |error: globset::Error| Error::Usage {
        message: format!("\"{text}\" is no pattern of files: {}", error.kind()),
        help: Some("write it as in outbox/**/*.csv".to_owned()),
    };
    let glob =
        GlobBuilder::new(text.strip_prefix("./").unwrap_or(text)).literal_separator(true).build().map_err(wrong)?;
    let from: PathBuf = path
        .components()
        .take_while(|part| part.as_os_str().to_str().is_some_and(|part| !part.contains(['*', '?', '[', '{'])))
        .collect();
    let depth = (!text.contains("**")).then(|| path.components().count() - from.components().count());
    Ok(Some(Glob { from, depth, matcher: glob.compile_matcher() }))
}
