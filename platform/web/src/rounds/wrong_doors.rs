//! Requests about what goes wrong: objections, holds, returns, unclaimed lines, receivables.

use super::doors::{eyes, told, whole};
use super::facts::Round;
use super::objections::{self, Answer, CHANNELS, Change, Objection, Told, VERDICTS};
use super::read::{self, Eyes};
use super::source::{Source, Sources, source_of};
use super::wrong::{self, Act, Hold, OneLine, Try};
use crate::form::Reader;
use crate::reply::Reply;
use crate::request::Req;
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Fen, Id, Result};
use payout::{Case, LineKey, PayLine, PayLines, Standing, State, Step};

/// Lines of one list; more go wrong in no round that is still worth paying.
const MOST: u32 = 1_000;

fn head(tx: &mut Tx, source: Source, eyes: &Eyes, ctx: &Ctx, household: Id) -> Result<String> {
    let found = (source.household)(tx, ctx.org, household)?;
    Ok(eyes.name(found.as_ref().map_or("", |h| &h.head)))
}

fn one(tx: &mut Tx, ctx: &Ctx, source: Source, eyes: &Eyes, s: &Standing) -> Result<OneLine> {
    let mut successors = Vec::new();
    for named in &s.successors {
        let name = head(tx, source, eyes, ctx, named.household)?;
        successors.push((name, named.reason.to_string(), named.document.clone()));
    }
    let hold = |hold: &payout::standing::Hold| Hold {
        id: hold.id,
        reason: hold.reason.to_string(),
        from: hold.from,
        to: hold.to,
    };
    let attempt = |one: &payout::standing::Attempt| Try {
        attempt: one.attempt,
        date: one.date,
        method: one.method.to_string(),
        receipt: one.receipt.clone(),
        returned: one
            .returned
            .as_ref()
            .map(|back| (back.date, back.reason.to_string())),
    };
    let settled = s
        .settlements
        .iter()
        .map(|one| (one.kind.to_string(), one.date, Fen(one.amount)));
    Ok(OneLine {
        household: s.line.payee.household,
        key: s.line.key.to_string(),
        head: head(tx, source, eyes, ctx, s.line.payee.household)?,
        village: read::unit_name(tx, s.line.payee.unit)?,
        amount: Fen(s.line.net()),
        holds: s.holds.iter().map(hold).collect(),
        tries: s.attempts.iter().map(attempt).collect(),
        successors,
        settled: settled.collect(),
        is_unclaimed: s.is_unclaimed(),
        owed_back: Fen(s.owed_back()),
    })
}

fn has(tx: &mut Tx, ctx: &Ctx, right: Option<Right>, unit: Id) -> Result<bool> {
    let Some(right) = right else {
        return Ok(false);
    };
    match access::require(tx, ctx, right, unit) {
        Ok(()) => Ok(true),
        Err(Error::Forbidden) => Ok(false),
        Err(other) => Err(other),
    }
}

pub(super) async fn list(req: Req, sources: Sources) -> Result<Reply> {
    let whole = whole(&req, &sources).await?;
    let (ctx, id, eyes) = (req.ctx(), whole.round.id, eyes(&req));
    let today = ctx.today();
    let lines = req
        .app
        .db
        .read_async(move |tx| {
            let scope = Scope::of(&ctx, Right::ViewRounds);
            let case = payout::round(tx, &scope, id)?;
            let source = source_of(&sources, &case.round.source)?;
            payout::wrong::troubled(tx, &scope, id, MOST)?
                .iter()
                .map(|standing| one(tx, &ctx, source, &eyes, standing))
                .collect::<Result<Vec<OneLine>>>()
        })
        .await?;
    let page = req.page_titled(whole.round.title.clone());
    Ok(Reply::page(&wrong::list(page, &whole.round, &lines, today))?.private())
}

