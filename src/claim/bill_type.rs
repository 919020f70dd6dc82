//! The type of bill, UB-04 form locator 4: what kind of institution bills what kind of care.
//!
//! Four digits of which the first is always 0, so that exports, and Excel, drop it. Rules speak of the two digits after
//! it, written `13x`.

/// A type of bill: `0131`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct BillType {
    class: u8,
    frequency: Option<u8>,
}

impl BillType {
    /// Reads `0131`, `131`, `013x` or `13`, in any case; `None` for anything else.
    ///
    /// The digits must be assigned ones: facility 1 to 8, classification 1 to 9.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        match *text.trim_ascii() {
            [b'0', facility, classification] | [facility, classification] => Self::of(facility, classification, None),
            [b'0', facility, classification, frequency] | [facility, classification, frequency] => {
                Self::of(facility, classification, Some(frequency))
            }
            _ => None,
        }
    }

    /// Puts a type of bill together from three columns, each of one character, or with facility and classification in the first;
    /// a blank frequency is allowed.
    #[must_use]
    pub fn from_parts(facility: &[u8], classification: &[u8], frequency: &[u8]) -> Option<Self> {
        // The facility code of the 837I (CLM05-1) is the first two digits.
        let ((&[facility], &[classification]) | (&[facility, classification], [])) =
            (facility.trim_ascii(), classification.trim_ascii())
        else {
            return None;
        };
        match *frequency.trim_ascii() {
            [] => Self::of(facility, classification, None),
            [frequency] => Self::of(facility, classification, Some(frequency)),
            _ => None,
        }
    }

    fn of(facility: u8, classification: u8, frequency: Option<u8>) -> Option<Self> {
        let assigned = matches!(facility, b'1'..=b'8') && matches!(classification, b'1'..=b'9');
        let frequency = frequency.map(|f| f.to_ascii_uppercase());
        let readable = frequency.is_none_or(|f| f.is_ascii_alphanumeric());
        (assigned && readable).then(|| Self {
            class: (facility - b'0') * 10 + classification - b'0',
            frequency: frequency.filter(|&f| f != b'X'),
        })
    }

    /// Facility and classification as one number: 13 for `0131`.
    #[must_use]
    pub const fn class(self) -> u8 {
        self.class
    }

    /// The frequency: `1` admit through discharge, `7` replacement, ...
    #[must_use]
    pub fn frequency(self) -> Option<char> {
        self.frequency.map(char::from)
    }

    /// Whether the bill is for an inpatient stay: hospital 11x, swing bed 18x, religious non-medical institution 41x.
    /// 12x is inpatient care paid under Part B, judged as outpatient.
    #[must_use]
    pub const fn is_inpatient(self) -> bool {
        matches!(self.class, 11 | 18 | 41)
    }

    /// Whether the through date, not the date of each service, says which code set is in force.
    ///
    /// MLN Matters SE1408 (re-issue of MM7492, CR 7492; home health also in transmittal 950): hospital inpatient 11x and
    /// home health 32x are judged by their through date, outpatient bills are split by date of service. Swing beds 18x,
    /// skilled nursing 21x and 41x are inpatient stays too and go with 11x.
    #[must_use]
    pub const fn is_judged_by_through_date(self) -> bool {
        matches!(self.class, 11 | 18 | 21 | 32 | 41)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_and_without_its_zero() {
        for (text, class, frequency) in [
            ("0131", 13, Some('1')),
            ("131", 13, Some('1')),
            (" 0857 ", 85, Some('7')),
            ("11g", 11, Some('G')),
            ("013x", 13, None),
            ("13X", 13, None),
            ("13", 13, None),
            ("013", 13, None),
        ] {
            let read = BillType::parse(text.as_bytes()).expect(text);
            assert_eq!((read.class(), read.frequency()), (class, frequency), "{text}");
        }
        for text in ["", "0", "1", "0011", "901", "0901", "1311", "00131", "A31", "office", "13-", "10x"] {
            assert_eq!(BillType::parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn from_three_columns() {
        assert_eq!(BillType::from_parts(b"1", b"3", b"1"), BillType::parse(b"0131"));
        assert_eq!(BillType::from_parts(b"1", b"3", b""), BillType::parse(b"13x"));
        assert_eq!(BillType::from_parts(b"", b"3", b"1"), None);
        assert_eq!(BillType::from_parts(b"office", b"3", b"1"), None);
    }

    #[test]
    fn the_table_of_se1408() {
        for (class, through) in [
            ("11", true),
            ("12", false),
            ("13", false),
            ("14", false),
            ("18", true),
            ("21", true),
            ("22", false),
            ("23", false),
            ("32", true),
            ("34", false),
            ("71", false),
            ("72", false),
            ("74", false),
            ("75", false),
            ("76", false),
            ("77", false),
            ("81", false),
            ("82", false),
            ("85", false),
        ] {
            assert_eq!(
                BillType::parse(class.as_bytes()).map(BillType::is_judged_by_through_date),
                Some(through),
                "{class}x"
            );
        }
    }
}
