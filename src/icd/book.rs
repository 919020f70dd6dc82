//! All releases at once, packed.
//!
//! The shipped book is embedded in the binary and read where it lies: opening it is a cast per section. A book opened
//! from a folder is packed by the same code and read by the same code.

use super::entry::Entry;
use super::pack::layout::{MAGIC, SECTIONS, Section, hash};
use super::pack::strings::whole;
use super::pack::table::Fault;
use super::set::CodeSet;
use super::strings::Strings;
use crate::code::Code;
use crate::date::Date;
use crate::error::{Error, Result};
use bytemuck::Pod;
use std::borrow::Cow;
use std::path::Path;
use std::sync::LazyLock;

/// The bytes of the book, laid at a multiple of eight so that they can be read as numbers.
#[repr(C, align(8))]
struct Aligned<T: ?Sized>(T);

static EMBEDDED: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/icd10cm.book")));

#[cfg(target_endian = "big")]
compile_error!("the packed code book is little-endian");

/// Every code of every release held, with the classification around it.
#[derive(Clone, Debug)]
pub struct CodeBook {
    releases: Vec<Release>,
    /// First day of each release.
    begins: Vec<Date>,
    /// Of each release, the Tabular List used for it, and the next one held where that is not its own.
    pub(super) tabulars: Vec<(Option<ReleaseIndex>, Option<ReleaseIndex>)>,
    pub(super) keys: Cow<'static, [u64]>,
    pub(super) masks: Cow<'static, [[u64; 2]]>,
    pub(super) links: Cow<'static, [[u32; 4]]>,
    hashes: Cow<'static, [u32]>,
    pub(super) ranked: Cow<'static, [u32]>,
    pub(super) spans: Cow<'static, [[u32; 2]]>,
    pub(super) successors: Cow<'static, [[u32; 2]]>,
    pub(super) predecessors: Cow<'static, [[u32; 2]]>,
    pub(super) chapters: Cow<'static, [[u32; 5]]>,
    pub(super) blocks: Cow<'static, [[u32; 8]]>,
    pub(super) note_nodes: Cow<'static, [[u32; 2]]>,
    pub(super) notes: Cow<'static, [[u32; 3]]>,
    pub(super) seventh_nodes: Cow<'static, [[u32; 2]]>,
    pub(super) sevenths: Cow<'static, [[u32; 3]]>,
    pub(super) trait_days: Cow<'static, [u32]>,
    pub(super) trait_links: Cow<'static, [u32]>,
    pub(super) trait_runs: Cow<'static, [[u32; 2]]>,
    pub(super) trait_categories: Cow<'static, [[u32; 2]]>,
    pub(super) sides: Cow<'static, [[u32; 3]]>,
    pub(super) poa_until: Cow<'static, [u32]>,
    pub(super) seats_of: Cow<'static, [[u16; 4]]>,
    pub(super) seats: Cow<'static, [[u32; 5]]>,
    pub(super) namings: Cow<'static, [[u32; 5]]>,
    pub(super) named_places: Cow<'static, [[u32; 2]]>,
    strings: Strings,
}

/// A release of ICD-10-CM: a code set and the days on which it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// `FY2026`, `FY2022-apr`.
    pub name: String,
    /// First day, by date of service (discharge for inpatient stays).
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Whether its Tabular List, and so its notes, are held.
    pub has_tabular: bool,
}

/// Which release of a book, counted from the oldest; the number of its bit in [`Entry::present`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReleaseIndex(pub(super) u8);

impl ReleaseIndex {
    /// The bit of this release in the masks of an [`Entry`].
    #[must_use]
    pub const fn bit(self) -> u64 {
        1 << self.0
    }

