//! Modifiers: those of HCPCS Level II from the quarterly file, the others by their numbers.
//!
//! The two-digit modifiers of CPT are the AMA's: their numbers are facts and stand here, their descriptors do not.

use super::Listed;
use super::rows::{listed, rows};
use crate::claim::view::Modifier;
use std::sync::LazyLock;

/// What is known of a modifier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ModifierStanding {
    /// A modifier of CPT (Level I, category II).
    Cpt,
    /// An origin and a destination of an ambulance.
    Ambulance,
    /// A modifier of HCPCS Level II.
    LevelTwo(Listed),
    /// None of these.
    Unknown,
}

/// CPT modifiers in use at any time since 2015-10-01: Appendix A (numbers only) and those of category II.
const CPT: [&[u8; 2]; 43] = [
    b"22", b"23", b"24", b"25", b"26", b"27", b"32", b"33", b"47", b"50", b"51", b"52", b"53", b"54", b"55", b"56",
    b"57", b"58", b"59", b"62", b"63", b"66", b"73", b"74", b"76", b"77", b"78", b"79", b"80", b"81", b"82", b"90",
    b"91", b"92", b"93", b"95", b"96", b"97", b"99", b"1P", b"2P", b"3P", b"8P",
];

/// Where an ambulance can come from and go to; X, a stop at a physician's office, is only ever a destination.
/// Medicare Claims Processing Manual, chapter 15, section 30 A.
const AMBULANCE: &[u8] = b"DEGHIJNPRSX";

static LEVEL_TWO: LazyLock<Vec<([u8; 2], Listed)>> = LazyLock::new(|| {
    let mut modifiers: Vec<([u8; 2], Listed)> = rows(include_str!("../../data/cms/modifiers.tsv"))
        .filter_map(listed)
        .filter_map(|(modifier, listed)| Some((modifier.as_bytes().try_into().ok()?, listed)))
        .collect();
    modifiers.sort_by_key(|(modifier, _)| *modifier);
    modifiers
});

/// What is known of every pair of digits and capitals.
static STANDINGS: LazyLock<Vec<ModifierStanding>> = LazyLock::new(|| {
    let alphabet = || (b'0'..=b'9').chain(b'A'..=b'Z');
    alphabet().flat_map(|first| alphabet().map(move |second| standing([first, second]))).collect()
});

/// What is known of a modifier.
#[must_use]
pub fn modifier(Modifier([first, second]): Modifier) -> ModifierStanding {
    let digit = |byte: u8| char::from(byte).to_digit(36).filter(|_| !byte.is_ascii_lowercase());
    let index = digit(first).zip(digit(second)).map(|(first, second)| (first * 36 + second) as usize);
    index.and_then(|index| STANDINGS.get(index)).copied().unwrap_or(ModifierStanding::Unknown)
}

fn standing(modifier: [u8; 2]) -> ModifierStanding {
    if CPT.contains(&&modifier) {
        return ModifierStanding::Cpt;
    }
    if let Ok(index) = LEVEL_TWO.binary_search_by_key(&modifier, |(modifier, _)| *modifier)
        && let Some((_, listed)) = LEVEL_TWO.get(index)
    {
        return ModifierStanding::LevelTwo(*listed);
    }
    let [from, to] = modifier;
    if from != b'X' && AMBULANCE.contains(&from) && AMBULANCE.contains(&to) {
        return ModifierStanding::Ambulance;
    }
    ModifierStanding::Unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_modifier_is_lost_and_the_shapes_are_told() {
        assert_eq!(LEVEL_TWO.len(), 383);
        assert_eq!(LEVEL_TWO.iter().filter(|(_, listed)| listed.ended.is_some()).count(), 20);
        for (text, cpt) in [(b"25", true), (b"1P", true), (b"99", true), (b"21", false), (b"60", false)] {
            assert_eq!(modifier(Modifier(*text)) == ModifierStanding::Cpt, cpt, "{text:?}");
        }
        assert_eq!(modifier(Modifier(*b"RH")), ModifierStanding::Ambulance);
        for (text, known) in
            [(b"P1", true), (b"P6", true), (b"XE", true), (b"LT", true), (b"XR", false), (b"ZQ", false)]
        {
            assert_eq!(modifier(Modifier(*text)) != ModifierStanding::Unknown, known, "{text:?}");
        }
    }
}
