//! What must hold for any bytes at all, one function for each part of the program that reads what others wrote.
//!
//! A fuzzer calls these with what it makes up (`tests/fuzz/README.md`), and `tests/replay.rs` with what it once found.
//! A target fails by a panic: its own, where a law is broken, or one of the program, which must never panic.

#![allow(unreachable_pub, reason = "a library for the fuzzer, a module of the replay")]

use bumpalo::Bump;
use claimlint::check::{Input, Settings, check_by};
use claimlint::claim::cells::PointersCell;
use claimlint::claim::preset::Preset;
use claimlint::claim::rows::{Reading, Row};
use claimlint::claim::window::{Cuts, WindowError, Windows};
use claimlint::claim::{BillType, ClaimKind, Diagnoses, Expected, Given, Procedure, cells, opening};
use claimlint::code::Code;
use claimlint::config::Config;
use claimlint::date::Date;
use claimlint::field::{DxField, Field};
use claimlint::icd::{CodeBook, Import, import};
use claimlint::render::{Channel, Format, Look, write_report};
use claimlint::report::Report;
use claimlint::rule::Registry;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::LazyLock;

/// A part of the program, given any bytes.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const ALL: [(&str, Target); 10] = [
    ("reader", reader),
    ("layout", layout),
    ("dates", dates),
    ("codes", codes),
    ("cells", cells_of_every_kind),
    ("rules", rules),
    ("config", config),
    ("preset", preset),
    ("importer", importer),
    ("check", check),
];

/// The target with this name.
#[must_use]
pub fn target(name: &str) -> Option<Target> {
    ALL.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
}

fn expected(columns: &BTreeMap<Field, String>) -> Expected<'_> {
    Expected { columns: Given::All(columns), layout: None, own: &[], diagnoses: Diagnoses::Here }
}

/// The rows of a file are the same wherever it is cut, and every byte of it is in one window. The first byte says
/// where to cut.
fn reader(data: &[u8]) {
    let Some((&window, mut source)) = data.split_first() else { return };
    let columns = BTreeMap::new();
    let Ok(opening) = opening::open(&mut source, Path::new("claims.csv"), &expected(&columns)) else { return };
    let layout = &opening.recognised.layout;
    let reading = Reading::new(layout, opening.marks, &opening.header);
    let id = layout.slot(Field::ClaimId).map(|slot| layout.column(slot).index);
    let cuts = Cuts { window: 1 + usize::from(window), claim: 1 << 20 };
    let whole = [opening.carried.as_slice(), source].concat();
    let mut windows =
        Windows::new(source, opening.carried.clone(), reading.splitter().clone(), id, cuts).of_manner(&layout.manner);
    let (mut bytes, mut found) = (Vec::new(), Vec::new());
    loop {
        match windows.next(Vec::new()) {
            Ok(Some(window)) => {
                found.extend(rows(&reading, window.bytes()));
                bytes.extend_from_slice(window.bytes());
            }
            Ok(None) => break,
            Err(WindowError::ClaimTooLong | WindowError::RowTooLong) => return,
            Err(WindowError::Io(error)) => panic!("{error}"),
        }
    }
    assert_eq!(bytes, whole);
    assert_eq!(found, rows(&reading, &whole));
}

/// The cells of each row that has some.
fn rows(reading: &Reading, bytes: &[u8]) -> Vec<Option<Vec<Vec<u8>>>> {
    let arena = Bump::new();
    let (mut rows, mut cells, mut found) = (reading.rows(bytes, &arena), Vec::new(), Vec::new());
    while let Some(row) = rows.next(&mut cells) {
        let of_row = cells.drain(..).map(<[u8]>::to_vec).collect();
        found.push(matches!(row, Row::Cells(_)).then_some(of_row));
    }
    found
}

/// What a header is taken for fits into it.
fn layout(data: &[u8]) {
    let columns = BTreeMap::new();
    let Ok(opening) = opening::open(&mut &*data, Path::new("claims.csv"), &expected(&columns)) else { return };
    let layout = opening.recognised.layout;
    assert!(layout.columns.iter().all(|column| column.index < layout.width));
    assert!(layout.columns.is_sorted_by(|one, next| one.index <= next.index));
    assert!(layout.diagnoses.iter().all(|dx| usize::from(dx.code.0) < layout.columns.len()));
    assert!(layout.columns.len() + layout.unread.len() >= layout.width);
}

/// A date that is read is a day, and reads the same once it is written out.
fn dates(data: &[u8]) {
    if let Some(date) = Date::parse(data) {
        assert_eq!(Date::parse(date.to_string().as_bytes()), Some(date));
        assert_eq!(Date::from_number(date.number()), Some(date));
        // The first day there is has no day before it.
        assert!(date.eve() < date || date.to_string() == "0000-01-01");
    }
}

