//! Cell bytes as text a person can read.

pub use crate::claim::encoding::decoded;

/// Longest cell text a diagnostic carries, in characters.
const LONGEST: usize = 200;

/// The text of a cell, cut after [`LONGEST`] characters.
#[must_use]
pub fn shortened(bytes: &[u8]) -> String {
    let text = decoded(bytes);
    if text.len() <= LONGEST {
        return text.into_owned();
    }
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

/// Number of characters in `bytes`, counted as [`decoded`] reads them.
#[must_use]
pub fn characters(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.chars().count(),
        Err(_) => bytes.len(),
    }
}
