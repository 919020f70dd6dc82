//! What does not fail a run although it was found: known findings, suppressions, thresholds.

use super::*;

#[test]
fn a_baseline_knows_findings_wherever_they_stand() {
    let folder = folder("");
    let said = check(&folder, &["--write-baseline", "known.json"], 0).out;
    assert!(said.contains("known to the baseline known.json"), "{said}");
    let baseline = std::fs::read_to_string(folder.path().join("known.json")).expect("the baseline");
    assert!(!baseline.contains("A1"), "claim ids are hashed: {baseline}");
    check(&folder, &["--baseline", "known.json"], 0);

    // Sorted the other way, with a column more and in another order of columns.
    let shuffled: String = std::iter::once("remark,procedure_code,dx2,dx1,payer,service_date,claim_id".to_owned())
        .chain(ROWS.iter().rev().map(|row| row.rsplit(',').fold("again".to_owned(), |line, cell| line + "," + cell)))
        .fold(String::new(), |text, row| text + &row + "\n");
    write(&folder, "claims.csv", &shuffled);
    check(&folder, &["--baseline", "known.json"], 0);

    let mut rows = vec!["A6,2025-11-05,ACME,R51,,99213"];
    rows.extend(ROWS);
    write(&folder, "claims.csv", &claims(&rows));
    let new = check(&folder, &["--baseline", "known.json", "--format", "concise"], 1);
    assert_eq!(new.out.lines().count(), 1, "{}", new.out);
    assert!(new.out.contains("R51"), "{}", new.out);

    // Equal findings are counted: of two known ones a third is new.
    for (broken, exit) in [(2, 0), (1, 0), (3, 1)] {
        write(&folder, "claims.csv", &claims(&[&ROWS[..], &vec!["A7,broken"; broken]].concat()));
        if exit == 0 && broken == 2 {
            check(&folder, &["--write-baseline", "known.json"], 0);
        }
        check(&folder, &["--baseline", "known.json"], exit);
    }
}

#[test]
fn what_is_fixed_is_counted_and_pruned() {
    let folder = folder("baseline = \"known.json\"\n");
    check(&folder, &["--write-baseline", "known.json"], 0);
    let lines = |folder: &TempDir| {
        std::fs::read_to_string(folder.path().join("known.json")).expect("the baseline").lines().count()
    };
    let before = lines(&folder);
    write(
        &folder,
        "claims.csv",
        &claims(&[&["A3,2025-11-05,ACME,I10,,99213", "A9,2025-11-05,ACME,R51,,99213"], &ROWS[3..]].concat()),
    );
    let said = check(&folder, &["--prune-baseline"], 1).out;
    assert!(said.contains("fixed since: 3"), "{said}");
    assert_eq!(lines(&folder), before - 3);
    // The new finding was not taken in.
    check(&folder, &[], 1);
    assert!(!check(&folder, &[], 1).out.contains("fixed since"));
    check(&folder, &["--no-suppressions"], 1);
    let error = run(&folder, &["check", "claims.csv", "--isolated", "--prune-baseline"]);
    assert_eq!(error.exit, Some(2));
    assert!(error.err.contains("no baseline to prune"), "{}", error.err);
}

