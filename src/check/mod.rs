//! The linter: rules bound to the columns of a file and run over its claims, in parallel, in bounded memory.
//!
//! [`check()`] is what the command line calls and what tests call. A file is cut into windows of whole claims
//! ([`crate::claim::window`]) that workers check side by side, and what they find is put together in file order. The
//! report is the same for every cut and any number of threads.

mod allow;
mod awaited;
mod collected;
mod companions;
mod counting;
mod failed;
mod file;
mod icd9;
mod inspect;
mod kept;
mod linter;
mod locate;
pub mod native;
mod not_run;
mod packed;
mod passes;
mod plain;
mod policy;
mod proof;
mod scattered;
mod seen;
mod source;
mod tally;
pub mod text;
mod thousands;
mod told;
mod window;
mod workbook;
mod workers;

pub use allow::Allow;
pub use companions::Layouts;
pub use inspect::inspect;
pub use packed::is_packed;
pub use policy::FileSettings;
pub use proof::{Proof, Refuted, day_of_examples, prove};
pub use workbook::is_workbook;

use crate::claim::preset::Presets;
use crate::claim::window::Cuts;
use crate::date::Date;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::icd::CodeBook;
use crate::report::qa::{By, Draw, Groups};
use crate::report::{FileSummary, NotRun, ReleaseUse, RuleCard, Spool, Summary, Unrun};
use crate::rule::{Registry, Selection, Severity};
use crate::table::{TableFiles, Tables};
use crate::text_file;
use policy::Policies;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Told the bytes read so far, and the bytes there are in all where that is known. Called from any thread.
#[derive(Clone)]
pub struct Progress(pub Arc<dyn Fn(u64, Option<u64>) + Send + Sync>);

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

/// Whether a run is to stop before its end. All copies are one, and any thread may ask.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the run to stop as soon as it has checked what it has read.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody has asked.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a run is told.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Threads to use; as many as there are processors where it is not said.
    pub threads: Option<NonZeroUsize>,
    /// The date that judges a diagnosis no date of its own judges.
    pub as_of: Option<Date>,
    /// The day after which a service lies in the future; the later of today and `as_of` where it is not said.
    pub today: Option<Date>,
    /// Headers of columns claimlint does not recognise by itself.
    pub columns: BTreeMap<Field, String>,
    /// The layout of every file, by name or as a file of the user's own; recognised by its header where it is not said.
    pub layout: Option<String>,
    /// Layout files of the user's own, tried before those that come with claimlint.
    pub layouts: Vec<PathBuf>,
    /// Files that complete the rows of every input: the claims of its lines, or their diagnoses.
    pub companions: Vec<PathBuf>,
    /// The sheet to read of a workbook; the first where it is not said.
    pub sheet: Option<String>,
    /// Rules to run, by name, code or prefix of a code; all where it is empty.
    pub select: Vec<String>,
    /// Rules not to run, by name, code or prefix of a code.
    pub ignore: Vec<String>,
    /// Severities of rules in place of their own, by name, code, prefix of a code, or pack.
    pub severity: Vec<(String, Severity)>,
    /// Settings for some of the files.
    pub files: Vec<FileSettings>,
    /// Findings that are accepted.
    pub allow: Vec<Allow>,
    /// Rule files beside the built-in ones.
    pub packs: Vec<PathBuf>,
    /// A folder made by `claimlint data import`, instead of the built-in code sets.
    pub data: Option<PathBuf>,
    /// The user's own tables.
    pub tables: TableFiles,
    /// What claims are to be counted by, where a report asks for it.
    pub groups: Option<Vec<By>>,
    /// The claims to be drawn of them, for an audit.
    pub sample: Option<Draw>,
    /// Whom to tell how far the run is.
    pub progress: Option<Progress>,
    /// Whether to stop before the end.
    pub stop: Stop,
    /// How large the pieces are that a file is read and checked in.
    pub cuts: Cuts,
}

