//! The places of the newspaper, replayed through the deeds that people use.

pub(crate) mod base;
mod clock;
mod dahuang;
mod dongli;
mod liuyuan;
pub(crate) mod money;
pub(crate) mod office;
mod register;
pub(crate) mod stage;

use crate::desk::Desk;
use kernel::{Clock, Ctx, Error, Result};
pub use stage::Login;
use stage::{Stage, day};
use std::sync::Arc;

/// What the replay leaves behind.
pub struct Played {
    /// Who can sign in.
    pub logins: Vec<Login>,
    /// The story's clock, running on from its last day.
    pub clock: Arc<dyn Clock>,
}

/// Replays every story into an empty database.
///
/// Refused `demo.not_empty` where the database has been worked with.
pub fn run(desk: &Desk) -> Result<Played> {
    if !desk.db.read(access::users::is_empty)? {
        return Err(Error::refused("demo.not_empty"));
    }
    let mut stage = Stage::new(desk);
    stage.on(day(2018, 9, 3)?);
    let office = office::install(&mut stage)?;
    stage.on(day(2018, 12, 10)?);
    base::import(&stage, &office)?;
    money::play(&stage, &office)?;
    register::play(&stage, &office)?;
    dongli::play(&mut stage, office.admin)?;
    liuyuan::play(&mut stage, office.admin)?;
    dahuang::play(&mut stage, office.admin)?;
    stage.on(day(2022, 7, 31)?);
    stage.clock.release();
    Ok(Played {
        logins: stage.logins,
        clock: stage.clock,
    })
}

/// Posts a round as its page does: with what the named checks say.
fn post(tx: &mut store::Tx, ctx: &Ctx, input: payout::PostRound) -> Result<i64> {
    payout::post_round_knowing(tx, ctx, input, |tx, case| {
        let witness = modules::source_of(&case.round.source)?.witness;
        Ok(Some(payout::crosscheck(tx, case, &witness)?.summary()))
    })
}
