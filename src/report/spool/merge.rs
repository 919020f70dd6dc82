//! Spools put into the order of a report.
//!
//! Claims whose lines are scattered through a file are judged again with all their lines; what was found then takes
//! the place of what was found on their pieces, at its place in the file.

use super::Spool;
use crate::error::Result;
use crate::report::Diagnostic;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Bytes of findings sorted in memory at once; a longer spool is sorted in runs of this size, which are then merged.
const RUN: usize = 4 << 20;
/// Runs merged at once: each is an open file.
const RUNS: usize = 64;

impl Spool {
    /// One spool of several that are each in the order of a report ([`Diagnostic::order`]). Findings for which `keep`,
    /// told the place of their spool in `spools`, says no are left out. Of equals, those of the earlier spool come
    /// first.
    ///
    /// # Errors
    /// When a temporary file cannot be read or written.
    pub fn merge(spools: &[Self], mut keep: impl FnMut(usize, &Diagnostic) -> bool) -> Result<Self> {
        let mut merged = Self::with_limit(spools.iter().map(|spool| spool.limit).max().unwrap_or(super::IN_MEMORY));
        let mut readers: Vec<_> = spools.iter().map(Self::iter).collect();
        let mut heads: Vec<Option<Diagnostic>> = Vec::with_capacity(readers.len());
        let mut next = BinaryHeap::new();
        for (place, reader) in readers.iter_mut().enumerate() {
            let head = reader.next().transpose()?;
            next.extend(head.as_ref().map(|head| Reverse((head.order(), place))));
            heads.push(head);
        }
        while let Some(Reverse((_, place))) = next.pop() {
            let following = readers[place].next().transpose()?;
            next.extend(following.as_ref().map(|following| Reverse((following.order(), place))));
            if let Some(finding) = std::mem::replace(&mut heads[place], following)
                && keep(place, &finding)
            {
                merged.push(&finding)?;
            }
        }
        Ok(merged)
    }

    /// The same findings in the order of a report; equals stay in the order they were pushed.
    ///
    /// # Errors
    /// When a temporary file cannot be read or written.
    pub fn sorted(&self) -> Result<Self> {
        self.sorted_in_runs(RUN, RUNS)
    }

    fn sorted_in_runs(&self, bytes: usize, at_once: usize) -> Result<Self> {
        let mut runs = Vec::new();
        let mut run = Vec::new();
        let mut reader = self.iter();
        let mut size = 0;
        while let Some(finding) = reader.next().transpose()? {
            size += reader.record.len();
            run.push(finding);
            if size > bytes {
                size = 0;
                runs.push(self.sorted_run(&mut run)?.settled()?);
                if runs.len() >= at_once {
                    runs = vec![Self::merge(&runs, |_, _| true)?.settled()?];
                }
            }
        }
        let last = self.sorted_run(&mut run)?;
        if runs.is_empty() {
            return Ok(last);
        }
        runs.push(last);
        Self::merge(&runs, |_, _| true)
    }

    /// The same findings, all of them in the file.
    fn settled(mut self) -> Result<Self> {
        self.spill()?;
        (self.memory, self.scratch) = (Vec::new(), Vec::new());
        Ok(self)
    }

    fn sorted_run(&self, run: &mut Vec<Diagnostic>) -> Result<Self> {
        run.sort_by_key(Diagnostic::order);
        let mut sorted = Self::with_limit(self.limit);
        for finding in run.drain(..) {
            sorted.push(&finding)?;
        }
        Ok(sorted)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{all, findings, spooled};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn merging_is_sorting_the_union(
            parts in prop::collection::vec(findings(), 0..5),
            limit in 0usize..3000,
            dropped in 0u16..4,
        ) {
            let sorted: Vec<Vec<Diagnostic>> = parts.into_iter().map(|mut part| {
                part.sort_by_key(Diagnostic::order);
                part
            }).collect();
            let spools: Vec<Spool> = sorted.iter().map(|part| spooled(limit, part)).collect();
            let merged = Spool::merge(&spools, |place, f| place != 0 || f.rule.0 != dropped).expect("merged");
            let mut expected: Vec<Diagnostic> = sorted.iter().enumerate()
                .flat_map(|(place, part)| part.iter().filter(move |f| place != 0 || f.rule.0 != dropped).cloned())
                .collect();
            expected.sort_by_key(Diagnostic::order);
            prop_assert_eq!(all(&merged), expected);
        }

        #[test]
        fn sorting_in_runs_is_sorting(
            mut findings in findings(),
            limit in 0usize..3000,
            run in 0usize..2000,
            at_once in 2usize..5,
        ) {
            let sorted = spooled(limit, &findings).sorted_in_runs(run, at_once).expect("sorted");
            findings.sort_by_key(Diagnostic::order);
            prop_assert_eq!(all(&sorted), findings);
        }
    }
}
