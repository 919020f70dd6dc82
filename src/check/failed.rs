//! Why a file could not be checked, as a report may say it.
//!
//! The error itself goes to standard error and may quote the first row of the file. A report can leave the house, and the
//! first row of a file without a header is a claim: what quotes it is said without the quotation.

use crate::error::Error;

/// Why nothing of a file was read that the run had not come to.
pub(super) const NOT_BEGUN: &str = "the run was interrupted before it";

/// Why, without the name of the file and without any text from it.
pub(super) fn why(error: &Error) -> String {
    match error {
        Error::Io { action, source, .. } => format!("cannot {action} it: {source}"),
        Error::Temporary { source, .. } => format!("cannot use the folder for temporary files: {source}"),
        Error::Input { problem, .. } => without_quotations(problem),
        Error::Interrupted { .. } => "the run was interrupted".to_owned(),
        _ => "see what the run said on standard error".to_owned(),
    }
}

/// What is said outside quotation marks. A quoted text may hold such marks itself, so all between the first and the last goes.
fn without_quotations(problem: &str) -> String {
    match (problem.find('"'), problem.rfind('"')) {
        (Some(first), Some(last)) if first < last => format!("{}\u{2026}{}", &problem[..=first], &problem[last..]),
        (Some(first), _) => problem[..first].trim_end().to_owned(),
        _ => problem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_quoted_is_left() {
        for (problem, said) in [
            ("the header \"A\" comes 2 times", "the header \"\u{2026}\" comes 2 times"),
            ("the file has: \"a \" b\", \"c\"", "the file has: \"\u{2026}\""),
            ("it begins with \"a", "it begins with"),
            ("the file is empty", "the file is empty"),
        ] {
            assert_eq!(without_quotations(problem), said);
        }
    }
}
