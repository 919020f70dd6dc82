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
claims.csv:7:19: Diag 1: "E11.9, i10 " -> "E11.9, i10"
claims.csv:7:31: dx2: "i1O" -> "I1O"
claims.csv:7:37: procedure_code: "99213  " -> "99213"
claims.csv:8:16: Diag 1: "e8809" -> "E8809"
9 cells in 1 file would change
"#);
    assert_eq!(std::fs::read_to_string(&path).expect("it"), MESSY);

    let expected = MESSY
        .replace("\" m54.50\";e119 ;lt;", "\"M54.50\";E11.9;LT;")
        .replace(";Lt;g0101", ";LT;G0101")
        .replace("i10 ;i1O;", "i10;I1O;")
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
        ("M5450" | "E119" | "S72001A", "without") => bare,
        ("M5450" | "E119" | "S72001A" | "Z9999" | "I1O", _) => text.to_uppercase(),
        _ => text.to_owned(),
    }
}
