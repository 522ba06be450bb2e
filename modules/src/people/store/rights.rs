//! Requests about a person's data, restrictions, retention, and the keys that should or should not be there.

use super::facts::SealedPerson;
use access::{Right, Scope};
use kernel::{Ctx, Date, Id, OrgId, Result};
use store::{Row, Tx, Value, values};

pub const REQUEST: &str =
    "people_request (org, id, seq, person, unit, date, kind, reason, detail, user_id)";
pub const RESTRICTION: &str =
    "people_restriction (org, id, valid_from, seq, valid_to, person, reason)";
pub const RETENTION: &str =
    "people_retention (org, id, valid_from, seq, valid_to, kind, years, source)";

/// What was asked and done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    pub id: Id,
    pub seq: i64,
    pub person: Id,
    pub unit: Id,
    pub village: String,
    pub date: Date,
    pub kind: String,
    pub reason: Option<String>,
    /// JSON.
    pub detail: Option<String>,
    pub user: Id,
}

const COLUMNS: &str = "r.id, r.seq, r.person, r.unit, coalesce(u.name, ''), r.date, r.kind, r.reason, r.detail, r.user_id";
const FROM: &str = "people_request r left join access_unit_now u on u.id = r.unit";

fn request_of(row: &Row) -> Result<RequestRow> {
    Ok(RequestRow {
        id: row.get(0)?,
        seq: row.get(1)?,
        person: row.get(2)?,
        unit: row.get(3)?,
        village: row.get(4)?,
        date: row.get(5)?,
        kind: row.get(6)?,
        reason: row.get(7)?,
        detail: row.get(8)?,
        user: row.get(9)?,
    })
}

/// Everything asked about one person, the latest first.
pub fn requests_of(tx: &mut Tx, org: OrgId, person: Id) -> Result<Vec<RequestRow>> {
    let sql = format!(
        "select {COLUMNS} from {FROM} where r.org = $1 and r.person = $2 order by r.id desc limit 1000"
    );
    tx.query(&sql, &values![org, person])?
        .iter()
        .map(request_of)
        .collect()
}

/// The requests of the units in which the actor answers them, the latest first, before `before`.
pub fn requests(
    tx: &mut Tx,
    ctx: &Ctx,
    kind: Option<&str>,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<RequestRow>> {
    let mut params = Scope::of(ctx, Right::AnswerRights).params();
    params.extend([Value::from(before.unwrap_or(Id(i64::MAX))), limit.into()]);
    let mut of_kind = "";
    if let Some(kind) = kind {
        params.push(kind.into());
        of_kind = " and r.kind = $7";
    }
    let sql = format!(
        "select {COLUMNS} from {FROM} where r.org = $1 and r.unit in scope($1, $2, $3, $4) \
         and r.id < $5{of_kind} order by r.id desc limit $6"
    );
    tx.query(&sql, &params)?.iter().map(request_of).collect()
}

/// Whether a fact says that this person was erased.
pub fn is_erased(tx: &mut Tx, org: OrgId, person: Id) -> Result<bool> {
    let sql = "select r.id from people_request r where r.org = $1 and r.person = $2 and r.kind = 'erase' \
               order by r.id limit 1";
    Ok(tx.query_opt(sql, &values![org, person])?.is_some())
}

/// A restriction as it stands: id, first day, reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    pub id: Id,
    pub from: Date,
    pub reason: String,
}

pub fn restriction(tx: &mut Tx, org: OrgId, person: Id, date: Date) -> Result<Option<Restriction>> {
    let sql = "select r.id, r.valid_from, r.reason from dated(people_restriction, $1, $2, $3) r \
               where r.person = $4 and r.id in (select x.id from people_restriction x \
               where x.org = $1 and x.person = $4) order by r.id limit 1";
    let row = tx.query_opt(sql, &values![org, date, i64::MAX, person])?;
    row.map(|row| {
        Ok(Restriction {
            id: row.get(0)?,
            from: row.get(1)?,
            reason: row.get(2)?,
        })
    })
    .transpose()
}

