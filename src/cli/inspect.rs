//! `claimlint inspect`: what a file is taken for, before anything is checked.

use super::check::config;
use super::output::print;
use super::reading::ReadingArguments;
use super::{Exit, inputs};
use crate::check::{Settings, inspect};
use crate::error::{Error, Result};
use crate::render::{inspection_document, inspection_page};
use clap::{Args, ValueEnum, ValueHint};
use std::path::{Path, PathBuf};

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct InspectArguments {
    /// Claim files, folders, or - for standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    files: Vec<PathBuf>,

    /// How to show it
    #[arg(long, value_enum, default_value = "human")]
    format: Showing,

    #[command(flatten)]
    reading: ReadingArguments,

    /// Settings to use instead of those of the nearest claimlint.toml
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Run")]
    config: Option<PathBuf>,

    /// Use no claimlint.toml
    #[arg(long, conflicts_with = "config", help_heading = "Run")]
    isolated: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Showing {
    /// A page for reading
    Human,
    /// One JSON document for each file
    Json,
}

/// Looks at the files, one after the other.
///
/// # Errors
/// When one cannot be read as a claim file.
pub(super) fn run(arguments: InspectArguments) -> Result<Exit> {
    let inputs = inputs::expand(&arguments.files)?;
    let mut config = config(arguments.config.as_deref(), arguments.isolated, &inputs)?;
    let reading = arguments.reading.settings(&mut config);
    let settings = Settings {
        packs: config.packs,
        select: config.select,
        ignore: config.ignore,
        tables: config.tables,
        ..reading
    };
    for input in &inputs {
        let inspection = inspect(input, &settings)?;
        let text = match arguments.format {
            Showing::Human => inspection_page(&inspection),
            Showing::Json => inspection_document(&inspection)
                .map_err(|error| Error::io("write", Path::new("standard output"))(error.into()))?,
        };
        print(&text)?;
    }
    Ok(Exit::Clean)
}
