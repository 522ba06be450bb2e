//! SQL of payees' accounts.

use super::*;
use crate::bank::accounts::{Decision, Provenance, Unusual};
use ::store::Cells;
use access::deputies::Deed;
use std::collections::HashMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    pub id: Id,
    /// The journal row that wrote it.
    pub seq: i64,
    pub payee: Id,
    pub unit: Id,
    pub date: Date,
    pub sealed: Vec<u8>,
    pub last_four: String,
    pub bank: String,
    pub provenance: Provenance,
    pub document: Option<String>,
    /// Who wrote it down.
    pub user: Id,
    /// The list that it came with.
    pub list: Option<Id>,
    pub unusual: Vec<Unusual>,
    /// Its own, else that of its list.
    pub decision: Option<(Decision, Date)>,
}

pub(super) const ACCOUNT: &str = "a.id, a.payee, a.unit, a.date, a.sealed, a.last_four, a.bank, a.provenance, a.document, \
                       a.user_id, a.list, a.unusual, a.seq, d.outcome, d.date, d.seq, d.user_id";
const OWN: &str = "d.outcome, d.date, d.seq, d.user_id";
pub(super) const ACCOUNTS: &str =
    "payout_account a left join payout_account_decision d on d.org = a.org and d.id = a.id";

/// Keys in one statement.
const CHUNK: usize = 400;
/// From so many payees on, all accounts are read through once.
const MANY: usize = 10_000;

/// What was decided, on an account or on its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling {
    pub outcome: Decision,
    pub by: Deed,
}

/// What was decided on lists, by list.
pub type Decided = HashMap<Id, Ruling>;

pub fn decided(tx: &mut Tx, org: OrgId) -> Result<Decided> {
    decided_before(tx, org, NOW)
}

/// As known before a journal row.
fn decided_before(tx: &mut Tx, org: OrgId, before: i64) -> Result<Decided> {
    let sql = "select d.id, d.outcome, d.date, d.seq, d.user_id from payout_account_list_decision d where d.org = $1 \
               and d.seq < $2 order by d.id, d.seq limit 1000000";
    let mut decided = Decided::new();
    for row in tx.query(sql, &values![org, before])? {
        let outcome = row.get::<String>(1)?.parse()?;
        let by = Deed {
            date: row.get(2)?,
            seq: row.get(3)?,
            user: row.get(4)?,
        };
        decided.insert(row.get(0)?, Ruling { outcome, by });
    }
    Ok(decided)
}

/// What holds of an account: a decision of its own goes before that of its list.
fn held_of(own: Option<Ruling>, list: Option<Id>, decided: &Decided) -> Option<Ruling> {
    own.or_else(|| decided.get(&list?).copied())
}

/// The four columns of [`OWN`] from one of them on: what was decided on an account itself before a journal row.
fn own_of(row: &impl Columns, at: usize, before: i64) -> Result<Option<Ruling>> {
    let Some(outcome) = row.get::<Option<String>>(at)? else {
        return Ok(None);
    };
    let by = Deed {
        date: row.get(at + 1)?,
        seq: row.get(at + 2)?,
        user: row.get(at + 3)?,
    };
    let outcome = outcome.parse()?;
    Ok((by.seq < before).then_some(Ruling { outcome, by }))
}

pub(super) fn account_of(row: &Row, decided: &Decided) -> Result<AccountRow> {
    let list: Option<Id> = row.get(10)?;
    let unusual: Option<String> = row.get(11)?;
    let words = unusual.iter().flat_map(|all| all.split(','));
    let held = held_of(own_of(row, 13, NOW)?, list, decided);
    Ok(AccountRow {
        id: row.get(0)?,
        seq: row.get(12)?,
        payee: row.get(1)?,
        unit: row.get(2)?,
        date: row.get(3)?,
        sealed: row.get(4)?,
        last_four: row.get(5)?,
        bank: row.get(6)?,
        provenance: row.get::<String>(7)?.parse()?,
        document: row.get(8)?,
        user: row.get(9)?,
        list,
        unusual: words.map(str::parse).collect::<Result<_>>()?,
        decision: held.map(|held| (held.outcome, held.by.date)),
    })
}

