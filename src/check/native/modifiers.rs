//! Modifiers that never existed, and those that have ended.

use super::Spoken;
use super::service_lines::{ServiceLines, at_most};
use crate::check::tally::Beyond;
use crate::check::text::shortened;
use crate::claim::view::Modifier;
use crate::claim::{CellRef, Claim, Layout, Line, Slot, cells};
use crate::date::Date;
use crate::hcpcs::{self, Coverage, ModifierStanding};
use crate::rule::Severity;

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 2] = ["modifier-unknown", "modifier-terminated"];

/// Those rules; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(super) struct ModifierCodes {
    unknown: Spoken,
    terminated: Spoken,
}

/// The rule that speaks about every line with a modifier, as the list has it on a day.
pub(super) fn speaks_of(modifier: Modifier, date: Date) -> Option<&'static str> {
    let [unknown, terminated] = NAMES;
    match hcpcs::modifier(modifier) {
        ModifierStanding::LevelTwo(listed) => listed.ended.is_some_and(|ended| ended < date).then_some(terminated),
        ModifierStanding::Unknown => (Coverage::of(date) == Coverage::Complete).then_some(unknown),
        ModifierStanding::Cpt | ModifierStanding::Ambulance => None,
    }
}

impl ModifierCodes {
    pub(super) fn new(rule: super::RuleOf<'_>) -> Self {
        let [unknown, terminated] = NAMES.map(rule);
        Self { unknown, terminated }
    }

    /// Whether nothing is said of the modifiers of a line, whatever its day.
    pub(super) fn is_settled(layout: &Layout, claim: &Claim<'_>, line: usize) -> bool {
        let in_columns = |&slot: &Slot| {
            let text = claim.cell(line, slot);
            text.is_empty() || (cells::modifiers(text).next().is_some() && cells::modifiers(text).all(is_in_force))
        };
        let stands_behind = |slot: Slot| Some(slot) == layout.slots.procedure_code;
        columns(layout).iter().all(in_columns)
            && !claim.lines[line].modifiers.iter().any(|(_, slot)| stands_behind(slot))
    }

    pub(super) fn judge(&self, lines: &mut ServiceLines<'_>) {
        let columns = columns(lines.context.layout);
        for (number, line) in lines.numbered() {
            for &slot in columns {
                let text = lines.claim.cell(number as usize, slot);
                if text.is_empty() {
                    continue;
                }
                let cell = CellRef::whole(number, slot);
                let mut any = false;
                for modifier in cells::modifiers(text) {
                    any = true;
                    self.modifier(lines, line, cell, modifier);
                }
                if !any {
                    lines.blame(self.unknown, cell, vec![("modifier", shortened(text))]);
                }
            }
            // Those that stand behind the code, in its cell.
            for (modifier, slot) in line.modifiers.iter() {
                if Some(slot) == lines.context.layout.slots.procedure_code {
                    self.modifier(lines, line, CellRef::whole(number, slot), modifier);
                    lines.tally.modifiers_behind_codes += 1;
                }
            }
        }
    }

    fn modifier(&self, lines: &mut ServiceLines<'_>, line: &Line, cell: CellRef, modifier: Modifier) {
        let standing = hcpcs::modifier(modifier);
        if matches!(standing, ModifierStanding::Cpt | ModifierStanding::Ambulance) {
            return;
        }
        let Some(dated) = lines.date(line) else { return };
        let text = || String::from_utf8_lossy(&modifier.0).into_owned();
        match standing {
            ModifierStanding::LevelTwo(listed) => {
                if let Some(ended) = listed.ended.filter(|&ended| ended < dated.date) {
                    let words = vec![
                        ("modifier", text()),
                        ("ended", ended.to_string()),
                        ("date", dated.date.to_string()),
                        ("title", listed.title.to_owned()),
                    ];
                    lines.blame(self.terminated, cell, words);
                }
            }
            _ => match Coverage::of(dated.date) {
                Coverage::Complete => {
                    // The AMA may have assigned a number we do not know of; the list of Level II is CMS's own and whole.
                    let number = modifier.0.iter().all(u8::is_ascii_digit) && (*b"22"..=*b"99").contains(&modifier.0);
                    let rule = if number { at_most(Severity::Info, self.unknown) } else { self.unknown };
                    lines.blame(rule, cell, vec![("modifier", text())]);
                }
                Coverage::After => lines.tally.beyond(Beyond::Modifiers),
                Coverage::Before => {}
            },
        }
    }
}

/// The columns of modifiers; none where they stand behind the codes.
fn columns(layout: &Layout) -> &[Slot] {
    if layout.modifiers_stand_with_codes() { &[] } else { &layout.modifiers }
}

/// Whether a modifier may stand on lines of every day.
fn is_in_force(modifier: Modifier) -> bool {
    match hcpcs::modifier(modifier) {
        ModifierStanding::Cpt | ModifierStanding::Ambulance => true,
        ModifierStanding::LevelTwo(listed) => listed.ended.is_none(),
        ModifierStanding::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_of_a_modifier_in_force_on_any_day() {
        let days = [(2010, 1, 1), (2015, 10, 1), (2022, 6, 30), (2025, 12, 31), (2030, 1, 1)];
        let days = days.map(|(year, month, day)| Date::new(year, month, day).expect("a day"));
        let characters = || (b'0'..=b'9').chain(b'A'..=b'Z');
        let all = characters().flat_map(|first| characters().map(move |second| Modifier([first, second])));
        let settled: Vec<Modifier> = all.filter(|&modifier| is_in_force(modifier)).collect();
        for &modifier in &settled {
            assert!(days.iter().all(|&day| speaks_of(modifier, day).is_none()), "{modifier:?}");
        }
        // Some 400 of Level II, 43 of CPT and 100 of ambulances.
        assert!((400..1000).contains(&settled.len()), "{}", settled.len());
    }
}
