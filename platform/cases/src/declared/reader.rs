//! Reads a table of TOML key by key and goes on after a fault, so that all of them are told at once.

use super::fault::Fault;
use super::model::Label;
use super::place::{At, Lines, Name, Place};
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'t> = &'t Spanned<DeValue<'t>>;

pub(super) struct Reader<'t> {
    lines: Lines<'t>,
    pub(super) faults: Vec<Fault>,
}

/// A table of which keys are taken one by one; what is left at the end is unknown.
pub(super) struct Table<'t> {
    pub(super) place: Place,
    left: BTreeMap<&'t str, (Place, Value<'t>)>,
}

impl<'t> Reader<'t> {
    pub(super) fn of(text: &'t str) -> Reader<'t> {
        Reader {
            lines: Lines::of(text),
            faults: Vec::new(),
        }
    }

    pub(super) fn fault(&mut self, code: &'static str, place: Place) {
        self.faults.push(Fault::new(code, place));
    }

    pub(super) fn place(&self, offset: usize) -> Place {
        self.lines.place(offset)
    }

    pub(super) fn table(&self, table: &'t DeTable<'t>, start: usize) -> Table<'t> {
        let entry = |(key, value): (&'t Spanned<_>, Value<'t>)| {
            let key: &'t Spanned<std::borrow::Cow<'t, str>> = key;
            let place = self.lines.place(key.span().start);
            (key.get_ref().as_ref(), (place, value))
        };
        Table {
            place: self.lines.place(start),
            left: table.iter().map(entry).collect(),
        }
    }

    /// Every key that nobody asked for.
    pub(super) fn end(&mut self, table: Table<'t>) {
        for (key, (place, _)) in table.left {
            let fault = Fault::new("unknown_key", place);
            self.faults.push(fault.with("key", key));
        }
    }

    fn missing(&mut self, place: Place, key: &str) {
        let fault = Fault::new("key_missing", place);
        self.faults.push(fault.with("key", key));
    }

    fn wrong(&mut self, place: Place, key: &str, wanted: &'static str) {
        let fault = Fault::new("wrong_kind", place).with("key", key);
        self.faults.push(fault.with("wanted", wanted));
    }

    /// A text that must be there and not blank.
    pub(super) fn text(&mut self, table: &mut Table<'t>, key: &'static str) -> Name {
        match self.text_if(table, key) {
            Some(text) => text,
            None => {
                self.missing(table.place, key);
                Name::default()
            }
        }
    }

    pub(super) fn text_if(&mut self, table: &mut Table<'t>, key: &'static str) -> Option<Name> {
        let (place, value) = table.left.remove(key)?;
        let name = self.name_of(value, place, key);
        if name.trim().is_empty() && value.get_ref().is_str() {
            self.missing(place, key);
        }
        Some(name)
    }

    fn name_of(&mut self, value: Value<'t>, key_place: Place, key: &str) -> Name {
        match value.get_ref() {
            DeValue::String(text) => At {
                value: text.to_string(),
                place: self.place(value.span().start),
            },
            _ => {
                self.wrong(key_place, key, "text");
                At {
                    value: String::new(),
                    place: key_place,
                }
            }
        }
    }

    /// A list of texts; one text alone is a list of one. Empty where the key is not there.
    pub(super) fn names(&mut self, table: &mut Table<'t>, key: &'static str) -> Vec<Name> {
        let Some((place, value)) = table.left.remove(key) else {
            return Vec::new();
        };
        self.names_of(value, place, key)
    }

