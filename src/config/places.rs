//! Where the settings name rules: whether a rule is called so is known only when all rules are read, and then the mistake is to
//! be shown where it stands.

use crate::error::Error;
use miette::NamedSource;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// The places at which a text of settings names rules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Places {
    /// Where the text was read from.
    pub(crate) path: PathBuf,
    /// The text.
    pub(crate) text: Arc<str>,
    /// What is named, and where.
    pub(crate) named: Vec<(String, Range<usize>)>,
}

/// The error, at its place where it is about a rule that is named in one of the texts.
pub(crate) fn placed(places: &[Places], error: Error) -> Error {
    let Error::UnknownRule { selector, help } = error else { return error };
    for Places { path, text, named } in places {
        if let Some((_, span)) = named.iter().find(|(name, _)| *name == selector) {
            return Error::Toml {
                message: format!("no rule is called `{selector}`"),
                file: NamedSource::new(path.display().to_string(), text.to_string()).into(),
                label: "no such rule".to_owned(),
                span: span.clone().into(),
                help,
            };
        }
    }
    Error::UnknownRule { selector, help }
}
