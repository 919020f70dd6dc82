//! What the cells of a claim row say.
//!
//! Exports write the same fact in many ways and "nothing" in even more. Everything here works on the bytes of one cell,
//! allocates nothing and never guesses: what cannot be read for certain is `None`.

mod codes;
mod pointers;
mod roles;
mod values;

pub use codes::{CodePart, LONGEST_LIST, codes};
pub use pointers::{Pointers, PointersCell, pointer, pointers};
pub use roles::{CodedAs, coded_as, dx_role, dx_sequence, names_dx_role};
pub use values::{
    IcdVersion, age, coding, icd_version, modifiers, place_of_service, revenue_code, sex, specialty, units,
};

use crate::field::Field;

/// The text of a cell: blanks around it removed (no-break spaces too), Excel's `="…"` taken off, and a token that
/// stands for "nothing" made empty. Always a part of `cell`, so that its place in the file can still be found.
#[must_use]
#[inline]
pub fn clean(field: Field, cell: &[u8]) -> &[u8] {
    Cleaning::new(field).clean(cell)
}

/// [`clean`] for the cells of one column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cleaning {
    field: Field,
    /// Which of the [`BEGINNINGS`] show that a cell says something.
    says_something: u8,
}

/// For each first byte of a cell whether there may be something to clean: 0 if so, 1 or 3 if not, 2 if only in a date that
/// can be open or in a diagnosis.
const BEGINNINGS: [u8; 256] = {
    let mut beginnings = [0; 256];
    let mut byte = 0u8;
    while byte < 128 {
        beginnings[byte as usize] = match byte {
            b'0' | b'1' | b'3' | b'9' => 2,
            b'n' | b'N' => 0,
            // What ends a blank cell, mostly; nothing that begins with it is cleaned either.
            b',' | b';' | b'|' => 3,
            _ if byte.is_ascii_alphanumeric() => 1,
            _ => 0,
        };
        byte += 1;
    }
    beginnings
};

impl Cleaning {
    pub(super) const fn new(field: Field) -> Self {
        let says_something = if may_be_open(field) || matches!(field, Field::Dx(_)) { 1 } else { 3 };
        Self { field, says_something }
    }

    /// The first and the last byte alone nearly always tell that there is nothing to clean.
    #[inline]
    pub(super) fn clean(self, cell: &[u8]) -> &[u8] {
        match (cell.first(), cell.last()) {
            (Some(&first), Some(&last))
                if BEGINNINGS[usize::from(first)] & self.says_something == 0 || !last.is_ascii_graphic() =>
            {
                cleaned(self.field, cell)
            }
            _ => cell,
        }
    }

    /// [`Self::clean`] for a cell with the byte that ends it, which is looked at where the cell is blank: whether it is makes
    /// no difference then, and cells are blank without a pattern.
    #[inline]
    pub(super) fn clean_ended(self, ended: &[u8]) -> &[u8] {
        let ([first, ..], [cell @ .., _]) = (ended, ended) else { return ended };
        let last = ended[ended.len().saturating_sub(2)];
        if BEGINNINGS[usize::from(*first)] & self.says_something == 0 || !last.is_ascii_graphic() {
            return cleaned(self.field, cell);
        }
        cell
    }
}

fn cleaned(field: Field, cell: &[u8]) -> &[u8] {
    let text = trim(cell);
    let text = match text {
        [b'=', b'"', inner @ .., b'"'] => trim(inner),
        _ => text,
    };
    if is_null(field, text) { &text[..0] } else { text }
}

/// Whether two cells say the same: for texts as short as cells, faster than comparing slices of any length.
#[must_use]
#[inline]
pub fn same(one: &[u8], other: &[u8]) -> bool {
    let is_same = || match one.len() {
        0 => true,
        1..4 => one.iter().eq(other),
        4..=8 => one.first_chunk::<4>() == other.first_chunk() && one.last_chunk::<4>() == other.last_chunk(),
        9..=16 => one.first_chunk::<8>() == other.first_chunk() && one.last_chunk::<8>() == other.last_chunk(),
        _ => one == other,
    };
    // What a claim repeats on every line is often the very same text.
    std::ptr::eq(one, other) || (one.len() == other.len() && is_same())
}

