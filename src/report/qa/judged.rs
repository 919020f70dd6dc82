//! Claims, lines or diagnosis cells, counted by the worst that was found on each.

use super::Share;
use crate::rule::Severity;

/// What was made of one claim, line or cell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// Not all that it takes to say whether it has an error was looked at: a diagnosis without a date, for one.
    NotJudged,
    /// Nothing was found.
    Clean,
    /// The worst finding is of this severity.
    Found(Severity),
}

/// How many of them there are, by [`Verdict`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Judged {
    /// Not judged.
    pub not_judged: u64,
    /// Without a finding.
    pub clean: u64,
    /// With infos at worst.
    pub info: u64,
    /// With warnings at worst.
    pub warning: u64,
    /// With errors.
    pub error: u64,
}

impl Judged {
    /// Counts one.
    pub const fn add(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::NotJudged => &mut self.not_judged,
            Verdict::Clean => &mut self.clean,
            Verdict::Found(Severity::Info) => &mut self.info,
            Verdict::Found(Severity::Warning) => &mut self.warning,
            Verdict::Found(Severity::Error) => &mut self.error,
        } += 1;
    }

    /// So many of them were not judged. Which of them is not known: those without a finding are named first, so that none is
    /// called free of warnings that was not looked at, and those with errors last.
    pub fn unjudged(&mut self, mut number: u64) {
        for counted in [&mut self.clean, &mut self.info, &mut self.warning, &mut self.error] {
            let moved = number.min(*counted);
            *counted -= moved;
            self.not_judged += moved;
            number -= moved;
        }
    }

    /// None of them was judged.
    pub fn unjudge(&mut self) {
        *self = Self { not_judged: self.all(), ..Self::default() };
    }

    /// All that were judged.
    #[must_use]
    pub const fn of(&self) -> u64 {
        self.clean + self.info + self.warning + self.error
    }

    /// All of them, judged or not.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.of() + self.not_judged
    }

    /// The lint-clean ones: without an error.
    #[must_use]
    pub const fn without_errors(&self) -> Share {
        Share { part: self.clean + self.info + self.warning, of: self.of() }
    }

    /// Those without an error or a warning.
    #[must_use]
    pub const fn without_warnings(&self) -> Share {
        Share { part: self.clean + self.info, of: self.of() }
    }

    /// Changes each count by that of another.
    pub(super) fn each(&mut self, other: &Self, change: fn(u64, u64) -> u64) {
        let pairs = [
            (&mut self.not_judged, other.not_judged),
            (&mut self.clean, other.clean),
            (&mut self.info, other.info),
            (&mut self.warning, other.warning),
            (&mut self.error, other.error),
        ];
        for (mine, theirs) in pairs {
            *mine = change(*mine, theirs);
        }
    }
}
