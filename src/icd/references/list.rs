//! Lists of codes inside a note: `C76-C80, D49.-`, `A00-R94 and T80-T88.6, T88.8`, `E08-E13 with .44`.
//!
//! The dash has three meanings here: "and everything below" (`E10.-`), "to" (`A00-B99`), and both (`S12.0--S12.3-`).
//! Where the spelling leaves open which one is meant, the list is not read.

use super::only::Only;
use super::{Obstacle, Reference, spelled};
use crate::code::Code;

/// Reads a list that fills the whole text.
pub(super) fn read(text: &str, known: &dyn Fn(Code) -> bool) -> Result<Vec<Reference>, Obstacle> {
    let mut rest = text.trim();
    let mut names = Vec::new();
    let mut unknown = false;
    loop {
        let (first, after) = code(rest)?;
        let (joint, after) = joint(after);
        let last = match (code(after), joint) {
            (Ok((last, after)), Joint::To) => {
                rest = self::joint(after).1;
                last
            }
            (Ok(_), Joint::Below | Joint::None) | (Err(_), Joint::To) => return Err(Obstacle::List),
            (Err(_), Joint::Below | Joint::None) => {
                rest = after;
                first
            }
        };
        if chapter(first) != chapter(last) {
            return Err(Obstacle::Chapters);
        }
        if known(first) && known(last) {
            names.push(Reference { first, last, only: None });
        } else if first == last {
            // A code that never was names nothing; the others of the list still do.
            unknown = true;
        } else {
            return Err(Obstacle::UnknownCode);
        }
        if let Some(words) = rest.trim_start_matches([',', ' ']).strip_prefix("with ") {
            return match names.as_mut_slice() {
                [one] if !unknown => {
                    one.only = Some(Only::read(words)?);
                    Ok(names)
                }
                _ => Err(Obstacle::Narrowing),
            };
        }
        rest = separator(rest)?;
        if rest.is_empty() {
            return if names.is_empty() { Err(Obstacle::UnknownCode) } else { Ok(names) };
        }
    }
}

/// The first letter of the chapter a code is in, as far as letters tell chapters apart.
fn chapter(code: Code) -> Option<char> {
    code.character(1).map(|letter| match letter {
        'B' => 'A',
        'D' => 'C',
        'T' => 'S',
        'W'..='Y' => 'V',
        letter => letter,
    })
}

/// The code a text begins with.
fn code(text: &str) -> Result<(Code, &str), Obstacle> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(text.len());
    let token = text[..end].trim_end_matches('.');
    spelled(token).map(|code| (code, &text[token.len()..])).ok_or(Obstacle::List)
}

enum Joint {
    /// Nothing.
    None,
    /// `-`, `.-`: and everything below.
    Below,
    /// `-` between two codes, or a second one.
    To,
}

/// The dots, dashes and blanks behind a code.
fn joint(text: &str) -> (Joint, &str) {
    let end = text.find(|c| !matches!(c, '-' | '.' | ' ')).unwrap_or(text.len());
    let (run, after) = text.split_at(end);
    let joint = match run.matches('-').count() {
        0 => Joint::None,
        // `F98.2.-F98.3`, `I01.0 -I01.9`, `I01.0 - I01.9`; but `I69.81- I69.91-` may be two codes.
        1 if after.starts_with(|c: char| c.is_ascii_uppercase()) && (run.ends_with('-') || run.starts_with(' ')) => {
            Joint::To
        }
        1 => Joint::Below,
        _ => Joint::To,
    };
    (joint, after)
}

/// What follows a comma, semicolon, "and" or "or"; nothing at the end.
fn separator(text: &str) -> Result<&str, Obstacle> {
    let text = text.trim_start();
    if text.is_empty() {
        return Ok(text);
    }
    let comma = text.strip_prefix([',', ';']).map(str::trim_start);
    let after = comma.unwrap_or(text);
    let word = ["and ", "or "].iter().find_map(|word| after.strip_prefix(word)).map(str::trim_start);
    word.or(comma).ok_or(Obstacle::List)
}
