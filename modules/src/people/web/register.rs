//! Somebody looked up by the form of another noun: among those whom whoever asks sees, by name, pinyin or initials.

use crate::people::store::lists::{self, Filter, PersonRow};
use ::store::Tx;
use ::web::{Register, Registered};
use access::Right;
use kernel::{Ctx, Id, Result};

pub(super) const REGISTER: Register = Register { find, one };

fn find(tx: &mut Tx, ctx: &Ctx, text: &str, limit: i64) -> Result<Vec<Registered>> {
    let filter = Filter {
        text: Some(text.to_owned()),
        ..Filter::default()
    };
    let (found, _) = lists::people_counted(tx, ctx, &filter, limit)?;
    Ok(found.into_iter().map(registered).collect())
}

fn one(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Option<Registered>> {
    let found = lists::person(tx, ctx, id, Right::ViewPeople)?;
    Ok(found.map(registered))
}

fn registered(row: PersonRow) -> Registered {
    let year = row.birth_year.map(|year| year.to_string());
    Registered {
        id: row.id,
        name: row.name,
        about: [row.village, row.number].into_iter().chain(year).collect(),
    }
}
