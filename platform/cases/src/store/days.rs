//! SQL of notices on days off, and of how far the open cases followed them.

use super::MarkRow;
use super::stands::mark_of;
use crate::feed::Owner;
use crate::standing::ENDED;
use crate::workdays::{Kind, Named};
use ::store::{Row, Tx, values};
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Id, OrgId, Result};

/// A notice as it was read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    pub id: Id,
    pub seq: i64,
    pub year: i64,
    pub number: String,
    pub source: String,
    pub published: Date,
    /// It arranges the whole year; otherwise it names only what it changes.
    pub is_whole: bool,
}

const NOTICE: &str = "n.id, n.seq, n.year, n.number, n.source, n.published, n.is_whole";

fn notice_of(row: &Row) -> Result<NoticeRow> {
    Ok(NoticeRow {
        id: row.get(0)?,
        seq: row.get(1)?,
        year: row.get(2)?,
        number: row.get(3)?,
        source: row.get(4)?,
        published: row.get(5)?,
        is_whole: row.get::<i64>(6)? != 0,
    })
}

/// All of them, the latest first.
pub fn notices(tx: &mut Tx) -> Result<Vec<NoticeRow>> {
    let sql = format!(
        "select {NOTICE} from cases_notice n where n.org = $1 order by n.seq desc limit 1000"
    );
    tx.query(&sql, &values![0])?.iter().map(notice_of).collect()
}

pub fn insert_notice(tx: &mut Tx, notice: &NoticeRow, file_tag: &[u8]) -> Result<()> {
    tx.insert(
        "cases_notice (org, id, seq, year, number, source, published, is_whole, file_tag)",
        values![
            0,
            notice.id,
            notice.seq,
            notice.year,
            &notice.number,
            &notice.source,
            notice.published,
            i64::from(notice.is_whole),
            file_tag
        ],
    )
}

/// What a notice says of a day; nothing where it takes back what an earlier one said.
pub fn insert_day(tx: &mut Tx, notice: Id, day: Date, said: Option<&Named>) -> Result<()> {
    let seq = tx.seq()?;
    let kind = match said.map(|named| named.kind) {
        Some(Kind::Rest) => "rest",
        Some(Kind::Work) => "work",
        None => "week",
    };
    let name = said.map_or("", |named| &named.name);
    tx.insert(
        "cases_day_off (org, day, seq, notice, kind, name)",
        values![0, day, seq, notice, kind, name],
    )
}

/// What is known of each day that notices of this installation name, the latest word of each; nothing: as the week says.
pub fn days(tx: &mut Tx) -> Result<Vec<(Date, Option<Named>)>> {
    let sql = "select d.day, d.kind, d.name from cases_day_off d where d.org = $1 and not exists (select 1 from cases_day_off l \
               where l.org = d.org and l.day = d.day and l.seq > d.seq) order by d.day limit 100000";
    let of = |row: &Row| {
        let date: Date = row.get(0)?;
        let kind = match row.get::<String>(1)?.as_str() {
            "rest" => Some(Kind::Rest),
            "work" => Some(Kind::Work),
            "week" => None,
            other => return Err(Error::Internal(format!("a day off of the kind {other}"))),
        };
        let name = row.get(2)?;
        Ok((date, kind.map(|kind| Named { date, kind, name })))
    };
    tx.query(sql, &values![0])?.iter().map(of).collect()
}

/// The journal row of the latest notice and its hash, which is of what all of them say; nothing where there is none.
pub fn calendar_hash(tx: &mut Tx) -> Result<Option<Vec<u8>>> {
    let sql = "select j.hash from cases_notice n join journal j on j.org = n.org and j.seq = n.seq where n.org = $1 \
               order by n.seq desc limit 1";
    let row = tx.query_opt(sql, &values![0])?;
    row.map(|row| row.get(0)).transpose()
}

/// What is known of days off, of the tree of units and of where in it organisations stand, as a number that changes with any of them: the
/// latest journal row of the installation that says so, beside a mark of the tables that come with the program.
pub fn known(tx: &mut Tx) -> Result<i64> {
    let sql = "select coalesce(max(x.seq), 0) from (select max(n.seq) as seq from cases_notice n where n.org = $1 \
               union all select max(u.seq) as seq from access_unit u where u.org = $1 \
               union all select max(o.seq) as seq from access_org o where o.org = $1) x";
    let row: i64 = tx.query_one(sql, &values![0])?.get(0)?;
    Ok((row << 16) | i64::from(crate::workdays::mark()))
}

/// How far the open cases of an organisation followed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    pub known: i64,
    pub upto: Id,
    pub total: i64,
    pub done: i64,
    pub changed: i64,
}

impl Settled {
    pub const ALL: Id = Id(i64::MAX);

    pub fn is_whole(&self) -> bool {
        self.upto == Settled::ALL
    }
}

