//! Claim files packed with gzip or zstd, unpacked while they are read: nothing unpacked is left on a disk.
//!
//! What a file is packed with is seen from its first bytes, whatever its name.

use crate::error::Damaged;
use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// First bytes of a gzip file (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// First bytes of a zstd frame (RFC 8878, section 3.1.1).
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Bytes read of the packed file at a time.
const AT_ONCE: usize = 64 << 10;

/// Whether a file is packed; one that cannot be read is not known to be.
#[must_use]
pub fn is_packed(path: &Path) -> bool {
    // A pipe would be read empty.
    path.is_file() && File::open(path).and_then(Unpacked::new).is_ok_and(|unpacked| unpacked.is_packed())
}

/// The bytes of a file, unpacked where it is packed.
pub(super) enum Unpacked<R: Read> {
    /// It is not packed.
    Plain(BufReader<R>),
    /// It is packed with gzip.
    Gzip(Box<MultiGzDecoder<BufReader<R>>>),
    /// It is packed with zstd.
    Zstd(Box<Frames<BufReader<R>>>),
}

impl<R: Read> Unpacked<R> {
    /// Looks at the first bytes.
    ///
    /// # Errors
    /// Those of `from`.
    pub(super) fn new(from: R) -> io::Result<Self> {
        let mut from = BufReader::with_capacity(AT_ONCE, from);
        let head = from.fill_buf()?;
        Ok(if head.starts_with(&GZIP) {
            Self::Gzip(Box::new(MultiGzDecoder::new(from)))
        } else if head.starts_with(&ZSTD) {
            Self::Zstd(Box::new(Frames { from, decoder: FrameDecoder::new(), inside: false }))
        } else {
            Self::Plain(from)
        })
    }

    /// Whether it is packed.
    pub(super) const fn is_packed(&self) -> bool {
        !matches!(self, Self::Plain(_))
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(from) => from.read(buffer),
            Self::Gzip(from) => from.read(buffer).map_err(broken_gzip),
            Self::Zstd(from) => from.read(buffer),
        }
    }
}

/// The frames of a zstd file, one after the other, as they are when files were packed apart and then joined.
pub(super) struct Frames<R> {
    from: R,
    decoder: FrameDecoder,
    /// Whether a frame is begun and not ended.
    inside: bool,
}

impl<R: BufRead> Frames<R> {
    /// Begins the next frame; `false` at the end of the file.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.from.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.from) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    let skipped = io::copy(&mut self.from.by_ref().take(length.into()), &mut io::sink())?;
                    if skipped < u64::from(length) {
                        return Err(Damaged { packed: "zstd", found: "a frame does not end".to_owned() }.into());
                    }
                }
                Err(error) => return Err(broken(&error)),
            }
        }
        Ok(false)
    }
}

fn broken(error: &FrameDecoderError) -> io::Error {
    Damaged { packed: "zstd", found: error.to_string() }.into()
}

/// What the unpacker says is about what it was given, unless the operating system said it.
fn broken_gzip(error: io::Error) -> io::Error {
    if error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
        return error;
    }
    Damaged { packed: "gzip", found: error.to_string() }.into()
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.inside {
                self.inside = self.begin()?;
                if !self.inside {
                    return Ok(0);
                }
            }
            if self.decoder.can_collect() > 0 || buffer.is_empty() {
                return self.decoder.read(buffer);
            }
            if self.decoder.is_finished() {
                let promised = self.decoder.get_checksum_from_data();
                if promised.is_some() && promised != self.decoder.get_calculated_checksum() {
                    return Err(Damaged { packed: "zstd", found: "its checksum is wrong".to_owned() }.into());
                }
                self.inside = false;
            } else {
                let strategy = BlockDecodingStrategy::UptoBytes(AT_ONCE);
                self.decoder.decode_blocks(&mut self.from, strategy).map_err(|error| broken(&error))?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(text).expect("to memory");
        packer.finish().expect("to memory")
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn unpacked(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        Unpacked::new(bytes)?.read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn what_was_packed_comes_out() {
        let text = b"claim_id,dx1\n1,E11.9\n".repeat(20_000);
        assert_eq!(unpacked(&text).expect("plain"), text);
        for pack in [gzip, zstd] {
            assert_eq!(unpacked(&pack(&text)).expect("packed"), text);
            assert_eq!(
                unpacked(&[pack(&text), pack(b"more")].concat()).expect("joined"),
                [&text[..], b"more"].concat()
            );
            assert_eq!(unpacked(&pack(b"")).expect("empty"), b"");
        }
        let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..]].concat();
        assert_eq!(unpacked(&[zstd(b"a"), skippable, zstd(b"b")].concat()).expect("skipped"), b"ab");
    }

    /// A file cut short, wherever that is, is never taken for a whole one.
    #[test]
    fn what_is_cut_short_is_an_error() {
        let text = b"claim_id,dx1\n1,E11.9\n".repeat(50);
        for packed in [gzip(&text), zstd(&text)] {
            for end in 5..packed.len() {
                assert!(unpacked(&packed[..end]).is_err(), "{end} of {}", packed.len());
            }
        }
    }
}
