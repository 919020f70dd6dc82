//! What a finding shows: the cells its rule read, and the words they put into its message.
//!
//! Only here, after something was found, are codes looked at again one by one. The first cell is the one that is
//! blamed; it stands on the judged line. A private cell is never shown.

use super::bound::{Bound, Plan};
use super::finding::{Finding, Label};
use super::group::Group;
use super::judge::Subject;
use super::logic::{Ask, AskClaim, Conditions, LineTest, Shared, With};
use super::template::{has_dx_word, other_word};
use crate::claim::{Biller, CellRef, Claim, ClaimKind, Dated, Diagnosis, Slot};
use crate::field::{DxField, Field};

/// Cells and words gathered for one finding.
struct Evidence<'e, 'c> {
    bound: &'e Bound<'e>,
    claim: &'e Claim<'c>,
    cells: Vec<Label>,
    words: Vec<(&'static str, String)>,
}

impl Bound<'_> {
    /// The finding of a plan that holds on a subject. `None` where it would blame a diagnosis that was never a code: that
    /// has a finding of its own, and until it is mended nobody knows what it means.
    pub(super) fn finding(&self, claim: &Claim<'_>, plan: &Plan, subject: Subject) -> Option<Finding> {
        let rule = self.registry.rule(plan.rule);
        let case = &rule.logic.cases[usize::from(plan.case)];
        let mut evidence = Evidence { bound: self, claim, cells: Vec::new(), words: Vec::new() };
        evidence.read(&case.when, subject);
        let mut cells = evidence.cells;
        // A diagnosis stands where the claim first names it; the finding stands on the judged line.
        let own = |label: &Label| label.cell.line as usize == subject.line;
        if let Some(index) = cells.iter().position(own).filter(|_| subject.dx.is_none()) {
            let blamed = cells.remove(index);
            cells.insert(0, blamed);
        }
        if cells.is_empty() {
            cells.push(Label::blamed(self.some_cell(claim, subject.line)));
        }
        cells[0].text.clear();
        let is_blamed = |dx: &&Diagnosis<'_>| dx.cell == cells[0].cell;
        let blamed = claim.diagnoses.iter().find(is_blamed).and_then(|dx| dx.code);
        if blamed.is_some_and(|code| self.book.find(code).is_none()) {
            return None;
        }
        let on_inpatient = rule.severity_on_inpatient.filter(|_| claim.kind == ClaimKind::InstitutionalInpatient);
        let severity = on_inpatient.unwrap_or(case.severity);
        Some(Finding { rule: plan.rule, case: Some(plan.case), severity, cells, words: evidence.words })
    }

    /// A cell to blame where the rule read none: the claim id, else the first that may be shown.
    fn some_cell(&self, claim: &Claim<'_>, line: usize) -> CellRef {
        let shown = (0u16..).zip(&self.layout.columns).find(|(_, column)| !column.field.is_private());
        let slot = self.layout.slot(Field::ClaimId).or(shown.map(|(slot, _)| Slot(slot)));
        debug_assert!(line < claim.lines.len(), "the judged line is one of the claim's");
        CellRef::whole(u32::try_from(line).unwrap_or(0), slot.unwrap_or(Slot(0)))
    }
}

impl Evidence<'_, '_> {
    fn read(&mut self, when: &Conditions, subject: Subject) {
        if let Some(dx) = subject.dx.and_then(|index| self.claim.diagnoses.get(index)) {
            let dx = *dx;
            self.word("dx", shown(&dx));
            self.cell(dx.cell, "diagnosis");
        }
        for test in when.line.iter().filter(|test| test.wanted) {
            self.line(test, subject.line, false);
        }
        for test in when.claim.iter().filter(|test| test.wanted) {
            match &test.ask {
                AskClaim::FirstDx(_) => {
                    if let Some(first) = self.claim.first_listed().copied() {
                        self.word("first-dx", shown(&first));
                        self.cell(first.cell, "first-listed diagnosis");
                    }
                }
                AskClaim::HasDx(group) => {
                    let found: Vec<Diagnosis<'_>> = self
                        .claim
                        .diagnoses
                        .iter()
                        .filter(|dx| is_listed(dx) && self.is_of(group, dx))
                        .copied()
                        .collect();
                    self.diagnoses(has_dx_word(when), &found);
                }
                AskClaim::HasLine(tests) => {
                    let cells = self.cells.len();
                    let words = self.words.len();
                    if let Some(line) = (0..self.claim.lines.len()).find(|&line| self.satisfies(tests, line)) {
                        tests.iter().filter(|test| test.wanted).for_each(|test| self.line(test, line, false));
                    }
                    self.cells.truncate(cells + 1);
                    self.words.truncate(words);
                }
                AskClaim::Column(ask) => {
                    let test = LineTest { subject: test.subject, ask: ask.clone(), wanted: true };
                    self.line(&test, 0, false);
                }
                AskClaim::Kind(_) => {
                    self.word("kind", self.claim.kind.to_string().replace('_', " "));
                    self.field(0, &[Field::ClaimType, Field::BillType], "kind of claim");
                }
                AskClaim::Sex(_) => {
                    self.word("sex", format!("{:?}", self.claim.sex).to_ascii_lowercase());
                    self.field(0, &[Field::Sex], "sex");
                }
            }
        }
        if let (Some(partner), Some(other)) = (&when.partner, subject.partner) {
            for shared in &partner.same {
                self.shared(*shared, subject.line);
            }
            for test in partner.line.iter().filter(|test| test.wanted) {
                self.line(test, other, true);
            }
        }
    }

