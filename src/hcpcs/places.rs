//! Places of service, from the code set of CMS.

use super::rows::{cells, rows};
use crate::date::Date;
use std::sync::LazyLock;

/// What is known of a place of service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlaceStanding {
    /// Assigned, from this day on where it was assigned after 2015-10-01.
    Assigned(Option<Date>),
    /// Not assigned.
    Unassigned,
}

static PLACES: LazyLock<[PlaceStanding; 100]> = LazyLock::new(|| {
    let mut places = [PlaceStanding::Unassigned; 100];
    for row in rows(include_str!("../../data/cms/places.tsv")) {
        let [place, since, _] = *cells(row) else { continue };
        if let Some(standing) = place.parse::<usize>().ok().and_then(|place| places.get_mut(place)) {
            *standing = PlaceStanding::Assigned(Date::parse(since.as_bytes()));
        }
    }
    places
});

/// What is known of a two-digit place of service.
#[must_use]
pub fn place(place: u8) -> PlaceStanding {
    PLACES.get(usize::from(place)).copied().unwrap_or(PlaceStanding::Unassigned)
}

/// The name of a two-digit place of service; `None` for one that is not assigned.
#[must_use]
pub fn place_name(place: &str) -> Option<&'static str> {
    let mut rows = rows(include_str!("../../data/cms/places.tsv"));
    rows.find_map(|row| if let [number, _, name] = *cells(row) { (number == place).then_some(name) } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_place_is_lost() {
        let assigned = (0..100).filter(|&number| place(number) != PlaceStanding::Unassigned).count();
        assert_eq!(assigned, 52);
        assert_eq!(place(10), PlaceStanding::Assigned(Date::new(2022, 1, 1)));
        assert_eq!(place(11), PlaceStanding::Assigned(None));
        for unassigned in [0, 28, 35, 40, 59, 98, 100, 255] {
            assert_eq!(place(unassigned), PlaceStanding::Unassigned, "{unassigned}");
        }
    }
}
