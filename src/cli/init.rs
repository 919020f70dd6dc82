//! `claimlint init`: a first `claimlint.toml`, in which everything is there to be taken up and nothing is settled.

use super::Exit;
use super::output::print;
use crate::config::{FILE_NAME, STARTER};
use crate::error::{Error, Result};
use crate::render::escape;
use clap::{Args, ValueHint};
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct InitArguments {
    /// The folder to write it to
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true, value_hint = ValueHint::DirPath)]
    folder: PathBuf,
}

/// Writes it.
///
/// # Errors
/// When there is one already or the folder cannot be written.
pub(super) fn run(arguments: &InitArguments) -> Result<Exit> {
    let path = arguments.folder.join(FILE_NAME);
    let made = File::create_new(&path).and_then(|mut file| file.write_all(STARTER.as_bytes()));
    made.map_err(Error::io("write", &path))?;
    print(&format!("wrote {}\n", escape(&path.display().to_string())))?;
    Ok(Exit::Clean)
}
