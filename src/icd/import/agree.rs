//! Whether a Tabular List and an order file are of one release.
//!
//! The XML lists codes without their 7th characters where those follow a pattern; every such code with every character
//! defined for it must be the rest of the order file, and nothing else.

use super::order::OrderFile;
use super::refuse;
use super::tabular::Tabular;
use crate::code::Code;
use crate::error::Result;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

/// What was found comparing the two.
#[derive(Debug, Default)]
pub(super) struct Agreement {
    /// SHA-256 over `code parent block chapter\n` of every `diag`, from the nesting of the XML alone.
    pub(super) digest: String,
    /// Codes the XML's 7th characters would make but the order file leaves out.
    pub(super) over_generated: usize,
    /// Codes nested in the XML below another header than their spelling says: `code header`.
    pub(super) misplaced: Vec<String>,
}

/// Since FY2021 the XML gives S06 codes 7th characters (sixth character 7 or 8, death, with D or S) that the order file
/// leaves out. The order file is the authority.
const OVER_GENERATED: &str = "S06";

/// More codes than this below the wrong header are not slips (H54.512A, FY2021 and FY2023) but another release.
const SLIPS: usize = 5;

/// Compares a Tabular List with the order file of its release.
pub(super) fn compare(path: &Path, tabular: &Tabular, order: &OrderFile) -> Result<Agreement> {
    let mut left: HashMap<Code, (usize, Option<Code>)> =
        order.codes.iter().zip(0..).map(|(listed, place)| (listed.code, (place, listed.parent))).collect();
    let mut agreement = Agreement::default();
    let mut lines = String::new();
    let mut before = 0;
    let mut generated = Vec::new();
    let refused = |problem: String| refuse(path, None, problem);
    for (diag, index) in tabular.diags.iter().zip(0..) {
        let Some(code) = diag.code else { continue };
        let Some((place, header)) = left.remove(&code) else {
            return Err(refused(format!("{code} is not in the order file, or stands twice: another release?")));
        };
        if place < before {
            return Err(refused(format!("{code} stands in another place than in the order file: another release?")));
        }
        before = place;
        let parent = diag.parent.and_then(|parent| tabular.diags[parent].code);
        if parent != header {
            agreement.misplaced.push(format!("{code} {}", spelled(parent)));
        }
        let block = &tabular.blocks[diag.block];
        let chapter = &tabular.chapters[block.chapter].id;
        // Writing to a String does not fail.
        let _ = writeln!(lines, "{code} {} {} {chapter}", spelled(parent), block.id);
        if !diag.has_children {
            generated.extend(characters(tabular, index).iter().filter_map(|&character| extended(code, character)));
        }
    }
    for code in generated {
        if left.remove(&code).is_none() {
            if !code.to_string().starts_with(OVER_GENERATED) {
                return Err(refused(format!("its 7th characters make {code}, which the order file does not hold")));
            }
            agreement.over_generated += 1;
        }
    }
    if let Some(code) = left.keys().min() {
        let count = left.len();
        return Err(refused(format!(
            "lacks {count} codes of the order file, {code} among them: cut short, or another release"
        )));
    }
    if agreement.misplaced.len() > SLIPS {
        return Err(refused(format!(
            "nests {} codes below other headers than the order file",
            agreement.misplaced.len()
        )));
    }
    agreement.digest = super::hex(&Sha256::digest(lines.as_bytes()));
    Ok(agreement)
}

fn spelled(code: Option<Code>) -> String {
    code.map_or_else(|| "-".to_owned(), |code| code.to_string())
}

/// The 7th characters for a code: its own, or those of the nearest code above that defines any.
fn characters(tabular: &Tabular, diag: usize) -> &[char] {
    let chain = std::iter::successors(Some(diag), |&diag| tabular.diags[diag].parent);
    let mut chain = chain.map(|diag| tabular.diags[diag].characters.as_slice());
    chain.find(|characters| !characters.is_empty()).unwrap_or_default()
}

/// The code with a 7th character, padded with the placeholder X; `None` for a code that has seven already.
fn extended(code: Code, character: char) -> Option<Code> {
    if code.len() == Code::MAX_LEN {
        return None;
    }
    let base: String = code.chars().chain("XXX".chars()).take(Code::MAX_LEN - 1).collect();
    Code::parse(format!("{base}{character}").as_bytes())
}
