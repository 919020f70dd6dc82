//! Words a rule file cannot use, and values of the wrong kind.

use super::{changed, pack, report};
use insta::assert_snapshot;

#[test]
fn unknown_field() {
    assert_snapshot!(report(&pack(r#"line = { modifer = "53" }"#)), @r#"
     × unknown field `modifer`
       ╭─[payer.toml:13:10]
    12 │ source = "s"
    13 │ line = { modifer = "53" }
       ·          ───┬───
       ·             ╰── not known here
    14 │ [[rule.example]]
       ╰────
     help: did you mean `modifier`?
    "#);
}

#[test]
fn unknown_operator() {
    assert_snapshot!(report(&pack("line = { units = { over = 1 } }")), @r#"
     × `units` has no operator `over`
       ╭─[payer.toml:13:20]
    12 │ source = "s"
    13 │ line = { units = { over = 1 } }
       ·                    ──┬─
       ·                      ╰── not known here
    14 │ [[rule.example]]
       ╰────
     help: use one of: is, above, at-least, below, at-most, known
    "#);
}

#[test]
fn operator_of_another_subject() {
    assert_snapshot!(report(&pack("line = { procedure = { above = 1 } }")), @r#"
     × `procedure` has no operator `above`
       ╭─[payer.toml:13:24]
    12 │ source = "s"
    13 │ line = { procedure = { above = 1 } }
       ·                        ──┬──
       ·                          ╰── not known here
    14 │ [[rule.example]]
       ╰────
     help: use one of: is, in, not-in
    "#);
}

#[test]
fn unknown_word() {
    assert_snapshot!(report(&pack(r#"line = { biller = "hospital" }"#)), @r#"
     × unknown biller `hospital`
       ╭─[payer.toml:13:19]
    12 │ source = "s"
    13 │ line = { biller = "hospital" }
       ·                   ─────┬────
       ·                        ╰── not known here
    14 │ [[rule.example]]
       ╰────
     help: use one of: asc, outpatient-facility, professional, cah-physician, inpatient-facility,
           unknown, facility, physician
    "#);
}

#[test]
fn unknown_key() {
    assert_snapshot!(report(&pack(r#"dx = "I10"
severty = "info""#)), @r#"
     × this rule has no key `severty`
       ╭─[payer.toml:14:1]
    13 │ dx = "I10"
    14 │ severty = "info"
       · ───┬───
       ·    ╰── not known here
    15 │ [[rule.example]]
       ╰────
     help: did you mean `severity`?
    "#);
}

#[test]
fn missing_key() {
    assert_snapshot!(report(&changed("why = \"w\"\n", "")), @r#"
     × this rule has no `why`
      ╭─[payer.toml:5:1]
    4 │
    5 │ [[rule]]
      · ────┬───
      ·     ╰── missing here
    6 │ code = "PX101"
      ╰────
     help: add `why = "…"`
    "#);
}

#[test]
fn empty_text() {
    assert_snapshot!(report(&changed(r#"why = "w""#, r#"why = " ""#)), @r#"
     × `why` says nothing
       ╭─[payer.toml:11:7]
    10 │ help = "h"
    11 │ why = " "
       ·       ─┬─
       ·        ╰── empty
    12 │ source = "s"
       ╰────
    "#);
}

#[test]
fn wrong_type() {
    assert_snapshot!(report(&pack(r#"line = { modifier = { several = "yes", is = "53" } }"#)), @r#"
     × `several` takes `true`
       ╭─[payer.toml:13:33]
    12 │ source = "s"
    13 │ line = { modifier = { several = "yes", is = "53" } }
       ·                                 ──┬──
       ·                                   ╰── this is something else
    14 │ [[rule.example]]
       ╰────
    "#);
}

#[test]
fn unknown_severity() {
    assert_snapshot!(report(&changed(r#""error""#, r#""fatal""#)), @r#"
     × unknown severity `fatal`
      ╭─[payer.toml:8:12]
    7 │ name = "some-fault"
    8 │ severity = "fatal"
      ·            ───┬───
      ·               ╰── not known here
    9 │ message = "m"
      ╰────
     help: use one of: error, warning, info
    "#);
}

#[test]
fn period_reversed() {
    assert_snapshot!(report(&pack(r#"dx = "I10"
in-force = { from = "2025-01-01", until = "2024-01-01" }"#)), @r#"
     × this period ends before it begins
       ╭─[payer.toml:14:12]
    13 │ dx = "I10"
    14 │ in-force = { from = "2025-01-01", until = "2024-01-01" }
       ·            ──────────────────────┬──────────────────────
       ·                                  ╰── here
    15 │ [[rule.example]]
       ╰────
     help: swap the dates
    "#);
}

#[test]
fn no_date() {
    assert_snapshot!(report(&pack(r#"dx = "I10"
in-force = { from = "2025-13-01" }"#)), @r#"
     × `2025-13-01` is no date
       ╭─[payer.toml:14:21]
    13 │ dx = "I10"
    14 │ in-force = { from = "2025-13-01" }
       ·                     ──────┬─────
       ·                           ╰── here
    15 │ [[rule.example]]
       ╰────
     help: write it so: `2025-10-01`
    "#);
}

#[test]
fn date_compared_with_a_number() {
    assert_snapshot!(report(&pack("line = { date = { before = 20250101 } }")), @r#"
     × `before` takes a date or a column
       ╭─[payer.toml:13:28]
    12 │ source = "s"
    13 │ line = { date = { before = 20250101 } }
       ·                            ────┬───
       ·                                ╰── this is something else
    14 │ [[rule.example]]
       ╰────
    "#);
}

#[test]
fn unknown_column_compared() {
    assert_snapshot!(report(&pack(r#"claim = { from-date = { after = "trough-date" } }"#)), @r#"
     × unknown date or field `trough-date`
       ╭─[payer.toml:13:33]
    12 │ source = "s"
    13 │ claim = { from-date = { after = "trough-date" } }
       ·                                 ──────┬──────
       ·                                       ╰── not known here
    14 │ [[rule.example]]
       ╰────
     help: did you mean `through-date`?
    "#);
}

#[test]
fn unknown_column_needed() {
    assert_snapshot!(report(&pack(r#"dx = "I10"
needs = [["procedure"]]"#)), @r#"
     × unknown column `procedure`
       ╭─[payer.toml:14:11]
    13 │ dx = "I10"
    14 │ needs = [["procedure"]]
       ·           ─────┬─────
       ·                ╰── not known here
    15 │ [[rule.example]]
       ╰────
     help: did you mean `procedure_code`?
    "#);
}

#[test]
fn not_toml() {
    assert_snapshot!(report(&pack("dx = ")), @r#"
     × this is not TOML: string values must be quoted, expected literal string
       ╭─[payer.toml:13:6]
    12 │ source = "s"
    13 │ dx =
       ·      ▲
       ·      ╰── here
    14 │ [[rule.example]]
       ╰────
    "#);
}
