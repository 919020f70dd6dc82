//! Packs the ICD-10-CM tables of `data/icd10cm` into the book the binary embeds.

// Shared with the library, which exports and uses what the build script does not.
#[allow(dead_code, unreachable_pub, clippy::unused_self)]
#[path = "src/code.rs"]
mod code;
#[allow(dead_code, unreachable_pub)]
#[path = "src/icd/pack/mod.rs"]
mod pack;
#[allow(dead_code, unreachable_pub, unused_imports)]
#[path = "src/icd/references/mod.rs"]
mod references;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let folder = Path::new("data/icd10cm");
    println!("cargo::rerun-if-changed={}", folder.display());
    for file in ["src/code.rs", "src/icd/pack", "src/icd/references"] {
        println!("cargo::rerun-if-changed={file}");
    }
    match write(folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("cargo::error=cannot pack the ICD-10-CM data: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> Result<(), String> {
    let book = pack::pack(folder).map_err(|fault| fault.to_string())?;
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let file = Path::new(&out).join("icd10cm.book");
    std::fs::write(&file, book).map_err(|e| format!("{}: {e}", file.display()))
}
