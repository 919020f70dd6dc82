//! Files that are no delimited text, named for what they are, with what to do about it.

use super::encoding::Encoding;
use crate::text_file::without_mark;

/// What a file is, and what to do with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Foreign {
    /// What it is: "an Excel workbook".
    pub what: &'static str,
    /// What to do.
    pub help: &'static str,
}

const SAVE_AS_CSV: &str =
    "open it in the spreadsheet program and save the sheet as \"CSV UTF-8\", then check that file";
const UNPACK: &str = "unpack it first, then name the unpacked file";
const EXPORT: &str = "export the claims as delimited text with a header line (CSV), then check that file";
/// What to do with a file that was not wholly written.
pub const EXPORT_TO_ITS_END: &str =
    "export it again and let the export run to its end: a program or a disk stopped while the file was written";
const FROM_UTF32: &str = "save it as UTF-8, for instance with `iconv -f UTF-32 -t UTF-8`, then check that file";
const TO_UTF8: &str = "save it as UTF-8, for instance with `iconv -f UTF-16 -t UTF-8`, then check that file";

/// Beginnings of files that are no delimited text. Longer ones stand before their own beginnings.
const BEGINNINGS: [(&[u8], &str, &str); 19] = [
    (b"\x1F\x8B", "a gzip archive", UNPACK),
    (b"\x28\xB5\x2F\xFD", "a zstd archive", UNPACK),
    (b"\xFD7zXZ\x00", "an xz archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", UNPACK),
    (b"Rar!\x1A\x07", "a RAR archive", UNPACK),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel workbook (.xls) or another Microsoft Office file", SAVE_AS_CSV),
    (b"\xFF\xFE\x00\x00", "text in UTF-32", FROM_UTF32),
    (b"\x00\x00\xFE\xFF", "text in UTF-32", FROM_UTF32),
    (b"PAR1", "a Parquet file", EXPORT),
    (b"SQLite format 3\x00", "a SQLite database", EXPORT),
    (b"%PDF-", "a PDF document", EXPORT),
    (b"{\\rtf", "a rich text document", EXPORT),
    (b"HEADER RECORD*******", "a SAS transport file", EXPORT),
    (b"$FL2@(#)", "an SPSS file", EXPORT),
    (b"<?xml", "an XML document", EXPORT),
    (b"<!DOCTYPE", "a web page", EXPORT),
    (b"<html", "a web page", EXPORT),
    (b"\x7FELF", "a program", EXPORT),
];

/// What the file is that begins with `sample`, when it is no delimited text.
#[must_use]
pub fn foreign(sample: &[u8]) -> Option<Foreign> {
    if sample.starts_with(b"PK\x03\x04") || sample.starts_with(b"PK\x05\x06") {
        return Some(archive(sample));
    }
    if let Some(&(_, what, help)) = BEGINNINGS.iter().find(|(beginning, ..)| begins(sample, beginning)) {
        return Some(Foreign { what, help });
    }
    if Encoding::detect(sample).is_wide() {
        return Some(Foreign { what: "text in UTF-16", help: TO_UTF8 });
    }
    let text = without_mark(sample).trim_ascii_start();
    if begins(text, b"<html") || begins(text, b"<table") {
        return Some(Foreign { what: "a web page (some systems call such a file .xls)", help: SAVE_AS_CSV });
    }
    if matches!(text, [b'{', ..] | [b'[', b'{' | b'[' | b' ' | b'\n' | b'\r', ..]) {
        return Some(Foreign { what: "a JSON document", help: EXPORT });
    }
    if matches!(text, [b'I', b'S', b'A', mark, _, _, again, ..] if mark == again && !mark.is_ascii_alphanumeric()) {
        return Some(Foreign { what: "an X12 interchange (837)", help: EXPORT });
    }
    binary(sample)
}

