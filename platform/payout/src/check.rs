//! Recomputes every round from its stored lines, with the flow version that it names. Needs no key file.

mod accounts;
mod money;

use crate::plan::{self, Entitlement};
use crate::round::{Case, Round};
use crate::slip;
use crate::store;
use ::store::Tx;
use ::store::audit::Problem;
use kernel::{Date, Error, Id, OrgId, Result};

/// Problems of an org's rounds: `round_unreadable`, `round_recalculates_otherwise`, `root_differs`, and what
/// check/money.rs finds: entries that are not what lines, payments, returns and settlements say, two payments of a
/// line, a payment while the line was held, a declaration over an objection; and check/accounts.rs: money that went to
/// another account than the one in force.
pub fn check(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for id in rounds(tx, org)? {
        problems.extend(check_one(tx, org, id)?);
    }
    problems.extend(check_bank(tx, org)?);
    Ok(problems)
}

/// The rounds that [`check`] looks at, one by one.
pub fn rounds(tx: &mut Tx, org: OrgId) -> Result<Vec<Id>> {
    store::round_ids(tx, org)
}

/// [`check`] of one round.
pub fn check_one(tx: &mut Tx, org: OrgId, round: Id) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    match store::case(tx, org, round) {
        Ok(Some(case)) => check_round(tx, &case, &mut problems)?,
        Ok(None) => {}
        Err(Error::Internal(_)) => problems.push(Problem {
            code: "round_unreadable",
            place: format!("payout_round {round}"),
            seq: 0,
        }),
        Err(other) => return Err(other),
    }
    Ok(problems)
}

/// `bank_differs`: a row of a statement that was matched did not move what it says. `clearing_differs`: between the
/// payables and the bank stands something else than what was sent, came back, left and came in.
pub fn check_bank(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for row in store::bank::matched(tx, org)? {
        let mut moved = 0_i64;
        if let Some(voucher) = row.voucher {
            for entry in ledger::voucher_entries(tx, org, voucher, 0, 10)? {
                moved = moved.saturating_add(entry.amount.max(0));
            }
        }
        if moved != row.amount.0.abs() {
            problems.push(Problem {
                code: "bank_differs",
                place: format!("payout_statement {}", row.id),
                seq: 0,
            });
        }
    }
    for (book, round) in store::bank::books_with_batches(tx, org)? {
        let Ok(Some(case)) = store::case(tx, org, round) else {
            continue;
        };
        let found = crate::bank::clearing(tx, org, book, &case.flow.accounts.clearing)?;
        if found.balance != found.expected {
            problems.push(Problem {
                code: "clearing_differs",
                place: format!("ledger_book {book}"),
                seq: 0,
            });
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
    check_entitlements_of(tx, org, source, |tx, round, seq| {
        entitlements(tx, org, round.source_id, round.record_date, seq)
    })
}

/// As [`check_entitlements`], for a source whose answer hangs on more of the round than its record date: the trade
/// of its year. The seq is that at which the roster was frozen.
pub fn check_entitlements_of(
    tx: &mut Tx,
    org: OrgId,
    source: &str,
    entitlements: impl Fn(&mut Tx, &Round, i64) -> Result<Vec<Entitlement>>,
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
        let mut asked = entitlements(tx, round, plan.register_seq)?;
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
    let payees = lines.iter().map(|line| line.payee.clone()).collect();
    let again = plan::lay_out(&case.round, payees, |place, _| {
        let line = lines.get(place).ok_or(Error::NotFound)?;
        Ok(line.commitment)
    })
    .and_then(|again| Ok((plan::line_tree(&case.round, &again.lines)?, again)));
    match again {
        Err(_) => tell("round_recalculates_otherwise"),
        Ok((tree, again)) => {
            if again.lines != lines
                || again.money.carried != plan.carried.0
                || again.money.waterfall != plan.waterfall
            {
                tell("round_recalculates_otherwise");
            }
            if again.register != plan.register || plan::Root::from(tree.published()) != plan.lines {
                tell("root_differs");
            } else if !slip::tree_is_right(tx, case, &tree)? {
                tell("cache_differs");
            }
        }
    }
    let standings = store::standings_of(tx, case.round.org, case.round.id, &lines)?;
    money::check(tx, case, (&lines, &standings), &mut tell)?;
    money::check_words(tx, case, &mut tell)?;
    problems.extend(accounts::check(tx, case, &lines, &standings)?);
    Ok(())
}
