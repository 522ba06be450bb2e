//! The document of `/api/v1` (OpenAPI 3.1), made from what is registered: nothing in it is written twice.

use super::deed::Takes;
use super::door::{KEY, Me};
use super::figures::{self, FigureAsked, FigureRows, Figures};
use super::files::Format;
use super::intake::{Intake, TakenIn};
use super::list::{COMMON, MOST, PAGE};
use super::page::group;
use super::schema::{generator, merged, tidy};
use super::{Deed, List, problem};
use crate::app::App;
use crate::i18n::Words;
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

/// Definitions gathered while paths are described.
struct Making {
    words: Words,
    sent: SchemaGenerator,
    answered: SchemaGenerator,
}

pub(super) fn document(app: &App, words: Words) -> Value {
    let mut making = Making {
        words,
        sent: generator(false),
        answered: generator(true),
    };
    let mut paths = Map::new();
    // What is sent and what is answered are gathered apart: one name may mean two things.
    let (mut bodies, mut answers) = (Map::new(), Map::new());
    fixed(&mut making, app, &mut paths, &mut answers);
    for list in &app.api.lists {
        let name = format!("/{}", list.path);
        answers.insert(name.clone(), rows_of(&mut making, list));
        paths.insert(name, json!({ "get": list_of(&making, list) }));
    }
    for deed in &app.api.deeds {
        let name = format!("/deeds/{}", deed.name());
        if let Takes::Json { input, .. } = &deed.takes {
            bodies.insert(name.clone(), Value::from(input(&mut making.sent)));
        }
        answers.insert(name.clone(), done(&mut making, deed));
        paths.insert(name, json!({ "post": deed_of(&making, deed) }));
    }
    let mut answers = Value::Object(answers);
    let mut bodies = Value::Object(bodies);
    let definitions = |generator: &mut SchemaGenerator| {
        let mut all = Value::Object(generator.take_definitions(true));
        tidy(&mut all);
        all
    };
    let (sent, answered) = (
        definitions(&mut making.sent),
        definitions(&mut making.answered),
    );
    tidy(&mut answers);
    tidy(&mut bodies);
    let mut schemas = merged(sent, answered, &mut [&mut answers]);
    if let Some(all) = schemas.as_object_mut() {
        all.insert("Problem".into(), problem_schema());
    }
    put_in(&mut paths, &bodies, &answers);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": words.get("api-title"),
            "version": "1",
            "description": words.get("api-about"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/api/v1" }],
        "tags": tags(app, words),
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": { "problem": problem_response(words) },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": words.get("api-token-about"),
                },
            },
        },
    })
}

/// The schemas of bodies and answers into the operations that were described without them.
fn put_in(paths: &mut Map<String, Value>, bodies: &Value, answers: &Value) {
    for (name, item) in paths {
        let Some(operations) = item.as_object_mut() else {
            continue;
        };
        for operation in operations.values_mut() {
            let content = operation.pointer_mut("/responses/200/content");
            if let (Some(answer), Some(Value::Object(content))) = (answers.get(name), content) {
                content.insert("application/json".into(), json!({ "schema": answer }));
            }
            if let (Some(body), Some(operation)) = (bodies.get(name), operation.as_object_mut()) {
                let content = json!({ "application/json": { "schema": body } });
                let body = json!({ "required": true, "content": content });
                operation.insert("requestBody".into(), body);
            }
        }
    }
}

pub(super) fn tag_of(name: &str) -> &str {
    name.split(['.', '/']).next().unwrap_or(name)
}

fn tags(app: &App, words: Words) -> Value {
    let lists = app.api.lists.iter().map(|list| tag_of(list.path));
    let deeds = app.api.deeds.iter().map(|deed| tag_of(deed.code));
    let mut names: Vec<&str> = lists.chain(deeds).chain(["figures", "token"]).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| json!({ "name": name, "description": group(words, name) }))
        .collect()
}

/// What answers other than 200, each with the problem that it carries.
fn responses(answer: Value, others: &[&str]) -> Value {
    let mut all = Map::new();
    all.insert("200".into(), answer);
    for status in others {
        all.insert(
            (*status).into(),
            json!({ "$ref": "#/components/responses/problem" }),
        );
    }
    Value::Object(all)
}

const READ: &[&str] = &["401", "403", "404", "406", "422", "429", "500", "503"];
const WRITE: &[&str] = &[
    "400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503",
];

