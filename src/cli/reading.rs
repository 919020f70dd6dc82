//! The arguments that say how claim files are read, for every command that reads them.

use crate::check::Settings;
use crate::config::Config;
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// How claim files are read.
#[derive(Args, Debug, Default)]
pub(super) struct ReadingArguments {
    /// The layout of the files, by name or as a layout file of your own; recognised by the header if not given
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub(super) layout: Option<String>,

    /// A file with the diagnoses of the claims, where they are not in the files themselves
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reading")]
    diagnoses: Option<PathBuf>,

    /// A file with the claims, where the files hold only their service lines
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reading")]
    claims: Option<PathBuf>,

    /// The sheet to read of an Excel workbook [default: the first]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    sheet: Option<String>,
}

impl ReadingArguments {
    /// The settings about reading, those of the arguments before those of `claimlint.toml`.
    pub(super) fn settings(&self, config: &mut Config) -> Settings {
        Settings {
            columns: std::mem::take(&mut config.columns),
            layout: self.layout.clone().or(config.layout.take()),
            layouts: std::mem::take(&mut config.layouts),
            companions: self.claims.iter().chain(&self.diagnoses).cloned().collect(),
            sheet: self.sheet.clone(),
            ..Settings::default()
        }
    }
}
