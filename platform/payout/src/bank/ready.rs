//! Which lines of a round can go to the bank now, and to which account: read table by table, however many they are.

use super::accounts::Sealed;
use super::compare::unsealed;
use super::layout::Order;
use crate::plan::LineKey;
use crate::round::Case;
use crate::standing::Standing;
use crate::store;
use crate::store::accounts as accounts_store;
use ::store::Tx;
use kernel::{Date, Fen, Id, OrgId, Result, parallel};
use std::collections::BTreeMap;

/// Accounts opened together.
const TOGETHER: usize = 10_000;

/// One line that is owed, not out and not held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ready {
    pub key: LineKey,
    /// The household of the line, whose payable falls.
    pub party: Id,
    /// Who gets it.
    pub payee: Id,
    pub net: Fen,
    pub attempt: i64,
    /// The account in force; nothing where there is none.
    pub account: Option<Id>,
}

pub(crate) fn of_standing(standing: &Standing) -> Option<Ready> {
    Some(Ready {
        key: standing.line.key,
        party: standing.line.payee.household,
        payee: standing.payee(),
        net: Fen(standing.line.net()),
        attempt: standing.next_attempt()?,
        account: None,
    })
}

/// Lines to be sent, those that are held, and what happened to lines to which something happened.
pub(crate) struct Waiting {
    pub ready: Vec<Ready>,
    pub held: usize,
    pub touched: BTreeMap<LineKey, Standing>,
}

/// All lines of a round that could go out on `date`, by key. `today` too decides which holds stand.
pub(crate) fn waiting(
    tx: &mut Tx,
    org: OrgId,
    round: Id,
    (date, today): (Date, Date),
) -> Result<Waiting> {
    let live = store::live_keys(tx, org, round)?;
    let mut touched = store::touched_keys(tx, org, round)?;
    touched.retain(|key| live.binary_search(key).is_err());
    let touched = store::standings(tx, org, round, Some(&touched))?;
    let mut found = Waiting {
        ready: Vec::new(),
        held: 0,
        touched,
    };
    let mut live = live.into_iter().peekable();
    store::each_owed(tx, org, round, |key, household, net| {
        while live.next_if(|next| *next < key).is_some() {}
        if live.peek() == Some(&key) {
            return Ok(());
        }
        let mut one = Ready {
            key,
            party: household,
            payee: household,
            net,
            attempt: 1,
            account: None,
        };
        if let Some(standing) = found.touched.get(&key) {
            if standing.is_unclaimed() {
                return Ok(());
            }
            if standing.held(date, today).is_some() {
                found.held += 1;
                return Ok(());
            }
            one = of_standing(standing).unwrap_or(one);
        }
        found.ready.push(one);
        Ok(())
    })?;
    Ok(found)
}

/// The accounts in force of some payees.
pub(crate) struct InForce(Vec<accounts_store::Held>);

impl InForce {
    pub(crate) fn of(&self, payee: Id) -> Option<Id> {
        let at = self.0.binary_search_by_key(&payee, |held| held.payee);
        at.ok().and_then(|at| self.0.get(at)).map(|h| h.account)
    }
}

/// To which account the money of each of these payees goes, as known before a journal row. So a batch is made, and so
/// the audit asks again.
pub(crate) fn in_force(
    tx: &mut Tx,
    org: OrgId,
    payees: impl Iterator<Item = Id>,
    before: i64,
) -> Result<InForce> {
    let mut payees: Vec<Id> = payees.collect();
    payees.sort_unstable();
    payees.dedup();
    let held = accounts_store::in_force_before(tx, org, &payees, before)?;
    Ok(InForce(held))
}

/// Gives each line the account that is in force for its payee.
pub(crate) fn give_accounts(tx: &mut Tx, org: OrgId, ready: &mut [Ready]) -> Result<()> {
    let payees = ready.iter().map(|one| one.payee);
    let held = in_force(tx, org, payees, store::NOW)?;
    for one in ready {
        one.account = held.of(one.payee);
    }
    Ok(())
}

/// What is asked for one line, before it has a name and a sum: nothing where the account was erased.
pub(super) type Opened = Option<(Sealed, String)>;

/// Opens the accounts of lines, in their order, some thousands at a time. `each` is given the place of the first of
/// them (from 0) and what each holds.
pub(super) fn each_opened(
    tx: &mut Tx,
    org: OrgId,
    accounts: &[Id],
    mut each: impl FnMut(usize, &[Opened]) -> Result<()>,
) -> Result<()> {
    let opener = tx.opener(org);
    for (some, number) in accounts.chunks(TOGETHER).zip(0_usize..) {
        let sealed = accounts_store::sealed(tx, org, some)?;
        let opened = parallel::map(some.len(), |at| {
            let Some(account) = some.get(at).and_then(|id| sealed.get(id)) else {
                return Ok(None);
            };
            let open = unsealed(&opener, account)?;
            Ok(open.map(|open| (open, account.bank.clone())))
        });
        let opened = opened.into_iter().collect::<Result<Vec<Opened>>>()?;
        each(number * TOGETHER, &opened)?;
    }
    Ok(())
}

/// `PL202200050100000001`: digits and capitals only, since banks' fields take nothing else.
pub(super) fn reference(number: &str, place: usize) -> String {
    let width = store::bank::PLACE_DIGITS;
    format!("{}{place:0width$}", number.replace('-', ""))
}

pub(super) fn order(
    (number, place): (&str, usize),
    net: Fen,
    (sealed, bank): &(Sealed, String),
    case: &Case,
) -> Order {
    Order {
        reference: reference(number, place),
        account: sealed.number.clone(),
        holder: sealed.holder.clone(),
        bank: bank.clone(),
        amount: net,
        memo: case.round.number.clone(),
    }
}
