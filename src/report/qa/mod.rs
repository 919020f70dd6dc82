//! The figures of a review: how many claims, lines and diagnosis cells are free of what the rules can see, whose they are,
//! and what is wrong with the others.
//!
//! Findings alone cannot say how many claims are clean, so claims are counted where they are judged ([`Groups`]), and
//! only when somebody asks. A linter sees faults that can be seen in the claim alone: the rate is called lint-clean,
//! and never accuracy.

pub mod audit;
pub mod change;
pub mod codes;
pub mod count;
pub mod earlier;
pub mod examples;
pub mod figures;
pub mod groups;
pub mod judged;
mod reckon;
pub mod sample;
pub mod share;
pub mod worksheet;

pub use audit::{Audit, Filled, Said};
pub use change::{Change, Changes, EarlierRun};
pub use count::{Charge, Count, Month, amount};
pub use earlier::Earlier;
pub use examples::Gathered;
pub use figures::{Figures, GroupFigures, RateFigures, RuleFigures};
pub use groups::{By, Groups, Label};
pub use judged::{Judged, Verdict};
pub use sample::{Draw, Sample};
pub use share::Share;
pub use worksheet::{SheetRow, head, kept, of_these_files, worksheet};
