//! HCPCS Level II codes, from the quarterly file of CMS.

use super::Listed;
use super::rows::{listed, rows};
use crate::claim::Procedure;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

/// A row, and what it says once it has been asked for: a run asks for few of them.
type Row = (&'static str, OnceLock<Option<Listed>>);

static CODES: LazyLock<HashMap<Procedure, Row>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../data/cms/hcpcs.tsv"));
    rows.filter_map(|row| Some((Procedure::parse(row.split('\t').next()?.as_bytes()), (row, OnceLock::new()))))
        .collect()
});

/// A HCPCS Level II code; `None` for one the table does not have.
#[must_use]
pub fn level_two(code: Procedure) -> Option<Listed> {
    let (row, read) = CODES.get(&code)?;
    *read.get_or_init(|| listed(row).map(|(_, listed)| listed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_is_lost() {
        let codes: Vec<Listed> = CODES.keys().map(|&code| level_two(code).expect("a row that can be read")).collect();
        assert_eq!(codes.len(), 8463);
        assert_eq!(codes.iter().filter(|listed| listed.ended.is_some()).count(), 1205);
        let find = |text: &str| level_two(Procedure::parse(text.as_bytes()));
        assert_eq!(find("G0202").and_then(|listed| listed.ended).map(crate::date::Date::number), Some(2017_12_31));
        assert_eq!(find("G0105").map(|listed| (listed.added.number(), listed.ended)), Some((1998_01_01, None)));
        assert_eq!(find("G0107"), None);
        assert_eq!(find("45378"), None);
    }
}
