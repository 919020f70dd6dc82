//! One procedure code, and what its shape says of it.
//!
//! The shapes are facts anyone may use; the list of CPT codes is the AMA's and is not here. Which codes exist is asked
//! of [`crate::hcpcs`] for Level II and of the user's own tables ([`crate::table`]) for the rest.

/// A procedure code as one integer: five bytes, left-aligned, so that ranges are comparisons. 0 is "none".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Default)]
pub struct Procedure(pub u64);

/// Which code set a code has the shape of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeSystem {
    /// CPT category I: five digits.
    Cpt,
    /// CPT with a letter at its end: category II (F), category III (T), PLA (U), MAAA (M), COVID-19 vaccination (A).
    CptLettered,
    /// HCPCS Level II: a letter A to V other than D, then four digits.
    LevelTwo,
    /// CDT, the dental codes of the ADA: D and four digits.
    Dental,
    /// W to Z and four digits: never assigned nationally, used by states and workers' compensation.
    Local,
}

/// Codes under one letter.
const BLOCK: u32 = 10_000;
/// Where the codes that begin with a letter begin.
const LEADING: u32 = 10 * BLOCK;
/// Where the codes that end with a letter begin.
const TRAILING: u32 = LEADING + 26 * BLOCK;

/// For each letter and digit itself in upper case; 0 for any other byte.
const UPPER: [u8; 256] = {
    let mut upper = [0; 256];
    let mut byte = 0u8;
    while byte < 128 {
        upper[byte as usize] = if byte.is_ascii_alphanumeric() { byte.to_ascii_uppercase() } else { 0 };
        byte += 1;
    }
    upper
};

impl Procedure {
    /// One more than the greatest number of [`Procedure::number`].
    pub const NUMBERS: u32 = TRAILING + 26 * BLOCK;

    /// Reads five letters or digits in any case, blanks around them; anything else is "none".
    #[must_use]
    pub fn parse(text: &[u8]) -> Self {
        let five = <[u8; 5]>::try_from(text).or_else(|_| text.trim_ascii().try_into());
        let Ok(bytes) = five else { return Self(0) };
        let upper = bytes.map(|byte| UPPER[usize::from(byte)]);
        if upper.contains(&0) {
            return Self(0);
        }
        Self(upper.iter().fold(0, |key, &byte| key << 8 | u64::from(byte)) << 24)
    }

    /// Reads a cell that is no code as it stands: one with modifiers behind it (`99213-25`, `45378:53`), or a number whose
    /// zeros in front a spreadsheet has dropped (`731` is 00731: no code of CPT has fewer than five digits, and those from
    /// 00100 to 01999 are anesthesia). Anything else is "none".
    #[must_use]
    pub fn parse_with_more(text: &[u8]) -> Self {
        let text = text.trim_ascii();
        match text.split_at_checked(5) {
            Some((code, behind)) if is_modifiers(behind) => {
                let code = Self::parse(code);
                if code.system().is_some() { code } else { Self(0) }
            }
            None if matches!(text.len(), 3 | 4) && text.iter().all(u8::is_ascii_digit) => {
                let mut whole = *b"00000";
                whole[5 - text.len()..].copy_from_slice(text);
                if (b"00100".as_slice()..=b"01999".as_slice()).contains(&whole.as_slice()) {
                    Self::parse(&whole)
                } else {
                    Self(0)
                }
            }
            _ => Self(0),
        }
    }

    /// What stands behind a code in its cell, where that is modifiers: `25` of `99213-25`; else nothing.
    #[must_use]
    pub fn modifiers_behind(text: &[u8]) -> &[u8] {
        let text = text.trim_ascii();
        match text.split_at_checked(5) {
            Some((_, behind)) if behind.len() > 2 && !Self::parse_with_more(text).is_none() => behind,
            _ => &[],
        }
    }

    /// Whether the line has no procedure code.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The place of the code among those of its shape (45378, G0105, 0001A) as one small number; `None` for others.
    #[must_use]
    pub fn number(self) -> Option<u32> {
        let bytes = *self.0.to_be_bytes().first_chunk::<5>()?;
        let [first, b, c, d, last] = bytes.map(|byte| u32::from(byte.wrapping_sub(b'0')));
        if b > 9 || c > 9 || d > 9 {
            return None;
        }
        let middle = b * 100 + c * 10 + d;
        let letter = |byte: u8| byte.is_ascii_uppercase().then(|| u32::from(byte - b'A'));
        match (first <= 9, last <= 9) {
            (true, true) => Some(first * BLOCK + middle * 10 + last),
            (false, true) => Some(LEADING + letter(bytes[0])? * BLOCK + middle * 10 + last),
            (true, false) => Some(TRAILING + letter(bytes[4])? * BLOCK + first * 1000 + middle),
            (false, false) => None,
        }
    }

