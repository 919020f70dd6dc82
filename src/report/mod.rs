//! What a run has to tell: diagnostics, counts, and what was not checked.

pub mod baseline;
pub mod card;
pub mod diagnostic;
pub mod inspection;
pub mod qa;
pub mod redaction;
pub mod spool;
pub mod summary;
pub mod threshold;

pub use baseline::{Baseline, Looked, Marked, Naming};
pub use card::{Report, RuleCard};
pub use diagnostic::{CellText, Diagnostic, Standing};
pub use inspection::{InspectedColumn, Inspection};
pub use redaction::{Key, Redaction};
pub use spool::{Batch, Spool};
pub use summary::{
    AllowUse, BaselineUse, FileSummary, NotRun, ReleaseUse, RuleCount, Summary, Threshold, Unchecked, Unrun,
};
pub use threshold::{Rate, Thresholds};
