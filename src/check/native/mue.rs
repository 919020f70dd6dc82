//! Medically unlikely edits, by the user's own tables.
//!
//! Units are added up over the lines of one code, provider and day of this claim. Where a line stands for several days
//! its units are divided by them, as CMS does. Anesthesia is left out: exports often give it in minutes.

use super::{Context, Spoken, report};
use crate::check::tally::{Beyond, Tally};
use crate::claim::{Biller, CellRef, Claim, ClaimKind, Layout, Procedure, Slot};
use crate::date::Date;
use crate::field::Field;
use crate::rule::{Finding, Label, Severity};
use crate::table::mue::{Adjudication, MueLimit};
use crate::table::{Mue, Service};

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 1] = ["mue"];

/// Bill types whose outpatient services the edits are applied to (NCCI Policy Manual, chapter I, part V).
const HOSPITAL: [u8; 3] = [13, 14, 85];
/// Anesthesia by time: CPT 00100 to 01999.
const ANESTHESIA: std::ops::RangeInclusive<u32> = 100..=1999;

/// That rule; `None` where it is not selected.
#[derive(Clone, Debug)]
pub(super) struct Units {
    rule: Spoken,
    npi: Option<Slot>,
}

/// A line that takes part: whose and when, which code, where.
type Part<'c> = (&'c [u8], Date, u32, usize);

impl Units {
    pub(super) fn new(rule: super::RuleOf<'_>, layout: &Layout) -> Self {
        let [rule] = NAMES.map(rule);
        Self { rule, npi: layout.slot(Field::RenderingNpi) }
    }

