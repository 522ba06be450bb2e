//! Imports a list of who holds the posts that was read and shown before.

use super::model::Holder;
use super::plan_posts::{Judged, Line, Plan, judge, named};
use super::{appoint_post, community_to_enter, end_post};
use crate::law::store;
use ::store::{Input, Tx};
use access::imports;
use kernel::{Ctx, Error, Id, Result};
use serde::{Deserialize, Serialize};

/// What was shown in the preview. The rows themselves are not part of the journalled input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportPosts {
    /// Keyed hash of the file, in hex.
    pub file_tag: String,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub set_aside: usize,
}

impl Input for ImportPosts {
    const DEED: &'static str = "law.import_posts";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PostsImported {
    pub import: Id,
    pub added: usize,
    pub changed: usize,
}

/// Of its imports.
pub const KIND: &str = "law_posts";

/// Refuses `law.file_known` where this very file was taken in before. `Conflict` where what is there is no longer what the preview compared with; else as [`super::appoint_post()`] and
/// [`super::end_post()`] for each line.
pub fn import_posts(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ImportPosts,
    lines: &[Line],
) -> Result<PostsImported> {
    let file_tag = input.file_tag.into_bytes();
    if imports::import_with_tag(tx, ctx.org, KIND, &file_tag)?.is_some() {
        return Err(Error::refused("law.file_known"));
    }
    let import = tx.new_id()?;
    let mut done = Plan::default();
    for line in lines {
        community_to_enter(tx, ctx, line.unit, line.from)?;
        let held = named(tx, ctx, line.unit, &line.kind)?;
        let judged = judge(&held, line).map_err(|_| Error::Conflict)?;
        write(tx, ctx, line, judged, import)?;
        done.count(judged);
    }
    let seen = (input.added, input.changed, input.unchanged);
    if (done.added, done.changed, done.unchanged) != seen {
        return Err(Error::Conflict);
    }
    let done = imports::Done {
        id: import,
        kind: KIND,
        file_tag,
        mapping: "[]",
        rows: lines.len() + input.set_aside,
        added: input.added,
        changed: input.changed,
        unchanged: input.unchanged,
        set_aside: input.set_aside,
        reverses: None,
    };
    imports::record(tx, ctx.org, done)?;
    Ok(PostsImported {
        import,
        added: input.added,
        changed: input.changed,
    })
}

fn write(tx: &mut Tx, ctx: &Ctx, line: &Line, judged: Judged, import: Id) -> Result<()> {
    match judged {
        Judged::Unchanged => Ok(()),
        Judged::Ended(id) => {
            let post = store::post(tx, ctx.org, id)?.ok_or(Error::Conflict)?;
            let to = line.to.ok_or(Error::Conflict)?;
            end_post::ended(tx, ctx, &post, to, Some(import))
        }
        Judged::Added { replaces } => {
            let holder: &Holder = &line.holder;
            let place = (line.unit, line.kind.as_str());
            let by = (holder, Some(import));
            appoint_post::begin(tx, ctx, place, (line.from, line.to, replaces), by).map(drop)
        }
    }
}
