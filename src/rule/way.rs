//! What the documentation asks of a rule beyond its own words: the ways it can be broken, and the columns it reads.

use super::rule::{Rule, of_claim, of_line};
use super::{Period, Severity};
use crate::field::Field;

/// One way a rule can be broken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Way<'r> {
    /// How sure it is.
    pub severity: Severity,
    /// What is wrong, with placeholders.
    pub message: &'r str,
    /// What to do about it, with placeholders.
    pub help: &'r str,
    /// The dates of service it is limited to; all periods have to hold.
    pub in_force: &'r [Period],
}

/// The columns a rule reads, in groups of which any one column will do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Columns {
    /// Those without which nothing of the rule runs.
    pub needed: Vec<Vec<Field>>,
    /// Those without which part of it does not run.
    pub partly: Vec<Vec<Field>>,
    /// Those by which it sees its exceptions.
    pub excusing: Vec<Vec<Field>>,
    /// Whether it reads pointers where a claim has them, and speaks of institutional claims only where the file has none.
    pub links: bool,
}

impl Rule {
    /// The ways the rule can be broken, in the order of its cases.
    #[must_use]
    pub fn ways(&self) -> Vec<Way<'_>> {
        let mut ways: Vec<Way<'_>> = Vec::new();
        for case in &self.logic.cases {
            let way = Way {
                severity: case.severity,
                message: case.message.as_deref().unwrap_or(&self.message),
                help: case.help.as_deref().unwrap_or(&self.help),
                in_force: &case.in_force,
            };
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        if ways.is_empty() {
            let in_force = self.in_force.as_slice();
            ways.push(Way { severity: self.severity, message: &self.message, help: &self.help, in_force });
        }
        ways
    }

    /// The columns the rule reads.
    #[must_use]
    pub fn columns(&self) -> Columns {
        let cases: Vec<_> = (0..self.logic.cases.len().max(1)).map(|case| self.wants(case)).collect();
        let mut columns = Columns { links: self.reads_links(), ..Columns::default() };
        for group in cases.iter().flatten() {
            let everywhere = cases.iter().all(|case| case.contains(group));
            note(group, if everywhere { &mut columns.needed } else { &mut columns.partly });
        }
        let mut excusing = Vec::new();
        for when in &self.logic.exceptions {
            when.line.iter().for_each(|test| of_line(&test.ask, &mut excusing));
            when.claim.iter().for_each(|test| of_claim(&test.ask, &mut excusing));
            let another = when.partner.iter().flat_map(|partner| &partner.line);
            another.for_each(|test| of_line(&test.ask, &mut excusing));
        }
        for group in &excusing {
            if !columns.needed.contains(group) && !columns.partly.contains(group) {
                note(group, &mut columns.excusing);
            }
        }
        columns
    }
}

fn note(group: &Vec<Field>, groups: &mut Vec<Vec<Field>>) {
    if !groups.contains(group) {
        groups.push(group.clone());
    }
}
