//! From the text folder to one packed book.
//!
//! Shared by the build script, which embeds the shipped data, and by `CodeBook::open`, which packs a folder at run time:
//! so there is one reader of the text and one layout, and a book is the same whichever way it came. Because the build
//! script compiles this folder on its own, it uses nothing of the crate but [`crate::code`] and, beside it, `references`.

pub(crate) mod layout;
pub(crate) mod strings;
pub(crate) mod table;

mod blob;
mod codes;
mod naming;
mod notes;
mod sides;
mod traits;
mod tree;

use blob::Blob;
use layout::{MAX_RELEASES, OPEN, Section};
use std::path::Path;
use strings::Store;
use table::{Fault, Row, Table};

pub(crate) use traits::{Held, Medicare};

/// File name and header line of each table, in the order they are made.
pub(crate) mod files {
    /// Releases by date.
    pub(crate) const RELEASES: (&str, &str) = ("releases.tsv", "release\tfrom\tuntil\trows\tbillable\ttabular");
    /// Codes in official order.
    pub(crate) const CODES: (&str, &str) = ("codes.tsv", "code\tfrom\tto\tbillable\ttitle");
    /// Chapters of the Tabular List.
    pub(crate) const CHAPTERS: (&str, &str) = ("chapters.tsv", "chapter\tfrom\tto\ttitle");
    /// Blocks ("sections") of the Tabular List.
    pub(crate) const BLOCKS: (&str, &str) = ("blocks.tsv", "block\tfrom\tto\tchapter\tholds\tfirst\tlast\ttitle");
    /// Notes of the Tabular List.
    pub(crate) const NOTES: (&str, &str) = ("notes.tsv", "node\tfrom\tto\tkind\ttext");
    /// 7th characters of the Tabular List.
    pub(crate) const SEVENTH: (&str, &str) = ("seventh.tsv", "node\tfrom\tto\tcharacter\trole\ttext");
    /// Old code to new code.
    pub(crate) const SUCCESSORS: (&str, &str) = ("successors.tsv", "old\tnew\teffective\tprevious");
    /// All of them.
    pub(crate) const ALL: [(&str, &str); 7] = [RELEASES, CODES, CHAPTERS, BLOCKS, NOTES, SEVENTH, SUCCESSORS];
}

/// The packed book of the tables in `folder`, with what Medicare says of the codes.
pub(crate) fn pack(folder: &Path, medicare: &Medicare, store: Store) -> Result<Vec<u8>, Fault> {
    let mut blob = Blob::default();
    let releases = releases(folder, &mut blob)?;
    let codes = codes::pack(folder, &releases, &mut blob)?;
    codes::successors(folder, &codes, &mut blob)?;
    let blocks = tree::pack(folder, &releases, &codes, &mut blob)?;
    let notes = notes::notes(folder, &releases, &codes, &mut blob)?;
    naming::pack(folder, &notes, &blocks, &codes, &mut blob)?;
    notes::sevenths(folder, &releases, &codes, &mut blob)?;
    traits::pack(medicare, &codes, &mut blob);
    blob.finish(store).ok_or_else(|| Fault {
        file: folder.to_path_buf(),
        line: None,
        problem: "holds more than fits a code book".to_owned(),
    })
}

/// The releases as the other tables refer to them: by name, or by the date they begin or end.
struct Releases {
    names: Vec<String>,
    from: Vec<u32>,
    until: Vec<u32>,
}

impl Releases {
    /// The interval in cells 1 and 2, release names: `first << 8 | last`.
    fn by_name<const N: usize>(&self, row: &Row<'_, N>) -> Result<u32, Fault> {
        let find = |name: &str| self.names.iter().position(|n| n == name);
        let from = find(row.cells[1]).ok_or_else(|| row.fault(format!("no release `{}`", row.cells[1])))?;
        let to = match row.cells[2] {
            "" => OPEN,
            name => number(find(name).ok_or_else(|| row.fault(format!("no release `{name}`")))?),
        };
        interval(row, number(from), to)
    }

    /// The interval in cells 1 and 2, dates: `first << 8 | last`.
    fn by_date<const N: usize>(&self, row: &Row<'_, N>) -> Result<u32, Fault> {
        let begins = row.date(1)?;
        let from = self.from.binary_search(&begins);
        let from = from.map_err(|_| row.fault(format!("no release begins on {}", row.cells[1])))?;
        let to = if row.cells[2].is_empty() {
            OPEN
        } else {
            let ends = row.date(2)?;
            let to = self.until.binary_search(&ends);
            number(to.map_err(|_| row.fault(format!("no release ends on {}", row.cells[2])))?)
        };
        interval(row, number(from), to)
    }

    /// The bits of the releases in an interval.
    fn mask(&self, interval: u32) -> u64 {
        let (first, last) = (interval >> 8 & OPEN, interval & OPEN);
        let last = last.min(number(self.names.len()) - 1);
        (u64::MAX >> (63 - last)) & (u64::MAX << first)
    }
}

fn interval<const N: usize>(row: &Row<'_, N>, from: u32, to: u32) -> Result<u32, Fault> {
    if to < from { Err(row.fault("ends before it begins")) } else { Ok(from << 8 | to) }
}

fn releases(folder: &Path, blob: &mut Blob) -> Result<Releases, Fault> {
    let (name, header) = files::RELEASES;
    let table = Table::open(folder, name, header)?;
    let mut all = Releases { names: Vec::new(), from: Vec::new(), until: Vec::new() };
    for row in table.rows::<6>() {
        let row = row?;
        let (from, until, tabular) = (row.date(1)?, row.date(2)?, row.flag(5)?);
        if until < from || all.until.last().is_some_and(|&before| from <= before) {
            return Err(row.fault("releases must follow one another by date"));
        }
        if all.names.len() == MAX_RELEASES {
            return Err(row.fault(format!("more than {MAX_RELEASES} releases")));
        }
        let (text, len) = blob.string(row.cells[0]);
        blob.u32s(Section::Releases, &[text, len, from, until, u32::from(tabular)]);
        all.names.push(row.cells[0].to_owned());
        all.from.push(from);
        all.until.push(until);
    }
    if all.names.is_empty() { Err(table.fault("holds no release")) } else { Ok(all) }
}

/// An index as the book stores it; `Blob::finish` refuses a book that has outgrown it.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
