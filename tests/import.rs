//! Importing releases: two small ones make the expected tables, and a wrong file changes nothing.
//!
//! The files are official ones cut down to W11, Z28 and Z53 (fixtures/import).

use claimlint::code::Code;
use claimlint::date::Date;
use claimlint::error::Result;
use claimlint::icd::{CodeBook, Import, ImportReport, import};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn official(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import").join(name)
}

fn enter(into: &Path, release: &str, effective: &str, files: &[PathBuf]) -> Result<ImportReport> {
    let effective = Date::parse(effective.as_bytes()).expect("a date");
    let plan = Import { release: release.to_owned(), effective, until: None, remark: None, into: into.to_path_buf() };
    import(files, &plan)
}

/// A folder that holds FY2021-jan.
fn held() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let files = [official("order-2021.txt"), official("tabular-2021.xml")];
    enter(&place.path().join("icd"), "FY2021-jan", "2021-01-01", &files).expect("the first release");
    place
}

/// Every file under a folder, with its bytes.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(path.clone(), fs::read(path).expect("a file"));
        }
    }
    found
}

fn table(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("icd").join(name)).expect(name)
}

/// The lines that begin with one of `keys`.
fn lines(folder: &Path, name: &str, keys: &[&str]) -> String {
    let text = table(folder, name);
    text.split_inclusive('\n').filter(|line| keys.iter().any(|key| line.starts_with(key))).collect()
}

#[test]
fn two_releases_make_the_expected_tables() {
    let place = held();
    let files = [official("order-2022-apr.txt"), official("conversion-2022-apr.csv")];
    let report = enter(&place.path().join("icd"), "FY2022-apr", "2022-04-01", &files).expect("the second release");
    assert_eq!((report.rows, report.billable, report.new_codes, report.retired_codes), (43, 32, 4, 0));
    assert_eq!((report.code_lines, report.note_lines, report.successors), ((5, 1), None, 7));
    let place = place.path();
    assert_eq!(
        table(place, "releases.tsv"),
        "release\tfrom\tuntil\trows\tbillable\ttabular\n\
         FY2021-jan\t2021-01-01\t2021-09-30\t39\t30\t1\n\
         FY2022-apr\t2022-04-01\t2022-09-30\t43\t32\t0\n"
    );
    assert_eq!(
        lines(place, "codes.tsv", &["code", "W11", "Z28.3", "Z28.82"]),
        "code\tfrom\tto\tbillable\ttitle\n\
         W11\t2021-01-01\t\t0\tFall on and from ladder\n\
         W11.XXXA\t2021-01-01\t\t1\tFall on and from ladder, initial encounter\n\
         W11.XXXD\t2021-01-01\t\t1\tFall on and from ladder, subsequent encounter\n\
         W11.XXXS\t2021-01-01\t\t1\tFall on and from ladder, sequela\n\
         Z28.3\t2021-01-01\t2021-09-30\t1\tUnderimmunization status\n\
         Z28.3\t2022-04-01\t\t0\tUnderimmunization status\n\
         Z28.31\t2022-04-01\t\t0\tUnderimmunization for COVID-19 status\n\
         Z28.310\t2022-04-01\t\t1\tUnvaccinated for COVID-19\n\
         Z28.311\t2022-04-01\t\t1\tPartially vaccinated for COVID-19\n\
         Z28.39\t2022-04-01\t\t1\tOther underimmunization status\n\
         Z28.82\t2021-01-01\t\t1\tImmunization not carried out because of caregiver refusal\n"
    );
    assert_eq!(
        table(place, "blocks.tsv"),
        "block\tfrom\tto\tchapter\tholds\tfirst\tlast\ttitle\n\
         W00-W19\tFY2021-jan\t\t20\tcategories\tW11\tW11\tSlipping, tripping, stumbling and falls\n\
         Z20-Z29\tFY2021-jan\t\t21\tcategories\tZ28\tZ28\tPersons with potential health hazards related to \
         communicable diseases\n\
         Z40-Z53\tFY2021-jan\t\t21\tcategories\tZ53\tZ53\tEncounters for other specific health care\n"
    );
    assert_eq!(
        table(place, "seventh.tsv"),
        "node\tfrom\tto\tcharacter\trole\ttext\n\
         W11\tFY2021-jan\t\t\tinstruction\tThe appropriate 7th character is to be added to code W11\n\
         W11\tFY2021-jan\t\tA\tmeaning\tinitial encounter\n\
         W11\tFY2021-jan\t\tD\tmeaning\tsubsequent encounter\n\
         W11\tFY2021-jan\t\tS\tmeaning\tsequela\n"
    );
    assert_eq!(
        table(place, "successors.tsv"),
        "old\tnew\teffective\tprevious\n\
         Z28.3\tZ28.310\t2022-04-01\t\n\
         Z28.3\tZ28.311\t2022-04-01\t\n\
         Z28.3\tZ28.39\t2022-04-01\t\n\
         Z53.8\tZ53.31\t2016-10-01\t\n\
         Z53.8\tZ53.32\t2016-10-01\t\n\
         Z53.8\tZ53.33\t2016-10-01\t\n\
         Z53.8\tZ53.39\t2016-10-01\tZ53.8 and None\n"
    );
}

