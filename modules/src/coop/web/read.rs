//! What the pages show, read within the scope of whoever asks.

use crate::coop::ending::{Rest, Standing};
use crate::coop::read::{NetState, state};
use crate::coop::store::money::{self, Contributed, Cost, Handover, Loss, LossLine, Settlement};
use crate::coop::store::plans::{self, Version};
use crate::coop::store::{self, Net, Shown};
use crate::market::{self, Sale};
use crate::people;
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Fen, Id, Result, mask};
use payout::State;
use std::collections::{BTreeMap, BTreeSet};

/// A net in the list.
pub(super) struct Listed {
    pub net: Net,
    pub unit: String,
    pub farms: usize,
    pub teams: usize,
    pub households: usize,
    /// 0.01 mu.
    pub area: i64,
    /// The villages of its households; none once it has ended.
    pub villages: BTreeSet<Id>,
    /// Since when it is over, on the day that is shown.
    pub ended: Option<Date>,
}

/// A village and whether a net reaches it.
pub(super) struct Covered {
    pub code: String,
    pub name: String,
    pub nets: Vec<String>,
}

/// Names by id, masked for who may not see people.
pub(super) type Names = BTreeMap<Id, Shown>;

pub(super) struct Whole {
    /// As known now, whatever day is shown: it may have ended since.
    pub latest: Net,
    pub state: NetState,
    pub unit: String,
    pub coop: String,
    pub names: Names,
    pub people: BTreeMap<Id, String>,
    pub parcels: BTreeMap<Id, String>,
    pub plan: Option<Version>,
}

pub(super) struct Money {
    pub net: Net,
    pub period: (Date, Date),
    pub sales: Vec<Sale>,
    pub costs: Vec<Cost>,
    pub contributed: Vec<Contributed>,
    pub settlements: Vec<Settlement>,
    pub names: Names,
    pub parties: BTreeMap<Id, String>,
    pub bank: Fen,
    pub undistributed: Fen,
    pub advances: Fen,
}

pub(super) struct Settled {
    pub net: Net,
    pub settlement: Settlement,
    pub version: Option<Version>,
    pub payees: Vec<payout::Entitlement>,
    pub names: Names,
    pub rounds: Vec<(Id, String, payout::State)>,
    pub handover: Option<Handover>,
    pub loss: Option<(Loss, Vec<LossLine>)>,
}

/// What the form that ends a net says before it is done.
pub(super) struct Ending {
    pub standing: Standing,
    pub rests: Vec<Rest>,
    pub parties: usize,
    pub people: usize,
}

