//! Every mistake a rule file can hold is shown at its place, with what would be right.
//!
//! Each test is a rule file with one mistake and the report a user sees; most files differ from a right one in one line.

mod rules;
mod sets;
mod words;

use claimlint::icd::CodeBook;
use claimlint::rule::Registry;
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
