//! Two diagnoses of one claim that differ in a single character: left and right where one code says both, an injury and
//! its own sequela.

use super::{Context, RuleOf};
use crate::claim::{Claim, Diagnosis};
use crate::code::Code;
use crate::field::DxField;
use crate::icd::Entry;
use crate::rule::{Finding, Label, RuleId, Severity};

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 2] = ["dx-laterality-left-and-right", "dx-sequela-with-current"];

/// Those rules; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(super) struct Pairs {
    both_sides: Option<(RuleId, Severity)>,
    sequela: Option<(RuleId, Severity)>,
}

impl Pairs {
    pub(super) fn new(rule: RuleOf<'_>) -> Self {
        let [both_sides, sequela] = NAMES.map(rule);
        Self { both_sides, sequela }
    }

    /// Judges each pair once, at the second of the two.
    pub(super) fn judge(&self, context: &Context<'_>, claim: &Claim<'_>, findings: &mut Vec<Finding>) {
        if claim.is_too_long() {
            return;
        }
        let diagnoses = claim.diagnoses.as_slice();
        for (index, second) in diagnoses.iter().enumerate().filter(|(_, dx)| is_of_claim(dx)) {
            let Some(code) = second.code else { continue };
            for first in diagnoses[..index].iter().filter(|dx| is_of_claim(dx)) {
                let Some(other) = first.code.filter(|other| other.category() == code.category()) else { continue };
                match difference(code, other) {
                    Some(Code::MAX_LEN) if is_injury(code) => self.episodes((first, other), (second, code), findings),
                    Some(_) => self.sides(context, claim, (first, other), (second, code), findings),
                    None => {}
                }
            }
        }
    }

    /// The same injury as a sequela and as a current one (guideline I.B.10).
    fn episodes(&self, first: (&Diagnosis<'_>, Code), second: (&Diagnosis<'_>, Code), findings: &mut Vec<Finding>) {
        let is_sequela = |code: Code| code.character(Code::MAX_LEN) == Some('S');
        let (sequela, current) = if is_sequela(first.1) { (first, second) } else { (second, first) };
        if is_sequela(sequela.1) && !is_sequela(current.1) {
            let words = vec![("dx", sequela.1.to_string()), ("other-dx", current.1.to_string())];
            report(self.sequela, sequela.0, (current.0, "the same injury, current"), words, findings);
        }
    }

    /// Left and right where a code for both is billable on the claim's date (guideline I.B.13).
    fn sides(
        &self,
        context: &Context<'_>,
        claim: &Claim<'_>,
        first: (&Diagnosis<'_>, Code),
        second: (&Diagnosis<'_>, Code),
        findings: &mut Vec<Finding>,
    ) {
        let book = context.book;
        let (Some(a), Some(b)) = (book.find(first.1), book.find(second.1)) else { return };
        let Some(both) = book.both_sides(a, b).or_else(|| book.both_sides(b, a)) else { return };
        let by_through = claim.is_judged_by_through_date();
        let dated = if by_through { claim.through.or(claim.from) } else { claim.from };
        let Some(set) = dated.or(context.as_of).and_then(|dated| book.on(dated.date)) else { return };
        let Some(node) = set.get(both.code()).filter(|node| node.is_billable()) else { return };
        let words = vec![
            ("dx", second.1.to_string()),
            ("other-dx", first.1.to_string()),
            ("both", both.code().to_string()),
            ("title", node.title().to_owned()),
        ];
        report(self.both_sides, second.0, (first.0, "the other side"), words, findings);
    }
}

/// The rules that can speak about a code beside another: one side of what a code for both sides names, an injury with a
/// 7th character.
pub(super) fn speaks_of(entry: Entry<'_>) -> impl Iterator<Item = &'static str> {
    let [both_sides, sequela] = NAMES;
    let code = entry.code();
    let said = [
        (both_sides, entry.is_one_of_both_sides()),
        (sequela, is_injury(code) && code.character(Code::MAX_LEN).is_some()),
    ];
    said.into_iter().filter_map(|(name, speaks)| speaks.then_some(name))
}

/// Where, counted from 1, two codes of one length differ, if in one character only and not in the category.
fn difference(a: Code, b: Code) -> Option<usize> {
    let differing = a.key() ^ b.key();
    let place = (differing.leading_zeros() / 8) as usize + 1;
    let one = differing != 0 && differing & !(0xFF << (8 * (8 - place))) == 0;
    (one && a.len() == b.len() && place > Code::CATEGORY_LEN).then_some(place)
}

fn is_injury(code: Code) -> bool {
    matches!(code.character(1), Some('S' | 'T'))
}

fn is_of_claim(dx: &Diagnosis<'_>) -> bool {
    !matches!(dx.field, DxField::Admitting | DxField::VisitReason(_))
}

fn report(
    rule: Option<(RuleId, Severity)>,
    dx: &Diagnosis<'_>,
    (other, label): (&Diagnosis<'_>, &str),
    words: Vec<(&'static str, String)>,
    findings: &mut Vec<Finding>,
) {
    let Some((rule, severity)) = rule else { return };
    let cells = vec![Label { cell: dx.cell, text: String::new() }, Label { cell: other.cell, text: label.to_owned() }];
    findings.push(Finding { rule, case: None, severity, cells, words });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_character_apart() {
        for (a, b, place) in [
            ("H25.11", "H25.12", Some(5)),
            ("H25.11", "H25.11", None),
            ("H25.11", "H26.11", None),
            ("H25.11", "H25.1", None),
            ("H25.11", "H25.22", None),
            ("S52.501A", "S52.501S", Some(7)),
            ("S52.501A", "S52.502A", Some(6)),
        ] {
            let code = |text: &str| Code::parse(text.as_bytes()).expect(text);
            assert_eq!(difference(code(a), code(b)), place, "{a} {b}");
        }
    }
}
