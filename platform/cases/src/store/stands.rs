//! SQL of where cases stand: caches, made with each event and again by a rebuild.

use super::PublicRow;
use crate::standing::Standing;
use ::store::{Row, Tx, values};
use kernel::{Date, Id, OrgId, Result};

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NowRow {
    pub id: Id,
    pub kind_id: Id,
    pub code: String,
    pub number: String,
    pub unit: Id,
    pub owner: Id,
    pub state: String,
    /// `open`, `waiting`, `closed`, `void`.
    pub kind: String,
    pub opened: Date,
    pub ended: Option<Date>,
    /// See [`crate::standing::due_key`].
    pub due: String,
    pub clock: String,
    pub last: i64,
}

pub(super) const NOW: &str = "n.id, n.type, n.code, n.number, n.unit, n.owner, n.state, n.kind, n.opened, n.ended, n.due, n.clock, n.last";

pub(super) fn now_of(row: &Row) -> Result<NowRow> {
    Ok(NowRow {
        id: row.get(0)?,
        kind_id: row.get(1)?,
        code: row.get(2)?,
        number: row.get(3)?,
        unit: row.get(4)?,
        owner: row.get(5)?,
        state: row.get(6)?,
        kind: row.get(7)?,
        opened: row.get(8)?,
        ended: row.get(9)?,
        due: row.get(10)?,
        clock: row.get(11)?,
        last: row.get(12)?,
    })
}

/// Somebody for whom a case waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorRow {
    /// `act`, `decide`.
    pub deed: &'static str,
    pub level: &'static str,
    pub unit: Id,
    pub since: i64,
    pub until: i64,
    pub barred: Vec<Id>,
}

/// A day of a running clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkRow {
    pub clock: String,
    /// See [`crate::marks::Kind::word`].
    pub kind: String,
    pub n: i64,
    pub day: Date,
    pub unit: Id,
    pub level: String,
}

/// Everything that lists know of a case goes; for whom it waited too, where no other case waits for the same.
pub fn forget_standing(tx: &mut Tx, org: OrgId, id: Id) -> Result<()> {
    for sql in [
        "delete from cases_actor_now where org = $1 and id = (select n.waits from cases_now n where n.org = $1 and n.id = $2) \
         and not exists (select 1 from cases_now o where o.org = $1 and o.waits = cases_actor_now.id and o.id <> $2)",
        "delete from cases_barred_now where org = $1 and id = (select n.waits from cases_now n where n.org = $1 and n.id = $2) \
         and not exists (select 1 from cases_now o where o.org = $1 and o.waits = cases_barred_now.id and o.id <> $2)",
        "delete from cases_now where org = $1 and id = $2",
        "delete from cases_title_now where org = $1 and id = $2",
        "delete from cases_hand_now where org = $1 and id = $2",
        "delete from cases_mark_now where org = $1 and id = $2",
        "delete from cases_public_now where org = $1 and id = $2",
    ] {
        tx.keep(sql, values![org, id])?;
    }
    Ok(())
}

/// All of an organisation.
pub fn clear_standing(tx: &mut Tx, org: OrgId) -> Result<()> {
    for sql in [
        "delete from cases_now where org = $1",
        "delete from cases_title_now where org = $1",
        "delete from cases_actor_now where org = $1",
        "delete from cases_barred_now where org = $1",
        "delete from cases_hand_now where org = $1",
        "delete from cases_mark_now where org = $1",
        "delete from cases_public_now where org = $1",
    ] {
        tx.keep(sql, values![org])?;
    }
    Ok(())
}

pub fn keep_standing(tx: &mut Tx, org: OrgId, standing: &Standing) -> Result<()> {
    let now = &standing.now;
    tx.insert(
        "cases_now (org, id, type, code, number, unit, owner, state, kind, opened, ended, due, clock, last, waits)",
        values![
            org,
            now.id,
            now.kind_id,
            &now.code,
            &now.number,
            now.unit,
            now.owner,
            &now.state,
            &now.kind,
            now.opened,
            now.ended,
            &now.due,
            &now.clock,
            now.last,
            standing.waits
        ],
    )?;
    if let Some((seq, line)) = standing.title {
        let into = "cases_title_now (org, id, seq, line)";
        tx.insert(into, values![org, now.id, seq, line])?;
    }
    if let Some(public) = &standing.public {
        super::insert_public(tx, org, public)?;
    }
    keep_waits(tx, org, standing)?;
    for user in &standing.hands {
        let into = "cases_hand_now (org, user_id, due, id)";
        tx.insert(into, values![org, *user, &now.due, now.id])?;
    }
    for (line, mark) in (0_i64..).zip(&standing.marks) {
        tx.insert(
            "cases_mark_now (org, id, line, clock, kind, n, day, unit, level)",
            values![
                org,
                now.id,
                line,
                &mark.clock,
                &mark.kind,
                mark.n,
                mark.day,
                mark.unit,
                &mark.level
            ],
        )?;
    }
    Ok(())
}

