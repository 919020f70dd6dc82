//! Procedure codes: their shape, HCPCS Level II by its list and dates, and the user's own list.
//!
//! HIPPS codes (skilled nursing, home health, rehabilitation) share the column on institutional claims and are nobody's
//! procedure codes; they and the PCS codes some inpatient exports put there are left alone.

use super::service_lines::ServiceLines;
use super::{Context, Spoken};
use crate::check::tally::Beyond;
use crate::check::text::shortened;
use crate::claim::{CellRef, Claim, ClaimKind, CodeSystem, Layout, Line, Procedure};
use crate::date::Date;
use crate::hcpcs::{self, Coverage, Listed};

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 5] =
    ["procedure-malformed", "hcpcs-unknown", "hcpcs-terminated", "hcpcs-not-yet-added", "procedure-unknown"];

/// Those rules; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(super) struct Procedures {
    malformed: Spoken,
    unknown: Spoken,
    terminated: Spoken,
    not_yet: Spoken,
    not_listed: Spoken,
    /// Whether modifiers may stand in the cells of the codes, behind them: they have no columns of their own.
    modifiers_inside: bool,
}

/// The rule that speaks about every line with a code of Level II, as the list has it on a day.
pub(super) fn speaks_of(code: Procedure, date: Date) -> Option<&'static str> {
    let [_, _, terminated, not_yet, _] = NAMES;
    let listed = hcpcs::level_two(code)?;
    let ended = listed.ended.is_some_and(|ended| ended < date);
    if ended { Some(terminated) } else { (date < listed.added).then_some(not_yet) }
}

impl Procedures {
    pub(super) fn new(rule: super::RuleOf<'_>, layout: &Layout) -> Self {
        let [malformed, unknown, terminated, not_yet, not_listed] = NAMES.map(rule);
        let modifiers_inside = layout.modifiers.is_empty() || layout.modifiers_stand_with_codes();
        Self { malformed, unknown, terminated, not_yet, not_listed, modifiers_inside }
    }

    /// Whether nothing is said of the code of a line, whatever its day.
    pub(super) fn is_settled(context: &Context<'_>, claim: &Claim<'_>, line: usize) -> bool {
        let Some(slot) = context.layout.slots.procedure_code else { return true };
        let (code, text) = (claim.lines[line].procedure, claim.cell(line, slot));
        if text.len() != 5 {
            return text.is_empty();
        }
        match code.system() {
            Some(CodeSystem::Dental | CodeSystem::Local) => true,
            Some(CodeSystem::Cpt | CodeSystem::CptLettered) => context.tables.procedures.is_empty(),
            Some(CodeSystem::LevelTwo) => hcpcs::level_two(code).is_some_and(is_in_force),
            None => false,
        }
    }

    pub(super) fn judge(&self, lines: &mut ServiceLines<'_>) {
        let claim = lines.claim;
        let Some(slot) = lines.context.layout.slots.procedure_code else { return };
        for (number, line) in lines.numbered() {
            let cell = CellRef::whole(number, slot);
            let text = claim.cell(number as usize, slot);
            if text.is_empty() || matches!(line.revenue_code, Some(22..=24)) {
                continue;
            }
            // What was read of a cell with more or less than a code in it.
            let is_damaged = text.len() != 5 && !(self.modifiers_inside && text.len() > 5);
            match line.procedure.system().filter(|_| !is_damaged) {
                None => {
                    if !is_of_another_code_set(claim, line, text) {
                        let words = vec![("text", shortened(text)), ("advice", advice(text).to_owned())];
                        lines.blame(self.malformed, cell, words);
                    }
                }
                Some(CodeSystem::LevelTwo) => self.level_two(lines, line, cell),
                Some(system @ (CodeSystem::Cpt | CodeSystem::CptLettered)) => {
                    self.listed(lines, line, system, cell);
                }
                Some(CodeSystem::Dental | CodeSystem::Local) => {}
            }
        }
    }