pub fn settled(tx: &mut Tx, org: OrgId) -> Result<Option<Settled>> {
    let sql = "select known, upto, total, done, changed from cases_settled_now where org = $1";
    let row = tx.query_opt(sql, &values![org])?;
    let of = |row: Row| {
        Ok(Settled {
            known: row.get(0)?,
            upto: row.get(1)?,
            total: row.get(2)?,
            done: row.get(3)?,
            changed: row.get(4)?,
        })
    };
    row.map(of).transpose()
}

pub fn keep_settled(tx: &mut Tx, org: OrgId, settled: &Settled) -> Result<()> {
    let sql = "delete from cases_settled_now where org = $1";
    tx.keep(sql, values![org])?;
    tx.insert(
        "cases_settled_now (org, known, upto, total, done, changed)",
        values![
            org,
            settled.known,
            settled.upto,
            settled.total,
            settled.done,
            settled.changed
        ],
    )
}

/// What falls on the days of a month, of open cases in the scope of whoever looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    pub case: Id,
    pub code: String,
    pub number: String,
    pub kind_id: Id,
    pub kind_seq: i64,
    pub state: String,
    pub clock: String,
    /// `due`, `warn`.
    pub kind: String,
    pub day: Date,
    /// Of the mark among those of its case.
    pub line: i64,
}

/// Where a page of days ends: day, kind, number of the case, line of its mark.
pub type DueAfter = (Date, String, String, i64);

impl DueRow {
    pub fn after(&self) -> DueAfter {
        (self.day, self.kind.clone(), self.number.clone(), self.line)
    }
}

/// Which days of clocks are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// Last days alone.
    Last,
    /// Reminders as well, which count towards the same limit.
    All,
}

/// Last days, and reminders where they are asked for, from one day to another, both included, by day and number.
pub fn due_days(
    tx: &mut Tx,
    ctx: &Ctx,
    (first, last): (Date, Date),
    which: Days,
    after: Option<&DueAfter>,
    limit: i64,
) -> Result<Vec<DueRow>> {
    let kinds = match which {
        Days::Last => "'due'",
        Days::All => "'due', 'warn'",
    };
    let mut params = Scope::of(ctx, Right::ViewCases).params();
    // Before all of them.
    let begin = (first.plus_days(-1), String::new(), String::new(), 0);
    let (day, kind, number, line) = after.unwrap_or(&begin).clone();
    params.extend(values![first, last, ENDED, day, kind, number, line, limit]);
    let sql = format!(
        "select m.id, n.code, n.number, n.type, c.type_seq, n.state, m.clock, m.kind, m.day, m.line from cases_mark_now m \
         join cases_now n on n.org = m.org and n.id = m.id join cases_case c on c.org = m.org and c.id = m.id \
         where m.org = $1 and m.day >= $5 and m.day <= $6 and m.kind in ({kinds}) and n.due < $7 \
         and (n.unit in scope($1, $2, $3, $4) or n.owner in scope($1, $2, $3, $4)) \
         and (m.day, m.kind, n.number, m.line) > ($8, $9, $10, $11) order by m.day, m.kind, n.number, m.line limit $12"
    );
    let of = |row: &Row| {
        Ok(DueRow {
            case: row.get(0)?,
            code: row.get(1)?,
            number: row.get(2)?,
            kind_id: row.get(3)?,
            kind_seq: row.get(4)?,
            state: row.get(5)?,
            clock: row.get(6)?,
            kind: row.get(7)?,
            day: row.get(8)?,
            line: row.get(9)?,
        })
    };
    tx.query(&sql, &params)?.iter().map(of).collect()
}

pub fn insert_feed(tx: &mut Tx, token: &[u8], owner: Owner, made_at: i64) -> Result<()> {
    tx.insert(
        "cases_feed (token, org, user_id, made_at)",
        values![token, owner.org, owner.user, made_at],
    )
}

pub fn delete_feeds(tx: &mut Tx, org: OrgId, user: Id) -> Result<()> {
    let sql = "delete from cases_feed where org = $1 and user_id = $2";
    tx.execute(sql, &values![org, user]).map(drop)
}

pub fn feed_made_at(tx: &mut Tx, org: OrgId, user: Id) -> Result<Option<i64>> {
    let sql = "select made_at from cases_feed where org = $1 and user_id = $2 order by made_at desc limit 1";
    let row = tx.query_opt(sql, &values![org, user])?;
    row.map(|row| row.get(0)).transpose()
}

pub fn feed_owner(tx: &mut Tx, token: &[u8]) -> Result<Option<Owner>> {
    let sql = "select org, user_id from cases_feed where token = $1";
    let row = tx.query_opt(sql, &values![token])?;
    let of = |row: Row| {
        Ok(Owner {
            org: row.get(0)?,
            user: row.get(1)?,
        })
    };
    row.map(of).transpose()
}

/// The days of one case, as lists know them.
pub fn marks(tx: &mut Tx, org: OrgId, case: Id) -> Result<Vec<MarkRow>> {
    let sql = "select m.clock, m.kind, m.n, m.day, m.unit, m.level from cases_mark_now m \
               where m.org = $1 and m.id = $2 order by m.line limit 10000";
    tx.query(sql, &values![org, case])?
        .iter()
        .map(mark_of)
        .collect()
}
