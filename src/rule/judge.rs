//! Claims meet rules.
//!
//! Most claims leave after the first few ANDs: none of their codes is one any rule waits for. For the rest all
//! questions are answered once, and every plan is then a test of masks. Nothing is allocated before something is found.

use super::bound::{Bound, Calls, Plan};
use super::facts::{Test, WORD, add, has, ones, set};
use super::finding::{Finding, RuleId};
use super::logic::{AskClaim, Judged, Often, Shared, kind_bit};
use super::memo::{Codes, Memo, Room, Served};
use crate::claim::view::Sex;
use crate::claim::{Claim, Diagnosis, Line};
use crate::date::Date;
use crate::field::DxField;
use crate::icd::{Epoch, Met};
use std::collections::HashSet;

/// What a plan is being tested on.
#[derive(Clone, Copy)]
pub(super) struct Subject {
    /// The judged line; the first where none is.
    pub(super) line: usize,
    /// The judged diagnosis, where one is.
    pub(super) dx: Option<usize>,
    /// The other line, where the rule speaks of one.
    pub(super) partner: Option<usize>,
}

impl Bound<'_> {
    /// Judges one claim and adds what is found. `met` are the codes of its diagnoses, looked up, as far as any release
    /// says what they are: on a day before ICD-10-CM, `V45.1` is no external cause.
    pub fn judge(&self, claim: &Claim<'_>, met: &[Option<Met>], memo: &mut Memo, findings: &mut Vec<Finding>) {
        if self.plans.is_empty() || claim.lines.is_empty() {
            return;
        }
        let epoch = self.epoch(claim);
        if !self.is_worth_a_look(claim, met, memo, epoch) {
            return;
        }
        let Memo { codes, services, room } = memo;
        self.meet(claim, met, (codes, services), epoch, room);
        if !room.plans.is_empty() {
            self.answer(claim, services, room);
            let first = findings.len();
            self.run(claim, room, findings);
            if findings.len() > first {
                self.give_way(claim, findings, first);
            }
        }
    }

    /// Whether some code of the claim may wake a plan: where not, no rule has anything to say.
    fn is_worth_a_look(&self, claim: &Claim<'_>, met: &[Option<Met>], memo: &mut Memo, epoch: Option<Epoch>) -> bool {
        let Memo { codes, services, .. } = memo;
        let of_lines = claim.lines.iter().fold(Calls::NONE, |all, line| all.and(services.calls(self, line)));
        let calls = met.iter().flatten().fold(of_lines, |all, met| all.and(codes.calls(self, met, epoch)));
        self.may_wake(calls, claim.kind)
    }

    /// Gathers the element facts of the claim's codes, and the plans they wake.
    fn meet(
        &self,
        claim: &Claim<'_>,
        met: &[Option<Met>],
        (codes, services): (&mut Codes, &mut Served),
        epoch: Option<Epoch>,
        room: &mut Room,
    ) {
        let width = self.questions.width();
        room.plans.clear();
        room.summary.clear();
        room.summary.resize(width, 0);
        room.diagnoses.clear();
        for line in &claim.lines {
            services.add(self, line, &mut room.summary);
        }
        for met in met {
            match met {
                Some(met) => {
                    let facts = codes.facts(self, met, epoch);
                    room.diagnoses.extend_from_slice(facts);
                    add(&mut room.summary, facts);
                }
                None => room.diagnoses.extend(std::iter::repeat_n(0, width)),
            }
        }
        let of_kind = |plan: &&u32| self.plan(**plan).test.kinds & kind_bit(claim.kind) != 0;
        room.plans.extend(self.always.iter().filter(of_kind));
        for word in 0..width {
            let mut bits = self.wake[word] & room.summary[word];
            while bits != 0 {
                let bit = word * WORD + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let awake = |plan: &&u32| {
                    let test = &self.plan(**plan).test;
                    of_kind(plan)
                        && test.needs.iter().all(|&need| has(&room.summary, need))
                        && (test.first.is_empty() || {
                            let first = self.first_facts(claim, &room.diagnoses);
                            first.is_some_and(|facts| test.first.iter().all(|&need| has(facts, need)))
                        })
                };
                room.plans.extend(self.by_bit[bit].iter().filter(awake));
            }
        }
        room.plans.sort_unstable();
    }

    /// The element facts of the first-listed diagnosis.
    fn first_facts<'d>(&self, claim: &Claim<'_>, diagnoses: &'d [u64]) -> Option<&'d [u64]> {
        let first = claim.first_listed()?;
        let index = claim.diagnoses.iter().position(|dx| dx.cell == first.cell)?;
        diagnoses.get(index * self.questions.width()..)
    }

    fn plan(&self, index: u32) -> &Plan {
        &self.plans[index as usize]
    }

    /// Answers the questions of the plans that were woken, about the claim and its lines.
    fn answer(&self, claim: &Claim<'_>, services: &mut Served, room: &mut Room) {
        let (width, line_width) = (self.questions.width(), self.questions.line_width());
        room.asked.clear();
        room.plans.iter().for_each(|&plan| room.asked.add(&self.plan(plan).asks));
        room.claim.clear();
        room.claim.resize(self.questions.claim_width(), 0);
        for (index, dx) in claim.diagnoses.iter().enumerate() {
            if is_of_claim(dx) {
                add(&mut room.claim, &room.diagnoses[index * width..][..width]);
            }
        }
        room.lines.clear();
        room.lines.resize(line_width * claim.lines.len(), 0);
        for (index, line) in claim.lines.iter().enumerate() {
            let row = &mut room.lines[index * line_width..][..line_width];
            services.add(self, line, &mut row[..width]);
            for bit in ones(&room.asked.lines) {
                let ask = &self.questions.lines[bit];
                if self.asks_line(claim, index, ask, self.line_elements[bit], (&room.diagnoses, &room.claim)) {
                    row[width + bit / WORD] |= 1 << (bit % WORD);
                }
            }
        }
        let first = self.first_facts(claim, &room.diagnoses);
        for bit in ones(&room.asked.claims) {
            let yes = match &self.questions.claims[bit] {
                AskClaim::Kind(kinds) => kinds & kind_bit(claim.kind) != 0,
                AskClaim::Sex(sexes) => sexes & sex_bit(claim.sex) != 0,
                AskClaim::FirstDx(_) => {
                    first.is_some_and(|facts| self.claim_elements[bit].is_some_and(|bit| has(facts, bit)))
                }
                AskClaim::HasDx(_) => false,
                AskClaim::HasLine(_) => self.has_line[bit]
                    .as_ref()
                    .is_some_and(|mask| room.lines.chunks_exact(line_width).any(|line| mask.holds(line))),
                AskClaim::Column(ask) => self.asks_line(claim, 0, ask, None, (&room.diagnoses, &room.claim)),
            };
            if yes {
                set(&mut room.claim, width * WORD + bit);
            }
        }
    }

    /// Runs the plans that were woken; of the cases of one rule the first that holds speaks.
    fn run(&self, claim: &Claim<'_>, room: &Room, findings: &mut Vec<Finding>) {
        let mut plans = room.plans.as_slice();
        while let Some(&first) = plans.first() {
            let rule = self.plan(first).rule;
            let cases = plans.iter().take_while(|&&plan| self.plan(plan).rule == rule).count();
            let (of_rule, rest) = plans.split_at(cases);
            plans = rest;
            self.run_rule(claim, room, rule, of_rule, findings);
        }
    }

    fn run_rule(&self, claim: &Claim<'_>, room: &Room, rule: RuleId, plans: &[u32], findings: &mut Vec<Finding>) {
        let logic = &self.registry.rule(rule).logic;
        let first = findings.len();
        let count = match logic.judged {
            Judged::Line => claim.lines.len(),
            Judged::Diagnosis => claim.diagnoses.len(),
            Judged::Claim => 1,
        };
        for index in 0..count {
            if logic.judged == Judged::Diagnosis && !is_of_claim(&claim.diagnoses[index]) {
                continue;
            }
            let subject = match logic.judged {
                Judged::Line => Subject { line: index, dx: None, partner: None },
                Judged::Diagnosis => Subject { line: 0, dx: Some(index), partner: None },
                Judged::Claim => Subject { line: 0, dx: None, partner: None },
            };
            let spoken = match logic.often {
                Often::Each => false,
                Often::OncePerClaim => findings.len() > first,
                Often::OncePerDate => {
                    let date = claim.lines[subject.line].date.map(|dated| dated.date);
                    findings[first..].iter().any(|finding| date_of(claim, finding) == date)
                }
            };
            if spoken {
                continue;
            }
            let hit = plans.iter().find_map(|&plan| {
                let plan = self.plan(plan);
                Some((plan, self.holds(claim, room, plan, subject)?))
            });
            if let Some((plan, subject)) = hit {
                findings.extend(self.finding(claim, plan, subject));
            }
        }
    }

    /// Whether a plan holds on a line or diagnosis and no exception excuses it; with the other line it holds with.
    fn holds(&self, claim: &Claim<'_>, room: &Room, plan: &Plan, subject: Subject) -> Option<Subject> {
        let case = &self.registry.rule(plan.rule).logic.cases[usize::from(plan.case)];
        if !self.satisfies(room, &plan.test, subject) {
            return None;
        }
        if !case.in_force.is_empty() {
            let date = day(claim, subject);
            if !case.in_force.iter().all(|period| period.holds(date)) {
                return None;
            }
        }
        let Some(partner) = &plan.test.partner else { return (!self.excused(room, plan, subject)).then_some(subject) };
        if claim.is_too_long() {
            return None;
        }
        let line_width = self.questions.line_width();
        (0..claim.lines.len())
            .filter(|&other| other != subject.line)
            .filter(|&other| partner.line.holds(&room.lines[other * line_width..][..line_width]))
            .filter(|&other| {
                let (a, b) = (&claim.lines[subject.line], &claim.lines[other]);
                partner.same.iter().all(|&shared| share(a, b, shared) == Some(true))
                    && partner.different.iter().all(|&shared| share(a, b, shared) == Some(false))
            })
            .map(|other| Subject { partner: Some(other), ..subject })
            .find(|&subject| !self.excused(room, plan, subject))
    }

    fn excused(&self, room: &Room, plan: &Plan, subject: Subject) -> bool {
        let line_width = self.questions.line_width();
        let of_rule = self.exceptions.iter().find(|(rule, _)| *rule == plan.rule);
        of_rule.is_some_and(|(_, tests)| {
            tests.iter().any(|test| {
                self.satisfies(room, test, subject)
                    && test.partner.as_ref().is_none_or(|partner| {
                        subject
                            .partner
                            .is_some_and(|other| partner.line.holds(&room.lines[other * line_width..][..line_width]))
                    })
            })
        })
    }

    fn satisfies(&self, room: &Room, test: &Test, subject: Subject) -> bool {
        let (width, line_width) = (self.questions.width(), self.questions.line_width());
        test.claim.holds(&room.claim)
            && test.line.holds(&room.lines[subject.line * line_width..][..line_width])
            && subject.dx.is_none_or(|dx| test.dx.holds(&room.diagnoses[dx * width..][..width]))
    }

    /// Takes back what a rule found on a date on which the rule it gives way to has spoken.
    fn give_way(&self, claim: &Claim<'_>, findings: &mut Vec<Finding>, first: usize) {
        for &(rule, to) in &self.gives_way {
            let dates: HashSet<Option<Date>> = findings[first..]
                .iter()
                .filter(|finding| finding.rule == to)
                .map(|finding| date_of(claim, finding))
                .collect();
            if dates.is_empty() {
                continue;
            }
            let mut index = 0;
            findings.retain(|finding| {
                index += 1;
                index <= first || finding.rule != rule || !dates.contains(&date_of(claim, finding))
            });
        }
    }
}

