//! The user's own tables: the layouts CMS publishes, what is refused, and what the rules make of them.

use claimlint::check::{Input, Outcome, Settings, check};
use claimlint::claim::Procedure;
use claimlint::date::Date;
use claimlint::error::Error;
use claimlint::rule::Severity;
use claimlint::table::{Ptp, Service, TableFiles, TableName, Tables};
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tables").join(name)
}

fn all() -> TableFiles {
    let files = |names: &[&str]| names.iter().map(|name| fixture(name)).collect();
    TableFiles {
        ncci_ptp: files(&["ccipra-v322r0-f1.txt", "ccipra-v322r0-f2.txt", "ccioph-v323r0-f1.txt"]),
        mue: files(&[
            "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv",
            "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv",
            "MCR_MUE_OutpatientHospitalServices_Eff_04-01-2026.csv",
            "MCR_MUE_DMESupplierServices_Eff_04-01-2026.csv",
        ]),
        procedures: files(&["PPRRVU2026_Jul_nonQPP.csv"]),
    }
}

fn run(claims: &str, tables: TableFiles) -> Outcome {
    let settings = Settings { tables, today: Date::new(2027, 1, 1), ..Settings::default() };
    let input = Input::Text { name: "claims.csv".into(), text: claims.into() };
    check(&[input], &settings).expect("the tables load")
}

/// What one rule says: severity, line and message of each finding.
fn said(rule: &str, claims: &str, tables: TableFiles) -> Vec<(Severity, u64, String)> {
    let outcome = run(claims, tables);
    assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
    let findings = outcome.findings.into_iter().map(|finding| finding.expect("a finding"));
    findings
        .filter(|finding| outcome.rules[usize::from(finding.rule.0)].name == rule)
        .map(|finding| (finding.severity, finding.line, finding.message))
        .collect()
}

/// Severity and line of each finding of `ncci-ptp` on lines of one professional claim: date, procedure, modifier, NPI.
fn ptp(lines: &[&str]) -> Vec<(Severity, u64)> {
    let mut claims = String::from("claim_id,claim_type,service_date,procedure_code,modifier1,rendering_npi,dx1\n");
    for line in lines {
        writeln!(claims, "A1,professional,{line},K63.5").expect("a String takes all");
    }
    said("ncci-ptp", &claims, all()).into_iter().map(|(severity, line, _)| (severity, line)).collect()
}

#[test]
fn the_published_layouts_are_read() {
    let tables = Tables::load(&all()).expect("the fixtures");
    assert_eq!((tables.ptp_practitioner.len(), tables.ptp_hospital.len()), (6, 2));
    let services: Vec<_> = tables.mue.iter().map(|mue| (mue.service, mue.from.map(|date| date.to_string()))).collect();
    assert_eq!(services[0], (Service::Practitioner, Some("2026-07-01".into())));
    assert_eq!(services.len(), 4);
    assert_eq!((tables.procedures[0].len(), tables.procedures[0].year), (9, Some(2026)));
    let files = TableFiles { procedures: vec![fixture("codes.txt")], ..TableFiles::default() };
    let own = Tables::load(&files).expect("a list");
    assert_eq!((own.procedures[0].len(), own.procedures[0].year), (3, None));
    assert!(TableName::ALL.into_iter().all(|table| tables.has(table)));
    assert!(!own.has(TableName::Mue));
}

#[test]
fn edits_go_by_indicator_modifier_and_date() {
    use Severity::Error;
    for (lines, found) in [
        (["2026-04-02,45385,,", "2026-04-02,45380,,"], vec![(Error, 3)]),
        (["2026-04-02,45380,,", "2026-04-02,45385,,"], vec![(Error, 2)]),
        (["2026-04-02,45385,,", "2026-04-02,45380,59,"], vec![]),
        (["2026-04-02,45385,XS,", "2026-04-02,45380,,"], vec![]),
        (["2026-04-02,45385,76,", "2026-04-02,45380,53,"], vec![(Error, 3)]),
        (["2026-04-02,45385,,", "2026-04-02,45378,59,"], vec![(Error, 3)]),
        (["2026-04-02,45385,,", "2026-04-03,45380,,"], vec![]),
        (["2025-12-31,99215,25,", "2025-12-31,99211,,"], vec![(Error, 3)]),
        (["2026-01-01,99215,25,", "2026-01-01,99211,,"], vec![]),
        (["2020-12-31,99215,,", "2020-12-31,99211,,"], vec![]),
        (["2022-01-01,11042,,", "2022-01-01,11720,,"], vec![]),
        (["2026-04-02,G0105,,", "2026-04-02,45378,,"], vec![(Error, 3)]),
        (["2026-04-02,45385,,1234567893", "2026-04-02,45380,,1679248538"], vec![]),
        (["2026-04-02,45385,,1234567893", "2026-04-02,45380,,1234567893"], vec![(Error, 3)]),
        (["2026-04-02,45385,,", "2026-04-02,45385,,"], vec![]),
    ] {
        assert_eq!(ptp(&lines), found, "{lines:?}");
    }
}

