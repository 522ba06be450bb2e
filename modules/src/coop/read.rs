//! A net as of any day, who takes part in the result of a settlement, and whether records and books agree.

use super::accounts;
use super::ending::{Outcome, Standing};
use super::model::{By, Contribution, PartyKind, Payees, Plan, measure_name};
use super::store::money::{self, Settlement};
use super::store::{self, Land, Member, Net, Party, plans};
use crate::{market, people, shares};
use ::store::Tx;
use ::store::audit::Problem;
use kernel::{Date, Error, Fen, Id, OrgId, Result};
use payout::{Entitlement, Round, State};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A party with its people and, of a family farm, its land.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyState {
    pub party: Party,
    pub members: Vec<Member>,
    /// Of a family farm, 0.01 mu.
    pub area: i64,
    pub parcels: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetState {
    pub net: Net,
    pub date: Date,
    pub parties: Vec<PartyState>,
    pub land: Vec<Land>,
}

impl NetState {
    pub fn of_kind(&self, kind: PartyKind) -> impl Iterator<Item = &PartyState> {
        self.parties.iter().filter(move |p| p.party.kind == kind)
    }

    /// Those whose land is in the net, in the order of their ids.
    pub fn households(&self) -> BTreeSet<Id> {
        self.land.iter().map(|l| l.household).collect()
    }
}

/// As it stands on `date`, as known at `seq`; `NotFound` where it does not stand then.
pub fn state(tx: &mut Tx, org: OrgId, id: Id, date: Date, seq: i64) -> Result<NetState> {
    let net = store::net(tx, org, id, date, seq)?.ok_or(Error::NotFound)?;
    let land = store::land(tx, org, id, date, seq)?;
    let mut parties = Vec::new();
    for party in store::parties(tx, org, id, date, seq)? {
        let own = || land.iter().filter(|l| l.farm == Some(party.id));
        parties.push(PartyState {
            members: store::members(tx, org, party.id, date, seq)?,
            area: own().map(|l| l.area).sum(),
            parcels: own().count(),
            party,
        });
    }
    Ok(NetState {
        net,
        date,
        parties,
        land,
    })
}

/// Who takes part in a settlement by the plan in force on its last day: parties, land and accounts of that day, work
/// and deliveries of the period. As known at `seq` it never changes. In the order of payees.
pub fn entitlements(tx: &mut Tx, org: OrgId, settlement: Id, seq: i64) -> Result<Vec<Entitlement>> {
    let settlement = money::settlement(tx, org, settlement)?.ok_or(Error::NotFound)?;
    let version = plans::in_force(tx, org, settlement.net, settlement.last, seq)?;
    let version = version.ok_or(Error::NotFound)?;
    let period = (settlement.first, settlement.last);
    payees(tx, org, (settlement.net, period, seq), &version.plan)
}

/// As [`entitlements`], for a plan that is not adopted yet and a period that is not settled yet.
pub fn payees(
    tx: &mut Tx,
    org: OrgId,
    (net, period, seq): (Id, (Date, Date), i64),
    plan: &Plan,
) -> Result<Vec<Entitlement>> {
    let state = state(tx, org, net, period.1, seq)?;
    let contributed = money::contributed(tx, org, net, period, seq)?;
    let mut weigher = Weigher {
        org,
        seq,
        state: &state,
        units: BTreeMap::new(),
        contributed: &contributed,
        out: Payees::default(),
    };
    for part in &plan.parts {
        weigher.part(tx, part.party, part.by)?;
    }
    Ok(weigher.out.all())
}

struct Weigher<'a> {
    org: OrgId,
    seq: i64,
    state: &'a NetState,
    units: BTreeMap<Id, Id>,
    contributed: &'a [money::Contributed],
    out: Payees,
}

