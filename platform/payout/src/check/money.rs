//! The money of a round worked out again from its facts: every voucher that a fact names must have moved exactly what
//! the facts say, by account and party, and the round has no voucher that no fact explains.

use crate::model::{Method, Settled, State, Step};
use crate::plan::{LineKey, LineRow};
use crate::round::{Case, Detail};
use crate::standing::Standing;
use crate::{store, wrong};
use ::store::Tx;
use kernel::{Id, Result};
use ledger::Moved;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What vouchers of a round should have moved.
#[derive(Default)]
struct Expected {
    vouchers: HashMap<Id, Moved>,
    years: BTreeSet<i16>,
}

impl Expected {
    fn add(&mut self, voucher: Id, code: &str, party: Option<Id>, amount: i64) {
        let moved = self.vouchers.entry(voucher).or_default();
        moved.add(code, party, amount);
    }
}

/// `declared_differs`, `paid_differs`, `paid_twice`, `paid_before_declaring`, `paid_while_held`, `returned_differs`,
/// `settled_differs`, `reversed_differs`, `voucher_unexplained`, `line_missing`.
pub fn check(
    tx: &mut Tx,
    case: &Case,
    (lines, standings): (&[LineRow], &BTreeMap<LineKey, Standing>),
    tell: &mut impl FnMut(&'static str),
) -> Result<()> {
    let (org, round) = (case.round.org, case.round.id);
    if store::strays(tx, org, round)? > 0 {
        tell("line_missing");
    }
    let mut paid = Expected::default();
    let mut returned = Expected::default();
    let mut settled = Expected::default();
    for standing in standings.values() {
        attempts(case, standing, (&mut paid, &mut returned), tell);
        settlements(case, standing, &mut settled, tell);
    }
    let declared = declaration(case, lines);
    let reversed = case.history.iter().find_map(|done| match &done.detail {
        Detail::Reversed { voucher, .. } => Some((*voucher, done.date)),
        _ => None,
    });
    let mut years: BTreeSet<i16> = case.history.iter().map(|done| done.date.year()).collect();
    for expected in [&paid, &returned, &settled] {
        years.extend(expected.years.iter().copied());
    }
    let own: Vec<Id> = ledger::vouchers(tx, org, "payout_round", round, Id(0), u32::MAX >> 1)?
        .into_iter()
        .map(|voucher| voucher.id)
        .collect();
    let mut named: HashSet<Id> = own.iter().copied().collect();
    named.extend(declared.iter().map(|(voucher, _)| *voucher));
    named.extend(reversed.map(|(voucher, _)| voucher));
    for expected in [&paid, &returned, &settled] {
        named.extend(expected.vouchers.keys().copied());
    }
    let moved = ledger::moved_by_account(tx, org, years, &named)?;
    let nothing = Moved::default();
    let differs =
        |voucher: &Id, expected: &Moved| !expected.agrees(moved.get(voucher).unwrap_or(&nothing));
    if declared
        .iter()
        .any(|(voucher, moved)| differs(voucher, moved))
    {
        tell("declared_differs");
    }
    for (code, expected) in [
        ("paid_differs", &paid),
        ("returned_differs", &returned),
        ("settled_differs", &settled),
    ] {
        let mut all: Vec<(&Id, &Moved)> = expected.vouchers.iter().collect();
        all.sort_by_key(|(voucher, _)| **voucher);
        for (voucher, moved) in all {
            if differs(voucher, moved) {
                tell(code);
            }
        }
    }
    let declared_by = declared.as_ref().map(|(voucher, _)| *voucher);
    if let (Some((voucher, _)), Some((_, moved))) = (reversed, declared)
        && differs(&voucher, &moved.mirror())
    {
        tell("reversed_differs");
    }
    let explained = |voucher: &Id| {
        declared_by == Some(*voucher)
            || [&paid, &returned, &settled]
                .iter()
                .any(|expected| expected.vouchers.contains_key(voucher))
    };
    if !own.iter().all(explained) {
        tell("voucher_unexplained");
    }
    Ok(())
}

/// What declaring had to move.
fn declaration(case: &Case, lines: &[LineRow]) -> Option<(Id, Moved)> {
    let declared = case.declared()?;
    let codes = &case.flow.accounts;
    let mut moved = Moved::default();
    for line in lines {
        moved.add(&codes.undistributed, None, line.gross);
        moved.add(&codes.payable, Some(line.payee.household), -line.net());
        moved.add(&codes.tax, None, -line.tax);
    }
    let waterfall = case.calculated().and_then(|plan| plan.waterfall.as_ref());
    for (code, amount) in waterfall.map_or_else(Vec::new, |w| w.to_accounts()) {
        moved.add(&codes.undistributed, None, amount.0);
        moved.add(&code, None, -amount.0);
    }
    Some((declared.voucher, moved))
}

fn account(case: &Case, is_unclaimed: bool) -> &str {
    let codes = &case.flow.accounts;
    match is_unclaimed {
        true => &codes.unclaimed,
        false => &codes.payable,
    }
}

fn attempts(
    case: &Case,
    standing: &Standing,
    (paid, returned): (&mut Expected, &mut Expected),
    tell: &mut impl FnMut(&'static str),
) {
    let party = Some(standing.line.payee.household);
    let declared = case.done(Step::Declare).map(|done| done.date);
    for (attempt, place) in standing.attempts.iter().zip(1_i64..) {
        let code = account(case, standing.is_unclaimed_at(attempt.seq));
        let bank = match attempt.method {
            Method::BankFile => &case.flow.accounts.clearing,
            _ => &case.flow.accounts.bank,
        };
        paid.add(attempt.voucher, code, party, attempt.amount);
        paid.add(attempt.voucher, bank, None, -attempt.amount);
        paid.years.insert(attempt.date.year());
        if attempt.amount != standing.line.net() {
            tell("paid_differs");
        }
        if declared.is_none_or(|declared| attempt.date < declared) {
            tell("paid_before_declaring");
        }
        let before = standing
            .attempts
            .iter()
            .filter(|a| a.attempt < attempt.attempt);
        let is_out = |seq: Option<i64>| seq.is_none_or(|seq| seq >= attempt.seq);
        let mut still_out = before.map(|a| a.returned.as_ref().map(|r| r.seq));
        if attempt.attempt != place || still_out.any(is_out) {
            tell("paid_twice");
        }
        if was_held(standing, attempt.seq) {
            tell("paid_while_held");
        }
        if let Some(back) = &attempt.returned {
            returned.add(back.voucher, code, party, -attempt.amount);
            returned.add(back.voucher, bank, None, attempt.amount);
            returned.years.insert(back.date.year());
            if back.seq <= attempt.seq || back.date < attempt.date {
                tell("returned_differs");
            }
        }
    }
}

/// A hold that nobody had ended when the payment was made, and that was written before it.
fn was_held(standing: &Standing, seq: i64) -> bool {
    let unclaimed = standing.is_unclaimed_at(seq);
    standing.holds.iter().any(|hold| {
        let lets_claim = unclaimed && hold.reason == crate::HoldReason::Unclaimed;
        // Of a hold that still stands this is the row that began it, of an ended one the row that ended it.
        hold.to.is_none() && hold.seq < seq && !lets_claim
    })
}

fn settlements(
    case: &Case,
    standing: &Standing,
    settled: &mut Expected,
    tell: &mut impl FnMut(&'static str),
) {
    let (codes, net) = (&case.flow.accounts, standing.line.net());
    let line = Some(standing.line.payee.household);
    let count = |kind: Settled| {
        standing
            .settlements
            .iter()
            .filter(|s| s.kind == kind)
            .count()
    };
    let reversed = case.done(Step::Reverse).map(|done| done.seq);
    for one in &standing.settlements {
        let mut add = |code: &str, party, amount| settled.add(one.voucher, code, party, amount);
        match one.kind {
            Settled::Unclaimed => {
                add(&codes.payable, line, one.amount);
                add(&codes.unclaimed, line, -one.amount);
            }
            // Its voucher is that of the payment.
            Settled::ClaimedAgain => {}
            Settled::Receivable => {
                add(
                    &codes.receivable,
                    Some(standing.payee_at(one.seq)),
                    one.amount,
                );
                add(&codes.payable, line, -one.amount);
            }
            Settled::Recovered => {
                let payee = Some(standing.payee_at(reversed.unwrap_or(one.seq)));
                add(&codes.receivable, payee, -one.amount);
                add(&codes.bank, None, one.amount);
            }
        }
        settled.years.insert(one.date.year());
        if one.amount <= 0 || (one.kind != Settled::Recovered && one.amount != net) {
            tell("settled_differs");
        }
    }
    let is_reversed = case.state() == State::Reversed;
    let owes = usize::from(is_reversed && standing.live().is_some());
    if count(Settled::Receivable) != owes
        || count(Settled::Unclaimed) > 1
        || standing.owed_back() < 0
    {
        tell("settled_differs");
    }
    // On the way to a reversal what was put aside goes back to the payables by the same voucher.
    if is_reversed
        && standing.is_unclaimed()
        && standing.live().is_none()
        && let Some(voucher) = given_back(case)
    {
        settled.add(voucher, &codes.unclaimed, line, net);
        settled.add(voucher, &codes.payable, line, -net);
    }
}

fn given_back(case: &Case) -> Option<Id> {
    case.history.iter().find_map(|done| match &done.detail {
        Detail::Reversed { given_back, .. } => *given_back,
        _ => None,
    })
}

/// What is said of a round beside its money: `declared_over_objection`, `correction_differs`.
pub fn check_words(tx: &mut Tx, case: &Case, tell: &mut impl FnMut(&'static str)) -> Result<()> {
    let (org, round) = (case.round.org, case.round.id);
    if case.declared().is_some() && wrong::hold_objections(tx, org, round).is_err() {
        tell("declared_over_objection");
    }
    let linked = store::correction_of(tx, org, round)?;
    let old = match linked {
        Some(old) => store::case(tx, org, old)?,
        None => None,
    };
    let is_cancelled = old.is_none_or(|old| old.state() == State::Cancelled);
    if linked != case.corrects() || !is_cancelled {
        tell("correction_differs");
    }
    Ok(())
}
