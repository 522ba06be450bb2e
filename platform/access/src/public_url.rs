//! The address that is printed in QR codes, confirmed by somebody who saw a phone reach this installation by it.

use crate::scope::EVERYWHERE;
use crate::{Right, require, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
pub struct ConfirmPublicUrl {
    /// Without a slash at its end.
    pub url: String,
}

impl Input for ConfirmPublicUrl {
    const DEED: &'static str = "access.confirm_public_url";
}

/// From today on; a later one takes its place. Asks for the right to install, in org 0.
pub fn confirm_public_url(tx: &mut Tx, ctx: &Ctx, input: ConfirmPublicUrl) -> Result<()> {
    require(tx, ctx, Right::Install, EVERYWHERE)?;
    store::insert_public_url(tx, ctx.today(), &input.url)
}

/// The last address confirmed, and when.
pub fn confirmed(tx: &mut Tx) -> Result<Option<(String, Date)>> {
    store::public_url(tx)
}
