//! SQL of what expires: sessions, attempts to sign in, uploads.

use ::store::{Tx, values};
use kernel::{Id, OrgId, Result};

#[derive(Debug, Clone)]
pub(crate) struct SessionRow {
    pub user: Id,
    pub org: OrgId,
    /// For whom he acts at present.
    pub principal: Option<Id>,
    pub csrf: Vec<u8>,
    pub expires_at: i64,
    pub seen_at: i64,
}

pub(crate) fn session(tx: &mut Tx, token: &[u8]) -> Result<Option<SessionRow>> {
    let sql = "select user_id, org, csrf, expires_at, seen_at, principal from session_work where token = $1";
    let Some(row) = tx.query_opt(sql, &values![token])? else {
        return Ok(None);
    };
    Ok(Some(SessionRow {
        user: row.get(0)?,
        org: row.get(1)?,
        csrf: row.get(2)?,
        expires_at: row.get(3)?,
        seen_at: row.get(4)?,
        principal: row.get(5)?,
    }))
}

pub(crate) fn insert_session(tx: &mut Tx, token: &[u8], session: &SessionRow) -> Result<()> {
    tx.insert(
        "session_work (token, user_id, org, csrf, expires_at, seen_at, principal)",
        values![
            token,
            session.user,
            session.org,
            session.csrf.clone(),
            session.expires_at,
            session.seen_at,
            session.principal
        ],
    )
}

pub(crate) fn touch_session(tx: &mut Tx, token: &[u8], seen_at: i64) -> Result<()> {
    let sql = "update session_work set seen_at = $2 where token = $1 and seen_at < $2";
    tx.execute(sql, &values![token, seen_at]).map(drop)
}

/// Where and for whom he works from now on.
pub(crate) fn set_session_place(
    tx: &mut Tx,
    token: &[u8],
    org: OrgId,
    principal: Option<Id>,
) -> Result<()> {
    tx.execute(
        "update session_work set org = $2, principal = $3 where token = $1",
        &values![token, org, principal],
    )
    .map(drop)
}

pub(crate) fn delete_session(tx: &mut Tx, token: &[u8]) -> Result<()> {
    tx.execute("delete from session_work where token = $1", &values![token])
        .map(drop)
}

/// Ends every session of a user but, where given, the one in which he sits.
pub(crate) fn delete_sessions(tx: &mut Tx, user: Id, but: Option<&[u8]>) -> Result<()> {
    let kept = but.unwrap_or_default();
    tx.execute(
        "delete from session_work where user_id = $1 and token <> $2",
        &values![user, kept],
    )
    .map(drop)
}

