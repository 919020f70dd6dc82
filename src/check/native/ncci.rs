//! NCCI procedure-to-procedure edits, by the user's own tables.
//!
//! An edit is about two codes of one provider on one day. Only lines of this claim are seen, so that an edit between two
//! claims is not found, and none is invented.

use super::{Context, Spoken, report};
use crate::check::tally::{Beyond, Tally};
use crate::claim::{Biller, CellRef, Claim, ClaimKind, Layout, Slot};
use crate::date::Date;
use crate::field::Field;
use crate::rule::{Finding, Label};
use crate::table::{Ptp, ptp::is_bypass};

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 1] = ["ncci-ptp"];

/// Bill types whose outpatient services the edits are applied to at all times held: hospital 12x to 14x, Part B of skilled
/// nursing 22x and 23x, outpatient rehabilitation 74x (Noridian, "OPPS and non-OPPS providers: implemented billing
/// requirements", which has 85x, 72x and 76x too, but only from 2018 on; I/OCE edits 20 and 40).
const HOSPITAL: [u8; 6] = [12, 13, 14, 22, 23, 74];

/// That rule; `None` where it is not selected.
#[derive(Clone, Debug)]
pub(super) struct Ncci {
    rule: Spoken,
    npi: Option<Slot>,
}

/// A line that takes part: whose and when, which code, where.
type Part<'c> = (&'c [u8], Date, u32, usize);

impl Ncci {
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
        let Some(slot) = context.layout.slots.procedure_code else { return };
        let Some(table) = table(context, claim).filter(|_| self.rule.is_some() && claim.lines.len() > 1) else {
            return;
        };
        if table.is_empty() {
            tally.beyond(Beyond::Ncci);
            return;
        }
        let mut parts: Vec<Part<'_>> = Vec::new();
        for (number, line) in claim.lines.iter().enumerate() {
            if let (Some(code), Some(dated)) = (line.procedure.number(), line.date)
                && line.biller != Biller::CahPhysician
            {
                let provider = self.npi.map_or(&b""[..], |npi| claim.cell(number, npi));
                parts.push((provider, dated.date, code, number));
            }
        }
        parts.sort_unstable();
        for of_day in parts.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter(|of_day| of_day.len() > 1) {
            let mut codes: Vec<u32> = of_day.iter().map(|part| part.2).collect();
            codes.dedup();
            for &column1 in &codes {
                // Whichever is shorter: the day's codes, or the codes the table has beside this one.
                let seconds = table.seconds(column1);
                let pairs: Vec<u32> = if seconds.len() < codes.len() {
                    let mut seconds: Vec<u32> = seconds.filter(|code| codes.binary_search(code).is_ok()).collect();
                    seconds.dedup();
                    seconds
                } else {
                    codes.clone()
                };
                for column2 in pairs.into_iter().filter(|&column2| column2 != column1) {
                    self.pair(table, claim, slot, of_day, (column1, column2), findings);
                }
            }
        }
    }

    fn pair(
        &self,
        table: &Ptp,
        claim: &Claim<'_>,
        slot: Slot,
        of_day: &[Part<'_>],
        (column1, column2): (u32, u32),
        findings: &mut Vec<Finding>,
    ) {
        let Some(date) = of_day.first().map(|part| part.1) else { return };
        let Some(edit) = table.edit(column1, column2, date) else { return };
        let lines = |code: u32| of_day.iter().filter(move |part| part.2 == code).map(|part| part.3);
        let bypassed = |line: usize| {
            edit.modifier_allowed && claim.lines[line].modifiers.iter().any(|(modifier, _)| is_bypass(modifier.0))
        };
        let Some(first) = lines(column1).find(|&line| !bypassed(line)).filter(|_| !lines(column1).any(bypassed)) else {
            return;
        };
        for second in lines(column2).filter(|&line| !bypassed(line)) {
            let text = |line: usize| claim.lines[line].procedure.to_string();
            let (indicator, advice) = if edit.modifier_allowed {
                (
                    "1",
                    "if the two were distinct services, an NCCI modifier (59, XE, XP, XS, XU, an anatomic one, 25 on a visit) says so on one of the lines; if not, remove it",
                )
            } else {
                ("0", "no modifier sets this edit aside: report only one of the two")
            };
            let words = vec![
                ("column1", text(first)),
                ("column2", text(second)),
                ("date", date.to_string()),
                ("since", edit.from.to_string()),
                ("indicator", indicator.to_owned()),
                ("advice", advice.to_owned()),
            ];
            let cell = |line: usize| CellRef::whole(u32::try_from(line).unwrap_or(0), slot);
            let cells =
                vec![Label::blamed(cell(second)), Label { cell: cell(first), text: "column 1 of the edit".to_owned() }];
            report(self.rule, cells, words, findings);
        }
    }
}

/// The edits for a claim of this form.
fn table<'c>(context: &Context<'c>, claim: &Claim<'_>) -> Option<&'c Ptp> {
    match claim.kind {
        ClaimKind::Professional | ClaimKind::Asc => Some(&context.tables.ptp_practitioner),
        ClaimKind::InstitutionalOutpatient => {
            let applies = claim.bill_type.is_none_or(|bill| HOSPITAL.contains(&bill.class()));
            applies.then_some(&context.tables.ptp_hospital)
        }
        _ => None,
    }
}
