//! The bars of the page, and what all its drawings share: SVG, each with words that say the same.
//!
//! Colours of text come from the page, so that drawings are read in light and dark alike.

use crate::report::qa::RuleFigures;
use crate::rule::Severity;
use maud::{Markup, PreEscaped, html};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Bars drawn at most.
const BARS: usize = 15;
pub(super) const WIDTH: u32 = 760;
pub(super) const GRID: RGBColor = RGBColor(128, 136, 145);

pub(super) const fn colour(severity: Severity) -> RGBColor {
    match severity {
        Severity::Error => RGBColor(205, 62, 78),
        Severity::Warning => RGBColor(199, 132, 22),
        Severity::Info => RGBColor(86, 138, 196),
    }
}

/// An SVG as part of the page; nothing where it could not be drawn, for the words say the same.
pub(super) fn figure(
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

pub(super) fn text_style(size: i32, pos: Pos) -> TextStyle<'static> {
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
