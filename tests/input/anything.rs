//! Anything at all: no panic, and every row accounted for.

use proptest::prelude::*;

/// A file in memory, checked by the library.
fn checked(bytes: &[u8]) -> claimlint::check::Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("claims.csv");
    std::fs::write(&path, bytes).expect("a file");
    let input = claimlint::check::Input::File(path);
    claimlint::check::check(&[input], &claimlint::check::Settings::default()).expect("a run")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Bytes that are no claim file end in an error or in rows that are all accounted for.
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let outcome = checked(&bytes);
        prop_assert!(!outcome.failed.is_empty() || outcome.summary.rows() > 0);
    }

    /// As above, behind a header, so that the bytes are rows.
    #[test]
    fn any_bytes_behind_a_header_are_rows(
        bytes in prop::collection::vec(prop_oneof![3 => prop::sample::select(b",\"\n\r1ZE.9-".to_vec()), 1 => 1u8..], 0..300),
    ) {
        let outcome = checked(&[b"claim_id,service_date,dx1\n", bytes.as_slice()].concat());
        let file = &outcome.summary.files[0];
        // Blanks, and the dashes of a rule, say nothing.
        let says_nothing = |cell: &[u8]| {
            let text = claimlint::claim::cells::trim(cell);
            text.first().is_none_or(|&first| first == b'-') && text.iter().all(|byte| b"-+".contains(byte))
        };
        let says_something = |line: &&[u8]| !line.split(|&b| b == b',').all(says_nothing);
        let lines = bytes.split(|&b| b == b'\n').filter(says_something).count() as u64;
        // A quoted cell can make one row of several lines; nothing else may make rows fewer, and nothing more.
        prop_assert!(file.rows <= lines, "{} rows of {lines} lines", file.rows);
        if !bytes.contains(&b'"') {
            prop_assert_eq!(file.rows, lines);
        }
        prop_assert!(file.malformed_rows <= file.rows);
        let malformed = outcome.findings.iter().filter(|finding| {
            finding.as_ref().is_ok_and(|finding| outcome.rules[usize::from(finding.rule.0)].name == "row-malformed")
        });
        prop_assert_eq!(malformed.count() as u64, file.malformed_rows);
    }

    /// Tables written by the csv crate have as many rows here as they have for its reader.
    #[test]
    fn well_formed_rows_are_counted_as_the_csv_crate_counts_them(
        rows in prop::collection::vec(prop::collection::vec("[a-z0-9 ,;|\t\"\n.-]{0,8}", 4), 1..20),
        delimiter in prop::sample::select(b",|;\t".to_vec()),
        crlf in any::<bool>(),
    ) {
        let end = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(end).from_writer(Vec::new());
        writer.write_record(["claim_id", "service_date", "dx1", "note"]).expect("to memory");
        for row in &rows {
            writer.write_record(row).expect("to memory");
        }
        let bytes = writer.into_inner().expect("to memory");
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes.as_slice());
        let records = reader.byte_records().collect::<Result<Vec<_>, _>>().expect("well-formed");
        prop_assert_eq!(records.len(), rows.len());
        // A row of blanks and dashes alone is none. A line break or a delimiter in a cell is something.
        let blank = |c: char| c == ' ' || (c == '\t' && delimiter != b'\t');
        let is_blank = |cell: &String| cell.trim_matches(blank).bytes().all(|byte| byte == b'-');
        let expected = rows.iter().filter(|row| !row.iter().all(is_blank)).count() as u64;
        let outcome = checked(&bytes);
        let file = &outcome.summary.files[0];
        prop_assert_eq!((file.rows, file.malformed_rows), (expected, 0));
    }
}
