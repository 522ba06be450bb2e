//! Requests about objections: what was said, what is answered, the plan drawn up again.

use super::doors::eyes;
use super::facts::Round;
use super::objections::{self, Answer, Change, Objection, Told};
use super::read;
use super::source::{Sources, source_of};
use super::trouble_export;
use super::wrong_doors::{has, head, typed};
use super::{DECIDE, PREPARE, VIEW};
use crate::form::Reader;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Route, with};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Ctx, Error, Result};
use payout::{Channel, State, Step, Verdict};

pub(super) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/{id}/objections", VIEW, with(sources, objections)),
        Route::post("/rounds/{id}/objections", PREPARE, with(sources, object)),
        Route::get(
            "/rounds/{id}/objections/{objection}",
            DECIDE,
            with(sources, answer_form),
        ),
        Route::post(
            "/rounds/{id}/objections/{objection}",
            DECIDE,
            with(sources, answer),
        ),
        Route::get("/rounds/{id}/correct", PREPARE, with(sources, correct_form)),
        Route::post("/rounds/{id}/correct", PREPARE, with(sources, correct)),
        Route::get("/rounds/{id}/objections.xlsx", VIEW, with(sources, file)),
    ]
}

/// The objections of a round as the asker may see them.
async fn objections_of(req: &Req, sources: &Sources) -> Result<(Round, Told, usize)> {
    let eyes = eyes(req);
    seen_by(req, sources, eyes).await
}

async fn seen_by(req: &Req, sources: &Sources, eyes: read::Eyes) -> Result<(Round, Told, usize)> {
    let (ctx, id, sources) = (req.ctx(), req.id("id")?, sources.clone());
    req.app
        .db
        .read_async(move |tx| {
            let scope = Scope::of(&ctx, Right::ViewRounds);
            let (case, source) = read::case_of(tx, &ctx, &sources, id)?;
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

async fn objections(req: Req, sources: Sources) -> Result<Reply> {
    objections_page(&req, &sources, None).await
}

/// For whoever handles complaints without knowing them: heads masked, nothing of what was said.
async fn file(req: Req, sources: Sources) -> Result<Reply> {
    let words = req.words();
    let masked = read::Eyes {
        words,
        sees_names: false,
    };
    let (round, told, _) = seen_by(&req, &sources, masked).await?;
    let bytes = trouble_export::objections(words, &round, &told)?;
    let name = format!("{} {}.xlsx", round.number, words.get("rounds-objections"));
    Ok(Reply::xlsx(bytes, name).private())
}

async fn objections_page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let (round, found, _) = objections_of(req, sources).await?;
    let mut page = req.page_titled(round.title.clone());
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let view = objections::objections(page, &round, &found, &typed(req, is_again), &faults);
    Ok(Reply::page(&view)?.again(is_again).private())
}

async fn object(req: Req, sources: Sources) -> Result<Reply> {
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
    let channel = read.choice("channel", Channel::WORDS);
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
        date,
        channel: channel.parse()?,
        text,
    };
    req.app
        .db
        .act_async(&ctx, key, input, payout::record_objection)
        .await
        .map(drop)
}

async fn answer_form(req: Req, sources: Sources) -> Result<Reply> {
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
    let faults = req.told(&mut page, fault)?;
    let view = objections::answer(page, &round, &one, &typed(req, is_again), &faults);
    Ok(Reply::page(&view)?.again(is_again).private())
}

async fn answer(req: Req, sources: Sources) -> Result<Reply> {
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
    let outcome = read.choice("outcome", Verdict::WORDS);
    let text = read.text("text", payout::wrong::LONGEST_TEXT);
    read.done()?;
    let input = payout::AnswerObjection {
        objection: req.id("objection")?,
        date,
        outcome: outcome.parse()?,
        text,
    };
    req.app
        .db
        .act_async(&req.ctx(), key, input, payout::answer_objection)
        .await
}

async fn correct_form(req: Req, sources: Sources) -> Result<Reply> {
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
            let (case, source) = read::case_of(tx, &ctx, &sources, id)?;
            Ok((source.entitlements)(tx, &case.round)?.len())
        })
        .await?;
    let mut page = req.page("rounds-correct");
    let is_again = fault.is_some();
    req.told(&mut page, fault)?;
    let households = i64::try_from(households).unwrap_or(i64::MAX);
    let view = objections::correct(page, &round, upheld, households);
    Ok(Reply::page(&view)?.again(is_again))
}

async fn correct(req: Req, sources: Sources) -> Result<Reply> {
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
        payout::correct_round_knowing(
            tx,
            ctx,
            input,
            |tx, round| (source_of(&sources, &round.source)?.entitlements)(tx, round),
            |tx, round, payees| {
                (source_of(&sources, &round.source)?.witness.counted)(tx, round, payees)
            },
        )
    };
    req.app.db.act_async(&req.ctx(), key, input, deed).await
}
