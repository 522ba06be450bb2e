//! What an import wrote, and what stood before it.

use super::write;
use kernel::{Date, Error, Id, OrgId, Result};
use std::collections::BTreeSet;
use store::{Row, Tx, Value, values};

/// An import of households, as the list of past imports shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub id: Id,
    pub seq: i64,
    /// Microseconds since 1970, UTC.
    pub at: i64,
    pub actor: Id,
    pub mapping: String,
    pub rows: i64,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub set_aside: i64,
    pub reverses: Option<Id>,
    pub reversed_by: Option<Id>,
}

const IMPORT: &str = "select i.id, i.seq, j.at, j.actor, i.mapping, i.rows, i.added, i.changed, i.unchanged, \
                      i.set_aside, i.reverses, (select min(r.id) from access_import r where r.org = i.org \
                      and r.reverses = i.id) from access_import i join journal j on j.org = i.org and j.seq = i.seq \
                      where i.org = $1 and i.kind = 'households'";

fn import_of(row: &Row) -> Result<Import> {
    Ok(Import {
        id: row.get(0)?,
        seq: row.get(1)?,
        at: row.get(2)?,
        actor: row.get(3)?,
        mapping: row.get(4)?,
        rows: row.get(5)?,
        added: row.get(6)?,
        changed: row.get(7)?,
        unchanged: row.get(8)?,
        set_aside: row.get(9)?,
        reverses: row.get(10)?,
        reversed_by: row.get(11)?,
    })
}

pub fn import(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Import>> {
    let row = tx.query_opt(&format!("{IMPORT} and i.id = $2"), &values![org, id])?;
    row.map(|row| import_of(&row)).transpose()
}

/// The latest imports, before the one given.
pub fn imports(tx: &mut Tx, org: OrgId, before: Id, limit: i64) -> Result<Vec<Import>> {
    let sql = format!("{IMPORT} and i.id < $2 order by i.id desc limit $3");
    tx.query(&sql, &values![org, before, limit])?
        .iter()
        .map(import_of)
        .collect()
}

/// A table with the columns that follow `seq, valid_to`.
struct Dated {
    select: &'static str,
    before: &'static str,
    insert: &'static str,
    /// Place of `import` among the columns after `valid_to`.
    import: usize,
    /// Place of the household among them, where there is one.
    household: Option<usize>,
    person: Option<usize>,
}

const TABLES: [Dated; 4] = [
    Dated {
        select: "select r.id, r.valid_from, r.valid_to, r.number, r.unit, r.head, r.import from people_household r \
                 where r.org = $1 and r.seq = $2 and r.import = $3 order by r.id, r.valid_from limit 5000000",
        before: "select r.id, r.valid_from, r.valid_to, r.number, r.unit, r.head, r.import from people_household r \
                 where r.org = $1 and r.id = $2 and r.valid_from <= $3 and r.seq < $4 \
                 order by r.valid_from desc, r.seq desc limit 1",
        insert: write::HOUSEHOLD,
        import: 3,
        household: None,
        person: None,
    },
    Dated {
        select: "select r.id, r.valid_from, r.valid_to, r.sealed, r.no_identity_reason, r.birth_year, r.sex, r.import \
                 from people_person r where r.org = $1 and r.seq = $2 and r.import = $3 \
                 order by r.id, r.valid_from limit 5000000",
        before: "select r.id, r.valid_from, r.valid_to, r.sealed, r.no_identity_reason, r.birth_year, r.sex, r.import \
                 from people_person r where r.org = $1 and r.id = $2 and r.valid_from <= $3 and r.seq < $4 \
                 order by r.valid_from desc, r.seq desc limit 1",
        insert: write::PERSON,
        import: 4,
        household: None,
        person: None,
    },
    Dated {
        select: "select r.id, r.valid_from, r.valid_to, r.household, r.person, r.relation, r.import \
                 from people_membership r where r.org = $1 and r.seq = $2 and r.import = $3 \
                 order by r.id, r.valid_from limit 5000000",
        before: "select r.id, r.valid_from, r.valid_to, r.household, r.person, r.relation, r.import \
                 from people_membership r where r.org = $1 and r.id = $2 and r.valid_from <= $3 and r.seq < $4 \
                 order by r.valid_from desc, r.seq desc limit 1",
        insert: write::MEMBERSHIP,
        import: 3,
        household: Some(0),
        person: Some(1),
    },
    Dated {
        select: "select r.id, r.valid_from, r.valid_to, r.household, r.code, r.import from people_status r \
                 where r.org = $1 and r.seq = $2 and r.import = $3 order by r.id, r.valid_from limit 5000000",
        before: "select r.id, r.valid_from, r.valid_to, r.household, r.code, r.import from people_status r \
                 where r.org = $1 and r.id = $2 and r.valid_from <= $3 and r.seq < $4 \
                 order by r.valid_from desc, r.seq desc limit 1",
        insert: write::STATUS,
        import: 2,
        household: Some(0),
        person: None,
    },
];

/// Everything that an import touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    pub households: BTreeSet<Id>,
    pub people: BTreeSet<Id>,
    /// Records made by it, which reversing takes back; the others get their earlier content again.
    pub made_households: BTreeSet<Id>,
    pub made_people: BTreeSet<Id>,
}

