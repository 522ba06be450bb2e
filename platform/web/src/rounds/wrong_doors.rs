//! Requests about what goes wrong: objections, holds, returns, unclaimed lines, receivables.

use super::doors::eyes;
use super::facts::Round;
use super::read::{self, Eyes};
use super::source::{Source, Sources};
use super::trouble_export;
use super::wrong::{self, Act, Hold, OneLine, Try};
use super::{DECIDE, PAY, PREPARE, VIEW};
use crate::form::Reader;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Route, with};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Ctx, Error, Fen, Id, Result};
use payout::{
    Case, HoldReason, LineKey, PayLine, PayLines, ReturnReason, Standing, State, Step, Succession,
};

/// Lines of one list; more go wrong in no round that is still worth paying.
const MOST: u32 = 1_000;

pub(super) fn routes(sources: &Sources) -> Vec<Route> {
    let form = |path, gate, act| {
        let door = move |req, sources| act_form(req, sources, act);
        Route::get(path, gate, with(sources, door))
    };
    let done = |path, gate, act| {
        let door = move |req, sources| do_act(req, sources, act);
        Route::post(path, gate, with(sources, door))
    };
    vec![
        Route::get("/rounds/{id}/wrong", VIEW, with(sources, list)),
        Route::get("/rounds/{id}/wrong.xlsx", VIEW, with(sources, list_file)),
        Route::get("/rounds/{id}/line/{key}", VIEW, with(sources, line)),
        form("/rounds/{id}/line/{key}/hold", PREPARE, Act::Hold),
        done("/rounds/{id}/line/{key}/hold", PREPARE, Act::Hold),
        form("/rounds/{id}/line/{key}/release", DECIDE, Act::Release),
        done("/rounds/{id}/line/{key}/release", DECIDE, Act::Release),
        form("/rounds/{id}/line/{key}/succeed", DECIDE, Act::Succeed),
        done("/rounds/{id}/line/{key}/succeed", DECIDE, Act::Succeed),
        form("/rounds/{id}/line/{key}/return", PAY, Act::Return),
        done("/rounds/{id}/line/{key}/return", PAY, Act::Return),
        form("/rounds/{id}/line/{key}/aside", PAY, Act::Aside),
        done("/rounds/{id}/line/{key}/aside", PAY, Act::Aside),
        form("/rounds/{id}/line/{key}/claim", PAY, Act::Claim),
        done("/rounds/{id}/line/{key}/claim", PAY, Act::Claim),
        form("/rounds/{id}/line/{key}/recover", PAY, Act::Recover),
        done("/rounds/{id}/line/{key}/recover", PAY, Act::Recover),
    ]
}

pub(super) fn head(
    tx: &mut Tx,
    source: Source,
    eyes: &Eyes,
    ctx: &Ctx,
    household: Id,
) -> Result<String> {
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

pub(super) fn has(tx: &mut Tx, ctx: &Ctx, right: Option<Right>, unit: Id) -> Result<bool> {
    right.map_or(Ok(false), |right| access::holds_at(tx, ctx, right, unit))
}

/// Lines of a round that something happened to, within the asker's villages.
async fn troubled(req: &Req, sources: Sources) -> Result<(Round, Vec<OneLine>)> {
    let (ctx, id, eyes) = (req.ctx(), req.id("id")?, eyes(req));
    req.app
        .db
        .read_async(move |tx| {
            let scope = Scope::of(&ctx, Right::ViewRounds);
            let (case, source) = read::case_of(tx, &ctx, &sources, id)?;
            let lines = payout::wrong::troubled(tx, &scope, id, MOST)?
                .iter()
                .map(|standing| one(tx, &ctx, source, &eyes, standing))
                .collect::<Result<Vec<OneLine>>>()?;
            Ok((read::round(tx, &sources, &case)?, lines))
        })
        .await
}

async fn list(req: Req, sources: Sources) -> Result<Reply> {
    let today = req.ctx().today();
    let (round, lines) = troubled(&req, sources).await?;
    let page = req.page_titled(round.title.clone());
    Ok(Reply::page(&wrong::list(page, &round, &lines, today))?.private())
}

async fn list_file(req: Req, sources: Sources) -> Result<Reply> {
    let words = req.words();
    let (round, lines) = troubled(&req, sources).await?;
    let bytes = trouble_export::wrong(words, &round, &lines)?;
    let name = format!("{} {}.xlsx", round.number, words.get("rounds-tab-wrong"));
    Ok(Reply::xlsx(bytes, name).private())
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
            let (case, source) = read::case_of(tx, &ctx, &sources, id)?;
            let standing = payout::wrong::standing(tx, &ctx, id, key)?;
            let acts = acts(tx, &ctx, &case, &standing)?;
            let line = one(tx, &ctx, source, &eyes, &standing)?;
            Ok((read::round(tx, &sources, &case)?, line, acts))
        })
        .await
}

