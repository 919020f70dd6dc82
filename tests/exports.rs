//! Exports as they come: sheets of workbooks, pipes, and files that complete others.
//!
//! What is in them is small and invented; each stands for a shape that was once read wrongly or not at all.

use rust_xlsxwriter::{Workbook, Worksheet};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn claimlint(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    command.current_dir(folder).args(arguments).arg("--isolated").stdin(Stdio::null()).output().expect("it runs")
}

/// Everything a run says, line breaks of the terminal taken out.
fn said(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&all).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A folder of these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

/// What is said of the files when `check` is asked with these arguments.
fn checked(files: &[(&str, &str)], arguments: &[&str]) -> String {
    let folder = folder(files);
    said(&claimlint(folder.path(), &[&["check", "--format", "concise"], arguments].concat()))
}

/// A workbook of one sheet, checked.
fn sheet(fill: impl Fn(&mut Worksheet)) -> (tempfile::TempDir, String) {
    let folder = folder(&[]);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in ["claim_id", "service_date", "dx1"].into_iter().enumerate() {
        text(sheet, 0, column, header);
    }
    fill(sheet);
    book.save(folder.path().join("claims.xlsx")).expect("a workbook");
    let said = said(&claimlint(folder.path(), &["check", "claims.xlsx", "--format", "concise"]));
    (folder, said)
}

fn text(sheet: &mut Worksheet, row: u32, column: usize, text: &str) {
    sheet.write_string(row, u16::try_from(column).expect("a column"), text).expect("a cell");
}

fn claim(sheet: &mut Worksheet, row: u32, cells: [&str; 3]) {
    for (column, cell) in cells.into_iter().enumerate() {
        text(sheet, row, column, cell);
    }
}

#[test]
fn a_cell_far_away_costs_its_own_room_or_is_refused() {
    let (_folder, said) = sheet(|sheet| {
        claim(sheet, 1, ["1", "2025-11-04", "M54.5"]);
        text(sheet, 1_048_575, 9, "x");
    });
    assert!(said.contains("claims.xlsx:2:3: error DX101"), "{said}");
    let (_folder, said) = sheet(|sheet| text(sheet, 1_048_575, 16_383, "x"));
    assert!(said.contains("an area of 1048576 rows and 16384 columns, and at most 100 million cells"), "{said}");
}

#[test]
fn whole_numbers_of_a_sheet_stay_whole() {
    let (_folder, said) = sheet(|sheet| {
        for (row, id) in [(1, 1_234_567_890_123_451.0), (2, 1_234_567_890_123_452.0)] {
            claim(sheet, row, ["", "2025-11-04", "M54.5"]);
            sheet.write_number(row, 0, id).expect("a cell");
        }
    });
    assert!(said.contains("(claim 1234567890123451)") && said.contains("(claim 1234567890123452)"), "{said}");
}

/// A file of files, none of them packed.
fn archive(files: &[(&str, String)]) -> Vec<u8> {
    let (mut all, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let mut sum = flate2::Crc::new();
        sum.update(text.as_bytes());
        let [size, long, at] = [text.len(), name.len(), all.len()].map(|n| u32::try_from(n).expect("it is small"));
        let mut facts = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        facts.extend([sum.sum(), size, size, long].iter().flat_map(|number| number.to_le_bytes()));
        all.extend([b"PK\x03\x04".as_slice(), &facts, name.as_bytes(), text.as_bytes()].concat());
        directory
            .extend([b"PK\x01\x02\x14\0".as_slice(), &facts, &[0; 10], &at.to_le_bytes(), name.as_bytes()].concat());
    }
    let count = u16::try_from(files.len()).expect("it is small").to_le_bytes();
    let [size, at] = [directory.len(), all.len()].map(|n| u32::try_from(n).expect("it is small").to_le_bytes());
    [all, directory, [b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &size, &at, &[0, 0]].concat()].concat()
}

