//! Accounts that come as a list: one person takes it in, another confirms the whole of it or sends back single rows.
//! Until then the former accounts hold. What was confirmed can be taken back while nothing was paid by it.

use super::accounts::{Decision, PLACE, Provenance, Sealed, Unusual, last_four, plain_number};
use crate::store::account_lists::{self as store, ListRow, NewList};
use crate::store::accounts::{self as accounts_store, AccountRow, Stand};
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::check::{optional, required};
use kernel::{Ctx, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};

/// One payee's account as a list gives it, compared and found to be new or another than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    pub payee: Id,
    /// Its village.
    pub unit: Id,
    pub holder: String,
    /// Digits alone.
    pub number: String,
    pub bank: String,
    pub unusual: Vec<Unusual>,
}

/// What was shown in the preview. The rows are not part of the journalled input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportAccounts {
    /// Keyed hash of the file, in hex.
    pub file_tag: String,
    /// JSON: column letter to field.
    pub mapping: String,
    pub provenance: Provenance,
    pub document: Option<String>,
    /// What the preview compared with.
    pub stand: Stand,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub missing: usize,
    pub set_aside: usize,
}

impl Input for ImportAccounts {
    const DEED: &'static str = "payout.import_accounts";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AccountsImported {
    pub list: Id,
    pub added: usize,
    pub changed: usize,
}

/// Takes the right to pay at every payee's village. Refuses `payout.nothing_new`, `payout.accounts_changed` (an account
/// was entered or decided on since the preview), `payout.list_waits` (this very file waits already), `payout.payee_twice`. `Conflict` where the lines are not as many as the
/// input says. Invalid as [`super::propose_account`].
pub fn import_accounts(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ImportAccounts,
    lines: impl IntoIterator<Item = AccountLine>,
) -> Result<AccountsImported> {
    if !access::holds(tx, ctx, Right::PayRounds)? {
        return Err(Error::Forbidden);
    }
    let wanted = input.added + input.changed;
    if wanted == 0 {
        return Err(Error::refused("payout.nothing_new"));
    }
    if accounts_store::stand(tx, ctx.org)? != input.stand {
        return Err(Error::refused("payout.accounts_changed"));
    }
    if store::waits(tx, ctx.org, &input.file_tag)? {
        return Err(Error::refused("payout.list_waits"));
    }
    let document = optional("document", input.document.as_deref())?;
    let list = tx.new_id()?;
    let (mut span, mut units, mut payees) = ((list, list), BTreeSet::new(), HashSet::new());
    // One after the other, so that a million of them are never held at once; what fails takes all of it back.
    for line in lines {
        if units.insert(line.unit) {
            require(tx, ctx, Right::PayRounds, line.unit)?;
        }
        if !payees.insert(line.payee) {
            return Err(Refusal::new("payout.payee_twice")
                .with("payee", line.payee)
                .into());
        }
        let id = insert(tx, ctx, (list, input.provenance, document.as_deref()), line)?;
        span = (if payees.len() == 1 { id } else { span.0 }, id);
    }
    if payees.len() != wanted {
        return Err(Error::Conflict);
    }
    drop(payees);
    let row = ListRow {
        id: list,
        seq: tx.seq()?,
        date: ctx.today(),
        provenance: input.provenance,
        document,
        user: ctx.actor.user,
        added: count(input.added),
        changed: count(input.changed),
        unchanged: count(input.unchanged),
        missing: count(input.missing),
        set_aside: count(input.set_aside),
        span,
        decision: None,
    };
    let new = NewList {
        row: &row,
        file_tag: &input.file_tag,
        mapping: &input.mapping,
    };
    store::insert_list(tx, ctx.org, &new)?;
    Ok(AccountsImported {
        list,
        added: input.added,
        changed: input.changed,
    })
}

