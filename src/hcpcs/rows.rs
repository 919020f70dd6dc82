//! The rows of an embedded table. That none is lost is shown by the data tests, which count them.

use super::Listed;
use crate::date::Date;

/// The rows below the header, each cut at its tabs.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(|row| row.split('\t').collect())
}

/// `code added ended title description`: the code and what is known of it.
pub(super) fn listed(row: &[&'static str]) -> Option<(&'static str, Listed)> {
    let [code, added, ended, title, description] = *row else { return None };
    let added = Date::parse(added.as_bytes())?;
    let ended = if ended.is_empty() { None } else { Some(Date::parse(ended.as_bytes())?) };
    Some((code, Listed { added, ended, title, description }))
}