/// A program that writes workbooks and reckons nothing leaves formulas without their results.
#[test]
fn formulas_without_a_result_are_said() {
    let row = |number: usize, cells: [&str; 3]| {
        let cell = |(column, text): (char, &str)| match text.strip_prefix('=') {
            Some(formula) => format!("<c r=\"{column}{number}\"><f>{formula}</f></c>"),
            None => format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        };
        let cells: String = "ABC".chars().zip(cells).map(cell).collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let rows = [["claim_id", "service_date", "dx1"], ["1", "2025-11-04", "M54.5"], ["2", "2025-11-04", "=C2"]];
    let rows: String = (1..).zip(rows).map(|(number, cells)| row(number, cells)).collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = archive(&[
        ("[Content_Types].xml", String::from("<Types/>")),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Claims\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")),
    ]);
    let folder = folder(&[]);
    std::fs::write(folder.path().join("claims.xlsx"), book).expect("a workbook");
    let said = said(&claimlint(folder.path(), &["check", "claims.xlsx", "--format", "concise"]));
    assert!(said.contains("claims.xlsx:2:3: error DX101"), "{said}");
    assert!(said.contains("1 cell is a formula without its result in the workbook"), "{said}");
}

/// The text is written here: nothing in a cell is a delimiter or a quote.
#[test]
fn cells_of_a_sheet_do_not_cut_it() {
    let (folder, said) = sheet(|sheet| {
        text(sheet, 0, 0, "'claim_id");
        text(sheet, 0, 2, "dx1'");
        text(sheet, 0, 3, "a | b | c | d");
        for row in 1..4 {
            claim(sheet, row, ["1", "2025-11-04", "M54.5"]);
            text(sheet, row, 3, "a | b | c | d");
        }
    });
    assert!(said.contains("3 of 4 columns read"), "{said}");
    let looked_at = self::said(&claimlint(folder.path(), &["inspect", "claims.xlsx"]));
    assert!(looked_at.contains("written Excel workbook, sheet \"Sheet1\", header on line 1"), "{looked_at}");
}

/// A pipe can be read once: neither is it looked into for what completes another, nor corrected.
#[cfg(unix)]
#[test]
fn a_pipe_is_read_once() {
    let folder = folder(&[("other.csv", "claim_id,service_date,dx1\n2,2025-11-04,I10\n")]);
    let piped = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_claimlint"));
        command.current_dir(folder.path()).args(arguments).arg("--isolated");
        let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut run = streams.spawn().expect("it starts");
        let mut pipe = run.stdin.take().expect("a pipe");
        // A run that refuses to read breaks the pipe.
        let _ = std::io::Write::write_all(&mut pipe, b"claim_id,service_date,dx1\n1,2025-11-04,M54.5\n");
        drop(pipe);
        said(&run.wait_with_output().expect("it ends"))
    };
    let checked = piped(&["check", "/dev/stdin", "other.csv", "--format", "concise"]);
    assert!(checked.contains("/dev/stdin:2:14: error DX101") && checked.contains("2 claims"), "{checked}");
    let fixed = piped(&["fix", "/dev/stdin"]);
    assert!(fixed.contains("no file but a pipe or a device, which is checked, but not corrected"), "{fixed}");
}

const LINES: &str = "claim_id,service_date,cpt\n1,2025-11-04,99213\n2,2025-11-04,99213\n";

#[test]
fn rows_of_a_companion_are_read_or_counted() {
    let dx = "claim_id,dx,dx_seq\n1,I10,1\n,M54.5,2\n";
    let said = checked(&[("l.csv", LINES), ("d.csv", dx)], &["l.csv", "--diagnoses", "d.csv"]);
    assert!(said.contains("not read: 1 row of d.csv whose claim_id is blank"), "{said}");
    assert!(said.contains("1 claim of this file is not in d.csv and was checked without it"), "{said}");
    let own = "name = \"own\"\ntitle = \"own\"\nrequires = [\"Nr\", \"Kode\"]\nblank-below = true\ntrailer = \"TR|\"\n\
               column = [ { field = \"claim_id\", is = [\"Nr\"] }, { field = \"dx1\", is = [\"Kode\"] } ]\n";
    let files = [("l.csv", LINES), ("d.csv", "Nr|Kode\n1|I10\n|M54.5\n2|I10\nTR|2\n"), ("own.toml", own)];
    let said = checked(&files, &["l.csv", "--diagnoses", "d.csv", "--config", "layouts=[\"own.toml\"]"]);
    assert!(said.contains("d.csv:3:2: error DX101") && said.contains("3 rows, 2 claims"), "{said}");
}

