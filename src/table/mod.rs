//! The user's own tables: NCCI procedure-to-procedure edits, medically unlikely edits, and a procedure list.
//!
//! They carry the AMA's codes, so claimlint ships none of them: `[tables]` in `claimlint.toml` names the files as CMS
//! publishes them, and they are read anew in every run and kept nowhere. Reading is strict: a file that is not what it
//! was given for ends the run with its line, for a half-read table would pass claims it should not.

mod lines;
pub mod mue;
pub mod procedures;
pub mod ptp;

pub use mue::{Mue, MueLimit};
pub use procedures::ProcedureList;
pub use ptp::{Ptp, PtpEdit};

use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// A table a rule can ask for, by its key under `[tables]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TableName {
    /// NCCI procedure-to-procedure edits.
    NcciPtp,
    /// Medically unlikely edits.
    Mue,
    /// A list of procedure codes.
    Procedures,
}

impl TableName {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NcciPtp, Self::Mue, Self::Procedures];

    /// The key under `[tables]`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NcciPtp => "ncci-ptp",
            Self::Mue => "mue",
            Self::Procedures => "procedures",
        }
    }
}

/// Whose services an edit is for: CMS publishes one file for each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Service {
    /// Practitioners and ambulatory surgical centers.
    Practitioner,
    /// Outpatient hospitals.
    Hospital,
    /// Suppliers of durable medical equipment.
    Supplier,
}

/// The files of each table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TableFiles {
    /// Those of [`TableName::NcciPtp`].
    pub ncci_ptp: Vec<PathBuf>,
    /// Those of [`TableName::Mue`].
    pub mue: Vec<PathBuf>,
    /// Those of [`TableName::Procedures`].
    pub procedures: Vec<PathBuf>,
}

/// The tables of a run; each is empty where no file was named.
#[derive(Debug, Default)]
pub struct Tables {
    /// Procedure-to-procedure edits of practitioners.
    pub ptp_practitioner: Ptp,
    /// Procedure-to-procedure edits of outpatient hospitals.
    pub ptp_hospital: Ptp,
    /// Medically unlikely edits.
    pub mue: Vec<Mue>,
    /// Procedure lists.
    pub procedures: Vec<ProcedureList>,
}

impl Tables {
    /// Reads the files.
    ///
    /// # Errors
    /// When one cannot be read or is not what it was given for.
    pub fn load(files: &TableFiles) -> Result<Self> {
        let mut tables = Self::default();
        let named = [
            (TableName::NcciPtp, &files.ncci_ptp),
            (TableName::Mue, &files.mue),
            (TableName::Procedures, &files.procedures),
        ];
        for (table, paths) in named {
            for path in paths {
                let file = std::fs::File::open(path).map_err(Error::io("read", path))?;
                tables.read(table, path, Box::new(file))?;
            }
        }
        tables.finish();
        Ok(tables)
    }

    /// A single table out of a text, as a rule's example has it.
    ///
    /// # Errors
    /// When the text is no such table.
    pub fn of_text(table: TableName, text: &str) -> Result<Self> {
        let name = if table == TableName::NcciPtp { "ccipra" } else { table.key() };
        let mut tables = Self::default();
        tables.read(table, Path::new(name), Box::new(text.as_bytes()))?;
        tables.finish();
        Ok(tables)
    }

    fn read(&mut self, table: TableName, path: &Path, text: Box<dyn std::io::Read + '_>) -> Result<()> {
        match table {
            TableName::NcciPtp => match ptp::service(path)? {
                Service::Hospital => self.ptp_hospital.read(path, text),
                Service::Practitioner | Service::Supplier => self.ptp_practitioner.read(path, text),
            },
            TableName::Mue => Mue::read(path, text).map(|mue| self.mue.push(mue)),
            TableName::Procedures => ProcedureList::read(path, text).map(|list| self.procedures.push(list)),
        }
    }

    fn finish(&mut self) {
        self.ptp_practitioner.finish();
        self.ptp_hospital.finish();
        // The newest edition that had begun on a day judges it.
        self.mue.sort_by_key(|mue| std::cmp::Reverse(mue.from));
    }

    /// Whether a table was given.
    #[must_use]
    pub fn has(&self, table: TableName) -> bool {
        match table {
            TableName::NcciPtp => !self.ptp_practitioner.is_empty() || !self.ptp_hospital.is_empty(),
            TableName::Mue => !self.mue.is_empty(),
            TableName::Procedures => !self.procedures.is_empty(),
        }
    }
}

/// A file that is not what it was given for.
fn fault(path: &Path, line: Option<u64>, problem: String, help: &str) -> Error {
    Error::Data { path: path.to_path_buf(), line, problem, help: Some(help.to_owned()) }
}

/// The name of a file in lower case.
fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}