fn begins(sample: &[u8], beginning: &[u8]) -> bool {
    sample.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

fn archive(sample: &[u8]) -> Foreign {
    let names = |name: &[u8]| memchr::memmem::find(sample, name).is_some();
    if names(b"xl/") || names(b"[Content_Types].xml") {
        Foreign { what: "an Excel workbook (.xlsx)", help: SAVE_AS_CSV }
    } else if names(b"application/vnd.oasis.opendocument") {
        Foreign { what: "an OpenDocument file", help: SAVE_AS_CSV }
    } else {
        Foreign { what: "a zip archive", help: UNPACK }
    }
}

/// So many NUL bytes in a row are no stray one.
const HOLE: usize = 64;

/// Where NUL bytes stand for rows, as in a file that was not wholly written.
#[must_use]
pub fn hole(bytes: &[u8]) -> Option<usize> {
    let nuls = |bytes: &mut dyn Iterator<Item = &u8>| bytes.take_while(|byte| **byte == 0).count();
    // So many bytes in a row always hold one whose place is a multiple of their number.
    (0..bytes.len()).step_by(HOLE).filter(|&at| bytes[at] == 0).find_map(|at| {
        let before = nuls(&mut bytes[..at].iter().rev());
        (before + nuls(&mut bytes[at..].iter()) >= HOLE).then_some(at - before)
    })
}

/// Text may hold a stray NUL in some row, but none in its first line, and never one in a hundred bytes.
fn binary(sample: &[u8]) -> Option<Foreign> {
    let count = |bytes: &[u8]| memchr::memchr_iter(0, bytes).count();
    let first_line = &sample[..memchr::memchr2(b'\n', b'\r', sample).unwrap_or(sample.len())];
    if count(first_line) > 0 {
        return Some(Foreign { what: "a binary file (it holds NUL bytes)", help: EXPORT });
    }
    let with_holes = Foreign { what: "a file with NUL bytes where rows should be", help: EXPORT_TO_ITS_END };
    (count(sample) * 100 > sample.len()).then_some(with_holes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_hole_is_the_first_run_of_so_many_nuls(runs in proptest::collection::vec((0usize..100, 0usize..80), 0..8)) {
            let bytes: Vec<u8> =
                runs.iter().flat_map(|&(text, nuls)| [vec![b'x'; text], vec![0; nuls]].concat()).collect();
            let first = bytes.windows(HOLE).position(|window| window.iter().all(|byte| *byte == 0));
            prop_assert_eq!(hole(&bytes), first);
        }
    }

    #[test]
    fn files_are_named_for_what_they_are() {
        for (sample, what) in [
            (&b"PK\x03\x04....[Content_Types].xml"[..], "an Excel workbook (.xlsx)"),
            (b"PK\x03\x04....claims.csv", "a zip archive"),
            (b"\x1F\x8B\x08", "a gzip archive"),
            (b"\x28\xB5\x2F\xFD...", "a zstd archive"),
            (b"\xFF\xFEc\x00l\x00", "text in UTF-16"),
            (b"\xFE\xFF\x00c\x00l", "text in UTF-16"),
            (b"c\x00l\x00a\x00i\x00m\x00", "text in UTF-16"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel workbook (.xls) or another Microsoft Office file"),
            (b"%PDF-1.7", "a PDF document"),
            (b"[{\"resourceType\":\"Claim\"}]", "a JSON document"),
            (b"ISA*00*          *00*", "an X12 interchange (837)"),
            (b"\n <HTML><body>", "a web page (some systems call such a file .xls)"),
            (b"claim_id,\x00dx1\n1,E11.9\n", "a binary file (it holds NUL bytes)"),
            (b"claim_id,dx1\n1,E11.9\n\x00\x00\x00\x00", "a file with NUL bytes where rows should be"),
        ] {
            assert_eq!(foreign(sample).map(|f| f.what), Some(what), "{what}");
        }
    }

    #[test]
    fn text_is_text() {
        let mut stray = b"claim_id,dx1\n".to_vec();
        stray.extend_from_slice(&b"1,E11.9\n".repeat(100));
        stray.extend_from_slice(b"2,E11\x009\n");
        for sample in [&b""[..], b"claim_id,dx1\n", b"ISABEL,dx\n", b"PKey,dx\n", b"caf\xE9,dx\n", &stray] {
            assert_eq!(foreign(sample), None);
        }
    }
}
