//! Records a sale whose money came in.

use super::SALES;
use super::store::{self, Sale};
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::check::{above_zero, not_after, optional, required};
use kernel::{Ctx, Date, Error, Fen, Id, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::{Deserialize, Serialize};

/// More than this at once is a slip of the finger: a hundred thousand tonnes.
const MOST_GRAMS: i64 = 100_000_000_000;

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RecordSale {
    pub unit: Id,
    pub book: Id,
    /// Who sells, in the module that keeps him.
    pub seller: Id,
    pub date: Date,
    pub product: String,
    pub grade: Option<String>,
    pub grams: i64,
    /// Fen a kilogram.
    pub price: Fen,
    pub buyer: String,
    pub document: Option<String>,
}

impl Input for RecordSale {
    const DEED: &'static str = "market.record_sale";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SaleRecorded {
    pub sale: Id,
    pub amount: Fen,
}

/// Grams at a price a kilogram, half a fen up. Refuses `apportion.too_large`.
pub fn amount_of(grams: i64, price: Fen) -> Result<Fen> {
    let exact = i128::from(grams) * i128::from(price.0);
    let amount = (exact + 500).div_euclid(1000);
    let amount = i64::try_from(amount).map_err(|_| Error::refused("apportion.too_large"))?;
    Ok(Fen(amount))
}

/// Debits the bank of the book, credits what sales brought. Invalid: `date` (`in_the_future`), `product`, `buyer`
/// (`required`, `too_long`), `grade`, `document` (`too_long`), `grams` (`out_of_range`), `price`
/// (`not_above_zero`). Refuses what posting refuses.
pub fn record_sale(tx: &mut Tx, ctx: &Ctx, input: RecordSale) -> Result<SaleRecorded> {
    require(tx, ctx, Right::EnterProjects, input.unit)?;
    let book = ledger::book(tx, ctx.org, input.book)?.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::EnterProjects, book.unit)?;
    let date = not_after("date", input.date, ctx.today())?;
    let product = required("product", &input.product)?;
    let buyer = required("buyer", &input.buyer)?;
    if !(1..=MOST_GRAMS).contains(&input.grams) {
        return Err(Error::invalid("grams", "not_above_zero"));
    }
    let price = above_zero("price", input.price)?;
    let amount = above_zero("price", amount_of(input.grams, price)?)?;
    let id = tx.new_id()?;
    let bank = ledger::account(tx, ctx, book.id, AccountKind::asset("bank"), None)?;
    let sales = ledger::account(tx, ctx, book.id, AccountKind::debt(SALES), None)?;
    let voucher = Voucher {
        book: book.id,
        date,
        kind: "sale",
        source: Some("market_sale"),
        source_id: Some(id),
        reverses: None,
        lines: vec![Line::debit(bank, amount), Line::credit(sales, amount)],
    };
    let sale = Sale {
        id,
        unit: input.unit,
        book: book.id,
        seller: input.seller,
        date,
        product,
        grade: optional("grade", input.grade.as_deref())?,
        grams: input.grams,
        price,
        amount,
        buyer,
        document: optional("document", input.document.as_deref())?,
        voucher: ledger::post(tx, ctx, voucher)?,
        voids: None,
    };
    store::insert(tx, ctx.org, &sale)?;
    Ok(SaleRecorded { sale: id, amount })
}
