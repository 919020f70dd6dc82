//! From bytes to claims: what a file's columns mean, where its records end, and what one claim says.

pub mod arrangement;
pub mod assemble;
pub mod bill_type;
pub mod biller;
pub mod cells;
pub mod companion;
pub mod dialect;
pub mod encoding;
pub mod foreign;
pub mod header;
pub mod header_line;
mod index;
pub mod kind;
pub mod layout;
pub mod opening;
pub mod preset;
pub mod procedure;
pub mod record;
pub mod rows;
mod scan;
pub mod service;
pub mod shape;
mod snomed;
pub mod view;
pub mod window;

pub use assemble::Assembler;
pub use bill_type::BillType;
pub use biller::{Biller, BillerSaid};
pub use dialect::{Dialect, LineEnd};
pub use header::{Confidence, Diagnoses, Expected, Given, Recognised, recognise};
pub use kind::{ClaimKind, KindSaid};
pub use layout::{Column, DxSlots, Layout, Long, Manner, Slot, Slots};
pub use procedure::{CodeSystem, Procedure};
pub use service::{MetService, Service, Services};
pub use shape::Shape;
pub use view::{CellRef, Claim, Coding, Dated, Diagnosis, Line};
