//! The sheet of a rule: what a coder asks of it, and its examples with the findings they make today.

use super::{Severities, Source};
use crate::date::Date;
use crate::error::Result;
use crate::page;
use crate::rule::{Rule, RuleId, Severity, Way, without_claim};
use serde::Serialize;

/// What is known of a rule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleSheet {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The pack it belongs to.
    pub pack: String,
    /// How sure it is.
    #[serde(flatten)]
    pub severity: Severities,
    /// What it finds and what to do, for each way it can be broken; words in `<…>` stand for what is on the claim.
    pub ways: Vec<WayLine>,
    /// Why it is a rule.
    pub why: String,
    /// When it stays silent.
    pub silent_when: Vec<String>,
    /// What would excuse the claim and cannot be seen on it.
    pub cannot_see: Vec<String>,
    /// Where it is written.
    pub source: String,
    /// Where that can be read.
    pub url: Option<String>,
    /// First day of service it judges.
    pub from: Option<Date>,
    /// Last day of service it judges.
    pub until: Option<Date>,
    /// The columns it cannot do without: of each inner list, any one.
    pub needs: Vec<Vec<String>>,
    /// Its examples.
    pub examples: Vec<ExampleSheet>,
}

/// One way a rule can be broken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WayLine {
    /// How sure it is.
    pub severity: Severity,
    /// What is wrong.
    pub finds: String,
    /// What to do.
    pub fix: String,
}

/// An example.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ExampleSheet {
    /// What it shows.
    pub about: Option<String>,
    /// The claim file.
    pub claim: String,
    /// What the rule says of it, as `claimlint check` prints it; none where it says nothing.
    pub finding: Option<String>,
}

impl RuleSheet {
    /// The sheet of a rule.
    pub(super) fn of(source: Source<'_>, id: RuleId) -> Result<Self> {
        let rule = source.registry.rule(id);
        let examples = rule.examples.iter().map(|example| {
            let finding = page::finding(source.registry, id, example, source.book)?;
            let claim = example.csv.trim().to_owned();
            Ok(ExampleSheet { about: example.about.as_deref().map(without_claim), claim, finding })
        });
        let columns = rule.columns().needed;
        Ok(Self {
            code: rule.code.clone(),
            name: rule.name.clone(),
            pack: rule.pack.clone(),
            severity: Severities::of(rule),
            ways: ways(rule),
            why: without_claim(&rule.why),
            silent_when: rule.exceptions.iter().map(|exception| without_claim(&exception.why)).collect(),
            cannot_see: rule.cannot_see.iter().map(|reason| without_claim(reason)).collect(),
            source: rule.source.clone(),
            url: rule.url.clone(),
            from: rule.in_force.and_then(|period| period.from),
            until: rule.in_force.and_then(|period| period.until),
            needs: columns.iter().map(|any| any.iter().map(ToString::to_string).collect()).collect(),
            examples: examples.collect::<Result<_>>()?,
        })
    }
}

/// The ways, each once: two that differ only in their dates read alike.
fn ways(rule: &Rule) -> Vec<WayLine> {
    let line = |way: &Way<'_>| WayLine {
        severity: way.severity,
        finds: without_claim(way.message),
        fix: without_claim(way.help),
    };
    let mut ways: Vec<WayLine> = Vec::new();
    for way in rule.ways().iter().map(line) {
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    ways
}
