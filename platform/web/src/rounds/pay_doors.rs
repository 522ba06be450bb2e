//! Recording payments: choose, confirm in numbers, record.

use super::PAY;
use super::doors::{ROWS, eyes, from, next_href, whole};
use super::pay::{self, Chosen, Typed};
use super::read;
use super::source::Sources;
use crate::form::Reader;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Route, with};
use kernel::{Error, Fen, Id, Refusal, Result};
use payout::{LineKey, Method, PayLine, PayLines};

/// Most lines of one payment: one voucher carries them all.
const MOST: u32 = 20_000;

pub(super) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/{id}/pay", PAY, with(sources, form)),
        Route::post("/rounds/{id}/pay/check", PAY, with(sources, check)),
        Route::post("/rounds/{id}/pay", PAY, with(sources, pay)),
    ]
}

async fn form(req: Req, sources: Sources) -> Result<Reply> {
    page(&req, &sources, None).await
}

async fn page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let is_again = fault.is_some();
    let asked = if is_again { &req.form } else { &req.query };
    let village: Option<Id> = asked.get("village").and_then(|text| text.parse().ok());
    let start = from(&req.query);
    let whole = whole(req, sources).await?;
    let found = unpaid(req, sources, village, (start, ROWS)).await?;
    let typed = match is_again {
        true => Typed {
            date: req.form.shown("date"),
            method: req.form.shown("method"),
            receipt: req.form.shown("receipt"),
            chosen: req.form.all("line").map(str::to_owned).collect(),
        },
        false => Typed {
            date: req.ctx().today().to_string(),
            method: "transfer".into(),
            ..Typed::default()
        },
    };
    let mut frame = req.page("rounds-pay-title");
    let faults = req.told(&mut frame, fault)?;
    let next = next_href(
        &format!("/rounds/{}/pay", whole.round.id),
        village,
        start,
        found.total,
    );
    let view = pay::pay(
        frame,
        &whole.round,
        &whole.villages,
        &found,
        &typed,
        &faults,
        next,
    );
    Ok(Reply::page(&view)?.again(is_again))
}

async fn unpaid(
    req: &Req,
    sources: &Sources,
    village: Option<Id>,
    window: (u32, u32),
) -> Result<super::facts::Lines> {
    let (ctx, id, eyes, sources) = (req.ctx(), req.id("id")?, eyes(req), sources.clone());
    req.app
        .db
        .read_async(move |tx| {
            let (case, source) = read::case_of(tx, &ctx, &sources, id)?;
            read::lines(
                tx,
                &ctx,
                source,
                &eyes,
                &case,
                (village, Some(false)),
                window,
            )
        })
        .await
}

/// Shows what a choice comes to. Saves nothing.
async fn check(req: Req, sources: Sources) -> Result<Reply> {
    match chosen(&req, &sources).await {
        Ok((chosen, _)) => {
            let whole = whole(&req, &sources).await?;
            Reply::page(&pay::check(
                req.page("rounds-pay-check-title"),
                &whole.round,
                &chosen,
            ))
        }
        Err(fault) => page(&req, &sources, Some(fault)).await,
    }
}

async fn pay(req: Req, sources: Sources) -> Result<Reply> {
    match deed(&req, &sources).await {
        Ok((lines, amount)) => {
            let (lines, amount) = (lines.to_string(), amount.to_string());
            let reply = Reply::see(format!("/rounds/{}", req.id("id")?));
            Ok(reply.saved(
                "rounds-saved-pay",
                &[("lines", &lines), ("amount", &amount)],
            ))
        }
        Err(fault) => page(&req, &sources, Some(fault)).await,
    }
}

async fn deed(req: &Req, sources: &Sources) -> Result<(i64, Fen)> {
    let key = req.form.key()?;
    let (chosen, keys) = chosen(req, sources).await?;
    // The page said how many; a line that somebody else paid meanwhile must not go unnoticed.
    let said = req
        .form
        .get("count")
        .and_then(|text| text.parse::<i64>().ok());
    if said.is_some_and(|said| said != chosen.count) {
        return Err(Refusal::new("rounds.changed_meanwhile").into());
    }
    let method: Method = chosen.method.parse()?;
    let lines = keys
        .into_iter()
        .map(|line| PayLine {
            line,
            receipt: chosen.receipt.clone(),
        })
        .collect();
    let input = PayLines {
        round: req.id("id")?,
        date: chosen.date,
        method,
        lines,
    };
    let sources = sources.clone();
    let deed = move |tx: &mut ::store::Tx, ctx: &kernel::Ctx, input: PayLines| {
        let changed = read::case_of(tx, ctx, &sources, input.round)?.1.changed;
        payout::pay_lines_knowing(tx, ctx, input, changed)
    };
    let paid = req.app.db.act_async(&req.ctx(), key, input, deed).await?;
    Ok((paid.lines, paid.amount))
}

async fn chosen(req: &Req, sources: &Sources) -> Result<(Chosen, Vec<LineKey>)> {
    let mut read = Reader::new(&req.form);
    let date = read.date("date");
    let method = read.choice("method", &["cash", "transfer"]);
    let receipt = read.text_opt("receipt", 60);
    let all = req.form.get("all") == Some("1");
    let ticked: Vec<String> = req.form.all("line").map(str::to_owned).collect();
    if !all && ticked.is_empty() {
        read.faults
            .push(kernel::FieldError::new("line", "nothing_chosen"));
    }
    read.done()?;
    let village = req
        .form
        .get("village")
        .and_then(|text| text.parse().ok())
        .filter(|_| all);
    let found = unpaid(req, sources, village, (0, MOST)).await?;
    let rows: Vec<_> = found
        .rows
        .into_iter()
        .filter(|row| all || ticked.contains(&row.key))
        .collect();
    if !all && rows.len() != ticked.len() {
        return Err(Refusal::new("rounds.changed_meanwhile").into());
    }
    let amount = Fen::sum(rows.iter().map(|row| row.gross))?;
    let keys = rows
        .iter()
        .map(|row| row.key.parse())
        .collect::<Result<Vec<LineKey>>>()?;
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let ticked = if all { Vec::new() } else { ticked };
    Ok((
        Chosen {
            count,
            amount,
            date,
            method,
            receipt,
            keys: ticked,
            all,
            village,
        },
        keys,
    ))
}
