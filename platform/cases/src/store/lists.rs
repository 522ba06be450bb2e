//! SQL of lists of cases: each has one FROM and WHERE, used for its rows and for their count.

use super::NowRow;
use super::stands::{NOW, now_of};
use crate::standing::{ENDED, NOT_FIXED};
use ::store::{Row, Tx, Value, values};
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Id, OrgId, Result};

/// What a list of cases shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Of one kind: `appeal`.
    pub code: String,
    /// Ended ones instead of open ones.
    pub is_ended: bool,
    pub state: Option<String>,
    pub unit: Option<Id>,
    /// Due before this day: overdue.
    pub before: Option<Date>,
    /// Where the page before ended.
    pub after: Option<(String, Id)>,
}

/// A case as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    pub now: NowRow,
    /// The journal row that adopted the version which governs it.
    pub kind_seq: i64,
    /// Names of the unit that it is about and of the one that handles it.
    pub unit: String,
    pub owner: String,
    pub title: TitleRow,
}

/// What a case is called, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TitleRow {
    None,
    Plain(String),
    /// The event that says it, and the wrapped key of the case.
    Sealed {
        event: Id,
        sealed: Vec<u8>,
        wrapped: Option<Vec<u8>>,
    },
}

fn row_of(row: &Row) -> Result<ListRow> {
    let (plain, event): (Option<String>, Option<Id>) = (row.get(16)?, row.get(17)?);
    let sealed: Option<Vec<u8>> = row.get(18)?;
    let title = match (plain, event, sealed) {
        (Some(plain), _, _) => TitleRow::Plain(plain),
        (None, Some(event), Some(sealed)) => TitleRow::Sealed {
            event,
            sealed,
            wrapped: row.get(19)?,
        },
        _ => TitleRow::None,
    };
    Ok(ListRow {
        now: now_of(row)?,
        kind_seq: row.get(13)?,
        unit: row.get::<Option<String>>(14)?.unwrap_or_default(),
        owner: row.get::<Option<String>>(15)?.unwrap_or_default(),
        title,
    })
}

/// What a row of a list shows, beside a page of `cases_now n`.
fn shown(page: &str, order: &str) -> String {
    format!(
        "select {NOW}, c.type_seq, u.name, o.name, v.value, e.id, e.sealed, k.wrapped from {page} \
         join cases_case c on c.org = n.org and c.id = n.id \
         left join access_unit_now u on u.id = n.unit left join access_unit_now o on o.id = n.owner \
         left join cases_title_now t on t.org = n.org and t.id = n.id \
         left join cases_event e on e.org = t.org and e.case_id = t.id and e.seq = t.seq and e.line = t.line \
         left join cases_value v on v.org = n.org and v.case_id = n.id and v.field = 'title' \
         and not exists (select 1 from cases_value w where w.org = v.org and w.case_id = v.case_id and w.field = v.field \
         and (w.seq > v.seq or w.seq = v.seq and w.line > v.line)) left join subject_key k on k.org = n.org and k.subject = n.id {order}"
    )
}

/// In the scope of who works on cases: whoever handles a case sees it wherever it is about.
const SEEN: &str = "(n.unit in scope($1, $2, $3, $4) or n.owner in scope($1, $2, $3, $4))";

/// The one FROM and WHERE of a list and of its count: open ones with what is due first.
fn sought(ctx: &Ctx, sought: &Sought) -> (String, Vec<Value>) {
    let mut params = Scope::of(ctx, Right::ViewCases).params();
    let mut sql = format!("from cases_now n where n.org = $1 and {SEEN}");
    let mut and = |text: &str, value: Value| {
        params.push(value);
        sql.push_str(&text.replace("{p}", &format!("${}", params.len())));
    };
    and(" and n.code = {p}", sought.code.as_str().into());
    if let Some(state) = &sought.state {
        and(" and n.state = {p}", state.as_str().into());
    }
    if let Some(unit) = sought.unit {
        and(" and (n.unit = {p} or n.owner = {p})", unit.into());
    }
    if let Some(before) = sought.before {
        and(" and n.due < {p}", before.to_string().into());
        and(" and n.due > {p}", NOT_FIXED.into());
    }
    match sought.is_ended {
        true => and(" and n.due = {p}", ENDED.into()),
        false => and(" and n.due < {p}", ENDED.into()),
    }
    (sql, params)
}

