//! From the paths on the command line to the files to check.

use crate::check::Input;
use crate::error::{Error, Result};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Endings of the files that are looked for in a folder.
const ENDINGS: [&str; 4] = ["csv", "txt", "psv", "tsv"];

/// The name of standard input in a report.
const STDIN: &str = "<stdin>";

/// The files to check: `-` is standard input, and a folder stands for every claim file below it, in order of name.
///
/// # Errors
/// For a folder that cannot be read or holds no claim file, and for standard input given twice. A file that is not
/// there is left to the reader, which checks the others.
pub(super) fn expand(paths: &[PathBuf]) -> Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.as_os_str() == OsStr::new("-") {
            let stdin = Input::Stdin { name: STDIN.to_owned() };
            if inputs.contains(&stdin) {
                return Err(Error::Usage { message: "standard input is given twice".to_owned(), help: None });
            }
            inputs.push(stdin);
        } else if path.is_dir() {
            let before = inputs.len();
            add_folder(path, &mut inputs)?;
            if inputs.len() == before {
                return Err(Error::Input {
                    path: path.clone(),
                    problem: "no claim file in this folder or below it".to_owned(),
                    help: Some(format!(
                        "a claim file ends in .{}; name a file that ends otherwise",
                        ENDINGS.join(", .")
                    )),
                });
            }
        } else {
            inputs.push(Input::File(path.clone()));
        }
    }
    let mut seen = Vec::with_capacity(inputs.len());
    inputs.retain(|input| {
        let new = !seen.contains(input);
        if new {
            seen.push(input.clone());
        }
        new
    });
    Ok(inputs)
}

/// Adds the claim files of a folder and of those below it. Links to folders are not followed: they can lead in circles.
fn add_folder(folder: &Path, inputs: &mut Vec<Input>) -> Result<()> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let entry = entry.map_err(Error::io("read", folder))?;
        entries.push((entry.path(), entry.file_type().map_err(Error::io("read", folder))?));
    }
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (path, kind) in entries {
        if kind.is_dir() {
            add_folder(&path, inputs)?;
        } else if is_claim_file(&path) && path.is_file() {
            inputs.push(Input::File(path));
        }
    }
    Ok(())
}

fn is_claim_file(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_stands_for_its_claim_files_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("b")).expect("a folder");
        for name in ["z.csv", "a.TXT", "notes.md", "b/x.psv"] {
            std::fs::write(at(name), "").expect("a file");
        }
        let files = |names: &[&str]| names.iter().map(|name| Input::File(at(name))).collect::<Vec<_>>();
        let paths = [folder.path().to_path_buf(), at("z.csv"), at("gone.csv")];
        assert_eq!(expand(&paths).expect("files"), files(&["a.TXT", "b/x.psv", "z.csv", "gone.csv"]));
    }

    #[test]
    fn a_folder_without_claims_and_two_standard_inputs_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = expand(&[folder.path().to_path_buf()]).expect_err("no claims");
        assert!(error.to_string().ends_with("no claim file in this folder or below it"), "{error}");
        assert!(expand(&["-".into(), "-".into()]).is_err());
    }
}
