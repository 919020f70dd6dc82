//! Headers of real files and of files people make.

use super::*;
use crate::claim::ClaimKind;
use crate::field::DxField;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn try_with(header: &str, columns: &[(&str, &str)]) -> Result<Recognised> {
    let delimiter = if header.contains('|') { '|' } else { ',' };
    let fields: Vec<&[u8]> = header.split(delimiter).map(str::as_bytes).collect();
    let columns =
        columns.iter().map(|(field, header)| (field.parse().expect("a field"), (*header).to_owned())).collect();
    recognise(Path::new("claims.csv"), &fields, &Vec::new, &expected(&columns))
}

fn expected(columns: &BTreeMap<Field, String>) -> Expected<'_> {
    Expected { columns: Given::All(columns), layout: None, own: &[], diagnoses: Diagnoses::Here }
}

fn read(header: &str) -> Recognised {
    try_with(header, &[]).expect(header)
}

/// `field=header` of every column that is read, in file order.
fn mapped(header: &str) -> String {
    let layout = read(header).layout;
    layout.columns.iter().map(|c| format!("{}={}", c.field, c.header)).collect::<Vec<_>>().join(" ")
}

fn refused(header: &str, columns: &[(&str, &str)]) -> (String, String) {
    match try_with(header, columns) {
        Err(Error::Input { problem, help: Some(help), .. }) => (problem, help),
        other => panic!("{header}: {other:?}"),
    }
}

fn real(name: &str) -> Recognised {
    read(std::fs::read_to_string(format!("fixtures/headers/{name}.csv")).expect("a header").trim_end())
}

/// What payers call the number of a claim.
#[test]
fn the_number_of_a_claim_has_many_names() {
    for id in [
        "Claim #",
        "Claim No.",
        "Claim Nr",
        "Claim ID Number",
        "Clm",
        "CLM_CTRL_NUM",
        "ICN",
        "ICN #",
        "ICN Number",
        "Claim ICN",
        "DCN",
        "DCN No.",
        "Document Control Number",
        "TCN",
        "TCN #",
        "TCN Number",
        "Claim TCN",
        "ICN/TCN",
        "ICN/DCN",
        "DCN/ICN",
        "Payer Claim Number",
        "Payer Claim ID",
        "Payer Claim Control No",
        "Internal Control No.",
        "Transaction Control No",
        "Control Number",
        "Control No.",
    ] {
        assert!(mapped(&format!("{id},dos,dx1")).starts_with(&format!("claim_id={id} ")), "{id}");
    }
    // The payer's number goes before one that may be that of several claims or of none.
    for (header, id) in
        [("Control Number,Claim #", "Claim #"), ("Patient Account #,ICN #", "ICN #"), ("Control No,Acct #", "Acct #")]
    {
        assert!(mapped(&format!("{header},dos,dx1")).contains(&format!("claim_id={id} ")), "{header}");
    }
}

#[test]
fn the_research_files_are_recognised() {
    for (file, name, kind, listed, external, dx, width) in [
        ("rif-carrier", "rif-carrier", ClaimKind::Professional, 12, 0, 14, 100),
        ("rif-carrier-older", "rif-carrier", ClaimKind::Professional, 12, 0, 14, 99),
        ("rif-dme", "rif-dme", ClaimKind::Professional, 12, 0, 14, 95),
        ("rif-outpatient", "rif-outpatient", ClaimKind::InstitutionalOutpatient, 25, 13, 42, 234),
        ("rif-hha", "rif-hha", ClaimKind::Institutional, 25, 13, 39, 132),
        ("rif-hospice", "rif-hospice", ClaimKind::Institutional, 25, 13, 39, 130),
        ("rif-inpatient", "rif-inpatient", ClaimKind::InstitutionalInpatient, 25, 13, 40, 275),
        ("rif-snf", "rif-snf", ClaimKind::Institutional, 25, 13, 40, 230),
    ] {
        let layout = real(file).layout;
        let count = |of: fn(DxField) -> bool| layout.diagnoses.iter().filter(|dx| of(dx.field)).count();
        assert_eq!((layout.name.as_str(), layout.claim_kind), (name, Some(kind)), "{file}");
        assert_eq!(count(|dx| matches!(dx, DxField::Listed(_))), listed, "{file}");
        assert_eq!(count(|dx| matches!(dx, DxField::ExternalCause(_))), external, "{file}");
        assert_eq!(layout.diagnoses.len(), dx, "{file}");
        assert!(layout.diagnoses.iter().all(|dx| dx.version.is_some()), "{file}");
        assert!(
            layout.has(Field::Dx(DxField::Principal)) && layout.has(Field::ClaimId) && layout.has(Field::ThroughDate),
            "{file}"
        );
        assert_eq!((layout.width, layout.columns.len() + layout.unread.len()), (width, width), "{file}");
        assert!(
            !layout.unread.iter().any(|header| header.contains("DGNS") || header.contains("MDFR")),
            "{file}: {:?}",
            layout.unread
        );
        assert!(real(file).notes.is_empty(), "{file}: {:?}", real(file).notes);
    }
}

