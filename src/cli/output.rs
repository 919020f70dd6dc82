//! Where bytes go: standard output, which may be closed at any time, and files, which are written whole or not at all.

use crate::check::Input;
use crate::error::{Error, Result};
use crate::render::Format;
use std::fs::{File, Permissions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempPath;

/// `FORMAT=PATH` on the command line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Destination {
    /// The format.
    pub(super) format: Format,
    /// The file.
    pub(super) path: PathBuf,
}

impl FromStr for Destination {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text.split_once('=').ok_or("write FORMAT=PATH, as in json=findings.json")?;
        if path.is_empty() || path == "-" {
            return Err("a path is wanted after the =; --format says what standard output gets".to_owned());
        }
        Ok(Self { format: format.parse()?, path: path.into() })
    }
}

/// What files under way are called, for a run that ends at once. A name stays after its file is whole: nothing has it then.
/// Whoever makes or names a file holds it meanwhile.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes every file that is not whole, and ends the program: in between none is made, and none gets its name.
pub(super) fn leave_nothing_unfinished(code: u8) -> ! {
    let mut files = unfinished();
    for path in files.drain(..) {
        // One that is whole by now has another name.
        let _ = std::fs::remove_file(path);
    }
    process::exit(i32::from(code))
}

/// Gives all files of a report their names. Where the run is ended at once they all have theirs or none has; one that cannot be
/// named keeps no other from it.
///
/// # Errors
/// The first of those of [`WholeFile::finish`].
pub(super) fn finish_all(files: impl IntoIterator<Item = WholeFile>) -> Result<()> {
    let mut flushed = Vec::new();
    let mut ended = Ok(());
    for mut file in files {
        match file.out.flush() {
            Ok(()) => flushed.push(file),
            Err(source) => ended = ended.and(Err(file.failed(source))),
        }
    }
    let held = unfinished();
    for file in flushed {
        ended = ended.and(file.name(&held));
    }
    drop(held);
    ended
}

/// A file under way: it takes its name, and the place of an older file of this name, only when it is complete.
#[derive(Debug)]
pub(super) struct WholeFile {
    /// As it was named.
    path: PathBuf,
    /// Where it will stand: behind a link, the file it points to.
    target: PathBuf,
    out: BufWriter<File>,
    /// What it is called meanwhile; nothing for a device or a pipe, which cannot be replaced.
    meanwhile: Option<TempPath>,
}

impl WholeFile {
    /// Begins the file at `path`.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub(super) fn create(path: &Path) -> Result<Self> {
        let failed = |source| Error::io("write", path)(source);
        // A link is written through, not replaced.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let held = target.metadata().ok();
        if held.as_ref().is_some_and(|held| !held.is_file()) {
            let file = File::options().write(true).open(&target).map_err(failed)?;
            return Ok(Self { path: path.to_path_buf(), target, out: BufWriter::new(file), meanwhile: None });
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".claimlint-");
        if let Some(permissions) = held.map(|held| held.permissions()).or_else(usual_permissions) {
            builder.permissions(permissions);
        }
        // Of a folder that is not there the system says more than the maker of temporary files does.
        folder.metadata().map_err(failed)?;
        let mut held = unfinished();
        let (file, name) = builder.tempfile_in(folder).map_err(nameless).map_err(failed)?.into_parts();
        held.push(name.to_path_buf());
        drop(held);
        Ok(Self { path: path.to_path_buf(), target, out: BufWriter::new(file), meanwhile: Some(name) })
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// When what is left cannot be written or the file cannot be named.
    pub(super) fn finish(mut self) -> Result<()> {
        self.out.flush().map_err(|source| self.failed(source))?;
        self.name(&unfinished())
    }

    /// Gives a file that is written its name, while no run is ended.
    fn name(self, _: &MutexGuard<'_, Vec<PathBuf>>) -> Result<()> {
        drop(self.out);
        match self.meanwhile {
            Some(name) => name.persist(&self.target).map_err(|error| Error::io("write", &self.path)(error.error)),
            None => Ok(()),
        }
    }

    /// Gives the file its name if none has it, or one that holds the same; says whether that could be.
    ///
    /// # Errors
    /// Those of [`WholeFile::finish`], and when the older file cannot be read.
    pub(super) fn finish_beside(mut self) -> Result<bool> {
        self.out.flush().map_err(|source| self.failed(source))?;
        match &self.meanwhile {
            Some(name) if self.target.exists() => same(name, &self.target).map_err(Error::io("read", &self.path)),
            _ => self.finish().map(|()| true),
        }
    }

    /// What went wrong while the file was written.
    pub(super) fn failed(&self, source: io::Error) -> Error {
        Error::io("write", &self.path)(source)
    }
}

/// Whether two files hold the same bytes.
fn same(one: &Path, other: &Path) -> io::Result<bool> {
    let (mut one, mut other) = (BufReader::new(File::open(one)?), BufReader::new(File::open(other)?));
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let both = left.len().min(right.len());
        if left[..both] != right[..both] || (both == 0 && left.len() != right.len()) {
            return Ok(false);
        }
        if both == 0 {
            return Ok(true);
        }
        one.consume(both);
        other.consume(both);
    }
}

/// What went wrong, without the name of the temporary file that nobody asked for.
fn nameless(error: io::Error) -> io::Error {
    if error.raw_os_error().is_some() { error } else { error.kind().into() }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whether a path is one of the inputs, whatever it is called there.
pub(super) fn is_among(path: &Path, inputs: &[Input]) -> bool {
    let Ok(place) = path.canonicalize() else { return false };
    inputs.iter().any(|input| match input {
        Input::File(claims) => claims.canonicalize().is_ok_and(|claims| claims == place),
        Input::Stdin { .. } | Input::Text { .. } => false,
    })
}

/// The files a run writes, each of them once, and none that it reads.
pub(super) struct Targets<'a> {
    inputs: &'a [Input],
    taken: Vec<PathBuf>,
}

