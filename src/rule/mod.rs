//! Rules as data: what a rule file says, what it means, and what it finds on one claim.

pub mod finding;
pub mod severity;

pub use finding::{Finding, Label, RuleId};
pub use severity::Severity;
