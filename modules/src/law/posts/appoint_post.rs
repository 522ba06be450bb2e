//! Somebody begins in a post of a community; who held it until then goes, where that is said.

use super::model::{Effect, Holder, Post, appointed};
use super::{POST, community_to_enter, end_post, texts};
use crate::law::store;
use ::store::{Input, Tx};
use kernel::check::{not_after, optional, required};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AppointPost {
    pub unit: Id,
    /// Of the code list `community_post`.
    pub kind: String,
    pub name: String,
    pub phone: Option<String>,
    /// The law firm, the police station.
    pub office: Option<String>,
    /// The first day on which he holds it.
    pub from: Date,
    /// Who holds it until then.
    pub replaces: Option<Id>,
}

impl Input for AppointPost {
    const DEED: &'static str = "law.appoint_post";
    const PERSONAL: &'static [&'static str] = &["name", "phone", "office"];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Appointed {
    pub post: Id,
}

/// Takes `RecordCases` at the community. Refuses `law.not_a_community`, `law.community_ended`, and what
/// [`super::model::appointed`] refuses. Invalid: `from` (`in_the_future`), `kind` (`not_chosen`), `name`, `phone`, `office`.
pub fn appoint_post(tx: &mut Tx, ctx: &Ctx, input: AppointPost) -> Result<Appointed> {
    let from = not_after("from", input.from, ctx.today())?;
    community_to_enter(tx, ctx, input.unit, from)?;
    let holder = Holder {
        name: required("name", &input.name)?,
        phone: optional("phone", input.phone.as_deref())?,
        office: optional("office", input.office.as_deref())?,
    };
    let place = (input.unit, input.kind.as_str());
    let post = begin(
        tx,
        ctx,
        place,
        (from, None, input.replaces),
        (&holder, None),
    )?;
    tx.set_input_subject(post.id);
    Ok(Appointed { post: post.id })
}

/// A new period; whoever goes for it goes.
pub(super) fn begin(
    tx: &mut Tx,
    ctx: &Ctx,
    (unit, kind): (Id, &str),
    (from, to, replaces): (Date, Option<Date>, Option<Id>),
    (holder, import): (&Holder, Option<Id>),
) -> Result<Post> {
    if access::codes::code(tx, POST, kind, from)?.is_none() {
        return Err(Error::invalid("kind", "not_chosen"));
    }
    let mut held = store::of_unit(tx, ctx.org, unit)?;
    held.retain(|post| post.kind == kind);
    let effect = appointed(&held, (from, to), replaces).map_err(Error::Refused)?;
    if let Effect::Replaces(id) = effect
        && let Some(before) = held.iter().find(|post| post.id == id)
    {
        end_post::ended(tx, ctx, before, from, import)?;
    }
    let (id, sealed) = tx.seal_new(store::PLACE, holder)?;
    let post = Post {
        id,
        unit,
        kind: kind.to_owned(),
        from,
        to,
        sealed,
    };
    store::insert(tx, ctx.org, &post, import)?;
    texts::put(tx, ctx.org, &post, holder)?;
    Ok(post)
}
