//! What the key file lists as erased and the facts do not know: an erasure whose commit failed, or an
//! older copy of the database put back. It is put on record, and what could still name the person goes.

use super::model::{Kind, RESTORED};
use super::{Detail, record, remake, whereabouts};
use crate::people::store::rights;
use kernel::{Ctx, Id, OrgId, Result};
use serde::{Deserialize, Serialize};
use store::{Input, Tx};

#[derive(Debug, Clone, Serialize)]
pub struct FinishErasures {}

impl Input for FinishErasures {
    const DEED: &'static str = "people.finish_erasures";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    pub people: usize,
}

/// The people that the key file lists as erased and no fact says so.
pub fn unfinished(tx: &mut Tx, org: OrgId) -> Result<Vec<Id>> {
    let mut found = Vec::new();
    for subject in tx.erased_subjects(org) {
        // The list knows other subjects too, and people whom an older copy does not know yet.
        if rights::first_seq(tx, org, subject)?.is_some() && !rights::is_erased(tx, org, subject)? {
            found.push(subject);
        }
    }
    Ok(found)
}

/// The program's own deed, on opening and before a rebuild.
pub fn finish_erasures(tx: &mut Tx, ctx: &Ctx, _: FinishErasures) -> Result<Finished> {
    let people = unfinished(tx, ctx.org)?;
    for person in &people {
        let at = whereabouts(tx, ctx.org, *person, ctx.today())?;
        access::require(tx, ctx, access::Right::AnswerRights, at.unit)?;
        let of = (*person, at.unit);
        record(tx, ctx, of, Kind::Erase, Some(RESTORED), &Detail::default())?;
        tx.erase_subject(*person)?;
        remake(tx, ctx.org, *person, ctx.today())?;
    }
    Ok(Finished {
        people: people.len(),
    })
}
