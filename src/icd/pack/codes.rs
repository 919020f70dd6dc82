//! Codes and successors: the tables sorted by key, with their spans, masks and ranks.

use super::blob::Blob;
use super::layout::{Section, VACANT, hash};
use super::table::{Fault, Row, Table};
use super::{Releases, files, number};
use crate::code::Code;
use std::collections::HashMap;
use std::path::Path;

/// The codes as the other tables refer to them.
pub(super) struct Codes {
    keys: Vec<u64>,
    ranks: Vec<u32>,
    spans: Vec<u32>,
    /// The newest title of each billable code.
    titles: Vec<Option<(u32, u32)>>,
    by_rank: Vec<usize>,
}

impl Codes {
    /// The codes, ascending, each with the place of its newest title as a billable code.
    pub(super) fn titled(&self) -> impl ExactSizeIterator<Item = (Code, Option<(u32, u32)>)> {
        self.keys.iter().zip(&self.titles).map(|(&key, &title)| (Code::from_key(key), title))
    }

    /// Number of codes.
    pub(super) const fn len(&self) -> usize {
        self.keys.len()
    }

    /// The code at an index.
    pub(super) fn code(&self, index: usize) -> Code {
        Code::from_key(self.keys[index])
    }

    /// Where the code at an index stands in the official order.
    pub(super) fn rank(&self, index: usize) -> u32 {
        self.ranks[index]
    }

    /// The code at a place of the official order.
    pub(super) fn at_rank(&self, rank: u32) -> Code {
        self.code(self.by_rank[rank as usize])
    }

    /// Index of a code in the sorted table.
    pub(super) fn index(&self, code: Code) -> Option<u32> {
        self.keys.binary_search(&code.key()).ok().map(number)
    }

    /// Where a code stands in the official order, and where the last code below it stands.
    pub(super) fn ranks(&self, code: Code) -> Option<(u32, u32)> {
        let first = self.keys.binary_search(&code.key()).ok()?;
        let end = self.keys.partition_point(|&key| key <= code.last_below());
        let last = self.ranks[first..end].iter().copied().max()?;
        Some((self.ranks[first], last))
    }
}

struct Span {
    releases: u32,
    billable: bool,
    title: (u32, u32),
}

/// Reads `codes.tsv` and writes the sections about codes.
pub(super) fn pack(folder: &Path, releases: &Releases, blob: &mut Blob) -> Result<Codes, Fault> {
    let (name, header) = files::CODES;
    let table = Table::open(folder, name, header)?;
    let mut spans: HashMap<u64, (Code, Vec<Span>, usize)> = HashMap::new();
    for (place, row) in table.rows::<5>().enumerate() {
        let row = row?;
        let (code, span) = span(&row, releases, blob)?;
        let entry = spans.entry(code.key()).or_insert_with(|| (code, Vec::new(), place));
        if entry.1.iter().any(|other| releases.mask(other.releases) & releases.mask(span.releases) != 0) {
            return Err(row.fault(format!("{code} has two rows for one date")));
        }
        if entry.1.iter().all(|other| other.releases < span.releases) {
            entry.2 = place;
        }
        entry.1.push(span);
    }
    if spans.is_empty() {
        return Err(table.fault("holds no code"));
    }
    let mut by_key: Vec<_> = spans.into_values().collect();
    by_key.sort_unstable_by_key(|(code, ..)| *code);
    let (ranks, by_rank) = ranks(&by_key.iter().map(|&(_, _, place)| place).collect::<Vec<_>>(), blob);
    for (code, spans, _) in &mut by_key {
        spans.sort_unstable_by_key(|span| span.releases);
        let mut masks = [0, 0];
        for span in &*spans {
            let mask = releases.mask(span.releases);
            masks[0] |= mask;
            masks[1] |= if span.billable { mask } else { 0 };
            let (title, len) = span.title;
            blob.u32s(Section::Spans, &[title, len << 16 | u32::from(span.billable) << 15 | span.releases]);
        }
        blob.u64s(Section::Keys, &[code.key()]);
        blob.u64s(Section::Masks, &masks);
    }
    let newest = |spans: &[Span]| spans.iter().rfind(|span| span.billable).map(|span| span.title);
    let titles = by_key.iter().map(|(_, spans, _)| newest(spans)).collect();
    let keys: Vec<u64> = by_key.iter().map(|(code, ..)| code.key()).collect();
    hashes(&keys, blob);
    let mut spans = vec![0];
    spans.extend(by_key.iter().scan(0, |end, (_, spans, _)| {
        *end += number(spans.len());
        Some(*end)
    }));
    Ok(Codes { keys, ranks, spans, titles, by_rank })
}

