//! Names of people and of organisations, so that a search finds them. They are made from the search rows and go with them; a person's
//! name is there for whoever sees names and for nobody else.

use super::plan_import::far;
use super::store::{organisations, search_rows};
use access::texts::{self, Source, Text};
use kernel::{Id, OrgId, Result};
use store::Tx;

pub const PERSON: &str = "person";
pub const ORGANISATION: &str = "organisation";

pub const SOURCES: [Source; 2] = [
    Source {
        kind: PERSON,
        first: search_rows::first,
        put_all,
    },
    Source {
        kind: ORGANISATION,
        first: organisations::first,
        put_all: put_organisations,
    },
];

/// So many are read at once.
const STEP: i64 = 1000;

pub(super) fn of_person(person: Id, unit: Id, name: &str) -> Text {
    Text {
        open: String::new(),
        ..Text::plain(PERSON, (person, unit), name, [])
    }
}

/// The names of everybody in these households, as their search rows have them.
pub(super) fn put(tx: &mut Tx, org: OrgId, households: &[Id]) -> Result<()> {
    for (person, unit, name) in search_rows::named(tx, org, households)? {
        texts::put(tx, org, &of_person(person, unit, &name))?;
    }
    Ok(())
}

fn put_all(tx: &mut Tx, org: OrgId) -> Result<()> {
    let mut after = Id(0);
    loop {
        let found = search_rows::named_after(tx, org, after, STEP)?;
        let Some(last) = found.last().map(|(person, ..)| *person) else {
            return Ok(());
        };
        after = last;
        for (person, unit, name) in found {
            texts::add(tx, org, &of_person(person, unit, &name))?;
        }
    }
}

pub(super) fn of_organisation(id: Id, unit: Id, name: &str) -> Text {
    Text::plain(ORGANISATION, (id, unit), name, [])
}

fn put_organisations(tx: &mut Tx, org: OrgId) -> Result<()> {
    for found in organisations::all(tx, org, far()?)? {
        let text = of_organisation(found.id, found.unit, &found.name);
        texts::add(tx, org, &text)?;
    }
    Ok(())
}
