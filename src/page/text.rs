//! Words of rule files as Markdown takes them.

/// Text as it is meant, whatever signs of Markdown are in it; on one line.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut words = text.split_whitespace();
    if let Some(first) = words.next() {
        escaped += first;
    }
    for word in words {
        escaped.push(' ');
        escaped += word;
    }
    let mut plain = String::with_capacity(escaped.len());
    for c in escaped.chars() {
        if matches!(c, '\\' | '*' | '_' | '<' | '[' | '#') {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

/// A template with its placeholders set off: *procedure* stands for the code of the claim at hand.
pub(super) fn template(text: &str) -> String {
    plain(text).replace('{', "*").replace('}', "*")
}

/// The anchor a heading has on the usual forges.
pub(super) fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}
