//! Which rules run, and what the command line says of them over the settings file: the same for every verb that checks.

use super::interrupt::{CHECKED_FIRST, stop_on_signal};
use super::progress::Bar;
use super::reading::ReadingArguments;
use crate::check::Settings;
use crate::config::Config;
use crate::date::Date;
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct SelectionArguments {
    /// Run only these rules: names, codes, beginnings of codes or packs, separated by commas
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    select: Vec<String>,

    /// Leave these rules out, named in the same ways
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    ignore: Vec<String>,

    /// A rule file beside the built-in rules; can be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Rules")]
    pack: Vec<PathBuf>,

    /// Judge diagnoses of claims without a readable date by the code set of this date
    #[arg(long, value_name = "DATE", value_parser = super::check::date, help_heading = "Rules")]
    as_of: Option<Date>,
}

impl SelectionArguments {
    /// What is said now, over what was settled once: what is selected stands for it, what is ignored comes on top of it.
    pub(super) fn over(&self, config: &mut Config) {
        if !self.select.is_empty() {
            config.select.clone_from(&self.select);
        }
        config.ignore.extend(self.ignore.iter().cloned());
        config.packs.extend(self.pack.iter().cloned());
    }

    /// What a run is told, by the settings as they are now.
    pub(super) fn settings(&self, mut config: Config, reading: &ReadingArguments, bar: Option<&Bar>) -> Settings {
        let reading = reading.settings(&mut config);
        Settings {
            as_of: self.as_of,
            select: config.select,
            ignore: config.ignore,
            severity: config.severity,
            files: config.files,
            allow: config.allow,
            packs: config.packs,
            data: config.data,
            tables: config.tables,
            progress: bar.map(Bar::progress),
            stop: stop_on_signal(CHECKED_FIRST),
            ..reading
        }
    }
}
