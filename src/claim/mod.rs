//! From bytes to claims: what a file's columns mean, where its records end, and what one claim says.

pub mod bill_type;
pub mod biller;
pub mod cells;
pub mod dialect;
pub mod foreign;
pub mod header;
pub mod kind;
pub mod layout;
pub mod preset;
pub mod shape;
mod snomed;
pub mod view;
pub mod window;

pub use bill_type::BillType;
pub use biller::{Biller, BillerSaid};
pub use dialect::{Dialect, LineEnd};
pub use header::{Recognised, recognise};
pub use kind::{ClaimKind, KindSaid};
pub use layout::{Column, Layout, Slot, Slots};
pub use shape::Shape;
pub use view::{CellRef, Claim, Diagnosis, Line};