fn insert(
    tx: &mut Tx,
    ctx: &Ctx,
    (list, provenance, document): (Id, Provenance, Option<&str>),
    line: AccountLine,
) -> Result<Id> {
    let number =
        plain_number(&line.number).ok_or_else(|| Error::invalid("number", "not_an_account"))?;
    let holder = required("holder", &line.holder)?;
    let bank = required("bank", &line.bank)?;
    let last_four = last_four(&number).to_owned();
    let (id, sealed) = tx.seal_new(PLACE, &Sealed { holder, number })?;
    let row = AccountRow {
        id,
        seq: tx.seq()?,
        payee: line.payee,
        unit: line.unit,
        date: ctx.today(),
        sealed,
        last_four,
        bank,
        provenance,
        document: document.map(str::to_owned),
        user: ctx.actor.user,
        list: Some(list),
        unusual: line.unusual,
        decision: None,
    };
    accounts_store::insert_account(tx, ctx.org, row)?;
    Ok(id)
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DecideList {
    pub list: Id,
    pub outcome: Decision,
    /// Its accounts that the page showed: those not sent back.
    pub accounts: i64,
}

impl Input for DecideList {
    const DEED: &'static str = "payout.decide_account_list";
}

/// One fact for the whole list. Takes the right to review at every payee's village. Refuses `payout.list_decided`,
/// `payout.same_person` (who took it in), `payout.accounts_changed` (rows were sent back since the page was read),
/// `payout.nothing_left` (all were), `payout.list_overtaken` (payees have a newer account in force: their rows are sent back
/// first).
pub fn decide_list(tx: &mut Tx, ctx: &Ctx, input: DecideList) -> Result<Id> {
    let list = open_list(tx, ctx, input.list)?;
    if input.outcome == Decision::Withdrawn {
        return Err(Error::invalid("outcome", "not_chosen"));
    }
    let left = list.accounts() - store::sent_back(tx, ctx.org, &list)?;
    if left != input.accounts {
        return Err(Error::refused("payout.accounts_changed"));
    }
    if left == 0 && input.outcome == Decision::Confirmed {
        return Err(Error::refused("payout.nothing_left"));
    }
    if input.outcome == Decision::Confirmed {
        let overtaken = overtaken(tx, ctx, &list)?;
        if overtaken > 0 {
            return Err(Refusal::new("payout.list_overtaken")
                .with("count", overtaken)
                .into());
        }
    }
    store::insert_list_decision(tx, ctx, list.id, input.outcome)?;
    Ok(list.id)
}

/// How many payees of a list have an account in force that was written down after the list: the list is older than what
/// it would replace.
fn overtaken(tx: &mut Tx, ctx: &Ctx, list: &ListRow) -> Result<i64> {
    let payees = store::left_payees(tx, ctx.org, list)?;
    let held = accounts_store::in_force(tx, ctx.org, &payees)?;
    Ok(count(
        held.iter()
            .filter(|held| held.account > list.span.1)
            .count(),
    ))
}

/// A list that this person may decide on.
fn open_list(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<ListRow> {
    let list = store::list(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    for unit in store::units_of_list(tx, ctx.org, &list)? {
        require(tx, ctx, Right::ReviewRounds, unit)?;
    }
    if let Some((outcome, ..)) = list.decision {
        return Err(Refusal::new("payout.list_decided")
            .with("outcome", outcome)
            .into());
    }
    if access::deputies::is_own(tx, ctx, list.user, list.seq)? {
        return Err(Refusal::new("payout.same_person")
            .with("step", "propose_account")
            .into());
    }
    Ok(list)
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SendBack {
    pub list: Id,
    pub accounts: Vec<Id>,
}

impl Input for SendBack {
    const DEED: &'static str = "payout.send_back_accounts";
}

/// Sends single rows of a list back before it is confirmed. Takes the right to review at every payee's village.
/// `Invalid` without a row, `NotFound` for one of another list. Refuses as [`decide_list`], then
/// `payout.account_decided`.
pub fn send_back(tx: &mut Tx, ctx: &Ctx, input: SendBack) -> Result<Id> {
    let list = open_list(tx, ctx, input.list)?;
    if input.accounts.is_empty() {
        return Err(Error::invalid("accounts", "required"));
    }
    for account in input.accounts {
        let row = accounts_store::account(tx, ctx.org, account)?;
        let row = row.filter(|row| row.list == Some(list.id));
        let row = row.ok_or(Error::NotFound)?;
        if let Some((outcome, _)) = row.decision {
            return Err(Refusal::new("payout.account_decided")
                .with("outcome", outcome)
                .into());
        }
        accounts_store::insert_decision(tx, ctx, row.id, Decision::Rejected)?;
    }
    Ok(list.id)
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReverseList {
    pub list: Id,
}

impl Input for ReverseList {
    const DEED: &'static str = "payout.reverse_account_list";
}

/// Takes a list back: the accounts from before it hold again. One that nobody confirmed is taken back by who may pay;
/// a confirmed one by somebody who may review and did not take it in, because that changes accounts too. Refuses
/// `payout.list_withdrawn`, `payout.same_person`, `payout.list_rests` (payments went out to its accounts).
pub fn reverse_list(tx: &mut Tx, ctx: &Ctx, input: ReverseList) -> Result<Id> {
    let list = store::list(tx, ctx.org, input.list)?.ok_or(Error::NotFound)?;
    let outcome = list.decision.map(|(outcome, ..)| outcome);
    let is_confirmed = outcome == Some(Decision::Confirmed);
    let right = match is_confirmed {
        true => Right::ReviewRounds,
        false => Right::PayRounds,
    };
    for unit in store::units_of_list(tx, ctx.org, &list)? {
        require(tx, ctx, right, unit)?;
    }
    if outcome == Some(Decision::Withdrawn) {
        return Err(Error::refused("payout.list_withdrawn"));
    }
    if is_confirmed && access::deputies::is_own(tx, ctx, list.user, list.seq)? {
        return Err(Refusal::new("payout.same_person")
            .with("step", "propose_account")
            .into());
    }
    let sent = store::sent_to_list(tx, ctx.org, &list)?;
    if sent > 0 {
        return Err(Refusal::new("payout.list_rests").with("count", sent).into());
    }
    store::insert_list_reversal(tx, ctx.org, &list)?;
    store::insert_list_decision(tx, ctx, list.id, Decision::Withdrawn)?;
    Ok(list.id)
}