/// Whether a diagnosis is one the claim ends with: not what was believed at admission or made the patient come.
fn is_of_claim(dx: &Diagnosis<'_>) -> bool {
    !matches!(dx.field, DxField::Admitting | DxField::VisitReason(_))
}

/// Date of service of the line a finding blames.
fn date_of(claim: &Claim<'_>, finding: &Finding) -> Option<Date> {
    let line = finding.blamed().map_or(0, |cell| cell.line as usize);
    claim.lines.get(line).and_then(|line| line.date).map(|dated| dated.date)
}

/// Whether two lines share something; `None` where one of them does not say.
fn share(a: &Line, b: &Line, shared: Shared) -> Option<bool> {
    match shared {
        Shared::Date => Some(a.date?.date == b.date?.date),
        Shared::Procedure => (!a.procedure.is_none() && !b.procedure.is_none()).then_some(a.procedure == b.procedure),
        Shared::Biller => Some(a.biller == b.biller),
    }
}

fn sex_bit(sex: Sex) -> u8 {
    match sex {
        Sex::Female => 1,
        Sex::Male => 2,
        Sex::Unknown => super::logic::UNSAID,
    }
}

/// The day that judges: that of the discharge where it judges the claim's diagnoses too, else the line's, else the first
/// day of the claim.
fn day(claim: &Claim<'_>, subject: Subject) -> Option<Date> {
    let dated = if claim.is_judged_by_through_date() {
        claim.through.or(claim.from)
    } else {
        let line = claim.lines.get(subject.line).and_then(|line| line.date);
        line.filter(|_| subject.dx.is_none()).or(claim.from)
    };
    dated.map(|dated| dated.date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Assembler, Column, Layout, Services};
    use crate::field::Field;
    use crate::icd::{CodeBook, Lately};
    use crate::rule::{Registry, Selection};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    const COLUMNS: [(Field, &str); 9] = [
        (Field::ClaimType, "(P|P|OP|IP|ASC|)"),
        (Field::ServiceDate, "(2025-10-27|2025-10-27|2019-03-01|)"),
        (Field::ProcedureCode, "(99213|90471|45378|J1100|D0120|0001A|)"),
        (Field::Modifier(1), "(|||25|59|53|LT|ZZ)"),
        (Field::Modifier(2), "(||||PT|73)"),
        (Field::DxPointers, "(1|12|)"),
        (Field::Sex, "(F|M|)"),
        (Field::Dx(DxField::Listed(1)), "(I10|E11.9|Z12.11|M17.11|V00.01XA|Z38.00|O80|Z53.09|250.00|)"),
        (Field::Dx(DxField::Listed(2)), "(|||I10|S52.501A|W19.XXXA|Z37.0|B95.0|C50.911)"),
    ];

    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry::shipped(CodeBook::embedded()).expect("the rules"));

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        /// Where no code is said to wake a plan, none is woken; and what is remembered from other claims changes nothing.
        #[test]
        fn no_plan_is_slept_through(
            claims in proptest::collection::vec(
                proptest::collection::vec(COLUMNS.map(|(_, texts)| texts).to_vec(), 1..3), 1..40),
        ) {
            let book = CodeBook::embedded();
            let columns = (0..).zip(COLUMNS).map(|(at, (field, _))| Column::new(field, at, String::new()));
            let layout = Layout::new("", columns.collect(), Vec::new(), COLUMNS.len());
            let selection = Selection::new(&REGISTRY, &[], &[]).expect("all of them");
            let bound = Bound::new(&REGISTRY, &selection, &layout, book);
            let (mut memo, mut lately) = (Memo::default(), Lately::default());
            let mut services = Services::default();
            for rows in &claims {
                let mut assembler = Assembler::new(&layout, services);
                for row in rows {
                    assembler.cells().extend(row.iter().map(String::as_bytes));
                    assembler.accept_row(false);
                }
                let claim = assembler.assemble().expect("a claim");
                let mut met = Vec::new();
                lately.together(book, claim.diagnoses.iter().map(|dx| dx.code), 64, &mut met);
                let epoch = bound.epoch(claim);
                let may_wake = bound.is_worth_a_look(claim, &met, &mut memo, epoch);
                let mut fresh = Memo::default();
                bound.meet(claim, &met, (&mut fresh.codes, &mut fresh.services), epoch, &mut fresh.room);
                prop_assert!(may_wake || fresh.room.plans.is_empty());
                bound.meet(claim, &met, (&mut memo.codes, &mut memo.services), epoch, &mut memo.room);
                prop_assert_eq!(&memo.room.plans, &fresh.room.plans);
                prop_assert_eq!(&memo.room.diagnoses, &fresh.room.diagnoses);
                services = assembler.into_services();
            }
        }
    }
}
