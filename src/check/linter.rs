//! The rules of a run, bound to the columns of one file.

use super::file::Run;
use super::locate::fingerprint;
use super::native::{COMPARED, Context, Known, Native, Settled};
use super::policy::Policy;
use super::seen::text_key;
use super::tally::Tally;
use super::window::fault_words;
use crate::claim::record::Fault;
use crate::claim::shape::{Shape, could_be_icd9};
use crate::claim::{Claim, Coding, Dated, Diagnosis, Layout, Services};
use crate::date::Date;
use crate::field::{DxField, Field};
use crate::icd::{CodeBook, Lately, Met};
use crate::report::{Diagnostic, Standing};
use crate::rule::{Bound, Finding, Memo, Registry, RuleId};
use crate::table::Tables;
use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

/// Judges claims. Shared by all workers of a file.
pub(super) struct Linter<'r> {
    registry: &'r Registry,
    book: &'r CodeBook,
    layout: &'r Layout,
    bound: Bound<'r>,
    native: Native,
    tables: &'r Tables,
    as_of: Option<Date>,
    today: Date,
    policy: Policy,
    /// Rules that go by the order of diagnoses.
    of_order: Vec<RuleId>,
    /// What workers have put down and others may take up.
    spare: Mutex<Vec<Scratch>>,
}

/// What a worker keeps from one claim to the next.
pub(super) struct Scratch {
    /// The services of the lines it has met; with the assembler of a claim while there is one.
    pub(super) services: Services,
    settled: Settled,
    lately: Lately,
    /// The codes of the diagnoses of the claim at hand.
    met: Vec<Option<Met>>,
    memo: Memo,
    known: Known,
    /// Findings on the claim at hand.
    pub(super) findings: Vec<Finding>,
}

impl<'r> Linter<'r> {
    /// The selected rules of a run for files of this layout.
    #[must_use]
    pub(super) fn new(run: &Run<'r>, layout: &'r Layout, policy: Policy) -> Self {
        let Run { settings, registry, selection, book, tables, today, .. } = *run;
        let bound = Bound::new(registry, selection, layout, book);
        let lacks_first = |id| {
            let first = |wants: &Vec<Field>| wants.as_slice() == [Field::Dx(DxField::Principal)];
            bound.not_run().iter().any(|unbound| unbound.rule == id && unbound.wants.iter().any(first))
        };
        let find = |name| registry.find(name).filter(|&id| selection.contains(id) && !lacks_first(id));
        let rule = |name| find(name).map(|id| (id, registry.rule(id).severity));
        let on_inpatient = |name| {
            let id = find(name)?;
            let rule = registry.rule(id);
            Some((id, rule.severity_on_inpatient.unwrap_or(rule.severity)))
        };
        let native = Native::new(&rule, &on_inpatient, layout);
        let as_of = settings.as_of;
        let of_order = registry.ids().filter(|(_, rule)| rule.goes_by_order()).map(|(id, _)| id).collect();
        Self { registry, book, tables, layout, bound, native, as_of, today, policy, of_order, spare: Mutex::default() }
    }

