//! All SQL of legal services; that of figures stands in store/figures.rs.

pub mod figures;

use super::posts::model::Post;
use ::store::{Row, Tx, values};
use access::{Right, Scope};
use kernel::{Ctx, Date, Id, OrgId, Result};

/// Where the record of a holder is bound to.
pub const PLACE: &str = "law_post";

const POST: &str = "p.id, p.unit, p.kind, p.valid_from, p.valid_to, p.sealed";
/// The latest row of each period, without those that were taken back.
const LATEST: &str = "(p.valid_to is null or p.valid_to > p.valid_from) and not exists (select 1 from law_post n \
                      where n.org = p.org and n.id = p.id and n.seq > p.seq)";

fn post_of(row: &Row) -> Result<Post> {
    Ok(Post {
        id: row.get(0)?,
        unit: row.get(1)?,
        kind: row.get(2)?,
        from: row.get(3)?,
        to: row.get(4)?,
        sealed: row.get(5)?,
    })
}

pub fn insert(tx: &mut Tx, org: OrgId, post: &Post, import: Option<Id>) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "law_post (org, id, valid_from, seq, valid_to, unit, kind, sealed, import)",
        values![
            org,
            post.id,
            post.from,
            seq,
            post.to,
            post.unit,
            &post.kind,
            post.sealed.clone(),
            import
        ],
    )
}

pub fn post(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Post>> {
    let sql = format!("select {POST} from law_post p where p.org = $1 and p.id = $2 and {LATEST}");
    let row = tx.query_opt(&sql, &values![org, id])?;
    row.as_ref().map(post_of).transpose()
}

/// Every period of every post of a community, the first first.
pub fn of_unit(tx: &mut Tx, org: OrgId, unit: Id) -> Result<Vec<Post>> {
    let sql = format!(
        "select {POST} from law_post p where p.org = $1 and p.unit = $2 and {LATEST} \
         order by p.kind, p.valid_from, p.id limit 10000"
    );
    tx.query(&sql, &values![org, unit])?
        .iter()
        .map(post_of)
        .collect()
}

/// A community as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Community {
    pub id: Id,
    pub code: String,
    pub name: String,
}

/// The communities that somebody sees: those that stand, in his scope.
const COMMUNITIES: &str = "access_unit_now v where v.level = 'village' and v.closed is null and v.id in scope($1, $2, $3, $4)";

pub fn first_post(tx: &mut Tx, org: OrgId) -> Result<Option<Id>> {
    let sql =
        format!("select p.id from law_post p where p.org = $1 and {LATEST} order by p.id limit 1");
    let row = tx.query_opt(&sql, &values![org])?;
    row.map(|row| row.get(0)).transpose()
}

/// Every period of every community.
pub fn all_posts(tx: &mut Tx, org: OrgId) -> Result<Vec<Post>> {
    let sql = format!(
        "select {POST} from law_post p where p.org = $1 and {LATEST} order by p.id limit 1000000"
    );
    tx.query(&sql, &values![org])?.iter().map(post_of).collect()
}

/// The communities that the actor sees, by code, after one of them.
pub fn communities(tx: &mut Tx, ctx: &Ctx, after: &str, limit: i64) -> Result<Vec<Community>> {
    let sql = format!(
        "select v.id, v.code, v.name from {COMMUNITIES} and v.code > $5 order by v.code limit $6"
    );
    let mut params = Scope::of(ctx, Right::ViewCases).params();
    params.extend(values![after, limit]);
    let of = |row: &Row| {
        Ok(Community {
            id: row.get(0)?,
            code: row.get(1)?,
            name: row.get(2)?,
        })
    };
    tx.query(&sql, &params)?.iter().map(of).collect()
}

/// Their posts through all time, from one code to another.
pub fn posts(tx: &mut Tx, ctx: &Ctx, first: &str, last: &str) -> Result<Vec<Post>> {
    let sql = format!(
        "select {POST} from law_post p where p.org = $1 and {LATEST} and p.unit in (select v.id from {COMMUNITIES} \
         and v.code >= $5 and v.code <= $6) order by p.unit, p.kind, p.valid_from, p.id limit 100000"
    );
    let mut params = Scope::of(ctx, Right::ViewCases).params();
    params.extend(values![first, last]);
    tx.query(&sql, &params)?.iter().map(post_of).collect()
}

/// How many communities the actor sees, and how many of them have somebody in as many posts as `kinds` on the day.
pub fn coverage(tx: &mut Tx, ctx: &Ctx, kinds: i64, day: Date) -> Result<(i64, i64)> {
    let sql = format!(
        "select cast(count(*) as bigint), cast(coalesce(sum(case when (select count(distinct p.kind) \
         from dated(law_post, $1, $5, 9223372036854775807) p where p.unit = v.id) >= $6 then 1 else 0 end), 0) as bigint) \
         from {COMMUNITIES}"
    );
    let mut params = Scope::of(ctx, Right::ViewCases).params();
    params.extend(values![day, kinds]);
    let row = tx.query_one(&sql, &params)?;
    Ok((row.get(0)?, row.get(1)?))
}
