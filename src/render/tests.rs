//! Each format on one small report, as it is printed.

mod channels;
mod programs;

use super::*;
use crate::field::{DxField, Field};
use crate::report::{CellText, FileSummary, NotRun, ReleaseUse, RuleCard, Spool, Standing, Summary, Unchecked, Unrun};
use crate::rule::RuleId;
use insta::assert_snapshot;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

fn rules() -> Vec<RuleCard> {
    let card = |code: &str, name: &str, severity, source: &str| RuleCard {
        code: code.to_owned(),
        name: name.to_owned(),
        severity,
        message: format!("<code> is {name}"),
        summary: None,
        why: String::new(),
        help: String::new(),
        source: source.to_owned(),
        url: None,
    };
    vec![
        card("ICD101", "dx-header-not-billable", Severity::Error, "ICD-10-CM Tabular List"),
        card("ND101", "mod-53-on-facility-claim", Severity::Warning, "Noridian JE Part B, modifier 53"),
        card("CSV101", "row-malformed", Severity::Error, "RFC 4180"),
        card("ND900", "mod-check", Severity::Info, "payer"),
    ]
}

fn cell(field: Field, header: &str, value: &str, line: u64, column: u32, label: &str) -> CellText {
    CellText { field, header: header.into(), value: value.into(), elsewhere: None, line, column, label: label.into() }
}

fn header_not_billable() -> Diagnostic {
    Diagnostic {
        rule: RuleId(0),
        severity: Severity::Error,
        message: "Z53.2 is a header: a longer code is billed".into(),
        help: "use Z53.20, Z53.21 or Z53.29".into(),
        file: 0,
        line: 12,
        column: 8,
        claim_id: Some("A1".into()),
        claim_line: Some("2".into()),
        cells: vec![
            cell(Field::Dx(DxField::Listed(2)), "dx2", "Z53.2", 12, 8, ""),
            cell(Field::Modifier(1), "modifier1", "53", 12, 20, "procedure discontinued"),
        ],
        fingerprint: 0x1234_5678_9abc_def0,
        groups: Vec::new(),
        standing: Standing::Open,
    }
}

fn over_two_lines() -> Diagnostic {
    Diagnostic {
        rule: RuleId(1),
        severity: Severity::Warning,
        message: "modifier 53 on a facility line (hospital outpatient)".into(),
        help: String::new(),
        line: 1300,
        column: 5,
        cells: vec![
            cell(Field::Modifier(1), "Mod 1", "53", 1300, 5, ""),
            cell(Field::BillType, "TOB", "131", 98, 1, "type of bill"),
            cell(Field::Units, "", "", 1300, 1, "nothing here"),
        ],
        ..header_not_billable()
    }
}

fn malformed() -> Diagnostic {
    Diagnostic {
        rule: RuleId(2),
        message: "the row has 3 fields, the header has 14".into(),
        help: "quote the cells that hold a comma".into(),
        line: 7,
        column: 1,
        claim_id: None,
        claim_line: None,
        cells: vec![],
        ..header_not_billable()
    }
}

fn hostile() -> Diagnostic {
    let long = "Z".repeat(10_000);
    Diagnostic {
        message: format!("\u{1b}[2J\u{202e}evil\n{long}"),
        help: "tab\there, bell \u{7}".into(),
        claim_id: Some("A\u{1b}]0;x\u{7}1".into()),
        claim_line: Some("1\r".into()),
        cells: vec![
            cell(Field::Dx(DxField::Listed(1)), "dx\u{202e}1", &long, 12, 4, "wide\u{0}"),
            cell(Field::Dx(DxField::Listed(2)), "診断", "漢字\tZ53\u{2066}", 12, 9, "both wide and unseen"),
            cell(Field::BirthDate, "dob", "1961-02-03", 12, 30, "age"),
        ],
        ..header_not_billable()
    }
}

fn mild() -> Diagnostic {
    Diagnostic { rule: RuleId(3), severity: Severity::Info, ..header_not_billable() }
}

