//! How a claim export is written: its delimiter, quote and line end, and where its header begins.
//!
//! Nobody who checks an export wants to be asked. The delimiter is the one that cuts the header and the lines after it
//! into the same number of fields, quotes honoured.

use super::foreign::foreign;
use crate::error::{Error, Result};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::path::Path;

/// How much of a file [`Dialect::detect`] wants to see: its first 64 KiB, or all of a smaller one.
pub const SAMPLE: usize = 64 * 1024;

/// Lines looked at beside the header.
const LINES: usize = 64;

/// In order of preference where nothing else decides.
const DELIMITERS: [u8; 4] = *b",|;\t";

/// What ends a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineEnd {
    /// `\n`.
    Lf,
    /// `\r\n`.
    CrLf,
    /// `\r` alone, of old Macintosh programs.
    Cr,
}

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dialect {
    /// Stands between fields.
    pub delimiter: u8,
    /// Stands around a field that holds a delimiter or a line end; doubled inside such a field.
    pub quote: u8,
    /// Ends the header, and is taken to end every line.
    pub line_end: LineEnd,
    /// Offset of the header's first byte: behind a byte order mark, blank lines, and Excel's `sep=` line.
    pub header_at: usize,
    /// Physical line the header begins in, from 1.
    pub header_line: u64,
}

impl Dialect {
    /// Finds out how a file is written from its first [`SAMPLE`] bytes (all, where it has fewer).
    ///
    /// # Errors
    /// When the file is empty, holds only blank lines, is no text (and then it says what it is), or has no end to its
    /// first line.
    pub fn detect(path: &Path, sample: &[u8]) -> Result<Self> {
        let problem = |problem: &str, help: &str| Error::Input {
            path: path.to_path_buf(),
            problem: problem.to_owned(),
            help: Some(help.to_owned()),
        };
        const CHECK_EXPORT: &str =
            "check that the export ran to its end; a claim file begins with a line of column names";
        if sample.is_empty() {
            return Err(problem("the file is empty", CHECK_EXPORT));
        }
        if let Some(foreign) = foreign(sample) {
            return Err(problem(&format!("this is {}, not delimited text", foreign.what), foreign.help));
        }
        let start = Start::find(sample);
        let text = &sample[start.at..];
        if text.iter().all(u8::is_ascii_whitespace) {
            return Err(problem("the file holds only blank lines", CHECK_EXPORT));
        }
        let quote = quote(text);
        let whole_file = sample.len() < SAMPLE;
        let best = match start.delimiter {
            Some(delimiter) => Cut::of(text, delimiter, quote, whole_file),
            None => DELIMITERS
                .into_iter()
                .rev()
                .filter_map(|delimiter| Cut::of(text, delimiter, quote, whole_file))
                .max_by_key(|cut| (cut.width > 1, cut.agreement, cut.width)),
        };
        let best = best.filter(|cut| !(cut.header_len == text.len() && cut.spans_lines(text)));
        let Some(best) = best else {
            return Err(if memchr::memchr2(b'\n', b'\r', text).is_some() {
                problem(
                    "a quote opened in the first line is not closed",
                    "close the quote in the header, or remove it where it belongs to a column's name",
                )
            } else {
                problem("the first line has no end within 64 KiB, which is no line of column names", CHECK_EXPORT)
            });
        };
        Ok(Self {
            delimiter: best.delimiter,
            quote,
            line_end: line_end(text, best.header_len),
            header_at: start.at,
            header_line: start.line,
        })
    }

    /// A csv reader for the file, to be given its bytes from [`Dialect::header_at`] on.
    #[must_use]
    pub fn reader(&self) -> Reader {
        ReaderBuilder::new().delimiter(self.delimiter).quote(self.quote).build()
    }

    /// The error for a file whose header is all it has.
    #[must_use]
    pub fn no_rows(path: &Path) -> Error {
        Error::Input {
            path: path.to_path_buf(),
            problem: "the file has a header and no rows: there is nothing to check".to_owned(),
            help: Some("check that the export ran to its end and that its filter lets claims through".to_owned()),
        }
    }

    /// The delimiter as one says it.
    #[must_use]
    pub fn delimiter_name(&self) -> String {
        match self.delimiter {
            b',' => "comma".to_owned(),
            b'|' => "pipe".to_owned(),
            b';' => "semicolon".to_owned(),
            b'\t' => "tab".to_owned(),
            other => format!("\"{}\"", char::from(other)),
        }
    }
}

/// Where the header begins.
struct Start {
    at: usize,
    line: u64,
    delimiter: Option<u8>,
}

