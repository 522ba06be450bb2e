//! Search rows made again from facts and keys, and checked against them.

use super::plan_import::far;
use super::store::{search_rows, write};
use super::texts;
use kernel::{Date, Error, Id, OrgId, Result};
use store::Tx;

const STEP: i64 = 1000;

/// Makes all search rows of an organisation again. For `zhen rebuild`; runs outside the journal.
pub fn rebuild_search(tx: &mut Tx, org: OrgId, today: Date) -> Result<()> {
    write::forget_all(tx, org)?;
    let far = far()?;
    let mut after = Id(0);
    loop {
        let households = search_rows::households_after(tx, org, after, STEP)?;
        let Some(last) = households.last() else {
            return super::life::gone::rebuild(tx, org);
        };
        after = *last;
        for household in &households {
            search_rows::make(tx, org, *household, today, far)?;
        }
    }
}

/// The search rows of some households, whose own and whose members' rows have been forgotten.
pub(crate) fn remake(
    tx: &mut Tx,
    org: OrgId,
    households: &[Id],
    today: Date,
    far: Date,
) -> Result<()> {
    for household in households {
        search_rows::make(tx, org, *household, today, far)?;
    }
    texts::put(tx, org, households)
}

/// `Internal` where search rows disagree with the facts; `zhen rebuild` mends that.
pub fn check(tx: &mut Tx, org: OrgId) -> Result<()> {
    match search_rows::disagreeing(tx, org, far()?)? {
        0 => Ok(()),
        count => Err(Error::Internal(format!(
            "{count} search rows of people disagree with the facts: run zhen rebuild"
        ))),
    }
}
