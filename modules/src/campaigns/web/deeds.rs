//! Forms in, deeds done.

use super::doors::{home, round_of, round_page, whole};
use super::pages::crumbs;
use crate::campaigns::read::Whole;
use crate::campaigns::{
    DrawSample, EndCampaign, PlanInspections, ShowPlaces, draw_sample, end_campaign,
    plan_inspections, show_places,
};
use ::web::components::*;
use ::web::form::Reader;
use ::web::layout::Page;
use ::web::{Part, Reply, Req, View, format};
use kernel::{Error, FieldError, Result};

pub(super) async fn draw(req: Req) -> Result<Reply> {
    let round = round_of(&req)?;
    let campaign = req.id("id")?;
    let input = DrawSample { campaign, round };
    let key = req.form.key()?;
    match req
        .app
        .db
        .act_async(&req.ctx(), key, input, draw_sample)
        .await
    {
        Ok(_) => {
            let to = format!("{}/rounds/{round}#sample", home(campaign));
            Ok(Reply::see(to).saved("campaigns-saved-drawn", &[]))
        }
        Err(Error::NotFound) => Err(Error::NotFound),
        Err(fault) => round_page(&req, Some(fault)).await,
    }
}

pub(super) async fn places_form(req: Req) -> Result<Reply> {
    places_page(&req, None).await
}

async fn places_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let whole = whole(req).await?;
    let mut page = req.page("campaigns-places");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let typed = match is_again {
        true => req.form.shown("shown"),
        false => whole.campaign.shown.to_string(),
    };
    Ok(places_view(page, &whole, typed, &faults)
        .reply()?
        .again(is_again))
}

pub(super) fn places_view(
    mut page: Page,
    whole: &Whole,
    typed: String,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words, Some(&whole.campaign));
    let shown = Field::new(
        words,
        Control::Number,
        "shown",
        words.get("campaigns-field-shown"),
    )
    .hint(words.get("campaigns-hint-shown"))
    .value(typed)
    .errors(words, faults);
    let form = Form::new(&page, format!("{}/places", home(whole.campaign.id)))
        .field(shown)
        .button(Button::submit(ButtonKind::Primary, words.get("web-save")))
        .button(Button::link(
            ButtonKind::Secondary,
            home(whole.campaign.id),
            words.get("web-cancel"),
        ));
    let lead = Part::Text(words.get("campaigns-places-lead"));
    View::new(page, vec![lead, Part::Form(form)])
}

pub(super) async fn places(req: Req) -> Result<Reply> {
    let campaign = req.id("id")?;
    let mut reader = Reader::new(&req.form);
    let shown = reader.number("shown", 0, crate::campaigns::show_places::MOST);
    if let Err(fault) = reader.done() {
        return places_page(&req, Some(fault)).await;
    }
    let (input, key) = (ShowPlaces { campaign, shown }, req.form.key()?);
    match req
        .app
        .db
        .act_async(&req.ctx(), key, input, show_places)
        .await
    {
        Ok(_) => Ok(Reply::see(home(campaign)).saved("campaigns-saved-places", &[])),
        Err(fault) => places_page(&req, Some(fault)).await,
    }
}

pub(super) async fn end_form(req: Req) -> Result<Reply> {
    end_page(&req, None).await
}

async fn end_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let whole = whole(req).await?;
    let mut page = req.page("campaigns-end");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let typed = match is_again {
        true => req.form.shown("weeks"),
        false => whole.campaign.weeks.to_string(),
    };
    Ok(end_view(page, &whole, typed, &faults)
        .reply()?
        .again(is_again))
}

pub(super) fn end_view(
    mut page: Page,
    whole: &Whole,
    typed: String,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words, Some(&whole.campaign));
    let weeks = Field::new(
        words,
        Control::Number,
        "weeks",
        words.get("campaigns-field-weeks"),
    )
    .hint(words.get("campaigns-hint-weeks"))
    .value(typed)
    .errors(words, faults);
    let count = |n: usize| format::count(i64::try_from(n).unwrap_or(i64::MAX));
    let confirm = Confirm {
        title: words.get("web-confirm-title"),
        effects: vec![
            (
                count(whole.villages.len()),
                words.get("campaigns-effect-inspections"),
            ),
            (
                format::count(whole.open()),
                words.get("campaigns-effect-stays-open"),
            ),
        ],
        caution: Some(words.get("campaigns-end-caution")),
    };
    let here = home(whole.campaign.id);
    let form = Form::new(&page, format!("{here}/end"))
        .field(weeks)
        .confirm(confirm)
        .button(Button::submit(ButtonKind::Warn, words.get("campaigns-end")))
        .button(Button::link(
            ButtonKind::Secondary,
            here,
            words.get("web-cancel"),
        ));
    let lead = Part::Text(words.get("campaigns-end-lead"));
    View::new(page, vec![lead, Part::Form(form)])
}

pub(super) async fn end(req: Req) -> Result<Reply> {
    let campaign = req.id("id")?;
    let mut reader = Reader::new(&req.form);
    let weeks = reader.number("weeks", 1, 52);
    if let Err(fault) = reader.done() {
        return end_page(&req, Some(fault)).await;
    }
    let (input, key) = (EndCampaign { campaign, weeks }, req.form.key()?);
    match req
        .app
        .db
        .act_async(&req.ctx(), key, input, end_campaign)
        .await
    {
        Ok(done) => {
            let count = format::count(done.inspections);
            let to = format!("{}#inspections", home(campaign));
            Ok(Reply::see(to).saved("campaigns-saved-ended", &[("count", &count)]))
        }
        Err(fault) => end_page(&req, Some(fault)).await,
    }
}

pub(super) async fn inspections(req: Req) -> Result<Reply> {
    let campaign = req.id("id")?;
    let mut reader = Reader::new(&req.form);
    let turn = reader.number("turn", 1, 1_000);
    let done = match reader.done() {
        Ok(()) => {
            let (input, key) = (PlanInspections { campaign, turn }, req.form.key()?);
            req.app
                .db
                .act_async(&req.ctx(), key, input, plan_inspections)
                .await
        }
        Err(fault) => Err(fault),
    };
    let to = format!("{}#inspections", home(campaign));
    match done {
        Ok(done) => {
            let count = format::count(done.inspections);
            Ok(Reply::see(to).saved("campaigns-saved-turn", &[("count", &count)]))
        }
        // Somebody was faster: the page says what is planned.
        Err(Error::Refused(_)) => Ok(Reply::see(to).refused("campaigns-not-planned", &[])),
        Err(other) => Err(other),
    }
}
