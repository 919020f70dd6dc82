//! Reads the tables of `data/cms`: what Medicare says of diagnosis codes, and when.

use crate::pack::layout::{TRAITS, trait_bit};
use crate::pack::table::{Fault, Table};
use crate::pack::{Held, Medicare};
use std::path::Path;

/// Flags of the Medicare Code Editor.
const MCE: (&str, &str) = ("mce.tsv", "code\tfrom\tto\tflags");
/// Codes exempt from present-on-admission reporting.
const POA_EXEMPT: (&str, &str) = ("poa_exempt.tsv", "code\tfrom\tto");

/// Reads both tables of the folder.
pub(crate) fn read(folder: &Path) -> Result<Medicare, Fault> {
    let mut medicare = Medicare { held: Vec::new(), poa_until: 0 };
    let (name, header) = MCE;
    for row in Table::open(folder, name, header)?.rows::<4>() {
        let row = row?;
        let mut traits = 0;
        for flag in row.cells[3].split(' ') {
            let bit = TRAITS.iter().position(|name| name.strip_prefix("mce-") == Some(flag));
            traits |= 1 << bit.ok_or_else(|| row.fault(format!("`{flag}` is no flag of the code editor")))?;
        }
        let to = if row.cells[2].is_empty() { None } else { Some(row.date(2)?) };
        medicare.held.push(Held { code: row.code(0)?, from: row.date(1)?, to, traits });
    }
    let (name, header) = POA_EXEMPT;
    for row in Table::open(folder, name, header)?.rows::<3>() {
        let row = row?;
        let to = row.date(2)?;
        medicare.poa_until = medicare.poa_until.max(to);
        let traits = trait_bit("poa-exempt");
        medicare.held.push(Held { code: row.code(0)?, from: row.date(1)?, to: Some(to), traits });
    }
    Ok(medicare)
}
