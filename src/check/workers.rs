//! Windows shared out among workers, and what becomes of them brought back into their order.
//!
//! A worker that is free reads the next window and works on it. Nobody waits for another but to read, to hand in, and
//! where one is so far ahead that what it has to hand in would pile up.

use super::Stop;
use super::passes::Failure;
use crate::claim::window::{Window, Windows};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many windows a worker may be ahead of the slowest one.
const AHEAD: u64 = 16;

/// Works on each window, and takes in what became of them in their order. What is left of a window's buffer is used
/// again.
///
/// # Errors
/// When the source cannot be read, the run is told to stop, or `done` fails. All windows read before are taken in, but
/// where it is `done` that fails.
pub(super) fn each_window<R: Read + Send, T: Send>(
    windows: Windows<R>,
    stop: &Stop,
    work: impl Fn(Window) -> (T, Vec<u8>) + Sync,
    done: impl FnMut(T) -> Result<(), Failure> + Send,
) -> Result<(), Failure> {
    let source = Mutex::new(Numbered { windows, next: 0, over: false });
    let taker =
        Taker { taken: Mutex::new(Taken { next: 0, early: BTreeMap::new(), done, failed: false }), on: Condvar::new() };
    let worker = |_| {
        let mut buffer = Vec::new();
        loop {
            // The source is another worker's as soon as the window is read.
            let read = lock(&source).next(buffer, stop)?;
            let Some((number, window)) = read else { return Ok(()) };
            let (result, left) = work(window);
            buffer = left;
            if let Err(failure) = taker.take(number, result) {
                lock(&source).over = true;
                return Err(failure);
            }
        }
    };
    let workers = (0..rayon::current_num_threads()).into_par_iter().with_max_len(1);
    let ended: Vec<_> = workers.map(worker).collect();
    ended.into_iter().collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Windows with their numbers.
struct Numbered<R> {
    windows: Windows<R>,
    next: u64,
    /// Whether no more are wanted.
    over: bool,
}

impl<R: Read> Numbered<R> {
    fn next(&mut self, buffer: Vec<u8>, stop: &Stop) -> Result<Option<(u64, Window)>, Failure> {
        if self.over {
            return Ok(None);
        }
        // Whatever goes wrong is said by one worker.
        self.over = true;
        if stop.is_asked() {
            return Err(Failure::Interrupted);
        }
        let window = self.windows.next(buffer).map_err(Failure::Window)?;
        self.over = window.is_none();
        self.next += 1;
        Ok(window.map(|window| (self.next - 1, window)))
    }
}

/// What became of windows.
struct Taken<T, D> {
    /// The number of the one whose turn it is.
    next: u64,
    /// Those that are done before it is their turn.
    early: BTreeMap<u64, T>,
    done: D,
    failed: bool,
}

struct Taker<T, D> {
    taken: Mutex<Taken<T, D>>,
    /// Told whenever it is another one's turn.
    on: Condvar,
}

impl<T, D: FnMut(T) -> Result<(), Failure>> Taker<T, D> {
    fn take(&self, number: u64, result: T) -> Result<(), Failure> {
        let is_far_ahead = |taken: &mut Taken<T, D>| number > taken.next + AHEAD && !taken.failed;
        let mut taken = self.on.wait_while(lock(&self.taken), is_far_ahead).unwrap_or_else(PoisonError::into_inner);
        let Taken { next, early, done, failed } = &mut *taken;
        early.insert(number, result);
        while let Some(result) = early.remove(next).filter(|_| !*failed) {
            *next += 1;
            done(result).inspect_err(|_| {
                *failed = true;
                self.on.notify_all();
            })?;
        }
        self.on.notify_all();
        Ok(())
    }
}
