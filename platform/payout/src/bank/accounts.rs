//! A payee's account: one person writes it down with where he has it from, another confirms it. Until then the former
//! one holds.

use crate::store::bank::{self as store, AccountRow};
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::check::{optional, required};
use kernel::{Ctx, Error, Id, Refusal, Result, words};
use serde::{Deserialize, Serialize};

words! {
    /// Where an account is known from.
    Provenance { Passbook = "passbook", BankList = "bank_list", Told = "told" }
}

words! {
    Decision { Confirmed = "confirmed", Rejected = "rejected" }
}

/// What stands sealed in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    pub holder: String,
    pub number: String,
}

pub(crate) const PLACE: &str = "payout_account";

#[derive(Debug, Clone, Serialize)]
pub struct ProposeAccount {
    /// Household or organisation.
    pub payee: Id,
    /// Its village.
    pub unit: Id,
    pub holder: String,
    pub number: String,
    pub bank: String,
    pub provenance: Provenance,
    pub document: Option<String>,
}

impl Input for ProposeAccount {
    const DEED: &'static str = "payout.propose_account";
    const PERSONAL: &'static [&'static str] = &["holder", "number"];
}

/// Takes the right to pay at the payee's village. Invalid: `holder`, `bank` (`required`, `too_long`), `number`
/// (`not_an_account`: 8 to 32 digits).
pub fn propose_account(tx: &mut Tx, ctx: &Ctx, input: ProposeAccount) -> Result<Id> {
    let id = tx.new_subject()?;
    tx.set_input_subject(id);
    require(tx, ctx, Right::PayRounds, input.unit)?;
    let holder = required("holder", &input.holder)?;
    let bank = required("bank", &input.bank)?;
    let number: String = kernel::text::half_width(&input.number)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let is_number = (8..=32).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    if !is_number {
        return Err(Error::invalid("number", "not_an_account"));
    }
    let last_four = number
        .get(number.len() - 4..)
        .unwrap_or_default()
        .to_owned();
    let sealed = tx.seal(id, PLACE, id, &Sealed { holder, number })?;
    let row = AccountRow {
        id,
        seq: tx.seq()?,
        payee: input.payee,
        unit: input.unit,
        date: ctx.today(),
        sealed,
        last_four,
        bank,
        provenance: input.provenance,
        document: optional("document", input.document.as_deref())?,
        user: ctx.actor.user,
        decision: None,
    };
    store::insert_account(tx, ctx.org, &row)?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize)]
pub struct DecideAccount {
    pub account: Id,
    pub outcome: Decision,
}

impl Input for DecideAccount {
    const DEED: &'static str = "payout.decide_account";
}

/// Takes the right to review at the payee's village. Refuses `payout.account_decided`, `payout.same_person` (who wrote
/// it down).
pub fn decide_account(tx: &mut Tx, ctx: &Ctx, input: DecideAccount) -> Result<Id> {
    let account = store::account(tx, ctx.org, input.account)?.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::ReviewRounds, account.unit)?;
    if let Some((outcome, _)) = account.decision {
        return Err(Refusal::new("payout.account_decided")
            .with("outcome", outcome)
            .into());
    }
    if access::deputies::is_own(tx, ctx, account.user, account.seq)? {
        return Err(Refusal::new("payout.same_person")
            .with("step", "propose_account")
            .into());
    }
    store::insert_decision(tx, ctx, account.id, input.outcome)?;
    Ok(account.payee)
}