fn span(row: &Row<'_, 5>, releases: &Releases, blob: &mut Blob) -> Result<(Code, Span), Fault> {
    let code = row.code(0)?;
    let title = row.cells[4];
    if title.is_empty() || title.len() > usize::from(u16::MAX) {
        return Err(row.fault("a title has 1 to 65535 bytes"));
    }
    let span = Span { releases: releases.by_date(row)?, billable: row.flag(3)?, title: blob.string(title) };
    Ok((code, span))
}

/// Ranks from the places of the rows, which are in official order but have gaps; and the index at each rank.
fn ranks(places: &[usize], blob: &mut Blob) -> (Vec<u32>, Vec<usize>) {
    let mut ranked: Vec<usize> = (0..places.len()).collect();
    ranked.sort_unstable_by_key(|&index| places[index]);
    let mut ranks = vec![0; places.len()];
    for (rank, &index) in ranked.iter().enumerate() {
        ranks[index] = number(rank);
        blob.u32s(Section::Ranked, &[number(index)]);
    }
    (ranks, ranked)
}

/// Twice as many places as keys, so that most keys stand where they are first looked for.
fn hashes(keys: &[u64], blob: &mut Blob) {
    let places = (keys.len() * 2).next_power_of_two();
    let mut table = vec![VACANT; places];
    for (index, &key) in keys.iter().enumerate() {
        let mut place = hash(key, places);
        while table[place] != VACANT {
            place = (place + 1) & (places - 1);
        }
        table[place] = number(index);
    }
    blob.u32s(Section::Hashes, &table);
}

/// Reads `successors.tsv` and writes both directions, and with them the links of every code.
pub(super) fn successors(folder: &Path, codes: &Codes, blob: &mut Blob) -> Result<(), Fault> {
    let (name, header) = files::SUCCESSORS;
    let table = Table::open(folder, name, header)?;
    let mut pairs = Vec::new();
    for row in table.rows::<4>() {
        let row = row?;
        let index = |cell: usize| {
            let code = row.code(cell)?;
            codes.index(code).ok_or_else(|| row.fault(format!("{code} is not in codes.tsv")))
        };
        pairs.push((index(0)?, index(1)?, row.date(2)?));
    }
    let mut back = pairs.clone();
    pairs.sort_by_key(|&(old, new, effective)| (old, effective, codes.ranks[new as usize]));
    back.sort_by_key(|&(old, new, effective)| (new, effective, codes.ranks[old as usize]));
    for &(_, new, effective) in &pairs {
        blob.u32s(Section::Successors, &[new, effective]);
    }
    for &(old, _, effective) in &back {
        blob.u32s(Section::Predecessors, &[old, effective]);
    }
    for index in 0..=codes.keys.len() {
        let wanted = number(index);
        let successor = number(pairs.partition_point(|&(old, ..)| old < wanted));
        let predecessor = number(back.partition_point(|&(_, new, _)| new < wanted));
        let rank = codes.ranks.get(index).copied().unwrap_or(wanted);
        blob.u32s(Section::Links, &[rank, codes.spans[index], successor, predecessor]);
    }
    Ok(())
}
