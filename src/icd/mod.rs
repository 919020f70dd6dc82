//! The code book: every ICD-10-CM release since FY2016, by date.
//!
//! - [`CodeBook`] holds all releases at once; the one shipped is embedded and opens in microseconds.
//! - [`Entry`] is a code that ever existed: when, and whether billable, as bit masks over the releases.
//! - [`CodeSet`] is one release, only to be had for a date or a release: validity always has a date.
//! - [`Node`] is a code of a code set, with its place in the classification: parent, children, block, chapter, notes,
//!   7th characters.
//! - [`Traits`] are what else is true of a code on a day: the Medicare Code Editor's flags, its side of the body.
//! - [`Naming`] is a note together with the codes it names, as [`references`] read them.
//! - [`import()`] makes the text tables from the official files; the build script packs them.

mod book;
mod entry;
mod import;
mod lately;
mod naming;
mod near;
mod node;
mod notes;
mod pack;
pub mod references;
mod set;
pub(crate) mod strings;
mod traits;
mod tree;
mod verdict;

pub use book::{CodeBook, Release, ReleaseIndex};
pub use entry::{Entry, Period, Replacement, Span};
pub use import::{Import, ImportReport, import};
pub use lately::{Lately, Met, Together};
pub use naming::{Naming, Namings};
pub use node::Node;
pub use notes::{Bearer, Meaning, Note, NoteEver, NoteKind, Seventh};
pub use set::{CodeSet, Standing};
pub use traits::{Epoch, Traits};
pub use tree::{Block, Chapter, Ranks};
pub use verdict::Verdict;
