//! A progress bar, for a run long enough to be waited for.

use crate::check::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a run goes before a bar appears.
const PATIENCE: Duration = Duration::from_secs(1);

/// The bar of a run; it vanishes when it is dropped.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// A bar that nobody sees yet.
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// What moves it.
    pub(super) fn progress(&self) -> Progress {
        let bar = self.0.clone();
        let start = Instant::now();
        Progress(Arc::new(move |done, total| {
            if start.elapsed() < PATIENCE {
                return;
            }
            if let Some(total) = total {
                bar.set_length(total);
            }
            if bar.is_hidden() {
                bar.set_draw_target(ProgressDrawTarget::stderr());
            }
            bar.set_position(done);
        }))
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
