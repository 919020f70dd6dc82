//! The path of a claim file as formats for machines want it: a URI, with forward slashes.

use std::fmt::Write;

/// A reference to the file: relative where the path is, else `file:///…`. Characters that mean something else in a URI are
/// percent-encoded (RFC 3986, section 2).
pub(super) fn uri(path: &str) -> String {
    let path = slashes(path);
    let drive = path.as_bytes().get(1) == Some(&b':');
    let mut uri = match (path.starts_with('/'), drive) {
        (true, _) => "file://".to_owned(),
        (_, true) => "file:///".to_owned(),
        _ => String::new(),
    };
    for (at, byte) in path.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) || (drive && at == 1);
        if plain {
            uri.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// The path with forward slashes, where it is one of Windows, and without `./`.
pub(super) fn slashes(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    path.strip_prefix("./").map(str::to_owned).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_reference() {
        assert_eq!(uri("./out box/März#1.csv"), "out%20box/M%C3%A4rz%231.csv");
        assert_eq!(uri("/data/a.csv"), "file:///data/a.csv");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
        assert_eq!(uri("C:/a.csv"), "file:///C:/a.csv");
    }
}