    pub(super) fn judge(
        &self,
        context: &Context<'_>,
        claim: &Claim<'_>,
        tally: &mut Tally,
        findings: &mut Vec<Finding>,
    ) {
        let Some(slot) = context.layout.slots.units else { return };
        if self.rule.is_none() || context.tables.mue.is_empty() {
            return;
        }
        let Some(service) = service(context, claim) else {
            if matches!(claim.kind, ClaimKind::Professional | ClaimKind::Asc) {
                tally.beyond(Beyond::Mue);
            }
            return;
        };
        let mut parts: Vec<Part<'_>> = Vec::new();
        for (number, line) in claim.lines.iter().enumerate() {
            if let (Some(code), Some(dated), Some(_)) = (line.procedure.number(), line.date, line.units)
                && line.biller != Biller::CahPhysician
                && !ANESTHESIA.contains(&code)
                && is_one_day(context, claim, dated.cell)
            {
                let provider = self.npi.map_or(&b""[..], |npi| claim.cell(number, npi));
                parts.push((provider, dated.date, code, number));
            }
        }
        parts.sort_unstable();
        let covers = |date: Date| context.tables.mue.iter().any(|mue| mue.service == service && mue.holds(date));
        if parts.iter().any(|part| !covers(part.1)) {
            tally.beyond(Beyond::Mue);
        }
        for of_code in parts.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)) {
            let Some(&(_, date, code, _)) = of_code.first() else { continue };
            let edition = context.tables.mue.iter().find(|mue: &&Mue| mue.service == service && mue.holds(date));
            if let Some(limit) = edition.and_then(|mue| mue.limit(code)) {
                self.limit(context, claim, slot, of_code, limit, findings);
            }
        }
    }

    fn limit(
        &self,
        context: &Context<'_>,
        claim: &Claim<'_>,
        slot: Slot,
        of_code: &[Part<'_>],
        limit: MueLimit,
        findings: &mut Vec<Finding>,
    ) {
        let most = f64::from(limit.units);
        let lines = || of_code.iter().map(|part| (part.3, units(context, claim, part.3, part.1)));
        if limit.by == Adjudication::Line {
            for (line, units) in lines().filter(|(_, units)| *units > most) {
                self.speak(claim, slot, &[line], units, limit, of_code, findings);
            }
            return;
        }
        let sum: f64 = lines().map(|(_, units)| units).sum();
        if sum > most {
            let mut blamed: Vec<usize> = lines().map(|(line, _)| line).collect();
            blamed.reverse();
            self.speak(claim, slot, &blamed, sum, limit, of_code, findings);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one sentence")]
    fn speak(
        &self,
        claim: &Claim<'_>,
        slot: Slot,
        lines: &[usize],
        units: f64,
        limit: MueLimit,
        of_code: &[Part<'_>],
        findings: &mut Vec<Finding>,
    ) {
        let Some(&(_, date, code, _)) = of_code.first() else { return };
        let (indicator, span, severity, advice) = match limit.by {
            Adjudication::Line => (
                "1",
                "a line",
                Severity::Error,
                "units that are right go on lines of their own, with a modifier that says why (59, 76, 77, 91, an anatomic one)",
            ),
            Adjudication::DayAbsolute => (
                "2",
                "a day",
                Severity::Error,
                "this limit has no exception, with or without a modifier: correct the units",
            ),
            Adjudication::Day => (
                "3",
                "a day",
                Severity::Warning,
                "correct the units, or keep the record at hand that shows they were needed: they are denied at first",
            ),
        };
        let number = |value: f64| if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value}") };
        let words = vec![
            ("code", Procedure::of_number(code).to_string()),
            ("units", number(units)),
            ("limit", limit.units.to_string()),
            ("span", span.to_owned()),
            ("date", date.to_string()),
            ("indicator", indicator.to_owned()),
            ("advice", advice.to_owned()),
        ];
        let cell = |line: usize| CellRef::whole(u32::try_from(line).unwrap_or(0), slot);
        let mut cells: Vec<Label> = Vec::new();
        for &line in lines.iter().take(4) {
            let text = if cells.is_empty() { String::new() } else { "counted too".to_owned() };
            debug_assert!(line < claim.lines.len(), "the line is one of the claim's");
            cells.push(Label { cell: cell(line), text });
        }
        report(self.rule.map(|(rule, most)| (rule, severity.min(most))), cells, words, findings);
    }
}

/// Whose edits a claim of this form is measured by.
fn service(context: &Context<'_>, claim: &Claim<'_>) -> Option<Service> {
    let has = |service: Service| context.tables.mue.iter().any(|mue| mue.service == service);
    match claim.kind {
        ClaimKind::Professional if is_supplier(context, claim) => Some(Service::Supplier),
        ClaimKind::Professional | ClaimKind::Asc if has(Service::Practitioner) => Some(Service::Practitioner),
        // Whoever names only the suppliers' file is one.
        ClaimKind::Professional if !has(Service::Hospital) => Some(Service::Supplier),
        ClaimKind::InstitutionalOutpatient => {
            let applies = claim.bill_type.is_none_or(|bill| HOSPITAL.contains(&bill.class()));
            applies.then_some(Service::Hospital)
        }
        _ => None,
    }
}

fn is_supplier(context: &Context<'_>, claim: &Claim<'_>) -> bool {
    let says = context.layout.slots.claim_type.is_some_and(|slot| {
        let text = claim.cell(0, slot);
        text.eq_ignore_ascii_case(b"dme") || matches!(text, b"81" | b"82")
    });
    says || context.layout.name.starts_with("rif-dme")
}

/// Whether the date is a line's own, or that of a claim of one day.
fn is_one_day(context: &Context<'_>, claim: &Claim<'_>, cell: Option<CellRef>) -> bool {
    let own = cell.is_some_and(|cell| context.layout.slots.service_date == Some(cell.slot));
    let date = |dated: Option<crate::claim::Dated>| dated.map(|dated| dated.date);
    own || (claim.from.is_some() && date(claim.from) == date(claim.through))
}

/// The units of a line on one day.
///
/// A professional line whose through date is later than its date stands for all the days between.
fn units(context: &Context<'_>, claim: &Claim<'_>, line: usize, date: Date) -> f64 {
    let units = claim.lines[line].units.unwrap_or(0.0);
    let through = context.layout.slots.through_date.filter(|_| claim.kind == ClaimKind::Professional);
    let through =
        through.and_then(|slot| context.layout.date(slot, claim.cell(line, slot))).filter(|through| *through > date);
    match through.map(|through| date.civil().until(through.civil())) {
        Some(Ok(span)) => (units / f64::from(span.get_days().saturating_add(1))).round(),
        _ => units,
    }
}