/// The net as known now with its unit's name, ended or not, where the asker may see its unit.
pub(super) fn seen(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<(Net, String)> {
    let scope = Scope::of(ctx, Right::ViewProjects);
    store::ending::net_in(tx, &scope, id)?.ok_or(Error::NotFound)
}

pub(super) fn ending(tx: &mut Tx, ctx: &Ctx, id: Id, on: Date) -> Result<Ending> {
    let (net, _) = seen(tx, ctx, id)?;
    let standing = crate::coop::read::standing(tx, ctx.org, net.id, ctx.today())?;
    let rests = crate::coop::ending::rests(&standing, on);
    let (mut parties, mut people) = (0, 0);
    for party in store::parties(tx, ctx.org, net.id, on, i64::MAX)? {
        parties += 1;
        people += store::members(tx, ctx.org, party.id, on, i64::MAX)?.len();
    }
    Ok(Ending {
        standing,
        rests,
        parties,
        people,
    })
}

/// As of a day: nets that stand, then those that are over, and which villages the first reach.
pub(super) fn listed(tx: &mut Tx, ctx: &Ctx, date: Date) -> Result<(Vec<Listed>, Vec<Covered>)> {
    let scope = Scope::of(ctx, Right::ViewProjects);
    let mut out = Vec::new();
    for (net, unit) in store::nets_in(tx, &scope, date)? {
        let state = state(tx, ctx.org, net.id, date, i64::MAX)?;
        use crate::coop::model::PartyKind;
        let mut villages: BTreeSet<Id> = state.land.iter().map(|l| l.unit).collect();
        villages.insert(net.unit);
        out.push(Listed {
            farms: state.of_kind(PartyKind::FamilyFarm).count(),
            teams: state.of_kind(PartyKind::Team).count(),
            households: state.households().len(),
            area: state.land.iter().map(|l| l.area).sum(),
            villages,
            ended: None,
            net,
            unit,
        });
    }
    for (net, unit) in store::ending::ended_in(tx, &scope, date)? {
        out.push(Listed {
            ended: net.to,
            net,
            unit,
            farms: 0,
            teams: 0,
            households: 0,
            area: 0,
            villages: BTreeSet::new(),
        });
    }
    let covered = store::villages(tx, &scope)?
        .into_iter()
        .map(|(id, code, name)| {
            let reach = out.iter().filter(|listed| listed.villages.contains(&id));
            Covered {
                code,
                name,
                nets: reach.map(|listed| listed.net.name.clone()).collect(),
            }
        });
    let covered = covered.collect();
    Ok((out, covered))
}

/// Households by number and head, organisations by name.
pub(super) fn names_of(
    tx: &mut Tx,
    ctx: &Ctx,
    sees_names: bool,
    ids: impl IntoIterator<Item = Id>,
) -> Result<Names> {
    let mut names = Names::new();
    let scope = Scope::of(ctx, Right::ViewProjects);
    for id in ids.into_iter().collect::<BTreeSet<Id>>() {
        if let Some((mut shown, is_within)) = store::shown(tx, &scope, id)? {
            // A net may reach villages beyond the reader's own: their people have no names for him.
            if !sees_names || !is_within {
                shown.1 = mask::name(&shown.1);
            }
            names.insert(id, shown);
        } else if let Some(known) = people::organisation(tx, ctx.org, id, ctx.today())? {
            let code = known.code.unwrap_or_default();
            names.insert(id, (code, known.name, known.village));
        }
    }
    Ok(names)
}

pub(super) fn whole(
    tx: &mut Tx,
    ctx: &Ctx,
    (id, date): (Id, Date),
    sees_names: bool,
) -> Result<Whole> {
    let (latest, unit) = seen(tx, ctx, id)?;
    let date = latest.shown_on(date);
    let state = state(tx, ctx.org, id, date, i64::MAX)?;
    let names = names_of(tx, ctx, sees_names, state.households())?;
    let scope = Scope::of(ctx, Right::ViewProjects);
    let mut persons = BTreeMap::new();
    for member in state.parties.iter().flat_map(|p| &p.members) {
        let all = people::members(tx, ctx.org, member.household, date)?;
        let name = all.into_iter().find(|m| m.person == member.person);
        let name = name.map(|m| m.name).unwrap_or_default();
        let shown = store::shown(tx, &scope, member.household)?;
        let is_within = shown.is_some_and(|(_, is_within)| is_within);
        let name = match sees_names && is_within {
            true => name,
            false => mask::name(&name),
        };
        persons.insert(member.person, name);
    }
    let mut parcels = BTreeMap::new();
    for land in &state.land {
        if let Some(held) = crate::land::held_on(tx, ctx.org, land.parcel, land.from)? {
            parcels.insert(land.parcel, held.code);
        }
    }
    Ok(Whole {
        coop: crate::shares::coop::coop_face(tx, ctx.org, latest.coop)?.name,
        plan: plans::in_force(tx, ctx.org, id, date, i64::MAX)?,
        latest,
        state,
        unit,
        names,
        people: persons,
        parcels,
    })
}

pub(super) fn money(
    tx: &mut Tx,
    ctx: &Ctx,
    id: Id,
    period: (Date, Date),
    sees_names: bool,
) -> Result<Money> {
    let (net, _) = seen(tx, ctx, id)?;
    let contributed = money::contributed(tx, ctx.org, id, period, i64::MAX)?;
    let names = names_of(tx, ctx, sees_names, contributed.iter().map(|c| c.household))?;
    let day = net.shown_on(ctx.today());
    let parties = store::parties(tx, ctx.org, id, day, i64::MAX)?;
    let mut held = |code: &str| -> Result<Fen> {
        let found = ledger::find_account(tx, ctx.org, net.book, code, None)?;
        match found {
            Some(a) => Ok(Fen(ledger::balance_now(tx, ctx.org, a.id)? * a.side.sign())),
            None => Ok(Fen::ZERO),
        }
    };
    Ok(Money {
        bank: held("bank")?,
        undistributed: held("undistributed")?,
        advances: held("advances")?,
        sales: market::sales(tx, ctx.org, id, period, i64::MAX)?,
        costs: money::costs(tx, ctx.org, id, period, i64::MAX)?,
        settlements: money::settlements(tx, ctx.org, id)?,
        parties: parties.into_iter().map(|p| (p.id, p.name)).collect(),
        net,
        period,
        contributed,
        names,
    })
}

pub(super) fn settled(
    tx: &mut Tx,
    ctx: &Ctx,
    (id, settlement): (Id, Id),
    sees_names: bool,
) -> Result<Settled> {
    let (net, _) = seen(tx, ctx, id)?;
    let found = money::settlement(tx, ctx.org, settlement)?.filter(|s| s.net == id);
    let settlement = found.ok_or(Error::NotFound)?;
    let version = plans::in_force(tx, ctx.org, id, settlement.last, i64::MAX)?;
    let mut payees = match version {
        Some(_) => crate::coop::read::entitlements(tx, ctx.org, settlement.id, i64::MAX)?,
        None => Vec::new(),
    };
    let names = names_of(tx, ctx, sees_names, payees.iter().map(|p| p.household))?;
    let (mut rounds, mut handover) = (Vec::new(), None);
    for round in money::rounds_of(tx, ctx.org, crate::coop::SOURCE, settlement.id)? {
        let case = payout::read::case(tx, ctx.org, round)?;
        handover = money::handover_of(tx, ctx.org, round)?.or(handover);
        rounds.push((round, case.round.number.clone(), case.state()));
        // Ties fall in the order of the round that stands, so that the page says what the round says.
        if !matches!(case.state(), State::Cancelled | State::Reversed) {
            let order = money::order_of(tx, ctx.org, round)?;
            payees.sort_by_key(|p| order.iter().position(|id| *id == p.household));
        }
    }
    let loss = match money::loss_of(tx, ctx.org, settlement.id)? {
        Some(loss) => {
            let lines = money::loss_lines(tx, ctx.org, loss.id)?;
            Some((loss, lines))
        }
        None => None,
    };
    Ok(Settled {
        net,
        settlement,
        version,
        payees,
        names,
        rounds,
        handover,
        loss,
    })
}