    /// The number itself, from 0 for the oldest release.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl CodeBook {
    /// The book shipped with this binary.
    ///
    /// # Panics
    /// Never: the build script made the book with the code that reads it, and a test opens it.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static BOOK: LazyLock<CodeBook> = LazyLock::new(|| {
            let read = CodeBook::from_sections(Sections::Borrowed(&EMBEDDED.0));
            read.expect("the build script packs the book with the same code that reads it")
        });
        &BOOK
    }

    /// The book of a data folder, as made by [`import`](super::import()); what Medicare says of its codes is what is
    /// shipped.
    ///
    /// # Errors
    /// [`Error::Data`] with the file and line of the first mistake in the tables.
    pub fn open(folder: &Path) -> Result<Self> {
        let medicare = Self::embedded().medicare();
        let packed = super::pack::pack(folder, &medicare, whole).map_err(data_error)?;
        let damaged = || Error::Data {
            path: folder.join("releases.tsv"),
            line: None,
            problem: "names a date that does not exist".to_owned(),
            help: None,
        };
        Self::from_sections(Sections::Owned(&packed)).ok_or_else(damaged)
    }

    fn from_sections(sections: Sections<'_>) -> Option<Self> {
        if number(sections.bytes(), 0)? != MAGIC {
            return None;
        }
        let strings = Strings::new(sections.read(Section::StringEnds)?, sections.read(Section::Strings)?);
        let releases: Cow<'static, [[u32; 5]]> = sections.read(Section::Releases)?;
        let releases = releases.iter().map(|&[name, len, from, until, tabular]| {
            Some(Release {
                name: strings.text(name, len).to_owned(),
                from: Date::from_number(from)?,
                until: Date::from_number(until)?,
                has_tabular: tabular != 0,
            })
        });
        let releases: Vec<Release> = releases.collect::<Option<_>>()?;
        let tabulars = tabulars(&releases);
        let begins = releases.iter().map(|release| release.from).collect();
        Some(Self {
            releases,
            begins,
            tabulars,
            keys: sections.read(Section::Keys)?,
            masks: sections.read(Section::Masks)?,
            links: sections.read(Section::Links)?,
            hashes: sections.read(Section::Hashes)?,
            ranked: sections.read(Section::Ranked)?,
            spans: sections.read(Section::Spans)?,
            successors: sections.read(Section::Successors)?,
            predecessors: sections.read(Section::Predecessors)?,
            chapters: sections.read(Section::Chapters)?,
            blocks: sections.read(Section::Blocks)?,
            note_nodes: sections.read(Section::NoteNodes)?,
            notes: sections.read(Section::Notes)?,
            seventh_nodes: sections.read(Section::SeventhNodes)?,
            sevenths: sections.read(Section::Sevenths)?,
            trait_days: sections.read(Section::TraitDays)?,
            trait_links: sections.read(Section::TraitLinks)?,
            trait_runs: sections.read(Section::TraitRuns)?,
            trait_categories: sections.read(Section::TraitCategories)?,
            sides: sections.read(Section::Sides)?,
            poa_until: sections.read(Section::PoaUntil)?,
            seats_of: sections.read(Section::SeatsOf)?,
            seats: sections.read(Section::Seats)?,
            namings: sections.read(Section::Namings)?,
            named_places: sections.read(Section::NamedPlaces)?,
            strings,
        })
    }

    /// The releases held, oldest first; the place in this slice is the [`ReleaseIndex`].
    #[must_use]
    pub fn releases(&self) -> &[Release] {
        &self.releases
    }

    /// The indices of the releases held, oldest first.
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = ReleaseIndex> + ExactSizeIterator + use<> {
        // A book holds at most 64 releases.
        (0..u8::try_from(self.releases.len()).unwrap_or(u8::MAX)).map(ReleaseIndex)
    }

    /// A release by its index.
    #[must_use]
    pub fn release(&self, index: ReleaseIndex) -> &Release {
        &self.releases[usize::from(index.0).min(self.releases.len() - 1)]
    }

    /// The release in force on a date; `None` when none is held for it.
    #[must_use]
    pub fn release_on(&self, date: Date) -> Option<ReleaseIndex> {
        // Few enough that counting all of them is faster than searching.
        let begun: u32 = self.begins.iter().map(|&from| u32::from(from <= date)).sum();
        let last = (begun as usize).checked_sub(1)?;
        let release = self.releases.get(last).filter(|release| date <= release.until);
        release.and_then(|_| u8::try_from(last).ok()).map(ReleaseIndex)
    }

    /// The code set in force on a date; `None` when no release is held for it.
    #[must_use]
    pub fn on(&self, date: Date) -> Option<CodeSet<'_>> {
        self.release_on(date).map(|release| self.set(release))
    }

    /// The code set of a release.
    #[must_use]
    pub const fn set(&self, release: ReleaseIndex) -> CodeSet<'_> {
        CodeSet::new(self, release)
    }

    /// A code that is, was, or will be in some release held.
    #[must_use]
    #[inline]
    pub fn find(&self, code: Code) -> Option<Entry<'_>> {
        let places = self.hashes.len();
        let mut place = hash(code.key(), places);
        loop {
            // A vacant place holds an index past the keys, so it ends the search like a key that is not there.
            let index = self.hashes[place & (places - 1)] as usize;
            if *self.keys.get(index)? == code.key() {
                return Some(Entry { book: self, index });
            }
            place += 1;
        }
    }

    /// Every code that ever existed, in the official order.
    #[must_use]
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = Entry<'_>> + ExactSizeIterator {
        self.ranked.iter().map(|&index| Entry { book: self, index: index as usize })
    }

    /// The code at a place among all that ever existed sorted by [`Code`]; see [`Entry::index`].
    #[must_use]
    pub fn entry_at(&self, index: usize) -> Option<Entry<'_>> {
        (index < self.keys.len()).then_some(Entry { book: self, index })
    }

    /// The string at an offset.
    pub(super) fn text(&self, at: u32, len: u32) -> &str {
        self.strings.text(at, len)
    }
}

