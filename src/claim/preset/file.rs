//! A layout file, from TOML to what it says.

use super::{Entry, HeaderPattern, Preset, Refusal, Target, required};
use crate::date::DateStyle;
use crate::field::Field;
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    name: String,
    title: String,
    claim_kind: Option<String>,
    requires: Vec<String>,
    #[serde(default)]
    exact: bool,
    #[serde(default)]
    open: bool,
    #[serde(default)]
    blank_below: bool,
    trailer: Option<String>,
    days: Option<FileDays>,
    elsewhere: Option<String>,
    #[serde(default)]
    completes: Vec<String>,
    refused: Option<Refusal>,
    #[serde(default)]
    column: Vec<FileColumn>,
    #[serde(default)]
    unread: Vec<FileUnread>,
}

/// How days are written in all files of a layout.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FileDays {
    /// As on the paper form.
    Form,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileUnread {
    is: Vec<String>,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileColumn {
    field: String,
    is: Vec<String>,
    #[serde(default, rename = "beside-one-dx")]
    beside_one_dx: bool,
}

impl Preset {
    pub(super) fn parse(text: &str, fields: &HashMap<String, Field>) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let claim_kind = file
            .claim_kind
            .map(|word| word.parse().map_err(|()| format!("\"{word}\" is no claim kind")))
            .transpose()?;
        Ok(Self {
            name: file.name,
            title: file.title,
            claim_kind,
            requires: file.requires.iter().map(|header| required(header, file.exact)).collect(),
            is_exact: file.exact,
            is_open: file.open,
            blank_below: file.blank_below,
            trailer: file.trailer,
            days: file.days.map(|FileDays::Form| DateStyle::Form),
            elsewhere: file.elsewhere,
            completes: file.completes,
            refused: file.refused,
            columns: file.column.iter().map(|column| entry(column, fields)).collect::<Result<_, _>>()?,
            unread: file
                .unread
                .iter()
                .flat_map(|unread| {
                    let headers = unread.is.iter().flat_map(|header| spellings(header));
                    headers.map(|header| (HeaderPattern::new(&header), unread.why.clone()))
                })
                .collect(),
        })
    }
}

fn entry(column: &FileColumn, fields: &HashMap<String, Field>) -> Result<Entry, String> {
    let target = match column
        .field
        .split_once("{n}")
        .map(|cut| (cut, 0))
        .or(column.field.split_once("{n+1}").map(|cut| (cut, 1)))
    {
        Some(((before, after), more)) => Target::Series(
            (1u8..).map_while(|n| fields.get(&format!("{before}{}{after}", n + more)).copied()).collect(),
        ),
        None => match fields.get(&column.field) {
            Some(field) => Target::One(*field),
            None => return Err(format!("no field is called \"{}\"", column.field)),
        },
    };
    if target == Target::Series(Vec::new()) {
        return Err(format!("no fields are called \"{}\"", column.field));
    }
    let headers = column.is.iter().flat_map(|header| spellings(header));
    let headers = headers.map(|header| HeaderPattern::new(&header)).collect();
    Ok(Entry { target, headers, beside_one_dx: column.beside_one_dx })
}

/// The headers a line of a layout file stands for: `(first|1st)_dx` for two.
pub(super) fn spellings(text: &str) -> Vec<String> {
    let bracketed = text.split_once('(').and_then(|(before, rest)| Some((before, rest.split_once(')')?)));
    match bracketed {
        Some((before, (words, after))) if words.contains('|') => {
            words.split('|').flat_map(|word| spellings(&format!("{before}{word}{after}"))).collect()
        }
        _ => vec![text.to_owned()],
    }
}
