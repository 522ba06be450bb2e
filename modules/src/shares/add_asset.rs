//! Enters an asset of a project in its register, with its value and the day it came into service.

use super::{codes, model, store};
use ::store::{Input, Tx};
use kernel::date::Precision;
use kernel::{Ctx, Date, Fen, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AddAsset {
    pub project: Id,
    pub name: String,
    /// Of the code list `asset_class`: 国办函〔2021〕51号 keeps a ledger for each class.
    pub class: String,
    pub valuation: Fen,
    /// As it is known: 2018年底 is any day of 2018 with `year_end`.
    pub in_service: Date,
    pub precision: Precision,
    /// The day of entry in the register.
    pub date: Date,
}

impl Input for AddAsset {
    const DEED: &'static str = "shares.add_asset";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AssetAdded {
    pub asset: Id,
}

/// Invalid: `name` (`required`, `too_long`), `valuation` (`not_above_zero`), `date` (`in_the_future`),
/// `class` (`not_a_choice`).
pub fn add_asset(tx: &mut Tx, ctx: &Ctx, input: AddAsset) -> Result<AssetAdded> {
    let project = super::project_to_enter(tx, ctx, input.project)?;
    let asset = store::AssetFact {
        id: tx.new_id()?,
        project: project.id,
        from: model::not_after("date", input.date, ctx.today())?,
        name: model::required("name", &input.name)?,
        class: input.class,
        valuation: model::above_zero("valuation", input.valuation)?,
        in_service: model::stated(input.in_service, input.precision),
        precision: input.precision.as_str(),
    };
    codes::check(tx, "class", codes::ASSET_CLASS, &asset.class, asset.from)?;
    store::insert_asset(tx, ctx.org, &asset)?;
    Ok(AssetAdded { asset: asset.id })
}
