//! Notes that name codes, ready to be asked "does a note on this code name that one?".
//!
//! A note bears on everything below its node, so every code has a seat: the notes of the nearest node that has any, and
//! the seat above it (header, block, group of blocks, chapter). Codes that share their notes share a seat. What a note
//! names is kept as places in the official order; a seat sums up what it and those above it name in 64 bits, so that most
//! pairs of codes are cleared by one AND.

use super::super::references::{self, Reading, Reference};
use super::blob::Blob;
use super::codes::Codes;
use super::layout::{BEAR_LESS, CONDITIONAL, EXCLUDES2, NAMED_NODE, NAMING_KINDS, NEEDED, SOFTENED, Section, bucket};
use super::notes::NoteLine;
use super::number;
use super::table::Fault;
use super::tree::BlockRow;
use crate::code::Code;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// Places `[first, last]`, ascending, none touching another.
type Places = Vec<[u32; 2]>;

const EXCLUDES1: u32 = NAMING_KINDS[0];
const CODE_FIRST: u32 = NAMING_KINDS[1];
const USE_ADDITIONAL: u32 = NAMING_KINDS[2];

/// Every release, as an interval of them.
const ALL: u32 = 0xFF;

/// A note that names codes, as its node carries it.
struct Naming {
    text: (u32, u32),
    flags: u32,
    releases: u32,
    /// Index into the distinct lists of places.
    places: usize,
}

/// Writes, for each kind of note that names codes, the seats of all codes.
pub(super) fn pack(
    folder: &Path,
    notes: &[NoteLine],
    blocks: &[BlockRow],
    codes: &Codes,
    blob: &mut Blob,
) -> Result<(), Fault> {
    let mut names = Names { codes, known: HashMap::new(), lists: Vec::new() };
    let mut seats = Seats::new();
    let mut seats_of = vec![[0; NAMING_KINDS.len() + 1]; codes.len()];
    for (at, &kind) in NAMING_KINDS.iter().enumerate() {
        let on = names.gather(kind, notes, blocks, blob);
        let mut outer = HashMap::new();
        for index in 0..codes.len() {
            let code = codes.code(index);
            let above = (3..code.len()).rev().find_map(|len| codes.index(code.prefix(len)));
            let above = match above {
                Some(above) => u32::from(seats_of[above as usize][at]),
                None => seats.outer(codes.rank(index), blocks, &on, &mut outer, &names),
            };
            let seat = seats.below(above, number(index), ALL, &on, &names);
            seats_of[index][at] = u16::try_from(seat).map_err(|_| Fault {
                file: folder.to_path_buf(),
                line: None,
                problem: "has more nodes with notes than fit a code book".to_owned(),
            })?;
        }
    }
    for seats in seats_of {
        blob.u16s(Section::SeatsOf, &seats);
    }
    seats.write(&names, blob);
    Ok(())
}

/// What notes name, each distinct text read once.
struct Names<'c> {
    codes: &'c Codes,
    known: HashMap<String, Option<usize>>,
    lists: Vec<Places>,
}

