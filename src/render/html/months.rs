//! Rates over time as lines: of all claims, and of a group in its row. A month is as far from another as it is in time.

use super::charts::{GRID, WIDTH, colour, figure, text_style};
use super::groups::mark;
use crate::number::either;
use crate::report::qa::{Figures, GroupFigures, RateFigures};
use crate::rule::Severity;
use maud::{Markup, html};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Months drawn at most.
const MOST: u32 = 36;
/// A month of fewer claims is drawn hollow: its rate says little.
pub(super) const FEW: u64 = 30;
/// Months named that are not drawn.
const NAMED: usize = 6;
/// Labels there is room for.
const LABELS: u32 = 12;
const LINE: RGBColor = RGBColor(54, 124, 200);

/// A month that has a rate: how many months it lies behind the first one drawn.
struct Point<'f> {
    at: u32,
    month: &'f str,
    rate: f64,
    of: u64,
}

/// Empty months after which a few claims are no part of what is drawn where there is no room for all.
const GAP: u32 = 3;

/// How many months it is since the year 0.
fn number(month: &str) -> Option<u32> {
    let (year, month) = month.split_once('-')?;
    Some(year.parse::<u32>().ok()? * 12 + month.parse::<u32>().ok()?)
}

/// The first and the last month that are drawn of those that have a rate, with their claims. They end with the newest month, but
/// where it leaves no room for the earliest and few claims stand alone at the end: a mistyped year is no reason to draw nothing
/// else.
fn drawn(mut months: &[(u32, u64)]) -> Option<(u32, u32)> {
    let claims = |months: &[(u32, u64)]| months.iter().map(|(_, claims)| claims).sum::<u64>();
    let all = claims(months);
    loop {
        let (first, last) = (months.first()?.0, months.last()?.0);
        let alone = (1..months.len()).rev().find(|&at| months[at].0 - months[at - 1].0 > GAP);
        match alone {
            Some(at) if last - first >= MOST && claims(&months[at..]) * 4 < all => months = &months[..at],
            _ => return Some((first.max((last + 1).saturating_sub(MOST)), last)),
        }
    }
}

/// The months that have a rate and are drawn, and the names of those that are not.
fn points(months: &[(String, RateFigures)]) -> (Vec<Point<'_>>, Vec<&str>) {
    let rated = |(month, rate): &(String, RateFigures)| Some((number(month)?, rate.rate?));
    let dated: Vec<(u32, u64)> = months.iter().filter_map(|month| Some((rated(month)?.0, month.1.of))).collect();
    let Some((from, last)) = drawn(&dated) else { return (Vec::new(), Vec::new()) };
    let first = dated.iter().map(|(at, _)| *at).find(|at| *at >= from).unwrap_or(from);
    let (mut points, mut left_out) = (Vec::new(), Vec::new());
    for month in months {
        match rated(month) {
            Some((at, rate)) if (first..=last).contains(&at) => {
                points.push(Point { at: at - first, month: &month.0, rate, of: month.1.of });
            }
            Some(_) => left_out.push(month.0.as_str()),
            None => {}
        }
    }
    (points, left_out)
}

/// What is not drawn, in a sentence.
pub(super) fn not_drawn(months: &[(String, RateFigures)]) -> Option<String> {
    let (_, left_out) = points(months);
    let are = either(left_out.len() as u64, "is", "are");
    let more = match left_out.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = left_out[..left_out.len().min(NAMED)].join(", ");
    let months = super::super::counted(left_out.len() as u64, "month");
    (!left_out.is_empty()).then(|| format!("{months} {are} not drawn: {named}{more}"))
}

/// The lint-clean rate of claims by month of service.
pub(super) fn line(figures: &Figures) -> Markup {
    let all = &figures.all;
    let (points, _) = points(&all.months);
    let said: Vec<String> = points
        .iter()
        .map(|point| {
            let claims = super::super::counted(point.of, "claim");
            let mark = mark(figures, point.month);
            format!("{}{mark} {:.1} % of {claims}", point.month, point.rate * 100.0)
        })
        .collect();
    let words = format!("Line chart of the lint-clean rate of claims by month: {}", said.join(", "));
    let words = not_drawn(&all.months).into_iter().fold(words, |words, sentence| format!("{words}. {sentence}"));
    let low = points.iter().map(|point| point.rate * 100.0).fold(95.0, f64::min);
    let floor = ((low - 5.0) / 10.0).floor().max(0.0) * 10.0;
    let last = points.last().map_or(0, |point| point.at);
    figure((WIDTH, 260), "chart", &words, |area| {
        let across = -0.15..f64::from(last.max(1)) + 0.15;
        let mut chart = ChartBuilder::on(area)
            .margin_right(40)
            .margin_top(20)
            .x_label_area_size(34)
            .y_label_area_size(64)
            .build_cartesian_2d(across.clone(), floor..100.5)
            .ok()?;
        let month = |x: &f64| {
            let label = label_at(*x, &points, last);
            let mark = mark(figures, &label);
            label + mark
        };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID.mix(0.35))
            .axis_style(GRID)
            .x_labels((last as usize + 1).max(2) * 2)
            .x_label_formatter(&month)
            .y_labels(6)
            .y_label_formatter(&|y| format!("{y:.0} %"))
            .label_style(text_style(18, Pos::new(HPos::Center, VPos::Top)))
            .draw()
            .ok()?;
        let place = |point: &Point<'_>| (f64::from(point.at), point.rate * 100.0);
        chart.draw_series(LineSeries::new(points.iter().map(place), LINE.stroke_width(3))).ok()?;
        chart.draw_series(points.iter().map(|point| dot(place(point), point.of))).ok()?;
        let threshold = [(across.start, 95.0), (across.end, 95.0)];
        chart.draw_series(LineSeries::new(threshold, colour(Severity::Warning).stroke_width(1))).ok()?;
        Some(())
    })
}

