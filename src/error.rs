//! Why a run could not do its work. Every `Error` ends in exit code 2.
//!
//! An `Error` is never a finding: what is wrong *in the claims* is a [`crate::report::Diagnostic`], and the two never
//! convert into each other.

use miette::{Diagnostic, NamedSource, SourceSpan};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A run, or one of its files, that could not be carried out: what happened, where, and what to do about it.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried: "read", "write", "open".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
        /// What to do about it, where that can be told.
        #[help]
        help: Option<&'static str>,
    },

    /// The folder for temporary files cannot be used: what does not fit into memory has nowhere to go.
    #[error("cannot use {}, the folder for temporary files: {source}", folder.display())]
    Temporary {
        /// The folder.
        folder: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
        /// What to do about it.
        #[help]
        help: &'static str,
    },

    /// An input that is there but cannot be used as what it was given for.
    #[error("{}: {problem}", path.display())]
    Input {
        /// The file.
        path: PathBuf,
        /// What was found in it.
        problem: String,
        /// What to do about it.
        #[help]
        help: Option<String>,
    },

    /// An official file, or the data folder made from it, that is not as published.
    #[error("{}{}: {problem}", path.display(), line.map(|n| format!(":{n}")).unwrap_or_default())]
    Data {
        /// The file.
        path: PathBuf,
        /// Its line, from 1, where one can be named.
        line: Option<u64>,
        /// What is wrong with it.
        problem: String,
        /// What to do about it.
        #[help]
        help: Option<String>,
    },

    /// A mistake in a TOML file of rules, layouts or settings, pointing at the place.
    #[error("{message}")]
    Toml {
        /// What is wrong.
        message: String,
        /// The file and its text, behind a pointer to keep every `Result` small.
        #[source_code]
        file: Arc<NamedSource<String>>,
        /// The words at fault.
        label: String,
        /// Where they stand.
        #[label("{label}")]
        span: SourceSpan,
        /// What to write instead.
        #[help]
        help: Option<String>,
    },

    /// The run was told to stop before its end.
    #[error("{}: interrupted, not checked to its end", path.display())]
    Interrupted {
        /// The input at which it stopped.
        path: PathBuf,
    },

    /// A rule is named that there is not.
    #[error("no rule is called `{selector}`")]
    UnknownRule {
        /// What was named.
        selector: String,
        /// What to write instead.
        #[help]
        help: Option<String>,
    },

    /// Words on the command line that cannot be carried out.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to write instead.
        #[help]
        help: Option<String>,
    },
}

impl Error {
    /// Whether the run was told to stop.
    #[must_use]
    pub const fn is_interruption(&self) -> bool {
        matches!(self, Self::Interrupted { .. })
    }

    /// An [`Error::Io`] for `path`, made where the operating system's answer arrives; what an [`Aside`] says is not of `path`.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| match source.downcast() {
            Ok(Aside::Interrupted) => Self::Interrupted { path },
            Ok(Aside::Temporary(source)) => Self::temporary(source),
            Err(source) => Self::Io { action, help: help_to(action, &source), path, source },
        }
    }

    /// An [`Error::Temporary`], of what the operating system said of a temporary file.
    #[must_use]
    pub fn temporary(source: std::io::Error) -> Self {
        let folder = std::env::temp_dir();
        // Of a folder that is not there the system says more than the maker of temporary files does, and of one that is there
        // nobody has asked for the name of the file.
        let nameless = |source: std::io::Error| {
            if source.raw_os_error().is_some() { source } else { source.kind().into() }
        };
        let source = folder.metadata().err().unwrap_or_else(|| nameless(source));
        let help = match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                "make room on that disk, or set TMPDIR (on Windows TEMP) to a folder on another one"
            }
            _ => "set TMPDIR (on Windows TEMP) to a folder that is there and can be written to",
        };
        Self::Temporary { folder, source, help }
    }
}

/// What is packed and cannot be unpacked, as the cause of a [`std::io::Error`].
#[derive(Debug, Error)]
#[error("the {packed} file is damaged or cut short ({found})")]
pub struct Damaged {
    /// What it is packed with: "gzip".
    pub packed: &'static str,
    /// What was found.
    pub found: String,
}

impl From<Damaged> for std::io::Error {
    fn from(damaged: Damaged) -> Self {
        Self::new(ErrorKind::InvalidData, damaged)
    }
}

/// What an [`std::io::Error`] carries that is said while an input is read and is not about the input.
#[derive(Debug, Error)]
pub enum Aside {
    /// Nobody waits for more of it: the run was told to stop.
    #[error("interrupted")]
    Interrupted,
    /// What was read could not be put into a temporary file, or not be had back.
    #[error("{0}")]
    Temporary(std::io::Error),
}

impl From<Aside> for std::io::Error {
    fn from(aside: Aside) -> Self {
        Self::other(aside)
    }
}

/// What to do where the operating system says no, or a file cannot be unpacked.
fn help_to(action: &str, error: &std::io::Error) -> Option<&'static str> {
    if error.get_ref().and_then(|cause| cause.downcast_ref::<Damaged>()).is_some() {
        return Some(
            "fetch the file again from where it came from, or pack it again: what stands behind the damage cannot be read",
        );
    }
    Some(match error.kind() {
        ErrorKind::NotFound if action == "write" => "see that the folder is there and spelled as on disk",
        ErrorKind::NotFound => "see that the path is spelled as on disk; one with blanks in it is put in quotes",
        ErrorKind::PermissionDenied => "see who may use the file: whoever runs claimlint needs the right to",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on that disk, or write to another one",
        _ => return None,
    })
}
