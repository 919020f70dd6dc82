//! What cuts a record into cells, and what one of its cells says.

use memchr::memchr;
use std::borrow::Cow;

/// The bytes that cut a record into cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Marks {
    /// Stands between two cells.
    pub delimiter: u8,
    /// Stands around a cell that holds a delimiter or a line break; doubled inside such a cell.
    pub quote: u8,
}

/// The text of one cell of a record, blanks around it removed; `None` when the record has too few cells.
#[must_use]
pub fn cell_text(record: &[u8], marks: Marks, index: usize) -> Option<Cow<'_, [u8]>> {
    let mut rest = record;
    for _ in 0..index {
        rest = &rest[cell_end(rest, marks)..];
        rest = rest.strip_prefix(&[marks.delimiter])?;
    }
    let raw = &rest[..cell_end(rest, marks)];
    Some(unquoted(raw, marks.quote))
}

/// Where the text of a cell of a record begins, its opening quote and blanks left out.
#[must_use]
pub fn cell_start(record: &[u8], marks: Marks, index: usize) -> usize {
    let mut start = 0;
    for _ in 0..index {
        start += cell_end(&record[start..], marks) + 1;
        if start > record.len() {
            start = record.len();
            break;
        }
    }
    let raw = &record[start..][..cell_end(&record[start..], marks)];
    let inner = raw.strip_prefix(&[marks.quote]).unwrap_or(raw);
    start + (raw.len() - inner.len()) + (inner.len() - inner.trim_ascii_start().len())
}

/// Where the cell at the start of `rest` ends: at the delimiter, or at the end of the record.
#[must_use]
pub fn cell_end(rest: &[u8], Marks { delimiter, quote }: Marks) -> usize {
    let mut at = 0;
    if rest.first() == Some(&quote) {
        at = 1;
        while let Some(found) = memchr(quote, &rest[at..]) {
            at += found + 1;
            if rest.get(at) != Some(&quote) {
                break;
            }
            at += 1;
        }
    }
    memchr(delimiter, &rest[at..]).map_or(rest.len(), |stop| at + stop)
}

/// What a raw cell says: without its quotes, doubled quotes single, blanks around it removed.
#[must_use]
pub fn unquoted(raw: &[u8], quote: u8) -> Cow<'_, [u8]> {
    let Some(inner) = raw.strip_prefix(&[quote]) else {
        return Cow::Borrowed(raw.trim_ascii());
    };
    if let Some(inner) = raw.trim_ascii_end().strip_suffix(&[quote]).and_then(|raw| raw.get(1..))
        && memchr(quote, inner).is_none()
    {
        return Cow::Borrowed(inner.trim_ascii());
    }
    let mut text = Vec::with_capacity(inner.len());
    let mut inside = true;
    let mut bytes = inner.iter().peekable();
    while let Some(&byte) = bytes.next() {
        if inside && byte == quote {
            if bytes.peek() == Some(&&quote) {
                bytes.next();
            } else {
                inside = false;
                continue;
            }
        }
        text.push(byte);
    }
    Cow::Owned(text.trim_ascii().to_vec())
}