/// Removes ASCII blanks and no-break spaces (U+00A0, which Excel and web pages leave behind) from both ends: those of UTF-8, and
/// the single byte of Windows-1252 where it can be no part of a character of UTF-8.
#[must_use]
pub fn trim(mut text: &[u8]) -> &[u8] {
    loop {
        text = text.trim_ascii();
        text = match text {
            [0xC2, 0xA0, rest @ ..] | [rest @ .., 0xC2, 0xA0] | [0xA0, rest @ ..] => rest,
            [rest @ .., 0xA0] if ends_a_character(rest) => rest,
            _ => return text,
        };
    }
}

/// Whether no character of UTF-8 goes on behind `text`, single no-break spaces at its end left out.
fn ends_a_character(text: &[u8]) -> bool {
    text.iter().rev().find(|&&byte| byte != 0xA0).is_none_or(u8::is_ascii)
}

/// Whether a trimmed cell stands for "nothing".
///
/// In every field: no text; only dashes; `#`, `~`, `.`, `?` or `*` alone; `NULL`, `(null)`, `(blank)`, `NaN`, `NA`, `N/A`,
/// `<NA>`, `None`, `nil`, `\N`, and `[]` and `{}`, which are lists of nothing. (`#`, `-------`, blanks: CMS RIF; `~`: CMS IDR;
/// `.`: SAS; `\N`: database dumps; `<NA>`: pandas; `(blank)`: a pivot table of Excel.) `#N/A` too, but not in a diagnosis.
///
/// Seven or more nines and nothing else are "nothing" in a date and in a diagnosis, as state claim databases fill them;
/// not in an id, an NPI or an amount, where they can be real. No ICD code has seven digits, so no real one is lost. In
/// a date a year of 9999 ("open") and a cell of zeros are "nothing" too, except in a date of service: a service that was
/// given has a day, and a filler there is an error of the export.
#[must_use]
pub fn is_null(field: Field, text: &[u8]) -> bool {
    let Some(&first) = text.first() else { return true };
    match first {
        b'-' => text.iter().all(|&b| b == b'-'),
        b'#' => text.len() == 1 || text.eq_ignore_ascii_case(b"#NULL!") || is_failed_look_up(field, text),
        b'~' | b'.' | b'?' | b'*' => text.len() == 1,
        b'n' | b'N' => {
            [&b"NULL"[..], b"N/A", b"NaN", b"NA", b"None", b"nil"].iter().any(|t| text.eq_ignore_ascii_case(t))
        }
        b'(' => text.eq_ignore_ascii_case(b"(null)") || text.eq_ignore_ascii_case(b"(blank)"),
        b'[' | b'{' => matches!(text, b"[]" | b"{}"),
        b'<' => [&b"<NA>"[..], b"<null>", b"<none>"].iter().any(|t| text.eq_ignore_ascii_case(t)),
        b'\\' => text == b"\\N",
        b'9' if may_be_open(field) => text.starts_with(b"9999") && (text.len() > 6),
        b'9' => matches!(field, Field::Dx(_)) && text.len() >= 7 && text.iter().all(|&b| b == b'9'),
        b'0' => may_be_open(field) && text.iter().all(|b| matches!(b, b'0' | b'-' | b'/' | b':' | b' ')),
        b'1' | b'3' => may_be_open(field) && (text.ends_with(b"/9999") || text.ends_with(b"-9999")),
        _ => false,
    }
}

/// Whether a cell is `#N/A` and means "nothing". In a diagnosis it is a look-up of a spreadsheet that has found no code.
fn is_failed_look_up(field: Field, text: &[u8]) -> bool {
    !matches!(field, Field::Dx(_)) && text.eq_ignore_ascii_case(b"#N/A")
}

