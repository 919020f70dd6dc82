//! The tables of a run against an earlier one.

use super::{Cell, Table};
use crate::report::qa::Changes;
use crate::report::qa::change::{GroupChange, RuleChange};

/// How the rules went, and how the groups.
pub(super) fn changes(changes: &Changes) -> [Table<'static>; 2] {
    let count = |findings: Option<u64>| findings.map_or(Cell::Number(None), Cell::Count);
    let rule = |rule: &RuleChange| {
        vec![
            rule.rule.as_str().into(),
            Cell::Text(rule.words()),
            count(rule.before),
            count(rule.now),
            Cell::Number(rule.before_per_hundred),
            Cell::Number(rule.now_per_hundred),
        ]
    };
    let group = |group: &GroupChange| {
        vec![
            group.label.as_str().into(),
            group.by.as_str().into(),
            Cell::Rate(group.before),
            Cell::Rate(group.now),
            Cell::Number(group.points()),
            group.word(changes.unlike.is_empty()).into(),
        ]
    };
    [
        Table {
            name: "changes".to_owned(),
            heads: vec!["rule", "change", "before", "now", "per 100 claims before", "per 100 claims now"],
            rows: changes.rules.iter().map(rule).collect(),
        },
        Table {
            name: "trend".to_owned(),
            heads: vec!["group", "by", "before", "now", "points", "of chance"],
            rows: changes.groups.iter().map(group).collect(),
        },
    ]
}
