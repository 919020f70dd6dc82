//! Cells as exports have them, and what they look like.

use super::*;
use proptest::prelude::*;

fn code(text: &str) -> Code {
    Code::parse(text.as_bytes()).expect("a code")
}

#[test]
fn cells_look_like_what_they_are() {
    for (text, shape) in [
        ("E11.9", None),
        ("Z5309", None),
        ("W11.XXXA", None),
        ("Y93.I1", None),
        ("250.00", Some(Shape::Icd9)),
        ("401.9", Some(Shape::Icd9)),
        ("4019", Some(Shape::Icd9)),
        ("462", Some(Shape::Icd9)),
        ("25000", Some(Shape::FiveDigits)),
        ("45378", Some(Shape::FiveDigits)),
        ("V58.61", Some(Shape::Icd9Supplementary)),
        ("E849.0", Some(Shape::Icd9Supplementary)),
        ("G0105", Some(Shape::Procedure)),
        ("0012F", Some(Shape::Procedure)),
        ("1.23E+15", Some(Shape::Scientific)),
        ("7.32E16", Some(Shape::Scientific)),
        ("73211009", Some(Shape::Snomed)),
        ("44054006", Some(Shape::Snomed)),
        ("73211008", Some(Shape::Number)),
        ("20251001", Some(Shape::Date)),
        ("10/01/2025", Some(Shape::Date)),
        ("2025-10-01", Some(Shape::Date)),
        ("12345678901", Some(Shape::Number)),
        ("-1", Some(Shape::Number)),
        ("1,234.5", Some(Shape::Number)),
        ("#REF!", Some(Shape::SpreadsheetError)),
        ("#NAME?", Some(Shape::SpreadsheetError)),
        ("E1.19", Some(Shape::MisplacedDot(code("E11.9")))),
        ("E119.", Some(Shape::MisplacedDot(code("E11.9")))),
        ("E11..9", Some(Shape::MisplacedDot(code("E11.9")))),
        ("Z53.0.9", Some(Shape::MisplacedDot(code("Z53.09")))),
        ("E11-9", Some(Shape::OtherMark(code("E11.9")))),
        ("E11 .9", Some(Shape::OtherMark(code("E11.9")))),
        ("E11,9", Some(Shape::OtherMark(code("E11.9")))),
        ("(E11.9)", Some(Shape::MarksAround(code("E11.9")))),
        ("E11.9*", Some(Shape::MarksAround(code("E11.9")))),
        ("'E11.9", Some(Shape::MarksAround(code("E11.9")))),
        ("E11.9 - Type 2 diabetes", Some(Shape::CodeAndText(code("E11.9")))),
        ("E11.9 Type 2 diabetes", Some(Shape::CodeAndText(code("E11.9")))),
        ("I10: hypertension", Some(Shape::CodeAndText(code("I10")))),
        ("Z53.O9", Some(Shape::LetterForDigit(code("Z53.09")))),
        ("ZS3", Some(Shape::Words)),
        ("ElI.9", Some(Shape::LetterForDigit(code("E11.9")))),
        ("EO3.9", Some(Shape::LetterForDigit(code("E03.9")))),
        ("S72001AXX", Some(Shape::TooLong)),
        ("E1", Some(Shape::TooShort)),
        ("diabetes", Some(Shape::Words)),
        ("Type 2 diabetes mellitus", Some(Shape::Words)),
        ("B12 deficiency anemia", Some(Shape::Words)),
        ("Diabète", Some(Shape::Words)),
        ("E11-E13", Some(Shape::Other)),
        ("???", Some(Shape::Other)),
    ] {
        assert_eq!(Shape::of(text.as_bytes()), shape, "{text}");
    }
    assert_eq!(Shape::of(b"E11\x009"), Some(Shape::NotText));
    assert_eq!(Shape::of(b"\xff\xfe"), Some(Shape::NotText));
}

#[test]
fn icd9_diagnoses() {
    for text in ["250.00", "4019", "462", "25000", "V58.61", "V10", "E849.0", "001.1"] {
        assert!(is_icd9_diagnosis(text.as_bytes()), "{text}");
    }
    for text in ["25", "250.", "250.000", "2500.0", "E8490", "E11.9", "V58.611", "V58.", "", "abc"] {
        assert!(!is_icd9_diagnosis(text.as_bytes()), "{text}");
    }
}

proptest! {
    #[test]
    fn any_bytes_have_a_shape(text in proptest::collection::vec(any::<u8>(), 0..40)) {
        if let Some(shape) = Shape::of(&text) {
            prop_assert!(!shape.description().is_empty());
        } else {
            prop_assert!(Code::parse(&text).is_some());
        }
    }

    #[test]
    fn cells_near_codes_have_a_shape(text in "[A-Zl0-9.,# ()-]{0,12}") {
        let _ = Shape::of(text.as_bytes());
    }
}
