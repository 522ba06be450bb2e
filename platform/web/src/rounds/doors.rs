//! Requests in, pages out: reads what a page shows, runs the deed that a form asks for.

use super::facts::{Undo, Whole};
use super::list::{self, Listed, Wanted};
use super::read::{self, Eyes};
use super::source::{Sources, source_of};
use super::{
    APPROVE, PREPARE, REVIEW, VIEW, export, lines, round, statement, step, store, vouchers,
};
use crate::form::{Form, Reader};
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Route, with};
use access::{Right, Scope};
use kernel::{Date, Error, Id, Result};
use payout::{
    CalculateRound, CancelRound, CloseRound, DeclareRound, DisplayPlan, PostRound, Reason,
    ResolveRound, ReverseRound, ReviewRound, Vote,
};

/// Rows of a list in one page.
pub(super) const ROWS: u32 = 200;
/// Rounds that the list reads; a township has a few a year.
const ROUNDS: u32 = 500;

pub(super) fn routes(sources: &Sources) -> Vec<Route> {
    let step = |path, gate, code| {
        let door = move |req, sources| do_step(req, sources, code);
        Route::post(path, gate, with(sources, door))
    };
    let undo = |path, gate, undo| {
        let door = move |req, sources| do_undo(req, sources, undo);
        Route::post(path, gate, with(sources, door))
    };
    vec![
        Route::get("/rounds", VIEW, with(sources, list)),
        Route::get("/rounds/{id}", VIEW, with(sources, show)),
        Route::get("/rounds/{id}/lines", VIEW, with(sources, show_lines)),
        Route::get("/rounds/{id}/vouchers", VIEW, with(sources, show_vouchers)),
        Route::get(
            "/rounds/{id}/payroll.xlsx",
            VIEW,
            with(sources, payroll_file),
        ),
        step("/rounds/{id}/calculate", PREPARE, "calculate"),
        step("/rounds/{id}/display", PREPARE, "display"),
        step("/rounds/{id}/resolve", PREPARE, "resolve"),
        step("/rounds/{id}/review", REVIEW, "review"),
        step("/rounds/{id}/post", PREPARE, "post"),
        step("/rounds/{id}/declare", APPROVE, "declare"),
        step("/rounds/{id}/close", PREPARE, "close"),
        Route::get("/rounds/{id}/cancel", PREPARE, with(sources, undo_form)),
        undo("/rounds/{id}/cancel", PREPARE, Undo::Cancel),
        Route::get("/rounds/{id}/reverse", APPROVE, with(sources, undo_form)),
        undo("/rounds/{id}/reverse", APPROVE, Undo::Reverse),
        Route::get("/statements/{id}", VIEW, with(sources, show_statement)),
        Route::get(
            "/statements/{id}/statement.xlsx",
            VIEW,
            with(sources, statement_file),
        ),
    ]
}

pub(super) fn eyes(req: &Req) -> Eyes {
    Eyes {
        words: req.words(),
        sees_names: req.sees_names(),
    }
}

async fn list(req: Req, sources: Sources) -> Result<Reply> {
    let wanted = Wanted {
        year: req.query.shown("year"),
        state: req.query.shown("state"),
    };
    let (ctx, chosen) = (req.ctx(), wanted.clone());
    let (rows, years) = req
        .app
        .db
        .read_async(move |tx| {
            let scope = Scope::of(&ctx, Right::ViewRounds);
            let filter = payout::Filter {
                year: chosen.year.parse().ok(),
                ..payout::Filter::default()
            };
            let mut rows = Vec::new();
            for view in payout::rounds(tx, &scope, &filter, None, ROUNDS)? {
                let case = payout::round(tx, &scope, view.round.id)?;
                if list::is_wanted(&chosen.state, read::stage(&case)) {
                    rows.push(Listed {
                        round: read::round(tx, &sources, &case)?,
                        next: read::next(tx, &ctx, &case)?,
                    });
                }
            }
            list::due_first(&mut rows);
            Ok((rows, store::years(tx, &scope)?))
        })
        .await?;
    let may_create = req.may(Right::PrepareRounds);
    let page = req.page("rounds-title");
    Reply::page(&list::list(
        page,
        &rows,
        &wanted,
        &years,
        may_create,
        req.ctx().today(),
    ))
}

pub(super) async fn whole(req: &Req, sources: &Sources) -> Result<Whole> {
    let (ctx, words, id, sources) = (req.ctx(), req.words(), req.id("id")?, sources.clone());
    req.app
        .db
        .read_async(move |tx| read::whole(tx, &ctx, &sources, words, id))
        .await
}

async fn show(req: Req, sources: Sources) -> Result<Reply> {
    round_page(&req, &sources, None).await
}

async fn round_page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let whole = whole(req, sources).await?;
    let mut page = req.page_titled(whole.round.title.clone());
    page.checkpoint = req.checkpoint().await?;
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let view = round::round(page, &whole, &|name| req.form.shown(name), &faults);
    Ok(Reply::page(&view)?.again(is_again))
}

