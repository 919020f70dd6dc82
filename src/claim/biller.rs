//! Who bills a service line: a physician or a facility, and which.
//!
//! Place of service says where, not who: a surgeon's claim with place of service 24 is still the surgeon's. Where the
//! columns that would tell are missing or blank, nobody is named.

use super::{BillType, ClaimKind};
use std::fmt;

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
            Self::OutpatientFacility => "outpatient facility",
            Self::Physician => "physician",
            Self::CahPhysician => "physician billed by a critical access hospital",
            Self::InpatientFacility => "inpatient facility",
            Self::Unknown => "unknown biller",
        })
    }
}

/// What a line says about who bills it. `None`: no such column, or nothing readable in it.
#[derive(Clone, Copy, Debug)]
pub struct BillerSaid<'a> {
    /// The kind of its claim.
    pub kind: ClaimKind,
    /// Its type of bill.
    pub bill_type: Option<BillType>,
    /// Its revenue code.
    pub revenue_code: Option<u16>,
    /// Its place of service.
    pub place_of_service: Option<u8>,
    /// CMS specialty of the provider, as read by [`super::cells::specialty`].
    pub specialty: Option<&'a [u8]>,
    /// Taxonomy of the provider.
    pub taxonomy: Option<&'a [u8]>,
}

/// Place of service of an ambulatory surgical center.
const POS_ASC: u8 = 24;

impl Biller {
    /// Who bills the line.
    ///
    /// An ASC facility is claim kind `asc`, or a professional claim with place of service 24 and CMS specialty 49 or
    /// taxonomy 261QA1903X (Medicare Claims Processing Manual ch. 14 s. 50; specialty 49 is 261QA1903X in CMS's
    /// specialty-taxonomy crosswalk), or bill type 83x with revenue code 0490 or 0499 (commercial payers). A line of 85x
    /// with revenue code 096x, 097x or 098x is a physician's billed by a critical access hospital (CMS transmittal 1777,
    /// CR 6526).
    #[must_use]
    pub fn derive(said: &BillerSaid<'_>) -> Self {
        match said.kind {
            ClaimKind::Asc => Self::AscFacility,
            ClaimKind::Professional => Self::of_professional(said),
            ClaimKind::InstitutionalOutpatient => Self::of_outpatient(said),
            ClaimKind::InstitutionalInpatient => Self::InpatientFacility,
            ClaimKind::Institutional | ClaimKind::Unknown => Self::Unknown,
        }
    }

    fn of_professional(said: &BillerSaid<'_>) -> Self {
        let says_asc = match (said.specialty, said.taxonomy.map(<[u8]>::trim_ascii).filter(|text| !text.is_empty())) {
            (None, None) => None,
            (specialty, taxonomy) => Some(
                specialty == Some(&b"49"[..]) || taxonomy.is_some_and(|code| code.eq_ignore_ascii_case(b"261QA1903X")),
            ),
        };
        match (said.place_of_service, says_asc) {
            (Some(POS_ASC), Some(true)) => Self::AscFacility,
            (Some(POS_ASC), None) | (None, None | Some(true)) => Self::Unknown,
            _ => Self::Physician,
        }
    }