fn query(name: &str, schema: Value, is_required: bool, about: Option<String>) -> Value {
    let mut schema = schema;
    let inner = schema
        .as_object_mut()
        .and_then(|of| of.remove("description"));
    let about = about
        .map(Value::from)
        .or(inner)
        .unwrap_or(Value::from(name));
    json!({
        "name": name,
        "in": "query",
        "required": is_required,
        "description": about,
        "schema": schema,
    })
}

fn cursor_of(words: Words) -> Value {
    let schema = json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]*$" });
    query("cursor", schema, false, Some(words.get("api-cursor-about")))
}

fn limit_of(words: Words) -> Value {
    let schema = json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE });
    query("limit", schema, false, Some(words.get("api-limit-about")))
}

fn format_of(words: Words, is_placed: bool) -> Value {
    let there = |format: &Format| is_placed || *format != Format::GeoJson;
    let codes = Format::ALL.into_iter().filter(there).map(Format::code);
    let schema = json!({ "type": "string", "enum": codes.collect::<Vec<_>>(), "default": "json" });
    query("format", schema, false, Some(words.get("api-format-about")))
}

/// Files beside the JSON.
fn files(is_placed: bool) -> Map<String, Value> {
    let mut content = Map::new();
    for format in Format::ALL {
        let kind = format.content_type().split(';').next().unwrap_or_default();
        let schema = match format {
            Format::Json => json!({}),
            Format::GeoJson if !is_placed => continue,
            Format::GeoJson => json!({ "schema": { "type": "object" } }),
            Format::Csv => json!({ "schema": { "type": "string" } }),
            Format::Xlsx => json!({}),
        };
        content.insert(kind.to_owned(), schema);
    }
    content
}

fn rows_of(making: &mut Making, list: &List) -> Value {
    let row = Value::from((list.row)(&mut making.answered));
    json!({
        "type": "object",
        "properties": {
            "rows": { "type": "array", "items": row },
            "next": { "type": ["string", "null"], "description": making.words.get("api-next-about") },
        },
        "required": ["rows", "next"],
    })
}

fn list_of(making: &Making, list: &List) -> Value {
    let words = making.words;
    let mut parameters: Vec<Value> = list
        .fields
        .iter()
        .map(|field| query(&field.name, field.schema.clone(), field.is_required, None))
        .collect();
    debug_assert!(
        list.fields
            .iter()
            .all(|field| !COMMON.contains(&field.name.as_str()))
    );
    parameters.push(cursor_of(words));
    parameters.push(limit_of(words));
    parameters.push(format_of(words, list.place.is_some()));
    json!({
        "operationId": format!("list.{}", list.path.replace('/', ".")),
        "summary": words.get(list.name),
        "tags": [tag_of(list.path)],
        "parameters": parameters,
        "responses": responses(
            json!({
                "description": words.get("api-rows-about"),
                "headers": { "Link": {
                    "description": words.get("api-link-about"),
                    "schema": { "type": "string" },
                } },
                "content": files(list.place.is_some()),
            }),
            READ,
        ),
    })
}

fn done(making: &mut Making, deed: &Deed) -> Value {
    let answer = Value::from((deed.answer)(&mut making.answered));
    let of_file = match &deed.takes {
        Takes::File(intake) if intake.is_list => {
            Value::from(making.answered.subschema_for::<TakenIn>())
        }
        _ => {
            return json!({
                "type": "object",
                "properties": { "deed": { "const": deed.code }, "answer": answer },
                "required": ["deed", "answer"],
            });
        }
    };
    json!({
        "type": "object",
        "properties": {
            "deed": { "const": deed.code },
            "answer": { "anyOf": [answer, { "type": "null" }], "description": making.words.get("api-looked-about") },
            "taken_in": of_file,
        },
        "required": ["deed", "answer", "taken_in"],
    })
}

fn key_of(words: Words, is_required: bool) -> Value {
    json!({
        "name": KEY,
        "in": "header",
        "required": is_required,
        "description": words.get("api-key-about"),
        "schema": { "type": "string", "pattern": "^[0-9a-f]{32}$" },
        "example": "5f0c1c9a6d2b4f7e8a3b9c0d1e2f3a4b",
    })
}

fn deed_of(making: &Making, deed: &Deed) -> Value {
    let words = making.words;
    let mut operation = json!({
        "operationId": format!("deed.{}", deed.name()),
        "summary": words.get(&deed.words_key()),
        "tags": [tag_of(deed.code)],
        "parameters": [key_of(words, true)],
        "responses": responses(
            json!({ "description": words.get("api-done-about"), "content": {} }),
            WRITE,
        ),
    });
    if let Takes::File(intake) = &deed.takes {
        takes_file(words, intake, &mut operation);
    }
    operation
}

