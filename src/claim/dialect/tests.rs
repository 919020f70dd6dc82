//! Tables written in every way, and files that are none.

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
