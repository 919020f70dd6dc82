//! Text from a claim file made safe and short enough for a terminal, and figures made readable.
//!
//! A cell can hold anything: escape sequences that rewrite the screen, marks that turn the reading direction, ten
//! kilobytes without a blank. What a terminal would obey instead of show is spelled out.

use crate::number::either;
use std::borrow::Cow;
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// The text with every character that a terminal would obey instead of show spelled out: `\t`, `\n`, `\u{1b}`,
/// `\u{202e}`.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\t' => shown.push_str("\\t"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            c if is_unseen(c) => {
                // Writing to a String cannot fail.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Control characters, line separators, and the format characters (Unicode category Cf) among them the bidi controls.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}'
            | '\u{115f}'..='\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Columns the text takes on a terminal.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// The text escaped and cut to `columns` columns of a terminal, the cut marked by `…`.
#[must_use]
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    let shown = escape(text);
    if width(&shown) <= columns {
        return shown;
    }
    let mut taken = 0;
    let mut short = String::new();
    for c in shown.chars() {
        taken += c.width().unwrap_or(0);
        if taken >= columns {
            break;
        }
        short.push(c);
    }
    short.push('…');
    Cow::Owned(short)
}

/// What miette draws of a message longer than a line, without the bars it sets before the second line and those after
/// it: they read as the frame of an excerpt, and are none.
#[must_use]
pub fn unbarred(drawn: &str) -> String {
    let mut lines = drawn.split_inclusive('\n');
    let mut text = lines.next().unwrap_or_default().to_owned();
    let mut in_headline = true;
    for line in lines {
        let plain = if in_headline { after_bar(line) } else { None };
        in_headline = plain.is_some();
        match plain {
            Some(rest) => {
                text.push_str("  ");
                text.push_str(rest);
            }
            None => text.push_str(line),
        }
    }
    text
}

/// What follows the bar of a headline's further line, coloured or not.
fn after_bar(line: &str) -> Option<&str> {
    let colourless = |text: &'_ str| -> usize {
        match text.strip_prefix("\u{1b}[") {
            Some(rest) => rest.find('m').map_or(0, |end| end + 3),
            None => 0,
        }
    };
    let line = line.strip_prefix("  ")?;
    let line = line[colourless(line)..].strip_prefix('│')?;
    line[colourless(line)..].strip_prefix(' ')
}

/// An address as a terminal that can show hyperlinks takes it (OSC 8); one with anything but plain letters stays as it is.
#[must_use]
pub fn linked(url: &str) -> String {
    if url.bytes().all(|byte| byte.is_ascii_graphic()) {
        format!("\u{1b}]8;;{url}\u{1b}\\{url}\u{1b}]8;;\u{1b}\\")
    } else {
        escape(url).into_owned()
    }
}

/// A number with its thousands set apart: `1,204`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things: `1 row`, `1,204 rows`. Takes nouns whose plural ends in -s.
#[must_use]
pub fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), either(number, "", "s"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_headline_has_no_bars() {
        assert_eq!(unbarred("error: a\n  │ b\n  │ c\n   ╭─[x]\n  │ d\n"), "error: a\n  b\n  c\n   ╭─[x]\n  │ d\n");
        assert_eq!(unbarred("error: a\n  \u{1b}[31m│\u{1b}[0m b\n"), "error: a\n  b\n");
        assert_eq!(unbarred(""), "");
    }

    #[test]
    fn what_a_terminal_would_obey_is_spelled_out() {
        assert_eq!(escape("Z53.2"), "Z53.2");
        assert_eq!(escape("\u{1b}[2JZ53\t2\r\n"), "\\u{1b}[2JZ53\\t2\\r\\n");
        assert_eq!(escape("Z53\u{202e}2.35Z\u{0}\u{9b}"), "Z53\\u{202e}2.35Z\\u{0}\\u{9b}");
        assert_eq!(escape("Müller 漢字"), "Müller 漢字");
    }

    #[test]
    fn long_text_is_cut_by_columns_not_by_characters() {
        assert_eq!(fit("Z53.2", 5), "Z53.2");
        assert_eq!(fit("Z53.20", 5), "Z53.…");
        assert_eq!(fit("漢字漢字", 5), "漢字…");
        assert_eq!(fit("\u{1b}\u{1b}", 5), "\\u{1…");
    }

    #[test]
    fn figures_read_well() {
        assert_eq!([0, 12, 123, 1204, 1_000_000].map(grouped), ["0", "12", "123", "1,204", "1,000,000"]);
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(counted(1204, "row"), "1,204 rows");
    }

    proptest! {
        #[test]
        fn nothing_shown_is_longer_than_asked_or_obeyed(text in "\\PC{0,40}|.{0,40}", columns in 1usize..60) {
            let shown = fit(&text, columns);
            prop_assert!(width(&shown) <= columns);
            prop_assert!(!shown.chars().any(is_unseen));
        }
    }
}