/// A file as body, and what the query says beside it.
fn takes_file(words: Words, intake: &Intake, operation: &mut Value) {
    let fields = intake.fields.iter();
    let mut parameters: Vec<Value> = fields
        .map(|field| query(&field.name, field.schema.clone(), field.is_required, None))
        .collect();
    parameters.push(key_of(words, !intake.is_list));
    operation["parameters"] = parameters.into();
    let content = intake.kinds.iter().map(|(kind, _)| {
        let schema = match kind.starts_with("text/") {
            true => json!({ "schema": { "type": "string" } }),
            false => json!({}),
        };
        ((*kind).to_owned(), schema)
    });
    if intake.is_list {
        operation["description"] = words.get("api-file-about").into();
    }
    operation["requestBody"] = json!({
        "required": true,
        "content": content.collect::<Map<_, _>>(),
    });
}

/// The addresses that no module hands over.
fn fixed(
    making: &mut Making,
    app: &App,
    paths: &mut Map<String, Value>,
    answers: &mut Map<String, Value>,
) {
    let words = making.words;
    let subschema = |of: schemars::Schema| Value::from(of);
    let answer = |files: Map<String, Value>| json!({ "description": words.get("api-rows-about"), "content": files });
    let ids: Vec<&str> = app.indicators.iter().map(|one| one.id).collect();
    let id = json!({
        "name": "id",
        "in": "path",
        "required": true,
        "description": words.get("api-figure-about"),
        "schema": { "type": "string", "enum": ids },
    });
    let asked = |of_rows: bool, more: Vec<Value>| {
        let fields = figures::fields(of_rows).into_iter().map(|field| {
            let about = words.get(&format!("api-{}-about", field.name.replace('_', "-")));
            query(&field.name, field.schema, field.is_required, Some(about))
        });
        fields.chain(more).collect::<Vec<Value>>()
    };
    let get = |id: &str, tag: &str, summary: &str, parameters: Vec<Value>, files| {
        json!({ "get": {
            "operationId": id,
            "summary": words.get(summary),
            "tags": [tag],
            "parameters": parameters,
            "responses": responses(answer(files), READ),
        } })
    };
    paths.insert(
        "/me".into(),
        get("me", "token", "api-me", Vec::new(), Map::new()),
    );
    answers.insert(
        "/me".into(),
        subschema(making.answered.subschema_for::<Me>()),
    );
    let figures = get(
        "figures",
        "figures",
        "page-figures",
        asked(false, Vec::new()),
        Map::new(),
    );
    paths.insert("/figures".into(), figures);
    answers.insert(
        "/figures".into(),
        subschema(making.answered.subschema_for::<Figures>()),
    );
    if app.indicators.is_empty() {
        return;
    }
    let one = get(
        "figure",
        "figures",
        "api-figure",
        asked(false, vec![id.clone()]),
        Map::new(),
    );
    paths.insert("/figures/{id}".into(), one);
    answers.insert(
        "/figures/{id}".into(),
        subschema(making.answered.subschema_for::<FigureAsked>()),
    );
    let more = vec![
        id,
        cursor_of(words),
        limit_of(words),
        format_of(words, false),
    ];
    let rows = get(
        "figure.rows",
        "figures",
        "api-figure-rows",
        asked(true, more),
        files(false),
    );
    paths.insert("/figures/{id}/rows".into(), rows);
    answers.insert(
        "/figures/{id}/rows".into(),
        subschema(making.answered.subschema_for::<FigureRows>()),
    );
}

fn problem_response(words: Words) -> Value {
    json!({
        "description": words.get("api-problem-about"),
        "content": { problem::CONTENT_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

fn problem_schema() -> Value {
    let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let fault = json!({
        "type": "object",
        "properties": {
            "field": { "type": "string" },
            "code": { "type": "string" },
            "detail": { "type": "string" },
            "args": texts,
        },
        "required": ["field", "code", "detail", "args"],
    });
    let kinds: Vec<String> = problem::KINDS
        .iter()
        .map(|kind| format!("/api#{kind}"))
        .collect();
    json!({
        "type": "object",
        "properties": {
            "type": { "type": "string", "enum": kinds },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "code": { "type": "string" },
            "args": texts,
            "errors": { "type": "array", "items": fault },
            "number": { "type": ["string", "null"] },
        },
        "required": ["type", "title", "status", "detail", "code", "args", "errors", "number"],
    })
}
