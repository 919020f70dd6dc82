//! What a diagnosis cell looks like when it is no ICD-10-CM code.
//!
//! "Not a code" helps nobody; "a number in scientific notation, as Excel writes long numbers" does. A suggestion is made
//! only where the cell has every character of a code and the repair is the only one in shape; whether that code exists
//! is for the code book to say.

use super::snomed;
use crate::code::Code;
use crate::date::Date;

/// What a diagnosis cell looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// `250.00`, `401.9`, `4019`: digits as in ICD-9-CM.
    Icd9,
    /// `V58.61`, `E849.0`: a supplementary or external cause code of ICD-9-CM.
    Icd9Supplementary,
    /// Five digits: ICD-9-CM without its dot, or CPT.
    FiveDigits,
    /// `0012F`, `G0105`: a CPT or HCPCS code.
    Procedure,
    /// `1.23E+15`.
    Scientific,
    /// A SNOMED CT identifier: 6 to 18 digits with a valid check digit.
    Snomed,
    /// A calendar date.
    Date,
    /// Some other number.
    Number,
    /// `#REF!`, `#NAME?`, `#N/A`: an error value of a spreadsheet.
    SpreadsheetError,
    /// A code with its dot elsewhere than after the third character, or with several.
    MisplacedDot(Code),
    /// A code with another mark or a blank where its dot belongs: `E11-9`, `E11 .9`.
    OtherMark(Code),
    /// A code in brackets, quotes, or with marks before or after it.
    MarksAround(Code),
    /// A code followed by its description.
    CodeAndText(Code),
    /// The letter O for the digit 0, or the letter I or l for the digit 1.
    LetterForDigit(Code),
    /// So much text that no list of diagnoses was looked for in it.
    BeyondReading,
    /// Begins like a code and has more than seven characters.
    TooLong,
    /// Begins like a code and has fewer than three characters.
    TooShort,
    /// Words.
    Words,
    /// Bytes that are no text.
    NotText,
    /// None of these.
    Other,
}

impl Shape {
    /// What `text`, a trimmed cell that is not empty, looks like. `None` where it has the shape of an ICD-10-CM code and of
    /// nothing else: then only the code book can object.
    ///
    /// Text in the shape of a code can also be an ICD-9-CM V code (`V58.61`), a HCPCS code (`G0105`), or have a letter
    /// where the classification has only digits (`Z53.O9`); ask for these only when the code book does not know it.
    #[must_use]
    pub fn of(text: &[u8]) -> Option<Self> {
        if Code::parse(text).is_some() {
            return of_code_shaped(text);
        }
        Some(match text {
            _ if text.len() > super::cells::LONGEST_LIST => Self::BeyondReading,
            _ if std::str::from_utf8(text).is_err() || text.iter().any(u8::is_ascii_control) => Self::NotText,
            [b'#', ..] if text.iter().skip(1).all(|b| b.is_ascii_uppercase() || b"/!?0".contains(b)) => {
                Self::SpreadsheetError
            }
            _ if text.eq_ignore_ascii_case(b"#N/A") => Self::SpreadsheetError,
            _ if is_scientific(text) => Self::Scientific,
            _ if text.iter().all(u8::is_ascii_digit) => of_digits(text),
            _ if is_icd9_supplementary(text) => Self::Icd9Supplementary,
            _ if is_icd9_diagnosis(text) => Self::Icd9,
            _ if is_number(text) => Self::Number,
            _ if Date::parse(text).is_some() => Self::Date,
            _ if is_category_two_or_three(text) => Self::Procedure,
            _ => repaired(text).unwrap_or_else(|| of_rest(text)),
        })
    }

    /// The code that is meant, where its characters are all there.
    #[must_use]
    pub const fn suggestion(self) -> Option<Code> {
        match self {
            Self::MisplacedDot(code)
            | Self::OtherMark(code)
            | Self::MarksAround(code)
            | Self::CodeAndText(code)
            | Self::LetterForDigit(code) => Some(code),
            _ => None,
        }
    }

    /// What it looks like, in a coder's words, to follow "this looks like".
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Icd9 => "an ICD-9-CM code",
            Self::Icd9Supplementary => "an ICD-9-CM V or E code",
            Self::FiveDigits => "an ICD-9-CM code without its dot, or a CPT code",
            Self::Procedure => "a CPT or HCPCS procedure code",
            Self::Scientific => "a number in scientific notation, as Excel writes long numbers",
            Self::Snomed => "a SNOMED CT identifier",
            Self::Date => "a date",
            Self::Number => "a number",
            Self::SpreadsheetError => "an error value of a spreadsheet",
            Self::MisplacedDot(_) => "a code with its dot in the wrong place",
            Self::OtherMark(_) => "a code with another mark where its dot belongs",
            Self::MarksAround(_) => "a code with other marks around it",
            Self::CodeAndText(_) => "a code followed by text",
            Self::LetterForDigit(_) => "a code with a letter typed for a digit",
            Self::BeyondReading => "more than 65,535 bytes, which were not read",
            Self::TooLong => "a code with more than seven characters",
            Self::TooShort => "a code with fewer than three characters",
            Self::Words => "text",
            Self::NotText => "bytes that are no text",
            Self::Other => "no code of any kind",
        }
    }
}

