//! Requests in, pages out, for campaigns.

use super::{details, pages};
use crate::campaigns::model::Plan;
use crate::campaigns::read::{self, Week, Whole};
use crate::campaigns::{store, workbook};
use ::store::Tx;
use ::web::{Reply, Req};
use access::Right;
use kernel::{Error, Id, Result};

pub(super) async fn list(req: Req) -> Result<Reply> {
    let ctx = req.ctx();
    let found = move |tx: &mut Tx| read::listed(tx, &ctx);
    let (campaigns, may) = req.app.db.read_async(found).await?;
    pages::list(req.page("campaigns-title"), &campaigns, may).reply()
}

pub(super) async fn whole(req: &Req) -> Result<Whole> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let found = move |tx: &mut Tx| read::whole(tx, &ctx, id);
    req.app.db.read_async(found).await
}

/// With the weeks from its first day to its last, or to today.
pub(super) async fn with_weeks(req: &Req) -> Result<(Whole, Vec<Week>)> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let found = move |tx: &mut Tx| {
        let whole = read::whole(tx, &ctx, id)?;
        let steps = store::findings::steps(tx, ctx.org, id)?;
        let campaign = &whole.campaign;
        let until = ctx
            .today()
            .min(campaign.ended.unwrap_or(campaign.last).max(campaign.last));
        let weeks = read::weeks(&steps, campaign.first, until);
        Ok((whole, weeks))
    };
    req.app.db.read_async(found).await
}

pub(super) async fn campaign(req: Req) -> Result<Reply> {
    let (whole, weeks) = with_weeks(&req).await?;
    let page = req.page_titled(whole.campaign.name.clone());
    let may = pages::Ways {
        record: req.may(Right::RecordCases),
        figures: req.may(Right::ViewFigures),
    };
    pages::campaign(page, &whole, &weeks, may).reply()
}

/// As it could be brought in again.
pub(super) async fn workbook(req: Req) -> Result<Reply> {
    let whole = whole(&req).await?;
    let campaign = &whole.campaign;
    let plan = Plan {
        name: campaign.name.clone(),
        first: campaign.first,
        last: campaign.last,
        points: campaign.points,
        least: campaign.least,
        shown: campaign.shown,
        weeks: campaign.weeks,
        source: campaign.source.clone(),
        items: whole.items.iter().map(|coded| coded.item.clone()).collect(),
        villages: whole.villages.clone(),
        lines: whole.lines.clone(),
        rounds: whole.rounds.iter().map(|kept| kept.round.clone()).collect(),
    };
    let bytes = workbook::write(&plan)?;
    Ok(Reply::xlsx(bytes, format!("{}.xlsx", campaign.name)).private())
}

pub(super) async fn left_file(req: Req) -> Result<Reply> {
    let whole = whole(&req).await?;
    let bytes = pages::left_file(req.words(), &whole)?;
    let name = format!("{}{}.xlsx", whole.campaign.name, whole.today);
    Ok(Reply::xlsx(bytes, name).private())
}

/// A village of the campaign, for whoever sees its cases.
pub(super) async fn village(req: Req) -> Result<Reply> {
    let unit = req.id("unit")?;
    let whole = whole(&req).await?;
    let village = whole.village(unit).filter(|_| whole.seen.contains(&unit));
    let village = village.ok_or(Error::NotFound)?;
    let page = req.page_titled(village.name.clone());
    let may_object = req.may(Right::RecordCases) && whole.campaign.is_running(whole.today);
    details::village(page, &whole, village, may_object).reply()
}

pub(super) async fn round(req: Req) -> Result<Reply> {
    round_page(&req, None).await
}

pub(super) fn round_of(req: &Req) -> Result<i64> {
    req.part("round").parse().map_err(|_| Error::NotFound)
}

pub(super) async fn round_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let place = round_of(req)?;
    let whole = whole(req).await?;
    let kept = whole.round(place).ok_or(Error::NotFound)?;
    let words = req.words();
    let title = words.with("campaigns-round-title", &[("round", &place.to_string())]);
    let mut page = req.page_titled(title);
    let is_again = fault.is_some();
    req.told(&mut page, fault)?;
    Ok(details::round(page, &whole, kept).reply()?.again(is_again))
}

/// Where the page of a campaign is.
pub(super) fn home(id: Id) -> String {
    format!("/campaigns/{id}")
}
