//! claimlint, the linter for medical claims.

pub mod code;
pub mod date;
pub mod error;
pub mod icd;
