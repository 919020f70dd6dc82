//! Why a file could not be checked, as a report may say it.
//!
//! The error itself goes to standard error and may quote the first row of the file. A report can leave the house, and the
//! first row of a file without a header is a claim: what quotes it is said without the quotation.

use crate::error::Error;

/// Why, without the name of the file and without any text from it.
pub(super) fn why(error: &Error) -> String {
    match error {
        Error::Io { action, source, .. } => format!("cannot {action} it: {source}"),
        Error::Input { problem, .. } if problem.contains('"') => {
            "its first row is no header that can be used".to_owned()
        }
        Error::Input { problem, .. } => problem.clone(),
        Error::Interrupted { .. } => "the run was interrupted".to_owned(),
        _ => "see what the run said on standard error".to_owned(),
    }
}