#[test]
fn what_the_research_files_hold_beside_diagnoses() {
    let carrier = real("rif-carrier").layout;
    let at = |layout: &Layout, field| layout.slot(field).map(|slot| layout.column(slot).header.clone());
    for (field, header) in [
        (Field::ClaimId, "CLM_ID"),
        (Field::LineNumber, "LINE_NUM"),
        (Field::ServiceDate, "LINE_1ST_EXPNS_DT"),
        (Field::PlaceOfService, "LINE_PLACE_OF_SRVC_CD"),
        (Field::Specialty, "PRVDR_SPCLTY"),
        (Field::RenderingNpi, "PRF_PHYSN_NPI"),
        (Field::Units, "LINE_SRVC_CNT"),
        (Field::Charge, "LINE_SBMTD_CHRG_AMT"),
        (Field::Dx(DxField::Line), "LINE_ICD_DGNS_CD"),
        (Field::Modifier(2), "HCPCS_2ND_MDFR_CD"),
    ] {
        assert_eq!(at(&carrier, field).as_deref(), Some(header));
    }
    assert_eq!(carrier.modifiers.len(), 2);
    assert_eq!(real("rif-dme").layout.modifiers.len(), 4);
    let inpatient = real("rif-inpatient").layout;
    for (field, header) in [
        (Field::Poa(25), "CLM_POA_IND_SW25"),
        (Field::Dx(DxField::Admitting), "ADMTG_DGNS_CD"),
        (Field::DischargeDate, "NCH_BENE_DSCHRG_DT"),
        (Field::FacilityType, "CLM_FAC_TYPE_CD"),
        (Field::BillClassification, "CLM_SRVC_CLSFCTN_TYPE_CD"),
        (Field::BillFrequency, "CLM_FREQ_CD"),
        (Field::Dx(DxField::ExternalCause(13)), "FST_DGNS_E_CD"),
    ] {
        assert_eq!(at(&inpatient, field).as_deref(), Some(header));
    }
    assert!(inpatient.diagnoses.iter().take(25).all(|dx| dx.poa.is_some()));
    let outpatient = real("rif-outpatient").layout;
    assert_eq!(at(&outpatient, Field::Dx(DxField::VisitReason(3))).as_deref(), Some("RSN_VISIT_CD3"));
    assert_eq!(at(&outpatient, Field::RevenueCode).as_deref(), Some("REV_CNTR"));
    assert_eq!(outpatient.slots.service_date, outpatient.slot(Field::ServiceDate));
    assert!(outpatient.slots.service_date.is_some() && outpatient.slots.place_of_service.is_none());
}

#[test]
fn an_extract_of_a_research_file_is_read_by_its_names() {
    assert_eq!(
        mapped(
            "CLM_ID|CLM_FROM_DT|PRNCPAL_DGNS_CD|ICD_DGNS_CD1|ICD_DGNS_VRSN_CD1|ICD_DGNS_CD2|HCPCS_CD|HCPCS_1ST_MDFR_CD"
        ),
        "claim_id=CLM_ID from_date=CLM_FROM_DT principal_dx=PRNCPAL_DGNS_CD dx1=ICD_DGNS_CD1 dx1_version=ICD_DGNS_VRSN_CD1 \
         dx2=ICD_DGNS_CD2 procedure_code=HCPCS_CD modifier1=HCPCS_1ST_MDFR_CD"
    );
}

