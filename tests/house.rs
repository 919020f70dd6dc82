//! The house rules of `src`, read from its text: what stands on which layer, who may print, how a file begins.
//!
//! A layer uses only the layers before it. That keeps every part readable without the parts that use it, and it is lost
//! one convenient import at a time; so a test reads every `crate::` path and names the one that goes up.

use std::path::{Path, PathBuf};

/// The layers, the lowest first; modules of one layer may use each other.
const LAYERS: [&[&str]; 16] = [
    &["code", "date", "error", "field", "number"],
    &["text_file"],
    &["icd"],
    &["search"],
    &["claim"],
    &["hcpcs"],
    &["table"],
    &["rule"],
    &["report"],
    &["check"],
    &["render"],
    &["page"],
    &["fix"],
    &["explain"],
    &["config"],
    &["cli"],
];

/// Lines of the longest file that can be read in one sitting.
const LONGEST: usize = 500;

/// `expect` outside tests: the file, the words it says, and why it cannot fail.
const EXPECTED: [(&str, &str, &str); 1] = [(
    "src/icd/book.rs",
    "the build script packs the book with the same code that reads it",
    "the bytes are part of the binary and a test opens them; without them nothing can be checked",
)];

/// A file of `src`.
struct File {
    path: PathBuf,
    text: String,
}

impl File {
    /// Its path as one writes it, whatever the system's separator.
    fn name(&self) -> String {
        self.path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
    }

    /// The module of the crate it belongs to: `icd` for `src/icd/pack/mod.rs`.
    fn module(&self) -> String {
        let part = self.path.iter().nth(1).expect("a path below src");
        part.to_string_lossy().trim_end_matches(".rs").to_owned()
    }

    /// Whether all of it is tests.
    fn is_tests(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.iter().any(|part| part == "tests")
    }

    /// Its lines of code with their numbers, comments left out.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Its lines of code without those of its tests, which stand at its end.
    fn code_without_tests(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = self.text.lines().position(|line| line == "#[cfg(test)]").unwrap_or(usize::MAX);
        self.code().filter(move |(line, _)| !self.is_tests() && *line <= tests)
    }
}

/// Every file of `src`.
fn files() -> Vec<File> {
    fn walk(folder: &Path, files: &mut Vec<File>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                files.push(File { path, text });
            }
        }
    }
    let mut files = Vec::new();
    walk(Path::new("src"), &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 50, "src is read from the top folder of the package");
    files
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The modules named by the `crate::` paths of a line.
fn modules_used(line: &str) -> Vec<String> {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut used = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        // `$crate::` and `my_crate::` are other paths.
        if line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => used.push(name(rest)),
            Some(list) => {
                let mut depth = 0;
                let pieces = list.split(|c| {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    c == ',' && depth == 0
                });
                used.extend(pieces.map(|piece| name(piece.trim())));
            }
        }
    }
    used.retain(|module| !module.is_empty());
    used
}

#[test]
fn paths_are_read_as_they_are_written() {
    assert_eq!(modules_used("use crate::error::{Error, Result};"), ["error"]);
    assert_eq!(modules_used("use crate::{icd::{Code, Date}, claim, rule::Rule};"), ["icd", "claim", "rule"]);
    assert_eq!(modules_used("let x = crate::icd::f(crate::claim::g);"), ["icd", "claim"]);
    assert_eq!(modules_used("use super::x; use $crate::y; use other_crate::z;"), [""; 0]);
}

#[test]
fn no_layer_uses_a_later_one() {
    let mut upward = Vec::new();
    for file in files() {
        let module = file.module();
        if module == "main" || module == "lib" {
            continue;
        }
        let own = layer(&module).unwrap_or_else(|| panic!("{} stands on no layer", file.name()));
        for (line, code) in file.code() {
            for used in modules_used(code) {
                let other = layer(&used);
                if other.is_none_or(|other| other > own) {
                    upward.push(format!("{}:{line}: {module} uses {used}", file.name()));
                }
            }
        }
    }
    assert_eq!(upward, [""; 0]);
}

#[test]
fn every_module_of_the_crate_has_a_layer() {
    let lib = std::fs::read_to_string("src/lib.rs").expect("src/lib.rs");
    let mut modules: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    modules.sort_unstable();
    let mut layers = LAYERS.concat();
    layers.sort_unstable();
    assert_eq!(modules, layers);
}

