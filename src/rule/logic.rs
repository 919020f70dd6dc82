//! What a rule means: its conditions as closed types, every set resolved, every word checked.
//!
//! The second of the three stages. Nothing here knows the columns of a file; [`super::bound`] asks for them.

use super::Severity;
use super::group::Group;
use crate::claim::{Biller, ClaimKind};
use crate::date::Date;
use crate::field::Field;

/// What one finding of a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Judged {
    /// A service line.
    Line,
    /// A diagnosis.
    Diagnosis,
    /// The claim as a whole.
    Claim,
}

/// How often a rule may speak on one claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Often {
    /// On every line or diagnosis it applies to.
    Each,
    /// Once for each date of service.
    OncePerDate,
    /// Once.
    OncePerClaim,
}

/// One way a rule can be broken.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) severity: Severity,
    pub(super) message: Option<String>,
    pub(super) help: Option<String>,
    pub(super) in_force: Vec<super::Period>,
    pub(super) when: Conditions,
}

/// Conditions that hold together.
#[derive(Clone, Default, Debug)]
pub(super) struct Conditions {
    /// What the judged line satisfies.
    pub(super) line: Vec<LineTest>,
    /// What the judged diagnosis belongs to.
    pub(super) dx: Vec<Group>,
    /// What the claim satisfies.
    pub(super) claim: Vec<ClaimTest>,
    /// What some other line satisfies.
    pub(super) partner: Option<Partner>,
}

/// Another line of the claim.
#[derive(Clone, Default, Debug)]
pub(super) struct Partner {
    pub(super) same: Vec<Shared>,
    pub(super) different: Vec<Shared>,
    pub(super) line: Vec<LineTest>,
}

/// What two lines can have in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shared {
    Date,
    Procedure,
    Biller,
}

/// A question about one line, by the subject it was asked under, and the answer wanted.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct LineTest {
    pub(super) subject: &'static str,
    pub(super) ask: Ask,
    pub(super) wanted: bool,
}

/// A question about one line.
///
/// What is not there satisfies nothing: neither `in` nor `not-in`.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Ask {
    /// One of its modifiers belongs to the group.
    Modifier(Group),
    /// Its procedure belongs to the group.
    Procedure(Group),
    /// It points to a diagnosis of the group.
    PointsTo(Group),
    /// It points to a diagnosis of the group, or stands on a form without pointers whose claim has one.
    LinkedTo(Group),
    /// The first diagnosis it points to belongs to the group.
    FirstPointer(Group),
    /// It has diagnosis pointers.
    Pointers,
    /// Its first modifier belongs to the group.
    FirstModifier(Group),
    /// One of its modifiers belongs to the first group and stands behind one of the second.
    Behind(Group, Group),
    /// So many different modifiers of it belong to the group.
    Several(Group, u8),
    /// One of these bills it.
    Biller(u8),
    /// Its type of bill belongs to the group.
    BillType(Group),
    /// Its revenue code belongs to the group.
    RevenueCode(Group),
    /// Its place of service belongs to the group.
    Place(Group),
    /// The text of a column belongs to the group.
    Cell(Field, Group),
    /// The text of a column begins so.
    Starts(Field, String),
    /// A column says something.
    Known(Field),
    /// A number or date compares so.
    Compare(Field, Order, With),
}

/// How two numbers or dates stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    Less,
    AtMost,
    AtLeast,
    Greater,
}

/// The right-hand side of a comparison.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum With {
    Number(f64),
    Date(Date),
    /// The number or date of another column.
    Field(Field),
}

/// A question about the claim, and the answer wanted.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct ClaimTest {
    pub(super) subject: &'static str,
    pub(super) ask: AskClaim,
    pub(super) wanted: bool,
}

/// A question about the claim.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum AskClaim {
    /// It is of one of these kinds.
    Kind(u8),
    /// The patient's sex is one of these.
    Sex(u8),
    /// Its first-listed diagnosis belongs to the group.
    FirstDx(Group),
    /// One of its diagnoses belongs to the group.
    HasDx(Group),
    /// One of its lines satisfies all of these.
    HasLine(Vec<LineTest>),
    /// Its first line answers this.
    Column(Ask),
}

/// The bit of a biller in a set of billers.
pub(super) const fn biller_bit(biller: Biller) -> u8 {
    match biller {
        Biller::AscFacility => 1,
        Biller::OutpatientFacility => 2,
        Biller::Physician => 4,
        Biller::CahPhysician => 8,
        Biller::InpatientFacility => 16,
        Biller::Unknown => 32,
    }
}

/// The words for billers, single and grouped.
pub(super) const BILLERS: [(&str, u8); 8] = [
    ("asc", 1),
    ("outpatient-facility", 2),
    ("professional", 4),
    ("cah-physician", 8),
    ("inpatient-facility", 16),
    ("unknown", 32),
    // Section by section of the manuals: a facility is an ASC or an outpatient department.
    ("facility", 1 | 2),
    ("physician", 4 | 8),
];

/// The bit of a claim kind in a set of kinds.
pub(super) const fn kind_bit(kind: ClaimKind) -> u8 {
    match kind {
        ClaimKind::Professional => 1,
        ClaimKind::Asc => 2,
        ClaimKind::InstitutionalOutpatient => 4,
        ClaimKind::InstitutionalInpatient => 8,
        ClaimKind::Institutional => 16,
        ClaimKind::Unknown => 32,
    }
}

/// The words for claim kinds.
pub(super) const KINDS: [(&str, u8); 6] = [
    ("professional", 1),
    ("asc", 2),
    ("institutional-outpatient", 4),
    ("institutional-inpatient", 8),
    ("institutional", 16),
    ("unknown", 32),
];

/// The words for the patient's sex, as bits.
pub(super) const SEXES: [(&str, u8); 3] = [("female", 1), ("male", 2), ("unknown", 32)];

/// The bit of "not said" in each of the sets above; `not-in` never means it.
pub(super) const UNSAID: u8 = 32;
