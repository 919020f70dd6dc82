//! Texts laid one after the other, so that they can be packed in pieces of one size.
//!
//! A reader unpacks only the piece a text stands in; so no text runs over the end of one.

/// Bytes of text in a piece: few enough to be unpacked in a moment, enough to pack well.
pub(crate) const PIECE: usize = 1 << 15;

/// Texts as they are stored: whole, or in pieces.
pub(crate) struct Stored {
    /// Where each packed piece ends; none where the texts are whole.
    pub(crate) ends: Vec<u32>,
    /// The texts, or the packed pieces.
    pub(crate) bytes: Vec<u8>,
}

/// How texts are to be stored.
pub(crate) type Store = fn(Vec<u8>) -> Stored;

/// The texts as they are: what is packed to be read at once is not worth the time of packing its texts.
pub(crate) const fn whole(bytes: Vec<u8>) -> Stored {
    Stored { ends: Vec::new(), bytes }
}

/// Appends a text where it runs over no end of a piece; gives its place.
pub(crate) fn append(strings: &mut Vec<u8>, text: &str) -> usize {
    if strings.len() % PIECE + text.len() > PIECE {
        strings.resize(strings.len().next_multiple_of(PIECE), 0);
    }
    let at = strings.len();
    strings.extend_from_slice(text.as_bytes());
    at
}
