//! Calendar dates as claim exports write them.
//!
//! The calendar itself (which days exist) is `jiff`'s; this file only knows the spellings met in exports.

use jiff::civil;
use serde::{Serialize, Serializer};
use std::fmt;
use std::num::NonZeroU32;

/// A day of the Gregorian calendar, kept as one number, `20251001`: dates are compared far more often than they are made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NonZeroU32);

/// How the days of a column are written, beside the ways no one can mistake for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DateStyle {
    /// Year first, with the name of the month, or month/day/year as in the United States.
    #[default]
    Usual,
    /// Also `MMDDYYYY`.
    MonthFirst,
    /// Day/month/year, and `DDMMYYYY`.
    DayFirst,
    /// As on the paper form CMS-1500: also `MMDDYYYY`, `MM DD YYYY`, `MMDDYY` and `MM DD YY`, of this century.
    Form,
}

impl Date {
    /// The date with this year (from 0), month (1 to 12) and day (1 to 31), if it exists.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        // Days that every month has need no calendar.
        if let (Ok(year @ 0..=9999), Ok(month @ 1..=12), Ok(day @ 1..=28)) =
            (u32::try_from(year), u32::try_from(month), u32::try_from(day))
        {
            return NonZeroU32::new(year * 10_000 + month * 100 + day).map(Self);
        }
        Self::of_civil(civil::Date::new(year, month, day).ok()?)
    }

    fn of_civil(date: civil::Date) -> Option<Self> {
        let part = |part: i8| u32::try_from(part).ok();
        let year = u32::try_from(date.year()).ok()?;
        NonZeroU32::new(year * 10_000 + part(date.month())? * 100 + part(date.day())?).map(Self)
    }

    /// Today, by the clock and time zone of this machine.
    #[must_use]
    pub fn today() -> Self {
        Self::of_civil(jiff::Zoned::now().date()).unwrap_or(Self(NonZeroU32::MIN))
    }

    /// The calendar date behind it.
    #[must_use]
    pub fn civil(self) -> civil::Date {
        let number = self.0.get();
        let part = |value: u32| i8::try_from(value % 100).ok();
        let of_parts =
            || civil::Date::new(i16::try_from(number / 10_000).ok()?, part(number / 100)?, part(number)?).ok();
        of_parts().unwrap_or_default()
    }

    /// The day before; the first representable day is its own eve.
    #[must_use]
    pub fn eve(self) -> Self {
        self.civil().yesterday().ok().and_then(Self::of_civil).unwrap_or(self)
    }

    /// The day with this number in a spreadsheet that counts from 1900 (45965 is 2025-11-04).
    #[must_use]
    pub fn of_day_count(days: i32) -> Option<Self> {
        let day_zero = civil::Date::new(1899, 12, 30).ok()?;
        Self::of_civil(day_zero.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?)
    }

    /// The date as one number, `20251001`: compact and in calendar order.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0.get()
    }

    /// The date behind a number made by [`Date::number`].
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        let part = |value: u32| i8::try_from(value).ok();
        Self::new(i16::try_from(number / 10_000).ok()?, part(number / 100 % 100)?, part(number % 100)?)
    }

    /// Reads `YYYY-MM-DD`, `YYYY/M/D`, `YYYYMMDD`, `MM/DD/YYYY`, `M/D/YYYY`, `MM-DD-YYYY`, `D-Mon-YYYY` or `Mon D, YYYY`,
    /// blanks around it allowed, and a time of day behind it ignored.
    ///
    /// Two-digit years and `DD/MM/YYYY` are not read: they cannot be told from other dates without guessing.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        // Most exports write dates this way, and then nothing else has to be looked for.
        if let &[a, b, c, d, b'-', e, f, b'-', g, h] = text
            && let [a, b, c, d, e, f, g, h] = [a, b, c, d, e, f, g, h].map(|byte| byte.wrapping_sub(b'0'))
            && [a, b, c, d, e, f, g, h].iter().fold(0, |worst, &digit| digit.max(worst)) < 10
        {
            let year = 100 * i16::from(10 * a + b) + i16::from(10 * c + d);
            return Self::new(year, (10 * e + f).cast_signed(), (10 * g + h).cast_signed());
        }
        let text = text.trim_ascii();
        // A spreadsheet or a data frame that takes eight digits for a number writes them with a fraction.
        let text = text.strip_suffix(b".0").filter(|number| number.len() == 8).unwrap_or(text);
        let text = match text.iter().position(|b| matches!(b, b' ' | b'T' | b't')) {
            Some(end) if end >= 8 && text[end + 1..].first().is_some_and(u8::is_ascii_digit) => &text[..end],
            _ => text,
        };
        let (year, month, day) = match *text {
            [_, _, _, _, _, _, _, _] if text.iter().all(u8::is_ascii_digit) => (&text[..4], &text[4..6], &text[6..]),
            [_, _, _, _, a @ (b'-' | b'/'), _, _, b, _, _] if a == b => (&text[..4], &text[5..7], &text[8..]),
            _ if text.iter().any(u8::is_ascii_alphabetic) => return Self::with_named_month(text),
            _ => {
                let mut parts = text.splitn(3, |&b| b == b'/' || b == b'-');
                let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
                match [first.len(), second.len(), third.len()] {
                    [..=2, ..=2, 4] => (third, first, second),
                    [4, ..=2, ..=2] => (first, second, third),
                    _ => return None,
                }
            }
        };
        Self::of_digits(year, month, day)
    }

    /// Reads `1-Oct-2025`, `1 Oct 2025`, `Oct 1, 2025`, a time of day behind it ignored.
    fn with_named_month(text: &[u8]) -> Option<Self> {
        let mut parts = text.split(|b| matches!(b, b'-' | b'/' | b' ' | b',')).filter(|part| !part.is_empty());
        let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
        let is_time = parts.next().is_none_or(|time| time.first().is_some_and(u8::is_ascii_digit));
        let (month, day) = match month_by_name(first) {
            Some(month) => (month, second),
            None => (month_by_name(second)?, first),
        };
        let day = i8::try_from(digits(day).filter(|_| is_time && day.len() <= 2 && year.len() == 4)?).ok()?;
        Self::new(digits(year)?, month, day)
    }

    /// [`Date::parse`] for a column whose days are written in this style.
    #[must_use]
    #[inline]
    pub fn parse_as(text: &[u8], style: DateStyle) -> Option<Self> {
        if style == DateStyle::Usual { Self::parse(text) } else { Self::parse_other(text.trim_ascii(), style) }
    }

    fn parse_other(text: &[u8], style: DateStyle) -> Option<Self> {
        let parts = DayParts::of(text).filter(|parts| parts.year.len() == 4 || style == DateStyle::Form);
        let Some(DayParts { first, second, year, joined }) = parts else { return Self::parse(text) };
        // Of eight digits those that begin with a year are read so: no month is 19 or 20.
        if joined && let Some(date) = Self::parse(text) {
            return Some(date);
        }
        let (month, day) = if style == DateStyle::DayFirst { (second, first) } else { (first, second) };
        let mut whole = *b"2000";
        whole[4 - year.len()..].copy_from_slice(year);
        Self::of_digits(&whole, month, day)
    }

    fn of_digits(year: &[u8], month: &[u8], day: &[u8]) -> Option<Self> {
        Self::new(digits(year)?, i8::try_from(digits(month)?).ok()?, i8::try_from(digits(day)?).ok()?)
    }
}

