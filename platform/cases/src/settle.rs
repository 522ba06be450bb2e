//! Brings the open cases of an organisation to what is known now of days off and of the tree of units: where the calendar gives
//! another last day an event writes it down, and whoever is told stands anew. Done by the program itself, some cases at a
//! time, each part whole; after an interruption it goes on where it stopped.

use crate::caches;
use crate::read::{self, Personal};
use crate::standing;
use crate::store::{self, Settled};
use crate::write::{self, Ground, Written};
use ::store::{CommandKey, Db, Input, Tx};
use kernel::{Actor, Ctx, Error, Id, OrgId, Result};
use serde::{Deserialize, Serialize};

/// So many open cases are looked at in one deed: some hundredths of a second, so that nobody waits for it.
pub const AT_ONCE: i64 = 200;

/// Looks at the next open cases.
#[derive(Debug, Clone, Serialize)]
pub struct Settle {
    /// The journal row of the installation that they are brought to, and the last case that was looked at.
    pub known: i64,
    pub upto: Id,
}

impl Input for Settle {
    const DEED: &'static str = "cases.settle";
}

/// How far it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub total: i64,
    pub done: i64,
    /// Cases with an event of its own, for now other days.
    pub changed: i64,
    pub is_whole: bool,
}

/// What there is to do in an organisation; nothing where its cases are at what is known now.
pub fn unsettled(tx: &mut Tx, org: OrgId) -> Result<Option<Settle>> {
    let known = store::known(tx)?;
    let settled = store::settled(tx, org)?.unwrap_or_default();
    if settled.known == known {
        let upto = settled.upto;
        return Ok((!settled.is_whole()).then_some(Settle { known, upto }));
    }
    let upto = Id(0);
    Ok(Some(Settle { known, upto }))
}

/// One part. Whoever was faster has done it: then nothing happens.
pub fn settle(tx: &mut Tx, ctx: &Ctx, input: Settle) -> Result<Part> {
    if ctx.actor != Actor::SYSTEM {
        return Err(Error::Forbidden);
    }
    let known = store::known(tx)?;
    let mut settled = match store::settled(tx, ctx.org)? {
        Some(settled) if settled.known == known => settled,
        _ => Settled {
            known,
            total: store::count_open(tx, ctx.org)?,
            ..Settled::default()
        },
    };
    if input.known == known && settled.upto == input.upto {
        let cases = store::open_after(tx, ctx.org, settled.upto, AT_ONCE)?;
        let is_last = (cases.len() as i64) < AT_ONCE;
        let ground = Ground::of(tx, ctx)?;
        for case in &cases {
            settled.changed += i64::from(one(tx, ctx, *case, &ground)?);
            settled.done += 1;
            settled.upto = *case;
        }
        if is_last {
            settled.upto = Settled::ALL;
        }
        store::keep_settled(tx, ctx.org, &settled)?;
    }
    Ok(Part {
        total: settled.total,
        done: settled.done,
        changed: settled.changed,
        is_whole: settled.is_whole(),
    })
}

/// Whether other days were written down.
fn one(tx: &mut Tx, ctx: &Ctx, case: Id, ground: &Ground) -> Result<bool> {
    let calendar = &ground.calendar;
    let whole = read::whole(tx, ctx.org, case)?;
    let Some(event) = whole.case.recompute(calendar, tx.at()? / 1_000_000) else {
        let standing = caches::stands(tx, &whole, ground.desk, calendar)?;
        standing::keep(tx, ctx.org, &standing, false)?;
        return Ok(false);
    };
    let applied = whole.case.apply(event, calendar);
    let (next, event) = applied.map_err(|refusal| {
        Error::Internal(format!(
            "counting {} anew: {}",
            whole.row.number, refusal.code
        ))
    })?;
    let written = Written {
        row: &whole.row,
        line: 0,
        case: &next,
        opened: whole.opened_on().unwrap_or(event.day),
        title: whole.title(),
    };
    let before = &whole.case.fields;
    let kept = write::append(tx, ctx, &written, before, event, Personal::default())?;
    write::stands(tx, ctx, ground, &written, false)?;
    write::adds(tx, ctx, ground, &written, &whole.events, &[kept])?;
    Ok(true)
}

/// Everything that there is to do in an organisation, part by part; `told` hears how far it came. Answers whether there was
/// anything.
pub fn settle_all(db: &Db, ctx: &Ctx, mut told: impl FnMut(Part)) -> Result<bool> {
    let org = ctx.org;
    let mut any = false;
    while let Some(next) = db.read(move |tx| unsettled(tx, org))? {
        any = true;
        told(db.act(ctx, CommandKey::fresh(ctx), next, settle)?);
    }
    Ok(any)
}
