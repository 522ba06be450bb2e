//! A list as programs read it: filters that are declared, rows that are declared, page by page.

use super::{json, schema};
use crate::app::Finder;
use crate::form::Form;
use crate::i18n::Words;
use crate::route::Gate;
use access::Right;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use kernel::{Ctx, Error, FieldError, Result};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use store::Tx;

type Describe = fn(&mut SchemaGenerator) -> Schema;
type Read = Arc<dyn Fn(&mut Tx, &Seen, Asked) -> Result<Rows> + Send + Sync>;

/// Who looks.
#[derive(Clone)]
pub struct Seen {
    /// Lists ask the scope predicate with it, as the pages do.
    pub ctx: Ctx,
    /// Whether names stand whole.
    pub sees_names: bool,
    pub rights: i64,
    pub words: Words,
    /// What he may search.
    pub finders: Vec<Finder>,
}

impl Seen {
    pub fn may(&self, right: Right) -> bool {
        self.rights & right.bit() != 0
    }
}

/// A page of a list: its rows, and what the next one begins after.
#[derive(Debug)]
pub struct Found<R, A> {
    pub rows: Vec<R>,
    pub next: Option<A>,
}

impl<R> Found<R, usize> {
    /// Of all rows that there are, in an order that they always have: those behind the first `after`.
    pub fn numbered(rows: Vec<R>, after: Option<usize>, limit: usize) -> Found<R, usize> {
        let rest = rows.into_iter().enumerate().skip(after.unwrap_or(0));
        Found::page(rest.collect(), limit, |(at, _)| at + 1).map(|(_, row)| row)
    }
}

impl<R, A> Found<R, A> {
    /// Of rows of which one more than `limit` was asked for.
    pub fn page(mut rows: Vec<R>, limit: usize, after: impl Fn(&R) -> A) -> Found<R, A> {
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(after);
        Found { rows, next }
    }

    /// Of all rows that there are: those after `after`, by their key.
    pub fn sorted(
        mut rows: Vec<R>,
        after: Option<A>,
        limit: usize,
        key: impl Fn(&R) -> A,
    ) -> Found<R, A>
    where
        A: Ord,
    {
        rows.retain(|row| after.as_ref().is_none_or(|after| key(row) > *after));
        rows.sort_by_key(&key);
        Found::page(rows, limit, key)
    }

    /// A list that is short enough to be one page.
    pub fn whole(rows: Vec<R>) -> Found<R, A> {
        Found { rows, next: None }
    }

    pub fn map<T>(self, row: impl Fn(R) -> T) -> Found<T, A> {
        Found {
            rows: self.rows.into_iter().map(row).collect(),
            next: self.next,
        }
    }
}

/// Where something is, in whole 1e-7 degrees (CGCS2000): a row with such a field is a feature of the list's GeoJSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    pub lat_e7: i64,
    pub lon_e7: i64,
}

/// Rows without their type, each a map in the order of its fields.
pub(super) struct Rows {
    pub rows: Vec<json::Ordered>,
    pub next: Option<String>,
}

/// What is asked of a list, not yet read.
pub(super) struct Asked {
    pub filter: Value,
    pub cursor: Option<String>,
    pub limit: usize,
}

/// A list that programs may read: `List::new("land/parcels", "land-list", GATE, parcels)`.
#[derive(Clone)]
pub struct List {
    /// Below `/api/v1/`.
    pub path: &'static str,
    /// What it is called, as a locale key.
    pub name: &'static str,
    pub gate: Gate,
    /// The field of its rows that says where they are.
    pub(super) place: Option<&'static str>,
    pub(super) row: Describe,
    pub(super) read: Read,
    pub(super) fields: Vec<schema::Field>,
    /// The names of its rows' fields, in order: the columns of its files.
    pub(super) columns: Vec<String>,
}

