//! `cargo bench`: how long checking takes beside merely parsing the same file, and how much memory.
//!
//! Times mean little from one machine to the next, so what counts are ratios: a check of a file (all rules, findings
//! written to a file as JSONL) to a pass of the csv crate over the same file, on as many threads, each the median of
//! runs that take turns. Both read the file anew, which the system has in memory.
//!
//! `cargo bench -- NAME...` runs only the parts with these names: wide, quoted, dirty, carrier, outpatient, long, packed,
//! pipe, findings, linear, rules, packs, memory, start, detect; and, only where they are named, large (the wide file of
//! five times the lines), sizes (files of up to 10 GB), and record (all of them, written to `tests/bench/README.md`).
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

mod case;
mod claims;
mod floors;
mod page;
mod process;

use case::Case;
use claimlint::check::{Input, Settings, check};
use claimlint::claim::{Diagnoses, Expected, Given, opening};
use claimlint::render::{Channel, Format, Look, write_report};
use claimlint::report::Report;
use floors::Floor;
use page::{Beside, Page, megabytes};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const RUNS: usize = 5;

/// A part of the benchmark that says something.
type Part = fn(&mut Bench);

fn main() {
    if process::stand_in() {
        return;
    }
    let chosen: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_chosen = |name: &str| chosen.iter().any(|word| word == name || word == "record");
    let part = |name: &str| chosen.is_empty() || is_chosen(name);
    let lines = std::env::var("CLAIMLINT_BENCH_LINES").ok().and_then(|lines| lines.parse().ok()).unwrap_or(1_000_000);
    let mut bench = Bench { folder: TempDir::new().unwrap(), lines, page: Page::default() };
    bench.page.part("A check beside a parse", "How many times as long a check takes as each of the passes.");
    bench.page.table();
    for case in Case::ALL {
        if part(case.word()) {
            bench.beside(case, lines);
        }
        if case == Case::Wide && is_chosen("large") {
            bench.beside(case, 5 * lines);
        }
    }
    if part("packed") {
        bench.packed();
    }
    if part("pipe") {
        bench.pipe();
    }
    bench.page.part("What it grows with", "On the professional file, with two threads; rules and packs with one.");
    let parts: [(&str, Part); 6] = [
        ("linear", Bench::linear),
        ("findings", Bench::findings),
        ("rules", Bench::twice_the_rules),
        ("packs", Bench::all_packs),
        ("start", Bench::start),
        ("detect", Bench::detect),
    ];
    for (name, measure) in parts {
        if part(name) {
            measure(&mut bench);
        }
    }
    bench.page.part("Memory", "The most a process held, with two threads.");
    if part("memory") {
        bench.memory();
    }
    if is_chosen("sizes") {
        bench.sizes();
    }
    if is_chosen("record") {
        bench.page.record();
    }
}

struct Bench {
    folder: TempDir,
    lines: usize,
    page: Page,
}

impl Bench {
    /// A file of this case and size, made once.
    fn file(&self, case: Case, lines: usize) -> PathBuf {
        let path = self.folder.path().join(format!("{lines}-{}.csv", case.word()));
        if !path.exists() {
            claims::write(case, lines, &path);
        }
        path
    }

    fn beside(&mut self, case: Case, lines: usize) {
        let path = self.file(case, lines);
        let bytes = path.metadata().unwrap().len();
        let out = self.folder.path().join("findings.jsonl");
        for threads in [1, 2] {
            let parts = floors::parts(&path, threads);
            let pass = |floor: Floor| floor.pass(&path, case.delimiter(), &parts);
            let [check, floors @ ..] = medians([
                &mut || ignore(run(&path, threads, &out)),
                &mut || pass(Floor::Csv),
                &mut || pass(Floor::SimdCsv),
                &mut || pass(Floor::Touch),
            ]);
            self.page.row(&Beside { what: case.name(), bytes, threads, check, floors });
        }
    }

    /// The wide file packed: unpacking it is part of what it is measured beside.
    fn packed(&mut self) {
        let plain = self.file(Case::Wide, self.lines);
        let bytes = plain.metadata().unwrap().len();
        let out = self.folder.path().join("findings.jsonl");
        for (name, pack) in [("gz", pack_gz as fn(&Path, &Path)), ("zst", pack_zst)] {
            let path = self.folder.path().join(format!("wide.csv.{name}"));
            pack(&plain, &path);
            let read = |floor: Floor| match name {
                "gz" => floor.read(flate2::read::GzDecoder::new(File::open(&path).unwrap()), b','),
                _ => floor.read(ruzstd::decoding::StreamingDecoder::new(File::open(&path).unwrap()).unwrap(), b','),
            };
            for threads in [1, 2] {
                let [check, floors @ ..] = medians([
                    &mut || ignore(run(&path, threads, &out)),
                    &mut || read(Floor::Csv),
                    &mut || read(Floor::SimdCsv),
                    &mut || read(Floor::Touch),
                ]);
                let what = format!("professional, packed as {name} (beside one thread)");
                self.page.row(&Beside { what, bytes, threads, check, floors });
            }
        }
    }

