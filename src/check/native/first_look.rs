//! The first look at a claim's service lines: one pass that says which checks may have something to say of any of them.
//!
//! Nearly all lines of any file are beyond reproach, so the checks themselves are written to explain, and this to be fast.
//! A check it passes over says nothing and counts nothing.

use super::pointers::{Listed, Pointers};
use super::{Context, Native, Settled, dates, modifiers, procedures};
use crate::claim::{Claim, Dated};
use crate::date::Date;

/// What the first look has seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is about a check of its own, and no two depend on each other")]
pub(in crate::check) struct FirstLook {
    /// Whether all lines have the same date, or all of them none.
    pub(super) one_date: bool,
    /// Whether something may be said of a procedure code or a modifier.
    pub(super) codes: bool,
    /// Of a place of service, units or a provider number.
    pub(super) basics: bool,
    /// Of a date of service.
    pub(super) dates: bool,
    /// Of a pointer, or of the number of diagnoses.
    pub(super) pointers: bool,
}

impl Native {
    /// Looks at every line of a claim once.
    pub(in crate::check) fn look(&self, context: &Context<'_>, claim: &Claim<'_>, settled: &mut Settled) -> FirstLook {
        let day = |dated: Option<Dated>| dated.map(|dated| dated.date);
        let first: Option<Date> = claim.lines.first().and_then(|line| day(line.date));
        let listed = Listed::of(claim);
        let points = self.pointers.of_claim(context.layout, claim);
        let has_place = !claim.kind.is_institutional();
        let mut look = FirstLook {
            one_date: true,
            codes: false,
            basics: false,
            dates: false,
            pointers: self.pointers.are_too_many(claim, listed),
        };
        let mut above = None;
        let rows = claim.cells.chunks_exact(claim.width.max(1));
        for (number, (line, cells)) in (0u32..).zip(claim.lines.iter().zip(rows)) {
            look.one_date &= day(line.date) == first;
            let of_codes = || {
                procedures::Procedures::is_settled(context, claim, number as usize)
                    && modifiers::ModifierCodes::is_settled(context.layout, claim, number as usize)
            };
            look.codes |= !line.service.is_some_and(|service| settled.is(service, of_codes));
            look.basics |= self.basics.may_speak(context.layout, line, (cells, above), has_place);
            look.dates |= dates::Dates::may_speak(context, claim, (number, line), cells);
            look.pointers |= points && Pointers::may_speak(context.layout, line, cells, listed);
            above = Some(cells);
        }
        look
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::native::Known;
    use crate::check::tally::Tally;
    use crate::claim::{Assembler, Column, Layout, Services};
    use crate::field::{DxField, Field};
    use crate::icd::{CodeBook, Lately, Together};
    use crate::rule::{Finding, Registry};
    use crate::table::Tables;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry::shipped(CodeBook::embedded()).expect("the rules"));

    /// The columns, and what stands in them: mostly what most claims have.
    fn columns() -> Vec<(Field, &'static str)> {
        let dx =
            "(|I10|E11.9|E11.65|e119|E8809|V58.61|M17.11|M17.12|S52.501A|S52.501S|E11|Z99|250.00|G43.501|N18.9|E11.22)";
        vec![
            (Field::ClaimType, "(P|P|P|I|IP|)"),
            (Field::ServiceDate, "(2025-10-27|2025-10-27|2025-10-27|2025-09-30|2015-01-02|2031-01-01|)"),
            (Field::ThroughDate, "(2025-10-27|2025-10-27|2025-09-29|2025-11-01|x|)"),
            (Field::ProcedureCode, "(99213|99213|J1100|A0425|9921|D0120|)"),
            (Field::Modifier(1), "(|25|ZZ|5)"),
            (Field::DxPointers, "(A|1|12|AB|ABCDE|9|x|)"),
            (Field::DxPointer(1), "(1|2|9|x|)"),
            (Field::Units, "(1|1|0|-1|x|)"),
            (Field::PlaceOfService, "(11|11|10|28|00|)"),
            (Field::RenderingNpi, "(1234567893|1234567893|1234567893.0|1234567890|x|)"),
            (Field::Dx(DxField::Listed(1)), dx),
            (Field::Dx(DxField::Listed(2)), dx),
            (Field::Dx(DxField::Listed(3)), dx),
            (Field::Dx(DxField::Line), "(|||I10|E11.9)"),
        ]
    }

    /// What is said and counted of the claim of these rows.
    fn judged(native: &Native, layout: &Layout, rows: &[Vec<String>], at_length: bool) -> (Vec<Finding>, Tally) {
        let (book, tables) = (CodeBook::embedded(), Tables::default());
        let mut assembler = Assembler::new(layout, Services::default());
        for row in rows {
            assembler.cells().extend(layout.columns.iter().map(|column| row[column.index].as_bytes()));
            assembler.accept_row(false);
        }
        let claim = assembler.assemble().expect("a claim");
        let mut met = Vec::new();
        let codes = claim.diagnoses.iter().map(|dx| dx.code);
        let mut together = Lately::default().together(book, codes, super::super::COMPARED, &mut met);
        if at_length {
            together = Together { billable: 0, may_be_akin: true, notes_may_speak: true };
        }
        let today = Date::new(2027, 1, 1).expect("a day");
        let context = Context { book, met: &met, together, day: None, tables: &tables, layout, as_of: None, today };
        let mut look = native.look(&context, claim, &mut Settled::default());
        if at_length {
            look = FirstLook { codes: true, basics: true, dates: true, pointers: true, ..look };
        }
        let (mut tally, mut findings) = (Tally::default(), Vec::new());
        native.judge(&context, claim, (look, &mut Known::default()), &mut tally, &mut findings);
        (findings, tally)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        /// What the first look passes over says nothing and counts nothing.
        #[test]
        fn nothing_is_passed_over_that_has_something_to_say(
            rows in proptest::collection::vec(columns().into_iter().map(|(_, texts)| texts).collect::<Vec<_>>(), 1..4),
            has in proptest::collection::vec(proptest::bool::weighted(0.8), columns().len()),
            repeats in any::<bool>(),
        ) {
            let rule = |name: &str| REGISTRY.find(name).map(|id| (id, REGISTRY.rule(id).severity));
            let read = columns().into_iter().zip(&has).enumerate().filter(|(_, (_, has))| **has);
            let read = read.map(|(at, ((field, _), _))| Column::new(field, at, String::new()));
            let layout = Layout::new("", read.collect(), Vec::new(), has.len());
            let native = Native::new(&rule, &rule, &layout);
            let mut rows = rows;
            if repeats {
                let first = rows[0].clone();
                rows.fill(first);
            }
            prop_assert_eq!(judged(&native, &layout, &rows, false), judged(&native, &layout, &rows, true));
        }
    }
}
