//! What was done on a service line, read once for all lines that say the same.
//!
//! Whoever bills has some thousand services at most and few modifiers for each, so nearly every line repeats one that has
//! come by. It is known again by the bytes of its cells, and whoever asks more of it may remember the answer under its
//! number.

use super::cells;
use super::view::{Modifiers, Procedure};
use super::{Layout, Slot};
use crate::field::MAX_MODIFIERS;

/// A procedure with its modifiers.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// Five characters of a CPT or HCPCS code, upper case, left-aligned; blank where there is none.
    pub procedure: Procedure,
    /// Its modifiers in order, with the column of each.
    pub modifiers: Modifiers,
    /// Where it is remembered; `None` where its cells are too long for it.
    pub met: Option<MetService>,
}

/// A service among those a worker has met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MetService {
    /// Counted from 0 on. A later service may take the place of an earlier one.
    pub place: u16,
    /// No other service, of this place or another, has it; from 1 on.
    pub number: u32,
}

/// Where the cells of a service stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns<'l> {
    procedure: Option<Slot>,
    /// Columns of modifiers; none where they stand behind the codes.
    modifiers: &'l [Slot],
}

impl<'l> Columns<'l> {
    pub(super) fn of(layout: &'l Layout) -> Self {
        // In the cell of a code stands a code, and modifiers only behind it.
        let modifiers = if layout.modifiers_stand_with_codes() { &[] } else { layout.modifiers.as_slice() };
        Self { procedure: layout.slots.procedure_code, modifiers }
    }
}

/// The bytes of a line's cells: its procedure code, and its modifiers two bytes each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Key(u64, [u16; MAX_MODIFIERS as usize]);

/// The services a worker has met lately: bounded, and without a lock. One memory is for one layout.
#[derive(Debug, Default)]
pub struct Services {
    /// For each place of a key one more than that of its service among those met; 0 where there is none. Empty before the first.
    places: Vec<u16>,
    met: Vec<(Key, Service)>,
    /// The number of the latest one.
    number: u32,
}

impl Services {
    /// Services kept at a time.
    pub const PLACES: usize = 1 << 11;

    /// The service of a line whose cells are `texts`.
    #[inline]
    pub(super) fn read(&mut self, columns: Columns<'_>, texts: &[&[u8]]) -> Service {
        let Some(key) = Key::of(columns, texts) else { return read(columns, texts) };
        let place = self.places.get(key.place()).map_or(0, |&place| usize::from(place));
        match self.met.get(place.wrapping_sub(1)) {
            Some((known, service)) if *known == key => *service,
            _ => self.meet(key, read(columns, texts)),
        }
    }

    #[cold]
    fn meet(&mut self, key: Key, service: Service) -> Service {
        self.places.resize(Self::PLACES, 0);
        self.number = self.number.wrapping_add(1).max(1);
        let known = &mut self.places[key.place()];
        let place = known.checked_sub(1).map_or(self.met.len(), usize::from);
        let met = MetService { place: u16::try_from(place).unwrap_or(u16::MAX), number: self.number };
        let service = Service { met: Some(met), ..service };
        if let Some(before) = self.met.get_mut(place) {
            *before = (key, service);
        } else {
            self.met.push((key, service));
            *known = u16::try_from(self.met.len()).unwrap_or(u16::MAX);
        }
        service
    }
}

impl Key {
    /// `None` where a cell is longer than a code or a modifier.
    #[inline]
    fn of(columns: Columns<'_>, texts: &[&[u8]]) -> Option<Self> {
        let text = |slot: Slot| texts[usize::from(slot.0)];
        let code = packed(columns.procedure.map_or(&b""[..], text))?;
        if columns.modifiers.len() > usize::from(MAX_MODIFIERS) {
            return None;
        }
        let mut modifiers = [0; MAX_MODIFIERS as usize];
        for (&slot, pair) in columns.modifiers.iter().zip(&mut modifiers) {
            *pair = match *text(slot) {
                [] => 0,
                // Two zeros are no modifier, and would be taken for a blank cell.
                [a, b] if a != 0 => u16::from_be_bytes([a, b]),
                _ => return None,
            };
        }
        Some(Self(code, modifiers))
    }

