//! From bytes to claims: what a file's columns mean, where its records end, and what one claim says.

pub mod kind;
pub mod layout;
pub mod record;
pub mod view;
pub mod window;

pub use kind::{Biller, ClaimKind};
pub use layout::{Column, Layout, Slot};
pub use view::{CellRef, Claim, Diagnosis, Line};
