//! SQL of tokens for programs.

use ::store::{Row, Tx, values};
use kernel::{Date, Id, OrgId, Result};

#[derive(Debug, Clone)]
pub(crate) struct TokenRow {
    pub id: Id,
    pub user: Id,
    pub for_org: OrgId,
    pub reads_only: bool,
    pub valid_from: Date,
    pub valid_to: Date,
    pub sealed: Vec<u8>,
}

const TOKEN: &str = "select t.id, t.user_id, t.for_org, t.reads_only, t.valid_from, t.valid_to, t.sealed \
                     from access_token t where t.org = 0 and not exists (select 1 from access_token n \
                     where n.org = t.org and n.id = t.id and n.seq > t.seq)";

fn token_of(row: &Row) -> Result<TokenRow> {
    Ok(TokenRow {
        id: row.get(0)?,
        user: row.get(1)?,
        for_org: row.get(2)?,
        reads_only: row.get::<i64>(3)? != 0,
        valid_from: row.get(4)?,
        valid_to: row.get(5)?,
        sealed: row.get(6)?,
    })
}

pub(crate) fn insert(tx: &mut Tx, row: &TokenRow) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "access_token (org, id, valid_from, seq, valid_to, user_id, for_org, reads_only, sealed)",
        values![
            0,
            row.id,
            row.valid_from,
            seq,
            row.valid_to,
            row.user,
            row.for_org,
            i64::from(row.reads_only),
            row.sealed.clone()
        ],
    )
}

pub(crate) fn token(tx: &mut Tx, id: Id) -> Result<Option<TokenRow>> {
    tx.query_opt(&format!("{TOKEN} and t.id = $1"), &values![id])?
        .as_ref()
        .map(token_of)
        .transpose()
}

/// The latest made first.
pub(crate) fn of_user(tx: &mut Tx, user: Id) -> Result<Vec<TokenRow>> {
    let sql = format!("{TOKEN} and t.user_id = $1 order by t.id desc limit 200");
    let rows = tx.query(&sql, &values![user])?;
    rows.iter().map(token_of).collect()
}

/// All that open something on the day: [`super::super::tokens::make_token`] lets nobody have many.
pub(crate) fn live_of(tx: &mut Tx, user: Id, today: Date) -> Result<Vec<TokenRow>> {
    let sql =
        format!("{TOKEN} and t.user_id = $1 and t.valid_to > $2 order by t.id desc limit 1000");
    let rows = tx.query(&sql, &values![user, today])?;
    rows.iter().map(token_of).collect()
}

pub(crate) fn insert_digest(tx: &mut Tx, digest: &[u8], id: Id, user: Id) -> Result<()> {
    tx.insert(
        "access_token_digest (digest, id, user_id)",
        values![digest, id, user],
    )
}

pub(crate) fn delete_digest(tx: &mut Tx, id: Id) -> Result<()> {
    tx.execute(
        "delete from access_token_digest where id = $1",
        &values![id],
    )
    .map(drop)
}

pub(crate) fn by_digest(tx: &mut Tx, digest: &[u8]) -> Result<Option<Id>> {
    let sql = "select id from access_token_digest where digest = $1";
    tx.query_opt(sql, &values![digest])?
        .map(|row| row.get(0))
        .transpose()
}

pub(crate) fn used(tx: &mut Tx, id: Id) -> Result<Option<i64>> {
    let sql = "select used_at from access_token_work where id = $1";
    tx.query_opt(sql, &values![id])?
        .map(|row| row.get(0))
        .transpose()
}

pub(crate) fn set_used(tx: &mut Tx, id: Id, used_at: i64, expires_at: i64) -> Result<()> {
    let sql = "insert into access_token_work (id, used_at, expires_at) values ($1, $2, $3) \
               on conflict (id) do update set used_at = excluded.used_at, expires_at = excluded.expires_at";
    tx.execute(sql, &values![id, used_at, expires_at]).map(drop)
}
