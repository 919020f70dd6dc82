//! The JSON Schema of `claimlint.toml`, for editors that complete and check TOML.
//!
//! It is published as `claimlint.schema.json`; a test keeps that file current, and holds it against what is read.

use crate::field::Field;
use crate::fix::Dots;
use crate::render::Format;
use crate::rule::Severity;
use crate::table::TableName;
use serde_json::{Map, Value, json};

/// The schema, draft 7.
#[must_use]
pub fn schema() -> Value {
    let texts = |about: &str| json!({ "type": "array", "items": { "type": "string" }, "description": about });
    let text = |about: &str| json!({ "type": "string", "description": about });
    let severities = json!({
        "type": "object", "additionalProperties": { "$ref": "#/definitions/severity" },
        "description": "the severity of rules (by name, code, beginning of a code, or pack) in place of their own",
    });
    let fields = Field::all().map(|field| field.to_string());
    let columns: Map<String, Value> =
        fields.map(|field| (field, json!({ "type": "string", "minLength": 1 }))).collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "claimlint.toml",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "columns": { "type": "object", "additionalProperties": false, "properties": columns.clone(),
                "description": "headers of your exports that claimlint does not know by itself, by field" },
            "tables": { "type": "object", "additionalProperties": false,
                "properties": named(TableName::ALL.map(TableName::key), &texts("its files")),
                "description": "tables of your own" },
            "layout": { "type": "string", "description": "the layout of every file, by name or as a layout file" },
            "layouts": texts("layout files of your own"),
            "packs": texts("rule files of your own"),
            "select": texts("rules to run: names, codes, beginnings of codes, or packs; without it, all"),
            "ignore": texts("rules not to run"),
            "severity": severities,
            "files": { "type": "array", "items": { "$ref": "#/definitions/files" } },
            "allow": { "type": "array", "items": { "$ref": "#/definitions/allow" } },
            "exclude": texts("files and folders not to look into, as in .gitignore"),
            "fail-on": { "$ref": "#/definitions/severity" },
            "max-errors": { "type": "integer", "minimum": 0, "description": "errors allowed before a run fails" },
            "max-error-rate": { "type": "string", "pattern": "^[0-9]{1,3}(\\.[0-9]{0,4})? *%$",
                "description": "claims with errors allowed, of the claims checked" },
            "baseline": text("findings already known, written by --write-baseline"),
            "output": { "type": "object", "additionalProperties": false,
                "properties": named(Format::ALL.map(Format::word), &text("the file")),
                "description": "reports to write in every run, by format" },
            "fix": { "type": "object", "additionalProperties": false, "properties": {
                "dots": { "enum": Dots::ALL.map(Dots::word), "description": "how diagnosis codes are written" } } },
            "data": text("a folder of code sets made by claimlint data import"),
        },
        "definitions": {
            "severity": { "enum": Severity::WORST_FIRST.map(Severity::word) },
            "files": { "type": "object", "additionalProperties": false, "required": ["match"], "properties": {
                "match": texts("globs of files, as in .gitignore"),
                "select": texts("rules to run on them"),
                "ignore": texts("rules not to run on them"),
                "severity": severities,
            } },
            "allow": { "type": "object", "additionalProperties": false, "required": ["rule", "reason"], "properties": {
                "rule": text("the rules, by name, code, beginning of a code, or pack"),
                "claim": text("on this claim only"),
                "code": text("with this code only"),
                "where": { "type": "object", "additionalProperties": false, "properties": columns,
                    "description": "on service lines with these values only" },
                "reason": { "type": "string", "minLength": 1, "description": "why the finding is accepted" },
                "until": { "description": "the last day it holds" },
            } },
        },
    })
}

fn named(names: impl IntoIterator<Item = &'static str>, value: &Value) -> Map<String, Value> {
    names.into_iter().map(|name| (name.to_owned(), value.clone())).collect()
}
