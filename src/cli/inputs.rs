//! From the words on the command line to the files to check.

use crate::check::Input;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::render::tables::is_table;
use clap::{Args, ValueHint};
use globset::{GlobBuilder, GlobMatcher};
use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Endings of the files that are looked for in a folder, each also packed.
const ENDINGS: [&str; 4] = ["csv", "txt", "psv", "tsv"];
/// Endings of packed files.
const PACKED: [&str; 3] = ["gz", "zst", "zstd"];

/// Endings of files that may hold claims as well and are read where they are named.
const OTHER_TABLES: [&str; 17] = [
    "xlsx", "xlsm", "xlsb", "xls", "ods", "dat", "bak", "old", "out", "prn", "edi", "x12", "837", "parquet",
    "sas7bdat", "zip", "xml",
];
/// Of these as many are named where they are passed over.
const PASSED_OVER: usize = 5;
/// Bytes in which the head of a table of a report begins and, where it is a short one, ends.
const HEAD: u64 = 256;

/// The name of standard input in a report.
const STDIN: &str = "<stdin>";

/// The arguments.
#[derive(Args, Debug)]
pub(super) struct InputArguments {
    /// Claim files, folders (every .csv, .txt, .psv and .tsv below them), globs; to be checked also packed ones (.gz, .zst),
    /// and - for standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    files: Vec<PathBuf>,

    /// The name of standard input in the report; claimlint.toml is looked for from there
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<String>,

    /// Files and folders not to look into, as in .gitignore; files named one by one are checked all the same
    #[arg(long, value_name = "GLOB", help_heading = "Run")]
    exclude: Vec<String>,

    /// Leave excluded files out even where they are named one by one, as programs that pass changed files name them
    #[arg(long, help_heading = "Run")]
    force_exclude: bool,
}

/// The files that were found.
#[derive(Debug)]
pub(super) struct Found<'a> {
    inputs: Vec<(Input, Way)>,
    /// Corrected copies that stand beside their originals and were passed over.
    copies: Vec<PathBuf>,
    /// Files in folders that may hold claims and do not end as claim files do.
    others: Vec<PathBuf>,
    /// Tables of reports, which were passed over.
    tables: Vec<PathBuf>,
    arguments: &'a InputArguments,
}

/// How a file was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    /// It was named.
    Named,
    /// In a folder or by a glob.
    Below,
}

/// Finds the files: `-` is standard input, a folder stands for every claim file below it, and a glob for the files it
/// matches, in order of name.
///
/// # Errors
/// For a folder that cannot be read or holds no claim file, a glob that matches none, and for standard input given twice.
/// A file that is not there is left to the reader, which checks the others.
pub(super) fn find(arguments: &InputArguments) -> Result<Found<'_>> {
    let (mut inputs, mut copies): (Vec<(Input, Way)>, _) = (Vec::new(), Vec::new());
    let (mut others, mut tables) = (Vec::new(), Vec::new());
    for path in &arguments.files {
        if path.as_os_str() == OsStr::new("-") {
            let name = arguments.stdin_filename.clone().unwrap_or_else(|| STDIN.to_owned());
            let stdin = Input::Stdin { name };
            if inputs.iter().any(|(input, _)| *input == stdin) {
                return Err(Error::Usage { message: "standard input is given twice".to_owned(), help: None });
            }
            inputs.push((stdin, Way::Named));
            continue;
        }
        let mut below = if path.is_dir() {
            others.extend(below(path, None, |file| ends(file, &OTHER_TABLES))?);
            below(path, None, is_claim_file)?
        } else if let Some(glob) = glob(path)? {
            self::below(&glob.from, glob.depth, |file| is_claim_file(file) && glob.matcher.is_match(file))?
        } else {
            inputs.push((Input::File(path.clone()), Way::Named));
            continue;
        };
        tables.extend(below.extract_if(.., |file| is_own_table(file)));
        if below.is_empty() {
            return Err(no_claim_file(path));
        }
        // A pattern that speaks of copies means them.
        if !path.to_string_lossy().contains(CORRECTED) {
            copies.extend(below.extract_if(.., |file| is_corrected_copy(file)));
        }
        inputs.extend(below.into_iter().map(|file| (Input::File(file), Way::Below)));
    }
    let mut seen = std::collections::HashSet::new();
    inputs.retain(|(input, _)| match input {
        // The same file, whatever it is called.
        Input::File(path) => seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())),
        _ => true,
    });
    Ok(Found { inputs, copies, others, tables, arguments })
}

