//! Rules bound to the columns of one file.
//!
//! The third of the three stages: an unbound rule cannot run. Binding leaves out the rules whose columns the file does
//! not have, and says so; what is left becomes masks, and for each plan the one bit that has to be there for it to be
//! worth a look. Claims without any such bit are cleared by a few ANDs, however many rules there are.

use super::facts::{Asked, Mask, Questions, Test, add, element, ones, set};
use super::finding::RuleId;
use super::group::{Group, Kind};
use super::logic::{AskClaim, kind_bit};
use super::registry::{Registry, Selection};
use super::tables::{Categories, ModifierFacts, ProcedureFacts};
use crate::claim::{Claim, ClaimKind, Layout, Line};
use crate::code::Code;
use crate::field::Field;
use crate::icd::{CodeBook, Epoch, Traits};

/// The rules of one run, ready for the claims of one file.
#[derive(Debug)]
pub struct Bound<'r> {
    pub(super) registry: &'r Registry,
    pub(super) book: &'r CodeBook,
    pub(super) layout: Layout,
    pub(super) questions: Questions,
    /// For each question about lines and about claims, the bit of the codes it is about.
    pub(super) line_elements: Vec<Option<usize>>,
    pub(super) claim_elements: Vec<Option<usize>>,
    /// For each question about claims that is one about some line, what that line has to satisfy.
    pub(super) has_line: Vec<Option<Mask>>,
    pub(super) modifiers: ModifierFacts,
    pub(super) procedures: ProcedureFacts,
    pub(super) categories: Categories,
    pub(super) plans: Vec<Plan>,
    pub(super) exceptions: Vec<(RuleId, Vec<Test>)>,
    /// Bits that make some plan worth a look, and the plans by their bit.
    pub(super) wake: Vec<u64>,
    pub(super) by_bit: Vec<Vec<u32>>,
    /// For each bit what it calls for, and for each kind of claim what any plan that can hold on it is called by.
    calls: Vec<Calls>,
    calls_of_kind: [u128; u8::BITS as usize],
    /// Plans no code can rule out, and the kinds of claims these can hold on.
    pub(super) always: Vec<u32>,
    always_kinds: u8,
    /// Pairs of rules: after the second has spoken, the first has nothing to add.
    pub(super) gives_way: Vec<(RuleId, RuleId)>,
    /// Whether any rule asks for what is true of a code on a day.
    reads_traits: bool,
    not_run: Vec<Unbound>,
}

/// The plans some codes call for, by numbers that plans share where there are many of them.
///
/// A plan that needs two codes is worth a look only where each of both is there; of most claims that tells that no plan is,
/// before any is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Calls {
    /// Those that need one of the codes, it being the rarest they need; a bit for each number.
    one: u128,
    /// Those that need one of the codes next, or nothing else.
    other: u128,
}

impl Calls {
    /// No plan's.
    pub(super) const NONE: Self = Self { one: 0, other: 0 };

    /// The calls of both.
    #[inline]
    pub(super) const fn and(self, more: Self) -> Self {
        Self { one: self.one | more.one, other: self.other | more.other }
    }
}

/// One case of one rule.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) rule: RuleId,
    pub(super) case: u8,
    pub(super) test: Test,
    /// What it asks, and the exceptions of its rule.
    pub(super) asks: Asked,
}

/// A rule that cannot run on the file, or not on all of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unbound {
    /// The rule.
    pub rule: RuleId,
    /// The columns it wants; of each inner list, any one would do.
    pub wants: Vec<Vec<Field>>,
    /// Where part of the rule runs all the same: which part does not, in words. Empty where nothing of it runs.
    pub part: &'static str,
    /// Whether it runs all the same on lines with a modifier behind the procedure code, in the cell of this.
    pub runs_behind_codes: bool,
}

