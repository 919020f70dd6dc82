//! Packs the tables of `data/icd10cm` and `data/cms` into the book the binary embeds, and with `data/index` into the
//! search index beside it.

// Shared with the library, which exports and uses what the build script does not.
#[allow(dead_code, unreachable_pub, clippy::unused_self)]
#[path = "src/code.rs"]
mod code;
#[path = "build/medicare.rs"]
mod medicare;
#[allow(dead_code, unreachable_pub)]
#[path = "src/icd/pack/mod.rs"]
mod pack;
#[allow(dead_code, unreachable_pub, unused_imports)]
#[path = "src/icd/references/mod.rs"]
mod references;
#[path = "build/search.rs"]
mod search;
#[path = "src/search/essential.rs"]
mod search_essential;
#[allow(dead_code)]
#[path = "src/search/layout.rs"]
mod search_layout;
#[path = "src/search/words.rs"]
mod search_words;
#[path = "build/store.rs"]
mod store;

use std::path::Path;
use std::process::ExitCode;

const CODES: &str = "data/icd10cm";
const MEDICARE: &str = "data/cms";
const INDEX: &str = "data/index";
const SHARED: [&str; 6] = [
    "src/code.rs",
    "src/icd/pack",
    "src/icd/references",
    "src/search/essential.rs",
    "src/search/layout.rs",
    "src/search/words.rs",
];

fn main() -> ExitCode {
    for file in [CODES, MEDICARE, INDEX, "build"].into_iter().chain(SHARED) {
        println!("cargo::rerun-if-changed={file}");
    }
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("cargo::error=cannot pack the code tables: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<(), String> {
    let medicare = medicare::read(Path::new(MEDICARE)).map_err(|fault| fault.to_string())?;
    let book = pack::pack(Path::new(CODES), &medicare, store::packed).map_err(|fault| fault.to_string())?;
    let index = search::pack(Path::new(CODES), Path::new(INDEX)).map_err(|fault| fault.to_string())?;
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    for (name, bytes) in [("icd10cm.book", book), ("icd10cm.search", index)] {
        let file = Path::new(&out).join(name);
        std::fs::write(&file, bytes).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    Ok(())
}
