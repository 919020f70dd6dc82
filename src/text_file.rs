//! Text files that are read whole: rule packs, layouts, settings. And the mark that a text of any kind may begin with.
//!
//! They may come from anybody. A file without end, or one that is no text, is refused before anything is made of it.

use crate::error::{Error, Result};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The byte order mark of UTF-8, which some programs write before a text.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A text without the byte order mark it may begin with.
#[must_use]
pub fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// Most bytes of such a file: fifty times the largest rule file that is shipped.
const MOST: u64 = 4 << 20;

/// The text of a file.
///
/// # Errors
/// When it cannot be read, is larger than 4 MiB, or is not UTF-8.
pub fn read(path: &Path) -> Result<String> {
    let wrong =
        |problem: String, help: &str| Error::Input { path: path.to_path_buf(), problem, help: Some(help.to_owned()) };
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes));
    if read.map_err(Error::io("read", path))? as u64 > MOST {
        return Err(wrong(
            format!("larger than {} MiB", MOST >> 20),
            "split it, or see whether it is the file you mean",
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to() + 1;
        wrong(format!("not UTF-8 text from byte {at}"), "save the file as UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_four_mebibytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("rules.toml");
        let read = |bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("a file");
            read(&path).map(|text| text.len()).map_err(|error| error.to_string())
        };
        let name = path.display();
        assert_eq!(read(&vec![b'#'; 4 << 20]), Ok(4 << 20));
        assert_eq!(read(&vec![b'#'; (4 << 20) + 1]), Err(format!("{name}: larger than 4 MiB")));
        assert_eq!(read(b"ab\xff"), Err(format!("{name}: not UTF-8 text from byte 3")));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_without_end_is_refused() {
        let refused = read(Path::new("/dev/zero")).expect_err("refused");
        assert_eq!(refused.to_string(), "/dev/zero: larger than 4 MiB");
    }
}
