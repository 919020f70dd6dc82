//! Formats on their way to somewhere, all told of a report in one pass over its findings.

use super::{Alone, Render};
use crate::check::pool;
use crate::error::Result;
use crate::report::{Batch, Diagnostic, Report, Spool, Standing};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::io::{self, Write};
use std::num::NonZeroUsize;

/// A format on its way to somewhere.
pub struct Channel<'a> {
    renderer: Box<dyn Render>,
    out: &'a mut dyn Write,
    broken: Option<io::Error>,
    open_only: bool,
}

impl<'a> Channel<'a> {
    /// `renderer`, writing to `out`.
    pub fn new(renderer: Box<dyn Render>, out: &'a mut dyn Write) -> Self {
        Self { renderer, out, broken: None, open_only: false }
    }

    /// The same, told nothing of findings that are set aside.
    #[must_use]
    pub fn of_open_findings(mut self) -> Self {
        self.open_only = true;
        self
    }

    /// The error that ended the writing, if one did.
    #[must_use]
    pub fn into_error(self) -> Option<io::Error> {
        self.broken
    }

    fn attempt(&mut self, step: impl FnOnce(&mut dyn Render, &mut dyn Write) -> io::Result<()>) {
        if self.broken.is_none() {
            self.broken = step(self.renderer.as_mut(), self.out).err();
        }
    }
}

/// Writes a report to all channels, in one pass over its findings. A channel that breaks does not stop the others.
///
/// # Errors
/// When the findings cannot be read back.
pub fn write_report(
    report: Report<'_>,
    findings: &Spool,
    channels: &mut [Channel<'_>],
    threads: Option<NonZeroUsize>,
) -> Result<()> {
    for channel in channels.iter_mut() {
        channel.attempt(|renderer, out| renderer.begin(report, out));
    }
    let alone: Option<Vec<Alone>> = channels.iter().map(|channel| channel.renderer.alone()).collect();
    // A report is not lost for want of threads.
    match alone.zip(pool(threads).ok().filter(|_| findings.len() > FEW)) {
        Some((alone, pool)) => side_by_side(report, findings, channels, &alone, &pool)?,
        None => one_by_one(report, findings, channels)?,
    }
    for channel in channels.iter_mut() {
        channel.attempt(|renderer, out| renderer.end(report, out).and_then(|()| out.flush()));
    }
    Ok(())
}

/// Whether a channel is told of a finding.
fn is_told(open_only: bool, finding: &Diagnostic) -> bool {
    !open_only || finding.standing == Standing::Open
}

/// Findings that are written before threads are started for them.
const FEW: u64 = 256;
/// Batches each thread is given at a time.
const BATCHES: usize = 2;

fn one_by_one(report: Report<'_>, findings: &Spool, channels: &mut [Channel<'_>]) -> Result<()> {
    for finding in findings {
        let finding = finding?;
        for channel in channels.iter_mut().filter(|channel| is_told(channel.open_only, &finding)) {
            channel.attempt(|renderer, out| renderer.finding(report, &finding, out));
        }
        if channels.iter().all(|channel| channel.broken.is_some()) {
            break;
        }
    }
    Ok(())
}

/// Writes the findings of several batches at once, each by its format alone, and puts the texts in their order.
fn side_by_side(
    report: Report<'_>,
    findings: &Spool,
    channels: &mut [Channel<'_>],
    alone: &[Alone],
    pool: &ThreadPool,
) -> Result<()> {
    let mut batches = findings.batches();
    let open_only: Vec<bool> = channels.iter().map(|channel| channel.open_only).collect();
    let text = |batch: &Batch| -> Result<Vec<io::Result<Vec<u8>>>> {
        let findings = batch.findings().collect::<Result<Vec<_>>>()?;
        let of_channel = |(write, open_only): (&Alone, &bool)| {
            let mut text = Vec::new();
            let mut told = findings.iter().filter(|finding| is_told(*open_only, finding));
            told.try_for_each(|finding| write(report, finding, &mut text)).map(|()| text)
        };
        Ok(alone.iter().zip(&open_only).map(of_channel).collect())
    };
    loop {
        let some = batches.by_ref().take(BATCHES * pool.current_num_threads()).collect::<Result<Vec<_>>>()?;
        if some.is_empty() || channels.iter().all(|channel| channel.broken.is_some()) {
            return Ok(());
        }
        let texts: Vec<_> = pool.install(|| some.par_iter().map(text).collect());
        for texts in texts {
            for (channel, text) in channels.iter_mut().zip(texts?) {
                channel.attempt(|_, out| text.and_then(|text| out.write_all(&text)));
            }
        }
    }
}
