//! Which words of the index a word of the question may be: itself, its longer forms, or what was meant by a typing
//! mistake.

use super::index::Index;

/// A word of the index, and how surely it is meant: 1 for the word itself.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Candidate {
    pub(super) word: usize,
    pub(super) surety: f32,
}

/// A word shorter than this is taken as it stands.
const SHORTEST: usize = 4;
/// A word of this length or more may have two mistakes in it.
const LONG: usize = 8;
/// Longer forms and mistakes looked at for one word.
const MOST: usize = 60;

/// A word in fewer texts than the most common of those near, divided by this, is not what was meant.
const COMMON: usize = 4;

/// How surely a word one mistake away is meant, or two, or one that begins with what was written.
const ONE_MISTAKE: f32 = 0.7;
const TWO_MISTAKES: f32 = 0.5;
const LONGER: f32 = 0.8;

/// A word in no more texts than this may be a mistake for one in many.
const RARE: usize = 3;

/// The words meant by a word, the surest first; none if nothing is near.
pub(super) fn candidates(index: Index, word: &str) -> Vec<Candidate> {
    let place = index.place(word);
    let exact = (place < index.words() && index.word(place) == word).then_some(Candidate { word: place, surety: 1.0 });
    if word.chars().count() < SHORTEST || exact.is_some_and(|exact| index.count(exact.word) > RARE) {
        return exact.into_iter().collect();
    }
    let mut found: Vec<Candidate> = exact.into_iter().collect();
    if found.is_empty() {
        // One mistake in a whole word is likelier than the beginning of another word.
        let mistaken = mistaken(index, word);
        let one = mistaken.iter().any(|candidate| candidate.surety > TWO_MISTAKES);
        found = if one { Vec::new() } else { beginning(index, word, LONGER) };
        if found.is_empty() {
            found = mistaken;
        }
    } else {
        found.extend(mistaken(index, word));
    }
    if found.is_empty()
        && let Some(stem) = stem(word)
    {
        found = beginning(index, stem, 0.6);
    }
    found.sort_by(|a, b| b.surety.total_cmp(&a.surety).then(index.count(b.word).cmp(&index.count(a.word))));
    found.truncate(MOST);
    found
}

/// The words that begin with these letters.
fn beginning(index: Index, letters: &str, surety: f32) -> Vec<Candidate> {
    let begin = index.place(letters);
    let words = (begin..index.words()).take_while(|&at| index.word(at).starts_with(letters));
    words.take(MOST).map(|word| Candidate { word, surety }).collect()
}

/// A long word without its ending: `refused` and `refusal` have one stem.
fn stem(word: &str) -> Option<&str> {
    ["ing", "ed", "al", "e"].iter().find_map(|ending| word.strip_suffix(ending)).filter(|stem| stem.len() > SHORTEST)
}

/// The words one mistake away, or two where the word is long; numbers are never mistaken.
fn mistaken(index: Index, word: &str) -> Vec<Candidate> {
    let farthest = if word.len() < LONG { 1 } else { 2 };
    let letters = letters(word);
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let near = (0..index.words()).filter_map(|at| {
        let other = index.word(at);
        // Each mistake changes the length by one and the letters used by two at most.
        let differing = (letters ^ self::letters(other)).count_ones() as usize;
        if other.len().abs_diff(word.len()) > farthest || differing > 2 * farthest {
            return None;
        }
        let distance = strsim::osa_distance(word, other);
        let surety = if distance == 1 { ONE_MISTAKE } else { TWO_MISTAKES };
        (distance <= farthest).then_some(Candidate { word: at, surety })
    });
    let mut near: Vec<Candidate> = near.collect();
    // Where one mistake explains the word, two are not looked for.
    if near.iter().any(|candidate| candidate.surety > TWO_MISTAKES) {
        near.retain(|candidate| candidate.surety > TWO_MISTAKES);
        // The common word is meant, not the rare one: `migrane` is migraine, not migrant.
        let most = near.iter().map(|candidate| index.count(candidate.word)).max().unwrap_or(0);
        near.retain(|candidate| index.count(candidate.word) * COMMON >= most);
    }
    near
}

/// The letters of a word, one bit each.
fn letters(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_lowercase).fold(0, |bits, byte| bits | 1 << (byte - b'a'))
}
