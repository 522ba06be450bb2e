//! Records lines paid by hand, with date, method and receipt. zhen moves no money itself.

use crate::declare_round::fresh_accounts;
use crate::model::{HoldReason, Method, Settled, State, Step};
use crate::plan::LineKey;
use crate::round::{Case, Detail};
use crate::standing::{Change, Standing};
use crate::{read, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, OrgId, Refusal, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PayLine {
    pub line: LineKey,
    /// Number of the receipt.
    pub receipt: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PayLines {
    pub round: Id,
    pub date: Date,
    pub method: Method,
    pub lines: Vec<PayLine>,
}

impl Input for PayLines {
    const DEED: &'static str = "payout.pay";
}

/// As [`PayLines`], for lines that had been moved to what nobody fetched.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct PayUnclaimed(pub PayLines);

impl Input for PayUnclaimed {
    const DEED: &'static str = "payout.pay_unclaimed";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Paid {
    pub voucher: Id,
    pub lines: i64,
    pub amount: Fen,
    /// Whether nothing of the round is left to pay.
    pub is_all: bool,
}

/// [`pay_lines_knowing`] where nobody can say what changed.
pub fn pay_lines(tx: &mut Tx, ctx: &Ctx, input: PayLines) -> Result<Paid> {
    pay_lines_knowing(tx, ctx, input, |_, _, _, _| Ok(Vec::new()))
}

/// One voucher for all lines given: debits each household's payable, credits the bank, by the line's net amount. A
/// line that came back is paid again as its next attempt. `changed` tells what happened to households from the first
/// day to the second, both included.
///
/// `Invalid` without a line, `NotFound` for a line of another round. Refuses what [`crate::Case::may`] refuses, then
/// for the first line at fault `payout.already_paid` (also for a line named twice), `payout.nothing_owed`,
/// `payout.line_unclaimed`, `payout.line_held`, `payout.household_changed` (until somebody decides),
/// `payout.payer_decided` (who decided it does not pay it), then what posting refuses (the bank holds too little).
pub fn pay_lines_knowing(
    tx: &mut Tx,
    ctx: &Ctx,
    input: PayLines,
    changed: impl FnOnce(&mut Tx, OrgId, &[Id], (Date, Date)) -> Result<Vec<Change>>,
) -> Result<Paid> {
    let (case, _) = read::step(tx, ctx, input.round, Step::Pay, input.date)?;
    hold_by_hand(&input)?;
    let chosen = chosen(tx, ctx, &case, &input, false, changed)?;
    let (voucher, amount) = post(tx, ctx, &case, &input, &chosen, false)?;
    let is_all = store::unpaid_count(tx, ctx.org, case.round.id)? == 0
        && store::bank::unconfirmed(tx, ctx.org, case.round.id)? == 0;
    let state = if is_all { State::Paid } else { State::Declared };
    record(
        tx,
        ctx,
        &case,
        &input,
        (Step::Pay, state),
        (voucher, amount),
    )?;
    Ok(Paid {
        voucher,
        lines: input.lines.len() as i64,
        amount,
        is_all,
    })
}

/// Pays lines out of what nobody fetched, also when the round is closed; its state stays. Refuses as
/// [`pay_lines_knowing`], with `payout.not_unclaimed` for a line that still stands among the payables.
pub fn pay_unclaimed(
    tx: &mut Tx,
    ctx: &Ctx,
    input: PayUnclaimed,
    changed: impl FnOnce(&mut Tx, OrgId, &[Id], (Date, Date)) -> Result<Vec<Change>>,
) -> Result<Paid> {
    let input = input.0;
    let (case, state) = read::step(tx, ctx, input.round, Step::Claim, input.date)?;
    hold_by_hand(&input)?;
    let chosen = chosen(tx, ctx, &case, &input, true, changed)?;
    let (voucher, amount) = post(tx, ctx, &case, &input, &chosen, true)?;
    for line in &chosen {
        let place = (case.round.id, line.line.key);
        let money = (line.line.net(), voucher);
        store::insert_settlement(tx, ctx, place, Settled::ClaimedAgain, input.date, money)?;
    }
    record(
        tx,
        ctx,
        &case,
        &input,
        (Step::Claim, state),
        (voucher, amount),
    )?;
    Ok(Paid {
        voucher,
        lines: input.lines.len() as i64,
        amount,
        is_all: state != State::Declared,
    })
}

/// Files to the bank go out as batches.
fn hold_by_hand(input: &PayLines) -> Result<()> {
    match input.method {
        Method::BankFile => Err(Error::invalid("method", "not_chosen")),
        _ => Ok(()),
    }
}

fn record(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &Case,
    input: &PayLines,
    step: (Step, State),
    (voucher, amount): (Id, Fen),
) -> Result<()> {
    let detail = Detail::Paid {
        voucher,
        lines: input.lines.len() as i64,
        amount,
        fresh_accounts: fresh_accounts(tx, ctx, case)?,
    };
    read::record(tx, ctx, case.round.id, step, input.date, detail)
}

/// The lines in the order given, each of them payable now.
pub(crate) fn chosen(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &Case,
    input: &PayLines,
    unclaimed: bool,
    changed: impl FnOnce(&mut Tx, OrgId, &[Id], (Date, Date)) -> Result<Vec<Change>>,
) -> Result<Vec<Standing>> {
    if input.lines.is_empty() {
        return Err(Error::invalid("lines", "required"));
    }
    let keys: Vec<LineKey> = input.lines.iter().map(|pay| pay.line).collect();
    let mut found = store::standings(tx, ctx.org, case.round.id, Some(&keys))?;
    let mut chosen: Vec<Standing> = Vec::with_capacity(keys.len());
    let mut named = std::collections::HashSet::new();
    for (key, place) in keys.iter().zip(1_i64..) {
        if !named.insert(*key) {
            return Err(at(place, "payout.already_paid"));
        }
        let standing = found.remove(key).ok_or(Error::NotFound)?;
        hold(&standing, ctx, input.date, unclaimed, place)?;
        chosen.push(standing);
    }
    let households: Vec<Id> = chosen.iter().map(Standing::payee).collect();
    let look = |place: usize| chosen.get(place);
    hold_changes(tx, ctx, case, (input.date, &households), look, changed)?;
    Ok(chosen)
}

/// Nothing happened to a payee that nobody decided on, and the payer decided on none of them. `look` is the standing of
/// a line by its place; nothing where nothing happened to the line.
pub(crate) fn hold_changes<'s>(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &Case,
    (date, payees): (Date, &[Id]),
    look: impl Fn(usize) -> Option<&'s Standing>,
    changed: impl FnOnce(&mut Tx, OrgId, &[Id], (Date, Date)) -> Result<Vec<Change>>,
) -> Result<()> {
    let span = (case.round.record_date, date.max(ctx.today()));
    let mut changes: HashMap<Id, Vec<Change>> = HashMap::new();
    for change in changed(tx, ctx.org, payees, span)? {
        changes.entry(change.household).or_default().push(change);
    }
    for (payee, place) in payees.iter().zip(0_usize..) {
        let (told, standing) = (changes.get(payee), look(place));
        let is_open = |change: &&Change| standing.is_none_or(|standing| !standing.covers(change));
        let open = told.and_then(|all| all.iter().find(is_open));
        if let Some(change) = open {
            return Err(Refusal::new("payout.household_changed")
                .with("line", place + 1)
                .with("change", change.kind.as_str())
                .with("date", change.date)
                .into());
        }
        if let Some((decider, seq)) = standing.and_then(Standing::decider)
            && access::deputies::is_own(tx, ctx, decider, seq)?
        {
            return Err(Refusal::new("payout.payer_decided")
                .with("line", place + 1)
                .into());
        }
    }
    Ok(())
}

fn at(place: i64, code: &'static str) -> Error {
    Refusal::new(code).with("line", place).into()
}

fn hold(standing: &Standing, ctx: &Ctx, date: Date, unclaimed: bool, place: i64) -> Result<()> {
    if standing.next_attempt().is_none() {
        return Err(at(place, "payout.already_paid"));
    }
    if standing.line.net() <= 0 {
        return Err(at(place, "payout.nothing_owed"));
    }
    match (standing.is_unclaimed(), unclaimed) {
        (true, false) => return Err(at(place, "payout.line_unclaimed")),
        (false, true) => return Err(at(place, "payout.not_unclaimed")),
        _ => {}
    }
    // A payee who did not come is why the line was put aside: that he comes now is no reason to wait.
    let held = standing.held(date, ctx.today());
    let held = held.filter(|hold| !(unclaimed && hold.reason == HoldReason::Unclaimed));
    match held {
        Some(hold) => Err(Refusal::new("payout.line_held")
            .with("line", place)
            .with("reason", hold.reason)
            .with("from", hold.from)
            .into()),
        None => Ok(()),
    }
}

/// The account of each line that its money stands on.
pub(crate) fn standing_accounts(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &Case,
    lines: &[&Standing],
    unclaimed: bool,
) -> Result<ledger::Accounts> {
    let parties: Vec<Id> = lines.iter().map(|s| s.line.payee.household).collect();
    accounts_of(tx, ctx, case, &parties, unclaimed)
}

fn accounts_of(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &Case,
    parties: &[Id],
    unclaimed: bool,
) -> Result<ledger::Accounts> {
    let codes = &case.flow.accounts;
    let code = if unclaimed {
        &codes.unclaimed
    } else {
        &codes.payable
    };
    ledger::accounts(tx, ctx, case.round.book, AccountKind::debt(code), parties)
}

/// One line as it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moved {
    pub key: LineKey,
    /// The household of the line, whose payable falls.
    pub party: Id,
    pub net: Fen,
    pub attempt: i64,
}