pub fn insert_account(tx: &mut Tx, org: OrgId, a: AccountRow) -> Result<()> {
    let unusual: Vec<&str> = a.unusual.iter().map(|one| one.as_str()).collect();
    let unusual = (!unusual.is_empty()).then(|| unusual.join(","));
    tx.insert(
        "payout_account (org, id, seq, payee, unit, date, sealed, last_four, bank, provenance, document, user_id, \
         list, unusual)",
        values![
            org,
            a.id,
            a.seq,
            a.payee,
            a.unit,
            a.date,
            a.sealed,
            a.last_four,
            a.bank,
            a.provenance.as_str(),
            a.document,
            a.user,
            a.list,
            unusual
        ],
    )
}

pub fn insert_decision(tx: &mut Tx, ctx: &Ctx, account: Id, outcome: Decision) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_account_decision (org, id, seq, date, outcome, user_id)",
        values![
            ctx.org,
            account,
            seq,
            ctx.today(),
            outcome.as_str(),
            ctx.actor.user
        ],
    )
}

pub fn account(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<AccountRow>> {
    let decided = decided(tx, org)?;
    let sql = format!("select {ACCOUNT} from {ACCOUNTS} where a.org = $1 and a.id = $2");
    let row = tx.query_opt(&sql, &values![org, id])?;
    row.map(|row| account_of(&row, &decided)).transpose()
}

/// These accounts, by id.
pub fn accounts(tx: &mut Tx, org: OrgId, ids: &[Id]) -> Result<Vec<AccountRow>> {
    let decided = decided(tx, org)?;
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(CHUNK) {
        let mut params = values![org];
        let among = among(&mut params, some);
        let sql = format!(
            "select {ACCOUNT} from {ACCOUNTS} where a.org = $1 and a.id in ({among}) order by a.id"
        );
        tx.query_each(&sql, &params, |row| {
            found.push(account_of(&row, &decided)?);
            Ok(())
        })?;
    }
    Ok(found)
}

/// The account of a payee that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub payee: Id,
    pub account: Id,
}

/// The account in force of each of these payees that has one, by payee: the one confirmed last. `payees` in order,
/// each once.
pub fn in_force(tx: &mut Tx, org: OrgId, payees: &[Id]) -> Result<Vec<Held>> {
    in_force_before(tx, org, payees, NOW)
}

/// As known before a journal row.
pub fn in_force_before(tx: &mut Tx, org: OrgId, payees: &[Id], before: i64) -> Result<Vec<Held>> {
    let decided = decided_before(tx, org, before)?;
    let mut found = Vec::with_capacity(payees.len());
    let (mut best, mut seq) = (None::<Held>, 0);
    let select = format!("select a.payee, a.id, a.list, {OWN} from");
    let mut each = |row: Cells<'_>| {
        let (payee, account): (Id, Id) = (row.get(0)?, row.get(1)?);
        let held = held_of(own_of(&row, 3, before)?, row.get(2)?, &decided);
        let Some(held) = held.filter(|held| held.outcome == Decision::Confirmed) else {
            return Ok(());
        };
        let at = held.by.seq;
        match best {
            Some(other) if other.payee == payee && seq > at => return Ok(()),
            Some(other) if other.payee != payee => found.push(other),
            _ => {}
        }
        (best, seq) = (Some(Held { payee, account }), at);
        Ok(())
    };
    if payees.len() < MANY {
        for some in payees.chunks(CHUNK) {
            let mut params = values![org];
            let among = among(&mut params, some);
            let sql = format!(
                "{select} {ACCOUNTS} where a.org = $1 and a.payee in ({among}) order by a.payee, a.id"
            );
            tx.scan(&sql, &params, &mut each)?;
        }
    } else {
        let sql = format!("{select} {ACCOUNTS} where a.org = $1 order by a.payee, a.id");
        let mut rest = payees.iter().peekable();
        tx.scan(&sql, &values![org], |row| {
            let payee: Id = row.get(0)?;
            while rest.next_if(|next| **next < payee).is_some() {}
            match rest.peek() {
                Some(next) if **next == payee => each(row),
                _ => Ok(()),
            }
        })?;
    }
    found.extend(best);
    Ok(found)
}

