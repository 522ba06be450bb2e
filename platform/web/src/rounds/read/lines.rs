//! The lines of a round, what it posted, and what one household got of all rounds.

use super::super::facts::*;
use super::super::source::{Source, Sources};
use super::{Eyes, case_of, round, unit_name};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Ctx, Error, Fen, Id, OrgId, Result};
use payout::State;
use payout::round::Case;

/// Whose line it is: number, head and village as they stand now.
fn line(
    tx: &mut Tx,
    org: OrgId,
    source: Source,
    eyes: &Eyes,
    view: &payout::LineView,
) -> Result<Line> {
    let household = (source.household)(tx, org, view.line.payee.household)?;
    Ok(Line {
        household: view.line.payee.household,
        key: view.line.key.to_string(),
        village: unit_name(tx, view.line.payee.unit)?,
        head: eyes.name(household.as_ref().map_or("", |h| &h.head)),
        class: view.line.payee.class.clone(),
        heads: view.line.payee.heads,
        weight: view.line.weight,
        gross: Fen(view.line.net()),
        paid: view.paid_on.map(|date| Payment {
            date,
            method: view.method.map_or("transfer", |m| m.as_str()).to_owned(),
            receipt: view.receipt.clone(),
        }),
    })
}

/// A page of lines in scope; `paid` nothing: paid or not.
pub(in crate::rounds) fn lines(
    tx: &mut Tx,
    ctx: &Ctx,
    source: Source,
    eyes: &Eyes,
    case: &Case,
    (village, paid): (Option<Id>, Option<bool>),
    (from, limit): (u32, u32),
) -> Result<Lines> {
    let scope = Scope::of(ctx, Right::ViewRounds);
    let sort = payout::LineSort::Unit;
    let filter = payout::LineFilter {
        unit: village,
        household: None,
        paid,
        sort,
    };
    let page = payout::lines(tx, &scope, case.round.id, &filter, (from, limit))?;
    let mut rows = Vec::with_capacity(page.lines.len());
    for view in &page.lines {
        rows.push(line(tx, ctx.org, source, eyes, view)?);
    }
    Ok(Lines {
        rows,
        total: page.count,
        from: i64::from(from),
        village,
    })
}

/// All lines of the asker's villages with what they come to: the sums of the round where he sees it whole.
pub(in crate::rounds) fn payroll(
    tx: &mut Tx,
    ctx: &Ctx,
    sources: &Sources,
    eyes: &Eyes,
    round: &Round,
) -> Result<(Vec<Line>, Sums)> {
    let sums = round.sums.ok_or(Error::NotFound)?;
    let (case, source) = case_of(tx, ctx, sources, round.id)?;
    let all = (0, u32::MAX >> 1);
    let found = lines(tx, ctx, source, eyes, &case, (None, None), all)?;
    let sums = match found.total == sums.households {
        true => sums,
        false => sums_of(&sums, &found.rows),
    };
    Ok((found.rows, sums))
}

fn sums_of(whole: &Sums, rows: &[Line]) -> Sums {
    let add = |value: fn(&Line) -> i64| {
        rows.iter()
            .fold(0_i64, |sum, row| sum.saturating_add(value(row)))
    };
    Sums {
        households: add(|_| 1),
        persons: add(|row| row.heads),
        weight: add(|row| row.weight),
        gross: Fen(add(|row| row.gross.0)),
        ..*whole
    }
}

/// The vouchers of a round; of a long one the first entries. Who does not see the whole round (`sees_all`) sees no
/// payee's entry: a voucher knows no villages.
pub(in crate::rounds) fn vouchers(
    tx: &mut Tx,
    org: OrgId,
    source: Source,
    eyes: &Eyes,
    (round, sees_all): (Id, bool),
) -> Result<Vec<Voucher>> {
    const SHOWN: u32 = 20;
    let mut out = Vec::new();
    for voucher in ledger::vouchers(tx, org, "payout_round", round, Id(0), 500)? {
        let mut entries = Vec::new();
        for entry in ledger::voucher_entries(tx, org, voucher.id, 0, SHOWN)? {
            if entry.party.is_some() && !sees_all {
                continue;
            }
            let account = eyes
                .words
                .get(&format!("ledger-account-{}", entry.code.replace('_', "-")));
            let account = match entry.party {
                None => account,
                Some(party) => {
                    let head = (source.household)(tx, org, party)?
                        .map(|h| h.head)
                        .unwrap_or_default();
                    eyes.words.with(
                        "rounds-voucher-payee",
                        &[("account", &account), ("head", &eyes.name(&head))],
                    )
                }
            };
            entries.push((
                account,
                Fen(entry.amount.max(0)),
                Fen(entry.amount.min(0).saturating_neg()),
            ));
        }
        let reverses = match voucher.reverses {
            Some(id) => ledger::voucher(tx, org, id)?.map(|v| v.number),
            None => None,
        };
        let shown = i64::try_from(entries.len()).unwrap_or(0);
        out.push(Voucher {
            id: voucher.id,
            number: voucher.number,
            date: voucher.date,
            kind: voucher.kind,
            reverses,
            entries,
            more: voucher.lines.saturating_sub(shown),
            total: Fen(voucher.total),
        });
    }
    Ok(out)
}

/// What one household got; `NotFound` outside the asker's scope.
pub(in crate::rounds) fn statement(
    tx: &mut Tx,
    ctx: &Ctx,
    sources: &Sources,
    eyes: &Eyes,
    household: Id,
) -> Result<Statement> {
    let mut found = None;
    for source in sources.iter() {
        if found.is_none() {
            found = (source.household)(tx, ctx.org, household)?;
        }
    }
    let found = found.ok_or(Error::NotFound)?;
    if !access::holds_at(tx, ctx, Right::ViewRounds, found.unit)? {
        return Err(Error::NotFound);
    }
    let mut parts = Vec::new();
    for row in payout::household_statement(tx, ctx.org, household, None, 100)? {
        if !matches!(
            row.state,
            State::Posted | State::Declared | State::Paid | State::Closed
        ) {
            continue;
        }
        let (case, source) = case_of(tx, ctx, sources, row.round)?;
        let before = payout::read::times_before(tx, ctx.org, row.round)?;
        let explained = payout::explain(tx, ctx.org, row.round, row.view.line.key)?;
        parts.push(Part {
            round: round(tx, sources, &case)?,
            line: line(tx, ctx.org, source, eyes, &row.view)?,
            ordinal: before.get(&household).copied().unwrap_or(0) + 1,
            parts: explained.parts,
        });
    }
    Ok(Statement {
        household,
        number: found.number,
        head: eyes.name(&found.head),
        village: unit_name(tx, found.unit)?,
        parts,
    })
}
