//! What keeps a database tidy without being a deed: expired rows, and the heads of the chains.

use crate::db::Db;
use crate::dialect::EngineKind;
use crate::engine::Session;
use crate::export::Checkpoint;
use crate::schema::{Class, Schema};
use crate::tx::Tx;
use crate::value::{Row, Value};
use crate::values;
use kernel::{Ctx, OrgId, Result};
use std::collections::BTreeSet;

impl Db {
    /// Deletes the expired rows of every work table; returns how many.
    pub fn sweep(&self, ctx: &Ctx) -> Result<u64> {
        let now = ctx.now_micros();
        self.work(ctx, move |tx| sweep(tx, now))
    }

    /// [`Db::sweep`] for an async caller.
    pub async fn sweep_async(&self, ctx: &Ctx) -> Result<u64> {
        let now = ctx.now_micros();
        self.work_async(ctx, move |tx| sweep(tx, now)).await
    }

    /// Makes the heads of all chains again from the journal. Returns those that stood otherwise, as
    /// they are now: where there is one, somebody else than this program wrote here.
    pub fn rebuild_heads(&self) -> Result<Vec<Checkpoint>> {
        self.write(0, |session| {
            session.held = None;
            session.batch("savepoint heads")?;
            let result = rebuild_heads(session);
            let keep = if result.is_ok() {
                ""
            } else {
                "rollback to savepoint heads; "
            };
            session.batch(&format!("{keep}release savepoint heads"))?;
            result
        })
    }
}

/// The latest instant of any chain: microseconds since 1970, UTC; 0 where nothing was ever done.
pub fn latest_instant(tx: &mut Tx) -> Result<i64> {
    tx.query_one("select coalesce(max(at), 0) from journal_head_now", &[])?
        .get(0)
}

/// What a PostgreSQL server says of the settings on which a commit relies; nothing on SQLite, where the program sets
/// them itself.
pub fn server_settings(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    if tx.session.kind() == EngineKind::Sqlite {
        return Ok(Vec::new());
    }
    let mut settings = Vec::new();
    for name in [
        "fsync",
        "full_page_writes",
        "server_encoding",
        "synchronous_commit",
    ] {
        let value = tx.query_one(&format!("show {name}"), &[])?.get(0)?;
        settings.push((name.to_owned(), value));
    }
    Ok(settings)
}

/// Tables that PostgreSQL keeps in one piece, as an earlier version made them, and would keep in parts by
/// organisation if they were made today.
pub fn in_one_piece(tx: &mut Tx) -> Result<Vec<String>> {
    if tx.session.kind() == EngineKind::Sqlite {
        return Ok(Vec::new());
    }
    let names = crate::schema::PARTITIONED.map(|name| format!("'{name}'"));
    let sql = format!(
        "select relname::text from pg_catalog.pg_class where relkind = 'r' and pg_table_is_visible(oid) \
         and relname in ({}) order by relname",
        names.join(", ")
    );
    let rows = tx.query(&sql, &[])?;
    rows.iter().map(|row| row.get(0)).collect()
}

fn sweep(tx: &mut Tx, now: i64) -> Result<u64> {
    let schema = tx.schema();
    let mut gone = 0;
    // A file that somebody sent in is its own subject: its key goes with it.
    tx.execute(
        "delete from subject_key where (org, subject) in \
         (select u.org, u.id from upload_work u where u.expires_at <= $1)",
        &values![now],
    )?;
    gone += crate::blobs::sweep(tx, now)?;
    // Content goes with its row and never without: the sweep above has its own pace.
    let works = schema.of_class(Class::Work);
    for table in works.filter(|t| t.name != "store_blob_work") {
        gone += tx.execute(
            &format!("delete from {} where expires_at <= $1", table.name),
            &values![now],
        )?;
    }
    Ok(gone)
}

fn rows(session: &mut Session, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
    let text = session.text(sql)?;
    let mut rows = Vec::new();
    session.query_each(&text.sql, params, &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

fn rebuild_heads(session: &mut Session) -> Result<Vec<Checkpoint>> {
    if session.kind() == crate::dialect::EngineKind::Postgres {
        session.batch("lock table journal_head_now in share row exclusive mode")?;
    }
    let mut orgs = BTreeSet::new();
    for sql in [
        "select org from journal_head_now order by org",
        "select distinct org from journal order by org",
    ] {
        for row in rows(session, sql, &[])? {
            orgs.insert(row.get::<i64>(0)?);
        }
    }
    let mut mended = Vec::new();
    for org in orgs {
        let last = rows(
            session,
            "select seq, hash, at from journal where org = $1 order by seq desc limit 1",
            &values![org],
        )?;
        let truth = match last.into_iter().next() {
            Some(row) => row,
            None => Row(values![0, crate::journal::GENESIS, 0]),
        };
        let head = rows(
            session,
            "select seq, hash, at, last_id from journal_head_now where org = $1",
            &values![org],
        )?;
        let head = head.into_iter().next();
        if head.as_ref().is_some_and(|h| h.0.starts_with(&truth.0)) {
            continue;
        }
        let known_id = head.map_or(Ok(0), |h| h.get::<i64>(3))?;
        let last_id = last_id(session, org)?.max(known_id);
        let sql = "insert into journal_head_now (org, seq, hash, at, last_id) values ($1, $2, $3, $4, $5) \
                   on conflict (org) do update set seq = excluded.seq, hash = excluded.hash, at = excluded.at, \
                   last_id = excluded.last_id";
        let text = session.text(sql)?;
        let (seq, hash): (i64, Vec<u8>) = (truth.get(0)?, truth.get(1)?);
        session.execute(
            &text.sql,
            &values![org, seq, hash.clone(), truth.get::<i64>(2)?, last_id],
        )?;
        mended.push(Checkpoint {
            org,
            seq,
            hash: crate::keys::hex(&hash),
        });
    }
    Ok(mended)
}

/// The latest id that any fact or wrapped key of `org` carries.
fn last_id(session: &mut Session, org: OrgId) -> Result<i64> {
    let schema: std::sync::Arc<Schema> = session.schema.clone();
    let mut last = 0;
    for table in schema.tables.values() {
        let column = match (table.class, table.key_names().as_slice()) {
            (Class::Fact, ["org", "id", ..]) => "id",
            (Class::Aside, ["org", "subject"]) => "subject",
            _ => continue,
        };
        let sql = format!(
            "select coalesce(max({column}), 0) from {} where org = $1",
            table.name
        );
        for row in rows(session, &sql, &values![org])? {
            last = last.max(row.get(0)?);
        }
    }
    Ok(last)
}
