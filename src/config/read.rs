//! From the text of a `claimlint.toml` to checked settings.

mod gate;
mod values;

use super::Config;
use super::places::Places;
use crate::error::Result;
use crate::field::Field;
use crate::table::TableName;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use values::meant;

/// The settings there are.
pub(super) const KEYS: [&str; 18] = [
    "columns",
    "tables",
    "layout",
    "layouts",
    "packs",
    "select",
    "ignore",
    "severity",
    "files",
    "allow",
    "exclude",
    "fail-on",
    "max-errors",
    "max-error-rate",
    "baseline",
    "output",
    "fix",
    "data",
];

/// Reads settings over those of `config`; see [`Config::parse`].
pub(super) fn read_into(config: &mut Config, path: &Path, text: &str) -> Result<()> {
    let reader = Reader { path, text, named: RefCell::default() };
    let read = reader.read(config);
    let named = reader.named.into_inner();
    config.places.push(Places { path: path.to_path_buf(), text: text.into(), named });
    read
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    /// The rules that are named, and where.
    named: RefCell<Vec<(String, Range<usize>)>>,
}

/// A value and where it stands.
type Value<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn read(&self, config: &mut Config) -> Result<()> {
        let table = DeTable::parse(self.text)
            .map_err(|error| self.mistake(error.message(), "here", error.span().unwrap_or_default(), None))?;
        let folder = self.path.parent().unwrap_or(Path::new(""));
        for (key, value) in table.get_ref() {
            match key.get_ref().as_ref() {
                "columns" => self.columns(value, config)?,
                "tables" => self.tables(value, folder, config)?,
                "packs" => config.packs = self.texts(value)?.into_iter().map(|pack| folder.join(pack)).collect(),
                "layout" => config.layout = Some(self.layout(value, folder)?),
                "layouts" => {
                    config.layouts = self.texts(value)?.into_iter().map(|layout| folder.join(layout)).collect();
                }
                "select" => config.select = self.rules(value)?,
                "ignore" => config.ignore = self.rules(value)?,
                "severity" => config.severity = self.severities(value)?,
                "files" => config.files = self.files(value, folder)?,
                "allow" => config.allow = self.allowed(value)?,
                "exclude" => config.exclude = self.globs(value)?,
                "fail-on" => config.fail_on = Some(self.severity(value)?),
                "max-errors" => config.thresholds.max_errors = Some(self.count(value)?),
                "max-error-rate" => config.thresholds.max_error_rate = Some(self.parsed(value, "no percentage")?),
                "baseline" => config.baseline = Some(folder.join(self.text(value)?)),
                "output" => self.outputs(value, folder, config)?,
                "fix" => self.fix(value, config)?,
                "data" => config.data = Some(folder.join(self.text(value)?)),
                unknown => return Err(self.unknown("setting", unknown, key.span(), &KEYS)),
            }
        }
        Ok(())
    }

    fn field(&self, key: &Spanned<Cow<'_, str>>, otherwise: &str) -> Result<Field> {
        let name = key.get_ref().as_ref();
        name.parse().map_err(|unknown: crate::field::UnknownField| {
            let names: Vec<String> = Field::all().map(|field| field.to_string()).collect();
            let help = meant(name, names.iter().map(String::as_str)).or_else(|| Some(otherwise.to_owned()));
            self.mistake(&unknown.to_string(), "unknown field", key.span(), help)
        })
    }

    fn columns(&self, value: &Value<'_>, config: &mut Config) -> Result<()> {
        let DeValue::Table(columns) = value.get_ref() else {
            let help = "write a [columns] table with one line per column: dx1 = \"Primary Diagnosis\"";
            return Err(self.wrong_kind(value, "a table of columns", Some(help)));
        };
        let mut fields: HashMap<String, Field> = HashMap::new();
        for (key, value) in columns {
            let field = self.field(key, "the left side is a field of claimlint, the right side your header")?;
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
                return Err(self.unknown("table", name, key.span(), &TableName::ALL.map(TableName::key)));
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
}

#[cfg(test)]
mod tests;
