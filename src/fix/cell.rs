//! What a single cell should look like, where that is certain.

use super::Style;
use crate::claim::cells::{CodedAs, IcdVersion, coded_as, codes, icd_version, is_null, trim};
use crate::claim::marks::Marks;
use crate::claim::{Layout, Procedure};
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

    /// What a cell is that stands in a column with these meanings: of a service and a diagnosis the one the row's code set
    /// names, and nothing where it names neither.
    fn meaning(&self, fields: &[Field]) -> Option<Field> {
        let of = |wanted: fn(&Field) -> bool| fields.iter().copied().find(wanted);
        let (procedure, diagnosis) =
            (of(|field| *field == Field::ProcedureCode), of(|field| matches!(field, Field::Dx(_))));
        if procedure.is_none() || diagnosis.is_none() {
            return procedure.or(diagnosis).or_else(|| of(|field| matches!(field, Field::Modifier(_))));
        }
        match coded_as(self.texts(|field| field == Field::CodeSet).next().unwrap_or_default()) {
            CodedAs::Procedure => procedure,
            CodedAs::Diagnosis => diagnosis,
            CodedAs::Neither => None,
        }
    }

    /// Whether the codes of a diagnosis column are surely of ICD-10-CM on this row: every date is one of its time, and no
    /// column says otherwise: E8809 is E880.9 in ICD-9-CM and E88.09 in ICD-10-CM.
    fn is_icd10(&self, dx: DxField) -> bool {
        let version = |field| field == Field::IcdVersion || field == Field::DxVersion(dx);
        let begin = Date::new(2015, 10, 1);
        let columns = self.layout.columns.iter().filter(|column| column.field.is_date());
        let dates = columns.filter_map(|column| Some((trim(self.inner(column.index)?), column.style)));
        let mut dates = dates.filter(|(text, _)| !is_null(Field::ServiceDate, text)).peekable();
        dates.peek().is_some()
            && dates.all(|(text, style)| Date::parse_as(text, style) >= begin)
            && self.texts(version).all(|text| icd_version(text) == Some(IcdVersion::Ten))
    }
}

/// What a cell should hold; `None` where it stays as it is. `fields` are all its column can mean.
pub(super) fn corrected(row: &Row<'_>, fields: &[Field], inner: &[u8], style: Style<'_>) -> Option<Vec<u8>> {
    let text = inner.trim_ascii();
    let field = row.meaning(fields)?;
    if is_null(field, trim(text)) {
        return None;
    }
    let after = match field {
        Field::Dx(dx) => diagnoses(row, dx, text, style),
        Field::ProcedureCode if is_procedure(text, fields) => text.to_ascii_uppercase(),
        Field::Modifier(_) if are_modifiers(text) => text.to_ascii_uppercase(),
        Field::ProcedureCode | Field::Modifier(_) => text.to_vec(),
        _ => return None,
    };
    (after != inner).then_some(after)
}

/// One code, or one with its modifiers behind it where the column holds both.
fn is_procedure(text: &[u8], fields: &[Field]) -> bool {
    let alone = text.len() == 5 && text.iter().all(u8::is_ascii_alphanumeric);
    let has_modifiers = fields.iter().any(|field| matches!(field, Field::Modifier(_)));
    alone || (has_modifiers && !Procedure::parse_with_more(text).is_none())
}

/// One modifier, or several with marks between them.
fn are_modifiers(text: &[u8]) -> bool {
    let mut parts = text.split(|byte| b",:;|^/-_ ".contains(byte)).filter(|part| !part.is_empty());
    parts.all(|part| part.len() == 2 && part.iter().all(u8::is_ascii_alphanumeric))
}

/// A diagnosis cell with each of its codes written as it should be; what stands between them stays.
fn diagnoses(row: &Row<'_>, dx: DxField, text: &[u8], style: Style<'_>) -> Vec<u8> {
    let mut after = Vec::with_capacity(text.len() + 1);
    let mut copied = 0;
    for part in codes(text).filter(|part| part.version != Some(IcdVersion::Nine)) {
        let code = part.of(text);
        let from = usize::from(part.start);
        if let Some(parsed) = Code::parse(code) {
            after.extend_from_slice(&text[copied..from]);
            after.extend(diagnosis(row, dx, parsed, code, style));
            copied = from + code.len();
        }
    }
    after.extend_from_slice(&text[copied..]);
    after
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