fn summary(findings: &[Diagnostic]) -> Summary {
    let mut spool = Spool::new();
    for finding in findings {
        spool.push(finding).expect("pushed");
    }
    Summary {
        files: vec![FileSummary {
            name: "claims.csv".into(),
            layout: "canonical".into(),
            rows: 1204,
            claims: 400,
            diagnoses: 1893,
            selected: (0..4).map(RuleId).collect(),
            ..FileSummary::default()
        }],
        counts: spool.counts(),
        not_run: vec![],
        releases: vec![
            ReleaseUse { name: "FY2025".into(), diagnoses: 1200 },
            ReleaseUse { name: "FY2026".into(), diagnoses: 693 },
        ],
        elapsed: Duration::from_millis(500),
        ..Summary::default()
    }
}

fn spool(findings: &[Diagnostic]) -> Spool {
    let mut spool = Spool::new();
    for finding in findings {
        spool.push(finding).expect("room");
    }
    spool
}

fn written(format: Format, look: Look, findings: &[Diagnostic], summary: &Summary) -> String {
    let rules = rules();
    let mut out = Vec::new();
    let mut channels = [Channel::new(format.renderer(look), &mut out)];
    write_report(Report { rules: &rules, summary }, &spool(findings), &mut channels, NonZeroUsize::new(2))
        .expect("written");
    let [channel] = channels;
    assert!(channel.into_error().is_none());
    String::from_utf8(out).expect("UTF-8")
}

fn show(format: Format, findings: &[Diagnostic]) -> String {
    written(format, Look { summary: Detail::None, ..Look::default() }, findings, &summary(findings))
}

