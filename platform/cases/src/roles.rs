//! What somebody is to a case: which rights he holds where it is about, where it is handled, above, and at the desk.

use crate::declared::{Level, Relation, Role};
use crate::event::Who;
use ::store::Tx;
use access::{Right, rights_at, units};
use kernel::{Actor, Ctx, Id, Result};

const LEVELS: [(Level, Right); 4] = [
    (Level::Record, Right::RecordCases),
    (Level::Act, Right::ActOnCases),
    (Level::Verify, Right::VerifyCases),
    (Level::Manage, Right::ManageCases),
];

/// The root of the organisation, where the desk is that takes cases in.
pub fn desk(tx: &mut Tx, ctx: &Ctx) -> Result<Option<Id>> {
    let org = access::create_org::org(tx, ctx.org, ctx.today())?;
    Ok(org.map(|org| org.unit))
}

/// Roles of the actor towards a case about `unit`, handled by `owner`. A deputy has those of the one for whom he acts.
/// The program acts for whoever brought the case.
pub fn who(tx: &mut Tx, ctx: &Ctx, unit: Id, owner: Id) -> Result<Who> {
    let desk = desk(tx, ctx)?;
    who_at(tx, ctx, desk, (unit, owner))
}

/// [`who`] where the desk is known.
pub(crate) fn who_at(
    tx: &mut Tx,
    ctx: &Ctx,
    desk: Option<Id>,
    (unit, owner): (Id, Id),
) -> Result<Who> {
    if ctx.actor == Actor::SYSTEM {
        return Ok(Who::of(Id(0), vec![Role::REQUESTER]));
    }
    let parent = units::unit(tx, owner)?.and_then(|unit| unit.parent);
    let places: Vec<(Relation, Id)> = [
        (Relation::Owner, Some(owner)),
        (Relation::Unit, Some(unit)),
        (Relation::Parent, parent),
        (Relation::Desk, desk),
    ]
    .into_iter()
    .filter_map(|(relation, place)| Some((relation, place?)))
    .collect();
    let units: Vec<Id> = places.iter().map(|(_, place)| *place).collect();
    let held = rights_at(tx, ctx, &units)?;
    let mut roles = Vec::new();
    for (level, right) in LEVELS {
        for ((relation, _), rights) in places.iter().zip(&held) {
            if rights & right.bit() != 0 {
                roles.push(Role {
                    level: Some(level),
                    relation: *relation,
                });
            }
        }
    }
    Ok(Who {
        actor: ctx.actor.user,
        authority: ctx.actor.authority(),
        roles,
    })
}
