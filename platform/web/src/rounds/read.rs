//! From the records of `payout` to what the pages are told.

mod lines;
mod past;
mod public;
pub(super) use lines::{lines, payroll, statement, vouchers};
use past::past;
pub(super) use past::{done_by, user_name};
pub(super) use public::{public, public_briefly, public_lines};

use super::facts::*;
use super::source::{Source, Sources, source_of};
use super::store;
use crate::i18n::Words;
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Ctx, Date, Fen, Id, Result, mask};
use payout::round::Case;
use payout::{State, Step};

/// Lines that somebody must look at; more go wrong in no round that is still worth paying.
const TROUBLED: u32 = 1_000;

/// How the reader looks: names stand whole only for who may see people.
pub(super) struct Eyes {
    pub words: Words,
    pub sees_names: bool,
}

impl Eyes {
    pub(super) fn name(&self, name: &str) -> String {
        if self.sees_names {
            name.to_owned()
        } else {
            mask::name(name)
        }
    }
}

pub(super) fn stage(case: &Case) -> Stage {
    match case.state() {
        State::Draft => Stage::Draft,
        State::Calculated if case.done(Step::Display).is_some() => Stage::Displayed,
        State::Calculated => Stage::Calculated,
        State::Resolved => Stage::Resolved,
        State::Reviewed => Stage::Reviewed,
        State::Posted => Stage::Posted,
        State::Declared => Stage::Declared,
        State::Paid => Stage::Paid,
        State::Closed => Stage::Closed,
        State::Cancelled => Stage::Cancelled,
        State::Reversed => Stage::Reversed,
    }
}

fn what(step: Step) -> Option<Do> {
    Some(match step {
        Step::Calculate => Do::Calculate,
        Step::Display => Do::Display,
        Step::Resolve => Do::Resolve,
        Step::Review => Do::Review,
        Step::Post => Do::Post,
        Step::Declare => Do::Declare,
        Step::Pay => Do::Pay,
        Step::Close => Do::Close,
        Step::Create
        | Step::Cancel
        | Step::Reverse
        | Step::Correct
        | Step::Return
        | Step::Settle
        | Step::Claim
        | Step::Recover => return None,
    })
}

pub(super) fn unit_name(tx: &mut Tx, id: Id) -> Result<String> {
    Ok(access::units::unit(tx, id)?
        .map(|unit| unit.name)
        .unwrap_or_default())
}

fn rule(case: &Case) -> Rule {
    Rule {
        policy: case.round.policy,
        step: Fen(case.round.step_fen),
        basis: case.round.basis.as_str().to_owned(),
        weights: case
            .round
            .weights
            .iter()
            .map(|(class, weight)| (class.clone(), *weight))
            .collect(),
        display_days: case.flow.periods.display_before_meeting_days,
        objection_days: case.objection_days(),
        source: case.flow.source.clone(),
    }
}

/// A round within the asker's scope, and the module that answers for it.
pub(super) fn case_of(
    tx: &mut Tx,
    ctx: &Ctx,
    sources: &[Source],
    id: Id,
) -> Result<(Case, Source)> {
    let case = payout::round(tx, &Scope::of(ctx, Right::ViewRounds), id)?;
    let source = source_of(sources, &case.round.source)?;
    Ok((case, source))
}

