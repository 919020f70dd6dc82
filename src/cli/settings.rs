//! The settings of a run: those of the nearest `claimlint.toml`, and over them what the command line says.

use crate::check::Input;
use crate::config::Config;
use crate::error::{Error, Result};
use clap::Args;
use std::path::Path;

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct SettingsArguments {
    /// A file of settings to use instead of the nearest claimlint.toml, or one setting over them, as in
    /// fail-on=warning; settings can be repeated, a file can be named once
    #[arg(long, value_name = "PATH|KEY=VALUE", help_heading = "Run")]
    config: Vec<String>,

    /// Use no claimlint.toml; settings given as KEY=VALUE hold
    #[arg(long, help_heading = "Run")]
    isolated: bool,

    /// Print the settings of this run and check nothing
    #[arg(long, help_heading = "Run")]
    pub(super) show_settings: bool,
}

impl SettingsArguments {
    /// The settings for a run over these inputs.
    ///
    /// # Errors
    /// When settings cannot be read or carried out.
    pub(super) fn read(&self, inputs: &[Input]) -> Result<Config> {
        let (assignments, paths): (Vec<&String>, Vec<&String>) =
            self.config.iter().partition(|value| is_assignment(value));
        let mut config = match (paths.as_slice(), self.isolated) {
            ([path], false) => Config::read(Path::new(path))?,
            ([path, ..], true) => {
                return Err(Error::Usage {
                    message: format!("--isolated uses no file of settings, and --config names {path}"),
                    help: Some("leave one of the two out".to_owned()),
                });
            }
            ([one, other, ..], false) => {
                return Err(Error::Usage {
                    message: format!("--config names two files of settings: {one} and {other}"),
                    help: Some(
                        "put them into one file; single settings go over it, as --config fail-on=warning".to_owned(),
                    ),
                });
            }
            ([], true) => Config::default(),
            ([], false) => Config::nearest(nearest_to(inputs))?.unwrap_or_default(),
        };
        assignments.into_iter().try_for_each(|assignment| config.assign(assignment))?;
        Ok(config)
    }
}

/// Settings are looked for from the first file.
fn nearest_to(inputs: &[Input]) -> &Path {
    match inputs.first() {
        Some(Input::File(path)) => path,
        Some(Input::Stdin { name }) if !name.starts_with('<') => Path::new(name),
        _ => Path::new("."),
    }
}

/// Whether a value is a setting and not the path of a file.
fn is_assignment(value: &str) -> bool {
    let key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_. ".contains(c));
    value.split_once('=').is_some_and(|(before, _)| key(before)) && !Path::new(value).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_told_from_a_path() {
        for value in ["fail-on=warning", "columns.dx1 = \"Final Dx\"", "select=[\"ND\"]"] {
            assert!(is_assignment(value), "{value}");
        }
        for value in ["claimlint.toml", "out/a=b.toml", "=x"] {
            assert!(!is_assignment(value), "{value}");
        }
    }
}