#[test]
fn each_form_has_its_own_edits() {
    let claim = |head: &str, row: &str| {
        let rows = ["45385", "45380"].map(|code| format!("A1,{row},2026-04-02,{code},59,K63.5\n")).concat();
        said("ncci-ptp", &format!("claim_id,{head},service_date,procedure_code,modifier1,dx1\n{rows}"), all()).len()
    };
    assert_eq!(claim("claim_type", "professional"), 0);
    assert_eq!(claim("bill_type", "0131"), 1);
    assert_eq!(claim("bill_type", "0221"), 1);
    // Critical access hospitals and rural health clinics are not paid by these edits, nor are inpatient stays.
    for bill in ["0851", "0711", "0111"] {
        assert_eq!(claim("bill_type", bill), 0, "{bill}");
    }
}

#[test]
fn units_go_by_adjudication_indicator() {
    let claims = |lines: &str| {
        let head = "claim_id,claim_type,service_date,through_date,procedure_code,modifier1,units,dx1\n";
        let rows = lines.split(' ').fold(String::new(), |rows, line| rows + "A1,professional," + line + ",E11.9\n");
        let found = said("mue", &format!("{head}{rows}"), all());
        found.into_iter().map(|(severity, line, _)| (severity, line)).collect::<Vec<_>>()
    };
    for (lines, found) in [
        // 2: absolute for the day, whatever the modifier; the last line is blamed.
        ("2026-04-02,,11042,,1,", vec![]),
        ("2026-04-02,,11042,,2,", vec![(Severity::Error, 2)]),
        ("2026-04-02,,11042,,1 2026-04-02,,11042,59,1", vec![(Severity::Error, 3)]),
        ("2026-04-02,,11042,,1 2026-04-03,,11042,,1", vec![]),
        // 1: each line.
        ("2026-04-02,,20610,RT,2 2026-04-02,,20610,LT,2", vec![]),
        ("2026-04-02,,20610,,3", vec![(Severity::Error, 2)]),
        // 3: a warning; the newest file that had begun on the day judges.
        ("2026-04-02,,96372,,5", vec![(Severity::Warning, 2)]),
        ("2026-07-01,,96372,,5", vec![]),
        ("2026-03-31,,96372,,50", vec![]),
        // A limit of 0 is no payment.
        ("2026-04-02,,99490,,1", vec![(Severity::Warning, 2)]),
        // Several days on one line share its units; anesthesia is left out.
        ("2026-04-02,2026-04-05,96372,,16", vec![]),
        ("2026-04-02,2026-04-05,96372,,40", vec![(Severity::Warning, 2)]),
        ("2026-04-02,,00731,,45", vec![]),
    ] {
        let lines = lines.split(' ').map(|line| line.trim_end_matches(',')).collect::<Vec<_>>().join(" ");
        assert_eq!(claims(&lines), found, "{lines}");
    }
}

#[test]
fn each_form_has_its_own_limits() {
    let claim = |head: &str, row: &str, code: &str, units: u32| {
        let claims = format!(
            "claim_id,{head},service_date,procedure_code,units,dx1\nA1,{row},2026-04-02,{code},{units},E11.9\n"
        );
        said("mue", &claims, all()).len()
    };
    assert_eq!(claim("bill_type", "0131", "96372", 6), 0);
    assert_eq!(claim("bill_type", "0131", "96372", 7), 1);
    assert_eq!(claim("bill_type", "0111", "96372", 7), 0);
    assert_eq!(claim("claim_type", "dme", "E0110", 2), 1);
    assert_eq!(claim("claim_type", "professional", "E0110", 2), 0);
}

#[test]
fn procedures_go_by_the_list_of_their_year() {
    let claim = |date: &str, code: &str, tables: TableFiles| {
        let claims =
            format!("claim_id,claim_type,service_date,procedure_code,dx1\nA1,professional,{date},{code},E11.9\n");
        said("procedure-unknown", &claims, tables).len()
    };
    assert_eq!(claim("2026-04-02", "99213", all()), 0);
    assert_eq!(claim("2026-04-02", "99218", all()), 1);
    assert_eq!(claim("2026-04-02", "0076T", all()), 1);
    // Of another year, or of a category the fee schedule does not list in full.
    assert_eq!(claim("2025-04-02", "99218", all()), 0);
    assert_eq!(claim("2026-04-02", "0002U", all()), 0);
    let own = || TableFiles { procedures: vec![fixture("codes.txt")], ..TableFiles::default() };
    assert_eq!(claim("2025-04-02", "0001U", own()), 0);
    assert_eq!(claim("2025-04-02", "0002U", own()), 1);
}