impl Weigher<'_> {
    fn part(&mut self, tx: &mut Tx, kind: PartyKind, by: By) -> Result<()> {
        if matches!(by, By::OwnBook | By::Held) {
            return Ok(());
        }
        let name = measure_name(kind, by);
        let state = self.state;
        if kind == PartyKind::Households {
            let all = state.households();
            let weights = self.weights(tx, by, &all, None)?;
            return self.add(tx, &name, weights);
        }
        for party in state.of_kind(kind) {
            let own: BTreeSet<Id> = match kind {
                PartyKind::FamilyFarm => {
                    let land = state.land.iter();
                    let own = land.filter(|l| l.farm == Some(party.party.id));
                    own.map(|l| l.household).collect()
                }
                _ => party.members.iter().map(|m| m.household).collect(),
            };
            // A firm, or a farm without land of households, is paid as the organisation that it is.
            if let (true, Some(organisation)) = (own.is_empty(), party.party.organisation) {
                let known = people::organisation(tx, self.org, organisation, state.date)?;
                let unit = known.map_or(state.net.unit, |known| known.unit);
                self.out.add(organisation, unit, &name, 1)?;
                continue;
            }
            let weights = self.weights(tx, by, &own, Some(party))?;
            self.add(tx, &name, weights)?;
        }
        Ok(())
    }

    /// What each household counts for; `party` is nothing for the households of the net.
    fn weights(
        &self,
        tx: &mut Tx,
        by: By,
        own: &BTreeSet<Id>,
        party: Option<&PartyState>,
    ) -> Result<Vec<(Id, i64)>> {
        let id = party.map(|p| p.party.id);
        let state = self.state;
        let sum_of = |kind: Contribution, of_party: bool| {
            let rows = self.contributed.iter().filter(move |c| c.kind == kind);
            rows.filter(move |c| !of_party || c.party == id)
                .map(|c| (c.household, c.amount))
                .collect::<Vec<_>>()
        };
        Ok(match by {
            By::OwnBook | By::Held => Vec::new(),
            By::Land => {
                let land = state.land.iter().filter(|l| id.is_none() || l.farm == id);
                land.map(|l| (l.household, l.area)).collect()
            }
            By::Minutes => sum_of(Contribution::Minutes, true),
            By::Kilograms => {
                let mut rows = sum_of(Contribution::Grams, false);
                rows.retain(|(household, _)| party.is_none() || own.contains(household));
                rows
            }
            By::Equally => match party.filter(|p| p.party.kind == PartyKind::Team) {
                Some(team) => team.members.iter().map(|m| (m.household, 1)).collect(),
                None => own.iter().map(|household| (*household, 1)).collect(),
            },
            By::Heads => {
                let mut rows = Vec::new();
                for household in own {
                    let date = state.date;
                    let heads =
                        people::members_count_as_known(tx, self.org, *household, date, self.seq)?;
                    rows.push((*household, heads));
                }
                rows
            }
            By::Shares => {
                let when = (state.date, self.seq);
                let all = shares::coop::contributions(tx, self.org, state.net.coop, when)?;
                all.into_iter()
                    .filter(|(household, _)| own.contains(household))
                    .map(|(household, fen)| (household, fen.0))
                    .collect()
            }
        })
    }

    fn add(&mut self, tx: &mut Tx, name: &str, weights: Vec<(Id, i64)>) -> Result<()> {
        let mut sums: BTreeMap<Id, i64> = BTreeMap::new();
        for (household, weight) in weights {
            let sum = sums.entry(household).or_default();
            let more = sum.checked_add(weight);
            *sum = more.ok_or_else(|| Error::refused("apportion.too_large"))?;
        }
        // A delivery that was taken back leaves nothing to count.
        for (household, weight) in sums.into_iter().filter(|(_, weight)| *weight > 0) {
            let unit = self.unit(tx, household)?;
            self.out.add(household, unit, name, weight)?;
        }
        Ok(())
    }

    fn unit(&mut self, tx: &mut Tx, household: Id) -> Result<Id> {
        if let Some(unit) = self.units.get(&household) {
            return Ok(*unit);
        }
        let date = self.state.date;
        let known = people::household_as_known(tx, self.org, household, date, self.seq)?;
        let unit = known.map_or(self.state.net.unit, |known| known.unit);
        self.units.insert(household, unit);
        Ok(unit)
    }
}

