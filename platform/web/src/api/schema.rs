//! JSON Schema of what is sent and answered, made from the types that read and write it, so that the two cannot differ.

use super::json::LARGEST;
use schemars::generate::{Contract, SchemaSettings};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

type Describe = fn(&mut SchemaGenerator) -> Schema;

const PLACE: &str = "/components/schemas";

/// For what is sent, or for what is answered: there every field is always present.
pub(super) fn generator(is_answer: bool) -> SchemaGenerator {
    settings(is_answer, false).into_generator()
}

fn settings(is_answer: bool, is_inline: bool) -> SchemaSettings {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = PLACE.into();
    settings.meta_schema = None;
    settings.inline_subschemas = is_inline;
    settings.contract = match is_answer {
        true => Contract::Serialize,
        false => Contract::Deserialize,
    };
    settings
}

/// A filter of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub name: String,
    pub kind: Kind,
    pub is_required: bool,
    pub schema: Value,
}

/// How a text of a query stands in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    YesNo,
}

impl Kind {
    /// What cannot be read so stays text: the reader then says what is wrong with it.
    pub fn value(self, text: &str) -> Value {
        let plain = |number: &i64| number.to_string() == text && number.abs() <= LARGEST;
        match (self, text) {
            (Kind::Number, text) => match text.parse::<i64>().ok().filter(plain) {
                Some(number) => Value::from(number),
                None => Value::from(text),
            },
            (Kind::YesNo, "true") => Value::Bool(true),
            (Kind::YesNo, "false") => Value::Bool(false),
            (_, text) => Value::from(text),
        }
    }

    fn of(schema: &Value) -> Kind {
        let named = |types: &Value, name: &str| match types {
            Value::Array(all) => all.iter().any(|one| one == name),
            one => one == name,
        };
        let types = &schema["type"];
        if named(types, "integer") {
            return Kind::Number;
        }
        if named(types, "boolean") {
            return Kind::YesNo;
        }
        let either = schema["anyOf"].as_array();
        let mut inner = either.into_iter().flatten().map(Kind::of);
        inner.find(|kind| *kind != Kind::Text).unwrap_or(Kind::Text)
    }
}

fn inline(describe: Describe, is_answer: bool) -> Value {
    let mut generator = settings(is_answer, true).into_generator();
    let mut schema = Value::from(describe(&mut generator));
    tidy(&mut schema);
    schema
}

fn names(list: Option<&Value>) -> Vec<String> {
    let all = list.and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// The filters of a list.
pub(super) fn fields(describe: Describe) -> Vec<Field> {
    let schema = inline(describe, false);
    let required = names(schema.get("required"));
    let Some(Value::Object(properties)) = schema.get("properties") else {
        return Vec::new();
    };
    let fields = properties.iter().map(|(name, schema)| Field {
        name: name.clone(),
        kind: Kind::of(schema),
        is_required: required.contains(name),
        schema: without_null(schema),
    });
    fields.collect()
}

/// Nothing cannot be said in a query but by leaving the name out.
fn without_null(schema: &Value) -> Value {
    let mut schema = schema.clone();
    let Some(of) = schema.as_object_mut() else {
        return schema;
    };
    if let Some(Value::Array(types)) = of.get_mut("type") {
        types.retain(|one| one != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            of.insert("type".into(), one);
        }
    }
    if let Some(Value::Array(words)) = of.get_mut("enum") {
        words.retain(|one| !one.is_null());
    }
    if let Some(Value::Array(mut either)) = of.remove("anyOf") {
        either.retain(|one| one["type"] != "null");
        match either.as_slice() {
            [Value::Object(one)] => {
                for (name, value) in one {
                    of.entry(name.clone()).or_insert(value.clone());
                }
            }
            _ => drop(of.insert("anyOf".into(), either.into())),
        }
    }
    schema
}

/// The fields of a row in the order of its type; what is answered always has all of them.
pub(super) fn columns(describe: Describe) -> Vec<String> {
    names(inline(describe, true).get("required"))
}

/// Says of a schema what the reader does beyond it: no other fields, whole numbers within 2^53.
pub(super) fn tidy(schema: &mut Value) {
    match schema {
        Value::Array(all) => all.iter_mut().for_each(tidy),
        Value::Object(of) => {
            of.values_mut().for_each(tidy);
            if of.get("properties").is_some_and(Value::is_object)
                && of.get("type").is_some_and(Value::is_string)
            {
                of.entry("additionalProperties")
                    .or_insert(Value::Bool(false));
            }
            bounded(of);
            if let Some(Value::String(text)) = of.get_mut("description") {
                *text = said(text);
            }
        }
        _ => {}
    }
}

fn bounded(of: &mut Map<String, Value>) {
    let is_number = match of.get("type") {
        Some(Value::String(one)) => one == "integer",
        Some(Value::Array(all)) => all.iter().any(|one| one == "integer"),
        _ => false,
    };
    if is_number {
        of.remove("format");
        of.entry("minimum").or_insert(json!(-LARGEST));
        of.entry("maximum").or_insert(json!(LARGEST));
    }
}

/// A line of documentation without its links.
fn said(text: &str) -> String {
    text.replace("[`", "`").replace("`]", "`")
}

/// The definitions of what is sent and of what is answered as one list. Where a name means one thing here and another there,
/// the answer's is called `NameAnswer`, also where what is answered names it.
pub(super) fn merged(sent: Value, answered: Value, documents: &mut [&mut Value]) -> Value {
    let (mut all, mut answers) = match (sent, answered) {
        (Value::Object(sent), Value::Object(answers)) => (sent, answers),
        (sent, _) => return sent,
    };
    let mut other: BTreeSet<String> = answers
        .iter()
        .filter(|(name, schema)| all.get(*name).is_some_and(|sent| sent != *schema))
        .map(|(name, _)| name.clone())
        .collect();
    loop {
        // Whoever names such a one is another himself.
        let more: Vec<String> = answers
            .iter()
            .filter(|(name, schema)| {
                !other.contains(*name) && all.contains_key(*name) && refers(schema, &other)
            })
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            break;
        }
        other.extend(more);
    }
    answers
        .values_mut()
        .for_each(|schema| renamed(schema, &other));
    documents
        .iter_mut()
        .for_each(|document| renamed(document, &other));
    for (name, schema) in answers {
        let name = match other.contains(&name) {
            true => format!("{name}Answer"),
            false => name,
        };
        all.insert(name, schema);
    }
    Value::Object(all)
}

fn target(text: &str) -> Option<&str> {
    text.strip_prefix("#/components/schemas/")
}

fn refers(schema: &Value, to: &BTreeSet<String>) -> bool {
    match schema {
        Value::Array(all) => all.iter().any(|one| refers(one, to)),
        Value::Object(of) => of.iter().any(|(name, value)| match (name.as_str(), value) {
            ("$ref", Value::String(text)) => target(text).is_some_and(|name| to.contains(name)),
            (_, value) => refers(value, to),
        }),
        _ => false,
    }
}

fn renamed(schema: &mut Value, other: &BTreeSet<String>) {
    match schema {
        Value::Array(all) => all.iter_mut().for_each(|one| renamed(one, other)),
        Value::Object(of) => {
            for (name, value) in of.iter_mut() {
                match (name.as_str(), &mut *value) {
                    ("$ref", Value::String(text)) => {
                        if target(text).is_some_and(|name| other.contains(name)) {
                            text.push_str("Answer");
                        }
                    }
                    (_, value) => renamed(value, other),
                }
            }
        }
        _ => {}
    }
}
