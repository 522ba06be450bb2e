//! What a member traded with the co-op in a year. Recorded again, the later figure holds; rounds calculated
//! before keep what they froze.

use super::model::{self, Member};
use super::store::{self, Trade};
use crate::shares::model as shares;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, FieldError, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

/// Kilograms; more is a slip of the finger.
const MOST_QUANTITY: i64 = 1_000_000_000;

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RecordTrade {
    pub member: Id,
    pub year: i64,
    /// The whole of the year.
    pub amount: Fen,
    /// Kilograms, where the charter counts by quantity.
    pub quantity: Option<i64>,
    /// The day on which it was added up.
    pub date: Date,
    pub document: Option<String>,
}

impl Input for RecordTrade {
    const DEED: &'static str = "coop.record_trade";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TradeRecorded {
    pub coop: Id,
    pub trade: Id,
}

/// Refuses `coop.not_member_then` (on no day of the year). Invalid: `amount` (`coop_out_of_range`), `quantity`,
/// `year` (`out_of_range`), `date` (`in_the_future`), `document` (`too_long`).
pub fn record_trade(tx: &mut Tx, ctx: &Ctx, input: RecordTrade) -> Result<TradeRecorded> {
    let (coop, member) = super::member_to_enter(tx, ctx, input.member)?;
    let amount = model::in_range("amount", input.amount)?;
    let date = shares::not_after("date", input.date, ctx.today())?;
    let year = shares::within("year", input.year, shares::YEARS.0, i64::from(date.year()))?;
    if let Some(quantity) = input.quantity {
        shares::within("quantity", quantity, 0, MOST_QUANTITY)?;
    }
    let document = shares::optional("document", input.document.as_deref())?;
    was_member(&member, year)?;
    let trade = Trade {
        household: member.household,
        year,
        amount,
        quantity: input.quantity,
        date,
        document,
    };
    let trade = store::insert_trade(tx, ctx.org, coop.id, &trade, None)?;
    Ok(TradeRecorded {
        coop: coop.id,
        trade,
    })
}

/// Refuses `coop.not_member_then`.
fn was_member(member: &Member, year: i64) -> Result<()> {
    let days = model::days_of(year);
    let (first, last) =
        days.ok_or_else(|| Error::Invalid(vec![FieldError::new("year", "not_a_year")]))?;
    if member.is_between(first, last) {
        return Ok(());
    }
    Err(Refusal::new("coop.not_member_then")
        .with("when", year)
        .into())
}
