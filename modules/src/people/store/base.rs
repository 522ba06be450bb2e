//! What a list is compared with: the search rows of its villages, and whatever else knows its numbers.

use super::{BATCH, filled, marks};
use crate::people::codes::{Code, Codes};
use crate::people::compare::{Base, BaseHousehold, BasePerson, BaseStatus, Tag};
use crate::people::villages::{Village, Villages};
use access::{Right, Scope};
use kernel::{Ctx, Date, Id, OrgId, Result};
use std::collections::BTreeSet;
use store::{Row, Tx, Value, values};

/// The villages in which the actor holds `right`, by code.
pub fn villages(tx: &mut Tx, ctx: &Ctx, right: Right) -> Result<Villages> {
    let sql = "select u.id, u.code, u.name, coalesce(p.name, '') from access_unit_now u \
               left join access_unit_now p on p.id = u.parent \
               where u.level = 'village' and u.closed is null and u.id in scope($1, $2, $3, $4) order by u.code, u.id limit 200000";
    let rows = tx.query(sql, &Scope::of(ctx, right).params())?;
    let village = |row: &Row| {
        Ok(Village {
            id: row.get(0)?,
            code: row.get(1)?,
            name: row.get(2)?,
            township: row.get(3)?,
        })
    };
    Ok(Villages::new(
        rows.iter().map(village).collect::<Result<_>>()?,
    ))
}

/// The code lists: those brought along and those of the installation.
pub fn codes(tx: &mut Tx) -> Result<Codes> {
    let sql = "select c.list, c.code, c.name_zh, c.name_en, c.valid_from, c.valid_to, c.source from access_code c \
               where c.org = 0 and not exists (select 1 from access_code n where n.org = 0 and n.id = c.id and n.seq > c.seq) \
               order by c.list, c.id limit 10000";
    let mut own = Vec::new();
    for row in tx.query(sql, &[])? {
        own.push(Code {
            list: row.get(0)?,
            code: row.get(1)?,
            group: String::new(),
            name_zh: row.get(2)?,
            name_en: row.get(3)?,
            aliases: Vec::new(),
            valid_from: row.get(4)?,
            valid_to: row.get(5)?,
            source: row.get(6)?,
        });
    }
    Ok(Codes::built_in().with(own))
}

/// Households, members and statuses of these villages.
pub fn of_units(tx: &mut Tx, org: OrgId, units: &BTreeSet<Id>) -> Result<Base> {
    let mut base = Base::default();
    for unit in units {
        households(tx, org, *unit, &mut base)?;
        people(tx, org, *unit, &mut base)?;
        statuses(tx, org, *unit, &mut base)?;
    }
    Ok(base)
}

fn households(tx: &mut Tx, org: OrgId, unit: Id, base: &mut Base) -> Result<()> {
    let sql = "select h.household, h.number, h.unit, h.head_name, h.changed_on from people_household_search h \
               where h.org = $1 and h.unit = $2 order by h.pinyin, h.household limit 1000000";
    tx.query_each(sql, &values![org, unit], |row| {
        base.households.push(BaseHousehold {
            id: row.get(0)?,
            number: row.get(1)?,
            unit: row.get(2)?,
            head_name: row.get(3)?,
            changed_on: row.get(4)?,
        });
        Ok(())
    })
}

fn people(tx: &mut Tx, org: OrgId, unit: Id, base: &mut Base) -> Result<()> {
    let sql = "select s.person, s.household, s.membership, s.name, s.identity_tag, s.content_tag, s.relation, \
               s.birth_year, s.sex from people_search s where s.org = $1 and s.unit = $2 order by s.pinyin, s.person limit 5000000";
    tx.query_each(sql, &values![org, unit], |row| {
        base.people.push(BasePerson {
            id: row.get(0)?,
            household: row.get(1)?,
            membership: row.get(2)?,
            name: row.get(3)?,
            identity_tag: row.get(4)?,
            content_tag: row.get(5)?,
            relation: row.get(6)?,
            birth_year: row.get(7)?,
            sex: row.get(8)?,
        });
        Ok(())
    })
}

/// The periods that stand: of each id and first day the row known last, the struck out left away.
/// The ids come from the index alone; asked for whole rows, SQLite would read every status there is.
fn statuses(tx: &mut Tx, org: OrgId, unit: Id, base: &mut Base) -> Result<()> {
    let sql = "select s.id, s.household, s.code, s.valid_from, s.valid_to from people_status s \
               where s.org = $1 and s.id in (select x.id from people_household_search h cross join people_status x \
               where h.org = $1 and h.unit = $2 and x.org = h.org and x.household = h.household) \
               and (s.valid_to is null or s.valid_to > s.valid_from) \
               and not exists (select 1 from people_status n where n.org = s.org and n.id = s.id \
               and n.valid_from = s.valid_from and n.seq > s.seq) order by s.id, s.valid_from limit 5000000";
    tx.query_each(sql, &values![org, unit], |row| {
        base.statuses.push(BaseStatus {
            id: row.get(0)?,
            household: row.get(1)?,
            code: row.get(2)?,
            from: row.get(3)?,
            to: row.get(4)?,
        });
        Ok(())
    })
}

/// Whose number these tags are, anywhere in the organisation: tag, unit, household's number.
pub fn holders(tx: &mut Tx, org: OrgId, tags: &[Tag]) -> Result<Vec<(Tag, Id, String)>> {
    let sql = format!(
        "select s.identity_tag, s.unit, h.number from people_search s \
         join people_household_search h on h.org = s.org and h.household = s.household \
         where s.org = $1 and s.identity_tag in ({}) order by s.identity_tag limit 1000",
        marks(2, BATCH)
    );
    let mut found = Vec::new();
    for chunk in tags.chunks(BATCH) {
        let mut params = values![org];
        params.extend(filled(chunk).into_iter().map(Value::from));
        tx.query_each(&sql, &params, |row| {
            found.push((row.get(0)?, row.get(1)?, row.get(2)?));
            Ok(())
        })?;
    }
    Ok(found)
}

/// Which of these household numbers are in use, and in which unit.
pub fn numbers_in_use(tx: &mut Tx, org: OrgId, numbers: &[String]) -> Result<Vec<(String, Id)>> {
    let sql = format!(
        "select h.number, h.unit from people_household_search h \
         where h.org = $1 and h.number in ({}) order by h.number, h.household limit 1000",
        marks(2, BATCH)
    );
    let mut found = Vec::new();
    for chunk in numbers.chunks(BATCH) {
        let mut params = values![org];
        params.extend(filled(chunk).into_iter().map(Value::from));
        tx.query_each(&sql, &params, |row| {
            found.push((row.get(0)?, row.get(1)?));
            Ok(())
        })?;
    }
    Ok(found)
}

/// The highest number that begins so, those of ended households included: none is given twice.
pub use super::life::last_number;

/// The sealed record of a person as known now.
pub fn sealed(
    tx: &mut Tx,
    org: OrgId,
    person: Id,
    date: Date,
) -> Result<Option<(Vec<u8>, Option<String>)>> {
    let sql = "select p.sealed, p.no_identity_reason from dated(people_person, $1, $2, $3) p where p.id = $4";
    let row = tx.query_opt(sql, &values![org, date, i64::MAX, person])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}
