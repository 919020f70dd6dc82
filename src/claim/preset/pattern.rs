//! Headers as a layout names them: folded, with a number or a letter in them or not.

/// A header, folded, with a number in it or not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HeaderPattern {
    /// This header.
    Exact(String),
    /// Headers of this beginning and end with a number between them, zeros in front allowed.
    Numbered(String, String),
    /// Headers of this beginning and end with a letter between them, A for 1.
    Lettered(String, String),
}

impl HeaderPattern {
    pub(super) fn new(text: &str) -> Self {
        if let Some((before, after)) = text.split_once("{n}") {
            Self::Numbered(fold(before), fold(after))
        } else if let Some((before, after)) = text.split_once("{a}") {
            Self::Lettered(fold(before), fold(after))
        } else {
            Self::Exact(fold(text))
        }
    }

    /// The number in a folded header that fits a numbered or lettered pattern; `None` where it does not fit.
    #[must_use]
    pub fn number(&self, header: &str) -> Option<u8> {
        let between = |before: &str, after: &str| header.strip_prefix(before)?.strip_suffix(after).map(str::to_owned);
        match self {
            Self::Exact(_) => None,
            Self::Numbered(before, after) => {
                let digits = between(before, after)?;
                let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
                plain.then(|| digits.parse().ok()).flatten()
            }
            Self::Lettered(before, after) => match between(before, after)?.as_bytes() {
                [letter @ b'a'..=b'z'] => Some(letter - b'a' + 1),
                _ => None,
            },
        }
    }

    /// Whether a folded header fits.
    #[must_use]
    pub fn fits(&self, header: &str) -> bool {
        match self {
            Self::Exact(text) => text == header,
            _ => self.number(header).is_some(),
        }
    }
}

/// A header with case, blanks and punctuation taken away: `Dx Code (1)` is `dxcode1`.
#[must_use]
pub fn fold(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A header as it is compared with those a layout requires: all of it but its case, or folded.
#[must_use]
pub fn required(header: &str, is_exact: bool) -> String {
    if is_exact { header.to_lowercase() } else { fold(header) }
}