async fn line(req: Req, sources: Sources) -> Result<Reply> {
    let (round, line, acts) = found(&req, &sources).await?;
    let page = req.page_titled(line.head.clone());
    Ok(Reply::page(&wrong::line(page, &round, &line, &acts))?.private())
}

async fn act_form(req: Req, sources: Sources, act: Act) -> Result<Reply> {
    act_page(&req, &sources, act, None).await
}

/// Fields begin with today; what was typed comes back with a fault.
pub(super) fn typed(req: &Req, is_again: bool) -> impl Fn(&str) -> String {
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

async fn act_page(req: &Req, sources: &Sources, act: Act, fault: Option<Error>) -> Result<Reply> {
    let (round, line, acts) = found(req, sources).await?;
    if fault.is_none() && !acts.contains(&act) {
        return Ok(Reply::see(format!(
            "/rounds/{}/line/{}",
            round.id, line.key
        )));
    }
    let mut page = req.page(&format!("rounds-act-{}", act.code()));
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let view = wrong::act(page, &round, &line, act, &typed(req, is_again), &faults);
    Ok(Reply::page(&view)?.again(is_again).private())
}

async fn do_act(req: Req, sources: Sources, act: Act) -> Result<Reply> {
    match deed(&req, &sources, act).await {
        Ok(()) => {
            let here = format!("/rounds/{}/line/{}", req.id("id")?, req.part("key"));
            Ok(Reply::see(here).saved(&format!("rounds-saved-{}", act.code()), &[]))
        }
        Err(fault) => act_page(&req, &sources, act, Some(fault)).await,
    }
}

async fn deed(req: &Req, sources: &Sources, act: Act) -> Result<()> {
    let (key, ctx, round, db) = (req.form.key()?, req.ctx(), req.id("id")?, &req.app.db);
    let line: LineKey = req.part("key").parse()?;
    let mut read = Reader::new(&req.form);
    let date = match act {
        Act::Succeed => ctx.today(),
        _ => read.date("date"),
    };
    match act {
        Act::Hold => {
            let reason = read.choice("reason", HoldReason::WORDS);
            read.done()?;
            let reason = reason.parse()?;
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
            let reason = read.choice("reason", ReturnReason::WORDS);
            let attempt = read.number("attempt", 1, 1_000);
            read.done()?;
            let reason = reason.parse()?;
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
            let lines = vec![line];
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
                date,
                method: method.parse()?,
                lines: vec![PayLine { line, receipt }],
            });
            let sources = sources.clone();
            let deed = move |tx: &mut Tx, ctx: &Ctx, input: payout::PayUnclaimed| {
                let changed = read::case_of(tx, ctx, &sources, input.0.round)?.1.changed;
                payout::pay_unclaimed(tx, ctx, input, changed)
            };
            db.act_async(&ctx, key, input, deed).await.map(drop)
        }
        Act::Recover => {
            let amount_fen = read.money("amount");
            read.done()?;
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
    let reason = read.choice("reason", Succession::WORDS);
    let document = read.text_opt("document", 100);
    read.done()?;
    let (asked, sources) = (ctx.clone(), sources.clone());
    let (source, household) = req
        .app
        .db
        .read_async(move |tx| {
            let (_, source) = read::case_of(tx, &asked, &sources, round)?;
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