/// Lines of a companion that say nothing are counted as those of a claim file are; where its columns change their order, it is
/// not read at all.
#[test]
fn lines_of_a_companion_that_are_no_rows_are_said() {
    let claims = ("c.csv", "claim_id,dx1\n1,E11.9\n,\n\u{a0},\n2,I10\n");
    let said = checked(&[("l.csv", LINES), claims], &["l.csv", "--claims", "c.csv"]);
    assert!(said.contains("c.csv: 2 rows have nothing in their cells, or only dashes, and are not counted"), "{said}");
    let claims = ("c.csv", "claim_id,dx1\n1,E11.9\nDX1,CLAIM_ID\nI10,2\n");
    let folder = folder(&[("l.csv", LINES), claims]);
    let output = claimlint(folder.path(), &["check", "l.csv", "--claims", "c.csv", "--format", "concise"]);
    assert_eq!(output.status.code(), Some(2));
    let said = self::said(&output);
    assert!(said.contains("c.csv: the header stands again on line 3, with its columns in another order"), "{said}");
}

/// A row that cannot be read is a finding of its own, in the file it stands in.
#[test]
fn a_row_of_a_companion_that_cannot_be_read_is_a_finding() {
    let short = ("c.csv", "claim_id,dx1,dx2\n1,I10\n2,M54.50,\n");
    let place =
        "c.csv:2:1: error RD101 row-malformed this row could not be read and was not checked: the row has 2 cells";
    let folder = folder(&[("l.csv", LINES), short]);
    let beside = claimlint(folder.path(), &["check", "l.csv", "--claims", "c.csv", "--format", "concise"]);
    let alone = claimlint(folder.path(), &["check", "c.csv", "--as-of", "2025-11-04", "--format", "concise"]);
    for output in [&beside, &alone] {
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(said(output).matches(place).count(), 1, "{}", said(output));
    }
    let beside = said(&beside);
    assert!(
        beside.contains("1 claim of this file has a row in c.csv that could not be read, and was checked"),
        "{beside}"
    );
    assert!(!beside.contains("is not in c.csv") && beside.contains("malformed (line 2)"), "{beside}");
    assert!(beside.contains("1 row that could not be read"), "{beside}");
    let open = checked(
        &[("l.csv", LINES), ("d.csv", "claim_id,dx,dx_seq\n1,I10,1\n2,\"M54.50,1\n1,E11.9,2\n")],
        &["l.csv", "--diagnoses", "d.csv"],
    );
    assert!(open.contains("d.csv:3:1: error RD101") && open.contains("2 claims, 2 diagnoses"), "{open}");
}

/// The second row of a claim is named where it says something else than the first, and only there.
#[test]
fn a_further_row_of_a_claim_is_not_passed_over_in_silence() {
    let beside = |rows: &str| {
        let claims = format!("claim_id,dx1,dx2\n1,I10,\n2,I10,\n{rows}");
        checked(&[("l.csv", LINES), ("c.csv", &claims)], &["l.csv", "--claims", "c.csv"])
    };
    let said = beside("1,M54.50,G35.D\n");
    assert!(said.contains("not checked: 1 row of c.csv beside another of the same claim"), "{said}");
    assert!(said.contains("the one that is read (line 4)"), "{said}");
    let said = beside("1,I10,\n2,I10,\n");
    assert!(!said.contains("beside another"), "{said}");
}

/// Of several companions it is said which of them lacks the claim.
#[test]
fn what_is_missing_is_missing_in_one_companion() {
    let files = [
        ("l.csv", LINES),
        ("c.csv", "claim_id,claim_type\n1,professional\n"),
        ("d.csv", "claim_id,dx,dx_seq\n2,I10,1\n"),
    ];
    let said = checked(&files, &["l.csv", "--claims", "c.csv", "--diagnoses", "d.csv"]);
    assert!(said.contains("line 3 is the first row whose claim is not found in c.csv"), "{said}");
    assert!(said.contains("line 2 is the first row whose claim is not found in d.csv"), "{said}");
}