    fn of_outpatient(said: &BillerSaid<'_>) -> Self {
        let professional_fee = said.revenue_code.map(|code| (960..=989).contains(&code));
        match (said.bill_type.map(BillType::class), professional_fee) {
            (Some(85), Some(true)) => Self::CahPhysician,
            (Some(85), None) | (None, None | Some(true)) => Self::Unknown,
            (Some(83), _) if matches!(said.revenue_code, Some(490 | 499)) => Self::AscFacility,
            _ => Self::OutpatientFacility,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClaimKind::{Asc, Institutional, InstitutionalInpatient, InstitutionalOutpatient, Professional, Unknown};

    type Row<'a> = (ClaimKind, &'a str, Option<u16>, Option<u8>, &'a str, &'a str, Biller);

    fn check(rows: &[Row<'_>]) {
        for &(kind, bill, revenue_code, place_of_service, specialty, taxonomy, biller) in rows {
            let said = BillerSaid {
                kind,
                bill_type: BillType::parse(bill.as_bytes()),
                revenue_code,
                place_of_service,
                specialty: crate::claim::cells::specialty(specialty.as_bytes()),
                taxonomy: Some(taxonomy.as_bytes()),
            };
            assert_eq!(Biller::derive(&said), biller, "{said:?}");
        }
    }

    #[test]
    fn an_asc_is_told_by_kind_or_by_place_and_specialty() {
        check(&[
            (Asc, "", None, None, "", "", Biller::AscFacility),
            (Professional, "", None, Some(24), "49", "", Biller::AscFacility),
            (Professional, "", None, Some(24), "", "261QA1903X", Biller::AscFacility),
            (Professional, "", None, Some(24), "02", "261qa1903x", Biller::AscFacility),
            (InstitutionalOutpatient, "0831", Some(490), None, "", "", Biller::AscFacility),
            (InstitutionalOutpatient, "0831", Some(499), None, "", "", Biller::AscFacility),
            (InstitutionalOutpatient, "0831", Some(360), None, "", "", Biller::OutpatientFacility),
            (InstitutionalOutpatient, "0831", None, None, "", "", Biller::OutpatientFacility),
        ]);
    }

    #[test]
    fn a_physician_is_one_wherever_the_service_is() {
        check(&[
            (Professional, "", None, Some(11), "", "", Biller::Physician),
            (Professional, "", None, Some(21), "", "", Biller::Physician),
            (Professional, "", None, Some(22), "", "", Biller::Physician),
            (Professional, "", None, Some(19), "", "", Biller::Physician),
            (Professional, "", None, Some(24), "10", "", Biller::Physician),
            (Professional, "", None, Some(24), "", "207RG0100X", Biller::Physician),
            (Professional, "", None, Some(22), "49", "", Biller::Physician),
            (Professional, "", None, None, "10", "", Biller::Physician),
        ]);
    }

    #[test]
    fn a_critical_access_hospital_bills_for_its_physicians() {
        check(&[
            (InstitutionalOutpatient, "0851", Some(960), None, "", "", Biller::CahPhysician),
            (InstitutionalOutpatient, "0851", Some(975), None, "", "", Biller::CahPhysician),
            (InstitutionalOutpatient, "0851", Some(989), None, "", "", Biller::CahPhysician),
            (InstitutionalOutpatient, "0851", Some(959), None, "", "", Biller::OutpatientFacility),
            (InstitutionalOutpatient, "0851", Some(990), None, "", "", Biller::OutpatientFacility),
            (InstitutionalOutpatient, "0851", Some(360), None, "", "", Biller::OutpatientFacility),
            (InstitutionalOutpatient, "0131", Some(960), None, "", "", Biller::OutpatientFacility),
        ]);
    }

    #[test]
    fn a_facility_is_any_other_outpatient_bill() {
        check(&[
            (InstitutionalOutpatient, "0131", None, None, "", "", Biller::OutpatientFacility),
            (InstitutionalOutpatient, "0121", None, None, "", "", Biller::OutpatientFacility),
            (InstitutionalOutpatient, "0141", None, None, "", "", Biller::OutpatientFacility),
            (InstitutionalOutpatient, "", Some(360), None, "", "", Biller::OutpatientFacility),
            (InstitutionalInpatient, "0111", None, None, "", "", Biller::InpatientFacility),
            (InstitutionalInpatient, "", Some(960), None, "", "", Biller::InpatientFacility),
        ]);
    }

    #[test]
    fn what_is_not_said_stays_unknown() {
        check(&[
            (Unknown, "", None, Some(24), "49", "", Biller::Unknown),
            (Institutional, "", None, None, "", "", Biller::Unknown),
            (InstitutionalOutpatient, "0851", None, None, "", "", Biller::Unknown),
            (InstitutionalOutpatient, "", None, None, "", "", Biller::Unknown),
            (InstitutionalOutpatient, "", Some(960), None, "", "", Biller::Unknown),
            (Professional, "", None, Some(24), "", "", Biller::Unknown),
            (Professional, "", None, None, "", "", Biller::Unknown),
            (Professional, "", None, None, "49", "", Biller::Unknown),
        ]);
    }
}
