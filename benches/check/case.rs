//! What the files look like that are measured: their columns, and what stands in them.

use super::claims::{Claim, Line};

/// A kind of claim file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// A professional export of 32 columns, 2 claims in 100 with a fault.
    Wide,
    /// The same with every cell quoted.
    Quoted,
    /// The same with a fault on 1 claim in 10.
    Dirty,
    /// The same with a fault on every claim.
    Faulty,
    /// CMS RIF carrier claims, about a third of the columns read.
    Carrier,
    /// CMS RIF outpatient claims.
    Outpatient,
    /// A row for each diagnosis (`PCORnet`).
    Long,
}

/// A professional export as billing systems write it.
const WIDE: [&str; 32] = [
    "claim_id",
    "line_number",
    "payer",
    "member_id",
    "patient_name",
    "birth_date",
    "sex",
    "billing_npi",
    "rendering_npi",
    "referring_npi",
    "specialty",
    "place_of_service",
    "service_date",
    "service_to",
    "procedure_code",
    "modifier1",
    "modifier2",
    "modifier3",
    "modifier4",
    "dx_pointers",
    "units",
    "charge_amount",
    "allowed_amount",
    "paid_amount",
    "status",
    "auth_number",
    "dx1",
    "dx2",
    "dx3",
    "dx4",
    "dx5",
    "dx6",
];

/// The headers of published layouts, as the fixtures have them.
const CARRIER: &str = include_str!("../../fixtures/layouts/rif-carrier.csv");
const OUTPATIENT: &str = include_str!("../../fixtures/layouts/rif-outpatient.csv");
const LONG: &str = include_str!("../../fixtures/layouts/pcornet-diagnosis.csv");

impl Case {
    /// Those measured beside a parse.
    pub(crate) const ALL: [Self; 6] =
        [Self::Wide, Self::Quoted, Self::Dirty, Self::Carrier, Self::Outpatient, Self::Long];

    /// The word that chooses it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Quoted => "quoted",
            Self::Dirty => "dirty",
            Self::Faulty => "faulty",
            Self::Carrier => "carrier",
            Self::Outpatient => "outpatient",
            Self::Long => "long",
        }
    }

    pub(crate) fn name(self) -> String {
        let columns = self.columns().len();
        match self {
            Self::Wide => format!("professional, {columns} columns"),
            Self::Quoted => "the same, every cell quoted".to_owned(),
            Self::Dirty => "the same, a fault on 1 claim in 10".to_owned(),
            Self::Faulty => "the same, a fault on every claim".to_owned(),
            Self::Carrier => format!("RIF carrier, {columns} columns"),
            Self::Outpatient => format!("RIF outpatient, {columns} columns"),
            Self::Long => format!("a row for each diagnosis, {columns} columns"),
        }
    }

    pub(crate) const fn delimiter(self) -> u8 {
        if matches!(self, Self::Carrier | Self::Outpatient) { b'|' } else { b',' }
    }

    pub(crate) const fn claims_to_a_fault(self) -> usize {
        match self {
            Self::Faulty => 1,
            Self::Dirty => 10,
            _ => 50,
        }
    }

    pub(crate) fn columns(self) -> Vec<&'static str> {
        let of = |text: &'static str, delimiter: char| text.lines().next().unwrap().split(delimiter).collect();
        match self {
            Self::Wide | Self::Quoted | Self::Dirty | Self::Faulty => WIDE.to_vec(),
            Self::Carrier => of(CARRIER, '|'),
            Self::Outpatient => of(OUTPATIENT, '|'),
            Self::Long => of(LONG, ','),
        }
    }

    pub(crate) fn cell(self, name: &str, claim: &Claim, line: &Line) -> String {
        match self {
            Self::Wide | Self::Quoted | Self::Dirty | Self::Faulty => wide(name, claim, line),
            Self::Carrier | Self::Outpatient => rif(name, claim, line),
            Self::Long => long(name, claim, line),
        }
    }
}

