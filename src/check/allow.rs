//! Suppressions: findings a team has looked at and accepts, each entry with its reason.

use crate::date::Date;
use crate::field::Field;
use crate::report::Diagnostic;

/// An accepted kind of finding. Everything it names must fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allow {
    /// Where it is written, to be named in the report: `claimlint.toml:12`.
    pub place: String,
    /// The rules, by name, code, beginning of a code, or pack.
    pub rule: String,
    /// On this claim only.
    pub claim: Option<String>,
    /// With this code in a cell the rule read, its dot and case not looked at.
    pub code: Option<String>,
    /// On service lines with these values in these columns, blanks around them and case not looked at.
    pub columns: Vec<(Field, String)>,
    /// Why the finding is accepted.
    pub reason: String,
    /// The last day it holds.
    pub until: Option<Date>,
}

impl Allow {
    /// Whether it still holds on a day.
    #[must_use]
    pub fn holds_on(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until)
    }

    /// Whether it fits a finding of one of its rules; `column` gives the text of the blamed line in a column.
    pub(super) fn fits<'c>(&self, finding: &Diagnostic, column: impl Fn(Field) -> Option<&'c [u8]>) -> bool {
        let claim = self.claim.as_ref().is_none_or(|claim| finding.claim_id.as_ref() == Some(claim));
        let code = |code: &String| finding.cells.iter().any(|cell| bare(&cell.value) == bare(code));
        claim
            && self.code.as_ref().is_none_or(code)
            && self.columns.iter().all(|(field, wanted)| {
                column(*field).is_some_and(|text| text.trim_ascii().eq_ignore_ascii_case(wanted.trim().as_bytes()))
            })
    }
}

/// A code as it is compared: upper case, without its dot and blanks.
fn bare(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace() && *c != '.').map(|c| c.to_ascii_uppercase()).collect()
}