/// Whether the text can only be read as a diagnosis code of ICD-9-CM: `250.00`, `4019`, `E849.0`; `V58.61`, `V10`, too, although
/// that is the shape of an incomplete ICD-10-CM code as well.
#[must_use]
pub fn is_icd9_diagnosis(text: &[u8]) -> bool {
    let (head, tail) = match text.iter().position(|&b| b == b'.') {
        Some(3) => (&text[..3], &text[4..]),
        Some(_) => return is_icd9_supplementary(text),
        None => (&text[..text.len().min(3)], &text[text.len().min(3)..]),
    };
    let dot_has_digits = text.len() == 3 || !tail.is_empty();
    let digits =
        head.len() == 3 && dot_has_digits && tail.len() <= 2 && head.iter().chain(tail).all(u8::is_ascii_digit);
    digits || is_icd9_supplementary(text)
}

/// Whether the text may be a diagnosis code of ICD-9-CM, also where ICD-10-CM has codes of that shape: `E8809` is E880.9 in the
/// one and E88.09 in the other.
#[must_use]
#[inline]
pub fn could_be_icd9(text: &[u8]) -> bool {
    match text {
        [b'E' | b'e', b'8' | b'9', rest @ ..] if matches!(rest.len(), 2 | 3) => rest.iter().all(u8::is_ascii_digit),
        [b'V' | b'v' | b'E' | b'e' | b'0'..=b'9', ..] => is_icd9_diagnosis(text),
        _ => false,
    }
}