    /// The wide file through a pipe, into the whole program and into each pass.
    fn pipe(&mut self) {
        let path = self.file(Case::Wide, self.lines);
        let bytes = path.metadata().unwrap().len();
        let read = |floor: Floor| {
            let mut from = Command::new("cat").arg(&path).stdout(Stdio::piped()).spawn().unwrap();
            floor.read(from.stdout.take().unwrap(), b',');
            from.wait().unwrap();
        };
        for threads in [1, 2] {
            let [check, floors @ ..] = medians([
                &mut || process::on_pipe(&path, threads),
                &mut || read(Floor::Csv),
                &mut || read(Floor::SimdCsv),
                &mut || read(Floor::Touch),
            ]);
            let what = "professional, through a pipe (beside one thread)".to_owned();
            self.page.row(&Beside { what, bytes, threads, check, floors });
        }
    }

    /// A file of a tenth and one of three times the size.
    fn linear(&mut self) {
        let files = [self.lines / 10, self.lines, 3 * self.lines].map(|lines| self.file(Case::Wide, lines));
        let out = self.folder.path().join("findings.jsonl");
        let times = medians(files.each_ref().map(|path| || ignore(run(path, 2, &out))).each_mut().map(|f| f as _));
        let per_byte = |at: usize| times[at].as_secs_f64() * 1e9 / files[at].metadata().unwrap().len() as f64;
        let (small, whole, large) = (per_byte(0), per_byte(1), per_byte(2));
        self.page.say(&format!(
            "Bytes: {small:.3}, {whole:.3} and {large:.3} ns a byte at 0.1, 1 and 3 times the wide file."
        ));
    }

    /// The same claims with more faults.
    fn findings(&mut self) {
        let [few, many] = [Case::Wide, Case::Faulty].map(|case| self.file(case, self.lines));
        let outs = ["few.jsonl", "many.jsonl"].map(|name| self.folder.path().join(name));
        let times = medians([&mut || ignore(run(&few, 2, &outs[0])), &mut || ignore(run(&many, 2, &outs[1]))]);
        let count = run(&many, 2, &outs[1]) - run(&few, 2, &outs[0]);
        let bytes = outs[1].metadata().unwrap().len() - outs[0].metadata().unwrap().len();
        let more = times[1].saturating_sub(times[0]);
        let each = more.as_secs_f64() * 1e9 / bytes as f64;
        self.page.say(&format!(
            "Findings: {count} more of them, {} of JSONL, take {more:.2?} more: {each:.2} ns a byte written.",
            megabytes(bytes)
        ));
    }

    /// Every rule a file can say once more, under another code and name.
    fn twice_the_rules(&mut self) {
        let path = self.file(Case::Wide, self.lines);
        let out = self.folder.path().join("findings.jsonl");
        let again = Settings { packs: self.rules_again(), ..one_thread() };
        let [once, twice] = medians([&mut || ignore(run_with(&path, &one_thread(), &out)), &mut || {
            ignore(run_with(&path, &again, &out))
        }]);
        let ratio = twice.as_secs_f64() / once.as_secs_f64();
        self.page.say(&format!("Rules: all those of {} files twice take {ratio:.2} times as long.", again.packs.len()));
    }

