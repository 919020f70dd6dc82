//! Rules as data: what a rule file says, what it means, and what it finds on one claim.
//!
//! Three stages, three types: a `Spec` is what the TOML says, a [`Rule`] what it means, a [`Bound`] rules bound to the
//! columns of one file; only the last can run. `rules/LANGUAGE.md` is the language's reference.

mod ask;
mod assemble;
pub mod bound;
mod check;
mod clause;
mod compare;
mod evidence;
mod facts;
pub mod finding;
mod group;
mod judge;
mod logic;
pub mod memo;
pub mod registry;
#[expect(clippy::module_inception, reason = "the rule itself is what this folder is named for")]
pub mod rule;
mod schema;
mod set;
pub mod severity;
mod speaks;
mod spec;
mod tables;
mod template;
mod text;
mod vocabulary;
mod way;
mod wording;

pub use bound::{Bound, Unbound};
pub use finding::{Finding, Label, RuleId};
pub use memo::Memo;
pub use registry::{Pack, Registry, Selection};
pub use rule::{Example, Exception, Period, Rule};
pub use schema::schema;
pub use severity::Severity;
pub use speaks::{Speaks, Topic};
pub use template::without_claim;
pub use way::{Columns, Way};
