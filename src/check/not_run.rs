//! Which rules did not run on a file, or not on all of it, and why.

use super::file::Run;
use super::linter::Linter;
use super::native;
use super::tally::{Beyond, Tally};
use crate::claim::Long;
use crate::date::Date;
use crate::hcpcs;
use crate::number;
use crate::report::Unrun;
use crate::rule::{RuleId, Unbound};
use crate::table::TableName;

/// The rules, in the order of their files.
pub(super) fn not_run(run: &Run<'_>, linter: &Linter<'_>, tally: &Tally) -> Vec<Unrun> {
    let said = |rule: RuleId, reason: String| Unrun { rule, wants: Vec::new(), reason, in_part: true, until: None };
    let selected = || run.registry.ids().filter(|(id, _)| run.selection.contains(*id));
    let is_missing = |table: &TableName| !run.tables.has(*table);
    // One reason for all, so that a summary has one line for it.
    let missing: Vec<&str> =
        selected().filter_map(|(_, rule)| rule.table).filter(is_missing).map(TableName::key).collect();
    let mut all = Vec::new();
    for (id, rule) in selected() {
        if rule.table.as_ref().is_some_and(is_missing) {
            let reason = format!("no table of yours under [tables] in claimlint.toml: {}", missing.join(", "));
            all.push(Unrun { in_part: false, ..said(id, reason) });
            continue;
        }
        all.extend(
            linter
                .bound()
                .not_run()
                .iter()
                .filter(|unbound| {
                    unbound.rule == id && !(run.settings.as_of.is_some() && wants_a_date_to_judge_by(run, unbound))
                })
                .map(|unbound| {
                    let on_others = unbound.runs_behind_codes && tally.modifiers_behind_codes > 0;
                    let part =
                        if on_others { "lines without a modifier behind the procedure code" } else { unbound.part };
                    let wants = unbound.wants.clone();
                    Unrun { wants, in_part: !part.is_empty(), ..said(id, part.to_owned()) }
                }),
        );
        let runs_not = all.last().is_some_and(|unrun: &Unrun| unrun.rule == id && !unrun.in_part);
        if tally.unordered > 0 && rule.goes_by_order() && !runs_not {
            let claims = number::said(tally.unordered, "claim has", "claims have");
            let reason = format!(
                "{claims} several diagnoses in rows of which nothing says which comes first (dx_sequence under [columns] would)"
            );
            all.push(said(id, reason));
        }
        let without_places = |rows: Long| rows.sequence.is_none() && (rows.role.is_some() || tally.unordered > 0);
        let in_rows = linter.layout().own_rows_list().is_some_and(without_places);
        if in_rows && native::LIST_RULES.contains(&rule.name.as_str()) && all.last().is_none_or(|last| last.rule != id)
        {
            let reason = "diagnoses that stand in rows without their places in the list (dx_sequence under [columns] would say them)";
            all.push(said(id, reason.to_owned()));
        }
        let beyond = Beyond::ALL.into_iter().find(|(_, name)| *name == rule.name);
        let count = beyond.map_or(0, |(kind, _)| tally.beyond[kind as usize]);
        if rule.table.is_some() && count > 0 {
            let claims = number::counted(count, "claim");
            all.push(said(id, format!("{claims} that none of your tables covers")));
        } else if let Some(until) = Date::from_number(hcpcs::UNTIL).filter(|_| count > 0) {
            let codes = number::counted(count, "code");
            let reason = format!("{codes} of services after {until}, the day its list ends");
            all.push(Unrun { until: Some(until.to_string()), ..said(id, reason) });
        }
    }
    all
}

/// Whether all a rule lacks is a column that says by which date to judge diagnoses, which `--as-of` says as well.
fn wants_a_date_to_judge_by(run: &Run<'_>, unbound: &Unbound) -> bool {
    let native = run.registry.rule(unbound.rule).native.as_deref();
    native.is_some_and(native::judges_by_date) && unbound.wants.iter().flatten().all(|field| field.is_date())
}
