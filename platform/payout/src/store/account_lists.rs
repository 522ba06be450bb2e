//! SQL of the lists that accounts came in, and of what was decided on them.

use super::accounts::{ACCOUNT, ACCOUNTS, AccountRow, account_of, decided};
use super::*;
use crate::bank::accounts::{Decision, Provenance};

/// A list of accounts, as it was taken in and decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    pub id: Id,
    /// The journal row that took it in.
    pub seq: i64,
    pub date: Date,
    pub provenance: Provenance,
    pub document: Option<String>,
    /// Who took it in.
    pub user: Id,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub missing: i64,
    pub set_aside: i64,
    /// The ids of its accounts, both included.
    pub span: (Id, Id),
    /// What holds of it, since when, by whom.
    pub decision: Option<(Decision, Date, Id)>,
}

impl ListRow {
    pub fn accounts(&self) -> i64 {
        self.added + self.changed
    }
}

const LIST: &str = "select l.id, l.date, l.provenance, l.document, l.user_id, i.added, i.changed, i.unchanged, l.missing, \
                    i.set_aside, l.first_account, l.last_account, d.outcome, d.date, d.user_id, l.seq \
                    from payout_account_list l join access_import i on i.org = l.org and i.id = l.id \
                    left join payout_account_list_decision d on d.org = l.org and d.id = l.id and d.seq = \
                    (select max(n.seq) from payout_account_list_decision n where n.org = l.org and n.id = l.id) \
                    where l.org = $1";

fn list_of(row: &Row) -> Result<ListRow> {
    let outcome: Option<String> = row.get(12)?;
    let (date, user): (Option<Date>, Option<Id>) = (row.get(13)?, row.get(14)?);
    Ok(ListRow {
        id: row.get(0)?,
        seq: row.get(15)?,
        date: row.get(1)?,
        provenance: row.get::<String>(2)?.parse()?,
        document: row.get(3)?,
        user: row.get(4)?,
        added: row.get(5)?,
        changed: row.get(6)?,
        unchanged: row.get(7)?,
        missing: row.get(8)?,
        set_aside: row.get(9)?,
        span: (row.get(10)?, row.get(11)?),
        decision: match (outcome, date, user) {
            (Some(outcome), Some(date), Some(user)) => Some((outcome.parse()?, date, user)),
            _ => None,
        },
    })
}

pub fn list(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<ListRow>> {
    let row = tx.query_opt(&format!("{LIST} and l.id = $2"), &values![org, id])?;
    row.map(|row| list_of(&row)).transpose()
}

/// The lists that have a payee within scope, the latest first.
pub fn lists(tx: &mut Tx, scope: &Scope, limit: u32) -> Result<Vec<ListRow>> {
    let sql = format!(
        "{LIST} and exists (select 1 from payout_account a where a.org = l.org and a.id >= l.first_account \
         and a.id <= l.last_account and a.list = l.id and a.unit in scope($1, $2, $3, $4)) order by l.id desc limit $5"
    );
    let mut params = scope.params();
    params.push(i64::from(limit).into());
    let rows = tx.query(&sql, &params)?;
    rows.iter().map(list_of).collect()
}

/// A list as it is taken in.
pub struct NewList<'a> {
    pub row: &'a ListRow,
    pub file_tag: &'a str,
    pub mapping: &'a str,
}

pub fn insert_list(tx: &mut Tx, org: OrgId, new: &NewList<'_>) -> Result<()> {
    let l = new.row;
    tx.insert(
        "payout_account_list (org, id, seq, date, provenance, document, missing, first_account, last_account, user_id)",
        values![
            org,
            l.id,
            l.seq,
            l.date,
            l.provenance.as_str(),
            l.document.as_deref(),
            l.missing,
            l.span.0,
            l.span.1,
            l.user
        ],
    )?;
    tx.insert(
        "access_import (org, id, seq, kind, file_tag, mapping, rows, added, changed, unchanged, set_aside)",
        values![
            org,
            l.id,
            l.seq,
            "accounts",
            new.file_tag.as_bytes().to_vec(),
            new.mapping,
            l.accounts() + l.unchanged + l.set_aside,
            l.added,
            l.changed,
            l.unchanged,
            l.set_aside
        ],
    )
}

pub fn insert_list_decision(tx: &mut Tx, ctx: &Ctx, list: Id, outcome: Decision) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_account_list_decision (org, id, seq, date, outcome, user_id)",
        values![
            ctx.org,
            list,
            seq,
            ctx.today(),
            outcome.as_str(),
            ctx.actor.user
        ],
    )
}

/// The row that says an import was taken back.
pub fn insert_list_reversal(tx: &mut Tx, org: OrgId, list: &ListRow) -> Result<()> {
    let (seq, id) = (tx.seq()?, tx.new_id()?);
    tx.insert(
        "access_import (org, id, seq, kind, file_tag, mapping, rows, added, changed, unchanged, set_aside, reverses)",
        values![
            org,
            id,
            seq,
            "accounts",
            Vec::<u8>::new(),
            "{}",
            list.accounts(),
            0,
            list.accounts(),
            0,
            0,
            list.id
        ],
    )
}

