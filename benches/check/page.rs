//! What was measured, printed as it comes and kept for `tests/bench/README.md`.

use std::fmt::Write as _;
use std::time::Duration;

/// The page, as it grows.
#[derive(Default)]
pub(crate) struct Page {
    text: String,
}

/// One file checked, beside passes that do less.
pub(crate) struct Beside {
    pub(crate) what: String,
    pub(crate) bytes: u64,
    pub(crate) threads: usize,
    pub(crate) check: Duration,
    /// The csv crate, simd-csv, and a look at every byte.
    pub(crate) floors: [Duration; 3],
}

impl Page {
    /// A heading, and what it is about.
    pub(crate) fn part(&mut self, heading: &str, about: &str) {
        println!("{heading}");
        let _ = writeln!(self.text, "\n## {heading}\n\n{about}\n");
    }

    /// A list item.
    pub(crate) fn say(&mut self, sentence: &str) {
        println!("  {sentence}");
        let _ = writeln!(self.text, "- {sentence}");
    }

    /// The head of a table of [`Beside`]s.
    pub(crate) fn table(&mut self) {
        self.text.push_str(
            "| file | size | threads | check ÷ csv | check ÷ simd-csv | check ÷ touch | check | per second |\n\
             |---|--:|--:|--:|--:|--:|--:|--:|\n",
        );
    }

    /// A row of it.
    pub(crate) fn row(&mut self, of: &Beside) {
        let [csv, simd, touch] = of.floors.map(|floor| of.check.as_secs_f64() / floor.as_secs_f64());
        let Beside { what, threads, check, .. } = of;
        let speed = of.bytes as f64 / check.as_secs_f64() / 1e9;
        let size = megabytes(of.bytes);
        println!(
            "  {what}, {size}, {threads} threads: {csv:.2} of csv, {simd:.2} of simd-csv, {touch:.2} of touch; {check:.2?}"
        );
        let _ = writeln!(
            self.text,
            "| {what} | {size} | {threads} | **{csv:.2}** | {simd:.2} | {touch:.2} | {check:.2?} | {speed:.2} GB |"
        );
    }

    /// Writes the page where it is kept.
    pub(crate) fn record(&self) {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench");
        std::fs::create_dir_all(&folder).unwrap();
        let machine = machine();
        let text = format!(
            "# How fast, and in how much memory\n\n\
             `cargo bench -- record` makes this page; it takes about ten minutes and 12 GB of disk. Measured on {machine}.\n\n\
             Times mean little from one machine to the next. What counts are the ratios: a check with every rule, its\n\
             findings written to a file as JSONL, beside a pass of the csv crate that does nothing but read every record,\n\
             one of simd-csv that does the same, and one that only counts line ends; on the same file, as many threads, in\n\
             turns, the median of five. All read the file anew, which the system holds in memory.\n{}",
            self.text
        );
        std::fs::write(folder.join("README.md"), text).unwrap();
    }
}

fn machine() -> String {
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name =
        about.lines().find_map(|line| line.strip_prefix("model name")).map(|line| line.trim_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{cores} cores of {}, {}", name.unwrap_or("an unnamed processor"), std::env::consts::OS)
}

pub(crate) fn megabytes(bytes: u64) -> String {
    if bytes < 10_000_000 { format!("{} kB", bytes / 1000) } else { format!("{} MB", bytes / 1_000_000) }
}