impl Start {
    /// Passes over a byte order mark, blank lines, and the `sep=;` line by which Excel is told the delimiter.
    fn find(sample: &[u8]) -> Self {
        let mut start = Self { at: if sample.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 }, line: 1, delimiter: None };
        while let Some(end) = memchr::memchr2(b'\n', b'\r', &sample[start.at..]) {
            let line = &sample[start.at..start.at + end];
            match line {
                _ if line.trim_ascii().is_empty() => {}
                [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter]
                    if start.delimiter.is_none() && delimiter.is_ascii() =>
                {
                    start.delimiter = Some(*delimiter);
                }
                _ => break,
            }
            let rest = &sample[start.at + end..];
            start.at += end + if rest.starts_with(b"\r\n") { 2 } else { 1 };
            start.line += 1;
        }
        start
    }
}

/// An apostrophe quotes only where the first line begins and ends with one; else it belongs to the text (`patient's`).
fn quote(text: &[u8]) -> u8 {
    let line = &text[..memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len())];
    match line.trim_ascii() {
        [b'\'', .., b'\''] => b'\'',
        _ => b'"',
    }
}

/// How one delimiter cuts the sample.
struct Cut {
    delimiter: u8,
    /// Fields of the header.
    width: usize,
    /// How many of a thousand lines have as many fields as the header.
    agreement: usize,
    /// Bytes of the header with its line end.
    header_len: usize,
}

impl Cut {
    /// `None` when the sample does not hold a whole record.
    fn of(text: &[u8], delimiter: u8, quote: u8, whole_file: bool) -> Option<Self> {
        let mut reader = ReaderBuilder::new().delimiter(delimiter).quote(quote).build();
        let mut records =
            Records { reader: &mut reader, text, at: 0, whole_file, fields: vec![0; 4096], ends: vec![0; 512] };
        let width = records.next()?;
        let header_len = records.at;
        let (mut lines, mut agreeing) = (0, 0);
        for fields in records.take(LINES) {
            lines += 1;
            agreeing += usize::from(fields == width);
        }
        Some(Self { delimiter, width, agreement: (agreeing * 1000).checked_div(lines).unwrap_or(1000), header_len })
    }

    fn spans_lines(&self, text: &[u8]) -> bool {
        memchr::memchr2(b'\n', b'\r', text[..self.header_len].trim_ascii()).is_some()
    }
}

/// The field counts of the complete records of a sample.
struct Records<'a> {
    reader: &'a mut Reader,
    text: &'a [u8],
    at: usize,
    whole_file: bool,
    fields: Vec<u8>,
    ends: Vec<usize>,
}

impl Iterator for Records<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let mut count = 0;
        loop {
            let rest = &self.text[self.at..];
            let (result, read, _, ended) = self.reader.read_record(rest, &mut self.fields, &mut self.ends);
            self.at += read;
            count += ended;
            match result {
                ReadRecordResult::Record => return Some(count),
                // Given no more bytes, the reader ends the last record of a file without a line end.
                ReadRecordResult::InputEmpty if self.whole_file => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return None,
            }
        }
    }
}

