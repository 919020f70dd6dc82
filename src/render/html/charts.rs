//! The drawings of the page, as SVG, each with words that say the same.
//!
//! Colours of text come from the page, so that drawings are read in light and dark alike.

use crate::report::qa::{GroupFigures, RuleFigures};
use crate::rule::Severity;
use maud::{Markup, PreEscaped, html};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Bars drawn at most.
const BARS: usize = 15;
/// Months drawn at most.
const MONTHS: usize = 36;
const WIDTH: u32 = 760;
const GRID: RGBColor = RGBColor(128, 136, 145);
const LINE: RGBColor = RGBColor(54, 124, 200);

const fn colour(severity: Severity) -> RGBColor {
    match severity {
        Severity::Error => RGBColor(205, 62, 78),
        Severity::Warning => RGBColor(199, 132, 22),
        Severity::Info => RGBColor(86, 138, 196),
    }
}

/// An SVG as part of the page; nothing where it could not be drawn, for the words say the same.
fn figure(
    (width, height): (u32, u32),
    class: &str,
    words: &str,
    draw: impl FnOnce(&DrawingArea<SVGBackend<'_>, plotters::coord::Shift>) -> Option<()>,
) -> Markup {
    let mut svg = String::new();
    let drawn = {
        let area = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
        draw(&area).and_then(|()| area.present().ok())
    };
    if drawn.is_none() {
        return html! { p { (words) } };
    }
    // The backend says how large the drawing is; the page says how wide it may be.
    let body = svg.find('>').map_or("", |end| &svg[end + 1..]);
    html! {
        svg role="img" aria-label=(words) class=(class) viewBox=(format!("0 0 {width} {height}"))
            width=(width) height=(height) { (PreEscaped(body.trim_end().trim_end_matches("</svg>"))) }
    }
}

fn text_style(size: i32, pos: Pos) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&GRID).pos(pos)
}

/// Findings by rule, a bar for each.
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_precision_loss, reason = "pixels")]
pub(super) fn bars(rules: &[RuleFigures]) -> Markup {
    let mut rules: Vec<&RuleFigures> = rules.iter().collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.count));
    rules.truncate(BARS);
    let most = rules.iter().map(|rule| rule.count).max().unwrap_or(1).max(1);
    let said: Vec<String> =
        rules.iter().map(|rule| format!("{} {} ({})", rule.code, rule.count, rule.severity)).collect();
    let words = format!("Bar chart of findings by rule: {}", said.join(", "));
    let (row, left, right) = (28, 330, 70);
    let height = rules.len() as u32 * row + 8;
    figure((WIDTH, height), "chart", &words, |area| {
        for (place, rule) in rules.iter().enumerate() {
            let top = place as i32 * row as i32 + 4;
            let full = f64::from(WIDTH) - f64::from(left) - f64::from(right);
            let end = left + (rule.count as f64 / most as f64 * full).max(2.0) as i32;
            let middle = top + row as i32 / 2;
            let name = super::super::fit(&format!("{} {}", rule.code, rule.rule), 42).into_owned();
            let label = text_style(18, Pos::new(HPos::Right, VPos::Center));
            area.draw(&Text::new(name, (left - 8, middle), label)).ok()?;
            let bar = [(left, top + 3), (end, top + row as i32 - 3)];
            area.draw(&Rectangle::new(bar, colour(rule.severity).filled())).ok()?;
            let count = text_style(18, Pos::new(HPos::Left, VPos::Center));
            area.draw(&Text::new(super::super::grouped(rule.count), (end + 6, middle), count)).ok()?;
        }
        Some(())
    })
}

/// The lint-clean rate of claims by month of service.
#[allow(clippy::cast_precision_loss, reason = "pixels")]
pub(super) fn months(all: &GroupFigures) -> Markup {
    let points: Vec<(&str, f64)> =
        all.months.iter().filter_map(|(month, rate)| Some((month.as_str(), rate.rate?))).collect();
    let points = &points[points.len().saturating_sub(MONTHS)..];
    let said: Vec<String> = points.iter().map(|(month, rate)| format!("{month} {:.1} %", rate * 100.0)).collect();
    let words = format!("Line chart of the lint-clean rate of claims by month: {}", said.join(", "));
    let low = points.iter().map(|(_, rate)| rate * 100.0).fold(95.0, f64::min);
    let floor = ((low - 5.0) / 10.0).floor().max(0.0) * 10.0;
    figure((WIDTH, 260), "chart", &words, |area| {
        let last = points.len().saturating_sub(1).max(1) as f64;
        let mut chart = ChartBuilder::on(area)
            .margin_right(40)
            .margin_top(20)
            .x_label_area_size(34)
            .y_label_area_size(64)
            .build_cartesian_2d(-0.15..last + 0.15, floor..100.5)
            .ok()?;
        // One label for each month, or for every second, third... where they would touch.
        let step = points.len().div_ceil(12).max(1);
        let month = |x: &f64| label_at(*x, points, step);
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID.mix(0.35))
            .axis_style(GRID)
            .x_labels(points.len().max(2) * 2)
            .x_label_formatter(&month)
            .y_labels(6)
            .y_label_formatter(&|y| format!("{y:.0} %"))
            .label_style(text_style(18, Pos::new(HPos::Center, VPos::Top)))
            .draw()
            .ok()?;
        let line = points.iter().enumerate().map(|(at, (_, rate))| (at as f64, rate * 100.0));
        chart.draw_series(LineSeries::new(line.clone(), LINE.stroke_width(3))).ok()?;
        chart.draw_series(line.map(|point| Circle::new(point, 5, LINE.filled()))).ok()?;
        let threshold = [(-0.15, 95.0), (last + 0.15, 95.0)];
        chart.draw_series(LineSeries::new(threshold, colour(Severity::Warning).stroke_width(1))).ok()?;
        Some(())
    })
}

/// The month whose place on the axis this is, where it gets a label.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places are small and not negative")]
fn label_at(x: f64, points: &[(&str, f64)], step: usize) -> String {
    let place = x.round();
    if place < 0.0 || (x - place).abs() > 1e-6 || !(place as usize).is_multiple_of(step) {
        return String::new();
    }
    points.get(place as usize).map_or_else(String::new, |(month, _)| (*month).to_owned())
}

/// The same as a line of a few pixels, for the row of a group; nothing for fewer than two months.
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "pixels")]
pub(super) fn spark(group: &GroupFigures) -> Markup {
    let points: Vec<(&str, f64)> =
        group.months.iter().filter_map(|(month, rate)| Some((month.as_str(), rate.rate?))).collect();
    let points = &points[points.len().saturating_sub(MONTHS)..];
    let (Some((from, first)), Some((to, last)), 2..) = (points.first(), points.last(), points.len()) else {
        return html! {};
    };
    let words = format!("from {:.1} % in {from} to {:.1} % in {to}", first * 100.0, last * 100.0);
    figure((104, 26), "spark", &words, |area| {
        let across = 96 / (points.len() as i32 - 1).max(1);
        let place =
            |(at, (_, rate)): (usize, &(&str, f64))| (4 + at as i32 * across, 22 - (rate * 18.0).round() as i32);
        let line: Vec<(i32, i32)> = points.iter().enumerate().map(place).collect();
        let end = line.last().copied()?;
        area.draw(&PathElement::new(line, LINE.stroke_width(2))).ok()?;
        area.draw(&Circle::new(end, 3, LINE.filled())).ok()
    })
}
