//! `claimlint inspect`: what a file is taken for, before anything is checked.

use super::Exit;
use super::inputs::{self, InputArguments};
use super::output::print;
use super::reading::ReadingArguments;
use super::settings::SettingsArguments;
use crate::check::{Settings, inspect};
use crate::error::{Error, Result};
use crate::render::{inspection_document, inspection_page, inspection_refusal};
use clap::{Args, ValueEnum};
use std::path::Path;

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct InspectArguments {
    #[command(flatten)]
    inputs: InputArguments,

    /// How to show it
    #[arg(long, value_enum, default_value = "human")]
    format: Showing,

    #[command(flatten)]
    reading: ReadingArguments,

    #[command(flatten)]
    settings: SettingsArguments,
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
pub(super) fn run(arguments: &InspectArguments) -> Result<Exit> {
    let found = inputs::find(&arguments.inputs)?;
    let mut config = arguments.settings.read(&found.inputs())?;
    if arguments.settings.show_settings {
        print(&config.to_string())?;
        return Ok(Exit::Clean);
    }
    let inputs = found.without(&config)?;
    let reading = arguments.reading.settings(&mut config);
    let settings = Settings {
        packs: config.packs,
        select: config.select,
        ignore: config.ignore,
        tables: config.tables,
        ..reading
    };
    for (name, inspection) in inspect(&inputs, &settings)? {
        let written = |error: serde_json::Error| Error::io("write", Path::new("standard output"))(error.into());
        let text = match (arguments.format, &inspection) {
            (Showing::Human, Ok(inspection)) => inspection_page(inspection),
            (Showing::Json, Ok(inspection)) => inspection_document(inspection).map_err(written)?,
            (Showing::Json, Err(error)) => inspection_refusal(&name, error).map_err(written)?,
            (Showing::Human, Err(_)) => String::new(),
        };
        print(&text)?;
        inspection?;
    }
    Ok(Exit::Clean)
}