#[test]
fn without_tables_their_rules_are_not_run_and_say_so() {
    let claims =
        "claim_id,claim_type,service_date,procedure_code,units,dx1\nA1,professional,2026-04-02,99213,1,E11.9\n";
    let reasons = |tables| -> Vec<(String, String)> {
        let outcome = run(claims, tables);
        let name = |rule: claimlint::rule::RuleId| outcome.rules[usize::from(rule.0)].name.clone();
        let unrun = outcome.summary.not_run.iter().map(|unrun| (name(unrun.rule), unrun.reason.clone()));
        unrun.filter(|(name, _)| ["ncci-ptp", "mue", "procedure-unknown"].contains(&name.as_str())).collect()
    };
    let unrun = reasons(TableFiles::default());
    assert_eq!(unrun.len(), 3);
    for (name, reason) in &unrun {
        assert!(reason.contains("[tables]") && reason.contains("claimlint.toml"), "{name}: {reason}");
    }
    assert_eq!(reasons(all()), []);
}

#[test]
fn codes_later_than_the_public_lists_are_counted_and_not_reported() {
    let claims = "claim_id,claim_type,place_of_service,service_date,procedure_code,modifier1,dx1\n\
                  A1,professional,98,2026-04-02,G0998,Z9,E11.9\n\
                  A2,professional,11,2026-04-02,G0998,,E11.9\n";
    let outcome = run(claims, TableFiles::default());
    let count = |name: &str| {
        let unrun = outcome.summary.not_run.iter();
        let reason =
            unrun.filter(|unrun| outcome.rules[usize::from(unrun.rule.0)].name == name).map(|unrun| &unrun.reason);
        reason.cloned().collect::<Vec<_>>().join("; ")
    };
    assert_eq!(count("hcpcs-unknown"), "2 codes of services after 2025-12-31, the day its list ends");
    assert_eq!(count("modifier-unknown"), "1 code of services after 2025-12-31, the day its list ends");
    assert_eq!(count("place-of-service-unknown"), "1 code of services after 2025-12-31, the day its list ends");
    assert_eq!(said("hcpcs-unknown", claims, TableFiles::default()), []);
}

#[test]
fn a_wrong_file_is_refused_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let header = "notice\nColumn1/Column2 Edits\nColumn 1\tColumn 2\t*\tEffective\tDeletion\tModifier\tRationale\n\t\t\t\t\t\t\n";
    let mue =
        "notice,,,\n\"HCPCS/\nCPT Code\",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n";
    for (table, name, text, line, words) in [
        ("ncci-ptp", "edits.txt", header.to_owned(), None, "practitioners or for hospitals"),
        ("ncci-ptp", "ccipra.txt", "11042\t97597\n".repeat(50), None, "no line begins with"),
        ("ncci-ptp", "ccipra.txt", header.to_owned(), None, "not one edit"),
        (
            "ncci-ptp",
            "ccipra.txt",
            format!("{header}11042\t9759\t\t20110101\t*\t1\tx\n"),
            Some(5),
            "\"9759\" is no procedure code",
        ),
        (
            "ncci-ptp",
            "ccipra.txt",
            format!("{header}11042\t97597\t\t2011\t*\t1\tx\n"),
            Some(5),
            "no date of eight digits",
        ),
        (
            "ncci-ptp",
            "ccipra.txt",
            format!("{header}11042\t97597\t\t20110101\t*\t2\tx\n"),
            Some(5),
            "no modifier indicator",
        ),
        (
            "ncci-ptp",
            "ccipra.txt",
            format!("{header}11042\t97597\t\t20110101\t20100101\t1\tx\n"),
            Some(5),
            "before it begins",
        ),
        ("ncci-ptp", "ccipra.txt", format!("{header}11042\t97597\n"), Some(5), "fewer than six columns"),
        ("ncci-ptp", "ccipra.xlsx", "PK\u{3}\u{4}zip".to_owned(), None, "ZIP archive"),
        ("mue", "mue.csv", "a,b,c\n".repeat(20), None, "no record begins with"),
        ("mue", "mue.csv", format!("{mue}11042,one,2 x,y\n"), Some(4), "no number of units"),
        ("mue", "mue.csv", format!("{mue}11042,1,4 x,y\n"), Some(4), "no adjudication indicator"),
        ("mue", "mue.csv", format!("{mue}11042,1,2 x,y\n11042,1,2 x,y\n"), None, "11042 is listed twice"),
        ("mue", "mue.csv", mue.to_owned(), None, "not one edit"),
        ("procedures", "codes.txt", "code\n99213\n9921\n".to_owned(), Some(3), "\"9921\" is no procedure code"),
        ("procedures", "codes.txt", "99213,office visit\n".to_owned(), Some(1), "is no procedure code"),
        ("procedures", "codes.txt", "\n".to_owned(), None, "not one procedure code"),
        ("procedures", "fees.csv", "HCPCS,MOD,DESCRIPTION,CODE\n99213,,x,A\n".to_owned(), None, "which year"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        let mut files = TableFiles::default();
        match table {
            "ncci-ptp" => files.ncci_ptp.push(path),
            "mue" => files.mue.push(path),
            _ => files.procedures.push(path),
        }
        let Err(Error::Data { line: found, problem, help, .. }) = Tables::load(&files) else {
            panic!("{name} was taken: {words}");
        };
        assert_eq!((found, help.is_some()), (line, true), "{problem}");
        assert!(problem.contains(words), "{problem}");
    }
    let none = TableFiles { mue: vec![folder.path().join("none.csv")], ..TableFiles::default() };
    assert!(matches!(Tables::load(&none), Err(Error::Io { .. })));
}

