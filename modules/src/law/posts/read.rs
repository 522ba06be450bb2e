//! What pages and files show of posts, read within the scope of whoever looks.

use super::POST;
use super::model::{Holder, Post};
use crate::law::store::{self, Community};
use ::store::Tx;
use access::{Code, Right};
use kernel::{Ctx, Date, Error, Id, OrgId, Result, mask};
use std::collections::BTreeMap;

/// A period with who it is; nothing where his key is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub post: Post,
    pub holder: Option<Holder>,
}

/// A community with every period of its posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub community: Community,
    pub held: Vec<Held>,
}

impl Row {
    /// The periods of one post.
    pub fn of(&self, kind: &str) -> Vec<&Held> {
        let held = self.held.iter();
        held.filter(|held| held.post.kind == kind).collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub today: Date,
    /// The posts that each community has.
    pub kinds: Vec<Code>,
    pub rows: Vec<Row>,
    pub communities: i64,
    pub covered: i64,
    /// The code after which the next page begins.
    pub next: Option<String>,
}

pub fn opened(tx: &mut Tx, org: OrgId, post: &Post) -> Result<Option<Holder>> {
    tx.open(org, post.id, store::PLACE, post.id, &post.sealed)
}

/// As somebody sees it who sees no names.
fn masked(holder: Holder) -> Holder {
    Holder {
        name: mask::name(&holder.name),
        phone: holder.phone.as_deref().map(mask::phone),
        office: holder.office,
    }
}

/// A page of communities after one code, with all that is known of their posts. `sees`: whether names stand whole.
pub fn listed(tx: &mut Tx, ctx: &Ctx, after: &str, limit: usize, sees: bool) -> Result<Listed> {
    let kinds = access::codes(tx, POST, ctx.today())?;
    let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut found = store::communities(tx, ctx, after, most)?;
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| has_more);
    let next = next.map(|community| community.code.clone());
    let count = i64::try_from(kinds.len()).unwrap_or(i64::MAX);
    let (communities, covered) = store::coverage(tx, ctx, count, ctx.today())?;
    Ok(Listed {
        today: ctx.today(),
        rows: rows(tx, ctx, found, sees)?,
        kinds,
        communities,
        covered,
        next,
    })
}

fn rows(tx: &mut Tx, ctx: &Ctx, found: Vec<Community>, sees: bool) -> Result<Vec<Row>> {
    let (Some(first), Some(last)) = (found.first(), found.last()) else {
        return Ok(Vec::new());
    };
    let mut held: BTreeMap<Id, Vec<Held>> = BTreeMap::new();
    for post in store::posts(tx, ctx, &first.code, &last.code)? {
        let holder = opened(tx, ctx.org, &post)?;
        let holder = match sees {
            true => holder,
            false => holder.map(masked),
        };
        held.entry(post.unit)
            .or_default()
            .push(Held { post, holder });
    }
    let row = |community: Community| Row {
        held: held.remove(&community.id).unwrap_or_default(),
        community,
    };
    Ok(found.into_iter().map(row).collect())
}

/// One community. `NotFound` where whoever looks sees none of this id.
pub fn one(tx: &mut Tx, ctx: &Ctx, unit: Id, sees: bool) -> Result<(Row, Vec<Code>)> {
    if !access::holds_at(tx, ctx, Right::ViewCases, unit)? {
        return Err(Error::NotFound);
    }
    let found = access::units::unit(tx, unit)?.filter(|unit| unit.level == "village");
    let found = found.ok_or(Error::NotFound)?;
    let mut held = Vec::new();
    for post in store::of_unit(tx, ctx.org, unit)? {
        let holder = opened(tx, ctx.org, &post)?;
        let holder = match sees {
            true => holder,
            false => holder.map(masked),
        };
        held.push(Held { post, holder });
    }
    let community = Community {
        id: found.id,
        code: found.code,
        name: found.name,
    };
    let kinds = access::codes(tx, POST, ctx.today())?;
    Ok((Row { community, held }, kinds))
}
