//! Claim ids taken out of a report that leaves the house.
//!
//! A claim id is replaced by a keyed hash (HMAC-SHA-256): whoever has the key can find the claim, nobody else can, not
//! even by trying all ids. Without a key the id is left out, for a hash that anyone can make is an id in disguise.

use super::{Diagnostic, RuleCard};
use crate::field::Field;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Fewest bytes of a key.
const SHORTEST: usize = 16;

/// The secret claim ids are hashed with.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Vec<u8>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// A key of these bytes, blanks around them left out.
    ///
    /// # Errors
    /// When it is short enough to be guessed.
    pub fn new(bytes: &[u8]) -> Result<Self, String> {
        let bytes = bytes.trim_ascii();
        if bytes.len() < SHORTEST {
            return Err(format!("a key has at least {SHORTEST} characters, this one has {}", bytes.len()));
        }
        Ok(Self(bytes.to_vec()))
    }

    fn hash(&self, what: &str, bytes: &[u8]) -> [u8; 32] {
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return [0; 32] };
        mac.update(what.as_bytes());
        mac.update(&[0]);
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }

    /// What stands for a claim id: `claim-` and twelve hexadecimal digits.
    #[must_use]
    pub fn pseudonym(&self, id: &str) -> String {
        format!("claim-{:012x}", first_eight(&self.hash("claim", id.as_bytes())) >> 16)
    }

    /// What stands for a fingerprint.
    #[must_use]
    pub fn fingerprint(&self, plain: u64) -> u64 {
        first_eight(&self.hash("finding", &plain.to_be_bytes()))
    }
}

/// How claim ids are kept out of a report.
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    /// The key, where there is one.
    pub key: Option<Key>,
}

impl Redaction {
    /// The finding without the claim's id.
    ///
    /// Without a key its fingerprint is made anew of all but the id: the id could be found by trying.
    #[must_use]
    pub fn apply(&self, rule: &RuleCard, finding: &Diagnostic) -> Diagnostic {
        let mut redacted = finding.clone();
        let Some(id) = finding.claim_id.as_deref() else { return redacted };
        redacted.claim_id = self.key.as_ref().map(|key| key.pseudonym(id));
        redacted.fingerprint = match &self.key {
            Some(key) => key.fingerprint(finding.fingerprint),
            None => without_claim(rule, finding),
        };
        let shown = redacted.claim_id.clone().unwrap_or_else(|| "(claim id withheld)".to_owned());
        let mut in_a_cell = false;
        for cell in redacted.cells.iter_mut().filter(|cell| cell.field == Field::ClaimId) {
            in_a_cell = true;
            cell.value.clone_from(&shown);
        }
        if in_a_cell {
            // Only a rule that reads the id can quote it.
            redacted.message = replaced(&redacted.message, id, &shown);
            redacted.help = replaced(&redacted.help, id, &shown);
        }
        redacted
    }
}

/// The text with the id replaced where it stands alone: the id 1 is no part of 99213.
fn replaced(text: &str, id: &str, shown: &str) -> String {
    let joins = |one: Option<char>, other: Option<char>| {
        one.is_some_and(char::is_alphanumeric) && other.is_some_and(char::is_alphanumeric)
    };
    let Some(first) = id.chars().next() else { return text.to_owned() };
    let (mut redacted, mut kept, mut from) = (String::with_capacity(text.len()), 0, 0);
    while let Some(found) = text[from..].find(id) {
        let (at, end) = (from + found, from + found + id.len());
        let within = joins(text[..at].chars().next_back(), Some(first))
            || joins(id.chars().next_back(), text[end..].chars().next());
        if within {
            // The id may begin again within itself.
            from = at + first.len_utf8();
        } else {
            redacted.push_str(&text[kept..at]);
            redacted.push_str(shown);
            (kept, from) = (end, end);
        }
    }
    redacted + &text[kept..]
}

fn without_claim(rule: &RuleCard, finding: &Diagnostic) -> u64 {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text.as_bytes());
        hash.update([0]);
    };
    add(&rule.name);
    for cell in finding.cells.iter().filter(|cell| cell.field != Field::ClaimId) {
        add(&cell.field.to_string());
        add(&cell.compared());
    }
    first_eight(&hash.finalize())
}

fn first_eight(digest: &[u8]) -> u64 {
    digest.iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{CellText, Standing};
    use crate::rule::{RuleId, Severity};

    fn rule() -> RuleCard {
        RuleCard {
            code: "T1".into(),
            name: "test".into(),
            severity: Severity::Error,
            message: String::new(),
            summary: None,
            why: String::new(),
            help: String::new(),
            source: String::new(),
            url: None,
        }
    }

    fn on(id: &str) -> Diagnostic {
        Diagnostic {
            rule: RuleId(0),
            severity: Severity::Error,
            message: format!("claim {id} again"),
            help: String::new(),
            file: 0,
            line: 2,
            column: 1,
            claim_id: Some(id.to_owned()),
            claim_line: None,
            cells: vec![CellText {
                field: Field::ClaimId,
                header: "claim_id".into(),
                value: id.into(),
                elsewhere: None,
                line: 2,
                column: 1,
                label: String::new(),
            }],
            fingerprint: 7,
            groups: Vec::new(),
            standing: Standing::Open,
        }
    }

    #[test]
    fn no_key_no_id() {
        let redacted = Redaction::default().apply(&rule(), &on("ACCT-77"));
        assert_eq!(redacted.claim_id, None);
        assert!(!format!("{redacted:?}").contains("ACCT-77"));
        assert_eq!(redacted.fingerprint, Redaction::default().apply(&rule(), &on("ACCT-78")).fingerprint);
    }

    #[test]
    fn an_id_is_taken_out_only_where_it_stands_alone() {
        for (text, id, redacted) in [
            ("claim 1 of 10: \"1\" and 99213, A1, 1st", "1", "claim * of 10: \"*\" and 99213, A1, 1st"),
            ("1", "1", "*"),
            ("ACCT-7, ACCT-77 and (ACCT-7)", "ACCT-7", "*, ACCT-77 and (*)"),
            ("no.#7# é7", "#7#", "no.* é7"),
            ("é7 7", "7", "é7 *"),
            ("177-77-77", "77-77", "177-*"),
            ("nothing", "", "nothing"),
        ] {
            assert_eq!(replaced(text, id, "*"), redacted);
        }
    }

    #[test]
    fn a_key_gives_each_claim_one_name() {
        let by = |key: &str| Redaction { key: Some(Key::new(key.as_bytes()).expect("long enough")) };
        let (one, other) = (by("0123456789abcdef\n"), by("fedcba9876543210"));
        let redacted = one.apply(&rule(), &on("ACCT-77"));
        assert!(!format!("{redacted:?}").contains("ACCT-77"), "{redacted:?}");
        assert_eq!(redacted, one.apply(&rule(), &on("ACCT-77")));
        assert_ne!(redacted.claim_id, one.apply(&rule(), &on("ACCT-78")).claim_id);
        assert_ne!(redacted.claim_id, other.apply(&rule(), &on("ACCT-77")).claim_id);
        assert!(Key::new(b"short").is_err());
    }
}