#[test]
fn what_was_not_looked_for_or_is_suppressed_is_not_fixed() {
    let folder = folder("baseline = \"known.json\"\n");
    check(&folder, &["--write-baseline", "known.json"], 0);
    let read = || std::fs::read_to_string(folder.path().join("known.json")).expect("the baseline");
    let before = read();
    let pruned = |more: &[&str], words: &str| {
        let said = check(&folder, &[&["--prune-baseline"], more].concat(), 0).out;
        assert!(said.contains(words) && !said.contains("fixed since"), "{words}: {said}");
        assert_eq!(read(), before, "{words}");
    };
    pruned(&["--ignore", "DX101"], "not looked at, because their rule did not run on all files: 2");
    pruned(&["--select", "DX108"], "not looked at, because their rule did not run on all files: 3");
    // What is suppressed is still there.
    let allow = "baseline = \"known.json\"\n[[allow]]\nrule = \"DX101\"\nreason = \"agreed\"\n";
    write(&folder, "claimlint.toml", allow);
    pruned(&[], "2 findings allowed");
    // Of two equal findings of which one is known, the one that counts is the known one.
    write(&folder, "claimlint.toml", "baseline = \"known.json\"\n");
    check(&folder, &[], 0);
    // A rule that lacks a column or a table cannot say that a fault is gone.
    let more = "[\n{\"rule\":\"ncci-ptp\",\"fingerprint\":\"1\"},";
    write(&folder, "known.json", &before.replacen('[', more, 1));
    let said = check(&folder, &["--prune-baseline"], 0).out;
    assert!(said.contains("not looked at, because their rule did not run on all files: 1"), "{said}");
    assert!(read().contains("ncci-ptp"));
}

/// What a second export of the same claims writes otherwise.
#[test]
fn a_baseline_holds_when_the_same_claims_are_written_otherwise() {
    let folder = folder("baseline = \"known.json\"\n");
    let rows = [&ROWS[..], &["A6,2025-11-05,ACME,E11.9,E11.9,99213", "A7,broken"]].concat();
    write(&folder, "claims.csv", &claims(&rows));
    check(&folder, &["--write-baseline", "known.json", "--fail-on", "warning"], 0);
    let text = claims(&rows);
    for other in [
        text.replace("2025-11-04", "11/04/2025").replace("2025-11-05", "20251105"),
        text.replace("2025-11-04", "2025-11-04T00:00:00"),
        text.replace("M54.5", "m545").replace("E11.9", "E119"),
        text.replace(",M54.5", ", m54.5 "),
        text.replace('\n', "\r\n"),
    ] {
        write(&folder, "claims.csv", &other);
        let said = check(&folder, &["--fail-on", "warning"], 0).out;
        assert!(!said.contains("fixed since"), "{other}{said}");
    }
    // Corrected in its writing by claimlint itself.
    write(&folder, "claims.csv", &text.replace("M54.5", " m545"));
    check(&folder, &[], 0);
    assert_eq!(run(&folder, &["fix", "claims.csv", "--in-place", "--config", "fix.dots=with"]).exit, Some(0));
    check(&folder, &[], 0);
    // Another code is another finding.
    write(&folder, "claims.csv", &text.replace("M54.5", "R51"));
    check(&folder, &[], 1);
}

#[test]
fn a_row_that_cannot_be_read_is_among_the_claims_of_a_rate() {
    let folder = folder("");
    write(&folder, "claims.csv", &claims(&["A5,2025-11-05,ACME,E11.9,,99213", "A6,broken", "A7,broken", "A8,broken"]));
    let said = check(&folder, &["--max-error-rate", "75%"], 0).out;
    let words = "3 claims with errors, of 4 checked (a row that cannot be read is one): within the 75% of claims";
    assert!(said.contains(words), "{said}");
    check(&folder, &["--max-error-rate", "74.9%"], 1);
}

