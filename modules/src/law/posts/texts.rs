//! Who holds or held a post, so that a search finds him: which post for everybody who sees the community's, name and office for
//! whoever sees names.

use super::POST;
use super::model::{Holder, Post};
use super::read;
use crate::law::store;
use ::store::Tx;
use access::texts::{self, Source, Text};
use kernel::{Id, OrgId, Result};

pub const KIND: &str = "post";

pub const SOURCE: Source = Source {
    kind: KIND,
    first,
    put_all,
};

pub(super) fn put(tx: &mut Tx, org: OrgId, post: &Post, holder: &Holder) -> Result<()> {
    let text = text(tx, post, Some(holder))?;
    texts::put(tx, org, &text)
}

/// The appointment was taken back.
pub(super) fn forget(tx: &mut Tx, org: OrgId, post: Id) -> Result<()> {
    texts::delete(tx, org, post)
}

fn text(tx: &mut Tx, post: &Post, holder: Option<&Holder>) -> Result<Text> {
    let code = access::codes::code(tx, POST, &post.kind, post.from)?;
    let kind = code.map_or_else(|| post.kind.clone(), |code| code.zh);
    let said = holder.into_iter().flat_map(|holder| {
        let office = holder.office.as_deref();
        std::iter::once(holder.name.as_str()).chain(office)
    });
    Ok(Text {
        // By the post alone for whoever sees no names.
        open: kind.clone(),
        ..Text::plain(KIND, (post.id, post.unit), &kind, said)
    })
}

fn first(tx: &mut Tx, org: OrgId) -> Result<Option<Id>> {
    store::first_post(tx, org)
}

fn put_all(tx: &mut Tx, org: OrgId) -> Result<()> {
    for post in store::all_posts(tx, org)? {
        let holder = read::opened(tx, org, &post)?;
        let text = text(tx, &post, holder.as_ref())?;
        texts::add(tx, org, &text)?;
    }
    Ok(())
}