/// What the asker can do to a line now; the deed decides again.
fn acts(tx: &mut Tx, ctx: &Ctx, case: &Case, s: &Standing) -> Result<Vec<Act>> {
    let unit = case.round.unit;
    let prepares = has(tx, ctx, Some(Right::PrepareRounds), s.line.payee.unit)?;
    let decides = has(tx, ctx, payout::wrong::deciding_right(case), unit)?;
    let pays = has(tx, ctx, case.flow.right_of(Step::Pay), unit)?;
    let state = case.state();
    let is_out = s.live().is_some();
    let is_alive = !matches!(state, State::Draft | State::Cancelled | State::Reversed);
    let is_owed = matches!(state, State::Declared | State::Paid | State::Closed);
    let open = s.open_holds().next();
    let releases = open.is_some_and(|hold| {
        if hold.reason.is_decided() {
            decides
        } else {
            pays
        }
    });
    let declared = case.done(Step::Declare).map(|done| done.date);
    let is_late =
        declared.is_some_and(|day| day.plus_days(case.flow.unclaimed.after_days) <= ctx.today());
    let can = |act: Act| match act {
        Act::Hold => prepares && is_alive && !is_out,
        Act::Release => releases && is_alive,
        Act::Succeed => decides && is_alive && !is_out,
        Act::Return => pays && is_owed && is_out,
        Act::Aside => pays && state == State::Declared && !is_out && !s.is_unclaimed() && is_late,
        Act::Claim => pays && is_owed && !is_out && s.is_unclaimed(),
        Act::Recover => pays && state == State::Reversed && s.owed_back() > 0,
    };
    Ok(Act::ALL.into_iter().filter(|act| can(*act)).collect())
}

async fn found(req: &Req, sources: &Sources) -> Result<(Round, OneLine, Vec<Act>)> {
    let (ctx, id, eyes, sources) = (req.ctx(), req.id("id")?, eyes(req), sources.clone());
    let key: LineKey = req.part("key").parse()?;
    req.app
        .db
        .read_async(move |tx| {
            let case = payout::round(tx, &Scope::of(&ctx, Right::ViewRounds), id)?;
            let source = source_of(&sources, &case.round.source)?;
            let standing = payout::wrong::standing(tx, &ctx, id, key)?;
            let acts = acts(tx, &ctx, &case, &standing)?;
            let line = one(tx, &ctx, source, &eyes, &standing)?;
            Ok((read::round(tx, &sources, &case)?, line, acts))
        })
        .await
}

pub(super) async fn line(req: Req, sources: Sources) -> Result<Reply> {
    let (round, line, acts) = found(&req, &sources).await?;
    let page = req.page_titled(line.head.clone());
    Ok(Reply::page(&wrong::line(page, &round, &line, &acts))?.private())
}

pub(super) async fn act_form(req: Req, sources: Sources, code: &'static str) -> Result<Reply> {
    act_page(&req, &sources, code, None).await
}

fn act_of(code: &str) -> Result<Act> {
    let found = Act::ALL.into_iter().find(|act| act.code() == code);
    found.ok_or(Error::NotFound)
}

/// Fields begin with today; what was typed comes back with a fault.
fn typed(req: &Req, is_again: bool) -> impl Fn(&str) -> String {
    let today = req.ctx().today().to_string();
    let form = is_again.then(|| req.form.pairs().to_vec());
    move |name: &str| match &form {
        Some(pairs) => pairs
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.clone())
            .unwrap_or_default(),
        None if name == "date" => today.clone(),
        None => String::new(),
    }
}

async fn act_page(req: &Req, sources: &Sources, code: &str, fault: Option<Error>) -> Result<Reply> {
    let (round, line, acts) = found(req, sources).await?;
    let act = act_of(code)?;
    if fault.is_none() && !acts.contains(&act) {
        return Ok(Reply::see(format!(
            "/rounds/{}/line/{}",
            round.id, line.key
        )));
    }
    let mut page = req.page(&format!("rounds-act-{code}"));
    let is_again = fault.is_some();
    let faults = told(req, &mut page, fault)?;
    let view = wrong::act(page, &round, &line, act, &typed(req, is_again), &faults);
    let status = if is_again { 422 } else { 200 };
    Ok(Reply::page(&view)?.with_status(status).private())
}

pub(super) async fn act(req: Req, sources: Sources, code: &'static str) -> Result<Reply> {
    match deed(&req, &sources, act_of(code)?).await {
        Ok(()) => {
            let here = format!("/rounds/{}/line/{}", req.id("id")?, req.part("key"));
            Ok(Reply::see(here).saved(&format!("rounds-saved-{code}"), &[]))
        }
        Err(fault) => act_page(&req, &sources, code, Some(fault)).await,
    }
}