/// The Tabular List used for each release: the latest held that is not newer, or else the earliest. And, where it is not
/// the release's own, the next one held.
fn tabulars(releases: &[Release]) -> Vec<(Option<ReleaseIndex>, Option<ReleaseIndex>)> {
    let held: Vec<u8> = (0u8..).zip(releases).filter(|(_, release)| release.has_tabular).map(|(at, _)| at).collect();
    let of = |at: u8| {
        let used = held.iter().rfind(|&&held| held <= at).or(held.first()).copied();
        let next = held.iter().find(|&&held| held > at && used != Some(at) && used != Some(held)).copied();
        (used.map(ReleaseIndex), next.map(ReleaseIndex))
    };
    (0u8..).zip(releases).map(|(at, _)| of(at)).collect()
}

/// The bytes of a book: forever there, or to be copied out.
#[derive(Clone, Copy)]
enum Sections<'a> {
    Borrowed(&'static [u8]),
    Owned(&'a [u8]),
}

impl Sections<'_> {
    fn read<T: Pod>(self, section: Section) -> Option<Cow<'static, [T]>> {
        let entry = 8 + 16 * section as usize;
        let at = usize::try_from(number(self.bytes(), entry)?).ok()?;
        let len = usize::try_from(number(self.bytes(), entry + 8)?).ok()?;
        let range = at..at.checked_add(len)?;
        match self {
            Self::Borrowed(bytes) => Some(Cow::Borrowed(bytemuck::try_cast_slice(bytes.get(range)?).ok()?)),
            Self::Owned(bytes) => Some(Cow::Owned(bytemuck::pod_collect_to_vec(bytes.get(range)?))),
        }
    }

    // The arms differ in lifetime, so that they cannot share a pattern.
    #[allow(clippy::match_same_arms)]
    const fn bytes(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Owned(bytes) => bytes,
        }
    }
}

const _: () = assert!(SECTIONS == 27, "every section is read in `CodeBook::from_sections`");

fn number(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A fault in the text tables, as the error of a run.
pub(super) fn data_error(fault: Fault) -> Error {
    let help =
        "make the folder with `claimlint data import`, or leave out --data to use the releases built in".to_owned();
    Error::Data { path: fault.file, line: fault.line, problem: fault.problem, help: Some(help) }
}
