//! The `claimlint` command: arguments in, exit code out. Everything else is the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    claimlint::cli::run(std::env::args_os()).into()
}
