//! What a run writes and reads: whole or not at all, and nothing it must not.

use super::*;

#[test]
fn excluded_files_that_are_named_are_left_out_where_that_is_forced() {
    let folder = folder("exclude = [\"archive/\"]\n");
    write(&folder, "archive/claims.csv", &claims(&ROWS));
    let named = ["check", "archive/claims.csv", "--format", "concise"];
    assert_eq!(run(&folder, &named).exit, Some(1));
    let forced = run(&folder, &[&named[..], &["--force-exclude"]].concat());
    assert_eq!((forced.exit, forced.out.as_str()), (Some(0), ""), "{}", forced.err);
    assert!(forced.err.contains("every file is excluded, and nothing was checked"), "{}", forced.err);
    assert_eq!(
        check(&folder, &["archive/claims.csv", "--force-exclude", "--format", "json"], 1)
            .out
            .matches("M54.5 is")
            .count(),
        2
    );
}

#[test]
fn corrected_copies_in_a_folder_are_passed_over() {
    let folder = folder("");
    write(&folder, "in/claims.csv", &claims(&ROWS));
    write(&folder, "in/claims.fixed.csv", &claims(&ROWS));
    write(&folder, "in/other.fixed.csv", &claims(&ROWS));
    for path in ["in", "in/*.csv"] {
        let both = run(&folder, &["check", path]);
        assert!(both.err.contains("claims.fixed.csv is the corrected copy of the file beside it"), "{}", both.err);
        assert!(both.out.contains("checked 10 rows in 2 files"), "{}", both.out);
    }
    let named = run(&folder, &["check", "in/*.fixed.csv"]);
    assert!(named.out.contains("checked 10 rows in 2 files") && named.err.is_empty(), "{}{}", named.out, named.err);
}

#[test]
fn a_cell_of_csv_does_nothing_to_a_terminal() {
    let folder = folder("");
    write(&folder, "claims.csv", &claims(&["A\u{1b}[31m1,2025-11-04,ACME,M54.5,,99213"]));
    let said = check(&folder, &["--format", "csv"], 1).out;
    assert!(said.contains("A\\u{1b}[31m1") && !said.contains('\u{1b}'), "{said}");
}

#[test]
fn packed_files_folders_and_names_of_standard_input() {
    let folder = folder("exclude = [\"archive/\"]\n");
    // The rows of a claim stand apart, so the file is read twice.
    let text = claims(&[&ROWS[..], &["A1,2025-11-04,ACME,I10,,99213"]].concat());
    std::fs::create_dir_all(folder.path().join("in/archive")).expect("a folder");
    std::fs::write(folder.path().join("in/a.csv.gz"), packed(&text)).expect("a file");
    let zstd = ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    std::fs::write(folder.path().join("in/b.csv.zst"), zstd).expect("a file");
    std::fs::write(folder.path().join("in/archive/c.csv"), "nothing").expect("a file");
    write(&folder, "in/c.csv", &text);
    let concise = |path: &str| run(&folder, &["check", path, "--format", "concise", "--quiet"]);
    let all = concise("in").out;
    let findings = |name: &str| all.lines().filter_map(|line| line.strip_prefix(name)).collect::<Vec<_>>();
    assert!(!findings("in/a.csv.gz").is_empty(), "{all}");
    assert_eq!(findings("in/a.csv.gz"), findings("in/c.csv"));
    assert_eq!(findings("in/b.csv.zst"), findings("in/c.csv"));
    assert_eq!(concise("in/**/*.csv").out.lines().count(), findings("in/c.csv").len());
    let whole = packed(&text);
    std::fs::write(folder.path().join("cut.csv.gz"), &whole[..whole.len() / 2]).expect("a file");
    assert_eq!(concise("cut.csv.gz").exit, Some(2));

    let mut reading =
        command(folder.path(), &["check", "-", "--stdin-filename", "from/line.csv", "--format", "concise", "-q"]);
    let mut child = reading.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("claimlint runs");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), &whole).expect("written");
    let said = ended(&child.wait_with_output().expect("it ends"));
    assert_eq!(
        said.out,
        findings("in/c.csv").iter().fold(String::new(), |text, line| text + "from/line.csv" + line + "\n")
    );
}

