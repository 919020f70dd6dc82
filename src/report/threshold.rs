//! How many errors a run may have before it fails, for a team that starts on a bad backlog.

use super::{Spool, Standing, Summary, Threshold};
use crate::error::Result;
use crate::number::counted;
use crate::rule::Severity;
use std::collections::HashSet;
use std::fmt;
use std::hash::BuildHasher;
use std::str::FromStr;

/// A part of a whole, in millionths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rate(u32);

impl Rate {
    const WHOLE: u32 = 1_000_000;

    /// Whether `part` of `whole` is more than this.
    #[must_use]
    pub fn is_exceeded_by(self, part: u64, whole: u64) -> bool {
        u128::from(part) * u128::from(Self::WHOLE) > u128::from(whole) * u128::from(self.0)
    }
}

impl FromStr for Rate {
    type Err = String;

    /// Reads a percentage with up to four decimals: `0.5%`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("\"{text}\" is no percentage: write it as 0.5%, from 0% to 100%, with up to four decimals");
        let (whole, decimals) =
            text.strip_suffix('%').map(|n| n.trim().split_once('.').unwrap_or((n.trim(), ""))).ok_or_else(wrong)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || decimals.len() > 4 || !digits(whole) || !digits(decimals) {
            return Err(wrong());
        }
        let millionths: u32 = format!("{whole}{decimals:0<4}").parse().map_err(|_| wrong())?;
        if millionths <= Self::WHOLE { Ok(Self(millionths)) } else { Err(wrong()) }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:04}", self.0 / 10_000, self.0 % 10_000);
        write!(f, "{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// The thresholds of a run; without one, no error is allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Thresholds {
    /// Errors that are allowed.
    pub max_errors: Option<u64>,
    /// Claims with errors that are allowed, of the claims checked; each row that cannot be read counts as a claim.
    pub max_error_rate: Option<Rate>,
}

impl Thresholds {
    /// Holds the findings that count against the thresholds.
    ///
    /// # Errors
    /// When the findings cannot be read back.
    pub fn judge(self, summary: &Summary, findings: &Spool) -> Result<Vec<Threshold>> {
        let mut judged = Vec::new();
        if let Some(most) = self.max_errors {
            let errors = summary.count(Severity::Error);
            judged.push(Threshold {
                found: counted(errors, "error"),
                allowed: format!("the {most} allowed by --max-errors"),
                exceeded: errors > most,
            });
        }
        if let Some(rate) = self.max_error_rate {
            let (claims, unread) = (summary.claims(), summary.malformed_rows());
            let (all, faulty) = (claims.saturating_add(unread), claims_with_errors(findings)?);
            let rows = if unread == 0 { String::new() } else { " (a row that cannot be read is one)".to_owned() };
            judged.push(Threshold {
                found: format!("{} with errors, of {all} checked{rows}", counted(faulty, "claim")),
                allowed: format!("the {rate} of claims allowed by --max-error-rate"),
                exceeded: rate.is_exceeded_by(faulty, all),
            });
        }
        Ok(judged)
    }
}

/// Claims with an error that counts; a row that cannot be read is a claim of its own, here as among all claims.
fn claims_with_errors(findings: &Spool) -> Result<u64> {
    let hasher = foldhash::quality::FixedState::default();
    let mut claims = HashSet::new();
    for finding in findings {
        let finding = finding?;
        if finding.severity == Severity::Error && finding.standing == Standing::Open {
            claims.insert(match &finding.claim_id {
                Some(id) => hasher.hash_one((finding.file, id)),
                None => hasher.hash_one((finding.file, finding.line)),
            });
        }
    }
    Ok(claims.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_percentage() {
        let rate = |text: &str| text.parse::<Rate>();
        for (text, shown) in [("0.5%", "0.5%"), ("100%", "100%"), ("0%", "0%"), ("12.3400 %", "12.34%")] {
            assert_eq!(rate(text).map(|rate| rate.to_string()), Ok(shown.to_owned()));
        }
        for text in ["0.5", "101%", "-1%", "%", "1.23456%", "1e3%", "½%"] {
            assert!(rate(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_rate_is_exceeded_only_by_more() {
        let half: Rate = "0.5%".parse().expect("a rate");
        assert!(!half.is_exceeded_by(1, 200));
        assert!(half.is_exceeded_by(2, 399));
        let none: Rate = "0%".parse().expect("a rate");
        assert!(none.is_exceeded_by(1, u64::MAX));
        assert!(!none.is_exceeded_by(0, 0));
    }
}