#[test]
fn a_baseline_with_a_key_needs_the_key() {
    let folder = folder("");
    write(&folder, "key", "0123456789abcdef0123456789abcdef\n");
    check(&folder, &["--write-baseline", "known.json", "--redact-key", "key"], 0);
    check(&folder, &["--baseline", "known.json", "--redact-key", "key"], 0);
    let said = check(&folder, &["--baseline", "known.json"], 2).err;
    assert!(said.contains("made with a key, and there is none"), "{said}");
    let plain = check(&folder, &["--write-baseline", "plain.json", "--no-redact"], 0);
    assert!(plain.err.is_empty(), "{}", plain.err);
    assert!(std::fs::read_to_string(folder.path().join("plain.json")).expect("it").contains("\"claim\":\"A1\""));
    write(&folder, "broken.json", "[]");
    assert!(check(&folder, &["--baseline", "broken.json"], 2).err.contains("broken.json: this is no baseline"));
    assert!(check(&folder, &["--write-baseline", "./claims.csv"], 2).err.contains("is not written over"));
    // However much a baseline says it knows, it can be counted.
    let line = |print: u32| format!("{{\"rule\":\"dx-duplicate\",\"fingerprint\":\"{print}\",\"count\":{}}}", u64::MAX);
    let lines = [line(1), line(1), line(2)].join(",");
    write(&folder, "huge.json", &format!("{{\"schema_version\":1,\"key\":null,\"findings\":[{lines}]}}"));
    let huge = check(&folder, &["--baseline", "huge.json"], 1).out;
    assert!(huge.contains("fixed since: 18,446,744,073,709,551,615"), "{huge}");
    // A part of the files is no baseline.
    let part = run(&folder, &["check", "claims.csv", "gone.csv", "--write-baseline", "part.json"]);
    assert_eq!(part.exit, Some(2));
    assert!(!folder.path().join("part.json").exists());
}

#[test]
fn suppressions_have_reasons_and_ends() {
    let folder = folder(
        "[[allow]]\nrule = \"dx-header-not-billable\"\ncode = \"m545\"\nwhere = { payer = \"acme\" }\nreason = \"ACME wants it\"\n\
         [[allow]]\nrule = \"DX108\"\nclaim = \"A3\"\nreason = \"known typo\"\nuntil = 2098-12-31\n\
         [[allow]]\nrule = \"dx-unknown-code\"\nreason = \"was agreed\"\nuntil = 2024-12-31\n\
         [[allow]]\nrule = \"dx-icd9-code\"\nreason = \"old system\"\n",
    );
    let said = check(&folder, &["--format", "concise"], 1);
    let claims: Vec<&str> = said.out.lines().filter_map(|line| line.rsplit_once("(claim ")).map(|(_, id)| id).collect();
    assert!(claims.contains(&"A2)") && claims.contains(&"A4)"), "{}", said.out);
    assert!(!claims.contains(&"A1)") && !claims.contains(&"A3)"), "{}", said.out);
    for words in [
        "1 finding allowed by claimlint.toml:1: ACME wants it",
        "1 finding allowed by claimlint.toml:6 until 2098-12-31: known typo",
        "claimlint.toml:11 is over since 2024-12-31 and allows nothing any more (dx-unknown-code)",
        "claimlint.toml:15 allows dx-icd9-code, and none was found: it can be removed",
    ] {
        assert!(said.err.contains(words), "{words}: {}", said.err);
    }
    let shown = check(&folder, &["--format", "concise", "--show-suppressed", "--quiet"], 1).out;
    assert!(shown.contains("(claim A1) [set aside: ACME wants it]"), "{shown}");
    let all = check(&folder, &["--format", "concise", "--no-suppressions", "--quiet"], 1).out;
    assert!(all.contains("(claim A1)") && !all.contains("set aside"), "{all}");
    for format in ["sarif", "json", "jsonl", "csv", "junit", "human"] {
        let shown = check(&folder, &["--format", format, "--show-suppressed", "--quiet"], 1).out;
        assert!(shown.contains("ACME wants it"), "{format}: {shown}");
    }
}

