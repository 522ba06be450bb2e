//! Requests about lists of accounts: read, decided on, sent back in part, taken back.

use super::super::doors::eyes;
use super::super::read;
use super::super::source::Sources;
use super::super::{REVIEW, VIEW, WITHDRAW};
use super::Listed;
use super::doors::{ROWS, SAMPLE, listed, outcome};
use super::list::{self as pages, Beside, Shown, Told};
use crate::form::Reader;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Route, with};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Error, Id, Result};
use payout::bank::accounts::Decision;
use payout::bank::read::Which;
use payout::bank::{DecideList, ReverseList, SendBack, decide_list, reverse_list, send_back};
use std::collections::{BTreeSet, HashMap};

pub(in crate::rounds) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/accounts/lists/{list}", VIEW, with(sources, list)),
        Route::post(
            "/rounds/accounts/lists/{list}",
            REVIEW,
            with(sources, decide_whole),
        ),
        Route::post(
            "/rounds/accounts/lists/{list}/back",
            REVIEW,
            with(sources, back),
        ),
        Route::get(
            "/rounds/accounts/lists/{list}/reverse",
            WITHDRAW,
            with(sources, reverse_form),
        ),
        Route::post(
            "/rounds/accounts/lists/{list}/reverse",
            WITHDRAW,
            with(sources, reverse),
        ),
    ]
}

fn shown(req: &Req) -> Option<Shown> {
    let code = req.query.shown("show");
    Shown::EACH.into_iter().find(|shown| shown.code() == code)
}

/// A list with the rows that were asked for; first what is unusual, else some to compare with the paper.
async fn told(req: &Req, sources: &Sources) -> Result<Told> {
    let (ctx, id, eyes, sources) = (req.ctx(), req.id("list")?, eyes(req), sources.clone());
    let (wanted, words) = (shown(req), req.words());
    let after = req.query.get("after").and_then(|id| id.parse().ok());
    let found = move |tx: &mut Tx| {
        let scope = Scope::of(&ctx, Right::ViewRounds);
        let list = payout::bank::read::list(tx, ctx.org, id)?;
        // A list is seen by who sees one of its villages.
        let mut is_seen = false;
        let (mut pays, mut reviews, mut villages) = (true, true, Vec::new());
        for unit in &list.units {
            let sees = access::holds_at(tx, &ctx, Right::ViewRounds, *unit)?;
            if sees {
                villages.push(read::unit_name(tx, *unit)?);
            }
            is_seen |= sees;
            pays &= access::holds_at(tx, &ctx, Right::PayRounds, *unit)?;
            reviews &= access::holds_at(tx, &ctx, Right::ReviewRounds, *unit)?;
        }
        if !is_seen {
            return Err(Error::NotFound);
        }
        let otherwise = match list.unusual.is_empty() {
            true => Shown::Sample,
            false => Shown::Unusual,
        };
        let shown = wanted.unwrap_or(otherwise);
        let outcome = list.row.decision.map(|(outcome, ..)| outcome);
        let replaced = match outcome {
            None => payout::bank::read::replaced(tx, &scope, &list.row)?,
            Some(_) => Vec::new(),
        };
        let after = after.unwrap_or(Id(0));
        let accounts = match shown {
            Shown::Unusual | Shown::All => {
                let which = match shown {
                    Shown::Unusual => Which::Unusual,
                    _ => Which::All,
                };
                let page = (which, after, ROWS);
                payout::bank::read::accounts_of_list(tx, &scope, &list.row, page)?
            }
            Shown::Changed => {
                let ids = replaced.iter().map(|(account, ..)| *account);
                let ids: Vec<Id> = ids.filter(|id| *id > after).take(ROWS as usize).collect();
                payout::bank::read::accounts_by_id(tx, ctx.org, &ids)?
            }
            Shown::Sample => payout::bank::read::sample_of_list(tx, &scope, &list.row, SAMPLE)?,
        };
        let is_full = accounts.len() == ROWS as usize;
        let next = accounts.last().filter(|_| is_full).map(|last| {
            let (here, code) = (list.row.id, shown.code());
            format!(
                "/rounds/accounts/lists/{here}?show={code}&after={}",
                last.row.id
            )
        });
        let before: HashMap<Id, Id> = replaced.iter().map(|(id, _, held)| (*id, *held)).collect();
        let held: BTreeSet<Id> = accounts
            .iter()
            .filter_map(|a| before.get(&a.row.id).copied())
            .collect();
        let held: Vec<Id> = held.into_iter().collect();
        let faces = payout::bank::read::faces(tx, ctx.org, &held)?;
        let rows = listed(tx, &sources, (&ctx, &eyes), accounts)?;
        let beside = |listed: Listed| {
            let held = before.get(&listed.account.row.id);
            let holder = listed.account.sealed.as_ref();
            Beside {
                before: held.and_then(|held| faces.get(held).cloned()),
                is_overtaken: held.is_some_and(|held| *held > list.row.span.1),
                holder: holder
                    .map(|sealed| eyes.name(&sealed.holder))
                    .unwrap_or_default(),
                listed,
            }
        };
        let is_own = access::deputies::is_own(tx, &ctx, list.row.user, list.row.seq)?;
        let may_reverse = match outcome {
            Some(Decision::Withdrawn) => false,
            Some(Decision::Confirmed) => reviews && !is_own,
            _ => pays,
        };
        Ok(Told {
            user: read::user_name(tx, words, list.row.user)?,
            decided_by: match list.row.decision {
                Some((.., user)) => read::user_name(tx, words, user)?,
                None => String::new(),
            },
            villages,
            changed: replaced.len(),
            shown,
            rows: rows.into_iter().map(beside).collect(),
            next,
            may_decide: reviews && !is_own,
            may_reverse,
            is_own,
            list,
        })
    };
    req.app.db.export_async(found).await
}

