//! Takes back a sale that was recorded wrongly, by its mirror.

use super::store::{self, Sale};
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::{Ctx, Error, Fen, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct VoidSale {
    pub sale: Id,
}

impl Input for VoidSale {
    const DEED: &'static str = "market.void_sale";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SaleVoided {
    pub seller: Id,
}

/// Refuses `shares.is_reversal`, `shares.already_reversed`, and what reversing a voucher refuses.
pub fn void_sale(tx: &mut Tx, ctx: &Ctx, input: VoidSale) -> Result<SaleVoided> {
    let sale = store::sale(tx, ctx.org, input.sale)?.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::EnterProjects, sale.unit)?;
    if sale.voids.is_some() {
        return Err(Error::refused("shares.is_reversal"));
    }
    if store::is_void(tx, ctx.org, sale.id)? {
        return Err(Error::refused("shares.already_reversed"));
    }
    let mirror = Sale {
        id: tx.new_id()?,
        grams: -sale.grams,
        amount: Fen(-sale.amount.0),
        voucher: ledger::reverse(tx, ctx, sale.voucher, sale.date)?,
        voids: Some(sale.id),
        ..sale
    };
    store::insert(tx, ctx.org, &mirror)?;
    Ok(SaleVoided {
        seller: mirror.seller,
    })
}