    pub(super) fn names_of(&mut self, value: Value<'t>, place: Place, key: &str) -> Vec<Name> {
        let names = match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .map(|item| self.name_of(item, place, key))
                .collect(),
            _ => vec![self.name_of(value, place, key)],
        };
        let named: Vec<Name> = names.into_iter().filter(|name| !name.is_empty()).collect();
        for (at, name) in named.iter().enumerate() {
            if named.iter().take(at).any(|before| before == name) {
                let fault = Fault::new("twice", name.place);
                self.faults.push(fault.with("name", name.as_str()));
            }
        }
        named
    }

    pub(super) fn number(&mut self, table: &mut Table<'t>, key: &'static str) -> At<i64> {
        match self.number_if(table, key) {
            Some(number) => number,
            None => {
                self.missing(table.place, key);
                At::default()
            }
        }
    }

    pub(super) fn number_if(
        &mut self,
        table: &mut Table<'t>,
        key: &'static str,
    ) -> Option<At<i64>> {
        let (place, value) = table.left.remove(key)?;
        Some(self.number_of(value, place, key))
    }

    fn number_of(&mut self, value: Value<'t>, place: Place, key: &str) -> At<i64> {
        let number = match value.get_ref() {
            DeValue::Integer(text) => i64::from_str_radix(text.as_str(), text.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong(place, key, "number");
        }
        At {
            value: number.unwrap_or(1),
            place: self.place(value.span().start),
        }
    }

    pub(super) fn numbers(&mut self, table: &mut Table<'t>, key: &'static str) -> Vec<At<i64>> {
        let Some((place, value)) = table.left.remove(key) else {
            return Vec::new();
        };
        match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .map(|item| self.number_of(item, place, key))
                .collect(),
            _ => {
                self.wrong(place, key, "numbers");
                Vec::new()
            }
        }
    }

    /// False where the key is not there.
    pub(super) fn flag(&mut self, table: &mut Table<'t>, key: &'static str) -> bool {
        let Some((place, value)) = table.left.remove(key) else {
            return false;
        };
        match value.get_ref() {
            DeValue::Boolean(flag) => *flag,
            _ => {
                self.wrong(place, key, "flag");
                false
            }
        }
    }

    /// One of some words.
    pub(super) fn word<T: Copy>(
        &mut self,
        table: &mut Table<'t>,
        key: &'static str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let word = self.text(table, key);
        if word.is_empty() {
            return None;
        }
        let found = words.iter().find(|(name, _)| word == **name);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
            let fault = Fault::new("unknown_word", word.place).with("word", word.as_str());
            self.faults.push(fault.with("known", known.join(", ")));
        }
        found.map(|(_, value)| *value)
    }

    /// `name = { zh = "…", en = "…" }`.
    pub(super) fn label(&mut self, table: &mut Table<'t>) -> Label {
        let place = table.key_place("name");
        let Some(mut inner) = self.inner(table, "name") else {
            if place.is_none() {
                self.label_missing(table.place, "both");
            }
            return Label::default();
        };
        let mut text = |language: &'static str| match self.text_in_label(&mut inner, language) {
            Some(text) => text,
            None => {
                self.label_missing(inner.place, language);
                String::new()
            }
        };
        let label = Label {
            zh: text("zh"),
            en: text("en"),
        };
        self.end(inner);
        label
    }

    fn text_in_label(&mut self, inner: &mut Table<'t>, language: &'static str) -> Option<String> {
        let (place, value) = inner.left.remove(language)?;
        let text = self.name_of(value, place, language).value;
        // Of another kind: that has been told.
        let is_told = !value.get_ref().is_str();
        (is_told || !text.trim().is_empty()).then_some(text)
    }

    fn label_missing(&mut self, place: Place, language: &str) {
        let fault = Fault::new("label_missing", place);
        self.faults.push(fault.with("language", language));
    }

    /// A table below a key.
    pub(super) fn inner(&mut self, table: &mut Table<'t>, key: &'static str) -> Option<Table<'t>> {
        let (place, value) = table.left.remove(key)?;
        match value.get_ref() {
            DeValue::Table(inner) => Some(self.table(inner, value.span().start)),
            _ => {
                self.wrong(place, key, "table");
                None
            }
        }
    }

    /// The tables of `[[key]]`.
    pub(super) fn tables(&mut self, table: &mut Table<'t>, key: &'static str) -> Vec<Table<'t>> {
        let Some((place, value)) = table.left.remove(key) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        if let DeValue::Array(items) = value.get_ref() {
            for item in items.iter() {
                match item.get_ref() {
                    DeValue::Table(inner) => found.push(self.table(inner, item.span().start)),
                    _ => self.wrong(place, key, "tables"),
                }
            }
        } else {
            self.wrong(place, key, "tables");
        }
        found
    }

    /// All entries that are left, for tables whose keys are names of the type itself.
    pub(super) fn entries(&mut self, table: &mut Table<'t>) -> Vec<(Name, Value<'t>)> {
        let mut entries: Vec<(Name, Value<'t>)> = std::mem::take(&mut table.left)
            .into_iter()
            .map(|(key, (place, value))| {
                let name = At {
                    value: key.to_owned(),
                    place,
                };
                (name, value)
            })
            .collect();
        entries.sort_by_key(|(name, _)| name.place);
        entries
    }

    pub(super) fn text_of(&mut self, value: Value<'t>, name: &Name) -> Name {
        self.name_of(value, name.place, name.as_str())
    }
}

impl<'t> Table<'t> {
    pub(super) fn key_place(&self, key: &str) -> Option<Place> {
        self.left.get(key).map(|(place, _)| *place)
    }

    pub(super) fn empty() -> Table<'t> {
        Table {
            place: Place::default(),
            left: BTreeMap::new(),
        }
    }

    pub(super) fn peek(&self, key: &str) -> Option<Value<'t>> {
        self.left.get(key).map(|(_, value)| *value)
    }

    /// The value below a key as it stands, for what may be a text or a table.
    pub(super) fn value(&mut self, key: &str) -> Option<(Place, Value<'t>)> {
        self.left.remove(key)
    }
}
