//! SQL of users, credentials, grants and their caches.

use crate::grant_role::Grant;
use crate::users::UserEvent;
use ::store::{Row, Tx, Value, values};
use kernel::{Date, Id, OrgId, Result};

/// One dated row of a user, its name still sealed.
#[derive(Debug, Clone)]
pub(crate) struct UserRow {
    pub id: Id,
    pub login: String,
    pub sealed: Vec<u8>,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
}

fn user_of(row: &Row) -> Result<UserRow> {
    Ok(UserRow {
        id: row.get(0)?,
        login: row.get(1)?,
        sealed: row.get(2)?,
        valid_from: row.get(3)?,
        valid_to: row.get(4)?,
    })
}

const USER: &str = "select u.id, u.login, u.sealed, u.valid_from, u.valid_to from access_user u where u.org = 0 \
                    and not exists (select 1 from access_user n where n.org = u.org and n.id = u.id \
                    and n.valid_from >= u.valid_from and (n.valid_from > u.valid_from or n.seq > u.seq))";

/// The latest row of a user, also of one who has left: his deeds still bear his name.
pub(crate) fn user(tx: &mut Tx, id: Id) -> Result<Option<UserRow>> {
    tx.query_opt(&format!("{USER} and u.id = $1"), &values![id])?
        .as_ref()
        .map(user_of)
        .transpose()
}

pub(crate) fn users(tx: &mut Tx) -> Result<Vec<UserRow>> {
    tx.query(&format!("{USER} order by u.login, u.id limit 100000"), &[])?
        .iter()
        .map(user_of)
        .collect()
}

/// Also of one who has left: a login names one person for ever.
pub(crate) fn login_was_used(tx: &mut Tx, login: &str) -> Result<bool> {
    let sql = "select cast(count(*) as bigint) from access_user where org = 0 and login = $1";
    Ok(tx.query_one(sql, &values![login])?.get::<i64>(0)? > 0)
}

pub(crate) fn count_users(tx: &mut Tx) -> Result<i64> {
    tx.query_one(
        "select cast(count(*) as bigint) from access_user where org = $1",
        &values![0],
    )?
    .get(0)
}

pub(crate) fn insert_user(tx: &mut Tx, user: &UserRow) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "access_user (org, id, valid_from, seq, valid_to, login, sealed)",
        values![
            0,
            user.id,
            user.valid_from,
            seq,
            user.valid_to,
            &user.login,
            user.sealed.clone()
        ],
    )
}

pub(crate) fn insert_event(tx: &mut Tx, user: Id, line: i64, kind: &str, date: Date) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "access_user_event (org, user_id, seq, line, kind, date)",
        values![0, user, seq, line, kind, date],
    )
}

pub(crate) fn events(tx: &mut Tx, user: Id, since: Date) -> Result<Vec<UserEvent>> {
    let sql = "select user_id, kind, date, seq from access_user_event where org = 0 and user_id = $1 and date >= $2 \
               order by seq, line limit 1000";
    tx.query(sql, &values![user, since])?
        .iter()
        .map(|row| {
            Ok(UserEvent {
                user: row.get(0)?,
                kind: row.get(1)?,
                date: row.get(2)?,
                seq: row.get(3)?,
            })
        })
        .collect()
}

pub(crate) fn insert_login(tx: &mut Tx, login: &str, user: Id) -> Result<()> {
    tx.insert("access_login_now (login, user_id)", values![login, user])
}

pub(crate) fn delete_login(tx: &mut Tx, login: &str) -> Result<()> {
    tx.execute(
        "delete from access_login_now where login = $1",
        &values![login],
    )
    .map(drop)
}

pub(crate) fn user_of_login(tx: &mut Tx, login: &str) -> Result<Option<Id>> {
    let sql = "select user_id from access_login_now where login = $1";
    tx.query_opt(sql, &values![login])?
        .map(|row| row.get(0))
        .transpose()
}

