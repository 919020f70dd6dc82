//! A number and what is said of one thing or of many: `1 row is`, `3 rows are`.
//!
//! Sentences about a number are made on every layer, and each is wrong with 1 or with all others if that is forgotten.

/// What is said of so many: `one` of a single thing, `many` of none and of several.
#[must_use]
pub const fn either<'a>(number: u64, one: &'a str, many: &'a str) -> &'a str {
    if number == 1 { one } else { many }
}

/// The number with what is said of so many.
#[must_use]
pub fn said(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", either(number, one, many))
}

/// The number of things whose plural ends in -s: `1 row`, `3 rows`.
#[must_use]
pub fn counted(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", either(number, "", "s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_all_others_are_many() {
        assert_eq!([0, 1, 2, 11].map(|number| counted(number, "row")), ["0 rows", "1 row", "2 rows", "11 rows"]);
        assert_eq!(said(1, "claim has", "claims have"), "1 claim has");
        assert_eq!(said(21, "claim has", "claims have"), "21 claims have");
    }
}
