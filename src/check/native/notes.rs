//! Do the diagnoses of a claim go together as the notes of the Tabular List say?
//!
//! "Excludes1" is asked of every pair, "code first" of every pair of the list, and what a note needs of every code. Most
//! codes are cleared by one look at whether a note bears on them at all.

use super::diagnosis_codes::are_numbered;
use super::{Context, RuleOf};
use crate::claim::{Claim, Dated, Diagnosis};
use crate::field::DxField;
use crate::icd::{CodeSet, Entry, Met, Naming, Namings, NoteKind};
use crate::rule::{Finding, Label, RuleId, Severity};

/// The rules this check speaks for; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(super) struct Notes {
    excludes1: Option<(RuleId, Severity)>,
    order: Option<(RuleId, Severity)>,
    additional: Option<(RuleId, Severity)>,
    underlying: Option<(RuleId, Severity)>,
}

/// The names of those rules.
pub(super) const NAMES: [&str; 4] =
    ["dx-excludes1-conflict", "dx-code-first-order", "dx-use-additional-missing", "dx-code-first-missing"];

/// Diagnoses of one claim that are compared with each other; no form has room for as many.
pub(in crate::check) const COMPARED: usize = 64;

/// A diagnosis that is billable on its date.
#[derive(Clone, Copy)]
struct Coded<'c, 'b> {
    dx: &'c Diagnosis<'b>,
    entry: Entry<'c>,
    set: CodeSet<'c>,
    dated: Dated,
}

impl Notes {
    pub(super) fn new(rule: RuleOf<'_>) -> Self {
        let [excludes1, order, additional, underlying] = NAMES.map(rule);
        Self { excludes1, order, additional, underlying }
    }

    /// Judges the diagnoses of the claim against each other.
    pub(super) fn judge(&self, context: &Context<'_>, claim: &Claim<'_>, findings: &mut Vec<Finding>) {
        let coded = coded(context, claim);
        let mut sets = coded.as_slice();
        // The diagnoses of one release stand together: a claim is dated as a whole or line by line.
        while let Some(first) = sets.first() {
            let end = sets.iter().position(|other| other.set != first.set).unwrap_or(sets.len());
            let (together, rest) = sets.split_at(end);
            if let Some((rule, namings)) = self.excludes1.zip(first.set.namings(NoteKind::Excludes1)) {
                exclude(rule, namings, together, findings);
            }
            if let Some(namings) = first.set.namings(NoteKind::CodeFirst) {
                self.causes(namings, context, claim, together, findings);
            }
            if let Some((rule, namings)) = self.additional.zip(first.set.namings(NoteKind::UseAdditional)) {
                missing(rule, namings, context, claim, together, findings);
            }
            sets = rest;
        }
    }

    /// "Code first": the code named stands before (guideline I.A.13, I.B.7), and is there.
    fn causes(
        &self,
        namings: Namings<'_>,
        context: &Context<'_>,
        claim: &Claim<'_>,
        coded: &[Coded<'_, '_>],
        findings: &mut Vec<Finding>,
    ) {
        if let Some(rule) = self.order {
            for code in coded.iter().filter(|code| namings.bear_on(code.entry)) {
                out_of_order(rule, namings, code, (coded, are_numbered(context.layout)), findings);
            }
        }
        if let Some(rule) = self.underlying {
            missing(rule, namings, context, claim, coded, findings);
        }
    }
}

/// The rules that can speak about a code because of a note that bears on it.
pub(super) fn speaks_of(set: CodeSet<'_>, entry: Entry<'_>) -> impl Iterator<Item = &'static str> {
    let [excludes1, order, additional, underlying] = NAMES;
    let any = |kind| set.namings(kind).is_some_and(|namings| namings.on(entry).next().is_some());
    let needed = |kind| set.namings(kind).is_some_and(|namings| namings.needed(entry).next().is_some());
    let said = [
        (excludes1, any(NoteKind::Excludes1)),
        (order, any(NoteKind::CodeFirst)),
        (additional, needed(NoteKind::UseAdditional)),
        (underlying, needed(NoteKind::CodeFirst)),
    ];
    said.into_iter().filter_map(|(name, speaks)| speaks.then_some(name))
}

/// A pair of diagnoses and the note that excludes them from each other.
struct Excluded<'p, 'c, 'b> {
    bearer: &'p Coded<'c, 'b>,
    named: &'p Coded<'c, 'b>,
    naming: Naming<'p>,
}

