//! From the words on the command line to the files to check.

mod exclude;
mod glob;
mod passed_over;
mod walk;

pub(super) use passed_over::CORRECTED;

use crate::check::Input;
use crate::error::{Error, Result};
use clap::{Args, ValueHint};
use glob::glob;
use passed_over::{OTHER_TABLES, is_corrected_copy, is_own_table};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use walk::{ENDINGS, below, ends, is_claim_file};

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
            walk::below(&glob.from, glob.depth, |file| is_claim_file(file) && glob.matcher.is_match(file))?
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

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
    fn a_folder_without_claims_and_two_standard_inputs_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = files(&[folder.path().to_path_buf()], &[]).expect_err("no claims");
        assert!(error.to_string().ends_with("no claim file in this folder or below it"), "{error}");
        assert!(files(&["-".into(), "-".into()], &[]).is_err());
    }
}
