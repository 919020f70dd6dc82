//! Which rules run, by which code sets and on how many threads, and what the command line says of them over the settings
//! file: the same for every verb that checks.

use super::progress::Bar;
use super::reading::ReadingArguments;
use crate::check::{Settings, Stop};
use crate::config::Config;
use crate::date::Date;
use clap::{Args, ValueHint};
use std::num::NonZeroUsize;
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

    /// Use the code sets in this folder, made by `claimlint data import`
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Rules")]
    data: Option<PathBuf>,

    /// Threads to use [default: as many as there are processors]
    #[arg(long, value_name = "N", help_heading = "Run")]
    #[arg(value_parser = threads, allow_negative_numbers = true)]
    threads: Option<NonZeroUsize>,
}

/// A number of threads on the command line.
fn threads(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "not a number of threads: write 1 or more, or leave it out for all processors".to_owned())
}

impl SelectionArguments {
    /// What is said now, over what was settled once: what is selected stands for it, what is ignored comes on top of it.
    pub(super) fn over(&self, config: &mut Config) {
        if !self.select.is_empty() {
            config.select.clone_from(&self.select);
        }
        config.ignore.extend(self.ignore.iter().cloned());
        config.packs.extend(self.pack.iter().cloned());
        config.data = self.data.clone().or(config.data.take());
    }

    /// What a run is told, by the settings as they are now.
    pub(super) fn settings(
        &self,
        mut config: Config,
        reading: &ReadingArguments,
        bar: Option<&Bar>,
        stop: Stop,
    ) -> Settings {
        let reading = reading.settings(&mut config);
        Settings {
            as_of: self.as_of,
            threads: self.threads,
            select: config.select,
            ignore: config.ignore,
            severity: config.severity,
            files: config.files,
            allow: config.allow,
            packs: config.packs,
            data: config.data,
            tables: config.tables,
            progress: bar.map(Bar::progress),
            stop,
            ..reading
        }
    }
}
