//! Every mistake a rule file can hold is shown at its place, with what would be right.
//!
//! Each test is a rule file with one mistake and the report a user sees; most files differ from a right one in one line.

use claimlint::icd::CodeBook;
use claimlint::rule::Registry;
use insta::assert_snapshot;
use miette::{GraphicalReportHandler, GraphicalTheme};

/// What a user sees of the mistake in a pack.
fn report(pack: &str) -> String {
    let error = Registry::load(&[("payer.toml", pack)], CodeBook::embedded()).expect_err("there is a mistake");
    let mut report = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    handler.render_report(&mut report, &error).expect("a report");
    report.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// A right pack of one rule, with these lines in the rule.
fn pack(lines: &str) -> String {
    format!(
        r#"[pack]
name = "payer"
about = "a payer"

[[rule]]
code = "PX101"
name = "some-fault"
severity = "error"
message = "m"
help = "h"
why = "w"
source = "s"
{lines}
[[rule.example]]
fires = "claim_id"
[[rule.example]]
quiet = "claim_id"
"#
    )
}

/// A right pack in which one text is another.
fn changed(from: &str, to: &str) -> String {
    let right = pack(r#"line = { modifier = "53" }"#);
    assert!(right.contains(from), "{from}");
    right.replace(from, to)
}

#[test]
fn the_pack_itself_has_no_mistake() {
    for lines in [r#"line = { modifier = "53" }"#, r#"dx = "I10""#] {
        assert!(Registry::load(&[("payer.toml", &pack(lines))], CodeBook::embedded()).is_ok());
    }
}

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
fn unknown_set() {
    assert_snapshot!(report(&pack(r#"line = { procedure = { in = "visit" } }"#)), @r#"
     × unknown set `visit`
       ╭─[payer.toml:13:29]
    12 │ source = "s"
    13 │ line = { procedure = { in = "visit" } }
       ·                             ───┬───
       ·                                ╰── not known here
    14 │ [[rule.example]]
       ╰────
     help: did you mean `visits`?
    "#);
}

#[test]
fn set_of_another_kind() {
    assert_snapshot!(report(&pack(r#"line = { modifier = { in = "visits" } }"#)), @r#"
     × `visits` is a set of procedures, not of modifiers
       ╭─[payer.toml:13:28]
    12 │ source = "s"
    13 │ line = { modifier = { in = "visits" } }
       ·                            ────┬───
       ·                                ╰── another kind
    14 │ [[rule.example]]
       ╰────
     help: sets of modifiers: assistants, discontinued, facility-stopped, pricing, repeat-or-
           distinct, stopped
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
fn code_that_never_was() {
    assert_snapshot!(report(&pack(r#"dx = "Z53.23""#)), @r#"
     × `Z53.23` is in no release of ICD-10-CM
       ╭─[payer.toml:13:6]
    12 │ source = "s"
    13 │ dx = "Z53.23"
       ·      ────┬───
       ·          ╰── here
    14 │ [[rule.example]]
       ╰────
     help: did you mean `Z53.32`?
    "#);
}

#[test]
fn no_code() {
    assert_snapshot!(report(&pack(r#"dx = "250.00""#)), @r#"
     × `250.00` is no diagnosis code
       ╭─[payer.toml:13:6]
    12 │ source = "s"
    13 │ dx = "250.00"
       ·      ────┬───
       ·          ╰── here
    14 │ [[rule.example]]
       ╰────
     help: write a code, a header or a range: `Z53`, `R00-R99`
    "#);
}

#[test]
fn empty_range() {
    assert_snapshot!(report(&pack(r#"dx = ["R99-R00"]"#)), @r#"
     × nothing stands between the ends of `R99-R00`
       ╭─[payer.toml:13:7]
    12 │ source = "s"
    13 │ dx = ["R99-R00"]
       ·       ────┬────
       ·           ╰── here
    14 │ [[rule.example]]
       ╰────
     help: write the lower end first
    "#);
}

#[test]
fn empty_procedure_range() {
    assert_snapshot!(report(&pack(r#"line = { procedure = ["99215-99202"] }"#)), @r#"
     × nothing stands between the ends of `99215-99202`
       ╭─[payer.toml:13:23]
    12 │ source = "s"
    13 │ line = { procedure = ["99215-99202"] }
       ·                       ──────┬──────
       ·                             ╰── here
    14 │ [[rule.example]]
       ╰────
     help: write the lower end first
    "#);
}

#[test]
fn range_of_two_kinds() {
    assert_snapshot!(report(&pack(r#"line = { procedure = ["00100-0174A"] }"#)), @r#"
     × the ends of `00100-0174A` are codes of different kinds
       ╭─[payer.toml:13:23]
    12 │ source = "s"
    13 │ line = { procedure = ["00100-0174A"] }
       ·                       ──────┬──────
       ·                             ╰── here
    14 │ [[rule.example]]
       ╰────
     help: both ends need their letters in the same places: `0001A-0174A`
    "#);
}

#[test]
fn empty_set() {
    assert_snapshot!(report(&changed("[[rule]]", "[set.nothing]\nabout = \"nothing\"\n\n[[rule]]")), @r#"
     × the set `nothing` is empty
      ╭─[payer.toml:5:6]
    4 │
    5 │ [set.nothing]
      ·      ───┬───
      ·         ╰── nothing in it
    6 │ about = "nothing"
      ╰────
     help: give it one of: diagnoses, traits, procedures, modifiers, revenue-codes, bill-types,
           values, includes
    "#);
}

#[test]
fn set_twice() {
    assert_snapshot!(report(&changed("[[rule]]", "[set.visits]\nabout = \"mine\"\nprocedures = [\"99202\"]\n\n[[rule]]")), @r#"
     × there are two sets called `visits`
      ╭─[payer.toml:5:6]
    4 │
    5 │ [set.visits]
      ·      ───┬──
      ·         ╰── the second
    6 │ about = "mine"
      ╰────
     help: rename one
    "#);
}

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
