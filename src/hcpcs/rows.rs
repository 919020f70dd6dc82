//! The rows of an embedded table. That none is lost is shown by the data tests, which count them.

use super::Listed;
use crate::date::Date;

/// The rows below the header.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().skip(1)
}

/// The cells of a row.
pub(super) fn cells(row: &'static str) -> Vec<&'static str> {
    row.split('\t').collect()
}

/// `code added ended title description`: the code and what is known of it.
pub(super) fn listed(row: &'static str) -> Option<(&'static str, Listed)> {
    let [code, added, ended, title, description] = *cells(row) else { return None };
    let added = Date::parse(added.as_bytes())?;
    let ended = if ended.is_empty() { None } else { Some(Date::parse(ended.as_bytes())?) };
    Some((code, Listed { added, ended, title: unquoted(title), description: unquoted(description) }))
}

/// A cell without the quotes of the official CSV, which stand around one that has quotes in it, each of them twice. Some
/// dozen cells of the tables have any; they are kept for as long as the program runs, as the tables are.
fn unquoted(cell: &'static str) -> &'static str {
    let inside = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
    inside.map_or(cell, |inside| if inside.contains("\"\"") { inside.replace("\"\"", "\"").leak() } else { inside })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quotes_of_the_csv_are_no_text() {
        assert_eq!(unquoted(r#""""y set"" tubing""#), r#""y set" tubing"#);
        assert_eq!(unquoted(r#""Not administered ""incident-to""""#), r#"Not administered "incident-to""#);
        assert_eq!(unquoted("plain, 2\" wide"), "plain, 2\" wide");
    }
}