/// Dates a record can be without: a stay that goes on, a day nobody has noted.
const fn may_be_open(field: Field) -> bool {
    matches!(
        field,
        Field::FromDate
            | Field::ThroughDate
            | Field::AdmissionDate
            | Field::DischargeDate
            | Field::BirthDate
            | Field::SubscriberBirthDate
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::DxField;
    use proptest::prelude::*;

    const DX: Field = Field::Dx(DxField::Listed(1));

    proptest! {
        /// The first and the last byte tell no cell to be clean that is not.
        #[test]
        fn a_cell_is_cleaned_the_same_with_the_byte_that_ends_it(
            cell in "[,;|\n\r\t \u{a0}\"=N/A0139#-]{0,4}(NULL|9999|/9999|I10|2025)?[ \r\u{a0}-]{0,2}",
            end in "[,;|\t\n]",
        ) {
            let ended = [cell.as_bytes(), end.as_bytes()].concat();
            for field in [Field::ClaimId, DX, Field::ServiceDate, Field::BirthDate, Field::Units] {
                let is = cleaned(field, cell.as_bytes());
                prop_assert_eq!(clean(field, cell.as_bytes()), is);
                prop_assert_eq!(Cleaning::new(field).clean_ended(&ended), is);
            }
        }
    }

    #[test]
    fn nothing_is_written_in_many_ways() {
        for text in [
            "", " ", "#", "-", "-------", "~", ".", "NULL", "null", "N/A", "na", "NaN", "None", "\\N", "<NA>", "[]",
            "\u{a0}", " \u{a0} ", "(null)", "(blank)", "{}", "=\"\"",
        ] {
            assert!(clean(DX, text.as_bytes()).is_empty(), "{text:?}");
            assert!(clean(Field::ClaimId, text.as_bytes()).is_empty(), "{text:?}");
        }
        for text in ["0", "E11.9", "-100000486", "NB", "#REF!", "#N/A", "#n/a", "N39.0", "..", "999999"] {
            assert!(!clean(DX, text.as_bytes()).is_empty(), "{text:?}");
        }
        assert!(clean(Field::ClaimId, b"#N/A").is_empty());
    }

    /// The no-break space of Windows-1252 is a blank; the same byte at the end of a character of UTF-8 is not.
    #[test]
    fn a_no_break_space_is_a_blank_in_either_encoding() {
        for text in [&b"E11.9\xA0"[..], b"\xA0E11.9", b" \xA0\xA0E11.9 \xA0\xA0", b"\xC2\xA0E11.9\xC2\xA0"] {
            assert_eq!(clean(DX, text), b"E11.9", "{text:?}");
        }
        for text in ["à", "E11.9 à", "\u{820}"] {
            assert_eq!(trim(text.as_bytes()), text.as_bytes(), "{text}");
        }
        assert!(clean(DX, b"\xA0\xA0").is_empty());
    }

    #[test]
    fn nines_are_nothing_where_they_cannot_be_real() {
        for (field, text, null) in [
            (Field::FromDate, "9999999", true),
            (Field::FromDate, "99999999", true),
            (Field::ThroughDate, "9999-12-31", true),
            (Field::ThroughDate, "12/31/9999", true),
            (Field::ThroughDate, "31-Dec-9999", true),
            (Field::FromDate, "00000000", true),
            (Field::FromDate, "0000-00-00", true),
            (Field::ServiceDate, "9999-12-31", false),
            (Field::ServiceDate, "99999999", false),
            (Field::ServiceDate, "0000-00-00", false),
            (Field::ServiceDate, "2025-10-01", false),
            (Field::ServiceDate, "03/01/2025", false),
            (DX, "9999999", true),
            (DX, "9999", false),
            (DX, "00000000", false),
            (Field::ClaimId, "9999999", false),
            (Field::RenderingNpi, "9999999999", false),
        ] {
            assert_eq!(clean(field, text.as_bytes()).is_empty(), null, "{field:?} {text}");
        }
    }

    #[test]
    fn blanks_and_excels_armour_come_off() {
        assert_eq!(clean(DX, " E11.9\u{a0}".as_bytes()), b"E11.9");
        assert_eq!(clean(Field::BillType, b"=\"0131\""), b"0131");
        assert_eq!(clean(Field::BillType, b"=\""), b"=\"");
    }

    proptest! {
        #[test]
        fn the_same_is_the_same(one in "[ab]{0,20}", other in "[ab]{0,20}") {
            prop_assert_eq!(same(one.as_bytes(), other.as_bytes()), one == other);
            prop_assert!(same(one.as_bytes(), one.as_bytes()));
        }

        #[test]
        fn any_bytes_are_read_without_panic(text in proptest::collection::vec(any::<u8>(), 0..64)) {
            for field in [DX, Field::ServiceDate, Field::ClaimId] {
                let cleaned = clean(field, &text);
                prop_assert!(cleaned.len() <= text.len());
                for part in codes(cleaned) {
                    prop_assert!(usize::from(part.start) + usize::from(part.len) <= cleaned.len());
                }
                let _ = (pointer(cleaned), pointers(cleaned), units(cleaned), age(cleaned), icd_version(cleaned));
                let _ = (place_of_service(cleaned), revenue_code(cleaned), sex(cleaned), specialty(cleaned));
                let _ = modifiers(cleaned).count();
                let _ = (crate::claim::BillType::parse(cleaned), crate::claim::ClaimKind::parse(cleaned));
            }
        }
    }
}