pub(crate) fn post(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &Case,
    input: &PayLines,
    chosen: &[Standing],
    unclaimed: bool,
) -> Result<(Id, Fen)> {
    let moved = |standing: &Standing| {
        let attempt = standing.next_attempt();
        Ok(Moved {
            key: standing.line.key,
            party: standing.line.payee.household,
            net: Fen(standing.line.net()),
            attempt: attempt.ok_or_else(|| Error::Internal("a line paid twice".into()))?,
        })
    };
    let moved = chosen.iter().map(moved).collect::<Result<Vec<Moved>>>()?;
    let money = (input.date, input.method, unclaimed);
    post_moved(tx, ctx, case, money, &moved, |place| {
        input.lines.get(place - 1)?.receipt.clone()
    })
}

/// One voucher and a payment for each line; `receipt` is asked by place, from 1.
pub(crate) fn post_moved(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &Case,
    (date, method, unclaimed): (Date, Method, bool),
    moved: &[Moved],
    receipt: impl Fn(usize) -> Option<String>,
) -> Result<(Id, Fen)> {
    let (round, book) = (case.round.id, case.round.book);
    let parties: Vec<Id> = moved.iter().map(|one| one.party).collect();
    let accounts = accounts_of(tx, ctx, case, &parties, unclaimed)?;
    drop(parties);
    let amount = Fen::sum(moved.iter().map(|one| one.net))?;
    let bank = crate::bank::source_account(tx, ctx, case, method)?;
    let mut entries = Vec::with_capacity(moved.len() + 1);
    for one in moved {
        let account = accounts.get(&one.party).ok_or(Error::NotFound)?;
        entries.push(Line::debit(*account, one.net));
    }
    drop(accounts);
    entries.push(Line::credit(bank, amount));
    let voucher = ledger::post(
        tx,
        ctx,
        Voucher {
            book,
            date,
            kind: "pay",
            source: Some("payout_round"),
            source_id: Some(round),
            reverses: None,
            lines: entries,
        },
    )?;
    // In the order of the payments' key, so that a bulk of them is written once through.
    let mut places: Vec<usize> = (0..moved.len()).collect();
    places.sort_by_key(|at| moved.get(*at).map(|one| one.key));
    for at in places {
        let Some(one) = moved.get(at) else { continue };
        let receipt = receipt(at + 1);
        let payment = store::Payment {
            round,
            key: one.key,
            attempt: one.attempt,
            date,
            method,
            amount: one.net.0,
            receipt: receipt.as_deref(),
            voucher,
        };
        store::insert_payment(tx, ctx.org, &payment)?;
    }
    Ok((voucher, amount))
}
