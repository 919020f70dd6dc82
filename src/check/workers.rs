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
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many windows a worker may be ahead of the slowest one, and the bytes of what waits to be taken in.
const AHEAD: u64 = 64;
const WAITING: usize = 16 << 20;

/// What becomes of a window.
pub(super) trait Made: Send {
    /// How many bytes it holds, more or less.
    fn weight(&self) -> usize;
}

/// Works on each window, and takes in what became of them in their order. What is left of a window's buffer is used
/// again.
///
/// # Errors
/// When the source cannot be read, the run is told to stop, or `done` fails. All windows read before are taken in, but
/// where it is `done` that fails.
pub(super) fn each_window<R: Read + Send, T: Made>(
    windows: Windows<R>,
    stop: &Stop,
    work: impl Fn(Window) -> (T, Vec<u8>) + Sync,
    done: impl FnMut(T) -> Result<(), Failure> + Send,
) -> Result<(), Failure> {
    let over = AtomicBool::new(false);
    let source = Mutex::new(Numbered { windows, next: 0 });
    let taken = Mutex::new(Taken { next: 0, early: BTreeMap::new(), waiting: 0, done });
    let results = Taker { taken, on: Condvar::new(), over: &over };
    let worker = |_| {
        let mut buffer = Vec::new();
        loop {
            // The source is another worker's as soon as the window is read.
            let read = lock(&source).next(buffer, &over, stop)?;
            let Some((number, window)) = read else { return Ok(()) };
            let at_work = AtWork(&results);
            let (result, left) = work(window);
            std::mem::forget(at_work);
            buffer = left;
            results.take(number, result)?;
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
}

impl<R: Read> Numbered<R> {
    /// The next one; `None` behind the last, and where the work is `over`.
    fn next(&mut self, buffer: Vec<u8>, over: &AtomicBool, stop: &Stop) -> Result<Option<(u64, Window)>, Failure> {
        if over.load(Ordering::Acquire) {
            return Ok(None);
        }
        let window = if stop.is_asked() {
            Err(Failure::Interrupted)
        } else {
            self.windows.next(buffer).map_err(Failure::Window)
        };
        // Whatever goes wrong is said by one worker.
        if !matches!(window, Ok(Some(_))) {
            over.store(true, Ordering::Release);
        }
        self.next += 1;
        Ok(window?.map(|window| (self.next - 1, window)))
    }
}

/// What became of windows.
struct Taken<T, D> {
    /// The number of the one whose turn it is.
    next: u64,
    /// Those that are done before it is their turn, and their weight.
    early: BTreeMap<u64, T>,
    waiting: usize,
    done: D,
}

struct Taker<'o, T, D> {
    taken: Mutex<Taken<T, D>>,
    /// Told whenever it is another one's turn.
    on: Condvar,
    /// Whether no more windows are wanted, or there are none.
    over: &'o AtomicBool,
}

impl<T: Made, D: FnMut(T) -> Result<(), Failure>> Taker<'_, T, D> {
    fn take(&self, number: u64, result: T) -> Result<(), Failure> {
        let is_far_ahead = |taken: &mut Taken<T, D>| {
            let Taken { next, waiting, .. } = *taken;
            next != GIVEN_UP && (number > next + AHEAD || (number > next && waiting > WAITING))
        };
        let mut taken = self.on.wait_while(lock(&self.taken), is_far_ahead).unwrap_or_else(PoisonError::into_inner);
        let Taken { next, early, waiting, done } = &mut *taken;
        *waiting += result.weight();
        early.insert(number, result);
        while let Some(result) = early.remove(next) {
            *waiting -= result.weight();
            *next += 1;
            if let Err(failure) = done(result) {
                drop(taken);
                self.give_up();
                return Err(failure);
            }
        }
        self.on.notify_all();
        Ok(())
    }
}

/// In place of the number whose turn it is: nothing more is taken in.
const GIVEN_UP: u64 = u64::MAX;

