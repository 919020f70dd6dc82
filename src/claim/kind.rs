//! What kind of claim it is, and who bills a line of it.
//!
//! Most rules about modifiers turn on these two words. What the columns do not say stays unknown, and a rule that
//! needs to know stays silent.

use std::fmt;
use std::str::FromStr;

/// The format a claim is sent in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ClaimKind {
    /// CMS-1500 or 837P: physicians, suppliers, and Medicare's ambulatory surgical centers.
    Professional,
    /// The facility claim of an ambulatory surgical center, in whatever format.
    Asc,
    /// UB-04 or 837I of an outpatient department, clinic or agency.
    InstitutionalOutpatient,
    /// UB-04 or 837I of an inpatient stay: type of bill 11x, 18x or 41x.
    InstitutionalInpatient,
    /// UB-04 or 837I, inpatient or outpatient not said.
    Institutional,
    /// The columns do not say.
    Unknown,
}

impl ClaimKind {
    /// Whether the claim is on an institutional form, whose lines carry no diagnosis pointers.
    #[must_use]
    pub const fn is_institutional(self) -> bool {
        matches!(self, Self::InstitutionalInpatient | Self::InstitutionalOutpatient | Self::Institutional)
    }

    /// The canonical word, as in the `claim_type` column.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Professional => "professional",
            Self::Asc => "asc",
            Self::InstitutionalOutpatient => "institutional_outpatient",
            Self::InstitutionalInpatient => "institutional_inpatient",
            Self::Institutional => "institutional",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for ClaimKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for ClaimKind {
    type Err = ();

    /// Reads a claim type as exports write it, in any case: the canonical words, `P`, `837P`, `CMS-1500`, `I`, `837I`,
    /// `UB-04`, `inpatient`, `outpatient`, ...
    fn from_str(text: &str) -> Result<Self, ()> {
        let folded: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        Ok(match folded.as_str() {
            "professional" | "p" | "prof" | "837p" | "cms1500" | "hcfa" | "hcfa1500" | "1500" => Self::Professional,
            "asc" | "ambulatorysurgicalcenter" => Self::Asc,
            "institutionaloutpatient" | "outpatient" | "op" | "hospitaloutpatient" => Self::InstitutionalOutpatient,
            "institutionalinpatient" | "inpatient" | "ip" | "hospitalinpatient" => Self::InstitutionalInpatient,
            "institutional" | "i" | "inst" | "837i" | "ub04" | "ub92" | "ub" | "facility" => Self::Institutional,
            _ => return Err(()),
        })
    }
}

/// Who bills a service line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Biller {
    /// An ambulatory surgical center: claim kind ASC, or a professional claim with place of service 24 and CMS
    /// specialty 49 or taxonomy 261QA1903X.
    AscFacility,
    /// A hospital outpatient department or other institutional outpatient provider.
    OutpatientFacility,
    /// A physician or supplier on a professional claim.
    Physician,
    /// A physician billed by a critical access hospital under Method II: type of bill 85x with a professional fee
    /// revenue code, 096x to 098x (CMS transmittal 1777, CR 6526).
    CahPhysician,
    /// A hospital, for an inpatient stay.
    InpatientFacility,
    /// The columns do not say.
    Unknown,
}

impl Biller {
    /// Whether a facility bills the line as an outpatient service: an ASC or an outpatient department.
    #[must_use]
    pub const fn is_outpatient_facility(self) -> bool {
        matches!(self, Self::AscFacility | Self::OutpatientFacility)
    }

    /// Whether a physician bills the line, on a professional claim or through a critical access hospital.
    #[must_use]
    pub const fn is_physician(self) -> bool {
        matches!(self, Self::Physician | Self::CahPhysician)
    }
}

impl fmt::Display for Biller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AscFacility => "ambulatory surgical center",
            Self::OutpatientFacility => "hospital outpatient",
            Self::Physician => "physician",
            Self::CahPhysician => "physician billed by a critical access hospital",
            Self::InpatientFacility => "hospital inpatient",
            Self::Unknown => "unknown biller",
        })
    }
}
