//! What the boards of the first page count; each within the scope handed in.

use ::store::{Row, Tx, values};
use access::Scope;
use kernel::{Fen, Id, Result};

/// The state of a round as it is now, joined as `s`.
const NOW: &str = "join payout_state s on s.org = r.org and s.id = r.id and s.seq = (select max(n.seq) \
                   from payout_state n where n.org = r.org and n.id = r.id)";
/// A round is seen where it is one's own, or where one of its lines is.
const SEEN: &str = "(r.unit in scope($1, $2, $3, $4) or exists (select 1 from payout_line sl where \
                    sl.org = r.org and sl.round = r.id and sl.unit in scope($1, $2, $3, $4)))";
/// A payment `p` that has not come back.
const LIVE: &str = "p.state = 'paid' and not exists (select 1 from payout_return t where t.org = p.org \
                    and t.round = p.round and t.leaf_key = p.leaf_key and t.attempt = p.attempt)";
/// The line `l` stands among the unclaimed.
const UNCLAIMED: &str = "exists (select 1 from payout_settlement u where u.org = l.org and u.round = l.round \
                         and u.leaf_key = l.leaf_key and u.kind = 'unclaimed') and not exists (select 1 \
                         from payout_settlement u where u.org = l.org and u.round = l.round \
                         and u.leaf_key = l.leaf_key and u.kind = 'claimed_again')";

/// A word or a round, how many, and what sum.
pub(in crate::rounds) type Counted<K> = (K, i64, Fen);

/// Reads one [`Counted`].
macro_rules! counted {
    () => {
        |row: &Row| Ok((row.get(0)?, row.get(1)?, Fen(row.get(2)?)))
    };
}

/// Rounds by the stage that people know; the sum is that of the pools.
pub(in crate::rounds) fn stages(tx: &mut Tx, scope: &Scope) -> Result<Vec<Counted<String>>> {
    let sql = format!(
        "select x.stage, cast(count(*) as bigint), cast(coalesce(sum(x.pool), 0) as bigint) from (select r.pool, \
         case when s.state = 'calculated' and exists (select 1 from payout_state d where d.org = r.org \
         and d.id = r.id and d.step = 'display') then 'displayed' else s.state end as stage \
         from payout_round r {NOW} where r.org = $1 and {SEEN}) x group by x.stage order by x.stage limit 20"
    );
    tx.query(&sql, &scope.params())?
        .iter()
        .map(counted!())
        .collect()
}

/// Number and title of rounds.
pub(in crate::rounds) fn named(
    tx: &mut Tx,
    scope: &Scope,
    id: Id,
) -> Result<Option<(String, String)>> {
    let sql = "select number, title from payout_round where org = $1 and id = $2";
    tx.query_opt(sql, &values![scope.org, id])?
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .transpose()
}

/// By round what `clause` finds among the lines in scope, the latest round first.
fn lines_of(tx: &mut Tx, scope: &Scope, clause: &str) -> Result<Vec<Counted<Id>>> {
    let sql = format!(
        "select r.id, cast(count(*) as bigint), cast(coalesce(sum(l.gross - l.tax), 0) as bigint) \
         from payout_round r {NOW} join payout_line l on l.org = r.org and l.round = r.id \
         where r.org = $1 and l.unit in scope($1, $2, $3, $4) and {clause} \
         group by r.id order by r.id desc limit 500"
    );
    tx.query(&sql, &scope.params())?
        .iter()
        .map(counted!())
        .collect()
}

fn paid() -> String {
    format!(
        "exists (select 1 from payout_payment p where p.org = l.org and p.round = l.round \
         and p.leaf_key = l.leaf_key and {LIVE})"
    )
}

/// Declared, neither paid nor moved to the unclaimed.
pub(in crate::rounds) fn owed(tx: &mut Tx, scope: &Scope) -> Result<Vec<Counted<Id>>> {
    let clause = format!(
        "s.state = 'declared' and l.gross > l.tax and not {} and not ({UNCLAIMED})",
        paid()
    );
    lines_of(tx, scope, &clause)
}

/// Held today; held lines of a round that is not declared yet count too.
pub(in crate::rounds) fn held(tx: &mut Tx, scope: &Scope) -> Result<Vec<Counted<Id>>> {
    let clause = format!(
        "s.state not in ('cancelled', 'reversed', 'closed') and not {} and l.leaf_key in (select h.leaf_key \
         from dated(payout_hold, $1, $4, {}) h where h.round = l.round)",
        paid(),
        i64::MAX
    );
    lines_of(tx, scope, &clause)
}

pub(in crate::rounds) fn unclaimed(tx: &mut Tx, scope: &Scope) -> Result<Vec<Counted<Id>>> {
    lines_of(tx, scope, &format!("s.state <> 'reversed' and {UNCLAIMED}"))
}

/// Payments that came back, each of them.
pub(in crate::rounds) fn returned(tx: &mut Tx, scope: &Scope) -> Result<Vec<Counted<Id>>> {
    let sql = "select b.round, cast(count(*) as bigint), cast(coalesce(sum(p.amount), 0) as bigint) \
               from payout_return b join payout_payment p on p.org = b.org and p.round = b.round \
               and p.leaf_key = b.leaf_key and p.attempt = b.attempt join payout_line l on l.org = b.org \
               and l.round = b.round and l.leaf_key = b.leaf_key where b.org = $1 \
               and l.unit in scope($1, $2, $3, $4) group by b.round order by b.round desc limit 500";
    tx.query(sql, &scope.params())?
        .iter()
        .map(counted!())
        .collect()
}

