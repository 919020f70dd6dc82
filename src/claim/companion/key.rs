//! What names the claim in two files of one export: a claim id, or several columns together.

use super::Companion;
use crate::claim::marks::{Marks, cell_text};
use crate::claim::{Layout, Slot, cells};
use crate::error::Error;
use crate::field::Field;
use crate::number::either;
use std::borrow::Cow;
use std::path::Path;

/// The columns that name the claim: those an export has for it, else the claim id.
pub(super) fn keys(layout: &Layout) -> Option<Vec<Field>> {
    let joint: Vec<Field> = (1..=4).map(Field::JoinKey).filter(|&field| layout.has(field)).collect();
    match joint.as_slice() {
        [] => layout.has(Field::ClaimId).then(|| vec![Field::ClaimId]),
        _ => Some(joint),
    }
}

pub(super) fn no_key(path: &Path, companion: &Companion) -> Error {
    let headers = companion.key_headers();
    let (problem, help) = if companion.keys == [Field::ClaimId] {
        ("no claim id".to_owned(), "name the column as claim_id under [columns] in claimlint.toml".to_owned())
    } else {
        let columns = either(companion.keys.len() as u64, "no column", "not all of the columns");
        (
            format!("{columns} {headers}"),
            "export it with these columns, which name the claim in the other file".to_owned(),
        )
    };
    Error::Input {
        path: path.to_path_buf(),
        problem: format!("it has {problem}, by which {} could complete it", companion.name),
        help: Some(help),
    }
}

pub(super) fn keys_in(layout: &Layout, keys: &[Field]) -> Option<Vec<Slot>> {
    keys.iter().map(|&field| layout.slot(field)).collect()
}

/// What names the claim of a row; `None` where nothing does.
pub(super) fn key<'k>(layout: &Layout, keys: &[Field], row: &[&'k [u8]]) -> Option<Cow<'k, [u8]>> {
    let mut parts = keys.iter().map(|&field| layout.slot(field).map(|slot| row[usize::from(slot.0)]));
    if let [_] = keys {
        return parts.next()?.filter(|id| !id.is_empty()).map(Cow::Borrowed);
    }
    // What is blank in both files is no reason to take one for the other.
    let parts = parts.map(|part| part.filter(|text| !text.is_empty())).collect::<Option<Vec<_>>>()?;
    Some(Cow::Owned(parts.join(&0)))
}

/// What a row that could not be read has where the columns stand that name its claim.
pub(super) fn key_of_torn(layout: &Layout, keys: &[Field], row: &[u8], marks: Marks) -> Option<Box<[u8]>> {
    let parts = keys.iter().map(|&field| {
        let text = cell_text(row, marks, layout.column(layout.slot(field)?).index)?;
        let text = cells::clean(field, &text);
        (!text.is_empty()).then(|| text.to_vec())
    });
    let parts = parts.collect::<Option<Vec<_>>>()?;
    Some(parts.join(&0).into_boxed_slice())
}
