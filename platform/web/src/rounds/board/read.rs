//! What the boards are told, from within the scope of whoever asks.

use super::audit::{Audit, Fresh, Year};
use super::{Lying, Money, Named, Objected, Pot, Waiting};
use crate::i18n::Words;
use crate::rounds::read::{next, user_name};
use crate::rounds::source::Sources;
use crate::rounds::store::board::{self, Counted};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Ctx, Fen, Id, Result};
use payout::Detail;
use std::collections::BTreeMap;

/// So many rounds that are not over are looked at for what waits.
const OPEN: usize = 50;
/// So many of the latest rounds are looked at for fresh accounts.
const LOOKED: u32 = 50;

fn seen(ctx: &Ctx) -> Scope {
    Scope::of(ctx, Right::ViewRounds)
}

fn named(tx: &mut Tx, scope: &Scope, id: Id) -> Result<Named> {
    let (number, title) = board::named(tx, scope, id)?.unwrap_or_default();
    Ok(Named { id, number, title })
}

/// The next step of each round that is not over; the asker's own stand first, and of those what he can do now.
pub(super) fn due(tx: &mut Tx, ctx: &Ctx) -> Result<Vec<Waiting>> {
    let scope = seen(ctx);
    let mut out = Vec::new();
    let views = payout::rounds(tx, &scope, &payout::Filter::default(), None, 500)?;
    for view in views.into_iter().filter(|v| !v.state.is_over()).take(OPEN) {
        let case = payout::round(tx, &scope, view.round.id)?;
        let Some(next) = next(tx, ctx, &case)? else {
            continue;
        };
        out.push(Waiting {
            round: Named {
                id: view.round.id,
                number: view.round.number,
                title: view.round.title,
            },
            what: next.what,
            is_mine: next.is_mine,
            from: next.from,
            missing: next.missing.into_iter().next(),
        });
    }
    out.sort_by_key(|one| (!one.is_mine, one.missing.is_some(), one.from));
    Ok(out)
}

pub(super) fn stages(tx: &mut Tx, ctx: &Ctx) -> Result<Vec<Counted<String>>> {
    board::stages(tx, &seen(ctx))
}

pub(super) fn money(tx: &mut Tx, ctx: &Ctx, sources: &Sources) -> Result<Money> {
    let scope = seen(ctx);
    let mut ways = BTreeMap::new();
    for source in sources.iter() {
        for offer in (source.offers)(tx, ctx)? {
            let href = format!("/rounds/new?source={}:{}", source.code, offer.id);
            ways.entry(offer.book).or_insert(href);
        }
    }
    let pots = board::undistributed(tx, &scope)?
        .into_iter()
        .filter(|(_, _, amount)| *amount != Fen::ZERO)
        .map(|(book, entity, amount)| Pot {
            entity,
            amount,
            href: ways.remove(&book),
        })
        .collect();
    Ok(Money {
        pots,
        lying: lying(tx, &scope)?,
    })
}

/// Rounds with a line to which something is left to do, the latest first.
fn lying(tx: &mut Tx, scope: &Scope) -> Result<Vec<Lying>> {
    let found = [
        board::owed(tx, scope)?,
        board::held(tx, scope)?,
        board::returned(tx, scope)?,
        board::unclaimed(tx, scope)?,
        board::receivable(tx, scope)?,
    ];
    let mut by_round: BTreeMap<Id, [(i64, Fen); 5]> = BTreeMap::new();
    for (place, rows) in found.into_iter().enumerate() {
        for (round, lines, amount) in rows {
            if let Some(slot) = by_round.entry(round).or_default().get_mut(place) {
                *slot = (lines, amount);
            }
        }
    }
    let mut out = Vec::with_capacity(by_round.len());
    for (round, [owed, held, returned, unclaimed, receivable]) in by_round.into_iter().rev() {
        out.push(Lying {
            round: named(tx, scope, round)?,
            owed,
            held,
            returned,
            unclaimed,
            receivable,
        });
    }
    Ok(out)
}

pub(super) fn objections(tx: &mut Tx, ctx: &Ctx) -> Result<Vec<Objected>> {
    let scope = seen(ctx);
    let mut out = Vec::new();
    for (round, counts) in board::objections(tx, &scope)? {
        let round = named(tx, &scope, round)?;
        out.push(Objected { round, counts });
    }
    Ok(out)
}

pub(super) fn audit(tx: &mut Tx, ctx: &Ctx, words: Words) -> Result<Audit> {
    let scope = seen(ctx);
    let mut years: BTreeMap<i64, Year> = BTreeMap::new();
    let mut note = |rows: Vec<Counted<i64>>, slot: fn(&mut Year) -> &mut (i64, Fen)| {
        for (year, count, amount) in rows {
            let one = years.entry(year).or_default();
            one.year = year;
            *slot(one) = (count, amount);
        }
    };
    note(board::declared(tx, &scope)?, |year| &mut year.declared);
    note(board::paid_out(tx, &scope)?, |year| &mut year.paid);
    note(board::reversed(tx, &scope)?, |year| &mut year.reversed);
    Ok(Audit {
        years: years.into_values().rev().collect(),
        lying: lying(tx, &scope)?,
        objected: objections(tx, ctx)?,
        fresh: fresh(tx, ctx, words)?,
    })
}

/// What the deeds themselves wrote down of accounts made, granted or reset shortly before.
fn fresh(tx: &mut Tx, ctx: &Ctx, words: Words) -> Result<Vec<Fresh>> {
    let scope = seen(ctx);
    let mut out = Vec::new();
    for view in payout::rounds(tx, &scope, &payout::Filter::default(), None, LOOKED)? {
        for done in payout::history(tx, ctx.org, view.round.id)? {
            let accounts = match &done.detail {
                Detail::Declared(declared) => &declared.fresh_accounts,
                Detail::Paid { fresh_accounts, .. } | Detail::Reversed { fresh_accounts, .. } => {
                    fresh_accounts
                }
                _ => continue,
            };
            for account in accounts {
                out.push(Fresh {
                    round: Named {
                        id: view.round.id,
                        number: view.round.number.clone(),
                        title: view.round.title.clone(),
                    },
                    step: done.step.as_str().to_owned(),
                    date: done.date,
                    who: user_name(tx, words, *account)?,
                });
            }
        }
    }
    Ok(out)
}