/// What those who were paid too much still have to hand back.
pub(in crate::rounds) fn receivable(tx: &mut Tx, scope: &Scope) -> Result<Vec<Counted<Id>>> {
    let sql = "select x.round, cast(count(*) as bigint), cast(sum(x.owes) as bigint) from (select b.round, \
               b.leaf_key, sum(case when b.kind = 'receivable' then b.amount else -b.amount end) as owes \
               from payout_settlement b join payout_line l on l.org = b.org and l.round = b.round \
               and l.leaf_key = b.leaf_key where b.org = $1 and b.kind in ('receivable', 'recovered') \
               and l.unit in scope($1, $2, $3, $4) group by b.round, b.leaf_key) x where x.owes > 0 \
               group by x.round order by x.round desc limit 500";
    tx.query(sql, &scope.params())?
        .iter()
        .map(counted!())
        .collect()
}

/// Book, entity, and what it holds undistributed, of books of the scope's units.
pub(in crate::rounds) fn undistributed(
    tx: &mut Tx,
    scope: &Scope,
) -> Result<Vec<(Id, String, Fen)>> {
    let sql = "select b.id, b.entity, cast(sum(n.balance * a.side) as bigint) from ledger_book b \
               join ledger_account a on a.org = b.org and a.book = b.id and a.code = 'undistributed' \
               join ledger_balance_now n on n.org = a.org and n.account = a.id where b.org = $1 \
               and b.measure = 'fen' and b.unit in scope($1, $2, $3, $4) \
               group by b.id, b.entity order by b.id limit 500";
    let book = |row: &Row| Ok((row.get(0)?, row.get(1)?, Fen(row.get(2)?)));
    tx.query(sql, &scope.params())?.iter().map(book).collect()
}

/// Objections by round: all, without an answer, upheld, rejected, withdrawn.
pub(in crate::rounds) fn objections(tx: &mut Tx, scope: &Scope) -> Result<Vec<(Id, [i64; 5])>> {
    let of = |outcome: &str| {
        format!(
            "cast(coalesce(sum(case when a.outcome = '{outcome}' then 1 else 0 end), 0) as bigint)"
        )
    };
    let sql = format!(
        "select o.round, cast(count(*) as bigint), \
         cast(coalesce(sum(case when a.outcome is null then 1 else 0 end), 0) as bigint), {}, {}, {} \
         from payout_objection o left join payout_objection_answer a on a.org = o.org and a.id = o.id \
         where o.org = $1 and o.unit in scope($1, $2, $3, $4) group by o.round order by o.round desc limit 500",
        of("upheld"),
        of("rejected"),
        of("withdrawn")
    );
    let read = |row: &Row| {
        let counts = [
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
        ];
        Ok((row.get(0)?, counts))
    };
    tx.query(&sql, &scope.params())?.iter().map(read).collect()
}

/// By the year of the round: rounds declared and not taken back, and what they gave the lines in scope.
pub(in crate::rounds) fn declared(tx: &mut Tx, scope: &Scope) -> Result<Vec<Counted<i64>>> {
    let sql = format!(
        "select r.year, cast(count(distinct r.id) as bigint), cast(coalesce(sum(l.gross - l.tax), 0) as bigint) \
         from payout_round r {NOW} join payout_line l on l.org = r.org and l.round = r.id where r.org = $1 \
         and l.unit in scope($1, $2, $3, $4) and s.state in ('declared', 'paid', 'closed') \
         group by r.year order by r.year desc limit 100"
    );
    tx.query(&sql, &scope.params())?
        .iter()
        .map(counted!())
        .collect()
}

/// By the year of the round: lines of such rounds that are paid, and what was paid.
pub(in crate::rounds) fn paid_out(tx: &mut Tx, scope: &Scope) -> Result<Vec<Counted<i64>>> {
    let sql = format!(
        "select r.year, cast(count(*) as bigint), cast(coalesce(sum(p.amount), 0) as bigint) \
         from payout_round r {NOW} join payout_line l on l.org = r.org and l.round = r.id \
         join payout_payment p on p.org = l.org and p.round = l.round and p.leaf_key = l.leaf_key and {LIVE} \
         where r.org = $1 and l.unit in scope($1, $2, $3, $4) and s.state in ('declared', 'paid', 'closed') \
         group by r.year order by r.year desc limit 100"
    );
    tx.query(&sql, &scope.params())?
        .iter()
        .map(counted!())
        .collect()
}

/// By the year of the round: rounds taken back, with their pools.
pub(in crate::rounds) fn reversed(tx: &mut Tx, scope: &Scope) -> Result<Vec<Counted<i64>>> {
    let sql = format!(
        "select r.year, cast(count(*) as bigint), cast(coalesce(sum(r.pool), 0) as bigint) from payout_round r {NOW} \
         where r.org = $1 and s.state = 'reversed' and {SEEN} group by r.year order by r.year desc limit 100"
    );
    tx.query(&sql, &scope.params())?
        .iter()
        .map(counted!())
        .collect()
}
