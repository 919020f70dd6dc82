//! The code book in words: what is known of a diagnosis code, a block, a modifier, a procedure, a place or a rule, put
//! together for one day.
//!
//! A sheet is plain data: `claimlint explain --format json` is the sheet itself, and the page for people is printed from
//! the same sheet and nothing else. Nothing here is written down twice: all of it comes from the code book, the tables of
//! CMS and the rule files, each statement with where it stands.

mod block;
mod code;
mod held;
mod history;
mod indicator;
mod line;
mod medicare;
mod modifier;
mod notes;
mod pack;
mod procedure;
mod range;
mod rule;
mod rules;
mod severity;
mod word;

pub use block::BlockSheet;
pub use code::{CodeSheet, Status};
pub use held::{HeldRelease, HeldSheet, HeldTable};
pub use history::{Change, ReplacedBy};
pub use indicator::IndicatorSheet;
pub use line::{CodeLine, Named};
pub use medicare::{Admission, Flag};
pub use modifier::{ModifierKind, ModifierSheet, NotWith};
pub use notes::{NoteLine, SeventhLine, Sevenths};
pub use pack::{RuleOfSheet, RulesSheet};
pub use procedure::{PlaceSheet, ProcedureKind, ProcedureSheet};
pub use rule::{ExampleSheet, RuleSheet, WayLine};
pub use rules::RuleLine;
pub use severity::Severities;
pub use word::{Kind, Meaning, NotUnderstood, meanings};

use crate::date::Date;
use crate::error::Result;
use crate::icd::CodeBook;
use crate::rule::Registry;
use serde::Serialize;

/// What explanations are made from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s> {
    /// The code book.
    pub book: &'s CodeBook,
    /// The rules.
    pub registry: &'s Registry,
    /// The day everything is told for; a release has to be held for it.
    pub on: Date,
}

/// What is known of one word.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Sheet {
    /// An ICD-10-CM code.
    Code(Box<CodeSheet>),
    /// A block or chapter of the Tabular List.
    Block(BlockSheet),
    /// A modifier.
    Modifier(ModifierSheet),
    /// A procedure code.
    Procedure(ProcedureSheet),
    /// A place of service.
    Place(PlaceSheet),
    /// A rule of claimlint.
    Rule(Box<RuleSheet>),
    /// A pack, or the rules whose codes begin alike.
    Rules(RulesSheet),
    /// A present-on-admission indicator.
    Indicator(IndicatorSheet),
}

/// The sheet of what a word means.
///
/// # Errors
/// When an example of a rule cannot be read as a claim file.
pub fn sheet(source: Source<'_>, meaning: Meaning) -> Result<Sheet> {
    Ok(match meaning {
        Meaning::Code(code) => Sheet::Code(Box::new(CodeSheet::of(source, code))),
        Meaning::Block(first) => Sheet::Block(BlockSheet::block(source, first)),
        Meaning::Group(first, last) => Sheet::Block(BlockSheet::group(source, first, last)),
        Meaning::Chapter(first) => Sheet::Block(BlockSheet::chapter(source, first)),
        Meaning::Modifier(modifier) => Sheet::Modifier(ModifierSheet::of(source, modifier)),
        Meaning::Procedure(procedure) => Sheet::Procedure(ProcedureSheet::of(source, procedure)),
        Meaning::Place(place) => Sheet::Place(PlaceSheet::of(place)),
        Meaning::Pack(rule) => Sheet::Rules(RulesSheet::of_pack(source, rule)),
        Meaning::Series(rule, len) => Sheet::Rules(RulesSheet::of_series(source, rule, len)),
        Meaning::Indicator(indicator) => Sheet::Indicator(IndicatorSheet::of(source, indicator)),
        Meaning::Rule(rule) => Sheet::Rule(Box::new(RuleSheet::of(source, rule)?)),
    })
}
