//! What programs may read and do of rounds: the same deeds as the pages do, with what the source of a round answers for.

use super::read::case_of;
use super::source::{Offer, Source, Sources, source_of};
use crate::api::{Deed, Found, List, Seen};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Fen, Id, Result};
use payout::bank::{
    ProposeAccount, decide_account, decide_list, propose_account, reverse_list, send_back,
    send_batch,
};
use payout::{Basis, BringForwardRound, Filter, LineFilter, LineKey, Method, State, Step};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) fn lists(sources: &Sources) -> Vec<List> {
    let mut all = vec![
        List::new("rounds", "rounds-title", super::VIEW, rounds),
        List::new("rounds/lines", "rounds-lines-caption", super::VIEW, lines),
    ];
    all.extend(super::more_api::lists(sources));
    all
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct SoughtRounds {
    year: Option<i64>,
    state: Option<State>,
}

/// A distribution from draft to payment.
#[derive(Serialize, JsonSchema)]
struct OneRound {
    id: Id,
    /// `FH-2022-0005`.
    number: String,
    title: String,
    state: State,
    /// The last thing done, and its date.
    step: Step,
    since: Date,
    /// Who answers for the entitlements: `shares.project` and its id.
    source: String,
    source_id: Id,
    book: Id,
    unit: Id,
    year: i64,
    pool_fen: Fen,
    /// The day as of which payees and weights count.
    record_date: Date,
    basis: Basis,
}

fn rounds(
    tx: &mut Tx,
    seen: &Seen,
    asked: SoughtRounds,
    before: Option<Id>,
    limit: usize,
) -> Result<Found<OneRound, Id>> {
    let scope = Scope::of(&seen.ctx, Right::ViewRounds);
    let filter = Filter {
        source: None,
        state: asked.state,
        year: asked.year,
    };
    let more = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    let found = payout::rounds(tx, &scope, &filter, before, more)?;
    let found = Found::page(found, limit, |view| view.round.id);
    Ok(found.map(|view| OneRound {
        id: view.round.id,
        number: view.round.number,
        title: view.round.title,
        state: view.state,
        step: view.step,
        since: view.since,
        source: view.round.source,
        source_id: view.round.source_id,
        book: view.round.book,
        unit: view.round.unit,
        year: view.round.year,
        pool_fen: view.round.pool,
        record_date: view.round.record_date,
        basis: view.round.basis,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct SoughtLines {
    round: Id,
    /// Of this village.
    unit: Option<Id>,
    household: Option<Id>,
    /// `false`: what can be paid now.
    paid: Option<bool>,
}

/// What one household has of a round.
#[derive(Serialize, JsonSchema)]
struct OneLine {
    key: LineKey,
    household: Id,
    /// The village of the household then.
    unit: Id,
    class: String,
    heads: i64,
    weight: i64,
    gross_fen: i64,
    tax_fen: i64,
    net_fen: i64,
    paid_on: Option<Date>,
    method: Option<Method>,
    receipt: Option<String>,
    voucher: Option<Id>,
}

fn lines(
    tx: &mut Tx,
    seen: &Seen,
    asked: SoughtLines,
    from: Option<u32>,
    limit: usize,
) -> Result<Found<OneLine, u32>> {
    let scope = Scope::of(&seen.ctx, Right::ViewRounds);
    let round = payout::round(tx, &scope, asked.round)?.round;
    let filter = LineFilter {
        unit: asked.unit,
        household: asked.household,
        paid: asked.paid,
        ..LineFilter::default()
    };
    let (from, many) = (from.unwrap_or(0), u32::try_from(limit).unwrap_or(u32::MAX));
    let window = (from, many.saturating_add(1));
    let found = payout::lines(tx, &scope, round.id, &filter, window)?.lines;
    let found = Found::page(found, limit, |_| from.saturating_add(many));
    Ok(found.map(|view| OneLine {
        key: view.line.key,
        household: view.line.payee.household,
        unit: view.line.payee.unit,
        net_fen: view.line.net(),
        class: view.line.payee.class,
        heads: view.line.payee.heads,
        weight: view.line.weight,
        gross_fen: view.line.gross,
        tax_fen: view.line.tax,
        paid_on: view.paid_on,
        method: view.method,
        receipt: view.receipt,
        voucher: view.voucher,
    }))
}

pub(super) fn deeds(sources: &Sources) -> Vec<Deed> {
    let mut all = vec![
        Deed::new(payout::display_plan),
        Deed::new(payout::resolve_round),
        Deed::new(payout::review_round),
        Deed::new(payout::declare_round),
        Deed::new(payout::close_round),
        Deed::new(payout::cancel_round),
        Deed::new(payout::reverse_round),
        Deed::new(payout::record_objection),
        Deed::new(payout::answer_objection),
        Deed::new(payout::hold_line),
        Deed::new(payout::release_line),
        Deed::new(payout::return_payment),
        Deed::new(payout::move_unclaimed),
        Deed::new(payout::recover_receivable),
        Deed::new(payout::close_month),
        Deed::new(payout::reopen_month),
        Deed::new(payout::bring_forward_balance),
        Deed::new(payout::void_brought),
        Deed::new(decide_account),
        Deed::new(decide_list),
        Deed::new(send_back),
        Deed::new(reverse_list),
    ];
    all.extend(with_sources(sources));
    all
}

/// Deeds that ask the source of a round: who takes part, what happened to him since, what the checks need.
fn with_sources(sources: &Sources) -> Vec<Deed> {
    let own = || sources.clone();
    let (offering, calculating, correcting, posting) = (own(), own(), own(), own());
    let (naming, paying, claiming, batching) = (own(), own(), own(), own());
    let (bringing, proposing) = (own(), own());
    vec![
        Deed::new(move |tx: &mut Tx, ctx: &Ctx, input| create(tx, ctx, input, &offering)),
        Deed::new(move |tx: &mut Tx, ctx: &Ctx, input| {
            payout::calculate_round_knowing(
                tx,
                ctx,
                input,
                |tx, round| (source_of(&calculating, &round.source)?.entitlements)(tx, round),
                |tx, round, payees| {
                    (source_of(&calculating, &round.source)?.witness.counted)(tx, round, payees)
                },
            )
        }),
        Deed::new(move |tx: &mut Tx, ctx: &Ctx, input| {
            payout::correct_round_knowing(
                tx,
                ctx,
                input,
                |tx, round| (source_of(&correcting, &round.source)?.entitlements)(tx, round),
                |tx, round, payees| {
                    (source_of(&correcting, &round.source)?.witness.counted)(tx, round, payees)
                },
            )
        }),
        Deed::new(move |tx: &mut Tx, ctx: &Ctx, input| {
            payout::post_round_knowing(tx, ctx, input, |tx, case| {
                let witness = source_of(&posting, &case.round.source)?.witness;
                Ok(Some(payout::crosscheck(tx, case, &witness)?.summary()))
            })
        }),
        Deed::new(
            move |tx: &mut Tx, ctx: &Ctx, input: payout::NameSuccessor| {
                let (_, source) = case_of(tx, ctx, &naming, input.round)?;
                payout::name_successor(tx, ctx, input, |tx, org, household| {
                    Ok((source.household)(tx, org, household)?.is_some())
                })
            },
        ),
        Deed::new(move |tx: &mut Tx, ctx: &Ctx, input: payout::PayLines| {
            let changed = case_of(tx, ctx, &paying, input.round)?.1.changed;
            payout::pay_lines_knowing(tx, ctx, input, changed)
        }),
        Deed::new(move |tx: &mut Tx, ctx: &Ctx, input: payout::PayUnclaimed| {
            let changed = case_of(tx, ctx, &claiming, input.0.round)?.1.changed;
            payout::pay_unclaimed(tx, ctx, input, changed)
        }),
        Deed::new(
            move |tx: &mut Tx, ctx: &Ctx, input: payout::bank::SendBatch| {
                let changed = case_of(tx, ctx, &batching, input.round)?.1.changed;
                send_batch(tx, ctx, input, changed)
            },
        ),
        Deed::new(move |tx: &mut Tx, ctx: &Ctx, input: BringForwardRound| {
            let offer = offered(tx, ctx, &bringing, (&input.source, input.source_id))?.1;
            chosen(input.book == Some(offer.book), "book")?;
            chosen(input.unit == offer.unit, "unit")?;
            payout::bring_forward_round(tx, ctx, input)
        }),
        Deed::new(move |tx: &mut Tx, ctx: &Ctx, input: ProposeAccount| {
            let mut unit = None;
            for source in proposing.iter() {
                let found = (source.household)(tx, ctx.org, input.payee)?;
                unit = found.map(|household| household.unit).or(unit);
            }
            if unit != Some(input.unit) {
                return Err(Error::invalid("payee", "no_such_household"));
            }
            propose_account(tx, ctx, input)
        }),
    ]
}

fn chosen(is_right: bool, field: &'static str) -> Result<()> {
    match is_right {
        true => Ok(()),
        false => Err(Error::invalid(field, "not_chosen")),
    }
}

/// What a source offers the actor under this id. Invalid: `source`, `source_id` (`not_chosen`).
fn offered(
    tx: &mut Tx,
    ctx: &Ctx,
    sources: &Sources,
    (code, id): (&str, Id),
) -> Result<(Source, Offer)> {
    let source = source_of(sources, code).map_err(|_| Error::invalid("source", "not_chosen"))?;
    let mut offers = (source.offers)(tx, ctx)?.into_iter();
    let offer = offers.find(|offer| offer.id == id);
    let offer = offer.ok_or(Error::invalid("source_id", "not_chosen"))?;
    Ok((source, offer))
}

/// Only from what its source offers the actor. Invalid: `source`, `source_id`, `flow`, `book`, `unit` (`not_chosen`).
fn create(
    tx: &mut Tx,
    ctx: &Ctx,
    input: payout::CreateRound,
    sources: &Sources,
) -> Result<payout::Created> {
    let (source, offer) = offered(tx, ctx, sources, (&input.source, input.source_id))?;
    chosen(input.flow == source.flow, "flow")?;
    chosen(input.book == offer.book, "book")?;
    chosen(input.unit == offer.unit, "unit")?;
    payout::create_round(tx, ctx, input)
}
