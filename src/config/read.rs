//! From the text of a `claimlint.toml` to checked settings.

use super::Config;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::rule::Severity;
use crate::table::TableName;
use miette::NamedSource;
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const KEYS: [&str; 9] = ["columns", "tables", "layout", "layouts", "packs", "select", "ignore", "fail-on", "data"];

/// Reads settings; see [`Config::parse`].
pub(super) fn read(path: &Path, text: &str) -> Result<Config> {
    Reader { path, text }.read()
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
}

/// A value and where it stands.
type Value<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn read(&self) -> Result<Config> {
        let table = DeTable::parse(self.text)
            .map_err(|error| self.mistake(error.message(), "here", error.span().unwrap_or_default(), None))?;
        let mut config = Config { path: Some(self.path.to_path_buf()), ..Config::default() };
        let folder = self.path.parent().unwrap_or(Path::new(""));
        for (key, value) in table.get_ref() {
            match key.get_ref().as_ref() {
                "columns" => self.columns(value, &mut config)?,
                "tables" => self.tables(value, folder, &mut config)?,
                "packs" => config.packs = self.texts(value)?.into_iter().map(|pack| folder.join(pack)).collect(),
                "layout" => config.layout = Some(self.layout(value, folder)?),
                "layouts" => {
                    config.layouts = self.texts(value)?.into_iter().map(|layout| folder.join(layout)).collect();
                }
                "select" => config.select = self.texts(value)?,
                "ignore" => config.ignore = self.texts(value)?,
                "fail-on" => config.fail_on = Some(self.severity(value)?),
                "data" => config.data = Some(folder.join(self.text(value)?)),
                unknown => {
                    let message = format!("no setting is called \"{unknown}\"");
                    let help = meant(unknown, KEYS).or_else(|| Some(format!("the settings are {}", KEYS.join(", "))));
                    return Err(self.mistake(&message, "unknown setting", key.span(), help));
                }
            }
        }
        Ok(config)
    }

    fn columns(&self, value: &Value<'_>, config: &mut Config) -> Result<()> {
        let DeValue::Table(columns) = value.get_ref() else {
            let help = "write a [columns] table with one line per column: dx1 = \"Primary Diagnosis\"";
            return Err(self.wrong_kind(value, "a table of columns", Some(help)));
        };
        let mut fields: HashMap<String, Field> = HashMap::new();
        for (key, value) in columns {
            let name = key.get_ref().as_ref();
            let field: Field = name.parse().map_err(|unknown: crate::field::UnknownField| {
                let names: Vec<String> = Field::all().map(|field| field.to_string()).collect();
                let help = meant(name, names.iter().map(String::as_str))
                    .or_else(|| Some("the left side is a field of claimlint, the right side your header".to_owned()));
                self.mistake(&unknown.to_string(), "unknown field", key.span(), help)
            })?;
            let header = self.text(value)?;
            if header.trim().is_empty() {
                let help = Some("write the header as the file spells it".to_owned());
                return Err(self.mistake("a column needs a header", "empty", value.span(), help));
            }
            if let Some(other) = fields.insert(header.clone(), field) {
                let message = format!("the column \"{header}\" is said to be both {other} and {field}");
                let help = Some("a column means one thing: remove one of the two lines".to_owned());
                return Err(self.mistake(&message, "said a second time", value.span(), help));
            }
            config.columns.insert(field, header);
        }
        Ok(())
    }

    fn tables(&self, value: &Value<'_>, folder: &Path, config: &mut Config) -> Result<()> {
        let DeValue::Table(tables) = value.get_ref() else {
            let help = "write a [tables] table with the files of each: mue = [\"MCR_MUE_PractitionerServices_….csv\"]";
            return Err(self.wrong_kind(value, "a table of files", Some(help)));
        };
        for (key, value) in tables {
            let name = key.get_ref().as_ref();
            let Some(table) = TableName::ALL.into_iter().find(|table| table.key() == name) else {
                let keys = TableName::ALL.map(TableName::key);
                let help = meant(name, keys).or_else(|| Some(format!("the tables are {}", keys.join(", "))));
                let message = format!("no table is called \"{name}\"");
                return Err(self.mistake(&message, "unknown table", key.span(), help));
            };
            let files = self.texts(value)?.into_iter().map(|file| folder.join(file)).collect();
            match table {
                TableName::NcciPtp => config.tables.ncci_ptp = files,
                TableName::Mue => config.tables.mue = files,
                TableName::Procedures => config.tables.procedures = files,
            }
        }
        Ok(())
    }

    /// A name, or a file from the folder of the settings.
    fn layout(&self, value: &Value<'_>, folder: &Path) -> Result<String> {
        let text = self.text(value)?;
        let is_file = Path::new(&text).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        Ok(if is_file { folder.join(text).to_string_lossy().into_owned() } else { text })
    }

    fn severity(&self, value: &Value<'_>) -> Result<Severity> {
        let text = self.text(value)?;
        text.parse().map_err(|message: String| {
            let help = meant(&text, Severity::WORST_FIRST.map(Severity::word));
            self.mistake(&message, "unknown severity", value.span(), help)
        })
    }

    fn texts(&self, value: &Value<'_>) -> Result<Vec<String>> {
        match value.get_ref() {
            DeValue::Array(values) => values.iter().map(|value| self.text(value)).collect(),
            DeValue::String(text) => {
                let help = format!("write it in brackets: [\"{text}\"]");
                Err(self.wrong_kind(value, "a list of texts", Some(&help)))
            }
            _ => Err(self.wrong_kind(value, "a list of texts", None)),
        }
    }

    fn text(&self, value: &Value<'_>) -> Result<String> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.to_string()),
            DeValue::Array(_) | DeValue::Table(_) => Err(self.wrong_kind(value, "one text", None)),
            _ => Err(self.wrong_kind(value, "a text", Some("write it in quotes"))),
        }
    }

    fn wrong_kind(&self, value: &Value<'_>, wanted: &str, help: Option<&str>) -> Error {
        let found = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.mistake(&format!("{wanted} is wanted here, not {found}"), found, value.span(), help.map(str::to_owned))
    }

    fn mistake(&self, message: &str, label: &str, span: Range<usize>, help: Option<String>) -> Error {
        Error::Toml {
            message: message.to_owned(),
            file: NamedSource::new(self.path.display().to_string(), self.text.to_owned()).into(),
            label: label.to_owned(),
            span: span.into(),
            help,
        }
    }
}

/// "did you mean": the likeliest of `names`, if one is like enough.
fn meant<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let written = written.to_lowercase().replace(['-', ' '], "_");
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written, &name.replace('-', "_")), name))
        .min()
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .map(|(_, name)| format!("did you mean \"{name}\"?"))
}

#[cfg(test)]
mod tests;
