//! Organisations and who was what in them.

use access::{Right, Scope};
use kernel::{Ctx, Date, Id, OrgId, Result};
use store::{Row, Tx, values};

pub const ORGANISATION: &str =
    "people_organisation (org, id, valid_from, seq, valid_to, unit, name, pinyin, kind, code)";
pub const POST: &str =
    "people_post (org, id, valid_from, seq, valid_to, organisation, person, role)";

/// An organisation as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub id: Id,
    pub unit: Id,
    pub village: String,
    pub name: String,
    pub kind: String,
    /// Unified social credit code.
    pub code: Option<String>,
    pub from: Date,
}

fn organisation_of(row: &Row) -> Result<Organisation> {
    Ok(Organisation {
        id: row.get(0)?,
        unit: row.get(1)?,
        village: row.get(2)?,
        name: row.get(3)?,
        kind: row.get(4)?,
        code: row.get(5)?,
        from: row.get(6)?,
    })
}

const COLUMNS: &str = "o.id, o.unit, coalesce(u.name, ''), o.name, o.kind, o.code, o.valid_from";

pub fn organisation(tx: &mut Tx, org: OrgId, id: Id, date: Date) -> Result<Option<Organisation>> {
    let sql = format!(
        "select {COLUMNS} from dated(people_organisation, $1, $2, $3) o \
         left join access_unit_now u on u.id = o.unit where o.id = $4"
    );
    tx.query_opt(&sql, &values![org, date, i64::MAX, id])?
        .map(|row| organisation_of(&row))
        .transpose()
}

/// The organisation with a unified code.
pub fn by_code(tx: &mut Tx, org: OrgId, code: &str, date: Date) -> Result<Option<Organisation>> {
    let sql = format!(
        "select {COLUMNS} from dated(people_organisation, $1, $2, $3) o \
         left join access_unit_now u on u.id = o.unit where o.code = $4 order by o.id limit 1"
    );
    tx.query_opt(&sql, &values![org, date, i64::MAX, code])?
        .map(|row| organisation_of(&row))
        .transpose()
}

/// The organisations of one unit, by name.
pub fn of_unit(
    tx: &mut Tx,
    org: OrgId,
    unit: Id,
    date: Date,
    limit: i64,
) -> Result<Vec<Organisation>> {
    let sql = format!(
        "select {COLUMNS} from dated(people_organisation, $1, $2, $3) o \
         left join access_unit_now u on u.id = o.unit where o.unit = $4 order by o.pinyin, o.id limit $5"
    );
    tx.query(&sql, &values![org, date, i64::MAX, unit, limit])?
        .iter()
        .map(organisation_of)
        .collect()
}

pub fn first(tx: &mut Tx, org: OrgId) -> Result<Option<Id>> {
    let sql = "select o.id from people_organisation o where o.org = $1 order by o.id limit 1";
    let row = tx.query_opt(sql, &values![org])?;
    row.map(|row| row.get(0)).transpose()
}

/// All of an organisation on a day.
pub fn all(tx: &mut Tx, org: OrgId, date: Date) -> Result<Vec<Organisation>> {
    let sql = format!(
        "select {COLUMNS} from dated(people_organisation, $1, $2, $3) o \
         left join access_unit_now u on u.id = o.unit order by o.id limit 1000000"
    );
    tx.query(&sql, &values![org, date, i64::MAX])?
        .iter()
        .map(organisation_of)
        .collect()
}

/// The organisations of the actor's scope on a day, by name.
pub fn organisations(
    tx: &mut Tx,
    ctx: &Ctx,
    date: Date,
    after: (&str, Id),
    limit: i64,
) -> Result<Vec<Organisation>> {
    let mut params = Scope::of(ctx, Right::ViewPeople).params();
    params.extend(values![date, i64::MAX, after.0, after.1, limit]);
    let sql = format!(
        "select {COLUMNS} from dated(people_organisation, $1, $5, $6) o \
         left join access_unit_now u on u.id = o.unit where o.unit in scope($1, $2, $3, $4) \
         and (o.pinyin > $7 or (o.pinyin = $7 and o.id > $8)) order by o.pinyin, o.id limit $9"
    );
    tx.query(&sql, &params)?
        .iter()
        .map(organisation_of)
        .collect()
}

/// A person's place in an organisation over one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub id: Id,
    pub organisation: Id,
    pub person: Id,
    pub role: String,
    pub from: Date,
    pub to: Option<Date>,
}

pub fn posts(tx: &mut Tx, org: OrgId, organisation: Id) -> Result<Vec<Post>> {
    let sql = "select p.id, p.organisation, p.person, p.role, p.valid_from, p.valid_to from people_post p \
               where p.org = $1 and p.organisation = $2 and (p.valid_to is null or p.valid_to > p.valid_from) \
               and not exists (select 1 from people_post n where n.org = p.org and n.id = p.id \
               and n.valid_from = p.valid_from and n.seq > p.seq) order by p.valid_from, p.id limit 10000";
    let post = |row: &Row| {
        Ok(Post {
            id: row.get(0)?,
            organisation: row.get(1)?,
            person: row.get(2)?,
            role: row.get(3)?,
            from: row.get(4)?,
            to: row.get(5)?,
        })
    };
    tx.query(sql, &values![org, organisation])?
        .iter()
        .map(post)
        .collect()
}