/// A day whose parts are numbers with the year last: `25/03/2025`, `03 25 25`, `03252025`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DayParts<'t> {
    /// The day or the month.
    pub first: &'t [u8],
    /// The other one.
    pub second: &'t [u8],
    /// The year, of two or four digits.
    pub year: &'t [u8],
    /// Whether nothing stands between them.
    pub joined: bool,
}

impl<'t> DayParts<'t> {
    /// The parts of a text that is written so; a time of day behind it is passed over.
    #[must_use]
    pub fn of(text: &'t [u8]) -> Option<Self> {
        let text = text.trim_ascii();
        if matches!(text.len(), 6 | 8) && text.iter().all(u8::is_ascii_digit) {
            let (first, rest) = text.split_at(2);
            let (second, year) = rest.split_at(2);
            return Some(Self { first, second, year, joined: true });
        }
        let mut parts = text.splitn(3, |b| matches!(b, b'/' | b'-' | b'.' | b' '));
        let (first, second, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let end = rest.iter().position(|b| matches!(b, b' ' | b'T')).unwrap_or(rest.len());
        let year = &rest[..end];
        let is_number = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
        let is_day = first.len() <= 2 && second.len() <= 2 && matches!(year.len(), 2 | 4);
        (is_day && [first, second, year].into_iter().all(is_number)).then_some(Self {
            first,
            second,
            year,
            joined: false,
        })
    }
}

fn digits(text: &[u8]) -> Option<i16> {
    if text.is_empty() || text.len() > 4 {
        return None;
    }
    text.iter().try_fold(0i16, |n, b| b.is_ascii_digit().then(|| n * 10 + i16::from(b - b'0')))
}

fn month_by_name(name: &[u8]) -> Option<i8> {
    const MONTHS: [&[u8; 3]; 12] =
        [b"JAN", b"FEB", b"MAR", b"APR", b"MAY", b"JUN", b"JUL", b"AUG", b"SEP", b"OCT", b"NOV", b"DEC"];
    const REST: [&str; 12] = ["UARY", "RUARY", "CH", "IL", "", "E", "Y", "UST", "TEMBER", "OBER", "EMBER", "EMBER"];
    let (start, rest) = name.split_at_checked(3)?;
    let index = MONTHS.iter().position(|month| start.eq_ignore_ascii_case(*month))?;
    let is_whole = rest.is_empty() || rest.eq_ignore_ascii_case(REST[index].as_bytes());
    i8::try_from(index + 1).ok().filter(|_| is_whole)
}

impl fmt::Display for Date {
    /// ISO 8601: `2025-10-01`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.civil().fmt(f)
    }
}

