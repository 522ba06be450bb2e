//! SQL of the unit tree: facts and the two caches.

use crate::units::{Unit, UnitFact};
use ::store::{Row, Tx, values};
use kernel::{Id, Result};

const UNIT: &str = "u.id, u.code, u.level, u.name, u.parent, u.closed";

fn unit_of(row: &Row) -> Result<Unit> {
    Ok(Unit {
        id: row.get(0)?,
        code: row.get(1)?,
        level: row.get(2)?,
        name: row.get(3)?,
        parent: row.get(4)?,
        closed: row.get(5)?,
    })
}

pub(crate) fn unit(tx: &mut Tx, id: Id) -> Result<Option<Unit>> {
    let sql = format!("select {UNIT} from access_unit_now u where u.id = $1");
    tx.query_opt(&sql, &values![id])?
        .as_ref()
        .map(unit_of)
        .transpose()
}

/// Of several with one code (a closed one and its successor) the one that is open, then the latest.
pub(crate) fn unit_by_code(tx: &mut Tx, code: &str) -> Result<Option<Unit>> {
    let sql = format!(
        "select {UNIT} from access_unit_now u where u.code = $1 \
         order by case when u.closed is null then 0 else 1 end, u.id desc limit 1"
    );
    tx.query_opt(&sql, &values![code])?
        .as_ref()
        .map(unit_of)
        .transpose()
}

pub(crate) fn children(tx: &mut Tx, parent: Id) -> Result<Vec<Unit>> {
    let sql = format!(
        "select {UNIT} from access_unit_now u where u.parent = $1 and u.closed is null \
         order by u.code, u.id limit 10000"
    );
    tx.query(&sql, &values![parent])?
        .iter()
        .map(unit_of)
        .collect()
}

pub(crate) fn all_children(tx: &mut Tx, parent: Id) -> Result<Vec<Unit>> {
    let sql = format!(
        "select {UNIT} from access_unit_now u where u.parent = $1 order by u.code, u.id limit 10000"
    );
    tx.query(&sql, &values![parent])?
        .iter()
        .map(unit_of)
        .collect()
}

pub(crate) fn roots(tx: &mut Tx) -> Result<Vec<Unit>> {
    let sql = format!(
        "select {UNIT} from access_unit_now u where u.parent is null and u.closed is null \
         order by u.code, u.id limit 10000"
    );
    tx.query(&sql, &[])?.iter().map(unit_of).collect()
}

pub(crate) fn ancestors(tx: &mut Tx, unit: Id) -> Result<Vec<Unit>> {
    let sql = format!(
        "select {UNIT} from access_reach_now r join access_unit_now u on u.id = r.ancestor \
         where r.unit = $1 order by u.id limit 100"
    );
    tx.query(&sql, &values![unit])?
        .iter()
        .map(unit_of)
        .collect()
}

/// Units below `within` (itself included) whose code or pinyin begins with, or whose name holds, the text.
pub(crate) fn search(
    tx: &mut Tx,
    within: Option<Id>,
    text: &str,
    pinyin: &str,
    limit: i64,
) -> Result<Vec<Unit>> {
    let params = values![text, pinyin, limit, within.unwrap_or(Id(0))];
    let found = "u.closed is null and (substr(u.code, 1, length($1)) = $1 \
                 or substr(replace(u.pinyin, ' ', ''), 1, length($2)) = $2 or replace(u.name, $1, '') <> u.name)";
    let order = "order by u.level, u.pinyin, u.id limit $3";
    let sql = match within {
        Some(_) => format!(
            "select {UNIT} from access_reach_now r join access_unit_now u on u.id = r.unit \
             where r.ancestor = $4 and {found} {order}"
        ),
        None => format!("select {UNIT} from access_unit_now u where $4 = 0 and {found} {order}"),
    };
    tx.query(&sql, &params)?.iter().map(unit_of).collect()
}

pub(crate) fn all(tx: &mut Tx) -> Result<Vec<Unit>> {
    let mut units = Vec::new();
    let sql = format!("select {UNIT} from access_unit_now u order by u.id");
    tx.query_each(&sql, &[], |row| {
        units.push(unit_of(&row)?);
        Ok(())
    })?;
    Ok(units)
}