    /// Whether a line carries the codes of these tests: enough to find the one that was meant.
    fn satisfies(&self, tests: &[LineTest], line: usize) -> bool {
        let line = &self.claim.lines[line];
        tests.iter().filter(|test| test.wanted).all(|test| match &test.ask {
            Ask::Modifier(group) => line.modifiers.iter().any(|(modifier, _)| group.has_modifier(modifier)),
            Ask::Procedure(group) => group.has_procedure(line.procedure),
            _ => true,
        })
    }

    fn line(&mut self, test: &LineTest, index: usize, other: bool) {
        let line = &self.claim.lines[index];
        let name = |word: &'static str| if other { other_word(word).unwrap_or("") } else { word };
        match &test.ask {
            Ask::Modifier(group) | Ask::FirstModifier(group) | Ask::Several(group, _) => {
                let found: Vec<_> =
                    line.modifiers.iter().filter(|(modifier, _)| group.has_modifier(*modifier)).collect();
                let texts: Vec<String> =
                    found.iter().map(|(modifier, _)| String::from_utf8_lossy(&modifier.0).into_owned()).collect();
                self.word(name(test.subject), texts.join(" and "));
                for (_, slot) in found {
                    self.whole(index, slot, if other { "other line" } else { "modifier" });
                }
            }
            Ask::Behind(_, behind) => {
                let before = line.modifiers.iter().find(|(modifier, _)| behind.has_modifier(*modifier));
                if let Some((_, slot)) = before {
                    self.whole(index, slot, "stands before it");
                }
            }
            Ask::Procedure(_) => {
                let code = self.bound.cell(self.claim, index, Field::ProcedureCode).unwrap_or_default();
                self.word(name("procedure"), String::from_utf8_lossy(code).to_ascii_uppercase());
                self.field(index, &[Field::ProcedureCode], if other { "other line" } else { "procedure" });
            }
            Ask::PointsTo(group) | Ask::LinkedTo(group) => {
                let linked = line.linked;
                let found: Vec<Diagnosis<'_>> = (0u32..)
                    .zip(&self.claim.diagnoses)
                    .filter(|(at, dx)| match linked {
                        Some(bits) => bits.checked_shr(*at).unwrap_or(0) & 1 == 1,
                        None => is_listed(dx),
                    })
                    .map(|(_, dx)| *dx)
                    .filter(|dx| self.is_of(group, dx))
                    .collect();
                if linked.is_some() {
                    self.field(index, &[Field::DxPointers], "pointers");
                }
                self.diagnoses(name("dx"), &found);
            }
            Ask::FirstPointer(_) => {
                self.field(index, &[Field::DxPointers], "pointers");
                let first = line.first_linked.and_then(|dx| self.claim.diagnoses.get(usize::from(dx))).copied();
                self.diagnoses(name("dx"), first.as_slice());
            }
            Ask::Pointers => {}
            Ask::Biller(_) => self.biller(index, name("biller")),
            Ask::BillType(_) => {
                self.known(index, &[Field::BillType, Field::FacilityType], name("bill-type"), "type of bill");
            }
            Ask::RevenueCode(_) => self.known(index, &[Field::RevenueCode], name("revenue-code"), "revenue code"),
            Ask::Place(_) => {
                self.known(index, &[Field::PlaceOfService], name("place-of-service"), "place of service");
            }
            Ask::Compare(Field::ServiceDate, ..) => self.shared(Shared::Date, index),
            Ask::Cell(field, _) | Ask::Starts(field, _) | Ask::Known(field) => self.plain(test, index, *field),
            Ask::Compare(field, _, with) => {
                self.plain(test, index, *field);
                if let With::Field(other) = with {
                    self.field(index, &[*other], &other.to_string().replace('_', " "));
                }
            }
        }
    }