impl Found<'_> {
    /// All of them.
    pub(super) fn inputs(&self) -> Vec<Input> {
        self.inputs.iter().map(|(input, _)| input.clone()).collect()
    }

    /// Those that were named.
    pub(super) fn named(&self) -> Vec<Input> {
        self.inputs.iter().filter(|(_, way)| *way == Way::Named).map(|(input, _)| input.clone()).collect()
    }

    /// What was passed over, in words.
    pub(super) fn passed_over(&self) -> impl Iterator<Item = String> {
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

    /// Those that are not excluded; what was named is not, unless `--force-exclude` says so, and then none may be left.
    ///
    /// # Errors
    /// When a pattern means nothing or no file is left.
    pub(super) fn without(&self, config: &Config) -> Result<Vec<Input>> {
        let folder = config.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        let excludes = [patterns(folder, &config.exclude)?, patterns(Path::new(""), &self.arguments.exclude)?];
        let is_kept = |(input, way): &(Input, Way)| match input {
            Input::File(path) if *way == Way::Below || self.arguments.force_exclude => {
                !excludes.iter().any(|exclude| is_excluded(exclude, path))
            }
            _ => true,
        };
        let kept: Vec<Input> =
            self.inputs.iter().filter(|input| is_kept(input)).map(|(input, _)| input.clone()).collect();
        if kept.is_empty() && !self.arguments.force_exclude {
            let help = "see exclude in claimlint.toml and --exclude".to_owned();
            return Err(Error::Usage { message: "every claim file is excluded".to_owned(), help: Some(help) });
        }
        Ok(kept)
    }
}

/// What `claimlint fix --write` puts between the name of a file and its ending.
pub(super) const CORRECTED: &str = ".fixed";

/// Whether a file is what `claimlint fix --write` has made of the file beside it: `claims.fixed.csv` of `claims.csv`.
fn is_corrected_copy(path: &Path) -> bool {
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
fn is_own_table(path: &Path) -> bool {
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut beginning));
    read.is_ok() && is_table(&String::from_utf8_lossy(&beginning))
}