/// A page: open ones with what is due first, then by when they came; of ended ones the latest first.
pub fn listed(tx: &mut Tx, ctx: &Ctx, asked: &Sought, limit: i64) -> Result<Vec<ListRow>> {
    let (mut from, mut params) = sought(ctx, asked);
    if let Some((due, id)) = &asked.after {
        params.push(due.as_str().into());
        params.push((*id).into());
        let (d, i) = (params.len() - 1, params.len());
        from.push_str(&match asked.is_ended {
            true => format!(" and n.due = ${d} and n.id < ${i}"),
            false => format!(" and n.due >= ${d} and (n.due > ${d} or n.id > ${i})"),
        });
    }
    params.push(limit.into());
    let order = match asked.is_ended {
        true => "order by n.due desc, n.id desc",
        false => "order by n.due, n.id",
    };
    let page = format!("(select n.* {from} {order} limit ${}) n", params.len());
    let sql = shown(&page, order);
    tx.query(&sql, &params)?.iter().map(row_of).collect()
}

/// How many there are of it.
pub fn count(tx: &mut Tx, ctx: &Ctx, asked: &Sought) -> Result<i64> {
    let (from, params) = sought(ctx, asked);
    let sql = format!("select cast(count(*) as bigint) {from}");
    tx.query_one(&sql, &params)?.get(0)
}

/// What an inbox holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tray {
    /// A step that whoever asks may do now, or something that he may decide.
    Waiting,
    /// Something that he may decide.
    Asked,
    /// He was told that it is over.
    Escalated,
    /// He, or whoever acts for him or for whom he acts, did something with it.
    Handled,
    /// All that his units are about or handle.
    Office,
}

impl Tray {
    pub const ALL: [Tray; 5] = [
        Tray::Waiting,
        Tray::Asked,
        Tray::Escalated,
        Tray::Handled,
        Tray::Office,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Tray::Waiting => "waiting",
            Tray::Asked => "asked",
            Tray::Escalated => "escalated",
            Tray::Handled => "handled",
            Tray::Office => "office",
        }
    }

    pub fn parse(word: &str) -> Option<Tray> {
        Tray::ALL.into_iter().find(|tray| tray.word() == word)
    }
}

/// Who looks into an inbox, and when.
#[derive(Debug, Clone)]
pub struct Looker {
    pub ctx: Ctx,
    /// Everybody who counts as one person with him, himself among them.
    pub people: Vec<Id>,
}

/// A tray, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pile {
    pub tray: Tray,
    /// About this unit or one below it, or handled there.
    pub unit: Option<Id>,
    /// Of one kind.
    pub code: Option<String>,
    pub late: Option<Late>,
    pub after: Option<(String, Id)>,
}

/// How a pile is narrowed by its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    NotFixed,
    Over,
}

/// Levels with their rights, as parameters of the scope predicate.
const LEVELS: [(&str, Right); 4] = [
    ("record", Right::RecordCases),
    ("act", Right::ActOnCases),
    ("verify", Right::VerifyCases),
    ("manage", Right::ManageCases),
];

/// Parameters in their order, each with the name that stands for it in the text: `$1` to `$4` are the scope of who sees cases.
struct Params(Vec<Value>);

impl Params {
    fn of(looker: &Looker) -> Params {
        Params(Scope::of(&looker.ctx, Right::ViewCases).params())
    }