async fn list(req: Req, sources: Sources) -> Result<Reply> {
    list_page(&req, &sources, None).await
}

async fn list_page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let is_again = fault.is_some();
    let mut page = req.page("bank-list");
    req.told(&mut page, fault)?;
    let told = told(req, sources).await?;
    Ok(pages::list(page, &told).reply()?.again(is_again).private())
}

fn here(req: &Req) -> Result<String> {
    Ok(format!("/rounds/accounts/lists/{}", req.id("list")?))
}

async fn decide_whole(req: Req, sources: Sources) -> Result<Reply> {
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let mut read = Reader::new(&req.form);
    let accounts = read.number("accounts", 0, i64::MAX);
    read.done()?;
    let input = DecideList {
        list: req.id("list")?,
        outcome: outcome(&req)?,
        accounts,
    };
    match req.app.db.act_async(&ctx, key, input, decide_list).await {
        Ok(_) => Ok(Reply::see(here(&req)?).saved("bank-saved-account", &[])),
        Err(fault) => list_page(&req, &sources, Some(fault)).await,
    }
}

async fn back(req: Req, sources: Sources) -> Result<Reply> {
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let ticked = req.form.pairs().iter().filter_map(|(name, value)| {
        let id = name.strip_prefix("back-")?;
        id.parse().ok().filter(|_| value == "1")
    });
    let input = SendBack {
        list: req.id("list")?,
        accounts: ticked.collect(),
    };
    match req.app.db.act_async(&ctx, key, input, send_back).await {
        Ok(_) => Ok(Reply::see(here(&req)?).saved("bank-saved-back", &[])),
        Err(fault) => list_page(&req, &sources, Some(fault)).await,
    }
}

async fn reverse_form(req: Req, sources: Sources) -> Result<Reply> {
    let told = told(&req, &sources).await?;
    let page = req.page("bank-list-reverse");
    pages::reverse(page, &told.list.row).reply()
}

async fn reverse(req: Req, sources: Sources) -> Result<Reply> {
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let input = ReverseList {
        list: req.id("list")?,
    };
    match req.app.db.act_async(&ctx, key, input, reverse_list).await {
        Ok(_) => Ok(Reply::see(here(&req)?).saved("bank-saved-reverse", &[])),
        Err(fault) => list_page(&req, &sources, Some(fault)).await,
    }
}