    fn level_two(&self, lines: &mut ServiceLines<'_>, line: &Line, cell: CellRef) {
        let code = line.procedure;
        let Some(dated) = lines.date(line) else { return };
        let date = dated.date;
        let words = || vec![("code", code.to_string()), ("date", date.to_string())];
        let Some(listed) = hcpcs::level_two(code) else {
            match Coverage::of(date) {
                Coverage::Complete if !may_be_hipps(lines.claim, line) => {
                    lines.blame_on(self.unknown, cell, dated, words());
                }
                Coverage::After => lines.tally.beyond(Beyond::Hcpcs),
                Coverage::Complete | Coverage::Before => {}
            }
            return;
        };
        let with = |word: &'static str, day: Date| {
            words().into_iter().chain([("title", listed.title.to_owned()), (word, day.to_string())]).collect()
        };
        if let Some(ended) = listed.ended.filter(|&ended| ended < date) {
            lines.blame_on(self.terminated, cell, dated, with("ended", ended));
        } else if date < listed.added && Coverage::of(date) != Coverage::Before {
            lines.blame_on(self.not_yet, cell, dated, with("added", listed.added));
        }
    }

    /// Whether a code of CPT is in the user's own lists, where they say which codes there are.
    fn listed(&self, lines: &mut ServiceLines<'_>, line: &Line, system: CodeSystem, cell: CellRef) {
        let all = &lines.context.tables.procedures;
        if self.not_listed.is_none() || all.is_empty() {
            return;
        }
        let (Some(number), Some(dated)) = (line.procedure.number(), lines.date(line)) else { return };
        let mut covering = all.iter().filter(|list| list.covers(system, line.procedure, dated.date)).peekable();
        if covering.peek().is_some() && covering.all(|list| !list.has(number)) {
            let words = vec![("code", line.procedure.to_string()), ("date", dated.date.to_string())];
            lines.blame_on(self.not_listed, cell, dated, words);
        }
    }
}

/// Whether a code is in force on all days the tables are about.
fn is_in_force(listed: Listed) -> bool {
    listed.ended.is_none() && Coverage::of(listed.added) == Coverage::Before
}

/// HIPPS codes have five characters, at least two of them letters, on claims of institutions; PCS codes have seven.
fn is_of_another_code_set(claim: &Claim<'_>, line: &Line, text: &[u8]) -> bool {
    let letters = text.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let hipps = !line.procedure.is_none() && letters >= 2 && claim.kind != ClaimKind::Professional;
    let inpatient = matches!(claim.kind, ClaimKind::InstitutionalInpatient | ClaimKind::Institutional);
    let pcs = inpatient && text.len() == 7 && text.iter().all(u8::is_ascii_alphanumeric);
    hipps || pcs
}

/// HIPPS codes of inpatient rehabilitation have the shape of HCPCS: A to D and four digits.
fn may_be_hipps(claim: &Claim<'_>, line: &Line) -> bool {
    let inpatient = matches!(claim.kind, ClaimKind::InstitutionalInpatient | ClaimKind::Institutional);
    inpatient && line.revenue_code.is_none() && matches!(line.procedure.0.to_be_bytes()[0], b'A'..=b'D')
}

/// What has probably happened to a cell that is no procedure code.
fn advice(text: &[u8]) -> &'static str {
    let is_code = |text: &[u8]| Procedure::parse(text).system().is_some();
    let digits = text.iter().all(u8::is_ascii_digit);
    let behind = text.get(5..).unwrap_or_default();
    if digits && (3..5).contains(&text.len()) {
        "a spreadsheet has dropped the zeros in front: export the column as text"
    } else if text.strip_suffix(b".0").or(text.strip_suffix(b".00")).is_some_and(is_code) {
        "a spreadsheet has made a number of it: export the column as text"
    } else if text.get(..5).is_some_and(is_code) && behind.len() <= 12 && !behind.contains(&b' ') {
        "modifiers have columns of their own: leave only the code here"
    } else if text.get(..5).is_some_and(is_code) {
        "leave only the code here, without its description"
    } else if text.len() == 5 && text.iter().any(|byte| b"OoIl".contains(byte)) {
        "a letter O or I has been typed for the digit 0 or 1"
    } else if crate::code::Code::parse(text).is_some() {
        "this has the shape of a diagnosis: check whether the columns are swapped"
    } else {
        "write the five characters of a CPT or HCPCS code"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_named() {
        for (text, word) in [
            ("100", "zeros"),
            ("99213.0", "spreadsheet has made a number"),
            ("9921325", "modifiers"),
            ("99213-25", "modifiers"),
            ("99213 - office visit", "description"),
            ("9921O", "letter O"),
            ("E11.9", "diagnosis"),
            ("12345678", "modifiers"),
            ("?!", "five characters"),
        ] {
            assert!(advice(text.as_bytes()).contains(word), "{text}: {}", advice(text.as_bytes()));
        }
    }

    #[test]
    fn nothing_is_said_of_a_code_in_force_on_any_day() {
        let days = [(2015, 10, 1), (2019, 1, 1), (2022, 6, 30), (2025, 12, 31), (2030, 1, 1)];
        let days = days.map(|(year, month, day)| Date::new(year, month, day).expect("a day"));
        let codes = (0..Procedure::NUMBERS).map(Procedure::of_number);
        let listed: Vec<_> = codes.filter_map(|code| Some((code, hcpcs::level_two(code)?))).collect();
        let (settled, others): (Vec<_>, Vec<_>) = listed.into_iter().partition(|(_, listed)| is_in_force(*listed));
        for (code, _) in &settled {
            assert!(days.iter().all(|&day| speaks_of(*code, day).is_none()), "{code}");
        }
        assert!(settled.len() > 4000 && others.len() > 2000, "{} {}", settled.len(), others.len());
    }
}