    /// A place by the upper bits of a product: they depend on all bits of the key.
    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "the product is shifted to few bits")]
    fn place(self) -> usize {
        let modifiers = self.1.iter().fold(0, |sum: u64, &pair| sum.rotate_left(13) ^ u64::from(pair));
        let both = (self.0 ^ modifiers.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        (both >> (u64::BITS - Services::PLACES.ilog2())) as usize
    }
}

/// A text of up to seven bytes as a number no other such text has.
#[inline]
fn packed(text: &[u8]) -> Option<u64> {
    let bytes = match *text {
        [] => 0,
        [a] => u64::from_le_bytes([a, 0, 0, 0, 0, 0, 0, 0]),
        [a, b] => u64::from_le_bytes([a, b, 0, 0, 0, 0, 0, 0]),
        [a, b, c] => u64::from_le_bytes([a, b, c, 0, 0, 0, 0, 0]),
        _ => {
            let (&head, &tail) = (text.first_chunk::<4>()?, text.last_chunk::<4>()?);
            if text.len() > 7 {
                return None;
            }
            // Where the two overlap they say the same.
            u64::from(u32::from_le_bytes(head)) | u64::from(u32::from_le_bytes(tail)) << (8 * (text.len() - 4))
        }
    };
    Some((text.len() as u64) << 56 | bytes)
}

/// Reads the cells themselves.
fn read(columns: Columns<'_>, texts: &[&[u8]]) -> Service {
    let text = |slot: Slot| texts[usize::from(slot.0)];
    let coded = columns.procedure.map_or(&b""[..], text);
    let mut procedure = Procedure::parse(coded);
    let mut behind = &b""[..];
    if procedure.is_none() {
        procedure = Procedure::parse_with_more(coded);
        behind = Procedure::modifiers_behind(coded);
    }
    let mut modifiers = Modifiers::default();
    for &slot in columns.modifiers {
        cells::modifiers(text(slot)).for_each(|modifier| modifiers.push(modifier, slot));
    }
    // Modifiers behind a code are the line's whether or not others have columns of their own.
    if let (false, Some(slot)) = (behind.is_empty(), columns.procedure) {
        for modifier in cells::modifiers(behind) {
            if modifiers.iter().all(|(known, _)| known != modifier) {
                modifiers.push(modifier, slot);
            }
        }
    }
    Service { procedure, modifiers, met: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Column;
    use crate::field::Field;
    use proptest::prelude::*;
    use std::collections::HashMap;

    fn layout(with_codes: bool) -> Layout {
        let columns = [(Field::ProcedureCode, 0), (Field::Modifier(1), 1), (Field::Modifier(2), 2)];
        let index = |at: usize| if with_codes { 0 } else { at };
        let columns = columns.map(|(field, at)| Column::new(field, index(at), String::new()));
        Layout::new("", columns.into(), Vec::new(), 3)
    }

    proptest! {
        #[test]
        fn a_service_met_is_the_one_its_cells_say(
            rows in proptest::collection::vec(("(9921[34]|A|45378-53|99213 25|\u{0}|[a-z]{0,9})", "(|25|\u{0}\u{0}|5|LT RT|59)", "(|25|RT)"), 1..40),
            with_codes in any::<bool>(),
        ) {
            let layout = layout(with_codes);
            let columns = Columns::of(&layout);
            let mut services = Services::default();
            let mut numbered = HashMap::new();
            for (code, one, other) in &rows {
                let texts = [code.as_bytes(), one.as_bytes(), other.as_bytes()];
                let (met, is) = (services.read(columns, &texts), read(columns, &texts));
                prop_assert_eq!(met.procedure, is.procedure);
                prop_assert_eq!(met.modifiers.iter().collect::<Vec<_>>(), is.modifiers.iter().collect::<Vec<_>>());
                if let Some(met) = met.met {
                    let read = if with_codes { [texts[0], b"", b""] } else { texts };
                    prop_assert_eq!(*numbered.entry(met.number).or_insert(read), read);
                }
            }
        }
    }
}
