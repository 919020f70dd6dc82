//! `claimlint fix`: what is certain and only a matter of writing, shown, written beside the file, or into it.

use super::Exit;
use super::inputs::{self, CORRECTED, InputArguments};
use super::interrupt::stop_on_signal;
use super::output::{WholeFile, is_among, stdout, stdout_ended};
use super::settings::SettingsArguments;
use super::terminal::Terminal;
use crate::check::{Input, Layouts, Settings, Stop, is_packed};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::fix::{Correction, Style, fix};
use crate::icd::CodeBook;
use crate::render::{counted, escape, fit};
use clap::Args;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct FixArguments {
    #[command(flatten)]
    inputs: InputArguments,

    /// Show what would change and write nothing; exit with 1 if anything would (this is what is done without --write)
    #[arg(long, conflicts_with_all = ["write", "in_place"])]
    diff: bool,

    /// Write claims.csv corrected as claims.fixed.csv beside it; an older one that differs is not written over
    #[arg(long, conflicts_with = "in_place")]
    write: bool,

    /// Write the corrected file in place of the old one
    #[arg(long)]
    in_place: bool,

    /// The layout of the files, by name or as a layout file of your own; recognised by the header if not given
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    layout: Option<String>,

    #[command(flatten)]
    settings: SettingsArguments,
}

/// Corrects the files.
///
/// # Errors
/// When standard input is to be corrected, or what was found cannot be printed.
pub(super) fn run(arguments: &FixArguments, terminal: &Terminal) -> Result<Exit> {
    let found = inputs::find(&arguments.inputs)?;
    let config = arguments.settings.read(&found.inputs())?;
    if arguments.settings.show_settings {
        super::output::print(&config.to_string())?;
        return Ok(Exit::Clean);
    }
    let layouts = Layouts::load(&Settings {
        layout: arguments.layout.clone().or(config.layout.clone()),
        layouts: config.layouts.clone(),
        ..Settings::default()
    })?;
    let (mut cells, mut files, mut failed) = (0, 0, false);
    let mut out = stdout();
    let mut broken = None;
    found.passed_over().for_each(|copy| terminal.note(&copy));
    let named = found.named();
    let inputs = found.without(&config)?;
    let stop = stop_on_signal("no more file is written");
    for input in &inputs {
        let Input::File(path) = input else {
            return Err(Error::Usage {
                message: "standard input cannot be corrected".to_owned(),
                help: Some("name a file".to_owned()),
            });
        };
        if is_packed(path) && !named.contains(input) {
            terminal.note(&format!("{} is packed and not corrected; unpack it first", path.display()));
            continue;
        }
        match correct(arguments, (&config, &layouts, &stop), path, &inputs, &mut out, &mut broken) {
            Ok(0) => {}
            Ok(count) => {
                cells += count;
                files += 1;
            }
            Err(_) if stop.is_asked() => {
                stdout_ended(broken.or(out.flush().err()))?;
                terminal.error(&Error::Interrupted { path: path.clone() });
                return Ok(Exit::Interrupted);
            }
            Err(error) => {
                failed = true;
                terminal.error(&error);
            }
        }
    }
    let wrote = arguments.write || arguments.in_place;
    let done = match (cells, wrote) {
        (1, true) => "is corrected",
        (_, true) => "are corrected",
        (_, false) => "would change",
    };
    let told =
        writeln!(out, "{} in {} {done}", counted(cells, "cell"), counted(files, "file")).and_then(|()| out.flush());
    stdout_ended(broken.or(told.err()))?;
    Ok(match (failed, cells > 0 && !wrote) {
        (true, _) => Exit::Failed,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Clean,
    })
}

/// Corrects one file and says how many cells.
fn correct(
    arguments: &FixArguments,
    (config, layouts, stop): (&Config, &Layouts, &Stop),
    path: &Path,
    inputs: &[Input],
    out: &mut impl Write,
    broken: &mut Option<io::Error>,
) -> Result<u64> {
    if is_packed(path) {
        let problem = "a packed file is not corrected".to_owned();
        let help = Some("unpack it first, then name the unpacked file".to_owned());
        return Err(Error::Input { path: path.to_path_buf(), problem, help });
    }
    let style = Style { book: CodeBook::embedded(), dots: config.dots };
    let name = escape(&path.display().to_string()).into_owned();
    let mut told = |correction: &Correction| {
        // A reader that has seen enough does not stop the writing of the file.
        if broken.is_none() {
            *broken = tell(&name, correction, out).err();
        }
        Ok(())
    };
    if !arguments.write && !arguments.in_place {
        return fix(path, &config.columns, layouts, style, &mut Stoppable { out: io::sink(), stop }, &mut told);
    }
    let target = if arguments.in_place { path.to_path_buf() } else { beside(path) };
    let mut file = WholeFile::create(&target)?;
    let cells = fix(path, &config.columns, layouts, style, &mut Stoppable { out: &mut file, stop }, &mut told)?;
    // Where nothing changes nothing is written.
    if cells == 0 {
        return Ok(0);
    }
    if arguments.in_place {
        file.finish()?;
    } else if !file.finish_beside()? {
        return Err(kept(&target, inputs));
    }
    Ok(cells)
}

/// A copy that ends when the run is told to stop.
struct Stoppable<'a, W> {
    out: W,
    stop: &'a Stop,
}

impl<W: Write> Write for Stoppable<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.stop.is_asked() { Err(io::Error::other("interrupted")) } else { self.out.write(bytes) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What stands where the correction was to go, and is not the correction, is somebody's work.
fn kept(target: &Path, inputs: &[Input]) -> Error {
    let (problem, help) = if is_among(target, inputs) {
        (
            "it is one of the files to correct and is not written over",
            "name the files apart, or correct with --in-place",
        )
    } else {
        ("it is there already, holds something else, and is not written over", "move or remove it, then run this again")
    };
    Error::Input { path: target.to_path_buf(), problem: problem.to_owned(), help: Some(help.to_owned()) }
}

fn tell(name: &str, correction: &Correction, out: &mut impl Write) -> io::Result<()> {
    let Correction { line, column, header, before, after } = correction;
    let (header, before, after) = (fit(header, 60), fit(before, 60), fit(after, 60));
    writeln!(out, "{name}:{line}:{column}: {header}: \"{before}\" -> \"{after}\"")
}

/// `claims.fixed.csv` for `claims.csv`.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(CORRECTED);
    if let Some(ending) = path.extension() {
        name.push(".");
        name.push(ending);
    }
    path.with_file_name(name)
}
