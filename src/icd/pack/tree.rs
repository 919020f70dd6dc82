//! Chapters and blocks, with the ranks a block covers.
//!
//! A block is an interval of the official order, from its first category to the end of its last: never of the spelling,
//! for C7A stands between C75 and C76 in the alphabet and is in neither block.

use super::blob::Blob;
use super::codes::Codes;
use super::layout::{BLOCK_HOLDS, Section};
use super::table::{Fault, Table};
use super::{Releases, files, number};
use std::path::Path;

/// A line of `blocks.tsv`: what of the official order it covers, and in which releases.
pub(super) struct BlockRow {
    /// Offset of its id.
    pub(super) node: u32,
    /// Offset of its chapter's id.
    pub(super) chapter: u32,
    /// First place.
    pub(super) first: u32,
    /// Last place.
    pub(super) last: u32,
    /// The releases.
    pub(super) releases: u32,
}

/// Reads `chapters.tsv` and `blocks.tsv` and writes their sections.
pub(super) fn pack(folder: &Path, releases: &Releases, codes: &Codes, blob: &mut Blob) -> Result<Vec<BlockRow>, Fault> {
    let (name, header) = files::CHAPTERS;
    let mut chapters = Vec::new();
    for row in Table::open(folder, name, header)?.rows::<4>() {
        let row = row?;
        let (id, id_len) = blob.id(row.cells[0]);
        let (title, title_len) = blob.string(row.cells[3]);
        let interval = releases.by_name(&row)?;
        blob.u32s(Section::Chapters, &[id, id_len, title, title_len, interval]);
        chapters.push((row.cells[0].to_owned(), interval, id));
    }
    let (name, header) = files::BLOCKS;
    let mut blocks = Vec::new();
    for row in Table::open(folder, name, header)?.rows::<8>() {
        let row = row?;
        let (id, id_len) = blob.id(row.cells[0]);
        let (title, title_len) = blob.string(row.cells[7]);
        let interval = releases.by_name(&row)?;
        let chapter = chapters.iter().rposition(|(chapter, within, _)| {
            chapter == row.cells[3] && releases.mask(*within) & releases.mask(interval) != 0
        });
        let chapter = chapter.ok_or_else(|| row.fault(format!("no chapter `{}`", row.cells[3])))?;
        let holds = BLOCK_HOLDS.iter().position(|&word| word == row.cells[4]);
        let holds = holds.ok_or_else(|| row.fault(format!("`{}` is not one of {BLOCK_HOLDS:?}", row.cells[4])))?;
        let ranks = |cell| {
            let code = row.code(cell)?;
            codes.ranks(code).ok_or_else(|| row.fault(format!("{code} is not in codes.tsv")))
        };
        let ((first, _), (_, last)) = (ranks(5)?, ranks(6)?);
        if last < first {
            return Err(row.fault("ends before it begins in the official order"));
        }
        let tail = number(holds) << 16 | interval;
        blob.u32s(Section::Blocks, &[id, id_len, title, title_len, number(chapter), first, last, tail]);
        blocks.push(BlockRow { node: id, chapter: chapters[chapter].2, first, last, releases: interval });
    }
    Ok(blocks)
}
