//! Modifiers that never existed, and those that have ended.

use super::{Context, Spoken, report};
use crate::check::tally::{Later, Tally};
use crate::check::text::shortened;
use crate::claim::{CellRef, Claim, Line, cells};
use crate::hcpcs::{self, Coverage, ModifierStanding};
use crate::rule::{Finding, Label, Severity};

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 2] = ["modifier-unknown", "modifier-terminated"];

/// Those rules; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(super) struct ModifierCodes {
    unknown: Spoken,
    terminated: Spoken,
}

impl ModifierCodes {
    pub(super) fn new(rule: super::RuleOf<'_>) -> Self {
        let [unknown, terminated] = NAMES.map(rule);
        Self { unknown, terminated }
    }

    pub(super) fn judge(
        &self,
        context: &Context<'_>,
        claim: &Claim<'_>,
        tally: &mut Tally,
        findings: &mut Vec<Finding>,
    ) {
        for (number, line) in (0u32..).zip(&claim.lines) {
            for &slot in &context.layout.modifiers {
                let cell = CellRef::whole(number, slot);
                let text = claim.text(cell);
                if text.is_empty() {
                    continue;
                }
                let mut any = false;
                for modifier in cells::modifiers(text) {
                    any = true;
                    self.modifier(context, line, cell, modifier, tally, findings);
                }
                if !any {
                    let words = vec![("modifier", shortened(text))];
                    report(self.unknown, vec![Label::blamed(cell)], words, findings);
                }
            }
        }
    }

    fn modifier(
        &self,
        context: &Context<'_>,
        line: &Line,
        cell: CellRef,
        modifier: crate::claim::view::Modifier,
        tally: &mut Tally,
        findings: &mut Vec<Finding>,
    ) {
        let standing = hcpcs::modifier(modifier);
        if matches!(standing, ModifierStanding::Cpt | ModifierStanding::Ambulance) {
            return;
        }
        let Some(dated) = line.date.or(context.as_of) else { return };
        let text = String::from_utf8_lossy(&modifier.0).into_owned();
        match standing {
            ModifierStanding::LevelTwo(listed) => {
                if let Some(ended) = listed.ended.filter(|&ended| ended < dated.date) {
                    let words = vec![
                        ("modifier", text),
                        ("ended", ended.to_string()),
                        ("date", dated.date.to_string()),
                        ("title", listed.title.to_owned()),
                    ];
                    report(self.terminated, vec![Label::blamed(cell)], words, findings);
                }
            }
            _ => match Coverage::of(dated.date) {
                Coverage::Complete => {
                    // The AMA may have assigned a number we do not know of; the list of Level II is CMS's own and whole.
                    let number = text.bytes().all(|byte| byte.is_ascii_digit()) && ("22"..="99").contains(&text.as_str());
                    let severity = |known: Severity| if number { known.min(Severity::Info) } else { known };
                    let rule = self.unknown.map(|(rule, known)| (rule, severity(known)));
                    report(rule, vec![Label::blamed(cell)], vec![("modifier", text)], findings);
                }
                Coverage::After => tally.later(Later::Modifiers),
                Coverage::Before => {}
            },
        }
    }
}