#[test]
fn every_canonical_name_means_itself() {
    let names: Vec<String> = Field::all().map(|field| field.to_string()).collect();
    let layout = read(&names.join(",")).layout;
    for column in &layout.columns {
        assert_eq!(column.field.to_string(), column.header);
    }
    assert!(layout.unread.is_empty(), "{:?}", layout.unread);
    assert_eq!(layout.name, "canonical");
    assert_eq!((layout.modifiers.len(), layout.pointers.len()), (5, 4));
}

#[test]
fn spellings_of_exports() {
    for (header, fields) in [
        (
            "Claim ID,Service Date,Dx 1,DX-2,dx_03",
            "claim_id=Claim ID service_date=Service Date dx1=Dx 1 dx2=DX-2 dx3=dx_03",
        ),
        ("claim_no,diagnosis_code", "claim_id=claim_no dx1=diagnosis_code"),
        ("claim_number,icd10_code,cpt_code", "claim_id=claim_number dx1=icd10_code procedure_code=cpt_code"),
        ("Account #,ICD10", "dx1=ICD10 claim_id=Account #"),
        ("acct,icd9,icd10", "claim_id=acct dx1=icd10"),
        ("enc,icd1,icd2,icd10", "dx1=icd1 dx2=icd2 dx10=icd10"),
        (
            "encounter_id,Principal Diagnosis,Other Diagnosis 1,Other Diagnosis 2",
            "claim_id=encounter_id dx1=Principal Diagnosis dx2=Other Diagnosis 1 dx3=Other Diagnosis 2",
        ),
        ("clm_id,principal_dx,dx1,dx2", "claim_id=clm_id principal_dx=principal_dx dx1=dx1 dx2=dx2"),
        (
            "Patient Control Number,Diag1Code,Diag2Code,LineDiagPointer1,LineDiagPointer2,LineProcedureCode,LineProcedureModifier1Code",
            "claim_id=Patient Control Number dx1=Diag1Code dx2=Diag2Code dx_pointer1=LineDiagPointer1 dx_pointer2=LineDiagPointer2 procedure_code=LineProcedureCode modifier1=LineProcedureModifier1Code",
        ),
        (
            "From,To,Procedure,Mod 1,Mod 2,Units,Diag 1,Diag 2",
            "service_date=From through_date=To procedure_code=Procedure modifier1=Mod 1 modifier2=Mod 2 units=Units dx1=Diag 1 dx2=Diag 2",
        ),
        (
            "claim_id,claim_line_number,bill_type_code,revenue_center_code,service_unit_quantity,hcpcs_code,hcpcs_modifier_1,diagnosis_code_type,diagnosis_code_1,diagnosis_poa_1,claim_start_date,claim_line_start_date",
            "claim_id=claim_id line_number=claim_line_number bill_type=bill_type_code revenue_code=revenue_center_code units=service_unit_quantity procedure_code=hcpcs_code modifier1=hcpcs_modifier_1 icd_version=diagnosis_code_type dx1=diagnosis_code_1 poa1=diagnosis_poa_1 from_date=claim_start_date service_date=claim_line_start_date",
        ),
        (
            "CUR_CLM_UNIQ_ID,CLM_LINE_NUM,CLM_POS_CD,CLM_LINE_HCPCS_CD,CLM_LINE_DGNS_CD,HCPCS_1_MDFR_CD,CLM_DGNS_1_CD,CLM_DGNS_2_CD,DGNS_PRCDR_ICD_IND",
            "claim_id=CUR_CLM_UNIQ_ID line_number=CLM_LINE_NUM place_of_service=CLM_POS_CD procedure_code=CLM_LINE_HCPCS_CD line_dx=CLM_LINE_DGNS_CD modifier1=HCPCS_1_MDFR_CD dx1=CLM_DGNS_1_CD dx2=CLM_DGNS_2_CD icd_version=DGNS_PRCDR_ICD_IND",
        ),
        ("Box26,Box21_A,Box21_B,Box24E", "claim_id=Box26 dx1=Box21_A dx2=Box21_B dx_pointers=Box24E"),
        (
            "pcn,TOB,Rev Code,POS,DOS,dx_codes,Mod",
            "claim_id=pcn bill_type=TOB revenue_code=Rev Code place_of_service=POS service_date=DOS dx1=dx_codes modifier1=Mod",
        ),
        (
            "CLAIM_NUM,SERVICE_FROM,SERVICE_THRU,DIAG_1,DIAG_2,PROC_CODE,MODIFIER,REVENUE_CD",
            "claim_id=CLAIM_NUM service_date=SERVICE_FROM through_date=SERVICE_THRU dx1=DIAG_1 dx2=DIAG_2 procedure_code=PROC_CODE modifier1=MODIFIER revenue_code=REVENUE_CD",
        ),
    ] {
        let sorted = |text: &str| {
            let mut parts: Vec<String> = text.replace(" dx", "\ndx").lines().map(str::to_owned).collect();
            parts.sort();
            parts.join("|")
        };
        let layout = read(header).layout;
        let mut found: Vec<String> = layout.columns.iter().map(|c| format!("{}={}", c.field, c.header)).collect();
        found.sort();
        for pair in &found {
            assert!(fields.contains(pair.as_str()), "{header}\n{pair} in\n{fields}");
        }
        assert_eq!(found.len(), fields.matches('=').count(), "{header}: {}", sorted(&found.join(" ")));
    }
}