/// Token, end at the latest and last page of each session of a user, the latest begun first.
pub(crate) fn sessions_of(tx: &mut Tx, user: Id) -> Result<Vec<(Vec<u8>, i64, i64)>> {
    let sql = "select token, expires_at, seen_at from session_work where user_id = $1 \
               order by expires_at desc, token limit 200";
    tx.query(sql, &values![user])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// (failures, locked until, forgotten at).
pub(crate) fn attempts(tx: &mut Tx, tag: &[u8]) -> Result<Option<(i64, i64, i64)>> {
    let sql = "select failures, locked_until, expires_at from login_attempt_work where tag = $1";
    tx.query_opt(sql, &values![tag])?
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .transpose()
}

/// Takes the row for this write, made where there is none: attempts at the same moment wait for each other,
/// also where several writers run.
pub(crate) fn hold_attempts(tx: &mut Tx, tag: &[u8], expires_at: i64) -> Result<()> {
    let sql = "insert into login_attempt_work (tag, failures, locked_until, expires_at) values ($1, 0, 0, $2) \
               on conflict (tag) do update set tag = excluded.tag";
    tx.execute(sql, &values![tag, expires_at]).map(drop)
}

pub(crate) fn set_attempts(
    tx: &mut Tx,
    tag: &[u8],
    failures: i64,
    locked_until: i64,
    expires_at: i64,
) -> Result<()> {
    let sql = "insert into login_attempt_work (tag, failures, locked_until, expires_at) values ($1, $2, $3, $4) \
               on conflict (tag) do update set failures = excluded.failures, locked_until = excluded.locked_until, \
               expires_at = excluded.expires_at";
    tx.execute(sql, &values![tag, failures, locked_until, expires_at])
        .map(drop)
}

pub(crate) fn delete_attempts(tx: &mut Tx, tag: &[u8]) -> Result<()> {
    tx.execute(
        "delete from login_attempt_work where tag = $1",
        &values![tag],
    )
    .map(drop)
}

#[derive(Debug, Clone)]
pub(crate) struct UploadRow {
    pub id: Id,
    pub actor: Id,
    pub kind: String,
    pub file_name: Vec<u8>,
    pub state: String,
    pub expires_at: i64,
}

pub(crate) fn insert_upload(
    tx: &mut Tx,
    org: OrgId,
    upload: &UploadRow,
    content: Vec<u8>,
) -> Result<()> {
    tx.insert(
        "upload_work (org, id, actor, kind, file_name, content, state, expires_at)",
        values![
            org,
            upload.id,
            upload.actor,
            &upload.kind,
            upload.file_name.clone(),
            content,
            &upload.state,
            upload.expires_at
        ],
    )
}

const UPLOAD: &str = "id, actor, kind, file_name, state, expires_at";

fn upload_of(row: &::store::Row) -> Result<UploadRow> {
    Ok(UploadRow {
        id: row.get(0)?,
        actor: row.get(1)?,
        kind: row.get(2)?,
        file_name: row.get(3)?,
        state: row.get(4)?,
        expires_at: row.get(5)?,
    })
}

pub(crate) fn upload(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<UploadRow>> {
    let sql = format!("select {UPLOAD} from upload_work where org = $1 and id = $2");
    tx.query_opt(&sql, &values![org, id])?
        .as_ref()
        .map(upload_of)
        .transpose()
}

pub(crate) fn upload_content(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Vec<u8>>> {
    let sql = "select content from upload_work where org = $1 and id = $2";
    tx.query_opt(sql, &values![org, id])?
        .map(|row| row.get(0))
        .transpose()
}

pub(crate) fn uploads(
    tx: &mut Tx,
    org: OrgId,
    actor: Id,
    kind: &str,
    now: i64,
) -> Result<Vec<UploadRow>> {
    let sql = format!(
        "select {UPLOAD} from upload_work where org = $1 and actor = $2 and kind = $3 and expires_at > $4 \
         order by id desc limit 200"
    );
    tx.query(&sql, &values![org, actor, kind, now])?
        .iter()
        .map(upload_of)
        .collect()
}

pub(crate) fn set_upload_state(tx: &mut Tx, org: OrgId, id: Id, state: &str) -> Result<u64> {
    tx.execute(
        "update upload_work set state = $3 where org = $1 and id = $2",
        &values![org, id, state],
    )
}

/// Destroys an upload together with the key that opens it.
pub(crate) fn delete_upload(tx: &mut Tx, org: OrgId, id: Id) -> Result<u64> {
    tx.execute(
        "delete from subject_key where org = $1 and subject = $2",
        &values![org, id],
    )?;
    tx.execute(
        "delete from upload_work where org = $1 and id = $2",
        &values![org, id],
    )
}

/// Files of a user that wait to be taken in, in any organisation.
pub(crate) fn uploads_of(tx: &mut Tx, actor: Id, now: i64) -> Result<i64> {
    let sql =
        "select cast(count(*) as bigint) from upload_work where actor = $1 and expires_at > $2";
    tx.query_one(sql, &values![actor, now])?.get(0)
}

pub(crate) fn expired_uploads(tx: &mut Tx, now: i64) -> Result<Vec<(OrgId, Id)>> {
    let sql = "select org, id from upload_work where expires_at <= $1 order by org, id limit 10000";
    tx.query(sql, &values![now])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Every expired row of one work table; `table` comes from the schema, never from outside.
pub(crate) fn delete_expired(tx: &mut Tx, table: &str, now: i64) -> Result<u64> {
    tx.execute(
        &format!("delete from {table} where expires_at <= $1"),
        &values![now],
    )
}
