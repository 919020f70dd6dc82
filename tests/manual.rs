//! The manual's own commands: every `console` block of the README and of `tests/cli/` is run and compared.
//!
//! `TRYCMD=overwrite cargo test --test manual` writes what the commands print now into the blocks; read the difference
//! before you commit it, and put `[..]` back where times vary.

#[test]
fn the_manual_says_what_happens() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("GITHUB_STEP_SUMMARY", "")
        .default_bin_name("claimlint")
        .case("README.md")
        .case("CONTRIBUTING.md")
        .case("tests/cli/*.md");
}