#[test]
fn a_file_without_claim_ids_is_told_so() {
    let found = read("dx1,service_date");
    assert_eq!(found.notes, ["no column holds a claim id: each row is taken for a claim of its own"]);
    assert_eq!(found.how, "canonical columns; 2 of 2 columns read");
}

#[test]
fn diagnosis_columns_that_are_passed_over_are_named() {
    let found = read("claim_id,dx1,diagnosis_code");
    assert!(found.notes[0].contains("\"diagnosis_code\""), "{:?}", found.notes);
    assert_eq!(found.layout.unread, ["diagnosis_code"]);
}

#[test]
fn columns_named_by_hand_go_first() {
    let found = try_with("Ref,Code A,Code B,dx1", &[("claim_id", "ref"), ("dx1", "Code A"), ("dx2", "code_b")])
        .expect("a layout");
    let names: Vec<String> = found.layout.columns.iter().map(|c| format!("{}={}", c.field, c.header)).collect();
    assert_eq!(names, ["claim_id=Ref", "dx1=Code A", "dx2=Code B"]);
    assert!(found.how.ends_with("3 of 4 columns read, 3 of them named in [columns]; not read: dx1"), "{}", found.how);
    let (problem, help) = refused("claim_id,diag_code_x", &[("dx1", "diag_code_z")]);
    assert_eq!(problem, "[columns] maps dx1 to \"diag_code_z\", and the file has no such column");
    assert!(help.starts_with("did you mean \"diag_code_x\"?"), "{help}");
    let (problem, _) = refused("claim_id,code", &[("dx1", "code"), ("dx2", "code")]);
    assert_eq!(problem, "[columns] maps \"code\" to dx1 and to dx2");
}

#[test]
fn headers_that_cannot_be_used() {
    let (problem, help) = refused("claim_id,amount,Diagnosis Text", &[]);
    assert_eq!(
        problem,
        "no column is known to hold a diagnosis; the file has: \"claim_id\", \"amount\", \"Diagnosis Text\""
    );
    assert!(help.ends_with("[columns]\ndx1 = \"Diagnosis Text\""), "{help}");
    let (problem, help) = refused("a,b", &[]);
    assert!(problem.starts_with("no column") && help.contains("dx1 = \"the header of"), "{help}");
    let (problem, _) = refused("claim_id,dx1,Dx 1", &[]);
    assert_eq!(problem, "the header \"dx1\" comes 2 times (columns 2, 3)");
    let (problem, _) = refused("A1,2025-11-04,E11.9,45378", &[]);
    assert_eq!(problem, "the first row is data (column 2 holds a date), not a header");
    let (problem, _) = refused("Jane Doe,10023,office", &[]);
    assert_eq!(problem, "the first row is data (column 2 holds a number), not a header");
    let (problem, _) = refused("Jane Doe,office,E11.9", &[]);
    assert_eq!(problem, "the first row is data (column 3 holds a diagnosis code), not a header");
    assert_eq!(mapped("claim_id,note,note,dx1,,"), "claim_id=claim_id dx1=dx1");
}