/// Something to check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input, under this name.
    Stdin {
        /// The name in the report.
        name: String,
    },
    /// A text at hand, such as a rule's example.
    Text {
        /// The name in the report.
        name: String,
        /// The text.
        text: String,
    },
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Its figures.
    pub summary: Summary,
    /// Its findings, in file order.
    pub findings: Spool,
    /// Inputs that could not be read; the others were checked.
    pub failed: Vec<Error>,
    /// The rules that took part, each at the place its id says.
    pub rules: Vec<RuleCard>,
}

impl Outcome {
    /// Whether the run was told to stop before it had checked everything.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.summary.interrupted
    }
}

/// Checks files, in the order given.
///
/// # Errors
/// When nothing can be checked: unreadable rules or code sets, an unknown rule selected.
pub fn check(inputs: &[Input], settings: &Settings) -> Result<Outcome> {
    let begun = Instant::now();
    let opened;
    let book = match &settings.data {
        Some(folder) => {
            opened = CodeBook::open(folder)?;
            &opened
        }
        None => CodeBook::embedded(),
    };
    // The layouts are wanted as soon as the rules are there: where there are threads for it, both are read at once.
    let registry = std::thread::scope(|scope| {
        if settings.threads != Some(NonZeroUsize::MIN) {
            // Without a thread for it they are read when they are wanted.
            _ = std::thread::Builder::new().spawn_scoped(scope, || _ = Presets::shipped());
        }
        registry(&settings.packs, book)
    })?;
    let mut outcome = check_by(&registry, book, inputs, settings)?;
    outcome.summary.elapsed = begun.elapsed();
    Ok(outcome)
}

/// Checks files by rules and code sets that are at hand already; `packs` and `data` of the settings are not asked.
///
/// # Errors
/// When nothing can be checked: an unknown rule selected.
pub fn check_by(registry: &Registry, book: &CodeBook, inputs: &[Input], settings: &Settings) -> Result<Outcome> {
    let begun = Instant::now();
    let selection = Selection::new(registry, &settings.select, &settings.ignore)?;
    let tables = Tables::load(&settings.tables)?;
    let today = settings.today.unwrap_or_else(|| Date::today().max(settings.as_of.unwrap_or_else(Date::today)));
    let layouts = Layouts::load(settings)?;
    let pool = pool(settings.threads)?;
    let parted = pool.install(|| companions::part(inputs, settings, &layouts))?;
    let policies = Policies::new(registry, settings, today)?;
    let run = file::Run {
        settings,
        registry,
        selection: &selection,
        policies: &policies,
        book,
        tables: &tables,
        today,
        layouts: &layouts,
        companions: &[],
    };
    let mut outcome = Outcome { rules: registry.rules().iter().map(RuleCard::from).collect(), ..Outcome::default() };
    outcome.summary.groups =
        settings.groups.as_ref().map(|by| Box::new(Groups::new(by.iter().copied(), settings.sample.clone())));
    let mut judged = [0; tally::RELEASES];
    let mut unruns = Unruns::default();
    let numbered: Vec<(&Input, u32)> = parted.inputs.iter().zip(0u32..).collect();
    let batches = numbered.chunk_by(|(one, _), (next, _)| is_small(one) && is_small(next));
    let side_by_side = |batch: &[(&Input, u32)]| -> Vec<Result<file::FileOutcome>> {
        batch
            .par_iter()
            .map(|&(input, number)| file::check(&file::Run { companions: &parted.of(input), ..run }, input, number))
            .collect()
    };
    pool.install(|| -> Result<()> {
        let at_once = BATCH * rayon::current_num_threads();
        let batches = batches.flat_map(|batch| batch.chunks(at_once));
        for (&(input, number), checked) in batches.flat_map(|batch| batch.iter().zip(side_by_side(batch))) {
            match checked {
                Err(error) => {
                    let (selection, _) = policies.of_file(registry, settings, &source::path(input))?;
                    let not_begun = error.is_interruption();
                    let file = FileSummary {
                        name: source::name(input),
                        failed: Some(if not_begun { failed::NOT_BEGUN.to_owned() } else { failed::why(&error) }),
                        not_begun,
                        selected: selection.rules().collect(),
                        ..FileSummary::default()
                    };
                    outcome.summary.files.push(file);
                    // That the run ended is said once, not for every file that was left.
                    if !not_begun || !outcome.failed.iter().any(Error::is_interruption) {
                        outcome.failed.push(error);
                    }
                }
                Ok(file) => {
                    outcome.failed.extend(file.failed);
                    outcome.summary.files.push(file.summary);
                    let shared = file.not_run.into_iter().map(|unrun| unruns.shared(unrun));
                    outcome.summary.not_run.extend(shared.map(|unrun| NotRun { file: number, unrun }));
                    if let (Some(all), Some(of_file)) = (&mut outcome.summary.groups, &file.groups) {
                        all.add(of_file);
                    }
                    for (sum, of_file) in judged.iter_mut().zip(file.judged) {
                        *sum += of_file;
                    }
                    outcome.findings.append(file.findings)?;
                }
            }
        }
        for companion in parted.torn(&run)? {
            outcome.summary.files.push(companion.summary);
            outcome.findings.append(companion.findings)?;
        }
        Ok(())
    })?;
    if let Some(groups) = &mut outcome.summary.groups {
        groups.settle();
    }
    outcome.summary.interrupted = outcome.failed.iter().any(Error::is_interruption);
    outcome.summary.counts = outcome.findings.counts();
    outcome.summary.allowed = policy::uses(settings, today, &outcome.findings);
    let releases = book.releases().iter().zip(judged).filter(|&(_, diagnoses)| diagnoses > 0);
    outcome.summary.releases =
        releases.map(|(release, diagnoses)| ReleaseUse { name: release.name.clone(), diagnoses }).collect();
    outcome.summary.elapsed = begun.elapsed();
    Ok(outcome)
}

