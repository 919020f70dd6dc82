//! Counts by coder, payer, month or whatever else the user names, in bounded memory.

use super::{Count, Draw, Judged, Month, Sample, Verdict};
use crate::field::Field;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What claims are grouped by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// What a column says.
    Column(Field),
    /// The month of service.
    Month,
}

impl By {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Column(Field::Coder),
        Self::Column(Field::Payer),
        Self::Column(Field::RenderingNpi),
        Self::Column(Field::Specialty),
        Self::Column(Field::Taxonomy),
        Self::Column(Field::PlaceOfService),
        Self::Column(Field::ClaimType),
        Self::Column(Field::BillType),
        Self::Month,
    ];
}

impl fmt::Display for By {
    /// The name of the column, as `--by` takes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(field) => field.fmt(f),
            Self::Month => f.write_str("month"),
        }
    }
}

impl FromStr for By {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|by| by.to_string() == text).ok_or_else(|| {
            let names: Vec<String> = Self::ALL.iter().map(ToString::to_string).collect();
            format!("claims are not grouped by \"{text}\": use {}", names.join(", "))
        })
    }
}

/// Which group a claim belongs to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Label {
    /// What its lines say.
    Said(String),
    /// Its month of service.
    Month(Month),
    /// Its lines do not agree.
    Several,
    /// None of its lines says anything, or the file has no such column.
    Unsaid,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Said(text) => f.write_str(text),
            Self::Month(month) => month.fmt(f),
            Self::Several => f.write_str("(several on one claim)"),
            Self::Unsaid => f.write_str("(not said)"),
        }
    }
}

/// Most groups of one kind; claims of others are counted together.
const MOST: usize = 10_000;

/// The groups of one kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grouping {
    /// What they are grouped by.
    pub by: By,
    /// The place of each in `groups`.
    places: BTreeMap<Label, usize>,
    /// In the order in which they first came.
    pub groups: Vec<(Label, Count)>,
    /// Claims beyond the groups there is room for.
    pub rest: Count,
}

impl Grouping {
    fn count_of(&mut self, label: &Label) -> &mut Count {
        match self.places.get(label) {
            Some(&place) => &mut self.groups[place].1,
            None if self.groups.len() < MOST => {
                let place = self.groups.len();
                self.places.insert(label.clone(), place);
                self.groups.push((label.clone(), Count::default()));
                &mut self.groups[place].1
            }
            None => &mut self.rest,
        }
    }
}

/// All claims, and the same claims in groups.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Groups {
    /// All claims.
    pub all: Count,
    /// By each kind of group.
    pub by: Vec<Grouping>,
    /// Claims drawn of each group of the first kind, where a sample is wanted.
    pub sample: Option<Sample>,
}

impl Groups {
    /// No claims yet, to be grouped by these.
    pub fn new(by: impl IntoIterator<Item = By>, draw: Option<Draw>) -> Self {
        let grouping = |by| Grouping { by, places: BTreeMap::new(), groups: Vec::new(), rest: Count::default() };
        Self { all: Count::default(), by: by.into_iter().map(grouping).collect(), sample: draw.map(Sample::new) }
    }

    /// Counts a claim with its label of each kind.
    pub fn count(&mut self, labels: &[Label], claim: &Count) {
        self.all.add(claim);
        for (grouping, label) in self.by.iter_mut().zip(labels) {
            grouping.count_of(label).add(claim);
        }
    }

    /// Lets a claim with its label of the first kind take part in the draw.
    pub fn draw(&mut self, label: Option<&Label>, claim_id: &str, verdict: Verdict) {
        if let Some(sample) = self.sample.as_mut().filter(|_| !claim_id.is_empty()) {
            sample.add(label.unwrap_or(&Label::Unsaid), claim_id, verdict);
        }
    }

    /// The claims of each group of the first kind, from which a sample is drawn; of those beyond, together.
    pub(super) fn drawn_from(&self) -> Vec<(String, Judged)> {
        let Some(by) = self.by.first() else { return vec![(Label::Unsaid.to_string(), self.all.claims)] };
        let groups = by.groups.iter().map(|(label, count)| (label.to_string(), count.claims));
        let beyond = (by.rest.claims != Judged::default()).then(|| (String::new(), by.rest.claims));
        groups.chain(beyond).collect()
    }

    /// Adds what was counted elsewhere, by the same kinds of groups.
    pub fn add(&mut self, other: &Self) {
        if let (Some(mine), Some(theirs)) = (&mut self.sample, &other.sample) {
            mine.join(theirs);
        }
        self.all.add(&other.all);
        for (mine, theirs) in self.by.iter_mut().zip(&other.by) {
            for (label, count) in &theirs.groups {
                mine.count_of(label).add(count);
            }
            mine.rest.add(&theirs.rest);
        }
    }

    /// Takes back what was counted before.
    pub fn take_back(&mut self, other: &Self) {
        if let (Some(mine), Some(theirs)) = (&mut self.sample, &other.sample) {
            mine.take_back(theirs);
        }
        self.all.take_back(&other.all);
        for (mine, theirs) in self.by.iter_mut().zip(&other.by) {
            for (label, count) in &theirs.groups {
                mine.count_of(label).take_back(count);
            }
            mine.rest.take_back(&theirs.rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn every_kind_of_group_has_a_name_that_reads_back() {
        for by in By::ALL {
            assert_eq!(by.to_string().parse(), Ok(by));
        }
        assert!("patient".parse::<By>().is_err());
    }

    #[test]
    fn groups_beyond_the_most_are_counted_together() {
        let mut groups = Groups::new([By::Column(Field::Coder)], None);
        let mut claim = Count::default();
        claim.claim(Verdict::Clean, None);
        for coder in 0..MOST + 5 {
            groups.count(&[Label::Said(coder.to_string())], &claim);
        }
        let by = &groups.by[0];
        assert_eq!((by.groups.len(), by.rest.claims.clean, groups.all.claims.clean), (MOST, 5, MOST as u64 + 5));
    }
}
