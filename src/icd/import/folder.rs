//! The data folder as the importer holds it: every table's lines, read before and written after a release is entered.
//!
//! The folder is written whole beside the old one and then takes its place, so a refused import leaves it as it was.

use super::ledger::Row;
use crate::error::{Error, Result};
use crate::icd::book::data_error;
use crate::icd::pack::files;
use crate::icd::pack::table::{Fault, Table};
use std::fmt::Write;
use std::path::Path;

/// Name of the file of official names and digests.
pub(super) const SOURCES: &str = "SOURCES.toml";

/// One line of `releases.tsv`.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) name: String,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) rows: usize,
    pub(super) billable: usize,
    pub(super) tabular: bool,
}

/// All tables of a data folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub(super) releases: Vec<Held>,
    pub(super) codes: Vec<Row>,
    pub(super) chapters: Vec<Row>,
    pub(super) blocks: Vec<Row>,
    pub(super) notes: Vec<Row>,
    pub(super) seventh: Vec<Row>,
    /// `[old, new, effective, previous]`
    pub(super) successors: Vec<[String; 4]>,
    /// The text of `SOURCES.toml`.
    pub(super) sources: String,
}

impl Folder {
    /// Reads a folder; one that does not exist, or is empty, holds nothing yet.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let empty = match std::fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_none(),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => true,
            Err(e) => return Err(Error::io("read", path)(e)),
        };
        if empty {
            return Ok(Self::default());
        }
        let sources = path.join(SOURCES);
        Ok(Self {
            releases: releases(path).map_err(data_error)?,
            codes: rows::<5>(path, files::CODES).map_err(data_error)?,
            chapters: rows::<4>(path, files::CHAPTERS).map_err(data_error)?,
            blocks: rows::<8>(path, files::BLOCKS).map_err(data_error)?,
            notes: rows::<5>(path, files::NOTES).map_err(data_error)?,
            seventh: rows::<6>(path, files::SEVENTH).map_err(data_error)?,
            successors: successors(path).map_err(data_error)?,
            sources: std::fs::read_to_string(&sources).map_err(Error::io("read", &sources))?,
        })
    }

    /// Writes the folder beside `path`, then puts it in its place.
    pub(super) fn replace(&self, path: &Path) -> Result<()> {
        let beside = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(beside).map_err(Error::io("create", beside))?;
        let work = tempfile::Builder::new().prefix(".icd-import-").tempdir_in(beside);
        let work = work.map_err(Error::io("create a folder in", beside))?;
        let (new, old) = (work.path().join("new"), work.path().join("old"));
        std::fs::create_dir(&new).map_err(Error::io("create", &new))?;
        if path.exists() {
            keep_other_files(path, &new)?;
        }
        self.write(&new)?;
        crate::icd::CodeBook::open(&new).map_err(|error| unfit(error, path))?;
        if path.exists() {
            std::fs::rename(path, &old).map_err(Error::io("replace", path))?;
        }
        std::fs::rename(&new, path).map_err(|e| {
            // The old folder goes back; if even that fails it is kept, and `e` says what stood in the way.
            let _ = std::fs::rename(&old, path);
            Error::io("replace", path)(e)
        })
    }

    fn write(&self, folder: &Path) -> Result<()> {
        let save = |(name, header): (&str, &str), lines: String| {
            let file = folder.join(name);
            std::fs::write(&file, format!("{header}\n{lines}")).map_err(Error::io("write", &file))
        };
        save(
            files::RELEASES,
            text(&self.releases, |r| {
                let tabular = u8::from(r.tabular);
                format!("{}\t{}\t{}\t{}\t{}\t{tabular}", r.name, r.from, r.until, r.rows, r.billable)
            }),
        )?;
        let tables = [&self.codes, &self.chapters, &self.blocks, &self.notes, &self.seventh];
        let named = [files::CODES, files::CHAPTERS, files::BLOCKS, files::NOTES, files::SEVENTH];
        for (file, rows) in named.into_iter().zip(tables) {
            save(file, text(rows, |row| format!("{}\t{}\t{}\t{}", row.key, row.from, row.to, row.rest)))?;
        }
        save(files::SUCCESSORS, text(&self.successors, |cells| cells.join("\t")))?;
        let sources = folder.join(SOURCES);
        std::fs::write(&sources, &self.sources).map_err(Error::io("write", &sources))
    }
}

/// The tables as they would be do not make a code book: said of the folder they were meant for.
fn unfit(error: Error, folder: &Path) -> Error {
    match error {
        Error::Data { path, problem, .. } => {
            let table = folder.join(path.file_name().unwrap_or_default());
            super::refuse(&table, None, format!("would not be sound with this release: {problem}"))
        }
        other => other,
    }
}

fn text<T>(items: &[T], line: impl Fn(&T) -> String) -> String {
    items.iter().fold(String::new(), |mut text, item| {
        // Writing to a String does not fail.
        let _ = writeln!(text, "{}", line(item));
        text
    })
}

/// What else stands in the folder (a read-me) stays there.
fn keep_other_files(from: &Path, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from).map_err(Error::io("read", from))? {
        let entry = entry.map_err(Error::io("read", from))?;
        let ours = files::ALL.iter().any(|(name, _)| entry.file_name() == *name) || entry.file_name() == SOURCES;
        if !ours && entry.path().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).map_err(Error::io("copy", &entry.path()))?;
        } else if !ours {
            return Err(Error::Usage {
                message: format!(
                    "{} is not a data folder: it holds the folder {}",
                    from.display(),
                    entry.path().display()
                ),
                help: Some("give a folder of its own with --into".to_owned()),
            });
        }
    }
    Ok(())
}

fn rows<const N: usize>(path: &Path, (name, header): (&str, &str)) -> Result<Vec<Row>, Fault> {
    let table = Table::open(path, name, header)?;
    let rows = table.rows::<N>().map(|row| {
        let cells = row?.cells;
        let [key, from, to] = [0, 1, 2].map(|cell: usize| cells[cell].to_owned());
        Ok(Row { key, from, to, rest: cells[3..].join("\t") })
    });
    rows.collect()
}

fn releases(path: &Path) -> Result<Vec<Held>, Fault> {
    let (name, header) = files::RELEASES;
    let table = Table::open(path, name, header)?;
    let rows = table.rows::<6>().map(|row| {
        let row = row?;
        let [name, from, until, ..] = row.cells.map(str::to_owned);
        let count =
            |cell: usize| row.cells[cell].parse().map_err(|_| row.fault(format!("`{}` is no count", row.cells[cell])));
        Ok(Held { name, from, until, rows: count(3)?, billable: count(4)?, tabular: row.flag(5)? })
    });
    rows.collect()
}

fn successors(path: &Path) -> Result<Vec<[String; 4]>, Fault> {
    let (name, header) = files::SUCCESSORS;
    let table = Table::open(path, name, header)?;
    let rows = table.rows::<4>().map(|row| Ok(row?.cells.map(str::to_owned)));
    rows.collect()
}
