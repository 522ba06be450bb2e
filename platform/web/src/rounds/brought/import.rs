//! Requests about a list of payees from before zhen: from the upload through the preview to the commit.

use super::super::PREPARE;
use super::super::create::Origin;
use super::super::source::Sources;
use super::doors::{chosen, deed, offers, saved, typed};
use super::plan::{self, Plan};
use crate::pages::uploads;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Route, with};
use crate::sheet;
use crate::view::View;
use kernel::{Error, Id, Result};
use sheets::Table;

const KIND: &str = "brought";

pub(in crate::rounds) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/brought/import", PREPARE, with(sources, form)),
        Route::post("/rounds/brought/import", PREPARE, with(sources, upload)).upload(),
        Route::get(
            "/rounds/brought/import/{upload}",
            PREPARE,
            with(sources, preview),
        ),
        Route::post(
            "/rounds/brought/import/{upload}",
            PREPARE,
            with(sources, commit),
        ),
        Route::get(
            "/rounds/brought/import/{upload}/marked",
            PREPARE,
            with(sources, marked),
        ),
    ]
}

async fn form(req: Req, sources: Sources) -> Result<Reply> {
    form_page(&req, &sources, None).await
}

async fn form_page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let mut page = req.page("brought-import");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let offers = offers(req, sources).await?;
    let view = super::import(page, &offers, &|name| typed(req, name), &faults);
    Ok(view.reply()?.again(is_again))
}

async fn upload(req: Req, sources: Sources) -> Result<Reply> {
    let value = typed(&req, "source");
    if let Err(fault) = chosen(&req, &sources, &value).await {
        return form_page(&req, &sources, Some(fault)).await;
    }
    let Some(file) = req.form.file("file").cloned() else {
        let fault = Error::invalid("file", "file_missing");
        return form_page(&req, &sources, Some(fault)).await;
    };
    let kept = uploads::keep(&req, KIND, file).await?;
    Ok(Reply::see(format!(
        "/rounds/brought/import/{kept}?source={value}"
    )))
}

struct Planned {
    upload: Id,
    source: Origin,
    table: Table,
    plan: Plan,
}

/// A kept list as it was read, or in words why it cannot be read.
async fn planned(req: &Req, sources: &Sources) -> Result<std::result::Result<Planned, String>> {
    let upload = req.id("upload")?;
    let stored = uploads::stored(req, KIND, upload).await?;
    let value = typed(req, "source");
    // A source that is none is an address that nobody was given.
    let (source, offer) = chosen(req, sources, &value)
        .await
        .map_err(|_| Error::NotFound)?;
    let words = req.words();
    let table = match plan::read_list(&stored.bytes, &stored.name) {
        Ok(table) => table,
        Err(fault) => return Ok(Err(sheet::unread(words, &fault))),
    };
    let ctx = req.ctx();
    let (table, plan) = req
        .app
        .db
        .export_async(move |tx| {
            let plan = plan::of_table(tx, &ctx, source, &table)?;
            Ok((table, plan))
        })
        .await?;
    let source = Origin {
        value,
        name: offer.name,
        available: None,
    };
    Ok(Ok(Planned {
        upload,
        source,
        table,
        plan,
    }))
}

async fn preview(req: Req, sources: Sources) -> Result<Reply> {
    preview_page(&req, &sources, None).await
}

async fn preview_page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let mut page = req.page("brought-preview");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let words = req.words();
    let view = match planned(req, sources).await? {
        Ok(planned) => {
            let here = format!("/rounds/brought/import/{}", planned.upload);
            let at = (here.as_str(), &planned.source);
            super::preview(page, at, &planned.plan, &|name| typed(req, name), &faults)
        }
        Err(text) => {
            let again = "/rounds/brought/import".to_owned();
            View::new(page, vec![sheet::refused(words, text, again)])
        }
    };
    Ok(view.reply()?.again(is_again).private())
}

async fn commit(req: Req, sources: Sources) -> Result<Reply> {
    let Ok(planned) = planned(&req, &sources).await? else {
        return preview_page(&req, &sources, None).await;
    };
    // A list is brought forward whole: its sums are what the paper says.
    if planned.plan.set_aside > 0 || planned.plan.lines.is_empty() {
        return preview_page(&req, &sources, None).await;
    }
    match deed(&req, &sources, planned.plan.lines).await {
        Ok(id) => {
            uploads::forget(&req, planned.upload).await?;
            Ok(saved(id))
        }
        Err(fault) => preview_page(&req, &sources, Some(fault)).await,
    }
}

/// The faulty rows, marked, to be mended and sent again.
async fn marked(req: Req, sources: Sources) -> Result<Reply> {
    let words = req.words();
    let Ok(planned) = planned(&req, &sources).await? else {
        return Err(Error::NotFound);
    };
    let name = words.get("sheet-mark-sheet");
    sheet::marked(words, name, &planned.table, &planned.plan.problems)
}