/// What the end of a net depends on, as known `today`: no record is dated later.
pub fn standing(tx: &mut Tx, org: OrgId, id: Id, today: Date) -> Result<Standing> {
    let ever = (Date::new(1, 1, 1).unwrap_or(today), today);
    let net = store::latest_net(tx, org, id)?.ok_or(Error::NotFound)?;
    let settlements = money::settlements(tx, org, id)?;
    let is_open = |day: &Date| {
        !settlements
            .iter()
            .any(|s| s.first <= *day && *day <= s.last)
    };
    let sales = market::sales(tx, org, id, ever, i64::MAX)?;
    let costs = money::costs(tx, org, id, ever, i64::MAX)?;
    let given = money::contributed(tx, org, id, ever, i64::MAX)?;
    let sold = standing_days(sales.iter().map(|s| (s.id, s.voids, s.date)));
    let spent = standing_days(costs.iter().map(|c| (c.id, c.voids, c.date)));
    let given = standing_days(given.iter().map(|c| (c.id, c.voids, c.date)));
    let money_days = sold.iter().chain(&spent).copied();
    let unsettled: Vec<Date> = money_days.filter(is_open).collect();
    let uncounted = given.iter().filter(|day| is_open(day)).count();
    let mut days: Vec<Date> = sold.into_iter().chain(spent).chain(given).collect();
    days.extend(settlements.iter().map(|s| s.last));
    days.extend(store::ending::last_change(tx, org, id)?);
    let mut settled = Vec::with_capacity(settlements.len());
    for settlement in &settlements {
        settled.push(outcome(tx, org, settlement)?);
    }
    let held = ledger::trial_balance(tx, org, net.book, today, i64::MAX)?;
    let of = |code: &str| {
        let rows = held.iter().filter(|row| row.code == code);
        Fen(rows.map(|row| row.balance).sum())
    };
    let owed_of_losses = of(accounts::LOSSES).plus(of(accounts::LOSS_SHARE))?;
    let laid_out = Fen(-of(accounts::ADVANCES).0);
    Ok(Standing {
        last_record: days.into_iter().max(),
        unsettled,
        settled,
        advance: laid_out.minus(owed_of_losses)?,
        land: store::ending::stays(tx, org, id)?
            .into_iter()
            .map(|land| land.to)
            .collect(),
        uncounted,
        bank: of(accounts::BANK),
    })
}

/// The days of records that stand: neither taken back nor what takes one back.
fn standing_days(records: impl Iterator<Item = (Id, Option<Id>, Date)> + Clone) -> Vec<Date> {
    let over: HashSet<Id> = records.clone().filter_map(|(_, voids, _)| voids).collect();
    records
        .filter(|(id, voids, _)| voids.is_none() && !over.contains(id))
        .map(|(_, _, date)| date)
        .collect()
}

fn outcome(tx: &mut Tx, org: OrgId, settlement: &Settlement) -> Result<Outcome> {
    let mut out = Outcome {
        first: settlement.first,
        last: settlement.last,
        result: settlement.result()?,
        is_loss_shared: money::loss_of(tx, org, settlement.id)?.is_some(),
        round: None,
        awaits_handover: false,
    };
    for round in money::rounds_of(tx, org, super::SOURCE, settlement.id)? {
        let case = payout::read::case(tx, org, round)?;
        if matches!(case.state(), State::Cancelled | State::Reversed) {
            continue;
        }
        out.awaits_handover = super::hand_over::part(&case)? > Fen::ZERO
            && money::handover_of(tx, org, round)?.is_none();
        out.round = Some((case.round.number.clone(), case.state()));
    }
    Ok(out)
}