/// `$2, $3, …` for some ids, which are added to the parameters.
pub(super) fn among(params: &mut Vec<Value>, ids: &[Id]) -> String {
    let places: Vec<String> = ids
        .iter()
        .map(|id| {
            params.push((*id).into());
            format!("${}", params.len())
        })
        .collect();
    places.join(", ")
}

/// What is asked of the bank of one account, still sealed, with the key that opens it.
#[derive(Debug, Clone)]
pub struct SealedAccount {
    pub id: Id,
    pub bank: String,
    pub sealed: Vec<u8>,
    /// Nothing where the account was erased.
    pub wrapped: Option<Vec<u8>>,
}

/// These accounts, by id; beside them maybe others of the lists that they came with.
pub fn sealed(tx: &mut Tx, org: OrgId, accounts: &[Id]) -> Result<HashMap<Id, SealedAccount>> {
    let mut found = HashMap::with_capacity(accounts.len());
    let select = "select a.id, a.bank, a.sealed, k.wrapped from payout_account a left join subject_key k on k.org = a.org \
                  and k.subject = a.id where a.org = $1";
    each_of(tx, org, select, accounts, |row| {
        let one = SealedAccount {
            id: row.get(0)?,
            bank: row.get(1)?,
            sealed: row.get(2)?,
            wrapped: row.get(3)?,
        };
        found.insert(one.id, one);
        Ok(())
    })?;
    Ok(found)
}

