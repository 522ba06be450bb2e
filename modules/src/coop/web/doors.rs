//! Requests in, pages out, for nets.

use super::read;
use super::{money, pages, settlement};
use ::store::Tx;
use ::web::{Reply, Req};
use access::Right;
use kernel::{Date, Result};

/// The day of the address, else today.
pub(super) fn day(req: &Req) -> Date {
    let asked = req
        .query
        .get("date")
        .and_then(|typed| kernel::date::parse_day(typed).ok());
    asked.unwrap_or_else(|| req.ctx().today())
}

/// First and last day of the address, else the running year.
pub(super) fn period(req: &Req) -> (Date, Date) {
    let today = req.ctx().today();
    let asked = |name: &str| {
        req.query
            .get(name)
            .and_then(|typed| kernel::date::parse_day(typed).ok())
    };
    let first = asked("first").or_else(|| Date::new(today.year(), 1, 1));
    (first.unwrap_or(today), asked("last").unwrap_or(today))
}

pub(super) async fn list(req: Req) -> Result<Reply> {
    let (ctx, date) = (req.ctx(), day(&req));
    let found = move |tx: &mut Tx| read::listed(tx, &ctx, date);
    let (nets, villages) = req.app.db.read_async(found).await?;
    let may_enter = req.may(Right::EnterProjects);
    let page = req.page("net-title");
    pages::list(page, date, (&nets, &villages), may_enter).reply()
}

pub(super) async fn whole(req: &Req) -> Result<read::Whole> {
    let (ctx, id, date) = (req.ctx(), req.id("id")?, day(req));
    let sees_names = req.sees_names();
    let found = move |tx: &mut Tx| read::whole(tx, &ctx, (id, date), sees_names);
    req.app.db.read_async(found).await
}

pub(super) async fn show(req: Req) -> Result<Reply> {
    let told = whole(&req).await?;
    let page = req.page_titled(told.state.net.name.clone());
    pages::net(page, &told, req.may(Right::EnterProjects)).reply()
}

pub(super) async fn money_of(req: &Req) -> Result<read::Money> {
    let (ctx, id, period) = (req.ctx(), req.id("id")?, period(req));
    let sees_names = req.sees_names();
    let found = move |tx: &mut Tx| read::money(tx, &ctx, id, period, sees_names);
    req.app.db.read_async(found).await
}

pub(super) async fn money(req: Req) -> Result<Reply> {
    let told = money_of(&req).await?;
    let page = req.page("net-money-title");
    let may_enter = req.may(Right::EnterProjects) && told.net.to.is_none();
    money::view(page, &told, may_enter)?.reply()
}

pub(super) async fn settled(req: &Req) -> Result<read::Settled> {
    let (ctx, ids) = (req.ctx(), (req.id("id")?, req.id("settlement")?));
    let sees_names = req.sees_names();
    let found = move |tx: &mut Tx| read::settled(tx, &ctx, ids, sees_names);
    req.app.db.read_async(found).await
}

pub(super) async fn settlement(req: Req) -> Result<Reply> {
    settlement_page(&req, None).await
}

/// Again with what was refused.
pub(super) async fn settlement_page(req: &Req, fault: Option<kernel::Error>) -> Result<Reply> {
    let told = settled(req).await?;
    let mut page = req.page("net-settlement-title");
    let is_again = fault.is_some();
    req.told(&mut page, fault)?;
    let stands = told.net.to.is_none();
    let may = settlement::May {
        prepare: stands && req.may(Right::PrepareRounds),
        enter: stands && req.may(Right::EnterProjects),
        pay: req.may(Right::PayRounds),
    };
    let reply = settlement::view(page, &told, may, req.ctx().today())?.reply()?;
    Ok(reply.with_status(if is_again { 422 } else { 200 }))
}
