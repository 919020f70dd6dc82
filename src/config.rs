//! `claimlint.toml`: what a team has settled once, checked before anything runs.
//!
//! A key nobody knows, a column that means nothing or a value of the wrong kind is an error that points at the place
//! and says what may have been meant: a setting that silently does nothing is worse than none.

mod places;
mod read;
mod schema;
mod show;
mod starter;

pub use schema::schema;
pub use starter::STARTER;

use crate::check::{Allow, FileSettings};
use crate::error::{Error, Result};
use crate::field::Field;
use crate::fix::Dots;
use crate::render::Format;
use crate::report::Thresholds;
use crate::rule::Severity;
use crate::table::TableFiles;
use crate::text_file;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of the file.
pub const FILE_NAME: &str = "claimlint.toml";

/// The settings of a `claimlint.toml`; those of no file are all empty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Config {
    /// Where it was read from.
    pub path: Option<PathBuf>,
    /// `[columns]`: the header of a field in this team's exports.
    pub columns: BTreeMap<Field, String>,
    /// `layout`: the layout of every file, by name or as a file from the folder of the settings.
    pub layout: Option<String>,
    /// `layouts`: layout files of this team's own, from the folder of the settings.
    pub layouts: Vec<PathBuf>,
    /// `packs`: rule files, from the folder of the settings.
    pub packs: Vec<PathBuf>,
    /// `select`: rules to run, by name, code or prefix of a code.
    pub select: Vec<String>,
    /// `ignore`: rules not to run, likewise.
    pub ignore: Vec<String>,
    /// `[severity]`: the severity of rules, named likewise, in place of their own.
    pub severity: Vec<(String, Severity)>,
    /// `[[files]]`: settings for some of the files.
    pub files: Vec<FileSettings>,
    /// `[[allow]]`: findings that are accepted.
    pub allow: Vec<Allow>,
    /// `exclude`: files and folders not to look into, as in `.gitignore`.
    pub exclude: Vec<String>,
    /// `fail-on`: the mildest severity that fails a run.
    pub fail_on: Option<Severity>,
    /// `max-errors` and `max-error-rate`.
    pub thresholds: Thresholds,
    /// `baseline`: the findings already known, from the folder of the settings.
    pub baseline: Option<PathBuf>,
    /// `[output]`: reports to write, from the folder of the settings.
    pub output: Vec<(Format, PathBuf)>,
    /// `[fix]`, `dots`: how `claimlint fix` writes diagnosis codes.
    pub dots: Dots,
    /// `[tables]`: the user's own tables, from the folder of the settings.
    pub tables: TableFiles,
    /// `data`: a folder made by `claimlint data import`, from the folder of the settings.
    pub data: Option<PathBuf>,
    /// Where rules are named.
    pub(crate) places: Vec<places::Places>,
}

impl Config {
    /// The settings in the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read, is no TOML, or says something that cannot be carried out.
    pub fn read(path: &Path) -> Result<Self> {
        Self::parse(path, &text_file::read(path)?)
    }

    /// The settings in `text`, read from `path`; paths in it start from the folder of `path`.
    ///
    /// # Errors
    /// Those of [`Config::read`], but for the reading.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let mut config = Self { path: Some(path.to_path_buf()), ..Self::default() };
        read::read_into(&mut config, path, text)?;
        Ok(config)
    }

    /// An error of a run with these settings, at the place where they name a rule that there is not.
    #[must_use]
    pub fn placed(&self, error: Error) -> Error {
        places::placed(&self.places, error)
    }

    /// Settles one more thing, as in `fail-on=warning` or `columns.dx1="Final Dx"`. The value is one of TOML; a text need
    /// not be quoted. Paths start from the current folder.
    ///
    /// # Errors
    /// Those of [`Config::parse`].
    pub fn assign(&mut self, assignment: &str) -> Result<()> {
        let name = Path::new("--config");
        let quoted = assignment.split_once('=').map(|(key, value)| format!("{}=\"{}\"", key.trim(), value.trim()));
        match (toml::de::DeTable::parse(assignment), quoted) {
            (Err(_), Some(quoted)) if !assignment.contains(['"', '\'', '[', '{']) => {
                read::read_into(self, name, &quoted)
            }
            _ => read::read_into(self, name, assignment),
        }
    }

    /// The settings nearest to a file: in its folder or the next one above that has some.
    ///
    /// # Errors
    /// Those of [`Config::read`].
    pub fn nearest(file: &Path) -> Result<Option<Self>> {
        let Ok(file) = std::path::absolute(file) else { return Ok(None) };
        let folders = if file.is_dir() { Some(file.as_path()) } else { file.parent() };
        let found =
            folders.into_iter().flat_map(Path::ancestors).map(|folder| folder.join(FILE_NAME)).find(|p| p.is_file());
        // Said as one would write it, where it stands in or below the current folder.
        let here = std::env::current_dir().unwrap_or_default();
        found.map(|path| Self::read(path.strip_prefix(here).unwrap_or(&path))).transpose()
    }
}
