//! `claimlint test`: every rule carries examples that prove it; this runs them.

use super::Exit;
use super::output::print;
use crate::check::{Proof, prove};
use crate::error::Result;
use crate::render::{counted, escape};
use clap::{Args, ValueHint};
use std::fmt::Write;
use std::path::PathBuf;

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct TestArguments {
    /// Rule files to test; without one, the built-in rules
    #[arg(value_name = "PACK", value_hint = ValueHint::FilePath)]
    packs: Vec<PathBuf>,
}

/// Runs the examples.
///
/// # Errors
/// When a rule file cannot be read or the result cannot be written.
pub(super) fn run(arguments: &TestArguments) -> Result<Exit> {
    let proof = prove(&arguments.packs)?;
    print(&told(&proof))?;
    Ok(if proof.failures.is_empty() { Exit::Clean } else { Exit::Findings })
}

fn told(proof: &Proof) -> String {
    let mut text = String::new();
    for failure in &proof.failures {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{} {}", escape(&failure.code), escape(&failure.name));
        for line in failure.problem.lines() {
            let _ = writeln!(text, "  {}", escape(line));
        }
    }
    let failed = proof.failures.len() as u64;
    let _ = writeln!(
        text,
        "{} of {}, {} failed",
        counted(proof.examples, "example"),
        counted(proof.rules, "rule"),
        failed,
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Refuted;

    #[test]
    fn what_failed_is_named() {
        let proof = Proof {
            rules: 2,
            examples: 5,
            failures: vec![Refuted {
                code: "ND101".to_owned(),
                name: "mod-53".to_owned(),
                problem: "should fire, is silent:\nA1,131".to_owned(),
            }],
        };
        insta::assert_snapshot!(told(&proof), @r#"
ND101 mod-53
  should fire, is silent:
  A1,131
5 examples of 2 rules, 1 failed
"#);
    }
}
