//! Numbers, flags and short codes: one function for each kind of cell.

use crate::claim::view::{Coding, Modifier, Sex};

/// Which edition of ICD a version column names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum IcdVersion {
    /// ICD-9-CM.
    Nine,
    /// ICD-10-CM.
    Ten,
}

/// A revenue code of up to four digits; Excel drops the zeros in front, so `450` is 0450 and `1` is 0001.
#[must_use]
pub fn revenue_code(text: &[u8]) -> Option<u16> {
    let text = text.trim_ascii();
    (text.len() <= 4).then(|| number(text)).flatten().and_then(|n| u16::try_from(n).ok())
}

/// A place of service of two digits, or one where a zero in front was lost.
#[must_use]
pub fn place_of_service(text: &[u8]) -> Option<u8> {
    if let &[tens @ b'0'..=b'9', ones @ b'0'..=b'9'] = text {
        return Some((tens - b'0') * 10 + (ones - b'0'));
    }
    let text = text.trim_ascii();
    (text.len() <= 2).then(|| number(text)).flatten().and_then(|n| u8::try_from(n).ok())
}

/// A two-character CMS provider specialty, `49`, zeros in front ignored: `7` and `07` are one specialty.
#[must_use]
pub fn specialty(text: &[u8]) -> Option<&[u8]> {
    let mut text = text.trim_ascii();
    while let [b'0', rest @ ..] = text {
        text = rest;
    }
    (!text.is_empty()).then_some(text)
}

/// Units of service: a plain decimal number, commas between thousands allowed only where they stand right.
#[must_use]
#[inline]
pub fn units(text: &[u8]) -> Option<f64> {
    match *text {
        [digit @ b'0'..=b'9'] => Some(f64::from(digit - b'0')),
        _ => units_of_any(text),
    }
}

fn units_of_any(text: &[u8]) -> Option<f64> {
    let text = text.trim_ascii();
    if let Some(whole) = number(text) {
        return Some(f64::from(whole));
    }
    let mut plain = [0u8; 24];
    let mut len = 0;
    for (i, &b) in text.iter().enumerate() {
        match b {
            b'0'..=b'9' | b'.' => {
                *plain.get_mut(len)? = b;
                len += 1;
            }
            b'-' | b'+' if i == 0 => {
                plain[0] = b;
                len = 1;
            }
            b',' if is_thousands_comma(text, i) => {}
            _ => return None,
        }
    }
    std::str::from_utf8(&plain[..len]).ok()?.parse().ok()
}

fn is_thousands_comma(text: &[u8], comma: usize) -> bool {
    let after = &text[comma + 1..];
    let digits = after.iter().take_while(|b| b.is_ascii_digit()).count();
    digits == 3 && comma > 0 && text[comma - 1].is_ascii_digit() && !text[..comma].contains(&b'.')
}

/// Age in whole years, 0 to 150.
#[must_use]
pub fn age(text: &[u8]) -> Option<u16> {
    let text = text.trim_ascii();
    let (years, fraction) = match text.iter().position(|&b| b == b'.') {
        Some(dot) => (&text[..dot], &text[dot + 1..]),
        None => (text, &text[..0]),
    };
    let years = number(years).filter(|_| fraction.iter().all(u8::is_ascii_digit))?;
    u16::try_from(years).ok().filter(|&years| years <= 150)
}

/// The patient's sex: `F`, `female`, `2`, `M`, `male`, `1` (CMS: 1 male, 2 female, 0 unknown).
#[must_use]
pub fn sex(text: &[u8]) -> Sex {
    let text = text.trim_ascii();
    let is = |words: &[&[u8]]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&[b"F", b"female", b"2", b"woman"]) {
        Sex::Female
    } else if is(&[b"M", b"male", b"1", b"man"]) {
        Sex::Male
    } else {
        Sex::Unknown
    }
}

/// The ICD version a flag names: `9` or `0`/`10`, `ICD-9-CM`, `icd10`, `ICD-10-CM/PCS`, `ICD 10 CM (2025)`, or the qualifier of
/// an X12 HI segment (`BK`, `BF`, `BJ`, `PR`, `BN` are ICD-9; `ABK`, `ABF`, `ABJ`, `APR`, `ABN` are ICD-10). `None` for anything
/// else: the modifications of other countries (`ICD-10-GM`) and the procedures of ICD-10-PCS are other code sets.
#[must_use]
pub fn icd_version(text: &[u8]) -> Option<IcdVersion> {
    let text = text.trim_ascii();
    let text = text.strip_suffix(b".0").unwrap_or(text);
    let mut folded = [0u8; 16];
    let mut len = 0;
    for (b, place) in text.iter().filter(|b| b.is_ascii_alphanumeric()).zip(&mut folded) {
        *place = b.to_ascii_uppercase();
        len += 1;
    }
    let folded = &folded[..len];
    let is_modification = |rest: &[u8]| rest.is_empty() || rest.starts_with(b"CM") || rest.starts_with(b"DIAG");
    let begins = |word: &[u8]| folded.strip_prefix(word).is_some_and(is_modification);
    match folded.strip_suffix(b"CM").unwrap_or(folded) {
        b"9" | b"09" | b"I9" | b"BK" | b"BF" | b"BJ" | b"PR" | b"BN" => Some(IcdVersion::Nine),
        b"0" | b"00" | b"10" | b"I10" | b"ABK" | b"ABF" | b"ABJ" | b"APR" | b"ABN" => Some(IcdVersion::Ten),
        _ if begins(b"ICD9") || begins(b"ICD09") => Some(IcdVersion::Nine),
        _ if begins(b"ICD10") => Some(IcdVersion::Ten),
        _ => None,
    }
}

