//! What is known of a file before its header is read: what the user has said, and where the rest of its claims is.

use crate::claim::preset::Preset;
use crate::field::Field;
use std::collections::BTreeMap;

/// What is known of a file before its header is read.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'e> {
    /// Headers of fields, given by the user (`[columns]` of the settings).
    pub columns: Given<'e>,
    /// The layout the user has named, instead of the one that would be recognised.
    pub layout: Option<&'e Preset>,
    /// Layouts of the user's own, tried before the others.
    pub own: &'e [Preset],
    /// Where the diagnoses are.
    pub diagnoses: Diagnoses,
}

/// Headers of fields, given by the user.
#[derive(Clone, Copy, Debug)]
pub enum Given<'e> {
    /// Each of them must be there.
    All(&'e BTreeMap<Field, String>),
    /// Some may be in another file that goes with this one.
    Some(&'e BTreeMap<Field, String>),
}

/// Where the diagnoses of a file's claims are to be found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Diagnoses {
    /// In the file itself: without any, it cannot be checked.
    Here,
    /// In another file, or nowhere because this one completes another.
    Elsewhere,
}
