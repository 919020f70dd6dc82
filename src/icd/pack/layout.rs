//! Where what stands in the packed code book: the one description both the packer and the reader go by.
//!
//! A book is a header (magic, then offset and length of every section) and the sections, all little-endian and each
//! starting at a multiple of eight, so that the reader casts the bytes where they lie and opening costs nothing.

/// First word of a packed book; changes with the layout.
pub(crate) const MAGIC: u64 = u64::from_le_bytes(*b"ICDBOOK3");

/// The sections, in file order. The comment gives one record.
#[derive(Clone, Copy)]
pub(crate) enum Section {
    /// `[name, name length, from, until, has a tabular list]`, by date.
    Releases,
    /// A code as [`crate::code::Code::key`], ascending.
    Keys,
    /// `[present, billable]` of each key, one bit per release.
    Masks,
    /// `[rank, first span, first successor, first predecessor]` of each key, and one record past the end.
    Links,
    /// Index of a key by its [`hash`], open addressing, [`VACANT`] where there is none; a power of two of them.
    Hashes,
    /// Index into the keys, by rank in the official order.
    Ranked,
    /// `[title, title length << 16 | billable << 15 | first release << 8 | last release]`.
    Spans,
    /// `[index of the new code, effective date]`.
    Successors,
    /// `[index of the old code, effective date]`.
    Predecessors,
    /// `[id, id length, title, title length, first release << 8 | last release]`.
    Chapters,
    /// `[id, id length, title, title length, chapter, first rank, last rank, holds << 16 | releases as above]`.
    Blocks,
    /// `[node, first note]`, by node, and one record past the end.
    NoteNodes,
    /// `[text, text length, kind << 16 | releases as above]`.
    Notes,
    /// `[node, first row]`, by node, and one record past the end.
    SeventhNodes,
    /// `[text, text length, character << 24 | role << 16 | releases as above]`.
    Sevenths,
    /// The days, as numbers, on which the traits of any code change, ascending; the first is 0. A last day's number plus
    /// one need be no date: only the order counts.
    TraitDays,
    /// `first run << 8 | number of runs` of each key; keys with the same traits at the same times share their runs.
    TraitLinks,
    /// `[traits, first epoch << 8 | last epoch]`: a run of epochs, counted by `TraitDays`, with the same traits.
    TraitRuns,
    /// `[first code, traits]` of each category any of whose codes has traits: those of all its codes at all times.
    TraitCategories,
    /// `[left, right, both]`, indices of codes that differ only in the side they name, ascending.
    Sides,
    /// The last day the lists of codes exempt from present-on-admission reporting speak of.
    PoaUntil,
    /// Of each key, its seat for each of [`NAMING_KINDS`], and 0: `[u16; 4]`.
    SeatsOf,
    /// `[node, seat above, first naming, low and high half of what it and those above name]`, and one past the end.
    Seats,
    /// `[text, text length, flags << 16 | releases as above, first place, end of places]`.
    Namings,
    /// `[first rank, last rank]`, ascending within a naming.
    NamedPlaces,
    /// Where each packed piece of the strings ends; none where the strings are whole.
    StringEnds,
    /// UTF-8 text, each string once; in the binary in pieces, see [`super::strings`].
    Strings,
}

/// Number of sections.
pub(crate) const SECTIONS: usize = Section::Strings as usize + 1;

/// Last release of a row that is still in force.
pub(crate) const OPEN: u32 = 0x7F;

/// Added to the string offset of a chapter's or block's id to make its node number; a code's node number is its index.
pub(crate) const NAMED_NODE: u32 = 0x8000_0000;

/// Most releases a book can hold: one bit each.
pub(crate) const MAX_RELEASES: usize = 64;

/// No key here.
pub(crate) const VACANT: u32 = u32::MAX;

/// Where to begin looking for a key among a power of two of places (Fibonacci hashing).
pub(crate) const fn hash(key: u64, places: usize) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & (places - 1)
}

/// The kinds of notes as `notes.tsv` spells them; their place here is their number in the book.
pub(crate) const NOTE_KINDS: [&str; 8] =
    ["includes", "inclusion-term", "excludes1", "excludes2", "code-first", "use-additional", "code-also", "note"];

/// The kinds of notes whose codes are read, as numbers of [`NOTE_KINDS`].
pub(crate) const NAMING_KINDS: [u32; 3] = [2, 4, 5];

/// "Excludes2", as a number of [`NOTE_KINDS`].
pub(crate) const EXCLUDES2: u32 = 3;

/// A naming applies only in some cases by its own words: "if applicable".
pub(crate) const CONDITIONAL: u32 = 1;

/// The code under a naming is not whole without one of the codes named.
pub(crate) const NEEDED: u32 = 2;

/// A later Tabular List has the same words at the same node as an Excludes2.
pub(crate) const SOFTENED: u32 = 4;

/// The node of the seat without notes.
pub(crate) const BEAR_LESS: u32 = u32::MAX;

/// The bit of a rank in the sum of what a seat names.
pub(crate) const fn bucket(rank: u32) -> u64 {
    1 << (rank >> 8 & 63)
}

/// The roles of a line of `seventh.tsv`: the note that announces the characters, a character's meaning, what it includes.
pub(crate) const SEVENTH_ROLES: [&str; 3] = ["instruction", "meaning", "includes"];

/// What a block holds: categories, or (C00-C96, V00-V99) other blocks.
pub(crate) const BLOCK_HOLDS: [&str; 2] = ["categories", "blocks"];

/// What can be true of a code beside its place in the classification; the place here is the number of the bit.
///
/// First come the flags of the Medicare Code Editor, by date; `mce.tsv` spells them without `mce-`. Then comes the list of codes exempt from
/// present-on-admission reporting, by date. The others follow from titles and 7th characters and hold always.
pub(crate) const TRAITS: [&str; 24] = [
    "mce-external-cause",
    "mce-unacceptable",
    "mce-requires-secondary",
    "mce-manifestation",
    "mce-questionable-admission",
    "mce-wrong-procedure",
    "mce-unspecified",
    "mce-newborn",
    "mce-pediatric",
    "mce-maternity",
    "mce-adult",
    "mce-female",
    "mce-male",
    "poa-exempt",
    "left",
    "right",
    "bilateral",
    "unspecified-side",
    "injury-initial",
    "injury-subsequent",
    "injury-sequela",
    "cause-initial",
    "cause-subsequent",
    "cause-sequela",
];

/// The bit of a trait; 0 for a name that is none.
pub(crate) const fn trait_bit(name: &str) -> u32 {
    let mut bit = 0;
    while bit < TRAITS.len() {
        if is_same(TRAITS[bit].as_bytes(), name.as_bytes()) {
            return 1 << bit;
        }
        bit += 1;
    }
    0
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}