impl<'r> Bound<'r> {
    /// Binds the selected rules to a file's columns.
    #[must_use]
    pub fn new(registry: &'r Registry, selection: &Selection, layout: &Layout, book: &'r CodeBook) -> Self {
        let mut runs = Vec::new();
        let mut not_run = Vec::new();
        for (id, rule) in registry.ids().filter(|(id, _)| selection.contains(*id)) {
            let missing: Vec<Vec<Vec<Field>>> = (0..rule.logic.cases.len().max(1))
                .map(|case| rule.wants(case).into_iter().filter(|group| !has_any(layout, group)).collect())
                .collect();
            let behind = |case: &usize| may_stand_behind_codes(layout, &missing[*case]) && rule.wants_a_modifier(*case);
            let behind: Vec<usize> = (0..missing.len()).filter(behind).collect();
            let fewest = missing.iter().min_by_key(|missing| missing.len());
            if let Some(wants) = fewest.filter(|missing| !missing.is_empty()) {
                let runs_behind_codes = !behind.is_empty();
                not_run.push(Unbound { rule: id, wants: wants.clone(), part: "", runs_behind_codes });
            } else if rule.native.is_none()
                && rule.reads_links()
                && !has_any(layout, super::vocabulary::wants::POINTERS)
            {
                let wants = vec![super::vocabulary::wants::POINTERS.to_vec()];
                let part = if layout.claim_kind == Some(ClaimKind::Professional) { "" } else { "professional claims" };
                not_run.push(Unbound { rule: id, wants, part, runs_behind_codes: false });
            }
            let cases = (0..missing.len()).filter(|case| missing[*case].is_empty() || behind.contains(case));
            let cases = cases.filter(|case| *case < rule.logic.cases.len());
            runs.extend(cases.map(|case| (id, case)));
        }
        Self::compile(registry, selection, layout, book, &runs, not_run)
    }

    fn compile(
        registry: &'r Registry,
        selection: &Selection,
        layout: &Layout,
        book: &'r CodeBook,
        runs: &[(RuleId, usize)],
        not_run: Vec<Unbound>,
    ) -> Self {
        let mut questions = Questions::default();
        for &(id, case) in runs {
            let logic = &registry.rule(id).logic;
            questions.note(&logic.cases[case].when);
            logic.exceptions.iter().for_each(|when| questions.note(when));
        }
        let mut plans = Vec::new();
        let mut exceptions: Vec<(RuleId, Vec<Test>)> = Vec::new();
        for &(id, case) in runs {
            let logic = &registry.rule(id).logic;
            if exceptions.last().is_none_or(|(last, _)| *last != id) {
                exceptions.push((id, logic.exceptions.iter().map(|when| questions.test(when)).collect()));
            }
            let test = questions.test(&logic.cases[case].when);
            plans.push(Plan { rule: id, case: u8::try_from(case).unwrap_or(u8::MAX), test, asks: Asked::default() });
        }
        let has_line: Vec<Option<Mask>> = questions
            .claims
            .clone()
            .iter()
            .map(|ask| match ask {
                AskClaim::HasLine(tests) => Some(questions.line_mask(tests)),
                _ => None,
            })
            .collect();
        let width = questions.width();
        for plan in &mut plans {
            let of_rule = exceptions.iter().filter(|(rule, _)| *rule == plan.rule).flat_map(|(_, tests)| tests);
            for test in of_rule.chain([&plan.test]) {
                plan.asks.by(test, &has_line, width);
            }
        }
        let bit = |group: &Group| questions.elements.iter().position(|known| known == group);
        let line_elements = questions.lines.iter().map(|ask| element(ask).and_then(bit)).collect();
        let claim_elements = questions
            .claims
            .iter()
            .map(|ask| match ask {
                AskClaim::FirstDx(group) => bit(group),
                _ => None,
            })
            .collect();
        let mut bound = Self {
            registry,
            book,
            layout: layout.clone(),
            line_elements,
            claim_elements,
            has_line,
            modifiers: ModifierFacts::new(&questions.elements, width),
            procedures: ProcedureFacts::new(&questions.elements, width),
            categories: Categories::new(&questions.elements, width, book),
            exceptions,
            wake: vec![0; width],
            by_bit: vec![Vec::new(); questions.elements.len()],
            calls: vec![Calls::NONE; questions.elements.len()],
            calls_of_kind: [0; u8::BITS as usize],
            always: Vec::new(),
            always_kinds: 0,
            gives_way: registry.gives_way(selection),
            reads_traits: questions.elements.iter().any(|group| group.traits() != Traits::NONE),
            not_run,
            questions,
            plans,
        };
        bound.triggers();
        bound
    }

