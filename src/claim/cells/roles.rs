//! Diagnoses as rows: what a row's code is to its claim.

use crate::field::{DxField, MAX_EXTERNAL_CAUSES, MAX_LISTED, MAX_VISIT_REASONS};

/// The place in the claim's list that a row gives its diagnosis, from 1.
#[must_use]
pub fn dx_sequence(text: &[u8]) -> Option<u8> {
    let text = text.trim_ascii();
    let text = text.strip_suffix(b".0").unwrap_or(text);
    let number = (1..=4).contains(&text.len()).then(|| {
        text.iter().try_fold(0u16, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u16::from(byte - b'0')))
    });
    number.flatten().filter(|&number| number > 0).map(|number| u8::try_from(number).unwrap_or(u8::MAX).min(MAX_LISTED))
}

/// What a row's diagnosis is to its claim, by the code of its kind and its number.
///
/// CMS IDR and CCLF (`CLM_PROD_TYPE_CD`): `P` principal, which the list `D` repeats as its first, `A` admitting, `E`
/// external cause, `1` the first of these, `R` reason for the visit. `PCORnet` (`PDX`): `P` principal, `S` secondary,
/// without numbers.
#[must_use]
pub fn dx_role(role: &[u8], sequence: Option<u8>) -> DxField {
    let number = |most: u8| sequence.unwrap_or(1).min(most);
    let role = role.trim_ascii();
    let letter = ROLES.iter().find(|(word, _)| role.eq_ignore_ascii_case(word.as_bytes())).map(|(_, letter)| [*letter]);
    match letter.as_ref().map_or(role, |letter| letter.as_slice()) {
        [b'P' | b'p'] if sequence.is_none() => DxField::Listed(1),
        [b'P' | b'p'] => DxField::Principal,
        [b'A' | b'a'] => DxField::Admitting,
        [b'E' | b'e'] => DxField::ExternalCause(number(MAX_EXTERNAL_CAUSES)),
        [b'1'] => DxField::ExternalCause(MAX_EXTERNAL_CAUSES),
        [b'R' | b'r'] => DxField::VisitReason(number(MAX_VISIT_REASONS)),
        [] | [b'D' | b'd'] => DxField::Listed(number(MAX_LISTED)),
        _ => DxField::Listed(sequence.unwrap_or(2)),
    }
}

/// Words for what a diagnosis is to its claim, with the letters of the CMS tables and of `PCORnet` for the same.
const ROLES: [(&str, u8); 8] = [
    ("principal", b'P'),
    ("primary", b'P'),
    ("secondary", b'S'),
    ("other", b'S'),
    ("admitting", b'A'),
    ("admission", b'A'),
    ("external cause", b'E'),
    ("reason for visit", b'R'),
];

/// Whether a cell says what a diagnosis is to its claim, and can mean nothing else.
#[must_use]
pub fn names_dx_role(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    matches!(text, [b'P' | b'S' | b'A' | b'p' | b's' | b'a'])
        || ROLES.iter().any(|(word, _)| text.eq_ignore_ascii_case(word.as_bytes()))
}

/// What the code of a row is that can be either.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodedAs {
    /// A procedure: CPT, HCPCS.
    Procedure,
    /// A diagnosis: ICD.
    Diagnosis,
    /// Neither: a copay, a drug, a fee.
    Neither,
}

/// What the name of a code set says of the row's code: `CPT4`, `HCPCS`, `ICD10`, ...
#[must_use]
pub fn coded_as(code_set: &[u8]) -> CodedAs {
    let begins = |word: &[u8]| code_set.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if begins(b"ICD") {
        CodedAs::Diagnosis
    } else if begins(b"CPT") || begins(b"HCPCS") {
        CodedAs::Procedure
    } else {
        CodedAs::Neither
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_row_is_to_its_claim() {
        for (role, sequence, field) in [
            ("", "1", DxField::Listed(1)),
            ("", "", DxField::Listed(1)),
            ("D", "3", DxField::Listed(3)),
            ("P", "1", DxField::Principal),
            ("A", "1", DxField::Admitting),
            ("E", "2", DxField::ExternalCause(2)),
            ("1", "1", DxField::ExternalCause(13)),
            ("R", "9", DxField::VisitReason(3)),
            ("P", "", DxField::Listed(1)),
            ("S", "", DxField::Listed(2)),
            ("Primary", "", DxField::Listed(1)),
            ("secondary", "", DxField::Listed(2)),
            ("admitting", "", DxField::Admitting),
            ("", "999", DxField::Listed(50)),
        ] {
            assert_eq!(dx_role(role.as_bytes(), dx_sequence(sequence.as_bytes())), field, "{role} {sequence}");
        }
        assert_eq!(dx_sequence(b"0"), None);
        assert_eq!(dx_sequence(b"x"), None);
    }

    #[test]
    fn what_a_code_set_is_of() {
        assert_eq!(coded_as(b"CPT4"), CodedAs::Procedure);
        assert_eq!(coded_as(b"icd10"), CodedAs::Diagnosis);
        assert_eq!(coded_as(b"COPAY"), CodedAs::Neither);
    }
}
