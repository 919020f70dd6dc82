//! Notes and 7th characters, gathered by the node that carries them.

use super::blob::Blob;
use super::codes::Codes;
use super::layout::{NAMED_NODE, NOTE_KINDS, SEVENTH_ROLES, Section};
use super::table::{Fault, Row, Table};
use super::{Releases, files, number};
use std::collections::BTreeMap;
use std::path::Path;

/// Per node, its lines in official order.
type Lines = BTreeMap<u32, Vec<[u32; 3]>>;

/// A note as it stands in `notes.tsv`.
pub(super) struct NoteLine {
    /// The node that carries it.
    pub(super) node: u32,
    /// Its kind, a place in [`NOTE_KINDS`].
    pub(super) kind: u32,
    /// The releases whose Tabular List has it.
    pub(super) releases: u32,
    /// Its words.
    pub(super) text: String,
}

/// Reads `notes.tsv` and writes its sections.
pub(super) fn notes(
    folder: &Path,
    releases: &Releases,
    codes: &Codes,
    blob: &mut Blob,
) -> Result<Vec<NoteLine>, Fault> {
    let (name, header) = files::NOTES;
    let mut lines = Lines::new();
    let mut read = Vec::new();
    for row in Table::open(folder, name, header)?.rows::<5>() {
        let row = row?;
        let kind = NOTE_KINDS.iter().position(|&kind| kind == row.cells[3]);
        let kind = kind.ok_or_else(|| row.fault(format!("`{}` is not one of {NOTE_KINDS:?}", row.cells[3])))?;
        let node = node(&row, codes, blob)?;
        let (kind, releases) = (number(kind), releases.by_name(&row)?);
        let (text, len) = blob.string(row.cells[4]);
        lines.entry(node).or_default().push([text, len, kind << 16 | releases]);
        read.push(NoteLine { node, kind, releases, text: row.cells[4].to_owned() });
    }
    write(&lines, Section::NoteNodes, Section::Notes, blob);
    Ok(read)
}

/// Reads `seventh.tsv` and writes its sections.
pub(super) fn sevenths(folder: &Path, releases: &Releases, codes: &Codes, blob: &mut Blob) -> Result<(), Fault> {
    let (name, header) = files::SEVENTH;
    let mut lines = Lines::new();
    for row in Table::open(folder, name, header)?.rows::<6>() {
        let row = row?;
        let role = SEVENTH_ROLES.iter().position(|&role| role == row.cells[4]);
        let role = role.ok_or_else(|| row.fault(format!("`{}` is not one of {SEVENTH_ROLES:?}", row.cells[4])))?;
        let character = match row.cells[3].as_bytes() {
            [] if role == 0 => 0,
            [character] if role > 0 && character.is_ascii_alphanumeric() => *character,
            _ => return Err(row.fault(format!("`{}` is not a 7th character", row.cells[3]))),
        };
        let node = node(&row, codes, blob)?;
        let tail = u32::from(character) << 24 | number(role) << 16 | releases.by_name(&row)?;
        let (text, len) = blob.string(row.cells[5]);
        lines.entry(node).or_default().push([text, len, tail]);
    }
    write(&lines, Section::SeventhNodes, Section::Sevenths, blob);
    Ok(())
}

/// The node in cell 0: a code, `chapter 21` or `block Z40-Z53` (B20 is a code and a block).
fn node<const N: usize>(row: &Row<'_, N>, codes: &Codes, blob: &Blob) -> Result<u32, Fault> {
    let text = row.cells[0];
    let node = match text.strip_prefix("chapter ").or_else(|| text.strip_prefix("block ")) {
        Some(id) => blob.known_id(id).map(|at| NAMED_NODE | at),
        None => codes.index(row.code(0)?),
    };
    node.ok_or_else(|| row.fault(format!("`{text}` is no code, block or chapter of this folder")))
}

fn write(lines: &Lines, nodes: Section, section: Section, blob: &mut Blob) {
    let mut first = 0;
    for (&node, lines) in lines {
        blob.u32s(nodes, &[node, first]);
        first += number(lines.len());
        for line in lines {
            blob.u32s(section, line);
        }
    }
    blob.u32s(nodes, &[u32::MAX, first]);
}
