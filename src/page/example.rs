//! One example of a rule: the claim, and what the linter says of it.

use super::text::plain;
use crate::check::{Input, Settings, check_by, day_of_examples};
use crate::error::Result;
use crate::icd::CodeBook;
use crate::render::{Detail, Format, Look};
use crate::report::Report;
use crate::rule::{Example, Registry, RuleId, Severity};
use std::num::NonZeroUsize;

/// The example, and the findings of its rule.
pub(super) fn of(registry: &Registry, id: RuleId, example: &Example, book: &CodeBook) -> Result<String> {
    let about = example.about.as_deref().map(|about| format!("**{}**\n\n", title(about))).unwrap_or_default();
    let claim = example.csv.trim();
    let said = match finding(registry, id, example, book)? {
        None => "Says nothing.".to_owned(),
        Some(finding) => format!("```text\n{finding}\n```"),
    };
    Ok(format!("\n{about}```csv\n{claim}\n```\n\n{said}\n"))
}

/// What a rule says of an example, as `claimlint check` prints it; `None` where it is to be silent.
///
/// # Errors
/// When the example cannot be read as a claim file.
pub fn finding(registry: &Registry, id: RuleId, example: &Example, book: &CodeBook) -> Result<Option<String>> {
    if !example.fires {
        return Ok(None);
    }
    let input = Input::Text { name: "example.csv".to_owned(), text: example.csv.trim_start().to_owned() };
    let settings = Settings { threads: Some(NonZeroUsize::MIN), today: Some(day_of_examples()), ..Settings::default() };
    let outcome = check_by(registry, book, &[input], &settings)?;
    let report = Report { rules: &outcome.rules, summary: &outcome.summary };
    let look = Look { min_severity: Severity::Info, summary: Detail::None, ..Look::default() };
    let mut renderer = Format::Human.renderer(look);
    let mut text = Vec::new();
    for finding in &outcome.findings {
        let finding = finding?;
        if finding.rule == id {
            // Writing to memory cannot fail.
            let _ = renderer.finding(report, &finding, &mut text);
        }
    }
    Ok(Some(String::from_utf8_lossy(&text).trim_end().to_owned()))
}

/// The words with a capital, as they stand alone.
fn title(about: &str) -> String {
    let about = plain(about);
    let mut letters = about.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