/// What was said of rules that did not run: of a hundred thousand files it is the same.
#[derive(Default)]
struct Unruns(HashSet<Arc<Unrun>>);

impl Unruns {
    fn shared(&mut self, unrun: Unrun) -> Arc<Unrun> {
        if let Some(known) = self.0.get(&unrun) {
            return Arc::clone(known);
        }
        let unrun = Arc::new(unrun);
        self.0.insert(Arc::clone(&unrun));
        unrun
    }
}

/// Small files a thread is given at a time.
const BATCH: usize = 32;
/// Bytes up to which a file is a small one: too few to be shared out among threads.
const SMALL: u64 = 256 << 10;

/// Whether an input is checked side by side with others. Larger ones are cut, and come one after the other, so that no
/// more of them is in memory than has to be.
fn is_small(input: &Input) -> bool {
    match input {
        Input::File(path) => path.metadata().is_ok_and(|about| about.is_file() && about.len() <= SMALL),
        Input::Stdin { .. } => false,
        Input::Text { text, .. } => text.len() as u64 <= SMALL,
    }
}

/// The shipped rules and those of more files.
///
/// # Errors
/// When a file cannot be read or has a mistake in it.
pub fn registry(packs: &[PathBuf], book: &CodeBook) -> Result<Registry> {
    let texts = packs
        .iter()
        .map(|path| Ok((path.display().to_string(), text_file::read(path)?)))
        .collect::<Result<Vec<_>>>()?;
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Registry::load(&files, book)
}

/// Threads beyond which more only stand in each other's way.
const MOST_THREADS: usize = 256;

/// As many threads as are asked for, within reason.
///
/// # Errors
/// When they cannot be started.
pub fn pool(threads: Option<NonZeroUsize>) -> Result<rayon::ThreadPool> {
    let builder =
        rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, |threads| threads.get().min(MOST_THREADS)));
    builder.build().map_err(|problem| Error::Usage {
        message: format!("cannot start the threads: {problem}"),
        help: Some("ask for fewer with --threads".to_owned()),
    })
}
