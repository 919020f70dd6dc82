//! `claimlint fix` changes the cells it names and no other byte, whatever dialect the file is written in; doing it twice
//! changes nothing more, and what cannot be done leaves the file as it was.

use proptest::prelude::*;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn claimlint(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null()).output().expect("claimlint runs")
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat()).into_owned()
}

const MESSY: &str = "\u{feff}claim_id;name;service_date;Diag 1;dx2;mod1;modifier2;procedure_code\r\n\
    1;\"O'Neil; \"\"Al\"\"\";2025-11-04;\" m54.50\";e119 ;lt;  ;99213\r\n\
    2;m54.50;11/04/2025;M54.50;#;\"25\";Lt;g0101\r\n\
    \r\n\
    3;a \r\n\
    4;\"two\r\nlines\";2025-11-04;E11.9, i10 ;i1O;;;99213  \r\n\
    5;x;2014-11-04;e8809;E880.9;;;99213\r\n\
    6;x;2025-11-04;E880.9;zz9;;;99213";

/// Below a header of another order the columns are others: nothing is corrected there, and no half of a file is written.
#[test]
fn a_file_whose_columns_change_their_order_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "claim_id,service_date,dx1\n1,2025-11-04,m54.50\nDX1,claim_id,service_date\nm54.50,2,2025-11-04\n";
    std::fs::write(folder.path().join("claims.csv"), text).expect("a file");
    let said = claimlint(folder.path(), &["fix", "claims.csv"]);
    assert_eq!(said.status.code(), Some(2), "{}", self::text(&said));
    assert!(self::text(&said).contains("the header stands again on line 3"), "{}", self::text(&said));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn only_the_named_cells_differ() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("claims.csv");
    std::fs::write(&path, MESSY).expect("a file");
    std::fs::write(folder.path().join("claimlint.toml"), "[fix]\ndots = \"with\"\n").expect("a file");
    let shown = claimlint(folder.path(), &["fix", "claims.csv", "--diff"]);
    assert_eq!(shown.status.code(), Some(1), "{}", text(&shown));
    insta::assert_snapshot!(text(&shown), @r#"
claims.csv:2:32: Diag 1: " m54.50" -> "M54.50"
claims.csv:2:41: dx2: "e119 " -> "E11.9"
claims.csv:2:47: mod1: "lt" -> "LT"
claims.csv:3:35: modifier2: "Lt" -> "LT"
claims.csv:3:38: procedure_code: "g0101" -> "G0101"
claims.csv:7:19: Diag 1: "E11.9, i10 " -> "E11.9, I10"
claims.csv:7:31: dx2: "i1O" -> "I1O"
claims.csv:7:37: procedure_code: "99213  " -> "99213"
claims.csv:8:16: Diag 1: "e8809" -> "E8809"
9 cells in 1 file would change
"#);
    assert_eq!(std::fs::read_to_string(&path).expect("it"), MESSY);

    let expected = MESSY
        .replace("\" m54.50\";e119 ;lt;", "\"M54.50\";E11.9;LT;")
        .replace(";Lt;g0101", ";LT;G0101")
        .replace("i10 ;i1O;", "I10;I1O;")
        .replace("99213  ", "99213")
        .replace("e8809", "E8809");
    let written = claimlint(folder.path(), &["fix", "claims.csv", "--write"]);
    assert_eq!(written.status.code(), Some(0), "{}", text(&written));
    let fixed = std::fs::read_to_string(folder.path().join("claims.fixed.csv")).expect("it");
    assert_eq!(fixed, expected);
    assert_eq!(std::fs::read_to_string(&path).expect("it"), MESSY, "the file itself is untouched");
    assert_eq!(claimlint(folder.path(), &["fix", "claims.csv", "--in-place"]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&path).expect("it"), expected);
    let again = claimlint(folder.path(), &["fix", "claims.csv"]);
    assert_eq!((again.status.code(), text(&again).as_str()), (Some(0), "0 cells in 0 files would change\n"));
}

