//! Pays shares back where the charter allows it, with the money where there is any.

use super::store::Event;
use super::{Changed, Movement, guards};
use crate::shares::model as shares;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct RedeemShares {
    pub class: Id,
    pub holder: Id,
    /// Smallest units.
    pub quantity: i64,
    pub date: Date,
    /// Paid out of the register's money book.
    pub money: Option<Fen>,
    pub document: Option<String>,
}

impl Input for RedeemShares {
    const DEED: &'static str = "shares.redeem_shares";
}

/// Refuses, in this order: `shares.not_redeemable`, `shares.before_class`, `shares.not_enough`, and what the
/// ledger refuses (the bank holds less than is paid out). Invalid: `date` (`in_the_future`), `quantity`
/// (`out_of_range`), `money` (`not_above_zero`), `document` (`too_long`).
pub fn redeem_shares(tx: &mut Tx, ctx: &Ctx, input: RedeemShares) -> Result<Changed> {
    let (register, class) = guards::class_to_enter(tx, ctx, input.class)?;
    let document = shares::optional("document", input.document.as_deref())?;
    let quantity = guards::quantity(input.quantity)?;
    if !class.is_redeemable {
        return Err(Error::refused("shares.not_redeemable"));
    }
    let date = guards::day(ctx, &class, input.date)?;
    guards::enough(tx, ctx, &class, input.holder, quantity, date)?;
    let money = match input.money {
        Some(money) => {
            let money = shares::above_zero("money", money)?;
            let book = register.money_book;
            let bank = AccountKind::asset(crate::shares::BANK);
            let bank = ledger::account(tx, ctx, book, bank, None)?;
            let capital = ledger::account(tx, ctx, book, AccountKind::debt(super::CAPITAL), None)?;
            let voucher = Voucher {
                book,
                date,
                kind: "share_out",
                source: Some("shares_class"),
                source_id: Some(class.id),
                reverses: None,
                lines: vec![Line::debit(capital, money), Line::credit(bank, money)],
            };
            Some(ledger::post(tx, ctx, voucher)?)
        }
        None => None,
    };
    let movement = Movement {
        from: Some(input.holder),
        to: None,
        quantity,
    };
    let like = Event {
        document,
        money,
        ..Event::default()
    };
    super::post(tx, ctx, &class, ("redeem", date), vec![movement], like)
}