#[test]
fn the_binary_only_hands_over() {
    let main = std::fs::read_to_string("src/main.rs").expect("src/main.rs");
    assert!(main.lines().count() < 20, "what main.rs does belongs to the library, where tests reach it");
}

#[test]
fn only_the_command_line_prints() {
    let mut printing = Vec::new();
    for file in files().iter().filter(|file| file.module() != "cli") {
        for (line, code) in file.code() {
            let prints = ["print!(", "println!(", "eprint!(", "eprintln!(", "dbg!(", "io::stdout(", "io::stderr("];
            if prints.iter().any(|print| code.contains(print)) {
                printing.push(format!("{}:{line}: {}", file.name(), code.trim()));
            }
        }
    }
    assert_eq!(printing, [""; 0]);
}

#[test]
fn nothing_gives_up_outside_tests() {
    let mut panicking = Vec::new();
    for file in &files() {
        for (line, code) in file.code_without_tests() {
            let gives_up =
                [".unwrap()", ".unwrap_err()", ".expect(", ".expect_err(", "panic!(", "todo!(", "unimplemented!("];
            let excused = EXPECTED.iter().any(|(name, words, _)| file.name() == *name && code.contains(words));
            if !excused && gives_up.iter().any(|word| code.contains(word)) {
                panicking.push(format!("{}:{line}: {}", file.name(), code.trim()));
            }
        }
    }
    assert_eq!(panicking, [""; 0]);
}

#[test]
fn every_excuse_is_still_needed() {
    for (name, words, why) in EXPECTED {
        let text = std::fs::read_to_string(name).unwrap_or_default();
        assert!(text.contains(&format!(".expect(\"{words}\")")), "{name} no longer says \"{words}\" ({why})");
    }
}

#[test]
fn tests_stand_at_the_end_of_their_file() {
    for file in files().iter().filter(|file| !file.is_tests()) {
        let lines: Vec<&str> = file.text.lines().collect();
        let Some(at) = lines.iter().position(|line| *line == "#[cfg(test)]") else { continue };
        assert!(lines[at + 1].starts_with("mod "), "{}:{}: only a module of tests is for tests", file.name(), at + 2);
        let whole = lines[at + 1].ends_with(';') || *lines.last().expect("a line") == "}";
        let next_item =
            lines[at + 2..].iter().position(|line| *line == "}").map_or(lines.len(), |end| at + 2 + end + 1);
        assert!(whole && next_item >= lines.len(), "{}:{next_item}: something stands behind the tests", file.name());
    }
}

#[test]
fn every_file_says_why_it_exists_and_can_be_read_in_one_sitting() {
    for file in files() {
        let lines = file.text.lines().count();
        assert!(file.text.starts_with("//! "), "{} does not say why it exists", file.name());
        assert!(lines < LONGEST, "{} has {lines} lines", file.name());
    }
}

#[test]
fn nothing_is_left_to_do() {
    // Spelled apart, or this file would not pass its own test.
    let left = ["TO", "FIX", "XX"].map(|word| {
        format!(
            "{word}{}",
            if word == "FIX" {
                "ME"
            } else if word == "TO" {
                "DO"
            } else {
                "X:"
            }
        )
    });
    for file in files() {
        for (at, line) in file.text.lines().enumerate() {
            let word = left.iter().find(|word| line.contains(word.as_str()));
            assert_eq!(word, None, "{}:{}", file.name(), at + 1);
        }
    }
}

#[test]
fn every_file_of_tests_is_run() {
    let read = |path: &str| std::fs::read_to_string(path).expect(path);
    let (suite, manifest) = (read("tests/suite.rs"), read("Cargo.toml"));
    for entry in std::fs::read_dir("tests").expect("the tests") {
        let path = entry.expect("an entry").path();
        let is_one = path.extension().is_some_and(|ending| ending == "rs") || path.join("main.rs").is_file();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        let is_run =
            suite.contains(&format!("\nmod {name};\n")) || manifest.contains(&format!("[[test]]\nname = \"{name}\"\n"));
        assert!(is_run || !is_one, "tests/suite.rs has no `mod {name};`");
    }
}