    fn add(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    /// Whether a level is held at a unit: `x.level`, `x.unit`.
    fn held(&mut self, x: &str) -> String {
        let levels = LEVELS.map(|(level, right)| {
            let right = self.add(right.bit());
            format!("{x}.level = '{level}' and {x}.unit in scope($1, $2, {right}, $4)")
        });
        format!("({})", levels.join(" or "))
    }

    fn people(&mut self, looker: &Looker) -> String {
        let people = looker.people.iter().map(|person| self.add(*person));
        people.collect::<Vec<_>>().join(", ")
    }
}

/// The numbers ([`crate::standing::Standing::waits`]) of cases that wait for whoever asks: groups are looked at, of which there are far
/// fewer than cases. The FROM and WHERE, of `cases_actor_now a`.
fn waiting(looker: &Looker, params: &mut Params) -> String {
    let now = params.add(looker.ctx.now_micros() / 1_000_000);
    let (held, people) = (params.held("a"), params.people(looker));
    format!(
        "from cases_actor_now a where a.org = $1 and a.since <= {now} and a.until >= {now} and {held} \
         and (a.barred = 0 or not exists (select 1 from cases_barred_now b where b.org = a.org and b.id = a.id \
         and b.line = a.line and b.user_id in ({people})))"
    )
}

const DECIDES: &str = "a.deed = 'decide'";

/// What makes a case belong to a tray, of `cases_now n`.
fn in_tray(tray: Tray, looker: &Looker, params: &mut Params) -> String {
    match tray {
        Tray::Waiting => format!(" and n.waits in (select a.id {})", waiting(looker, params)),
        Tray::Asked => {
            let waiting = waiting(looker, params);
            format!(" and n.waits in (select a.id {waiting} and {DECIDES})")
        }
        Tray::Escalated => {
            // Level by level, so that each is found by its index.
            let told = LEVELS.map(|(level, right)| {
                let right = params.add(right.bit());
                format!(
                    "select m.id from cases_mark_now m where m.org = $1 and m.level = '{level}' \
                     and m.unit in scope($1, $2, {right}, $4) and m.day <= $4 and m.kind in ('notify', 'reassign')"
                )
            });
            format!(" and n.id in ({})", told.join(" union all "))
        }
        Tray::Handled => format!(
            " and n.id in (select h.id from cases_hand_now h where h.org = $1 and h.user_id in ({}))",
            params.people(looker)
        ),
        Tray::Office => String::new(),
    }
}

fn piled(looker: &Looker, pile: &Pile) -> (String, Params) {
    let mut params = Params::of(looker);
    let ended = params.add(ENDED);
    let tray = in_tray(pile.tray, looker, &mut params);
    let mut sql = format!("from cases_now n where n.org = $1 and n.due < {ended} and {SEEN}{tray}");
    if let Some(code) = &pile.code {
        sql.push_str(&format!(" and n.code = {}", params.add(code.as_str())));
    }
    if let Some(unit) = pile.unit {
        let below = format!(
            "(select below.unit from access_reach_now below where below.ancestor = {})",
            params.add(unit)
        );
        sql.push_str(&format!(" and (n.unit in {below} or n.owner in {below})"));
    }
    match pile.late {
        Some(Late::NotFixed) => sql.push_str(&format!(" and n.due = {}", params.add(NOT_FIXED))),
        Some(Late::Over) => {
            sql.push_str(&format!(
                " and n.due < $4 and n.due > {}",
                params.add(NOT_FIXED)
            ));
        }
        None => {}
    }
    (sql, params)
}

/// Of a pile that holds no more, all are found and then put in order; of a bigger one the first are found in their order.
const FEW: i64 = 1_000;

/// A page of a pile that holds `there`: days that are not fixed, then what is over, then by day; what stands still behind.
pub fn pile(
    tx: &mut Tx,
    looker: &Looker,
    asked: &Pile,
    there: Counts,
    limit: i64,
) -> Result<Vec<ListRow>> {
    let there = match asked.late {
        None => there.all,
        Some(Late::NotFixed) => there.not_fixed,
        Some(Late::Over) => there.over,
    };
    if there == 0 {
        return Ok(Vec::new());
    }
    let (mut from, mut params) = piled(looker, asked);
    if let Some((due, id)) = &asked.after {
        let (due, id) = (params.add(due.as_str()), params.add(*id));
        from.push_str(&format!(
            " and n.due >= {due} and (n.due > {due} or n.id > {id})"
        ));
    }
    // Written so, no index has the order, and the one that finds the few is taken.
    let found = match there <= FEW {
        true => "order by n.due || '', n.id",
        false => "order by n.due, n.id",
    };
    let limit = params.add(limit);
    let page = format!("(select n.* {from} {found} limit {limit}) n");
    let sql = shown(&page, "order by n.due, n.id");
    tx.query(&sql, &params.0)?.iter().map(row_of).collect()
}

/// How many a pile holds, how many of them have no day yet, and how many are over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub all: i64,
    pub not_fixed: i64,
    pub over: i64,
}

/// Of all trays, in the order of [`Tray::ALL`]: those that look at every open case in one look.
pub fn counts(tx: &mut Tx, looker: &Looker) -> Result<Vec<Counts>> {
    let open = sums(tx, looker, false)?;
    let not_fixed = sums(tx, looker, true)?;
    let mut both = open.iter().zip(&not_fixed);
    let mut next = || {
        let ((all, past), (not_fixed, _)) = both.next()?;
        Some(Counts {
            all: *all,
            not_fixed: *not_fixed,
            // What has no day stands before all days.
            over: past - not_fixed,
        })
    };
    let mut found = Vec::with_capacity(Tray::ALL.len());
    for tray in Tray::ALL {
        let whole = Pile {
            tray,
            unit: None,
            code: None,
            late: None,
            after: None,
        };
        found.push(match tray {
            Tray::Waiting | Tray::Asked | Tray::Office => next().unwrap_or_default(),
            Tray::Escalated | Tray::Handled => counts_of(tx, looker, &whole)?,
        });
    }
    Ok(found)
}