fn patterns(folder: &Path, globs: &[String]) -> Result<Gitignore> {
    let wrong = |error: ignore::Error| Error::Usage { message: format!("cannot exclude: {error}"), help: None };
    let folder = std::path::absolute(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let mut builder = GitignoreBuilder::new(folder.map_err(Error::io("read", Path::new(".")))?);
    for glob in globs {
        builder.add_line(None, glob).map_err(wrong)?;
    }
    builder.build().map_err(wrong)
}

fn is_excluded(exclude: &Gitignore, path: &Path) -> bool {
    let Ok(whole) = std::path::absolute(path) else { return false };
    whole.strip_prefix(exclude.path()).is_ok_and(|inner| exclude.matched_path_or_any_parents(inner, false).is_ignore())
}

fn no_claim_file(path: &Path) -> Error {
    let (problem, help) = if path.is_dir() {
        ("no claim file in this folder or below it", "name a file that ends otherwise")
    } else {
        ("no claim file matches", "** stands for any number of folders; name a file that ends otherwise")
    };
    Error::Input {
        path: path.to_path_buf(),
        problem: problem.to_owned(),
        help: Some(format!("a claim file ends in .{}, also with .gz or .zst; {help}", ENDINGS.join(", ."))),
    }
}

/// The files that are meant by a pattern.
struct Glob {
    /// The folder to begin in.
    from: PathBuf,
    /// How far below it they can lie, where the pattern says so.
    depth: Option<usize>,
    matcher: GlobMatcher,
}

/// The glob a path is; `None` for a path that is there, or is none.
fn glob(path: &Path) -> Result<Option<Glob>> {
    let Some(text) = path.to_str().filter(|text| text.contains(['*', '?', '[', '{']) && !path.exists()) else {
        return Ok(None);
    };
    let wrong = |error: globset::Error| Error::Usage {
        message: format!("\"{text}\" is no pattern of files: {}", error.kind()),
        help: Some("write it as in outbox/**/*.csv".to_owned()),
    };
    let glob =
        GlobBuilder::new(text.strip_prefix("./").unwrap_or(text)).literal_separator(true).build().map_err(wrong)?;
    let from: PathBuf = path
        .components()
        .take_while(|part| part.as_os_str().to_str().is_some_and(|part| !part.contains(['*', '?', '[', '{'])))
        .collect();
    let depth = (!text.contains("**")).then(|| path.components().count() - from.components().count());
    Ok(Some(Glob { from, depth, matcher: glob.compile_matcher() }))
}

/// The files below a folder, at most `depth` levels, for which `wanted` says yes. Links to folders are not followed: they can lead in
/// circles. What `.gitignore` names is looked into: exports are often kept out of version control.
fn below(folder: &Path, depth: Option<usize>, wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
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

fn ends(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

fn is_claim_file(path: &Path) -> bool {
    ends(path, &ENDINGS)
        || (ends(path, &PACKED) && path.file_stem().is_some_and(|stem| ends(Path::new(stem), &ENDINGS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[PathBuf], exclude: &[&str]) -> Result<Vec<Input>> {
        let exclude: Vec<String> = exclude.iter().map(|glob| (*glob).to_owned()).collect();
        let config = Config { exclude, path: Some(paths[0].join("claimlint.toml")), ..Config::default() };
        let arguments =
            InputArguments { files: paths.to_vec(), stdin_filename: None, exclude: Vec::new(), force_exclude: false };
        find(&arguments)?.without(&config)
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("b")).expect("a folder");
        for name in ["z.csv", "a.TXT", "notes.md", "b/x.psv", "b/y.csv.gz", "c.gz"] {
            std::fs::write(folder.path().join(name), "").expect("a file");
        }
        folder
    }

    #[test]
    fn a_folder_stands_for_its_claim_files_in_order() {
        let folder = folder();
        let at = |name: &str| folder.path().join(name);
        let expected = |names: &[&str]| names.iter().map(|name| Input::File(at(name))).collect::<Vec<_>>();
        let paths = [folder.path().to_path_buf(), at("z.csv"), at("gone.csv")];
        assert_eq!(
            files(&paths, &[]).expect("files"),
            expected(&["a.TXT", "b/x.psv", "b/y.csv.gz", "z.csv", "gone.csv"])
        );
        assert_eq!(files(&paths, &["b/", "!x"]).expect("files"), expected(&["a.TXT", "z.csv", "gone.csv"]));
        assert_eq!(files(&[at("**/*.csv*")], &[]).expect("files"), expected(&["b/y.csv.gz", "z.csv"]));
        assert_eq!(files(&[at("?.csv")], &[]).expect("files"), expected(&["z.csv"]));
        assert!(files(&[at("*.xls")], &[]).is_err());
        assert!(files(&[folder.path().to_path_buf()], &["*"]).is_err());
    }

    #[test]
    fn a_file_named_in_two_ways_is_one_file() {
        let folder = folder();
        let (one, other) = (folder.path().join("z.csv"), folder.path().join("b/../z.csv"));
        let gone = folder.path().join("gone.csv");
        let found = files(&[one.clone(), other, gone.clone(), gone.clone()], &[]).expect("files");
        assert_eq!(found, [Input::File(one), Input::File(gone)]);
    }

    #[test]
    fn a_glob_looks_no_deeper_than_it_says() {
        let folder = folder();
        let depth = |pattern: &str| glob(&folder.path().join(pattern)).expect("a glob").expect("a glob").depth;
        assert_eq!([depth("*.csv"), depth("*/x.*"), depth("**/*.csv")], [Some(1), Some(2), None]);
        let found = below(folder.path(), Some(1), is_claim_file).expect("files");
        assert_eq!(found, [folder.path().join("a.TXT"), folder.path().join("z.csv")]);
        assert_eq!(files(&[folder.path().join("{b,c}/?.psv")], &[]).expect("files").len(), 1);
    }

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

    #[test]
    fn a_folder_without_claims_and_two_standard_inputs_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = files(&[folder.path().to_path_buf()], &[]).expect_err("no claims");
        assert!(error.to_string().ends_with("no claim file in this folder or below it"), "{error}");
        assert!(files(&["-".into(), "-".into()], &[]).is_err());
    }
}
