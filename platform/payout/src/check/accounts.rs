//! Whose account was paid: every payment of a batch went to the account that was in force for its payee when the batch
//! was made, written down by one person and confirmed by another; and batches and payments name each other, else another
//! line could stand in a batch for the one that was paid. A batch is read as a whole, never line by line.

use crate::bank::accounts::Decision;
use crate::bank::ready;
use crate::model::Method;
use crate::plan::{LineKey, LineRow};
use crate::round::Case;
use crate::standing::{Attempt, Standing};
use crate::store::accounts as accounts_store;
use crate::store::bank::{self as bank_store, BatchRow};
use ::store::Tx;
use ::store::audit::Problem;
use access::deputies::{Deed, Past};
use kernel::{Id, Result};
use std::collections::{BTreeMap, HashMap};

/// Places of a batch that one problem names; of more it says how many.
const NAMED: usize = 20;

/// A payment of a batch.
#[derive(Clone, Copy)]
struct Sent {
    place: i64,
    key: LineKey,
    account: Id,
    /// Who was to get it; nothing where the round has no such line.
    payee: Option<Id>,
}

/// Payments of a batch that share a fault.
#[derive(Default)]
struct Places {
    first: Vec<i64>,
    count: usize,
}

impl Places {
    fn add(&mut self, place: i64) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(place);
        }
    }

    fn join(&mut self, other: Places) {
        self.count += other.count;
        let rest = NAMED.saturating_sub(self.first.len());
        self.first.extend(other.first.into_iter().take(rest));
    }
}

/// By batch: `batch_differs` (it is not the payments that were made with it), `account_of_another` (of somebody else than the payee of the line, or of nobody), `account_not_confirmed`
/// when the batch was made, `account_overtaken` (another one of the payee was in force by then),
/// `account_confirmed_by_its_writer`.
pub fn check(
    tx: &mut Tx,
    case: &Case,
    lines: &[LineRow],
    standings: &BTreeMap<LineKey, Standing>,
) -> Result<Vec<Problem>> {
    let (org, round) = (case.round.org, case.round.id);
    let mut problems = Vec::new();
    let batches = bank_store::batches(tx, org, round)?;
    // Payments by file of each journal row.
    let mut made: BTreeMap<i64, usize> = BTreeMap::new();
    for attempt in standings.values().flat_map(|standing| &standing.attempts) {
        if attempt.method == Method::BankFile {
            *made.entry(attempt.seq).or_default() += 1;
        }
    }
    if batches.is_empty() && made.is_empty() {
        return Ok(problems);
    }
    let mut past = Past::read(tx, org)?;
    for batch in batches {
        let made = made.remove(&batch.seq).unwrap_or(0);
        let found = check_batch(tx, (case, &batch, made), (lines, standings), &mut past)?;
        problems.extend(found.into_iter().map(|(code, places)| Problem {
            code,
            place: place_of(&batch, &places),
            seq: batch.seq,
        }));
    }
    problems.extend(made.into_keys().map(|seq| Problem {
        code: "batch_differs",
        place: format!("payout_round {}", case.round.number),
        seq,
    }));
    Ok(problems)
}

/// `payout_batch PL-2022-0005-01 3,17 (2)`: the batch, places in it, how many there are; the batch alone where no place of it
/// is at fault.
fn place_of(batch: &BatchRow, places: &Places) -> String {
    let named: Vec<String> = places.first.iter().map(i64::to_string).collect();
    let (named, more) = (named.join(","), places.count > places.first.len());
    let more = if more { ",…" } else { "" };
    let (number, count) = (&batch.number, places.count);
    if count == 0 {
        return format!("payout_batch {number}");
    }
    format!("payout_batch {number} {named}{more} ({count})")
}

fn check_batch(
    tx: &mut Tx,
    (case, batch, made): (&Case, &BatchRow, usize),
    (lines, standings): (&[LineRow], &BTreeMap<LineKey, Standing>),
    past: &mut Past,
) -> Result<BTreeMap<&'static str, Places>> {
    let org = case.round.org;
    let mut found: BTreeMap<&'static str, Places> = BTreeMap::new();
    let mut tell = |code, one: &Sent| found.entry(code).or_default().add(one.place);
    let mut sent = Vec::with_capacity(made);
    bank_store::each_sent(tx, org, batch.id, |row| {
        let standing = standings.get(&row.key);
        let line = || lines.binary_search_by_key(&row.key, |line| line.key).ok();
        let payee = match standing {
            Some(standing) => Some(standing.payee_at(batch.seq)),
            None => line()
                .and_then(|at| lines.get(at))
                .map(|l| l.payee.household),
        };
        let one = Sent {
            place: row.place,
            key: row.key,
            account: row.account,
            payee,
        };
        let is_it =
            |a: &&Attempt| (a.attempt, a.seq, a.amount) == (row.attempt, batch.seq, row.amount);
        let paid = standing.and_then(|standing| standing.attempts.iter().find(is_it));
        if paid.is_none_or(|paid| paid.method != Method::BankFile) {
            tell("batch_differs", &one);
        }
        sent.push(one);
        Ok(())
    })?;
    // A line that stands there twice takes the place of another.
    sent.sort_unstable_by_key(|one| (one.key, one.place));
    for (one, next) in sent.iter().zip(sent.iter().skip(1)) {
        if one.key == next.key {
            tell("batch_differs", next);
        }
    }
    sent.sort_unstable_by_key(|one| (one.account, one.place));
    let in_force = ready::in_force(tx, org, sent.iter().filter_map(|one| one.payee), batch.seq)?;
    let mut accounts: Vec<Id> = sent.iter().map(|one| one.account).collect();
    accounts.dedup();
    // Who confirmed what whom wrote: a list is one such pair, however long it is.
    let mut pairs: HashMap<(Deed, Deed), Places> = HashMap::new();
    let mut rest = sent.iter().peekable();
    accounts_store::each_stood(tx, org, &accounts, batch.seq, |stood| {
        while let Some(one) = rest.next_if(|one| one.account < stood.id) {
            tell("account_of_another", one);
        }
        while let Some(one) = rest.next_if(|one| one.account == stood.id) {
            let is_own = one.payee == Some(stood.payee);
            if !is_own {
                tell("account_of_another", one);
            }
            let held = stood.held.filter(|h| h.outcome == Decision::Confirmed);
            let Some(held) = held else {
                tell("account_not_confirmed", one);
                continue;
            };
            if is_own && in_force.of(stood.payee) != Some(stood.id) {
                tell("account_overtaken", one);
            }
            let pair = (held.by, stood.written);
            pairs.entry(pair).or_default().add(one.place);
        }
        Ok(())
    })?;
    rest.for_each(|one| tell("account_of_another", one));
    if sent.len() != made || i64::try_from(made) != Ok(batch.lines) {
        found.entry("batch_differs").or_default();
    }
    for ((confirmed, written), places) in pairs {
        if past.was_own(tx, confirmed, written)? {
            let code = "account_confirmed_by_its_writer";
            found.entry(code).or_default().join(places);
        }
    }
    found
        .values_mut()
        .for_each(|places| places.first.sort_unstable());
    Ok(found)
}
