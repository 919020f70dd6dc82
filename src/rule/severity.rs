//! How sure a finding is that the claim is wrong.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Ordered from the mildest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Payer-dependent, or a prompt to check.
    Info,
    /// Likely wrong; the record can justify it.
    Warning,
    /// An official rule or the definition of a code is contradicted.
    Error,
}

impl Severity {
    /// All of them, worst first.
    pub const WORST_FIRST: [Self; 3] = [Self::Error, Self::Warning, Self::Info];

    /// The word used in every format.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::WORST_FIRST
            .into_iter()
            .find(|severity| severity.word() == text)
            .ok_or_else(|| format!("\"{text}\" is no severity: use error, warning or info"))
    }
}
