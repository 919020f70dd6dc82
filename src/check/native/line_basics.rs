//! Place of service, units and provider number: cells whose value alone says whether it can be right.

use super::Spoken;
use super::service_lines::{ServiceLines, at_most};
use crate::check::tally::Beyond;
use crate::check::text::shortened;
use crate::claim::{CellRef, Layout, Line, Slot, cells};
use crate::field::Field;
use crate::hcpcs::{self, Coverage, PlaceStanding};
use crate::rule::Severity;

/// The names of the rules this check speaks for.
pub(super) const NAMES: [&str; 4] =
    ["place-of-service-unknown", "units-not-positive", "npi-check-digit", "npi-malformed"];

/// Those rules; one that is not selected is `None`.
#[derive(Clone, Debug)]
pub(super) struct LineBasics {
    place: Spoken,
    units: Spoken,
    check_digit: Spoken,
    npi: Spoken,
    npi_slot: Option<Slot>,
    /// The places of service of which nothing is said on any day.
    settled_places: [bool; 100],
}

impl LineBasics {
    pub(super) fn new(rule: super::RuleOf<'_>, layout: &Layout) -> Self {
        let [place, units, check_digit, npi] = NAMES.map(rule);
        let settled_places = std::array::from_fn(|place| u8::try_from(place).is_ok_and(is_settled));
        Self { place, units, check_digit, npi, npi_slot: layout.slot(Field::RenderingNpi), settled_places }
    }

    /// Whether something may be said of a line with these cells, below a line with those; `has_place` says that it is on a
    /// form with places of service.
    #[inline]
    pub(super) fn may_speak(
        &self,
        layout: &Layout,
        line: &Line,
        (cells, above): (&[&[u8]], Option<&[&[u8]]>),
        has_place: bool,
    ) -> bool {
        let is_settled = |place: u8| self.settled_places.get(usize::from(place)) == Some(&true);
        let units = || layout.slots.units.is_some_and(|slot| !cells[usize::from(slot.0)].is_empty());
        let npi = |slot: Slot| {
            let text = cells[usize::from(slot.0)];
            let repeated = || above.is_some_and(|above| cells::same(above[usize::from(slot.0)], text));
            !text.is_empty() && !repeated() && npi(text) != Npi::Valid
        };
        (has_place && line.place_of_service.is_some_and(|place| !is_settled(place)))
            || (!line.units.is_some_and(|units| units > 0.0) && units())
            || self.npi_slot.is_some_and(npi)
    }

    pub(super) fn judge(&self, lines: &mut ServiceLines<'_>) {
        let (context, claim) = (lines.context, lines.claim);
        let slots = &context.layout.slots;
        let place_slot = slots.place_of_service.filter(|_| !claim.kind.is_institutional());
        let unit_slots = slots.units.zip(slots.procedure_code);
        for (number, line) in lines.numbered() {
            if let (Some(slot), Some(place)) = (place_slot, line.place_of_service) {
                self.place(lines, line, place, CellRef::whole(number, slot));
            }
            if let Some((units, procedure)) = unit_slots {
                let text = claim.cell(number as usize, units);
                let is_service = || !claim.cell(number as usize, procedure).is_empty();
                if !line.units.is_some_and(|units| units > 0.0) && !text.is_empty() && is_service() {
                    lines.blame(self.units, CellRef::whole(number, units), vec![("text", shortened(text))]);
                }
            }
            if let Some(slot) = self.npi_slot {
                let text = claim.cell(number as usize, slot);
                let repeated = number > 0 && cells::same(claim.cell(number as usize - 1, slot), text);
                if !text.is_empty() && !repeated {
                    self.npi(lines, text, CellRef::whole(number, slot));
                }
            }
        }
    }

    fn place(&self, lines: &mut ServiceLines<'_>, line: &Line, place: u8, cell: CellRef) {
        if is_settled(place) {
            return;
        }
        let standing = hcpcs::place(place);
        let date = lines.date(line).map(|dated| dated.date);
        let since = match standing {
            PlaceStanding::Assigned(since) => match (since, date) {
                (Some(since), Some(date)) if date < since => format!(" before {since}"),
                _ => return,
            },
            PlaceStanding::Unassigned if date.is_some_and(|date| Coverage::of(date) == Coverage::After) => {
                lines.tally.beyond(Beyond::Places);
                return;
            }
            PlaceStanding::Unassigned => String::new(),
        };
        // Payers have taken a new place for services before its first day.
        let rule = if since.is_empty() { self.place } else { at_most(Severity::Warning, self.place) };
        lines.blame(rule, cell, vec![("place", format!("{place:02}")), ("before", since)]);
    }

    fn npi(&self, lines: &mut ServiceLines<'_>, text: &[u8], cell: CellRef) {
        let rule = match npi(text) {
            Npi::Valid => return,
            Npi::WrongDigit => self.check_digit,
            Npi::NotOne => self.npi,
        };
        lines.blame(rule, cell, vec![("npi", shortened(text))]);
    }
}

/// Whether nothing is said of a place of service on any day.
fn is_settled(place: u8) -> bool {
    // Zeros fill the column where nothing was said.
    hcpcs::place(place) == PlaceStanding::Assigned(None) || place == 0
}

/// What a provider number is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Npi {
    Valid,
    /// Ten digits that begin as an NPI does, of which one is wrong.
    WrongDigit,
    /// No NPI has this form.
    NotOne,
}

/// An NPI has ten digits, the first 1 or 2, the last a check digit by the Luhn formula over 80840 and the number
/// (45 CFR 162.406; CMS, "Requirements for NPI check digit": a constant of 24 stands for the prefix).
fn npi(text: &[u8]) -> Npi {
    // A program that once read the number as a float writes it with `.0`.
    let digits = text.strip_suffix(b".0").unwrap_or(text);
    let Ok(digits) = <&[u8; 10]>::try_from(digits) else { return Npi::NotOne };
    if !digits.iter().all(u8::is_ascii_digit) || !matches!(digits[0], b'1' | b'2') {
        return Npi::NotOne;
    }
    // Every other digit counts twice, as the sum of the digits that makes.
    let twice = |byte: u8| 2 * u32::from(byte - b'0') - if byte >= b'5' { 9 } else { 0 };
    let sum: u32 = digits.as_chunks().0.iter().map(|&[one, other]| twice(one) + u32::from(other - b'0')).sum();
    if (sum + 24).is_multiple_of(10) { Npi::Valid } else { Npi::WrongDigit }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_of_provider_numbers() {
        for (text, is) in [
            ("1234567893", Npi::Valid),
            ("1234567893.0", Npi::Valid),
            ("1234567890", Npi::WrongDigit),
            ("1234567839", Npi::WrongDigit),
            ("2234567893", Npi::WrongDigit),
            ("9999283093", Npi::NotOne),
            ("123456789", Npi::NotOne),
            ("A234567893", Npi::NotOne),
            ("", Npi::NotOne),
        ] {
            assert_eq!(npi(text.as_bytes()), is, "{text}");
        }
        // Of the ten last digits exactly one is right.
        let valid = (0..10).filter(|digit| npi(format!("167924853{digit}").as_bytes()) == Npi::Valid).count();
        assert_eq!(valid, 1);
    }
}
