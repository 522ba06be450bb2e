//! What was answered, for programs: the same that everybody reads on the page.

use super::Door;
use crate::api::{Found, List, Place, Seen};
use crate::cases::api::place_in;
use crate::cases::below;
use crate::route::Gate;
use ::cases::event::Patch;
use ::cases::shown::{self, Shown, SoughtPublic};
use access::units;
use kernel::{Date, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

pub(super) fn list(door: Door) -> List {
    let path = below(door.kind, "/replies").trim_start_matches('/');
    let read = move |tx: &mut Tx, _: &Seen, asked: Asked, after, limit| {
        found(tx, door, asked, after, limit)
    };
    List::new(path, "replies-title", Gate::SignedIn, read).placed("place")
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Asked {
    unit: Option<Id>,
    /// Of the code list by which replies are told apart.
    category: Option<String>,
}

/// A reply that a second person agreed to publish, without anything about whoever asked.
#[derive(Serialize, JsonSchema)]
struct OneReply {
    id: Id,
    unit: Id,
    unit_name: String,
    category: String,
    /// Since when it is published.
    shown: Date,
    /// The fields that its type calls public, by their codes.
    fields: Patch,
    place: Option<Place>,
}

fn found(
    tx: &mut Tx,
    door: Door,
    asked: Asked,
    after: Option<(Date, Id)>,
    limit: usize,
) -> Result<Found<OneReply, (Date, Id)>> {
    let asked = SoughtPublic {
        code: door.kind.code.to_owned(),
        unit: asked.unit,
        choice: asked.category,
        after,
    };
    let more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let found = shown::listed(tx, &asked, more)?;
    let found = Found::page(found, limit, |one: &Shown| (one.row.shown, one.row.id));
    let mut rows = Vec::with_capacity(found.rows.len());
    for one in found.rows {
        let unit = units::unit(tx, one.row.unit)?;
        rows.push(OneReply {
            id: one.row.id,
            unit: one.row.unit,
            unit_name: unit.map_or_else(String::new, |unit| unit.name),
            category: one.row.choice,
            shown: one.row.shown,
            place: place_in(&one.fields),
            fields: one.fields,
        });
    }
    Ok(Found {
        rows,
        next: found.next,
    })
}
