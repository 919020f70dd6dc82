//! What kind of claim it is.
//!
//! Most rules about modifiers turn on this word and on who bills the line ([`super::Biller`]). What the columns do not
//! say stays unknown, and a rule that needs to know stays silent.

use super::BillType;
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

impl ClaimKind {
    /// Reads a claim type as exports write it, in any case: the canonical words, `P`, `837P`, `CMS-1500`, `I`, `837I`,
    /// `UB-04`, `inpatient`, `outpatient`, ..., and the numbers of CMS's NCH claim type code (40 outpatient, 60
    /// inpatient, 71 and 72 carrier, 81 and 82 equipment; 10 home health, 20 and 30 skilled nursing, 50 hospice).
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut folded = [0u8; 32];
        let mut len = 0;
        for b in text.iter().filter(|b| b.is_ascii_alphanumeric()) {
            *folded.get_mut(len)? = b.to_ascii_lowercase();
            len += 1;
        }
        Some(match &folded[..len] {
            b"professional" | b"p" | b"prof" | b"837p" | b"cms1500" | b"hcfa" | b"hcfa1500" | b"1500"
            | b"physician" | b"carrier" | b"dme" | b"71" | b"72" | b"81" | b"82" => Self::Professional,
            b"asc" | b"ambulatorysurgerycenter" | b"ambulatorysurgicalcenter" => Self::Asc,
            b"institutionaloutpatient"
            | b"outpatient"
            | b"op"
            | b"hospitaloutpatient"
            | b"outpatienthospital"
            | b"40" => Self::InstitutionalOutpatient,
            b"institutionalinpatient" | b"inpatient" | b"ip" | b"hospitalinpatient" | b"inpatienthospital" | b"60" => {
                Self::InstitutionalInpatient
            }
            b"institutional" | b"i" | b"inst" | b"837i" | b"ub04" | b"ub92" | b"ub" | b"facility" | b"hospital"
            | b"snf" | b"hha" | b"hospice" | b"10" | b"20" | b"30" | b"50" => Self::Institutional,
            _ => return None,
        })
    }

    /// The kind of a claim: what its type column says, else its type of bill, else what the layout says of every claim,
    /// else professional where a place of service is filled and there is no type of bill (form locator and item belong
    /// to one form each). "Institutional" from any of these is made more precise by the type of bill: 11x, 18x and 41x are
    /// inpatient, every other one is outpatient, 12x included.
    #[must_use]
    pub fn derive(said: &KindSaid) -> Self {
        let by_bill = said
            .bill_type
            .map(|bill| if bill.is_inpatient() { Self::InstitutionalInpatient } else { Self::InstitutionalOutpatient });
        match said.claim_type.or(by_bill).or(said.layout) {
            Some(Self::Institutional) => by_bill.unwrap_or(Self::Institutional),
            Some(kind) => kind,
            None if said.place_of_service.is_some() => Self::Professional,
            None => Self::Unknown,
        }
    }

    /// Whether the discharge or through date says which code set judges a claim's diagnoses; otherwise the date of each
    /// service does.
    ///
    /// The type of bill decides ([`BillType::is_judged_by_through_date`]); without one, an inpatient stay is judged by its
    /// discharge (MLN Matters SE1408: for inpatient reporting "date of service" is the date of discharge).
    #[must_use]
    pub fn is_judged_by_through_date(self, bill_type: Option<BillType>) -> bool {
        match (self, bill_type) {
            (Self::Professional | Self::Asc, _) => false,
            (_, Some(bill)) => bill.is_judged_by_through_date(),
            (kind, None) => kind == Self::InstitutionalInpatient,
        }
    }
}

/// What a claim says about its kind. `None`: no such column, or nothing readable in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct KindSaid {
    /// Its type column.
    pub claim_type: Option<ClaimKind>,
    /// Its type of bill.
    pub bill_type: Option<BillType>,
    /// The layout, where it holds claims of one kind only.
    pub layout: Option<ClaimKind>,
    /// Its place of service.
    pub place_of_service: Option<u8>,
}

impl FromStr for ClaimKind {
    type Err = ();

    /// As [`ClaimKind::parse`].
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::parse(text.as_bytes()).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClaimKind::{Asc, Institutional, InstitutionalInpatient, InstitutionalOutpatient, Professional, Unknown};

    fn bill(text: &str) -> Option<BillType> {
        (!text.is_empty()).then(|| BillType::parse(text.as_bytes()).expect("a type of bill"))
    }

    #[test]
    fn claim_types_as_exports_write_them() {
        for (text, kind) in [
            ("professional", Some(Professional)),
            ("P", Some(Professional)),
            ("CMS-1500", Some(Professional)),
            ("837P", Some(Professional)),
            ("71", Some(Professional)),
            ("Institutional Outpatient", Some(InstitutionalOutpatient)),
            ("OP", Some(InstitutionalOutpatient)),
            ("40", Some(InstitutionalOutpatient)),
            ("inpatient", Some(InstitutionalInpatient)),
            ("60", Some(InstitutionalInpatient)),
            ("UB-04", Some(Institutional)),
            ("837I", Some(Institutional)),
            ("20", Some(Institutional)),
            ("ASC", Some(Asc)),
            ("", None),
            ("dental", None),
            ("a text that is longer than any claim type", None),
        ] {
            assert_eq!(ClaimKind::parse(text.as_bytes()), kind, "{text}");
        }
        for kind in [Professional, Asc, InstitutionalOutpatient, InstitutionalInpatient, Institutional] {
            assert_eq!(kind.word().parse(), Ok(kind));
        }
    }

    #[test]
    fn the_kind_comes_from_the_strongest_word() {
        for (claim_type, bill_type, layout, pos, kind) in [
            (Some(Professional), "131", None, None, Professional),
            (Some(Institutional), "111", None, None, InstitutionalInpatient),
            (Some(Institutional), "131", None, None, InstitutionalOutpatient),
            (Some(Institutional), "", None, None, Institutional),
            (Some(InstitutionalOutpatient), "111", None, None, InstitutionalOutpatient),
            (None, "0111", None, None, InstitutionalInpatient),
            (None, "0181", None, None, InstitutionalInpatient),
            (None, "0411", None, None, InstitutionalInpatient),
            (None, "0121", None, None, InstitutionalOutpatient),
            (None, "0131", None, Some(22), InstitutionalOutpatient),
            (None, "0831", None, None, InstitutionalOutpatient),
            (None, "0211", Some(Institutional), None, InstitutionalOutpatient),
            (None, "", Some(Institutional), None, Institutional),
            (None, "", Some(Professional), Some(11), Professional),
            (None, "", None, Some(11), Professional),
            (None, "", None, None, Unknown),
        ] {
            let said = KindSaid { claim_type, bill_type: bill(bill_type), layout, place_of_service: pos };
            assert_eq!(ClaimKind::derive(&said), kind, "{said:?}");
        }
    }

    #[test]
    fn which_date_judges() {
        for (kind, bill_type, through) in [
            (InstitutionalInpatient, "", true),
            (InstitutionalInpatient, "111", true),
            (InstitutionalOutpatient, "131", false),
            (InstitutionalOutpatient, "211", true),
            (InstitutionalOutpatient, "", false),
            (Institutional, "", false),
            (Professional, "111", false),
            (Unknown, "", false),
        ] {
            assert_eq!(kind.is_judged_by_through_date(bill(bill_type)), through, "{kind} {bill_type}");
        }
    }
}
