//! The sheets of a procedure code and of a place of service.
//!
//! HCPCS Level II is public and told in full. CPT and CDT belong to the AMA and the ADA: their codes are numbers here.

use super::Source;
use super::rules::{RuleLine, about};
use crate::claim::{CodeSystem, Procedure};
use crate::date::Date;
use crate::hcpcs;
use crate::rule::Topic;
use serde::Serialize;

/// The code set a procedure code belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProcedureKind {
    /// HCPCS Level II, in the list.
    LevelTwo,
    /// A number of CPT (AMA); whether it is assigned is not known here.
    Cpt,
    /// A number of CDT (ADA).
    Dental,
    /// A letter W to Z: assigned by states and payers.
    Local,
}

/// What is known of a procedure code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ProcedureSheet {
    /// The code.
    pub code: String,
    /// The code set.
    pub set: ProcedureKind,
    /// The day.
    pub on: Date,
    /// Its description; only HCPCS Level II has one here.
    pub description: Option<&'static str>,
    /// The day it was added.
    pub added: Option<Date>,
    /// The last day it may be used.
    pub ended: Option<Date>,
    /// Whether it can be used on the day; none where that is not known here.
    pub in_force: Option<bool>,
    /// The last day the list is complete for.
    pub list_until: Option<Date>,
    /// The rules that speak about it.
    pub rules: Vec<RuleLine>,
}

impl ProcedureSheet {
    /// The sheet of a code that has a code set's shape.
    pub(super) fn of(source: Source<'_>, code: Procedure) -> Self {
        let on = source.on;
        let listed = hcpcs::level_two(code);
        let set = match (listed, code.system()) {
            (Some(_), _) | (None, Some(CodeSystem::LevelTwo)) => ProcedureKind::LevelTwo,
            (None, Some(CodeSystem::Dental)) => ProcedureKind::Dental,
            (None, Some(CodeSystem::Local)) => ProcedureKind::Local,
            (None, Some(CodeSystem::Cpt | CodeSystem::CptLettered) | None) => ProcedureKind::Cpt,
        };
        Self {
            code: code.to_string(),
            set,
            on,
            description: listed.map(|listed| listed.description),
            added: listed.map(|listed| listed.added),
            ended: listed.and_then(|listed| listed.ended),
            in_force: listed.map(|listed| listed.added <= on && listed.ended.is_none_or(|ended| on <= ended)),
            list_until: listed.and_then(|_| Date::from_number(hcpcs::UNTIL)),
            rules: about(source, Topic::Procedure(code)),
        }
    }
}

/// What is known of a place of service.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PlaceSheet {
    /// Its two digits.
    pub place: String,
    /// Its name.
    pub name: &'static str,
}

impl PlaceSheet {
    pub(super) fn of(place: u8) -> Self {
        let place = format!("{place:02}");
        let name = hcpcs::place_name(&place).unwrap_or_default();
        Self { place, name }
    }
}