fn wide(name: &str, claim: &Claim, line: &Line) -> String {
    if let Some(number) = name.strip_prefix("dx").filter(|_| name.len() == 3) {
        return diagnosis(claim, number).unwrap_or_default();
    }
    let Claim { year, month, day, patient, .. } = *claim;
    match name {
        "claim_id" => format!("C{:08}", claim.number),
        "line_number" => line.number.to_string(),
        "payer" => ["MCARE", "BCBS", "AETNA"][patient % 3].to_owned(),
        "member_id" => format!("M{:09}", patient * 7),
        "patient_name" => format!("NAME{} GIVEN{}", patient % 9973, patient % 97),
        "birth_date" => format!("{}-{:02}-{:02}", 1935 + patient % 60, 1 + patient % 12, 1 + patient % 28),
        "sex" => ["F", "M"][patient % 2].to_owned(),
        "billing_npi" | "rendering_npi" => claim.npi.to_string(),
        "specialty" => format!("{:02}", 1 + claim.npi % 40),
        "place_of_service" => line.place.to_owned(),
        "service_date" | "service_to" => format!("{year}-{month:02}-{day:02}"),
        "procedure_code" => line.procedure.to_owned(),
        "modifier1" => line.modifiers[0].to_owned(),
        "modifier2" => line.modifiers[1].to_owned(),
        "dx_pointers" => line.pointers.clone(),
        "units" => line.units.to_string(),
        "charge_amount" => format!("{}.{:02}", line.charge / 100, line.charge % 100),
        "allowed_amount" | "paid_amount" => format!("{}.{:02}", line.charge / 180, line.charge % 100),
        "status" => "PAID".to_owned(),
        _ => String::new(),
    }
}

fn rif(name: &str, claim: &Claim, line: &Line) -> String {
    if let Some(number) = name.strip_prefix("ICD_DGNS_CD") {
        return diagnosis(claim, number).map(undotted).unwrap_or_default();
    }
    if let Some(number) = name.strip_prefix("ICD_DGNS_VRSN_CD") {
        return diagnosis(claim, number).map(|_| "0".to_owned()).unwrap_or_default();
    }
    match name {
        "DML_IND" => "INSERT".to_owned(),
        "BENE_ID" => format!("-{:014}", claim.patient * 7),
        "CLM_ID" => format!("-{:013}", claim.number),
        "CLM_GRP_ID" => format!("-{:012}", claim.number),
        "LINE_NUM" | "CLM_LINE_NUM" => line.number.to_string(),
        "NCH_CLM_TYPE_CD" => "40".to_owned(),
        "CLM_FAC_TYPE_CD" | "CLM_FREQ_CD" => "1".to_owned(),
        "CLM_SRVC_CLSFCTN_TYPE_CD" => "3".to_owned(),
        "PRVDR_SPCLTY" => format!("{:02}", 1 + claim.npi % 40),
        "LINE_PLACE_OF_SRVC_CD" => line.place.to_owned(),
        "PRF_PHYSN_NPI" | "RNDRNG_PHYSN_NPI" | "AT_PHYSN_NPI" | "ORG_NPI_NUM" => claim.npi.to_string(),
        "HCPCS_CD" => line.procedure.to_owned(),
        "HCPCS_1ST_MDFR_CD" => line.modifiers[0].to_owned(),
        "HCPCS_2ND_MDFR_CD" => line.modifiers[1].to_owned(),
        "REV_CNTR" => "0510".to_owned(),
        "LINE_SRVC_CNT" | "REV_CNTR_UNIT_CNT" => line.units.to_string(),
        "PRNCPAL_DGNS_CD" | "LINE_ICD_DGNS_CD" => diagnosis(claim, "1").map(undotted).unwrap_or_default(),
        "PRNCPAL_DGNS_VRSN_CD" | "LINE_ICD_DGNS_VRSN_CD" => "0".to_owned(),
        name if name.ends_with("_AMT") || name.ends_with("_AM") => {
            format!("{}.{:02}", line.charge / 180, line.charge % 100)
        }
        name if name.ends_with("_DT") => {
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            format!("{:02}-{}-{}", claim.day, months[usize::from(claim.month) - 1], claim.year)
        }
        _ => String::new(),
    }
}

fn long(name: &str, claim: &Claim, line: &Line) -> String {
    let Claim { year, month, day, .. } = *claim;
    match name {
        "DIAGNOSISID" => format!("{}{:02}", claim.number, line.number),
        "PATID" => format!("P{:07}", claim.patient),
        "ENCOUNTERID" => format!("E{:08}", claim.number),
        "ENC_TYPE" => "AV".to_owned(),
        "ADMIT_DATE" | "DX_DATE" => format!("{year}-{month:02}-{day:02}"),
        "PROVIDERID" => claim.npi.to_string(),
        "DX" => diagnosis(claim, &line.number.to_string()).unwrap_or_default(),
        "DX_TYPE" => "10".to_owned(),
        "DX_SOURCE" => "FI".to_owned(),
        "DX_ORIGIN" => "BI".to_owned(),
        "PDX" => if line.number == 1 { "P" } else { "S" }.to_owned(),
        _ => String::new(),
    }
}

fn diagnosis(claim: &Claim, number: &str) -> Option<String> {
    let number: usize = number.parse().ok()?;
    claim.diagnoses.get(number.checked_sub(1)?).cloned()
}

fn undotted(code: String) -> String {
    code.replace('.', "")
}
