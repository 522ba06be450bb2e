//! Adds a line of money that was put into a project. What it bought: add_asset.rs.

use super::{codes, model, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Fen, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AddFunding {
    pub project: Id,
    /// Of the code list `funding_source`.
    pub source: String,
    pub amount: Fen,
    pub date: Date,
    pub document: Option<String>,
}

impl Input for AddFunding {
    const DEED: &'static str = "shares.add_funding";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FundingAdded {
    pub funding: Id,
}

/// Invalid: `amount` (`not_above_zero`), `date` (`in_the_future`), `source` (`not_a_choice`),
/// `document` (`too_long`).
pub fn add_funding(tx: &mut Tx, ctx: &Ctx, input: AddFunding) -> Result<FundingAdded> {
    let project = super::project_to_enter(tx, ctx, input.project)?;
    let line = store::FundingFact {
        id: tx.new_id()?,
        project: project.id,
        date: model::not_after("date", input.date, ctx.today())?,
        amount: model::above_zero("amount", input.amount)?,
        document: model::optional("document", input.document.as_deref())?,
        source: input.source,
    };
    codes::check(tx, "source", codes::FUNDING_SOURCE, &line.source, line.date)?;
    store::insert_funding(tx, ctx.org, &line, false)?;
    Ok(FundingAdded { funding: line.id })
}