/// Of what waits for whoever asks, of what he may decide and of what his office has: how many open cases, or how many of those
/// without a day, and how many of them stand before today.
fn sums(tx: &mut Tx, looker: &Looker, without_day: bool) -> Result<[(i64, i64); 3]> {
    let mut params = Params::of(looker);
    let open = match without_day {
        true => format!("m.waits is not null and m.due = {}", params.add(NOT_FIXED)),
        false => "m.waits is not null".to_owned(),
    };
    let waiting = waiting(looker, &mut params);
    let trays = ["w.id is not null", "w.decides = 1", "1 = 1"].map(|tray| {
        let sum = |of: &str| {
            format!("cast(coalesce(sum(case when {tray} then n.{of} else 0 end), 0) as bigint)")
        };
        format!("{}, {}", sum("many"), sum("past"))
    });
    // Added up as the index has them; what is seen, and whether it waits for whoever asks, is asked of the sums.
    let sql = format!(
        "select {} from (select m.waits, m.unit, m.owner, count(*) as many, \
         sum(case when m.due < $4 then 1 else 0 end) as past from cases_now m \
         where m.org = $1 and {open} group by m.waits, m.unit, m.owner) n \
         left join (select a.id, max(case when {DECIDES} then 1 else 0 end) as decides {waiting} group by a.id) w \
         on w.id = n.waits where {SEEN}",
        trays.join(", ")
    );
    let row = tx.query_one(&sql, &params.0)?;
    let pair = |at: usize| Ok::<_, Error>((row.get(at)?, row.get(at + 1)?));
    Ok([pair(0)?, pair(2)?, pair(4)?])
}

fn counts_at(row: &Row, at: usize) -> Result<Counts> {
    Ok(Counts {
        all: row.get(at)?,
        not_fixed: row.get(at + 1)?,
        over: row.get(at + 2)?,
    })
}

/// Of one pile.
pub fn counts_of(tx: &mut Tx, looker: &Looker, asked: &Pile) -> Result<Counts> {
    let (from, mut params) = piled(looker, asked);
    let none = params.add(NOT_FIXED);
    let sql = format!(
        "select cast(count(*) as bigint), cast(coalesce(sum(case when n.due = {none} then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when n.due > {none} and n.due < $4 then 1 else 0 end), 0) as bigint) {from}"
    );
    counts_at(&tx.query_one(&sql, &params.0)?, 0)
}

/// The steps of what follows that came, of the cases of a page: who was told since when.
pub fn told(tx: &mut Tx, looker: &Looker, cases: &[Id]) -> Result<Vec<(Id, Date, String)>> {
    let Some((first, others)) = cases.split_first() else {
        return Ok(Vec::new());
    };
    let ctx = &looker.ctx;
    let mut params = Params(values![ctx.org, ctx.actor.authority(), *first, ctx.today()]);
    let held = params.held("m");
    let others: String = others
        .iter()
        .map(|case| format!(", {}", params.add(*case)))
        .collect();
    let sql = format!(
        "select m.id, m.day, m.level from cases_mark_now m where m.org = $1 and m.day <= $4 and m.id in ($3{others}) \
         and m.kind in ('notify', 'reassign') and {held} order by m.id, m.day, m.level limit 10000"
    );
    let rows = tx.query(&sql, &params.0)?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// Open cases after one, for what looks at all of them.
pub fn open_after(tx: &mut Tx, org: OrgId, after: Id, limit: i64) -> Result<Vec<Id>> {
    let sql = "select n.id from cases_now n where n.org = $1 and n.id > $2 and n.due < $3 order by n.id limit $4";
    let rows = tx.query(sql, &values![org, after, ENDED, limit])?;
    rows.iter().map(|row| row.get(0)).collect()
}

pub fn count_open(tx: &mut Tx, org: OrgId) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from cases_now n where n.org = $1 and n.due < $2";
    tx.query_one(sql, &values![org, ENDED])?.get(0)
}
