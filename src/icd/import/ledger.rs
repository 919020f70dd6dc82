//! Rows that hold from one release to another, and how a newer release is entered among them.
//!
//! A row that did not change stays as it is; what is gone is closed, what is new is opened at its place in the official
//! order. So importing a release touches only the lines that changed, and the rows open at a release, read in file
//! order, are that release exactly. Where a newer release moves a code (FY2022 put V02.03 after V02.02), the old row is
//! closed and a new one opened at the new place.

use std::collections::HashMap;

/// One line of a table: `key  from  to  rest`, where an empty `to` means still in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) key: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) rest: String,
}

/// One line of the release being entered: `(key, rest)`.
pub(super) type Line = (String, String);

/// What entering a release changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) opened: usize,
    pub(super) closed: usize,
}

/// Enters a release: `lines` begin `from`; what they no longer hold ended `to`.
pub(super) fn enter(rows: Vec<Row>, lines: Vec<Line>, from: &str, to: &str) -> (Vec<Row>, Change) {
    let stays = stays(&rows, &lines);
    let mut change = Change::default();
    let mut merged: Vec<Row> = Vec::with_capacity(rows.len() + 64);
    let mut lines = lines.into_iter().zip(0usize..).peekable();
    let open = |((key, rest), _): (Line, usize)| Row { key, from: from.to_owned(), to: String::new(), rest };
    // Up to where new lines may be placed before the row at hand: the place of the next row that stays.
    let mut bound = stays.iter().copied().flatten().collect::<Vec<_>>().into_iter().peekable();
    for (mut row, kept) in rows.into_iter().zip(stays) {
        let limit = bound.peek().copied().unwrap_or(usize::MAX);
        while let Some(line) = lines.next_if(|((key, _), place)| {
            *place < limit && (kept.is_some() || !comes_first(merged.last(), &row.key, key))
        }) {
            merged.push(open(line));
            change.opened += 1;
        }
        if kept.is_some() {
            lines.next();
            bound.next();
        } else if row.to.is_empty() {
            to.clone_into(&mut row.to);
            change.closed += 1;
        }
        merged.push(row);
    }
    for line in lines {
        merged.push(open(line));
        change.opened += 1;
    }
    (merged, change)
}

/// Whether a closed row stands before a new one where the release does not say: what shares more of its beginning with
/// the row before goes first, so that a subtree stays in one piece.
fn comes_first(before: Option<&Row>, closed: &str, new: &str) -> bool {
    let before = before.map_or("", |row| row.key.as_str());
    let shared = |key: &str| before.bytes().zip(key.bytes()).take_while(|(a, b)| a == b).count();
    match shared(closed).cmp(&shared(new)) {
        std::cmp::Ordering::Equal => closed <= new,
        unequal => unequal.is_gt(),
    }
}

/// For each row, the place of the line that continues it unchanged: the open rows found among the lines, less those the
/// release has moved (all but a longest increasing run of places).
fn stays(rows: &[Row], lines: &[Line]) -> Vec<Option<usize>> {
    let mut places: HashMap<(&str, &str), Vec<usize>> = HashMap::with_capacity(lines.len());
    for (place, (key, rest)) in lines.iter().enumerate().rev() {
        places.entry((key, rest)).or_default().push(place);
    }
    let mut found = Vec::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.to.is_empty()) {
        if let Some(place) = places.get_mut(&(row.key.as_str(), row.rest.as_str())).and_then(Vec::pop) {
            found.push((at, place));
        }
    }
    let mut stays = vec![None; rows.len()];
    for (at, place) in longest_increasing(&found) {
        stays[at] = Some(place);
    }
    stays
}

/// A longest run of pairs whose second numbers increase (patience sorting).
fn longest_increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tops: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, &(_, place)) in pairs.iter().enumerate() {
        let pile = tops.partition_point(|&top| pairs[top].1 < place);
        before.push(pile.checked_sub(1).map(|under| tops[under]));
        if pile == tops.len() {
            tops.push(index);
        } else {
            tops[pile] = index;
        }
    }
    let mut run: Vec<_> = std::iter::successors(tops.last().copied(), |&index| before[index]).collect();
    run.reverse();
    run.into_iter().map(|index| pairs[index]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        text.split_whitespace().map(|key| (key.to_owned(), String::new())).collect()
    }

    fn written(rows: &[Row]) -> String {
        rows.iter().map(|row| format!("{}[{}{}]", row.key, row.from, row.to)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_release_touches_only_what_changed() {
        let (rows, _) = enter(Vec::new(), lines("A00 A00.0 A00.1 A01"), "1", "");
        let (rows, change) = enter(rows, lines("A00 A00.0 A00.2 A01 A02"), "2", "-1");
        assert_eq!(written(&rows), "A00[1] A00.0[1] A00.1[1-1] A00.2[2] A01[1] A02[2]");
        assert_eq!(change, Change { opened: 2, closed: 1 });
    }

    #[test]
    fn a_code_may_come_back_and_may_be_moved() {
        let (rows, _) = enter(Vec::new(), lines("A B C"), "1", "");
        let (rows, _) = enter(rows, lines("A C"), "2", "-1");
        let (rows, _) = enter(rows, lines("A B C"), "3", "-2");
        assert_eq!(written(&rows), "A[1] B[1-1] B[3] C[1]");
        let (rows, _) = enter(rows, lines("B C A"), "4", "-3");
        assert_eq!(written(&rows), "A[1-3] B[1-1] B[3] C[1] A[4]");
    }

    #[test]
    fn a_retired_code_stays_within_its_subtree() {
        let (rows, _) = enter(Vec::new(), lines("K31 K31.A K31.A1 K31.A9 K32"), "1", "");
        let (rows, _) = enter(rows, lines("K31 K31.A K31.A1 K31.2 K32"), "2", "-1");
        assert_eq!(written(&rows), "K31[1] K31.A[1] K31.A1[1] K31.A9[1-1] K31.2[2] K32[1]");
    }
}
