//! All SQL of this crate: here rights, organisations and codes; the rest by noun.

pub(crate) mod deputies;
pub(crate) mod imports;
pub(crate) mod papers;
pub(crate) mod texts;
pub(crate) mod tokens;
pub(crate) mod units;
pub(crate) mod users;
pub(crate) mod work;

use crate::codes::Code;
use crate::create_org::Org;
use crate::scope::Scope;
use ::store::{Row, Tx, values};
use kernel::{Date, Id, OrgId, Result};

/// Reads that mean "as known now" name no seq.
pub(crate) const NOW: i64 = i64::MAX;

pub(crate) fn holds_at(tx: &mut Tx, scope: Scope, unit: Id) -> Result<bool> {
    let mut params = scope.params();
    params.push(unit.into());
    let sql =
        "select count(*) from access_unit_now u where u.id = $5 and u.id in scope($1, $2, $3, $4)";
    Ok(tx.query_one(sql, &params)?.get::<i64>(0)? > 0)
}

/// By unit, in their order.
pub(crate) fn rights_at(tx: &mut Tx, scope: Scope, units: &[Id]) -> Result<Vec<i64>> {
    let mut params = values![scope.org, scope.user, scope.today];
    params.extend(units.iter().map(|unit| (*unit).into()));
    let places: Vec<String> = (4..4 + units.len()).map(|at| format!("${at}")).collect();
    let sql = format!(
        "select sr.unit, sg.rights from access_grant_now sg join access_reach_now sr on sr.ancestor = sg.unit \
         where sg.user_id = $2 and sg.for_org = $1 and sg.valid_from <= $3 and (sg.valid_to is null or sg.valid_to > $3) \
         and sr.unit in ({}) order by sr.unit, sg.id limit 10000",
        places.join(", ")
    );
    let mut held = vec![0; units.len()];
    for row in tx.query(&sql, &params)? {
        let (at, rights): (Id, i64) = (row.get(0)?, row.get(1)?);
        for (unit, bits) in units.iter().zip(&mut held) {
            if *unit == at {
                *bits |= rights;
            }
        }
    }
    Ok(held)
}

pub(crate) fn rights_in(tx: &mut Tx, org: OrgId, user: Id, today: Date) -> Result<i64> {
    let sql = "select rights from access_grant_now where user_id = $1 and for_org = $2 and valid_from <= $3 \
               and (valid_to is null or valid_to > $3) order by id limit 1000";
    let rows = tx.query(sql, &values![user, org, today])?;
    rows.iter()
        .try_fold(0, |mask, row| Ok(mask | row.get::<i64>(0)?))
}

const ORG: &str = "id, name, kind, unit, supervision_phone, valid_from";

fn org_of(row: &Row) -> Result<Org> {
    Ok(Org {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        unit: row.get(3)?,
        supervision_phone: row.get(4)?,
        valid_from: row.get(5)?,
    })
}

pub(crate) fn orgs(tx: &mut Tx, date: Date) -> Result<Vec<Org>> {
    let sql = format!("select {ORG} from dated(access_org, $1, $2, $3) x order by id limit 10000");
    tx.query(&sql, &values![0, date, NOW])?
        .iter()
        .map(org_of)
        .collect()
}

pub(crate) fn org(tx: &mut Tx, id: OrgId, date: Date) -> Result<Option<Org>> {
    let sql = format!("select {ORG} from dated(access_org, $1, $2, $3) x where x.id = $4");
    tx.query_opt(&sql, &values![0, date, NOW, id])?
        .as_ref()
        .map(org_of)
        .transpose()
}

pub(crate) fn last_org(tx: &mut Tx) -> Result<OrgId> {
    tx.query_one(
        "select coalesce(max(id), 0) from access_org where org = $1",
        &values![0],
    )?
    .get(0)
}

/// One record, of which the latest row holds.
const PUBLIC_URL: Id = Id(1);

pub(crate) fn insert_public_url(tx: &mut Tx, from: Date, url: &str) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "access_public_url (org, id, valid_from, seq, url)",
        values![0, PUBLIC_URL, from, seq, url],
    )
}

pub(crate) fn public_url(tx: &mut Tx) -> Result<Option<(String, Date)>> {
    let sql = "select url, valid_from from access_public_url where org = 0 and id = $1 order by seq desc limit 1";
    tx.query_opt(sql, &values![PUBLIC_URL])?
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .transpose()
}

pub(crate) fn insert_org(tx: &mut Tx, org: &Org) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "access_org (org, id, valid_from, seq, name, kind, unit, supervision_phone)",
        values![
            0,
            org.id,
            org.valid_from,
            seq,
            &org.name,
            &org.kind,
            org.unit,
            org.supervision_phone.as_ref()
        ],
    )
}

/// How many organisations have this unit as their root, at any time.
pub(crate) fn orgs_rooted_in_import(tx: &mut Tx, import: Id) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from access_org o where o.org = 0 and exists \
               (select 1 from access_unit u where u.org = 0 and u.id = o.unit and u.import = $1)";
    tx.query_one(sql, &values![import])?.get(0)
}

const CODE: &str = "id, list, code, name_zh, name_en, source, valid_from, valid_to";

fn code_of(row: &Row) -> Result<Code> {
    Ok(Code {
        id: row.get(0)?,
        list: row.get(1)?,
        code: row.get(2)?,
        zh: row.get(3)?,
        en: row.get(4)?,
        source: row.get(5)?,
        from: row.get(6)?,
        to: row.get(7)?,
    })
}

pub(crate) fn codes(tx: &mut Tx, org: OrgId, list: &str, date: Date) -> Result<Vec<Code>> {
    let sql = format!(
        "select {CODE} from dated(access_code, $1, $2, $3) x where x.list = $4 order by id limit 10000"
    );
    tx.query(&sql, &values![org, date, NOW, list])?
        .iter()
        .map(code_of)
        .collect()
}

/// Every period of a list, as known now.
pub(crate) fn code_periods(tx: &mut Tx, list: &str) -> Result<Vec<Code>> {
    let sql = format!(
        "select {CODE} from access_code c where c.org = 0 and c.list = $1 \
         and (c.valid_to is null or c.valid_to > c.valid_from) and not exists (select 1 from access_code n \
         where n.org = c.org and n.id = c.id and n.valid_from = c.valid_from and n.seq > c.seq) \
         order by c.id, c.valid_from limit 10000"
    );
    tx.query(&sql, &values![list])?
        .iter()
        .map(code_of)
        .collect()
}

/// The last row of a code, of the organisation or of the installation.
pub(crate) fn code_ever(tx: &mut Tx, org: OrgId, list: &str, code: &str) -> Result<Option<Code>> {
    let sql = format!(
        "select {CODE} from access_code c where c.org in (0, $1) and c.list = $2 and c.code = $3 \
         order by c.org desc, c.valid_from desc, c.seq desc limit 1"
    );
    let row = tx.query_opt(&sql, &values![org, list, code])?;
    row.as_ref().map(code_of).transpose()
}

pub(crate) fn code_lists(tx: &mut Tx) -> Result<Vec<String>> {
    let sql = "select distinct list from access_code where org = $1 order by list limit 1000";
    tx.query(sql, &values![0])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

pub(crate) fn insert_code(tx: &mut Tx, org: OrgId, code: &Code) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "access_code (org, id, valid_from, seq, valid_to, list, code, name_zh, name_en, source)",
        values![
            org,
            code.id,
            code.from,
            seq,
            code.to,
            &code.list,
            &code.code,
            &code.zh,
            &code.en,
            &code.source
        ],
    )
}