    /// The code behind a number made by [`Procedure::number`].
    #[must_use]
    pub fn of_number(number: u32) -> Self {
        let letter = |block: u32| char::from_u32(u32::from(b'A') + block % 26).unwrap_or('A');
        let text = match number {
            TRAILING.. => format!("{:04}{}", number % BLOCK, letter((number - TRAILING) / BLOCK)),
            LEADING.. => format!("{}{:04}", letter((number - LEADING) / BLOCK), number % BLOCK),
            digits => format!("{digits:05}"),
        };
        Self::parse(text.as_bytes())
    }

    /// The code set whose shape it has; `None` where it has none's.
    ///
    /// Shapes: CPT (AMA) categories I to III and proprietary laboratory analyses; HCPCS Level II, introduction of the
    /// quarterly file (CMS).
    #[must_use]
    pub fn system(self) -> Option<CodeSystem> {
        self.number()?;
        let [first, .., last] = *self.0.to_be_bytes().first_chunk::<5>()?;
        match (first, last) {
            (b'0'..=b'9', b'0'..=b'9') => Some(CodeSystem::Cpt),
            (b'0'..=b'9', b'A' | b'F' | b'M' | b'T' | b'U') => Some(CodeSystem::CptLettered),
            (b'D', b'0'..=b'9') => Some(CodeSystem::Dental),
            (b'A'..=b'V', b'0'..=b'9') => Some(CodeSystem::LevelTwo),
            (b'W'..=b'Z', b'0'..=b'9') => Some(CodeSystem::Local),
            _ => None,
        }
    }
}

/// Whether what stands behind a code is a mark and modifiers of two characters each, with marks between them.
fn is_modifiers(text: &[u8]) -> bool {
    let Some((mark, rest)) = text.split_first() else { return false };
    let is_mark = |byte: &u8| b"-,:;|^/_ ".contains(byte);
    let mut parts = rest.split(is_mark).filter(|part| !part.is_empty()).peekable();
    is_mark(mark)
        && parts.peek().is_some()
        && parts.all(|part| part.len() == 2 && part.iter().all(u8::is_ascii_alphanumeric))
}

impl std::fmt::Display for Procedure {
    /// The five characters; nothing for "none".
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = self.0.to_be_bytes();
        bytes
            .iter()
            .take_while(|&&byte| byte != 0)
            .try_for_each(|&byte| std::fmt::Write::write_char(f, char::from(byte)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_and_keep_apart() {
        let mut seen = std::collections::HashSet::new();
        for text in ["00100", "99499", "A0021", "G0105", "V5364", "0001A", "0001F", "9007F", "0075T", "0001U", "Z9999"]
        {
            let code = Procedure::parse(text.as_bytes());
            let number = code.number().expect(text);
            assert!(number < Procedure::NUMBERS && seen.insert(number), "{text}");
            assert_eq!((Procedure::of_number(number), code.to_string().as_str()), (code, text));
        }
        for text in ["1CFK1", "KBGC1", "ABCDE", "G01O5", "", "123456"] {
            assert_eq!(Procedure::parse(text.as_bytes()).number(), None, "{text}");
        }
    }

    #[test]
    fn a_code_is_read_out_of_a_cell_that_holds_more() {
        for (text, code) in [
            ("99213-25", "99213"),
            ("99213,25", "99213"),
            ("45378:53", "45378"),
            ("G0105 - 53", "G0105"),
            ("99213 25 59", "99213"),
            ("731", "00731"),
            ("1999", "01999"),
            ("0100", "00100"),
            ("99", ""),
            ("2000", ""),
            ("9921325", ""),
            ("99213 - office visit", ""),
            ("99213-", ""),
            ("E11.9-25", ""),
        ] {
            assert_eq!(Procedure::parse_with_more(text.as_bytes()).to_string(), code, "{text}");
        }
    }

    #[test]
    fn shapes_name_their_code_set() {
        for (text, system) in [
            ("45378", Some(CodeSystem::Cpt)),
            ("0001F", Some(CodeSystem::CptLettered)),
            ("0075t", Some(CodeSystem::CptLettered)),
            ("0001B", None),
            ("9921O", None),
            ("G0105", Some(CodeSystem::LevelTwo)),
            ("D0120", Some(CodeSystem::Dental)),
            ("W1234", Some(CodeSystem::Local)),
            ("1CFK1", None),
        ] {
            assert_eq!(Procedure::parse(text.as_bytes()).system(), system, "{text}");
        }
    }
}
