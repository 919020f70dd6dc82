//! The JSON Schema of rule files, for editors that complete and check TOML.
//!
//! Made from the same tables the checker reads, so it cannot know other words than the checker does. It is published as
//! `rules/rules.schema.json`; a test keeps that file current.

use super::Severity;
use super::logic::{BILLERS, KINDS, SEXES};
use super::spec::SET_KINDS;
use super::vocabulary::{CLAIM_SUBJECTS, LINE_SUBJECTS, Nature, OFTEN, SHARED, columns};
use crate::table::TableName;
use serde_json::{Map, Value, json};

/// The schema, draft 7.
#[must_use]
pub fn schema() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "claimlint rule file",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "pack": table(
                &["name", "about"],
                object([("name", text("selects all rules of the file")), ("about", text("what they are about"))]),
            ),
            "set": { "type": "object", "additionalProperties": { "$ref": "#/definitions/set" } },
            "rule": { "type": "array", "items": { "$ref": "#/definitions/rule" } },
        },
        "definitions": definitions(),
    })
}

fn definitions() -> Value {
    let natures = [
        ("modifiers", Nature::Modifiers),
        ("member", Nature::Member),
        ("choice", Nature::Choice),
        ("presence", Nature::Presence),
        ("number", Nature::Number),
        ("date", Nature::Date),
        ("column", Nature::Column),
    ];
    let mut all: Map<String, Value> =
        natures.into_iter().map(|(name, nature)| (name.to_owned(), test(nature))).collect();
    let partner = object([("same", some_of(&SHARED)), ("different", some_of(&SHARED))]);
    let mut another = block(&LINE_SUBJECTS);
    if let Some(Value::Object(properties)) = another.get_mut("properties") {
        properties.extend(partner);
    }
    all.insert("another-line".into(), another);
    all.insert("line".into(), block(&LINE_SUBJECTS));
    all.insert("claim".into(), block(&CLAIM_SUBJECTS));
    all.insert("period".into(), table(&[], object([("from", date()), ("until", date())])));
    all.insert("set".into(), set());
    all.insert("rule".into(), rule());
    Value::Object(all)
}

fn set() -> Value {
    let mut properties = object([
        ("about", text("what the set holds")),
        ("source", text("where that is written")),
        ("includes", texts("sets whose members are members too")),
    ]);
    properties.extend(SET_KINDS.map(|kind| (kind.to_owned(), texts("its members"))));
    table(&["about"], properties)
}

fn rule() -> Value {
    let severity = json!({ "enum": Severity::WORST_FIRST.map(Severity::word) });
    let period = json!({ "$ref": "#/definitions/period" });
    let mut case = conditions();
    case.extend(object([
        ("severity", severity.clone()),
        ("message", text("what is wrong")),
        ("help", text("what to do")),
        ("in-force", period.clone()),
    ]));
    let mut unless = conditions();
    unless.insert("why".into(), text("why the rule does not apply"));
    let example = object([
        ("about", text("what it shows")),
        ("fires", text("a claim file on which the rule speaks")),
        ("quiet", text("a claim file on which it is silent")),
        ("table", text("the table the rule looks into, in the form it is published in")),
    ]);
    let mut properties = conditions();
    properties.extend(object([
        ("code", json!({ "type": "string", "pattern": "^[A-Z]{2,4}[0-9]{3}$" })),
        ("name", json!({ "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" })),
        ("severity", severity.clone()),
        ("severity-on-inpatient", severity),
        ("message", text("what is wrong, with placeholders")),
        ("help", text("what to do about it")),
        ("why", text("why it is a rule, in a coder's words")),
        ("source", text("where it is written")),
        ("url", json!({ "type": "string", "format": "uri" })),
        ("cannot-see", texts("what would excuse a claim and cannot be seen on it")),
        ("native", text("the function that finds what the language cannot say")),
        ("table", json!({ "enum": TableName::ALL.map(TableName::key) })),
        ("words", texts("the words a native rule fills its placeholders with")),
        ("needs", json!({ "type": "array", "items": { "type": "array", "items": { "type": "string" } } })),
        ("once-per", json!({ "enum": OFTEN })),
        ("gives-way-to", texts("rules after which this one has nothing to add")),
        ("in-force", period),
        ("case", json!({ "type": "array", "items": table(&[], case) })),
        ("unless", json!({ "type": "array", "items": table(&["why"], unless) })),
        ("example", json!({ "type": "array", "items": table(&[], example) })),
    ]));
    table(&["code", "name", "severity", "message", "help", "why", "source", "example"], properties)
}

