//! The secret address under which a calendar program asks for what is due: made, renewed and ended by its owner. Kept is
//! only its hash, so that nobody reads it out of a database; whoever loses it makes another.

use crate::store;
use ::store::Tx;
use access::session::token_digest;
use kernel::{Ctx, Error, Id, OrgId, Result, text};

/// Whose calendar an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    pub org: OrgId,
    pub user: Id,
}

/// A new address; the one before it ends. To be shown once. In `Db::work`: it is no fact.
pub fn make(tx: &mut Tx, ctx: &Ctx) -> Result<String> {
    let user = own(ctx)?;
    let mut token = [0; 32];
    ctx.rng.fill(&mut token);
    let token = text::hex(&token);
    let digest = token_digest(&token).ok_or_else(|| Error::Internal("a token".into()))?;
    store::delete_feeds(tx, ctx.org, user)?;
    store::insert_feed(tx, &digest, Owner { org: ctx.org, user }, ctx.now_micros())?;
    Ok(token)
}

/// In `Db::work`.
pub fn end(tx: &mut Tx, ctx: &Ctx) -> Result<()> {
    let user = own(ctx)?;
    store::delete_feeds(tx, ctx.org, user)
}

/// When the address of whoever asks was made; nothing where he has none.
pub fn made_at(tx: &mut Tx, ctx: &Ctx) -> Result<Option<i64>> {
    store::feed_made_at(tx, ctx.org, own(ctx)?)
}

/// Nobody for an address that there is not, or no more.
pub fn owner(tx: &mut Tx, token: &str) -> Result<Option<Owner>> {
    match token_digest(token) {
        Some(digest) => store::feed_owner(tx, &digest),
        None => Ok(None),
    }
}

/// A deputy has none: the calendar would go on when he acts no more.
fn own(ctx: &Ctx) -> Result<Id> {
    match ctx.actor.principal() {
        None => Ok(ctx.actor.user),
        Some(_) => Err(Error::Forbidden),
    }
}
