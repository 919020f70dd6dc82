//! `claimlint init`: a first `claimlint.toml`, in which everything is there to be taken up and nothing is settled.

use super::Exit;
use super::output::{WholeFile, print};
use crate::config::{FILE_NAME, STARTER};
use crate::error::{Error, Result};
use crate::render::escape;
use clap::{Args, ValueHint};
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
    // A link that leads nowhere is somebody's too.
    if path.symlink_metadata().is_ok() {
        return Err(Error::Input {
            path,
            problem: "it is there already and is not written over".to_owned(),
            help: Some(
                "change it, or move it away first; `claimlint schema settings` prints what can stand in it".to_owned(),
            ),
        });
    }
    let mut file = WholeFile::create(&path)?;
    file.write_all(STARTER.as_bytes()).map_err(|source| file.failed(source))?;
    file.finish()?;
    print(&format!("wrote {}\n", escape(&path.display().to_string())))?;
    Ok(Exit::Clean)
}
