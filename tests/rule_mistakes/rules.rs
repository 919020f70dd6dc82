//! The rule as a whole: its code and name, what it judges, its exceptions, its examples, its placeholders.

use super::{changed, pack, report};
use insta::assert_snapshot;

#[test]
fn placeholder_without_a_value() {
    assert_snapshot!(report(&changed(r#""m""#, r#""modifier {modifyer}""#)), @r#"
     × nothing fills in `{modifyer}`
       ╭─[payer.toml:9:22]
     8 │ severity = "error"
     9 │ message = "modifier {modifyer}"
       ·                      ────┬───
       ·                          ╰── no such word here
    10 │ help = "h"
       ╰────
     help: did you mean `modifier`?
    "#);
}

#[test]
fn brace_alone() {
    assert_snapshot!(report(&changed(r#""m""#, r#""modifier {modifier""#)), @r#"
     × a brace stands alone
       ╭─[payer.toml:9:11]
     8 │ severity = "error"
     9 │ message = "modifier {modifier"
       ·           ──────────┬─────────
       ·                     ╰── here
    10 │ help = "h"
       ╰────
     help: a placeholder is `{word}`
    "#);
}

#[test]
fn code_taken() {
    assert_snapshot!(report(&changed("PX101", "ND101")), @r#"
     × `ND101` is already taken by `mod-53-on-facility-claim` (rules/not-carried-out.toml)
      ╭─[payer.toml:6:8]
    5 │ [[rule]]
    6 │ code = "ND101"
      ·        ───┬───
      ·           ╰── here
    7 │ name = "some-fault"
      ╰────
     help: every rule has a code and a name of its own
    "#);
}

#[test]
fn name_taken() {
    assert_snapshot!(report(&changed("some-fault", "z53-first-listed")), @r#"
     × `z53-first-listed` is already taken by `z53-first-listed` (rules/not-carried-out.toml)
      ╭─[payer.toml:7:8]
    6 │ code = "PX101"
    7 │ name = "z53-first-listed"
      ·        ─────────┬────────
      ·                 ╰── here
    8 │ severity = "error"
      ╰────
     help: every rule has a code and a name of its own
    "#);
}

#[test]
fn rule_code_malformed() {
    assert_snapshot!(report(&changed("PX101", "px-1")), @r#"
     × `px-1` is no rule code
      ╭─[payer.toml:6:8]
    5 │ [[rule]]
    6 │ code = "px-1"
      ·        ───┬──
      ·           ╰── here
    7 │ name = "some-fault"
      ╰────
     help: two to four capitals for the pack, then three digits: `ND101`
    "#);
}

#[test]
fn rule_name_malformed() {
    assert_snapshot!(report(&changed("some-fault", "Some fault")), @r#"
     × `Some fault` is no rule name
      ╭─[payer.toml:7:8]
    6 │ code = "PX101"
    7 │ name = "Some fault"
      ·        ──────┬─────
      ·              ╰── here
    8 │ severity = "error"
      ╰────
     help: lower-case words joined by hyphens, naming the fault: `mod-53-on-facility-claim`
    "#);
}

#[test]
fn tests_nothing() {
    assert_snapshot!(report(&pack("")), @r#"
     × this rule tests nothing
      ╭─[payer.toml:5:1]
    4 │
    5 │ [[rule]]
      · ────┬───
      ·     ╰── here
    6 │ code = "PX101"
      ╰────
     help: add `line`, `dx`, `first-dx`, `has-dx`, `has-line` or `claim`
    "#);
}

#[test]
fn line_and_diagnosis() {
    assert_snapshot!(report(&pack(r#"dx = "I10"
line = { modifier = "53" }"#)), @r#"
     × this judges a line and a diagnosis at once
      ╭─[payer.toml:5:1]
    4 │
    5 │ [[rule]]
      · ────┬───
      ·     ╰── here
    6 │ code = "PX101"
      ╰────
     help: a finding is about one of them: use `points-to`, `linked-to` or `has-dx` beside `line`
    "#);
}

#[test]
fn another_without_line() {
    assert_snapshot!(report(&pack(r#"another-line = { modifier = "53" }"#)), @r#"
     × `another-line` needs a line to be another to
      ╭─[payer.toml:5:1]
    4 │
    5 │ [[rule]]
      · ────┬───
      ·     ╰── here
    6 │ code = "PX101"
      ╰────
     help: add `line`, or use `has-line`
    "#);
}

#[test]
fn excuses_everything() {
    assert_snapshot!(report(&pack(r#"dx = "I10"
[[rule.unless]]
why = "because""#)), @r#"
     × this exception excuses everything
       ╭─[payer.toml:14:1]
    13 │ dx = "I10"
    14 │ [[rule.unless]]
       · ───────┬───────
       ·        ╰── here
    15 │ why = "because"
       ╰────
     help: say when; what no claim shows goes into `cannot-see`
    "#);
}

#[test]
fn exception_of_another_kind() {
    assert_snapshot!(report(&pack(r#"dx = "I10"
[[rule.unless]]
why = "because"
line = { modifier = "53" }"#)), @r#"
     × this exception is about a line, the rule is not
       ╭─[payer.toml:14:1]
    13 │ dx = "I10"
    14 │ [[rule.unless]]
       · ───────┬───────
       ·        ╰── here
    15 │ why = "because"
       ╰────
     help: use `has-line`
    "#);
}

#[test]
fn unknown_rule() {
    assert_snapshot!(report(&pack(r#"dx = "I10"
gives-way-to = "z53-frist-listed""#)), @r#"
     × unknown rule `z53-frist-listed`
       ╭─[payer.toml:14:16]
    13 │ dx = "I10"
    14 │ gives-way-to = "z53-frist-listed"
       ·                ─────────┬────────
       ·                         ╰── not known here
    15 │ [[rule.example]]
       ╰────
     help: did you mean `z53-first-listed`?
    "#);
}

#[test]
fn no_quiet_example() {
    assert_snapshot!(report(&changed("[[rule.example]]\nquiet = \"claim_id\"\n", "")), @r#"
     × `some-fault` has no example that is quiet
      ╭─[payer.toml:7:8]
    6 │ code = "PX101"
    7 │ name = "some-fault"
      ·        ──────┬─────
      ·              ╰── here
    8 │ severity = "error"
      ╰────
     help: add `[[rule.example]]` with `quiet = """…"""`
    "#);
}

#[test]
fn example_of_both() {
    assert_snapshot!(report(&changed("[[rule.example]]\nquiet", "quiet")), @r#"
     × an example shows one claim file
       ╭─[payer.toml:14:1]
    13 │ line = { modifier = "53" }
    14 │ [[rule.example]]
       · ────────┬───────
       ·         ╰── here
    15 │ fires = "claim_id"
       ╰────
     help: one file under `fires` or under `quiet`
    "#);
}

#[test]
fn no_pack() {
    assert_snapshot!(report(&changed("[pack]\nname = \"payer\"\nabout = \"a payer\"\n\n", "")), @r#"
     × these rules belong to no pack
      ╭─[payer.toml:1:1]
    1 │ [[rule]]
      · ────┬───
      ·     ╰── here
    2 │ code = "PX101"
      ╰────
     help: begin the file with `[pack]`, `name = "…"`, `about = "…"`
    "#);
}
