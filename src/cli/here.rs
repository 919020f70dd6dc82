//! The settings and code sets of the folder one stands in, for the verbs that tell about rules and codes.

use super::check::date;
use crate::config::Config;
use crate::date::Date;
use crate::error::{Error, Result};
use crate::icd::CodeBook;
use clap::{Args, ValueHint};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Where settings and rules come from.
#[derive(Args, Debug)]
pub(super) struct Here {
    /// A rule file beside the built-in rules; can be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) pack: Vec<PathBuf>,

    /// Settings to use instead of those of the nearest claimlint.toml
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,

    /// Use no claimlint.toml
    #[arg(long, conflicts_with = "config")]
    isolated: bool,
}

impl Here {
    /// The settings, the rule files of the arguments among them.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(super) fn config(&self) -> Result<Config> {
        let mut config = match &self.config {
            Some(path) => Config::read(path)?,
            None if self.isolated => Config::default(),
            None => Config::nearest(Path::new("."))?.unwrap_or_default(),
        };
        config.packs.extend(self.pack.iter().cloned());
        Ok(config)
    }
}

/// A day, and which code sets to look into.
#[derive(Args, Debug)]
pub(super) struct Book {
    /// The day everything is told for [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) on: Option<Date>,

    /// Use the code sets in this folder, made by `claimlint data import`
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) data: Option<PathBuf>,
}

impl Book {
    /// The code book, and the folder it comes from where it is not the one built in.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(super) fn open(&self, config: &Config) -> Result<(Cow<'static, CodeBook>, Option<PathBuf>)> {
        match self.data.as_ref().or(config.data.as_ref()) {
            Some(folder) => Ok((Cow::Owned(CodeBook::open(folder)?), Some(folder.clone()))),
            None => Ok((Cow::Borrowed(CodeBook::embedded()), None)),
        }
    }

    /// The day, which has to be one a release is held for; today, or the last such day once that is past.
    ///
    /// # Errors
    /// When a day was asked for that no release is held for.
    pub(super) fn day(&self, book: &CodeBook) -> Result<Date> {
        day(self.on, book)
    }
}

/// The day to tell for; see [`Book::day`].
///
/// # Errors
/// When a day was asked for that no release is held for.
pub(super) fn day(asked: Option<Date>, book: &CodeBook) -> Result<Date> {
    let held = book.releases().first().zip(book.releases().last()).map(|(first, last)| (first.from, last.until));
    let Some((first, last)) = held else { return Ok(asked.unwrap_or_else(Date::today)) };
    match asked {
        Some(on) if book.release_on(on).is_none() => Err(Error::Usage {
            message: format!("no release of ICD-10-CM is held for {on}"),
            help: Some(format!("those held are of {first} to {last}; `claimlint data` lists them")),
        }),
        Some(on) => Ok(on),
        None => Ok(Date::today().clamp(first, last)),
    }
}
