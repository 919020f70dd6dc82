//! Words of rule files as Markdown takes them.

/// Text as it is meant, whatever signs of Markdown are in it; on one line.
pub(super) fn plain(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut plain = String::with_capacity(line.len());
    for c in line.chars() {
        if matches!(c, '\\' | '*' | '_' | '<' | '[' | '#') {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

/// A template with its placeholders set off: *procedure* stands for the code of the claim at hand.
pub(super) fn template(text: &str) -> String {
    plain(text).replace(['{', '}'], "*")
}

/// The anchor a heading has on the usual forges.
pub(super) fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}
