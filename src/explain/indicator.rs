//! The sheet of a present-on-admission indicator.

use super::Source;
use super::pack::RuleOfSheet;
use serde::Serialize;

const INDICATORS: &str = include_str!("../../data/cms/poa_indicators.tsv");
const SOURCE: &str = "ICD-10-CM Official Guidelines, appendix I; CMS, Hospital-Acquired Conditions, Coding";

/// What is known of a present-on-admission indicator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct IndicatorSheet {
    /// `Y`, `N`, `U`, `W` or `1`.
    pub indicator: char,
    /// What it says.
    pub means: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// The rules about such indicators.
    pub rules: Vec<RuleOfSheet>,
}

/// The indicator a word is.
pub(super) fn indicator(word: &str) -> Option<char> {
    let mut letters = word.chars();
    let one = letters.next().filter(|_| letters.next().is_none())?.to_ascii_uppercase();
    means(one).map(|_| one)
}

fn means(indicator: char) -> Option<&'static str> {
    let mut rows = INDICATORS.lines().skip(1).filter_map(|row| row.split_once('\t'));
    rows.find_map(|(own, means)| own.chars().eq([indicator]).then_some(means))
}

impl IndicatorSheet {
    pub(super) fn of(source: Source<'_>, indicator: char) -> Self {
        let rules = RuleOfSheet::all(source.registry, |rule| rule.pack == "present-on-admission");
        Self { indicator, means: means(indicator).unwrap_or_default(), source: SOURCE, rules }
    }
}
