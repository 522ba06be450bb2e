//! Reads JSON that anybody may have sent, and says where and why not. Nothing is guessed: what is read is what was sent.

use kernel::{Error, FieldError, Refusal, Result};
use serde::de::{DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Number, Value};
use std::cell::RefCell;
use std::fmt;

/// Beyond it programs in other languages round a number (RFC 7493).
pub(super) const LARGEST: i64 = (1 << 53) - 1;
/// More than one is told; nobody reads a thousand.
const MOST_FAULTS: usize = 50;

/// Bytes as JSON. Refuses `api.not_json` with `line` and `column`; invalid, by path: `named_twice` (a key), `not_whole` (a
/// number with a fraction), `too_large` (one beyond 2^53), `not_text` (a null character).
pub(super) fn parse(bytes: &[u8]) -> Result<Value> {
    let faults = RefCell::new(Vec::new());
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let seed = At {
        path: String::new(),
        faults: &faults,
    };
    let read = seed
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    let value = read.map_err(|e| {
        let refusal = Refusal::new("api.not_json");
        Error::from(refusal.with("line", e.line()).with("column", e.column()))
    })?;
    let faults = faults.into_inner();
    match faults.is_empty() {
        true => Ok(value),
        false => Err(Error::Invalid(faults)),
    }
}

/// A value at a place, so that a fault names it.
struct At<'f> {
    path: String,
    faults: &'f RefCell<Vec<FieldError>>,
}

impl At<'_> {
    fn below(&self, name: &str) -> At<'_> {
        At {
            path: joined(&self.path, name),
            faults: self.faults,
        }
    }

    fn fault(&self, code: &'static str) {
        let mut faults = self.faults.borrow_mut();
        if faults.len() < MOST_FAULTS {
            faults.push(FieldError::new(self.path.clone(), code));
        }
    }

    fn whole(&self, number: i64) -> Value {
        if number.unsigned_abs() > LARGEST.unsigned_abs() {
            self.fault("too_large");
        }
        Value::from(number)
    }

    fn text(&self, text: String) -> Value {
        if text.contains('\0') {
            self.fault("not_text");
        }
        Value::String(text)
    }
}

fn joined(path: &str, name: &str) -> String {
    match path.is_empty() {
        true => name.to_owned(),
        false => format!("{path}.{name}"),
    }
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(self.whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        Ok(self.whole(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        self.fault("not_whole");
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(self.text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(self.text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(value) = seq.next_element_seed(self.below(&all.len().to_string()))? {
            all.push(value);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut all = serde_json::Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let place = self.below(&key);
            if key.contains('\0') {
                place.fault("not_text");
            }
            if all.contains_key(&key) {
                place.fault("named_twice");
            }
            let value = map.next_value_seed(place)?;
            all.insert(key, value);
        }
        Ok(Value::Object(all))
    }
}

/// JSON as what a deed or a list asks for. Invalid, by path: `required`, `unknown_field`, `unknown_word` (of a word that is
/// none of those that may stand there), `wrong_form` with what the reader said.
pub(super) fn read<T: DeserializeOwned + Serialize>(sent: Value) -> Result<T> {
    let mut unknown = Vec::new();
    let mut track = serde_path_to_error::Track::new();
    let read = {
        let reader = serde_path_to_error::Deserializer::new(&sent, &mut track);
        serde_ignored::deserialize(reader, |path| unknown.push(plain(&path.to_string())))
    };
    let read: T = read.map_err(|e: serde_json::Error| {
        Error::Invalid(vec![fault_of(&track.path().to_string(), &e.to_string())])
    })?;
    let mut faults: Vec<FieldError> = unknown
        .into_iter()
        .take(MOST_FAULTS)
        .map(|path| FieldError::new(path, "unknown_field"))
        .collect();
    if faults.is_empty() {
        let kept = serde_json::to_value(&read).map_err(|e| Error::internal("an input", e))?;
        differing("", &sent, &kept, &mut faults);
    }
    match faults.is_empty() {
        true => Ok(read),
        false => Err(Error::Invalid(faults)),
    }
}

/// The path of a field as faults say it: `lines.0.payee`.
fn plain(path: &str) -> String {
    let path = path.replace('[', ".").replace([']', '?'], "");
    let parts = path.split('.').filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(".")
}

fn fault_of(path: &str, said: &str) -> FieldError {
    let path = plain(path);
    let named = |before: &str| {
        let name = said.strip_prefix(before)?.split('`').next()?;
        Some(joined(&path, name))
    };
    if let Some(missing) = named("missing field `") {
        return FieldError::new(missing, "required");
    }
    if let Some(unknown) = named("unknown field `") {
        return FieldError::new(unknown, "unknown_field");
    }
    if said.starts_with("unknown variant") {
        return FieldError::new(path, "unknown_word");
    }
    FieldError::new(path, "wrong_form").with("said", said)
}

/// What was sent and is not what was kept: `+5` read as 5, or a thing twice in a set.
fn differing(path: &str, sent: &Value, kept: &Value, faults: &mut Vec<FieldError>) {
    if faults.len() >= MOST_FAULTS {
        return;
    }
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => {
            for (name, value) in sent {
                match kept.get(name) {
                    Some(kept) => differing(&joined(path, name), value, kept, faults),
                    // Left out where it says nothing.
                    None if value.is_null() => {}
                    None => faults.push(FieldError::new(joined(path, name), "unknown_field")),
                }
            }
        }
        (Value::Array(sent), Value::Array(kept)) if sent.len() == kept.len() => {
            if is_shuffled(sent, kept) {
                return;
            }
            for (at, (sent, kept)) in sent.iter().zip(kept).enumerate() {
                differing(&joined(path, &at.to_string()), sent, kept, faults);
            }
        }
        (Value::Array(_), Value::Array(_)) => {
            faults.push(FieldError::new(path.to_owned(), "named_twice"))
        }
        (sent, kept) if sent == kept => {}
        _ => {
            let fault = FieldError::new(path.to_owned(), "wrong_form");
            faults.push(fault.with("said", format!("{kept} is meant?")));
        }
    }
}

/// A set is kept in its own order.
fn is_shuffled(sent: &[Value], kept: &[Value]) -> bool {
    let sorted = |all: &[Value]| {
        let mut texts: Vec<String> = all.iter().map(Value::to_string).collect();
        texts.sort();
        texts
    };
    sorted(sent) == sorted(kept)
}

/// An object in the order in which its fields were declared.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ordered(pub Vec<(String, Value)>);

impl Ordered {
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value)
    }
}

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Ordered, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Ordered;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
                let mut all = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    all.push(pair);
                }
                Ok(Ordered(all))
            }
        }
        reader.deserialize_map(Fields)
    }
}

/// A row with its fields in the order of its type. `serde_json` alone would sort them.
pub(super) fn ordered<R: Serialize>(row: &R) -> Result<Ordered> {
    let fault = |e: serde_json::Error| Error::internal("a row", e);
    let text = serde_json::to_string(row).map_err(fault)?;
    serde_json::from_str(&text).map_err(fault)
}
