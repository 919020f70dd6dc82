//! One finding, ready to be printed in any format.
//!
//! A diagnostic owns the claim id and the cells its rule read, and nothing else of the claim: what it does not own, no
//! renderer can print.

use crate::date::Date;
use crate::field::Field;
use crate::rule::{RuleId, Severity};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Characters of a diagnosis code before its dot.
const CATEGORY: usize = 3;

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The rule, by its place in the registry of the run.
    pub rule: RuleId,
    /// How sure it is.
    pub severity: Severity,
    /// What is wrong, one sentence in a coder's words.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Which of the run's files, by its place in [`super::Summary::files`].
    pub file: u32,
    /// Physical line of the blamed cell, from 1 (the header is line 1).
    pub line: u64,
    /// Character column at which the blamed cell's text begins, from 1.
    pub column: u32,
    /// The claim; `None` where the finding is about a row or a file, or the file has no claim ids.
    pub claim_id: Option<String>,
    /// Number of the service line: the `line_number` column, else counted from 1 within the claim.
    pub claim_line: Option<String>,
    /// The cells the rule read; the first is the blamed one. Empty when a whole row is at fault.
    pub cells: Vec<CellText>,
    /// Identifies the finding across runs: a hash of rule, claim and the values judged, never of the place in the
    /// file. Equal faults of one claim have equal ones.
    pub fingerprint: u64,
    /// The groups of its claim, one of each kind the run counts by; none where it is about a row or a file.
    pub groups: Vec<String>,
    /// Whether it counts.
    pub standing: Standing,
}

/// Whether a finding counts against the claims.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub enum Standing {
    /// It does.
    #[default]
    Open,
    /// A suppression of the settings covers it, named by its place in [`super::Summary::allowed`].
    Allowed(u16),
    /// The baseline knows it.
    Known,
}

impl Diagnostic {
    /// The order of a report: by file, line, column, then rule.
    #[must_use]
    pub const fn order(&self) -> (u32, u64, u32, RuleId) {
        (self.file, self.line, self.column, self.rule)
    }
}

/// A cell as a diagnostic shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CellText {
    /// What the column means.
    pub field: Field,
    /// The column's header as the file spells it.
    pub header: String,
    /// The cell's text (of a cell with several codes, the code that is meant), at most 200 characters.
    pub value: String,
    /// The file it stands in, where that is not the diagnostic's: one that completes the claims.
    pub elsewhere: Option<String>,
    /// Physical line, from 1.
    pub line: u64,
    /// Character column at which the value begins, from 1.
    pub column: u32,
    /// What the cell is in this finding; empty for the blamed one.
    pub label: String,
}

impl CellText {
    /// The value as a format may print it: that of a private column is withheld.
    #[must_use]
    pub fn printable(&self) -> &str {
        if self.field.is_private() { "(not shown)" } else { &self.value }
    }

    /// The value as it is compared across runs, whichever way an export writes it: a date as `2025-11-04`, a code in
    /// upper case, a diagnosis with its dot, anything else without the blanks around it.
    #[must_use]
    pub fn compared(&self) -> Cow<'_, str> {
        let text = self.value.trim();
        match self.field {
            field if field.is_date() => match Date::parse(text.as_bytes()) {
                // Most exports write it so already.
                Some(_) if matches!(text.as_bytes(), [_, _, _, _, b'-', _, _, b'-', _, _]) => Cow::Borrowed(text),
                Some(date) => Cow::Owned(date.to_string()),
                None => Cow::Borrowed(text),
            },
            Field::Dx(_) if is_dotted(text.as_bytes()) => Cow::Borrowed(text),
            Field::Dx(_) => {
                let mut code: String = text.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
                code.make_ascii_uppercase();
                if code.len() > CATEGORY && code.is_char_boundary(CATEGORY) {
                    code.insert(CATEGORY, '.');
                }
                Cow::Owned(code)
            }
            Field::ProcedureCode | Field::Modifier(_) if text.bytes().any(|byte| byte.is_ascii_lowercase()) => {
                Cow::Owned(text.to_ascii_uppercase())
            }
            _ => Cow::Borrowed(text),
        }
    }
}

/// Whether a diagnosis code is written in upper case, and with its dot where one belongs.
fn is_dotted(code: &[u8]) -> bool {
    let is_plain = |part: &[u8]| part.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    match code.split_at_checked(CATEGORY) {
        Some((category, [b'.', behind @ ..])) => !behind.is_empty() && is_plain(category) && is_plain(behind),
        Some((category, [])) => is_plain(category),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::DxField;

    #[test]
    fn a_value_is_compared_as_what_it_means() {
        let dx = Field::Dx(DxField::Listed(1));
        for (field, written, compared) in [
            (Field::ServiceDate, "11/04/2025", "2025-11-04"),
            (Field::ServiceDate, "20251104", "2025-11-04"),
            (Field::ServiceDate, "2025-11-04", "2025-11-04"),
            (Field::ServiceDate, "2025-13-04", "2025-13-04"),
            (Field::ServiceDate, "2025-11-04 00:00:00", "2025-11-04"),
            (Field::ServiceDate, "4.11.25", "4.11.25"),
            (dx, "m545", "M54.5"),
            (dx, " M54.5 ", "M54.5"),
            (dx, "i10", "I10"),
            (dx, "I10", "I10"),
            (dx, "M54.", "M54"),
            (dx, "M54.5", "M54.5"),
            (dx, "M5.45", "M54.5"),
            (dx, "M54.5.1", "M54.51"),
            (dx, "M54.5 1", "M54.51"),
            (dx, "I1\u{e9}0", "I1\u{e9}0"),
            (Field::ProcedureCode, "g0008 ", "G0008"),
            (Field::Modifier(1), "lt", "LT"),
            (Field::Modifier(1), "LT", "LT"),
            (Field::Payer, " Acme ", "Acme"),
        ] {
            let cell = CellText {
                field,
                header: String::new(),
                value: written.to_owned(),
                elsewhere: None,
                line: 2,
                column: 1,
                label: String::new(),
            };
            assert_eq!(cell.compared(), compared, "{written}");
        }
    }
}