async fn deed(req: &Req, sources: &Sources, act: Act) -> Result<()> {
    let (key, ctx, round, db) = (req.form.key()?, req.ctx(), req.id("id")?, &req.app.db);
    let line: LineKey = req.part("key").parse()?;
    let mut read = Reader::new(&req.form);
    let date = match act {
        Act::Succeed => Some(ctx.today()),
        _ => read.date("date"),
    };
    let day = |date: Option<Date>| date.ok_or_else(|| Error::invalid("date", "empty"));
    match act {
        Act::Hold => {
            let reason = read.choice("reason", &wrong::HOLDS);
            read.done()?;
            let (date, reason) = (day(date)?, reason.parse()?);
            let input = payout::HoldLine {
                round,
                line,
                date,
                reason,
            };
            db.act_async(&ctx, key, input, payout::hold_line)
                .await
                .map(drop)
        }
        Act::Release => {
            let hold = read.id("hold");
            read.done()?;
            let date = day(date)?;
            let input = payout::ReleaseLine {
                round,
                line,
                hold,
                date,
            };
            db.act_async(&ctx, key, input, payout::release_line).await
        }
        Act::Succeed => succeed(req, sources, (round, line)).await,
        Act::Return => {
            let reason = read.choice("reason", &wrong::RETURNS);
            let attempt = read.number("attempt", 1, 1_000);
            read.done()?;
            let (date, reason) = (day(date)?, reason.parse()?);
            let input = payout::ReturnPayment {
                round,
                line,
                attempt,
                date,
                reason,
            };
            db.act_async(&ctx, key, input, payout::return_payment)
                .await
                .map(drop)
        }
        Act::Aside => {
            read.done()?;
            let (date, lines) = (day(date)?, vec![line]);
            let input = payout::MoveUnclaimed { round, date, lines };
            db.act_async(&ctx, key, input, payout::move_unclaimed)
                .await
                .map(drop)
        }
        Act::Claim => {
            let method = read.choice("method", &["cash", "transfer"]);
            let receipt = read.text_opt("receipt", 60);
            read.done()?;
            let input = payout::PayUnclaimed(PayLines {
                round,
                date: day(date)?,
                method: method.parse()?,
                lines: vec![PayLine { line, receipt }],
            });
            let sources = sources.clone();
            let deed = move |tx: &mut Tx, ctx: &Ctx, input: payout::PayUnclaimed| {
                let scope = Scope::of(ctx, Right::ViewRounds);
                let round = payout::round(tx, &scope, input.0.round)?.round;
                let changed = source_of(&sources, &round.source)?.changed;
                payout::pay_unclaimed(tx, ctx, input, changed)
            };
            db.act_async(&ctx, key, input, deed).await.map(drop)
        }
        Act::Recover => {
            let amount_fen = read.money("amount");
            read.done()?;
            let date = day(date)?;
            let input = payout::RecoverReceivable {
                round,
                line,
                date,
                amount_fen,
            };
            db.act_async(&ctx, key, input, payout::recover_receivable)
                .await
                .map(drop)
        }
    }
}

async fn succeed(req: &Req, sources: &Sources, (round, line): (Id, LineKey)) -> Result<()> {
    let (key, ctx) = (req.form.key()?, req.ctx());
    let mut read = Reader::new(&req.form);
    let number = read.text("number", 40);
    let reason = read.choice("reason", &wrong::SUCCESSIONS);
    let document = read.text_opt("document", 100);
    read.done()?;
    let (asked, sources) = (ctx.clone(), sources.clone());
    let (source, household) = req
        .app
        .db
        .read_async(move |tx| {
            let case = payout::round(tx, &Scope::of(&asked, Right::ViewRounds), round)?;
            let source = source_of(&sources, &case.round.source)?;
            Ok((source, (source.find)(tx, asked.org, &number)?))
        })
        .await?;
    let household = household.ok_or_else(|| Error::refused("payout.no_such_household"))?;
    let input = payout::NameSuccessor {
        round,
        line,
        household,
        reason: reason.parse()?,
        document,
    };
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| {
        payout::name_successor(tx, ctx, input, |tx, org, household| {
            Ok((source.household)(tx, org, household)?.is_some())
        })
    };
    req.app.db.act_async(&ctx, key, input, deed).await
}

