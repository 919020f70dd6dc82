//! `--redact`: which reports go out without claim ids, and the key they are hashed with.

use crate::error::{Error, Result};
use crate::render::Format;
use crate::report::{Key, Redaction};
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Holds the key where no file does.
const VARIABLE: &str = "CLAIMLINT_REDACT_KEY";

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct RedactArguments {
    /// Hash claim ids in every format; without this, in github, gitlab and sarif only
    #[arg(long, conflicts_with = "no_redact", help_heading = "Privacy")]
    redact: bool,

    /// Hash claim ids in no format
    #[arg(long, help_heading = "Privacy")]
    no_redact: bool,

    // Not a doc comment, which would want backticks that the terminal then shows.
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        help_heading = "Privacy",
        help = "The key to hash claim ids with; else CLAIMLINT_REDACT_KEY of the environment. Without a key, github, gitlab and sarif leave ids out, and --redact is refused"
    )]
    redact_key: Option<PathBuf>,
}

/// Which reports go out without claim ids.
#[derive(Debug)]
pub(super) struct Redact {
    formats: Formats,
    /// The key, where there is one.
    pub(super) key: Option<Key>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Formats {
    All,
    ForHosts,
    None,
}

impl RedactArguments {
    /// Whether every format is to go out without claim ids.
    pub(super) const fn is_asked(&self) -> bool {
        self.redact
    }

    /// What they ask for.
    ///
    /// # Errors
    /// When the key cannot be read or is short enough to be guessed, or `--redact` is given without one.
    pub(super) fn read(&self) -> Result<Redact> {
        let unfit = |problem: String| Error::Usage {
            message: format!("the key for claim ids cannot be used: {problem}"),
            help: Some("make one with: openssl rand -hex 32".to_owned()),
        };
        let key = match &self.redact_key {
            Some(path) => Some(std::fs::read(path).map_err(Error::io("read", path))?),
            None => {
                std::env::var_os(VARIABLE).filter(|key| !key.is_empty()).map(std::ffi::OsString::into_encoded_bytes)
            }
        };
        let key = key.map(|bytes| Key::new(&bytes)).transpose().map_err(unfit)?;
        if self.redact && key.is_none() {
            return Err(Error::Usage {
                message: "--redact needs a key to hash claim ids with".to_owned(),
                help: Some(format!("set {VARIABLE}, or name a file that holds it with --redact-key")),
            });
        }
        let formats = match (self.redact, self.no_redact) {
            (true, _) => Formats::All,
            (_, true) => Formats::None,
            _ => Formats::ForHosts,
        };
        Ok(Redact { formats, key })
    }
}

impl Redact {
    /// How a format is redacted, if it is.
    pub(super) fn of(&self, format: Format) -> Option<Redaction> {
        let redacts = match self.formats {
            Formats::All => true,
            Formats::ForHosts => format.leaves_the_house(),
            Formats::None => false,
        };
        redacts.then(|| Redaction { key: self.key.clone() })
    }

    /// How something that goes to a host is redacted.
    pub(super) fn for_a_host(&self) -> Redaction {
        Redaction { key: self.key.clone() }
    }

    /// Whether claim ids stand in a baseline as they are.
    pub(super) fn shows_ids(&self) -> bool {
        self.formats == Formats::None
    }
}