pub(crate) fn logins(tx: &mut Tx) -> Result<Vec<(String, Id)>> {
    let rows = tx.query(
        "select login, user_id from access_login_now order by login limit 1000000",
        &[],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

pub(crate) fn set_credential(tx: &mut Tx, user: Id, hash: &str, must_change: bool) -> Result<()> {
    let at = tx.at()?;
    let sql = "insert into access_credential (user_id, hash, made_at, must_change) values ($1, $2, $3, $4) \
               on conflict (user_id) do update set hash = excluded.hash, made_at = excluded.made_at, \
               must_change = excluded.must_change";
    tx.execute(sql, &values![user, hash, at, must_change])
        .map(drop)
}

pub(crate) fn delete_credential(tx: &mut Tx, user: Id) -> Result<()> {
    tx.execute(
        "delete from access_credential where user_id = $1",
        &values![user],
    )
    .map(drop)
}

/// (user, hash) of an open account.
pub(crate) fn credential_by_login(tx: &mut Tx, login: &str) -> Result<Option<(Id, String)>> {
    let sql = "select l.user_id, c.hash from access_login_now l join access_credential c on c.user_id = l.user_id \
               where l.login = $1";
    tx.query_opt(sql, &values![login])?
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .transpose()
}

/// (hash, must it be changed).
pub(crate) fn credential(tx: &mut Tx, user: Id) -> Result<Option<(String, bool)>> {
    let sql = "select hash, must_change from access_credential where user_id = $1";
    tx.query_opt(sql, &values![user])?
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .transpose()
}

/// Whether this is the account's hash still. Holds its row, so that who sets another one meanwhile waits
/// and then finds the session that was begun under this one.
pub(crate) fn hold_credential(tx: &mut Tx, user: Id, hash: &str) -> Result<bool> {
    let sql = "update access_credential set made_at = made_at where user_id = $1 and hash = $2";
    Ok(tx.execute(sql, &values![user, hash])? == 1)
}

const GRANT: &str = "id, user_id, for_org, unit, role, valid_from, valid_to";

fn grant_of(row: &Row) -> Result<Grant> {
    Ok(Grant {
        id: row.get(0)?,
        user: row.get(1)?,
        for_org: row.get(2)?,
        unit: row.get(3)?,
        role: row.get(4)?,
        valid_from: row.get(5)?,
        valid_to: row.get(6)?,
    })
}

pub(crate) fn grants_of_user(tx: &mut Tx, user: Id) -> Result<Vec<Grant>> {
    let sql =
        format!("select {GRANT} from access_grant_now where user_id = $1 order by id limit 1000");
    tx.query(&sql, &values![user])?
        .iter()
        .map(grant_of)
        .collect()
}

pub(crate) fn grants_for_org(tx: &mut Tx, org: OrgId) -> Result<Vec<Grant>> {
    let sql = format!(
        "select {GRANT} from access_grant_now where for_org = $1 order by user_id, id limit 10000"
    );
    tx.query(&sql, &values![org])?
        .iter()
        .map(grant_of)
        .collect()
}

/// As it stands now; one that was voided is not found.
pub(crate) fn grant(tx: &mut Tx, id: Id) -> Result<Option<Grant>> {
    let sql = format!(
        "select {GRANT} from access_grant where org = 0 and id = $1 order by seq desc limit 1"
    );
    tx.query_opt(&sql, &values![id])?
        .as_ref()
        .map(grant_of)
        .transpose()
}

pub(crate) fn insert_grant(tx: &mut Tx, grant: &Grant) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "access_grant (org, id, valid_from, seq, valid_to, user_id, for_org, unit, role)",
        values![
            0,
            grant.id,
            grant.valid_from,
            seq,
            grant.valid_to,
            grant.user,
            grant.for_org,
            grant.unit,
            &grant.role
        ],
    )
}

/// The latest row of every grant.
pub(crate) fn latest_grants(tx: &mut Tx) -> Result<Vec<Grant>> {
    let sql = format!(
        "select {GRANT} from access_grant g where g.org = 0 and not exists (select 1 from access_grant n \
         where n.org = g.org and n.id = g.id and n.seq > g.seq) order by g.id"
    );
    let mut grants = Vec::new();
    tx.query_each(&sql, &[], |row| {
        grants.push(grant_of(&row)?);
        Ok(())
    })?;
    Ok(grants)
}

pub(crate) fn grant_row(grant: &Grant) -> Vec<Value> {
    values![
        grant.user,
        grant.id,
        grant.for_org,
        grant.unit,
        &grant.role,
        grant.rights(),
        grant.valid_from,
        grant.valid_to
    ]
}

pub(crate) fn insert_grant_now(tx: &mut Tx, grant: &Grant) -> Result<()> {
    tx.insert(
        "access_grant_now (user_id, id, for_org, unit, role, rights, valid_from, valid_to)",
        grant_row(grant),
    )
}

pub(crate) fn delete_grant_now(tx: &mut Tx, grant: &Grant) -> Result<()> {
    let sql = "delete from access_grant_now where user_id = $1 and id = $2";
    tx.execute(sql, &values![grant.user, grant.id]).map(drop)
}

pub(crate) fn grant_rows_now(tx: &mut Tx) -> Result<Vec<Vec<Value>>> {
    let sql = "select user_id, id, for_org, unit, role, rights, valid_from, valid_to from access_grant_now \
               order by user_id, id";
    Ok(tx.query(sql, &[])?.into_iter().map(|row| row.0).collect())
}

pub(crate) fn clear_grants(tx: &mut Tx) -> Result<()> {
    tx.execute("delete from access_grant_now", &[]).map(drop)
}

pub(crate) fn clear_caches(tx: &mut Tx) -> Result<()> {
    clear_grants(tx)?;
    tx.execute("delete from access_login_now", &[]).map(drop)
}

/// Users with a right anywhere in an organisation on a day.
pub fn holders(tx: &mut Tx, org: OrgId, right: crate::Right, date: Date) -> Result<i64> {
    let sql = "select cast(count(distinct g.user_id) as bigint) from access_grant_now g where g.for_org = $1 \
               and (g.rights & $2) <> 0 and g.valid_from <= $3 and (g.valid_to is null or g.valid_to > $3)";
    tx.query_one(sql, &values![org, right.bit(), date])?.get(0)
}
