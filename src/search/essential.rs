//! What of an official text tells one code from another. Only the build script asks, when it weighs the texts of the index; the
//! library has the tests.

/// A text without what stands in brackets or parentheses: the official conventions (Guidelines, section I.A.7) put there what may
/// be present or absent without another code being meant, and other wordings of the same.
pub(crate) fn unbracketed(text: &str) -> String {
    let mut depth = 0u32;
    let mut rest = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => rest.push(c),
            _ => {}
        }
    }
    rest
}

/// The same without "unspecified", which is what NOS is (section I.A.6.b).
pub(crate) fn essential(text: &str) -> String {
    unbracketed(text).replace("unspecified", "").replace("Unspecified", "")
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[test]
    fn what_may_be_absent_is_not_essential() {
        let of = |text: &str| words(&essential(text)).collect::<Vec<_>>().join(" ");
        assert_eq!(
            of("Hypertension, hypertensive (accelerated) (benign) (respiratory (upper))"),
            "hypertension hypertensive"
        );
        assert_eq!(of("Acute nasopharyngitis [common cold]"), "acute nasopharyngitis");
        assert_eq!(of("Unspecified asthma, uncomplicated"), "asthma uncomplicated");
    }
}