/// The objections of a round as the asker may see them.
async fn objections_of(req: &Req, sources: &Sources) -> Result<(Round, Told, usize)> {
    let (ctx, id, eyes, sources) = (req.ctx(), req.id("id")?, eyes(req), sources.clone());
    req.app
        .db
        .read_async(move |tx| {
            let scope = Scope::of(&ctx, Right::ViewRounds);
            let case = payout::round(tx, &scope, id)?;
            let source = source_of(&sources, &case.round.source)?;
            let is_open = !matches!(case.state(), State::Draft) && case.state() < State::Declared;
            let mut told = Told {
                may_answer: is_open
                    && has(
                        tx,
                        &ctx,
                        payout::wrong::deciding_right(&case),
                        case.round.unit,
                    )?,
                may_correct: is_open
                    && has(tx, &ctx, case.flow.right_of(Step::Correct), case.round.unit)?,
                ..Told::default()
            };
            let mut upheld = 0;
            for one in payout::wrong::objections(tx, &scope, id)? {
                let about = match one.line {
                    Some(key) => {
                        let line = payout::wrong::standing(tx, &ctx, id, key)?;
                        head(tx, source, &eyes, &ctx, line.line.payee.household)?
                    }
                    None => read::unit_name(tx, one.unit)?,
                };
                let is_upheld = |a: &payout::wrong::Answered| a.outcome == payout::Verdict::Upheld;
                upheld += usize::from(one.answer.as_ref().is_some_and(is_upheld));
                told.objections.push(Objection {
                    id: one.id,
                    about,
                    date: one.date,
                    channel: one.channel.to_string(),
                    // What was said may name people: the same eyes that see names see it.
                    text: one.text.filter(|_| eyes.sees_names),
                    answer: one.answer.map(|a| Answer {
                        date: a.date,
                        outcome: a.outcome.to_string(),
                        text: a.text.filter(|_| eyes.sees_names),
                    }),
                });
            }
            if is_open {
                for village in read::villages(tx, &scope, id)? {
                    if has(tx, &ctx, Some(Right::PrepareRounds), village.id)? {
                        told.units.push((village.id, village.name));
                    }
                }
            }
            for change in payout::wrong::changes(tx, &ctx, &case)? {
                told.changes.push(Change {
                    head: head(tx, source, &eyes, &ctx, change.household)?,
                    village: read::unit_name(tx, change.unit)?,
                    old: change.old,
                    new: change.new,
                });
            }
            let corrected_by = payout::wrong::corrected_by(tx, ctx.org, id)?;
            for (other, slot) in [
                (case.corrects(), &mut told.corrects),
                (corrected_by, &mut told.corrected_by),
            ] {
                if let Some(other) = other {
                    let number = payout::round(tx, &scope, other)?.round.number;
                    *slot = Some((other, number));
                }
            }
            Ok((read::round(tx, &sources, &case)?, told, upheld))
        })
        .await
}

pub(super) async fn objections(req: Req, sources: Sources) -> Result<Reply> {
    objections_page(&req, &sources, None).await
}

async fn objections_page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let (round, found, _) = objections_of(req, sources).await?;
    let mut page = req.page_titled(round.title.clone());
    let is_again = fault.is_some();
    let faults = told(req, &mut page, fault)?;
    let view = objections::objections(page, &round, &found, &typed(req, is_again), &faults);
    let status = if is_again { 422 } else { 200 };
    Ok(Reply::page(&view)?.with_status(status).private())
}

pub(super) async fn object(req: Req, sources: Sources) -> Result<Reply> {
    match object_deed(&req, &sources).await {
        Ok(()) => {
            let here = format!("/rounds/{}/objections", req.id("id")?);
            Ok(Reply::see(here).saved("rounds-saved-object", &[]))
        }
        Err(fault) => objections_page(&req, &sources, Some(fault)).await,
    }
}

async fn object_deed(req: &Req, sources: &Sources) -> Result<()> {
    let (key, ctx, round) = (req.form.key()?, req.ctx(), req.id("id")?);
    let mut read = Reader::new(&req.form);
    let date = read.date("date");
    let channel = read.choice("channel", &CHANNELS);
    let unit = read.id("unit");
    let number = read.text_opt("number", 40);
    let text = read.text("text", payout::wrong::LONGEST_TEXT);
    read.done()?;
    let (asked, sources) = (ctx.clone(), sources.clone());
    let line = req
        .app
        .db
        .read_async(move |tx| {
            let Some(number) = number else {
                return Ok(None);
            };
            let scope = Scope::of(&asked, Right::ViewRounds);
            let case = payout::round(tx, &scope, round)?;
            let found = (source_of(&sources, &case.round.source)?.find)(tx, asked.org, &number)?;
            let nobody = || Error::invalid("number", "not_on_this_list");
            let filter = payout::LineFilter {
                household: Some(found.ok_or_else(nobody)?),
                ..payout::LineFilter::default()
            };
            let page = payout::lines(tx, &scope, round, &filter, (0, 1))?;
            page.lines
                .first()
                .map(|view| Some(view.line.key))
                .ok_or_else(nobody)
        })
        .await?;
    let input = payout::RecordObjection {
        round,
        line,
        unit,
        date: date.ok_or_else(|| Error::invalid("date", "empty"))?,
        channel: channel.parse()?,
        text,
    };
    req.app
        .db
        .act_async(&ctx, key, input, payout::record_objection)
        .await
        .map(drop)
}

