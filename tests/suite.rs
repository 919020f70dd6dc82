//! The tests that call what users call, in one program: linking the library two dozen times takes longer than most of them run.
//!
//! `cargo test --test suite cut::` runs those of `tests/cut.rs`.

mod claims;
mod cli;
#[path = "columns/main.rs"]
mod columns;
mod cut;
mod data;
mod editor;
mod explain;
mod exports;
#[path = "faults/main.rs"]
mod faults;
mod fix;
mod formats;
#[path = "gate/main.rs"]
mod gate;
mod house;
mod import;
#[path = "input/main.rs"]
mod input;
mod laws;
mod privacy;
mod releases;
#[path = "rule_mistakes/main.rs"]
mod rule_mistakes;
mod rules;
mod search;
mod tables;