/// A round with its sums. `sources` name what it is made from.
pub(super) fn round(tx: &mut Tx, sources: &[Source], case: &Case) -> Result<Round> {
    let r = &case.round;
    let (persons, paid_lines, paid) = store::totals(tx, r.org, r.id)?;
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let sums = case.calculated().map(|plan| Sums {
        households: whole(plan.lines.sums.payees),
        persons,
        weight: plan.total_weight,
        gross: Fen(whole(
            plan.lines.sums.gross.saturating_sub(plan.lines.sums.tax),
        )),
        carried: plan.carried,
        each: plan.per_weight.map(Fen),
    });
    Ok(Round {
        id: r.id,
        number: r.number.clone(),
        title: r.title.clone(),
        unit: unit_name(tx, r.unit)?,
        entity: ledger::book(tx, r.org, r.book)?
            .map(|book| book.entity)
            .unwrap_or_default(),
        project: (source_of(sources, &r.source)?.name)(tx, r.org, r.source_id)?,
        year: r.year,
        stage: stage(case),
        pool: r.pool,
        record_date: r.record_date,
        rule: rule(case),
        sums,
        paid,
        paid_lines,
        root: case.calculated().map(|plan| plan.lines.root.clone()),
        register: case
            .calculated()
            .map(|plan| (plan.register_seq, plan.register.root.clone())),
        way: way(case),
        ordinal: payout::read::rounds_before(tx, r.org, r.id)? + 1,
        waterfall: case.calculated().and_then(|plan| plan.waterfall.clone()),
    })
}

/// The steps that the flow of a round has; its first version is as lawful as its last.
fn way(case: &Case) -> Vec<Stage> {
    let step = |stage: &Stage| match stage {
        Stage::Calculated => Step::Calculate,
        Stage::Displayed => Step::Display,
        Stage::Resolved => Step::Resolve,
        Stage::Reviewed => Step::Review,
        Stage::Posted => Step::Post,
        Stage::Declared => Step::Declare,
        Stage::Paid => Step::Pay,
        Stage::Closed => Step::Close,
        Stage::Draft | Stage::Cancelled | Stage::Reversed => Step::Create,
    };
    let has = |stage: &Stage| case.flow.right_of(step(stage)).is_some();
    Stage::WAY.into_iter().filter(has).collect()
}

/// What waits for somebody, of the lines in scope.
fn troubles(tx: &mut Tx, scope: &Scope, case: &Case) -> Result<Troubles> {
    if case.calculated().is_none() {
        return Ok(Troubles::default());
    }
    let id = case.round.id;
    let (all, answered, _) = payout::wrong::objection_counts(tx, scope.org, id)?;
    let lines = payout::wrong::troubled(tx, scope, id, TROUBLED)?;
    let count = |is: fn(&payout::Standing) -> bool| {
        let found = lines.iter().filter(|line| is(line)).count();
        i64::try_from(found).unwrap_or(i64::MAX)
    };
    Ok(Troubles {
        objections: all - answered,
        holds: count(|line| line.open_holds().next().is_some()),
        returns: count(|line| line.live().is_none() && !line.attempts.is_empty()),
        unclaimed: count(|line| line.live().is_none() && line.is_unclaimed()),
        at_bank: payout::bank::unconfirmed(tx, scope.org, id)?,
    })
}

/// The next step, as it stands for the asker.
pub(super) fn next(tx: &mut Tx, ctx: &Ctx, case: &Case) -> Result<Option<Next>> {
    let Some((step, what)) = case
        .next_steps()
        .into_iter()
        .find_map(|s| what(s).map(|w| (s, w)))
    else {
        return Ok(None);
    };
    let due = payout::read::due_of(tx, ctx, case, step)?;
    let days = case.flow.periods.display_before_meeting_days;
    let from = match step {
        Step::Resolve => case
            .done(Step::Display)
            .map(|done| done.date.plus_days(days)),
        Step::Declare => case.posted().map(|(_, to)| to.plus_days(1)),
        _ => None,
    };
    Ok(Some(Next {
        what,
        is_mine: due.has_right,
        from,
        missing: due.missing.into_iter().collect(),
    }))
}

fn undo(tx: &mut Tx, ctx: &Ctx, case: &Case) -> Result<Option<Undo>> {
    for (step, undo) in [(Step::Cancel, Undo::Cancel), (Step::Reverse, Undo::Reverse)] {
        if case.next_steps().contains(&step) && payout::read::due_of(tx, ctx, case, step)?.has_right
        {
            return Ok(Some(undo));
        }
    }
    Ok(None)
}

