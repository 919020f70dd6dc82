//! `cargo bench`: how long checking takes beside merely parsing the same file, and how much memory.
//!
//! Times mean little from one machine to the next, so what counts are ratios: a check of a file (all rules, findings
//! rendered as JSONL in memory) to a pass of the csv crate over the same file, on as many threads, each the median of
//! runs that take turns. Both read the file anew, which the system has in memory.
//!
//! `cargo bench -- NAME...` runs only the parts with these names: wide, quoted, carrier, linear, rules, packs, memory,
//! start, detect.
//! Lines of a file: `CLAIMLINT_BENCH_LINES`, a million where it is not set.

#![allow(
    missing_docs,
    unreachable_pub,
    dropping_copy_types,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark"
)]

mod claims;
mod process;

use claimlint::check::{Input, Settings, check};
use claimlint::claim::{Diagnoses, Expected, Given, opening};
use claimlint::render::{Channel, Format, Look, write_report};
use claimlint::report::Report;
use claims::Case;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const RUNS: usize = 5;
/// Bytes the csv crate reads at a time: more does not make it faster.
const READ_AHEAD: usize = 256 << 10;

fn main() {
    if process::stand_in() {
        return;
    }
    let chosen: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let part = |name: &str| chosen.is_empty() || chosen.iter().any(|word| word == name);
    let lines = std::env::var("CLAIMLINT_BENCH_LINES").ok().and_then(|lines| lines.parse().ok()).unwrap_or(1_000_000);
    let bench = Bench { folder: TempDir::new().unwrap(), lines };
    for (name, case) in [("wide", Case::Wide), ("quoted", Case::Quoted), ("carrier", Case::Carrier)] {
        if part(name) {
            bench.beside_csv(case);
        }
    }
    if part("linear") {
        bench.linear();
    }
    if part("rules") {
        bench.twice_the_rules();
    }
    if part("packs") {
        bench.all_packs();
    }
    if part("memory") {
        bench.memory();
    }
    if part("start") {
        bench.start();
    }
    if part("detect") {
        bench.detect();
    }
}

struct Bench {
    folder: TempDir,
    lines: usize,
}

impl Bench {
    /// A file of this case and size, made once.
    fn file(&self, case: Case, lines: usize) -> PathBuf {
        let path = self.folder.path().join(format!("{lines}-{}.csv", case.name()));
        if !path.exists() {
            claims::write(case, lines, &path);
        }
        path
    }

    fn beside_csv(&self, case: Case) {
        let path = self.file(case, self.lines);
        let size = std::fs::metadata(&path).unwrap().len();
        println!("{}: {} lines, {}", case.name(), self.lines, megabytes(usize::try_from(size).unwrap()));
        for threads in [1, 2] {
            let parts = parts(&path, threads);
            let [check, parse] = medians([
                &mut || {
                    run(&path, threads, &[]);
                },
                &mut || parse(&path, case.delimiter(), &parts),
            ]);
            let ratio = check.as_secs_f64() / parse.as_secs_f64();
            println!("  {threads} threads: check {check:.2?}, csv alone {parse:.2?}, ratio {ratio:.2}");
        }
        let (findings, report) = run(&path, 1, &[]);
        println!("  {findings} findings, {}", megabytes(report));
    }

    /// A file of a tenth and one of three times the size.
    fn linear(&self) {
        let [small, whole, large] = [self.lines / 10, self.lines, 3 * self.lines].map(|n| self.file(Case::Wide, n));
        #[allow(clippy::cast_precision_loss)]
        let per_byte = |path: &Path, time: Duration| time.as_secs_f64() * 1e9 / path.metadata().unwrap().len() as f64;
        let times =
            medians([&small, &whole, &large].map(|path| move || ignore(run(path, 2, &[]))).each_mut().map(|f| f as _));
        let [small, whole, large] =
            [per_byte(&small, times[0]), per_byte(&whole, times[1]), per_byte(&large, times[2])];
        println!("nanoseconds per byte at 0.1, 1 and 3 times the size: {small:.3}, {whole:.3}, {large:.3}");
    }

    /// Every rule a file can say once more, under another code and name.
    fn twice_the_rules(&self) {
        let path = self.file(Case::Wide, self.lines);
        let again = self.rules_again();
        let [once, twice] = medians([&mut || ignore(run(&path, 1, &[])), &mut || ignore(run(&path, 1, &again))]);
        let ratio = twice.as_secs_f64() / once.as_secs_f64();
        println!("all rules of {} files twice: {once:.2?}, {twice:.2?}, ratio {ratio:.2}", again.len());
    }

    /// Every pack, beside reading the file and looking its diagnoses up.
    fn all_packs(&self) {
        let path = self.file(Case::Wide, self.lines);
        let codes = Settings { select: vec!["reading".to_owned(), "diagnosis".to_owned()], ..one_thread() };
        let [codes, all] =
            medians([&mut || ignore(run_with(&path, &codes)), &mut || ignore(run_with(&path, &one_thread()))]);
        let ratio = all.as_secs_f64() / codes.as_secs_f64();
        println!("all packs beside reading and diagnosis alone: {all:.2?}, {codes:.2?}, ratio {ratio:.2}");
    }

