//! What a run has to tell: diagnostics, counts, and what was not checked.

pub mod diagnostic;
pub mod summary;

pub use diagnostic::{CellText, Diagnostic};
pub use summary::{FileSummary, NotRun, ReleaseUse, RuleCount, Summary, Unchecked};