/// Accounts that worked on the round and were made, granted or reset within the flow's days before one
/// of its money deeds (declaring, paying, taking back), or before today while it is being decided.
fn recent(tx: &mut Tx, ctx: &Ctx, words: Words, case: &Case) -> Result<Vec<Recent>> {
    if !(Stage::Posted..=Stage::Closed).contains(&stage(case)) {
        return Ok(Vec::new());
    }
    let moves_money = |step: Step| matches!(step, Step::Declare | Step::Pay | Step::Reverse);
    let mut deeds: Vec<(Id, Date)> = case
        .history
        .iter()
        .filter(|done| moves_money(done.step))
        .map(|done| (done.user, done.date))
        .collect();
    // Everybody's hand is in the declaration; a later deed is the work of whoever did it.
    let declared = case
        .done(Step::Declare)
        .map_or(ctx.today(), |done| done.date);
    deeds.extend(case.history.iter().map(|done| (done.user, declared)));
    let days = case.flow.people.fresh_account_days;
    let first = deeds.iter().map(|(_, day)| *day).min();
    let since = first.unwrap_or(declared).plus_days(-days);
    let mut users: Vec<Id> = case.history.iter().map(|done| done.user).collect();
    users.sort();
    users.dedup();
    let fresh = access::users::fresh_accounts(tx, &users, since)?;
    fresh
        .into_iter()
        .filter(|account| {
            deeds.iter().any(|(user, day)| {
                *user == account.user && (day.plus_days(-days)..=*day).contains(&account.date)
            })
        })
        .map(|account| {
            Ok(Recent {
                who: user_name(tx, words, account.user)?,
                event: account.kind,
                date: account.date,
            })
        })
        .collect()
}

pub(super) fn villages(tx: &mut Tx, scope: &Scope, round: Id) -> Result<Vec<Village>> {
    store::villages(tx, scope, round)?
        .into_iter()
        .map(|sums| {
            Ok(Village {
                id: sums.unit,
                name: unit_name(tx, sums.unit)?,
                households: sums.households,
                persons: sums.persons,
                weight: sums.weight,
                gross: sums.net,
                paid: sums.paid,
            })
        })
        .collect()
}

/// Everything that a round's own page shows; `NotFound` outside the asker's scope.
pub(super) fn whole(
    tx: &mut Tx,
    ctx: &Ctx,
    sources: &Sources,
    words: Words,
    id: Id,
) -> Result<Whole> {
    let scope = Scope::of(ctx, Right::ViewRounds);
    let (case, source) = case_of(tx, ctx, sources, id)?;
    let mut told = round(tx, sources, &case)?;
    let roster = match case.state() {
        State::Draft => {
            let payees = (source.entitlements)(tx, &case.round)?;
            let r = &case.round;
            // What stands in the way of a calculation is said where it is asked for, not in its picture.
            told.waterfall = r.division.as_ref().and_then(|division| {
                let divided = division.divide(r.pool, &payees, r.policy, r.step_fen);
                divided.ok().map(|divided| divided.waterfall)
            });
            let heads = payees
                .iter()
                .fold(0_i64, |sum, payee| sum.saturating_add(payee.heads));
            Some((i64::try_from(payees.len()).unwrap_or(i64::MAX), heads))
        }
        _ => None,
    };
    Ok(Whole {
        round: told,
        next: next(tx, ctx, &case)?,
        past: past(tx, words, &case)?,
        recent: recent(tx, ctx, words, &case)?,
        villages: villages(tx, &scope, id)?,
        roster,
        undo: undo(tx, ctx, &case)?,
        meetings: case.flow.meeting.kinds.clone(),
        is_discussed_first: case.flow.meeting.discussed_first,
        troubles: troubles(tx, &scope, &case)?,
        notice: notice_path(tx, &case)?,
        today: ctx.today(),
    })
}

/// The notice's own link, where the round was posted.
fn notice_path(tx: &mut Tx, case: &Case) -> Result<Option<String>> {
    if case.posted().is_none() {
        return Ok(None);
    }
    let token = payout::notice_token(tx, case.round.org, case.round.id)?;
    Ok(Some(format!(
        "/public/notices/{}-{}-{token}",
        case.round.org, case.round.number
    )))
}
