//! What the pages ask of the module that answers for a round's entitlements.

use ::store::Tx;
use kernel::{Ctx, Date, Fen, Id, OrgId, Result};
use std::collections::HashMap;
use std::sync::Arc;

/// One kind of thing that rounds are made from, such as projects.
#[derive(Clone, Copy)]
pub struct Source {
    /// What a round stores: `shares.project`.
    pub code: &'static str,
    /// The flow of its rounds.
    pub flow: &'static str,
    /// What the asker can make a round from.
    pub offers: fn(&mut Tx, &Ctx) -> Result<Vec<Offer>>,
    pub name: fn(&mut Tx, OrgId, Id) -> Result<String>,
    /// Who takes part, on the round's record date.
    pub entitlements: fn(&mut Tx, &payout::Round) -> Result<Vec<payout::Entitlement>>,
    /// A household as it stands now; nothing where it was erased.
    pub household: fn(&mut Tx, OrgId, Id) -> Result<Option<Household>>,
    pub changed: Changed,
    /// What the named checks ask.
    pub witness: payout::Witness,
    /// The household of a number, as it stands now.
    pub find: fn(&mut Tx, OrgId, &str) -> Result<Option<Id>>,
    /// The households of a list of accounts, one answer for each, within what the asker may pay.
    pub seek: fn(&mut Tx, &Ctx, &[Sought]) -> Result<Vec<Found>>,
    /// Those of these households that stand, by id, all at once.
    pub named: Named,
}

/// Households by id.
pub type Named = fn(&mut Tx, OrgId, &[Id]) -> Result<HashMap<Id, Household>>;

/// How a list names a payee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    Number(String),
    /// The identity number of somebody who belongs to the household.
    Identity(String),
    /// Its head, within a village as it is written; without one where the asker has only one.
    Head {
        village: String,
        name: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Nobody,
    One(Id),
    Several,
    /// The village is none of the asker's, or several are called so.
    NoVillage,
}

/// What happened to households from the record date to the day of a payment that somebody must decide on first.
pub type Changed = fn(&mut Tx, OrgId, &[Id], (Date, Date)) -> Result<Vec<payout::Change>>;

#[derive(Debug, Clone)]
pub struct Offer {
    pub id: Id,
    pub name: String,
    pub unit: Id,
    pub book: Id,
    /// Income not yet distributed.
    pub available: Fen,
}

#[derive(Debug, Clone)]
pub struct Household {
    pub number: String,
    pub head: String,
    /// Its village.
    pub unit: Id,
}

/// All sources of this program.
pub(super) type Sources = Arc<[Source]>;

pub(super) fn source_of(sources: &[Source], code: &str) -> Result<Source> {
    let found = sources.iter().find(|source| source.code == code).copied();
    found.ok_or_else(|| kernel::Error::Internal(format!("nobody answers for {code}")))
}