#[test]
fn dots_are_taken_out_where_that_is_the_style() {
    let folder = tempfile::tempdir().expect("a folder");
    let claims = "claim_id,service_date,dx1,dx2\n1,2025-11-04,M54.50,Z99.99\n2,,M54.50,\n";
    std::fs::write(folder.path().join("claims.csv"), claims).expect("a file");
    let output = claimlint(folder.path(), &["fix", "claims.csv", "--in-place", "--config", "fix.dots=without"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    // A code that never was, and one of no date, stay as they are.
    let fixed = std::fs::read_to_string(folder.path().join("claims.csv")).expect("it");
    assert_eq!(fixed, claims.replacen("M54.50", "M5450", 1));
}

#[test]
fn another_file_is_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let read = |name: &str| std::fs::read_to_string(at(name)).expect("it");
    let header = "claim_id,service_date,dx1\n";
    std::fs::write(at("claims.csv"), format!("{header}1,2025-11-04,m54.50\n")).expect("a file");
    let write = |arguments: &[&str]| claimlint(folder.path(), &[&["fix", "--write"], arguments].concat());
    for _ in 0..2 {
        let output = write(&["claims.csv"]);
        assert_eq!(output.status.code(), Some(0), "what is the same already: {}", text(&output));
        assert_eq!(read("claims.fixed.csv"), format!("{header}1,2025-11-04,M54.50\n"));
    }
    let mine = format!("{header}1,2025-11-04,m54.51\n");
    std::fs::write(at("claims.fixed.csv"), &mine).expect("a file");
    for (arguments, words) in [
        (&["claims.csv"][..], "claims.fixed.csv: it is there already, holds something else"),
        (&["./claims.csv", "claims.fixed.csv"], "claims.fixed.csv: it is one of the files to correct"),
    ] {
        let output = write(arguments);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert!(text(&output).contains(words), "{}", text(&output));
        assert_eq!(read("claims.fixed.csv"), mine);
    }
    assert_eq!(read("claims.fixed.fixed.csv"), mine.replace("m54", "M54"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("it").count(), 3, "nothing else is left behind");
}

/// Longer than any row (16 MiB) and than what is held at a time, without and with a quote that is never closed.
#[test]
fn a_line_without_an_end_is_copied_as_it_stands() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("claims.csv");
    let long = "x".repeat(40 << 20);
    for line in [format!("2,{long}"), format!("2,\"\n\"{long}"), format!("2,\"{long}")] {
        let claims = format!("claim_id,note,service_date,dx1\n1,,2025-11-04,m54.50\n{line}\n3,,2025-11-04,e11.9\n");
        std::fs::write(&path, &claims).expect("a file");
        let output = claimlint(folder.path(), &["fix", "claims.csv", "--in-place"]);
        let last = 4 + line.matches('\n').count();
        let told = format!(
            "claims.csv:2:15: dx1: \"m54.50\" -> \"M54.50\"\nclaims.csv:{last}:15: dx1: \"e11.9\" -> \"E11.9\"\n\
             2 cells in 1 file are corrected\n"
        );
        assert_eq!((output.status.code(), text(&output)), (Some(0), told));
        let fixed = std::fs::read(&path).expect("it");
        assert!(fixed == claims.replace("m54", "M54").replace("e11", "E11").as_bytes(), "another byte changed");
    }
}

#[test]
fn packed_files_are_left_out_with_a_note_or_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let outbox = folder.path().join("outbox");
    std::fs::create_dir(&outbox).expect("a folder");
    std::fs::write(outbox.join("a.csv"), "claim_id,service_date,dx1\n1,2025-11-04,m54.50\n").expect("a file");
    // The first bytes of gzip (RFC 1952) and zstd (RFC 8878).
    std::fs::write(outbox.join("b.csv.gz"), b"\x1f\x8b\x08\0\0\0\0\0\0\x03").expect("a file");
    std::fs::write(outbox.join("c.csv.zst"), b"\x28\xb5\x2f\xfd\0\0\0\0").expect("a file");
    let output = claimlint(folder.path(), &["fix", "outbox"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(text(&output), @r#"
    outbox/a.csv:2:14: dx1: "m54.50" -> "M54.50"
    1 cell in 1 file would change
    note: outbox/b.csv.gz is packed and not corrected; unpack it first
    note: outbox/c.csv.zst is packed and not corrected; unpack it first
    "#);
    let output = claimlint(folder.path(), &["fix", "outbox/b.csv.gz"]);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(text(&output), @r"
    0 cells in 0 files would change
    error: outbox/b.csv.gz: a packed file is not corrected
      help: unpack it first, then name the unpacked file
    ");
}

/// The story of `fixtures/layouts/` in small letters: its codes get back their capitals wherever the layout has them, and
/// no other byte changes.
#[test]
fn the_codes_of_every_layout_are_corrected() {
    const CODES: [&str; 10] = ["E11.9", "E119", "I10", "M54.5", "M545", "S83.241", "S83241", "I1O", "Z12.11", "Z1211"];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("claims.csv");
    for entry in std::fs::read_dir("fixtures/layouts").expect("the layouts") {
        let file = entry.expect("one").path();
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let is_refused = ["synpuf", "synthea-claims", "synthea-transactions", "idr-claims"].contains(&name.as_str());
        if is_refused || file.extension().is_none_or(|ending| ending != "csv") {
            continue;
        }
        let story = std::fs::read_to_string(&file).expect("a file");
        std::fs::write(&path, &story).expect("a file");
        let fix = || claimlint(folder.path(), &["fix", "claims.csv", "--in-place", "--isolated"]);
        assert_eq!(text(&fix()), "0 cells in 0 files are corrected\n", "{name} is as it should be");
        let rows = story.find('\n').expect("a header") + 1;
        let rows = if name == "apcd-cdl" { rows + story[rows..].find('\n').expect("a header") + 1 } else { rows };
        let small = format!("{}{}", &story[..rows], story[rows..].to_lowercase());
        std::fs::write(&path, &small).expect("a file");
        let output = fix();
        assert_eq!(output.status.code(), Some(0), "{name}: {}", text(&output));
        let fixed = std::fs::read_to_string(&path).expect("it");
        assert!(fixed != small && fixed.to_lowercase() == small.to_lowercase(), "{name}: {fixed}");
        for code in CODES {
            assert_eq!(fixed.matches(code).count(), story.matches(code).count(), "{name}: {code} in {fixed}");
        }
    }
}

#[test]
fn cells_that_hold_more_than_one_code_are_corrected_in_each() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("claims.csv");
    let claims = "claimid,procedurecode,diagnosiscode1,fromdate\n\
        1,\"99213,lt\",\"m54.50;e119\",2025-11-04\n2, g0101-25-rt ,e11.9 i10,2025-11-04\n3,g0101 lt for,\"a,b\",2025-11-04\n";
    std::fs::write(&path, claims).expect("a file");
    let output = claimlint(folder.path(), &["fix", "claims.csv", "--in-place", "--config", "fix.dots=with"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let expected = claims
        .replace("99213,lt", "99213,LT")
        .replace("m54.50;e119", "M54.50;E11.9")
        .replace(" g0101-25-rt ,e11.9 i10", "G0101-25-RT,E11.9 I10");
    assert_eq!(std::fs::read_to_string(&path).expect("it"), expected);
}

#[test]
fn what_is_checked_and_cannot_be_corrected_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let claims = "claim_id,service_date,dx1\n1,2025-11-04,m54.50\n";
    let wide: Vec<u8> = "\u{feff}".encode_utf16().chain(claims.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    std::fs::write(at("wide.csv"), &wide).expect("a file");
    std::fs::copy("fixtures/workbook/claims.xlsx", at("claims.xlsx")).expect("a copy");
    let header = "claim_id,service_date,Leading Diag Final";
    std::fs::write(at("unseen.csv"), format!("{header}\n1,2025-11-04,m54.50\n")).expect("a file");
    let output =
        claimlint(folder.path(), &["fix", "wide.csv", "claims.xlsx", "unseen.csv", "--in-place", "--isolated"]);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(text(&output), @r#"
    0 cells in 0 files are corrected
    error: wide.csv: a file in UTF-16 is checked, but not corrected
      help: save it as UTF-8, for instance with `iconv -f UTF-16 -t UTF-8`, and correct that file
    error: claims.xlsx: an Excel workbook is checked, but not corrected
      help: save the sheet as "CSV UTF-8" in the spreadsheet program and correct that file
    error: unseen.csv: what its columns hold is only guessed, and a guess is not written into a file
      help: write these lines into claimlint.toml if they are right:
            [columns]
            dx1 = "Leading Diag Final"
    "#);
    assert_eq!(std::fs::read(at("wide.csv")).expect("it"), wide);
    let settled = ["fix", "unseen.csv", "--isolated", "--config", "columns.dx1=Leading Diag Final"];
    assert!(text(&claimlint(folder.path(), &settled)).contains("1 cell in 1 file would change"));
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("claims.csv");
    let claims = format!("claim_id,service_date,dx1\n{}", "1,2025-11-04,m54.50\n".repeat(2000));
    std::fs::write(&path, &claims).expect("a file");
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; '{}' fix claims.csv --in-place >/dev/null",
        env!("CARGO_BIN_EXE_claimlint")
    );
    let output = Command::new("sh").current_dir(folder.path()).args(["-c", &script]).output().expect("sh runs");
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert_eq!(std::fs::read_to_string(&path).expect("it"), claims);
    assert_eq!(std::fs::read_dir(folder.path()).expect("it").count(), 1);
    for wrong in
        [&["fix", "-"][..], &["fix", "gone.csv", "--in-place"], &["fix", "claims.csv", "--write", "--in-place"]]
    {
        assert_eq!(claimlint(folder.path(), wrong).status.code(), Some(2));
    }
}

/// How a generated file is written.
#[derive(Clone, Debug)]
struct Dialect {
    delimiter: char,
    crlf: bool,
    ends: bool,
    bom: bool,
    dots: &'static str,
}

fn dialects() -> impl Strategy<Value = Dialect> {
    let delimiter = prop::sample::select(vec![',', ';', '\t', '|']);
    let dots = prop::sample::select(vec!["keep", "with", "without"]);
    (delimiter, any::<bool>(), any::<bool>(), any::<bool>(), dots)
        .prop_map(|(delimiter, crlf, ends, bom, dots)| Dialect { delimiter, crlf, ends, bom, dots })
}

/// Cells of a row: a note nobody reads, two diagnoses, a modifier; each possibly quoted.
fn rows() -> impl Strategy<Value = Vec<[(String, bool); 4]>> {
    let code =
        prop::sample::select(vec!["m54.50", "M5450", " e11.9 ", "", "#", "i1O", "S72.001a", "E11.9, I10", "Z99.99"]);
    let modifier = prop::sample::select(vec!["lt", "25", " rt", "", "xyz"]);
    let note = "[a-z ]{0,6}|m54\\.50| lt |\"\"|é漢 ";
    let cell = |cells: BoxedStrategy<String>| (cells, any::<bool>());
    let code = code.prop_map(str::to_owned).boxed();
    let row = (cell(note.boxed()), cell(code.clone()), cell(code), cell(modifier.prop_map(str::to_owned).boxed()));
    prop::collection::vec(row.prop_map(|(a, b, c, d)| [a, b, c, d]), 1..12)
}

fn written(rows: &[[(String, bool); 4]], dialect: &Dialect) -> String {
    let end = if dialect.crlf { "\r\n" } else { "\n" };
    let mut text = if dialect.bom { "\u{feff}".to_owned() } else { String::new() };
    text += &["claim_id", "service_date", "note", "dx1", "dx2", "modifier1"].join(&dialect.delimiter.to_string());
    for (number, row) in rows.iter().enumerate() {
        text += end;
        write!(text, "{number}{0}2025-11-04", dialect.delimiter).expect("to memory");
        for (cell, quoted) in row {
            text.push(dialect.delimiter);
            let must = cell.contains([dialect.delimiter, '"']);
            let quoted = (*quoted || must).then(|| format!("\"{}\"", cell.replace('"', "\"\"")));
            text.push_str(quoted.as_deref().unwrap_or(cell));
        }
    }
    if dialect.ends { text + end } else { text }
}

/// E8809 is E880.9 in ICD-9-CM and E88.09 in ICD-10-CM; and the tenth of September 2015 is not the ninth of October.
#[test]
fn codes_that_are_said_to_be_of_icd_9_stay_as_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let day_first = (13..30).fold(String::new(), |text, day| text + &format!("{day},{day}/08/2015,V700\n"));
    for rows in ["1,2025-11-04,BK:E8809\n".to_owned(), day_first + "99,10/09/2015,E8809\n"] {
        let before = format!("claim_id,service_date,dx1\n{rows}");
        std::fs::write(folder.path().join("claims.csv"), &before).expect("a file");
        let arguments = ["fix", "claims.csv", "--in-place", "--isolated", "--config", "fix.dots=with"];
        let output = claimlint(folder.path(), &arguments);
        assert_eq!(std::fs::read_to_string(folder.path().join("claims.csv")).expect("it"), before, "{}", text(&output));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_dialect_keeps_its_bytes(rows in rows(), dialect in dialects()) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("claims.csv");
        let before = written(&rows, &dialect);
        std::fs::write(&path, &before).expect("a file");
        let setting = format!("fix.dots={}", dialect.dots);
        let fix = || claimlint(folder.path(), &["fix", "claims.csv", "--in-place", "--isolated", "--config", &setting]);
        let output = fix();
        prop_assert_eq!(output.status.code(), Some(0), "{}{}", text(&output), before);
        let after = std::fs::read_to_string(&path).expect("it");

        // The same file, written by the same hand, of rows in which the same cells are corrected.
        let corrected: Vec<_> = rows.iter().cloned().map(|mut row| {
            for (cell, _) in &mut row[1..3] {
                *cell = diagnosis(cell, dialect.dots);
            }
            let modifier = row[3].0.trim().to_owned();
            row[3].0 = if modifier.len() == 2 { modifier.to_uppercase() } else { modifier };
            row
        }).collect();
        prop_assert_eq!(&after, &written(&corrected, &dialect));
        let again = fix();
        prop_assert_eq!(text(&again), "0 cells in 0 files are corrected\n");
        prop_assert_eq!(std::fs::read_to_string(&path).expect("it"), after);
    }
}

/// What a generated diagnosis should be written as, said a second time.
fn diagnosis(cell: &str, dots: &str) -> String {
    let text = cell.trim();
    let bare: String = text.to_uppercase().replace('.', "");
    match (bare.as_str(), dots) {
        ("M5450" | "E119" | "S72001A", "with") => format!("{}.{}", &bare[..3], &bare[3..]),
        ("M5450" | "E119" | "S72001A" | "E119, I10", "without") => bare,
        ("M5450" | "E119" | "S72001A" | "Z9999" | "I1O", _) => text.to_uppercase(),
        _ => text.to_owned(),
    }
}
