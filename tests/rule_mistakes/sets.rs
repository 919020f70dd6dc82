//! Sets and groups: codes that are none, ranges with nothing in them.

use super::{changed, pack, report};
use insta::assert_snapshot;

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