/// For whom cases of this number wait, where no case had it before.
fn keep_waits(tx: &mut Tx, org: OrgId, standing: &Standing) -> Result<()> {
    let Some(waits) = standing.waits else {
        return Ok(());
    };
    for (line, actor) in (0_i64..).zip(&standing.actors) {
        let sql = "insert into cases_actor_now (org, id, line, due, deed, level, unit, since, until, barred) \
                   values ($1, $2, $3, '', $4, $5, $6, $7, $8, $9) on conflict (org, id, line) do nothing";
        let row = values![
            org,
            waits,
            line,
            actor.deed,
            actor.level,
            actor.unit,
            actor.since,
            actor.until,
            i64::from(!actor.barred.is_empty())
        ];
        tx.keep(sql, row)?;
        for user in &actor.barred {
            let sql = "insert into cases_barred_now (org, id, line, user_id) values ($1, $2, $3, $4) \
                       on conflict (org, id, line, user_id) do nothing";
            tx.keep(sql, values![org, waits, line, *user])?;
        }
    }
    Ok(())
}

/// Whether an open case does not say yet for whom it waits.
pub fn lacks_waits(tx: &mut Tx, org: OrgId) -> Result<bool> {
    let sql =
        "select 1 from cases_now n where n.org = $1 and n.due < $2 and n.waits is null limit 1";
    let found = tx.query_opt(sql, &values![org, crate::standing::ENDED])?;
    Ok(found.is_some())
}

/// What stands of a case beside [`now`]; nothing where it stands nowhere. Words of deeds and levels are those that were kept.
pub fn stands(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Kept>> {
    let Some(now) = now(tx, org, id)? else {
        return Ok(None);
    };
    let sql = "select seq, line from cases_title_now where org = $1 and id = $2";
    let title = match tx.query_opt(sql, &values![org, id])? {
        Some(row) => Some((row.get(0)?, row.get(1)?)),
        None => None,
    };
    let sql = "select n.waits from cases_now n where n.org = $1 and n.id = $2";
    let waits: Option<i64> = match tx.query_opt(sql, &values![org, id])? {
        Some(row) => row.get(0)?,
        None => None,
    };
    let sql = "select b.line, b.user_id from cases_barred_now b where b.org = $1 and b.id = $2 \
               order by b.line, b.user_id limit 10000";
    let mut barred: Vec<(i64, Id)> = Vec::new();
    for row in tx.query(sql, &values![org, waits.unwrap_or(-1)])? {
        barred.push((row.get(0)?, row.get(1)?));
    }
    let sql = "select a.line, a.deed, a.level, a.unit, a.since, a.until, a.barred from cases_actor_now a \
               where a.org = $1 and a.id = $2 order by a.line limit 10000";
    let mut actors = Vec::new();
    for row in tx.query(sql, &values![org, waits.unwrap_or(-1)])? {
        let line: i64 = row.get(0)?;
        let of_line = barred.iter().filter(|(of, _)| *of == line);
        actors.push(KeptActor {
            deed: row.get(1)?,
            level: row.get(2)?,
            unit: row.get(3)?,
            since: row.get(4)?,
            until: row.get(5)?,
            is_barred: row.get::<i64>(6)? != 0,
            barred: of_line.map(|(_, user)| *user).collect(),
        });
    }
    let sql = "select h.user_id, h.due from cases_hand_now h where h.org = $1 and h.id = $2 order by h.user_id limit 10000";
    let hands = tx.query(sql, &values![org, id])?;
    Ok(Some(Kept {
        now,
        title,
        public: super::public(tx, org, id)?,
        waits,
        actors,
        hands: hands
            .iter()
            .map(|row| Ok((row.get(0)?, row.get(1)?)))
            .collect::<Result<_>>()?,
        marks: super::marks(tx, org, id)?,
    }))
}

pub(super) fn mark_of(row: &Row) -> Result<MarkRow> {
    Ok(MarkRow {
        clock: row.get(0)?,
        kind: row.get(1)?,
        n: row.get(2)?,
        day: row.get(3)?,
        unit: row.get(4)?,
        level: row.get(5)?,
    })
}

/// What the caches say of a case, for the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub now: NowRow,
    pub title: Option<(i64, i64)>,
    pub public: Option<PublicRow>,
    pub waits: Option<i64>,
    pub actors: Vec<KeptActor>,
    pub hands: Vec<(Id, String)>,
    pub marks: Vec<MarkRow>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptActor {
    pub deed: String,
    pub level: String,
    pub unit: Id,
    pub since: i64,
    pub until: i64,
    pub is_barred: bool,
    pub barred: Vec<Id>,
}

impl Kept {
    /// What should stand there. Without what rests on the tree of units and the calendar where those moved on since
    /// (`is_settled`).
    pub fn is(&self, standing: &Standing, is_settled: bool) -> bool {
        let due = &standing.now.due;
        let actor = |row: &ActorRow| KeptActor {
            deed: row.deed.to_owned(),
            level: row.level.to_owned(),
            unit: row.unit,
            since: row.since,
            until: row.until,
            is_barred: !row.barred.is_empty(),
            barred: row.barred.clone(),
        };
        let hands = self.hands.iter();
        self.now == standing.now
            && self.title == standing.title
            && self.public == standing.public
            && hands.map(|(user, _)| user).eq(&standing.hands)
            && self.hands.iter().all(|(_, of)| of == due)
            && (!is_settled
                || (self.waits == standing.waits
                    && self.actors.iter().eq(&standing
                        .actors
                        .iter()
                        .map(actor)
                        .collect::<Vec<_>>())
                    && self.marks == standing.marks))
    }
}

pub fn now(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<NowRow>> {
    let sql = format!("select {NOW} from cases_now n where n.org = $1 and n.id = $2");
    let row = tx.query_opt(&sql, &values![org, id])?;
    row.as_ref().map(now_of).transpose()
}