/// A code that is read reads the same once it is written out, and the code book has an answer to it on any day.
fn codes(data: &[u8]) {
    let book = CodeBook::embedded();
    if let Some(code) = Code::parse(data) {
        assert_eq!(Code::parse(code.to_string().as_bytes()), Some(code));
        for release in book.releases() {
            let set = book.on(release.from).expect("a release is in force on its first day");
            let _ = set.verdict(code);
            for near in set.nearest(code, 3) {
                assert!(set.get(near).is_some(), "{near} is said to be near {code} and is not in {}", release.name);
            }
        }
    }
}

/// What a cell says lies in the cell.
fn cells_of_every_kind(data: &[u8]) {
    for field in [Field::Dx(DxField::Listed(1)), Field::ServiceDate, Field::ClaimId, Field::BillType] {
        let cell = cells::clean(field, data);
        for part in cells::codes(cell) {
            let _ = part.of(cell);
        }
        if let PointersCell::To(pointers) = cells::pointers(cell) {
            assert!(pointers.as_slice().iter().all(|&pointer| pointer > 0));
        }
        let _ = (cells::pointer(cell), cells::units(cell), cells::age(cell), cells::icd_version(cell));
        let _ = (cells::place_of_service(cell), cells::revenue_code(cell), cells::sex(cell), cells::specialty(cell));
        let _ = (cells::modifiers(cell).count(), BillType::parse(cell), ClaimKind::parse(cell));
        let _ = (Procedure::parse(cell), Procedure::parse_with_more(cell));
        let _ = (cells::dx_sequence(cell), cells::coded_as(cell));
    }
}

/// A rule file is refused with a reason or has rules that say what they are.
fn rules(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Registry::from_files(&[("rules.toml", text)], CodeBook::embedded()) {
        Ok(registry) => assert!(registry.rules().iter().all(|rule| !rule.code.is_empty() && !rule.name.is_empty())),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// A configuration is refused with a reason or read.
fn config(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Err(error) = Config::parse(Path::new("claimlint.toml"), text) {
        assert!(!error.to_string().is_empty());
    }
}

/// A layout file of the user's own is refused with a reason or read.
fn preset(data: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("layout.toml");
    std::fs::write(&path, data).expect("a file");
    match Preset::open(&path) {
        Ok(preset) => assert!(!preset.requires.is_empty()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Files that are no release leave the data folder as it was.
fn importer(data: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let files: Vec<_> = (data.split(|&byte| byte == 0).enumerate())
        .map(|(number, bytes)| {
            let path = folder.path().join(number.to_string());
            std::fs::write(&path, bytes).expect("a file");
            path
        })
        .collect();
    let into = folder.path().join("data");
    let effective = Date::new(2027, 10, 1).expect("a day");
    let plan = Import { release: "FY2028".to_owned(), effective, until: None, remark: None, into: into.clone() };
    match import(&files, &plan) {
        Ok(report) => assert!(report.rows >= report.billable && into.is_dir()),
        Err(error) => assert!(!error.to_string().is_empty() && !into.exists()),
    }
}

/// The shipped rules, read once for all files.
static RULES: LazyLock<Registry> =
    LazyLock::new(|| Registry::shipped(CodeBook::embedded()).expect("the shipped rules"));

/// A file is refused, or every row of it is accounted for, in every format, and the report does not depend on where it
/// is cut.
fn check(data: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("claims.csv");
    std::fs::write(&path, data).expect("a file");
    let report = |cuts: Cuts, format: Format| {
        let settings = Settings { cuts, threads: NonZeroUsize::new(1), ..Settings::default() };
        let inputs = [Input::File(path.clone())];
        let outcome = check_by(&RULES, CodeBook::embedded(), &inputs, &settings).expect("a run");
        let mut out = Vec::new();
        let report = Report { rules: &outcome.rules, summary: &outcome.summary };
        let mut channels = [Channel::new(format.renderer(Look::default()), &mut out)];
        write_report(report, &outcome.findings, &mut channels, NonZeroUsize::new(1)).expect("to memory");
        (outcome.summary.rows(), outcome.failed.len(), out)
    };
    let (rows, failed, lines) = report(Cuts::default(), Format::Jsonl);
    assert!(rows > 0 || failed > 0);
    let small = Cuts { window: 64, ..Cuts::default() };
    assert_eq!((rows, failed, lines), report(small, Format::Jsonl));
    // Each file meets one more of the formats, by its length.
    let formats =
        [Format::Human, Format::Concise, Format::Sarif, Format::Junit, Format::Html, Format::Markdown, Format::Csv];
    let _ = report(Cuts::default(), formats[data.len() % formats.len()]);
}
