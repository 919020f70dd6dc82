//! SNOMED CT identifiers: the check digit that tells them from other long numbers.

/// Whether the digits are a SNOMED CT identifier: 6 to 18 digits, no zero in front, the last one a Verhoeff check digit and
/// the two before it a partition of the international or of an extension release (SNOMED CT Release File Specification,
/// "SCTID").
#[must_use]
pub(super) fn is_identifier(digits: &[u8]) -> bool {
    let partition = match digits {
        [.., kind @ (b'0' | b'1'), component, _] => matches!((kind, component), (_, b'0' | b'1' | b'2')),
        _ => false,
    };
    (6..=18).contains(&digits.len()) && digits[0] != b'0' && partition && has_check_digit(digits)
}

/// Verhoeff's check over the dihedral group of order ten (J. Verhoeff, Error Detecting Decimal Codes, 1969).
fn has_check_digit(digits: &[u8]) -> bool {
    digits.iter().rev().enumerate().try_fold(0u8, |check, (place, digit)| {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        Some(multiply(check, permute(place, digit)))
    }) == Some(0)
}

/// The product of two elements: 0 to 4 turn a pentagon, 5 to 9 turn it over.
const fn multiply(a: u8, b: u8) -> u8 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b - 5) % 5 + 5,
        (false, true) => (a - 5 + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

/// The digit moved `place` times by Verhoeff's permutation, which has order eight.
const fn permute(place: usize, digit: u8) -> u8 {
    const MOVED: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut digit = digit;
    let mut left = place % 8;
    while left > 0 {
        digit = MOVED[digit as usize];
        left -= 1;
    }
    digit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_identifiers_pass_and_their_neighbours_fail() {
        // Diabetes mellitus, type 2, hypertension, clinical finding, is-a, the core module.
        for id in ["73211009", "44054006", "38341003", "404684003", "116680003", "900000000000207008"] {
            assert!(is_identifier(id.as_bytes()), "{id}");
            let mut wrong = id.as_bytes().to_vec();
            if let Some(first) = wrong.first_mut() {
                *first = if *first == b'9' { b'8' } else { *first + 1 };
            }
            assert!(!is_identifier(&wrong), "{id}");
        }
        for text in ["", "0", "12345", "20251001", "1234567893", "073211009"] {
            assert!(!is_identifier(text.as_bytes()), "{text}");
        }
    }
}
