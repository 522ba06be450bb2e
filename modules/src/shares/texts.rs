//! What a project says in words, so that a search finds it: its name and the owner of its assets.

use super::store;
use ::store::Tx;
use access::texts::{self, Source, Text};
use kernel::{Id, OrgId, Result};

pub const KIND: &str = "project";

pub const SOURCE: Source = Source {
    kind: KIND,
    first,
    put_all,
};

pub(super) fn put(tx: &mut Tx, org: OrgId, place: (Id, Id), name: &str, owner: &str) -> Result<()> {
    texts::put(tx, org, &Text::plain(KIND, place, name, [owner]))
}

fn first(tx: &mut Tx, org: OrgId) -> Result<Option<Id>> {
    store::first_project(tx, org)
}

fn put_all(tx: &mut Tx, org: OrgId) -> Result<()> {
    for (project, unit, name, owner) in store::named_projects(tx, org)? {
        let text = Text::plain(KIND, (project, unit), &name, [owner.as_str()]);
        texts::add(tx, org, &text)?;
    }
    Ok(())
}
