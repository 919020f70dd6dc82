//! How the characters of a file are written as bytes.
//!
//! Everything that is read of a claim is ASCII, and the reader works on bytes: UTF-8 and Windows-1252 need no
//! translation before something is shown. UTF-16, which Excel calls "Unicode text", is turned into UTF-8 on the way;
//! lines and characters stay what they were, so a position is the same in both.

use crate::text_file::BYTE_ORDER_MARK;
use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};

/// How a file is encoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// UTF-8, or ASCII alone.
    Utf8,
    /// UTF-8 with the mark that Excel puts in front.
    Utf8WithMark,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252, as Western European and American Windows programs write it.
    Windows1252,
}

impl Encoding {
    /// The encoding of a file that begins with `sample`.
    #[must_use]
    pub fn detect(sample: &[u8]) -> Self {
        match sample {
            [0xFF, 0xFE, 0, 0, ..] => Self::Windows1252,
            [0xFF, 0xFE, ..] => Self::Utf16Le,
            [0xFE, 0xFF, ..] => Self::Utf16Be,
            _ if sample.starts_with(BYTE_ORDER_MARK) => Self::Utf8WithMark,
            _ => match zeros(sample) {
                Some(unmarked) => unmarked,
                None if is_utf8(sample) => Self::Utf8,
                None => Self::Windows1252,
            },
        }
    }

    /// Whether the bytes must be turned into UTF-8 before they can be read.
    #[must_use]
    pub const fn is_wide(self) -> bool {
        matches!(self, Self::Utf16Le | Self::Utf16Be)
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8WithMark => "UTF-8 with a byte order mark",
            Self::Utf16Le => "UTF-16, little-endian",
            Self::Utf16Be => "UTF-16, big-endian",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

/// UTF-16 without a mark: in text of mostly ASCII every other byte is zero.
fn zeros(sample: &[u8]) -> Option<Encoding> {
    let start = &sample[..sample.len().min(4096)];
    let at = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (at(0), at(1));
    match (even, odd) {
        (0, zeros) if zeros * 3 > start.len() => Some(Encoding::Utf16Le),
        (zeros, 0) if zeros * 3 > start.len() => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Whether a sample is UTF-8; a character may be cut off at its end.
fn is_utf8(sample: &[u8]) -> bool {
    std::str::from_utf8(sample).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// The text of a cell. Bytes that are not UTF-8 are read as Windows-1252, as old exports write them; every byte is a
/// character of its own there, so that two different cells never read the same.
#[must_use]
pub fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// UTF-16 read as UTF-8.
pub struct Narrowed<R> {
    source: R,
    decoder: Decoder,
    /// Bytes read and not yet decoded.
    raw: Vec<u8>,
    /// Text decoded and not yet handed out, and how much of it has been.
    text: Vec<u8>,
    handed_out: usize,
    ended: bool,
}

/// Bytes decoded at a time.
const PIECE: usize = 64 << 10;

impl<R: Read> Narrowed<R> {
    /// The text of `source`, which is encoded so.
    pub fn new(source: R, encoding: Encoding) -> Self {
        let wide = if encoding == Encoding::Utf16Be { UTF_16BE } else { UTF_16LE };
        let decoder = wide.new_decoder_with_bom_removal();
        Self { source, decoder, raw: vec![0; PIECE], text: Vec::new(), handed_out: 0, ended: false }
    }

    /// What it reads from.
    pub const fn source(&self) -> &R {
        &self.source
    }

    /// What it read from.
    pub fn into_source(self) -> R {
        self.source
    }

    fn decode_more(&mut self) -> io::Result<()> {
        self.text.clear();
        self.handed_out = 0;
        while self.text.is_empty() && !self.ended {
            let read = self.source.read(&mut self.raw)?;
            self.ended = read == 0;
            let wanted = self.decoder.max_utf8_buffer_length(read).unwrap_or(4 * PIECE);
            self.text.resize(wanted, 0);
            let (_, _, written, _) = self.decoder.decode_to_utf8(&self.raw[..read], &mut self.text, self.ended);
            self.text.truncate(written);
        }
        Ok(())
    }
}

impl<R: Read> Read for Narrowed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.handed_out == self.text.len() {
            self.decode_more()?;
        }
        let rest = &self.text[self.handed_out..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.handed_out += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wide(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn encodings_are_told_by_the_first_bytes() {
        let text = "claim_id,dx1\n1,E11.9\n";
        for (sample, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (format!("\u{feff}{text}").into_bytes(), Encoding::Utf8WithMark),
            (wide(&format!("\u{feff}{text}"), false), Encoding::Utf16Le),
            (wide(&format!("\u{feff}{text}"), true), Encoding::Utf16Be),
            (wide(text, false), Encoding::Utf16Le),
            (wide(text, true), Encoding::Utf16Be),
            (b"claim_id,n\xE4me\n".to_vec(), Encoding::Windows1252),
            ("claim_id,näm".as_bytes()[..12].to_vec(), Encoding::Utf8),
            (Vec::new(), Encoding::Utf8),
        ] {
            assert_eq!(Encoding::detect(&sample), encoding, "{sample:?}");
        }
    }

    #[test]
    fn windows_text_is_read_as_it_looked() {
        assert_eq!(decoded(b"caf\xE9 \x96 \x80"), "caf\u{e9} \u{2013} \u{20ac}");
    }

    proptest! {
        /// However the source hands out its bytes.
        #[test]
        fn wide_text_reads_as_it_was_written(text in "\\PC{0,40}", big: bool) {
            let encoding = if big { Encoding::Utf16Be } else { Encoding::Utf16Le };
            let bytes = wide(&text, big);
            let mut read = String::new();
            Narrowed::new(bytes.chunks(1).fold(Box::new(io::empty()) as Box<dyn Read>, |before, byte| Box::new(before.chain(byte))), encoding)
                .read_to_string(&mut read)
                .expect("from memory");
            prop_assert_eq!(read.trim_start_matches('\u{feff}'), text.trim_start_matches('\u{feff}'));
        }
    }
}