    /// Every pack, beside reading the file and looking its diagnoses up.
    fn all_packs(&mut self) {
        let path = self.file(Case::Wide, self.lines);
        let out = self.folder.path().join("findings.jsonl");
        let codes = Settings { select: vec!["reading".to_owned(), "diagnosis".to_owned()], ..one_thread() };
        let [codes, all] = medians([&mut || ignore(run_with(&path, &codes, &out)), &mut || {
            ignore(run_with(&path, &one_thread(), &out))
        }]);
        let ratio = all.as_secs_f64() / codes.as_secs_f64();
        self.page.say(&format!("Packs: all of them take {ratio:.2} times as long as `reading` and `diagnosis` alone."));
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

    fn start(&mut self) {
        let path = self.file(Case::Wide, 10);
        let mut times: Vec<Duration> = (0..31).map(|_| process::time(&path)).collect();
        let peak = process::peak(&path).unwrap_or(f64::NAN);
        self.page.say(&format!(
            "Nothing: ten lines take {:.1?} from the start of the program to its end, and {peak:.1} MiB; the program is \
             {:.1} MiB.",
            median(&mut times),
            process::size()
        ));
    }

    /// A look at the beginning of a long file: the first one of a process, which reads the layouts, and those after it.
    fn detect(&mut self) {
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
        let then = median(&mut times);
        self.page.say(&format!("The layout is detected in {first:.2?} the first time, then in {then:.2?}."));
    }

    fn memory(&mut self) {
        let [small, large] = [self.lines / 10, self.lines].map(|lines| self.file(Case::Wide, lines));
        let scattered = self.folder.path().join("scattered.csv");
        claims::shuffle(&large, &scattered);
        let [small, whole, apart] = [&small, &large, &scattered].map(|path| process::peak(path).unwrap_or(f64::NAN));
        self.page.say(&format!(
            "{small:.1} MiB for {} lines, {whole:.1} MiB for ten times as many: {:.2} times.",
            self.lines / 10,
            whole / small
        ));
        let out = self.folder.path().join("findings.jsonl");
        let [together, shuffled] =
            medians([&mut || ignore(run(&large, 2, &out)), &mut || ignore(run(&scattered, 2, &out))]);
        let ratio = shuffled.as_secs_f64() / together.as_secs_f64();
        self.page.say(&format!("{apart:.1} MiB for the same lines shuffled, which take {ratio:.2} times as long."));
    }

    /// Files of 0.1, 1 and 10 GB, and one of 1 GB in which every claim is scattered.
    fn sizes(&mut self) {
        let sample = self.file(Case::Wide, 100_000).metadata().unwrap().len();
        for size in [100_000_000, 1_000_000_000, 10_000_000_000] {
            let lines = usize::try_from(size * 100_000 / sample).unwrap();
            let path = self.file(Case::Wide, lines);
            let peak = process::peak(&path).unwrap_or(f64::NAN);
            self.page.say(&format!("{peak:.1} MiB for {} MB, {lines} lines.", size / 1_000_000));
            if size == 1_000_000_000 {
                let scattered = self.folder.path().join("scattered.csv");
                claims::shuffle(&path, &scattered);
                let peak = process::peak(&scattered).unwrap_or(f64::NAN);
                self.page.say(&format!("{peak:.1} MiB for those shuffled, so that every claim is scattered."));
                std::fs::remove_file(&scattered).unwrap();
            }
            std::fs::remove_file(&path).unwrap();
        }
    }
}

fn ignore<T>(_: T) {}

fn pack_gz(from: &Path, to: &Path) {
    let mut out = flate2::write::GzEncoder::new(File::create(to).unwrap(), flate2::Compression::default());
    std::io::copy(&mut File::open(from).unwrap(), &mut out).unwrap();
    out.finish().unwrap();
}

fn pack_zst(from: &Path, to: &Path) {
    let (from, to) = (File::open(from).unwrap(), File::create(to).unwrap());
    ruzstd::encoding::compress(from, to, ruzstd::encoding::CompressionLevel::Fastest);
}

/// A line of a rule file, its rule given another code and another name.
fn renamed(line: &str) -> String {
    let word = |key: &str| line.strip_prefix(key).and_then(|rest| rest.trim_start().strip_prefix("= \""));
    match (word("code"), word("name")) {
        (Some(code), _) => format!("code = \"X{code}"),
        (_, Some(name)) => format!("name = \"again-{name}"),
        _ => line.to_owned(),
    }
}

/// Checks a file and writes the report to another; the number of findings.
fn run(path: &Path, threads: usize, out: &Path) -> u64 {
    run_with(path, &Settings { threads: NonZeroUsize::new(threads), ..Settings::default() }, out)
}

fn one_thread() -> Settings {
    Settings { threads: NonZeroUsize::new(1), ..Settings::default() }
}

fn run_with(path: &Path, settings: &Settings, out: &Path) -> u64 {
    let outcome = check(&[Input::File(path.to_path_buf())], settings).unwrap();
    assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
    let mut out = BufWriter::new(File::create(out).unwrap());
    let report = Report { rules: &outcome.rules, summary: &outcome.summary };
    let mut channels = [Channel::new(Format::Jsonl.renderer(Look::default()), &mut out)];
    write_report(report, &outcome.findings, &mut channels, settings.threads).unwrap();
    outcome.findings.len()
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
