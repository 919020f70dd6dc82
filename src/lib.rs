//! claimlint, the linter for medical claims.

pub mod claim;
pub mod code;
pub mod date;
pub mod error;
pub mod field;
pub mod icd;
pub mod report;
pub mod rule;
