//! What a single cell should look like, where that is certain.

use super::Style;
use crate::claim::Layout;
use crate::claim::cells::{IcdVersion, icd_version, is_null, trim};
use crate::claim::record::Marks;
use crate::code::Code;
use crate::date::Date;
use crate::field::{DxField, Field};

/// How diagnosis codes are written in a team's exports.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Dots {
    /// As they are.
    #[default]
    Keep,
    /// `M54.50`.
    With,
    /// `M5450`.
    Without,
}

impl Dots {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Keep, Self::With, Self::Without];

    /// Its word in the settings.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::With => "with",
            Self::Without => "without",
        }
    }
}

/// A row as it stands in the file.
pub(super) struct Row<'a> {
    pub(super) layout: &'a Layout,
    pub(super) cells: &'a [&'a [u8]],
    pub(super) marks: Marks,
}

impl<'a> Row<'a> {
    /// What stands inside a cell, between its quotes where it has some. `None` where quotes stand inside, for then the
    /// cell says something else than its bytes.
    pub(super) fn inner(&self, index: usize) -> Option<&'a [u8]> {
        let raw = *self.cells.get(index)?;
        let quote = self.marks.quote;
        let inner = match raw {
            [first, inner @ .., last] if *first == quote && *last == quote => inner,
            _ => raw,
        };
        (!inner.contains(&quote) && !inner.contains(&b'\n') && !inner.contains(&b'\r')).then_some(inner)
    }

    fn texts(&self, wanted: impl Fn(Field) -> bool) -> impl Iterator<Item = &'a [u8]> {
        let columns = self.layout.columns.iter().filter(move |column| wanted(column.field));
        columns.filter_map(|column| self.inner(column.index)).map(trim).filter(|text| !text.is_empty())
    }

    /// Whether the codes of a diagnosis column are surely of ICD-10-CM on this row: every date is one of its time, and no
    /// column says otherwise: E8809 is E880.9 in ICD-9-CM and E88.09 in ICD-10-CM.
    fn is_icd10(&self, dx: DxField) -> bool {
        let version = |field| field == Field::IcdVersion || field == Field::DxVersion(dx);
        let begin = Date::new(2015, 10, 1);
        let mut dates = self.texts(Field::is_date).filter(|text| !is_null(Field::ServiceDate, text)).peekable();
        dates.peek().is_some()
            && dates.all(|text| Date::parse(text) >= begin)
            && self.texts(version).all(|text| icd_version(text) == Some(IcdVersion::Ten))
    }
}

/// What a cell should hold; `None` where it stays as it is.
pub(super) fn corrected(row: &Row<'_>, field: Field, inner: &[u8], style: Style<'_>) -> Option<Vec<u8>> {
    let text = inner.trim_ascii();
    if is_null(field, trim(text)) {
        return None;
    }
    let after = match field {
        Field::Dx(dx) => match Code::parse(text) {
            Some(code) => diagnosis(row, dx, code, text, style),
            None => text.to_vec(),
        },
        Field::ProcedureCode if text.len() == 5 && is_plain(text) => text.to_ascii_uppercase(),
        Field::Modifier(_) if text.len() == 2 && is_plain(text) => text.to_ascii_uppercase(),
        Field::ProcedureCode | Field::Modifier(_) => text.to_vec(),
        _ => return None,
    };
    (after != inner).then_some(after)
}

fn is_plain(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_alphanumeric)
}

fn diagnosis(row: &Row<'_>, dx: DxField, code: Code, text: &[u8], style: Style<'_>) -> Vec<u8> {
    let upper = text.to_ascii_uppercase();
    let written = match style.dots {
        Dots::Keep => return upper,
        Dots::With => code.to_string(),
        Dots::Without => code.chars().collect(),
    };
    if style.book.find(code).is_some() && row.is_icd10(dx) { written.into_bytes() } else { upper }
}
