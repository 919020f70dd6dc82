//! What is held: the releases of ICD-10-CM and the other tables, from what, until when, and whether that is still enough.

use crate::date::Date;
use crate::error::{Error, Result};
use crate::icd::{CodeBook, ReleaseIndex};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Everything held, seen from a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct HeldSheet {
    /// The day.
    pub on: Date,
    /// The releases of ICD-10-CM, oldest first.
    pub releases: Vec<HeldRelease>,
    /// The other tables.
    pub tables: Vec<HeldTable>,
    /// What to do, where the day is past the newest release or a table.
    pub hints: Vec<String>,
}

/// A release.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct HeldRelease {
    /// Its name.
    pub release: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Days from its first day to the day of the sheet; negative before it.
    pub age_in_days: i32,
    /// Codes.
    pub codes: usize,
    /// Billable codes.
    pub billable: usize,
    /// Whether its Tabular List is held.
    pub tabular: bool,
    /// The official files.
    pub files: Vec<String>,
    /// What to know about them.
    pub remark: Option<String>,
}

/// Another table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct HeldTable {
    /// What it holds.
    pub table: &'static str,
    /// The official publication.
    pub official: String,
    /// The last day it speaks of; none where it is not limited.
    pub until: Option<Date>,
    /// Its lines.
    pub rows: usize,
}

/// `SOURCES.toml` of a folder of code sets, as far as it is told.
#[derive(Deserialize)]
struct Sources {
    release: Vec<SourceRelease>,
}

#[derive(Deserialize)]
struct SourceRelease {
    release: String,
    remark: Option<String>,
    #[serde(default)]
    file: Vec<SourceFile>,
}

#[derive(Deserialize)]
struct SourceFile {
    name: String,
}

const SOURCES: &str = include_str!("../../data/icd10cm/SOURCES.toml");
const HCPCS: &str = include_str!("../../data/cms/SOURCES-hcpcs.toml");
const MEDICARE: &str = include_str!("../../data/cms/SOURCES.toml");
const INDEX: &str = include_str!("../../data/index/SOURCES.toml");

impl HeldSheet {
    /// What a code book and this binary hold; `folder` is where the book was opened, none for the one built in.
    ///
    /// # Errors
    /// When the sources of the folder cannot be read.
    pub fn of(book: &CodeBook, folder: Option<&Path>, on: Date) -> Result<Self> {
        let text = match folder.map(|folder| folder.join("SOURCES.toml")) {
            Some(path) => std::fs::read_to_string(&path).map_err(Error::io("read", &path))?,
            None => SOURCES.to_owned(),
        };
        // What the importer did not write names no files; the releases are those of the book all the same.
        let sources = toml::from_str(&text).unwrap_or(Sources { release: Vec::new() });
        let releases = book.indices().map(|index| release(book, index, &sources, on)).collect();
        let tables = tables(book);
        let hints = hints(book, &tables, on);
        Ok(Self { on, releases, tables, hints })
    }
}

fn release(book: &CodeBook, index: ReleaseIndex, sources: &Sources, on: Date) -> HeldRelease {
    let held = book.release(index);
    let source = sources.release.iter().find(|source| source.release == held.name);
    let mut counts = (0, 0);
    for node in book.set(index).codes() {
        counts = (counts.0 + 1, counts.1 + usize::from(node.is_billable()));
    }
    HeldRelease {
        release: held.name.clone(),
        from: held.from,
        until: held.until,
        age_in_days: days(held.from, on),
        codes: counts.0,
        billable: counts.1,
        tabular: held.has_tabular,
        files: source.map(|source| source.file.iter().map(|file| file.name.clone()).collect()).unwrap_or_default(),
        remark: source.and_then(|source| source.remark.clone()),
    }
}

fn days(from: Date, to: Date) -> i32 {
    (to.civil() - from.civil()).get_days()
}

/// The other tables, told by the files that name their sources.
fn tables(book: &CodeBook) -> Vec<HeldTable> {
    let read = |text: &str| text.parse::<toml::Table>().unwrap_or_default();
    let text = |table: &toml::Value, key: &str| table.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let rows = |table: &toml::Value, key: &str| {
        table.get(key).and_then(toml::Value::as_integer).and_then(|rows| usize::try_from(rows).ok()).unwrap_or(0)
    };
    let mut tables = Vec::new();
    let hcpcs = read(HCPCS);
    for (table, key) in [("HCPCS Level II", "hcpcs"), ("HCPCS modifiers", "modifiers"), ("places of service", "places")]
    {
        let Some(source) = hcpcs.get(key) else { continue };
        let until = text(source, "until").and_then(|day| Date::parse(day.as_bytes()));
        let official = text(source, "official").unwrap_or_default();
        tables.push(HeldTable { table, official, until, rows: rows(source, "rows") });
    }
    let medicare = read(MEDICARE);
    let named = |name: &str| {
        let all = medicare.get("table").and_then(toml::Value::as_array)?;
        all.iter().find(|table| table.get("name").and_then(toml::Value::as_str) == Some(name))
    };
    let official = |table: &toml::Value| {
        let files = table.get("file").and_then(toml::Value::as_array);
        files.and_then(|files| files.last()).and_then(|file| text(file, "kind")).unwrap_or_default()
    };
    for (table, name, until) in
        [("Medicare Code Editor", "mce.tsv", None), ("present on admission", "poa_exempt.tsv", book.poa_lists_until())]
    {
        let Some(source) = named(name) else { continue };
        tables.push(HeldTable { table, official: official(source), until, rows: rows(source, "rows") });
    }
    if let Some(source) = read(INDEX).get("index") {
        let official = text(source, "title").unwrap_or_default();
        tables.push(HeldTable { table: "Alphabetic Index", official, until: None, rows: rows(source, "terms") });
    }
    tables
}

fn hints(book: &CodeBook, tables: &[HeldTable], on: Date) -> Vec<String> {
    let newest = book.releases().last().filter(|release| release.until < on);
    let release = newest.map(|newest| {
        format!(
            "{} ended on {}: diagnoses of later days are not checked. Install a newer claimlint, or add the release in \
             force with `claimlint data import`.",
            newest.name, newest.until
        )
    });
    let ended = tables.iter().filter_map(|table| {
        let until = table.until.filter(|&until| until < on)?;
        Some(format!("{}: the list held speaks of days until {until}; what came later is not in it.", table.table))
    });
    release.into_iter().chain(ended).collect()
}
