//! Counts by coder, payer, month or whatever else the user names, in bounded memory.

use super::sample::Drawn;
use super::{Count, Draw, Month, Sample, Verdict};
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
        let name = text.trim();
        Self::ALL.into_iter().find(|by| by.to_string().eq_ignore_ascii_case(name)).ok_or_else(|| {
            let names: Vec<String> = Self::ALL.iter().map(ToString::to_string).collect();
            let lower = name.to_ascii_lowercase();
            let meant =
                names.iter().find(|known| lower.len() > 2 && (known.contains(&lower) || lower.contains(*known)));
            let meant = meant.map_or_else(String::new, |known| format!(" (did you mean {known}?)"));
            format!("claims are not grouped by \"{text}\"{meant}: use {}", names.join(", "))
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
            Self::Unsaid => f.write_str(UNSAID),
        }
    }
}

/// Most groups of one kind; claims of others are counted together.
const MOST: usize = 50_000;
/// Groups that come beyond the most until the smallest are folded.
const SPARE: usize = 10_000;
/// The label of claims that do not say which group they belong to.
pub const UNSAID: &str = "(not said)";
/// The label of claims that are counted together.
pub const OTHERS: &str = "(others)";

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
    /// The figures of a group, new where it has none.
    fn count_of(&mut self, label: &Label) -> &mut Count {
        if !self.places.contains_key(label) {
            if self.groups.len() >= MOST + SPARE {
                self.fold();
            }
            self.places.insert(label.clone(), self.groups.len());
            self.groups.push((label.clone(), Count::default()));
        }
        let place = self.places.get(label).copied().unwrap_or_default();
        &mut self.groups[place].1
    }

    /// Counts the smallest groups together, so that those with most claims stay whenever they come.
    fn fold(&mut self) {
        let mut sizes: Vec<u64> = self.groups.iter().map(|(_, count)| count.claims.all()).collect();
        sizes.sort_unstable();
        let small = self.groups.len().saturating_sub(MOST);
        let Some(&largest) = small.checked_sub(1).and_then(|last| sizes.get(last)) else { return };
        // Of those that are as large as the largest that folds, only so many do.
        let mut left = small - sizes.partition_point(|&size| size < largest);
        let rest = &mut self.rest;
        self.groups.retain(|(_, count)| {
            let size = count.claims.all();
            let folds = size < largest || (size == largest && left > 0);
            if folds {
                left -= usize::from(size == largest);
                rest.add(count);
            }
            !folds
        });
        self.places = self.groups.iter().enumerate().map(|(place, (label, _))| (label.clone(), place)).collect();
    }

    /// Takes figures back: from the others, where the group was folded.
    fn take_back(&mut self, label: &Label, count: &Count) {
        match self.places.get(label) {
            Some(&place) => self.groups[place].1.take_back(count),
            None => self.rest.take_back(count),
        }
    }

    /// Folds what is beyond the most, when all is counted.
    fn settle(&mut self) {
        if self.groups.len() > MOST {
            self.fold();
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
    /// Rows that could not be read and are of no claim that is counted.
    pub rows_of_no_claim: u64,
    /// Claims drawn of each group of the first kind, where a sample is wanted.
    pub sample: Option<Sample>,
}

impl Groups {
    /// No claims yet, to be grouped by these.
    pub fn new(by: impl IntoIterator<Item = By>, draw: Option<Draw>) -> Self {
        let grouping = |by| Grouping { by, places: BTreeMap::new(), groups: Vec::new(), rest: Count::default() };
        Self { by: by.into_iter().map(grouping).collect(), sample: draw.map(Sample::new), ..Self::default() }
    }

    /// Counts a claim with its label of each kind.
    pub fn count(&mut self, labels: &[Label], claim: &Count) {
        self.all.add(claim);
        for (grouping, label) in self.by.iter_mut().zip(labels) {
            grouping.count_of(label).add(claim);
        }
    }

    /// Lets a claim with its label of the first kind take part in the draw.
    pub fn draw(&mut self, label: Option<&Label>, claim: &Drawn, verdict: Verdict) {
        if let Some(sample) = self.sample.as_mut() {
            sample.add(label.unwrap_or(&Label::Unsaid), claim, verdict);
        }
    }

    /// Moves the claims drawn to where the piece they were found in stands in its file.
    pub fn shift(&mut self, lines: u64) {
        self.sample.iter_mut().for_each(|sample| sample.shift(lines));
    }

    /// Adds what was counted elsewhere, by the same kinds of groups.
    pub fn add(&mut self, other: &Self) {
        if let (Some(mine), Some(theirs)) = (&mut self.sample, &other.sample) {
            mine.join(theirs);
        }
        self.all.add(&other.all);
        self.rows_of_no_claim += other.rows_of_no_claim;
        for (mine, theirs) in self.by.iter_mut().zip(&other.by) {
            for (label, count) in &theirs.groups {
                mine.count_of(label).add(count);
            }
            mine.rest.add(&theirs.rest);
        }
    }

    /// Takes back that any of the claims was judged: their codes are of another code set.
    pub fn unjudge(&mut self) {
        self.all.unjudge();
        for by in &mut self.by {
            by.groups.iter_mut().for_each(|(_, count)| count.unjudge());
            by.rest.unjudge();
        }
        self.sample = None;
    }

    /// Folds what is beyond the groups there is room for, when all claims are counted.
    pub fn settle(&mut self) {
        self.by.iter_mut().for_each(Grouping::settle);
    }

    /// Takes back what was counted before.
    pub fn take_back(&mut self, other: &Self) {
        if let (Some(mine), Some(theirs)) = (&mut self.sample, &other.sample) {
            mine.take_back(theirs);
        }
        self.all.take_back(&other.all);
        self.rows_of_no_claim = self.rows_of_no_claim.saturating_sub(other.rows_of_no_claim);
        for (mine, theirs) in self.by.iter_mut().zip(&other.by) {
            for (label, count) in &theirs.groups {
                mine.take_back(label, count);
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
            assert_eq!(format!(" {}", by.to_string().to_uppercase()).parse(), Ok(by));
        }
        assert!("patient".parse::<By>().is_err_and(|error| !error.contains("mean")));
        assert!("npi".parse::<By>().is_err_and(|error| error.contains("did you mean rendering_npi?")));
    }

    /// The largest comes last, and is there; nothing is lost.
    #[test]
    fn the_smallest_groups_beyond_the_most_are_counted_together() {
        let mut groups = Groups::new([By::Column(Field::Coder)], None);
        let mut claim = Count::default();
        claim.claim(Verdict::Clean, None);
        let all = MOST + SPARE + 5;
        let first = Label::Said("first".to_owned());
        for _ in 0..3 {
            groups.count(std::slice::from_ref(&first), &claim);
        }
        for coder in 3..all {
            groups.count(&[Label::Said(coder.to_string())], &claim);
        }
        let last = Label::Said("last".to_owned());
        for _ in 0..500 {
            groups.count(std::slice::from_ref(&last), &claim);
        }
        groups.settle();
        let by = &groups.by[0];
        for (label, claims) in [(last, 500), (first, 3)] {
            assert!(by.groups.iter().any(|(of, count)| *of == label && count.claims.clean == claims), "{label}");
        }
        let named: u64 = by.groups.iter().map(|(_, count)| count.claims.clean).sum();
        assert_eq!((by.groups.len(), named + by.rest.claims.clean), (MOST, all as u64 + 500));
    }
}