#[test]
fn an_imported_folder_is_a_code_book_and_gaps_between_releases_stay_gaps() {
    let place = held();
    let folder = place.path().join("icd");
    enter(&folder, "FY2022-apr", "2022-04-01", &[official("order-2022-apr.txt")]).expect("the second release");
    let book = CodeBook::open(&folder).expect("a book");
    let on = |day: &str| book.on(Date::parse(day.as_bytes()).expect("a date"));
    let z283 = Code::parse(b"Z28.3").expect("a code");
    assert!(on("2021-09-30").and_then(|set| set.get(z283)).expect("Z28.3").is_billable());
    assert!(on("2021-10-01").is_none());
    let header = on("2022-04-01").and_then(|set| set.get(z283)).expect("Z28.3");
    assert!(!header.is_billable());
    assert_eq!(header.billable_below().len(), 3);
}

#[test]
fn the_same_files_make_the_same_bytes() {
    let (one, other) = (held(), held());
    let names = |place: &tempfile::TempDir| contents(place.path()).into_values().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
}

/// Gives `files` to a folder that holds FY2021-jan; they must be refused for the reason given and leave no trace.
fn refused(files: &[(&str, Vec<u8>)], reason: &str) {
    let place = held();
    let given = tempfile::tempdir().expect("a folder");
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| given.path().join(name)).collect();
    for (path, (_, bytes)) in paths.iter().zip(files) {
        fs::write(path, bytes).expect("a file");
    }
    let before = contents(place.path());
    let error = enter(&place.path().join("icd"), "FY2022-apr", "2022-04-01", &paths).expect_err(reason);
    assert!(error.to_string().contains(reason), "`{error}` should say `{reason}`");
    assert_eq!(contents(place.path()), before, "{reason}");
}

fn order() -> Vec<String> {
    let text = fs::read_to_string(official("order-2022-apr.txt")).expect("an order file");
    text.split_inclusive('\n').map(str::to_owned).collect()
}

/// Refuses an order file whose lines were changed, with their numbers made consecutive again.
fn refused_order(change: impl Fn(&mut Vec<String>), reason: &str) {
    let mut lines = order();
    change(&mut lines);
    for (line, number) in lines.iter_mut().zip(1..) {
        line.replace_range(..5, &format!("{number:05}"));
    }
    refused(&[("order.txt", lines.concat().into_bytes())], reason);
}