/// The villages of a list's payees.
pub fn units_of_list(tx: &mut Tx, org: OrgId, list: &ListRow) -> Result<Vec<Id>> {
    let sql = "select distinct a.unit from payout_account a where a.org = $1 and a.id >= $2 and a.id <= $3 \
               and a.list = $4 order by a.unit limit 100000";
    let params = values![org, list.span.0, list.span.1, list.id];
    let rows = tx.query(sql, &params)?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// How many accounts of a list were sent back one by one.
pub fn sent_back(tx: &mut Tx, org: OrgId, list: &ListRow) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from payout_account_decision d where d.org = $1 and d.id >= $2 \
               and d.id <= $3 and d.outcome = 'rejected'";
    let params = values![org, list.span.0, list.span.1];
    tx.query_one(sql, &params)?.get(0)
}

/// How many payments went out to accounts of a list. Only batches made since can hold any, and there payments stand in
/// the order of their accounts: where those of the list begin and end is looked up by place, however long a batch is.
pub fn sent_to_list(tx: &mut Tx, org: OrgId, list: &ListRow) -> Result<i64> {
    let sql = "select b.id, b.lines from payout_batch b where b.org = $1 and b.seq > $2 order by b.id limit 1000000";
    let mut sent = 0;
    for row in tx.query(sql, &values![org, list.seq])? {
        let batch = (row.get(0)?, row.get(1)?);
        let before = places_below(tx, org, batch, list.span.0)?;
        sent += places_below(tx, org, batch, Id(list.span.1.0.saturating_add(1)))? - before;
    }
    Ok(sent)
}

/// How many payments of a batch went to accounts with a smaller id than `account`.
fn places_below(tx: &mut Tx, org: OrgId, (batch, lines): (Id, i64), account: Id) -> Result<i64> {
    let sql = "select l.account from payout_batch_line l where l.org = $1 and l.batch = $2 and l.place = $3";
    let (mut below, mut rest) = (0, lines);
    while below < rest {
        let place = below + (rest - below) / 2 + 1;
        let row = tx.query_opt(sql, &values![org, batch, place])?;
        let row =
            row.ok_or_else(|| Error::Internal(format!("batch {batch} has no place {place}")))?;
        match row.get::<Id>(0)? < account {
            true => below = place,
            false => rest = place - 1,
        }
    }
    Ok(below)
}

/// How many accounts of a list are unusual, by what is unusual about them.
pub fn unusual_of_list(tx: &mut Tx, org: OrgId, list: &ListRow) -> Result<Vec<(String, i64)>> {
    let sql = "select a.unusual, cast(count(*) as bigint) from payout_account a where a.org = $1 and a.id >= $2 \
               and a.id <= $3 and a.list = $4 and a.unusual is not null group by a.unusual order by a.unusual limit 100";
    let params = values![org, list.span.0, list.span.1, list.id];
    let rows = tx.query(sql, &params)?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Which accounts of a list a page asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Unusual,
    /// In the order of the file.
    All,
}

/// Accounts of a list within the asker's scope, from the first after `after` on.
pub fn accounts_of_list(
    tx: &mut Tx,
    scope: &Scope,
    list: &ListRow,
    (which, after, limit): (Which, Id, u32),
) -> Result<Vec<AccountRow>> {
    let decided = decided(tx, scope.org)?;
    let only = match which {
        Which::Unusual => "and a.unusual is not null",
        Which::All => "",
    };
    let sql = format!(
        "select {ACCOUNT} from {ACCOUNTS} where a.org = $1 and a.unit in scope($1, $2, $3, $4) and a.id > $5 \
         and a.id >= $6 and a.id <= $7 and a.list = $8 {only} order by a.id limit $9"
    );
    let mut params = scope.params();
    params.extend(values![
        after,
        list.span.0,
        list.span.1,
        list.id,
        i64::from(limit)
    ]);
    let rows = tx.query(&sql, &params)?;
    rows.iter().map(|row| account_of(row, &decided)).collect()
}

/// Whether a list of this file waits for its decision.
pub fn waits(tx: &mut Tx, org: OrgId, file_tag: &str) -> Result<bool> {
    let sql = "select 1 from payout_account_list l join access_import i on i.org = l.org and i.id = l.id \
               where l.org = $1 and i.file_tag = $2 and not exists (select 1 from payout_account_list_decision d \
               where d.org = l.org and d.id = l.id) limit 1";
    let params = values![org, file_tag.as_bytes().to_vec()];
    Ok(tx.query_opt(sql, &params)?.is_some())
}

/// The payees of a list's accounts that were not sent back, in order, whoever asks.
pub fn left_payees(tx: &mut Tx, org: OrgId, list: &ListRow) -> Result<Vec<Id>> {
    let sql = format!(
        "select a.payee from {ACCOUNTS} where a.org = $1 and a.id >= $2 and a.id <= $3 and a.list = $4 \
         and d.id is null order by a.payee"
    );
    let mut payees = Vec::new();
    tx.scan(
        &sql,
        &values![org, list.span.0, list.span.1, list.id],
        |row| {
            payees.push(row.get(0)?);
            Ok(())
        },
    )?;
    Ok(payees)
}

/// Id and payee of a list's accounts that were not sent back, within scope and by id.
pub fn payees_of_list(tx: &mut Tx, scope: &Scope, list: &ListRow) -> Result<Vec<(Id, Id)>> {
    let sql = format!(
        "select a.id, a.payee from {ACCOUNTS} where a.org = $1 and a.unit in scope($1, $2, $3, $4) and a.id >= $5 \
         and a.id <= $6 and a.list = $7 and d.id is null order by a.id"
    );
    let mut params = scope.params();
    params.extend(values![list.span.0, list.span.1, list.id]);
    let mut found = Vec::new();
    tx.query_each(&sql, &params, |row| {
        found.push((row.get(0)?, row.get(1)?));
        Ok(())
    })?;
    Ok(found)
}
