//! The bytes of an input, once or twice.
//!
//! A file with claims scattered through it is read a second time. A file is simply read again; standard input and
//! pipes are copied to an unnamed temporary file on the way. What is packed is unpacked, a packed file each time anew.

use super::awaited::awaited;
use super::kept::Kept;
use super::packed::Unpacked;
use super::{Input, Progress, Stop};
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Bytes of a pipe kept in memory before they are copied to disk.
const IN_MEMORY: usize = 1 << 20;

enum Origin {
    File(File),
    Packed { file: File, unpacked: Unpacked<File> },
    Pipe { from: Box<dyn Read + Send>, copy: Kept },
    Replay(Kept),
    Memory(io::Cursor<Vec<u8>>),
}

/// A file of this size from its first byte on, of which the beginning has been looked at.
fn begun(mut file: File, unpacked: Unpacked<File>, size: u64) -> io::Result<(Origin, Option<u64>)> {
    if unpacked.is_packed() {
        return Ok((Origin::Packed { file, unpacked }, None));
    }
    file.seek(SeekFrom::Start(0))?;
    Ok((Origin::File(file), Some(size)))
}

/// An input being read.
pub(super) struct Source {
    origin: Origin,
    read: u64,
    size: Option<u64>,
    progress: Option<Progress>,
    /// The file it is, if it is one.
    pub(super) watched: Option<Watched>,
}

impl Source {
    /// Opens an input; of one that may be silent no more is waited for where the run is to stop.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub(super) fn open(input: &Input, progress: Option<Progress>, stop: &Stop) -> Result<Self> {
        let pipe = |from| Origin::Pipe { from, copy: Kept::new(IN_MEMORY) };
        let mut watched = None;
        let (origin, size) = match input {
            Input::Text { text, .. } => {
                (Origin::Memory(io::Cursor::new(text.clone().into_bytes())), Some(text.len() as u64))
            }
            Input::Stdin { name } => {
                let stdin = awaited(|| Unpacked::new(io::stdin()), stop);
                (pipe(stdin.map_err(Error::io("read", Path::new(name)))?), None)
            }
            Input::File(path) => {
                let file = File::open(path).map_err(Error::io("read", path))?;
                watched = Watched::new(&file);
                let about = file.metadata().map_err(Error::io("read", path))?;
                let opened = file.try_clone().map_err(Error::io("read", path))?;
                if about.is_file() {
                    let unpacked = Unpacked::new(opened).map_err(Error::io("read", path))?;
                    begun(file, unpacked, about.len()).map_err(Error::io("read", path))?
                } else {
                    let piped = awaited(move || opened.try_clone().and_then(Unpacked::new), stop);
                    (pipe(piped.map_err(Error::io("read", path))?), None)
                }
            }
        };
        Ok(Self { origin, read: 0, size, progress, watched })
    }

    /// Back to the first byte.
    ///
    /// # Errors
    /// When the file or the copy cannot be read again.
    pub(super) fn rewind(&mut self) -> io::Result<()> {
        self.progress = None;
        self.origin = match std::mem::replace(&mut self.origin, Origin::Replay(Kept::new(0))) {
            Origin::File(mut file) => {
                file.seek(SeekFrom::Start(0))?;
                Origin::File(file)
            }
            Origin::Packed { mut file, .. } => {
                file.seek(SeekFrom::Start(0))?;
                let unpacked = Unpacked::new(file.try_clone()?)?;
                Origin::Packed { file, unpacked }
            }
            Origin::Memory(mut text) => {
                text.set_position(0);
                Origin::Memory(text)
            }
            Origin::Pipe { mut copy, .. } | Origin::Replay(mut copy) => {
                copy.seek(SeekFrom::Start(0))?;
                Origin::Replay(copy)
            }
        };
        Ok(())
    }

    /// Bytes read so far, or the size of the file where that is known.
    #[must_use]
    pub(super) fn size(&self) -> u64 {
        self.size.unwrap_or(self.read)
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.origin {
            Origin::File(file) => file.read(buffer)?,
            Origin::Packed { unpacked, .. } => unpacked.read(buffer)?,
            Origin::Replay(copy) => copy.read(buffer)?,
            Origin::Memory(text) => text.read(buffer)?,
            Origin::Pipe { from, copy } => {
                let count = from.read(buffer)?;
                copy.write_all(&buffer[..count])?;
                count
            }
        };
        self.read += count as u64;
        if let Some(Progress(tell)) = &self.progress {
            tell(self.read, self.size);
        }
        Ok(count)
    }
}

/// A file that is being read, and what it was when its reading began. It is asked itself and not its name, which may be that of
/// another file by now.
pub(super) struct Watched {
    file: File,
    began: Option<Stamp>,
}

/// By what it is seen whether a file is still the same.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    written: Option<SystemTime>,
}

impl Stamp {
    fn of(file: &File) -> Option<Self> {
        let about = file.metadata().ok()?;
        Some(Self { size: about.len(), written: about.modified().ok() })
    }
}

impl Watched {
    /// `None` for what is no file, and for one that cannot be kept open twice.
    fn new(file: &File) -> Option<Self> {
        let is_file = file.metadata().is_ok_and(|about| about.is_file());
        let file = is_file.then(|| file.try_clone().ok()).flatten()?;
        Some(Self { began: Stamp::of(&file), file })
    }

    /// Why a file that somebody wrote to in the meantime has not been checked: what was read of it is of no one moment.
    #[must_use]
    pub(super) fn changed(&self, path: &Path) -> Option<Error> {
        (Stamp::of(&self.file) != self.began).then(|| Error::Input {
            path: path.to_path_buf(),
            problem: "it was written to while it was being read".to_owned(),
            help: Some("check it again when its export has ended".to_owned()),
        })
    }
}

/// The name of an input in a report.
#[must_use]
pub(super) fn name(input: &Input) -> String {
    match input {
        Input::File(path) => path.display().to_string(),
        Input::Stdin { name } | Input::Text { name, .. } => name.clone(),
    }
}

/// The name of an input where an error speaks of it.
#[must_use]
pub(super) fn path(input: &Input) -> PathBuf {
    match input {
        Input::File(path) => path.clone(),
        Input::Stdin { name } | Input::Text { name, .. } => PathBuf::from(name),
    }
}