#[test]
fn order_files_that_are_cut_or_mixed_up_are_refused_with_the_line() {
    let whole = order().concat().into_bytes();
    refused(&[("order.txt", whole[..whole.len() - 20].to_vec())], "order.txt:43: the last line does not end in CR LF");
    refused(&[("order.txt", order()[..27].concat().into_bytes())], "lacks 16 of the 39 codes");
    let mut swapped = order();
    swapped.swap(9, 10);
    refused(&[("order.txt", swapped.concat().into_bytes())], "order.txt:10: the order number is 00011, expected 00010");
    let unix = order().concat().replace('\r', "").into_bytes();
    refused(&[("order.txt", unix)], "the last line does not end in CR LF");
    let mixed = order().concat().replacen('\r', "", 1).into_bytes();
    refused(&[("order.txt", mixed)], "order.txt:1: the line does not end in CR LF");
}

#[test]
fn order_files_that_contradict_themselves_are_refused_with_the_line() {
    refused_order(|lines| lines[6].replace_range(14..15, "2"), "order.txt:7: the flag in column 15 is `2`");
    refused_order(|lines| lines[6].replace_range(14..15, "0"), "order.txt:7: Z28.01 is a header but has no code below");
    refused_order(
        |lines| lines[4].replace_range(14..15, "1"),
        "order.txt:5: Z28 is flagged billable but has codes below",
    );
    refused_order(|lines| drop(lines.remove(17)), "order.txt:18: Z28.310 does not stand below its header Z28.31");
    refused_order(|lines| lines.swap(4, 5), "order.txt:5: Z28.0 does not stand below its header Z28");
    refused_order(|lines| lines[7] = lines[6].clone(), "order.txt:8: Z28.01 stands already in line 7");
    refused_order(|lines| lines[2].insert(8, ' '), "order.txt:3: columns 6, 14, 16 and 77");
    refused_order(|lines| lines[2].insert(90, 'é'), "order.txt:3: holds characters that are not printable ASCII");
    refused_order(|lines| lines[2].truncate(60), "order.txt:3:");
}

#[test]
fn tabular_lists_that_are_no_match_are_refused() {
    let order = || ("order.txt", order().concat().into_bytes());
    let tabular = fs::read_to_string(official("tabular-2021.xml")).expect("a Tabular List");
    let with = |bytes: String, reason: &str| refused(&[order(), ("tabular.xml", bytes.into_bytes())], reason);
    with(tabular.clone(), "lacks 4 codes of the order file, Z28.31 among them");
    with("<ICD10CM.index>\n</ICD10CM.index>\n".to_owned(), "tabular.xml:1: the root is <ICD10CM.index>");
    with(tabular[..tabular.len() / 2].to_owned(), "tabular.xml:");
    with(tabular.replace("Z28.82<", "Z28.84<"), "Z28.84 is not in the order file");
    with(tabular.replace("<excludes2>", "<excludes3>"), "<excludes3> inside <section> is not known");
    with(tabular.replace("</diag>", ""), "is not well-formed XML");
}

#[test]
fn other_files_and_wrong_plans_are_refused() {
    let order = order().concat().into_bytes();
    refused(&[], "no order file among the files given");
    refused(&[("order.txt", order.clone()), ("again.txt", order)], "two files are order files");
    refused(&[("claims.csv", b"claim_id,dx1\nA1,Z53.09\n".to_vec())], "claims.csv:1: is neither an order file");
    refused(&[("table.xlsx", b"PK\x03\x04 and then nothing".to_vec())], "is not a readable workbook");
    let heading = "Current code assignment,Effective,Previous Code(s) Assignment\r\n";
    refused(&[("table.csv", format!("{heading}Z28.39,soon,Z28.3\r\n").into_bytes())], "table.csv:2: `soon` is neither");
    let place = held();
    let again = |release, day| enter(&place.path().join("icd"), release, day, &[official("order-2022-apr.txt")]);
    let error = |release, day| again(release, day).expect_err(day).to_string();
    assert_eq!(error("FY2021-jan", "2022-04-01"), "FY2021-jan is already held, from 2021-01-01");
    assert_eq!(error("FY2020", "2019-10-01"), "2019-10-01 is not newer than FY2021-jan, held from 2021-01-01");
    assert_eq!(error("../FY", "2022-04-01"), "`../FY` cannot name a release");
}

