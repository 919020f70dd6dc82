//! The words a rule file can use: subjects, operators, and which goes with which.
//!
//! One table for the checker, the suggestions in error messages, the JSON Schema and the language reference.

use crate::field::{DxField, Field};

/// What kind of thing a subject is, which decides the operators it takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Nature {
    /// Codes the line may have several of; the test is about one of them.
    Modifiers,
    /// One code out of a group.
    Member,
    /// One of a few words.
    Choice,
    /// Whether there is any.
    Presence,
    /// A number.
    Number,
    /// A date.
    Date,
    /// Whatever a column says: text, number or date.
    Column,
}

impl Nature {
    /// The operators such a subject takes.
    pub(super) const fn operators(self) -> &'static [&'static str] {
        match self {
            Self::Modifiers => &["is", "in", "not-in", "behind", "behind-other-than", "several"],
            Self::Member | Self::Choice => &["is", "in", "not-in"],
            Self::Presence => &["known"],
            Self::Number => &["is", "above", "at-least", "below", "at-most", "known"],
            Self::Date => &["from", "after", "before", "until", "known"],
            Self::Column => &[
                "is", "in", "not-in", "starts", "above", "at-least", "below", "at-most", "from", "after", "before",
                "until", "known",
            ],
        }
    }
}

/// What can be asked of a line.
pub(super) const LINE_SUBJECTS: [(&str, Nature); 17] = [
    ("modifier", Nature::Modifiers),
    ("no-modifier", Nature::Member),
    ("first-modifier", Nature::Member),
    ("procedure", Nature::Member),
    ("no-procedure", Nature::Member),
    ("points-to", Nature::Member),
    ("points-not-to", Nature::Member),
    ("linked-to", Nature::Member),
    ("not-linked-to", Nature::Member),
    ("first-pointer", Nature::Member),
    ("pointers", Nature::Presence),
    ("biller", Nature::Choice),
    ("bill-type", Nature::Member),
    ("revenue-code", Nature::Member),
    ("place-of-service", Nature::Member),
    ("units", Nature::Number),
    ("date", Nature::Date),
];

/// What can be asked of a claim.
pub(super) const CLAIM_SUBJECTS: [(&str, Nature); 5] = [
    ("kind", Nature::Choice),
    ("age", Nature::Number),
    ("sex", Nature::Choice),
    ("from", Nature::Date),
    ("through", Nature::Date),
];

/// What two lines can have in common.
pub(super) const SHARED: [&str; 3] = ["date", "procedure", "biller"];

/// How often a rule may speak.
pub(super) const OFTEN: [&str; 2] = ["claim", "date"];

/// The column a word of a rule names: its canonical name with hyphens or underscores.
///
/// Columns whose meaning the line and claim subjects already carry are left to those.
pub(super) fn column(word: &str) -> Option<Field> {
    let field: Field = word.replace('-', "_").parse().ok()?;
    let spoken_for = matches!(
        field,
        Field::Dx(_)
            | Field::DxVersion(_)
            | Field::Modifier(_)
            | Field::DxPointers
            | Field::IcdVersion
            | Field::ClaimType
    );
    (!spoken_for).then_some(field)
}

/// The names of the columns a rule may ask about, as rules spell them.
pub(super) fn columns() -> Vec<String> {
    Field::all()
        .map(|field| field.to_string().replace('_', "-"))
        .filter(|name| column(name).is_some() && !name.starts_with("poa"))
        .collect()
}

/// The columns that would answer a question about each of these; any one of a group will do.
pub(super) mod wants {
    use super::{DxField, Field};

    pub(in crate::rule) const MODIFIER: &[Field] = &[Field::Modifier(1)];
    pub(in crate::rule) const PROCEDURE: &[Field] = &[Field::ProcedureCode];
    pub(in crate::rule) const DIAGNOSIS: &[Field] = &[Field::Dx(DxField::Listed(1)), Field::Dx(DxField::Principal)];
    /// Where the list of diagnoses has no first one, nothing is known of its order or of what is not on it.
    pub(in crate::rule) const FIRST: &[Field] = &[Field::Dx(DxField::Principal)];
    pub(in crate::rule) const POINTERS: &[Field] = &[Field::DxPointers, Field::Dx(DxField::Line)];
    /// A place of service stands on the professional form only.
    pub(in crate::rule) const KIND: &[Field] =
        &[Field::ClaimType, Field::BillType, Field::FacilityType, Field::PlaceOfService];
    pub(in crate::rule) const BILL_TYPE: &[Field] = &[Field::BillType, Field::FacilityType];
    pub(in crate::rule) const DATE: &[Field] = &[Field::ServiceDate, Field::FromDate];
    pub(in crate::rule) const AGE: &[Field] = &[Field::Age, Field::BirthDate];
}
