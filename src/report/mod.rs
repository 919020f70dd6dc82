//! What a run has to tell: diagnostics, counts, and what was not checked.

pub mod card;
pub mod diagnostic;
pub mod inspection;
pub mod spool;
pub mod summary;

pub use card::{Report, RuleCard};
pub use diagnostic::{CellText, Diagnostic};
pub use inspection::{InspectedColumn, Inspection};
pub use spool::Spool;
pub use summary::{FileSummary, NotRun, ReleaseUse, RuleCount, Summary, Unchecked};
