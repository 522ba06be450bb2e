//! A sale of the net: what `market` records, kept out of periods that are settled.

use crate::market::{RecordSale, SaleRecorded, record_sale};
use ::store::Tx;
use kernel::{Ctx, Result};

/// Refuses `net.not_on_day`, `net.settled`, then what recording a sale refuses.
pub fn sell(tx: &mut Tx, ctx: &Ctx, input: RecordSale) -> Result<SaleRecorded> {
    let net = super::net_to_enter(tx, ctx, input.seller, input.date.min(ctx.today()))?;
    super::hold_open(tx, ctx, net.id, input.date)?;
    let input = RecordSale {
        unit: net.unit,
        book: net.book,
        ..input
    };
    record_sale(tx, ctx, input)
}
