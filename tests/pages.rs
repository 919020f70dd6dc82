//! Pages that are printed and not written: they say what the program does now, or this fails and says how to print them.

use claimlint::check::registry;
use claimlint::icd::CodeBook;
use claimlint::page;
use std::path::Path;

/// Compares a printed page with the file that is committed. `UPDATE=1` writes it.
fn current(file: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::fs::read_to_string(&path).is_ok_and(|committed| committed == page) {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, page).expect("the page can be written");
        return;
    }
    panic!(
        "{file} is stale. `UPDATE=1 cargo test --test pages` prints it anew; read the difference before you commit it"
    );
}

#[test]
fn the_page_of_the_rules_is_current() {
    let book = CodeBook::embedded();
    let registry = registry(&[], book).expect("the shipped rules");
    current("rules/README.md", &page::rules(&registry, book).expect("a page"));
}