impl Names<'_> {
    /// The notes of one kind that name codes, by node.
    fn gather(
        &mut self,
        kind: u32,
        notes: &[NoteLine],
        blocks: &[BlockRow],
        blob: &mut Blob,
    ) -> BTreeMap<u32, Vec<Naming>> {
        let mut by_node: BTreeMap<u32, Vec<&NoteLine>> = BTreeMap::new();
        for note in notes.iter().filter(|note| note.kind == kind) {
            by_node.entry(note.node).or_default().push(note);
        }
        let excludes2 = notes.iter().filter(|note| note.kind == EXCLUDES2 && kind == EXCLUDES1);
        // A block that grows gets another name: I10-I15 is I10-I16 from FY2017 on. It begins with the same code.
        let begin = |node: u32| blocks.iter().find(|block| NAMED_NODE | block.node == node).map(|block| block.first);
        let place = |node: u32| begin(node).map_or((None, node), |first| (Some(first), NAMED_NODE));
        let bearers: HashSet<_> = by_node.keys().map(|&node| place(node)).collect();
        let mut later: HashMap<_, Vec<(u32, Places)>> = HashMap::new();
        for note in excludes2.filter(|note| bearers.contains(&place(note.node))) {
            let named = self.read(kind, &note.text).map(|places| (note.releases >> 8, places));
            later.entry(place(note.node)).or_default().extend(named);
        }
        let mut on = BTreeMap::new();
        for (node, lines) in by_node {
            let read: Vec<_> = lines.iter().map(|line| self.places(kind, &line.text)).collect();
            let mut namings = Vec::new();
            for (line, places) in lines.iter().zip(&read) {
                let Some(places) = *places else { continue };
                let beside =
                    || lines.iter().zip(&read).filter(|(other, _)| meet(other.releases, line.releases).is_some());
                let conditional = beside().any(|(other, _)| references::is_conditional(&other.text));
                let quoted = quoted(line, &lines);
                let alone = kind == USE_ADDITIONAL || beside().all(|(_, read)| read.is_some());
                let needed = !conditional && alone && quoted == line.text && self.is_needed(kind, &line.text, places);
                let softened = later.get(&place(line.node)).is_some_and(|later| {
                    later.iter().any(|(from, named)| *from > line.releases & 0xFF && *named == self.lists[places])
                });
                let flags = [(conditional, CONDITIONAL), (needed, NEEDED), (softened, SOFTENED)];
                let flags = flags.iter().fold(0, |flags, &(set, flag)| if set { flags | flag } else { flags });
                let text = blob.string(&quoted);
                namings.push(Naming { text, flags, releases: line.releases, places });
            }
            on.insert(node, namings);
        }
        on
    }

    /// Whether a code is not whole without one of those named, by the words of the note: it is the manifestation of the
    /// disease named, or leaves open a stage, severity, site or type that the codes named say.
    fn is_needed(&self, kind: u32, text: &str, places: usize) -> bool {
        if kind == CODE_FIRST {
            return text.starts_with("underlying ") || text.starts_with("the underlying ");
        }
        let of_disease = |code: Code| code.character(1).is_some_and(|letter| letter < 'V');
        let asks = ["stage", "severity", "site", "site and severity", "type"].iter().any(|what| {
            let says = |verb: &str| text.contains(&format!("{verb}{what} of "));
            says("to identify ") || says("to identify the ") || says("to specify ")
        });
        kind == USE_ADDITIONAL
            && asks
            && self.lists[places].iter().all(|&[first, _]| of_disease(self.codes.at_rank(first)))
    }

    /// What a note names; `None` where it names no code or could not be read.
    fn places(&mut self, kind: u32, text: &str) -> Option<usize> {
        let key = format!("{kind} {text}");
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let places = self.read(kind, text).map(|places| {
            self.lists.push(places);
            self.lists.len() - 1
        });
        self.known.insert(key, places);
        places
    }

    fn read(&self, kind: u32, text: &str) -> Option<Places> {
        let known = |code| self.codes.index(code).is_some();
        let excludes = kind == EXCLUDES1;
        let reading = if excludes { references::read_excludes(text, &known) } else { references::read(text, &known) };
        let Reading::Names(named) = reading else { return None };
        let places: Option<Vec<Places>> = named.iter().map(|one| self.resolve(one)).collect();
        places.map(|places| joined(places.concat()))
    }

    /// The places of the codes a reference means.
    fn resolve(&self, reference: &Reference) -> Option<Places> {
        let (first, _) = self.codes.ranks(reference.first)?;
        let (_, last) = self.codes.ranks(reference.last)?;
        if last < first {
            return None;
        }
        let single = reference.first == reference.last;
        let meant = |code: Code| {
            (!single || code.is_within(reference.first)) && reference.only.as_ref().is_none_or(|only| only.holds(code))
        };
        let ranks = (first..=last).filter(|&rank| meant(self.codes.at_rank(rank)));
        Some(ranks.map(|rank| [rank, rank]).collect())
    }
}

/// The same places in order, neighbours made one.
fn joined(mut places: Places) -> Places {
    places.sort_unstable();
    let mut joined: Places = Vec::new();
    for [first, last] in places {
        match joined.last_mut() {
            Some(before) if first <= before[1].saturating_add(1) => before[1] = before[1].max(last),
            _ => joined.push([first, last]),
        }
    }
    joined
}