#[test]
fn human_shows_the_cells_the_rule_read() {
    assert_snapshot!(show(Format::Human, &[header_not_billable(), over_two_lines(), malformed(), mild()]), @r#"
error[ICD101]: Z53.2 is a header: a longer code is billed
    ╭─[claims.csv:12:8 (claim A1, line 2)]
 12 │ modifier1 = 53   dx2 = Z53.2
    ·             ─┬         ─────
    ·              ╰── procedure discontinued
    ╰────
  help: use Z53.20, Z53.21 or Z53.29
  rule: dx-header-not-billable
  from: ICD-10-CM Tabular List
  more: claimlint explain ICD101

warning[ND101]: modifier 53 on a facility line (hospital outpatient)
      ╭─[claims.csv:1300:5 (claim A1, line 2)]
 1300 │ units = (empty)   Mod 1 = 53
      ·         ───┬───           ──
      ·            ╰── nothing here
      ╰────
    ╭─[claims.csv:98:1]
 98 │ TOB = 131
    ·       ─┬─
    ·        ╰── type of bill
    ╰────
  rule: mod-53-on-facility-claim
  from: Noridian JE Part B, modifier 53
  more: claimlint explain ND101

error[CSV101]: the row has 3 fields, the header has 14
    ╰─[claims.csv:7:1]
  help: quote the cells that hold a comma
  rule: row-malformed
  from: RFC 4180
  more: claimlint explain CSV101
"#);
}

#[test]
fn human_breaks_a_long_line_of_cells_into_frames() {
    let mut finding = header_not_billable();
    finding.cells = (1..=9u8)
        .map(|n| {
            cell(Field::Dx(DxField::Listed(n)), &format!("diagnosis {n}"), "S72.001A", 12, 8 + u32::from(n), "listed")
        })
        .collect();
    assert_snapshot!(show(Format::Human, &[finding]), @r#"
error[ICD101]: Z53.2 is a header: a longer code is billed
    ╭─[claims.csv:12:8 (claim A1, line 2)]
 12 │ diagnosis 1 = S72.001A   diagnosis 2 = S72.001A   diagnosis 3 = S72.001A
    ·               ────┬───                 ────┬───                 ────┬───
    ·                   │                        │                        ╰── listed
    ·                   │                        ╰── listed
    ·                   ╰── listed
    ╰────
    ╭─[claims.csv:12:12]
 12 │ diagnosis 4 = S72.001A   diagnosis 5 = S72.001A   diagnosis 6 = S72.001A
    ·               ────┬───                 ────┬───                 ────┬───
    ·                   │                        │                        ╰── listed
    ·                   │                        ╰── listed
    ·                   ╰── listed
    ╰────
    ╭─[claims.csv:12:15]
 12 │ diagnosis 7 = S72.001A   diagnosis 8 = S72.001A   diagnosis 9 = S72.001A
    ·               ────┬───                 ────┬───                 ────┬───
    ·                   │                        │                        ╰── listed
    ·                   │                        ╰── listed
    ·                   ╰── listed
    ╰────
  help: use Z53.20, Z53.21 or Z53.29
  rule: dx-header-not-billable
  from: ICD-10-CM Tabular List
  more: claimlint explain ICD101
"#);
}

#[test]
fn human_makes_hostile_text_harmless() {
    let shown = show(Format::Human, &[hostile()]);
    assert!(!shown.contains("1961"));
    assert_snapshot!(shown.replace(&"Z".repeat(40), "<40 Z>").replace("<40 Z>\n  <40 Z>", "<40 Z>"), @r#"
error[ICD101]: 
  \u{1b}[2J\u{202e}evil\n<40 Z>ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ
  <40 Z><40 Z>ZZZZZZZZZZZZZZ
  <40 Z><40 Z>ZZZZZZZZZZZZZZ
  <40 Z><40 Z>ZZZZZZZZZZZZZZ
  <40 Z><40 Z>ZZZZZZZZZZZZZZ
  <40 Z><40 Z>ZZZZZZZZZZZZZZ
  ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ…
    ╭─[claims.csv:12:8 (claim A\u{1b}]0;x\u{7}1, line 1\r)]
 12 │ dx\u{202e}1 = <40 Z>ZZZZZZZZZZZZZZZZZZZ…
    ·               ──────────────────────────────┬─────────────────────────────
    ·                                             ╰── wide\u{0}
    ╰────
    ╭─[claims.csv:12:9]
 12 │ 診断 = 漢字\tZ53\u{2066}   dob = (not shown)
    ·        ────────┬────────         ─────┬─────
    ·                │                      ╰── age
    ·                ╰── both wide and unseen
    ╰────
  help: tab\there, bell \u{7}
  rule: dx-header-not-billable
  from: ICD-10-CM Tabular List
  more: claimlint explain ICD101
"#);
}

#[test]
fn human_links_addresses_where_they_can_be_clicked() {
    let mut rules = rules();
    rules[0].url = Some("https://www.cms.gov/a".into());
    let findings = [header_not_billable()];
    let figures = summary(&findings);
    let shown = |links| {
        let look = Look { links, summary: Detail::None, ..Look::default() };
        let mut out = Vec::new();
        let mut channels = [Channel::new(Format::Human.renderer(look), &mut out)];
        let report = Report { rules: &rules, summary: &figures };
        write_report(report, &spool(&findings), &mut channels, NonZeroUsize::new(2)).expect("written");
        String::from_utf8(out).expect("UTF-8")
    };
    assert!(!shown(false).contains('\u{1b}'));
    let link = "\u{1b}]8;;https://www.cms.gov/a\u{1b}\\https://www.cms.gov/a\u{1b}]8;;\u{1b}\\";
    assert!(shown(true).contains(link), "{:?}", shown(true));
}

#[test]
fn human_colours_when_told() {
    let look = Look { colour: true, summary: Detail::None, ..Look::default() };
    let findings = [header_not_billable(), malformed()];
    let shown = written(Format::Human, look, &findings, &summary(&findings)).replace('\u{1b}', "^");
    assert_snapshot!(shown, @r#"
^[31;1merror[ICD101]:^[0m Z53.2 is a header: a longer code is billed
    ╭─[^[36mclaims.csv:12:8 (claim A1, line 2)^[0m]
 ^[2m12^[0m │ modifier1 = 53   dx2 = Z53.2
    · ^[34;1m            ─┬^[0m^[31;1m         ─────^[0m
    ·              ^[34;1m╰── ^[34;1mprocedure discontinued^[0m^[0m
    ╰────
^[32;1m  help: ^[0muse Z53.20, Z53.21 or Z53.29
^[2m  rule: dx-header-not-billable^[0m
^[2m  from: ICD-10-CM Tabular List^[0m
^[2m  more: claimlint explain ICD101^[0m

^[31;1merror[CSV101]:^[0m the row has 3 fields, the header has 14
    ╰─[^[36mclaims.csv:7:1^[0m]
^[32;1m  help: ^[0mquote the cells that hold a comma
^[2m  rule: row-malformed^[0m
^[2m  from: RFC 4180^[0m
^[2m  more: claimlint explain CSV101^[0m
"#);
}

#[test]
fn human_shows_some_and_counts_all() {
    let findings: Vec<_> = std::iter::repeat_n(header_not_billable(), 1502).chain([mild()]).collect();
    let look = Look { max_per_rule: 1, ..Look::default() };
    assert_snapshot!(written(Format::Human, look, &findings, &summary(&findings)), @r#"
error[ICD101]: Z53.2 is a header: a longer code is billed
    ╭─[claims.csv:12:8 (claim A1, line 2)]
 12 │ modifier1 = 53   dx2 = Z53.2
    ·             ─┬         ─────
    ·              ╰── procedure discontinued
    ╰────
  help: use Z53.20, Z53.21 or Z53.29
  rule: dx-header-not-billable
  from: ICD-10-CM Tabular List
  more: claimlint explain ICD101

… and 1,501 more of ICD101 dx-header-not-billable
  (--max-per-rule N shows more of each)

findings  severity  code    rule
   1,502  error     ICD101  dx-header-not-billable
       1  info      ND900   mod-check

checked 1,204 rows in 1 file: 400 claims, 1,893 diagnoses
  judged by FY2025 (1,200), FY2026 (693)
  claims.csv: read as canonical
1,502 errors, 0 warnings, 1 info finding (shown with --min-severity info); 0.50 s, 2,408 rows per second
"#);
}

#[test]
fn a_clean_file_gets_its_figures_and_nothing_else() {
    assert_snapshot!(written(Format::Human, Look::default(), &[], &summary(&[])), @r#"
checked 1,204 rows in 1 file: 400 claims, 1,893 diagnoses
  judged by FY2025 (1,200), FY2026 (693)
  claims.csv: read as canonical
0 errors, 0 warnings; 0.50 s, 2,408 rows per second
"#);
}

fn partly_checked() -> Summary {
    let findings = [header_not_billable(), over_two_lines(), over_two_lines()];
    let mut summary = summary(&findings);
    summary.files[0].unchecked = Unchecked { no_date: 41, no_release: 1, icd9: 3, other_code_set: 0 };
    summary.files.push(FileSummary {
        name: "old\u{1b}[1m.csv".into(),
        rows: 10,
        malformed_rows: 2,
        claims: 1,
        notes: vec!["no claim id column: each row is a claim".into()],
        selected: (0..4).map(RuleId).collect(),
        ..FileSummary::default()
    });
    let wants = vec![vec![Field::BillType, Field::FacilityType], vec![Field::Modifier(1)]];
    let unrun = |rule, file, wants: &[_], reason: &str| NotRun {
        file,
        unrun: Arc::new(Unrun {
            rule: RuleId(rule),
            wants: wants.to_vec(),
            reason: reason.into(),
            in_part: false,
            until: None,
        }),
    };
    summary.not_run = vec![
        unrun(1, 0, &wants, ""),
        unrun(3, 0, &wants, ""),
        unrun(1, 1, &wants, ""),
        unrun(3, 1, &wants, ""),
        unrun(0, 1, &[], "no diagnosis column"),
    ];
    summary
}

#[test]
fn the_summary_says_what_was_not_checked() {
    assert_snapshot!(written(Format::Human, Look::default(), &[], &partly_checked()), @r#"
findings  severity  code    rule
       1  error     ICD101  dx-header-not-billable
       2  warning   ND101   mod-53-on-facility-claim

checked 1,212 of 1,214 rows in 2 files: 401 claims, 1,893 diagnoses
  judged by FY2025 (1,200), FY2026 (693)
  claims.csv: read as canonical, 1,204 rows, 400 claims
  old\u{1b}[1m.csv, 10 rows, 1 claim
    no claim id column: each row is a claim
not checked
  41 diagnoses without a date to say which code set is in force (--as-of DATE judges them)
  1 diagnosis of a date for which no code set is held
  3 diagnoses in ICD-9
  2 rows that could not be read
  rules ND101, ND900: no column bill_type or facility_type
  rules ND101, ND900: no column modifier1
  rule ICD101 in old\u{1b}[1m.csv: no diagnosis column
1 error, 2 warnings; 0.50 s, 2,428 rows per second
"#);
}

#[test]
fn concise_is_one_line_each() {
    let shown = show(Format::Concise, &[header_not_billable(), malformed(), mild(), hostile()]);
    assert_eq!(shown.lines().count(), 3);
    assert_snapshot!(shown.replace(&"Z".repeat(40), "<40 Z>"), @r#"
claims.csv:12:8: error ICD101 dx-header-not-billable Z53.2 is a header: a longer code is billed (claim A1)
claims.csv:7:1: error CSV101 row-malformed the row has 3 fields, the header has 14
claims.csv:12:8: error ICD101 dx-header-not-billable \u{1b}[2J\u{202e}evil\n<40 Z><40 Z><40 Z><40 Z><40 Z><40 Z><40 Z><40 Z><40 Z><40 Z><40 Z>ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ… (claim A\u{1b}]0;x\u{7}1)
"#);
}

#[test]
fn jsonl_carries_every_severity() {
    assert_snapshot!(show(Format::Jsonl, &[header_not_billable(), mild()]), @r#"
{"rule":"dx-header-not-billable","code":"ICD101","severity":"error","message":"Z53.2 is a header: a longer code is billed","help":"use Z53.20, Z53.21 or Z53.29","file":"claims.csv","line":12,"column":8,"claim_id":"A1","claim_line":"2","cells":[{"field":"dx2","header":"dx2","value":"Z53.2","line":12,"column":8},{"field":"modifier1","header":"modifier1","value":"53","line":12,"column":20}],"fingerprint":"123456789abcdef0"}
{"rule":"mod-check","code":"ND900","severity":"info","message":"Z53.2 is a header: a longer code is billed","help":"use Z53.20, Z53.21 or Z53.29","file":"claims.csv","line":12,"column":8,"claim_id":"A1","claim_line":"2","cells":[{"field":"dx2","header":"dx2","value":"Z53.2","line":12,"column":8},{"field":"modifier1","header":"modifier1","value":"53","line":12,"column":20}],"fingerprint":"123456789abcdef0"}
"#);
    assert_eq!(show(Format::Jsonl, &[]), "");
}

#[test]
fn json_is_one_document() {
    let findings = [malformed(), hostile()];
    let shown = written(Format::Json, Look::default(), &findings, &partly_checked());
    let value: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(value["findings"].as_array().map(Vec::len), Some(2));
    assert_eq!(value["findings"][1]["cells"][0]["value"].as_str().map(str::len), Some(10_000));
    assert_eq!(value["findings"][1]["cells"][2]["value"], "(not shown)");
    let (_, figures) = shown.split_once("],\n\"summary\"").expect("the figures");
    assert_snapshot!(figures, @r#"
:{"files":2,"files_not_read":0,"rows":1214,"claims":401,"errors":1,"warnings":2,"infos":0,"rules":[{"rule":"dx-header-not-billable","code":"ICD101","severity":"error","count":1},{"rule":"mod-53-on-facility-claim","code":"ND101","severity":"warning","count":2}],"selected":["dx-header-not-billable","mod-53-on-facility-claim","row-malformed","mod-check"],"releases":[{"name":"FY2025","diagnoses":1200},{"name":"FY2026","diagnoses":693}],"inputs":[{"file":"claims.csv","layout":"canonical","rows":1204,"malformed_rows":0,"claims":400,"diagnoses":1893,"unchecked":{"no_date":41,"no_release":1,"icd9":3},"notes":[]},{"file":"old\u001b[1m.csv","layout":"","rows":10,"malformed_rows":2,"claims":1,"diagnoses":0,"unchecked":{"no_date":0,"no_release":0,"icd9":0},"notes":["no claim id column: each row is a claim"]}],"allowed":[],"thresholds":[]},
"not_run":[{"rule":"mod-53-on-facility-claim","code":"ND101","file":"claims.csv","wants":[["bill_type","facility_type"],["modifier1"]],"reason":"","in_part":false},{"rule":"mod-check","code":"ND900","file":"claims.csv","wants":[["bill_type","facility_type"],["modifier1"]],"reason":"","in_part":false},{"rule":"mod-53-on-facility-claim","code":"ND101","file":"old\u001b[1m.csv","wants":[["bill_type","facility_type"],["modifier1"]],"reason":"","in_part":false},{"rule":"mod-check","code":"ND900","file":"old\u001b[1m.csv","wants":[["bill_type","facility_type"],["modifier1"]],"reason":"","in_part":false},{"rule":"dx-header-not-billable","code":"ICD101","file":"old\u001b[1m.csv","wants":[],"reason":"no diagnosis column","in_part":false}]}
"#);
    let empty: serde_json::Value = serde_json::from_str(&show(Format::Json, &[])).expect("JSON");
    assert_eq!(empty["schema_version"], 1);
}
