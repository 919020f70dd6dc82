//! How the days of a column are written: which of two numbers is the month.
//!
//! Asked of the first rows, and decided for the whole column: a later row that says otherwise is not read as something else,
//! it is reported.

use super::guess::{Sample, texts};
use super::shorten;
use crate::claim::layout::{Column, Layout};
use crate::date::{Date, DateStyle, DayParts};
use crate::field::Field;

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

    const fn style(self) -> DateStyle {
        match self {
            Self { day_first: 1.., month_first: 0, .. } => DateStyle::DayFirst,
            Self { joined: 1.., .. } => DateStyle::MonthFirst,
            _ => DateStyle::Usual,
        }
    }
}

/// What is to be said of how days are read.
#[derive(Default)]
pub(super) struct Said {
    /// By everyone.
    pub(super) notes: Vec<String>,
    /// To whom looks closer.
    pub(super) asides: Vec<String>,
}

/// Decides for each column of days how they are written; `on_paper` are those of a form.
pub(super) fn settle(layout: &mut Layout, sample: &Sample, form: Option<DateStyle>) -> Said {
    let mut said = Said::default();
    let is_day = |column: &&mut Column| {
        column.field.is_date() || matches!(column.field, Field::BirthDate | Field::SubscriberBirthDate)
    };
    for column in layout.columns.iter_mut().filter(is_day) {
        let told = Told::of(sample, column.index);
        column.style = match (told.style(), form) {
            (DateStyle::DayFirst, _) | (_, None) => told.style(),
            (_, Some(form)) => form,
        };
        let header = shorten(&column.header);
        if column.style == DateStyle::DayFirst {
            said.notes.push(format!("\"{header}\" is read as day/month/year, for the first rows are written so"));
        } else if told.either > 0 && told.month_first == 0 && column.style != DateStyle::Form {
            said.asides.push(format!(
                "\"{header}\" is read as month/day/year, a guess: in the first rows either number could be the month"
            ));
        }
    }
    said
}
