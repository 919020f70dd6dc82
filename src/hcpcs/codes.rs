//! HCPCS Level II codes, from the quarterly file of CMS.

use super::Listed;
use super::rows::{listed, rows};
use crate::claim::Procedure;
use std::sync::LazyLock;

static CODES: LazyLock<Vec<(Procedure, Listed)>> = LazyLock::new(|| {
    let mut codes: Vec<(Procedure, Listed)> = rows(include_str!("../../data/cms/hcpcs.tsv"))
        .filter_map(|row| listed(&row))
        .map(|(code, listed)| (Procedure::parse(code.as_bytes()), listed))
        .collect();
    codes.sort_by_key(|(code, _)| *code);
    codes
});

/// For each number of a procedure one more than its place among the codes; 0 where there is none.
static PLACES: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut places = vec![0; Procedure::NUMBERS as usize];
    for (place, (code, _)) in (1..=u16::MAX).zip(&*CODES) {
        if let Some(number) = code.number() {
            places[number as usize] = place;
        }
    }
    places
});

/// A HCPCS Level II code; `None` for one the table does not have.
#[must_use]
pub fn level_two(code: Procedure) -> Option<Listed> {
    let place = PLACES.get(code.number()? as usize)?;
    CODES.get(usize::from(place.checked_sub(1)?)).map(|(_, listed)| *listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_is_lost() {
        assert_eq!(CODES.len(), 8463);
        assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(CODES.iter().filter(|(_, listed)| listed.ended.is_some()).count(), 1205);
        let find = |text: &str| level_two(Procedure::parse(text.as_bytes()));
        assert_eq!(find("G0202").and_then(|listed| listed.ended).map(crate::date::Date::number), Some(2017_12_31));
        assert_eq!(find("G0105").map(|listed| (listed.added.number(), listed.ended)), Some((1998_01_01, None)));
        assert_eq!(find("G0107"), None);
        assert_eq!(find("45378"), None);
    }
}