impl Excluded<'_, '_, '_> {
    /// Whether two pairs are one contradiction: one note, between the same two categories.
    fn is_one_with(&self, other: &Self) -> bool {
        let category = |coded: &Coded<'_, '_>| coded.entry.code().category();
        (self.naming.on, self.naming.text) == (other.naming.on, other.naming.text)
            && category(self.bearer) == category(other.bearer)
            && category(self.named) == category(other.named)
            && self.bearer.dated.date == other.bearer.dated.date
    }
}

/// Each pair of categories once for each note, with all cells that meet there: three codes of E11 beside one of E10 are
/// one contradiction.
fn exclude(rule: (RuleId, Severity), namings: Namings<'_>, coded: &[Coded<'_, '_>], findings: &mut Vec<Finding>) {
    let mut pairs = excluded(namings, coded);
    while !pairs.is_empty() {
        let first = pairs.remove(0);
        let (with_first, others) = pairs.into_iter().partition(|pair| first.is_one_with(pair));
        pairs = others;
        findings.push(exclusion(rule, &first, with_first.as_slice()));
    }
}

/// Each pair once, even where both codes have a note that names the other (guideline I.A.12.a).
fn excluded<'p, 'c, 'b>(namings: Namings<'p>, coded: &'p [Coded<'c, 'b>]) -> Vec<Excluded<'p, 'c, 'b>> {
    let there = coded.iter().fold(0, |bits, code| bits | Namings::bits(code.entry));
    let speaks = |code: &Coded<'_, '_>| namings.sum(code.entry) & there != 0;
    let mut pairs = Vec::new();
    for (index, one) in coded.iter().enumerate() {
        let one_speaks = speaks(one);
        for other in coded[index + 1..].iter().filter(|other| one_speaks || speaks(other)) {
            let note = |bearer: &Coded<'_, '_>, named: &Coded<'_, '_>| namings.between(bearer.entry, named.entry);
            let found = note(one, other).map(|naming| (one, other, naming));
            let Some((bearer, named, naming)) = found.or_else(|| note(other, one).map(|naming| (other, one, naming)))
            else {
                continue;
            };
            // Lines of different days may belong to different encounters; a code listed twice is another rule's.
            let repeated = |code: &Coded<'_, '_>| {
                let same = |known: &&Coded<'_, '_>| known.entry == code.entry && known.dated.date == code.dated.date;
                coded.iter().find(same).is_some_and(|first| !std::ptr::eq(first, code))
            };
            if one.dated.date == other.dated.date && !repeated(one) && !repeated(other) {
                pairs.push(Excluded { bearer, named, naming });
            }
        }
    }
    pairs
}

