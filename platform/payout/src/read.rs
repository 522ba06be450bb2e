//! What pages ask, and the two moves that every deed shares: may I, and it is done.

use crate::bring_forward::BroughtLine;
use crate::flow::Flow;
use crate::model::{Method, State, Step};
use crate::plan::LineRow;
use crate::round::{Case, Detail, Done, Round};
use crate::{store, wrong};
use ::store::Tx;
use access::deputies::one_person;
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Fen, Id, OrgId, Refusal, Result};

/// Which rounds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub source: Option<(String, Id)>,
    pub state: Option<State>,
    pub year: Option<i64>,
}

/// A round in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundView {
    pub round: Round,
    pub state: State,
    /// The last thing done.
    pub step: Step,
    /// Its date.
    pub since: Date,
}

/// Which lines of a round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineFilter {
    pub unit: Option<Id>,
    pub household: Option<Id>,
    /// `false`: what can be paid now, without lines held or put aside as unclaimed.
    pub paid: Option<bool>,
    pub sort: LineSort,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LineSort {
    /// The order of the tree.
    #[default]
    Key,
    Unit,
    Amount,
}

/// A line with its payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineView {
    pub line: LineRow,
    pub paid_on: Option<Date>,
    pub method: Option<Method>,
    pub receipt: Option<String>,
    pub voucher: Option<Id>,
}

/// A page of lines and the sums of all that the filter finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinePage {
    pub lines: Vec<LineView>,
    pub count: i64,
    pub heads: i64,
    pub gross: Fen,
    pub net: Fen,
}

/// One round in a household's statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRow {
    pub view: LineView,
    pub round: Id,
    pub number: String,
    pub title: String,
    pub year: i64,
    pub state: State,
}

/// A round from before zhen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtView {
    pub id: Id,
    pub source: String,
    pub source_id: Id,
    pub unit: Id,
    pub year: i64,
    pub date: Date,
    pub title: String,
    pub total: Fen,
    pub payees: i64,
    pub document: String,
}

/// Every round of an organisation, by id. Asks for no right: for the program's own work.
pub fn every_round(tx: &mut Tx, org: OrgId) -> Result<Vec<Id>> {
    store::round_ids(tx, org)
}

/// A round with its flow and history. Asks for no right: for the program's own work.
pub fn case(tx: &mut Tx, org: OrgId, id: Id) -> Result<Case> {
    store::case(tx, org, id)?.ok_or(Error::NotFound)
}

/// Rounds brought forward within scope that were not voided, the latest first.
pub fn brought(tx: &mut Tx, scope: &Scope, limit: u32) -> Result<Vec<BroughtView>> {
    store::brought(tx, scope, limit)
}

/// What the households of a round brought forward got, within scope, in the order of their villages.
pub fn brought_lines(
    tx: &mut Tx,
    scope: &Scope,
    brought: Id,
    limit: u32,
) -> Result<Vec<BroughtLine>> {
    store::brought_lines(tx, scope, brought, limit)
}

/// What a book held when its keeping passed to zhen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningView {
    pub id: Id,
    pub book: Id,
    pub unit: Id,
    pub date: Date,
    pub bank: Fen,
    pub undistributed: Fen,
    pub unclaimed: Fen,
    pub document: String,
    pub voucher: Id,
}

/// Balances brought forward within scope, the latest first.
pub fn openings(tx: &mut Tx, scope: &Scope, limit: u32) -> Result<Vec<OpeningView>> {
    store::openings(tx, scope, limit)
}

/// The version of a flow that is in force today; nothing where none was adopted.
pub fn flow_today(tx: &mut Tx, ctx: &Ctx, name: &str) -> Result<Option<Flow>> {
    let version = store::flow_on(tx, ctx.org, name, ctx.today())?;
    version.map(|(_, _, body)| Flow::parse(&body)).transpose()
}