fn sampled(header: &str, rows: &[&str]) -> Result<Recognised> {
    let fields: Vec<&[u8]> = header.split(',').map(str::as_bytes).collect();
    let sample = || rows.iter().map(|row| csv::ByteRecord::from(row.split(',').collect::<Vec<_>>())).collect();
    recognise(Path::new("claims.csv"), &fields, &sample, &expected(&BTreeMap::new()))
}

#[test]
fn a_header_nobody_has_seen_is_guessed_aloud_or_refused() {
    let header = "Ward,ClaimRef,Treatment Day,Final_ICD_A,Final_ICD_B,Proc done,Colour";
    let rows = ["x,1,2025-11-04,M54.5,I10,99213-25,red", "x,2,2025-11-04,E11.9,,99212,blue"];
    let found = sampled(header, &rows).expect("a layout");
    let names: Vec<String> = found.layout.columns.iter().map(|c| format!("{}={}", c.field, c.header)).collect();
    assert_eq!(
        names.join(" "),
        "claim_id=ClaimRef service_date=Treatment Day dx1=Final_ICD_A dx2=Final_ICD_B procedure_code=Proc done \
         modifier1=Proc done"
    );
    assert_eq!(found.confidence, Confidence::Guessed);
    assert_eq!(found.layout.unread, ["Ward", "Colour"]);
    assert!(found.how.ends_with("not read: Ward, Colour"), "{}", found.how);
    assert!(found.notes[0].starts_with("guessed by name and content: dx1 = \"Final_ICD_A\""), "{:?}", found.notes);
    assert!(settled(&found.guessed).starts_with("[columns]\ndx1 = \"Final_ICD_A\"\n"));
    // The cells say something else than the name: refused, with the line to add.
    let text = ["x,1,2025-11-04,Diabetes,Hypertension,99213,red"];
    let known = header.replace("ClaimRef", "claim_id");
    let Err(Error::Input { help: Some(help), .. }) = sampled(&known, &text) else { panic!("refused") };
    assert!(help.contains("[columns]\ndx1 = \"Final_ICD_A\""), "{help}");
    // Two columns that could both be the claim id: neither is taken.
    let two = sampled("Claim Ref,Visit Ref,DX One", &["1,2,E11.9"]).expect("a layout");
    assert!(!two.layout.has(Field::ClaimId), "{two:?}");
}

#[test]
fn codes_of_another_code_set_are_refused_once() {
    let rows = ["1,44054006"; 8];
    let Err(Error::Input { problem, .. }) = sampled("claim_id,dx1", &rows) else { panic!("refused") };
    assert_eq!(problem, "its diagnoses are SNOMED CT codes, not ICD-10-CM");
    assert!(sampled("claim_id,dx1", &rows[..7]).is_ok(), "too few to say so of a file");
    let (problem, _) = refused("claim_id,icd9_1,icd9_2", &[]);
    assert_eq!(problem, "its diagnosis columns are of ICD-9-CM, as their names say (\"icd9_1\")");
}

#[test]
fn everyday_headers_are_of_no_layout_of_their_own() {
    for header in [
        "claim_id,procedure_code,diagnosis_code_1",
        "claim_id,bill_type,procedure_code,modifier_1,modifier_2,diagnosis_code_1,service_date",
        "Claim ID,Procedure Code,Diagnosis Code 1,Service Date",
        "id,patient_id,provider_id,diagnosis_1,service_date",
        "Claim Num,Diag 1,Proc Code",
    ] {
        assert_eq!(read(header).layout.name, "canonical", "{header}");
    }
    assert!(mapped("claim_id,procedure_code,modifier_1,diagnosis_code_1").contains("modifier1=modifier_1"));
    assert_eq!(read("claimid,procedurecode,diagnosiscode1").layout.name, "athena");
}