impl<T, D> Taker<'_, T, D> {
    fn give_up(&self) {
        self.over.store(true, Ordering::Release);
        lock(&self.taken).next = GIVEN_UP;
        self.on.notify_all();
    }
}

/// A window that is worked on. Where that ends in a panic, the other workers do not wait for what it would have made.
struct AtWork<'t, 'o, T, D>(&'t Taker<'o, T, D>);

impl<T, D> Drop for AtWork<'_, '_, T, D> {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::header_line::HeaderLine;
    use crate::claim::marks::Marks;
    use crate::claim::record::Splitter;
    use crate::claim::window::Cuts;
    use std::time::Duration;

    impl Made for String {
        fn weight(&self) -> usize {
            WAITING / 3
        }
    }

    fn windows(text: &str) -> Windows<&[u8]> {
        let splitter = Splitter { marks: Marks { delimiter: b',', quote: b'"' }, width: 1, header: HeaderLine::NONE };
        Windows::new(text.as_bytes(), Vec::new(), splitter, None, Cuts { window: 40, claim: 1 << 10 })
    }

    fn on_threads<T: Send>(count: usize, work: impl FnOnce() -> T + Send) -> T {
        rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads").install(work)
    }

    /// The windows with a nine in them take long, so that others are far ahead.
    fn slowly(window: &Window) -> String {
        let text = String::from_utf8_lossy(window.bytes()).into_owned();
        if text.contains('9') {
            std::thread::sleep(Duration::from_millis(2));
        }
        text
    }

    /// What is taken in of a text, and how the work ended.
    fn taken_in(text: &str, threads: usize) -> (String, Result<(), Failure>) {
        let mut all = String::new();
        let ended = on_threads(threads, || {
            each_window(
                windows(text),
                &Stop::default(),
                |window| (slowly(&window), window.buffer),
                |one| {
                    all.push_str(&one);
                    Ok(())
                },
            )
        });
        (all, ended)
    }

    #[test]
    fn what_became_of_windows_is_taken_in_in_their_order() {
        let text = (0..2000).map(|number| format!("{number}\n")).collect::<Vec<_>>().concat();
        for threads in [1, 2, 7] {
            let (all, ended) = taken_in(&text, threads);
            assert!(ended.is_ok());
            assert_eq!(all, text, "{threads} threads");
        }
    }

    #[test]
    fn what_cannot_be_taken_in_ends_the_work() {
        let text = "1\n".repeat(5000);
        for threads in [1, 2, 7] {
            let mut taken = 0;
            let ended = on_threads(threads, || {
                each_window(
                    windows(&text),
                    &Stop::default(),
                    |window| (slowly(&window), window.buffer),
                    |_| {
                        taken += 1;
                        if taken == 20 { Err(Failure::Io(std::io::Error::other("the disk is full"))) } else { Ok(()) }
                    },
                )
            });
            assert!(matches!(ended, Err(Failure::Io(_))), "{threads} threads");
            assert_eq!(taken, 20);
        }
    }

    #[test]
    fn all_windows_before_one_that_cannot_be_read_are_taken_in() {
        let claims = "1\n".repeat(3000);
        let text = format!("{claims}{}", "x".repeat(1 << 12));
        for threads in [1, 2, 7] {
            let (all, ended) = taken_in(&text, threads);
            assert!(matches!(ended, Err(Failure::Window(_))), "{threads} threads");
            assert!(all.len() > claims.len() / 2 && claims.starts_with(&all), "{} of {}", all.len(), claims.len());
        }
    }

    #[test]
    fn a_panic_of_one_worker_leaves_none_waiting() {
        let text = (0..5000).map(|number| format!("{number}\n")).collect::<Vec<_>>().concat();
        let panics = |window: Window| {
            assert!(!window.bytes().starts_with(b"0\n"), "as it must");
            (slowly(&window), window.buffer)
        };
        let run = || each_window(windows(&text), &Stop::default(), panics, |_| Ok(()));
        assert!(std::panic::catch_unwind(|| on_threads(3, || run().is_ok())).is_err());
    }
}
