//! The files below a folder, and by their endings which of them are claim files.

use crate::error::{Error, Result};
use ignore::WalkBuilder;
use std::path::{Path, PathBuf};

/// Endings of the files that are looked for in a folder, each also packed.
pub(super) const ENDINGS: [&str; 4] = ["csv", "txt", "psv", "tsv"];
/// Endings of packed files.
const PACKED: [&str; 3] = ["gz", "zst", "zstd"];

/// The files below a folder, at most `depth` levels, for which `wanted` says yes. Links to folders are not followed: they can lead in
/// circles. What `.gitignore` names is looked into: exports are often kept out of version control.
pub(super) fn below(folder: &Path, depth: Option<usize>, wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let from = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut files = Vec::new();
    let walk = WalkBuilder::new(from).standard_filters(false).max_depth(depth).sort_by_file_path(Path::cmp).build();
    for entry in walk {
        let entry = entry.map_err(|error| unread(from, error))?;
        let path = entry.path();
        let path = path.strip_prefix(".").unwrap_or(path);
        // What a link points to may be gone: that is a file that cannot be read, and not none.
        if wanted(path) && entry.path().metadata().map_or(true, |held| held.is_file()) {
            files.push(path.to_path_buf());
        }
    }
    Ok(files)
}

fn unread(folder: &Path, error: ignore::Error) -> Error {
    let path = place(&error).unwrap_or(folder).to_path_buf();
    // The walk tells the path once more; it is named already.
    let source = error.into_io_error().map(|source| source.kind().into());
    Error::io("read", &path)(source.unwrap_or_else(|| std::io::Error::other("cannot walk it")))
}

/// Where a walk was stopped.
fn place(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } => place(err),
        _ => None,
    }
}

pub(super) fn ends(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

pub(super) fn is_claim_file(path: &Path) -> bool {
    ends(path, &ENDINGS)
        || (ends(path, &PACKED) && path.file_stem().is_some_and(|stem| ends(Path::new(stem), &ENDINGS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_cannot_be_read_is_named() {
        let walked = ignore::Error::WithDepth {
            depth: 1,
            err: Box::new(ignore::Error::WithPath {
                path: "out/locked".into(),
                err: Box::new(ignore::Error::Io(std::io::ErrorKind::PermissionDenied.into())),
            }),
        };
        assert_eq!(unread(Path::new("."), walked).to_string(), "cannot read out/locked: permission denied");
    }
}