    /// The columns the rules are bound to.
    #[must_use]
    pub(super) const fn layout(&self) -> &'r Layout {
        self.layout
    }

    /// What is made of findings.
    #[must_use]
    pub(super) const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// All rules.
    #[must_use]
    pub(super) const fn registry(&self) -> &'r Registry {
        self.registry
    }

    /// The rules with what they need of this file.
    #[must_use]
    pub(super) const fn bound(&self) -> &Bound<'r> {
        &self.bound
    }

    /// Lends a worker a memory of its own, with what another worker may have learned before.
    pub(super) fn with_scratch<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = spare().pop();
        let mut scratch = taken.unwrap_or_else(|| Scratch {
            services: Services::default(),
            settled: Settled::default(),
            lately: Lately::default(),
            met: Vec::new(),
            memo: Memo::default(),
            known: Known::default(),
            findings: Vec::new(),
        });
        let done = work(&mut scratch);
        spare().push(scratch);
        done
    }

    /// Judges one claim: findings go to the scratch, figures to the tally.
    pub(super) fn judge(&self, claim: &Claim<'_>, scratch: &mut Scratch, tally: &mut Tally) {
        let Scratch { lately, met, memo, known, settled, findings, .. } = scratch;
        tally.too_long += u64::from(claim.is_too_long());
        let codes = claim.diagnoses.iter().map(|dx| dx.code);
        let together = lately.together(self.book, codes, COMPARED, met);
        let day = self.day(claim).map(|day| (day, self.book.release_on(day)));
        let context = Context {
            book: self.book,
            met: met.as_slice(),
            together,
            day,
            tables: self.tables,
            layout: self.layout,
            as_of: self.as_of.map(|date| Dated { date, cell: None }),
            today: self.today,
        };
        let look = self.native.look(&context, claim, settled);
        self.native.judge(&context, claim, (look, known), tally, findings);
        if day.is_none_or(|(_, release)| release.is_none()) {
            met.fill(None);
        }
        if together.billable == 0 {
            set_aside_icd9(claim, met);
        }
        self.bound.judge(claim, met, memo, findings);
        if claim.is_unordered {
            tally.unordered += 1;
            findings.retain(|finding| !self.of_order.contains(&finding.rule));
        }
    }

    /// The day that judges the claim's diagnoses as a whole.
    fn day(&self, claim: &Claim<'_>) -> Option<Date> {
        let by_through = claim.is_judged_by_through_date();
        let dated = if by_through { claim.through.or(claim.from) } else { claim.from };
        dated.map(|dated| dated.date).or(self.as_of)
    }

    /// The finding on a row that is no row of the file.
    #[must_use]
    pub(super) fn malformed_row(&self, file: u32, line: u64, row: &[u8], fault: Fault) -> Option<Diagnostic> {
        let (rule, severity) = self.native.reading.row?;
        let (problem, advice) = fault_words(fault, self.layout);
        let (message, help) = self.registry.words_alone(rule, &[("problem", problem), ("advice", advice.to_owned())]);
        let mut diagnostic = Diagnostic {
            rule,
            severity,
            message,
            help,
            file,
            line,
            column: 1,
            claim_id: None,
            claim_line: None,
            cells: Vec::new(),
            fingerprint: fingerprint("row-malformed", Some(&format!("{:x}", text_key(&without_returns(row)))), &[]),
            groups: Vec::new(),
            standing: Standing::Open,
        };
        self.policy.apply(&mut diagnostic, |_| None);
        Some(diagnostic)
    }
}

/// Beside a code that can only be of ICD-9-CM, one that could be of either is of ICD-9-CM as well, unless it can be billed:
/// `V45.1` is dialysis then, and no accident.
fn set_aside_icd9(claim: &Claim<'_>, met: &mut [Option<Met>]) {
    let is_sure = |dx: &Diagnosis<'_>| {
        dx.coding == Coding::Icd9
            || (dx.code.is_none() && dx.coding == Coding::Unsaid && Shape::of(dx.text) == Some(Shape::Icd9))
    };
    if claim.diagnoses.iter().any(|dx| dx.code.is_none() && is_sure(dx)) {
        for (dx, met) in claim.diagnoses.iter().zip(met) {
            let perhaps = dx.coding == Coding::Unsaid && could_be_icd9(dx.text);
            if perhaps && met.as_ref().is_some_and(|met| met.billable().is_none_or(|releases| releases == 0)) {
                *met = None;
            }
        }
    }
}

/// A row as it is compared across runs: its line ends are those of the system that wrote it.
fn without_returns(row: &[u8]) -> Cow<'_, [u8]> {
    let row = row.strip_suffix(b"\n").unwrap_or(row);
    if memchr::memchr(b'\r', row).is_none() {
        return Cow::Borrowed(row);
    }
    Cow::Owned(row.iter().copied().filter(|byte| *byte != b'\r').collect())
}
