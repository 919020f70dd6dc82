//! How the days of a file are written: which of two numbers is the month.
//!
//! Asked of the first rows, and decided for each column as a whole: a later row that says otherwise is not read as something
//! else, it is reported. A column that does not say it itself is written as the others are; a patient and the subscriber who
//! may stand in for one are written alike.

use super::guess::{Sample, texts};
use super::shorten;
use crate::claim::layout::{Column, Layout};
use crate::date::{Date, DateStyle, DayParts};
use crate::field::Field;
use crate::number::either;
use std::ops::AddAssign;

/// Of so many days of which either number could be the month, one at least shows that the first is the day; fewer are taken
/// for slips of the pen. Of the days of a month three in five show it.
const ONE_IN: usize = 8;

/// What the first rows tell of a column.
#[derive(Clone, Copy, Default)]
struct Told {
    /// Cells whose first number is no month.
    day_first: usize,
    /// Cells whose second number is no month.
    month_first: usize,
    /// Cells of which both could be, and are not the same.
    either: usize,
    /// Cells of eight digits with the year last.
    joined: usize,
}

impl AddAssign for Told {
    fn add_assign(&mut self, other: Self) {
        self.day_first += other.day_first;
        self.month_first += other.month_first;
        self.either += other.either;
        self.joined += other.joined;
    }
}

impl Told {
    fn of(sample: &Sample, column: usize) -> Self {
        let mut told = Self::default();
        let days = texts(sample, column).filter_map(|text| Some((text, DayParts::of(text)?)));
        for (text, parts) in
            days.filter(|(text, parts)| parts.year.len() == 4 && !(parts.joined && Date::parse(text).is_some()))
        {
            let both = [DateStyle::MonthFirst, DateStyle::DayFirst].map(|style| Date::parse_as(text, style));
            told.joined += usize::from(parts.joined && both != [None, None]);
            match both {
                [None, Some(_)] => told.day_first += 1,
                [Some(_), None] => told.month_first += 1,
                [Some(one), Some(other)] if one != other => told.either += 1,
                _ => {}
            }
        }
        told
    }

    /// Whether the day comes first, and the column itself says so.
    const fn is_day_first(self) -> bool {
        self.day_first > 0 && self.month_first == 0 && self.day_first * ONE_IN >= self.either
    }

    /// Whether nothing in it speaks against the day coming first.
    const fn may_be_day_first(self) -> bool {
        self.month_first == 0
    }
}

/// Decides for each column of days how they are written, and says which of two readings was taken; `form` is how they are
/// written on a form.
pub(super) fn settle(layout: &mut Layout, sample: &Sample, form: Option<DateStyle>) -> Vec<String> {
    let days: Vec<(usize, Told)> =
        (0..layout.columns.len()).filter_map(|at| Some((at, of_column(layout, sample, at)?))).collect();
    let others_are_day_first = days.iter().any(|(_, told)| told.is_day_first());
    let all_are = others_are_day_first && days.iter().all(|(_, told)| told.may_be_day_first());
    let (mut shown, mut followed, mut guessed, mut mixed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (at, told) in days {
        let column = &mut layout.columns[at];
        let day_first = told.is_day_first() || (told.may_be_day_first() && all_are);
        column.style = match form {
            _ if day_first => DateStyle::DayFirst,
            // Who was born in the year 20 of which century is not said.
            Some(_) if is_birth(column.field) => DateStyle::MonthFirst,
            Some(form) => form,
            None if told.joined > 0 => DateStyle::MonthFirst,
            None => DateStyle::Usual,
        };
        let header = format!("\"{}\"", shorten(&column.header));
        if told.is_day_first() {
            shown.push(header);
        } else if day_first {
            followed.extend((told.either > 0).then_some(header));
        } else if told.day_first > 0 {
            mixed.push(header);
        } else if told.either > 0 && told.month_first == 0 && column.style != DateStyle::Form {
            guessed.push(header);
        }
    }
    let day = |columns: &[String]| format!("{} read as day/month/year", subject(columns));
    let month = |columns: &[String]| format!("{} read as month/day/year", subject(columns));
    let why = if others_are_day_first {
        "other columns of this file are written in both ways"
    } else {
        "in the first rows either number could be the month"
    };
    let said = [
        (!shown.is_empty()).then(|| format!("{}, for the first rows are written so", day(&shown))),
        (!followed.is_empty()).then(|| format!("{}, as other columns of this file are written", day(&followed))),
        (!mixed.is_empty()).then(|| {
            format!("{}, though some of the first rows could only be day/month/year: write all one way", month(&mixed))
        }),
        (!guessed.is_empty()).then(|| format!("{}, a guess: {why}", month(&guessed))),
    ];
    said.into_iter().flatten().collect()
}

/// What is told of a column of days, together with the one that may stand in for it.
fn of_column(layout: &Layout, sample: &Sample, at: usize) -> Option<Told> {
    let column = &layout.columns[at];
    if !column.field.is_date() && !is_birth(column.field) {
        return None;
    }
    let together = |other: &&Column| other.field == column.field || (is_birth(column.field) && is_birth(other.field));
    let mut told = Told::default();
    layout.columns.iter().filter(together).for_each(|column| told += Told::of(sample, column.index));
    Some(told)
}

const fn is_birth(field: Field) -> bool {
    matches!(field, Field::BirthDate | Field::SubscriberBirthDate)
}

fn subject(columns: &[String]) -> String {
    format!("{} {}", columns.join(", "), either(columns.len() as u64, "is", "are"))
}
