//! What pages read: lists and their totals, always within the reader's scope.

use crate::land::read::{Look, Order, ParcelView, Totals};
use ::store::{Row, Tx, Value, values};
use access::Scope;
use kernel::{Date, Id, Result};

const FROM: &str = "from dated(land_parcel, $1, $5, $6) p \
    left join dated(land_holding, $1, $5, $6) h on h.parcel = p.id \
    left join dated(land_contract, $1, $5, $6) c on c.id = h.contract \
    left join people_household_search s on s.org = p.org and s.household = c.household \
    left join access_unit_now v on v.id = p.unit \
    where p.unit in scope($1, $2, $3, $4) and ($7 = cast(0 as bigint) or p.unit = $7) and ($8 = cast(0 as bigint) or c.household = $8) \
    and ($9 = cast(0 as bigint) or p.id = $9) and ($10 = cast(0 as bigint) or c.id = $10) \
    and ($11 = '' or p.code like $12 or c.number like $12 or s.number = $11 or ($13 = cast(1 as bigint) and s.head_name like $12))";

/// The scope's four, then `$5` date, `$6` seq, `$7` village, `$8` household, `$9` parcel, `$10` contract, `$11` what
/// is sought, `$12` the same as a beginning, `$13` 1 where names may be sought.
fn params(scope: &Scope, look: &Look) -> Vec<Value> {
    let sought: String = look
        .sought
        .chars()
        .filter(|c| !matches!(c, '%' | '_' | '\\'))
        .collect();
    let beginning = format!("{sought}%");
    let mut params = scope.params();
    params.extend(values![
        look.date,
        super::NOW,
        look.unit,
        look.household,
        look.parcel,
        look.contract,
        sought.as_str(),
        beginning.as_str(),
        i64::from(look.by_name)
    ]);
    params
}

fn parcel_of(row: &Row) -> Result<ParcelView> {
    Ok(ParcelView {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        kind: row.get(3)?,
        measured: row.get(4)?,
        unit: row.get(5)?,
        village: row.get(6)?,
        contracted: row.get(7)?,
        contract: row.get(8)?,
        number: row.get(9)?,
        household: row.get(10)?,
        household_number: row.get(11)?,
        head_name: row.get(12)?,
        issuer: row.get(13)?,
        contractor: row.get(14)?,
        term_from: row.get(15)?,
        term_to: row.get(16)?,
    })
}

pub fn parcels(
    tx: &mut Tx,
    scope: &Scope,
    look: &Look,
    after: Option<&(String, Id)>,
    limit: i64,
) -> Result<Vec<ParcelView>> {
    let key = match look.order {
        Order::Code => "p.code",
        Order::Holder => "coalesce(s.head_name, '')",
        Order::Village => "coalesce(v.name, '')",
    };
    let sql = format!(
        "select p.id, p.code, p.name, p.kind, p.area, p.unit, coalesce(v.name, ''), h.area, c.id, c.number, \
         c.household, coalesce(s.number, ''), coalesce(s.head_name, ''), c.issuer, c.contractor, c.term_from, \
         c.term_to {FROM} and ({key} > $14 or ({key} = $14 and p.id > $15)) order by {key}, p.id limit $16"
    );
    let mut params = params(scope, look);
    let (text, id) = after.cloned().unwrap_or_default();
    params.extend(values![text.as_str(), id, limit]);
    tx.query(&sql, &params)?.iter().map(parcel_of).collect()
}

pub fn totals(tx: &mut Tx, scope: &Scope, look: &Look) -> Result<Totals> {
    let sql = format!(
        "select cast(count(distinct p.id) as bigint), cast(count(distinct c.household) as bigint), \
         cast(coalesce(sum(h.area), 0) as bigint), cast(coalesce(sum(p.area), 0) as bigint) {FROM}"
    );
    let row = tx.query_one(&sql, &params(scope, look))?;
    Ok(Totals {
        parcels: row.get(0)?,
        households: row.get(1)?,
        contracted: row.get(2)?,
        measured: row.get(3)?,
    })
}

/// Villages in scope that have a parcel: id and name.
pub fn villages(tx: &mut Tx, scope: &Scope) -> Result<Vec<(Id, String)>> {
    let sql = "select v.id, v.name from access_unit_now v where v.id in scope($1, $2, $3, $4) \
               and v.level = 'village' order by v.code, v.id limit 1000";
    let rows = tx.query(sql, &scope.params())?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// A household as the match of a file's row needs it.
pub struct Candidate {
    pub household: Id,
    pub unit: Id,
    pub head_name: String,
}

/// Households with this number where the scope lets something be entered, on `date`.
pub fn by_number(tx: &mut Tx, scope: &Scope, number: &str, date: Date) -> Result<Vec<Candidate>> {
    let sql = "select h.id, h.unit, coalesce(s.head_name, '') from people_household_search s \
               join dated(people_household, $1, $5, $6) h on h.id = s.household \
               where s.org = $1 and s.number = $7 and h.unit in scope($1, $2, $3, $4) order by h.id limit 2";
    let mut params = scope.params();
    params.extend(values![date, super::NOW, number]);
    let rows = tx.query(sql, &params)?;
    let candidate = |row: &Row| {
        Ok(Candidate {
            household: row.get(0)?,
            unit: row.get(1)?,
            head_name: row.get(2)?,
        })
    };
    rows.iter().map(candidate).collect()
}

pub fn is_in_scope(tx: &mut Tx, scope: &Scope, unit: Id) -> Result<bool> {
    let sql =
        "select v.id from access_unit_now v where v.id = $5 and v.id in scope($1, $2, $3, $4)";
    let mut params = scope.params();
    params.extend(values![unit]);
    Ok(tx.query_opt(sql, &params)?.is_some())
}

/// Number and head of a household, to show.
pub fn named(tx: &mut Tx, org: i64, household: Id) -> Result<(String, String)> {
    let sql = "select s.number, s.head_name from people_household_search s where s.org = $1 and s.household = $2";
    match tx.query_opt(sql, &values![org, household])? {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Ok((String::new(), String::new())),
    }
}

/// Households that are a contract's contractor, in whatever period: what rests on an import of people.
pub fn households(tx: &mut Tx, org: i64) -> Result<Vec<Id>> {
    let sql = "select distinct c.household from land_contract c where c.org = $1 \
               order by c.household limit 1000000";
    tx.query(sql, &values![org])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// What a household holds on a day.
pub fn held_by(
    tx: &mut Tx,
    org: i64,
    household: Id,
    date: Date,
) -> Result<Vec<crate::land::HeldParcel>> {
    let sql = "select p.id, p.code, p.unit, c.id, h.area, p.area from dated(land_contract, $1, $2, $3) c \
               join dated(land_holding, $1, $2, $3) h on h.contract = c.id \
               join dated(land_parcel, $1, $2, $3) p on p.id = h.parcel \
               where c.household = $4 order by p.code, p.id limit 10000";
    let held = |row: &Row| {
        Ok(crate::land::HeldParcel {
            parcel: row.get(0)?,
            code: row.get(1)?,
            unit: row.get(2)?,
            contract: row.get(3)?,
            contracted: row.get(4)?,
            measured: row.get(5)?,
        })
    };
    tx.query(sql, &values![org, date, super::NOW, household])?
        .iter()
        .map(held)
        .collect()
}