/// Which code set a version column says: nothing where it is blank, another one where it names neither edition of ICD.
#[must_use]
pub fn coding(text: &[u8]) -> Coding {
    match icd_version(text) {
        Some(IcdVersion::Ten) => Coding::Icd10,
        Some(IcdVersion::Nine) => Coding::Icd9,
        None if text.trim_ascii().is_empty() => Coding::Unsaid,
        None => Coding::Other,
    }
}

/// The modifiers of a cell, upper case: one, several with separators (`25:59`, `25, 59`), or several run together (`2559`,
/// for a modifier always has two characters). Anything else is passed over.
pub fn modifiers(text: &[u8]) -> impl Iterator<Item = Modifier> + '_ {
    text.split(|b| !b.is_ascii_alphanumeric())
        .filter(|part| part.len() % 2 == 0 && part.len() <= 10)
        .flat_map(|part| part.as_chunks::<2>().0.iter().map(|pair| Modifier(pair.map(|b| b.to_ascii_uppercase()))))
}

/// A number of one to nine digits and nothing else.
fn number(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revenue_codes_and_places_without_their_zeros() {
        for (text, code) in [
            ("0450", Some(450)),
            ("450", Some(450)),
            ("1", Some(1)),
            ("0001", Some(1)),
            ("045X", None),
            ("", None),
            ("00450", None),
        ] {
            assert_eq!(revenue_code(text.as_bytes()), code, "{text}");
        }
        for (text, code) in [("24", Some(24)), ("02", Some(2)), ("2", Some(2)), ("024", None), ("A", None), ("", None)]
        {
            assert_eq!(place_of_service(text.as_bytes()), code, "{text}");
        }
        assert_eq!(specialty(b"049"), specialty(b"49"));
        assert_eq!(specialty(b"00"), None);
    }

    #[test]
    fn units_are_plain_numbers() {
        for (text, value) in [
            ("1", Some(1.0)),
            ("1.5", Some(1.5)),
            ("1,000", Some(1000.0)),
            ("1,234,567.5", Some(1_234_567.5)),
            ("-1", Some(-1.0)),
            ("1,5", None),
            ("1e3", None),
            ("inf", None),
            ("NaN", None),
            ("", None),
            (".", None),
            ("1 UN", None),
            (",100", None),
        ] {
            assert_eq!(units(text.as_bytes()), value, "{text}");
        }
    }

    #[test]
    fn age_and_sex() {
        for (text, years) in [
            ("45", Some(45)),
            ("045", Some(45)),
            ("0", Some(0)),
            ("45.9", Some(45)),
            ("151", None),
            ("45Y", None),
            ("-1", None),
            ("", None),
        ] {
            assert_eq!(age(text.as_bytes()), years, "{text}");
        }
        for (text, read) in [
            ("F", Sex::Female),
            ("female", Sex::Female),
            ("2", Sex::Female),
            ("m", Sex::Male),
            ("1", Sex::Male),
            ("0", Sex::Unknown),
            ("U", Sex::Unknown),
        ] {
            assert_eq!(sex(text.as_bytes()), read, "{text}");
        }
    }

    #[test]
    fn version_flags() {
        for text in ["9", "09", "9.0", "ICD9", "ICD-9", "ICD-9-CM", "icd9cm", "BK", "BF"] {
            assert_eq!(icd_version(text.as_bytes()), Some(IcdVersion::Nine), "{text}");
        }
        for text in ["0", "10", "10.0", "0.0", "ICD10", "ICD-10", "ICD-10-CM", "icd-10-cm", "ICD10CM", "ABK", "abf"]
            .into_iter()
            .chain(["ICD-10-CM/PCS", "ICD 10 CM (2025)", "ICD-10-CM diagnosis code", "ICD-10 Diagnosis"])
        {
            assert_eq!(icd_version(text.as_bytes()), Some(IcdVersion::Ten), "{text}");
        }
        assert_eq!(icd_version(b"ICD-9-CM (Vol. 1)"), Some(IcdVersion::Nine));
        for text in
            ["", "U", "90", "11", "SNOMED", "principal", "ICD-11", "ICD-10-GM", "ICD-10-PCS", "ICD 102", "ICD-90"]
        {
            assert_eq!(icd_version(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn modifiers_of_a_cell() {
        let read = |text: &str| {
            modifiers(text.as_bytes()).map(|m| String::from_utf8_lossy(&m.0).into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(read("53"), ["53"]);
        assert_eq!(read("25:59"), ["25", "59"]);
        assert_eq!(read("rt, 59"), ["RT", "59"]);
        assert_eq!(read("2559"), ["25", "59"]);
        for text in ["", "5", "abc", "?!"] {
            assert!(read(text).is_empty(), "{text}");
        }
    }
}
