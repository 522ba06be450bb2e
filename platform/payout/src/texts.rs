//! What a round says in words, so that a search finds it: its number and its title, as its notice has them.

use crate::round::Round;
use crate::store;
use ::store::Tx;
use access::texts::{self, Source, Text};
use kernel::{Id, OrgId, Result};

pub const KIND: &str = "round";

pub const SOURCE: Source = Source {
    kind: KIND,
    first,
    put_all,
};

pub(crate) fn put(tx: &mut Tx, round: &Round) -> Result<()> {
    texts::put(tx, round.org, &text(round))
}

fn text(round: &Round) -> Text {
    let place = (round.id, round.unit);
    Text::plain(KIND, place, &round.number, [round.title.as_str()])
}

fn first(tx: &mut Tx, org: OrgId) -> Result<Option<Id>> {
    store::first_round(tx, org)
}

fn put_all(tx: &mut Tx, org: OrgId) -> Result<()> {
    for id in store::round_ids(tx, org)? {
        if let Some(round) = store::round(tx, org, id)? {
            texts::add(tx, org, &text(&round))?;
        }
    }
    Ok(())
}
