//! Packs the texts of the tables that are embedded, in pieces the library unpacks one by one.

use crate::pack::strings::{PIECE, Stored};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

/// The texts in packed pieces.
#[allow(clippy::needless_pass_by_value, reason = "of one shape with `strings::whole`, which keeps them")]
pub(crate) fn packed(texts: Vec<u8>) -> Stored {
    let mut stored = Stored { ends: Vec::new(), bytes: Vec::new() };
    for piece in texts.chunks(PIECE) {
        let mut encoder = DeflateEncoder::new(&mut stored.bytes, Compression::best());
        // Nothing can fail that writes to memory.
        let _ = encoder.write_all(piece).and_then(|()| encoder.try_finish());
        drop(encoder);
        stored.ends.push(u32::try_from(stored.bytes.len()).unwrap_or(u32::MAX));
    }
    stored
}