/// What a companion adds to one file says nothing of another.
#[test]
fn each_file_has_notes_of_its_own_on_a_companion() {
    let one = "claim_id,service_date,cpt\n1,2025-11-04,99213\n";
    let files = [("l1.csv", one), ("l2.csv", LINES), ("d.csv", "claim_id,dx\n1,I10\n2,I10\n")];
    let folder = folder(&files);
    let arguments = ["check", "l1.csv", "l2.csv", "--diagnoses", "d.csv", "--format", "json"];
    let report: Value = serde_json::from_slice(&claimlint(folder.path(), &arguments).stdout).expect("a report");
    let inputs = report["summary"]["inputs"].as_array().expect("the files");
    let unasked = |input: &Value| input["notes"].to_string().contains("no row of this file is of it: 1 claim of d.csv");
    assert_eq!(inputs.iter().map(unasked).collect::<Vec<_>>(), [true, false], "{report}");
}

/// `OpenEMR`: a row is a service or a diagnosis by its code type.
#[test]
fn a_companion_of_mixed_rows_gives_its_diagnoses_alone() {
    let mixed = "encounter,code_type,code,justify,modifier,date\n1,ICD10,M54.5,,,2025-11-04\n1,CPT4,99213,M54.5,,2025-11-04\n\
                 2,CPT4,99214,,,2025-11-04\n2,ICD10,I10,,,2025-11-04\n";
    let said = checked(&[("l.csv", LINES), ("oe.csv", mixed)], &["l.csv", "--diagnoses", "oe.csv"]);
    assert!(said.contains("oe.csv:2:9: error DX101") && said.contains("2 claims, 2 diagnoses"), "{said}");
}

/// Files of one feed and others beside it, checked in one run.
#[test]
fn found_companions_complete_only_the_files_they_are_for() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/layouts");
    let at = |name: &str| format!("{fixtures}/{name}.csv");
    let run = |names: &[&str]| {
        let paths: Vec<String> = names.iter().map(|name| at(name)).collect();
        let mut arguments = vec!["check", "--format", "concise"];
        arguments.extend(paths.iter().map(String::as_str));
        claimlint(Path::new(fixtures), &arguments)
    };
    for names in [&["cclf1", "cclf2", "cclf4", "cclf5"][..], &["canonical", "idr-lines", "idr-claims", "idr-diagnoses"]]
    {
        let output = run(names);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains("in 2 files"), "{}", said(&output));
    }
}

/// Keys that are blank on both sides are no reason to give a claim the diagnoses of another.
#[test]
fn blank_keys_join_nothing() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/layouts");
    let read = |name: &str| std::fs::read_to_string(format!("{fixtures}/{name}.csv")).expect("a fixture");
    let blank = |text: &str| {
        let mut rows = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let header = rows.next().expect("a header");
        let is_key =
            |name: &String| ["CLM_NUM_SK", "CLM_TYPE_CD", "GEO_BENE_SK", "CLM_DT_SGNTR_SK"].contains(&name.as_str());
        let row = |row: Vec<String>| {
            let cells = header.iter().zip(row).map(|(name, cell)| if is_key(name) { "~".to_owned() } else { cell });
            cells.collect::<Vec<_>>().join(",")
        };
        std::iter::once(header.join(",")).chain(rows.map(row)).collect::<Vec<_>>().join("\n") + "\n"
    };
    let files = [("l.csv", blank(&read("idr-lines"))), ("d.csv", blank(&read("idr-diagnoses")))];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let said = checked(&files, &["l.csv", "--diagnoses", "d.csv"]);
    assert!(said.contains("17 rows, 0 claims") && said.contains("not read: 17 rows of d.csv whose"), "{said}");
    assert!(!said.contains("d.csv:6:"), "{said}");
}

