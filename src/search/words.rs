//! The words of a text as the search compares them: lower case, without accents, singular.
//!
//! The build script makes the index with the same function that reads a question, so both always agree. It therefore uses
//! nothing of the crate.

/// Words that stand in too many texts to tell one from another.
const IDLE: [&str; 16] =
    ["a", "an", "and", "at", "by", "due", "for", "in", "nec", "nos", "of", "on", "or", "the", "to", "with"];

/// Numbers the official texts write in Roman: `Factor VIII`, `Type II`. `I` is too often a letter.
const ROMAN: [&str; 12] = ["ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii"];

/// The words of a text, in its order; `type II` is `type 2`, and `non-diabetic` is one word, or it would be found as what it denies.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    let text = text.to_lowercase().replace("non-", "non");
    let words = text.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c));
    let words = words.map(|word| arabic(singular(&folded(word))));
    words.filter(|word| !word.is_empty() && !IDLE.contains(&word.as_str())).collect::<Vec<_>>().into_iter()
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// Without accents and without what follows an apostrophe: `Ménière's` is `meniere`.
fn folded(word: &str) -> String {
    let word = word.trim_start_matches(is_apostrophe);
    let word = word.split(is_apostrophe).next().unwrap_or_default();
    word.chars().map(plain).collect()
}

/// The letter without its accent: those the Alphabetic Index and the Tabular List print.
const fn plain(c: char) -> char {
    match c {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

/// A Roman number from 2 to 13 as digits; any other word as it stands.
fn arabic(word: String) -> String {
    ROMAN.iter().zip(2..).find(|(roman, _)| **roman == word).map_or(word, |(_, number): (_, u8)| number.to_string())
}

/// The word without the ending of an English plural. What is left need be no word, only the same for both.
fn singular(word: &str) -> String {
    let is_plural = word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if !is_plural {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    let hissing = ["sses", "xes", "ches", "shes"].iter().any(|end| word.ends_with(end));
    word[..word.len() - if hissing { 2 } else { 1 }].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_singular() {
        let of = |text: &str| words(text).collect::<Vec<_>>().join(" ");
        assert_eq!(of("Fractures of the left femur, NEC"), "fracture left femur");
        assert_eq!(of("Ménière's disease (vertigo)"), "meniere disease vertigo");
        assert_eq!(of("allergies biopsies abscesses reflexes"), "allergy biopsy abscess reflex");
        assert_eq!(of("uterus pelvis abscess ies"), "uterus pelvis abscess ies");
        assert_eq!(of("patient’s E11.65"), "patient e11 65");
        assert_eq!(of("type II, factor VIII, Factor I"), "type 2 factor 8 factor i");
        assert_eq!(of("Other non-diabetic retinopathy with edema"), "other nondiabetic retinopathy edema");
    }
}
