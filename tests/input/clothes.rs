//! Good input in bad clothes: the report of the plain file.

use super::{check, found, of_code};

const PLAIN: &str =
    "claim_id,service_date,dx1,dx2,note\nA1,2025-11-04,Z53.2,I10,plain\nA2,2025-11-04,S13.4XXB,,plain\n";

fn plain() -> Vec<(String, String)> {
    let said = found(PLAIN);
    let pair = |rule: &str, value: &str| (rule.to_owned(), value.to_owned());
    assert_eq!(said, [pair("dx-header-not-billable", "Z53.2"), pair("dx-7th-character-invalid", "S13.4XXB")]);
    said
}

#[test]
fn every_delimiter_line_end_and_beginning() {
    let expected = plain();
    for delimiter in [",", "|", ";", "\t"] {
        let cut = PLAIN.replace(',', delimiter);
        for text in [
            cut.clone(),
            cut.replace('\n', "\r\n"),
            format!("\u{feff}{cut}"),
            format!("\u{feff}{}", cut.replace('\n', "\r\n")),
            format!("\n\n{cut}\n\n"),
            cut.trim_end().to_owned(),
            cut.replace("plain", "\"plain\""),
            cut.replace("plain", &format!("\"with {delimiter} and \"\"quotes\"\"\nand lines\"")),
            format!("sep={delimiter}\r\n{}", cut.replace('\n', "\r\n")),
        ] {
            assert_eq!(found(&text), expected, "{text:?}");
        }
    }
}

/// UTF-16 as Excel writes "Unicode text", and Windows-1252; positions are those of the characters.
#[test]
fn every_encoding() {
    let text = PLAIN.replace("plain", "Müller–Söhne");
    let expected = check(&text);
    let wide = |to: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let marked = format!("\u{feff}{text}");
    let western = |c: char| match c {
        '–' => 0x96,
        c => u8::try_from(u32::from(c)).expect("a character of Windows-1252"),
    };
    for bytes in [
        wide(u16::to_le_bytes, &marked),
        wide(u16::to_be_bytes, &marked),
        wide(u16::to_le_bytes, &text),
        wide(u16::to_le_bytes, &marked.replace(',', "\t").replace('\n', "\r\n")),
        text.chars().map(western).collect(),
    ] {
        let said = check(bytes);
        let places = |text: &str| {
            let findings = text.lines().filter(|line| line.starts_with("claims.csv:"));
            findings.map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!((&said.found, places(&said.text)), (&expected.found, places(&expected.text)));
    }
}

#[test]
fn headers_as_exports_spell_them() {
    let expected = plain();
    for (claim, date, first, second) in [
        ("CLAIM ID", "Service Date", "DX1", "DX2"),
        ("Claim Number", "DOS", "Diagnosis Code 1", "Diagnosis Code 2"),
        ("clm_id", "svc_date", "diag_1", "diag_2"),
        ("\"Claim #\"", "\"Date of Service\"", "\"ICD-10 (1)\"", "\"ICD-10 (2)\""),
    ] {
        let header = format!("{claim},{date},{first},{second},note");
        let text = PLAIN.replace("claim_id,service_date,dx1,dx2,note", &header);
        assert_eq!(found(&text), expected, "{header}");
    }
}

#[test]
fn every_date_format() {
    let expected = plain();
    for date in [
        "20251104",
        "11/04/2025",
        "11/4/2025",
        "04-Nov-2025",
        "04-NOV-2025",
        "2025/11/04",
        "11-04-2025",
        "2025-11-04T08:15:00Z",
        "2025-11-04 00:00:00",
        " 2025-11-04 ",
    ] {
        assert_eq!(found(PLAIN.replace("2025-11-04", date)), expected, "{date}");
    }
}

#[test]
fn a_code_with_or_without_dot_in_any_case_padded_or_quoted() {
    for code in ["Z53.2", "Z532", "z53.2", "z532", " Z53.2 ", "\"Z53.2\"", "\" Z532\"", "=\"Z53.2\"", "Z53.2\u{a0}"] {
        let rules: Vec<String> = found(of_code(code)).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(rules, ["dx-header-not-billable"], "{code:?}");
    }
}

#[test]
fn a_token_that_means_nothing_is_no_diagnosis() {
    for token in ["", " ", "#", "-", "-------", "NULL", "null", "N/A", "na", "NaN", "None", "\\N", "~", "\u{a0}"] {
        let said = check(format!("claim_id,service_date,dx1,dx2\nA1,2025-11-04,E11.9,{token}\n"));
        assert_eq!((said.exit, said.found.len(), said.rows), (Some(0), 0, 1), "{token:?}: {}", said.text);
        assert!(said.text.contains("1 diagnosis"), "{token:?}: {}", said.text);
    }
}

#[test]
fn several_codes_in_one_cell_are_judged_one_by_one() {
    for cell in ["E11.9;Z53.2;I10", "E11.9|Z53.2", "\"E11.9, Z53.2\"", "E119 Z532 I10", "ABK:E11.9:ABF:Z53.2"] {
        let said = check(format!("claim_id,service_date,dx1,note\nA1,2025-11-04,{cell},x\n"));
        let found: Vec<_> = said.found.iter().map(|(rule, _, value)| (rule.as_str(), value.replace('.', ""))).collect();
        assert_eq!(found, [("dx-header-not-billable", "Z532".to_owned())], "{cell}");
    }
}

/// With lines on both sides of a release, the pointers say which line a diagnosis belongs to: G35 was billable until
/// 2025-09-30, and only a line that points to it may say otherwise.
#[test]
fn every_way_to_point() {
    for (first, second) in [("1", "2"), ("A", "B"), ("01", "02"), ("1", "2:2"), ("A", "\"B,B\""), ("1.0", "2.0")] {
        let header = "claim_id,service_date,dx1,dx2,dx_pointers\n";
        let right = format!("{header}A1,2025-09-30,G35,I10,{first}\nA1,2025-10-01,G35,I10,{second}\n");
        assert_eq!(found(right), [], "{first} {second}");
        let wrong = format!("{header}A1,2025-09-30,G35,I10,{second}\nA1,2025-10-01,G35,I10,{first}\n");
        let rules: Vec<String> = found(wrong).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(rules, ["dx-header-not-billable"], "{first} {second}");
    }
    for both in ["1:2", "12", "AB", "\"A,B\"", "1 2", "1-2", "1/2", "0102", "B A"] {
        let text = format!(
            "claim_id,service_date,dx1,dx2,dx_pointers\nA1,2025-09-30,G35,I10,2\nA1,2025-10-01,G35,I10,{both}\n"
        );
        let rules: Vec<String> = found(text).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(rules, ["dx-header-not-billable"], "{both}");
    }
}