#[test]
fn a_damaged_folder_is_refused_with_file_and_line() {
    let damage = |name: &str, from: &str, to: &str| {
        let place = held();
        let text = table(place.path(), name);
        assert!(text.contains(from), "{from}");
        fs::write(place.path().join("icd").join(name), text.replacen(from, to, 1)).expect("a file");
        CodeBook::open(&place.path().join("icd")).expect_err(name).to_string()
    };
    assert!(
        damage("codes.tsv", "W11.XXXA\t2021-01-01", "W11.XXXA\t2021-01-02")
            .ends_with("codes.tsv:3: no release begins on 2021-01-02")
    );
    assert!(
        damage("codes.tsv", "W11.XXXA\t", "W11XXXA\t").ends_with("codes.tsv:3: `W11XXXA` is not an ICD-10-CM code")
    );
    assert!(damage("codes.tsv", "\t1\tFall", "\tyes\tFall").ends_with("codes.tsv:3: `yes` is neither 0 nor 1"));
    assert!(damage("codes.tsv", "\t1\tFall", "\tFall").ends_with("codes.tsv:3: has 4 cells, expected 5"));
    assert!(damage("notes.tsv", "\texcludes1\t", "\texcludes9\t").contains("notes.tsv:"));
    assert!(damage("notes.tsv", "\tFY2021-jan\t", "\tFY1066\t").ends_with("notes.tsv:2: no release `FY1066`"));
    assert!(damage("blocks.tsv", "\tW11\tW11\t", "\tW11\tW99\t").ends_with("blocks.tsv:2: W99 is not in codes.tsv"));
    assert!(damage("releases.tsv", "2021-01-01", "2021-13-01").contains("releases.tsv:2: `2021-13-01` is not a date"));
    assert!(
        damage("releases.tsv", "2021-09-30", "2021-09-31").contains("releases.tsv: names a date that does not exist")
    );
    assert!(damage("chapters.tsv", "chapter\t", "capitulum\t").contains("chapters.tsv:1: the header is"));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

    /// Whatever bytes stand in a file, the importer answers, and what it refuses changes nothing.
    #[test]
    fn no_bytes_make_the_importer_panic(which in 0..3usize, at: proptest::sample::Index, byte: u8, cut: bool) {
        let names = ["order-2021.txt", "tabular-2021.xml", "conversion-2022-apr.csv"];
        let given = tempfile::tempdir().expect("a folder");
        let paths = names.map(|name| given.path().join(name));
        for (path, name) in paths.iter().zip(names) {
            fs::copy(official(name), path).expect("a copy");
        }
        let mut bytes = fs::read(&paths[which]).expect("a file");
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        fs::write(&paths[which], bytes).expect("a file");
        let place = tempfile::tempdir().expect("a folder");
        let into = place.path().join("icd");
        match enter(&into, "FY2021-jan", "2021-01-01", &paths) {
            Ok(_) => drop(CodeBook::open(&into).expect("a book")),
            Err(_) => assert!(!into.exists()),
        }
    }

    /// Whatever stands in a table, opening the folder answers.
    #[test]
    fn no_bytes_make_opening_panic(which in 0..7usize, at: proptest::sample::Index, byte: u8) {
        let place = held();
        let folder = place.path().join("icd");
        let names = ["releases", "codes", "chapters", "blocks", "notes", "seventh", "successors"];
        let table = folder.join(names[which]).with_extension("tsv");
        let mut bytes = fs::read(&table).expect("a table");
        let at = at.index(bytes.len());
        bytes[at] = byte;
        fs::write(&table, bytes).expect("a table");
        if let Ok(book) = CodeBook::open(&folder) {
            for set in book.indices().map(|index| book.set(index)) {
                for node in set.codes() {
                    let _ = (node.title(), node.block(), set.notes(node.code()), set.seventh(node.code()));
                }
            }
        }
    }
}