    /// Gives each plan the bit that wakes it: the rarest of those it needs. Hardly any line has one of the modifiers
    /// rules ask about, few claims one of the diagnoses, every line has a procedure.
    fn triggers(&mut self) {
        let rareness = |&bit: &usize| {
            let group = &self.questions.elements[bit];
            let open = group.within.is_none();
            (
                open,
                match group.kind {
                    Kind::Modifiers => 0,
                    Kind::Diagnoses => 1,
                    _ => 2,
                },
            )
        };
        let mut called: Vec<(usize, usize, u8)> = Vec::new();
        for (index, plan) in (0u32..).zip(&self.plans) {
            let mut needs = plan.test.needs.clone();
            needs.sort_by_key(rareness);
            let kinds = plan.test.kinds;
            let Some(&rarest) = needs.first() else {
                self.always.push(index);
                self.always_kinds |= kinds;
                continue;
            };
            set(&mut self.wake, rarest);
            self.by_bit[rarest].push(index);
            let next = needs.get(1).copied().unwrap_or(rarest);
            let by = (rarest, next, kinds);
            let number = called.iter().position(|of| *of == by).unwrap_or_else(|| {
                called.push(by);
                called.len() - 1
            });
            let call = 1 << (number % u128::BITS as usize);
            self.calls[rarest].one |= call;
            self.calls[next].other |= call;
            let of_plan = (0..).zip(&mut self.calls_of_kind).filter(|(kind, _)| kinds >> kind & 1 == 1);
            of_plan.for_each(|(_, calls)| *calls |= call);
        }
    }

    /// What these element facts call for.
    pub(super) fn calls(&self, facts: &[u64]) -> Calls {
        ones(facts).filter_map(|bit| self.calls.get(bit)).fold(Calls::NONE, |all, &calls| all.and(calls))
    }

    /// Whether codes that call for this, on a claim of this kind, make any plan worth a look.
    #[inline]
    pub(super) fn may_wake(&self, calls: Calls, kind: ClaimKind) -> bool {
        let kind = kind_bit(kind);
        let of_kind = self.calls_of_kind.get(kind.trailing_zeros() as usize).copied().unwrap_or(u128::MAX);
        calls.one & calls.other & of_kind != 0 || self.always_kinds & kind != 0
    }

    /// Adds the element facts of a line's procedure and modifiers to `row`.
    pub(super) fn add_service(&self, line: &Line, row: &mut [u64]) {
        self.procedures.add(line.procedure, row);
        for (modifier, _) in line.modifiers.iter() {
            add(row, self.modifiers.of(modifier));
        }
    }

    /// The epoch of the day that judges a claim's diagnoses; `None` where no rule asks, or the claim has no date.
    pub(super) fn epoch(&self, claim: &Claim<'_>) -> Option<Epoch> {
        let dated = if !self.reads_traits {
            None
        } else if claim.is_judged_by_through_date() {
            claim.through.or(claim.from)
        } else {
            claim.from
        };
        dated.map(|dated| self.book.epoch(dated.date))
    }

    /// The traits of a code in an epoch.
    pub(super) fn traits(&self, code: Code, epoch: Option<Epoch>) -> Traits {
        let entry = epoch.zip(self.book.find(code));
        entry.map_or(Traits::NONE, |(epoch, entry)| entry.traits_in(epoch))
    }

    /// Rules that do not run on the file, in registry order.
    #[must_use]
    pub fn not_run(&self) -> &[Unbound] {
        &self.not_run
    }

    /// Number of different questions the bound rules ask, whatever the number of rules.
    #[must_use]
    pub fn questions(&self) -> usize {
        self.questions.elements.len() + self.questions.lines.len() + self.questions.claims.len()
    }

    /// Whether a native rule is selected and has its columns.
    #[must_use]
    pub fn runs(&self, rule: RuleId, selection: &Selection) -> bool {
        selection.contains(rule) && !self.not_run.iter().any(|unbound| unbound.rule == rule && unbound.part.is_empty())
    }
}

/// Whether all that is missing are modifiers, which may stand behind the codes: a line that has one there has all of its own.
fn may_stand_behind_codes(layout: &Layout, missing: &[Vec<Field>]) -> bool {
    let is_modifier = |group: &Vec<Field>| matches!(group.as_slice(), [Field::Modifier(_), ..]);
    !missing.is_empty() && missing.iter().all(is_modifier) && layout.has(Field::ProcedureCode)
}

fn has_any(layout: &Layout, group: &[Field]) -> bool {
    group.iter().any(|&field| match field {
        Field::Modifier(_) => !layout.modifiers.is_empty(),
        Field::DxPointers => layout.has(field) || !layout.pointers.is_empty(),
        Field::Dx(crate::field::DxField::Listed(_)) => !layout.diagnoses.is_empty(),
        Field::Dx(crate::field::DxField::Principal) => layout.has_first_diagnosis(),
        // A layout that says what its claims are needs no column for it.
        Field::ClaimType => layout.claim_kind.is_some() || layout.has(field),
        field => layout.has(field),
    })
}
