//! Which side of the body a code names, from the titles of codes that differ in one character.
//!
//! A title alone does not do: "left ventricular failure" and "ascending [right] colon" are no sides, "unspecified" stands in
//! half of all titles. Two codes of one length that differ in one character, and whose titles become equal when "left"
//! is read for "right", are a pair; the code beside them that says "unspecified" in that place is the unspecified side,
//! one that says "bilateral" and nothing else the pair does not say is both. Dominance (hemiplegia) is not where the
//! disease is, and is left out.

use super::blob::Blob;
use super::codes::Codes;
use super::layout::trait_bit;
use super::number;
use crate::code::Code;

/// The side bits of every code, in the order of the codes; and the indices of left, right and both where all three exist.
pub(super) fn sides(codes: &Codes, blob: &Blob) -> (Vec<u32>, Vec<[u32; 3]>) {
    let plain = |title| plain(blob.text(title));
    let titles: Vec<Option<String>> = codes.titled().map(|(_, title)| title.map(plain)).collect();
    let mut sides = vec![0; titles.len()];
    let mut triples = Vec::new();
    for (index, (code, _)) in codes.titled().enumerate() {
        let Some(right) = &titles[index] else { continue };
        if !has(right, "right") || has(right, "left") || right.contains("dominant") {
            continue;
        }
        let (left, unspecified) = (right.replace(" right ", " left "), right.replace(" right ", " unspecified "));
        for place in Code::CATEGORY_LEN..code.len() {
            let beside: Vec<usize> = beside(codes, code, place).collect();
            let title_of = |other: &usize| titles[*other].as_deref().unwrap_or_default();
            let Some(&twin) = beside.iter().find(|other| title_of(other) == left) else { continue };
            sides[index] |= trait_bit("right");
            sides[twin] |= trait_bit("left");
            for &other in &beside {
                let title = title_of(&other);
                if title == unspecified {
                    sides[other] |= trait_bit("unspecified-side");
                } else if is_both(title, right) {
                    sides[other] |= trait_bit("bilateral");
                    triples.push([twin, index, other].map(number));
                }
            }
        }
    }
    triples.sort_unstable();
    (sides, triples)
}

/// Whether a title says "bilateral" and otherwise only what the title of the right side says.
fn is_both(title: &str, right: &str) -> bool {
    let known: Vec<String> = right.split_whitespace().map(singular).collect();
    let mut words = title.split_whitespace().filter(|&word| word != "bilateral").map(singular);
    has(title, "bilateral") && !has(title, "right") && words.all(|word| known.contains(&word))
}

fn singular(word: &str) -> String {
    word.strip_suffix("ies").map_or_else(|| word.trim_end_matches('s').to_owned(), |stem| format!("{stem}y"))
}

/// The codes that differ from `code` in the character after `place` of them, and in no other.
fn beside(codes: &Codes, code: Code, place: usize) -> impl Iterator<Item = usize> + '_ {
    let shift = 56 - 8 * place;
    let others = (b'0'..=b'9')
        .chain(b'A'..=b'Z')
        .map(move |character| Code::from_key(code.key() & !(0xFF << shift) | u64::from(character) << shift));
    others.filter(move |&other| other != code).filter_map(|other| codes.index(other)).map(|index| index as usize)
}

/// The words of a title in small letters, each between blanks.
fn plain(title: &str) -> String {
    let mut words = String::from(" ");
    for word in title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        words.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        words.push(' ');
    }
    words
}

/// Whether a title in plain words has a word.
fn has(title: &str, word: &str) -> bool {
    title.split(' ').any(|of_title| of_title == word)
}