    fn plain(&mut self, test: &LineTest, index: usize, field: Field) {
        let age = self.claim.age.filter(|_| field == Field::Age);
        match age {
            Some(age) => self.word("age", age.to_string()),
            None if !test.subject.is_empty() && !field.is_private() => {
                let cell = self.bound.cell(self.claim, index, field).unwrap_or_default();
                self.word(test.subject, String::from_utf8_lossy(cell).into_owned());
            }
            None => {}
        }
        self.field(index, &[field], &field.to_string().replace('_', " "));
    }

    fn shared(&mut self, shared: Shared, index: usize) {
        let line = &self.claim.lines[index];
        match shared {
            Shared::Date => {
                if let Some(Dated { date, .. }) = line.date {
                    self.word("date", date.to_string());
                }
                self.field(index, &[Field::ServiceDate, Field::FromDate], "date of service");
            }
            Shared::Procedure => {
                let text = self.bound.cell(self.claim, index, Field::ProcedureCode).unwrap_or_default();
                self.word("procedure", String::from_utf8_lossy(text).to_ascii_uppercase());
                self.field(index, &[Field::ProcedureCode], "procedure");
            }
            Shared::Biller => self.word("biller", line.biller.to_string()),
        }
    }

    fn biller(&mut self, index: usize, word: &'static str) {
        let biller = self.claim.lines[index].biller;
        self.word(word, biller.to_string());
        let fields: &[Field] = match biller {
            Biller::CahPhysician => &[Field::BillType, Field::RevenueCode],
            Biller::AscFacility => &[Field::PlaceOfService, Field::Specialty, Field::Taxonomy, Field::BillType],
            _ => &[Field::BillType, Field::ClaimType],
        };
        let before = self.cells.len();
        for &field in fields {
            self.field(index, &[field], &said_by(field, biller));
        }
        if self.cells.len() == before {
            self.field(index, &[Field::ClaimType], &said_by(Field::ClaimType, biller));
        }
    }

    fn known(&mut self, index: usize, fields: &[Field], word: &'static str, label: &str) {
        let text = fields.iter().find_map(|&field| self.bound.cell(self.claim, index, field)).unwrap_or_default();
        self.word(word, String::from_utf8_lossy(text).into_owned());
        self.field(index, fields, label);
    }

    fn diagnoses(&mut self, word: &'static str, found: &[Diagnosis<'_>]) {
        let texts: Vec<String> = found.iter().map(shown).collect();
        self.word(word, texts.join(" and "));
        for dx in found {
            self.cell(dx.cell, "diagnosis");
        }
    }

    fn is_of(&self, group: &Group, dx: &Diagnosis<'_>) -> bool {
        dx.code.is_some_and(|code| {
            let traits = self.bound.traits(code, self.bound.epoch(self.claim));
            group.has_diagnosis(self.bound.book, code, traits)
        })
    }

    /// A word is set once: what the first test found is what the message means.
    fn word(&mut self, name: &'static str, value: String) {
        if !name.is_empty() && !self.words.iter().any(|(word, _)| *word == name) {
            self.words.push((name, value));
        }
    }

    /// The first of these columns that says something on a line.
    fn field(&mut self, line: usize, fields: &[Field], label: &str) {
        let found = fields
            .iter()
            .filter(|field| !field.is_private())
            .find_map(|&field| self.claim.field(&self.bound.layout, line, field).filter(|(_, text)| !text.is_empty()));
        if let Some((cell, _)) = found {
            self.cell(cell, label);
        }
    }

    fn whole(&mut self, line: usize, slot: Slot, label: &str) {
        self.cell(CellRef::whole(u32::try_from(line).unwrap_or(0), slot), label);
    }

    fn cell(&mut self, cell: CellRef, label: &str) {
        if !self.cells.iter().any(|known| known.cell == cell) {
            self.cells.push(Label { cell, text: label.to_owned() });
        }
    }
}

/// What a cell that tells who bills is called; the first that does names the biller.
fn said_by(field: Field, biller: Biller) -> String {
    match field {
        Field::BillType => format!("type of bill: {biller}"),
        Field::ClaimType => "claim form".to_owned(),
        field => field.to_string().replace('_', " "),
    }
}

fn is_listed(dx: &Diagnosis<'_>) -> bool {
    !matches!(dx.field, DxField::Admitting | DxField::VisitReason(_))
}

/// A diagnosis as it is printed: with its dot where it has the shape of a code.
fn shown(dx: &Diagnosis<'_>) -> String {
    dx.code.map_or_else(|| String::from_utf8_lossy(dx.text).into_owned(), |code| code.to_string())
}