#[test]
fn a_list_spelled_in_several_ways_is_read_whole() {
    for (header, listed) in [
        ("claim,ICD-10-CM 1,ICD-10-CM 2,Dx3", "dx1=ICD-10-CM 1 dx2=ICD-10-CM 2 dx3=Dx3"),
        ("claim,Dx1,Dx2,Dx3 Code", "dx1=Dx1 dx2=Dx2 dx3=Dx3 Code"),
        ("claim,PrimaryDiagnosisCd,DiagnosisCd2", "dx1=PrimaryDiagnosisCd dx2=DiagnosisCd2"),
        ("claim,Primary Dx,Second Dx,Third Dx", "dx1=Primary Dx dx2=Second Dx dx3=Third Dx"),
        ("claim,Primary Diagnosis,DX5,ICD-10 7", "dx1=Primary Diagnosis dx5=DX5 dx7=ICD-10 7"),
        ("claim,Other Dx,Dx 2,Dx 3 Code", "dx4=Other Dx dx2=Dx 2 dx3=Dx 3 Code"),
        ("claim,Primary Dx,Secondary Dx 2,Secondary Dx 3", "dx1=Primary Dx dx2=Secondary Dx 2 dx3=Secondary Dx 3"),
    ] {
        assert_eq!(mapped(header), format!("claim_id=claim {listed}"), "{header}");
    }
    let clash = read("claim,Dx1,Dx2,Diagnosis 2");
    assert_eq!(clash.layout.unread, ["Diagnosis 2"]);
    assert!(clash.notes.iter().any(|note| note.contains("the same places of the list")), "{:?}", clash.notes);
}

#[test]
fn what_is_half_there_is_not_read() {
    let wide = "claim,dos,dx1,CPT1,Mod1,CPT2,Mod2";
    assert_eq!(mapped(wide), "claim_id=claim service_date=dos dx1=dx1");
    assert!(read(wide).notes.iter().any(|note| note.contains("a row holds several services")));
    assert!(mapped("claim,hcpcs_code,mod1,mod2,procedure_code_1,procedure_code_2,dx1").contains("modifier2=mod2"));
    let first = sampled("claim,Facility Type Code,Frequency Code,dx1", &["1,1,1,I10"]).expect("a layout");
    assert!(!first.layout.has(Field::FacilityType), "{first:?}");
    assert!(first.notes.iter().any(|note| note.starts_with("the type of bill is not known")));
    assert!(mapped("claim,Facility Type Code,Classification Code,Frequency Code,dx1").contains("bill_classification="));
}

#[test]
fn columns_that_look_like_diagnoses_are_named() {
    let rows = ["1,2025-11-03,I10,M54.50", "2,2025-11-03,I10,E11.9"];
    let found = sampled("claim_id,dos,dx1,impression", &rows).expect("a layout");
    assert!(found.notes.iter().any(|note| note.contains("dx2 = \"impression\"")), "{:?}", found.notes);
    let Err(Error::Input { help: Some(help), .. }) = sampled("A,B,Chg Code", &["x,E11.9,99213"]) else {
        panic!("refused")
    };
    assert!(help.contains("[columns]\ndx1 = \"B\""), "{help}");
}

#[test]
fn a_line_that_may_be_data_is_not_repeated() {
    for line in ["2025-11-04,1001,55,ICD10,E11.9,SMITH JOHN", "SMITH JOHN,Diagnosed with HIV,Clinic Doe"] {
        let (problem, help) = refused(line, &[]);
        assert!(!format!("{problem}{help}").contains("SMITH") && !help.contains("HIV"), "{problem} {help}");
    }
}

proptest! {
    #[test]
    fn any_header_is_read_without_panic(header in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..12), 0..12)) {
        let fields: Vec<&[u8]> = header.iter().map(Vec::as_slice).collect();
        let _ = recognise(Path::new("x"), &fields, &Vec::new, &expected(&BTreeMap::new()));
    }

    #[test]
    fn likely_headers_are_read_without_panic(header in "([a-z_]{0,6}(dx|diag|mod|icd|claim)?[0-9]{0,2},){0,12}") {
        let fields: Vec<&[u8]> = header.split(',').map(str::as_bytes).collect();
        if let Ok(found) = recognise(Path::new("x"), &fields, &Vec::new, &expected(&BTreeMap::new())) {
            prop_assert_eq!(found.layout.columns.len() + found.layout.unread.len(), fields.len());
            prop_assert!(found.layout.columns.is_sorted_by_key(|column| column.index));
        }
    }
}
