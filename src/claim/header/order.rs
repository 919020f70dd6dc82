//! Which place in the list of diagnoses a guessed column has, by its own name: `ICD Primary`, `Second Dx`, `Condition C`.
//!
//! Where the names say nothing of several columns, none of them is the first: rules that go by the order are not run then.

use crate::field::MAX_LISTED;

/// Words for a place.
const PLACES: [(&[&str], u8); 5] = [
    (&["primary", "principal", "first", "main"], 1),
    (&["secondary", "second"], 2),
    (&["tertiary", "third"], 3),
    (&["quaternary", "fourth"], 4),
    (&["fifth"], 5),
];

/// The columns with their places: those their names give, and behind these the others as they stand in the file.
pub(super) fn numbered(headers: &[String], columns: Vec<usize>) -> Vec<(u8, usize)> {
    if let [column] = columns.as_slice() {
        return vec![(1, *column)];
    }
    let mut found: Vec<(u8, usize)> = Vec::new();
    let mut others = Vec::new();
    for column in columns {
        match place(&headers[column]) {
            Some(place) if !found.iter().any(|(known, _)| *known == place) => found.push((place, column)),
            _ => others.push(column),
        }
    }
    let last = found.iter().map(|(place, _)| *place).max().unwrap_or(1);
    found.extend((last + 1..=MAX_LISTED).zip(others));
    found.sort_unstable();
    found
}

/// The place a header names.
fn place(header: &str) -> Option<u8> {
    let words = words(header);
    let by_word = |word: &String| PLACES.iter().find(|(names, _)| names.contains(&word.as_str())).map(|(_, at)| *at);
    let by_number = |word: &String| word.parse().ok().filter(|place| (1..=MAX_LISTED).contains(place));
    let by_letter = |word: &String| match word.as_bytes() {
        [letter @ b'a'..=b'l'] => Some(letter - b'a' + 1),
        _ => None,
    };
    let mut said = words.iter().filter_map(by_word);
    let mut numbers = words.iter().filter_map(by_number);
    let one = |found: &mut dyn Iterator<Item = u8>| found.next().filter(|_| found.next().is_none());
    one(&mut said).or_else(|| one(&mut numbers)).or_else(|| words.last().and_then(by_letter))
}

/// The words and numbers of a header, in small letters; the number that names the code set is none of them.
fn words(header: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for letter in header.chars() {
        let kind = (letter.is_ascii_digit(), letter.is_alphabetic());
        if matches!(kind, (false, false)) {
            before = None;
            continue;
        }
        match words.last_mut().filter(|_| before == Some(kind)) {
            Some(word) => word.extend(letter.to_lowercase()),
            None => words.push(letter.to_lowercase().collect()),
        }
        before = Some(kind);
    }
    let names_code_set =
        |at: usize| words[at] == "10" && at.checked_sub(1).is_some_and(|at| words[at].ends_with("icd"));
    (0..words.len()).filter(|at| !names_code_set(*at)).map(|at| words[at].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_column_says_its_place() {
        for (header, said) in [
            ("ICD Primary", Some(1)),
            ("ICD_Secondary", Some(2)),
            ("Third Kode of Diagnosis", Some(3)),
            ("ICD10 2", Some(2)),
            ("ICD-10 Kode", None),
            ("Condition C", Some(3)),
            ("Kode Dx4", Some(4)),
            ("Final Dx", None),
        ] {
            assert_eq!(place(header), said, "{header}");
        }
    }

    #[test]
    fn where_no_name_says_it_none_is_the_first() {
        let headers = |names: [&str; 3]| names.map(str::to_owned);
        let places = |names| numbered(&headers(names), vec![0, 1, 2]);
        assert_eq!(places(["ICD Secondary", "ICD Tertiary", "ICD Primary"]), [(1, 2), (2, 0), (3, 1)]);
        assert_eq!(places(["ICD Final", "ICD Working", "ICD Other"]), [(2, 0), (3, 1), (4, 2)]);
        assert_eq!(places(["ICD Other", "ICD Primary", "ICD More"]), [(1, 1), (2, 0), (3, 2)]);
        assert_eq!(numbered(&headers(["ICD Kode", "", ""]), vec![0]), [(1, 0)]);
    }
}
