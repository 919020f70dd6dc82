//! What the program says of itself to other programs: schemas for editors, completions for shells, manual pages.

use super::output::{WholeFile, print};
use super::{Exit, command};
use crate::config;
use crate::error::{Error, Result};
use crate::rule;
use clap::{Args, Command, ValueEnum, ValueHint};
use clap_complete::Shell;
use clap_mangen::Man;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The arguments of `schema`.
#[derive(Args, Debug)]
pub(super) struct SchemaArguments {
    /// Which
    #[arg(value_enum)]
    of: Schema,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Schema {
    /// Of claimlint.toml
    Settings,
    /// Of rule files
    Rules,
}

/// The arguments of `completions`.
#[derive(Args, Debug)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// The arguments of `man`.
#[derive(Args, Debug)]
pub(super) struct ManArguments {
    /// Write the pages of all verbs into this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    into: Option<PathBuf>,
}

/// Prints a schema.
///
/// # Errors
/// When it cannot be written.
pub(super) fn schema(arguments: &SchemaArguments) -> Result<Exit> {
    let schema = match arguments.of {
        Schema::Settings => config::schema(),
        Schema::Rules => rule::schema(),
    };
    print(&format!("{schema:#}\n"))?;
    Ok(Exit::Clean)
}

/// Prints the completions of a shell.
///
/// # Errors
/// When they cannot be written.
pub(super) fn completions(arguments: &CompletionsArguments) -> Result<Exit> {
    // Into memory first: the generator gives up where a pipe is closed.
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(), "claimlint", &mut text);
    print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Clean)
}

/// Prints the manual page, or writes all.
///
/// # Errors
/// When a page cannot be written.
pub(super) fn man(arguments: &ManArguments) -> Result<Exit> {
    if let Some(folder) = &arguments.into {
        std::fs::create_dir_all(folder).map_err(Error::io("write", folder))?;
        let mut whole = command().disable_help_subcommand(true);
        whole.build();
        return pages(&whole, folder).map(|()| Exit::Clean);
    }
    let mut text = Vec::new();
    let drawn = Man::new(command()).render(&mut text);
    drawn.map_err(Error::io("write", Path::new("standard output")))?;
    print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Clean)
}

/// Writes the page of a command and those of its own.
fn pages(command: &Command, folder: &Path) -> Result<()> {
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        pages(inner, folder)?;
    }
    let man = Man::new(command.clone());
    let mut text = Vec::new();
    let path = folder.join(man.get_filename());
    man.render(&mut text).map_err(Error::io("write", &path))?;
    let mut file = WholeFile::create(&path)?;
    file.write_all(&text).map_err(|source| file.failed(source))?;
    file.finish()
}