/// The words of a note, after those of the heading it stands below: `polyneuropathy (in): diabetes mellitus (…)`.
///
/// The list ends where the alphabet starts again. An ellipsis stands for the lines in between.
fn quoted(line: &NoteLine, lines: &[&NoteLine]) -> String {
    let mut heading: Option<(&str, &str, usize)> = None;
    for other in lines.iter().filter(|other| meet(other.releases, line.releases).is_some()) {
        let text = other.text.as_str();
        heading = match heading {
            _ if text.ends_with(':') => Some((text, "", 0)),
            Some((heading, before, count)) if before.to_lowercase() <= text.to_lowercase() => {
                Some((heading, text, count + 1))
            }
            _ => None,
        };
        if std::ptr::eq(*other, line) {
            break;
        }
    }
    match heading {
        Some((heading, text, count)) if text == line.text => {
            let heading = heading.trim_start_matches([',', ' ']);
            format!("{heading} {}{text}", if count > 1 { "… " } else { "" })
        }
        _ => line.text.trim_start_matches([',', ' ']).to_owned(),
    }
}

/// The releases two intervals share.
fn meet(one: u32, other: u32) -> Option<u32> {
    let first = (one >> 8 & 0xFF).max(other >> 8 & 0xFF);
    let last = (one & 0xFF).min(other & 0xFF);
    (first <= last).then_some(first << 8 | last)
}

/// The seats in the making: `[node, seat above, first note]`, with what they and those above name.
struct Seats {
    seats: Vec<([u32; 3], u64)>,
    notes: Vec<[u32; 4]>,
}

impl Seats {
    /// The first seat is that of codes on which no such note bears.
    fn new() -> Self {
        Self { seats: vec![([BEAR_LESS, 0, 0], 0)], notes: Vec::new() }
    }

    /// The seat of a node below another; the same one if the node has no notes in these releases.
    fn below(
        &mut self,
        above: u32,
        node: u32,
        releases: u32,
        on: &BTreeMap<u32, Vec<Naming>>,
        names: &Names<'_>,
    ) -> u32 {
        let first = number(self.notes.len());
        let mut sum = self.seats[above as usize].1;
        for naming in on.get(&node).into_iter().flatten() {
            let Some(shared) = meet(naming.releases, releases) else { continue };
            let (text, len) = naming.text;
            self.notes.push([text, len, naming.flags << 16 | shared, number(naming.places)]);
            let buckets = names.lists[naming.places].iter().flat_map(|&[first, last]| (first >> 8)..=(last >> 8));
            sum = buckets.fold(sum, |sum, at| sum | bucket(at << 8));
        }
        if number(self.notes.len()) == first {
            return above;
        }
        self.seats.push(([node, above, first], sum));
        number(self.seats.len() - 1)
    }

    /// The seat above a category: its blocks, of whichever Tabular List, and their chapters.
    fn outer(
        &mut self,
        rank: u32,
        blocks: &[BlockRow],
        on: &BTreeMap<u32, Vec<Naming>>,
        made: &mut HashMap<Vec<usize>, u32>,
        names: &Names<'_>,
    ) -> u32 {
        let cover: Vec<usize> =
            (0..blocks.len()).filter(|&at| blocks[at].first <= rank && rank <= blocks[at].last).collect();
        if let Some(&seat) = made.get(&cover) {
            return seat;
        }
        let mut chapters: Vec<u32> = cover.iter().map(|&at| blocks[at].chapter).collect();
        chapters.sort_unstable();
        chapters.dedup();
        let mut seat = 0;
        for chapter in chapters {
            seat = self.below(seat, NAMED_NODE | chapter, ALL, on, names);
        }
        let mut rows: Vec<&BlockRow> = cover.iter().map(|&at| &blocks[at]).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.last - row.first));
        for row in rows {
            seat = self.below(seat, NAMED_NODE | row.node, row.releases, on, names);
        }
        made.insert(cover, seat);
        seat
    }

    fn write(&self, names: &Names<'_>, blob: &mut Blob) {
        for &([node, above, first], sum) in &self.seats {
            let [low, high] = [sum & u64::from(u32::MAX), sum >> 32].map(|half| u32::try_from(half).unwrap_or(0));
            blob.u32s(Section::Seats, &[node, above, first, low, high]);
        }
        blob.u32s(Section::Seats, &[BEAR_LESS, 0, number(self.notes.len()), 0, 0]);
        let mut firsts = vec![0];
        for list in &names.lists {
            blob.u32s(Section::NamedPlaces, list.as_flattened());
            firsts.push(firsts.last().copied().unwrap_or(0) + number(list.len()));
        }
        for &[text, len, tail, list] in &self.notes {
            let list = list as usize;
            blob.u32s(Section::Namings, &[text, len, tail, firsts[list], firsts[list + 1]]);
        }
    }
}
