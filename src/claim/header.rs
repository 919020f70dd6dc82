//! From the header of a file to its layout.
//!
//! A layout that names headers of its own (a CMS research file) is taken where all of them are there, the one naming most
//! first; otherwise the canonical names and their many spellings decide. What a user maps by hand goes before both.

mod beside;
mod days;
mod expected;
mod guess;
mod mapping;
mod order;
mod place;
mod refusal;
mod said;
mod unread;

pub use expected::{Diagnoses, Expected, Given};
pub use guess::{Sample, settled};

use mapping::Mapping;

use super::encoding::decoded;
use super::layout::Layout;
use super::preset::{HeaderPattern, Preset, Presets, fold, required};
use crate::code::Code;
use crate::date::Date;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::text_file::without_mark;
use serde::Serialize;
use std::collections::HashMap;
use std::path::Path;

/// A layout and how it was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recognised {
    /// What the columns mean.
    pub layout: Layout,
    /// How it was recognised, for one line of the summary.
    pub how: String,
    /// What a reader of the summary should know: no claim id, diagnosis columns that are not read, ...
    pub notes: Vec<String>,
    /// How sure that is.
    pub confidence: Confidence,
    /// The fields whose headers the user has given.
    pub given: Vec<Field>,
    /// The fields that were guessed, with the headers they were found under.
    pub guessed: Vec<(Field, String)>,
    /// What the layout is, for people.
    pub title: String,
    /// Layouts of files whose claims this one completes.
    pub completes: Vec<String>,
    /// What only one who looks closer should know: which of two readings of a column was taken.
    pub asides: Vec<String>,
}

/// How sure it is that the columns mean what they are taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The user has said so.
    Told,
    /// All headers are there by which the layout is known.
    Certain,
    /// The headers are names, or known spellings, of what they are taken for.
    Likely,
    /// Some are taken for what their name and their cells say.
    Guessed,
}

impl Confidence {
    /// Why it is so, to follow the word.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Told => "named by you",
            Self::Certain => "all headers are there by which it is known",
            Self::Likely => "its headers are known spellings of these columns",
            Self::Guessed => "some columns are taken for what their names and their cells say",
        }
    }
}

/// Finds the layout of a file from its header fields.
///
/// # Errors
/// When no column holds a diagnosis, when a header mapped by hand is not in the file or stands for two fields, when a
/// column that is read comes twice, when the first row is data, or when it is a layout that cannot be checked.
pub fn recognise(
    path: &Path,
    header: &[&[u8]],
    sample: &dyn Fn() -> Sample,
    expected: &Expected<'_>,
) -> Result<Recognised> {
    let headers = Headers::new(path, header);
    headers.refuse_data()?;
    let sample = &sample();
    let presets = Presets::shipped()?;
    let mut mapping = Mapping::default();
    mapping.map_by_hand(&headers, expected.columns)?;
    let known = |presets: &'_ [Preset]| {
        let fit = |preset: &&Preset| headers.has_all(preset);
        presets.iter().filter(fit).max_by_key(|preset| preset.requires.len()).cloned()
    };
    let found = known(expected.own).or_else(|| known(&presets.named));
    let preset = expected.layout.cloned().or(found).unwrap_or_else(|| presets.canonical.clone());
    if let Some(refused) = &preset.refused {
        return Err(headers.problem(refused.problem.clone(), refused.help.clone()));
    }
    mapping.map_by(&preset, &headers);
    if preset.is_open {
        mapping.map_by(&presets.canonical, &headers);
    }
    let is_plain = preset.requires.is_empty() || preset.is_open;
    if is_plain {
        mapping.map_strays(&presets.canonical, &headers);
        mapping.map_beside_one_dx(&presets.canonical, &headers, sample);
    }
    headers.refuse_doubles(&mapping)?;
    let is_known = expected.layout.is_some() || !preset.requires.is_empty();
    let guessed = if is_known { Vec::new() } else { mapping.guess(&presets.canonical, &headers, sample) };
    let mut seen = if is_plain { mapping.leave_half_read(&headers, sample) } else { Vec::new() };
    mapping.share_modifiers(sample);
    mapping.take_fallbacks(expected.columns);
    if let (Some(elsewhere), Diagnoses::Here, false) =
        (&preset.elsewhere, expected.diagnoses, mapping.has_any(&[Field::ClaimId]))
    {
        let problem = format!("it holds no claim ids; it was recognised as {}", preset.title);
        return Err(headers.problem(problem, elsewhere.clone()));
    }
    let names_diagnosis = |field: &Field| matches!(field, Field::Dx(_) | Field::Coded);
    if expected.diagnoses == Diagnoses::Here && !mapping.fields.keys().any(names_diagnosis) {
        return Err(match &preset.elsewhere {
            Some(elsewhere) => headers
                .problem(format!("it holds no diagnoses; it was recognised as {}", preset.title), elsewhere.clone()),
            None => headers.no_diagnosis(&presets.canonical, sample),
        });
    }
    if mapping.holds_snomed(sample) {
        return Err(headers.problem(
            "its diagnoses are SNOMED CT codes, not ICD-10-CM".to_owned(),
            "export the claims with ICD-10-CM codes, or map them first: NLM publishes a map from SNOMED CT to ICD-10-CM"
                .to_owned(),
        ));
    }
    let confidence = if expected.layout.is_some() {
        Confidence::Told
    } else if !guessed.is_empty() {
        Confidence::Guessed
    } else if preset.requires.is_empty() {
        Confidence::Likely
    } else {
        Confidence::Certain
    };
    let mut recognised = headers.recognised(&mapping, &preset, confidence, expected.diagnoses);
    if is_plain {
        seen.extend(headers.worth_reading(&mapping, sample, expected.diagnoses));
    }
    if preset.requires.is_empty() && mapping.leaves_blank_below(sample) {
        recognised.layout.manner.blank_below = true;
        seen.push(
            "rows without a claim id and without diagnoses are read as further lines of the claim above them"
                .to_owned(),
        );
    }
    seen.extend(days::settle(&mut recognised.layout, sample, preset.days));
    recognised.notes.extend(seen);
    recognised.guessed = guessed.iter().map(|field| (*field, headers.spelled[mapping.fields[field]].clone())).collect();
    if !guessed.is_empty() {
        let named = recognised.guessed.iter().map(|(field, header)| format!("{field} = \"{}\"", shorten(header)));
        let named = named.collect::<Vec<_>>().join(", ");
        recognised.notes.push(format!(
            "guessed by name and content: {named}; write these lines under [columns] in claimlint.toml to settle it"
        ));
    }
    Ok(recognised)
}