/// Whether anybody is restricted on a day: most organisations never ask for more.
pub fn restricted(tx: &mut Tx, org: OrgId, date: Date) -> Result<Vec<Id>> {
    let sql = "select distinct r.person from dated(people_restriction, $1, $2, $3) r order by r.person limit 100000";
    tx.query(sql, &values![org, date, i64::MAX])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// An organisation's own retention rule on a day: years and source.
pub fn retention(
    tx: &mut Tx,
    org: OrgId,
    kind: &str,
    date: Date,
) -> Result<Option<(Id, i64, String)>> {
    let sql = "select r.id, r.years, r.source from dated(people_retention, $1, $2, $3) r \
               where r.kind = $4 order by r.id desc limit 1";
    tx.query_opt(sql, &values![org, date, i64::MAX, kind])?
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .transpose()
}

/// The households of which the person was ever recorded as head.
pub fn headed(tx: &mut Tx, org: OrgId, person: Id) -> Result<Vec<Id>> {
    let sql = "select distinct h.id from people_household h where h.org = $1 and h.head = $2 \
               and h.id in (select m.household from people_membership m where m.org = $1 and m.person = $2) \
               order by h.id limit 1000";
    tx.query(sql, &values![org, person])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// The head that a household had last, whether it stands or has ended.
pub fn last_head(tx: &mut Tx, org: OrgId, household: Id) -> Result<Option<Id>> {
    let sql = "select h.head from people_household h where h.org = $1 and h.id = $2 \
               order by h.valid_from desc, h.seq desc limit 1";
    let row = tx.query_opt(sql, &values![org, household])?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// Memberships and offices that a person holds in organisations on a day or later.
pub fn posts(tx: &mut Tx, org: OrgId, person: Id, date: Date) -> Result<i64> {
    let sql = "select count(*) from dated(people_post, $1, $2, $3) p where p.person = $4 \
               and p.id in (select x.id from people_post x where x.org = $1 and x.person = $4)";
    tx.query_one(sql, &values![org, date, i64::MAX, person])?
        .get(0)
}

/// Who read what is masked of a person: day (microseconds), what, reason, by whom.
pub fn readings(tx: &mut Tx, org: OrgId, person: Id) -> Result<Vec<(i64, String, String, Id)>> {
    let sql = "select coalesce(j.at, 0), r.what, r.reason, coalesce(j.actor, 0) from people_reading r \
               left join journal j on j.org = r.org and j.seq = r.seq \
               where r.org = $1 and r.person = $2 order by r.id limit 5000";
    tx.query(sql, &values![org, person])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .collect()
}

/// A record over one period as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    pub from: Date,
    pub to: Option<Date>,
    pub person: SealedPerson,
}

/// A person's records by their first day; the struck out left away.
pub fn records(tx: &mut Tx, org: OrgId, person: Id) -> Result<Vec<RecordRow>> {
    let sql = "select p.valid_from, p.valid_to, p.sealed, p.no_identity_reason, p.birth_year, p.sex \
               from people_person p where p.org = $1 and p.id = $2 \
               and (p.valid_to is null or p.valid_to > p.valid_from) and not exists (select 1 from people_person n \
               where n.org = p.org and n.id = p.id and n.valid_from = p.valid_from and n.seq > p.seq) \
               order by p.valid_from limit 1000";
    tx.query(sql, &values![org, person])?
        .iter()
        .map(|row| {
            Ok(RecordRow {
                from: row.get(0)?,
                to: row.get(1)?,
                person: SealedPerson {
                    sealed: row.get(2)?,
                    no_identity_reason: row.get(3)?,
                    birth_year: row.get(4)?,
                    sex: row.get(5)?,
                },
            })
        })
        .collect()
}

/// A copy for the auditor has no keys at all, so that none of them can be missing.
pub fn has_keys(tx: &mut Tx) -> Result<bool> {
    let sql = "select count(*) from installation i where i.name = 'audit_copy'";
    Ok(tx.query_one(sql, &[])?.get::<i64>(0)? == 0)
}

/// First seq of people whose key is gone though nothing says that they were erased.
pub fn people_without_keys(tx: &mut Tx, org: OrgId) -> Result<Vec<i64>> {
    let sql = "select min(p.seq) from people_person p where p.org = $1 \
               and not exists (select 1 from subject_key k where k.org = p.org and k.subject = p.id) \
               and not exists (select 1 from people_request r where r.org = p.org and r.person = p.id and r.kind = 'erase') \
               group by p.id order by p.id limit 1000";
    seqs(tx, sql, org)
}

/// The same of households, which are never erased.
pub fn households_without_keys(tx: &mut Tx, org: OrgId) -> Result<Vec<i64>> {
    let sql = "select min(h.seq) from people_household h where h.org = $1 \
               and not exists (select 1 from subject_key k where k.org = h.org and k.subject = h.id) \
               group by h.id order by h.id limit 1000";
    seqs(tx, sql, org)
}

/// The erasures of those whose key is there all the same.
pub fn keys_of_the_erased(tx: &mut Tx, org: OrgId) -> Result<Vec<i64>> {
    let sql = "select r.seq from people_request r where r.org = $1 and r.kind = 'erase' \
               and exists (select 1 from subject_key k where k.org = r.org and k.subject = r.person) \
               order by r.seq limit 1000";
    seqs(tx, sql, org)
}

fn seqs(tx: &mut Tx, sql: &str, org: OrgId) -> Result<Vec<i64>> {
    tx.query(sql, &values![org])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// The first journal row that speaks of a person; `None` where there is no such person.
pub fn first_seq(tx: &mut Tx, org: OrgId, person: Id) -> Result<Option<i64>> {
    let sql = "select min(p.seq) from people_person p where p.org = $1 and p.id = $2";
    tx.query_one(sql, &values![org, person])?.get(0)
}

/// A household of whom every membership was struck out.
pub fn any_household(tx: &mut Tx, org: OrgId, person: Id) -> Result<Option<Id>> {
    let sql = "select m.household from people_membership m where m.org = $1 and m.person = $2 \
               order by m.seq desc, m.id limit 1";
    tx.query_opt(sql, &values![org, person])?
        .map(|row| row.get(0))
        .transpose()
}

/// The unit of the organisation itself.
pub fn org_unit(tx: &mut Tx, org: OrgId, date: Date) -> Result<Option<Id>> {
    let sql = "select o.unit from dated(access_org, $1, $2, $3) o where o.id = $4";
    tx.query_opt(sql, &values![0, date, i64::MAX, org])?
        .map(|row| row.get(0))
        .transpose()
}

/// Somebody found by the beginning of his name: who lives here, died or left.
#[derive(
    Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema,
)]
pub struct Found {
    pub person: Id,
    pub name: String,
    pub village: String,
    pub number: String,
    /// `death`, `move_out`; empty of members.
    pub gone: String,
}

/// At most 50 people of the units in which the actor answers rights.
pub fn found(tx: &mut Tx, ctx: &Ctx, name: &str) -> Result<Vec<Found>> {
    let mut params = Scope::of(ctx, Right::AnswerRights).params();
    params.extend([Value::from(name), format!("{name}\u{10ffff}").into()]);
    let members = "select s.person, s.name, u.name, h.number, '' from people_search s \
                   join access_unit_now u on u.id = s.unit \
                   join people_household_search h on h.org = s.org and h.household = s.household \
                   where s.org = $1 and s.unit in scope($1, $2, $3, $4) and s.name >= $5 and s.name < $6 \
                   order by s.name, s.person limit 50";
    let gone = "select g.person, g.name, u.name, coalesce((select max(h.number) from people_household h \
                where h.org = g.org and h.id = g.household), ''), g.kind from people_gone g \
                join access_unit_now u on u.id = g.unit \
                where g.org = $1 and g.unit in scope($1, $2, $3, $4) and g.name >= $5 and g.name < $6 \
                order by g.name, g.person limit 50";
    let mut found = Vec::new();
    for sql in [members, gone] {
        for row in tx.query(sql, &params)? {
            found.push(Found {
                person: row.get(0)?,
                name: row.get(1)?,
                village: row.get(2)?,
                number: row.get(3)?,
                gone: row.get(4)?,
            });
        }
    }
    Ok(found)
}
