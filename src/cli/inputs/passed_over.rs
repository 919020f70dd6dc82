//! What a folder holds and is passed over: what claimlint has written itself, and what does not end as a claim file does.

use super::Found;
use super::walk::ENDINGS;
use crate::check::Input;
use crate::render::tables::is_table;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Endings of files that may hold claims as well and are read where they are named.
pub(super) const OTHER_TABLES: [&str; 17] = [
    "xlsx", "xlsm", "xlsb", "xls", "ods", "dat", "bak", "old", "out", "prn", "edi", "x12", "837", "parquet",
    "sas7bdat", "zip", "xml",
];
/// Of these as many are named where they are passed over.
const PASSED_OVER: usize = 5;
/// Bytes in which the head of a table of a report begins and, where it is a short one, ends.
const HEAD: u64 = 256;

impl Found<'_> {
    /// What was passed over, in words.
    pub(in super::super) fn passed_over(&self) -> impl Iterator<Item = String> {
        let copies = self.copies.iter().map(|copy| {
            format!(
                "{} is the corrected copy of the file beside it and was passed over; name it to have it",
                copy.display()
            )
        });
        let mut folders: BTreeMap<&Path, Vec<&str>> = BTreeMap::new();
        for table in &self.tables {
            let name = table.file_name().and_then(OsStr::to_str).unwrap_or_default();
            folders.entry(table.parent().unwrap_or(Path::new(""))).or_default().push(name);
        }
        let tables = folders.into_iter().map(|(folder, names)| {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            format!("{}: tables of a report were passed over: {}", folder.display(), names.join(", "))
        });
        copies.chain(tables).chain(self.others_passed_over())
    }

    fn others_passed_over(&self) -> Option<String> {
        let named = |path: &PathBuf| self.inputs.iter().any(|(input, _)| *input == Input::File(path.clone()));
        let others: Vec<String> =
            self.others.iter().filter(|path| !named(path)).map(|path| path.display().to_string()).collect();
        let more = match others.len().saturating_sub(PASSED_OVER) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let shown = others.iter().take(PASSED_OVER).cloned().collect::<Vec<_>>().join(", ");
        let endings = ENDINGS.join(", .");
        (!others.is_empty())
            .then(|| format!("passed over: {shown}{more}; of a folder the files are read that end in .{endings}"))
    }
}

/// What `claimlint fix --write` puts between the name of a file and its ending.
pub(in super::super) const CORRECTED: &str = ".fixed";

/// Whether a file is what `claimlint fix --write` has made of the file beside it: `claims.fixed.csv` of `claims.csv`.
pub(super) fn is_corrected_copy(path: &Path) -> bool {
    let original = path.file_stem().and_then(OsStr::to_str).and_then(|stem| stem.strip_suffix(CORRECTED));
    original.is_some_and(|name| {
        let mut name = name.to_owned();
        if let Some(ending) = path.extension().and_then(OsStr::to_str) {
            name = name + "." + ending;
        }
        path.with_file_name(name).is_file()
    })
}

/// Whether a file is a table that `claimlint report --csv` has written, by its head.
pub(super) fn is_own_table(path: &Path) -> bool {
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut beginning));
    read.is_ok() && is_table(&String::from_utf8_lossy(&beginning))
}