/// The rows of an import with what stood before each.
pub struct Undo {
    rows: Vec<(usize, Row, Option<Row>)>,
    pub touched: Touched,
}

pub fn read(tx: &mut Tx, org: OrgId, import: &Import) -> Result<Undo> {
    read_rows(tx, org, import.seq, Some(import.id))
}

/// What an event of life wrote: its rows belong to no import.
pub fn read_seq(tx: &mut Tx, org: OrgId, seq: i64) -> Result<Undo> {
    read_rows(tx, org, seq, None)
}

fn read_rows(tx: &mut Tx, org: OrgId, seq: i64, import: Option<Id>) -> Result<Undo> {
    let mut undo = Undo {
        rows: Vec::new(),
        touched: Touched::default(),
    };
    for (place, table) in TABLES.iter().enumerate() {
        let rows = match import {
            Some(import) => tx.query(table.select, &values![org, seq, import])?,
            None => {
                let select = table
                    .select
                    .replace("and r.import = $3", "and r.import is null");
                tx.query(&select, &values![org, seq])?
            }
        };
        for row in rows {
            let (id, from): (Id, Date) = (row.get(0)?, row.get(1)?);
            let before = tx.query_opt(table.before, &values![org, id, from, seq])?;
            let before = before.filter(|b| held(b, from));
            let is_made = before.is_none();
            let note = |set: &mut BTreeSet<Id>, made: Option<&mut BTreeSet<Id>>| {
                set.insert(id);
                if let Some(made) = made.filter(|_| is_made) {
                    made.insert(id);
                }
            };
            match place {
                0 => note(
                    &mut undo.touched.households,
                    Some(&mut undo.touched.made_households),
                ),
                1 => note(
                    &mut undo.touched.people,
                    Some(&mut undo.touched.made_people),
                ),
                _ => {}
            }
            for row in [Some(&row), before.as_ref()].into_iter().flatten() {
                if let Some(at) = table.household {
                    undo.touched.households.insert(row.get(3 + at)?);
                }
                if let Some(at) = table.person {
                    undo.touched.people.insert(row.get(3 + at)?);
                }
            }
            if import.is_none() {
                // Rows that taking back a later event left: they say what this event said.
                let later = table.select.replace(
                    "r.seq = $2 and r.import = $3",
                    "r.id = $2 and r.seq > $3 and r.valid_from > $4",
                );
                let mut days = BTreeSet::new();
                for row in tx.query(&later, &values![org, id, seq, from])? {
                    if days.insert(row.get::<Date>(1)?) {
                        undo.rows.push((place, row, before.clone()));
                    }
                }
            }
            undo.rows.push((place, row, before));
        }
    }
    Ok(undo)
}

/// Whether a row still held on the day from which another took over.
fn held(row: &Row, on: Date) -> bool {
    row.get::<Option<Date>>(2)
        .is_ok_and(|to| to.is_none_or(|to| to > on))
}

/// Appends, for each row, what stood before it; where nothing did, the row struck out.
pub fn write(tx: &mut Tx, org: OrgId, undo: Undo, by: Option<Id>) -> Result<()> {
    let seq = tx.seq()?;
    for (place, row, before) in undo.rows {
        let table = TABLES
            .get(place)
            .ok_or_else(|| Error::Internal("no such table".into()))?;
        let (id, from): (Id, Date) = (row.get(0)?, row.get(1)?);
        let to = match &before {
            Some(before) => before.get::<Option<Date>>(2)?,
            None => Some(from),
        };
        let mut values = values![org, id, from, seq, to];
        let content = before.as_ref().unwrap_or(&row);
        values.extend(content.0.iter().skip(3).cloned());
        if let Some(import) = values.get_mut(5 + table.import) {
            *import = Value::from(by);
        }
        tx.insert(table.insert, values)?;
    }
    Ok(())
}

/// How many records that the import touched have been written again since.
pub fn changed_since(tx: &mut Tx, org: OrgId, import: &Import, touched: &Touched) -> Result<i64> {
    let sql = [
        "select r.id, r.id from people_household r where r.org = $1 and r.seq > $2 order by r.id limit 5000000",
        "select r.id, r.id from people_person r where r.org = $1 and r.seq > $2 order by r.id limit 5000000",
        "select r.household, r.person from people_membership r where r.org = $1 and r.seq > $2 order by r.id limit 5000000",
        "select r.household, r.household from people_status r where r.org = $1 and r.seq > $2 order by r.id limit 5000000",
    ];
    let mut changed = BTreeSet::new();
    for statement in sql {
        tx.query_each(statement, &values![org, import.seq], |row| {
            let (a, b): (Id, Id) = (row.get(0)?, row.get(1)?);
            for id in [a, b] {
                if touched.households.contains(&id) || touched.people.contains(&id) {
                    changed.insert(id);
                }
            }
            Ok(())
        })?;
    }
    Ok(i64::try_from(changed.len()).unwrap_or(i64::MAX))
}
