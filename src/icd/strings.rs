//! The texts of a packed table. Those of the binary are packed in pieces, of which each is unpacked when first asked for:
//! a run needs the titles of a few codes, and all of them are eight megabytes.

use super::pack::strings::PIECE;
use flate2::{Decompress, FlushDecompress};
use std::borrow::Cow;
use std::sync::OnceLock;

/// Texts by their place.
#[derive(Clone, Debug)]
pub(crate) struct Strings {
    ends: Cow<'static, [u32]>,
    bytes: Cow<'static, [u8]>,
    /// The pieces unpacked so far; none where the texts are whole.
    pieces: Vec<OnceLock<Vec<u8>>>,
}

impl Strings {
    /// The texts as [`super::pack::strings`] stored them: where each packed piece ends, none where they are whole.
    pub(crate) fn new(ends: Cow<'static, [u32]>, bytes: Cow<'static, [u8]>) -> Self {
        let pieces = vec![OnceLock::new(); ends.len()];
        Self { ends, bytes, pieces }
    }

    /// The text at a place. The packer writes only whole UTF-8 texts, so the empty text is never the answer.
    pub(crate) fn text(&self, at: u32, len: u32) -> &str {
        let (at, len) = (at as usize, len as usize);
        let bytes = if self.pieces.is_empty() {
            self.bytes.get(at..at + len)
        } else {
            let piece = at / PIECE;
            let unpacked = self.pieces.get(piece).map(|read| read.get_or_init(|| self.unpack(piece)));
            unpacked.and_then(|unpacked| unpacked.get(at % PIECE..at % PIECE + len))
        };
        std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }

    fn unpack(&self, piece: usize) -> Vec<u8> {
        let end = |piece: usize| self.ends.get(piece).map_or(0, |&end| end as usize);
        let begin = piece.checked_sub(1).map_or(0, end);
        let packed = self.bytes.get(begin..end(piece)).unwrap_or_default();
        let mut unpacked = Vec::with_capacity(PIECE);
        // What cannot be unpacked is not there, as any other text that is missing.
        let read = Decompress::new(false).decompress_vec(packed, &mut unpacked, FlushDecompress::Finish);
        read.map_or_else(|_| Vec::new(), |_| unpacked)
    }
}
