//! A file that is in ICD-9-CM throughout: said once of the file, and not of each of its claims.

use super::native;
use super::tally::{RELEASES, Tally};
use crate::error::Result;
use crate::field::Field;
use crate::number::said;
use crate::report::{Diagnostic, Spool};
use crate::rule::{Registry, RuleId};

/// Diagnoses that are enough to say so of a file; fewer are findings.
const ENOUGH: u64 = 8;

/// Whether every diagnosis can be of ICD-9-CM and not a few surely are, some of them of a time when that was over. Without dots
/// many have the shape of another code: 25000 is 250.00 and a procedure, V222 is V22.2 and an incomplete V22.2.
fn throughout(tally: &Tally) -> bool {
    let sure = tally.icd9.late + tally.unchecked.icd9;
    tally.icd9.late > 0
        && tally.diagnoses >= ENOUGH
        && sure + tally.icd9.perhaps == tally.diagnoses
        && sure * 10 >= tally.diagnoses
}

/// What is to be said of codes that are taken for ICD-9-CM by their date.
pub(super) fn by_date(tally: &Tally) -> Option<String> {
    let diagnoses = match tally.icd9.by_date {
        0 => return None,
        count => said(count, "diagnosis is", "diagnoses are"),
    };
    Some(format!(
        "{diagnoses} taken for ICD-9-CM, which services before 2015-10-01 were coded in (45 CFR 162.1002), and not checked"
    ))
}

/// The findings without those that go by a diagnosis, where the file is in ICD-9-CM throughout: then no diagnosis counts as
/// judged, and what a code of ICD-10-CM means is said of none.
pub(super) fn set_aside(findings: Spool, tally: &mut Tally, registry: &Registry) -> Result<Spool> {
    if !throughout(tally) {
        return Ok(findings);
    }
    tally.unchecked.icd9 = tally.diagnoses;
    tally.judged = [0; RELEASES];
    tally.groups.iter_mut().for_each(|groups| groups.unjudge());
    let by_lists: Vec<RuleId> = native::OF_LISTS.iter().filter_map(|name| registry.find(name)).collect();
    let goes_by_codes = |finding: &Diagnostic| {
        let on_a_code = finding.cells.iter().any(|cell| matches!(cell.field, Field::Dx(_)));
        let asks_for_codes = registry.rule(finding.rule).asks_for_diagnoses();
        (on_a_code || asks_for_codes) && !by_lists.contains(&finding.rule)
    };
    let mut others = Spool::new();
    for finding in &findings {
        let finding = finding?;
        if !goes_by_codes(&finding) {
            others.push(&finding)?;
        }
    }
    Ok(others)
}
