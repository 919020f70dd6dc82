//! An input that may be silent, such as standard input, read by a thread of its own: whoever waits for more of it sees when
//! the run is to stop, and leaves that thread behind.

use super::Stop;
use crate::error::Aside;
use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes read at a time: as many as a pipe holds.
const PIECE: usize = 64 << 10;
/// Pieces read ahead.
const AHEAD: usize = 8;
/// How often somebody who waits looks whether the run is to stop.
const LOOK: Duration = Duration::from_millis(50);
/// How long after that what still comes is taken, so that what was under way is checked.
const STILL_TAKEN: Duration = Duration::from_millis(200);

/// What `open` opens, to be read until the run is to stop.
///
/// # Errors
/// Those of `open`, where there is no thread for it: then it is read as ever.
pub(super) fn awaited<R: Read + Send + 'static>(
    open: impl Fn() -> io::Result<R> + Send + Sync + 'static,
    stop: &Stop,
) -> io::Result<Box<dyn Read + Send>> {
    let (hand, pieces) = sync_channel(AHEAD);
    let open = Arc::new(open);
    let opened = Arc::clone(&open);
    match thread::Builder::new().spawn(move || read_all(&*opened, &hand)) {
        Ok(_) => {
            Ok(Box::new(Awaited { pieces, piece: Cursor::default(), ended: false, stop: stop.clone(), seen: None }))
        }
        Err(_) => Ok(Box::new(open()?)),
    }
}

/// Hands on all there is, piece by piece, until nobody wants more.
fn read_all<R: Read>(open: &impl Fn() -> io::Result<R>, hand: &SyncSender<io::Result<Vec<u8>>>) {
    let mut from = match open() {
        Ok(from) => from,
        // Where nobody wants it, there is nobody to be told.
        Err(error) => {
            _ = hand.send(Err(error));
            return;
        }
    };
    loop {
        let mut piece = vec![0; PIECE];
        let read = match from.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read,
        };
        let is_over = !matches!(read, Ok(1..));
        let piece = read.map(|count| {
            piece.truncate(count);
            piece
        });
        if hand.send(piece).is_err() || is_over {
            return;
        }
    }
}

/// The side of the one who waits.
struct Awaited {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: Cursor<Vec<u8>>,
    /// Whether the end has come: a piece with nothing in it.
    ended: bool,
    stop: Stop,
    /// When it was seen that the run is to stop.
    seen: Option<Instant>,
}

impl Awaited {
    fn is_over(&mut self) -> bool {
        self.stop.is_asked() && self.seen.get_or_insert_with(Instant::now).elapsed() >= STILL_TAKEN
    }
}

impl Read for Awaited {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.piece.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            if self.is_over() {
                return Err(Aside::Interrupted.into());
            }
            match self.pieces.recv_timeout(LOOK) {
                Ok(piece) => {
                    self.piece = Cursor::new(piece?);
                    self.ended = self.piece.get_ref().is_empty();
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) if self.ended => return Ok(0),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(io::Error::other("its reader has ended before the input did"));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn what_comes_is_read_to_its_end_and_its_fault_is_told() {
        let text = b"one,two\n".repeat(100_000);
        let whole = text.clone();
        let mut read = Vec::new();
        let mut all = awaited(move || Ok(Cursor::new(whole.clone())), &Stop::default()).expect("begun");
        all.read_to_end(&mut read).expect("read");
        assert!(read == text);
        assert_eq!(all.read(&mut [0]).expect("the end"), 0);
        let broken = awaited(|| Err::<io::Empty, _>(io::ErrorKind::InvalidData.into()), &Stop::default());
        let error = broken.expect("begun").read(&mut [0]).expect_err("it is broken");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn nobody_waits_for_a_silent_input_when_the_run_is_to_stop() {
        let (silent, mut pipe) = io::pipe().expect("a pipe");
        pipe.write_all(b"a,b\n").expect("written");
        let stop = Stop::default();
        let mut input = awaited(move || silent.try_clone(), &stop).expect("begun");
        let mut row = [0; 4];
        input.read_exact(&mut row).expect("read");
        stop.ask();
        let error = input.read(&mut row).expect_err("nothing comes");
        assert!(matches!(error.downcast(), Ok(Aside::Interrupted)));
    }
}