/// A suppression that does nothing any more is a fault of the settings, wherever the report goes.
#[test]
fn suppressions_that_are_over_and_thresholds_are_said_in_every_format() {
    let folder = folder(
        "baseline = \"known.json\"\nmax-errors = 3\n\
         [[allow]]\nrule = \"dx-unknown-code\"\nreason = \"was agreed\"\nuntil = 2024-12-31\n\
         [[allow]]\nrule = \"dx-icd9-code\"\nreason = \"old system\"\n",
    );
    write(&folder, "known.json", "{\"schema_version\":1,\"key\":null,\"findings\":[]}");
    let (over, unused) = ("is over since 2024-12-31", "none was found: it can be removed");
    for format in ["human", "concise", "sarif", "junit", "github", "markdown"] {
        let said = check(&folder, &["--format", format], 1);
        let said = said.out + &said.err;
        for words in [over, unused, "0 findings known to the baseline known", "4 errors: more than the 3 allowed"] {
            assert!(said.contains(words), "{format}: {words}: {said}");
        }
    }
    for format in ["human", "concise", "csv", "jsonl", "gitlab"] {
        let quiet = check(&folder, &["--format", format, "--quiet"], 1).err;
        assert!(quiet.contains(over) && quiet.contains(unused), "{format}: {quiet}");
        assert_eq!(quiet.lines().count(), 2, "{format}: {quiet}");
    }
    let github = check(&folder, &["--format", "github"], 1).out;
    for line in
        ["::error title=claimlint threshold::4 errors", "::warning title=claimlint settings::claimlint.toml:3 is over"]
    {
        assert!(github.lines().any(|said| said.starts_with(line)), "{line}: {github}");
    }
}

#[test]
fn with_a_key_hosts_get_the_name_by_which_a_claim_is_found() {
    let folder = folder("");
    write(&folder, "key", "0123456789abcdef0123456789abcdef\n");
    for format in ["github", "gitlab"] {
        let keyed = check(&folder, &["--format", format, "--redact-key", "key"], 1).out;
        assert!(keyed.contains(" (claim-") && !keyed.contains("A1"), "{format}: {keyed}");
        let without = check(&folder, &["--format", format], 1).out;
        assert!(!without.contains("(claim-") && !without.contains("A1"), "{format}: {without}");
    }
}

#[test]
fn a_suppression_must_say_why_and_name_a_rule() {
    for (settings, words) in [
        ("[[allow]]\nrule = \"dx-duplicate\"\n", "a suppression needs a reason"),
        ("[[allow]]\nreason = \"x\"\n", "a suppression needs a rule"),
        ("[[allow]]\nrule = \"dx-duplicat\"\nreason = \"x\"\n", "claimlint.toml:2:8"),
        ("[[allow]]\nrule = \"x\"\nreson = \"x\"\n", "did you mean \"reason\"?"),
        ("[[allow]]\nrule = \"x\"\nuntil = \"soon\"\n", "\"soon\" is not a date"),
        ("[[allow]]\nrule = \"x\"\nwhere = { payr = \"x\" }\n", "did you mean \"payer\"?"),
        ("[severity]\ndx-duplicate = \"eror\"\n", "did you mean \"error\"?"),
        ("[severity]\nno-such-rule = \"error\"\n", "claimlint.toml:2:1"),
        ("ignore = [\"DX\", \"dx-duplicat\"]\n", "claimlint.toml:1:17"),
        ("select = [\"XX9\"]\n", "no rule is called `XX9`"),
        ("[[files]]\nmatch = [\"a\"]\nselect = [\"dx-duplicat\"]\n", "claimlint.toml:3:11"),
        ("[[allow]]\nrule = \"x\"\nwhere = { member_id = \"x\" }\n", "such as payer, the right side the value"),
        ("[[files]]\nignore = [\"DX\"]\n", "these settings are for no file"),
        ("[[files]]\nmatch = [\"a[\"]\n", "\"a[\" is no pattern of files"),
        ("[output]\nsraif = \"x\"\n", "did you mean \"sarif\"?"),
        ("max-error-rate = \"half\"\n", "\"half\" is no percentage"),
        ("max-errors = \"1\"\n", "a number is wanted here, not a text"),
        ("[fix]\ndots = \"without\"\nstyle = 1\n", "no setting is called \"style\""),
    ] {
        let folder = folder(settings);
        let said = check(&folder, &[], 2).err;
        assert!(said.contains(words), "{settings}: {said}");
    }
}