/// Rows of accounts by id, sometimes also those between the ones that were asked for. `accounts` in order, each once.
fn each_of(
    tx: &mut Tx,
    org: OrgId,
    select: &str,
    accounts: &[Id],
    mut each: impl FnMut(Cells<'_>) -> Result<()>,
) -> Result<()> {
    // Accounts of a list stand one behind the other.
    let span = accounts.iter().min().zip(accounts.iter().max());
    let wide = |(first, last): (&Id, &Id)| last.0.abs_diff(first.0) >= 2 * accounts.len() as u64;
    if let Some((first, last)) = span.filter(|span| !wide(*span)) {
        let sql = format!("{select} and a.id >= $2 and a.id <= $3 order by a.id");
        return tx.scan(&sql, &values![org, *first, *last], &mut each);
    }
    for some in accounts.chunks(CHUNK) {
        let mut params = values![org];
        let among = among(&mut params, some);
        let sql = format!("{select} and a.id in ({among}) order by a.id");
        tx.scan(&sql, &params, &mut each)?;
    }
    Ok(())
}

/// An account with who wrote it down, and what held of it.
pub struct Stood {
    pub id: Id,
    pub payee: Id,
    pub written: Deed,
    pub held: Option<Ruling>,
}

/// Accounts by id as known before a journal row, sometimes also those between the ones that were asked for. `accounts` in
/// order, each once.
pub fn each_stood(
    tx: &mut Tx,
    org: OrgId,
    accounts: &[Id],
    before: i64,
    mut each: impl FnMut(Stood) -> Result<()>,
) -> Result<()> {
    let decided = decided_before(tx, org, before)?;
    let select = format!(
        "select a.id, a.payee, a.user_id, a.seq, a.date, a.list, {OWN} from {ACCOUNTS} where a.org = $1"
    );
    each_of(tx, org, &select, accounts, |row| {
        let written = Deed {
            user: row.get(2)?,
            seq: row.get(3)?,
            date: row.get(4)?,
        };
        each(Stood {
            id: row.get(0)?,
            payee: row.get(1)?,
            written,
            held: held_of(own_of(&row, 6, before)?, row.get(5)?, &decided),
        })
    })
}

/// One account of the organisation as a comparison reads it.
pub struct Standing {
    pub payee: Id,
    pub unit: Id,
    /// The journal row that confirmed it; nothing while it waits.
    pub confirmed: Option<i64>,
    pub account: SealedAccount,
}

/// All accounts that were not sent back, by payee and id.
pub fn each_standing(
    tx: &mut Tx,
    org: OrgId,
    mut each: impl FnMut(Standing) -> Result<()>,
) -> Result<()> {
    let decided = decided(tx, org)?;
    let sql = format!(
        "select a.payee, a.id, a.unit, a.bank, a.sealed, k.wrapped, a.list, {OWN} from {ACCOUNTS} \
         left join subject_key k on k.org = a.org and k.subject = a.id where a.org = $1 order by a.payee, a.id"
    );
    tx.query_each(&sql, &values![org], |row| {
        let confirmed = match held_of(own_of(&row, 7, NOW)?, row.get(6)?, &decided) {
            None => None,
            Some(held) if held.outcome == Decision::Confirmed => Some(held.by.seq),
            Some(_) => return Ok(()),
        };
        each(Standing {
            payee: row.get(0)?,
            unit: row.get(2)?,
            confirmed,
            account: SealedAccount {
                id: row.get(1)?,
                bank: row.get(3)?,
                sealed: row.get(4)?,
                wrapped: row.get(5)?,
            },
        })
    })
}

/// Accounts within scope before one of them, the latest first.
pub fn accounts_in(tx: &mut Tx, scope: &Scope, before: Id, limit: u32) -> Result<Vec<AccountRow>> {
    let decided = decided(tx, scope.org)?;
    let sql = format!(
        "select {ACCOUNT} from {ACCOUNTS} where a.org = $1 and a.unit in scope($1, $2, $3, $4) \
         and a.id < $5 order by a.id desc limit $6"
    );
    let mut params = scope.params();
    params.extend(values![before, i64::from(limit)]);
    let rows = tx.query(&sql, &params)?;
    rows.iter().map(|row| account_of(row, &decided)).collect()
}

/// Accounts of no list that nobody has decided on, the oldest first.
pub fn open_accounts_in(tx: &mut Tx, scope: &Scope, limit: u32) -> Result<Vec<AccountRow>> {
    let sql = format!(
        "select {ACCOUNT} from {ACCOUNTS} where a.org = $1 and a.unit in scope($1, $2, $3, $4) \
         and a.list is null and d.id is null order by a.id limit $5"
    );
    let mut params = scope.params();
    params.push(i64::from(limit).into());
    let rows = tx.query(&sql, &params)?;
    rows.iter()
        .map(|row| account_of(row, &Decided::new()))
        .collect()
}

/// What of an organisation's accounts and decisions is known: nothing was added where both are the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stand {
    /// The last account.
    pub account: Id,
    /// The last decision on an account or a list.
    pub decided: i64,
}

pub fn stand(tx: &mut Tx, org: OrgId) -> Result<Stand> {
    let sql = "select coalesce((select max(a.id) from payout_account a where a.org = $1), 0), \
               coalesce((select max(d.seq) from payout_account_decision d where d.org = $1), 0), \
               coalesce((select max(l.seq) from payout_account_list_decision l where l.org = $1), 0)";
    let row = tx.query_one(sql, &values![org])?;
    let (own, lists): (i64, i64) = (row.get(1)?, row.get(2)?);
    Ok(Stand {
        account: row.get(0)?,
        decided: own.max(lists),
    })
}

/// Of these accounts: the last four digits and the bank, by id.
pub fn faces(tx: &mut Tx, org: OrgId, accounts: &[Id]) -> Result<HashMap<Id, (String, String)>> {
    let mut found = HashMap::new();
    for some in accounts.chunks(CHUNK) {
        let mut params = values![org];
        let among = among(&mut params, some);
        let sql = format!(
            "select a.id, a.last_four, a.bank from payout_account a where a.org = $1 and a.id in ({among}) order by a.id"
        );
        tx.query_each(&sql, &params, |row| {
            found.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
            Ok(())
        })?;
    }
    Ok(found)
}