/// Those of `households` whose land is or was in a net: what rests on an import of people.
pub fn households_in_use(tx: &mut Tx, org: OrgId, households: &[Id]) -> Result<Vec<Id>> {
    let asked: HashSet<&Id> = households.iter().collect();
    let mut found = store::households(tx, org)?;
    found.retain(|household| asked.contains(household));
    Ok(found)
}

/// The period of a round's settlement.
pub fn settlement_of(tx: &mut Tx, round: &Round) -> Result<Settlement> {
    money::settlement(tx, round.org, round.source_id)?.ok_or(Error::NotFound)
}

/// `roster_differs`: lines are not what the net says as known when they were frozen. `net_plan_differs`: a round
/// divides otherwise than the plan of its day. `net_settlement_differs`: a settlement is not the sums of its period,
/// or its voucher moved otherwise. `net_loss_differs`: what the parties owe is not the loss. `net_handover_differs`:
/// the co-op's book got otherwise than the contract's gave. Needs no key file.
pub fn check(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    let mut problems = payout::check_entitlements_of(tx, org, super::SOURCE, |tx, round, seq| {
        entitlements(tx, org, round.source_id, seq)
    })?;
    for settlement in money::all_settlements(tx, org)? {
        let mut tell = |code: &'static str| {
            problems.push(Problem {
                code,
                place: format!("coop_settlement {}", settlement.id),
                seq: 0,
            });
        };
        let is_void = money::is_void(tx, org, money::Voidable::Settlement, settlement.id)?;
        let period = (settlement.first, settlement.last);
        let sums = super::settle::sums(tx, org, settlement.net, period, i64::MAX)?;
        let moved = moved(tx, org, settlement.voucher)?;
        let of = |code: &str| moved.get(code).copied().unwrap_or(0);
        let says = (settlement.proceeds.0, -settlement.costs.0);
        let is_same = (of(market::SALES), of(super::accounts::COSTS)) == says;
        if !is_same || (!is_void && sums != (settlement.proceeds, settlement.costs)) {
            tell("net_settlement_differs");
        }
        if let Some(loss) = money::loss_of(tx, org, settlement.id)? {
            let lines = money::loss_lines(tx, org, loss.id)?;
            let borne = Fen::sum(lines.iter().map(|line| line.amount))?;
            if borne != loss.amount || loss.amount > Fen(-settlement.result()?.0) {
                tell("net_loss_differs");
            }
        }
        for round in money::rounds_of(tx, org, super::SOURCE, settlement.id)? {
            check_round(tx, org, &settlement, round, &mut tell)?;
        }
    }
    Ok(problems)
}

fn check_round(
    tx: &mut Tx,
    org: OrgId,
    settlement: &Settlement,
    round: Id,
    tell: &mut impl FnMut(&'static str),
) -> Result<()> {
    let case = payout::read::case(tx, org, round)?;
    let created = case.history.first().map_or(i64::MAX, |done| done.seq);
    let plan = plans::in_force(tx, org, settlement.net, settlement.last, created)?;
    let division = plan.map(|version| version.plan.division());
    if case.round.division != division || case.round.pool != settlement.result()? {
        tell("net_plan_differs");
    }
    if let Some(handover) = money::handover_of(tx, org, round)? {
        let from = moved(tx, org, handover.voucher)?;
        let to = moved(tx, org, handover.own_voucher)?;
        let gave = from.get(super::model::COOP_SHARE).copied();
        let got = to.get(shares::coop::INCOME).copied();
        if (gave, got) != (Some(handover.amount.0), Some(-handover.amount.0)) {
            tell("net_handover_differs");
        }
    }
    Ok(())
}

/// What a voucher moved, by account.
fn moved(tx: &mut Tx, org: OrgId, voucher: Id) -> Result<BTreeMap<String, i64>> {
    let mut moved: BTreeMap<String, i64> = BTreeMap::new();
    for entry in ledger::voucher_entries(tx, org, voucher, 0, 10_000)? {
        *moved.entry(entry.code).or_default() += entry.amount;
    }
    Ok(moved)
}