/// One claim id in two files, and another of the columns that name the claim: that is a contradiction, and no gap.
#[test]
fn a_claim_known_by_its_id_alone_is_a_contradiction() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/layouts");
    let read = |name: &str| std::fs::read_to_string(format!("{fixtures}/{name}.csv")).expect("a fixture");
    let (lines, claims) = (read("idr-lines"), read("idr-claims"));
    let place = claims.lines().next().expect("a header").split(',').position(|name| name == "CLM_TYPE_CD");
    let other: Vec<String> = (claims.lines().enumerate())
        .map(|(number, row)| {
            let mut cells: Vec<&str> = row.split(',').collect();
            if number == 1 {
                cells[place.expect("a column")] = "2041";
            }
            cells.join(",")
        })
        .collect();
    let (other, dx) = (other.join("\n"), read("idr-diagnoses"));
    let files = [("l.csv", lines.as_str()), ("c.csv", &other), ("d.csv", &dx)];
    let said = checked(&files, &["l.csv", "--claims", "c.csv", "--diagnoses", "d.csv"]);
    assert!(said.contains("1 claim of this file is in c.csv by the claim id and not by"), "{said}");
    assert!(!said.contains("is not in c.csv"), "{said}");
}

#[test]
fn a_file_without_the_columns_a_companion_is_joined_by_is_told_so() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/layouts");
    let dx = std::fs::read_to_string(format!("{fixtures}/idr-diagnoses.csv")).expect("a fixture");
    let lines = "CLM_UNIQ_ID,CLM_LINE_HCPCS_CD,CLM_LINE_FROM_DT,dx1\n1,99213,2025-11-04,I10\n";
    let said = checked(&[("l.csv", lines), ("d.csv", &dx)], &["l.csv", "--diagnoses", "d.csv"]);
    assert!(
        said.contains("it has not all of the columns") && said.contains("by which d.csv could complete it"),
        "{said}"
    );
}

#[test]
fn a_folder_is_inspected_as_it_is_checked() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/layouts");
    let at = |name: &str| format!("{fixtures}/{name}.csv");
    let output = claimlint(Path::new(fixtures), &["inspect", &at("837-claims"), &at("837-lines")]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(
        said(&output).contains(&format!("with {}: 6 rows, 6 claims, read as", at("837-claims"))),
        "{}",
        said(&output)
    );
}

/// Headers are of the file, and so obeyed by no terminal and no TOML reader.
#[test]
fn settings_to_paste_are_toml_and_safe_to_show() {
    let header = "Leading \u{1b}[31mDiag\\x \"\"q\"\" Final";
    let folder = folder(&[("esc.csv", &format!("claim_id,service_date,\"{header}\"\n1,2025-11-04,M54.5\n"))]);
    let page = claimlint(folder.path(), &["inspect", "esc.csv"]).stdout;
    assert!(!page.contains(&0x1b), "{}", String::from_utf8_lossy(&page));
    let document = claimlint(folder.path(), &["inspect", "esc.csv", "--format", "json"]).stdout;
    let document: Value = serde_json::from_slice(&document).expect("a document");
    let settings: toml::Table = document["settings"].as_str().expect("settings").parse().expect("TOML");
    assert_eq!(settings["columns"]["dx1"].as_str(), Some("Leading \u{1b}[31mDiag\\x \"q\" Final"));
}

#[test]
fn a_refused_file_has_a_document_and_the_last_row_needs_no_line_end() {
    let files = [("nodx.csv", "claim_id,service_date,cpt\n1,2025-11-04,99213\n"), ("nonl.csv", "claim_id,dx1\n1,I10")];
    let folder = folder(&files);
    let document = |name: &str| -> Value {
        let output = claimlint(folder.path(), &["inspect", name, "--format", "json"]);
        serde_json::from_slice(&output.stdout).expect("a document")
    };
    let refused = document("nodx.csv");
    assert!(refused["refused"].is_string() && refused["help"].is_string(), "{refused}");
    assert_eq!(document("nonl.csv")["sampled_rows"], 1);
}

/// A line that points by code names one of the claim's diagnoses, as one that points by number does.
#[test]
fn a_pointer_by_code_names_a_diagnosis_of_the_claim() {
    let rows = "H1,2025-11-03,99213,E11.9,I10,\"E11.9,I10\"\nH2,2025-11-03,99213,E11.9,I10,S83.241A\n\
                H3,2025-11-03,99213,E11.9,I10,I10\nH4,2025-11-03,99213,E11.9,I10,xx?\n";
    let text = format!("Claim ID,DOS,CPT,Dx A,Dx B,Diagnosis Pointer\n{rows}");
    let said = checked(&[("claims.csv", &text)], &["claims.csv"]);
    assert!(said.contains("claims.csv:3:31: error PT202 dx-pointer-out-of-range pointer S83.241A names no"), "{said}");
    assert!(said.contains("claims.csv:5:31: error PT202 dx-pointer-out-of-range pointer xx? names no"), "{said}");
    assert_eq!(said.matches(": error PT202").count(), 2, "{said}");
}

