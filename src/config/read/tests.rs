//! What a settings file may say, and how a mistake in one is told.

use super::*;
use crate::rule::Severity;
use insta::assert_snapshot;
use miette::{GraphicalReportHandler, GraphicalTheme};
use std::fmt::Write;
use std::path::PathBuf;

fn mistakes(texts: &[&str]) -> String {
    let mut shown = String::new();
    for text in texts {
        let error = Config::parse(Path::new("team/claimlint.toml"), text).expect_err(text);
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
            .with_width(100)
            .render_report(&mut shown, &error)
            .expect("rendered");
        writeln!(shown).expect("a String");
    }
    shown
}

#[test]
fn settings_are_read() {
    let config = Config::parse(
        Path::new("team/claimlint.toml"),
        "select = [\"ICD\"]\nignore = [\"dx-duplicate\"]\nfail-on = \"warning\"\npacks = [\"rules/ours.toml\"]\n\
         data = \"codes\"\n[columns]\ndx1 = \"Primary Diagnosis\"\nclaim_id = \"Acct #\"\n",
    )
    .expect("settings");
    assert_eq!(config.select, ["ICD"]);
    assert_eq!(config.ignore, ["dx-duplicate"]);
    assert_eq!(config.fail_on, Some(Severity::Warning));
    assert_eq!(config.packs, [PathBuf::from("team/rules/ours.toml")]);
    assert_eq!(config.data, Some(PathBuf::from("team/codes")));
    assert_eq!(config.columns[&Field::ClaimId], "Acct #");
    assert_eq!(config.columns.len(), 2);
    assert_eq!(Config::parse(Path::new("claimlint.toml"), "").expect("nothing").columns.len(), 0);
}

#[test]
fn unknown_words_are_pointed_at() {
    assert_snapshot!(mistakes(&[
        "selct = [\"ICD\"]",
        "colour = \"red\"",
        "[columns]\nclaim-id = \"Acct\"",
        "[columns]\npatient_name = \"Name\"",
        "fail-on = \"warn\"",
    ]), @r#"
 × no setting is called "selct"
  ╭─[team/claimlint.toml:1:1]
1 │ selct = ["ICD"]
  · ──┬──
  ·   ╰── unknown setting
  ╰────
 help: did you mean "select"?

 × no setting is called "colour"
  ╭─[team/claimlint.toml:1:1]
1 │ colour = "red"
  · ───┬──
  ·    ╰── unknown setting
  ╰────
 help: the settings are columns, tables, layout, layouts, packs, select, ignore, severity, files,
       allow, exclude, fail-on, max-errors, max-error-rate, baseline, output, fix, data

 × no field is called "claim-id"
  ╭─[team/claimlint.toml:2:1]
1 │ [columns]
2 │ claim-id = "Acct"
  · ────┬───
  ·     ╰── unknown field
  ╰────
 help: did you mean "claim_id"?

 × no field is called "patient_name"
  ╭─[team/claimlint.toml:2:1]
1 │ [columns]
2 │ patient_name = "Name"
  · ──────┬─────
  ·       ╰── unknown field
  ╰────
 help: the left side is a field of claimlint, the right side your header

 × "warn" is no severity: use error, warning, info
  ╭─[team/claimlint.toml:1:11]
1 │ fail-on = "warn"
  ·           ───┬──
  ·              ╰── unknown severity
  ╰────
"#);
}

#[test]
fn a_rule_is_not_switched_off_by_a_severity() {
    let wrong = mistakes(&["[severity]\ndx-duplicate = \"off\"\n"]);
    assert!(wrong.contains("help: a rule that is not to run is named under ignore"), "{wrong}");
}

#[test]
fn wrong_kinds_are_pointed_at() {
    assert_snapshot!(mistakes(&[
        "select = \"ICD\"",
        "select = [1]",
        "columns = [\"dx1\"]",
        "[columns]\ndx1 = { header = \"x\" }",
        "[columns]\ndx1 = \"\"",
        "[columns]\ndx1 = \"Diag\"\ndx2 = \"Diag\"",
        "data = 2025-01-01",
        "select = [",
        "select = []\nselect = []",
    ]), @r#"
 × a list of texts is wanted here, not a text
  ╭─[team/claimlint.toml:1:10]
1 │ select = "ICD"
  ·          ──┬──
  ·            ╰── a text
  ╰────
 help: write it in brackets: ["ICD"]

 × a text is wanted here, not a number
  ╭─[team/claimlint.toml:1:11]
1 │ select = [1]
  ·           ┬
  ·           ╰── a number
  ╰────
 help: write it in quotes

 × a table of columns is wanted here, not a list
  ╭─[team/claimlint.toml:1:11]
1 │ columns = ["dx1"]
  ·           ───┬───
  ·              ╰── a list
  ╰────
 help: write a [columns] table with one line per column: dx1 = "Primary Diagnosis"

 × one text is wanted here, not a table
  ╭─[team/claimlint.toml:2:7]
1 │ [columns]
2 │ dx1 = { header = "x" }
  ·       ────────┬───────
  ·               ╰── a table
  ╰────

 × a column needs a header
  ╭─[team/claimlint.toml:2:7]
1 │ [columns]
2 │ dx1 = ""
  ·       ─┬
  ·        ╰── empty
  ╰────
 help: write the header as the file spells it

 × the column "Diag" is said to be both dx1 and dx2
  ╭─[team/claimlint.toml:3:7]
2 │ dx1 = "Diag"
3 │ dx2 = "Diag"
  ·       ───┬──
  ·          ╰── said a second time
  ╰────
 help: a column means one thing: remove one of the two lines

 × a text is wanted here, not a date
  ╭─[team/claimlint.toml:1:8]
1 │ data = 2025-01-01
  ·        ─────┬────
  ·             ╰── a date
  ╰────
 help: write it in quotes

 × unclosed array, expected `]`
  ╭─[team/claimlint.toml:1:11]
1 │ select = [
  ╰────

 × duplicate key
  ╭─[team/claimlint.toml:2:1]
1 │ select = []
2 │ select = []
  · ───┬──
  ·    ╰── here
  ╰────
"#);
}

#[test]
fn more_suppressions_than_can_be_told_apart_are_refused() {
    let entries = |count: usize| format!("allow = [\n{}]\n", "{},\n".repeat(count));
    let refused = |count| Config::parse(Path::new("claimlint.toml"), &entries(count)).expect_err("refused").to_string();
    assert_eq!(refused(65_536), "there are 65536 suppressions, more than 65535");
    assert_eq!(refused(65_535), "a suppression needs a rule", "the first is looked at");
}