/// `V01` to `V91` with up to two decimals; `E800` to `E999` with a dot and one decimal (without the dot it has the shape of an
/// ICD-10-CM code).
fn is_icd9_supplementary(text: &[u8]) -> bool {
    match *text {
        [b'V' | b'v', a, b, ref rest @ ..] => {
            let decimals = rest.strip_prefix(b".").filter(|decimals| !decimals.is_empty()).unwrap_or(rest);
            [a, b].iter().chain(decimals).all(u8::is_ascii_digit) && decimals.len() <= 2
        }
        [b'E' | b'e', a @ (b'8' | b'9'), b, c, b'.', d] => [a, b, c, d].iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

fn of_code_shaped(text: &[u8]) -> Option<Shape> {
    if let Some(code) = digits_for_letters(text) {
        return Some(Shape::LetterForDigit(code));
    }
    if is_icd9_supplementary(text) {
        return Some(Shape::Icd9Supplementary);
    }
    // HCPCS level II: A to V without D (dental) and F, then four digits.
    let hcpcs = matches!(*text, [a, ref digits @ ..] if digits.len() == 4
        && matches!(a.to_ascii_uppercase(), b'A'..=b'C' | b'E' | b'G'..=b'V') && digits.iter().all(u8::is_ascii_digit));
    hcpcs.then_some(Shape::Procedure)
}

/// Puts digits where letters O, I and l stand behind the first character. No code of any release FY2016 to FY2027 has an
/// O there, and an I only in Y93.I, so the repair is the only one. What has no digit at all is a word: blank, blood.
fn digits_for_letters(text: &[u8]) -> Option<Code> {
    if !text.iter().any(u8::is_ascii_digit) {
        return None;
    }
    let mut repaired = [0u8; 10];
    let repaired = repaired.get_mut(..text.len())?;
    let mut changed = false;
    for (i, (&from, to)) in text.iter().zip(repaired.iter_mut()).enumerate() {
        *to = match from {
            b'O' | b'o' if i > 0 => b'0',
            b'I' | b'i' | b'l' if i > 0 => b'1',
            other => other,
        };
        changed |= *to != from;
    }
    if !changed || text.get(..3).is_some_and(|category| category.eq_ignore_ascii_case(b"Y93")) {
        return None;
    }
    Code::parse(repaired)
}

fn of_digits(text: &[u8]) -> Shape {
    match text.len() {
        8 if Date::parse(text).is_some_and(|date| (19_000_101..21_000_101).contains(&date.number())) => Shape::Date,
        3 | 4 => Shape::Icd9,
        5 => Shape::FiveDigits,
        _ if snomed::is_identifier(text) => Shape::Snomed,
        _ => Shape::Number,
    }
}

fn is_number(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").or(text.strip_prefix(b"+")).unwrap_or(text);
    digits.iter().any(u8::is_ascii_digit)
        && digits.iter().all(|b| b.is_ascii_digit() || *b == b'.' || *b == b',')
        && memchr::memchr_iter(b'.', digits).count() <= 1
}

/// Digits, perhaps with a fraction, then `E+` or `E-` and an exponent.
fn is_scientific(text: &[u8]) -> bool {
    let Some(e) = text.iter().position(|b| matches!(b, b'E' | b'e')) else { return false };
    let (mantissa, exponent) = (&text[..e], &text[e + 1..]);
    let exponent = exponent.strip_prefix(b"+").or(exponent.strip_prefix(b"-")).unwrap_or(exponent);
    is_number(mantissa) && !exponent.is_empty() && exponent.len() <= 3 && exponent.iter().all(u8::is_ascii_digit)
}

/// CPT category II and III, laboratory and administrative codes: four digits and F, T, U, M or A.
fn is_category_two_or_three(text: &[u8]) -> bool {
    matches!(*text, [ref digits @ .., last] if digits.len() == 4 && digits.iter().all(u8::is_ascii_digit)
        && matches!(last.to_ascii_uppercase(), b'F' | b'T' | b'U' | b'M' | b'A'))
}

/// The code a cell holds beside other things, if there is one.
fn repaired(text: &[u8]) -> Option<Shape> {
    let core = marks_off(text);
    if core.len() < text.len()
        && let Some(code) = Code::parse(core)
    {
        let only_dots = text.iter().all(|&b| b == b'.' || b.is_ascii_alphanumeric());
        return Some(if only_dots { Shape::MisplacedDot(code) } else { Shape::MarksAround(code) });
    }
    if core.iter().all(|&b| b == b'.' || b.is_ascii_alphanumeric())
        && let Some(code) = without(core, b".")
    {
        return Some(Shape::MisplacedDot(code));
    }
    if let Some(code) = digits_for_letters(core) {
        return Some(Shape::LetterForDigit(code));
    }
    if let Some(code) = other_mark(core) {
        return Some(Shape::OtherMark(code));
    }
    code_before_text(text).map(Shape::CodeAndText)
}

/// The text without anything but letters and digits at both ends.
fn marks_off(text: &[u8]) -> &[u8] {
    let from = text.iter().position(u8::is_ascii_alphanumeric).unwrap_or(text.len());
    let to = text.iter().rposition(u8::is_ascii_alphanumeric).map_or(from, |last| last + 1);
    &text[from..to.max(from)]
}

/// The code that is left when `marks` are taken out.
fn without(text: &[u8], marks: &[u8]) -> Option<Code> {
    let mut left = [0u8; Code::MAX_LEN];
    let mut len = 0;
    for b in text.iter().filter(|b| !marks.contains(b)) {
        *left.get_mut(len)? = *b;
        len += 1;
    }
    Code::parse(&left[..len])
}

/// A code whose dot is another mark, or has a blank beside it. What follows must not be a code of its own: `E11-E13` is
/// a range.
fn other_mark(text: &[u8]) -> Option<Code> {
    let (category, rest) = text.split_at_checked(3)?;
    let marks = rest.iter().take_while(|b| !b.is_ascii_alphanumeric()).count();
    let subcategory = &rest[marks..];
    if !(1..=3).contains(&marks) || Code::parse(category).is_none() || Code::parse(subcategory).is_some() {
        return None;
    }
    let known = rest[..marks].iter().all(|b| matches!(b, b'.' | b' ' | b'-' | b'_' | b',' | b'/' | b':'));
    (known && subcategory.len() <= 4 && subcategory.iter().any(u8::is_ascii_digit))
        .then(|| without(text, &rest[..marks]))
        .flatten()
}

/// `E11.9 - Type 2 diabetes`, `E11.9 diabetes`: a first word with a dot, or set off by a dash or colon, that is a code.
/// `B12 deficiency` is none, and `E11-E13` is a range.
fn code_before_text(text: &[u8]) -> Option<Code> {
    let end = text.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b'.')?;
    let (word, rest) = text.split_at(end);
    if Code::parse(marks_off(rest)).is_some() {
        return None;
    }
    let set_off = word.contains(&b'.') || matches!(rest.trim_ascii_start().first(), Some(b'-' | b':' | b'(' | b'|'));
    (set_off && rest.iter().any(u8::is_ascii_alphabetic)).then(|| Code::parse(word)).flatten()
}

fn of_rest(text: &[u8]) -> Shape {
    let alphanumeric = text.iter().filter(|b| b.is_ascii_alphanumeric()).count();
    let letters = text.iter().filter(|b| b.is_ascii_alphabetic() || **b >= 0x80).count();
    let code_begins = matches!(text, [a, b, ..] if a.is_ascii_alphabetic() && b.is_ascii_digit());
    let unbroken = text.iter().all(|&b| b.is_ascii_alphanumeric() || b == b'.');
    if code_begins && unbroken && alphanumeric > Code::MAX_LEN {
        Shape::TooLong
    } else if unbroken && alphanumeric < 3 && text.first().is_some_and(u8::is_ascii_alphabetic) {
        Shape::TooShort
    } else if letters * 2 > text.len() {
        Shape::Words
    } else {
        Shape::Other
    }
}

#[cfg(test)]
mod tests;