pub(super) async fn answer_form(req: Req, sources: Sources) -> Result<Reply> {
    answer_page(&req, &sources, None).await
}

async fn answer_page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let (round, found, _) = objections_of(req, sources).await?;
    let id = req.id("objection")?;
    let one = found.objections.into_iter().find(|one| one.id == id);
    let one = one.ok_or(Error::NotFound)?;
    if fault.is_none() && (one.answer.is_some() || !found.may_answer) {
        return Ok(Reply::see(format!("/rounds/{}/objections", round.id)));
    }
    let mut page = req.page("rounds-answer");
    let is_again = fault.is_some();
    let faults = told(req, &mut page, fault)?;
    let view = objections::answer(page, &round, &one, &typed(req, is_again), &faults);
    let status = if is_again { 422 } else { 200 };
    Ok(Reply::page(&view)?.with_status(status).private())
}

pub(super) async fn answer(req: Req, sources: Sources) -> Result<Reply> {
    match answer_deed(&req).await {
        Ok(()) => {
            let here = format!("/rounds/{}/objections", req.id("id")?);
            Ok(Reply::see(here).saved("rounds-saved-answer", &[]))
        }
        Err(fault) => answer_page(&req, &sources, Some(fault)).await,
    }
}

async fn answer_deed(req: &Req) -> Result<()> {
    let key = req.form.key()?;
    let mut read = Reader::new(&req.form);
    let date = read.date("date");
    let outcome = read.choice("outcome", &VERDICTS);
    let text = read.text("text", payout::wrong::LONGEST_TEXT);
    read.done()?;
    let input = payout::AnswerObjection {
        objection: req.id("objection")?,
        date: date.ok_or_else(|| Error::invalid("date", "empty"))?,
        outcome: outcome.parse()?,
        text,
    };
    req.app
        .db
        .act_async(&req.ctx(), key, input, payout::answer_objection)
        .await
}

pub(super) async fn correct_form(req: Req, sources: Sources) -> Result<Reply> {
    correct_page(&req, &sources, None).await
}

async fn correct_page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let (round, found, upheld) = objections_of(req, sources).await?;
    if fault.is_none() && !found.may_correct {
        return Ok(Reply::see(format!("/rounds/{}/objections", round.id)));
    }
    let (ctx, id, sources) = (req.ctx(), round.id, sources.clone());
    let households = req
        .app
        .db
        .read_async(move |tx| {
            let case = payout::round(tx, &Scope::of(&ctx, Right::ViewRounds), id)?;
            let source = source_of(&sources, &case.round.source)?;
            Ok((source.entitlements)(tx, &case.round)?.len())
        })
        .await?;
    let mut page = req.page("rounds-correct");
    let is_again = fault.is_some();
    told(req, &mut page, fault)?;
    let households = i64::try_from(households).unwrap_or(i64::MAX);
    let view = objections::correct(page, &round, upheld, households);
    let status = if is_again { 422 } else { 200 };
    Ok(Reply::page(&view)?.with_status(status))
}

pub(super) async fn correct(req: Req, sources: Sources) -> Result<Reply> {
    let made = correct_deed(&req, &sources).await;
    match made {
        Ok(new) => Ok(Reply::see(format!("/rounds/{}", new.id))
            .saved("rounds-saved-correct", &[("number", &new.number)])),
        Err(fault) => correct_page(&req, &sources, Some(fault)).await,
    }
}

async fn correct_deed(req: &Req, sources: &Sources) -> Result<payout::Redrawn> {
    let key = req.form.key()?;
    let mut read = Reader::new(&req.form);
    let reason = read.choice("reason", &["objection_upheld", "wrong_roster"]);
    read.done()?;
    let input = payout::CorrectRound {
        round: req.id("id")?,
        reason: reason.parse()?,
    };
    let sources = sources.clone();
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| {
        payout::correct_round(tx, ctx, input, |tx, round| {
            (source_of(&sources, &round.source)?.entitlements)(tx, round)
        })
    };
    req.app.db.act_async(&req.ctx(), key, input, deed).await
}
