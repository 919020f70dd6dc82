//! The official order file: fixed width, ASCII, CRLF, one code per line in the official order.
//!
//! Columns, from 1: 1-5 order number, 7-13 code without dot, 15 flag (0 header, 1 billable), 17-76 short title, 78- long
//! title (CMS, "ICD-10-CM order file" read-me). Everything that can be checked is, because a cut or mixed-up file would
//! make good claims look bad for a year.

use super::refuse;
use crate::code::Code;
use crate::error::Result;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// One line of an order file.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) code: Code,
    pub(super) billable: bool,
    pub(super) title: String,
    /// The header it stands directly below; `None` for a category.
    pub(super) parent: Option<Code>,
}

/// A whole order file that has passed every check it can be given on its own.
#[derive(Debug)]
pub(super) struct OrderFile {
    pub(super) codes: Vec<Listed>,
    /// SHA-256 over `CODE FLAG LONG-TITLE\n` of every line.
    pub(super) digest: String,
}

/// Codes whose header the official files themselves leave out: H54.512A (FY2018 to FY2023) stands below H54.51 although
/// its sixth character is not the placeholder X.
const WITHOUT_HEADER: [&[u8]; 1] = [b"H54512A"];

/// Where the long title begins, and so the least length of a line.
const LONG_TITLE: usize = 77;

/// Whether these bytes begin like an order file.
pub(super) fn is_order_file(bytes: &[u8]) -> bool {
    bytes.len() > 14 && bytes[..5].iter().all(u8::is_ascii_digit) && bytes[5] == b' ' && bytes[6].is_ascii_uppercase()
}

/// Reads and checks an order file.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<OrderFile> {
    let Some(text) = bytes.strip_suffix(b"\r\n") else {
        let line = bytes.split(|&b| b == b'\n').count();
        return Err(refuse(path, line, "the last line does not end in CR LF: the file is cut short"));
    };
    let mut codes = Vec::new();
    let mut digest = Sha256::new();
    let count = text.split(|&b| b == b'\n').count();
    for (line, number) in text.split(|&b| b == b'\n').zip(1..) {
        // The last line's CR went with the final CR LF.
        let line = line.strip_suffix(b"\r").or((number == count).then_some(line));
        let line = line.ok_or_else(|| refuse(path, number, "the line does not end in CR LF"))?;
        let listed = listed(line, number).map_err(|problem| refuse(path, number, problem))?;
        for part in [line[6..13].trim_ascii_end(), b" ", &line[14..15], b" ", &line[LONG_TITLE..], b"\n"] {
            digest.update(part);
        }
        codes.push(listed);
    }
    check_tree(path, &mut codes)?;
    Ok(OrderFile { codes, digest: super::hex(&digest.finalize()) })
}

fn listed(line: &[u8], number: usize) -> Result<Listed, String> {
    if !line.is_ascii() || line.iter().any(u8::is_ascii_control) {
        return Err("holds characters that are not printable ASCII".to_owned());
    }
    if line.len() <= LONG_TITLE {
        return Err(format!("has {} characters, too few to hold a long title (column 78)", line.len()));
    }
    if [5, 13, 15, 76].iter().any(|&column| line[column] != b' ') {
        return Err("columns 6, 14, 16 and 77 are not all blank: this is not the fixed-width layout".to_owned());
    }
    let order = std::str::from_utf8(&line[..5]).ok().and_then(|text| text.parse::<usize>().ok());
    if order != Some(number) {
        let found = String::from_utf8_lossy(&line[..5]);
        return Err(format!("the order number is {found}, expected {number:05}: lines are missing or out of order"));
    }
    let text = &line[6..13];
    let code = Code::parse(text).filter(|code| code.len() == text.trim_ascii_end().len() && !text.contains(&b'.'));
    let Some(code) = code else {
        return Err(format!("`{}` is not a code", String::from_utf8_lossy(text)));
    };
    let billable = match line[14] {
        b'0' => false,
        b'1' => true,
        other => return Err(format!("the flag in column 15 is `{}`, neither 0 nor 1", char::from(other))),
    };
    let title = String::from_utf8_lossy(&line[LONG_TITLE..]).into_owned();
    if title.trim() != title {
        return Err("the long title has blanks around it".to_owned());
    }
    Ok(Listed { code, billable, title, parent: None })
}

/// Every code but a category stands below its parent, headers have codes below them and billable codes have none.
fn check_tree(path: &Path, codes: &mut [Listed]) -> Result<()> {
    let mut lines: HashMap<Code, usize> = HashMap::with_capacity(codes.len());
    let mut with_children = HashSet::new();
    let mut above: Vec<Code> = Vec::new();
    for (listed, line) in codes.iter_mut().zip(1..) {
        let code = listed.code;
        if let Some(first) = lines.insert(code, line) {
            return Err(refuse(path, line, format!("{code} stands already in line {first}")));
        }
        while above.last().is_some_and(|&parent| !code.is_within(parent)) {
            above.pop();
        }
        let parent = above.last().copied();
        if code.len() > 3 && !parent.is_some_and(|parent| is_parent(parent, code)) {
            let wanted = code.prefix(code.len() - 1);
            return Err(refuse(path, line, format!("{code} does not stand below its header {wanted}")));
        }
        listed.parent = parent;
        with_children.extend(parent);
        above.push(code);
    }
    for (listed, line) in codes.iter().zip(1..) {
        let code = listed.code;
        match (listed.billable, with_children.contains(&code)) {
            (true, true) => {
                return Err(refuse(path, line, format!("{code} is flagged billable but has codes below it")));
            }
            (false, false) => return Err(refuse(path, line, format!("{code} is a header but has no code below it"))),
            _ => {}
        }
    }
    Ok(())
}

/// Whether only placeholders X stand between a header and the last character of a code below it.
fn is_parent(parent: Code, code: Code) -> bool {
    let placeholders = (parent.len() + 1..code.len()).all(|place| code.character(place) == Some('X'));
    placeholders || WITHOUT_HEADER.iter().any(|&known| Code::parse(known) == Some(code))
}