/// A step that moves the round on. The last part of the address says which.
async fn do_step(req: Req, sources: Sources, code: &'static str) -> Result<Reply> {
    match deed(&req, &sources, code).await {
        Ok(()) => Ok(Reply::see(format!("/rounds/{}", req.id("id")?))
            .saved(&format!("rounds-saved-{code}"), &[])),
        Err(fault) => round_page(&req, &sources, Some(fault)).await,
    }
}

async fn deed(req: &Req, sources: &Sources, code: &str) -> Result<()> {
    let (key, ctx, round, db) = (req.form.key()?, req.ctx(), req.id("id")?, &req.app.db);
    match code {
        "calculate" => {
            let sources = sources.clone();
            let input = CalculateRound { round };
            let deed = move |tx: &mut ::store::Tx, ctx: &kernel::Ctx, input| {
                payout::calculate_round_knowing(
                    tx,
                    ctx,
                    input,
                    |tx, round| (source_of(&sources, &round.source)?.entitlements)(tx, round),
                    |tx, round, payees| {
                        (source_of(&sources, &round.source)?.witness.counted)(tx, round, payees)
                    },
                )
            };
            db.act_async(&ctx, key, input, deed).await.map(drop)
        }
        "display" => {
            let date = date_of(&req.form)?;
            db.act_async(&ctx, key, DisplayPlan { round, date }, payout::display_plan)
                .await
        }
        "resolve" => {
            let (date, vote) = vote(&req.form)?;
            db.act_async(
                &ctx,
                key,
                ResolveRound { round, date, vote },
                payout::resolve_round,
            )
            .await
        }
        "review" => {
            db.act_async(&ctx, key, ReviewRound { round }, payout::review_round)
                .await
        }
        "post" => {
            let from = date_of(&req.form)?;
            let days = whole(req, sources).await?.round.rule.objection_days;
            let to = round::last_day(from, days);
            let sources = sources.clone();
            let deed = move |tx: &mut ::store::Tx, ctx: &kernel::Ctx, input| {
                payout::post_round_knowing(tx, ctx, input, |tx, case| {
                    let witness = source_of(&sources, &case.round.source)?.witness;
                    Ok(Some(payout::crosscheck(tx, case, &witness)?.summary()))
                })
            };
            db.act_async(&ctx, key, PostRound { round, from, to }, deed)
                .await
                .map(drop)
        }
        "declare" => {
            let input = DeclareRound {
                round,
                date: ctx.today(),
            };
            db.act_async(&ctx, key, input, payout::declare_round)
                .await
                .map(drop)
        }
        "close" => {
            db.act_async(&ctx, key, CloseRound { round }, payout::close_round)
                .await
        }
        _ => Err(Error::NotFound),
    }
}

fn date_of(form: &Form) -> Result<Date> {
    let mut read = Reader::new(form);
    let date = read.date("date");
    read.done()?;
    Ok(date)
}

fn vote(form: &Form) -> Result<(Date, Vote)> {
    let mut read = Reader::new(form);
    let kind = read.text("kind", 40);
    let date = read.date("date");
    let vote = Vote {
        kind,
        eligible: read.number("eligible", 0, 10_000_000),
        present: read.number("present", 0, 10_000_000),
        in_favour: read.number("in_favour", 0, 10_000_000),
        against: read.number("against", 0, 10_000_000),
        abstained: read.number("abstained", 0, 10_000_000),
        minutes: read.text_opt("minutes", 100),
        discussed_on: read.date_opt("discussed_on"),
    };
    read.done()?;
    Ok((date, vote))
}

async fn undo_form(req: Req, sources: Sources) -> Result<Reply> {
    undo_page(&req, &sources, None).await
}

async fn undo_page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let whole = whole(req, sources).await?;
    let Some(undo) = whole.undo else {
        return Ok(Reply::see(format!("/rounds/{}", whole.round.id)));
    };
    let mut page = req.page(&format!("rounds-undo-{}", undo.code()));
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let view = step::undo(page, &whole, &|name| req.form.shown(name), &faults);
    Ok(Reply::page(&view)?.again(is_again))
}

async fn do_undo(req: Req, sources: Sources, undo: Undo) -> Result<Reply> {
    match undo_deed(&req, undo).await {
        Ok(()) => Ok(Reply::see(format!("/rounds/{}", req.id("id")?))
            .saved(&format!("rounds-saved-{}", undo.code()), &[])),
        Err(fault) => undo_page(&req, &sources, Some(fault)).await,
    }
}

