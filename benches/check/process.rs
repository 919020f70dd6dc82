//! The whole program as a process of its own: how long it takes and how much memory it has held.
//!
//! Memory is read by the program about itself, at its end: what the system keeps for a parent also counts the parent
//! before the program took its place. So the benchmark runs itself again, as the program.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Set for a run of the benchmark that is to be the program.
const AS_PROGRAM: &str = "CLAIMLINT_BENCH_AS_PROGRAM";

/// The program itself, if this process is to be it; then it prints the most memory it has held.
pub(crate) fn stand_in() -> bool {
    if std::env::var_os(AS_PROGRAM).is_none() {
        return false;
    }
    let _: std::process::ExitCode = claimlint::cli::run(std::env::args_os()).into();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    eprintln!("{}", most.and_then(|line| line.split_whitespace().next()).unwrap_or("0"));
    true
}

/// Most memory held while checking a file with two threads, in MiB; `None` where the system does not say.
pub(crate) fn peak(file: &Path) -> Option<f64> {
    let mut program = Command::new(std::env::current_exe().unwrap());
    let output = arguments(&mut program, file).env(AS_PROGRAM, "1").stdout(Stdio::null()).output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    let kib: f64 = words.lines().last()?.parse().ok()?;
    (kib > 0.0).then_some(kib / 1024.0)
}

/// How long the program takes for a file, from its start to its end.
pub(crate) fn time(file: &Path) -> Duration {
    let mut program = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    let begun = Instant::now();
    arguments(&mut program, file).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    begun.elapsed()
}

/// Sends a file through a pipe into the program.
pub(crate) fn on_pipe(file: &Path, threads: usize) {
    let mut from = Command::new("cat").arg(file).stdout(Stdio::piped()).spawn().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_claimlint"));
    let threads = threads.to_string();
    program.args(["check", "--isolated", "--format", "jsonl", "--threads", &threads, "-"]);
    program.stdin(from.stdout.take().unwrap()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    from.wait().unwrap();
}

/// Size of the program in MiB.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn size() -> f64 {
    std::fs::metadata(env!("CARGO_BIN_EXE_claimlint")).unwrap().len() as f64 / f64::from(1 << 20)
}

fn arguments<'c>(program: &'c mut Command, file: &Path) -> &'c mut Command {
    program.args(["check", "--isolated", "--format", "jsonl", "--threads", "2"]).arg(file)
}