    fn rules_again(&self) -> Vec<PathBuf> {
        let mut packs = Vec::new();
        let shipped = claimlint::rule::registry::SHIPPED.iter();
        for (name, text) in shipped.filter(|(_, text)| text.contains("[[rule]]") && !text.contains("native = ")) {
            let again: Vec<String> = text.lines().map(renamed).collect();
            let pack = self.folder.path().join(name.replace('/', "-"));
            std::fs::write(&pack, again.join("\n")).unwrap();
            packs.push(pack);
        }
        packs
    }

    fn memory(&self) {
        let [small, large] = [self.lines / 10, self.lines].map(|lines| self.file(Case::Wide, lines));
        let scattered = self.folder.path().join("scattered.csv");
        claims::shuffle(&large, &scattered);
        let peaks = [&small, &large, &scattered].map(|path| process::peak(path).unwrap_or(f64::NAN));
        println!(
            "peak memory: {:.1} MiB, ten times the file {:.1} MiB, ratio {:.2}",
            peaks[0],
            peaks[1],
            peaks[1] / peaks[0]
        );
        let [together, apart] = medians([&mut || ignore(run(&large, 2, &[])), &mut || ignore(run(&scattered, 2, &[]))]);
        let ratio = apart.as_secs_f64() / together.as_secs_f64();
        println!(
            "lines shuffled: {apart:.2?} instead of {together:.2?}, ratio {ratio:.2}, peak memory {:.1} MiB",
            peaks[2]
        );
    }

    fn start(&self) {
        let path = self.file(Case::Wide, 10);
        let mut times: Vec<Duration> = (0..31).map(|_| process::time(&path)).collect();
        let peak = process::peak(&path).unwrap_or(f64::NAN);
        println!("ten lines: {:.1?}, {peak:.1} MiB; the program is {:.1} MiB", median(&mut times), process::size());
    }

    /// A look at the beginning of a long file: the first one of a process, which reads the layouts, and those after it.
    fn detect(&self) {
        let path = self.file(Case::Wide, 10_000);
        let look = || {
            let begun = Instant::now();
            let mut source = File::open(&path).unwrap();
            let columns = BTreeMap::new();
            let expected =
                Expected { columns: Given::All(&columns), layout: None, own: &[], diagnoses: Diagnoses::Here };
            std::hint::black_box(opening::open(&mut source, &path, &expected).unwrap());
            begun.elapsed()
        };
        let first = look();
        let mut times: Vec<Duration> = (0..101).map(|_| look()).collect();
        println!("layout detected in {first:.2?} the first time, then in {:.2?}", median(&mut times));
    }
}

fn ignore<T>(_: T) {}

/// A line of a rule file, its rule given another code and another name.
fn renamed(line: &str) -> String {
    let word = |key: &str| line.strip_prefix(key).and_then(|rest| rest.trim_start().strip_prefix("= \""));
    match (word("code"), word("name")) {
        (Some(code), _) => format!("code = \"X{code}"),
        (_, Some(name)) => format!("name = \"again-{name}"),
        _ => line.to_owned(),
    }
}

/// Checks a file and renders the report in memory; the number of findings and the bytes of the report.
fn run(path: &Path, threads: usize, packs: &[PathBuf]) -> (u64, usize) {
    run_with(path, &Settings { threads: NonZeroUsize::new(threads), packs: packs.to_vec(), ..Settings::default() })
}

fn one_thread() -> Settings {
    Settings { threads: NonZeroUsize::new(1), ..Settings::default() }
}

fn run_with(path: &Path, settings: &Settings) -> (u64, usize) {
    let outcome = check(&[Input::File(path.to_path_buf())], settings).unwrap();
    assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
    let mut out = Vec::new();
    let report = Report { rules: &outcome.rules, summary: &outcome.summary };
    let mut channels = [Channel::new(Format::Jsonl.renderer(Look::default()), &mut out)];
    write_report(report, &outcome.findings, &mut channels).unwrap();
    (outcome.findings.len(), out.len())
}

/// A file cut at record ends, a part a thread.
fn parts(path: &Path, threads: usize) -> Vec<Range<u64>> {
    let bytes = std::fs::read(path).unwrap();
    let mut start = 0;
    let ends = (1..=threads).map(|part| {
        let end = bytes.len() * part / threads;
        bytes[end..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |newline| end + newline + 1)
    });
    ends.map(|end| std::mem::replace(&mut start, end as u64)..end as u64).collect()
}

/// Reads every record with the csv crate into one that is used again, each part of the file on a thread of its own.
fn parse(path: &Path, delimiter: u8, parts: &[Range<u64>]) {
    std::thread::scope(|scope| {
        for part in parts {
            scope.spawn(move || {
                let mut file = File::open(path).unwrap();
                file.seek(SeekFrom::Start(part.start)).unwrap();
                let mut builder = csv::ReaderBuilder::new();
                builder.delimiter(delimiter).has_headers(false).buffer_capacity(READ_AHEAD);
                let mut reader = builder.from_reader(file.take(part.end - part.start));
                let mut record = csv::ByteRecord::new();
                let mut cells = 0;
                while reader.read_byte_record(&mut record).unwrap() {
                    cells += record.len();
                }
                std::hint::black_box(cells);
            });
        }
    });
}

/// The median time of each piece of work, all done in turn, several times.
fn medians<const N: usize>(mut works: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut times: [Vec<Duration>; N] = std::array::from_fn(|_| Vec::new());
    for _ in 0..RUNS {
        for (work, times) in works.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            work();
            times.push(begun.elapsed());
        }
    }
    times.map(|mut times| median(&mut times))
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn megabytes(bytes: usize) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}