/// The blocks of conditions, which rules, cases and exceptions share.
fn conditions() -> Map<String, Value> {
    let of = |name: &str| json!({ "$ref": format!("#/definitions/{name}") });
    let one_or_more = |name: &str| json!({ "anyOf": [of(name), { "type": "array", "items": of(name) }] });
    object([
        ("line", of("line")),
        ("dx", of("member")),
        ("claim", of("claim")),
        ("first-dx", one_or_more("member")),
        ("has-dx", one_or_more("member")),
        ("no-dx", one_or_more("member")),
        ("has-line", one_or_more("line")),
        ("no-line", one_or_more("line")),
        ("another-line", of("another-line")),
    ])
}

fn block(subjects: &[(&str, Nature)]) -> Value {
    let mut properties: Map<String, Value> =
        columns().into_iter().map(|column| (column, json!({ "$ref": "#/definitions/column" }))).collect();
    for (subject, nature) in subjects {
        let definition = match (*subject, nature) {
            ("biller", _) => choice(&BILLERS),
            ("kind", _) => choice(&KINDS),
            ("sex", _) => choice(&SEXES),
            (_, Nature::Modifiers) => json!({ "$ref": "#/definitions/modifiers" }),
            (_, Nature::Member | Nature::Choice) => json!({ "$ref": "#/definitions/member" }),
            (_, Nature::Presence) => json!({ "$ref": "#/definitions/presence" }),
            (_, Nature::Number) => json!({ "$ref": "#/definitions/number" }),
            (_, Nature::Date) => json!({ "$ref": "#/definitions/date" }),
            (_, Nature::Column) => json!({ "$ref": "#/definitions/column" }),
        };
        properties.insert((*subject).to_owned(), definition);
    }
    table(&[], properties)
}

fn choice(choices: &[(&str, u8)]) -> Value {
    let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
    let some = some_of(&words);
    let operators = object([("is", json!({ "enum": words })), ("in", some.clone()), ("not-in", some.clone())]);
    json!({ "anyOf": [some, table(&[], operators)] })
}

/// A test: its short form, or a table of operators.
fn test(nature: Nature) -> Value {
    let operators = nature.operators().iter().map(|&operator| {
        let operand = match operator {
            "is" => json!({ "type": ["string", "number"] }),
            "known" | "several" => json!({ "type": "boolean" }),
            "above" | "at-least" | "below" | "at-most" => json!({ "type": ["number", "string"] }),
            "from" | "after" | "before" | "until" | "starts" => json!({ "type": "string" }),
            _ => texts("a set, or a list of codes and sets"),
        };
        (operator.to_owned(), operand)
    });
    let long = table(&[], operators.collect());
    match nature {
        Nature::Presence | Nature::Date => long,
        Nature::Number => json!({ "anyOf": [{ "type": "number" }, long] }),
        _ => json!({ "anyOf": [texts("one value, or a list"), long] }),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "the properties are made for this one call")]
fn table(required: &[&str], properties: Map<String, Value>) -> Value {
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn texts(description: &str) -> Value {
    let items = json!({ "type": "string" });
    json!({ "anyOf": [items, { "type": "array", "items": items }], "description": description })
}

fn some_of(words: &[&str]) -> Value {
    let one = json!({ "enum": words });
    json!({ "anyOf": [one, { "type": "array", "items": one }] })
}

fn date() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
}