pub(crate) fn pinyin_keys(tx: &mut Tx) -> Result<Vec<(Id, String)>> {
    let rows = tx.query("select id, pinyin from access_unit_now order by id", &[])?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

pub(crate) fn reach(tx: &mut Tx) -> Result<Vec<(Id, Id)>> {
    let rows = tx.query(
        "select ancestor, unit from access_reach_now order by ancestor, unit",
        &[],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

const FACT: &str =
    "u.id, u.code, u.level, u.name, u.parent, u.valid_from, u.valid_to, u.import, u.seq";

fn fact_of(row: &Row) -> Result<UnitFact> {
    Ok(UnitFact {
        id: row.get(0)?,
        code: row.get(1)?,
        level: row.get(2)?,
        name: row.get(3)?,
        parent: row.get(4)?,
        valid_from: row.get(5)?,
        valid_to: row.get(6)?,
        import: row.get(7)?,
        seq: row.get(8)?,
    })
}

/// The whole record of the installation's units, oldest first within each unit.
pub(crate) fn facts(tx: &mut Tx) -> Result<Vec<UnitFact>> {
    let mut facts = Vec::new();
    let sql = format!(
        "select {FACT} from access_unit u where u.org = 0 order by u.id, u.valid_from, u.seq"
    );
    tx.query_each(&sql, &[], |row| {
        facts.push(fact_of(&row)?);
        Ok(())
    })?;
    Ok(facts)
}

pub(crate) fn facts_of(tx: &mut Tx, unit: Id) -> Result<Vec<UnitFact>> {
    let sql = format!(
        "select {FACT} from access_unit u where u.org = 0 and u.id = $1 order by u.valid_from, u.seq limit 10000"
    );
    tx.query(&sql, &values![unit])?
        .iter()
        .map(fact_of)
        .collect()
}

pub(crate) fn insert_fact(tx: &mut Tx, fact: &UnitFact) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "access_unit (org, id, valid_from, seq, valid_to, code, level, name, parent, import)",
        values![
            0,
            fact.id,
            fact.valid_from,
            seq,
            fact.valid_to,
            &fact.code,
            &fact.level,
            &fact.name,
            fact.parent,
            fact.import
        ],
    )
}

pub(crate) fn insert_now(tx: &mut Tx, unit: &Unit, pinyin: String) -> Result<()> {
    tx.insert(
        "access_unit_now (id, code, level, name, pinyin, parent, closed)",
        values![
            unit.id,
            &unit.code,
            &unit.level,
            &unit.name,
            pinyin,
            unit.parent,
            unit.closed
        ],
    )
}

pub(crate) fn update_now(tx: &mut Tx, unit: &Unit, pinyin: String) -> Result<()> {
    let sql = "update access_unit_now set code = $2, level = $3, name = $4, pinyin = $5, parent = $6, closed = $7 \
               where id = $1";
    let params = values![
        unit.id,
        &unit.code,
        &unit.level,
        &unit.name,
        pinyin,
        unit.parent,
        unit.closed
    ];
    tx.execute(sql, &params).map(drop)
}

pub(crate) fn insert_reach(tx: &mut Tx, ancestor: Id, unit: Id) -> Result<()> {
    tx.insert("access_reach_now (ancestor, unit)", values![ancestor, unit])
}

pub(crate) fn clear_caches(tx: &mut Tx) -> Result<()> {
    tx.execute("delete from access_unit_now", &[])?;
    tx.execute("delete from access_reach_now", &[]).map(drop)
}

/// Hangs `unit` with all below it under another parent. Its own rows (ancestor = itself) stay.
pub(crate) fn move_reach(tx: &mut Tx, unit: Id, parent: Option<Id>) -> Result<()> {
    let sql = "delete from access_reach_now where unit in (select s.unit from access_reach_now s where s.ancestor = $1) \
               and ancestor not in (select s.unit from access_reach_now s where s.ancestor = $1)";
    tx.execute(sql, &values![unit])?;
    let Some(parent) = parent else { return Ok(()) };
    let sql = "insert into access_reach_now (ancestor, unit) select a.ancestor, s.unit \
               from access_reach_now a cross join access_reach_now s where a.unit = $2 and s.ancestor = $1";
    tx.execute(sql, &values![unit, parent]).map(drop)
}

pub(crate) fn is_below(tx: &mut Tx, unit: Id, ancestor: Id) -> Result<bool> {
    let sql =
        "select cast(count(*) as bigint) from access_reach_now where ancestor = $1 and unit = $2";
    Ok(tx.query_one(sql, &values![ancestor, unit])?.get::<i64>(0)? > 0)
}

pub(crate) fn open_children(tx: &mut Tx, parent: Id) -> Result<i64> {
    let sql =
        "select cast(count(*) as bigint) from access_unit_now where parent = $1 and closed is null";
    tx.query_one(sql, &values![parent])?.get(0)
}

/// Grants at units that this import made, at any time.
pub(crate) fn grants_in_import(tx: &mut Tx, import: Id) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from access_grant g where g.org = 0 and exists \
               (select 1 from access_unit u where u.org = 0 and u.id = g.unit and u.import = $1)";
    tx.query_one(sql, &values![import])?.get(0)
}

/// Runs somebody else's count of what rests on the units of an import (`$1`).
pub(crate) fn count_by_import(tx: &mut Tx, sql: &str, import: Id) -> Result<i64> {
    tx.query_one(sql, &values![import])?.get(0)
}