impl Serialize for Date {
    /// As [`Date`] is displayed: `2025-10-01`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_spellings_of_exports() {
        for text in [
            "2025-10-01",
            "20251001",
            "10/01/2025",
            "10/1/2025",
            "01-Oct-2025",
            "01-OCT-2025",
            "2025/10/01",
            " 2025-10-01 ",
            "2025-10-01T08:15:00Z",
            "2025-10-01 00:00:00",
            "10/1/2025 8:15",
            "10-01-2025",
            "1-Oct-2025",
            "1 Oct 2025",
            "Oct 1, 2025",
            "October 1, 2025",
            "1-Oct-2025 08:15:00",
            "2025/10/1",
            "2025-10-1",
            "20251001.0",
        ] {
            assert_eq!(Date::parse(text.as_bytes()).expect(text).to_string(), "2025-10-01", "{text}");
        }
    }

    #[test]
    fn a_column_has_a_style() {
        use DateStyle::{DayFirst, Form, MonthFirst, Usual};
        for (text, style, day) in [
            ("25/03/2025", DayFirst, Some("2025-03-25")),
            ("04/03/2025", DayFirst, Some("2025-03-04")),
            ("25.03.2025 08:15", DayFirst, Some("2025-03-25")),
            ("25032025", DayFirst, Some("2025-03-25")),
            ("20250325", DayFirst, Some("2025-03-25")),
            ("2025-03-25", DayFirst, Some("2025-03-25")),
            ("03/25/2025", DayFirst, None),
            ("25/03/25", DayFirst, None),
            ("04/03/2025", Usual, Some("2025-04-03")),
            ("03252025", Usual, None),
            ("03252025", MonthFirst, Some("2025-03-25")),
            ("20250325", MonthFirst, Some("2025-03-25")),
            ("20251301", MonthFirst, None),
            ("032525", MonthFirst, None),
            ("03252025", Form, Some("2025-03-25")),
            ("03 25 2025", Form, Some("2025-03-25")),
            ("03 25 25", Form, Some("2025-03-25")),
            ("032525", Form, Some("2025-03-25")),
            ("25 03 25", Form, None),
        ] {
            let read = Date::parse_as(text.as_bytes(), style).map(|date| date.to_string());
            assert_eq!(read.as_deref(), day, "{text} {style:?}");
        }
    }

    #[test]
    fn refuses_days_that_do_not_exist_and_spellings_that_are_guesses() {
        for text in [
            "1-Oct-25",
            "Octopus 1, 2025",
            "1-Oct-2025 x",
            "2025-Oct-1",
            "2025100.0",
            "20251001.5",
            "",
            "2025-02-30",
            "20251301",
            "1/1/25",
            "13/31/2025",
            "2025",
            "45931",
            "2025-1O-01",
            "a/b/cccc",
        ] {
            assert_eq!(Date::parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn numbers_keep_the_order_of_the_calendar() {
        let date = Date::parse(b"2024-02-29").expect("a leap day");
        assert_eq!(date.number(), 20_240_229);
        assert_eq!(Date::from_number(20_240_229), Some(date));
        assert_eq!(Date::from_number(20_230_229), None);
        assert_eq!(date.eve().to_string(), "2024-02-28");
    }
}