/// The header of a file.
struct Headers<'a> {
    path: &'a Path,
    /// As spelled.
    spelled: Vec<String>,
    /// With case, blanks and punctuation taken away.
    folded: Vec<String>,
    /// Columns by folded header; a header without letters and digits is in none.
    by_name: HashMap<String, Vec<usize>>,
}

impl<'a> Headers<'a> {
    fn new(path: &'a Path, header: &[&[u8]]) -> Self {
        let text = |cell: &&[u8]| decoded(without_mark(cell)).trim().to_owned();
        let spelled: Vec<String> = header.iter().map(text).collect();
        let folded: Vec<String> = spelled.iter().map(|header| fold(header)).collect();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::with_capacity(folded.len());
        for (column, name) in folded.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            by_name.entry(name.clone()).or_default().push(column);
        }
        Self { path, spelled, folded, by_name }
    }

    fn has_all(&self, preset: &Preset) -> bool {
        let spelled = |wanted: &String| self.spelled.iter().any(|header| required(header, true) == *wanted);
        preset.requires.iter().all(
            |wanted| {
                if preset.is_exact { spelled(wanted) } else { self.by_name.contains_key(wanted) }
            },
        )
    }

    /// The columns of a numbered series, if it begins at 1 or 2.
    fn series(&self, pattern: &HeaderPattern) -> Vec<(u8, usize)> {
        let number = |(column, header): (usize, &String)| Some((pattern.number(header)?, column));
        let mut found: Vec<(u8, usize)> = self.folded.iter().enumerate().filter_map(number).collect();
        found.sort_unstable();
        if matches!(found.first(), Some((1 | 2, _))) { found } else { Vec::new() }
    }

    fn problem(&self, problem: String, help: String) -> Error {
        Error::Input { path: self.path.to_path_buf(), problem, help: Some(help) }
    }

    fn not_there(&self, field: Field, wanted: &str) -> Error {
        let help = match self.closest(&fold(wanted)).filter(|_| !self.may_be_data()) {
            Some(close) => format!("did you mean \"{close}\"? The file has: {}", self.listed()),
            None => format!("the file has: {}", self.listed()),
        };
        self.problem(format!("[columns] maps {field} to \"{wanted}\", and the file has no such column"), help)
    }

    /// The header most like a folded name, if one is much like it.
    fn closest(&self, name: &str) -> Option<&str> {
        let likeness = |(column, header): (usize, &String)| (strsim::jaro_winkler(name, header), column);
        let (likeness, column) = self.folded.iter().enumerate().map(likeness).max_by(|a, b| a.0.total_cmp(&b.0))?;
        (likeness > 0.8).then(|| self.spelled[column].as_str())
    }

    /// A column that is read and whose header comes twice: which one is meant?
    fn refuse_doubles(&self, mapping: &Mapping) -> Result<()> {
        for (field, &column) in &mapping.fields {
            let same: Vec<usize> = self.by_name.get(&self.folded[column]).cloned().unwrap_or_default();
            let spelled_alike = same.iter().filter(|&&other| self.spelled[other] == self.spelled[column]).count();
            let told_apart_by_hand = mapping.by_hand.contains(&column) && spelled_alike == 1;
            if same.len() > 1 && !told_apart_by_hand {
                let places = same.iter().map(|column| (column + 1).to_string()).collect::<Vec<_>>().join(", ");
                return Err(self.problem(
                    format!("the header \"{}\" comes {} times (columns {places})", self.spelled[column], same.len()),
                    format!("it would be read as {field}: rename the other columns, so that one is left that means it"),
                ));
            }
        }
        Ok(())
    }
}

/// What a cell is that no header is. The cell itself is not shown: it may say who the patient is.
fn looks_like_data(cell: &str) -> Option<&'static str> {
    if Date::parse(cell.as_bytes()).is_some() {
        Some("a date")
    } else if cell.contains('.') && Code::parse(cell.as_bytes()).is_some() {
        Some("a diagnosis code")
    } else if !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        Some("a number")
    } else {
        None
    }
}

/// A header as a message shows it, at most forty characters.
fn shorten(header: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    if header.chars().count() <= 40 {
        return header.chars().map(clean).collect();
    }
    header.chars().map(clean).take(39).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