fn line_end(text: &[u8], header_len: usize) -> LineEnd {
    let (header, rest) = text.split_at(header_len);
    match (header, rest.first()) {
        ([.., b'\r', b'\n'], _) | ([.., b'\r'], Some(b'\n')) => LineEnd::CrLf,
        ([.., b'\r'], _) => LineEnd::Cr,
        _ => LineEnd::Lf,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn detect(sample: &[u8]) -> Dialect {
        Dialect::detect(Path::new("claims.csv"), sample).expect("a dialect")
    }

    fn problem(sample: &[u8]) -> String {
        match Dialect::detect(Path::new("claims.csv"), sample) {
            Err(Error::Input { problem, help: Some(_), .. }) => problem,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_delimiter_is_the_one_that_cuts_every_line_alike() {
        for (text, delimiter) in [
            ("claim_id,dx1\n1,E11.9\n", b','),
            ("claim_id|dx1\n1|E11.9,I10\n", b'|'),
            ("claim_id;charge\n1;12,50\n2;13,75\n", b';'),
            ("claim_id\tdx1\n1\tE11.9\n", b'\t'),
            ("claim_id,dx_codes\n1,E11.9|I10\n2,I10\n", b','),
            ("claim_id,\"name; first\",dx1\n1,\"a; b\",E11.9\n", b','),
            ("dx1\nE11.9\n", b','),
            ("dx1\nE11.9,I10\nI10\n", b'|'),
            ("claim_id,dx1", b','),
        ] {
            assert_eq!(detect(text.as_bytes()).delimiter, delimiter, "{text}");
        }
    }

    #[test]
    fn what_stands_before_the_header_is_passed_over() {
        let dialect = detect(b"\xEF\xBB\xBF\r\n  \r\nclaim_id,dx1\r\n1,E11.9\r\n");
        assert_eq!((dialect.header_at, dialect.header_line, dialect.line_end), (9, 3, LineEnd::CrLf));
        let dialect = detect(b"sep=;\nclaim_id;dx1,a,b\n1;2\n");
        assert_eq!((dialect.header_at, dialect.header_line, dialect.delimiter), (6, 2, b';'));
        assert_eq!(detect(b"claim_id,dx1\r1,E11.9\r").line_end, LineEnd::Cr);
        assert_eq!(detect(b"'claim_id','dx1'\n'1','E11.9'\n").quote, b'\'');
        assert_eq!(detect(b"patient's id,dx1'\n1,E11.9\n").quote, b'"');
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        assert_eq!(problem(b""), "the file is empty");
        assert_eq!(problem(b"\n \r\n\n"), "the file holds only blank lines");
        assert_eq!(problem(b"\xEF\xBB\xBF"), "the file holds only blank lines");
        assert_eq!(problem(b"\x1F\x8B\x08\x00"), "this is a gzip archive, not delimited text");
        assert_eq!(problem(b"claim_id,\"dx1\n1,E11.9\n2,I10\n"), "a quote opened in the first line is not closed");
        let long = vec![b'x'; SAMPLE];
        assert_eq!(problem(&long), "the first line has no end within 64 KiB, which is no line of column names");
        let mut quoted = b"claim_id,\"dx1\n".to_vec();
        quoted.resize(SAMPLE, b'\n');
        assert_eq!(problem(&quoted), "a quote opened in the first line is not closed");
    }

    #[test]
    fn the_real_headers() {
        for entry in std::fs::read_dir("fixtures/headers").expect("the headers") {
            let path = entry.expect("an entry").path();
            let dialect = Dialect::detect(&path, &std::fs::read(&path).expect("a header")).expect("a dialect");
            let piped = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("rif-"));
            assert_eq!(dialect.delimiter, if piped { b'|' } else { b',' }, "{path:?}");
        }
    }

    /// Cells as exports have them: some hold delimiters, quotes and line ends.
    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![4 => "[A-Za-z0-9.]{0,8}", 1 => "[a-z,;|\t\"' ]{0,8}", 1 => "[a-z]{1,3}\n[a-z]{1,3}"]
    }

    proptest! {
        #[test]
        fn tables_come_back_as_they_were_written(
            rows in (2usize..7).prop_flat_map(|width| {
                let row = proptest::collection::vec(cell(), width);
                (proptest::collection::vec("[a-z_]{1,8}[0-9]?", width), proptest::collection::vec(row, 1..8))
            }),
            delimiter in proptest::sample::select(&DELIMITERS[..]),
            quote in proptest::sample::select(&b"\"'"[..]),
            end in proptest::sample::select(&[("\n", LineEnd::Lf), ("\r\n", LineEnd::CrLf), ("\r", LineEnd::Cr)][..]),
            bom in any::<bool>(),
        ) {
            let (header, rows) = rows;
            let mark = char::from(quote).to_string();
            let write = |cell: &String| format!("{mark}{}{mark}", cell.replace(&mark, &mark.repeat(2)));
            let mut text = String::from(if bom { "\u{feff}" } else { "" });
            for row in std::iter::once(&header).chain(&rows) {
                text.push_str(&row.iter().map(write).collect::<Vec<_>>().join(&char::from(delimiter).to_string()));
                text.push_str(end.0);
            }
            let dialect = detect(text.as_bytes());
            prop_assert_eq!(dialect, Dialect { delimiter, quote, line_end: end.1, header_at: if bom { 3 } else { 0 }, header_line: 1 });
            let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).quote(quote).has_headers(false)
                .from_reader(&text.as_bytes()[dialect.header_at..]);
            let back: Vec<Vec<String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
            prop_assert_eq!(&back[0], &header);
            prop_assert_eq!(&back[1..], &rows[..]);
        }

        #[test]
        fn any_bytes_are_told_apart_without_panic(sample in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(dialect) = Dialect::detect(Path::new("x"), &sample) {
                prop_assert!(dialect.header_at < sample.len());
            }
        }
    }
}
