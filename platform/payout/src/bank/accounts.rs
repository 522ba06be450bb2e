//! A payee's account: one person writes it down with where he has it from, another confirms it. Until then the former
//! one holds.

use crate::store::accounts::{self as store, AccountRow};
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
    Decision {
        Confirmed = "confirmed",
        Rejected = "rejected",
        /// Its list was taken back.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What whoever confirms an account looks at first.
    Unusual {
        /// The last digit of a card number does not fit the others. Numbers of passbooks have no such digit.
        CheckDigit = "check_digit",
        /// Another payee has the same account.
        Shared = "shared",
        /// The holder is not the head of the household.
        Holder = "holder",
        /// The identity number beside the household's is that of nobody who is known in it.
        Identity = "identity",
    }
}

/// What stands sealed in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    pub holder: String,
    pub number: String,
}

pub(crate) const PLACE: &str = "payout_account";

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
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
    let number =
        plain_number(&input.number).ok_or_else(|| Error::invalid("number", "not_an_account"))?;
    let last_four = last_four(&number).to_owned();
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
        list: None,
        unusual: Vec::new(),
        decision: None,
    };
    store::insert_account(tx, ctx.org, row)?;
    Ok(id)
}

/// The digits alone, 8 to 32 of them; nothing for anything else.
pub fn plain_number(written: &str) -> Option<String> {
    let number: String = kernel::text::half_width(written)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let is_number = (8..=32).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then_some(number)
}

/// The last digits, by which people tell accounts apart without reading them out.
pub fn last_four(number: &str) -> &str {
    number
        .get(number.len().saturating_sub(4)..)
        .unwrap_or_default()
}

/// Whether the last digit of a card number is the one that ISO/IEC 7812 (Luhn) gives.
pub fn fits_check_digit(number: &str) -> bool {
    let digits = number
        .bytes()
        .rev()
        .map(|b| u32::from(b.wrapping_sub(b'0')));
    let weighed = digits.enumerate().map(|(place, digit)| match place % 2 {
        0 => digit,
        _ if digit > 4 => 2 * digit - 9,
        _ => 2 * digit,
    });
    weighed.sum::<u32>() % 10 == 0
}

/// A number of 18 or more digits of which only the first fifteen are left: so Excel keeps what it takes for a number.
pub fn is_destroyed(number: &str) -> bool {
    let lost = number.get(15..).unwrap_or_default();
    number.len() >= 18 && lost.bytes().all(|b| b == b'0')
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DecideAccount {
    pub account: Id,
    pub outcome: Decision,
}

impl Input for DecideAccount {
    const DEED: &'static str = "payout.decide_account";
}

/// Takes the right to review at the payee's village. Refuses `payout.account_decided`, `payout.in_a_list` (it is decided
/// on with its list), `payout.same_person` (who wrote it down).
pub fn decide_account(tx: &mut Tx, ctx: &Ctx, input: DecideAccount) -> Result<Id> {
    let account = store::account(tx, ctx.org, input.account)?.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::ReviewRounds, account.unit)?;
    if input.outcome == Decision::Withdrawn {
        return Err(Error::invalid("outcome", "not_chosen"));
    }
    if let Some((outcome, _)) = account.decision {
        return Err(Refusal::new("payout.account_decided")
            .with("outcome", outcome)
            .into());
    }
    // Confirmed alone it would outlast whatever becomes of its list.
    if account.list.is_some() {
        return Err(Error::refused("payout.in_a_list"));
    }
    if access::deputies::is_own(tx, ctx, account.user, account.seq)? {
        return Err(Refusal::new("payout.same_person")
            .with("step", "propose_account")
            .into());
    }
    store::insert_decision(tx, ctx, account.id, input.outcome)?;
    Ok(account.payee)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_is_told_from_one_with_a_wrong_digit_and_from_one_that_excel_destroyed() {
        for (number, fits, destroyed) in [
            ("4111111111111111", true, false),
            ("4111111111111112", false, false),
            ("6228480402564890018", true, false),
            ("6228480402564890081", false, false),
            ("622848040256489", true, false),
            ("622848040256489000", false, true),
            ("6228480402564890000", true, true),
            ("6228480402564890010", false, false),
        ] {
            let found = (fits_check_digit(number), is_destroyed(number));
            assert_eq!(found, (fits, destroyed), "{number}");
        }
        assert_eq!(plain_number("６２２８ 4800-1234").unwrap(), "622848001234");
        for wrong in ["1234567", "12a45678", "", &"1".repeat(33)] {
            assert_eq!(plain_number(wrong), None, "{wrong}");
        }
    }
}