/// The finding of a pair and of those that are one contradiction with it.
fn exclusion(
    (rule, severity): (RuleId, Severity),
    first: &Excluded<'_, '_, '_>,
    more: &[Excluded<'_, '_, '_>],
) -> Finding {
    let severity = if first.naming.softened { severity.min(Severity::Info) } else { severity };
    let named = "excluded by the note";
    let mut finding = finding(rule, severity, first.bearer, Some((first.named, named)), &first.naming);
    for pair in more {
        for (dx, text) in [(pair.bearer.dx, "under the note"), (pair.named.dx, named)] {
            if finding.cells.iter().all(|known| known.cell != dx.cell) {
                finding.cells.push(Label { cell: dx.cell, text: text.to_owned() });
            }
        }
    }
    let more = match more.len() {
        0 => String::new(),
        1 => ", and so does another pair of the cells shown".to_owned(),
        more => format!(", and so do {more} other pairs of the cells shown"),
    };
    finding.words.push(("more", more));
    finding
}

fn out_of_order(
    (rule, severity): (RuleId, Severity),
    namings: Namings<'_>,
    code: &Coded<'_, '_>,
    (coded, in_numbered_rows): (&[Coded<'_, '_>], bool),
    findings: &mut Vec<Finding>,
) {
    let DxField::Listed(place) = code.dx.field else { return };
    let mut behind: Option<(&Coded<'_, '_>, Naming<'_>, u8)> = None;
    let of_list = |other: &&Coded<'_, '_>| in_numbered_rows || other.dx.cell.line == code.dx.cell.line;
    for other in coded.iter().filter(of_list) {
        let DxField::Listed(others) = other.dx.field else { continue };
        let Some(naming) = namings.between(code.entry, other.entry) else { continue };
        if others <= place {
            return;
        }
        let mutual = namings.between(other.entry, code.entry).is_some();
        if !mutual && behind.as_ref().is_none_or(|&(_, _, nearest)| others < nearest) {
            behind = Some((other, naming, others));
        }
    }
    if let Some((other, naming, _)) = behind {
        let severity = if naming.conditional { severity.min(Severity::Info) } else { severity };
        findings.push(finding(rule, severity, code, Some((other, "to be coded first")), &naming));
    }
}

/// Codes that are not whole without one of those a note names.
fn missing(
    (rule, severity): (RuleId, Severity),
    namings: Namings<'_>,
    context: &Context<'_>,
    claim: &Claim<'_>,
    coded: &[Coded<'_, '_>],
    findings: &mut Vec<Finding>,
) {
    for code in coded.iter().filter(|code| namings.bear_on(code.entry)) {
        let Some(naming) = namings.needed(code.entry).next() else { continue };
        // A neighbour of the code asked for may be all the record says: N18.9 where a stage is asked for. One that cannot
        // be billed that day (N18.30 before it began) has a finding of its own.
        let there = |naming: &Naming<'_>| {
            coded.iter().any(|other| naming.names_category_of(other.entry))
                || reported(context, claim)
                    .filter_map(|(dx, _)| context.book.find(dx.code?.category()))
                    .any(|of| naming.names_category_of(of))
        };
        let missing = namings.needed(code.entry).all(|naming| !there(&naming));
        if missing && has_room(context, claim, code.dx.cell.line) {
            findings.push(finding(rule, severity, code, None, &naming));
        }
    }
}

/// Whether the list of a line could have held one more diagnosis.
fn has_room(context: &Context<'_>, claim: &Claim<'_>, line: u32) -> bool {
    let listed = context.layout.diagnoses.iter().filter(|slots| matches!(slots.field, DxField::Listed(_)));
    listed.map(|slots| claim.cell(line as usize, slots.code)).any(<[u8]>::is_empty)
}

/// The diagnoses reported, looked up; not what was suspected before (admission, reason for the visit).
fn reported<'c, 'b>(
    context: &Context<'c>,
    claim: &'c Claim<'b>,
) -> impl Iterator<Item = (&'c Diagnosis<'b>, &'c Option<Met>)> {
    let diagnoses = claim.diagnoses.iter().zip(context.met).take(COMPARED);
    diagnoses.filter(|(dx, _)| !matches!(dx.field, DxField::Admitting | DxField::VisitReason(_)))
}

/// The diagnoses reported that are billable, each with the release that judges it.
fn coded<'c, 'b>(context: &Context<'c>, claim: &'c Claim<'b>) -> Vec<Coded<'c, 'b>> {
    let whole = claim.is_judged_by_through_date().then(|| {
        let latest = || claim.lines.iter().filter_map(|line| line.date).max_by_key(|dated| dated.date);
        claim.through.or(claim.from).or_else(latest)
    });
    let mut coded: Vec<Coded<'_, '_>> = Vec::with_capacity(claim.diagnoses.len().min(COMPARED));
    for (dx, met) in reported(context, claim) {
        let Some(entry) = met.and_then(|met| met.entry(context.book)) else { continue };
        let of_line = || claim.lines.get(dx.cell.line as usize).and_then(|line| line.date).or(claim.from);
        let Some(dated) = whole.unwrap_or_else(of_line).or(context.as_of) else { continue };
        let set = match coded.last() {
            Some(before) if before.dated.date == dated.date => before.set,
            _ => match context.book.on(dated.date) {
                Some(set) => set,
                None => continue,
            },
        };
        if entry.billable() & set.index().bit() != 0 {
            coded.push(Coded { dx, entry, set, dated });
        }
    }
    coded
}

fn finding(
    rule: RuleId,
    severity: Severity,
    code: &Coded<'_, '_>,
    other: Option<(&Coded<'_, '_>, &str)>,
    naming: &Naming<'_>,
) -> Finding {
    let title = |coded: &Coded<'_, '_>| coded.set.get(coded.entry.code()).map_or("", |node| node.title()).to_owned();
    let mut cells = vec![Label::blamed(code.dx.cell)];
    let mut words = vec![
        ("code", code.entry.code().to_string()),
        ("title", title(code)),
        ("on", naming.on.to_string()),
        ("note", naming.text.to_owned()),
        ("tabular", naming.tabular.name.clone()),
    ];
    if let Some((other, label)) = other {
        cells.push(Label { cell: other.dx.cell, text: label.to_owned() });
        words.extend([("other", other.entry.code().to_string()), ("other-title", title(other))]);
    }
    Finding { words, ..Finding::new(rule, severity, cells) }
}