/// How many rounds of its source came before this one: those with a line paid that did not come back and
/// not reversed, and rounds brought forward, also those of which only the sums are known. The round's own
/// ordinal is one more. Asks for no right: the caller decides.
pub fn rounds_before(tx: &mut Tx, org: OrgId, round: Id) -> Result<i64> {
    store::rounds_before(tx, org, round)
}

/// For each payee of a round how often its source paid him before, rounds brought forward counted; whoever
/// is missing was never paid. The ordinal of a line is one more. Asks for no right: the caller decides.
pub fn times_before(
    tx: &mut Tx,
    org: OrgId,
    round: Id,
) -> Result<std::collections::HashMap<Id, i64>> {
    store::times_before(tx, org, round)
}

/// A step that a round waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub round: Id,
    pub number: String,
    pub title: String,
    pub state: State,
    pub step: Step,
    /// Whether the viewer holds the right for it at the round's unit.
    pub has_right: bool,
    /// What is missing if the viewer did it today.
    pub missing: Option<Refusal>,
}

/// Rounds that the scope's right (`ViewRounds`) shows: those of its units, and those with a line in
/// one of them. Newest first, before `before`.
pub fn rounds(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    before: Option<Id>,
    limit: u32,
) -> Result<Vec<RoundView>> {
    store::rounds(tx, scope, filter, before, limit)
}

/// One round with flow and history; `NotFound` outside the scope.
pub fn round(tx: &mut Tx, scope: &Scope, id: Id) -> Result<Case> {
    if !store::sees_round(tx, scope, id)? {
        return Err(Error::NotFound);
    }
    store::case(tx, scope.org, id)?.ok_or(Error::NotFound)
}

/// What was done to a round, oldest first; asks for no right.
pub fn history(tx: &mut Tx, org: OrgId, round: Id) -> Result<Vec<Done>> {
    store::history(tx, org, round)
}

/// Lines within scope, paged by offset. The sums are those of the filter within the same scope.
pub fn lines(
    tx: &mut Tx,
    scope: &Scope,
    round: Id,
    filter: &LineFilter,
    (offset, limit): (u32, u32),
) -> Result<LinePage> {
    page(tx, scope.org, Some(scope), round, filter, (offset, limit))
}

pub(crate) fn page(
    tx: &mut Tx,
    org: OrgId,
    scope: Option<&Scope>,
    round: Id,
    filter: &LineFilter,
    window: (u32, u32),
) -> Result<LinePage> {
    let lines = store::lines(tx, org, scope, round, filter, window)?;
    let [count, heads, gross, net] = store::line_sums(tx, org, scope, round, filter)?;
    Ok(LinePage {
        lines,
        count,
        heads,
        gross: Fen(gross),
        net: Fen(net),
    })
}

/// Lines that owe something and are not paid.
pub fn unpaid(tx: &mut Tx, org: OrgId, round: Id) -> Result<i64> {
    store::unpaid_count(tx, org, round)
}

/// What one household got in each round, newest first. The caller has decided that the viewer may see
/// this household.
pub fn household_statement(
    tx: &mut Tx,
    org: OrgId,
    household: Id,
    before: Option<Id>,
    limit: u32,
) -> Result<Vec<StatementRow>> {
    store::statement(tx, org, household, before, limit)
}

/// What the rounds in scope wait for, newest round first: for each the step that carries it on.
pub fn due(tx: &mut Tx, ctx: &Ctx, limit: u32) -> Result<Vec<Due>> {
    let scope = Scope::of(ctx, Right::ViewRounds);
    let mut found = Vec::new();
    let mut before = None;
    while (found.len() as u32) < limit {
        let page = store::rounds(tx, &scope, &Filter::default(), before, 100)?;
        let Some(last) = page.last() else { break };
        before = Some(last.round.id);
        for view in page.iter().filter(|view| !view.state.is_over()) {
            let Some(case) = store::case(tx, ctx.org, view.round.id)? else {
                continue;
            };
            let Some(step) = case.next_steps().into_iter().next() else {
                continue;
            };
            found.push(due_of(tx, ctx, &case, step)?);
        }
    }
    found.truncate(limit as usize);
    Ok(found)
}

