//! The posts that every community has: its legal adviser and its police assistant. A period is a dated record of its own; who
//! comes after somebody begins another one.

pub mod appoint_post;
pub mod end_post;
pub mod import_posts;
pub mod model;
pub mod plan_posts;
pub mod read;
pub mod texts;

pub use appoint_post::{AppointPost, appoint_post};
pub use end_post::{EndPost, end_post};
pub use import_posts::{ImportPosts, import_posts};

use crate::law::store;
use ::store::Tx;
use access::{Right, units};
use kernel::{Ctx, Date, Error, Id, Result};

/// The code list of the posts that each community has.
pub const POST: &str = "community_post";
/// Whoever answers questions on the law.
pub const ADVISER: &str = "legal_adviser";

/// The legal adviser of a community on a day, by name: who answers what its people ask.
pub fn adviser(tx: &mut Tx, ctx: &Ctx, unit: Id, day: Date) -> Result<Option<String>> {
    let held = store::of_unit(tx, ctx.org, unit)?;
    let mut then = held
        .into_iter()
        .filter(|post| post.kind == ADVISER && post.holds_on(day));
    match then.next() {
        Some(post) => Ok(read::opened(tx, ctx.org, &post)?.map(|holder| holder.name)),
        None => Ok(None),
    }
}

/// A community of the organisation where the actor may record. `NotFound` for a unit of another one; refuses
/// `law.not_a_community`, `law.community_ended`.
fn community_to_enter(tx: &mut Tx, ctx: &Ctx, unit: Id, day: Date) -> Result<()> {
    let path = units::ancestors(tx, unit)?;
    let root = access::create_org::org(tx, ctx.org, ctx.today())?.map(|org| org.unit);
    if !path.iter().any(|above| Some(above.id) == root) {
        return Err(Error::NotFound);
    }
    access::require(tx, ctx, Right::RecordCases, unit)?;
    let unit = units::unit(tx, unit)?.ok_or(Error::NotFound)?;
    if unit.level != "village" {
        return Err(Error::refused("law.not_a_community"));
    }
    match unit.closed.is_some_and(|closed| closed <= day) {
        true => Err(Error::refused("law.community_ended")),
        false => Ok(()),
    }
}