impl List {
    /// `Q` are the filters (flat: texts, numbers, ids, days, yes or no), `R` the row (flat, every field always there),
    /// `A` what a page begins after.
    pub fn new<Q, R, A, F>(path: &'static str, name: &'static str, gate: Gate, read: F) -> List
    where
        Q: Serialize + DeserializeOwned + JsonSchema,
        R: Serialize + JsonSchema,
        A: Serialize + DeserializeOwned,
        F: Fn(&mut Tx, &Seen, Q, Option<A>, usize) -> Result<Found<R, A>> + Send + Sync + 'static,
    {
        let read = move |tx: &mut Tx, seen: &Seen, asked: Asked| {
            let filter = json::read::<Q>(asked.filter)?;
            let after = asked.cursor.as_deref().map(opened::<A>).transpose()?;
            let found = read(tx, seen, filter, after, asked.limit)?;
            let rows = found.rows.iter().map(json::ordered);
            Ok(Rows {
                rows: rows.collect::<Result<_>>()?,
                next: found.next.as_ref().map(closed).transpose()?,
            })
        };
        List {
            path,
            name,
            gate,
            place: None,
            row: SchemaGenerator::subschema_for::<R>,
            read: Arc::new(read),
            fields: schema::fields(SchemaGenerator::subschema_for::<Q>),
            columns: schema::columns(SchemaGenerator::subschema_for::<R>),
        }
    }

    /// Also as GeoJSON, by this field of its rows, an `Option<`[`Place`]`>`.
    #[must_use]
    pub fn placed(mut self, field: &'static str) -> List {
        self.place = Some(field);
        self
    }
}

/// A cursor says where a page begins and nothing else: what is seen from there the scope decides, so it needs no seal.
pub(super) fn closed<A: Serialize>(after: &A) -> Result<String> {
    let text = serde_json::to_vec(after).map_err(|e| Error::internal("a cursor", e))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(text))
}

pub(super) fn opened<A: DeserializeOwned>(cursor: &str) -> Result<A> {
    let broken = || Error::invalid("cursor", "not_a_cursor");
    let text = BASE64_URL_SAFE_NO_PAD
        .decode(cursor)
        .map_err(|_| broken())?;
    // What cannot be text in a database cannot be where a page begins.
    if text.contains(&0) || text.windows(6).any(|six| six == br"\u0000") {
        return Err(broken());
    }
    serde_json::from_slice(&text).map_err(|_| broken())
}

/// The names that every list knows beside its own filters.
pub(super) const COMMON: [&str; 3] = ["cursor", "limit", "format"];
/// Rows of one page of JSON.
pub(super) const PAGE: usize = 100;
pub(super) const MOST: usize = 500;

/// How many rows a page has.
pub(super) fn limit(query: &Form) -> Result<usize> {
    let Some(text) = query.get("limit") else {
        return Ok(PAGE);
    };
    let number = text.parse().ok().filter(|n| (1..=MOST).contains(n));
    number.ok_or_else(|| {
        let fault = FieldError::new("limit", "out_of_range");
        Error::Invalid(vec![fault.with("least", 1).with("most", MOST)])
    })
}

/// What a query says as the JSON that its schema describes: numbers as numbers, yes or no as such; `beside` are names that somebody
/// else reads. Invalid, by name: `unknown_field`, `named_twice`.
pub(super) fn filter_of(known: &[schema::Field], beside: &[&str], query: &Form) -> Result<Value> {
    let (mut found, mut faults) = (serde_json::Map::new(), Vec::new());
    let mut seen: Vec<&str> = Vec::new();
    for (name, text) in query.pairs() {
        if seen.contains(&name.as_str()) {
            faults.push(FieldError::new(name.clone(), "named_twice"));
        } else if let Some(field) = known.iter().find(|field| field.name == *name) {
            found.insert(name.clone(), field.kind.value(text));
        } else if !beside.contains(&name.as_str()) {
            faults.push(FieldError::new(name.clone(), "unknown_field"));
        }
        seen.push(name);
    }
    match faults.is_empty() {
        true => Ok(Value::Object(found)),
        false => Err(Error::Invalid(faults)),
    }
}
