//! The fuzz target this binary is named after.

#![no_main]

use std::sync::LazyLock;

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| claimlint_fuzz::target(env!("CARGO_BIN_NAME")).expect("a target"));

libfuzzer_sys::fuzz_target!(|data: &[u8]| TARGET(data));