impl<'a> Targets<'a> {
    /// None yet, of a run that checks `inputs`.
    pub(super) const fn of(inputs: &'a [Input]) -> Self {
        Self { inputs, taken: Vec::new() }
    }

    /// Begins a file.
    ///
    /// # Errors
    /// When it cannot be written, is a claim file to check, or was begun or kept before.
    pub(super) fn begin(&mut self, path: &Path) -> Result<WholeFile> {
        self.reserve(path)?;
        WholeFile::create(path)
    }

    /// Takes the name of a file that is begun later.
    ///
    /// # Errors
    /// When it is a claim file to check, or was begun or kept before.
    pub(super) fn reserve(&mut self, path: &Path) -> Result<()> {
        spare_claims(path, self.inputs)?;
        let place = place(path)?;
        if self.taken.contains(&place) {
            return Err(Error::Usage {
                message: format!("{} is read or written by this run already", path.display()),
                help: Some("name another file".to_owned()),
            });
        }
        self.taken.push(place);
        Ok(())
    }

    /// Keeps a file from being begun after this.
    ///
    /// # Errors
    /// Those of [`place`].
    pub(super) fn keep(&mut self, path: &Path) -> Result<()> {
        self.taken.push(place(path)?);
        Ok(())
    }
}

/// Where a file stands or will stand, however it is named.
///
/// # Errors
/// When the folder one is in cannot be found.
pub(super) fn place(path: &Path) -> Result<PathBuf> {
    if let Ok(place) = path.canonicalize() {
        return Ok(place);
    }
    let whole = std::path::absolute(path).map_err(Error::io("write", path))?;
    let folder = whole.parent().and_then(|folder| folder.canonicalize().ok());
    Ok(match (folder, whole.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => whole,
    })
}

/// Refuses to write over a claim file that is to be checked.
///
/// # Errors
/// When the path is one of the inputs.
pub(super) fn spare_claims(path: &Path, inputs: &[Input]) -> Result<()> {
    if is_among(path, inputs) {
        return Err(Error::Usage {
            message: format!("{} is a claim file to check: it is not written over", path.display()),
            help: Some("name another file".to_owned()),
        });
    }
    Ok(())
}

/// Those of a file that any program makes; the umask is taken off by the system.
#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "other systems have none")]
fn usual_permissions() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

/// Left to the system.
#[cfg(not(unix))]
fn usual_permissions() -> Option<Permissions> {
    None
}

/// Standard output, written in large pieces.
pub(super) fn stdout() -> BufWriter<io::StdoutLock<'static>> {
    BufWriter::with_capacity(64 << 10, io::stdout().lock())
}

/// What a failure to write standard output means: nothing, if the reader has closed it.
///
/// # Errors
/// For any other failure.
pub(super) fn stdout_ended(error: Option<io::Error>) -> Result<()> {
    match error {
        Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::io("write", Path::new("standard output"))(error))
        }
        _ => Ok(()),
    }
}

/// Writes a text to standard output.
///
/// # Errors
/// When it cannot be written, unless because the reader has closed it.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = stdout();
    stdout_ended(out.write_all(text.as_bytes()).and_then(|()| out.flush()).err())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_a_format_and_a_path() {
        let json = Destination { format: Format::Json, path: "a=b.json".into() };
        assert_eq!("json=a=b.json".parse(), Ok(json));
        for wrong in ["json", "json=", "json=-", "yaml=x"] {
            assert!(wrong.parse::<Destination>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_file_is_whole_or_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.json");
        std::fs::write(&path, "before").expect("a file");
        let mut file = WholeFile::create(&path).expect("a file");
        file.write_all(b"half").expect("written");
        file.flush().expect("flushed");
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "before");
        drop(file);
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "before");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
        let mut file = WholeFile::create(&path).expect("a file");
        file.write_all(b"after").expect("written");
        file.finish().expect("named");
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "after");
        assert!(WholeFile::create(&folder.path().join("none/out.json")).is_err());
        assert!(WholeFile::create(folder.path()).is_err());
    }

    #[test]
    fn files_get_their_names_together_and_one_that_cannot_keeps_no_other_from_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = ["a", "b", "c"].map(|name| folder.path().join(name));
        let mut files = Vec::new();
        for path in &paths {
            let mut file = WholeFile::create(path).expect("a file");
            file.write_all(b"whole").expect("written");
            files.push(file);
        }
        assert!(paths.iter().all(|path| !path.exists()));
        std::fs::create_dir(&paths[1]).expect("in its way");
        let error = finish_all(files).expect_err("a folder is in the way");
        assert!(error.to_string().starts_with(&format!("cannot write {}", paths[1].display())), "{error}");
        assert!(paths[0].is_file() && paths[2].is_file());
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 3);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_device_is_an_error_and_stays_a_device() {
        use std::os::unix::fs::FileTypeExt;
        let path = Path::new("/dev/full");
        let mut file = WholeFile::create(path).expect("a device");
        file.write_all(b"x").expect("buffered");
        let error = file.finish().expect_err("full");
        assert!(error.to_string().starts_with("cannot write /dev/full: No space left"), "{error}");
        assert!(path.metadata().expect("a device").file_type().is_char_device());
    }
}
