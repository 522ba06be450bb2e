//! Recomputes every round from its stored lines, with the flow version that it names. Needs no key file.

use crate::plan::{self, Entitlement, LineRow};
use crate::round::Case;
use crate::store;
use ::store::Tx;
use ::store::audit::Problem;
use kernel::{Date, Error, Id, OrgId, Result};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Problems of an org's rounds: `round_unreadable`, `round_recalculates_otherwise`, `root_differs`,
/// `declared_differs` (entries are not the lines), `paid_differs` (payments are not their entries or
/// lines), `paid_before_declaring`.
pub fn check(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for id in store::round_ids(tx, org)? {
        match store::case(tx, org, id) {
            Ok(Some(case)) => check_round(tx, &case, &mut problems)?,
            Ok(None) => {}
            Err(Error::Internal(_)) => {
                problems.push(Problem {
                    code: "round_unreadable",
                    place: format!("payout_round {id}"),
                    seq: 0,
                });
            }
            Err(other) => return Err(other),
        }
    }
    Ok(problems)
}

/// Rounds of one source whose lines are not what that source answers for their record date, as known at the journal
/// row that each froze: `roster_differs`. `entitlements` is asked by (org, source id, record date, seq).
pub fn check_entitlements(
    tx: &mut Tx,
    org: OrgId,
    source: &str,
    entitlements: impl Fn(&mut Tx, OrgId, Id, Date, i64) -> Result<Vec<Entitlement>>,
) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for id in store::round_ids(tx, org)? {
        // What cannot be read is told by `check`.
        let Ok(Some(case)) = store::case(tx, org, id) else {
            continue;
        };
        let Some(plan) = case.calculated().filter(|_| case.round.source == source) else {
            continue;
        };
        let round = &case.round;
        let mut asked = entitlements(
            tx,
            org,
            round.source_id,
            round.record_date,
            plan.register_seq,
        )?;
        let mut frozen: Vec<Entitlement> = store::all_lines(tx, org, id)?
            .into_iter()
            .map(|line| line.payee)
            .collect();
        asked.sort_by_key(|payee| payee.household);
        frozen.sort_by_key(|payee| payee.household);
        if asked != frozen {
            let seq = case.history.last().map_or(0, |done| done.seq);
            problems.push(Problem {
                code: "roster_differs",
                place: format!("payout_round {}", round.number),
                seq,
            });
        }
    }
    Ok(problems)
}

fn check_round(tx: &mut Tx, case: &Case, problems: &mut Vec<Problem>) -> Result<()> {
    let lines = store::all_lines(tx, case.round.org, case.round.id)?;
    let seq = case.history.last().map_or(0, |done| done.seq);
    let mut tell = |code: &'static str| {
        problems.push(Problem {
            code,
            place: format!("payout_round {}", case.round.number),
            seq,
        })
    };
    let Some(plan) = case.calculated() else {
        if !lines.is_empty() {
            tell("round_recalculates_otherwise");
        }
        return Ok(());
    };
    let commitments: HashMap<Id, [u8; 32]> = lines
        .iter()
        .map(|line| (line.payee.household, line.commitment))
        .collect();
    let payees = lines.iter().map(|line| line.payee.clone()).collect();
    let again = plan::lay_out(&case.round, payees, |id| {
        commitments.get(&id).copied().ok_or(Error::NotFound)
    });
    match again {
        Err(_) => tell("round_recalculates_otherwise"),
        Ok(again) => {
            if again.lines != lines || again.money.carried != plan.carried.0 {
                tell("round_recalculates_otherwise");
            }
            if again.register != plan.register
                || plan::Root::from(again.tree.published()) != plan.lines
            {
                tell("root_differs");
            }
        }
    }
    check_money(tx, case, &lines, &mut tell)
}

fn check_money(
    tx: &mut Tx,
    case: &Case,
    lines: &[LineRow],
    tell: &mut impl FnMut(&'static str),
) -> Result<()> {
    let (org, payments) = (
        case.round.org,
        store::payments(tx, case.round.org, case.round.id)?,
    );
    let Some(declared) = case.declared() else {
        if !payments.is_empty() {
            tell("paid_before_declaring");
        }
        return Ok(());
    };
    let declared_on = case.done(crate::Step::Declare).map(|done| done.date);
    let years = payments.iter().map(|(_, _, _, date)| date.year());
    let years = years.chain(declared_on.map(|date| date.year())).collect();
    let named: HashSet<Id> = payments.iter().map(|(_, _, voucher, _)| *voucher).collect();
    let named = named.into_iter().chain([declared.voucher]).collect();
    let moved = ledger::moved_by_party(tx, org, years, &named)?;
    let of_voucher = |voucher: Id| moved.get(&voucher).cloned().unwrap_or_default();
    let owed: BTreeMap<Id, i64> = lines
        .iter()
        .filter(|l| l.net() != 0)
        .map(|l| (l.payee.household, l.net()))
        .collect();
    if of_voucher(declared.voucher)
        .into_iter()
        .map(|(id, sum)| (id, -sum))
        .collect::<BTreeMap<_, _>>()
        != owed
    {
        tell("declared_differs");
    }
    let by_key: HashMap<plan::LineKey, &LineRow> =
        lines.iter().map(|line| (line.key, line)).collect();
    let mut vouchers: BTreeMap<Id, BTreeMap<Id, i64>> = BTreeMap::new();
    for (key, amount, voucher, date) in payments {
        let line = by_key.get(&key);
        if line.is_none_or(|line| line.net() != amount) {
            tell("paid_differs");
        }
        if declared_on.is_none_or(|declared| date < declared) {
            tell("paid_before_declaring");
        }
        if let Some(line) = line {
            *vouchers
                .entry(voucher)
                .or_default()
                .entry(line.payee.household)
                .or_default() += amount;
        }
    }
    for (voucher, paid) in vouchers {
        if of_voucher(voucher) != paid {
            tell("paid_differs");
        }
    }
    Ok(())
}
