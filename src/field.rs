//! The closed vocabulary of claim columns.
//!
//! Whatever an export calls its columns, everything behind the layout speaks of these fields only. Their names are
//! part of the output contract.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Which of a claim's diagnoses a column holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum DxField {
    /// The n-th diagnosis of the claim's list, from 1; the first is the principal or first-listed diagnosis.
    Listed(u8),
    /// The principal diagnosis in a column of its own, where the list repeats it (CMS RIF).
    Principal,
    /// The admitting diagnosis.
    Admitting,
    /// The n-th reason for the visit.
    VisitReason(u8),
    /// The n-th external cause of injury.
    ExternalCause(u8),
    /// The diagnosis a service line names by code instead of by pointer.
    Line,
}

/// One column claimlint knows the meaning of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Field {
    /// The claim's own number: rows with the same one are one claim.
    ClaimId,
    /// Number of the service line within its claim.
    LineNumber,
    /// Professional, institutional, ...: see [`crate::claim::ClaimKind`].
    ClaimType,
    /// Type of bill, UB-04 form locator 4.
    BillType,
    /// First digit of the type of bill in a column of its own (CMS: facility type).
    FacilityType,
    /// Second digit of the type of bill in a column of its own (CMS: service classification).
    BillClassification,
    /// Third digit of the type of bill in a column of its own.
    BillFrequency,
    /// Two-digit place of service.
    PlaceOfService,
    /// CMS provider specialty code.
    Specialty,
    /// NUCC provider taxonomy code.
    Taxonomy,
    /// Date of service of the line.
    ServiceDate,
    /// First day of the claim's statement period.
    FromDate,
    /// Last day of the claim's statement period.
    ThroughDate,
    /// Day of admission.
    AdmissionDate,
    /// Day of discharge.
    DischargeDate,
    /// A diagnosis.
    Dx(DxField),
    /// The ICD version of a diagnosis, in a column beside it.
    DxVersion(DxField),
    /// The ICD version of every diagnosis of the row.
    IcdVersion,
    /// Present-on-admission indicator of the n-th listed diagnosis.
    Poa(u8),
    /// Which listed diagnoses the line points to, all in one column.
    DxPointers,
    /// The n-th listed diagnosis the line points to, where each pointer has a column of its own.
    DxPointer(u8),
    /// CPT or HCPCS code.
    ProcedureCode,
    /// The n-th modifier, from 1.
    Modifier(u8),
    /// Units of service.
    Units,
    /// NUBC revenue code.
    RevenueCode,
    /// Age of the patient in years.
    Age,
    /// The patient's birth date: read to find the age, never printed.
    BirthDate,
    /// The patient's sex.
    Sex,
    /// The claim's place of service, which a line without one of its own has.
    ClaimPlaceOfService,
    /// The subscriber's birth date: the patient's where nothing is said of the patient. Never printed.
    SubscriberBirthDate,
    /// The subscriber's sex: the patient's where nothing is said of the patient.
    SubscriberSex,
    /// Charge of the line.
    Charge,
    /// Charge of the whole claim, said again on each of its lines.
    ClaimCharge,
    /// Who coded the claim.
    Coder,
    /// National Provider Identifier of the rendering provider.
    RenderingNpi,
    /// Who is billed.
    Payer,
    /// Where each diagnosis has a row of its own: its place in the claim's list.
    DxSequence,
    /// Where each diagnosis has a row of its own: whether it is the principal one, the admitting one, ...
    DxRole,
    /// Where services and diagnoses are rows of one table: the code of either.
    Coded,
    /// Which code set the code of such a row is of.
    CodeSet,
    /// The n-th of the columns that together name the claim in the tables of one export. Never printed: it may name the
    /// patient.
    JoinKey(u8),
}

/// Fields that stand alone, with their canonical names.
const PLAIN: [(Field, &str); 35] = [
    (Field::ClaimId, "claim_id"),
    (Field::LineNumber, "line_number"),
    (Field::ClaimType, "claim_type"),
    (Field::BillType, "bill_type"),
    (Field::FacilityType, "facility_type"),
    (Field::BillClassification, "bill_classification"),
    (Field::BillFrequency, "bill_frequency"),
    (Field::PlaceOfService, "place_of_service"),
    (Field::Specialty, "specialty"),
    (Field::Taxonomy, "taxonomy"),
    (Field::ServiceDate, "service_date"),
    (Field::FromDate, "from_date"),
    (Field::ThroughDate, "through_date"),
    (Field::AdmissionDate, "admission_date"),
    (Field::DischargeDate, "discharge_date"),
    (Field::IcdVersion, "icd_version"),
    (Field::DxPointers, "dx_pointers"),
    (Field::ProcedureCode, "procedure_code"),
    (Field::Units, "units"),
    (Field::RevenueCode, "revenue_code"),
    (Field::Age, "age"),
    (Field::BirthDate, "birth_date"),
    (Field::Sex, "sex"),
    (Field::ClaimPlaceOfService, "claim_place_of_service"),
    (Field::SubscriberBirthDate, "subscriber_birth_date"),
    (Field::SubscriberSex, "subscriber_sex"),
    (Field::Charge, "charge"),
    (Field::ClaimCharge, "claim_charge"),
    (Field::Coder, "coder"),
    (Field::RenderingNpi, "rendering_npi"),
    (Field::Payer, "payer"),
    (Field::DxSequence, "dx_sequence"),
    (Field::DxRole, "dx_role"),
    (Field::Coded, "coded"),
    (Field::CodeSet, "code_set"),
];