/// A pointer that names nothing is a finding or is counted.
#[test]
fn no_pointer_is_passed_over_in_silence() {
    let pointing = |pointer: &str| {
        let row = format!("A1,professional,2025-11-04,99213,I10,\"{pointer}\"");
        let text = format!("claim_id,claim_type,service_date,cpt,dx1,dx_pointers\n{row}\n");
        checked(&[("claims.csv", &text)], &["claims.csv", "--select", "PT"])
    };
    for date in ["2-Jan", "Jan-02", "2026-01-02", "1/2/2026", "0.0430555"] {
        let said = pointing(date);
        let why = format!("warning PT202 dx-pointer-out-of-range pointer {date} names no diagnosis: a spreadsheet");
        assert!(said.contains(&why), "{said}");
    }
    for dashed in ["A–B", "1—2"] {
        assert!(pointing(dashed).contains("pointer 2 names no diagnosis: the claim lists 1"), "{dashed}");
    }
    for words in ["1 thru 2", "dx1,dx2", "(A)(B)", "first"] {
        let said = pointing(words);
        assert!(said.contains("not checked: 1 pointer cell holds neither pointers"), "{words}: {said}");
        assert!(!said.contains("PT202"), "{words}: {said}");
    }
    for code in ["I10", "A", ""] {
        let said = pointing(code);
        assert!(!said.contains("pointer cell") && !said.contains("PT202 dx"), "{code}: {said}");
    }
}

/// Why a file could not be checked is told as it is, in a report without what the file itself says.
#[test]
fn a_report_says_why_a_file_was_not_checked() {
    let said = checked(&[("lines.csv", "ClaimID,DOS,CPT\n1,2025-11-04,99213\n")], &["lines.csv"]);
    assert!(said.contains("not read: no column is known to hold a diagnosis"), "{said}");
    let said = checked(&[("euro.csv", "Claim ID;DOS;Dx1\n1;03.11.2025;M54.5\n")], &["euro.csv"]);
    assert!(said.contains("no diagnosis has a date that could be read") && said.contains("MM/DD/YYYY"), "{said}");
}

/// `PCORnet` holds codes of several code sets, and says of each row which.
#[test]
fn codes_of_another_code_set_are_counted_and_not_judged() {
    let header = "DIAGNOSISID,PATID,ENCOUNTERID,ENC_TYPE,ADMIT_DATE,DX,DX_TYPE,DX_DATE,DX_SOURCE,DX_ORIGIN,PDX,DX_POA";
    let row =
        |number: u32, code: &str, set: &str| format!("{number},1,9,AV,2025-11-04,{code},{set},2025-11-04,FI,BI,S,\n");
    let rows = [row(1, "M54.5", "10"), row(2, "44054006", "SM"), row(3, "5A11", "11"), row(4, "XYZ9", "OT")].concat();
    let said = checked(&[("claims.csv", &format!("{header}\n{rows}"))], &["claims.csv", "--select", "diagnosis"]);
    assert!(
        said.contains("claims.csv:2:21: error DX101") && said.contains("3 diagnoses of another code set"),
        "{said}"
    );
    assert_eq!(said.matches("claims.csv:").count(), 2, "{said}");
}

#[test]
fn claims_without_diagnosis_and_without_a_birth_date_that_can_be_read_are_counted() {
    let rows = "B0,2025-11-03,O09.01,1950-01-01,F\nB1,2025-11-03,O09.01,18264,F\nB2,2025-11-03,O09.01,1/1/50,F\n\
                B3,2025-11-03,,1950-01-01,F\n";
    let text = format!("Claim ID,DOS,Dx1,DOB,Sex\n{rows}");
    let said = checked(&[("claims.csv", &text)], &["claims.csv"]);
    assert!(said.contains("1 claim has no diagnosis"), "{said}");
    assert!(said.contains("age is not known on 2 claims, because the birth date could not be read"), "{said}");
    assert!(!said.contains("18264") && !said.contains("1/1/50"), "{said}");
}