#[test]
fn thresholds_say_how_much_is_allowed() {
    let folder = folder("");
    let errors = check(&folder, &["--format", "concise", "--quiet"], 1).out.matches(": error ").count();
    assert_eq!(errors, 4);
    assert!(check(&folder, &["--max-errors", "4"], 0).out.contains("4 errors: within the 4 allowed by --max-errors"));
    assert!(
        check(&folder, &["--max-errors", "3"], 1).out.contains("4 errors: more than the 3 allowed by --max-errors")
    );
    let said = check(&folder, &["--max-error-rate", "80%"], 0).out;
    assert!(said.contains("4 claims with errors, of 5 checked: within the 80% of claims allowed"), "{said}");
    check(&folder, &["--max-error-rate", "79.9%"], 1);
    check(&folder, &["--max-errors", "4", "--max-error-rate", "79.9%"], 1);
    // Warnings are no part of it.
    write(&folder, "claims.csv", &claims(&[&ROWS[..], &["A6,2025-11-05,ACME,F32.A,F32.A,90834"]].concat()));
    check(&folder, &["--max-errors", "4"], 0);
    check(&folder, &["--max-errors", "4", "--fail-on", "warning"], 1);
    assert!(check(&folder, &["--max-error-rate", "lots"], 2).err.contains("no percentage"));
    write(&folder, "claimlint.toml", "max-errors = 4\n");
    check(&folder, &[], 0);
}

#[test]
fn a_baseline_that_cannot_be_read_is_made_again() {
    let folder = folder("baseline = \"known.json\"\n");
    let old = "{\"schema_version\":0,\"key\":null,\"findings\":[]}";
    let keyed = "{\"schema_version\":1,\"key\":\"0123456789abcdef\",\"findings\":[]}";
    for unreadable in ["[]", old, keyed] {
        write(&folder, "known.json", unreadable);
        check(&folder, &[], 2);
        check(&folder, &["--write-baseline", "other.json"], 2);
        check(&folder, &["--write-baseline", "./known.json"], 0);
        check(&folder, &[], 0);
    }
}

#[test]
fn a_baseline_is_not_written_over_by_a_report() {
    let folder = folder("");
    let both = check(&folder, &["--write-baseline", "x.json", "--output", "json=./x.json"], 2);
    assert!(both.err.contains("x.json is read or written by this run already"), "{}", both.err);
    assert!(!folder.path().join("x.json").exists());
    check(&folder, &["--write-baseline", "x.json"], 0);
    let before = std::fs::read(folder.path().join("x.json")).expect("the baseline");
    for more in [&["--prune-baseline"][..], &[]] {
        check(&folder, &[&["--baseline", "x.json", "--output", "json=x.json"], more].concat(), 2);
        assert_eq!(std::fs::read(folder.path().join("x.json")).expect("the baseline"), before);
    }
    check(&folder, &["--output", "json=y.json", "--output", "csv=y.json"], 2);
}

#[test]
fn what_is_set_aside_is_shown_however_much_it_is() {
    let folder = folder(
        "select = [\"DX101\"]\n[[allow]]\nrule = \"DX101\"\nwhere = { payer = \"ACME\" }\nreason = \"ACME wants it\"\n",
    );
    let payer = |row: u32| if row < 10 { "OTHER" } else { "ACME" };
    let rows: Vec<String> = (0..5000).map(|row| format!("B{row},2025-11-04,{},M54.5,,99213", payer(row))).collect();
    write(&folder, "claims.csv", &claims(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let said = check(&folder, &["--format", "sarif", "--show-suppressed"], 1).out;
    assert!(said.contains("5,000 findings are too many to be shown one by one"), "{said}");
    let log: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let shown: Vec<_> = results
        .iter()
        .map(|result| (result["occurrenceCount"].as_u64(), result["suppressions"][0]["justification"].as_str()))
        .collect();
    assert_eq!(shown, [vec![(None, None); 10], vec![(Some(4990), Some("ACME wants it"))]].concat());
    assert_ne!(results[0]["partialFingerprints"], results[1]["partialFingerprints"]);
}
