//! Somebody leaves a post, and nobody is named in his place yet.

use super::model::Post;
use super::{community_to_enter, texts};
use crate::law::store;
use ::store::{Input, Tx};
use kernel::check::not_after;
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EndPost {
    pub post: Id,
    /// The first day on which he no longer holds it.
    pub to: Date,
}

impl Input for EndPost {
    const DEED: &'static str = "law.end_post";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Ended {
    pub unit: Id,
}

/// Takes `RecordCases` at the community. Refuses `law.post_ended`. Invalid: `to` (`in_the_future`, `before_beginning`). On the day
/// on which he began it takes the appointment back.
pub fn end_post(tx: &mut Tx, ctx: &Ctx, input: EndPost) -> Result<Ended> {
    let post = store::post(tx, ctx.org, input.post)?.ok_or(Error::NotFound)?;
    let to = not_after("to", input.to, ctx.today())?;
    community_to_enter(tx, ctx, post.unit, post.from)?;
    ended(tx, ctx, &post, to, None)?;
    Ok(Ended { unit: post.unit })
}

pub(super) fn ended(
    tx: &mut Tx,
    ctx: &Ctx,
    post: &Post,
    to: Date,
    import: Option<Id>,
) -> Result<()> {
    if let Some(to) = post.to {
        return Err(Refusal::new("law.post_ended").with("date", to).into());
    }
    if to < post.from {
        return Err(Error::invalid("to", "before_beginning"));
    }
    let over = Post {
        to: Some(to),
        ..post.clone()
    };
    store::insert(tx, ctx.org, &over, import)?;
    match to == post.from {
        true => texts::forget(tx, ctx.org, post.id),
        false => Ok(()),
    }
}
