//! What the fuzzer once found, every input once more: `tests/fuzz/corpus` has a folder for each target.

#[path = "fuzz/targets.rs"]
mod targets;

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_input_of_every_corpus_is_survived() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    let folders: BTreeSet<String> = std::fs::read_dir(&corpus)
        .expect("the corpora")
        .map(|entry| entry.expect("a folder").file_name().into_string().expect("a name"))
        .collect();
    assert_eq!(folders, targets::ALL.iter().map(|(name, _)| (*name).to_owned()).collect());
    for folder in folders {
        let target = targets::target(&folder).expect("a target");
        for input in std::fs::read_dir(corpus.join(&folder)).expect("a corpus") {
            let path = input.expect("an input").path();
            let bytes = std::fs::read(&path).expect("an input");
            let survived = std::panic::catch_unwind(|| target(&bytes));
            assert!(survived.is_ok(), "{}", path.display());
        }
    }
}
