//! From what a rule says to what it means: the whole rule.
//!
//! Puts the checked tests of [`super::check`] together, merges what all cases of a rule share into each of them, and
//! refuses what is well-formed but cannot be meant: a rule that judges lines and diagnoses at once, an exception that
//! excuses everything, a message with a word nothing fills in.

use super::Severity;
use super::check::Checker;
use super::clause::{TestSpec, WhenSpec};
use super::logic::{AskClaim, Case, ClaimTest, Conditions, Judged, Often, Partner};
use super::rule::{Exception, Logic, Period, Rule};
use super::set::is_kebab;
use super::spec::{PeriodSpec, RuleSpec};
use super::text::Word;
use super::vocabulary;
use crate::date::Date;
use crate::error::Result;
use crate::field::Field;
use crate::table::TableName;

/// Most cases of one rule: a finding names its case in a byte.
const MOST_CASES: usize = 200;

impl Checker<'_> {
    /// The rule a file says, of a pack.
    pub(super) fn rule(self, pack: &str, spec: &RuleSpec) -> Result<Rule> {
        let severity = self.severity(&spec.severity)?;
        self.identity(spec)?;
        let in_force = spec.in_force.as_ref().map(|period| self.period(period)).transpose()?;
        let (logic, exceptions) = self.logic(spec, severity, in_force)?;
        let plain = |word: &Word| word.get_ref().trim().to_owned();
        let rule = Rule {
            code: plain(&spec.code),
            name: plain(&spec.name),
            pack: pack.to_owned(),
            severity,
            severity_on_inpatient: spec.severity_on_inpatient.as_ref().map(|word| self.severity(word)).transpose()?,
            message: plain(&spec.message),
            help: plain(&spec.help),
            why: plain(&spec.why),
            source: plain(&spec.source),
            url: spec.url.as_ref().map(plain),
            exceptions,
            cannot_see: spec.cannot_see.iter().map(plain).collect(),
            in_force,
            examples: self.examples(spec)?,
            native: spec.native.as_ref().map(plain),
            table: spec.table.as_ref().map(|word| self.table(word)).transpose()?,
            needs: self.needs(spec)?,
            words: spec.words.iter().map(plain).collect(),
            logic,
        };
        self.templates(spec, &rule)?;
        Ok(rule)
    }

    fn identity(self, spec: &RuleSpec) -> Result<()> {
        let code = spec.code.get_ref();
        let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
        let well_formed = (2..=4).contains(&letters.len())
            && letters.bytes().all(|byte| byte.is_ascii_uppercase())
            && code.len() == letters.len() + 3;
        if !well_formed {
            let help = "two to four capitals for the pack, then three digits: `ND101`";
            return Err(self.fault(spec.code.span(), format!("`{code}` is no rule code"), help));
        }
        let name = spec.name.get_ref();
        if !is_kebab(name) {
            let help = "lower-case words joined by hyphens, naming the fault: `mod-53-on-facility-claim`";
            return Err(self.fault(spec.name.span(), format!("`{name}` is no rule name"), help));
        }
        Ok(())
    }

    fn table(self, word: &Word) -> Result<TableName> {
        TableName::ALL.into_iter().find(|table| table.key() == word.get_ref()).ok_or_else(|| {
            let keys = TableName::ALL.map(TableName::key);
            self.source.unknown(word.span(), "table", word.get_ref(), &keys)
        })
    }

    fn severity(self, word: &Word) -> Result<Severity> {
        word.get_ref().parse().map_err(|_| {
            let words = Severity::WORST_FIRST.map(Severity::word);
            self.source.unknown(word.span(), "severity", word.get_ref(), &words)
        })
    }

    fn period(self, spec: &PeriodSpec) -> Result<Period> {
        let day = |word: &Option<Word>| -> Result<Option<Date>> {
            let Some(word) = word else { return Ok(None) };
            Date::parse(word.get_ref().as_bytes()).map(Some).ok_or_else(|| {
                self.fault(word.span(), format!("`{}` is no date", word.get_ref()), "write it so: `2025-10-01`")
            })
        };
        let period = Period { from: day(&spec.from)?, until: day(&spec.until)? };
        if period.from.is_none() && period.until.is_none() {
            return Err(self.fault(
                spec.place.clone(),
                "this period has no ends".to_owned(),
                "give it `from` or `until`",
            ));
        }
        if period.from > period.until && period.until.is_some() {
            return Err(self.fault(
                spec.place.clone(),
                "this period ends before it begins".to_owned(),
                "swap the dates",
            ));
        }
        Ok(period)
    }

    fn logic(self, spec: &RuleSpec, severity: Severity, in_force: Option<Period>) -> Result<(Logic, Vec<Exception>)> {
        let base = self.conditions(&spec.when)?;
        if spec.cases.len() > MOST_CASES {
            let message = format!("this rule has more than {MOST_CASES} cases");
            return Err(self.fault(spec.place.clone(), message, "make it several rules, or use a set"));
        }
        let mut cases = Vec::new();
        for case in &spec.cases {
            let mut when = base.clone();
            when.join(self.conditions(&case.when)?);
            let own = case.in_force.as_ref().map(|period| self.period(period)).transpose()?;
            cases.push(Case {
                severity: case.severity.as_ref().map_or(Ok(severity), |word| self.severity(word))?,
                message: case.message.as_ref().map(|word| word.get_ref().trim().to_owned()),
                help: case.help.as_ref().map(|word| word.get_ref().trim().to_owned()),
                in_force: in_force.into_iter().chain(own).collect(),
                when,
            });
        }
        if cases.is_empty() && spec.native.is_none() {
            let in_force = in_force.into_iter().collect();
            cases.push(Case { severity, message: None, help: None, in_force, when: base });
        }
        let judged = self.judged(spec, &cases)?;
        let mut logic = Logic {
            judged,
            often: self.often(spec.once_per.as_ref())?,
            cases,
            exceptions: Vec::new(),
            gives_way_to: spec.gives_way_to.iter().map(|word| word.get_ref().clone()).collect(),
        };
        let exceptions = self.exceptions(spec, &mut logic)?;
        Ok((logic, exceptions))
    }

    fn judged(self, spec: &RuleSpec, cases: &[Case]) -> Result<Judged> {
        let of = |when: &Conditions| match (when.line.is_empty(), when.dx.is_empty()) {
            (false, false) => None,
            (false, true) => Some(Judged::Line),
            (true, false) => Some(Judged::Diagnosis),
            (true, true) => Some(Judged::Claim),
        };
        let Some(first) = cases.first() else { return Ok(Judged::Claim) };
        for (index, case) in cases.iter().enumerate() {
            let place = spec.cases.get(index).map_or(spec.place.clone(), |case| case.place.clone());
            let Some(judged) = of(&case.when) else {
                let help = "a finding is about one of them: use `points-to`, `linked-to` or `has-dx` beside `line`";
                return Err(self.fault(place, "this judges a line and a diagnosis at once".to_owned(), help));
            };
            if Some(judged) != of(&first.when) {
                let help = "all cases of a rule judge the same thing: a line, a diagnosis, or the claim";
                return Err(self.fault(place, "this case judges something else".to_owned(), help));
            }
            if case.when.partner.is_some() && judged != Judged::Line {
                let help = "add `line`, or use `has-line`";
                return Err(self.fault(place, "`another-line` needs a line to be another to".to_owned(), help));
            }
            if judged == Judged::Claim && case.when.claim.is_empty() {
                let help = "add `line`, `dx`, `first-dx`, `has-dx`, `has-line` or `claim`";
                return Err(self.fault(place, "this rule tests nothing".to_owned(), help));
            }
        }
        Ok(of(&first.when).unwrap_or(Judged::Claim))
    }

    fn often(self, word: Option<&Word>) -> Result<Often> {
        match word.map(|word| (word, word.get_ref().as_str())) {
            None => Ok(Often::Each),
            Some((_, "claim")) => Ok(Often::OncePerClaim),
            Some((_, "date")) => Ok(Often::OncePerDate),
            Some((word, other)) => Err(self.source.unknown(word.span(), "occasion", other, &vocabulary::OFTEN)),
        }
    }

    fn exceptions(self, spec: &RuleSpec, logic: &mut Logic) -> Result<Vec<Exception>> {
        let mut reasons = Vec::new();
        for unless in &spec.unless {
            let when = self.conditions(&unless.when)?;
            let empty = when.line.is_empty() && when.dx.is_empty() && when.claim.is_empty() && when.partner.is_none();
            let problem = if empty && spec.native.is_none() {
                Some(("this exception excuses everything", "say when; what no claim shows goes into `cannot-see`"))
            } else if !when.line.is_empty() && logic.judged != Judged::Line {
                Some(("this exception is about a line, the rule is not", "use `has-line`"))
            } else if !when.dx.is_empty() && logic.judged != Judged::Diagnosis {
                Some(("this exception is about a diagnosis, the rule is not", "use `has-dx`"))
            } else if when.partner.is_some() && logic.cases.iter().any(|case| case.when.partner.is_none()) {
                Some(("the rule has no other line to excuse", "use `has-line`"))
            } else {
                None
            };
            if let Some((message, help)) = problem {
                return Err(self.fault(unless.place.clone(), message.to_owned(), help));
            }
            if spec.native.is_none() {
                logic.exceptions.push(when);
            }
            reasons.push(Exception { why: unless.why.get_ref().trim().to_owned() });
        }
        Ok(reasons)
    }

    fn conditions(self, spec: &WhenSpec) -> Result<Conditions> {
        let mut claim = Vec::new();
        let mut diagnoses = |specs: &[TestSpec], subject, wanted, first: bool| -> Result<()> {
            for test in specs {
                let group = self.diagnoses(test)?;
                let ask = if first { AskClaim::FirstDx(group) } else { AskClaim::HasDx(group) };
                claim.push(ClaimTest { subject, ask, wanted });
            }
            Ok(())
        };
        diagnoses(&spec.first_dx, "first-dx", true, true)?;
        diagnoses(&spec.has_dx, "has-dx", true, false)?;
        diagnoses(&spec.no_dx, "no-dx", false, false)?;
        // A diagnosis is blamed before the kind of the claim is.
        claim.extend(self.claim(&spec.claim)?);
        for (blocks, wanted) in [(&spec.has_line, true), (&spec.no_line, false)] {
            for block in blocks {
                claim.push(ClaimTest { subject: "has-line", ask: AskClaim::HasLine(self.line(block)?), wanted });
            }
        }
        let partner = spec.another_line.as_ref().map(|spec| -> Result<Partner> {
            let partner = Partner {
                same: self.shared(&spec.same)?,
                different: self.shared(&spec.different)?,
                line: self.line(&spec.tests)?,
            };
            if partner.same.is_empty() && partner.different.is_empty() && partner.line.is_empty() {
                let help = "say what it shares (`same = [\"date\"]`) or what it satisfies";
                return Err(self.fault(spec.place.clone(), "any other line would do".to_owned(), help));
            }
            Ok(partner)
        });
        Ok(Conditions {
            line: self.line(&spec.line)?,
            dx: spec.dx.iter().map(|test| self.diagnoses(test)).collect::<Result<_>>()?,
            claim,
            partner: partner.transpose()?,
        })
    }

    fn needs(self, spec: &RuleSpec) -> Result<Vec<Vec<Field>>> {
        let field = |word: &Word| {
            word.get_ref().parse::<Field>().map_err(|_| {
                let names: Vec<String> = Field::all().map(|field| field.to_string()).collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                self.source.unknown(word.span(), "column", word.get_ref(), &names)
            })
        };
        spec.needs.iter().map(|group| group.iter().map(field).collect()).collect()
    }
}

impl Conditions {
    /// Adds the conditions of a case to those of its rule. Where both ask about the same thing the case goes first: what
    /// it asks for is what is wrong there, and so it is what is blamed.
    fn join(&mut self, other: Self) {
        let mut end = self.line.len();
        for test in other.line.into_iter().rev() {
            let same = self.line.iter().position(|known| known.subject == test.subject);
            self.line.insert(same.unwrap_or(end), test);
            end += usize::from(same.is_some_and(|place| place < end));
        }
        self.dx.extend(other.dx);
        self.claim.extend(other.claim);
        match (&mut self.partner, other.partner) {
            (Some(partner), Some(other)) => {
                partner.same.extend(other.same);
                partner.different.extend(other.different);
                partner.line.extend(other.line);
            }
            (none @ None, other) => *none = other,
            (Some(_), None) => {}
        }
    }
}