async fn undo_deed(req: &Req, undo: Undo) -> Result<()> {
    let (key, ctx, round) = (req.form.key()?, req.ctx(), req.id("id")?);
    let mut read = Reader::new(&req.form);
    let reason = read.choice("reason", payout::Reason::WORDS);
    read.done()?;
    let reason: Reason = reason.parse()?;
    match undo {
        Undo::Cancel => {
            let input = CancelRound { round, reason };
            req.app
                .db
                .act_async(&ctx, key, input, payout::cancel_round)
                .await
        }
        Undo::Reverse => {
            let input = ReverseRound {
                round,
                date: ctx.today(),
                reason,
            };
            req.app
                .db
                .act_async(&ctx, key, input, payout::reverse_round)
                .await
                .map(drop)
        }
    }
}

/// The row at which a page of a list begins.
pub(super) fn from(form: &Form) -> u32 {
    form.get("from")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
        .min(10_000_000)
}

async fn show_lines(req: Req, sources: Sources) -> Result<Reply> {
    let whole = whole(&req, &sources).await?;
    let (ctx, id, eyes) = (req.ctx(), whole.round.id, eyes(&req));
    let village: Option<Id> = req.query.get("village").and_then(|text| text.parse().ok());
    let start = from(&req.query);
    let found = req
        .app
        .db
        .read_async(move |tx| {
            let (case, source) = read::case_of(tx, &ctx, &sources, id)?;
            read::lines(
                tx,
                &ctx,
                source,
                &eyes,
                &case,
                (village, None),
                (start, ROWS),
            )
        })
        .await?;
    let next = next_href(&format!("/rounds/{id}/lines"), village, start, found.total);
    let page = req.page_titled(whole.round.title.clone());
    Reply::page(&lines::lines(
        page,
        &whole.round,
        &whole.villages,
        &found,
        next,
    ))
}

pub(super) fn next_href(here: &str, village: Option<Id>, start: u32, total: i64) -> Option<String> {
    let next = start + ROWS;
    let village = village
        .map(|id| format!("&village={id}"))
        .unwrap_or_default();
    (i64::from(next) < total).then(|| format!("{here}?from={next}{village}"))
}

async fn show_vouchers(req: Req, sources: Sources) -> Result<Reply> {
    let whole = whole(&req, &sources).await?;
    let (ctx, id, eyes) = (req.ctx(), whole.round.id, eyes(&req));
    let found = req
        .app
        .db
        .read_async(move |tx| {
            let (case, source) = read::case_of(tx, &ctx, &sources, id)?;
            let sees_all = access::holds_at(tx, &ctx, Right::ViewRounds, case.round.unit)?;
            let found = read::vouchers(tx, ctx.org, source, &eyes, (id, sees_all))?;
            Ok((found, sees_all))
        })
        .await?;
    let (vouchers, sees_all) = &found;
    Reply::page(&vouchers::vouchers(
        req.page_titled(whole.round.title.clone()),
        &whole.round,
        vouchers,
        *sees_all,
    ))
}

async fn statement_of(req: &Req, sources: Sources) -> Result<super::facts::Statement> {
    let (ctx, id, eyes) = (req.ctx(), req.id("id")?, eyes(req));
    req.app
        .db
        .read_async(move |tx| read::statement(tx, &ctx, &sources, &eyes, id))
        .await
}

async fn statement_file(req: Req, sources: Sources) -> Result<Reply> {
    let found = statement_of(&req, sources).await?;
    let (words, checkpoint) = (req.words(), req.checkpoint().await?);
    let bytes = super::trouble_export::statement(words, &found, checkpoint.as_deref())?;
    // Names of people stay out of the names of files.
    let name = format!(
        "{} {}.xlsx",
        words.get("rounds-statement-caption"),
        found.number
    );
    Ok(Reply::xlsx(bytes, name).private())
}

async fn show_statement(req: Req, sources: Sources) -> Result<Reply> {
    let found = statement_of(&req, sources).await?;
    let title = req
        .words()
        .with("rounds-statement-title", &[("head", &found.head)]);
    let mut page = req.page_titled(title);
    page.checkpoint = req.checkpoint().await?;
    Ok(Reply::page(&statement::statement(page, &found))?.private())
}

/// 发放表, whole names, for the counter; 公示表 as it will hang on the wall, also before it is posted.
async fn payroll_file(req: Req, sources: Sources) -> Result<Reply> {
    let whole = whole(&req, &sources).await?;
    let (ctx, eyes, words) = (req.ctx(), eyes(&req), req.words());
    let name = format!(
        "{} {}.xlsx",
        whole.round.number,
        words.get("rounds-sheet-payroll")
    );
    let bytes = req
        .app
        .db
        .export_async(move |tx| {
            let (rows, sums) = read::payroll(tx, &ctx, &sources, &eyes, &whole.round)?;
            let checkpoint = crate::store::checkpoint(tx, ctx.org)?;
            export::payroll_sheet(words, &whole.round, &sums, &rows, checkpoint.as_deref())
        })
        .await?;
    Ok(Reply::xlsx(bytes, name).private())
}