/// What did not run to its end looks like it in every report: a file that ends midway, one without dates, one without a
/// header, and one that is not there.
#[test]
fn a_file_not_wholly_checked_is_no_finished_run() {
    let folder = folder("");
    let rows: Vec<String> = (0..9000).map(|row| format!("B{},2025-11-04,ACME,E11.9,,99213", row * 7919)).collect();
    let whole = packed(&claims(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    std::fs::write(folder.path().join("cut.csv.gz"), &whole[..whole.len() / 2]).expect("a file");
    write(&folder, "dateless.csv", "claim_id,dx1\nA1,E11.9\n");
    write(&folder, "headless.csv", "claim_id,SECRETNAME\nC,D\n");
    for (file, how) in [
        ("cut.csv.gz", "not wholly checked: cannot read it: "),
        ("dateless.csv", "not wholly checked: no diagnosis has a date that says which code set is in force"),
        ("headless.csv", "not read: no column is known to hold a diagnosis; the file has: "),
        ("gone.csv", "not read: cannot "),
    ] {
        let of = |format: &str| {
            let said = run(&folder, &["check", file, "--format", format]);
            assert_eq!(said.exit, Some(2), "{format}: {}", said.out);
            assert!(!said.out.contains("SECRETNAME"), "{format}: {}", said.out);
            said.out
        };
        let short = how.split_once(':').expect("a colon").0;
        assert!(of("human").contains(short), "{}", of("human"));
        for format in ["concise", "json", "sarif", "junit", "github", "gitlab", "csv", "markdown"] {
            assert!(of(format).contains(how), "{file} as {format}: {}", of(format));
        }
        let sarif: serde_json::Value = serde_json::from_str(&of("sarif")).expect("JSON");
        let invocation = &sarif["runs"][0]["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], false);
        assert_eq!(invocation["toolExecutionNotifications"][0]["level"], "error");
        let json: serde_json::Value = serde_json::from_str(&of("json")).expect("JSON");
        assert!(json["summary"]["inputs"][0]["failed"].as_str().is_some_and(|why| why.starts_with(how)));
        let junit = of("junit");
        let passed =
            |line: &&str| line.starts_with("<testcase") && line.ends_with("/>") && !line.contains("</testcase>");
        assert_eq!(junit.lines().filter(passed).count(), 0, "{junit}");
        assert!(junit.contains("errors=\"1\""), "{junit}");
    }
    assert!(!check(&folder, &["--format", "json"], 1).out.contains("\"failed\""));
}

#[test]
fn claim_ids_are_hashed_where_asked() {
    let folder = folder("");
    let key = ["--redact", "--redact-key", "key"];
    write(&folder, "key", "0123456789abcdef");
    for format in ["human", "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "csv", "markdown"] {
        let run = check(&folder, &[&["--format", format][..], &key].concat(), 1);
        for id in ["A1", "A2", "A3", "A4"] {
            let alone = |text: &str| text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == id);
            assert!(!alone(&run.out) && !alone(&run.err), "{format} names {id}: {}", run.out);
        }
    }
    let first = check(&folder, &[&["--format", "concise"][..], &key].concat(), 1).out;
    assert!(first.contains("(claim claim-"), "{first}");
    assert!(check(&folder, &["--redact"], 2).err.contains("--redact needs a key"));
    write(&folder, "key", "short");
    assert!(check(&folder, &key, 2).err.contains("has at least 16 characters"));
    assert!(check(&folder, &["--format", "github", "--no-redact"], 1).out.contains("::error"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_does_not_fit_leaves_nothing_behind() {
    let folder = folder("");
    let rows: Vec<String> = (0..400).map(|row| format!("B{row},2025-11-04,ACME,M54.5,,99213")).collect();
    write(&folder, "claims.csv", &claims(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    write(&folder, "old.json", "before");
    let before = std::fs::read(folder.path().join("claims.csv")).expect("the claims");
    // A limit on the size of a file stands for a disk that is full.
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; '{}' check claims.csv --output json=old.json --output csv=new.csv --write-baseline new.json -q",
        env!("CARGO_BIN_EXE_claimlint")
    );
    for arguments in ["", " --output sarif=/dev/full"] {
        let output = Command::new("sh").current_dir(folder.path()).args(["-c", &(script.clone() + arguments)]).output();
        let said = ended(&output.expect("sh runs"));
        assert_eq!(said.exit, Some(2), "{}", said.err);
        assert!(said.err.contains("cannot write ") && !said.err.contains(".claimlint-"), "{}", said.err);
        let mut names: Vec<_> =
            std::fs::read_dir(folder.path()).expect("it").map(|entry| entry.expect("it").file_name()).collect();
        names.sort();
        assert_eq!(names, ["claimlint.toml", "claims.csv", "old.json"]);
        assert_eq!(std::fs::read_to_string(folder.path().join("old.json")).expect("it"), "before");
        assert_eq!(std::fs::read(folder.path().join("claims.csv")).expect("the claims"), before);
    }
}

/// `claimlint check | head -1` ends quietly, in every format.
#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = folder("");
    let rows: Vec<String> = (0..5000).map(|row| format!("B{row},2025-11-04,ACME,M54.5,,99213")).collect();
    write(&folder, "claims.csv", &claims(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    for format in ["human", "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "csv", "markdown"] {
        let script = format!(
            "{{ '{}' check claims.csv --format {format} --quiet; echo \"exit $?\" >&2; }} | head -c 1",
            env!("CARGO_BIN_EXE_claimlint")
        );
        let output = Command::new("sh").current_dir(folder.path()).args(["-c", &script]).output().expect("sh runs");
        let said = ended(&output);
        assert_eq!((said.out.len(), said.err.as_str()), (1, "exit 1\n"), "{format}");
    }
}

#[test]
fn completions_and_manual_pages() {
    let folder = folder("");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = run(&folder, &["completions", shell]);
        assert_eq!(said.exit, Some(0));
        assert!(said.out.contains("fail-on"), "{shell}");
    }
    assert!(run(&folder, &["man"]).out.contains(".TH claimlint 1"));
    assert_eq!(run(&folder, &["man", "--into", "pages"]).exit, Some(0));
    assert!(
        std::fs::read_to_string(folder.path().join("pages/claimlint-check.1")).expect("a page").contains("baseline")
    );
    let pages = std::fs::read_dir(folder.path().join("pages")).expect("a folder");
    let names: Vec<String> =
        pages.map(|page| page.expect("a page").file_name().to_string_lossy().into_owned()).collect();
    assert!(names.iter().all(|name| name.starts_with("claimlint") && name.ends_with(".1")), "{names:?}");
    assert!(names.contains(&"claimlint.1".to_owned()), "{names:?}");
}