/// Most diagnoses a layout may list in columns of their own.
pub const MAX_LISTED: u8 = 50;
/// Most modifiers of one line.
pub const MAX_MODIFIERS: u8 = 5;
/// Most diagnosis pointers of one line (CMS-1500 item 24E, 837P SV107).
pub const MAX_POINTERS: u8 = 4;
/// Most reasons for a visit, UB-04 form locator 70.
pub const MAX_VISIT_REASONS: u8 = 3;
/// Most external causes: twelve of the list, and the first in a column of its own (CMS RIF).
pub const MAX_EXTERNAL_CAUSES: u8 = 13;
/// Most columns that together name a claim (CMS IDR).
const MAX_JOIN_KEYS: u8 = 4;

impl Field {
    /// Whether it is a service line's own, and not the claim's.
    #[must_use]
    pub const fn is_of_line(self) -> bool {
        matches!(
            self,
            Self::LineNumber
                | Self::ServiceDate
                | Self::Dx(DxField::Line)
                | Self::DxVersion(DxField::Line)
                | Self::DxPointers
                | Self::DxPointer(_)
                | Self::ProcedureCode
                | Self::Modifier(_)
                | Self::Units
                | Self::RevenueCode
                | Self::Charge
                | Self::RenderingNpi
                | Self::Coded
                | Self::CodeSet
        )
    }

    /// The field whose cell says it where its own is blank.
    #[must_use]
    pub const fn fallback(self) -> Option<Self> {
        match self {
            Self::PlaceOfService => Some(Self::ClaimPlaceOfService),
            Self::BirthDate => Some(Self::SubscriberBirthDate),
            Self::Sex => Some(Self::SubscriberSex),
            _ => None,
        }
    }

    /// Whether the field may never be printed, in any format: it would say who the patient is.
    #[must_use]
    pub const fn is_private(self) -> bool {
        matches!(self, Self::BirthDate | Self::SubscriberBirthDate | Self::JoinKey(_))
    }

    /// Whether the field holds a date that can say which code set is in force.
    #[must_use]
    pub const fn is_date(self) -> bool {
        matches!(
            self,
            Self::ServiceDate | Self::FromDate | Self::ThroughDate | Self::AdmissionDate | Self::DischargeDate
        )
    }

    /// All fields, each numbered one on its own.
    pub fn all() -> impl Iterator<Item = Self> {
        let dx = (1..=MAX_LISTED)
            .map(DxField::Listed)
            .chain([DxField::Principal, DxField::Admitting, DxField::Line])
            .chain((1..=MAX_VISIT_REASONS).map(DxField::VisitReason))
            .chain((1..=MAX_EXTERNAL_CAUSES).map(DxField::ExternalCause));
        PLAIN
            .into_iter()
            .map(|(field, _)| field)
            .chain(dx.flat_map(|dx| [Self::Dx(dx), Self::DxVersion(dx)]))
            .chain((1..=MAX_LISTED).map(Self::Poa))
            .chain((1..=MAX_POINTERS).map(Self::DxPointer))
            .chain((1..=MAX_MODIFIERS).map(Self::Modifier))
            .chain((1..=MAX_JOIN_KEYS).map(Self::JoinKey))
    }
}

impl fmt::Display for DxField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed(n) => write!(f, "dx{n}"),
            Self::Principal => f.write_str("principal_dx"),
            Self::Admitting => f.write_str("admitting_dx"),
            Self::VisitReason(n) => write!(f, "visit_reason{n}"),
            Self::ExternalCause(n) => write!(f, "external_cause{n}"),
            Self::Line => f.write_str("line_dx"),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dx(dx) => dx.fmt(f),
            Self::DxVersion(dx) => write!(f, "{dx}_version"),
            Self::Poa(n) => write!(f, "poa{n}"),
            Self::DxPointer(n) => write!(f, "dx_pointer{n}"),
            Self::Modifier(n) => write!(f, "modifier{n}"),
            Self::JoinKey(n) => write!(f, "join_key{n}"),
            plain => f.write_str(PLAIN.iter().find(|(field, _)| field == plain).map_or("", |(_, name)| name)),
        }
    }
}

/// The text is not the name of a field.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("no field is called \"{0}\"")]
pub struct UnknownField(pub String);

impl FromStr for Field {
    type Err = UnknownField;

    /// Reads a canonical name: `claim_id`, `dx3`, `modifier1`, `dx3_version`, ...
    fn from_str(name: &str) -> Result<Self, UnknownField> {
        Self::all().find(|field| field.to_string() == name).ok_or_else(|| UnknownField(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_field_has_one_name_that_reads_back() {
        let mut names = HashSet::new();
        for field in Field::all() {
            let name = field.to_string();
            assert!(!name.is_empty() && names.insert(name.clone()), "{field:?} is called {name:?}");
            assert_eq!(name.parse(), Ok(field));
        }
        assert_eq!("dx99".parse::<Field>(), Err(UnknownField("dx99".into())));
    }
}