#[test]
fn settings_name_the_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("claimlint.toml");
    let config = claimlint::config::Config::parse(
        &path,
        "[tables]\nncci-ptp = [\"ccipra.txt\"]\nmue = [\"a.csv\", \"b.csv\"]\n",
    )
    .expect("settings");
    assert_eq!(config.tables.ncci_ptp, [folder.path().join("ccipra.txt")]);
    assert_eq!(config.tables.mue.len(), 2);
    let error = claimlint::config::Config::parse(&path, "[tables]\nncci = [\"a\"]\n").expect_err("no such table");
    assert!(error.to_string().contains("no table is called \"ncci\""), "{error}");
}

/// As many edits as CMS publishes: eight bytes each, and every one is found.
#[test]
fn a_whole_quarter_of_edits_is_small_and_exact() {
    let mut text = String::from("n\nColumn 1\tColumn 2\t*\tE\tD\tM\tR\n");
    let edits = 300_000u32;
    let pair = |n: u32| (10_000 + n / 300 * 7 % 80_000, 20_000 + n % 300 * 11);
    for n in 0..edits {
        let (first, second) = pair(n);
        writeln!(text, "{first:05}\t{second:05}\t\t20{:02}0101\t*\t{}\tR", 10 + n % 15, n % 2)
            .expect("a String takes all");
    }
    let mut table = Ptp::default();
    table.read(Path::new("ccipra.txt"), Box::new(text.as_bytes())).expect("edits");
    table.finish();
    assert_eq!(table.len(), edits as usize);
    let date = Date::new(2026, 1, 1).expect("a day");
    let before = Date::new(2009, 12, 31).expect("a day");
    for n in (0..edits).step_by(997) {
        let (first, second) = pair(n);
        let number = |code: u32| Procedure::parse(format!("{code:05}").as_bytes()).number().expect("a code");
        let edit = table.edit(number(first), number(second), date).expect("the edit");
        assert_eq!(edit.modifier_allowed, n % 2 == 1);
        assert_eq!(table.edit(number(first), number(second), before), None);
        assert_eq!(table.seconds(number(first)).len(), 300);
    }
    assert_eq!(table.edit(1, 2, date), None);
}

#[test]
fn claims_that_no_table_covers_are_counted() {
    let practitioner = TableFiles {
        ncci_ptp: vec![fixture("ccipra-v322r0-f1.txt"), fixture("ccipra-v322r0-f2.txt")],
        mue: vec![fixture("MCR_MUE_PractitionerServices_Eff_04-01-2026.csv")],
        ..TableFiles::default()
    };
    let row =
        |id: &str, kind: &str, day: &str| format!("{id},{kind},{day},45385,9,K63.5\n{id},{kind},{day},45380,9,K63.5\n");
    let header = "claim_id,claim_type,service_date,procedure_code,units,dx1\n";
    for (row, ncci, mue) in [
        (row("A1", "professional", "2026-04-02"), 0, 0),
        (row("A1", "professional", "2025-04-02"), 0, 1),
        (row("A1", "institutional_outpatient", "2026-04-02"), 1, 1),
    ] {
        let outcome = run(&format!("{header}{row}"), practitioner.clone());
        for (rule, claims) in [("ncci-ptp", ncci), ("mue", mue)] {
            let unrun = outcome.summary.not_run.iter();
            let reasons: Vec<&str> = unrun
                .filter(|unrun| outcome.rules[usize::from(unrun.rule.0)].name == rule)
                .map(|unrun| unrun.reason.as_str())
                .collect();
            let wanted = if claims == 1 { vec!["1 claim that none of your tables covers"] } else { Vec::new() };
            assert_eq!(reasons, wanted, "{rule}: {row}");
        }
    }
}
