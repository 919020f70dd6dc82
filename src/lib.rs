//! claimlint, the linter for medical claims.

pub mod check;
pub mod claim;
pub mod cli;
pub mod code;
pub mod config;
pub mod date;
pub mod error;
pub mod field;
pub mod hcpcs;
pub mod icd;
pub mod render;
pub mod report;
pub mod rule;
pub mod table;