/// One step of one round for a viewer: has he the right, and what is missing.
pub fn due_of(tx: &mut Tx, ctx: &Ctx, case: &Case, step: Step) -> Result<Due> {
    let has_right = match case.flow.right_of(step) {
        None => false,
        Some(right) => match access::require(tx, ctx, right, case.round.unit) {
            Ok(()) => true,
            Err(Error::Forbidden) => false,
            Err(other) => return Err(other),
        },
    };
    let who = one_person(tx, ctx)?;
    let may = case.may(step, &who, ctx.today(), ctx.today());
    let may = may.and_then(|_| match step {
        Step::Declare => wrong::hold_objections(tx, ctx.org, case.round.id),
        _ => Ok(()),
    });
    let may = may.and_then(|()| keep_papers(tx, case, step));
    let missing = match may {
        Ok(()) => None,
        Err(Error::Refused(refusal)) => Some(refusal),
        Err(other) => return Err(other),
    };
    Ok(Due {
        round: case.round.id,
        number: case.round.number.clone(),
        title: case.round.title.clone(),
        state: case.state(),
        step,
        has_right,
        missing,
    })
}

/// The case and the state after `step`, if the actor holds its right and nothing is missing.
pub(crate) fn step(
    tx: &mut Tx,
    ctx: &Ctx,
    round: Id,
    step: Step,
    date: Date,
) -> Result<(Case, State)> {
    let case = store::case(tx, ctx.org, round)?.ok_or(Error::NotFound)?;
    // A flow without a review knows nobody who may do one.
    let right = case.flow.right_of(step).ok_or(Error::Forbidden)?;
    access::require(tx, ctx, right, case.round.unit)?;
    let state = case.may(step, &one_person(tx, ctx)?, date, ctx.today())?;
    if step == Step::Declare {
        wrong::hold_objections(tx, ctx.org, round)?;
    }
    keep_papers(tx, &case, step)?;
    Ok((case, state))
}

/// Under this word papers hang on a round.
pub const PAPERS: &str = "payout_round";

/// Refuses `payout.paper_missing` (with the kind) where the flow asks for a paper before `step`.
fn keep_papers(tx: &mut Tx, case: &Case, step: Step) -> Result<()> {
    if case.flow.papers.is_empty() {
        return Ok(());
    }
    let there = access::papers::kinds(tx, case.round.org, PAPERS, case.round.id)?;
    match case.flow.missing_paper(step, &there) {
        Some(kind) => Err(Refusal::new("payout.paper_missing")
            .with("kind", kind)
            .into()),
        None => Ok(()),
    }
}

pub(crate) fn record(
    tx: &mut Tx,
    ctx: &Ctx,
    round: Id,
    (step, state): (Step, State),
    date: Date,
    detail: Detail,
) -> Result<()> {
    let done = Done {
        date,
        seq: tx.seq()?,
        state,
        step,
        user: ctx.actor.user,
        principal: ctx.actor.principal(),
        detail,
    };
    store::insert_done(tx, ctx, round, &done)
}

/// What the round's book holds undistributed now.
pub(crate) fn undistributed(tx: &mut Tx, org: OrgId, case: &Case) -> Result<Fen> {
    held(tx, org, case, &case.flow.accounts.undistributed)
}

/// What an account of the round's book holds now, on its own side; 0 where there is none.
pub(crate) fn held(tx: &mut Tx, org: OrgId, case: &Case, code: &str) -> Result<Fen> {
    let account = ledger::find_account(tx, org, case.round.book, code, None)?;
    match account {
        None => Ok(Fen::ZERO),
        Some(account) => Ok(Fen(
            ledger::balance_now(tx, org, account.id)? * account.side.sign()
        )),
    }
}