/// A month's mark, hollow where it has few claims.
fn dot(place: (f64, f64), claims: u64) -> Circle<(f64, f64), i32> {
    let style = if claims < FEW { LINE.stroke_width(2) } else { LINE.filled() };
    Circle::new(place, 5, style)
}

/// The month at this place of the axis, where it gets a label: each, or every second, third... where they would touch.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places are small and not negative")]
fn label_at(x: f64, points: &[Point<'_>], last: u32) -> String {
    let place = x.round();
    let step = (last + 1).div_ceil(LABELS).max(1);
    if place < 0.0 || (x - place).abs() > 1e-6 || !(place as u32).is_multiple_of(step) {
        return String::new();
    }
    let first = points.first().and_then(|point| point.month.split_once('-'));
    let Some((year, month)) =
        first.and_then(|(year, month)| Some((year.parse::<u32>().ok()?, month.parse::<u32>().ok()?)))
    else {
        return String::new();
    };
    let number = year * 12 + month - 1 + place as u32;
    if place as u32 > last { String::new() } else { format!("{:04}-{:02}", number / 12, number % 12 + 1) }
}

/// The same as a line of a few pixels, for the row of a group; nothing for fewer than two months.
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "pixels")]
pub(super) fn spark(group: &GroupFigures) -> Markup {
    let (points, _) = points(&group.months);
    let (Some(first), Some(last), 2..) = (points.first(), points.last(), points.len()) else {
        return html! {};
    };
    let words =
        format!("from {:.1} % in {} to {:.1} % in {}", first.rate * 100.0, first.month, last.rate * 100.0, last.month);
    let words = not_drawn(&group.months).into_iter().fold(words, |words, sentence| format!("{words}; {sentence}"));
    figure((104, 26), "spark", &words, |area| {
        let place =
            |point: &Point<'_>| (4 + (point.at * 96 / last.at.max(1)) as i32, 22 - (point.rate * 18.0).round() as i32);
        let line: Vec<(i32, i32)> = points.iter().map(place).collect();
        let end = line.last().copied()?;
        area.draw(&PathElement::new(line, LINE.stroke_width(2))).ok()?;
        area.draw(&Circle::new(end, 3, LINE.filled())).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_as_far_from_another_as_it_is_in_time() {
        let month = |name: &str, of| {
            (name.to_owned(), RateFigures { rate: (of > 0).then_some(0.5), of, ..RateFigures::default() })
        };
        let months = [month("2020-01", 9), month("2025-11", 40), month("2025-12", 0), month("2026-02", 3)];
        let (points, left_out) = points(&months);
        assert_eq!(left_out, ["2020-01"]);
        let at: Vec<(u32, &str, u64)> = points.iter().map(|point| (point.at, point.month, point.of)).collect();
        assert_eq!(at, [(0, "2025-11", 40), (3, "2026-02", 3)], "what is too long ago, or has no rate, is not drawn");
        let labels: Vec<String> = [0.0, 0.5, 1.0, 2.0, 3.0, 4.0].map(|x| label_at(x, &points, 3)).to_vec();
        assert_eq!(labels, ["2025-11", "", "2025-12", "2026-01", "2026-02", ""]);
    }

    #[test]
    fn a_mistyped_year_leaves_the_others_to_be_drawn() {
        let month = |&(name, of): &(&str, u64)| {
            (name.to_owned(), RateFigures { rate: Some(0.5), of, ..RateFigures::default() })
        };
        let drawn = |months: &[(&str, u64)]| {
            let months: Vec<_> = months.iter().map(month).collect();
            let names: Vec<String> = points(&months).0.iter().map(|point| point.month.to_owned()).collect();
            (names.join(" "), not_drawn(&months))
        };
        assert_eq!(
            drawn(&[("2016-01", 1), ("2026-01", 15), ("2026-02", 17), ("2062-01", 1)]),
            ("2026-01 2026-02".to_owned(), Some("2 months are not drawn: 2016-01, 2062-01".to_owned()))
        );
        assert_eq!(drawn(&[("2026-01", 5), ("2027-01", 1)]), ("2026-01 2027-01".to_owned(), None), "there is room");
        assert_eq!(
            drawn(&[("2020-01", 90), ("2026-01", 40), ("2026-02", 1)]),
            ("2026-01 2026-02".to_owned(), Some("1 month is not drawn: 2020-01".to_owned())),
            "what stands at the end and is no few claims is the latest"
        );
    }
}
